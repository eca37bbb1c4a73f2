package quiz

import (
	"context"
	"slices"
	"time"

	"github.com/google/uuid"

	"lentera/bank/kinds"
	"lentera/courses"
	"lentera/internal/access"
	"lentera/internal/db"
)

// Quiz is what a learner sees before starting.
type Quiz struct {
	QuizID           uuid.UUID `json:"quiz_id"`
	LessonID         uuid.UUID `json:"lesson_id"`
	CourseCode       string    `json:"course_code"`
	Title            string    `json:"title"`
	InstructionsHTML string    `json:"instructions_html"`
	Questions        int       `json:"questions" doc:"items on a paper"`
	Conditions
	AttemptsUsed  int           `json:"attempts_used"`
	AttemptsLeft  *int          `json:"attempts_left" doc:"null: no limit; granted ones are counted"`
	OpenAttemptID *uuid.UUID    `json:"open_attempt_id"`
	Passed        bool          `json:"passed" doc:"an attempt of this quiz has passed, and that may be told"`
	Standing      Outcome       `json:"standing" enum:"not-started,absent,ongoing,in-time,late,timed-out,interrupted" doc:"of the latest attempt, or that there is none"`
	ServerNow     time.Time     `json:"server_now"`
	Attempts      []AttemptLine `json:"attempts" doc:"own attempts, the latest first, at most 100"`
	Answered      bool          `json:"answered" doc:"a survey, and this person has handed it in"`
	Regraded      []RegradeNote `json:"regraded" nullable:"false" doc:"own attempts that were graded anew, the latest first; not those whose score is withheld"`
}

// Conditions are the rules as a learner is told them before the start. The
// access code is not among them.
type Conditions struct {
	Kind             Purpose    `json:"kind" enum:"practice,test,pre,post,survey"`
	Anonymous        bool       `json:"anonymous"`
	OpensAt          *time.Time `json:"opens_at"`
	ClosesAt         *time.Time `json:"closes_at"`
	RemedialOpensAt  *time.Time `json:"remedial_opens_at"`
	RemedialClosesAt *time.Time `json:"remedial_closes_at"`
	DurationSeconds  int        `json:"duration_seconds"`
	PassPercent      int        `json:"pass_percent"`
	AttemptCap       int        `json:"attempt_cap" doc:"0: no limit"`
	DelaySeconds     int        `json:"delay_seconds"`
	Sections         []Section  `json:"sections" nullable:"false"`
	NegativePercent  float64    `json:"negative_percent"`
	NeedsCode        bool       `json:"needs_code"`
	FromNetworks     bool       `json:"from_networks" doc:"only from certain networks"`
	OneSession       bool       `json:"one_session"`
	FocusLog         bool       `json:"focus_log"`
	LateSeconds      int        `json:"late_seconds"`
	ReleaseScore     Release    `json:"release_score" enum:"at-once,after-close,by-hand,never"`
}

func (r Rules) conditions() Conditions {
	sections := r.Sections
	if sections == nil {
		sections = []Section{}
	}
	return Conditions{Kind: r.Kind, Anonymous: r.Anonymous, OpensAt: r.OpensAt, ClosesAt: r.ClosesAt, RemedialOpensAt: r.RemedialOpensAt,
		RemedialClosesAt: r.RemedialClosesAt, DurationSeconds: r.DurationSeconds, PassPercent: r.PassPercent, AttemptCap: r.AttemptCap,
		DelaySeconds: r.DelaySeconds, Sections: sections, NegativePercent: r.NegativePercent, NeedsCode: r.AccessCode != "",
		FromNetworks: len(r.Networks) > 0, OneSession: r.OneSession, FocusLog: r.FocusLog, LateSeconds: r.LateSeconds, ReleaseScore: r.ReleaseScore}
}

// AttemptLine is one line of a learner's attempts. Points, percent and passed
// are null while the attempt is open, waits for a marker, or its score is
// withheld.
type AttemptLine struct {
	ID        uuid.UUID  `json:"id"`
	Number    int        `json:"number"`
	State     State      `json:"state" enum:"open,submitted,expired"`
	Outcome   Outcome    `json:"outcome" enum:"ongoing,in-time,late,timed-out,interrupted"`
	StartedAt time.Time  `json:"started_at"`
	ClosedAt  *time.Time `json:"closed_at"`
	Points    *float64   `json:"points"`
	MaxPoints float64    `json:"max_points"`
	Percent   *int       `json:"percent" doc:"whole per cent, rounded down"`
	Passed    *bool      `json:"passed"`
	Pending   bool       `json:"pending" doc:"waits for a marker"`
	Withheld  bool       `json:"withheld" doc:"the score is not released yet, or never"`
}

type lineRow struct {
	ID         uuid.UUID   `db:"id"`
	Number     int         `db:"number"`
	State      State       `db:"state"`
	StartedAt  time.Time   `db:"started_at"`
	DeadlineAt time.Time   `db:"deadline_at"`
	ClosedAt   *time.Time  `db:"closed_at"`
	Points     *kinds.Mark `db:"points"`
	MaxPoints  kinds.Mark  `db:"max_points"`
	Passed     *bool       `db:"passed"`
	Pending    int         `db:"pending"`
	Remedial   bool        `db:"remedial"`
	HasLate    bool        `db:"has_late"`
	HeardAt    time.Time   `db:"heard_at"`
	Now        time.Time   `db:"now"`
}

func (r lineRow) line(z quizRead) AttemptLine {
	l := AttemptLine{ID: r.ID, Number: r.Number, State: r.State, Outcome: OutcomeOf(r.State, r.HasLate, r.HeardAt, r.DeadlineAt),
		StartedAt: r.StartedAt.UTC(), ClosedAt: r.ClosedAt, MaxPoints: r.MaxPoints.Float(), Pending: r.Pending > 0}
	shown := Attempt{State: r.State, Pending: r.Pending, Remedial: r.Remedial, Quiz: z}.Shown(r.Now)
	if r.State != Open {
		l.Withheld = !shown.Score && r.Pending == 0 && z.Kind != Survey
	}
	if shown.Score && r.Points != nil {
		points, percent := r.Points.Float(), Percent(*r.Points, r.MaxPoints)
		l.Points, l.Percent, l.Passed = &points, &percent, r.Passed
	}
	return l
}

// View shows a quiz to a learner who is enrolled: a whole operation. Refuses
// with courses.ErrLessonNotFound and ErrNoQuiz. An own attempt that is overdue
// is closed on the way.
func (s *Service) View(ctx context.Context, actor access.Actor, lessonID uuid.UUID) (Quiz, error) {
	lesson, z, err := s.quizFor(ctx, s.db, actor.PersonID, lessonID)
	if err != nil {
		return Quiz{}, err
	}
	open, err := s.openAttempt(ctx, s.db, z.ID, lesson)
	if err != nil {
		return Quiz{}, err
	}
	if open != nil {
		a, err := s.current(ctx, actor.PersonID, *open)
		if err != nil {
			return Quiz{}, err
		}
		if a.State != Open {
			open = nil
		}
	}
	var allowed Allowance
	if err := s.db.Get(ctx, &allowed, sqls.AllowanceOf, z.ID, lesson.EnrolmentID); err != nil {
		return Quiz{}, err
	}
	var list []lineRow
	if err := s.db.Select(ctx, &list, sqls.AttemptsOfLearner, z.ID, lesson.EnrolmentID); err != nil {
		return Quiz{}, err
	}
	var now time.Time
	if err := s.db.Get(ctx, &now, sqls.Now); err != nil {
		return Quiz{}, err
	}
	lines, standing := make([]AttemptLine, len(list)), z.Standing(now)
	for i, r := range list {
		lines[i] = r.line(z)
	}
	if len(lines) > 0 {
		standing = lines[0].Outcome
	}
	regraded, err := s.shownNotes(ctx, z.ID, lesson.EnrolmentID, lines)
	if err != nil {
		return Quiz{}, err
	}
	answered := z.Kind == Survey && slices.ContainsFunc(lines, func(l AttemptLine) bool { return l.State != Open })
	if z.Anonymous {
		if err := s.db.Get(ctx, &answered, sqls.SurveyDone, z.ID, lesson.EnrolmentID); err != nil {
			return Quiz{}, err
		}
	}
	return Quiz{QuizID: z.ID, Regraded: regraded, Answered: answered, LessonID: z.LessonID, CourseCode: lesson.CourseCode, Title: z.Title,
		InstructionsHTML: z.Instructions, Questions: z.questions(), Conditions: z.conditions(),
		AttemptsUsed: allowed.Used, AttemptsLeft: allowed.Left(),
		OpenAttemptID: open, Passed: allowed.Passed, Standing: standing, ServerNow: now.UTC(), Attempts: lines}, nil
}

// quizFor is a step: the lesson of an enrolled person and its quiz.
func (s *Service) quizFor(ctx context.Context, r courses.Reader, personID, lessonID uuid.UUID) (courses.EnrolledLesson, quizRead, error) {
	lesson, err := s.courses.LessonFor(ctx, r, personID, lessonID)
	if err != nil {
		return lesson, quizRead{}, err
	}
	z, err := s.quizOf(ctx, r, lessonID)
	return lesson, z, err
}

// quizOf is a step: the quiz of a lesson, for whoever may see it. Refuses with
// ErrNoQuiz.
func (s *Service) quizOf(ctx context.Context, r courses.Reader, lessonID uuid.UUID) (quizRead, error) {
	var z quizRead
	err := r.Get(ctx, &z, sqls.QuizOfLesson, lessonID)
	if db.NoRow(err) {
		return z, ErrNoQuiz
	}
	return z, err
}

// openAttempt is a step: the id of the learner's open attempt, or nil.
func (s *Service) openAttempt(ctx context.Context, r courses.Reader, quizID uuid.UUID, lesson courses.EnrolledLesson) (*uuid.UUID, error) {
	var id uuid.UUID
	err := r.Get(ctx, &id, sqls.OpenAttemptOf, quizID, lesson.EnrolmentID, lesson.PersonID)
	if db.NoRow(err) {
		return nil, nil
	}
	return &id, err
}
