//go:build !seeded_ack_before_commit

package quiz

import (
	"context"

	"github.com/google/uuid"

	"lentera/internal/access"
	"lentera/internal/db"
)

// commitAnswer returns when the statement has committed, its own or one that it
// shares: what follows may be told to the learner.
func (s *Service) commitAnswer(ctx context.Context, actor access.Actor, attempt uuid.UUID, no int, seq int64, chosen db.Strings) (row savedRow, err error) {
	row, done := s.saves.Do(ctx, sentAnswer{Attempt: attempt, Person: actor.PersonID, No: no, Seq: seq, Chosen: chosen, Session: actor.SessionID})
	if done {
		return row, nil
	}
	err = s.db.Get(ctx, &row, sqls.SaveAnswer, attempt, actor.PersonID, no, seq, chosen, Grace.Seconds(), actor.SessionID)
	return row, err
}
