package merit

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"lentera/internal/access"
	"lentera/internal/audit"
	"lentera/internal/db"
	"lentera/internal/jobs"
	"lentera/merit/siasnfile"
)

// keepRows replaces what is known of a person's rows of a kind.
func (s *Service) keepRows(ctx context.Context, person uuid.UUID, kind, origin string, rows []SiasnRow) error {
	if rows == nil {
		rows = []SiasnRow{}
	}
	body, err := json.Marshal(rows)
	if err != nil {
		return err
	}
	_, err = s.opt.DB.Slow().Exec(ctx, sqls.KeepSiasnRows, person, kind, origin, string(body))
	return err
}

// Finding is one line of the reconciliation.
type Finding struct {
	Key        string       `json:"key"`
	What       string       `json:"what" enum:"here,there,differ" doc:"only here, only in SIASN, or different"`
	DeliveryID *uuid.UUID   `json:"delivery_id" format:"uuid"`
	State      string       `json:"state" doc:"of the delivery; empty when only SIASN has it"`
	Name       string       `json:"name"`
	Title      string       `json:"title"`
	Number     string       `json:"certificate_number"`
	JP         int          `json:"jp"`
	There      *SiasnRow    `json:"there"`
	Differ     []Difference `json:"differ" nullable:"false"`
	SeenAt     time.Time    `json:"seen_at" doc:"when SIASN was last read for this person"`
	Verdict    string       `json:"verdict" enum:",ignored,noted"`
	NoteReason string       `json:"note_reason"`
}

type findingRow struct {
	What        string     `db:"what"`
	DeliveryID  *uuid.UUID `db:"delivery_id"`
	State       string     `db:"state"`
	Name        string     `db:"name"`
	Title       string     `db:"title"`
	Number      string     `db:"number"`
	Organiser   string     `db:"organiser"`
	JP          int        `db:"jp"`
	Kind        string     `db:"kind"`
	Path        int        `db:"path"`
	StartedOn   string     `db:"started_on"`
	CompletedOn string     `db:"completed_on"`
	There       []byte     `db:"there"`
	SeenAt      time.Time  `db:"seen_at"`
	Verdict     string     `db:"verdict"`
	NoteReason  string     `db:"note_reason"`
	Key         string     `db:"key"`
}

// Reconciliation says what is here and not there, there and not here, and
// different, of the people whose rows were read. settled shows also what was
// ignored or noted.
func (s *Service) Reconciliation(ctx context.Context, what string, settled bool) ([]Finding, error) {
	var rows []findingRow
	if err := s.opt.DB.Slow().Select(ctx, &rows, sqls.Findings, what, settled, defaultOrganiser(s.opt.Siasn)); err != nil {
		return nil, err
	}
	out := []Finding{}
	for _, r := range rows {
		f := Finding{Key: r.Key, What: r.What, DeliveryID: r.DeliveryID, State: r.State, Name: r.Name, Title: r.Title, Number: r.Number,
			JP: r.JP, Differ: []Difference{}, SeenAt: r.SeenAt, Verdict: r.Verdict, NoteReason: r.NoteReason}
		if len(r.There) > 0 {
			f.There = &SiasnRow{}
			if err := json.Unmarshal(r.There, f.There); err != nil {
				return nil, err
			}
		}
		if r.What == "differ" {
			f.Differ = differences(SiasnRow{Kind: r.Kind, Number: r.Number, Title: r.Title, Organiser: r.Organiser, JP: r.JP,
				StartedOn: r.StartedOn, CompletedOn: r.CompletedOn, Path: strconv.Itoa(r.Path)}, *f.There)
			if len(f.Differ) == 0 {
				continue
			}
		}
		out = append(out, f)
	}
	return out, nil
}

func defaultOrganiser(o *SiasnOptions) string {
	if o == nil {
		return ""
	}
	return o.Organiser
}

// NoteFinding lets a finding be, with a reason ("ignored"), or keeps that it
// was seen ("noted"). Training admins.
func (s *Service) NoteFinding(ctx context.Context, actor access.Actor, key, verdict, reason string) error {
	if strings.TrimSpace(reason) == "" {
		return ErrNoteReason
	}
	return s.opt.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if _, err := tx.Exec(ctx, sqls.NoteFinding, key, verdict, strings.TrimSpace(reason), actor.AccountID); err != nil {
			return err
		}
		return audit.Write(ctx, tx, "merit.siasn-note", key, map[string]any{"verdict": verdict})
	})
}

// PushAgain sends a finding through the queue once more: what differs is
// corrected there, what is missing there is made. It looks first, as always.
func (s *Service) PushAgain(ctx context.Context, id uuid.UUID, missing bool) error {
	if !s.connected() {
		return ErrSiasnOff
	}
	return s.change(ctx, id, "push-again", map[string]any{"how": "reconciliation"}, func(ctx context.Context, tx *db.Tx, d *deliveryState) (DeliveryState, error) {
		if d.State != StateConfirmed && d.State != StateRefused && d.State != StateByHand {
			return d.State, ErrDeliveryState
		}
		if missing {
			if _, err := tx.Exec(ctx, sqls.ForgetRemoteID, id); err != nil {
				return d.State, err
			}
		}
		_, err := tx.Exec(ctx, sqls.SetRetry, id, StateDraft)
		return StateDraft, err
	})
}

// RefetchJob reads one person's rows, or hands out one job per person. Running
// twice reads twice.
func (s *Service) RefetchJob(ctx context.Context, args json.RawMessage) error {
	if s.opt.Siasn == nil || s.opt.Siasn.Remote == nil {
		return nil
	}
	var in struct {
		Days int `json:"days"`
	}
	_ = json.Unmarshal(args, &in)
	for range 200 {
		if open, err := s.lineOpen(ctx); err != nil || !open {
			return err
		}
		var p struct {
			ID  uuid.UUID `db:"id"`
			NIP string    `db:"nip"`
		}
		if err := s.opt.DB.Slow().Get(ctx, &p, sqls.NextToRefetch, max(in.Days, 1)); db.NoRow(err) {
			return nil
		} else if err != nil {
			return err
		}
		if err := s.refetch(ctx, p.ID, p.NIP); err != nil {
			var f *RemoteFault
			if errors.As(err, &f) && f.queueWide() {
				return s.lineFailed(ctx, f)
			}
			return err
		}
		if _, err := s.opt.DB.Slow().Exec(ctx, sqls.QueueAnswered); err != nil {
			return err
		}
		pause(ctx, s.opt.Siasn.Gap)
	}
	return nil
}

func (s *Service) refetch(ctx context.Context, person uuid.UUID, nip string) error {
	for _, kind := range []string{"kursus", "diklat"} {
		rows, err := s.opt.Siasn.Remote.Rows(ctx, nip, kind)
		if err != nil {
			return err
		}
		if err := s.keepRows(ctx, person, kind, "connector", rows); err != nil {
			return err
		}
	}
	return nil
}

// FileReport says what came of a file.
type FileReport struct {
	Rows     int      `json:"rows"`
	Taken    int      `json:"taken"`
	Findings []string `json:"findings" nullable:"false" doc:"rows that were not taken, by line, and why"`
}

func (r *FileReport) skip(line int, id, en, lang string) {
	text := id
	if lang == "en" {
		text = en
	}
	word := map[bool]string{true: "Row", false: "Baris"}[lang == "en"]
	if len(r.Findings) < 200 {
		r.Findings = append(r.Findings, fmt.Sprintf("%s %d: %s", word, line, text))
	}
}

// ImportSiasnRows reads a table of rw-kursus rows (SIASN's read names, with
// nipBaru). The people in it are taken to be there whole. Training admins.
func (s *Service) ImportSiasnRows(ctx context.Context, body []byte, lang string) (FileReport, error) {
	rep := FileReport{Findings: []string{}}
	t, err := siasnfile.Read(body)
	if err != nil || !t.Has("nipBaru", "nip") || !t.Has("id") || !t.Has("namaKursus", "latihanStrukturalNama") {
		return rep, ErrSiasnFile.Because(err)
	}
	kind := "kursus"
	if !t.Has("namaKursus") {
		kind = "diklat"
	}
	of := map[uuid.UUID][]SiasnRow{}
	known := map[string]uuid.UUID{}
	for i, row := range t.Rows {
		rep.Rows++
		nip, id := t.Column(row, "nipBaru", "nip"), t.Column(row, "id")
		person, ok := known[nip]
		if !ok {
			if err := s.opt.DB.Get(ctx, &person, sqls.PersonOfNIP, nip); err != nil && !db.NoRow(err) {
				return rep, err
			}
			known[nip] = person
		}
		switch {
		case person == uuid.Nil:
			rep.skip(i+2, "NIP tidak ada di data pegawai.", "The NIP is not in the roster.", lang)
		case id == "":
			rep.skip(i+2, "Kolom id kosong.", "The id is empty.", lang)
		default:
			of[person] = append(of[person], fileRow(t, row, kind, id))
			rep.Taken++
		}
	}
	for person, rows := range of {
		if err := s.keepRows(ctx, person, kind, "file", rows); err != nil {
			return rep, err
		}
	}
	return rep, nil
}

func fileRow(t siasnfile.Sheet, row []string, kind, id string) SiasnRow {
	jp, _ := strconv.Atoi(strings.TrimSuffix(t.Column(row, "jumlahJam"), ".0"))
	r := SiasnRow{Kind: kind, RemoteID: id, Number: t.Column(row, "noSertipikat", "nomorSertipikat", "nomor"),
		Title: t.Column(row, "namaKursus", "latihanStrukturalNama"), Organiser: t.Column(row, "institusiPenyelenggara"), JP: jp,
		StartedOn: t.Column(row, "tanggalKursus", "tanggal"), CompletedOn: t.Column(row, "tanggalSelesaiKursus", "tanggalSelesai"),
		Path: t.Column(row, "jenisDiklatId")}
	if t.Has("path") {
		p := strings.Trim(t.Column(row, "path"), "{}[] ")
		has := p != "" && p != "null"
		r.HasDocument = &has
	}
	return r
}

// Refetch lets the worker read every person again. Training admins.
func (s *Service) Refetch(ctx context.Context) error {
	if s.opt.Siasn == nil || s.opt.Siasn.Remote == nil {
		return ErrSiasnOff
	}
	return s.opt.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if _, err := tx.Exec(ctx, sqls.ForgetSeen); err != nil {
			return err
		}
		if err := audit.Write(ctx, tx, "merit.siasn-refetch", "siasn", nil); err != nil {
			return err
		}
		return jobs.EnqueueOnce(ctx, tx, "merit.siasn-refetch", "now", map[string]int{"days": 30}, 0)
	})
}
