package certificates

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"

	"lentera/certificates/pdf"
	"lentera/internal/audit"
	"lentera/internal/db"
)

// templateFor is the template an achievement is issued with: the one asked
// for, or the active one that fits course and audience best; without any, the
// built-in one.
func (s *Service) templateFor(ctx context.Context, tx *db.Tx, a Achievement, h Holder) (t Template, err error) {
	if a.TemplateID != nil {
		err = tx.Get(ctx, &t, sqls.Template, *a.TemplateID)
		return t, err
	}
	audience := "asn"
	if h.Class == "citizen" {
		audience = "citizen"
	}
	if err = tx.Get(ctx, &t, sqls.TemplateFor, a.CourseCode, audience); db.NoRow(err) {
		return Template{}, nil
	}
	return t, err
}

// signatoriesOn names the officials of a template with their titles of the
// day. One without a title on that day does not sign. A citizen's sheet bears
// no identifier at all, so the officials' NIP stays away too.
func (s *Service) signatoriesOn(ctx context.Context, tx *db.Tx, t Template, day time.Time, citizen bool) (Signatories, error) {
	out := Signatories{}
	for _, id := range t.Officials {
		var o struct{ Name, NIP, Rank, Title string }
		if err := tx.Get(ctx, &o, sqls.SignatoryOn, id, day.Format(dateForm)); db.NoRow(err) {
			s.opt.Log.WarnContext(ctx, "official without a title on the day of issue does not sign", "official", id, "template", t.ID)
			continue
		} else if err != nil {
			return nil, err
		}
		if citizen {
			o.NIP = ""
		}
		out = append(out, Signatory(o))
	}
	return out, nil
}

// Templates is a whole operation for training admins and auditors.
func (s *Service) Templates(ctx context.Context) (out []Template, err error) {
	err = s.opt.DB.Select(ctx, &out, sqls.Templates)
	return out, err
}

// SaveTemplate is a whole operation for training admins: it adds a draft (id
// nil) or changes the version that was read. It refuses what cannot be drawn
// (ErrDesign), a way of signing that is not set up (ErrNoSigner), a version that is not the newest (ErrTemplateChanged), and an
// active template's slot taken by another (ErrSlotTaken). What was issued
// before keeps the design it was issued with.
func (s *Service) SaveTemplate(ctx context.Context, id *uuid.UUID, version int, c TemplateContent) (t Template, err error) {
	c.Name, c.CourseCode = strings.TrimSpace(c.Name), strings.TrimSpace(c.CourseCode)
	c.Officials = append([]uuid.UUID{}, c.Officials...)
	if err = c.check(); err != nil {
		return t, err
	}
	if c.Signing = cmp.Or(c.Signing, "none"); !s.signs(c.Signing) {
		return t, ErrNoSigner
	}
	if c.Design.EmblemHash != "" {
		if _, err = s.emblem(ctx, c.Design.EmblemHash); err != nil {
			return t, err
		}
	}
	design, err := json.Marshal(c.Design)
	if err != nil {
		return t, err
	}
	err = s.opt.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		at, action, n := uuid.UUID{}, "certificates.template-changed", int64(1)
		if id != nil {
			at = *id
			n, err = tx.Exec(ctx, sqls.ChangeTemplate, at, c.Name, c.CourseCode, c.Audience, string(design), db.Array(c.Officials), c.SeriesID, c.Signing, version)
		} else {
			if at, err = uuid.NewV7(); err != nil {
				return err
			}
			action = "certificates.template-added"
			_, err = tx.Exec(ctx, sqls.AddTemplate, at, c.Name, c.CourseCode, c.Audience, string(design), db.Array(c.Officials), c.SeriesID, c.Signing)
		}
		switch {
		case db.Violates(err, "templates_one_active"):
			return ErrSlotTaken
		case db.Violates(err, "templates_series"):
			return ErrDesign.Because(err)
		case err != nil:
			return err
		case n == 0:
			return ErrTemplateChanged
		}
		if err := tx.Get(ctx, &t, sqls.Template, at); err != nil {
			return err
		}
		return audit.Write(ctx, tx, action, at.String(), map[string]any{"version": t.Version})
	})
	return t, err
}

// SetTemplateState is a whole operation for training admins: draft, active or
// retired; retired is for ever. It refuses a second active template for the
// same course and audience (ErrSlotTaken).
func (s *Service) SetTemplateState(ctx context.Context, id uuid.UUID, state string) error {
	return s.opt.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		n, err := tx.Exec(ctx, sqls.SetTemplateState, id, state)
		switch {
		case db.Violates(err, "templates_one_active"):
			return ErrSlotTaken
		case err != nil:
			return err
		case n == 0:
			return ErrNoTemplate
		}
		return audit.Write(ctx, tx, "certificates.template-"+state, id.String(), nil)
	})
}

// Preview is a whole operation for training admins: the PDF of a template as
// it is being designed, with a made-up holder, marked as an example.
func (s *Service) Preview(ctx context.Context, c TemplateContent) (body []byte, err error) {
	if c.Name == "" {
		c.Name = "-"
	}
	if err = c.check(); err != nil {
		return nil, err
	}
	day := time.Now().In(s.opt.Zone)
	holder := Holder{Class: "pns", Name: "Nama Lengkap Peserta, S.Kom.", NIP: "199001012015011001", Rank: "III/c", Position: "Jabatan Peserta", Unit: "Unit Kerja Peserta"}
	if c.Audience == "citizen" {
		holder = Holder{Class: "citizen", Name: "Nama Lengkap Peserta"}
	}
	a := Achievement{Title: "Judul Pelatihan", Organiser: s.opt.Site.Agency, JP: 4, StartedOn: day.AddDate(0, 0, -3), CompletedOn: day, Predicate: "Sangat Baik",
		Curriculum: []Subject{{"Mata pelatihan pertama", 2}, {"Mata pelatihan kedua", 2}}}
	design, err := json.Marshal(c.Design)
	if err != nil {
		return nil, err
	}
	err = s.opt.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		t := Template{Raw: design, Officials: c.Officials, SeriesID: c.SeriesID}
		of, err := s.seriesOf(ctx, tx, t)
		if db.NoRow(err) {
			return ErrDesign.Because(err)
		} else if err != nil {
			return err
		}
		draft, err := s.draft(ctx, tx, a, holder.printed(), day, t, of.number(1, day), of.UnitID)
		if err != nil {
			return err
		}
		draft.Demo = true
		sheet, err := s.sheetOf(ctx, draft)
		if err != nil {
			return err
		}
		body, err = pdf.Draw(sheet)
		return err
	})
	return body, err
}

func emblemKey(hash string) string { return "certificates/emblems/" + hash + ".png" }

// AddEmblem is a whole operation for training admins: it keeps an image under
// its hash and gives the hash. It refuses what pdf.Emblem refuses (ErrEmblem).
func (s *Service) AddEmblem(ctx context.Context, upload []byte) (hash string, err error) {
	image, err := pdf.Emblem(upload)
	if errors.Is(err, pdf.ErrImage) || errors.Is(err, pdf.ErrImageLarge) {
		return "", ErrEmblem.Because(err)
	} else if err != nil {
		return "", err
	}
	hash = hashOf(image)
	if err := s.opt.Blobs.Put(ctx, emblemKey(hash), image, "image/png"); err != nil {
		return "", ErrStoreAway.Because(err).After(retrySoon)
	}
	return hash, nil
}

// emblem reads an image back, only when it still is what its name says.
func (s *Service) emblem(ctx context.Context, hash string) ([]byte, error) {
	if len(hash) != 64 || strings.Trim(hash, "0123456789abcdef") != "" {
		return nil, ErrEmblem
	}
	image, err := s.opt.Blobs.Get(ctx, emblemKey(hash))
	switch {
	case errors.Is(err, ErrNoObject):
		return nil, ErrEmblem.Because(err)
	case err != nil:
		return nil, ErrStoreAway.Because(err).After(retrySoon)
	case hashOf(image) != hash:
		return nil, ErrEmblem.Because(fmt.Errorf("emblem %s has another hash", hash))
	}
	return image, nil
}
