package signing

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"

	"github.com/google/uuid"

	"lentera/internal/audit"
	"lentera/internal/db"
	"lentera/internal/fault"
	"lentera/signing/portal"
)

// handOff hands one document to the portal. The word of the callback is made
// anew for each try; only its hash is kept.
func (s *Service) handOff(ctx context.Context, run Run, d Document, p Paper) error {
	if s.opt.Hander == nil {
		return &stop{Refused, WhyNoKey, "no portal is set up any more"}
	}
	word := rand.Text()
	sum := sha256.Sum256([]byte(word))
	// Before the hand-off: a portal may answer while it is still going on.
	n, err := s.opt.DB.Slow().Exec(ctx, sqls.ExpectBack, d.ID, run.ID, hex.EncodeToString(sum[:]))
	if err != nil || n == 0 {
		return err
	}
	call, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	remote, err := s.opt.Hander.HandOff(call, p, word)
	var refusal *Refusal
	switch {
	case err == nil:
		_, err = s.opt.DB.Slow().Exec(ctx, sqls.HandedOff, d.ID, run.ID, remote)
		return err
	case !errors.As(err, &refusal):
		s.opt.Log.WarnContext(ctx, "portal failed", "document", d.ID, "cause", err)
		refusal = &Refusal{Why: WhyAway}
	}
	if refusal.Why == WhyAway {
		return &stop{Waiting, WhyAway, refusal.Detail} // the next document would not fare better
	}
	return s.putBack(ctx, run.ID, d.ID, refusal)
}

// backsPerMinute is how many callbacks without a good key one network may send.
const backsPerMinute = 60

// TakeBack is a whole operation for the portal: it brings the signed file of a
// document, or that somebody declined (declined not "", pdf nil). callback is
// the word of HandOff. Refused: ErrCallback alike for an unknown document and a
// wrong word; a *Refusal for a file that is not the document validly signed,
// after which the portal may try again.
func (s *Service) TakeBack(ctx context.Context, id uuid.UUID, callback, declined string, pdf []byte) error {
	if declined != "" {
		if _, err := s.expected(ctx, id, callback); err != nil {
			return err
		}
		_, err := s.opt.DB.Exec(ctx, sqls.EndHandOff, id, string(WhyDeclined), short(declined))
		return err
	}
	return s.BringBack(ctx, id, callback, func() ([]byte, error) { return pdf, nil })
}

// BringBack is TakeBack with a file that is read only when the word is good.
// What was signed before stays as it is: the same word again, with any file, is
// answered as the first time. A document whose certificate was revoked
// meanwhile keeps the file beside it and stays withdrawn.
func (s *Service) BringBack(ctx context.Context, id uuid.UUID, callback string, read func() ([]byte, error)) error {
	for range 3 { // the state may change under our feet: the hand-off may only now be ending
		d, err := s.expected(ctx, id, callback)
		if err != nil {
			return err
		}
		if d.State == Done {
			return nil
		}
		pdf, err := read()
		if err != nil {
			return err
		}
		if d.State == Withdrawn {
			return s.keepLate(ctx, d, pdf)
		}
		run := uuid.Nil
		if d.State == Signing && d.RunID != nil {
			run = *d.RunID
		}
		if err := s.accept(ctx, d, run, d.State, Signed{ID: id, PDF: pdf, Remote: d.Remote}); err != nil {
			var away *stop
			if errors.As(err, &away) {
				return fault.ErrUnavailable
			}
			return err
		}
	}
	return s.settled(ctx, id, callback)
}

// settled tells whether the file counts at last; a portal that is told that it
// does not comes again.
func (s *Service) settled(ctx context.Context, id uuid.UUID, callback string) error {
	d, err := s.expected(ctx, id, callback)
	if err == nil && d.State != Done && d.State != Withdrawn {
		return fault.ErrUnavailable
	}
	return err
}

// expected finds the document a callback is for. It takes the same steps
// whether there is one or not, so that the time of the answer tells nothing.
func (s *Service) expected(ctx context.Context, id uuid.UUID, callback string) (d Document, err error) {
	if err := s.opt.DB.Get(ctx, &d, sqls.Document, id); err != nil && !db.NoRow(err) {
		return d, err
	}
	kept, _ := hex.DecodeString(d.CallbackSum)
	if !portal.Same(kept, portal.Secret(callback)) || d.Kind != Portal || d.State == Refused {
		return Document{}, ErrCallback
	}
	return d, nil
}

// keepLate keeps a validly signed file that came when its certificate was no
// longer to be signed. It changes nothing of the certificate.
func (s *Service) keepLate(ctx context.Context, d Document, pdf []byte) error {
	before, refusal, err := s.present(ctx, d)
	if err != nil {
		return err
	}
	if refusal != nil {
		return refusal
	}
	if _, err := s.verified(d, before, pdf); err != nil {
		return err
	}
	sum := sumOf(pdf)
	key := "signing/" + d.CertificateID.String() + "/late-" + sum + ".pdf"
	if err := s.opt.Blobs.Put(ctx, key, pdf, "application/pdf"); err != nil {
		return fault.ErrUnavailable
	}
	return s.opt.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		return audit.Write(ctx, tx, "signing.late-file", d.ID.String(), map[string]any{"sha256": sum, "key": key})
	})
}
