package quiz

import (
	"context"
	"net/http"

	"github.com/google/uuid"

	"lentera/internal/access"
	"lentera/internal/web"
)

type lessonPath struct {
	LessonID uuid.UUID `path:"lesson_id"`
}

type attemptPath struct {
	ID uuid.UUID `path:"id"`
}

type quizOut struct{ Body Quiz }

func (s *Service) viewQuiz(ctx context.Context, in *lessonPath) (*quizOut, error) {
	z, err := s.View(ctx, access.Must(ctx), in.LessonID)
	return &quizOut{z}, err
}

type beginIn struct {
	LessonID uuid.UUID `path:"lesson_id"`
	Body     *struct {
		Code string `json:"code,omitempty" maxLength:"40" doc:"the access code, where the quiz asks for one"`
	} `required:"false"`
}

type paperOut struct {
	Status int
	Body   Paper
}

func (s *Service) startAttempt(ctx context.Context, in *beginIn) (*paperOut, error) {
	entry := Entry{Address: web.ClientAddress(ctx)}
	if in.Body != nil {
		entry.Code = in.Body.Code
	}
	p, isNew, err := s.Enter(ctx, access.Must(ctx), in.LessonID, entry)
	if isNew {
		return &paperOut{http.StatusCreated, p}, err
	}
	return &paperOut{http.StatusOK, p}, err
}

func (s *Service) showPaper(ctx context.Context, in *attemptPath) (*paperOut, error) {
	p, err := s.Paper(ctx, access.Must(ctx), in.ID)
	return &paperOut{http.StatusOK, p}, err
}

type resultOut struct{ Body AttemptResult }

func (s *Service) submitAttempt(ctx context.Context, in *attemptPath) (*resultOut, error) {
	r, err := s.Submit(ctx, access.Must(ctx), in.ID)
	return &resultOut{r}, err
}

func (s *Service) reviewAttempt(ctx context.Context, in *attemptPath) (*resultOut, error) {
	r, err := s.Review(ctx, access.Must(ctx), in.ID)
	return &resultOut{r}, err
}
