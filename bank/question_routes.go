package bank

import (
	"context"
	"encoding/json"

	"github.com/google/uuid"

	"lentera/bank/kinds"
	"lentera/internal/access"
)

type listQuestionsIn struct {
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

type listQuestionsOut struct {
	Body struct {
		Questions  []QuestionLine `json:"questions" nullable:"false"`
		NextCursor string         `json:"next_cursor"`
	}
}

func (s *Service) listQuestions(ctx context.Context, in *listQuestionsIn) (*listQuestionsOut, error) {
	f := Filter{Query: in.Query, State: in.State, Kind: in.Kind, Objective: in.Objective, Difficulty: in.Difficulty, Pillar: in.Pillar,
		Competence: in.Competence, Level: in.Level, Origin: in.Origin, Mine: in.Mine, Twins: in.Twins, Cursor: in.Cursor, Limit: in.Limit}
	if id, err := uuid.Parse(in.CategoryID); err == nil {
		f.CategoryID = &id
	}
	out, err := &listQuestionsOut{}, error(nil)
	out.Body.Questions, out.Body.NextCursor, err = s.List(ctx, access.Must(ctx), f)
	return out, err
}

type questionOut struct{ Body Question }

type writingQuestionIn struct{ Body Writing }

func (s *Service) createQuestion(ctx context.Context, in *writingQuestionIn) (*questionOut, error) {
	id, err := s.Create(ctx, access.Must(ctx), in.Body)
	if err != nil {
		return nil, err
	}
	q, err := s.Get(ctx, access.Must(ctx), id, 0)
	return &questionOut{q}, err
}

type showQuestionIn struct {
	ID uuid.UUID `path:"id"`
	No int       `query:"no" minimum:"0" doc:"of the version; 0 is the newest"`
}

func (s *Service) showQuestion(ctx context.Context, in *showQuestionIn) (*questionOut, error) {
	q, err := s.Get(ctx, access.Must(ctx), in.ID, in.No)
	return &questionOut{q}, err
}

type saveQuestionIn struct {
	ID   uuid.UUID `path:"id"`
	Body struct {
		No int `json:"no" minimum:"1" doc:"the newest version its author saw"`
		Writing
	}
}

func (s *Service) saveQuestion(ctx context.Context, in *saveQuestionIn) (*questionOut, error) {
	if err := s.Save(ctx, access.Must(ctx), in.ID, in.Body.No, in.Body.Writing); err != nil {
		return nil, err
	}
	q, err := s.Get(ctx, access.Must(ctx), in.ID, 0)
	return &questionOut{q}, err
}

type judgeQuestionIn struct {
	ID   uuid.UUID `path:"id"`
	Body struct {
		No   int    `json:"no" minimum:"1" doc:"the version that was read"`
		Note string `json:"note,omitempty" maxLength:"1000"`
	}
}

func (s *Service) review(ctx context.Context, in *judgeQuestionIn) (*questionOut, error) {
	if err := s.Review(ctx, access.Must(ctx), in.ID, in.Body.No, in.Body.Note); err != nil {
		return nil, err
	}
	q, err := s.Get(ctx, access.Must(ctx), in.ID, 0)
	return &questionOut{q}, err
}

type returnQuestionIn struct {
	ID   uuid.UUID `path:"id"`
	Body struct {
		No   int    `json:"no" minimum:"1" doc:"the version that was read"`
		Note string `json:"note" minLength:"1" maxLength:"1000" pattern:"\\S"`
	}
}

func (s *Service) giveBack(ctx context.Context, in *returnQuestionIn) (*questionOut, error) {
	if err := s.Return(ctx, access.Must(ctx), in.ID, in.Body.No, in.Body.Note); err != nil {
		return nil, err
	}
	q, err := s.Get(ctx, access.Must(ctx), in.ID, 0)
	return &questionOut{q}, err
}

type questionNoteIn struct {
	ID   uuid.UUID `path:"id"`
	Body struct {
		Note string `json:"note,omitempty" maxLength:"1000"`
	}
}

func (s *Service) retire(ctx context.Context, in *questionNoteIn) (*questionOut, error) {
	if err := s.Retire(ctx, access.Must(ctx), in.ID, in.Body.Note); err != nil {
		return nil, err
	}
	q, err := s.Get(ctx, access.Must(ctx), in.ID, 0)
	return &questionOut{q}, err
}

func (s *Service) restore(ctx context.Context, in *questionNoteIn) (*questionOut, error) {
	if err := s.Restore(ctx, access.Must(ctx), in.ID, in.Body.Note); err != nil {
		return nil, err
	}
	q, err := s.Get(ctx, access.Must(ctx), in.ID, 0)
	return &questionOut{q}, err
}

type similarQuestionsIn struct {
	Body struct {
		ID       *uuid.UUID      `json:"id,omitempty" doc:"of the question being written; it is left out"`
		Kind     kinds.Kind      `json:"kind"`
		StemHTML string          `json:"stem_html" maxLength:"40000"`
		Content  json.RawMessage `json:"content"`
	}
}

type similarQuestionsOut struct {
	Body struct {
		Questions []Alike `json:"questions" nullable:"false"`
	}
}

func (s *Service) similar(ctx context.Context, in *similarQuestionsIn) (*similarQuestionsOut, error) {
	out, err := &similarQuestionsOut{}, error(nil)
	out.Body.Questions, err = s.Similar(ctx, access.Must(ctx), in.Body.Kind, in.Body.StemHTML, in.Body.Content, in.Body.ID)
	return out, err
}
