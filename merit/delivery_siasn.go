package merit

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"time"

	"lentera/merit/siasn"
)

// ConnectorOptions are what every write says beside the record.
type ConnectorOptions struct {
	AgencyID   string // instansiId
	KindID     string // jenisKursus
	LocationID string // lokasiId
}

// Connector is the queue's Remote over SIASN's own services.
type Connector struct {
	c   *siasn.Client
	opt ConnectorOptions
}

// NewConnector makes one; the client decides where it goes.
func NewConnector(c *siasn.Client, opt ConnectorOptions) *Connector { return &Connector{c, opt} }

// Person looks a person up; found is false where SIASN knows no such NIP.
func (r *Connector) Person(ctx context.Context, nip string) (SiasnPerson, bool, error) {
	p, err := r.c.Person(ctx, nip)
	if errors.Is(err, siasn.ErrNotFound) || errors.Is(err, siasn.ErrInput) {
		return SiasnPerson{}, false, nil
	}
	return SiasnPerson{ID: p.ID, AgencyID: p.AgencyID}, err == nil, remoteFault(err)
}

// Rows reads a person's history of one kind.
func (r *Connector) Rows(ctx context.Context, nip, kind string) ([]SiasnRow, error) {
	var out []SiasnRow
	if kind == "diklat" {
		rows, err := r.c.Trainings(ctx, nip)
		for _, t := range rows {
			has := t.HasDocument()
			out = append(out, SiasnRow{Kind: kind, RemoteID: t.ID, Number: t.Number, Title: t.StructuralName, Organiser: t.Organiser, JP: t.JP,
				StartedOn: t.StartedOn, CompletedOn: t.CompletedOn, Path: "1", HasDocument: &has})
		}
		return out, remoteFault(err)
	}
	rows, err := r.c.Courses(ctx, nip)
	for _, c := range rows {
		has, path := c.HasDocument(), ""
		if c.PathID > 0 {
			path = strconv.Itoa(c.PathID)
		}
		out = append(out, SiasnRow{Kind: kind, RemoteID: c.ID, Number: c.Number, Title: c.Title, Organiser: c.Organiser, JP: c.JP,
			StartedOn: c.StartedOn, CompletedOn: c.CompletedOn, Path: path, HasDocument: &has})
	}
	return out, remoteFault(err)
}

// Ipasn reads BKN's own value of a person.
func (r *Connector) Ipasn(ctx context.Context, nip string) (Official, bool, error) {
	v, known, err := r.c.IPASN(ctx, nip)
	if errors.Is(err, siasn.ErrNotFound) || errors.Is(err, siasn.ErrInput) {
		return Official{}, false, nil
	}
	o := Official{Qualification: v.Qualification, Competence: v.Competence, Performance: v.Performance, Discipline: v.Discipline, Total: v.Total,
		ReckonedAt: reckoned(v.CreatedAt), Source: "SIASN"}
	return o, known, remoteFault(err)
}

// reckoned reads when BKN made a value. Its form is not known for sure
// (docs/siasn-contract.md): the day is taken where one stands at the beginning,
// and nothing is said otherwise.
func reckoned(text string) *time.Time {
	for _, form := range []string{time.DateOnly, siasnDate} {
		if len(text) < len(form) {
			continue
		}
		if day, err := time.Parse(form, text[:len(form)]); err == nil {
			return &day
		}
	}
	return nil
}

// Save makes or changes the row; the queue has searched for it before.
func (r *Connector) Save(ctx context.Context, w SiasnWrite) (id string, err error) {
	if w.Kind == "diklat" {
		id, err = r.c.SaveTraining(ctx, r.training(w))
	} else {
		id, err = r.c.SaveCourse(ctx, r.course(w))
	}
	return id, remoteFault(err)
}

// Delete removes the row; one that is gone counts as removed.
func (r *Connector) Delete(ctx context.Context, kind, id string) error {
	if kind == "diklat" {
		return remoteFault(r.c.DeleteTraining(ctx, id))
	}
	return remoteFault(r.c.DeleteCourse(ctx, id))
}

// Upload attaches the certificate to the row.
func (r *Connector) Upload(ctx context.Context, kind, id, name string, pdf []byte) error {
	ref := siasn.CourseCertificate
	if kind == "diklat" {
		ref = siasn.TrainingCertificate
	}
	return remoteFault(r.c.UploadDocument(ctx, id, ref, name, pdf))
}

// Fields is exactly what Save sends.
func (r *Connector) Fields(w SiasnWrite) []SiasnField {
	fields := r.course(w).Fields()
	if w.Kind == "diklat" {
		fields = r.training(w).Fields()
	}
	out := make([]SiasnField, len(fields))
	for i, f := range fields {
		out[i] = SiasnField(f)
	}
	return out
}

func (r *Connector) course(w SiasnWrite) siasn.CourseWrite {
	out := siasn.CourseWrite{ID: w.RemoteID, PersonID: w.PersonID, AgencyID: r.opt.AgencyID, PathID: w.PathID, KindID: r.opt.KindID, Title: w.Title, Organiser: w.Organiser,
		Number: w.Number, JP: w.JP, StartedOn: w.Start, CompletedOn: w.End, LocationID: r.opt.LocationID}
	if i := slices.IndexFunc(Paths, func(p Path) bool { return p.ID == w.PathID }); i >= 0 {
		out.Flag = Paths[i].Flag
	}
	return out
}

func (r *Connector) training(w SiasnWrite) siasn.TrainingWrite {
	return siasn.TrainingWrite{ID: w.RemoteID, PersonID: w.PersonID, AgencyID: r.opt.AgencyID, StructuralID: w.StructuralID, Number: w.Number, StartedOn: w.Start, CompletedOn: w.End,
		JP: w.JP, Organiser: w.Organiser}
}

// remoteFault says the client's error in the queue's words. Uncertain comes
// first: its cause may be any of the others.
func remoteFault(err error) error {
	var (
		lost    *siasn.Uncertain
		refused *siasn.Refused
		away    *siasn.Unavailable
		expired *siasn.TokenExpired
		other   *siasn.TokenMismatch
		denied  *siasn.NotAllowed
		bad     *siasn.BadReply
	)
	switch {
	case err == nil:
		return nil
	case errors.As(err, &lost):
		return &RemoteFault{Code: troubleLost}
	case errors.As(err, &refused):
		return &RemoteFault{Code: troubleSaid, Said: refused.Message}
	case errors.As(err, &away):
		return &RemoteFault{Code: troubleAway, After: away.After}
	case errors.As(err, &expired):
		return &RemoteFault{Code: troubleToken}
	case errors.As(err, &other):
		return &RemoteFault{Code: troubleMismatch}
	case errors.As(err, &denied):
		return &RemoteFault{Code: troubleAllowed}
	case errors.As(err, &bad):
		return &RemoteFault{Code: troubleReply}
	}
	return err
}
