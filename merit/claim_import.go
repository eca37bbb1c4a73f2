package merit

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"lentera/accounts/rosterfile"
	"lentera/internal/access"
	"lentera/internal/audit"
	"lentera/internal/db"
)

// importMost is the number of rows of one table; larger archives come in parts.
const importMost = 2000

// ClaimImport is a table of paper certificates, looked at row by row.
type ClaimImport struct {
	SHA256  string           `json:"sha256" doc:"of the file; apply wants it back"`
	Rows    []ClaimImportRow `json:"rows" nullable:"false"`
	Good    int              `json:"good" doc:"rows that can be applied"`
	Bad     int              `json:"bad"`
	Applied int              `json:"applied" doc:"claims made; 0 in a preview"`
}

// ClaimImportRow is one row and what is wrong with it.
type ClaimImportRow struct {
	Line       int      `json:"line"`
	PersonName string   `json:"person_name"`
	Title      string   `json:"title"`
	JP         int      `json:"jp"`
	Findings   []string `json:"findings" nullable:"false" doc:"codes: nip, not_asn, own, title, organiser, number, started_on, completed_on, jp, siasn_path, twin_file, twin_known"`

	person  uuid.UUID
	content ClaimContent
}

// importColumns are the heads of the table, as offices write them.
var importColumns = []string{"nip", "judul", "penyelenggara", "nomor", "tanggal_mulai", "tanggal_selesai", "jp", "jalur"}

// PreviewClaims reads a table (CSV or XLSX) of paper certificates and writes
// nothing. For training admins.
func (s *Service) PreviewClaims(ctx context.Context, actor access.Actor, table []byte) (ClaimImport, error) {
	out, err := s.readImport(table)
	if err != nil {
		return out, err
	}
	return out, s.judgeImport(ctx, s.opt.DB, actor, &out)
}

// ApplyClaims submits the good rows of the table that was previewed, all of
// them or, on an error, none. They are then checked and approved like every
// other claim. Rows that were applied before are found as known and left out.
func (s *Service) ApplyClaims(ctx context.Context, actor access.Actor, table []byte, seen string) (ClaimImport, error) {
	out, err := s.readImport(table)
	if err != nil {
		return out, err
	}
	if out.SHA256 != seen {
		return out, ErrClaimTableChanged
	}
	err = s.opt.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		var locked string // one table at a time: the same one sent twice is applied once
		if err := tx.Get(ctx, &locked, sqls.LockClaimsOf, uuid.Nil); err != nil {
			return err
		}
		if err := s.judgeImport(ctx, tx, actor, &out); err != nil {
			return err
		}
		for _, r := range out.Rows {
			if len(r.Findings) > 0 {
				continue
			}
			if err := s.applyRow(ctx, tx, actor, r); err != nil {
				return err
			}
			out.Applied++
		}
		return audit.Write(ctx, tx, "merit.claims-imported", out.SHA256, map[string]any{"applied": out.Applied, "left_out": out.Bad})
	})
	return out, err
}

func (s *Service) applyRow(ctx context.Context, tx *db.Tx, actor access.Actor, r ClaimImportRow) error {
	id, err := uuid.NewV7()
	if err != nil {
		return err
	}
	if err := s.addClaim(ctx, tx, actor, claimRow{ID: id, Kind: ClaimExternal, PersonID: r.person}, r.content); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, sqls.SubmitClaim, id); err != nil {
		return err
	}
	return s.note(ctx, tx, actor, id, "submit", "", map[string]any{"import_line": r.Line})
}

func (s *Service) readImport(table []byte) (ClaimImport, error) {
	sum := sha256.Sum256(table)
	out := ClaimImport{SHA256: hex.EncodeToString(sum[:]), Rows: []ClaimImportRow{}}
	var at map[string]int
	err := rosterfile.Read(table, func(_ rosterfile.Format, r rosterfile.Row) error {
		if at == nil {
			at = map[string]int{}
			for i, h := range r.Cells {
				at[strings.ReplaceAll(wordsKey(h), " ", "_")] = i
			}
			for _, c := range importColumns {
				if _, ok := at[c]; !ok {
					return ErrClaimTable.Detail("Kolom "+c+" tidak ada.", "The column "+c+" is missing.")
				}
			}
			return nil
		}
		if len(out.Rows) == importMost {
			return ErrClaimTable.Detail("Paling banyak 2.000 baris sekali kirim.", "At most 2,000 rows at a time.")
		}
		out.Rows = append(out.Rows, importRow(r, at))
		return nil
	})
	switch {
	case errors.Is(err, ErrClaimTable):
		return out, err
	case err != nil:
		return out, ErrClaimTable.Because(err)
	}
	return out, nil
}

func importRow(r rosterfile.Row, at map[string]int) ClaimImportRow {
	cell := func(name string) string {
		if i, ok := at[name]; ok && i < len(r.Cells) {
			return r.Cells[i]
		}
		return ""
	}
	jp, _ := strconv.Atoi(cell("jp")) // 0 is a finding
	if jp > 2000 {
		jp = 0
	}
	c := ClaimContent{Title: cut(cell("judul"), 200), Organiser: cut(cell("penyelenggara"), 200), Number: cut(cell("nomor"), 100),
		StartedOn: officeDay(cell("tanggal_mulai")), CompletedOn: officeDay(cell("tanggal_selesai")), JP: jp, SiasnPath: pathOf(cell("jalur")),
		International: strings.EqualFold(cell("internasional"), "ya")}.tidy(ClaimExternal)
	return ClaimImportRow{Line: r.Line, PersonName: nipOnly(cell("nip")), Title: c.Title, JP: c.JP, Findings: []string{}, content: c}
}

// nipOnly keeps digits: tables write NIP with blanks or an apostrophe.
func nipOnly(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, cut(s, 40))
}

func cut(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n])
	}
	return s
}

// officeDay takes the ways offices write a day; anything else is a finding.
func officeDay(s string) string {
	for _, form := range []string{dateForm, "02-01-2006", "02/01/2006", "2/1/2006"} {
		if t, err := time.Parse(form, s); err == nil {
			return t.Format(dateForm)
		}
	}
	return ""
}

// pathOf takes a SIASN path by number or by name.
func pathOf(s string) int {
	if id, err := strconv.Atoi(s); err == nil {
		return id
	}
	for _, p := range Paths {
		if wordsKey(p.Name) == wordsKey(s) {
			return p.ID
		}
	}
	return 0
}

// judgeImport names every row's person and findings. The NIP is replaced by
// the name: answers carry none.
func (s *Service) judgeImport(ctx context.Context, r claimReader, actor access.Actor, in *ClaimImport) error {
	nips := make([]string, len(in.Rows))
	for i := range in.Rows {
		nips[i] = in.Rows[i].PersonName
	}
	people, err := s.personsByNIP(ctx, r, nips...)
	if err != nil {
		return err
	}
	now := time.Now().In(s.opt.Zone)
	today := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, time.UTC)
	seen := map[string]bool{}
	in.Good, in.Bad = 0, 0
	for i := range in.Rows {
		row := &in.Rows[i]
		row.Findings = []string{}
		p, ok := people[nips[i]]
		row.PersonName, row.person = p.Name, p.ID
		for _, f := range row.content.wrong(ClaimExternal, today) {
			row.Findings = append(row.Findings, strings.TrimPrefix(f.Pointer, "/"))
		}
		if err := s.judgePerson(ctx, r, actor, row, p, ok, seen); err != nil {
			return err
		}
		if len(row.Findings) == 0 {
			in.Good++
		} else {
			in.Bad++
		}
	}
	return nil
}

func (s *Service) judgePerson(ctx context.Context, r claimReader, actor access.Actor, row *ClaimImportRow, p nipPerson, known bool, seen map[string]bool) error {
	switch {
	case !known:
		row.Findings = append(row.Findings, "nip")
		return nil
	case p.ID == actor.PersonID:
		row.Findings = append(row.Findings, "own") // one's own go the way of everybody
	case !isASN(p.Class):
		row.Findings = append(row.Findings, "not_asn")
	}
	c := row.content
	for _, k := range []string{p.ID.String() + "|" + key(c.Number) + "|" + wordsKey(c.Organiser), p.ID.String() + "|" + wordsKey(c.Title) + "|" + c.CompletedOn} {
		if seen[k] {
			row.Findings = append(row.Findings, "twin_file")
			break
		}
		seen[k] = true
	}
	twins, err := s.twinsOf(ctx, r, claimRow{PersonID: p.ID, NumberKey: key(c.Number), OrganiserKey: wordsKey(c.Organiser),
		TitleKey: wordsKey(c.Title), CompletedOn: dayTime(c.CompletedOn)})
	if err != nil {
		return err
	}
	for _, t := range twins {
		if t.SamePerson {
			row.Findings = append(row.Findings, "twin_known")
			break
		}
	}
	return nil
}

func dayTime(s string) *time.Time {
	if t, ok := day(s); ok {
		return &t
	}
	return nil
}
