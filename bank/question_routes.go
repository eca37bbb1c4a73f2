package bank

import (
	"context"
	"encoding/json"

	"github.com/google/uuid"

	"lentera/bank/kinds"
	"lentera/internal/access"
)

type listIn struct {
	Query      string `query:"q" maxLength:"200"`
	State      string `query:"state" enum:"draft,reviewed,retired,waiting" doc:"waiting: a version waits for review"`
	Kind       string `query:"kind" maxLength:"20"`
	CategoryID string `query:"category_id" maxLength:"40" doc:"with all below it"`
	Objective  string `query:"objective" maxLength:"200"`
	Difficulty string `query:"difficulty" maxLength:"20"`
	Pillar     string `query:"pillar" maxLength:"60"`
	Competence string `query:"competence" maxLength:"10"`
	Level      string `query:"level" maxLength:"10"`
	Origin     string `query:"origin" enum:"bank,course"`
	Mine       bool   `query:"mine"`
	Twins      bool   `query:"twins" doc:"only those that say what another says"`
	Cursor     string `query:"cursor" maxLength:"200"`
	Limit      int    `query:"limit" minimum:"0" maximum:"200"`
}

type listOut struct {
	Body struct {
		Questions  []Line `json:"questions" nullable:"false"`
		NextCursor string `json:"next_cursor"`
	}
}

func (s *Service) listQuestions(ctx context.Context, in *listIn) (*listOut, error) {
	f := Filter{Query: in.Query, State: in.State, Kind: in.Kind, Objective: in.Objective, Difficulty: in.Difficulty, Pillar: in.Pillar,
		Competence: in.Competence, Level: in.Level, Origin: in.Origin, Mine: in.Mine, Twins: in.Twins, Cursor: in.Cursor, Limit: in.Limit}
	if id, err := uuid.Parse(in.CategoryID); err == nil {
		f.CategoryID = &id
	}
	out, err := &listOut{}, error(nil)
	out.Body.Questions, out.Body.NextCursor, err = s.List(ctx, access.Must(ctx), f)
	return out, err
}

type questionOut struct{ Body Question }

type writingIn struct{ Body Writing }

func (s *Service) createQuestion(ctx context.Context, in *writingIn) (*questionOut, error) {
	id, err := s.Create(ctx, access.Must(ctx), in.Body)
	if err != nil {
		return nil, err
	}
	q, err := s.Get(ctx, access.Must(ctx), id, 0)
	return &questionOut{q}, err
}

type showIn struct {
	ID uuid.UUID `path:"id"`
	No int       `query:"no" minimum:"0" doc:"of the version; 0 is the newest"`
}

func (s *Service) showQuestion(ctx context.Context, in *showIn) (*questionOut, error) {
	q, err := s.Get(ctx, access.Must(ctx), in.ID, in.No)
	return &questionOut{q}, err
}

type saveIn struct {
	ID   uuid.UUID `path:"id"`
	Body struct {
		No int `json:"no" minimum:"1" doc:"the newest version its author saw"`
		Writing
	}
}

func (s *Service) saveQuestion(ctx context.Context, in *saveIn) (*questionOut, error) {
	if err := s.Save(ctx, access.Must(ctx), in.ID, in.Body.No, in.Body.Writing); err != nil {
		return nil, err
	}
	q, err := s.Get(ctx, access.Must(ctx), in.ID, 0)
	return &questionOut{q}, err
}

type judgeIn struct {
	ID   uuid.UUID `path:"id"`
	Body struct {
		No   int    `json:"no" minimum:"1" doc:"the version that was read"`
		Note string `json:"note,omitempty" maxLength:"1000"`
	}
}

func (s *Service) review(ctx context.Context, in *judgeIn) (*questionOut, error) {
	if err := s.Review(ctx, access.Must(ctx), in.ID, in.Body.No, in.Body.Note); err != nil {
		return nil, err
	}
	q, err := s.Get(ctx, access.Must(ctx), in.ID, 0)
	return &questionOut{q}, err
}

type returnIn struct {
	ID   uuid.UUID `path:"id"`
	Body struct {
		No   int    `json:"no" minimum:"1" doc:"the version that was read"`
		Note string `json:"note" minLength:"1" maxLength:"1000" pattern:"\\S"`
	}
}

func (s *Service) giveBack(ctx context.Context, in *returnIn) (*questionOut, error) {
	if err := s.Return(ctx, access.Must(ctx), in.ID, in.Body.No, in.Body.Note); err != nil {
		return nil, err
	}
	q, err := s.Get(ctx, access.Must(ctx), in.ID, 0)
	return &questionOut{q}, err
}

type noteIn struct {
	ID   uuid.UUID `path:"id"`
	Body struct {
		Note string `json:"note,omitempty" maxLength:"1000"`
	}
}

func (s *Service) retire(ctx context.Context, in *noteIn) (*questionOut, error) {
	if err := s.Retire(ctx, access.Must(ctx), in.ID, in.Body.Note); err != nil {
		return nil, err
	}
	q, err := s.Get(ctx, access.Must(ctx), in.ID, 0)
	return &questionOut{q}, err
}

func (s *Service) restore(ctx context.Context, in *noteIn) (*questionOut, error) {
	if err := s.Restore(ctx, access.Must(ctx), in.ID, in.Body.Note); err != nil {
		return nil, err
	}
	q, err := s.Get(ctx, access.Must(ctx), in.ID, 0)
	return &questionOut{q}, err
}

type similarIn struct {
	Body struct {
		ID       *uuid.UUID      `json:"id,omitempty" doc:"of the question being written; it is left out"`
		Kind     kinds.Kind      `json:"kind"`
		StemHTML string          `json:"stem_html" maxLength:"40000"`
		Content  json.RawMessage `json:"content"`
	}
}

type similarOut struct {
	Body struct {
		Questions []Alike `json:"questions" nullable:"false"`
	}
}

func (s *Service) similar(ctx context.Context, in *similarIn) (*similarOut, error) {
	out, err := &similarOut{}, error(nil)
	out.Body.Questions, err = s.Similar(ctx, access.Must(ctx), in.Body.Kind, in.Body.StemHTML, in.Body.Content, in.Body.ID)
	return out, err
}
