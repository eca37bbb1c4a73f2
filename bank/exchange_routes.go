package bank

import (
	"bytes"
	"context"
	"net/http"

	"github.com/gofiber/fiber/v2"
	"github.com/google/uuid"

	"lentera/bank/questionsheet"
	"lentera/internal/fault"
)

type importIn struct {
	FileName   string `query:"file_name" maxLength:"255"`
	Format     string `query:"format" enum:"gift,aiken,moodle-xml,qti,xlsx" doc:"left out: found out from the file"`
	CategoryID string `query:"category_id" format:"uuid" doc:"left out: the top of the bank"`
	Apply      string `query:"apply" maxLength:"64" doc:"the digest of a preview of this file; left out: preview only"`
	RawBody    []byte `contentType:"application/octet-stream"`
}

type importOut struct{ Body Import }

func (s *Service) importQuestions(ctx context.Context, in *importIn) (*importOut, error) {
	file := ImportFile{FileName: in.FileName, Format: in.Format, Content: in.RawBody}
	var err error
	if file.CategoryID, err = optionalID(in.CategoryID); err != nil {
		return nil, err
	}
	var out Import
	if in.Apply == "" {
		out, err = s.PreviewImport(ctx, file)
	} else {
		out, err = s.ApplyImport(ctx, file, in.Apply)
	}
	if err != nil {
		return nil, err
	}
	return &importOut{Body: out}, nil
}

func optionalID(s string) (*uuid.UUID, error) {
	if s == "" {
		return nil, nil
	}
	id, err := uuid.Parse(s)
	if err != nil {
		return nil, ErrNoSuchCategory
	}
	return &id, nil
}

type byID struct {
	ID uuid.UUID `path:"id"`
}

func (s *Service) getImport(ctx context.Context, in *byID) (*importOut, error) {
	out, err := s.GetImport(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return &importOut{Body: out}, nil
}

func (s *Service) keptSources(c *fiber.Ctx) error {
	id, err := uuid.Parse(c.Params("id"))
	if err != nil {
		return ErrNoSuchImport
	}
	text, err := s.KeptSources(c.UserContext(), id)
	if err != nil {
		return err
	}
	return sendFile(c, "application/json; charset=utf-8", "soal-tersimpan.json", text)
}

func sendFile(c *fiber.Ctx, contentType, name string, content []byte) error {
	c.Set(fiber.HeaderContentType, contentType)
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="`+name+`"`)
	c.Set(fiber.HeaderCacheControl, "no-store")
	return c.Status(http.StatusOK).Send(content)
}

func (s *Service) exportQuestions(c *fiber.Ctx) error {
	category, err := optionalID(c.Query("category_id"))
	if err != nil {
		return err
	}
	out, err := s.Export(c.UserContext(), c.Query("format"), category)
	if err != nil {
		return err
	}
	return sendFile(c, out.ContentType, out.FileName, out.Content)
}

type reportIn struct {
	Format     string `query:"format" required:"true" enum:"gift,aiken,moodle-xml,qti-2.1,qti-2.2,qti-3.0,xlsx"`
	CategoryID string `query:"category_id" format:"uuid"`
}

type reportOut struct {
	Body struct {
		Written  int             `json:"written" doc:"questions the format can hold"`
		Problems []ImportProblem `json:"problems"`
	}
}

func (s *Service) exportReport(ctx context.Context, in *reportIn) (*reportOut, error) {
	category, err := optionalID(in.CategoryID)
	if err != nil {
		return nil, err
	}
	result, err := s.Export(ctx, in.Format, category)
	if err != nil {
		return nil, err
	}
	out := &reportOut{}
	out.Body.Written, out.Body.Problems = result.Written, result.Problems
	return out, nil
}

func (s *Service) questionSheet(c *fiber.Ctx) error {
	var file bytes.Buffer
	if err := questionsheet.Template(&file); err != nil {
		return fault.ErrInternal.Because(err)
	}
	return sendFile(c, exportFormats[formatSheet].contentType, "lembar-soal.xlsx", file.Bytes())
}
