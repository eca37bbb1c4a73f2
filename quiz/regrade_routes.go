package quiz

import (
	"context"

	"github.com/google/uuid"

	"lentera/internal/access"
)

type regradeListOut struct {
	Body struct {
		Regrades []Regrade `json:"regrades" nullable:"false"`
	}
}

func (s *Service) listRegrades(ctx context.Context, _ *struct{}) (*regradeListOut, error) {
	list, err := s.Regrades(ctx)
	out := &regradeListOut{}
	out.Body.Regrades = list
	return out, err
}

type keyIn struct {
	VersionID uuid.UUID `path:"version_id"`
}

type keyOut struct {
	Body KeyToCorrect
}

func (s *Service) showKey(ctx context.Context, in *keyIn) (*keyOut, error) {
	k, err := s.KeyOf(ctx, in.VersionID)
	return &keyOut{k}, err
}

// mostKey bounds a proposal, in bytes: the key of a case is long.
const mostKey = 512 << 10

type proposeIn struct {
	Body struct {
		VersionID uuid.UUID      `json:"version_id"`
		Change    string         `json:"change" enum:"key,void"`
		Key       map[string]any `json:"key,omitempty" doc:"of a change of key: members of the key of its kind (bank/kinds); one that is null is taken away"`
		Reason    string         `json:"reason" maxLength:"500" doc:"10 to 500 characters; the learners concerned read it"`
	}
}

type regradeOut struct {
	Body struct {
		Regrade Regrade       `json:"regrade"`
		Preview *Preview      `json:"preview" doc:"null once it is decided"`
		Lines   []RegradeLine `json:"lines" nullable:"false" doc:"at most 1000, those for whom something turns first"`
	}
}

func (s *Service) proposeRegrade(ctx context.Context, in *proposeIn) (*regradeOut, error) {
	id, err := s.ProposeRegrade(ctx, access.Must(ctx), Proposal{VersionID: in.Body.VersionID, Change: in.Body.Change, Key: in.Body.Key, Reason: in.Body.Reason})
	if err != nil {
		return nil, err
	}
	return s.regradeAnswer(ctx, id)
}

func (s *Service) regradeAnswer(ctx context.Context, id uuid.UUID) (*regradeOut, error) {
	out := &regradeOut{}
	var err error
	out.Body.Regrade, out.Body.Preview, out.Body.Lines, err = s.RegradeOf(ctx, id)
	return out, err
}

type regradeIn struct {
	ID uuid.UUID `path:"id"`
}

func (s *Service) showRegrade(ctx context.Context, in *regradeIn) (*regradeOut, error) {
	return s.regradeAnswer(ctx, in.ID)
}

type approveIn struct {
	ID   uuid.UUID `path:"id"`
	Body struct {
		Policy Policy `json:"policy,omitempty" enum:"raise_only,both_ways" default:"raise_only" doc:"raise_only: nobody loses marks"`
		Seen   string `json:"seen" maxLength:"64" doc:"digest of the preview that was seen"`
		Note   string `json:"note,omitempty" maxLength:"500"`
	}
}

func (s *Service) approveRegrade(ctx context.Context, in *approveIn) (*regradeOut, error) {
	if err := s.ApproveRegrade(ctx, access.Must(ctx), in.ID, Decision{Policy: in.Body.Policy, Seen: in.Body.Seen, Note: in.Body.Note}); err != nil {
		return nil, err
	}
	return s.regradeAnswer(ctx, in.ID)
}

type refuseIn struct {
	ID   uuid.UUID `path:"id"`
	Body struct {
		Note string `json:"note" minLength:"1" maxLength:"500"`
	}
}

func (s *Service) refuseRegrade(ctx context.Context, in *refuseIn) (*regradeOut, error) {
	if err := s.RefuseRegrade(ctx, access.Must(ctx), in.ID, in.Body.Note); err != nil {
		return nil, err
	}
	return s.regradeAnswer(ctx, in.ID)
}

func (s *Service) withdrawRegrade(ctx context.Context, in *regradeIn) (*regradeOut, error) {
	if err := s.WithdrawRegrade(ctx, access.Must(ctx), in.ID); err != nil {
		return nil, err
	}
	return s.regradeAnswer(ctx, in.ID)
}
