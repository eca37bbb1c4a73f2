package certificates

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"

	"lentera/internal/access"
	"lentera/internal/db"
	"lentera/internal/jobs"
)

const retrySoon = 3 * time.Second

// Own is a certificate as its holder's list shows it.
type Own struct {
	ID          uuid.UUID `json:"id" format:"uuid"`
	Number      string    `json:"number"`
	CourseTitle string    `json:"course_title"`
	JP          int       `json:"jp"`
	CompletedOn string    `json:"completed_on" format:"date"`
	IssuedAt    time.Time `json:"issued_at"`
	Status      string    `json:"status" enum:"valid,revoked,superseded"`
	PDFReady    bool      `json:"pdf_ready"`
	ToBeSigned  bool      `json:"to_be_signed" doc:"issued, and waiting for the electronic signature"`
	VerifyURL   string    `json:"verify_url" doc:"the public page, for anybody to check"`
}

// OfPerson lists a person's certificates, newest first, at most 200.
func (s *Service) OfPerson(ctx context.Context, personID uuid.UUID) ([]Own, error) {
	var rows []struct {
		ID          uuid.UUID  `db:"id"`
		PublicID    string     `db:"public_id"`
		Number      string     `db:"number"`
		CourseTitle string     `db:"course_title"`
		JP          int        `db:"jp"`
		CompletedOn string     `db:"completed_on"`
		IssuedAt    time.Time  `db:"issued_at"`
		RevokedAt   *time.Time `db:"revoked_at"`
		PDFReady    bool       `db:"pdf_ready"`
		ToBeSigned  bool       `db:"to_be_signed"`

		SupersededAt *time.Time `db:"superseded_at"`
	}
	if err := s.opt.DB.Select(ctx, &rows, sqls.CertificatesOfPerson, personID); err != nil {
		return nil, err
	}
	out := make([]Own, len(rows))
	for i, r := range rows {
		out[i] = Own{ID: r.ID, Number: r.Number, CourseTitle: r.CourseTitle, JP: r.JP, CompletedOn: r.CompletedOn,
			IssuedAt: r.IssuedAt.UTC(), Status: statusOf(r.RevokedAt, r.SupersededAt), PDFReady: r.PDFReady, ToBeSigned: r.ToBeSigned, VerifyURL: s.verifyURL(r.PublicID)}
	}
	return out, nil
}

// PDF gives the stored file of a certificate, exactly the bytes that were
// drawn at issue, or signed where it is to be signed; until then it is
// ErrAwaitingSignature. It refuses a certificate the actor may not see (ErrNotFound),
// one that is not drawn yet (ErrBeingDrawn), to its holder a revoked one
// (ErrRevoked) or superseded one (ErrSuperseded), and a file that is not intact (ErrDamaged), which it has
// restored; a store that does not answer is ErrStoreAway.
func (s *Service) PDF(ctx context.Context, actor access.Actor, id uuid.UUID) (c Certificate, body []byte, err error) {
	err = s.opt.DB.Get(ctx, &c, sqls.Certificate, id)
	switch {
	case db.NoRow(err), err == nil && !mayFetchOf(actor, c.PersonID):
		return c, nil, ErrNotFound
	case err != nil:
		return c, nil, err
	case c.RevokedAt != nil && !seesAll(actor):
		return c, nil, ErrRevoked
	case c.SupersededAt != nil && !seesAll(actor):
		return c, nil, ErrSuperseded
	case c.PDFKey == "":
		return c, nil, ErrBeingDrawn.After(retrySoon)
	case c.Signing != "none":
		body, err = s.signedPDF(ctx, c)
		return c, body, err
	}
	body, err = s.stored(ctx, c)
	if errors.Is(err, ErrDamaged) {
		s.opt.Log.ErrorContext(ctx, "certificate file not intact", "certificate", c.ID, "cause", errors.Unwrap(err))
		return c, nil, errors.Join(ErrDamaged.Because(err).After(retrySoon), s.askRestore(ctx, c.ID))
	}
	return c, body, err
}

func (s *Service) askRestore(ctx context.Context, id uuid.UUID) error {
	return s.opt.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		return jobs.EnqueueOnce(ctx, tx, renderJob, id.String(), certificateArgs{ID: id}, 0)
	})
}
