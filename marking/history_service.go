package marking

import (
	"context"
	"encoding/json"
	"time"

	"github.com/google/uuid"

	"lentera/bank/kinds"
)

// Record is the history of one sheet, as an auditor reads it: who gave which
// mark, and what was decided. The learner is named by the attempt alone.
type Record struct {
	SheetID          uuid.UUID    `json:"sheet_id"`
	AttemptID        uuid.UUID    `json:"attempt_id"`
	HandedInAt       time.Time    `json:"handed_in_at"`
	Markers          int          `json:"markers"`
	TolerancePercent float64      `json:"tolerance_percent"`
	State            State        `json:"state" enum:"marking,moderation,done"`
	DoneAt           *time.Time   `json:"done_at"`
	Turns            []RecordTurn `json:"turns" nullable:"false"`
	Decisions        []Decided    `json:"decisions" nullable:"false"`
}

// RecordTurn is one person's turn.
type RecordTurn struct {
	Place      Place        `json:"place" enum:"first,second,moderator"`
	Marker     string       `json:"marker"`
	FinishedAt *time.Time   `json:"finished_at"`
	Marks      []RecordMark `json:"marks" nullable:"false"`
}

// RecordMark is one mark that was given.
type RecordMark struct {
	No     int               `json:"no"`
	Points float64           `json:"points"`
	Levels map[string]string `json:"levels"`
	Note   string            `json:"note"`
}

// Decided is the mark of an item that went to the quiz.
type Decided struct {
	No     int     `json:"no"`
	Points float64 `json:"points"`
	How    string  `json:"how" enum:"single,agreed,moderated"`
}

// History lists the sheets of a quiz, newest first, after the sheet named by
// after (uuid.Nil: from the newest): a whole operation of one statement, for
// auditors alone, because it names the markers. Refuses with ErrNoQuiz.
func (s *Service) History(ctx context.Context, lessonID, after uuid.UUID, limit int) ([]Record, error) {
	if _, err := s.quizOf(ctx, s.db, lessonID); err != nil {
		return nil, err
	}
	var from *uuid.UUID
	if after != uuid.Nil {
		from = &after
	}
	var rows []struct {
		ID         uuid.UUID       `db:"id"`
		AttemptID  uuid.UUID       `db:"attempt_id"`
		HandedInAt time.Time       `db:"handed_in_at"`
		Markers    int             `db:"markers"`
		Tolerance  kinds.Mark      `db:"tolerance_percent"`
		State      State           `db:"state"`
		DoneAt     *time.Time      `db:"done_at"`
		Turns      json.RawMessage `db:"turns"`
		Decisions  json.RawMessage `db:"decisions"`
	}
	if err := s.db.Select(ctx, &rows, sqls.SheetsOfLesson, lessonID, from, limit); err != nil {
		return nil, err
	}
	list := make([]Record, len(rows))
	for i, r := range rows {
		list[i] = Record{SheetID: r.ID, AttemptID: r.AttemptID, HandedInAt: r.HandedInAt.UTC(), Markers: r.Markers,
			TolerancePercent: r.Tolerance.Float(), State: r.State, DoneAt: r.DoneAt}
		if err := json.Unmarshal(r.Turns, &list[i].Turns); err != nil {
			return nil, err
		}
		if err := json.Unmarshal(r.Decisions, &list[i].Decisions); err != nil {
			return nil, err
		}
	}
	return list, nil
}
