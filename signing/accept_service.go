package signing

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/google/uuid"

	"lentera/certificates"
	"lentera/internal/db"
	"lentera/signing/pades"
)

// accept keeps a signed file, when it is one: it is verified, stored under its
// hash, and then written down in one transaction. With the last signature the
// certificate takes it for ever, in the same transaction. A *Refusal says why
// it is not one. A document that has left the run or the state meanwhile takes
// nothing: somebody else was first.
func (s *Service) accept(ctx context.Context, d Document, run uuid.UUID, from State, x Signed) error {
	before, refusal, err := s.present(ctx, d)
	if err != nil {
		return err
	}
	if refusal != nil {
		return refusal
	}
	marks, err := s.verified(d, before, x.PDF)
	if err != nil {
		return err
	}
	sum := sumOf(x.PDF)
	key := "signing/" + d.CertificateID.String() + "/" + sum + ".pdf"
	if err := s.opt.Blobs.Put(ctx, key, x.PDF, "application/pdf"); err != nil {
		return &stop{Waiting, WhyAway, "the file store is away"}
	}
	err = s.opt.DB.Slow().InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		return s.write(ctx, tx, d, run, from, kept{key, sum, marks, x.Remote})
	})
	if errors.Is(err, errMovedOn) || errors.Is(err, certificates.ErrSignedBefore) ||
		errors.Is(err, certificates.ErrAlreadyRevoked) || errors.Is(err, certificates.ErrAlreadySuperseded) {
		s.opt.Log.InfoContext(ctx, "signed file not needed any more", "document", d.ID, "cause", err)
		return s.putBackGone(ctx, d, run)
	}
	return err
}

type kept struct {
	key, sum string
	marks    Marks
	remote   string
}

var errMovedOn = errors.New("signing: the document has moved on")

// write is the step that makes it true. Locks: certificate, then document.
func (s *Service) write(ctx context.Context, tx *db.Tx, d Document, run uuid.UUID, from State, k kept) error {
	next, state, keepRun := d.after(), Waiting, (*uuid.UUID)(nil)
	if d.Kind == Portal {
		next = "" // it has collected all signatures
	}
	if next == "" {
		state, keepRun = Done, d.RunID
		if err := s.opt.Certificates.RecordSigned(ctx, tx, d.CertificateID, k.key, k.sum); err != nil {
			return err
		}
	}
	marks, err := json.Marshal(k.marks)
	if err != nil {
		return err
	}
	in := &run
	if from != Signing {
		in = nil
	}
	n, err := tx.Exec(ctx, sqls.KeepPart, d.ID, in, string(from), next, k.key, k.sum, string(marks), k.remote, string(state), keepRun)
	if err == nil && n == 0 {
		err = errMovedOn
	}
	return err
}

// putBackGone sees to it that a document nobody needs does not stay in the
// run: withdrawn ones left it before; what is left is an odd state to look at.
func (s *Service) putBackGone(ctx context.Context, d Document, run uuid.UUID) error {
	_, err := s.opt.DB.Slow().Exec(ctx, sqls.PutBack, d.ID, run, string(Refused), string(WhyRejected), "the certificate does not take a signed file any more")
	return err
}

// verified checks a signed file against the one before: it must be validly
// signed to its end, with one more signature than before (any number from a
// portal), by certificates we trust; and it must be the same document.
func (s *Service) verified(d Document, before, after []byte) (Marks, error) {
	report := pades.Verify(after, pades.Trust{Roots: s.opt.Roots, TSARoots: s.opt.TSARoots})
	if report.Reason != pades.Valid {
		return nil, &Refusal{Why: WhyUnsound, Detail: string(report.Reason) + problemOf(report)}
	}
	if n := len(report.Signatures); d.Kind != Portal && n != d.Step+1 {
		return nil, &Refusal{Why: WhyUnsound, Detail: fmt.Sprintf("%d signatures where %d were expected", n, d.Step+1)}
	}
	signer := s.signers[d.Kind]
	rewrites := signer == nil || signer.Traits().Rewrites
	if !rewrites && !bytes.HasPrefix(after, before) {
		return nil, &Refusal{Why: WhyForeign, Detail: "the signed file does not begin with the one that was sent"}
	}
	if rewrites { // also where the bytes before were kept: an update can draw over them
		if err := sameContent(before, after); err != nil {
			return nil, &Refusal{Why: WhyForeign, Detail: "the signed file shows something else than the one that was sent", Cause: err}
		}
	}
	return marksOf(report), nil
}

func problemOf(r pades.Report) string {
	for _, s := range r.Signatures {
		if s.Problem != "" {
			return ": " + s.Problem
		}
	}
	return ""
}

func marksOf(r pades.Report) Marks {
	out := Marks{}
	for _, x := range r.Signatures {
		m := Mark{Signer: x.Signer, Issuer: x.Issuer, Serial: x.Serial, Stamped: x.Stamped}
		if !x.At.IsZero() {
			at := x.At.UTC()
			m.At = &at
		}
		out = append(out, m)
	}
	return out
}

func sumOf(b []byte) string {
	s := sha256.Sum256(b)
	return hex.EncodeToString(s[:])
}
