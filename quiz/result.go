package quiz

import (
	"encoding/json"
	"time"

	"github.com/google/uuid"

	"lentera/bank/kinds"
	"lentera/internal/db"
)

// AttemptResult is a closed attempt with as much of its grade, of what was
// right and of why as the quiz shows now (Shown). What is withheld is null.
type AttemptResult struct {
	AttemptID       uuid.UUID       `json:"attempt_id"`
	LessonID        uuid.UUID       `json:"lesson_id"`
	CourseCode      string          `json:"course_code"`
	Title           string          `json:"title"`
	Kind            Purpose         `json:"kind" enum:"practice,test,pre,post,survey"`
	Number          int             `json:"number"`
	State           State           `json:"state" enum:"submitted,expired"`
	Outcome         Outcome         `json:"outcome" enum:"in-time,late,timed-out,interrupted"`
	StartedAt       time.Time       `json:"started_at"`
	ClosedAt        time.Time       `json:"closed_at"`
	Shown           Shown           `json:"shown"`
	Pending         int             `json:"pending" doc:"items that wait for a marker"`
	Release         Release         `json:"release" enum:"at-once,after-close,by-hand,never" doc:"when the score is shown"`
	ReleasesAt      *time.Time      `json:"releases_at" doc:"where that is a known moment"`
	Points          *float64        `json:"points"`
	MaxPoints       float64         `json:"max_points"`
	Percent         *int            `json:"percent" doc:"whole per cent, rounded down"`
	PassPercent     int             `json:"pass_percent"`
	Passed          *bool           `json:"passed"`
	Sections        []SectionResult `json:"sections" nullable:"false"`
	AttemptsLeft    *int            `json:"attempts_left" doc:"null: no limit"`
	CourseCompleted bool            `json:"course_completed"`
	NextLessonID    *uuid.UUID      `json:"next_lesson_id" doc:"the next lesson not yet done; null when not passed or none is left"`
	Items           []ReviewedItem  `json:"items" nullable:"false"`
	Regraded        []RegradeNote   `json:"regraded" nullable:"false" doc:"what was graded anew afterwards, the latest first; none while the score is withheld"`
}

// SectionResult is the outcome of one section.
type SectionResult struct {
	Name        string  `json:"name"`
	Points      float64 `json:"points"`
	MaxPoints   float64 `json:"max_points"`
	PassPercent int     `json:"pass_percent" doc:"0: the section has no pass mark"`
	Passed      bool    `json:"passed"`
}

// ReviewedItem is one place of a closed paper.
type ReviewedItem struct {
	No              int              `json:"no"`
	Kind            string           `json:"kind"`
	StemHTML        string           `json:"stem_html"`
	Options         []ReviewedOption `json:"options" nullable:"false" doc:"of the choosing kinds"`
	Content         map[string]any   `json:"content,omitempty" doc:"of all other kinds"`
	Chosen          []string         `json:"chosen" nullable:"false"`
	Answered        bool             `json:"answered"`
	Voided          bool             `json:"voided" doc:"the question was faulty: everybody has its points"`
	Section         string           `json:"section,omitempty"`
	Points          *float64         `json:"points" doc:"null: withheld, or waits for a marker"`
	MaxPoints       float64          `json:"max_points"`
	Correct         *bool            `json:"correct" doc:"full points; null: withheld, or waits for a marker"`
	Pending         bool             `json:"pending"`
	Right           []string         `json:"right,omitempty" doc:"an answer with full points, in the form of the kind"`
	Key             map[string]any   `json:"key,omitempty" doc:"what is right, of the kinds that are not choosing ones"`
	Parts           []ReviewedPart   `json:"parts,omitempty" doc:"how each pair, place, gap, region or item of it was judged, of the kinds that are not choosing ones"`
	ExplanationHTML string           `json:"explanation_html"`
}

// ReviewedPart is the judgement on one part of an answer.
type ReviewedPart struct {
	ID      string `json:"id"`
	Verdict string `json:"verdict" enum:"right,partly,wrong,missing"`
}

// ReviewedOption is an option with what is right and what was chosen.
type ReviewedOption struct {
	ID      string `json:"id"`
	HTML    string `json:"html"`
	Correct *bool  `json:"correct" doc:"null: withheld"`
	Chosen  bool   `json:"chosen"`
}

type reviewRow struct {
	No              int             `db:"no"`
	Kind            string          `db:"kind"`
	StemHTML        string          `db:"stem_html"`
	Content         json.RawMessage `db:"content"`
	OptionOrder     db.Strings      `db:"option_order"`
	Mark            *kinds.Mark     `db:"mark"`
	Max             kinds.Mark      `db:"max"`
	Section         string          `db:"section"`
	Key             []byte          `db:"key"`
	Voided          bool            `db:"voided"`
	ExplanationHTML string          `db:"explanation_html"`
	Chosen          db.Strings      `db:"chosen"`
}
