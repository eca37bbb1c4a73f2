package quiz

import (
	"context"

	"github.com/google/uuid"

	"lentera/bank/kinds"
	"lentera/internal/access"
	"lentera/internal/db"
)

// Check gives the feedback of one answered item of an own open practice
// attempt, and fixes its answer: a whole operation. What is right may be told
// because the item's mark stands from then on; checking again shows the same.
// Kinds that people mark cannot be checked. Refuses with ErrNoAttempt,
// ErrAttemptClosed, ErrAttemptExpired, ErrNotPractice, ErrNothingToCheck.
func (s *Service) Check(ctx context.Context, actor access.Actor, attemptID uuid.UUID, no int) (ReviewedItem, error) {
	var out ReviewedItem
	err := s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		var a Attempt
		err := tx.Get(ctx, &a, sqls.LockAttempt, attemptID, actor.PersonID)
		if db.NoRow(err) {
			return ErrNoAttempt
		}
		if err != nil {
			return err
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		if err := a.Accepts(now); err != nil {
			return err
		}
		if a.Quiz.Kind != Practice {
			return ErrNotPractice
		}
		var r reviewRow
		err = tx.Get(ctx, &r, sqls.CheckOf, attemptID, actor.PersonID, no)
		if db.NoRow(err) || kinds.IsManual(kinds.Kind(r.Kind)) {
			return ErrNothingToCheck
		}
		if err != nil {
			return err
		}
		sheet := Sheet{No: r.No, Kind: kinds.Kind(r.Kind), Content: r.Content, Key: r.Key, Max: r.Max, Section: r.Section, Chosen: r.Chosen, Voided: r.Voided}
		if r.Mark, err = MarkOf(sheet, a.Quiz.Rules); err != nil {
			return err
		}
		if err := writeMarks(ctx, tx, attemptID, []Sheet{sheet}, []*kinds.Mark{r.Mark}); err != nil {
			return err
		}
		out, err = r.item(Shown{Score: true, Answers: true, Explanations: true})
		return err
	})
	return out, err
}
