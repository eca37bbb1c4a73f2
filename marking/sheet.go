package marking

import (
	"encoding/json"
	"time"

	"github.com/google/uuid"

	"lentera/bank/kinds"
)

// Place is a turn's place at a sheet.
type Place string

// The places.
const (
	First     Place = "first"
	Second    Place = "second"
	Moderator Place = "moderator"
)

// State of a sheet.
type State string

// The states; doc.go draws them.
const (
	Marking    State = "marking"
	Moderation State = "moderation"
	Done       State = "done"
)

// Sheet is what a marker sees: nothing in it says whose it is.
type Sheet struct {
	ID          uuid.UUID   `json:"id"`
	LessonID    uuid.UUID   `json:"lesson_id"`
	Title       string      `json:"title" doc:"of the quiz"`
	Moderation  bool        `json:"moderation" doc:"the markings before are shown and only items in dispute are here"`
	LeasedUntil time.Time   `json:"leased_until" doc:"renewed by each draft"`
	ServerNow   time.Time   `json:"server_now"`
	Seq         int         `json:"seq" doc:"of the draft; a new one takes a higher number"`
	Items       []SheetItem `json:"items" nullable:"false"`
}

// SheetItem is one item to mark.
type SheetItem struct {
	No        int         `json:"no"`
	Kind      string      `json:"kind" enum:"essay,file"`
	StemHTML  string      `json:"stem_html"`
	Answer    string      `json:"answer" doc:"the text; empty for files"`
	Files     []SheetFile `json:"files" nullable:"false" doc:"of an answer that is files"`
	GuideHTML string      `json:"guide_html" doc:"for markers"`
	MaxPoints float64     `json:"max_points"`
	Rubric    []Criterion `json:"rubric" nullable:"false"`
	Draft     *Given      `json:"draft"`
	Before    []Marked    `json:"before" nullable:"false" doc:"the two markings, for a moderator alone"`
}

// Criterion of a rubric, with what each level gives of the item's points.
type Criterion struct {
	ID     string  `json:"id"`
	Title  string  `json:"title"`
	Levels []Level `json:"levels" nullable:"false"`
}

// Level of a criterion.
type Level struct {
	ID     string  `json:"id"`
	Title  string  `json:"title"`
	Points float64 `json:"points" doc:"as the rubric weighs it"`
}

// Marked is one marking of an item that was given before.
type Marked struct {
	Place  Place             `json:"place" enum:"first,second,moderator"`
	Levels map[string]string `json:"levels"`
	Points float64           `json:"points"`
	Note   string            `json:"note"`
}

type itemRow struct {
	No       int             `db:"no"`
	Kind     string          `db:"kind"`
	StemHTML string          `db:"stem_html"`
	Max      kinds.Mark      `db:"max"`
	Key      json.RawMessage `db:"key"`
	Answer   string          `db:"answer"`
	rubric   kinds.MarkingKey
}

type givenRow struct {
	Place  Place           `db:"place"`
	No     int             `db:"no"`
	Mark   kinds.Mark      `db:"mark"`
	Levels json.RawMessage `db:"levels"`
	Note   string          `db:"note"`
}

type decisionRow struct {
	No   int        `db:"no"`
	Mark kinds.Mark `db:"mark"`
	How  string     `db:"how"`
}

type lockedSheet struct {
	ID         uuid.UUID  `db:"id"`
	AttemptID  uuid.UUID  `db:"attempt_id"`
	Markers    int        `db:"markers"`
	Tolerance  kinds.Mark `db:"tolerance_percent"`
	State      State      `db:"state"`
	OwnerID    uuid.UUID  `db:"owner_id"`
	Waits      bool       `db:"waits"` // the attempt still waits as it was handed in
	HandedInAt time.Time  `db:"handed_in_at"`
}

type turnRow struct {
	ID         uuid.UUID  `db:"id"`
	Place      Place      `db:"place"`
	PersonID   uuid.UUID  `db:"person_id"`
	FinishedAt *time.Time `db:"finished_at"`
	Live       bool       `db:"live"`
}

// freePlace is the place of a sheet that somebody may take, if there is one.
func (s lockedSheet) freePlace(turns []turnRow, moderation bool) (Place, bool) {
	places := []Place{First, Second}[:s.Markers]
	if moderation {
		places = []Place{Moderator}
	}
	taken := map[Place]bool{}
	for _, t := range turns {
		taken[t.Place] = t.FinishedAt != nil || t.Live
	}
	for _, p := range places {
		if !taken[p] {
			return p, true
		}
	}
	return "", false
}

func (r itemRow) shown() SheetItem {
	it := SheetItem{No: r.No, Kind: r.Kind, StemHTML: r.StemHTML, MaxPoints: r.Max.Float(), GuideHTML: r.rubric.GuideHTML,
		Rubric: make([]Criterion, len(r.rubric.Rubric)), Before: []Marked{}, Files: []SheetFile{}}
	if r.Kind == string(kinds.Essay) {
		it.Answer = r.Answer
	}
	for i, c := range r.rubric.Rubric {
		it.Rubric[i] = Criterion{ID: c.ID, Title: c.Title, Levels: make([]Level, len(c.Levels))}
		for j, l := range c.Levels {
			it.Rubric[i].Levels[j] = Level{ID: l.ID, Title: l.Title, Points: l.Points.Float()}
		}
	}
	return it
}
