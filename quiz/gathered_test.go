package quiz

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"testing"

	"github.com/google/uuid"

	"lentera/internal/db"
)

// TestTheTwoStatementsGiveOneVerdict: an answer hears the same alone and in
// company, whatever is the matter with it.
func TestTheTwoStatementsGiveOneVerdict(t *testing.T) {
	w := newWorld(t)
	a := w.learner()
	p := w.start(a, w.kuis)
	many := 0
	for _, it := range p.Items {
		if it.Kind == Multiple {
			many = it.No
		}
	}
	one, two := p.Items[many-1].Options[0].ID, p.Items[many-1].Options[1].ID
	one, two = min(one, two), max(one, two) // a set is stored sorted
	item := func(set string) string { return fmt.Sprintf(`UPDATE quiz.items SET %s WHERE no = %d`, set, many) }
	stored := func(seq int, chosen string) string {
		return fmt.Sprintf(`INSERT INTO quiz.answers (attempt_id, no, seq, chosen, saved_at) SELECT id, %d, %d, '{%s}', now() - interval '1 minute' FROM quiz.attempts`, many, seq, chosen)
	}
	for _, c := range []struct {
		name    string
		setting string
		act     func(*sentAnswer)
		want    string // refusal, seq, stale, told
	}{
		{"first", "", nil, " 5 false []"},
		{"a set in any order", stored(5, one+","+two), func(s *sentAnswer) { s.Chosen = []string{two, one} }, " 5 false []"},
		{"repeat", stored(5, one), nil, " 5 false []"},
		{"same number, other choice", stored(5, two), nil, " 5 true [" + two + "]"},
		{"older", stored(6, two), nil, " 6 true [" + two + "]"},
		{"newer", stored(4, two), nil, " 5 false []"},
		{"cleared", stored(4, two), func(s *sentAnswer) { s.Chosen = []string{} }, " 5 false []"},
		{"unknown option", stored(4, two), func(s *sentAnswer) { s.Chosen = []string{"zz"} }, "foreign-option 0 false []"},
		{"too many", item("most = 1"), func(s *sentAnswer) { s.Chosen = []string{one, two} }, "too-many 0 false []"},
		{"too long", item("closed = false, longest = 3"), nil, "too-long 0 false []"},
		{"free text", item("closed = false, longest = 300, shape = 'list'"), func(s *sentAnswer) { s.Chosen = []string{`b "\,{}`, "a"} }, " 5 false []"},
		{"a file of nobody", item("closed = false, longest = 300, files = true"), func(s *sentAnswer) { s.Chosen = []string{uuid.NewString()} }, "foreign-file 0 false []"},
		{"marked", item("mark = 1"), nil, "item-graded 0 false []"},
		{"no such item", "", func(s *sentAnswer) { s.No = 99 }, "no-item 0 false []"},
		{"another device", `UPDATE quiz.attempts SET holder = gen_random_uuid()`, nil, "other-device 0 false []"},
		{"in the grace", `UPDATE quiz.attempts SET deadline_at = clock_timestamp() - interval '2 seconds'`, nil, " 5 false []"},
		{"overdue", `UPDATE quiz.attempts SET deadline_at = clock_timestamp() - interval '6 seconds'`, nil, "overdue 0 false []"},
		{"expired", `UPDATE quiz.attempts SET state = 'expired', closed_at = now(), points = 0, passed = false`, nil, "expired 0 false []"},
		{"handed in", `UPDATE quiz.attempts SET state = 'submitted', closed_at = now(), points = 0, passed = false`, nil, "submitted 0 false []"},
		{"not theirs", "", func(s *sentAnswer) { s.Person = uuid.New() }, "no row"},
		{"not there", "", func(s *sentAnswer) { s.Attempt = uuid.New() }, "no row"},
	} {
		t.Run(c.name, func(t *testing.T) {
			act := sentAnswer{Attempt: p.ID, Person: a.PersonID, No: many, Seq: 5, Chosen: []string{one}, Session: a.SessionID}
			if c.act != nil {
				c.act(&act)
			}
			for name, way := range map[string]way{"alone": alone, "in company": inCompany} {
				if got := w.verdictOf(c.setting, act, way); got != c.want {
					t.Errorf("%s: %q, want %q", name, got, c.want)
				}
			}
		})
	}
}

// verdictOf saves in a transaction that is taken back.
func (w *world) verdictOf(setting string, act sentAnswer, by way) (verdict string) {
	w.t.Helper()
	back := errors.New("taken back")
	err := w.db.InTx(background, func(ctx context.Context, tx *db.Tx) error {
		if setting != "" {
			if _, err := tx.Exec(ctx, db.Query{Name: "Setting", SQL: setting}); err != nil {
				return err
			}
		}
		rows, err := by.save(tx, by.statement, act)
		if err != nil {
			return err
		}
		verdict = "no row"
		for _, row := range rows {
			verdict = fmt.Sprint(row.Refusal, " ", row.Seq, " ", row.Stale, " ", row.Chosen)
			if row.SavedAt.IsZero() || row.SecondsLeft < 0 {
				w.t.Errorf("%+v", row)
			}
		}
		return back
	})
	if !errors.Is(err, back) {
		w.t.Fatal(err)
	}
	return verdict
}

// way is one of the two ways of an answer to the database.
type way struct {
	statement db.Query
	save      func(reading, db.Query, sentAnswer) ([]gatheredRow, error)
}

var alone = way{sqls.SaveAnswer, func(r reading, q db.Query, a sentAnswer) (rows []gatheredRow, err error) {
	rows = make([]gatheredRow, 1)
	err = r.Get(background, &rows[0].savedRow, q, a.Attempt, a.Person, a.No, a.Seq, db.Strings(a.Chosen), Grace.Seconds(), a.Session)
	if db.NoRow(err) {
		return nil, nil
	}
	return rows, err
}}

var inCompany = way{sqls.SaveGathered, func(r reading, q db.Query, a sentAnswer) (rows []gatheredRow, err error) {
	acts, err := json.Marshal([]sentAnswer{a})
	if err != nil {
		return nil, err
	}
	return rows, r.Select(background, &rows, q, string(acts), Grace.Seconds())
}}
