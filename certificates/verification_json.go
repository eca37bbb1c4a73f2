package certificates

import (
	"context"
	"time"

	"lentera/internal/web"
)

type verifyIn struct {
	PublicID string `path:"public_id" maxLength:"1000"`
}

type verifyOut struct {
	CacheControl string `header:"Cache-Control"`
	Robots       string `header:"X-Robots-Tag"`
	Body         struct {
		Status      string    `json:"status" enum:"valid,revoked,superseded"`
		Since       string    `json:"since,omitempty" format:"date" doc:"day since which it no longer holds"`
		Number      string    `json:"number"`
		MaskedName  string    `json:"masked_name"`
		CourseTitle string    `json:"course_title"`
		CourseCode  string    `json:"course_code"`
		Revision    int       `json:"course_revision"`
		Organiser   string    `json:"organiser"`
		Agency      string    `json:"agency"`
		JP          int       `json:"jp" doc:"learning hours of 45 minutes"`
		StartedOn   string    `json:"started_on" format:"date"`
		CompletedOn string    `json:"completed_on" format:"date"`
		IssuedOn    string    `json:"issued_on" format:"date"`
		Subjects    []Subject `json:"subjects" nullable:"false"`
		Officials   []string  `json:"officials" nullable:"false" doc:"titles of the signatories, not their names"`
		Signed      bool      `json:"signed" doc:"whether the file carries an electronic signature"`
	}
}

// verifyJSON tells no more than the page does, under the same limit.
func (s *Service) verifyJSON(ctx context.Context, in *verifyIn) (*verifyOut, error) {
	if wait := s.limit.Take(web.ClientAddress(ctx), time.Now()); wait > 0 {
		return nil, ErrTooManyChecks.After(wait)
	}
	v, ok, err := s.Verify(ctx, in.PublicID)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, ErrNotFound
	}
	out := &verifyOut{CacheControl: "no-store", Robots: "noindex"}
	b := &out.Body
	b.Status, b.Number, b.MaskedName, b.CourseTitle, b.CourseCode, b.Revision = v.Status(), v.Number, v.MaskedName, v.CourseTitle, v.Code, v.Revision
	b.Organiser, b.Agency, b.JP, b.Signed = v.Organiser, v.Agency, v.JP, v.SignedOn != nil
	b.StartedOn, b.CompletedOn, b.IssuedOn = v.StartedOn.Format(dateForm), v.CompletedOn.Format(dateForm), v.IssuedOn.Format(dateForm)
	b.Subjects, b.Officials = append([]Subject{}, v.Subjects...), append([]string{}, v.Officials...)
	for _, day := range []*time.Time{v.ReplacedOn, v.RevokedOn} {
		if day != nil {
			b.Since = day.Format(dateForm)
		}
	}
	return out, nil
}
