package merit

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/google/uuid"
	"lentera/internal/db"
	"lentera/merit/counting"
)

// counter reads what counting needs, inside a transaction or not.
type counter interface {
	Get(ctx context.Context, dest any, q db.Query, args ...any) error
	Select(ctx context.Context, dest any, q db.Query, args ...any) error
}

// facts are everything a person's balances are made from.
type facts struct {
	class    string
	entries  []Entry // newest first
	ceilings []ceiling
}

func (s *Service) factsOf(ctx context.Context, r counter, person uuid.UUID) (f facts, err error) {
	if err := r.Get(ctx, &f.class, sqls.PersonClass, person); db.NoRow(err) {
		return f, ErrPerson
	} else if err != nil {
		return f, err
	}
	if err := r.Select(ctx, &f.entries, sqls.CountedEntries, person); err != nil {
		return f, err
	}
	return f, r.Select(ctx, &f.ceilings, sqls.CeilingsOf, f.class)
}

// balance is one stored row, in tenths of a JP.
type balance struct {
	Year      int     `db:"year"`
	Claimed   int     `db:"claimed"`
	Evidenced int     `db:"evidenced"`
	Counted   int     `db:"counted"`
	Quarters  db.Ints `db:"quarters"`
}

func balanceOf(y counting.Year) balance {
	b := balance{Year: y.Year, Claimed: int(y.Sums.Claimed), Evidenced: int(y.Sums.Evidenced), Counted: int(y.Sums.Counted)}
	for _, q := range y.Quarters {
		b.Quarters = append(b.Quarters, int64(q.Counted))
	}
	return b
}

func (b balance) same(o balance) bool {
	return b.Year == o.Year && b.Claimed == o.Claimed && b.Evidenced == o.Evidenced && b.Counted == o.Counted && slices.Equal(b.Quarters, o.Quarters)
}

// refresh is a step: it works the person's balances out again from all entries
// there are. Entries of one person that are made at once wait here for each
// other, so that the last one sees them all.
func (s *Service) refresh(ctx context.Context, tx *db.Tx, person uuid.UUID) error {
	if _, err := tx.Exec(ctx, sqls.LockBalance, person); err != nil {
		return err
	}
	f, err := s.factsOf(ctx, tx, person)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, sqls.DropBalances, person); err != nil {
		return err
	}
	for _, y := range s.rules.replay(f.class, f.entries, f.ceilings) {
		b := balanceOf(y)
		if _, err := tx.Exec(ctx, sqls.AddBalance, person, b.Year, b.Claimed, b.Evidenced, b.Counted, db.Array([]int64(b.Quarters))); err != nil {
			return err
		}
	}
	_, err = tx.Exec(ctx, sqls.MarkCounted, person, len(f.entries), s.rules.edition())
	return err
}

// peopleAtOnce bounds what is held in memory while many are counted.
const peopleAtOnce = 200

// RecountJob is a job: it counts again whose balances do not know the newest
// entries, or were made under other rules or ceilings.
func (s *Service) RecountJob(ctx context.Context, _ json.RawMessage) error {
	for {
		var people []uuid.UUID
		if err := s.opt.DB.Slow().Select(ctx, &people, sqls.StalePeople, s.rules.edition(), peopleAtOnce); err != nil || len(people) == 0 {
			return err
		}
		for _, id := range people {
			if err := s.opt.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error { return s.refresh(ctx, tx, id) }); err != nil {
				return err
			}
		}
	}
}

// Miscount is a year of a person whose stored balance is not what a replay
// of the entries gives.
type Miscount struct {
	PersonID       uuid.UUID
	Year           int
	Stored, Replay string // claimed/evidenced/counted, in JP
}

// Recount is a whole operation for the command line: it replays every ledger
// from nothing and reports each stored balance that differs; with repair it
// also stores the right ones. It tells how many people have a ledger.
func (s *Service) Recount(ctx context.Context, repair bool, report func(Miscount)) (people int, err error) {
	after := uuid.Nil
	for {
		var page []uuid.UUID
		if err := s.opt.DB.Slow().Select(ctx, &page, sqls.PeopleWithLedger, after, peopleAtOnce); err != nil || len(page) == 0 {
			return people, err
		}
		for _, id := range page {
			if err := s.recount(ctx, id, repair, report); err != nil {
				return people, fmt.Errorf("person %s: %w", id, err)
			}
		}
		people, after = people+len(page), page[len(page)-1]
	}
}

func (s *Service) recount(ctx context.Context, person uuid.UUID, repair bool, report func(Miscount)) error {
	return s.opt.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if _, err := tx.Exec(ctx, sqls.LockBalance, person); err != nil {
			return err
		}
		f, err := s.factsOf(ctx, tx, person)
		if err != nil {
			return err
		}
		var stored []balance
		if err := tx.Select(ctx, &stored, sqls.BalancesOf, person); err != nil {
			return err
		}
		found := compareBalances(person, stored, s.rules.replay(f.class, f.entries, f.ceilings))
		for _, d := range found {
			report(d)
		}
		if len(found) == 0 || !repair {
			return nil
		}
		return s.refresh(ctx, tx, person)
	})
}

func compareBalances(person uuid.UUID, stored []balance, replay []counting.Year) (out []Miscount) {
	say := func(b balance) string {
		return fmt.Sprintf("%.1f/%.1f/%.1f", float64(b.Claimed)/10, float64(b.Evidenced)/10, float64(b.Counted)/10)
	}
	left := map[int]balance{}
	for _, b := range stored {
		left[b.Year] = b
	}
	for _, y := range replay {
		want, have := balanceOf(y), left[y.Year]
		if !want.same(have) {
			out = append(out, Miscount{person, y.Year, say(have), say(want)})
		}
		delete(left, y.Year)
	}
	for year, b := range left {
		out = append(out, Miscount{person, year, say(b), say(balance{})})
	}
	return out
}
