package kinds

import (
	"errors"
	"math/big"
	"slices"
	"strings"
)

// essay: a text that people mark by a rubric.
type essay struct {
	content EssayContent
	key     MarkingKey
}

// EssayContent is the content of essay. Criteria are what learners are told in
// advance about the marking.
//
// Opinion: an open question of a survey, which nobody marks (IsOpinion).
type EssayContent struct {
	MinWords int      `json:"min_words,omitempty"`
	MaxWords int      `json:"max_words,omitempty"`
	MaxChars int      `json:"max_chars,omitempty"` // 0: 20000
	Criteria []string `json:"criteria,omitempty"`
	Opinion  bool     `json:"opinion,omitempty"`
}

// MarkingKey is the key of essay and file: what markers see.
type MarkingKey struct {
	Rubric    []Criterion `json:"rubric"`
	GuideHTML string      `json:"guide_html,omitempty"`
}

// Criterion of a rubric; a marker chooses one level of each.
type Criterion struct {
	ID     string  `json:"id"`
	Title  string  `json:"title"`
	Levels []Level `json:"levels"`
}

// Level of a criterion. Points count relative to the best levels of all
// criteria together.
type Level struct {
	ID     string `json:"id"`
	Title  string `json:"title"`
	Points Mark   `json:"points"`
}

// file: uploaded files that people mark by a rubric. Tokens are media ids.
type file struct {
	content FileContent
	key     MarkingKey
}

// FileContent is the content of file.
type FileContent struct {
	MaxFiles int      `json:"max_files,omitempty"` // 0: 1
	MaxBytes int64    `json:"max_bytes,omitempty"` // of one file; 0, and more than the server takes: what the server takes
	Types    []string `json:"types,omitempty"`     // of FileTypes; none: all of them
	Criteria []string `json:"criteria,omitempty"`
}

// FileTypes are the media types a file question may ask for: those that media
// can tell by content (a test of quiz holds the two together).
var FileTypes = []string{
	"application/pdf", "image/jpeg", "image/png", "image/webp",
	"application/vnd.openxmlformats-officedocument.wordprocessingml.document",
	"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
	"application/vnd.openxmlformats-officedocument.presentationml.presentation",
	"application/vnd.oasis.opendocument.text",
	"text/plain", "audio/mpeg", "audio/mp4", "video/mp4",
}

const (
	defaultEssay  = 20_000 // characters
	mostEssay     = 100_000
	mostCriteria  = 20
	mostLevels    = 10
	mostFiles     = 10
	mediaID       = 36 // bytes of a UUID
	mostRubric    = 500
	mostCriterion = 1000 * Point
)

func (q *essay) into() (any, any)     { return &q.content, &q.key }
func (q *essay) policies() []Policy   { return nil }
func (q *essay) chosenPolicy() Policy { return "" }
func (q *essay) lists() []list        { return nil }

func (q *essay) validate(c, w report) {
	for name, n := range map[string]int{"min_words": q.content.MinWords, "max_words": q.content.MaxWords, "max_chars": q.content.MaxChars} {
		if n != 0 {
			c.at(name).between(n, 1, mostEssay)
		}
	}
	if q.content.MaxWords != 0 && q.content.MinWords > q.content.MaxWords {
		c.at("max_words").issue("empty-range", "Paling banyak kurang dari paling sedikit.", "The most is below the least.")
	}
	c.at("criteria").criteria(q.content.Criteria)
	if q.content.Opinion {
		if len(q.key.Rubric)+len(q.content.Criteria) > 0 || q.key.GuideHTML != "" {
			w.at("rubric").opinion()
		}
		return
	}
	q.key.validate(w)
}

func (r report) criteria(all []string) {
	r.count(len(all), 0, mostCriteria, "kriteria", "criteria")
	for i, s := range all {
		r.at(i).title(s)
	}
}

func (r report) title(s string) {
	if strings.TrimSpace(s) == "" || len(s) > mostRubric {
		r.issue("empty-text", "Teks belum diisi atau terlalu panjang.", "The text is missing or too long.")
	}
}

func (k MarkingKey) validate(w report) {
	if len(k.GuideHTML) > mostHTML {
		w.at("guide_html").issue("too-long", "Teks terlalu panjang.", "The text is too long.")
	}
	rubric := w.at("rubric")
	rubric.count(len(k.Rubric), 1, mostCriteria, "kriteria", "criteria")
	ids := make([]string, len(k.Rubric))
	for i, c := range k.Rubric {
		at := rubric.at(i)
		ids[i] = c.ID
		at.at("title").title(c.Title)
		levels := at.at("levels")
		levels.count(len(c.Levels), 2, mostLevels, "tingkat", "levels")
		levelIDs := make([]string, len(c.Levels))
		for j, l := range c.Levels {
			levelIDs[j] = l.ID
			levels.at(j, "title").title(l.Title)
			if l.Points < 0 || l.Points > mostCriterion {
				levels.at(j, "points").issue("range", "Isi dengan angka 0 sampai 1000.", "Give a number from 0 to 1000.")
			}
		}
		levels.ids(levelIDs)
		if len(c.Levels) > 0 && c.best() == 0 {
			levels.issue("no-points", "Paling sedikit satu tingkat harus memberi nilai.", "At least one level must give points.")
		}
	}
	rubric.ids(ids)
}

func (c Criterion) best() (best Mark) {
	for _, l := range c.Levels {
		best = max(best, l.Points)
	}
	return best
}

// ErrRubric refuses a marking that does not choose exactly one known level of
// every criterion.
var ErrRubric = errors.New("kinds: a marking must choose one level of every criterion")

// Mark turns a marker's levels (criterion id → level id) into marks: the share
// of the chosen levels' points in those of the best levels. Refuses with
// ErrRubric.
func (k MarkingKey) Mark(levels map[string]string, points Mark) (Result, error) {
	got, most := Mark(0), Mark(0)
	for _, c := range k.Rubric {
		most += c.best()
	}
	s := score{answered: true}
	for _, c := range k.Rubric {
		chosen, found := Mark(0), false
		for _, l := range c.Levels {
			if l.ID == levels[c.ID] {
				chosen, found = l.Points, true
			}
		}
		if !found {
			return Result{}, ErrRubric
		}
		got += chosen
		part := share{id: c.ID, verdict: Partly, got: ratio(int(chosen), int(most)), of: ratio(int(c.best()), int(most))}
		switch chosen {
		case c.best():
			part.verdict = Right
		case 0:
			part.verdict = Wrong
		}
		s.parts = append(s.parts, part)
	}
	if len(levels) != len(k.Rubric) {
		return Result{}, ErrRubric
	}
	s.fraction = ratio(int(got), int(most))
	return s.result(points), nil
}

// byPeople is the score until people have marked; a blank is known to be one.
func (k MarkingKey) byPeople(answered bool) score {
	s := score{fraction: new(big.Rat), answered: answered, manual: answered}
	most := Mark(0)
	for _, c := range k.Rubric {
		most += c.best()
	}
	v := Missing
	if answered {
		v = Pending
	}
	for _, c := range k.Rubric {
		s.parts = append(s.parts, share{c.ID, v, new(big.Rat), ratio(int(c.best()), int(most))})
	}
	return s
}

func (q *essay) grade(_ Policy, response []string) score {
	return q.key.byPeople(onlyText(response) != "")
}
func (q *essay) right() []string                   { return nil }
func (q *essay) describe(response []string) string { return onlyText(response) }

func (q *essay) limits() Limits {
	chars := q.content.MaxChars
	if chars == 0 {
		chars = defaultEssay
	}
	return Limits{Tokens: 1, Bytes: bytesFor(chars)}
}

func (q *file) into() (any, any)     { return &q.content, &q.key }
func (q *file) policies() []Policy   { return nil }
func (q *file) chosenPolicy() Policy { return "" }
func (q *file) lists() []list        { return nil }

func (q *file) validate(c, w report) {
	if q.content.MaxFiles != 0 {
		c.at("max_files").between(q.content.MaxFiles, 1, mostFiles)
	}
	if q.content.MaxBytes < 0 {
		c.at("max_bytes").issue("range", "Isi dengan angka di atas nol.", "Give a number above zero.")
	}
	for i, t := range q.content.Types {
		if !slices.Contains(FileTypes, t) {
			c.at("types", i).issue("bad-type", "Jenis berkas ini tidak dapat diterima.", "This kind of file cannot be taken.")
		}
	}
	c.at("criteria").criteria(q.content.Criteria)
	q.key.validate(w)
}

func (q *file) grade(_ Policy, response []string) score { return q.key.byPeople(len(response) > 0) }
func (q *file) right() []string                         { return nil }
func (q *file) describe(response []string) string       { return strings.Join(response, "; ") }

func (q *file) limits() Limits {
	return Limits{Tokens: max(1, q.content.MaxFiles), Bytes: mediaID, Set: true}
}
