package quiz

import (
	"context"

	"github.com/google/uuid"

	"lentera/internal/db"
)

// Record is how many attempts of an enrolment are closed, and how many of them
// were passed.
type Record struct {
	Taken  int `db:"taken" json:"taken"`
	Passed int `db:"passed" json:"passed"`
}

// RecordOf is a step: the attempts of an enrolment as evidence of a finished
// course.
func (s *Service) RecordOf(ctx context.Context, tx *db.Tx, enrolmentID uuid.UUID) (Record, error) {
	var r Record
	err := tx.Get(ctx, &r, sqls.AttemptsOfEnrolment, enrolmentID)
	return r, err
}
