package accounts

import (
	"context"
	"slices"
	"time"

	"github.com/google/uuid"

	"lentera/internal/audit"
	"lentera/internal/db"
)

// CommitRoster applies what the preview showed, in one transaction. For
// training admins, and for the command line. Every row is judged once more
// under the lock of the base: one whose person changed since the preview, so
// that something else would be written than was shown, is refused with the
// finding base-changed. Committing again gives the first result. Refused:
// ErrNoSuchRoster, ErrRosterClosed for a discarded one.
func (s *Service) CommitRoster(ctx context.Context, id uuid.UUID) (RosterResult, error) {
	var out RosterResult
	err := s.db.Slow().InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if _, err := tx.Exec(ctx, sqls.LockPeople); err != nil {
			return err
		}
		roster, sum, err := lockRoster(ctx, tx, id)
		switch {
		case err != nil:
			return err
		case roster.State == "committed" && sum.Result != nil:
			out = *sum.Result
			return nil
		case roster.State != "preview":
			return ErrRosterClosed
		}
		rows, altered, err := rejudge(ctx, tx, id)
		if err != nil {
			return err
		}
		if out, err = s.apply(ctx, tx, rows); err != nil {
			return err
		}
		out.Refused += sum.Counts.Refused
		if err := closeCommitted(ctx, tx, id, sum, out, altered); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, sqls.TellSessions, everybody)
		return err
	})
	if err == nil {
		s.forget(everybody) // whoever became inactive holds no role from now on
	}
	return out, err
}

func closeCommitted(ctx context.Context, tx *db.Tx, id uuid.UUID, sum rosterSummary, out RosterResult, altered []stagedRow) error {
	if err := inChunks(altered, func(text string) error {
		_, err := tx.Exec(ctx, sqls.RejudgeRows, id, text)
		return err
	}); err != nil {
		return err
	}
	sum.Result = &out
	sum.Counts = RosterCounts{New: out.Created, Changed: out.Changed, Same: out.Unchanged, Refused: out.Refused}
	for _, r := range altered {
		if r.Verdict == VerdictRefused {
			sum.FindingsTotal++
		}
	}
	text, err := sum.text()
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, sqls.CloseRoster, id, "committed", text); err != nil {
		return err
	}
	return audit.Write(ctx, tx, "accounts.roster-committed", id.String(),
		map[string]any{"created": out.Created, "changed": out.Changed, "unchanged": out.Unchanged, "refused": out.Refused})
}

// rejudge is a step: it compares every staged row with the base as it is now.
// altered are the rows whose verdict is not what the preview said.
func rejudge(ctx context.Context, tx *db.Tx, id uuid.UUID) (rows, altered []stagedRow, err error) {
	var records []rowRecord
	if err := tx.Select(ctx, &records, sqls.RowsToApply, id); err != nil {
		return nil, nil, err
	}
	for _, rec := range records {
		r, err := rec.read()
		if err != nil {
			return nil, nil, err
		}
		rows = append(rows, r)
	}
	base, err := loadRosterBase(ctx, tx, rows)
	if err != nil {
		return nil, nil, err
	}
	for i := range rows {
		shown := rows[i]
		now := shown
		now.Findings = nil // of the judge only; those of the row itself stand
		base.judge(&now)
		rows[i].unitID = now.unitID
		switch {
		case now.Verdict == shown.Verdict && same(now.PersonID, shown.PersonID) && slices.Equal(now.Changes, shown.Changes):
			continue
		case now.Verdict == VerdictSame:
			rows[i].Verdict, rows[i].PersonID, rows[i].Changes = VerdictSame, now.PersonID, []Change{}
		default:
			rows[i].Verdict = VerdictRefused
			rows[i].Findings = append(slices.Clone(shown.Findings), remarkBaseChanged)
		}
		altered = append(altered, rows[i])
	}
	return rows, altered, nil
}

// applied is one row as the statements of a commit take it.
type applied struct {
	rosterFacts
	ID         uuid.UUID `json:"id"`
	AccountID  uuid.UUID `json:"account_id"`
	UnitID     uuid.UUID `json:"unit_id"`
	NIPFrom    string    `json:"nip_from"`
	LoginEmail string    `json:"login_email"`
}

// rosterFacts is rosterPerson with every member written, for the recordsets.
type rosterFacts struct {
	SIASNID      string `json:"siasn_id"`
	NIP          string `json:"nip"`
	FullName     string `json:"full_name"`
	FrontTitle   string `json:"front_title"`
	BackTitle    string `json:"back_title"`
	BirthDate    string `json:"birth_date"`
	TMT          string `json:"tmt"`
	Sex          string `json:"sex"`
	Class        Class  `json:"class"`
	Standing     string `json:"standing"`
	Rank         string `json:"rank"`
	Position     string `json:"position"`
	PositionKind string `json:"position_kind"`
	Phone        string `json:"phone"`
	Email        string `json:"email"`
	UnitCode     string `json:"unit_code"`
	UnitName     string `json:"unit_name"`
}

// apply is a step: it writes new and changed rows, set by set.
func (s *Service) apply(ctx context.Context, tx *db.Tx, rows []stagedRow) (RosterResult, error) {
	now, err := tx.Now(ctx)
	if err != nil {
		return RosterResult{}, err
	}
	today := s.today(now)
	var out RosterResult
	var fresh, changed []applied
	for _, r := range rows {
		switch r.Verdict {
		case VerdictNew:
			out.Created++
			fresh = append(fresh, toApply(r, uuid.Must(uuid.NewV7())))
		case VerdictChanged:
			out.Changed++
			changed = append(changed, toApply(r, *r.PersonID))
		case VerdictSame:
			out.Unchanged++
		case VerdictRefused:
			out.Refused++
		}
	}
	if err := write(ctx, tx, fresh, today, sqls.InsertPersons, sqls.InsertAccounts); err != nil {
		return out, err
	}
	return out, write(ctx, tx, changed, today, sqls.UpdatePersons)
}

func toApply(r stagedRow, id uuid.UUID) applied {
	a := applied{rosterFacts: rosterFacts(r.Person), ID: id, AccountID: uuid.Must(uuid.NewV7()), UnitID: *r.unitID, LoginEmail: r.Person.Email}
	if nip, err := ParseNIP(r.Person.NIP); err == nil && r.Verdict == VerdictNew {
		a.NIPFrom = nip.AppointedFrom().Format(time.DateOnly)
	}
	for _, f := range r.Findings {
		if f.Code == remarkEmailTwin.Code {
			a.LoginEmail = ""
		}
	}
	return a
}

// write is a step: the persons by the statements given, then what hangs on
// them. A second change on one day corrects the first; otherwise the former
// number or membership ends today and the next begins.
func write(ctx context.Context, tx *db.Tx, rows []applied, today time.Time, persons ...db.Query) error {
	return inChunks(rows, func(text string) error {
		for _, q := range persons {
			if _, err := tx.Exec(ctx, q, text); err != nil {
				return err
			}
		}
		for _, q := range []db.Query{sqls.CloseNIPs, sqls.InsertNIPs, sqls.MoveMembersSameDay, sqls.CloseMembers, sqls.OpenMembers} {
			if _, err := tx.Exec(ctx, q, text, today); err != nil {
				return err
			}
		}
		_, err := tx.Exec(ctx, sqls.SetLoginEmails, text)
		return err
	})
}
