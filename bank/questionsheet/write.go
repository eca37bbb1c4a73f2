package questionsheet

import (
	"io"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"lentera/bank/portable"
)

const (
	sheetName = "Soal"
	mostCell  = 32767 // characters of a cell, set by the format
)

type writer struct {
	out  io.Writer
	book *excelize.File
	row  int
	lost []portable.Problem
	q    portable.Question
	most int // options of the longest row
}

// NewWriter writes a workbook with the questions on "Soal", and the help
// beside it. Hotspot and case questions are refused.
func NewWriter(w io.Writer) portable.Writer {
	return &writer{out: w, book: excelize.NewFile(), row: 1, most: mostOptions}
}

// Template writes an empty workbook to fill in, with help and examples.
func Template(w io.Writer) error {
	out := NewWriter(w).(*writer)
	if err := out.examples(); err != nil {
		return err
	}
	return out.Close()
}

func (w *writer) lose(code string, args ...any) {
	w.lost = append(w.lost, portable.Say(w.q.Line, code, args...).About(w.q.Name))
}

// Write writes one question as a row.
func (w *writer) Write(q portable.Question) ([]portable.Problem, error) {
	w.lost, w.q = nil, q
	cells, options, ok := w.cells(q)
	for _, c := range append(options, cells[colStem], cells[colFeedback], cells[colGrader]) {
		ok = ok && len([]rune(c)) <= mostCell
	}
	if !ok {
		w.lose(portable.CannotHold, "XLSX", string(q.Kind))
		return w.lost, nil
	}
	w.row++
	if w.row == 2 {
		if err := w.book.SetSheetName("Sheet1", sheetName); err != nil {
			return nil, err
		}
	}
	for name, value := range cells {
		if err := w.put(headOrder[name], value); err != nil {
			return nil, err
		}
	}
	for i, o := range options {
		at := headOrder[colOption+" 1"] + i
		if i >= mostOptions { // beyond the named columns, behind the last
			at = len(heads) + i - mostOptions
		}
		w.most = max(w.most, i+1)
		if err := w.put(at, o); err != nil {
			return nil, err
		}
	}
	return w.lost, nil
}

// put writes a text cell; nothing written can run as a formula.
func (w *writer) put(at int, value string) error {
	if value == "" {
		return nil
	}
	cell, err := excelize.CoordinatesToCellName(at+1, w.row)
	if err != nil {
		return err
	}
	return w.book.SetCellStr(sheetName, cell, value)
}

// cells gives the row of a question.
func (w *writer) cells(q portable.Question) (cells map[string]string, options []string, ok bool) {
	word, ok := wordOf(q.Kind)
	if !ok {
		return map[string]string{}, nil, false
	}
	format := w.format(q)
	text := func(t portable.Text) string { return as(t, format) }
	cells = map[string]string{colKind: word, colIdent: q.Ident, colName: q.Name, colStem: text(q.Stem), colFeedback: text(q.Feedback), colGrader: text(q.Grader),
		colPolicy: q.Policy, colCategory: q.Category, colTags: strings.Join(q.Tags, "; "), colFormat: string(format)}
	if format == portable.Plain {
		cells[colFormat] = "teks"
	}
	if q.Points != 0 {
		cells[colPoints] = q.Points.String()
	}
	if q.KeepOrder {
		cells[colMixed] = "tidak"
	}
	if q.MatchCase {
		cells[colCase] = "ya"
	}
	if !q.Template.Empty() {
		w.lose(portable.DetailLost, "template")
	}
	if len(q.Files) > 0 {
		w.lose(portable.MediaLost)
	}
	options, ok = w.body(q, cells, text)
	return cells, options, ok
}

// format is the one format of all texts of a row.
func (w *writer) format(q portable.Question) portable.Format {
	var first portable.Format
	same := true
	each(q, func(t portable.Text) {
		f := t.Format
		if f == portable.Moodle || f == "" {
			f = portable.HTML
		}
		if first == "" {
			first = f
		}
		same = same && f == first
	})
	if same && first != "" {
		return first
	}
	return portable.HTML
}

// each meets every text of a question that has words in it.
func each(q portable.Question, visit func(portable.Text)) {
	all := append([]portable.Text{q.Stem, q.Feedback, q.Grader}, append(q.Items, q.Spare...)...)
	for _, o := range q.Options {
		all = append(all, o.Text)
	}
	for _, p := range q.Pairs {
		all = append(all, p.Left, p.Right)
	}
	for _, g := range q.Gaps {
		for _, o := range g.Options {
			all = append(all, o.Text)
		}
	}
	for _, t := range all {
		if !t.Empty() {
			visit(t)
		}
	}
}

func as(t portable.Text, f portable.Format) string {
	if t.Format == f || t.Empty() {
		return strings.TrimSpace(t.Source)
	}
	return strings.TrimSpace(t.AsHTML(nil))
}

func (w *writer) body(q portable.Question, cells map[string]string, text func(portable.Text) string) (options []string, ok bool) {
	var weights []portable.Fixed
	feedback := !q.WhenTrue.Empty() || !q.WhenFalse.Empty()
	switch q.Kind {
	case portable.Single, portable.Multiple:
		for _, o := range q.Options {
			options, weights = append(options, text(o.Text)), append(weights, o.Weight)
			feedback = feedback || !o.Feedback.Empty()
		}
		cells[colKey] = keyOf(q, weights)
	case portable.TrueFalse:
		cells[colKey] = map[bool]string{true: "benar", false: "salah"}[q.Truth]
	case portable.Matching, portable.Categorise:
		for _, p := range q.Pairs {
			if strings.Contains(text(p.Left), arrow) {
				return nil, false
			}
			options = append(options, text(p.Left)+" "+arrow+" "+text(p.Right))
		}
		for _, s := range q.Spare {
			options = append(options, arrow+" "+text(s))
		}
	case portable.Ordering:
		for _, i := range q.Items {
			options = append(options, text(i))
		}
	case portable.ShortText:
		for _, a := range q.Accepted {
			options, weights = append(options, a.Pattern()), append(weights, a.Weight)
			feedback = feedback || !a.Feedback.Empty()
		}
		cells[colKey] = keyUnlessWhole(weights)
	case portable.Numeric:
		for _, n := range q.Numbers {
			if feedback = feedback || !n.Feedback.Empty(); n.Any {
				w.lose(portable.DetailLost, "*")
				continue
			}
			s, fits := numberText(n)
			if !fits {
				return nil, false
			}
			options, weights = append(options, s), append(weights, n.Weight)
		}
		cells[colKey], cells[colUnits] = keyUnlessWhole(weights), unitText(q.Units)
	case portable.Cloze:
		if options, ok = w.gaps(q, cells, text); !ok {
			return nil, false
		}
	}
	if feedback {
		w.lose(portable.FeedbackLost, colOption)
	}
	return options, len(options) <= 26 || len(weights) == 0
}

func letter(i int) string {
	if i < 26 {
		return string(rune('A' + i))
	}
	return strconv.Itoa(i + 1)
}

// keyOf writes "B", "A;C" when the right ones share the whole, or weights.
func keyOf(q portable.Question, weights []portable.Fixed) string {
	kind := q.Kind
	rights, plain := 0, kind == portable.Single || q.Policy == "all-or-nothing"
	for _, w := range weights {
		if w > 0 {
			rights++
		}
	}
	for _, w := range weights {
		share := portable.One
		if kind == portable.Multiple && rights > 0 {
			share = portable.One / portable.Fixed(rights)
		}
		plain = plain && (w == 0 || w == share)
	}
	var out []string
	for i, w := range weights {
		switch {
		case w == 0:
		case plain:
			out = append(out, letter(i))
		default:
			out = append(out, letter(i)+"="+w.Percent())
		}
	}
	return strings.Join(out, ";")
}

func keyUnlessWhole(weights []portable.Fixed) string {
	whole := true
	var out []string
	for i, w := range weights {
		whole = whole && w == portable.One
		out = append(out, letter(i)+"="+w.Percent())
	}
	if whole {
		return ""
	}
	return strings.Join(out, ";")
}

func numberText(n portable.Number) (string, bool) {
	switch {
	case n.Value != "" && n.Tolerance != "":
		return n.Value + " ± " + n.Tolerance, true
	case n.Value != "":
		return n.Value, true
	}
	return n.Low + ".." + n.High, n.Low != "" && n.High != ""
}

func unitText(units []portable.Unit) string {
	var out []string
	for _, u := range units {
		out = append(out, u.Name+"="+u.Factor)
	}
	return strings.Join(out, "; ")
}
