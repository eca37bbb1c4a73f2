package questionsheet

import (
	"io"
	"strings"

	"github.com/xuri/excelize/v2"

	"lentera/bank/portable"
)

const (
	mostHead    = 20 // rows among which the head must be
	mostColumns = 200
	mostUnzip   = 128 << 20 // bytes of the unpacked workbook
)

// Parse reads the questions of a workbook; lines of problems are rows of the
// sheet. Whoever calls it has looked at the archive first (internal/safezip).
func Parse(r io.Reader, lim portable.Limits, to portable.Sink) (err error) {
	lim = lim.Defaults()
	bounded := portable.Bound(to, lim)
	book, err := open(portable.Capped(r, lim.FileBytes))
	if err != nil {
		return err
	}
	defer func() { _ = book.Close() }()
	for _, sheet := range book.GetSheetList() {
		p := &parser{to: bounded, lim: lim}
		if err := p.sheet(book, sheet); err != nil {
			return bounded.End(err)
		}
		if p.columns != nil {
			if p.found == 0 {
				return bounded.Problem(portable.Say(0, portable.NoQuestions))
			}
			return nil
		}
	}
	return portable.Say(0, portable.NotThisFormat, "lembar soal (kolom \"jenis\", \"pertanyaan\")")
}

// open reads a workbook; a damaged one can make the library panic, which is
// then a refusal of the file.
func open(r io.Reader) (book *excelize.File, err error) {
	defer func() {
		if recover() != nil {
			book, err = nil, portable.Say(0, portable.NotThisFormat, "XLSX")
		}
	}()
	book, err = excelize.OpenReader(r, excelize.Options{UnzipSizeLimit: mostUnzip, UnzipXMLSizeLimit: mostUnzip, RawCellValue: true})
	if err != nil {
		if p, ok := err.(portable.Problem); ok {
			return nil, p
		}
		return nil, portable.Say(0, portable.NotThisFormat, "XLSX")
	}
	return book, nil
}

type parser struct {
	to      *portable.Bounded
	lim     portable.Limits
	columns map[int]column // by place
	found   int
}

type column struct {
	name   string
	number int
}

func (p *parser) sheet(book *excelize.File, sheet string) (err error) {
	defer func() {
		if recover() != nil {
			err = portable.Say(0, portable.NotThisFormat, "XLSX")
		}
	}()
	rows, err := book.Rows(sheet)
	if err != nil {
		return portable.Say(0, portable.NotThisFormat, "XLSX")
	}
	defer func() { _ = rows.Close() }()
	for line := 1; rows.Next(); line++ {
		cells, err := rows.Columns()
		if err != nil || len(cells) > mostColumns*100 {
			return portable.Say(line, portable.NotThisFormat, "XLSX")
		}
		if p.columns == nil {
			if line > mostHead {
				return nil
			}
			p.head(cells)
			continue
		}
		if err := p.row(line, cells); err != nil {
			return err
		}
	}
	return nil
}

// head takes a row as the head when it names a kind and a question.
func (p *parser) head(cells []string) {
	found := map[int]column{}
	seen := map[string]bool{}
	for i, cell := range cells {
		if name, number := headOf(cell); name != "" && i < mostColumns {
			found[i] = column{name, number}
			seen[name] = true
		}
	}
	if seen[colKind] && seen[colStem] {
		p.columns = found
	}
}

// row reads one question.
func (p *parser) row(line int, cells []string) error {
	r := &reading{line: line, cells: map[string]string{}}
	var source []string
	for i, cell := range cells {
		cell = strings.TrimSpace(portable.Clean(cell))
		if cell == "" {
			continue
		}
		source = append(source, cell)
		c, known := p.columns[i]
		switch {
		case !known:
			r.say(portable.DetailLost, cell)
		case c.name == colOption:
			for len(r.options) < c.number {
				r.options = append(r.options, "")
			}
			r.options[c.number-1] = cell
		default:
			r.cells[c.name] = cell
		}
	}
	if len(source) == 0 {
		return nil
	}
	p.found++
	r.read()
	for _, problem := range r.problems {
		if problem = problem.About(r.q.Name); problem.Severity != portable.Altered {
			problem = problem.From(strings.Join(source, "\t"))
		}
		if err := p.to.Problem(problem); err != nil {
			return err
		}
	}
	if r.failed {
		return nil
	}
	return p.to.Question(r.q)
}
