package bank

import (
	"context"
	"encoding/json"

	"github.com/google/uuid"

	"lentera/bank/kinds"
	"lentera/bank/portable"
	"lentera/internal/db"
)

// sameAs is a question of the bank that says the same to a learner as one that
// comes in.
type sameAs struct {
	No       int             `db:"no"`
	Kind     kinds.Kind      `db:"kind"`
	StemHTML string          `db:"stem_html"`
	Content  json.RawMessage `db:"content"`
	Key      json.RawMessage `db:"key"`
}

// markSame is a step: a question that is there with the same words, files and
// key is not added again. One with the same words and another key or picture
// is added and said: a corrected key must not get lost.
func (f *found) markSame(ctx context.Context, tx *db.Tx, rows []draftRow) error {
	there, err := sameInBank(ctx, tx, rows)
	if err != nil {
		return err
	}
	seen := map[string]bool{}
	for i := range rows {
		r := &rows[i]
		mine := signature(r.Kind, r.StemHTML, r.Content, r.Key)
		place := portable.JoinCategory(r.Category) + "\n" + mine
		r.same = seen[place]
		seen[place] = true
		for _, other := range there[r.no] {
			r.same = r.same || signature(other.Kind, other.StemHTML, other.Content, other.Key) == mine
		}
		switch {
		case r.same:
			f.problems = append(f.problems, portable.Say(r.Line, portable.AlreadyThere).About(r.Name))
		case len(there[r.no]) > 0:
			f.problems = append(f.problems, portable.Say(r.Line, portable.MaybeThere).About(r.Name))
		}
	}
	return nil
}

func sameInBank(ctx context.Context, tx *db.Tx, rows []draftRow) (map[int][]sameAs, error) {
	type question struct {
		No         int             `json:"no"`
		CategoryID *uuid.UUID      `json:"category_id"`
		Kind       kinds.Kind      `json:"kind"`
		StemHTML   string          `json:"stem_html"`
		Content    json.RawMessage `json:"content"`
	}
	all := make([]question, len(rows))
	for i, r := range rows {
		all[i] = question{r.no, r.categoryID, r.Kind, r.StemHTML, r.Content}
	}
	text, err := json.Marshal(all)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	var hits []sameAs
	if err := tx.Select(ctx, &hits, sqls.SameQuestions, string(text), whose(ctx)); err != nil {
		return nil, err
	}
	there := map[int][]sameAs{}
	for _, hit := range hits {
		there[hit.No] = append(there[hit.No], hit)
	}
	return there, nil
}

// signature is all of a question that counts, without its random ids: what an
// export would say of it.
func signature(kind kinds.Kind, stemHTML string, content, key json.RawMessage) string {
	out := &outgoing{file: func(string) (portable.File, bool) { return portable.File{}, false }}
	out.q.Stem = out.text(stemHTML)
	if err := out.body(kind, content, key); err != nil {
		return uuid.NewString() // like nothing else
	}
	for i := range out.q.Parts {
		out.q.Parts[i].Ident = ""
	}
	picture := ""
	if kind == kinds.Hotspot {
		var c kinds.HotspotContent
		_ = json.Unmarshal(content, &c) // read just now
		picture = c.Image.Src
	}
	text, err := json.Marshal(out.q)
	if err != nil {
		return uuid.NewString()
	}
	return picture + string(text)
}
