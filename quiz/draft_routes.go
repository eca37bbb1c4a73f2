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

type quizDraftOut struct{ Body DraftQuiz }

type newQuizDraftIn struct{ Body Plan }

func (s *Service) newDraft(ctx context.Context, in *newQuizDraftIn) (*quizDraftOut, error) {
	d, err := s.NewDraft(ctx, access.Must(ctx), in.Body)
	return &quizDraftOut{d}, err
}

type quizDraftPath struct {
	ID uuid.UUID `path:"id"`
}

func (s *Service) showDraft(ctx context.Context, in *quizDraftPath) (*quizDraftOut, error) {
	d, err := s.ReadDraft(ctx, access.Must(ctx), in.ID)
	return &quizDraftOut{d}, err
}

type setQuizDraftIn struct {
	ID   uuid.UUID `path:"id"`
	Body struct {
		No   int  `json:"no" minimum:"1"`
		Plan Plan `json:"plan"`
	}
}

func (s *Service) setDraft(ctx context.Context, in *setQuizDraftIn) (*quizDraftOut, error) {
	d, err := s.SetDraft(ctx, in.ID, in.Body.No, in.Body.Plan)
	return &quizDraftOut{d}, err
}

func (s *Service) removeDraft(ctx context.Context, in *quizDraftPath) (*struct{}, error) {
	return nil, s.RemoveDraft(ctx, in.ID)
}

type publishQuizIn struct {
	ID   uuid.UUID `path:"id"`
	Body struct {
		No int `json:"no" minimum:"1" doc:"the state that was read"`
	}
}

type publishQuizOut struct {
	Body struct {
		CourseCode string    `json:"course_code"`
		LessonID   uuid.UUID `json:"lesson_id"`
	}
}

func (s *Service) publish(ctx context.Context, in *publishQuizIn) (*publishQuizOut, error) {
	p, err := s.Publish(ctx, access.Must(ctx), in.ID, in.Body.No)
	out := &publishQuizOut{}
	out.Body.CourseCode, out.Body.LessonID = p.Code, p.LessonID
	return out, err
}
