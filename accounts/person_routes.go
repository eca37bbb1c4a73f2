package accounts

import (
	"context"

	"github.com/google/uuid"

	"lentera/internal/access"
	"lentera/internal/web"
)

type peopleIn struct {
	UnitID string `query:"unit_id" format:"uuid" doc:"only people in this unit or below"`
	Query  string `query:"q" maxLength:"100" doc:"part of a name"`
	Cursor string `query:"cursor" maxLength:"600"`
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
}

type peopleOut struct {
	Body struct {
		People     []PersonLine `json:"people"`
		NextCursor string       `json:"next_cursor"`
	}
}

func (s *Service) listPeople(ctx context.Context, in *peopleIn) (*peopleOut, error) {
	f := PeopleFilter{Query: in.Query, Cursor: in.Cursor, Limit: in.Limit}
	if in.UnitID != "" {
		id, err := uuid.Parse(in.UnitID)
		if err != nil {
			return nil, ErrNoSuchUnit
		}
		f.UnitID = &id
	}
	people, next, err := s.ListPeople(ctx, access.Must(ctx), f)
	if err != nil {
		return nil, err
	}
	out := &peopleOut{}
	out.Body.People, out.Body.NextCursor = people, next
	return out, nil
}

type unitsOut struct {
	Body struct {
		Units []Unit `json:"units"`
	}
}

func (s *Service) listUnits(ctx context.Context, _ *struct{}) (*unitsOut, error) {
	list, err := s.ListUnits(ctx, access.Must(ctx))
	if err != nil {
		return nil, err
	}
	out := &unitsOut{}
	out.Body.Units = list
	return out, nil
}

type importUnitsIn struct {
	DryRun  bool   `query:"dry_run"`
	RawBody []byte `contentType:"text/csv"`
}

type importUnitsOut struct{ Body UnitImport }

func (s *Service) importUnits(ctx context.Context, in *importUnitsIn) (*importUnitsOut, error) {
	result, err := s.ImportUnits(ctx, in.RawBody, in.DryRun)
	if err != nil {
		return nil, err
	}
	for i, f := range result.Findings {
		result.Findings[i] = f.In(web.Lang(ctx))
	}
	return &importUnitsOut{Body: result}, nil
}
