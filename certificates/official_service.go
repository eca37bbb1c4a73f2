package certificates

import (
	"context"
	"regexp"
	"strings"
	"time"

	"github.com/google/uuid"

	"lentera/internal/audit"
	"lentera/internal/db"
	"lentera/internal/fault"
)

// Official is somebody who signs certificates, with the titles they had.
type Official struct {
	ID     uuid.UUID       `db:"id" json:"id" format:"uuid"`
	Name   string          `db:"name" json:"name"`
	NIP    string          `db:"nip" json:"nip"`
	Titles []OfficialTitle `json:"titles" nullable:"false"`
}

// OfficialTitle is what an official was on the days from ValidFrom to ValidTo,
// both included; "" is still.
type OfficialTitle struct {
	OfficialID uuid.UUID `db:"official_id" json:"-"`
	Title      string    `db:"title" json:"title"`
	Rank       string    `db:"rank" json:"rank"`
	ValidFrom  string    `db:"valid_from" json:"valid_from"`
	ValidTo    string    `db:"valid_to" json:"valid_to"`
}

var nipForm = regexp.MustCompile(`^([0-9]{18})?$`)

// Officials is a whole operation for training admins: all, by name, each with
// the titles, the newest first.
func (s *Service) Officials(ctx context.Context) ([]Official, error) {
	out := []Official{}
	var titles []OfficialTitle
	if err := s.opt.DB.Select(ctx, &out, sqls.Officials); err != nil {
		return nil, err
	}
	if err := s.opt.DB.Select(ctx, &titles, sqls.OfficialTitles); err != nil {
		return nil, err
	}
	of := map[uuid.UUID][]OfficialTitle{}
	for _, t := range titles {
		of[t.OfficialID] = append(of[t.OfficialID], t)
	}
	for i := range out {
		if out[i].Titles = of[out[i].ID]; out[i].Titles == nil {
			out[i].Titles = []OfficialTitle{}
		}
	}
	return out, nil
}

// AddOfficial is a whole operation for training admins. Name and first title
// are needed; a NIP has 18 digits (ErrOfficial).
func (s *Service) AddOfficial(ctx context.Context, name, nip string, t OfficialTitle) (id uuid.UUID, err error) {
	name, nip = strings.TrimSpace(name), strings.TrimSpace(nip)
	bad := t.problems("/title")
	if n := len([]rune(name)); n < 1 || n > 160 {
		bad = append(bad, fault.Field{Pointer: "/name", Code: "length", ID: "Isi nama beserta gelarnya, paling banyak 160 huruf.", EN: "Fill in the name with its degrees, at most 160 characters."})
	}
	if !nipForm.MatchString(nip) {
		bad = append(bad, fault.Field{Pointer: "/nip", Code: "form", ID: "NIP terdiri dari 18 angka. Kosongkan bila tidak ada.", EN: "A NIP has 18 digits. Leave it empty if there is none."})
	}
	if len(bad) > 0 {
		return id, officialRefused(bad)
	}
	if id, err = uuid.NewV7(); err != nil {
		return id, err
	}
	err = s.opt.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if _, err := tx.Exec(ctx, sqls.AddOfficial, id, name, nip); err != nil {
			return err
		}
		return addTitle(ctx, tx, id, t)
	})
	return id, err
}

// AddTitle is a whole operation for training admins: from a day on the
// official is something else; what held before ends the day before. Nothing
// that was issued changes. Refused: ErrOfficial.
func (s *Service) AddTitle(ctx context.Context, id uuid.UUID, t OfficialTitle) error {
	if bad := t.problems(""); len(bad) > 0 {
		return officialRefused(bad)
	}
	return s.opt.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		var locked uuid.UUID
		if err := tx.Get(ctx, &locked, sqls.LockOfficial, id); db.NoRow(err) {
			return ErrOfficial
		} else if err != nil {
			return err
		}
		return addTitle(ctx, tx, id, t)
	})
}

// EndTitle is a whole operation for training admins: after a last day the
// official is nothing more and signs nothing, until a title begins again.
// Nothing that was issued changes. It refuses a day on which no title holds
// (ErrOfficial).
func (s *Service) EndTitle(ctx context.Context, id uuid.UUID, lastDay string) error {
	if _, err := time.Parse(dateForm, lastDay); err != nil {
		return officialRefused([]fault.Field{{Pointer: "/last_day", Code: "date", ID: "Isi tanggalnya.", EN: "Fill in the date."}})
	}
	return s.opt.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		n, err := tx.Exec(ctx, sqls.EndTitleAfter, id, lastDay)
		if err != nil {
			return err
		}
		if n == 0 {
			return officialRefused([]fault.Field{{Pointer: "/last_day", Code: "no-title", ID: "Tidak ada jabatan yang berlaku sampai sesudah hari itu.", EN: "No title holds beyond that day."}})
		}
		return audit.Write(ctx, tx, "certificates.official-title-ended", id.String(), map[string]any{"last_day": lastDay})
	})
}

func officialRefused(bad []fault.Field) error {
	refused := ErrOfficial
	for _, f := range bad {
		refused = refused.At(f)
	}
	return refused
}

// problems names what is wrong with a title; at is where it stands in the
// request.
func (t OfficialTitle) problems(at string) (out []fault.Field) {
	if n := len([]rune(strings.TrimSpace(t.Title))); n < 1 || n > 200 {
		out = append(out, fault.Field{Pointer: at + "/title", Code: "length", ID: "Isi jabatan, paling banyak 200 huruf.", EN: "Fill in the title, at most 200 characters."})
	}
	if len([]rune(strings.TrimSpace(t.Rank))) > 80 {
		out = append(out, fault.Field{Pointer: at + "/rank", Code: "length", ID: "Pangkat paling banyak 80 huruf.", EN: "The rank has at most 80 characters."})
	}
	if _, err := time.Parse(dateForm, t.ValidFrom); err != nil {
		out = append(out, fault.Field{Pointer: at + "/valid_from", Code: "date", ID: "Isi hari pertama jabatan ini berlaku.", EN: "Fill in the first day on which this title holds."})
	}
	return out
}

func addTitle(ctx context.Context, tx *db.Tx, id uuid.UUID, t OfficialTitle) error {
	t.Title, t.Rank = strings.TrimSpace(t.Title), strings.TrimSpace(t.Rank)
	if _, err := tx.Exec(ctx, sqls.EndTitles, id, t.ValidFrom); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, sqls.AddTitle, id, t.Title, t.Rank, t.ValidFrom); err != nil {
		return err
	}
	return audit.Write(ctx, tx, "certificates.official-title", id.String(), map[string]any{"valid_from": t.ValidFrom})
}
