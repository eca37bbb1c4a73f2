package quiz

import (
	"context"

	"github.com/google/uuid"

	"lentera/internal/access"
)

type builtIn struct {
	Query string `query:"q" maxLength:"200"`
}

type builtOut struct {
	Body struct {
		Quizzes []Built `json:"quizzes" nullable:"false"`
	}
}

func (s *Service) listBuilt(ctx context.Context, in *builtIn) (*builtOut, error) {
	out, err := &builtOut{}, error(nil)
	out.Body.Quizzes, err = s.ListBuilt(ctx, in.Query)
	return out, err
}

type draftOut struct{ Body DraftQuiz }

type newDraftIn struct{ Body Plan }

func (s *Service) newDraft(ctx context.Context, in *newDraftIn) (*draftOut, error) {
	d, err := s.NewDraft(ctx, access.Must(ctx), in.Body)
	return &draftOut{d}, err
}

type draftPath struct {
	ID uuid.UUID `path:"id"`
}

func (s *Service) showDraft(ctx context.Context, in *draftPath) (*draftOut, error) {
	d, err := s.Draft(ctx, in.ID)
	return &draftOut{d}, err
}

type setDraftIn struct {
	ID   uuid.UUID `path:"id"`
	Body struct {
		No   int  `json:"no" minimum:"1"`
		Plan Plan `json:"plan"`
	}
}

func (s *Service) setDraft(ctx context.Context, in *setDraftIn) (*draftOut, error) {
	d, err := s.SetDraft(ctx, in.ID, in.Body.No, in.Body.Plan)
	return &draftOut{d}, err
}

func (s *Service) removeDraft(ctx context.Context, in *draftPath) (*struct{}, error) {
	return nil, s.RemoveDraft(ctx, in.ID)
}

type publishIn struct {
	ID   uuid.UUID `path:"id"`
	Body struct {
		No int `json:"no" minimum:"1" doc:"the state that was read"`
	}
}

type publishOut struct {
	Body struct {
		CourseCode string    `json:"course_code"`
		LessonID   uuid.UUID `json:"lesson_id"`
	}
}

func (s *Service) publish(ctx context.Context, in *publishIn) (*publishOut, error) {
	p, err := s.Publish(ctx, access.Must(ctx), in.ID, in.Body.No)
	out := &publishOut{}
	out.Body.CourseCode, out.Body.LessonID = p.Code, p.LessonID
	return out, err
}
