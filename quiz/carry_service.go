package quiz

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"

	"github.com/google/uuid"

	"lentera/courses"
	"lentera/internal/audit"
	"lentera/internal/db"
)

// folderRules are the rules a course folder can name; all others are set on the
// screen alone.
type folderRules struct {
	DurationSeconds int    `json:"duration_seconds"`
	PassPercent     int    `json:"pass_percent"`
	AttemptCap      int    `json:"attempt_cap"`
	Draw            []Part `json:"draw"`
}

func (r Rules) ofFolder() folderRules {
	return folderRules{r.DurationSeconds, r.PassPercent, r.AttemptCap, r.Draw}
}

// carried are the rules of a quiz whose folder comes again, saying says: each
// rule that was changed on the screen stays as it was set there; the others
// follow the folder. Changed is a rule of the folder's four that differs from
// what the folder said before, and every rule no folder can name.
func (q quizRead) carried(says folderRules) Rules {
	r := q.Rules
	if q.FromFolder == nil {
		return r
	}
	if r.DurationSeconds == q.FromFolder.DurationSeconds {
		r.DurationSeconds = says.DurationSeconds
	}
	if r.PassPercent == q.FromFolder.PassPercent {
		r.PassPercent = says.PassPercent
	}
	if r.AttemptCap == q.FromFolder.AttemptCap {
		r.AttemptCap = says.AttemptCap
	}
	if reflect.DeepEqual(r.Draw, q.FromFolder.Draw) {
		r.Draw = says.Draw
	}
	return r
}

// carry is a step of the import: it takes over, quiz by quiz, what was changed
// on the screen since the revision before, and extra time given in advance.
// Results released by hand, and attempts granted to one enrolment, stay with
// the old revision. Refuses with courses.Misfit where rules kept from the
// screen cannot be met by the new questions: an import must not replace a
// blueprint in silence.
func (f folder) carry(ctx context.Context, tx *db.Tx, revisionID uuid.UUID, lessonIDs map[string]uuid.UUID) error {
	var rows []struct {
		Key      string    `db:"key"`
		LessonID uuid.UUID `db:"lesson_id"`
		QuizID   uuid.UUID `db:"quiz_id"`
		Before   quizRead  `db:"before"`
	}
	if err := tx.Select(ctx, &rows, sqls.QuizzesBefore, revisionID); err != nil {
		return err
	}
	says := map[string]sitting{}
	for _, s := range f.sittings {
		says[s.LessonKey] = s
	}
	var misfit courses.Misfit
	for _, row := range rows {
		of := says[row.Key]
		if row.Before.RulesNo > 0 {
			rules := row.Before.carried(folderRules{of.Minutes * 60, of.PassPercent, of.AttemptCap, of.Draw})
			found, err := carryRules(ctx, tx, revisionID, row.LessonID, row.QuizID, rules)
			if err != nil {
				return err
			}
			for _, words := range found {
				misfit = append(misfit, courses.Finding{File: of.File, Code: "rules-do-not-fit", Message: words})
			}
		}
		if _, err := tx.Exec(ctx, sqls.CarryExtraTime, row.Before.ID, row.QuizID); err != nil {
			return err
		}
	}
	if len(misfit) > 0 {
		return misfit
	}
	return nil
}

// carryRules is a step: it sets rules that a revision takes over and writes the
// audit row, or says why they cannot hold.
func carryRules(ctx context.Context, tx *db.Tx, revisionID, lessonID, quizID uuid.UUID, rules Rules) (found []string, err error) {
	supplied, err := supply(ctx, tx, revisionID, rules)
	if err != nil {
		return nil, err
	}
	for _, w := range append(rules.wrong(), supplied.tooSmall(rules.Draw)...) {
		found = append(found, fmt.Sprintf("Aturan kuis ini pernah diubah di layar dan tidak cocok dengan folder baru: %s Ubah aturannya di layar, atau perbaiki folder.", w.ID))
	}
	if len(found) > 0 {
		return found, nil
	}
	body, err := json.Marshal(rules)
	if err != nil {
		return nil, err
	}
	if n, err := tx.Exec(ctx, sqls.SetRules, lessonID, string(body), 0); err != nil || n != 1 {
		return nil, errors.Join(err, errNotSet(n))
	}
	return nil, audit.Write(ctx, tx, "quiz.rules-carried", quizID.String(), map[string]any{"rules": rules.forAudit()})
}
