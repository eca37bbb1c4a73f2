package quiz

import (
	"context"

	"github.com/google/uuid"

	"lentera/internal/access"
)

// MaySeeFile answers media's question for the files of questions: a learner
// sees those of the papers of an own attempt, open or closed. Attached to
// media.Service.MaySee in cmd/lentera/wire.go.
func (s *Service) MaySeeFile(ctx context.Context, actor access.Actor, fileID uuid.UUID) (bool, error) {
	var may bool
	err := s.db.Get(ctx, &may, sqls.LearnerMaySeeFile, fileID, actor.PersonID)
	return may, err
}
