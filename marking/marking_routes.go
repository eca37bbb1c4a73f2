package marking

import (
	"context"

	"github.com/google/uuid"

	"lentera/internal/access"
)

type queueOut struct {
	Body struct {
		Quizzes []Waiting `json:"quizzes" nullable:"false"`
	}
}

func (s *Service) showQueue(ctx context.Context, _ *struct{}) (*queueOut, error) {
	list, err := s.Queue(ctx, access.Must(ctx))
	out := &queueOut{}
	out.Body.Quizzes = list
	return out, err
}

type planIn struct {
	LessonID uuid.UUID `path:"lesson_id"`
	Body     Plan
}

func (s *Service) setPlan(ctx context.Context, in *planIn) (*struct{}, error) {
	return nil, s.SetPlan(ctx, access.Must(ctx), in.LessonID, in.Body)
}

type nextIn struct {
	LessonID uuid.UUID `path:"lesson_id"`
	Body     struct {
		Moderation bool `json:"moderation" doc:"take from the sheets in dispute"`
	}
}

type sheetOut struct{ Body Sheet }

func (s *Service) nextSheet(ctx context.Context, in *nextIn) (*sheetOut, error) {
	sheet, err := s.Next(ctx, access.Must(ctx), in.LessonID, in.Body.Moderation)
	return &sheetOut{sheet}, err
}

type sheetPath struct {
	ID uuid.UUID `path:"id"`
}

func (s *Service) showSheet(ctx context.Context, in *sheetPath) (*sheetOut, error) {
	sheet, err := s.Show(ctx, access.Must(ctx), in.ID)
	return &sheetOut{sheet}, err
}

type draftIn struct {
	ID   uuid.UUID `path:"id"`
	Body struct {
		Seq   int     `json:"seq" minimum:"1"`
		Items []Given `json:"items" maxItems:"200" nullable:"false"`
	}
}

type savedOut struct{ Body Saved }

func (s *Service) saveDraft(ctx context.Context, in *draftIn) (*savedOut, error) {
	saved, err := s.SaveDraft(ctx, access.Must(ctx), in.ID, in.Body.Seq, in.Body.Items)
	return &savedOut{saved}, err
}

type finishIn struct {
	ID   uuid.UUID `path:"id"`
	Body struct {
		Items []Given `json:"items" maxItems:"200" nullable:"false"`
	}
}

type finishedOut struct{ Body Finished }

func (s *Service) finishSheet(ctx context.Context, in *finishIn) (*finishedOut, error) {
	f, err := s.Finish(ctx, access.Must(ctx), in.ID, in.Body.Items)
	return &finishedOut{f}, err
}

func (s *Service) giveBack(ctx context.Context, in *sheetPath) (*struct{}, error) {
	return nil, s.GiveBack(ctx, access.Must(ctx), in.ID)
}

type historyIn struct {
	LessonID uuid.UUID `path:"lesson_id"`
	After    uuid.UUID `query:"after" doc:"id of the last sheet of the page before"`
	Limit    int       `query:"limit" minimum:"1" maximum:"200" default:"50"`
}

type historyOut struct {
	Body struct {
		Sheets []Record `json:"sheets" nullable:"false"`
	}
}

func (s *Service) showHistory(ctx context.Context, in *historyIn) (*historyOut, error) {
	list, err := s.History(ctx, in.LessonID, in.After, in.Limit)
	out := &historyOut{}
	out.Body.Sheets = list
	return out, err
}
