package accounts

import (
	"bytes"
	"context"
	"net/http"

	"github.com/gofiber/fiber/v2"
	"github.com/google/uuid"

	"lentera/internal/web"
)

type previewRosterIn struct {
	FileName string `query:"file_name" maxLength:"255"`
	RawBody  []byte `contentType:"application/octet-stream"`
}

type rosterOut struct{ Body Roster }

func (s *Service) previewRoster(ctx context.Context, in *previewRosterIn) (*rosterOut, error) {
	r, err := s.PreviewRoster(ctx, in.FileName, bytes.NewReader(in.RawBody))
	if err != nil {
		return nil, err
	}
	return &rosterOut{Body: r}, nil
}

func (s *Service) getRoster(ctx context.Context, in *ByID) (*rosterOut, error) {
	r, err := s.GetRoster(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return &rosterOut{Body: r}, nil
}

type rosterRowsIn struct {
	ByID
	Verdict  string `query:"verdict" enum:"new,changed,same,refused"`
	Findings bool   `query:"findings" doc:"only rows with findings"`
	Cursor   string `query:"cursor" maxLength:"20"`
	Limit    int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
}

type rosterRowsOut struct {
	Body struct {
		Rows       []RosterRow `json:"rows"`
		NextCursor string      `json:"next_cursor"`
	}
}

func (s *Service) listRosterRows(ctx context.Context, in *rosterRowsIn) (*rosterRowsOut, error) {
	f := RowsFilter{Verdict: Verdict(in.Verdict), WithFindings: in.Findings, Cursor: in.Cursor, Limit: in.Limit}
	rows, next, err := s.ListRosterRows(ctx, in.ID, f, web.Lang(ctx))
	if err != nil {
		return nil, err
	}
	out := &rosterRowsOut{}
	out.Body.Rows, out.Body.NextCursor = rows, next
	return out, nil
}

func (s *Service) rosterFindings(c *fiber.Ctx) error {
	id, err := uuid.Parse(c.Params("id"))
	if err != nil {
		return ErrNoSuchRoster
	}
	content, err := s.RosterFindings(c.UserContext(), id, web.Lang(c.UserContext()))
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, "text/csv; charset=utf-8")
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="temuan-roster.csv"`)
	return c.Status(http.StatusOK).Send(content)
}

type rosterResultOut struct{ Body RosterResult }

func (s *Service) commitRoster(ctx context.Context, in *ByID) (*rosterResultOut, error) {
	r, err := s.CommitRoster(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return &rosterResultOut{Body: r}, nil
}

func (s *Service) discardRoster(ctx context.Context, in *ByID) (*struct{}, error) {
	return &struct{}{}, s.DiscardRoster(ctx, in.ID)
}
