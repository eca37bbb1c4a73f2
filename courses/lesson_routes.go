package courses

import (
	"context"

	"github.com/google/uuid"

	"lentera/internal/access"
)

func (s *Service) lesson(ctx context.Context, in *lessonIn) (*answer[LessonView], error) {
	return answered(s.Lesson(ctx, access.Must(ctx), in.ID))
}

type presenceIn struct {
	ID   uuid.UUID `path:"id"`
	Body struct {
		VideoSecond int `json:"video_second,omitempty" minimum:"0" maximum:"86400" doc:"furthest point played"`
	}
}

func (s *Service) presence(ctx context.Context, in *presenceIn) (*answer[Presence], error) {
	return answered(s.SignPresence(ctx, access.Must(ctx), in.ID, in.Body.VideoSecond))
}

func (s *Service) completeLesson(ctx context.Context, in *lessonIn) (*answer[LessonCompleted], error) {
	return answered(s.Complete(ctx, access.Must(ctx), in.ID))
}
