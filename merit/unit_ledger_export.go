package merit

import (
	"bytes"
	"context"
	"strconv"
	"strings"

	"lentera/internal/access"
	"lentera/internal/audit"
	"lentera/internal/db"
	"lentera/internal/sheet"
)

// The words of the file, in Indonesian (false) and English (true).
var (
	unitHead = map[bool][]any{
		false: {"Nama", "Unit kerja", "Jenis kepegawaian", "Tahun", "JP diklaim", "JP terbukti", "JP dihitung", "Triwulan I", "Triwulan II", "Triwulan III", "Triwulan IV", "Target JP", "Keadaan"},
		true:  {"Name", "Unit", "Appointment", "Year", "JP claimed", "JP evidenced", "JP counted", "Quarter I", "Quarter II", "Quarter III", "Quarter IV", "Target JP", "Standing"},
	}
	unitStatus = map[bool]map[string]string{
		false: {"reached": "Target tercapai", "half": "Setengah target atau lebih", "low": "Kurang dari setengah", "none": "Belum ada JP", "no_target": "Tanpa target"},
		true:  {"reached": "Target reached", "half": "Half of the target or more", "low": "Less than half", "none": "No JP yet", "no_target": "No target"},
	}
	classWords = map[string]string{"pns": "PNS", "cpns": "CPNS", "pppk": "PPPK", "pppk_part_time": "PPPK paruh waktu"}
)

func (r standingRow) cells(year int, english bool) []any {
	target := any("")
	if r.Target != nil {
		target = *r.Target
	}
	return []any{r.FullName, r.UnitName, classWords[r.Class], year, tenths(r.Claimed), tenths(r.Evidenced), tenths(r.Counted),
		tenths(r.Q1), tenths(r.Q2), tenths(r.Q3), tenths(r.Q4), target, unitStatus[english][r.Status]}
}

// ExportUnitLedger is UnitLedgerOf without pages, as a file of kind "csv" or
// "xlsx". Who takes it out, and of how many people, is in the audit trail. It
// holds no NIP. Refuses as UnitLedgerOf does.
func (s *Service) ExportUnitLedger(ctx context.Context, actor access.Actor, f UnitFilter, kind, lang string) (name string, body []byte, err error) {
	c, err := s.choose(ctx, actor, f)
	if err != nil {
		return "", nil, err
	}
	english := lang == "en"
	lines := [][]any{unitHead[english]}
	for after := firstPlace; ; {
		rows, next, err := s.unitRows(ctx, s.opt.DB.Slow(), c, after, unitPageExport)
		if err != nil {
			return "", nil, err
		}
		for _, r := range rows {
			lines = append(lines, r.cells(c.f.Year, english))
		}
		if after = next; next == firstPlace {
			break
		}
	}
	if err := s.auditExport(ctx, actor, c, kind, len(lines)-1); err != nil {
		return "", nil, err
	}
	name = "jp-unit-" + strconv.Itoa(c.f.Year) + "." + kind
	if kind == "xlsx" {
		body, err = sheet.Book("JP", lines)
		return name, body, err
	}
	var b bytes.Buffer
	b.WriteString(sheet.ByteOrderMark)
	err = sheet.Write(&b, texts(lines, english))
	return name, b.Bytes(), err
}

// auditExport keeps the searched name out: somebody may have typed a NIP.
func (s *Service) auditExport(ctx context.Context, actor access.Actor, c unitChoice, kind string, people int) error {
	return s.opt.DB.InTx(access.WithActor(ctx, actor), func(ctx context.Context, tx *db.Tx) error {
		details := map[string]any{"year": c.f.Year, "status": c.f.Status, "searched": c.f.Q != "", "people": people, "kind": kind}
		subject := "all"
		if c.unit != nil {
			subject, details["unit"] = c.unit.ID.String(), c.unit.Name
		}
		return audit.Write(ctx, tx, "merit.unit-ledger-exported", subject, details)
	})
}

// texts writes numbers with the decimal sign of the language, as spreadsheets
// set to it read them.
func texts(lines [][]any, english bool) [][]string {
	out := make([][]string, len(lines))
	for i, line := range lines {
		for _, cell := range line {
			text := ""
			switch v := cell.(type) {
			case string:
				text = v
			case int:
				text = strconv.Itoa(v)
			case float64:
				text = strconv.FormatFloat(v, 'f', -1, 64)
				if !english {
					text = strings.Replace(text, ".", ",", 1)
				}
			}
			out[i] = append(out[i], text)
		}
	}
	return out
}
