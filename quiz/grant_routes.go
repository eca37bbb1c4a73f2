package quiz

import (
	"context"

	"github.com/google/uuid"

	"lentera/internal/access"
)

type grantIn struct {
	Body struct {
		LessonID uuid.UUID `json:"lesson_id" doc:"the quiz lesson, of the revision the person is enrolled in"`
		PersonID uuid.UUID `json:"person_id"`
		Extra    int       `json:"extra" minimum:"1" maximum:"5"`
		Reason   string    `json:"reason" minLength:"1" maxLength:"500"`
	}
}

type grantOut struct{ Body AttemptGrant }

func (s *Service) grantAttempts(ctx context.Context, in *grantIn) (*grantOut, error) {
	g, err := s.GrantAttempts(ctx, access.Must(ctx), AttemptGrant{LessonID: in.Body.LessonID, PersonID: in.Body.PersonID,
		Extra: in.Body.Extra, Reason: in.Body.Reason})
	return &grantOut{g}, err
}
