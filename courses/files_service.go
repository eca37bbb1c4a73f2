package courses

import (
	"context"

	"github.com/google/uuid"

	"lentera/internal/access"
)

// MaySeeFile answers media's question for the files of lessons: the person is
// enrolled in a revision with a lesson that refers to the file, or is a
// trainer or training admin. One statement; attached to media.Service.MaySee
// in cmd/lentera/wire.go.
func (s *Service) MaySeeFile(ctx context.Context, actor access.Actor, fileID uuid.UUID) (bool, error) {
	var may bool
	err := s.db.Get(ctx, &may, sqls.MaySeeFile, fileID, actor.PersonID, readsEveryCourse(actor))
	return may, err
}
