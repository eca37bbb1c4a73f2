package accounts

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"lentera/internal/access"
	"lentera/internal/audit"
	"lentera/internal/db"
	"lentera/internal/fault"
	"lentera/internal/sheet"
)

// rosterChunk is how many rows travel in one statement.
const rosterChunk = 2000

// PreviewRoster reads a SIASN export and stages it with a verdict per row; the
// people in the base are untouched. For training admins, and for the command
// line. Refused: ErrUnreadableFile, web.too-large beyond 30 MB.
func (s *Service) PreviewRoster(ctx context.Context, fileName string, file io.Reader) (Roster, error) {
	content, err := io.ReadAll(io.LimitReader(file, rosterBytes+1))
	if err != nil {
		return Roster{}, err
	}
	if len(content) > rosterBytes {
		return Roster{}, fault.ErrTooLarge
	}
	header, rows, err := readRoster(content, s.today(time.Now()))
	if err != nil {
		return Roster{}, unreadable(err, strings.Join(neededColumns, ", "))
	}
	out := Roster{ID: uuid.Must(uuid.NewV7()), FileName: plainFileName(fileName), State: "preview", Total: len(rows),
		DroppedColumns: listed(header.dropped), MissingColumns: listed(header.missing)}
	err = s.db.Slow().InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		base, err := loadRosterBase(ctx, tx, rows)
		if err != nil {
			return err
		}
		for i := range rows {
			base.judge(&rows[i])
			out.Counts.add(rows[i].Verdict)
			out.FindingsTotal += len(rows[i].Findings)
		}
		return stage(ctx, tx, &out, rows)
	})
	return out, err
}

func stage(ctx context.Context, tx *db.Tx, out *Roster, rows []stagedRow) error {
	text, err := out.summary().text()
	if err != nil {
		return err
	}
	var by *uuid.UUID
	if actor, ok := access.ActorFrom(ctx); ok {
		by = &actor.AccountID
	}
	if err := tx.Get(ctx, &out.UploadedAt, sqls.AddRoster, out.ID, out.FileName, by, text); err != nil {
		return err
	}
	out.UploadedAt = out.UploadedAt.UTC()
	if err := inChunks(rows, func(text string) error {
		_, err := tx.Exec(ctx, sqls.AddRosterRows, out.ID, text)
		return err
	}); err != nil {
		return err
	}
	return audit.Write(ctx, tx, "accounts.roster-previewed", out.ID.String(), map[string]any{"total": out.Total, "counts": out.Counts})
}

func (r Roster) summary() rosterSummary {
	return rosterSummary{Total: r.Total, Counts: r.Counts, FindingsTotal: r.FindingsTotal, DroppedColumns: r.DroppedColumns, MissingColumns: r.MissingColumns}
}

// inChunks hands rows over as JSON texts of bounded size.
func inChunks[T any](rows []T, do func(text string) error) error {
	for len(rows) > 0 {
		n := min(len(rows), rosterChunk)
		text, err := json.Marshal(rows[:n])
		if err != nil {
			return err
		}
		if err := do(string(text)); err != nil {
			return err
		}
		rows = rows[n:]
	}
	return nil
}

func listed(names []string) []string {
	if len(names) > 200 {
		names = names[:200]
	}
	return append([]string{}, names...)
}

// plainFileName keeps the last part of a name, printable and short.
func plainFileName(name string) string {
	name = filepath.Base(strings.ReplaceAll(name, "\\", "/"))
	name = strings.Map(func(r rune) rune {
		if r < 0x20 || r == 0x7f {
			return -1
		}
		return r
	}, name)
	if name == "" || name == "." || name == "/" {
		return "roster"
	}
	if r := []rune(name); len(r) > 120 {
		name = string(r[:120])
	}
	return name
}

// loadRosterBase is a step: it reads whatever the rows can meet.
func loadRosterBase(ctx context.Context, tx *db.Tx, rows []stagedRow) (rosterBase, error) {
	b := rosterBase{bySIASN: map[string]*basePerson{}, byNIP: map[string]*basePerson{}, unitByCode: map[string]unitRecord{}, unitByName: map[string][]unitRecord{}}
	var units []unitRecord
	if err := tx.Select(ctx, &units, sqls.OpenUnits); err != nil {
		return b, err
	}
	for _, u := range units {
		b.unitByCode[u.Code] = u
		name := strings.ToLower(u.Name)
		b.unitByName[name] = append(b.unitByName[name], u)
	}
	ids, nips := make([]string, 0, len(rows)), make([]string, 0, len(rows))
	for _, r := range rows {
		ids, nips = append(ids, r.Person.SIASNID), append(nips, r.Person.NIP)
	}
	var persons []basePerson
	if err := tx.Select(ctx, &persons, sqls.BasePersons, db.Array(ids), db.Array(nips)); err != nil {
		return b, err
	}
	byID := make(map[uuid.UUID]*basePerson, len(persons))
	for i := range persons {
		p := &persons[i]
		byID[p.ID] = p
		if p.SIASNID != "" {
			b.bySIASN[p.SIASNID] = p
		}
	}
	var numbers []struct {
		NIP      string    `db:"nip"`
		PersonID uuid.UUID `db:"person_id"`
	}
	if err := tx.Select(ctx, &numbers, sqls.BaseNIPs, db.Array(nips)); err != nil {
		return b, err
	}
	for _, n := range numbers {
		b.byNIP[n.NIP] = byID[n.PersonID]
	}
	return b, nil
}

type rosterRecord struct {
	ID         uuid.UUID       `db:"id"`
	FileName   string          `db:"file_name"`
	State      string          `db:"state"`
	UploadedAt time.Time       `db:"uploaded_at"`
	Summary    json.RawMessage `db:"summary"`
}

func (r rosterRecord) read() (Roster, rosterSummary, error) {
	var sum rosterSummary
	err := json.Unmarshal(r.Summary, &sum)
	return Roster{ID: r.ID, FileName: r.FileName, State: r.State, UploadedAt: r.UploadedAt.UTC(), Total: sum.Total, Counts: sum.Counts,
		FindingsTotal: sum.FindingsTotal, DroppedColumns: listed(sum.DroppedColumns), MissingColumns: listed(sum.MissingColumns)}, sum, err
}

// GetRoster gives a roster with its counts. Refused: ErrNoSuchRoster.
func (s *Service) GetRoster(ctx context.Context, id uuid.UUID) (Roster, error) {
	var rec rosterRecord
	err := s.db.Get(ctx, &rec, sqls.GetRoster, id)
	if db.NoRow(err) {
		return Roster{}, ErrNoSuchRoster
	}
	if err != nil {
		return Roster{}, err
	}
	out, _, err := rec.read()
	return out, err
}

// RowsFilter narrows ListRosterRows.
type RowsFilter struct {
	Verdict      Verdict // "": all
	WithFindings bool
	Cursor       string
	Limit        int
}

type rowRecord struct {
	Line     int             `db:"line"`
	Verdict  Verdict         `db:"verdict"`
	Person   json.RawMessage `db:"person"`
	PersonID *uuid.UUID      `db:"person_id"`
	Changes  json.RawMessage `db:"changes"`
	Findings json.RawMessage `db:"findings"`
}

func (r rowRecord) read() (out stagedRow, err error) {
	out.Line, out.Verdict, out.PersonID = r.Line, r.Verdict, r.PersonID
	for _, part := range []struct {
		text json.RawMessage
		into any
	}{{r.Person, &out.Person}, {r.Changes, &out.Changes}, {r.Findings, &out.Findings}} {
		if err := json.Unmarshal(part.text, part.into); err != nil {
			return out, fmt.Errorf("roster row %d: %w", r.Line, err)
		}
	}
	return out, nil
}

// ListRosterRows lists rows in the order of the file, remarks in the language.
// Refused: ErrNoSuchRoster, ErrBadCursor.
func (s *Service) ListRosterRows(ctx context.Context, id uuid.UUID, f RowsFilter, lang string) ([]RosterRow, string, error) {
	if _, err := s.GetRoster(ctx, id); err != nil {
		return nil, "", err
	}
	after := 0
	if f.Cursor != "" {
		var err error
		if after, err = strconv.Atoi(f.Cursor); err != nil {
			return nil, "", ErrBadCursor
		}
	}
	limit := pageSize(f.Limit)
	staged, err := s.stagedRows(ctx, id, after, f, limit+1)
	if err != nil {
		return nil, "", err
	}
	next := ""
	if len(staged) > limit {
		staged = staged[:limit]
		next = strconv.Itoa(staged[limit-1].Line)
	}
	out := make([]RosterRow, 0, len(staged))
	for _, r := range staged {
		row := RosterRow{Line: r.Line, Verdict: r.Verdict, FullName: r.Person.FullName, NIP: r.Person.NIP, UnitName: r.Person.UnitName,
			Findings: []RowFinding{}, Changes: r.Changes}
		for _, f := range r.Findings {
			row.Findings = append(row.Findings, f.in(lang))
		}
		out = append(out, row)
	}
	return out, next, nil
}

func (s *Service) stagedRows(ctx context.Context, id uuid.UUID, after int, f RowsFilter, limit int) ([]stagedRow, error) {
	var records []rowRecord
	if err := s.db.Slow().Select(ctx, &records, sqls.ListRosterRows, id, after, string(f.Verdict), f.WithFindings, limit); err != nil {
		return nil, err
	}
	out := make([]stagedRow, 0, len(records))
	for _, rec := range records {
		r, err := rec.read()
		if err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	return out, nil
}

// RosterFindings gives every remark of a roster as CSV: with BOM and semicolons
// as Excel expects here, and no cell that a spreadsheet would take for a
// formula. Refused: ErrNoSuchRoster.
func (s *Service) RosterFindings(ctx context.Context, id uuid.UUID, lang string) ([]byte, error) {
	if _, err := s.GetRoster(ctx, id); err != nil {
		return nil, err
	}
	var b bytes.Buffer
	b.WriteString("\ufeff")
	w := csv.NewWriter(&b)
	w.Comma, w.UseCRLF = ';', true
	head := []string{"baris", "putusan", "tingkat", "kolom", "kode", "pesan", "nama", "nip", "unit"}
	if lang == "en" {
		head = []string{"line", "verdict", "severity", "column", "code", "message", "name", "nip", "unit"}
	}
	_ = w.Write(head) // to memory; Flush reports
	for after := 0; ; {
		rows, err := s.stagedRows(ctx, id, after, RowsFilter{WithFindings: true}, rosterChunk)
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			for _, f := range r.Findings {
				say := f.in(lang)
				_ = w.Write(sheet.PlainRow(strconv.Itoa(r.Line), string(r.Verdict), f.Severity, f.Column, f.Code, say.Message,
					r.Person.FullName, r.Person.NIP, r.Person.UnitName))
			}
			after = r.Line
		}
		if len(rows) < rosterChunk {
			break
		}
	}
	w.Flush()
	return b.Bytes(), w.Error()
}

// DiscardRoster throws a staged roster and its rows away. Repeating it changes
// nothing. Refused: ErrNoSuchRoster, ErrRosterClosed once it was applied.
func (s *Service) DiscardRoster(ctx context.Context, id uuid.UUID) error {
	return s.db.Slow().InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		roster, sum, err := lockRoster(ctx, tx, id)
		switch {
		case err != nil:
			return err
		case roster.State == "committed":
			return ErrRosterClosed
		case roster.State == "discarded":
			return nil
		}
		if _, err := tx.Exec(ctx, sqls.DropRosterRows, id); err != nil {
			return err
		}
		text, err := sum.text()
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, sqls.CloseRoster, id, "discarded", text); err != nil {
			return err
		}
		return audit.Write(ctx, tx, "accounts.roster-discarded", id.String(), nil)
	})
}

func lockRoster(ctx context.Context, tx *db.Tx, id uuid.UUID) (Roster, rosterSummary, error) {
	var rec rosterRecord
	err := tx.Get(ctx, &rec, sqls.LockRoster, id)
	if db.NoRow(err) {
		return Roster{}, rosterSummary{}, ErrNoSuchRoster
	}
	if err != nil {
		return Roster{}, rosterSummary{}, err
	}
	return rec.read()
}
