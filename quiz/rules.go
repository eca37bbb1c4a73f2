package quiz

import (
	"encoding/json"
	"fmt"
	"math"
	"time"

	"github.com/google/uuid"

	"lentera/bank/kinds"
)

// Purpose is what a quiz is for.
type Purpose string

// The purposes.
const (
	Practice Purpose = "practice" // an answer may be checked at once; then it is fixed
	Test     Purpose = "test"
	PreTest  Purpose = "pre"    // completes its lesson when handed in, passed or not
	PostTest Purpose = "post"   // gives the form the pre-test with the same pair did not
	Survey   Purpose = "survey" // has no right and wrong; completes when handed in
)

// Release says when a part of the result is shown.
type Release string

// The releases. "after-close" needs a window that closes.
const (
	AtOnce     Release = "at-once"
	AfterClose Release = "after-close"
	ByHand     Release = "by-hand"
	Never      Release = "never"
)

// Section is a part of the paper with a pass mark of its own.
type Section struct {
	Name        string `json:"name" minLength:"1" maxLength:"60"`
	PassPercent int    `json:"pass_percent" minimum:"0" maximum:"100"`
}

// Rules are what a quiz asks of an attempt, as data. Those of a course file are
// the defaults; the training administration and trainers may change them
// (rules_service.go). Times are moments of the database's clock.
type Rules struct {
	Kind                Purpose    `json:"kind" enum:"practice,test,pre,post,survey"`
	Anonymous           bool       `json:"anonymous" doc:"surveys only: no person is stored with the answers"`
	Pair                string     `json:"pair" maxLength:"60" doc:"a pre- and a post-test of one course with the same word are a pair"`
	OpensAt             *time.Time `json:"opens_at"`
	ClosesAt            *time.Time `json:"closes_at" doc:"no attempt lasts longer, extra time aside"`
	RemedialOpensAt     *time.Time `json:"remedial_opens_at" doc:"a second window, after the first, for those who have not passed"`
	RemedialClosesAt    *time.Time `json:"remedial_closes_at"`
	DurationSeconds     int        `json:"duration_seconds" minimum:"60" maximum:"14400"`
	AttemptCap          int        `json:"attempt_cap" minimum:"0" maximum:"100" doc:"0: no limit"`
	DelaySeconds        int        `json:"delay_seconds" minimum:"0" maximum:"2592000" doc:"between the end of an attempt and the next start"`
	PassPercent         int        `json:"pass_percent" minimum:"1" maximum:"100"`
	Sections            []Section  `json:"sections" maxItems:"20" nullable:"false"`
	NegativePercent     float64    `json:"negative_percent" minimum:"0" maximum:"100" doc:"of an item's points, taken for an answer that earns nothing; a blank loses nothing"`
	AccessCode          string     `json:"access_code" maxLength:"40" doc:"asked at the start; empty: none"`
	Networks            []string   `json:"networks" maxItems:"50" nullable:"false" doc:"CIDR; from where an attempt may be started; empty: anywhere"`
	OneSession          bool       `json:"one_session" doc:"only one device saves at a time; another takes over by saying so"`
	FocusLog            bool       `json:"focus_log" doc:"leaving the page is noted; learners are told before they start"`
	LateSeconds         int        `json:"late_seconds" minimum:"0" maximum:"86400" doc:"how long after the deadline answers given before it may arrive"`
	ReleaseScore        Release    `json:"release_score" enum:"at-once,after-close,by-hand,never"`
	ReleaseAnswers      Release    `json:"release_answers" enum:"at-once,after-close,by-hand,never"`
	ReleaseExplanations Release    `json:"release_explanations" enum:"at-once,after-close,by-hand,never"`
	Draw                []Part     `json:"draw" minItems:"1" maxItems:"50" nullable:"false"`
}

// quizRead is a row of quiz.quizzes, read as one JSON value.
type quizRead struct {
	ID           uuid.UUID    `json:"id"`
	LessonID     uuid.UUID    `json:"lesson_id"`
	Title        string       `json:"title"`
	Instructions string       `json:"instructions"`
	ReleasedAt   *time.Time   `json:"released_at"`
	RulesNo      int          `json:"rules_no"`
	FromFolder   *folderRules `json:"from_folder"`
	Rules
}

// Scan reads the JSON of a row.
func (q *quizRead) Scan(src any) error {
	b, ok := src.([]byte)
	if !ok {
		return fmt.Errorf("quiz: %T is not a quiz", src)
	}
	return json.Unmarshal(b, q)
}

// questions counts the places of a paper of one form.
func (r Rules) questions() (n int) {
	for _, p := range r.Draw {
		if p.Form == "" || p.Form == FormA {
			n += p.Count
		}
	}
	return n
}

// negative is the percentage as an exact number.
func (r Rules) negative() kinds.Mark {
	return kinds.Mark(math.Round(r.NegativePercent * float64(kinds.Point)))
}

// Late is how long after the deadline a delivery may come.
func (r Rules) Late() time.Duration { return time.Duration(r.LateSeconds) * time.Second }

// CompletesWhenHandedIn tells purposes whose lesson is done whatever the score.
func (r Rules) CompletesWhenHandedIn() bool { return r.Kind == PreTest || r.Kind == Survey }

// Window finds the window that is open at this moment: closes is its end (nil:
// none), remedial that it is the second one. It refuses with ErrNotOpenYet,
// with the time, or ErrWindowClosed. passed says that the learner needs no
// second window.
func (r Rules) Window(now time.Time, passed bool) (closes *time.Time, remedial bool, err error) {
	switch {
	case r.OpensAt != nil && now.Before(*r.OpensAt):
		return nil, false, ErrNotOpenYet.Fact("opens_at", r.OpensAt.UTC())
	case r.ClosesAt == nil || now.Before(*r.ClosesAt):
		return r.ClosesAt, false, nil
	case r.RemedialOpensAt == nil || passed || !now.Before(*r.RemedialClosesAt):
		return nil, false, ErrWindowClosed.Fact("closed_at", r.ClosesAt.UTC())
	case now.Before(*r.RemedialOpensAt):
		return nil, false, ErrNotOpenYet.Fact("opens_at", r.RemedialOpensAt.UTC())
	}
	return r.RemedialClosesAt, true, nil
}

// Deadline of an attempt that starts now: the duration, cut by the end of the
// window, and then the extra time, which is given on top of either.
func (r Rules) Deadline(now time.Time, closes *time.Time, extra time.Duration) time.Time {
	end := now.Add(time.Duration(r.DurationSeconds) * time.Second)
	if closes != nil && closes.Before(end) {
		end = *closes
	}
	return end.Add(extra)
}

// MaySeePart decides whether a part of a closed attempt's result is shown at
// this moment. After-close means after the window the attempt was made in.
func (q quizRead) MaySeePart(part Release, remedial bool, now time.Time) bool {
	closes := q.ClosesAt
	if remedial {
		closes = q.RemedialClosesAt
	}
	switch part {
	case AtOnce, "":
		return true
	case AfterClose:
		return closes != nil && !now.Before(*closes)
	case ByHand:
		return q.ReleasedAt != nil && !now.Before(*q.ReleasedAt)
	}
	return false
}

// Shown says which parts of a result its learner may see now. While a marker
// is awaited there is no score to show.
type Shown struct {
	Score        bool `json:"score"`
	Answers      bool `json:"answers" doc:"what was right"`
	Explanations bool `json:"explanations"`
}

// Shown of an attempt at this moment. A withheld score hides the answers too:
// one could count.
func (a Attempt) Shown(now time.Time) Shown {
	if a.State == Open || a.Quiz.Kind == Survey { // a survey has no score and nothing right
		return Shown{}
	}
	score := a.Quiz.MaySeePart(a.Quiz.ReleaseScore, a.Remedial, now)
	return Shown{
		Score:        score && a.Pending == 0,
		Answers:      score && a.Quiz.MaySeePart(a.Quiz.ReleaseAnswers, a.Remedial, now),
		Explanations: a.Quiz.MaySeePart(a.Quiz.ReleaseExplanations, a.Remedial, now) && score && a.Quiz.MaySeePart(a.Quiz.ReleaseAnswers, a.Remedial, now),
	}
}

// SettlesAtOnce decides whether a passed attempt completes its lesson when it
// closes: not while the score is withheld for a time, since the completion
// would tell it. A score that is never shown has nothing to wait for.
func (a Attempt) SettlesAtOnce(now time.Time) bool {
	return a.Quiz.ReleaseScore == Never || a.Quiz.CompletesWhenHandedIn() || a.Quiz.MaySeePart(a.Quiz.ReleaseScore, a.Remedial, now)
}
