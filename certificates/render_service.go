package certificates

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/google/uuid"

	"lentera/certificates/pdf"
	"lentera/internal/db"
	"lentera/internal/jobs"
)

const (
	renderJob = "certificates.render"
	mailJob   = "certificates.mail"
	pdfType   = "application/pdf"
)

type certificateArgs struct {
	ID uuid.UUID `json:"id"`
}

// render is the job that draws a certificate and stores it, and the one that
// brings a lost or damaged file back.
//
// Running twice is safe: the drawing depends on the row alone, the object's
// name is its own hash, and the row takes the first one only.
func (s *Service) render(ctx context.Context, raw json.RawMessage) error {
	c, err := s.fromArgs(ctx, raw)
	if err != nil {
		return err
	}
	if c.PDFKey != "" {
		return s.restore(ctx, c)
	}
	body, err := s.drawn(ctx, c)
	if err != nil {
		return err
	}
	sum := hashOf(body)
	key := "certificates/" + c.ID.String() + "/" + sum + ".pdf"
	if err := s.opt.Blobs.Put(ctx, key, body, pdfType); err != nil {
		return fmt.Errorf("store: %w", err)
	}
	return s.opt.DB.Slow().InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		n, err := tx.Exec(ctx, sqls.StorePDF, c.ID, key, sum)
		if err != nil || n == 0 {
			return err
		}
		if c.Signing == "none" {
			return s.announceFile(ctx, tx, c.ID)
		}
		c.PDFKey, c.PDFSHA256 = key, sum
		return run(ctx, tx, s.OnDrawn, c) // mail waits for the signature
	})
}

// announceFile is a step: the holder is told, where mail is set up.
func (s *Service) announceFile(ctx context.Context, tx *db.Tx, id uuid.UUID) error {
	if s.opt.Mailer == nil {
		return nil
	}
	return jobs.Enqueue(ctx, tx, mailJob, certificateArgs{ID: id})
}

// restore puts the file of a drawn certificate back when it is not intact. It
// writes only what has the recorded hash: when today's program would draw it
// differently, the operator must bring it from a backup, and the job says so.
func (s *Service) restore(ctx context.Context, c Certificate) error {
	_, err := s.stored(ctx, c)
	if err == nil || errors.Is(err, ErrStoreAway) {
		return err
	}
	body, err := s.drawn(ctx, c)
	if err != nil {
		return err
	}
	if hashOf(body) != c.PDFSHA256 {
		return fmt.Errorf("certificate %s: the stored file is lost and cannot be drawn again as it was: restore object %s from a backup", c.ID, c.PDFKey)
	}
	s.opt.Log.WarnContext(ctx, "certificate file restored", "certificate", c.ID)
	return s.opt.Blobs.Put(ctx, c.PDFKey, body, pdfType)
}

// stored reads the PDF and compares it with the hash in the row. It refuses a
// file that is gone or altered (ErrDamaged) and a store that does not answer
// (ErrStoreAway).
func (s *Service) stored(ctx context.Context, c Certificate) ([]byte, error) {
	body, err := s.opt.Blobs.Get(ctx, c.PDFKey)
	switch {
	case errors.Is(err, ErrNoObject):
		return nil, ErrDamaged.Because(err)
	case err != nil:
		return nil, ErrStoreAway.Because(err).After(retrySoon)
	case hashOf(body) != c.PDFSHA256:
		return nil, ErrDamaged.Because(fmt.Errorf("object %s has another hash than the row", c.PDFKey))
	}
	return bytes.Clone(body), nil
}

func (s *Service) fromArgs(ctx context.Context, raw json.RawMessage) (c Certificate, err error) {
	var args certificateArgs
	if err = json.Unmarshal(raw, &args); err != nil {
		return c, err
	}
	err = s.opt.DB.Slow().Get(ctx, &c, sqls.Certificate, args.ID)
	return c, err
}

func (s *Service) drawn(ctx context.Context, c Certificate) ([]byte, error) {
	sheet, err := s.sheetOf(ctx, c)
	if err != nil {
		return nil, err
	}
	return pdf.Draw(sheet)
}

// sheetOf is the row in the words of the drawing, with the emblem its design
// names.
func (s *Service) sheetOf(ctx context.Context, c Certificate) (sheet pdf.Sheet, err error) {
	sheet = plainSheet(c)
	if err = json.Unmarshal(c.Design, &sheet.Design); err != nil {
		return sheet, fmt.Errorf("design of %s: %w", c.ID, err)
	}
	if sheet.Design.EmblemHash != "" {
		sheet.Emblem, err = s.emblem(ctx, sheet.Design.EmblemHash)
	}
	return sheet, err
}

func plainSheet(c Certificate) pdf.Sheet {
	signatories := make([]pdf.Signatory, len(c.Signatories))
	for i, o := range c.Signatories {
		signatories[i] = pdf.Signatory(o)
	}
	subjects := make([]pdf.Subject, len(c.Curriculum))
	for i, subject := range c.Curriculum {
		subjects[i] = pdf.Subject{Title: subject.Title, JP: subject.JP}
	}
	origin, _, _ := strings.Cut(c.VerifyURL, "/s/")
	return pdf.Sheet{Agency: c.Agency, Number: c.Number, Name: c.HolderName, NIP: c.HolderNIP, Rank: c.HolderRank,
		Position: c.HolderPosition, Unit: c.HolderUnit, Title: c.Title, Organiser: c.Organiser, JP: c.JP,
		StartedOn: c.StartedOn, CompletedOn: c.CompletedOn, Place: c.Place, IssuedOn: c.IssuedOn,
		IssuedAt: c.IssuedAt, Subjects: subjects, VerifyURL: c.VerifyURL, CheckURL: origin + "/verifikasi", Code: grouped(c.PublicID), Demo: c.Demo,
		Predicate: c.Predicate, Signatories: signatories, ESigned: c.Signing != "none"}
}

// grouped writes a public id as people read it aloud: capitals, four by four.
func grouped(code string) string {
	var parts []string
	for i := 0; i < len(code); i += 4 {
		parts = append(parts, code[i:min(i+4, len(code))])
	}
	return strings.ToUpper(strings.Join(parts, "-"))
}

func hashOf(body []byte) string {
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:])
}
