//go:build seeded_ack_before_commit

package quiz

import (
	"context"
	"time"

	"github.com/google/uuid"

	"lentera/internal/access"
	"lentera/internal/db"
)

// This file is the control of the fault test and is never part of a release: a
// server built with its tag acknowledges before it commits, and the laboratory
// must catch it.

// lag is how long the lie lasts: enough to be hit by a kill, as an
// asynchronous commit or a queue in memory would be.
const lag = 150 * time.Millisecond

func (s *Service) commitAnswer(ctx context.Context, actor access.Actor, attempt uuid.UUID, no int, seq int64, chosen db.Strings) (savedRow, error) {
	go func() {
		time.Sleep(lag)
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		defer cancel()
		var row savedRow
		_ = s.db.Get(ctx, &row, sqls.SaveAnswer, attempt, actor.PersonID, no, seq, chosen, Grace.Seconds(), actor.SessionID)
	}()
	return savedRow{Seq: seq, SavedAt: time.Now()}, nil
}
