package main

import (
	"context"
	"time"

	"lentera/courses"
	"lentera/internal/db"
	"lentera/internal/jobs"
	"lentera/merit"
)

// studyRecord says what the server knows of a finished course in the words of
// the ledger: how JP are counted is worked out from it, now and under any later
// rule set.
func (g *program) studyRecord(ctx context.Context, tx *db.Tx, c courses.Completed) (map[string]any, error) {
	attempts, err := g.quiz.RecordOf(ctx, tx, c.EnrolmentID)
	days := make([]merit.EvidenceDay, len(c.Days))
	for i, d := range c.Days {
		days[i] = merit.EvidenceDay{On: d.On.Format(time.DateOnly), Seconds: d.Seconds}
	}
	return map[string]any{
		merit.EvidenceEnrolment: c.EnrolmentID, merit.EvidenceRevision: c.RevisionNumber,
		merit.EvidenceLearningDays: c.LearningDays, merit.EvidenceSecondsPresent: c.SecondsPresent,
		merit.EvidenceDays: days, merit.EvidenceLessons: map[string]int{"done": c.Lessons, "of": c.Lessons},
		merit.EvidenceAttempts: attempts,
	}, err
}

// countingJobs keep the balances behind the unit ledger true to the settings.
func (g *program) countingJobs() {
	g.queue.Handle("merit.recount", jobs.Policy{Every: 10 * time.Minute, Timeout: 5 * time.Minute}, g.merit.RecountJob)
}
