package quiz

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"

	"lentera/courses"
	"lentera/internal/access"
	"lentera/internal/db"
	"lentera/internal/fault"
)

// Paper is an attempt as its learner sees it while it is open. It has no
// member for what is right.
type Paper struct {
	ID          uuid.UUID   `json:"id"`
	QuizID      uuid.UUID   `json:"quiz_id"`
	LessonID    uuid.UUID   `json:"lesson_id"`
	CourseCode  string      `json:"course_code"`
	Title       string      `json:"title"`
	Number      int         `json:"number"`
	State       State       `json:"state" enum:"open,submitted,expired"`
	StartedAt   time.Time   `json:"started_at"`
	DeadlineAt  time.Time   `json:"deadline_at"`
	ServerNow   time.Time   `json:"server_now"`
	SecondsLeft int         `json:"seconds_left"`
	Items       []PaperItem `json:"items"`
}

// PaperItem is one place on the paper, with what is saved for it.
type PaperItem struct {
	No       int        `json:"no"`
	Kind     string     `json:"kind" enum:"single,multiple,truefalse"`
	StemHTML string     `json:"stem_html"`
	Options  []Option   `json:"options"`
	Chosen   []string   `json:"chosen"`
	Seq      int64      `json:"seq" doc:"of the stored answer; 0: none yet"`
	SavedAt  *time.Time `json:"saved_at"`
}

// starts bounds how often Start looks again after another start of the same
// learner came first.
const starts = 3

// Start starts an attempt of an enrolled learner, or gives the one that is
// open (isNew false): a whole operation. However many starts arrive at once,
// one attempt comes of them. The deadline is written here, by the database's
// clock, and starting is the only way to see questions. Refuses with
// courses.ErrLessonNotFound, ErrNoQuiz, ErrAlreadyPassed, ErrAttemptsUsedUp.
func (s *Service) Start(ctx context.Context, actor access.Actor, lessonID uuid.UUID) (p Paper, isNew bool, err error) {
	for range starts {
		var id *uuid.UUID
		err := s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
			id, isNew, err = s.start(ctx, tx, actor.PersonID, lessonID)
			return err
		})
		if err != nil {
			return Paper{}, false, err
		}
		if id == nil {
			continue // another start came first: its attempt is there to be found
		}
		p, err := s.Paper(ctx, actor, *id)
		if err != nil || p.State == Open {
			return p, isNew, err
		}
		// What was open was overdue and is closed now: start a new one.
	}
	return Paper{}, false, fault.ErrUnavailable.Because(fmt.Errorf("quiz: %d starts met others", starts)).After(time.Second)
}

// start is a step: the id of the open attempt, or of a new one; nil when a
// parallel start won.
func (s *Service) start(ctx context.Context, tx *db.Tx, personID, lessonID uuid.UUID) (*uuid.UUID, bool, error) {
	lesson, z, err := s.quizFor(ctx, tx, personID, lessonID)
	if err != nil {
		return nil, false, err
	}
	open, err := s.openAttempt(ctx, tx, z.ID, lesson)
	if open != nil || err != nil {
		return open, false, err
	}
	var allowed Allowance
	if err := tx.Get(ctx, &allowed, sqls.AllowanceOf, z.ID, lesson.EnrolmentID); err != nil {
		return nil, false, err
	}
	if err := allowed.MayStart(); err != nil {
		return nil, false, err
	}
	seed := newSeed()
	items, err := s.drawPaper(ctx, tx, lesson, z, seed)
	if err != nil {
		return nil, false, err
	}
	id := uuid.Must(uuid.NewV7())
	// The number is 1 + the attempts counted above and unique: the cap holds
	// even when another attempt began and ended in between.
	n, err := tx.Exec(ctx, sqls.InsertAttempt, id, z.ID, lesson.EnrolmentID, personID, allowed.Used+1, seed, z.DurationSeconds, len(items))
	if err != nil || n == 0 {
		return nil, false, err
	}
	return &id, true, insertJSON(ctx, tx, sqls.InsertItems, items, id)
}

type candidateRow struct {
	ID      uuid.UUID  `db:"id"`
	Key     string     `db:"key"`
	Pool    string     `db:"pool"`
	Kind    string     `db:"kind"`
	Options db.Strings `db:"options"`
	Seen    int        `db:"seen"`
}

func (s *Service) drawPaper(ctx context.Context, tx *db.Tx, lesson courses.EnrolledLesson, z quizRead, seed int64) ([]Item, error) {
	pools := make([]string, 0, len(z.parts))
	for _, p := range z.parts {
		pools = append(pools, p.Pool)
	}
	var rows []candidateRow
	if err := tx.Select(ctx, &rows, sqls.CandidatesOf, lesson.RevisionID, db.Array(pools), z.ID, lesson.EnrolmentID); err != nil {
		return nil, err
	}
	bank := make([]Candidate, len(rows))
	for i, r := range rows {
		bank[i] = Candidate{ID: r.ID, Key: r.Key, Pool: r.Pool, Kind: r.Kind, Options: r.Options, Seen: r.Seen}
	}
	items, ok := Draw(seed, z.parts, bank)
	if !ok { // the import refuses this
		return nil, fmt.Errorf("quiz %s: a pool has too few questions", z.ID)
	}
	return items, nil
}

// newSeed is unguessable; it is stored with the attempt so that Draw can show
// the same paper again.
func newSeed() int64 {
	var b [8]byte
	_, _ = rand.Read(b[:]) // never fails (crypto/rand)
	return int64(binary.BigEndian.Uint64(b[:]))
}

type attemptRead struct {
	Attempt
	ServerNow time.Time `db:"server_now"`
}

// current is a whole operation: an own attempt as it is now. One that is
// overdue is closed first, so nobody ever sees an open attempt that no longer
// accepts. Refuses with ErrNoAttempt.
func (s *Service) current(ctx context.Context, personID, attemptID uuid.UUID) (attemptRead, error) {
	a, err := s.read(ctx, personID, attemptID)
	if err != nil || !a.Overdue(a.ServerNow) {
		return a, err
	}
	if err := s.closeOne(ctx, s.db, personID, attemptID, onlyOverdue); err != nil {
		return a, err
	}
	return s.read(ctx, personID, attemptID)
}

func (s *Service) read(ctx context.Context, personID, attemptID uuid.UUID) (attemptRead, error) {
	var a attemptRead
	err := s.db.Get(ctx, &a, sqls.AttemptOf, attemptID, personID)
	if db.NoRow(err) {
		return a, ErrNoAttempt
	}
	return a, err
}

type paperRow struct {
	No          int             `db:"no"`
	Kind        string          `db:"kind"`
	StemHTML    string          `db:"stem_html"`
	OptionsJSON json.RawMessage `db:"options"`
	OptionOrder db.Strings      `db:"option_order"`
	Chosen      db.Strings      `db:"chosen"`
	Seq         int64           `db:"seq"`
	SavedAt     *time.Time      `db:"saved_at"`
}

// Paper shows an own attempt with what is saved: a whole operation. A closed
// one shows its state and answers, never what was right. Refuses with
// ErrNoAttempt.
func (s *Service) Paper(ctx context.Context, actor access.Actor, attemptID uuid.UUID) (Paper, error) {
	a, err := s.current(ctx, actor.PersonID, attemptID)
	if err != nil {
		return Paper{}, err
	}
	lesson, err := s.courses.LessonFor(ctx, s.db, actor.PersonID, a.LessonID)
	if err != nil {
		return Paper{}, err
	}
	var rows []paperRow
	if err := s.db.Select(ctx, &rows, sqls.PaperOf, attemptID); err != nil {
		return Paper{}, err
	}
	p := Paper{ID: a.ID, QuizID: a.QuizID, LessonID: a.LessonID, CourseCode: lesson.CourseCode, Title: a.Title,
		Number: a.Number, State: a.State, StartedAt: a.StartedAt.UTC(), DeadlineAt: a.DeadlineAt.UTC(),
		ServerNow: a.ServerNow.UTC(), SecondsLeft: a.SecondsLeft(a.ServerNow), Items: make([]PaperItem, len(rows))}
	for i, r := range rows {
		options, err := inOrder(r.OptionsJSON, r.OptionOrder)
		if err != nil {
			return Paper{}, err
		}
		p.Items[i] = PaperItem{No: r.No, Kind: r.Kind, StemHTML: r.StemHTML, Options: options, Chosen: r.Chosen, Seq: r.Seq, SavedAt: r.SavedAt}
	}
	return p, nil
}

// inOrder puts the options of a question into the order of a paper.
func inOrder(raw json.RawMessage, order []string) ([]Option, error) {
	var bank []Option
	if err := json.Unmarshal(raw, &bank); err != nil {
		return nil, err
	}
	options := make([]Option, 0, len(order))
	for _, id := range order {
		for _, o := range bank {
			if o.ID == id {
				options = append(options, o)
			}
		}
	}
	return options, nil
}
