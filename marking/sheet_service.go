package marking

import (
	"context"
	"encoding/json"
	"time"

	"github.com/google/uuid"

	"lentera/internal/access"
	"lentera/internal/audit"
	"lentera/internal/db"
)

// Next gives the marker a sheet of the quiz and leases it for Lease: the one
// already begun, else one that waits, never an own answer, never one this
// person has marked before. A whole operation, for trainers and the training
// administration. With moderation it takes from the sheets in dispute. Refuses
// with ErrNoQuiz, ErrNothingWaiting and ErrOwnAnswer (nothing but own ones
// wait).
func (s *Service) Next(ctx context.Context, actor access.Actor, lessonID uuid.UUID, moderation bool) (Sheet, error) {
	var sheet Sheet
	err := s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if _, err := s.quizOf(ctx, tx, lessonID); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, sqls.EnlistSheets, lessonID, enlistAtOnce, DefaultTolerance); err != nil {
			return err
		}
		id, err := s.take(ctx, tx, actor.PersonID, lessonID, moderation)
		if err != nil {
			return err
		}
		sheet, err = s.show(ctx, tx, actor.PersonID, id)
		return err
	})
	return sheet, err
}

func (s *Service) take(ctx context.Context, tx *db.Tx, person, lessonID uuid.UUID, moderation bool) (id uuid.UUID, err error) {
	if err = tx.Get(ctx, &id, sqls.HeldSheet, lessonID, person, moderation); err == nil || !db.NoRow(err) {
		return id, err
	}
	for range takeTries {
		err = tx.Get(ctx, &id, sqls.NextSheet, lessonID, person, moderation)
		if db.NoRow(err) {
			break
		}
		if err != nil {
			return id, err
		}
		// The choice was made by a snapshot from before the lock; look again.
		var locked lockedSheet
		var turns []turnRow
		if err = tx.Get(ctx, &locked, sqls.LockSheet, id); err == nil {
			err = tx.Select(ctx, &turns, sqls.TurnsOf, id)
		}
		if err != nil {
			return id, err
		}
		place, free := locked.freePlace(turns, moderation)
		if !free {
			continue
		}
		n, err := tx.Exec(ctx, sqls.TakePlace, uuid.Must(uuid.NewV7()), id, string(place), person, Lease.Seconds())
		if err != nil {
			return id, err
		}
		if n == 0 {
			continue
		}
		return id, audit.Write(ctx, tx, "marking.take", id.String(), map[string]any{"attempt_id": locked.AttemptID, "place": place})
	}
	var own bool
	if err = tx.Get(ctx, &own, sqls.OnlyOwnWaits, lessonID, person); err != nil {
		return id, err
	}
	if own {
		return id, ErrOwnAnswer
	}
	return id, ErrNothingWaiting
}

// Show gives a sheet that the marker holds and renews the lease: a whole
// operation. Refuses with ErrNoSheet and ErrSheetGone.
func (s *Service) Show(ctx context.Context, actor access.Actor, sheetID uuid.UUID) (sheet Sheet, err error) {
	err = s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		sheet, err = s.show(ctx, tx, actor.PersonID, sheetID)
		return err
	})
	return sheet, err
}

type held struct {
	ID          uuid.UUID `db:"id"`
	Place       Place     `db:"place"`
	LeasedUntil time.Time `db:"leased_until"`
}

// show is a step.
func (s *Service) show(ctx context.Context, tx *db.Tx, person, sheetID uuid.UUID) (sheet Sheet, err error) {
	turn, head, err := s.hold(ctx, tx, person, sheetID)
	if err != nil {
		return sheet, err
	}
	sheet = Sheet{ID: sheetID, LessonID: head.LessonID, Title: head.Title, Moderation: turn.Place == Moderator, LeasedUntil: turn.LeasedUntil.UTC()}
	if sheet.ServerNow, err = tx.Now(ctx); err != nil {
		return sheet, err
	}
	sheet.ServerNow = sheet.ServerNow.UTC()
	items, err := s.itemsFor(ctx, tx, sheetID, turn.Place)
	if err != nil {
		return sheet, err
	}
	drafts, seq, err := s.draftOf(ctx, tx, sheetID, person)
	if err != nil {
		return sheet, err
	}
	sheet.Seq = seq
	before := map[int][]Marked{}
	if sheet.Moderation {
		if before, err = s.markingsOf(ctx, tx, sheetID); err != nil {
			return sheet, err
		}
	}
	files, err := s.filesOf(ctx, tx, sheetID)
	if err != nil {
		return sheet, err
	}
	sheet.Items = make([]SheetItem, len(items))
	for i, it := range items {
		sheet.Items[i] = it.shown()
		sheet.Items[i].Draft = drafts[it.No]
		for _, f := range files[it.No] {
			sheet.Items[i].Files = append(sheet.Items[i].Files, f.SheetFile)
		}
		sheet.Items[i].Before = append(sheet.Items[i].Before, before[it.No]...)
	}
	return sheet, nil
}

type headRow struct {
	Title    string    `db:"title"`
	LessonID uuid.UUID `db:"lesson_id"`
	State    State     `db:"state"`
	Waits    bool      `db:"waits"`
}

// hold is a step: it renews the lease of an own unfinished turn.
func (s *Service) hold(ctx context.Context, tx *db.Tx, person, sheetID uuid.UUID) (turn held, head headRow, err error) {
	err = tx.Get(ctx, &turn, sqls.HoldTurn, sheetID, person, Lease.Seconds())
	if db.NoRow(err) {
		return turn, head, ErrNoSheet
	}
	if err == nil {
		err = tx.Get(ctx, &head, sqls.HeadOf, sheetID)
	}
	if err == nil && !head.Waits {
		err = ErrSheetGone
	}
	return turn, head, err
}

// itemsFor reads what there is to mark: for a moderator, what is in dispute.
func (s *Service) itemsFor(ctx context.Context, r reading, sheetID uuid.UUID, place Place) ([]itemRow, error) {
	var all []itemRow
	if err := r.Select(ctx, &all, sqls.ItemsOf, sheetID); err != nil {
		return nil, err
	}
	var decided []decisionRow
	if err := r.Select(ctx, &decided, sqls.DecisionsOf, sheetID); err != nil {
		return nil, err
	}
	settled := map[int]bool{}
	for _, d := range decided {
		settled[d.No] = true
	}
	items := make([]itemRow, 0, len(all))
	for _, it := range all {
		if place == Moderator && settled[it.No] {
			continue
		}
		if err := json.Unmarshal(it.Key, &it.rubric); err != nil {
			return nil, err
		}
		items = append(items, it)
	}
	return items, nil
}

func (s *Service) draftOf(ctx context.Context, r reading, sheetID, person uuid.UUID) (map[int]*Given, int, error) {
	var row struct {
		Seq     int             `db:"seq"`
		Marks   json.RawMessage `db:"marks"`
		SavedAt time.Time       `db:"saved_at"`
	}
	err := r.Get(ctx, &row, sqls.DraftOf, sheetID, person)
	if db.NoRow(err) {
		return nil, 0, nil
	}
	var list []Given
	if err == nil {
		err = json.Unmarshal(row.Marks, &list)
	}
	drafts := make(map[int]*Given, len(list))
	for i := range list {
		drafts[list[i].No] = &list[i]
	}
	return drafts, row.Seq, err
}

func (s *Service) markingsOf(ctx context.Context, r reading, sheetID uuid.UUID) (map[int][]Marked, error) {
	var rows []givenRow
	if err := r.Select(ctx, &rows, sqls.MarksGiven, sheetID); err != nil {
		return nil, err
	}
	out := map[int][]Marked{}
	for _, g := range rows {
		m := Marked{Place: g.Place, Points: g.Mark.Float(), Note: g.Note}
		if err := json.Unmarshal(g.Levels, &m.Levels); err != nil {
			return nil, err
		}
		out[g.No] = append(out[g.No], m)
	}
	return out, nil
}

// Saved tells that a draft is stored.
type Saved struct {
	Seq         int       `json:"seq"`
	SavedAt     time.Time `json:"saved_at"`
	Stale       bool      `json:"stale" doc:"a newer draft is what is stored"`
	LeasedUntil time.Time `json:"leased_until"`
}

// SaveDraft stores what the marker has so far and renews the lease: a whole
// operation; acknowledged after the commit. The highest seq wins, whatever the
// order of arrival. Refuses with ErrNoSheet, ErrSheetGone and ErrUnknownItem.
func (s *Service) SaveDraft(ctx context.Context, actor access.Actor, sheetID uuid.UUID, seq int, given []Given) (saved Saved, err error) {
	body, err := json.Marshal(given)
	if err != nil {
		return saved, err
	}
	err = s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		turn, _, err := s.hold(ctx, tx, actor.PersonID, sheetID)
		if err != nil {
			return err
		}
		items, err := s.itemsFor(ctx, tx, sheetID, turn.Place)
		if err != nil {
			return err
		}
		if err := draftFits(items, given); err != nil {
			return err
		}
		var row struct {
			Seq     int       `db:"seq"`
			SavedAt time.Time `db:"saved_at"`
		}
		if err := tx.Get(ctx, &row, sqls.SaveDraft, sheetID, actor.PersonID, seq, string(body)); err != nil {
			return err
		}
		saved = Saved{Seq: row.Seq, SavedAt: row.SavedAt.UTC(), Stale: row.Seq != seq, LeasedUntil: turn.LeasedUntil.UTC()}
		return nil
	})
	return saved, err
}

func draftFits(items []itemRow, given []Given) error {
	rows := map[int]itemRow{}
	for _, it := range items {
		rows[it.No] = it
	}
	for _, g := range given {
		it, ok := rows[g.No]
		if !ok || !knows(it.rubric, g.Levels) {
			return ErrUnknownItem.Fact("no", g.No)
		}
		delete(rows, g.No) // each once
	}
	return nil
}

// GiveBack ends the lease of a sheet without marks, for instance because the
// marker knows whose it is: a whole operation. It comes to this person again
// only when nothing else waits, with the draft as it was. Refuses with
// ErrNoSheet.
func (s *Service) GiveBack(ctx context.Context, actor access.Actor, sheetID uuid.UUID) error {
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		n, err := tx.Exec(ctx, sqls.GiveBack, sheetID, actor.PersonID)
		if err == nil && n == 0 {
			err = ErrNoSheet
		}
		if err == nil {
			_, err = tx.Exec(ctx, sqls.NoteReturn, sheetID, actor.PersonID)
		}
		if err != nil {
			return err
		}
		return audit.Write(ctx, tx, "marking.give-back", sheetID.String(), nil)
	})
}
