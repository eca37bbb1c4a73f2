package accounts

import (
	"context"

	"github.com/google/uuid"

	"lentera/internal/access"
)

type signInIn struct {
	BrowserCookies
	Body struct {
		Name     string `json:"name" minLength:"1" maxLength:"320" doc:"NIP or e-mail"`
		Password string `json:"password" minLength:"1" maxLength:"512"`
	}
}

func (s *Service) signIn(ctx context.Context, in *signInIn) (*signedInOut, error) {
	out, err := s.SignIn(ctx, in.Body.Name, in.Body.Password, doorOf(ctx, in.Device))
	return s.answer(ctx, out, err)
}

type activateIn struct {
	BrowserCookies
	Body struct {
		Name     string `json:"name" minLength:"1" maxLength:"320" doc:"NIP or e-mail"`
		Code     string `json:"code" minLength:"1" maxLength:"64"`
		Password string `json:"password" minLength:"1" maxLength:"512"`
	}
}

func (s *Service) activate(ctx context.Context, in *activateIn) (*signedInOut, error) {
	out, err := s.Activate(ctx, in.Body.Name, in.Body.Code, in.Body.Password, doorOf(ctx, in.Device))
	return s.answer(ctx, out, err)
}

type meOut struct{ Body Me }

func (s *Service) me(ctx context.Context, _ *struct{}) (*meOut, error) {
	me, err := s.MeOf(ctx, access.Must(ctx))
	if err != nil {
		return nil, err
	}
	return &meOut{Body: me}, nil
}

type changeMeIn struct {
	Body struct {
		Lang string `json:"lang" enum:"id,en"`
	}
}

func (s *Service) changeMe(ctx context.Context, in *changeMeIn) (*meOut, error) {
	me, err := s.SetLang(ctx, access.Must(ctx), in.Body.Lang)
	if err != nil {
		return nil, err
	}
	return &meOut{Body: me}, nil
}

type changePasswordIn struct {
	BrowserCookies
	Body struct {
		Current string `json:"current" minLength:"1" maxLength:"512"`
		New     string `json:"new" minLength:"1" maxLength:"512"`
	}
}

func (s *Service) changePassword(ctx context.Context, in *changePasswordIn) (*signedInOut, error) {
	out, err := s.ChangePassword(ctx, access.Must(ctx), in.Body.Current, in.Body.New, doorOf(ctx, in.Device))
	return s.answer(ctx, out, err)
}

type issueCodesIn struct {
	Body struct {
		UnitID    *uuid.UUID  `json:"unit_id,omitempty" format:"uuid"`
		PersonIDs []uuid.UUID `json:"person_ids,omitempty" maxItems:"5000"`
		Reissue   bool        `json:"reissue,omitempty" doc:"replace unused codes; for named people also after activation"`
	}
}

type codesOut struct {
	Body struct {
		Codes []ActivationCode `json:"codes"`
	}
}

func (s *Service) issueCodes(ctx context.Context, in *issueCodesIn) (*codesOut, error) {
	codes, err := s.IssueActivationCodes(ctx, CodeRequest{UnitID: in.Body.UnitID, PersonIDs: in.Body.PersonIDs, Reissue: in.Body.Reissue})
	if err != nil {
		return nil, err
	}
	out := &codesOut{}
	out.Body.Codes = codes
	return out, nil
}
