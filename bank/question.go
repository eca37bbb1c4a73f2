package bank

import (
	"encoding/json"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"lentera/bank/kinds"
	"lentera/internal/fault"
)

// State of a question.
type State string

// The states; doc.go draws them.
const (
	Draft    State = "draft"
	Reviewed State = "reviewed"
	Retired  State = "retired"
)

// Writing is what an author writes: the question with its key, and its place.
type Writing struct {
	Name            string            `json:"name,omitempty" maxLength:"400" doc:"the author's name for it; empty: from its words"`
	CategoryID      *uuid.UUID        `json:"category_id,omitempty"`
	Shared          bool              `json:"shared" doc:"other trainers see it; a reviewed question always is"`
	Kind            kinds.Kind        `json:"kind" enum:"single,multiple,truefalse,matching,ordering,categorise,shorttext,numeric,cloze,hotspot,case,essay,file"`
	StemHTML        string            `json:"stem_html" maxLength:"40000"`
	Content         json.RawMessage   `json:"content" doc:"by kind, as a learner may see it"`
	Key             json.RawMessage   `json:"key" doc:"by kind, what is right"`
	ExplanationHTML string            `json:"explanation_html,omitempty" maxLength:"40000"`
	Tags            map[string]string `json:"tags,omitempty" doc:"pillar, competence, level, objective, difficulty, code, labels"`
	Points          float64           `json:"points" doc:"at most five decimals"`
	Note            string            `json:"note,omitempty" maxLength:"500" doc:"what was changed and why"`
}

// QuestionVersion is one version with its key.
type QuestionVersion struct {
	ID              uuid.UUID         `json:"id"`
	No              int               `json:"no"`
	Kind            kinds.Kind        `json:"kind"`
	StemHTML        string            `json:"stem_html"`
	Content         json.RawMessage   `json:"content"`
	Key             json.RawMessage   `json:"key"`
	ExplanationHTML string            `json:"explanation_html"`
	Tags            map[string]string `json:"tags"`
	Points          float64           `json:"points"`
	Note            string            `json:"note"`
	Writer          string            `json:"writer"`
	CreatedAt       time.Time         `json:"created_at"`
	Voided          bool              `json:"voided" doc:"a correction found it faulty: everybody who had it has its marks, and it is drawn no more"`
}

// Question is one question with the version asked for and its history.
type Question struct {
	ID         uuid.UUID             `json:"id"`
	Name       string                `json:"name"`
	CategoryID *uuid.UUID            `json:"category_id"`
	State      State                 `json:"state" enum:"draft,reviewed,retired"`
	Shared     bool                  `json:"shared"`
	Mine       bool                  `json:"mine"`
	OfCourse   bool                  `json:"of_course" doc:"it belongs to a course folder and is changed there"`
	Course     string                `json:"course"`
	No         int                   `json:"no" doc:"of the newest version; a change names it"`
	ReviewedNo int                   `json:"reviewed_no" doc:"the version papers are drawn from; 0: none, or the newest of a course's question"`
	MayReview  bool                  `json:"may_review" doc:"the caller wrote none of what waits for review"`
	MayWrite   bool                  `json:"may_write"`
	Version    QuestionVersion       `json:"version"`
	Versions   []QuestionVersionLine `json:"versions" nullable:"false"`
	Events     []QuestionEvent       `json:"events" nullable:"false"`
}

// QuestionVersionLine is one line of a question's versions, the newest first.
type QuestionVersionLine struct {
	No        int       `db:"no" json:"no"`
	Note      string    `db:"note" json:"note"`
	Writer    string    `db:"writer" json:"writer"`
	CreatedAt time.Time `db:"created_at" json:"created_at"`
}

// QuestionEvent is one line of a question's history.
type QuestionEvent struct {
	Act       string    `db:"act" json:"act" enum:"created,changed,moved,reviewed,returned,retired,restored,corrected,voided"`
	VersionNo *int      `db:"version_no" json:"version_no"`
	Note      string    `db:"note" json:"note"`
	At        time.Time `db:"at" json:"at"`
	Who       string    `db:"who" json:"who"`
}

// The tags with a closed list of values. Difficulty is the word course files
// use; levels are the four of DigComp 3.0 (JRC144121, 2025), whose 21
// competences are numbered by area: 1.1–1.3, 2.1–2.6, 3.1–3.4, 4.1–4.4,
// 5.1–5.4.
var (
	difficulties = []string{"mudah", "sedang", "sulit"}
	levels       = []string{"1", "2", "3", "4"}

	gapMark    = regexp.MustCompile(`\[\[[a-z0-9-]+\]\]`)
	competence = regexp.MustCompile(`^(1\.[1-3]|2\.[1-6]|[345]\.[1-4])$`)
)

const (
	mostTag     = 200
	mostContent = 400 << 10 // bytes of content and of key
	mostPoints  = 1000
)

func field(pointer, code, id, en string) fault.Field {
	return fault.Field{Pointer: pointer, Code: code, ID: id, EN: en}
}

// mark is the points, exactly.
func (w Writing) mark() kinds.Mark {
	if w.Points < 0 || w.Points > mostPoints {
		return 0
	}
	return kinds.Mark(math.Round(w.Points * float64(kinds.Point)))
}

// wrong lists everything an author must put right, each at its field.
func (w Writing) wrong() (out []fault.Field) {
	add := func(is bool, pointer, code, id, en string) {
		if is {
			out = append(out, field(pointer, code, id, en))
		}
	}
	add(w.Kind != kinds.Cloze && kinds.Plain(w.StemHTML) == "" && !strings.Contains(w.StemHTML, "<img"), "/stem_html", "required", "Tulis pertanyaannya.", "Write the question.")
	add(w.mark() <= 0 || w.Points > mostPoints, "/points", "range", "Poin harus lebih dari 0 dan paling banyak 1000.", "Points must be more than 0 and at most 1000.")
	for name, value := range w.Tags {
		add(len(name) > 40 || len([]rune(value)) > mostTag, "/tags/"+name, "too-long", "Tanda ini terlalu panjang.", "This tag is too long.")
	}
	one := func(name string, allowed bool, id, en string) {
		add(w.Tags[name] != "" && !allowed, "/tags/"+name, "unknown", id, en)
	}
	one("difficulty", slices.Contains(difficulties, w.Tags["difficulty"]), "Pilih mudah, sedang, atau sulit.", "Choose easy, medium or hard.")
	one("level", slices.Contains(levels, w.Tags["level"]), "Tingkat DigComp adalah 1 sampai 4.", "DigComp levels are 1 to 4.")
	one("competence", competence.MatchString(w.Tags["competence"]), "Tulis kompetensi DigComp seperti 4.2.", "Write a DigComp competence like 4.2.")
	if len(w.Content) > mostContent || len(w.Key) > mostContent {
		return append(out, field("/content", "too-long", "Isi soal terlalu panjang.", "The question is too long."))
	}
	for _, i := range kinds.Validate(w.Kind, w.Content, w.Key) {
		out = append(out, field(i.Pointer, i.Code, i.ID, i.EN))
	}
	return out
}

// clean makes every text safe and tidy; it is done before anything is judged.
func (w Writing) clean() (Writing, error) {
	w.Name = clip(strings.Join(strings.Fields(w.Name), " "), 200)
	w.StemHTML, w.ExplanationHTML = cleanBlock(w.StemHTML), cleanBlock(w.ExplanationHTML)
	w.Note = strings.TrimSpace(w.Note)
	tags := map[string]string{}
	for name, value := range w.Tags {
		if value = strings.Join(strings.Fields(value), " "); value != "" {
			tags[name] = value
		}
	}
	w.Tags = tags
	var err error
	if w.Content, err = cleanJSON(w.Content); err == nil {
		w.Key, err = cleanJSON(w.Key)
	}
	if w.Name == "" {
		w.Name = clip(kinds.Plain(w.StemHTML), 80)
	}
	if w.Name == "" && w.Kind == kinds.Cloze { // its words are in the text with the gaps
		var text struct {
			HTML string `json:"html"`
		}
		_ = json.Unmarshal(w.Content, &text) // what cannot be read is refused afterwards
		w.Name = clip(strings.TrimSpace(gapMark.ReplaceAllString(kinds.Plain(text.HTML), "…")), 80)
	}
	if w.Name == "" {
		w.Name = fmt.Sprintf("Soal %s", w.Kind)
	}
	return w, err
}
