package signing

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"errors"

	"github.com/google/uuid"

	"lentera/internal/db"
)

// handOff hands one document to the portal. The word of the callback is made
// anew for each try; only its hash is kept.
func (s *Service) handOff(ctx context.Context, run Run, d Document, p Paper) error {
	if s.opt.Hander == nil {
		return &stop{Refused, WhyNoKey, "no portal is set up any more"}
	}
	word := rand.Text()
	call, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	remote, err := s.opt.Hander.HandOff(call, p, word)
	var refusal *Refusal
	switch {
	case err == nil:
		sum := sha256.Sum256([]byte(word))
		_, err = s.opt.DB.Slow().Exec(ctx, sqls.HandedOff, d.ID, run.ID, remote, hex.EncodeToString(sum[:]))
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

// TakeBack is a whole operation for the portal: it brings the signed file of a
// document, or that somebody declined (declined not "", pdf nil). callback is
// the word of HandOff. Refused: ErrCallback alike for an unknown document, a
// wrong word and one that was used; a *Refusal for a file that is not the
// document validly signed, after which the portal may try again.
func (s *Service) TakeBack(ctx context.Context, id uuid.UUID, callback, declined string, pdf []byte) error {
	var d Document
	if err := s.opt.DB.Get(ctx, &d, sqls.Document, id); db.NoRow(err) {
		return ErrCallback
	} else if err != nil {
		return err
	}
	sum := sha256.Sum256([]byte(callback))
	same := subtle.ConstantTimeCompare([]byte(hex.EncodeToString(sum[:])), []byte(d.CallbackSum)) == 1
	if d.State != HandedOff || d.CallbackSum == "" || !same {
		return ErrCallback
	}
	if declined != "" {
		_, err := s.opt.DB.Exec(ctx, sqls.EndHandOff, id, string(WhyDeclined), short(declined))
		return err
	}
	return s.accept(ctx, d, uuid.Nil, HandedOff, Signed{ID: id, PDF: pdf, Remote: d.Remote})
}
