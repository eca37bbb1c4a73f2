package certificates

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"lentera/internal/access"
	"lentera/internal/audit"
	"lentera/internal/db"
)

// Corrections are what the new certificate says differently; nil keeps what
// the old one says. The holder is printed as they are now.
type Corrections struct {
	Title, Organiser, Predicate *string
	JP                          *int
	StartedOn, CompletedOn      *time.Time
	Curriculum                  []Subject // nil keeps the old list
}

// Supersede is a whole operation: it issues a corrected certificate with a
// number of its own and marks the old one as superseded by it, for ever. The
// OnIssued and OnSuperseded hooks run in the same transaction. A training
// admin calls it. It refuses an unknown id (ErrNotFound), a revoked one
// (ErrAlreadyRevoked), one superseded before (ErrAlreadySuperseded), a reason
// that is too short or long (ErrReason) and impossible corrections
// (ErrCorrections).
func (s *Service) Supersede(ctx context.Context, actor access.Actor, id uuid.UUID, with Corrections, reason string) (next Certificate, err error) {
	reason = strings.TrimSpace(reason)
	if n := len([]rune(reason)); n < 10 || n > 500 {
		return next, reasonNeeded
	}
	err = s.opt.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		// First, like Revoke: issuing takes the register's head, for which a
		// revocation of the same certificate would wait while we wait for it.
		var state struct{ Revoked, Superseded bool }
		if err := tx.Get(ctx, &state, sqls.LockForSupersede, id); db.NoRow(err) {
			return ErrNotFound
		} else if err != nil {
			return err
		}
		if err := replaceable(state.Revoked, state.Superseded); err != nil {
			return err
		}
		var old Certificate
		if err := tx.Get(ctx, &old, sqls.Certificate, id); err != nil {
			return err
		}
		a, err := with.apply(old, actor)
		if err != nil {
			return err
		}
		if next, err = s.Issue(ctx, tx, a); err != nil {
			return err
		}
		return s.markSuperseded(ctx, tx, old.ID, next, reason)
	})
	return next, err
}

func replaceable(revoked, superseded bool) error {
	switch {
	case revoked:
		return ErrAlreadyRevoked
	case superseded:
		return ErrAlreadySuperseded
	}
	return nil
}

func (s *Service) markSuperseded(ctx context.Context, tx *db.Tx, id uuid.UUID, next Certificate, reason string) error {
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, sqls.SupersedeCertificate, id, now, next.ID, reason); err != nil {
		return err
	}
	var old Certificate
	if err := tx.Get(ctx, &old, sqls.Certificate, id); err != nil {
		return err
	}
	if err := audit.Write(ctx, tx, "certificates.superseded", id.String(), map[string]any{"number": old.Number, "by": next.Number}); err != nil {
		return err
	}
	return run(ctx, tx, s.OnSuperseded, old)
}

// apply says the old certificate's achievement again, corrected.
func (c Corrections) apply(old Certificate, actor access.Actor) (Achievement, error) {
	a := Achievement{Source: nextSource(old.Source), PersonID: old.PersonID, Title: old.Title, Organiser: old.Organiser, JP: old.JP,
		SiasnPath: old.SiasnPath, StartedOn: old.StartedOn, CompletedOn: old.CompletedOn, Curriculum: old.Curriculum, Predicate: old.Predicate,
		CourseCode: old.CourseCode, CourseRevision: old.CourseRevision, Signing: old.Signing, TemplateID: old.TemplateID, supersedes: &old.ID, Evidence: Evidence{}}
	for k, v := range old.Evidence {
		a.Evidence[k] = v
	}
	a.Evidence["supersedes"], a.Evidence["corrected_by"] = old.ID, actor.PersonID
	for to, from := range map[*string]*string{&a.Title: c.Title, &a.Organiser: c.Organiser, &a.Predicate: c.Predicate} {
		if from != nil {
			*to = strings.TrimSpace(*from)
		}
	}
	if c.JP != nil {
		a.JP = *c.JP
	}
	if c.StartedOn != nil {
		a.StartedOn = *c.StartedOn
	}
	if c.CompletedOn != nil {
		a.CompletedOn = *c.CompletedOn
	}
	if c.Curriculum != nil {
		a.Curriculum = c.Curriculum
	}
	return a, a.sound()
}

// sound refuses what a person typed and no certificate may say.
func (a Achievement) sound() error {
	sum := 0
	for _, s := range a.Curriculum {
		if s.JP < 0 || strings.TrimSpace(s.Title) == "" || len([]rune(s.Title)) > 300 {
			return ErrCorrections
		}
		sum += s.JP
	}
	switch {
	case a.Title == "" || a.Organiser == "" || len([]rune(a.Title)) > 300 || len([]rune(a.Organiser)) > 200 || len([]rune(a.Predicate)) > 60,
		a.JP < 0 || a.JP > 1000, a.StartedOn.After(a.CompletedOn), len(a.Curriculum) > 200,
		len(a.Curriculum) > 0 && sum != a.JP:
		return ErrCorrections
	}
	return nil
}

// nextSource counts the certificates of one achievement: "enrolment:x",
// "enrolment:x#2", "enrolment:x#3".
func nextSource(source string) string {
	first, count, again := strings.Cut(source, "#")
	n := 1
	if again {
		n, _ = strconv.Atoi(count)
	}
	return first + "#" + strconv.Itoa(n+1)
}
