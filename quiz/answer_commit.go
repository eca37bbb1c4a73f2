//go:build !seeded_ack_before_commit

package quiz

import (
	"context"

	"github.com/google/uuid"

	"lentera/internal/db"
)

// commitAnswer returns when the statement has committed: what follows may be
// told to the learner.
func (s *Service) commitAnswer(ctx context.Context, person, attempt uuid.UUID, no int, seq int64, chosen db.Strings) (row savedRow, err error) {
	err = s.db.Get(ctx, &row, sqls.SaveAnswer, attempt, person, no, seq, chosen, Grace.Seconds())
	return row, err
}
