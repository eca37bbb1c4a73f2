package certificates

import (
	"context"
	"time"

	"lentera/internal/db"
)

// Verify is a whole operation for anybody: it tells what the public may know
// of the certificate with this code. ok is false alike for a code that was
// never given and for what is no code at all.
func (s *Service) Verify(ctx context.Context, typed string) (v Verification, ok bool, err error) {
	code, ok := codeOf(typed)
	if !ok {
		return v, false, nil
	}
	var row struct {
		Number      string     `db:"number"`
		HolderName  string     `db:"holder_name"`
		CourseTitle string     `db:"course_title"`
		Organiser   string     `db:"organiser"`
		JP          int        `db:"jp"`
		CompletedOn time.Time  `db:"completed_on"`
		RevokedAt   *time.Time `db:"revoked_at"`

		SupersededAt *time.Time `db:"superseded_at"`
	}
	if err = s.opt.DB.Get(ctx, &row, sqls.PublicCertificate, code); db.NoRow(err) {
		return v, false, nil
	} else if err != nil {
		return v, false, err
	}
	v = Verification{Number: row.Number, CourseTitle: row.CourseTitle, Organiser: row.Organiser, JP: row.JP, CompletedOn: row.CompletedOn}
	v.MaskedName, v.Initials = maskName(row.HolderName)
	if row.RevokedAt != nil {
		day := row.RevokedAt.In(s.opt.Zone)
		v.RevokedOn = &day
	}
	if row.SupersededAt != nil {
		day := row.SupersededAt.In(s.opt.Zone)
		v.SupersededOn = &day
	}
	return v, true, nil
}
