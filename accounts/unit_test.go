package accounts

import (
	"context"
	"fmt"
	"strings"
	"testing"
)

func unitsOf(t *testing.T, text string) []unitLine {
	t.Helper()
	lines, findings, err := readUnitLines([]byte("Id;NamaUnor;DiatasanId\n" + text))
	if err != nil || len(findings) > 0 {
		t.Fatalf("%v %v", findings, err)
	}
	return lines
}

func TestJudgeUnits(t *testing.T) {
	for name, c := range map[string]struct {
		file string
		have map[string]string
		good string // codes kept
		bad  string // line:code of findings
	}{
		"a tree":                      {"A;Agency;\nB;-- Dinas;A\nC;---- Bidang;B\n", nil, "A B C", ""},
		"root hangs outside the file": {"A;Agency;NATION\nB;Dinas;A\n", nil, "A B", ""},
		"root is its own parent":      {"A;Agency;A\nB;Dinas;A\n", nil, "A B", ""},
		"orphan":                      {"A;Agency;\nB;Dinas;X\nC;Bidang;B\n", nil, "A", "3:unit-orphan 4:unit-orphan"},
		"circle and what hangs on it": {"A;Agency;\nB;Dinas;C\nC;Bidang;B\nD;Seksi;C\nE;Badan;A\n", nil, "A E", "3:unit-circle 4:unit-circle 5:unit-circle"},
		"twice":                       {"A;Agency;\nB;Dinas;A\nB;Dinas lain;A\n", nil, "A B", "4:unit-twice"},
		"parent only in the base":     {"B;Dinas;A\n", map[string]string{"A": ""}, "B", ""},
		"circle through the base":     {"A;Agency;B\n", map[string]string{"A": "", "B": "A"}, "", "2:unit-circle"},
	} {
		t.Run(name, func(t *testing.T) {
			good, findings := judgeUnits(unitsOf(t, c.file), c.have)
			var codes, bad []string
			for _, g := range good {
				codes = append(codes, g.code)
			}
			for _, f := range findings {
				bad = append(bad, fmt.Sprintf("%d:%s", f.Line, f.Code))
				if f.ID == "" || f.EN == "" || f.Severity != severityError {
					t.Errorf("incomplete finding %+v", f)
				}
			}
			if strings.Join(codes, " ") != c.good || strings.Join(bad, " ") != c.bad {
				t.Errorf("kept %v, findings %v", codes, bad)
			}
		})
	}
}

func TestUnitNamesLoseTheirDashes(t *testing.T) {
	lines := unitsOf(t, "A;Agency;\nB;---- Bidang A - B;A\n")
	if lines[1].name != "Bidang A - B" {
		t.Errorf("%q", lines[1].name)
	}
}

func TestUnitFileNeedsItsColumns(t *testing.T) {
	s, _ := newService(t)
	if _, err := s.ImportUnits(context.Background(), []byte("Id;Nama\n1;2\n"), false); err == nil || !strings.Contains(err.Error(), "unreadable-file") {
		t.Error(err)
	}
}

func TestImportUnitsTwiceAndMoved(t *testing.T) {
	s, _ := newService(t)
	ctx := context.Background()
	run := func(file string, dry bool) UnitImport {
		t.Helper()
		r, err := s.ImportUnits(ctx, []byte(file), dry)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	first := "Id,NamaUnor,DiatasanId\nA,Agency,\nB,Dinas,A\nC,Bidang,B\nD,Yatim,X\n"
	if r := run(first, true); r.Created != 3 || len(r.Findings) != 1 {
		t.Errorf("dry: %+v", r)
	}
	if r := run(first, false); r.Created != 3 {
		t.Errorf("after a dry run everything is still to be made: %+v", r)
	}
	if r := run(first, false); r.Created != 0 || r.Changed != 0 || r.Unchanged != 3 {
		t.Errorf("again: %+v", r)
	}
	if r := run("Id,NamaUnor,DiatasanId\nC,Bidang Baru,A\n", false); r.Changed != 1 {
		t.Errorf("moved: %+v", r)
	}
	list, err := s.ListUnits(ctx, officeActor())
	if err != nil {
		t.Fatal(err)
	}
	byCode := map[string]Unit{}
	for _, u := range list {
		byCode[u.Code] = u
	}
	if c := byCode["C"]; c.Name != "Bidang Baru" || c.ParentID == nil || *c.ParentID != byCode["A"].ID || len(list) != 3 {
		t.Errorf("%+v", list)
	}
}
