package courses

import (
	"context"

	"github.com/google/uuid"

	"lentera/internal/access"
)

// answer is a response with a JSON body.
type answer[T any] struct{ Body T }

func answered[T any](body T, err error) (*answer[T], error) {
	if err != nil {
		return nil, err
	}
	return &answer[T]{body}, nil
}

type codeIn struct {
	Code string `path:"code" maxLength:"80"`
}

type lessonIn struct {
	ID uuid.UUID `path:"id"`
}

func (s *Service) home(ctx context.Context, _ *struct{}) (*answer[Home], error) {
	return answered(s.Home(ctx, access.Must(ctx)))
}

// CatalogueList is the answer of courses.catalogue.
type CatalogueList struct {
	Courses []CourseCard `json:"courses"`
}

func (s *Service) catalogue(ctx context.Context, _ *struct{}) (*answer[CatalogueList], error) {
	list, err := s.Catalogue(ctx, access.Must(ctx))
	return answered(CatalogueList{list}, err)
}

func (s *Service) course(ctx context.Context, in *codeIn) (*answer[CourseDetail], error) {
	return answered(s.Course(ctx, access.Must(ctx), in.Code))
}

func (s *Service) enrol(ctx context.Context, in *codeIn) (*answer[Enrolled], error) {
	return answered(s.Enrol(ctx, access.Must(ctx), in.Code))
}
