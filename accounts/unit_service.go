package accounts

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/google/uuid"

	"lentera/accounts/rosterfile"
	"lentera/internal/access"
	"lentera/internal/audit"
	"lentera/internal/db"
	"lentera/internal/fault"
)

var errNoHeader = errors.New("accounts: the header is not there")

// ListUnits lists the open units the actor may see: trainers, training admins
// and auditors the whole tree, unit admins their subtrees.
func (s *Service) ListUnits(ctx context.Context, actor access.Actor) ([]Unit, error) {
	sc, err := s.ScopeOf(ctx, actor)
	if err != nil {
		return nil, err
	}
	sc.All = sc.All || actor.Has(access.Trainer)
	all, roots := sc.Args()
	list := []Unit{}
	err = s.db.Select(ctx, &list, sqls.ListUnits, all, roots)
	return list, err
}

// UnitImport is what a unit file did, or would do.
type UnitImport struct {
	Created   int       `json:"created"`
	Changed   int       `json:"changed"`
	Unchanged int       `json:"unchanged"`
	Findings  []Finding `json:"findings"`
}

// ImportUnits reads a file "Id;NamaUnor;DiatasanId" and brings the tree to it.
// For training admins. Lines with a finding are left out, all others applied;
// units the file does not name stay as they are. With dryRun nothing is
// written. Refused: ErrUnreadableFile.
func (s *Service) ImportUnits(ctx context.Context, content []byte, dryRun bool) (UnitImport, error) {
	lines, findings, err := readUnitLines(content)
	if err != nil {
		return UnitImport{}, unreadable(err, "Id, NamaUnor, DiatasanId")
	}
	var out UnitImport
	err = s.db.Slow().InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if _, err := tx.Exec(ctx, sqls.LockPeople); err != nil {
			return err
		}
		have, err := unitsByCode(ctx, tx)
		if err != nil {
			return err
		}
		parents := map[string]string{}
		for code, u := range have {
			parents[code] = u.parentCode
		}
		good, more := judgeUnits(lines, parents)
		out = countUnits(good, have)
		out.Findings = append(append([]Finding{}, findings...), more...)
		if dryRun || out.Created+out.Changed == 0 {
			return nil
		}
		if err := writeUnits(ctx, tx, good); err != nil {
			return err
		}
		return audit.Write(ctx, tx, "accounts.units-imported", "units", map[string]any{"created": out.Created, "changed": out.Changed, "findings": len(out.Findings)})
	})
	return out, err
}

type unitRecord struct {
	ID         uuid.UUID  `db:"id"`
	Code       string     `db:"code"`
	Name       string     `db:"name"`
	ParentID   *uuid.UUID `db:"parent_id"`
	parentCode string
}

func unitsByCode(ctx context.Context, tx *db.Tx) (map[string]unitRecord, error) {
	var rows []unitRecord
	if err := tx.Select(ctx, &rows, sqls.AllUnits); err != nil {
		return nil, err
	}
	codes := map[uuid.UUID]string{}
	for _, r := range rows {
		codes[r.ID] = r.Code
	}
	out := make(map[string]unitRecord, len(rows))
	for _, r := range rows {
		if r.ParentID != nil {
			r.parentCode = codes[*r.ParentID]
		}
		out[r.Code] = r
	}
	return out, nil
}

func countUnits(good []unitLine, have map[string]unitRecord) (out UnitImport) {
	for _, l := range good {
		switch u, known := have[l.code]; {
		case !known:
			out.Created++
		case u.Name != l.name || u.parentCode != l.parent:
			out.Changed++
		default:
			out.Unchanged++
		}
	}
	return out
}

// writeUnits is a step: first every unit, then who hangs below whom.
func writeUnits(ctx context.Context, tx *db.Tx, good []unitLine) error {
	type row struct {
		ID     uuid.UUID `json:"id"`
		Code   string    `json:"code"`
		Name   string    `json:"name"`
		Parent string    `json:"parent"`
	}
	rows := make([]row, 0, len(good))
	for _, l := range good {
		rows = append(rows, row{ID: uuid.Must(uuid.NewV7()), Code: l.code, Name: l.name, Parent: l.parent})
	}
	text, err := json.Marshal(rows)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, sqls.UpsertUnits, string(text)); err != nil {
		return err
	}
	_, err = tx.Exec(ctx, sqls.HangUnits, string(text))
	return err
}

// unreadable says why a file was not read, in words its sender can act on.
func unreadable(err error, columns string) error {
	var f *fault.Fault
	switch {
	case errors.As(err, &f):
		return err
	case errors.Is(err, rosterfile.ErrOldExcel):
		return ErrUnreadableFile.Detail("Ini berkas Excel lama (.xls). Simpan sebagai .xlsx atau .csv lalu unggah lagi.",
			"This is an old Excel file (.xls). Save it as .xlsx or .csv and upload it again.")
	case errors.Is(err, rosterfile.ErrEmpty):
		return ErrUnreadableFile.Detail("Berkas ini kosong.", "This file is empty.")
	case errors.Is(err, rosterfile.ErrTooBig):
		return ErrUnreadableFile.Detail("Berkas ini punya terlalu banyak baris, kolom, atau isi sel.", "This file has too many rows, columns or too long cells.")
	case errors.Is(err, errNoHeader):
		return ErrUnreadableFile.Detail("Baris judul kolom tidak ditemukan. Kolom yang diperlukan: "+columns+".",
			"The header row was not found. Columns needed: "+columns+".")
	}
	return ErrUnreadableFile.Detail("Berkas ini rusak atau bukan tabel CSV/XLSX.", "This file is damaged or no CSV/XLSX table.").Because(err)
}
