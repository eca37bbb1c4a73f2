package bank

import (
	"cmp"
	"context"
	"encoding/json"
	"math"
	"slices"
	"strings"
	"unicode"

	"github.com/google/uuid"

	"lentera/bank/kinds"
	"lentera/internal/access"
)

// Alike is a question that says the same as another, or nearly.
type Alike struct {
	ID    uuid.UUID `db:"id" json:"id"`
	Name  string    `db:"name" json:"name"`
	State State     `db:"state" json:"state"`
	Words string    `db:"words" json:"words"`
	Same  bool      `db:"same" json:"same" doc:"word for word"`
	Share float64   `db:"-" json:"share" doc:"of the trigrams, 0…1"`
}

// nearlySame is the share of common trigrams from which two questions are shown
// as likely duplicates.
const nearlySame = 0.55

// Similar is a whole operation for trainers, training admins and auditors:
// questions that say the same as what is being written (but is not except), or
// nearly, the likest first. The database finds those with the most words in
// common; trigrams then weigh them.
func (s *Service) Similar(ctx context.Context, actor access.Actor, kind kinds.Kind, stemHTML string, content json.RawMessage, except *uuid.UUID) ([]Alike, error) {
	content, err := cleanJSON(content)
	if err != nil {
		return nil, err
	}
	text := kinds.Plain(stemHTML + " " + htmlIn(content))
	list := []Alike{}
	if strings.TrimSpace(text) == "" {
		return list, nil
	}
	if err := s.db.Select(ctx, &list, sqls.AlikeOf, textQuery(text, " | "), kind, cleanBlock(stemHTML), string(content), except, viewer(actor)); err != nil {
		return nil, err
	}
	mine := trigrams(text)
	for i := range list {
		list[i].Share = math.Round(common(mine, trigrams(kinds.Plain(list[i].Words)))*100) / 100
		list[i].Words = clip(list[i].Words, 200)
	}
	list = slices.DeleteFunc(list, func(a Alike) bool { return !a.Same && a.Share < nearlySame })
	slices.SortStableFunc(list, func(a, b Alike) int { return cmp.Compare(b.Share, a.Share) })
	return list[:min(len(list), 10)], nil
}

// htmlIn joins every text of a content.
func htmlIn(content json.RawMessage) string {
	var v any
	if json.Unmarshal(content, &v) != nil {
		return ""
	}
	var b strings.Builder
	var walk func(name string, v any)
	walk = func(name string, v any) {
		switch v := v.(type) {
		case map[string]any:
			for k, inner := range v {
				walk(k, inner)
			}
		case []any:
			for _, inner := range v {
				walk(name, inner)
			}
		case string:
			if name == "html" || name == "stem_html" {
				b.WriteString(v + " ")
			}
		}
	}
	walk("", v)
	return b.String()
}

// trigrams of the words of a text, each word between blanks, as pg_trgm counts
// them (PostgreSQL documentation, F.35 pg_trgm): two blanks before, one after.
func trigrams(text string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		r := []rune("  " + w + " ")
		for i := range len(r) - 2 {
			out[string(r[i:i+3])] = true
		}
	}
	return out
}

// common is the share of common trigrams of all of two texts.
func common(a, b map[string]bool) float64 {
	if len(a) == 0 || len(b) == 0 {
		return 0
	}
	n := 0
	for t := range a {
		if b[t] {
			n++
		}
	}
	return float64(n) / float64(len(a)+len(b)-n)
}
