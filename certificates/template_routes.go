package certificates

import (
	"context"
	"encoding/json"
	"io"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/google/uuid"

	"lentera/certificates/pdf"
)

// TemplateOut is a template as screens show it.
type TemplateOut struct {
	ID         uuid.UUID   `json:"id" format:"uuid"`
	Name       string      `json:"name"`
	State      string      `json:"state" enum:"draft,active,retired"`
	CourseCode string      `json:"course_code"`
	Audience   string      `json:"audience" enum:"any,asn,citizen"`
	Design     pdf.Design  `json:"design"`
	Officials  []uuid.UUID `json:"officials" nullable:"false"`
	SeriesID   *uuid.UUID  `json:"series_id" format:"uuid"`
	Signing    string      `json:"signing" enum:"none,local,bsre_sign,bsre_seal,bsre_v1,portal"`
	Version    int         `json:"version"`
	UpdatedAt  time.Time   `json:"updated_at"`
}

func templateOut(t Template) (TemplateOut, error) {
	d, err := t.Design()
	return TemplateOut{ID: t.ID, Name: t.Name, State: t.State, CourseCode: t.CourseCode, Audience: t.Audience, Design: d,
		Officials: append([]uuid.UUID{}, t.Officials...), SeriesID: t.SeriesID, Signing: t.Signing, Version: t.Version, UpdatedAt: t.UpdatedAt.UTC()}, err
}

type templatesOut struct {
	Body struct {
		Templates []TemplateOut `json:"templates" nullable:"false"`
		Officials []Official    `json:"officials" nullable:"false"`
		Series    []Series      `json:"series" nullable:"false" doc:"the agency's own first"`
		Signing   []string      `json:"signing" nullable:"false" doc:"the ways of signing that are set up"`
	}
}

func (s *Service) listTemplates(ctx context.Context, _ *struct{}) (*templatesOut, error) {
	out := &templatesOut{}
	out.Body.Templates, out.Body.Signing = []TemplateOut{}, []string{}
	for _, kind := range []string{"local", "bsre_sign", "bsre_seal", "bsre_v1", "portal"} {
		if s.opt.Signs != nil && s.opt.Signs(kind) {
			out.Body.Signing = append(out.Body.Signing, kind)
		}
	}
	rows, err := s.Templates(ctx)
	if err != nil {
		return nil, err
	}
	for _, t := range rows {
		one, err := templateOut(t)
		if err != nil {
			return nil, err
		}
		out.Body.Templates = append(out.Body.Templates, one)
	}
	if out.Body.Officials, err = s.Officials(ctx); err != nil {
		return nil, err
	}
	out.Body.Series, err = s.AllSeries(ctx)
	return out, err
}

type templateBody struct{ Body TemplateOut }

type addTemplateIn struct{ Body TemplateContent }

func (s *Service) addTemplate(ctx context.Context, in *addTemplateIn) (*templateBody, error) {
	return savedTemplate(s.SaveTemplate(ctx, nil, 0, in.Body))
}

func savedTemplate(t Template, err error) (*templateBody, error) {
	if err != nil {
		return nil, err
	}
	one, err := templateOut(t)
	return &templateBody{Body: one}, err
}

type changeTemplateIn struct {
	ID   uuid.UUID `path:"id" format:"uuid"`
	Body struct {
		TemplateContent
		Version int `json:"version" doc:"the version that was read"`
	}
}

func (s *Service) changeTemplate(ctx context.Context, in *changeTemplateIn) (*templateBody, error) {
	return savedTemplate(s.SaveTemplate(ctx, &in.ID, in.Body.Version, in.Body.TemplateContent))
}

type templateStateIn struct {
	ID   uuid.UUID `path:"id" format:"uuid"`
	Body struct {
		State string `json:"state" enum:"draft,active,retired"`
	}
}

func (s *Service) setTemplateState(ctx context.Context, in *templateStateIn) (*struct{}, error) {
	return nil, s.SetTemplateState(ctx, in.ID, in.Body.State)
}

type officialIn struct {
	Body struct {
		Name  string        `json:"name"`
		NIP   string        `json:"nip"`
		Title OfficialTitle `json:"title"`
	}
}

type newOfficialOut struct {
	Body struct {
		ID uuid.UUID `json:"id" format:"uuid"`
	}
}

func (s *Service) addOfficial(ctx context.Context, in *officialIn) (*newOfficialOut, error) {
	out, err := &newOfficialOut{}, error(nil)
	out.Body.ID, err = s.AddOfficial(ctx, in.Body.Name, in.Body.NIP, in.Body.Title)
	return out, err
}

type titleIn struct {
	ID   uuid.UUID `path:"id" format:"uuid"`
	Body OfficialTitle
}

func (s *Service) addTitle(ctx context.Context, in *titleIn) (*struct{}, error) {
	return nil, s.AddTitle(ctx, in.ID, in.Body)
}

type seriesIn struct {
	Body struct {
		Name      string     `json:"name"`
		UnitID    *uuid.UUID `json:"unit_id,omitempty" format:"uuid"`
		UnitWord  string     `json:"unit_word"`
		ClassCode string     `json:"class_code"`
		Pattern   string     `json:"pattern"`
	}
}

type seriesOut struct{ Body Series }

func (s *Service) addSeries(ctx context.Context, in *seriesIn) (*seriesOut, error) {
	b := in.Body
	n, err := s.AddSeries(ctx, Series{Name: b.Name, UnitID: b.UnitID, UnitWord: b.UnitWord, ClassCode: b.ClassCode, Pattern: b.Pattern})
	return &seriesOut{Body: n}, err
}

// preview answers a template in JSON with its PDF.
func (s *Service) preview(c *fiber.Ctx) error {
	var content TemplateContent
	if err := json.Unmarshal(c.Body(), &content); err != nil {
		return ErrDesign.Because(err)
	}
	body, err := s.Preview(c.UserContext(), content)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, pdfType)
	return c.Send(body)
}

// addEmblem takes the image as the field "file" of a form.
func (s *Service) addEmblem(c *fiber.Ctx) error {
	form, err := c.FormFile("file")
	if err != nil {
		return ErrEmblem.Because(err)
	}
	f, err := form.Open()
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	body, err := io.ReadAll(io.LimitReader(f, 8<<20))
	if err != nil {
		return err
	}
	hash, err := s.AddEmblem(c.UserContext(), body)
	if err != nil {
		return err
	}
	return c.JSON(map[string]string{"hash": hash})
}
