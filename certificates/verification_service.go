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
	var c Certificate
	if err = s.opt.DB.Get(ctx, &c, sqls.PublicCertificate, code); db.NoRow(err) {
		return v, false, nil
	} else if err != nil {
		return v, false, err
	}
	v = Verification{Number: c.Number, CourseTitle: c.Title, Code: c.CourseCode, Revision: c.CourseRevision,
		Organiser: c.Organiser, Agency: c.Agency, JP: c.JP, Predicate: c.Predicate, StartedOn: c.StartedOn,
		CompletedOn: c.CompletedOn, IssuedOn: c.IssuedOn, Subjects: c.Curriculum, Signing: c.Signing,
		SignedOn: s.day(c.SignedAt), RevokedOn: s.day(c.RevokedAt), ReplacedOn: s.day(c.SupersededAt)}
	v.MaskedName, v.Initials = maskName(c.HolderName)
	for _, official := range c.Signatories {
		v.Officials = append(v.Officials, official.Title)
	}
	return v, true, nil
}

// day is a moment in the agency's time zone.
func (s *Service) day(t *time.Time) *time.Time {
	if t == nil {
		return nil
	}
	local := t.In(s.opt.Zone)
	return &local
}
