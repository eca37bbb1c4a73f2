package quiz

import (
	"time"

	"github.com/google/uuid"

	"lentera/quiz/itemstats"
)

// QuizAnalysis is one quiz with the analysis of its test.
type QuizAnalysis struct {
	QuizID      uuid.UUID            `json:"quiz_id"`
	LessonID    uuid.UUID            `json:"lesson_id"`
	CourseCode  string               `json:"course_code"`
	CourseTitle string               `json:"course_title"`
	Revision    int                  `json:"revision" doc:"of the course"`
	Title       string               `json:"title"`
	N           int                  `json:"n" doc:"learners analysed, by their first attempt"`
	Flagged     int                  `json:"flagged" doc:"items with at least one flag"`
	Test        *itemstats.TestStats `json:"test" doc:"null: nobody has finished it"`
	ComputedAt  *time.Time           `json:"computed_at"`
}

// ItemAnalysis is one version of a question with its figures.
type ItemAnalysis struct {
	VersionID   uuid.UUID           `json:"version_id"`
	Name        string              `json:"name" doc:"the author's name for it"`
	Pool        string              `json:"pool"`
	VersionNo   int                 `json:"version_no"`
	KeyNo       int                 `json:"key_no" doc:"above 1: the key was corrected"`
	Kind        string              `json:"kind"`
	StemHTML    string              `json:"stem_html"`
	Options     []AnswerOption      `json:"options" nullable:"false"`
	Voided      bool                `json:"voided" doc:"everybody has its marks"`
	Flags       []itemstats.Flag    `json:"flags" nullable:"false" enum:"negative-discrimination,too-easy,too-hard,dead-distractor"`
	Figures     itemstats.ItemStats `json:"figures"`
	OpenRegrade *uuid.UUID          `json:"open_regrade" doc:"a correction that is proposed or running"`
}

// sittingRow is one place of one analysed attempt; marks in 1/100000 points.
type sittingRow struct {
	AttemptID uuid.UUID `db:"attempt_id"`
	VersionID uuid.UUID `db:"version_id"`
	Score     int64     `db:"score"`
	Most      int64     `db:"most"`
	Chosen    choices   `db:"chosen"`
}

type versionRow struct {
	ID      uuid.UUID `db:"id"`
	Kind    string    `db:"kind"`
	Options choices   `db:"options"`
	Choices int       `db:"choices"`
	Right   choices   `db:"right_options"`
	Voided  bool      `db:"voided"`
}

// sittingsOf groups the rows, which come attempt by attempt in the order of the
// places, and numbers the versions by their first appearance.
func sittingsOf(rows []sittingRow) (versions []uuid.UUID, sittings []itemstats.Sitting) {
	at := map[uuid.UUID]int{}
	var last uuid.UUID
	for _, r := range rows {
		i, known := at[r.VersionID]
		if !known {
			i = len(versions)
			at[r.VersionID] = i
			versions = append(versions, r.VersionID)
		}
		if len(sittings) == 0 || r.AttemptID != last {
			sittings = append(sittings, nil)
			last = r.AttemptID
		}
		s := &sittings[len(sittings)-1]
		*s = append(*s, itemstats.Mark{Item: i, Score: r.Score, Max: r.Most, Chosen: r.Chosen})
	}
	return versions, sittings
}

// item says a version in the words of the analysis.
func (v versionRow) item() itemstats.Item {
	out := itemstats.Item{Guess: itemstats.Guess(v.Kind, v.Choices)}
	for _, id := range v.Options {
		right := false
		for _, r := range v.Right {
			right = right || r == id
		}
		out.Options = append(out.Options, itemstats.Option{ID: id, Right: right})
	}
	return out
}
