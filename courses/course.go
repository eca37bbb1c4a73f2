package courses

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
)

// CourseCard is a course as one person meets it: the revision they study, or
// the newest.
type CourseCard struct {
	CourseID     uuid.UUID  `json:"course_id" db:"course_id"`
	Code         string     `json:"code" db:"code"`
	Title        string     `json:"title" db:"title"`
	Summary      string     `json:"summary" db:"summary"`
	JP           int        `json:"jp" db:"jp" doc:"1 JP is 45 minutes"`
	Minutes      int        `json:"minutes" db:"minutes"`
	LessonsTotal int        `json:"lessons_total" db:"lessons_total"`
	LessonsDone  int        `json:"lessons_done" db:"lessons_done"`
	EnrolmentID  *uuid.UUID `json:"enrolment_id" db:"enrolment_id" nullable:"true"`
	CompletedAt  *time.Time `json:"completed_at" db:"completed_at"`
	DueOn        *string    `json:"due_on" db:"due_on" format:"date" doc:"last day of the earliest mandate"`
	Overdue      bool       `json:"overdue" db:"overdue"`
	NextLessonID *uuid.UUID `json:"next_lesson_id" db:"next_lesson_id" nullable:"true"`
}

// card is CourseCard with what only the server needs.
type card struct {
	CourseCard
	RevisionID  uuid.UUID  `db:"revision_id"`
	SeenAt      *time.Time `db:"seen_at"`
	NextTitle   *string    `db:"next_title"`
	NextKind    *string    `db:"next_kind"`
	NextMinutes *int       `db:"next_minutes"`
}

// NextStep is the one thing to go on with.
type NextStep struct {
	_           struct{}  `nullable:"true"`
	CourseCode  string    `json:"course_code"`
	CourseTitle string    `json:"course_title"`
	LessonID    uuid.UUID `json:"lesson_id"`
	LessonTitle string    `json:"lesson_title"`
	Kind        string    `json:"kind"`
	Minutes     int       `json:"minutes"`
	DueOn       *string   `json:"due_on" format:"date"`
}

// Home is what a person must finish, studies, and has finished.
type Home struct {
	Next     *NextStep    `json:"next"`
	Required []CourseCard `json:"required"`
	Studying []CourseCard `json:"studying"`
	Finished []CourseCard `json:"finished"`
}

// arrange sorts a person's cards into the three lists: what is mandated by its
// day, what is studied by the latest presence, what is finished newest first.
// The next step is the first of what must be done, else of what is studied.
func arrange(cards []card) Home {
	var required, studying, finished []card
	for _, c := range cards {
		switch {
		case c.CompletedAt != nil:
			finished = append(finished, c)
		case c.DueOn != nil:
			required = append(required, c)
		case c.EnrolmentID != nil:
			studying = append(studying, c)
		}
	}
	slices.SortStableFunc(required, func(a, b card) int { return strings.Compare(*a.DueOn, *b.DueOn) })
	slices.SortStableFunc(studying, func(a, b card) int { return latest(b.SeenAt).Compare(latest(a.SeenAt)) })
	slices.SortStableFunc(finished, func(a, b card) int { return b.CompletedAt.Compare(*a.CompletedAt) })
	h := Home{Required: cardsOf(required), Studying: cardsOf(studying), Finished: cardsOf(finished)}
	for _, c := range append(required, studying...) {
		if c.NextLessonID != nil {
			h.Next = &NextStep{CourseCode: c.Code, CourseTitle: c.Title, LessonID: *c.NextLessonID,
				LessonTitle: *c.NextTitle, Kind: *c.NextKind, Minutes: *c.NextMinutes, DueOn: c.DueOn}
			break
		}
	}
	return h
}

func latest(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return *t
}

func cardsOf(list []card) []CourseCard {
	out := make([]CourseCard, 0, len(list))
	for _, c := range list {
		out = append(out, c.CourseCard)
	}
	return out
}

// CourseDetail is a course with its modules and lessons.
type CourseDetail struct {
	CourseCard
	Organiser    string      `json:"organiser"`
	Audience     string      `json:"audience"`
	Outcomes     []string    `json:"outcomes"`
	LawCheckedOn *string     `json:"law_checked_on" format:"date"`
	References   []Reference `json:"references"`
	Revision     int         `json:"revision"`
	Modules      []Module    `json:"modules"`
}

// Module is a part of a course.
type Module struct {
	ID      uuid.UUID    `json:"id"`
	Title   string       `json:"title"`
	JP      int          `json:"jp"`
	Lessons []LessonLine `json:"lessons"`
}

// LessonLine is a lesson in a list.
type LessonLine struct {
	ID          uuid.UUID  `json:"id" db:"id"`
	Key         string     `json:"key" db:"key"`
	Title       string     `json:"title" db:"title"`
	Kind        string     `json:"kind" db:"kind" doc:"text, video or quiz"`
	Minutes     int        `json:"minutes" db:"minutes"`
	CompletedAt *time.Time `json:"completed_at" db:"completed_at"`
}

type revisionRow struct {
	Number       int             `db:"number"`
	Organiser    string          `db:"organiser"`
	Audience     string          `db:"audience"`
	Outcomes     json.RawMessage `db:"outcomes"`
	Bibliography json.RawMessage `db:"bibliography"`
	LawCheckedOn *string         `db:"law_checked_on"`
}

type lessonRow struct {
	LessonLine
	ModuleID    uuid.UUID `db:"module_id"`
	ModuleTitle string    `db:"module_title"`
	ModuleJP    int       `db:"module_jp"`
}

func (d *CourseDetail) fill(r revisionRow, lessons []lessonRow) error {
	d.Revision, d.Organiser, d.Audience, d.LawCheckedOn = r.Number, r.Organiser, r.Audience, r.LawCheckedOn
	if err := json.Unmarshal(r.Outcomes, &d.Outcomes); err != nil {
		return err
	}
	if err := json.Unmarshal(r.Bibliography, &d.References); err != nil {
		return err
	}
	d.Modules = []Module{}
	for _, l := range lessons {
		if n := len(d.Modules); n == 0 || d.Modules[n-1].ID != l.ModuleID {
			d.Modules = append(d.Modules, Module{ID: l.ModuleID, Title: l.ModuleTitle, JP: l.ModuleJP})
		}
		last := &d.Modules[len(d.Modules)-1]
		last.Lessons = append(last.Lessons, l.LessonLine)
	}
	return nil
}
