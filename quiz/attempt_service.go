package quiz

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"fmt"
	"time"

	"github.com/google/uuid"

	"lentera/courses"
	"lentera/internal/access"
	"lentera/internal/db"
	"lentera/internal/fault"
)

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

// HasOpenAttempt tells whether a person sits in an attempt whose time has not
// run out. accounts asks it before an idle session ends: nobody is signed out
// in the middle of a quiz.
func (s *Service) HasOpenAttempt(ctx context.Context, personID uuid.UUID) (bool, error) {
	var open bool
	err := s.db.Get(ctx, &open, sqls.HasOpenAttempt, personID)
	return open, err
}
