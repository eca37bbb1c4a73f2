package accounts

import (
	"fmt"
	"sort"
	"strings"

	"github.com/google/uuid"

	"lentera/accounts/rosterfile"
)

// Unit is a node of the agency's tree as lists show it.
type Unit struct {
	ID       uuid.UUID  `json:"id" db:"id"`
	Code     string     `json:"code" db:"code"`
	Name     string     `json:"name" db:"name"`
	ParentID *uuid.UUID `json:"parent_id" db:"parent_id"`
	People   int        `json:"people" db:"people" doc:"active people directly in the unit"`
}

// Finding is one remark about a line of an uploaded file.
type Finding struct {
	Line     int    `json:"line"`
	Code     string `json:"code"`
	Severity string `json:"severity" enum:"error,warning"`
	Column   string `json:"column"`
	ID       string `json:"-"`
	EN       string `json:"-"`
	Message  string `json:"message"`
}

// In gives the finding with its sentence in a language.
func (f Finding) In(lang string) Finding {
	f.Message = f.ID
	if lang == "en" {
		f.Message = f.EN
	}
	return f
}

const (
	severityError   = "error"
	severityWarning = "warning"
)

// unitLine is one line of the file: "Id;NamaUnor;DiatasanId", the name with a
// dash per level in front (siasn-contract §4.7).
type unitLine struct {
	line               int
	code, name, parent string
}

// readUnitLines reads the three columns of a unit file, wherever they stand.
func readUnitLines(content []byte) (lines []unitLine, findings []Finding, err error) {
	var at map[string]int
	err = rosterfile.Read(content, func(_ rosterfile.Format, r rosterfile.Row) error {
		if at == nil {
			at = unitHeader(r.Cells)
			return nil
		}
		l := unitLine{line: r.Line, code: cell(r.Cells, at["id"]), name: strings.TrimSpace(strings.TrimLeft(cell(r.Cells, at["namaunor"]), "-–— ")),
			parent: cell(r.Cells, at["diatasanid"])}
		switch {
		case l.code == "":
			findings = append(findings, unitFinding(r.Line, "unit-without-id", "Id", "Baris ini tidak punya Id.", "This line has no Id."))
		case l.name == "":
			findings = append(findings, unitFinding(r.Line, "unit-without-name", "NamaUnor", "Unit ini tidak punya nama.", "This unit has no name."))
		default:
			lines = append(lines, l)
		}
		return nil
	})
	if err == nil && at["id"] < 0 {
		err = errNoHeader
	}
	return lines, findings, err
}

// unitHeader finds the columns; a missing one makes the file unreadable.
func unitHeader(cells []string) map[string]int {
	at := map[string]int{"id": -1, "namaunor": -1, "diatasanid": -1}
	for i, c := range cells {
		name := strings.NewReplacer("_", "", " ", "").Replace(strings.ToLower(c))
		if have, wanted := at[name]; wanted && have < 0 {
			at[name] = i
		}
	}
	for _, i := range at {
		if i < 0 {
			at["id"] = -1
		}
	}
	return at
}

func cell(cells []string, i int) string {
	if i < 0 || i >= len(cells) {
		return ""
	}
	return cells[i]
}

func unitFinding(line int, code, column, id, en string) Finding {
	return Finding{Line: line, Code: code, Severity: severityError, Column: column, ID: id, EN: en}
}

// judgeUnits keeps the lines that make a tree together with the units there
// are (code → parent code, "" for a root) and names the others: twice the same
// Id, an unknown parent, a circle. Pure.
func judgeUnits(lines []unitLine, have map[string]string) (good []unitLine, findings []Finding) {
	lines, findings = dropTwins(lines)
	root := soleForeignRoot(lines, have)
	parents := map[string]string{}
	for code, parent := range have {
		parents[code] = parent
	}
	for i, l := range lines {
		if l.parent == l.code || l.code == root {
			lines[i].parent = ""
		}
		parents[l.code] = lines[i].parent
	}
	bad := map[string]bool{}
	for _, l := range lines {
		switch way := climb(l.code, parents); {
		case way.circle != nil:
			bad[l.code] = true
			names := strings.Join(way.circle, " → ")
			findings = append(findings, unitFinding(l.line, "unit-circle", "DiatasanId",
				fmt.Sprintf("Unit ini berada di dalam lingkaran atau di bawahnya: %s.", names), fmt.Sprintf("This unit is in, or below, a circle: %s.", names)))
		case way.missing != "":
			bad[l.code] = true
			findings = append(findings, unitFinding(l.line, "unit-orphan", "DiatasanId",
				fmt.Sprintf("Unit atasan %q tidak ada di berkas maupun di data.", way.missing), fmt.Sprintf("The parent unit %q is neither in the file nor in the base.", way.missing)))
		}
	}
	for _, l := range lines {
		if !bad[l.code] {
			good = append(good, l)
		}
	}
	sort.SliceStable(findings, func(i, j int) bool { return findings[i].Line < findings[j].Line })
	return good, findings
}

func dropTwins(lines []unitLine) (kept []unitLine, findings []Finding) {
	first := map[string]int{}
	for _, l := range lines {
		if at, twice := first[l.code]; twice {
			findings = append(findings, unitFinding(l.line, "unit-twice", "Id",
				fmt.Sprintf("Id ini sudah ada di baris %d.", at), fmt.Sprintf("This Id is already on line %d.", at)))
			continue
		}
		first[l.code] = l.line
		kept = append(kept, l)
	}
	return kept, findings
}

// soleForeignRoot gives the one unit whose parent lies outside, when nothing
// else could be the root: exports of SIASN hang the agency below the nation.
func soleForeignRoot(lines []unitLine, have map[string]string) string {
	if len(have) > 0 {
		return ""
	}
	inFile := map[string]bool{}
	for _, l := range lines {
		inFile[l.code] = true
	}
	root, others := "", 0
	for _, l := range lines {
		switch {
		case l.parent == "" || l.parent == l.code:
			return ""
		case !inFile[l.parent]:
			root = l.code
			others++
		}
	}
	if others != 1 {
		return ""
	}
	return root
}

type wayUp struct {
	missing string   // a parent that does not exist
	circle  []string // the codes that lead back to the first
}

func climb(code string, parents map[string]string) wayUp {
	seen := map[string]int{}
	var path []string
	for code != "" {
		if at, been := seen[code]; been {
			return wayUp{circle: append(path[at:], code)}
		}
		parent, known := parents[code]
		if !known {
			return wayUp{missing: code}
		}
		seen[code] = len(path)
		path = append(path, code)
		code = parent
	}
	return wayUp{}
}
