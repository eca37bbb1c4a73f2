package certificates

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"lentera/internal/db"
)

// mail is the job that tells the holder by e-mail. It carries no file, no link
// to one, and no identifier but the number.
//
// Running twice is safe: mailed_at ends it. Only a stop between the next
// server's "taken" and that mark can send a second, equal mail.
func (s *Service) mail(ctx context.Context, raw json.RawMessage) error {
	c, err := s.fromArgs(ctx, raw)
	if err != nil || c.MailedAt != nil || c.RevokedAt != nil {
		return err
	}
	var h Holder
	err = s.opt.DB.Slow().InTx(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		h, err = s.opt.Person(ctx, tx, c.PersonID)
		return err
	})
	if err != nil || h.Email == "" {
		return err
	}
	subject, text := s.notice(c)
	if err := s.opt.Mailer.Send(ctx, h.Email, subject, text); err != nil {
		// The library names the recipient; the log and the job's row must not.
		return errors.New("mail: " + strings.ReplaceAll(err.Error(), h.Email, "(recipient)"))
	}
	_, err = s.opt.DB.Slow().Exec(ctx, sqls.MarkMailed, c.ID)
	return err
}

func (s *Service) notice(c Certificate) (subject, text string) {
	subject = "Sertifikat Anda sudah terbit: " + c.Title
	text = fmt.Sprintf(`Yth. %s,

Sertifikat Anda untuk pelatihan "%s" sudah terbit dengan nomor %s.

Untuk melihat dan mengunduhnya, masuk ke Lentera, lalu buka menu Sertifikat:
%s/sertifikat

Surat ini dikirim otomatis oleh Lentera, %s.
Lentera tidak pernah meminta kata sandi lewat surat elektronik.
`, c.HolderName, c.Title, c.Number, s.opt.PublicURL, c.Agency)
	return subject, text
}
