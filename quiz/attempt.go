package quiz

import (
	"encoding/json"
	"math"
	"time"

	"github.com/google/uuid"

	"lentera/bank/kinds"
)

// Grace is what the network may take: a save or submit that reaches the
// database this long after the deadline still counts. It is not shown to
// anybody and not added to seconds_left.
const Grace = 5 * time.Second

// State of an attempt; see the diagram in the package comment.
type State string

// The states. Submitted and Expired are final.
const (
	Open      State = "open"
	Submitted State = "submitted"
	Expired   State = "expired"
)

// Attempt is one sitting of one learner.
type Attempt struct {
	ID          uuid.UUID        `db:"id"`
	QuizID      uuid.UUID        `db:"quiz_id"`
	LessonID    uuid.UUID        `db:"lesson_id"`
	EnrolmentID uuid.UUID        `db:"enrolment_id"`
	PersonID    uuid.UUID        `db:"person_id"`
	Title       string           `db:"title"`
	Number      int              `db:"number"`
	State       State            `db:"state"`
	StartedAt   time.Time        `db:"started_at"`
	DeadlineAt  time.Time        `db:"deadline_at"`
	ClosedAt    *time.Time       `db:"closed_at"`
	Points      *kinds.Mark      `db:"points"` // provisional while Pending
	MaxPoints   kinds.Mark       `db:"max_points"`
	Passed      *bool            `db:"passed"`
	Pending     int              `db:"pending"` // closed, and so many items wait for a marker
	Settled     bool             `db:"settled"` // false: passed, the lesson is completed at the release of the score
	Form        string           `db:"form"`
	Remedial    bool             `db:"remedial"` // made in the second window
	Holder      *uuid.UUID       `db:"holder"`   // the session that may save; nil: any of the owner
	Sections    *json.RawMessage `db:"sections"`
	Quiz        quizRead         `db:"quiz"`
}

// Accepts decides whether an act of the learner at this moment still counts.
// It refuses with ErrAttemptClosed or ErrAttemptExpired. The statement
// SaveAnswer holds the same rule; a test compares the two.
func (a Attempt) Accepts(now time.Time) error {
	switch {
	case a.State != Open:
		return ErrAttemptClosed
	case a.Late(now):
		return ErrAttemptExpired
	}
	return nil
}

// Late reports that deadline and grace have passed: what the learner does now
// no longer counts, what they did before may still be on its way.
func (a Attempt) Late(now time.Time) bool { return now.After(a.DeadlineAt.Add(Grace)) }

// Overdue reports an open attempt for which nothing can arrive any more: the
// next one who looks at it closes it.
func (a Attempt) Overdue(now time.Time) bool {
	return a.State == Open && now.After(a.DeadlineAt.Add(Grace+a.Quiz.Late()))
}

// HeldElsewhere reports that one session only may save, and this is another.
func (a Attempt) HeldElsewhere(session uuid.UUID) bool {
	return a.Holder != nil && *a.Holder != session
}

// ClosesAs gives the final state of an attempt that is closed at this moment:
// Submitted while it still accepts, Expired after. A closed one stays as it is.
func (a Attempt) ClosesAs(now time.Time) State {
	switch {
	case a.State != Open:
		return a.State
	case a.Late(now):
		return Expired
	}
	return Submitted
}

// SecondsLeft counts whole seconds to the deadline, never below 0; a closed
// attempt has none.
func (a Attempt) SecondsLeft(now time.Time) int {
	if a.State != Open {
		return 0
	}
	return max(0, int(math.Ceil(a.DeadlineAt.Sub(now).Seconds())))
}

// Allowance is how many attempts one learner has at one quiz, and what of the
// earlier ones bears on the next.
type Allowance struct {
	Cap     int        `db:"attempt_cap"` // 0: no limit
	Granted int        `db:"granted"`
	Used    int        `db:"used"`      // closed and open ones
	Passed  bool       `db:"passed"`    // by an attempt whose score is not withheld
	Pending bool       `db:"pending"`   // a closed one waits for a marker
	Closed  *time.Time `db:"closed_at"` // the last one
}

// Left counts the attempts that may still be started; nil means no limit.
func (l Allowance) Left() *int {
	if l.Cap == 0 {
		return nil
	}
	left := max(0, l.Cap+l.Granted-l.Used)
	return &left
}

// MayStart refuses with ErrAlreadyPassed (a capped quiz that is passed has
// done its work), ErrAttemptsUsedUp, ErrMarkingFirst or ErrTooSoonAgain. A quiz
// without a cap may be repeated for practice: a later grade never lowers what
// was reached.
func (l Allowance) MayStart(now time.Time, delay time.Duration) error {
	left := l.Left()
	switch {
	case left != nil && l.Passed:
		return ErrAlreadyPassed.Fact("attempts_left", *left)
	case left != nil && *left == 0:
		return ErrAttemptsUsedUp.Fact("attempts_left", 0)
	case l.Pending:
		return ErrMarkingFirst
	case l.Closed != nil && delay > 0 && now.Before(l.Closed.Add(delay)):
		wait := l.Closed.Add(delay).Sub(now)
		return ErrTooSoonAgain.Fact("seconds_left", int(math.Ceil(wait.Seconds())))
	}
	return nil
}
