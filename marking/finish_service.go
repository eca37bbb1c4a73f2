package marking

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/google/uuid"

	"lentera/bank/kinds"
	"lentera/internal/access"
	"lentera/internal/audit"
	"lentera/internal/db"
	"lentera/quiz"
)

// Finished tells what became of a sheet when this marker finished it, and what
// is told only then: how often the learner left the page, where the quiz notes
// that.
type Finished struct {
	State       State `json:"state" enum:"marking,moderation,done" doc:"marking: another marker is still to come"`
	AwayTimes   int   `json:"away_times"`
	AwaySeconds int   `json:"away_seconds"`
}

// Finish gives the marks of a held sheet for good: a whole operation. With the
// last turn the sheet is decided: equal enough marks give their mean, others go
// to a third person; once every item is decided the marks go to the quiz in
// this same transaction, with the grade and all that follows. Repeating it
// changes nothing and tells the state. Refuses with ErrNoSheet, ErrSheetGone,
// ErrOwnAnswer, ErrRubric (a criterion without a level) and ErrUnknownItem.
func (s *Service) Finish(ctx context.Context, actor access.Actor, sheetID uuid.UUID, given []Given) (f Finished, err error) {
	err = s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		sheet, turn, err := s.ownTurn(ctx, tx, actor.PersonID, sheetID)
		if err != nil {
			return err
		}
		if f.State = sheet.State; turn.FinishedAt == nil {
			if f.State, err = s.finish(ctx, tx, sheet, turn, given); err != nil {
				return err
			}
		}
		var away struct {
			Times   int `db:"times"`
			Seconds int `db:"seconds"`
		}
		err = tx.Get(ctx, &away, sqls.AwayOf, sheetID)
		f.AwayTimes, f.AwaySeconds = away.Times, away.Seconds
		return err
	})
	return f, err
}

// ownTurn is a step: it locks the sheet and finds this person's turn at it.
func (s *Service) ownTurn(ctx context.Context, tx *db.Tx, person, sheetID uuid.UUID) (sheet lockedSheet, own turnRow, err error) {
	err = tx.Get(ctx, &sheet, sqls.LockSheet, sheetID)
	if db.NoRow(err) {
		return sheet, own, ErrNoSheet
	}
	var turns []turnRow
	if err == nil {
		err = tx.Select(ctx, &turns, sqls.TurnsOf, sheetID)
	}
	if err != nil {
		return sheet, own, err
	}
	for _, t := range turns {
		if t.PersonID == person {
			own = t
		}
	}
	switch {
	case own.ID == uuid.Nil:
		err = ErrNoSheet
	case sheet.OwnerID == person:
		err = ErrOwnAnswer // no way leads here; the last gate holds by itself
	case own.FinishedAt == nil && !sheet.Waits:
		err = ErrSheetGone
	}
	return sheet, own, err
}

// finish is a step: it writes one turn's marks and decides the sheet if it can.
func (s *Service) finish(ctx context.Context, tx *db.Tx, sheet lockedSheet, turn turnRow, given []Given) (State, error) {
	items, err := s.itemsFor(ctx, tx, sheet.ID, turn.Place)
	if err != nil {
		return "", err
	}
	if err := s.giveMarks(ctx, tx, turn, items, given); err != nil {
		return "", err
	}
	state, err := s.decide(ctx, tx, sheet, turn, items)
	if err != nil {
		return "", err
	}
	if state == Done {
		if err := s.handOver(ctx, tx, sheet); err != nil {
			return "", err
		}
	}
	if state != sheet.State {
		if _, err := tx.Exec(ctx, sqls.SetState, sheet.ID, string(state)); err != nil {
			return "", err
		}
	}
	return state, audit.Write(ctx, tx, "marking.finish", sheet.ID.String(), map[string]any{"attempt_id": sheet.AttemptID,
		"turn_id": turn.ID, "place": turn.Place, "items": len(items), "state": state})
}

// giveMarks is a step: every item of the turn once, with every criterion.
func (s *Service) giveMarks(ctx context.Context, tx *db.Tx, turn turnRow, items []itemRow, given []Given) error {
	if err := draftFits(items, given); err != nil {
		return err
	}
	by := map[int]Given{}
	for _, g := range given {
		by[g.No] = g
	}
	for _, it := range items {
		g := by[it.No]
		result, err := it.rubric.Mark(g.Levels, it.Max)
		if errors.Is(err, kinds.ErrRubric) {
			return ErrRubric.Fact("no", it.No)
		}
		var levels []byte
		if err == nil {
			levels, err = json.Marshal(g.Levels)
		}
		if err == nil {
			_, err = tx.Exec(ctx, sqls.GiveMark, turn.ID, it.No, string(levels), result.Mark.String(), g.Note)
		}
		if err != nil {
			return err
		}
	}
	_, err := tx.Exec(ctx, sqls.FinishTurn, turn.ID)
	return err
}

// decide is a step: it writes the decisions that the finished turns allow and
// gives the state the sheet comes to.
func (s *Service) decide(ctx context.Context, tx *db.Tx, sheet lockedSheet, turn turnRow, items []itemRow) (State, error) {
	var rows []givenRow
	if err := tx.Select(ctx, &rows, sqls.MarksGiven, sheet.ID); err != nil {
		return "", err
	}
	by := map[int]map[Place]kinds.Mark{}
	for _, r := range rows {
		if by[r.No] == nil {
			by[r.No] = map[Place]kinds.Mark{}
		}
		by[r.No][r.Place] = r.Mark
	}
	state := Done
	for _, it := range items {
		d, ok := sheet.decision(turn.Place, it, by[it.No])
		switch {
		case ok:
			if _, err := tx.Exec(ctx, sqls.Decide, sheet.ID, d.No, d.Mark.String(), d.How); err != nil {
				return "", err
			}
		case len(by[it.No]) < sheet.Markers:
			return Marking, nil
		default:
			state = Moderation
		}
	}
	return state, nil
}

// decision is the mark of an item by the turns that are finished; ok is false
// while another marker is awaited and where two do not agree.
func (s lockedSheet) decision(place Place, it itemRow, marks map[Place]kinds.Mark) (d decisionRow, ok bool) {
	first, one := marks[First]
	second, two := marks[Second]
	switch {
	case place == Moderator:
		return decisionRow{it.No, marks[Moderator], moderated}, true
	case one && two && Agree(first, second, it.Max, s.Tolerance):
		return decisionRow{it.No, Mean(first, second), agreed}, true
	case s.Markers == 1 && !two:
		return decisionRow{it.No, first, single}, true
	}
	return decisionRow{}, false
}

// handOver is a step: the marks go to the quiz, which grades and closes the
// waiting. That the attempt was not reopened is asked once it is locked.
func (s *Service) handOver(ctx context.Context, tx *db.Tx, sheet lockedSheet) error {
	var rows []decisionRow
	if err := tx.Select(ctx, &rows, sqls.DecisionsOf, sheet.ID); err != nil {
		return err
	}
	marks := make([]quiz.ItemMark, len(rows))
	for i, d := range rows {
		marks[i] = quiz.ItemMark{No: d.No, Mark: d.Mark}
	}
	waiting, err := s.quiz.SetMarks(ctx, tx, sheet.AttemptID, marks)
	if errors.Is(err, quiz.ErrNotClosed) || errors.Is(err, quiz.ErrNotWaiting) {
		return ErrSheetGone
	}
	var still bool
	if err == nil {
		err = tx.Get(ctx, &still, sqls.StillHandedIn, sheet.ID)
	}
	switch {
	case err != nil:
		return err
	case !still:
		return ErrSheetGone
	case waiting > 0:
		return fmt.Errorf("marking: sheet %s is decided and %d items still wait", sheet.ID, waiting)
	}
	return nil
}
