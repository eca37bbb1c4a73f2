package certificates

import (
	"context"
	"regexp"
	"strings"
	"time"

	"github.com/google/uuid"

	"lentera/internal/audit"
	"lentera/internal/db"
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
	if name == "" || len([]rune(name)) > 160 || !nipForm.MatchString(nip) {
		return id, ErrOfficial
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

func addTitle(ctx context.Context, tx *db.Tx, id uuid.UUID, t OfficialTitle) error {
	t.Title, t.Rank = strings.TrimSpace(t.Title), strings.TrimSpace(t.Rank)
	if _, err := time.Parse(dateForm, t.ValidFrom); err != nil || t.Title == "" || len([]rune(t.Title)) > 200 || len([]rune(t.Rank)) > 80 {
		return ErrOfficial
	}
	if _, err := tx.Exec(ctx, sqls.EndTitles, id, t.ValidFrom); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, sqls.AddTitle, id, t.Title, t.Rank, t.ValidFrom); err != nil {
		return err
	}
	return audit.Write(ctx, tx, "certificates.official-title", id.String(), map[string]any{"valid_from": t.ValidFrom})
}
