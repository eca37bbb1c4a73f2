package merit

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"github.com/google/uuid"

	"lentera/internal/db"
	"lentera/merit/ipasn"
)

// IpasnOf is a whole operation: the simulation of a person by what they typed,
// by the ledger, and by a rule set ("": the one they chose, else the one that
// is known whole and covers their class). It refuses a person without a ledger
// (ErrPerson) and a rule set that is not known (ErrIpasnRules).
func (s *Service) IpasnOf(ctx context.Context, person uuid.UUID, ruleSet, lang string) (Ipasn, error) {
	out := Ipasn{Simulation: true, Year: time.Now().In(s.opt.Zone).Year()}
	f, err := s.factsOf(ctx, s.opt.DB, person)
	if err != nil {
		return out, err
	}
	if !slices.Contains(asn, f.class) {
		return out, ErrPerson
	}
	if err := s.ipasnInput(ctx, person, &out); err != nil {
		return out, err
	}
	set, err := chosenRules(ruleSet, out.Input.RuleSet, f.class)
	if err != nil {
		return out, err
	}
	out.RuleSet, out.Input.RuleSet = set.Name, set.Name
	for _, r := range ipasn.Shipped() {
		out.RuleSets = append(out.RuleSets, IpasnRules{r.Name, r.Title.In(lang), r.Note.In(lang), r.Complete, r.Covers(f.class)})
	}
	out.Ledger = s.rules.fromLedger(set, f, out.Year)
	out.simulate(set, lang)
	var official Official
	switch err := s.opt.DB.Get(ctx, &official, sqls.OfficialOf, person); {
	case err == nil:
		out.Official = &official
	case !db.NoRow(err):
		return out, err
	}
	return out, nil
}

// ipasnInput reads what the person typed, or begins with the job of the
// roster.
func (s *Service) ipasnInput(ctx context.Context, person uuid.UUID, out *Ipasn) error {
	err := s.opt.DB.Get(ctx, &out.Input, sqls.IpasnInput, person)
	if err == nil {
		out.Saved = true
		return nil
	}
	if !db.NoRow(err) {
		return err
	}
	var row struct {
		Class string `db:"class"`
		Kind  string `db:"position_kind"`
	}
	if err := s.opt.DB.Get(ctx, &row, sqls.PersonJob, person); err != nil {
		return err
	}
	out.Input = IpasnInput{Discipline: "none"}
	if slices.Contains([]string{"struktural", "fungsional", "pelaksana"}, row.Kind) {
		out.Input.Job = row.Kind
	}
	return nil
}

func chosenRules(asked, kept, class string) (*ipasn.RuleSet, error) {
	if asked != "" {
		set, known := ipasn.Named(asked)
		if !known {
			return nil, ErrIpasnRules
		}
		return set, nil
	}
	if set, known := ipasn.Named(kept); known {
		return set, nil
	}
	sets := ipasn.Shipped()
	for _, whole := range []bool{true, false} {
		for _, r := range sets {
			if r.Covers(class) && (r.Complete || !whole) {
				return r, nil
			}
		}
	}
	return sets[0], nil
}

// SetIpasnInput is a whole operation: it keeps what the person typed about
// themselves. It refuses a rule set that is not known (ErrIpasnRules) and a
// person without a ledger (ErrPerson).
func (s *Service) SetIpasnInput(ctx context.Context, person uuid.UUID, in IpasnInput) error {
	if _, known := ipasn.Named(in.RuleSet); !known {
		return ErrIpasnRules
	}
	return s.opt.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		var class string
		if err := tx.Get(ctx, &class, sqls.PersonClass, person); db.NoRow(err) || err == nil && !slices.Contains(asn, class) {
			return ErrPerson
		} else if err != nil {
			return err
		}
		_, err := tx.Exec(ctx, sqls.SetIpasnInput, person, in.RuleSet, in.Job, in.Education, in.LeadershipDone, in.FunctionalDone,
			in.FunctionalRequired, in.Performance, in.Predicate, in.Discipline)
		return err
	})
}

// ForgetIpasnInput is a whole operation: it drops what the person typed.
func (s *Service) ForgetIpasnInput(ctx context.Context, person uuid.UUID) error {
	_, err := s.opt.DB.Exec(ctx, sqls.ForgetIpasnInput, person)
	return err
}

// RecordOfficial is a step for whoever reads SIASN: it keeps the official
// value of a person as it was read now. ReadAt is the transaction's moment.
func (s *Service) RecordOfficial(ctx context.Context, tx *db.Tx, person uuid.UUID, o Official) error {
	_, err := tx.Exec(ctx, sqls.AddOfficial, person, o.Qualification, o.Competence, o.Performance, o.Discipline, o.Total, o.ReckonedAt, o.Source)
	return err
}

const (
	// ipasnDays is how long a read value is good enough: BKN works them out on
	// its own calendar, so reading more often shows nothing new.
	ipasnDays = 30
	// ipasnRound is one run of the job: short, because certificates are drawn by
	// the same few lanes.
	ipasnRound = 20 * time.Second
)

// ReadIpasnJob is the job merit.siasn-ipasn: it reads official values from
// SIASN, where there is a connection and the line is open, at the pace of the
// queue, and keeps each with its date. Running twice reads twice; after
// ipasnRound it ends, and the next run goes on with whose turn it is.
func (s *Service) ReadIpasnJob(ctx context.Context, _ json.RawMessage) error {
	if !s.connected() {
		return nil
	}
	for end := time.Now().Add(ipasnRound); time.Now().Before(end); pause(ctx, s.opt.Siasn.Gap) {
		if open, err := s.lineOpen(ctx); err != nil || !open {
			return err
		}
		var p struct {
			ID  uuid.UUID `db:"id"`
			NIP string    `db:"nip"`
		}
		if err := s.opt.DB.Slow().Get(ctx, &p, sqls.NextForIpasn, ipasnDays, db.Array(asn)); db.NoRow(err) {
			return nil
		} else if err != nil {
			return err
		}
		if err := s.readOfficial(ctx, p.ID, p.NIP); err != nil {
			return err
		}
	}
	return nil
}

// readOfficial asks for one person. A fault of the line makes the queue wait as
// for a record; one of this person alone puts them behind the others.
func (s *Service) readOfficial(ctx context.Context, person uuid.UUID, nip string) error {
	o, known, err := s.opt.Siasn.Remote.Ipasn(ctx, nip)
	var f *RemoteFault
	if errors.As(err, &f) && f.queueWide() {
		return s.lineFailed(ctx, f)
	}
	if err != nil && f == nil {
		return err
	}
	if _, err := s.opt.DB.Slow().Exec(ctx, sqls.QueueAnswered); err != nil {
		return err
	}
	return s.opt.DB.Slow().InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if _, err := tx.Exec(ctx, sqls.AskedForIpasn, person); err != nil || f != nil || !known {
			return err
		}
		return s.RecordOfficial(ctx, tx, person, o)
	})
}
