package accounts

import (
	"context"
	"encoding/json"
	"time"

	"lentera/internal/db"
	"lentera/internal/jobs"
)

// RegisterJobs adds the feature's periodic work to the queue.
func (s *Service) RegisterJobs(q *jobs.Queue) {
	q.Handle("accounts.sweep", jobs.Policy{Every: time.Hour, Tries: 3}, s.sweep)
}

// sweep removes what has served its time: counters of two days ago, sessions
// ended for a month, rows of rosters never applied within a week or applied a
// month ago. It survives running twice: it only deletes what is old.
func (s *Service) sweep(ctx context.Context, _ json.RawMessage) error {
	for _, q := range []db.Query{sqls.SweepThrottles, sqls.SweepSessions, sqls.SweepDevices, sqls.SweepCodes, sqls.SweepRosterRows, sqls.SweepRosters} {
		if _, err := s.db.Slow().Exec(ctx, q); err != nil {
			return err
		}
	}
	return nil
}
