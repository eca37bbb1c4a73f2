package gift

import (
	"bufio"
	"io"
	"strings"

	"lentera/bank/portable"
)

// writer writes GIFT.
type writer struct {
	b        *bufio.Writer
	category string
	lost     []portable.Problem
	q        portable.Question
}

// NewWriter writes GIFT to w, as UTF-8 with LF. Cloze, hotspot, file and case
// questions are refused: GIFT has no way to say them.
func NewWriter(w io.Writer) portable.Writer { return &writer{b: bufio.NewWriter(w)} }

func (w *writer) Close() error { return w.b.Flush() }

var escaper = strings.NewReplacer(`\`, `\\`, "~", `\~`, "=", `\=`, "#", `\#`, "{", `\{`, "}", `\}`, ":", `\:`, "\n", `\n`)

func (w *writer) lose(code string, args ...any) {
	w.lost = append(w.lost, portable.Say(w.q.Line, code, args...).About(w.q.Name))
}

// Write writes one question.
func (w *writer) Write(q portable.Question) ([]portable.Problem, error) {
	w.lost, w.q = nil, q
	body, ok := w.body(q)
	if !ok {
		w.lose(portable.CannotHold, "GIFT", string(q.Kind))
		return w.lost, nil
	}
	w.whatIsLost(q)
	if q.Category != w.category {
		w.category = q.Category
		w.put("$CATEGORY: ", "$course$/top")
		if q.Category != "" {
			w.put("/", oneLine(q.Category))
		}
		w.put("\n\n")
	}
	w.marks(q)
	if q.Name != "" {
		w.put("::", escaper.Replace(oneLine(q.Name)), "::")
	}
	w.put(text(q.Stem), "{", body)
	if !q.Feedback.Empty() {
		w.put("####", text(q.Feedback))
	}
	w.put("}\n\n")
	return w.lost, w.b.Flush()
}

func (w *writer) put(parts ...string) {
	for _, p := range parts {
		_, _ = w.b.WriteString(p) // Flush reports
	}
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

func (w *writer) marks(q portable.Question) {
	if q.Ident == "" && len(q.Tags) == 0 {
		return
	}
	guard := strings.NewReplacer("]", `\]`, "\n", " ")
	w.put("//")
	if q.Ident != "" {
		w.put(" [id:", guard.Replace(q.Ident), "]")
	}
	for _, tag := range q.Tags {
		w.put(" [tag:", guard.Replace(tag), "]")
	}
	w.put("\n")
}

// text is a text with its format in front.
func text(t portable.Text) string {
	f := t.Format
	if f == "" {
		f = portable.HTML
	}
	return "[" + string(f) + "]" + escaper.Replace(strings.TrimSpace(t.Source))
}

func feedback(t portable.Text) string {
	if t.Empty() {
		return ""
	}
	return "#" + text(t)
}

func weight(w portable.Fixed) string { return "%" + w.Percent() + "%" }

func (w *writer) whatIsLost(q portable.Question) {
	if len(q.Files) > 0 {
		w.lose(portable.MediaLost)
	}
	if q.Points != 0 && q.Points != portable.One {
		w.lose(portable.PointsLost)
	}
	if len(q.Units) > 0 {
		w.lose(portable.UnitsLost)
	}
	if q.MatchCase {
		w.lose(portable.DetailLost, "match_case")
	}
	if q.Policy != "" && q.Policy != "penalty" { // a penalty is in the weights
		w.lose(portable.DetailLost, q.Policy)
	}
	if q.KeepOrder {
		w.lose(portable.DetailLost, "keep_order")
	}
	if !q.Template.Empty() || !q.Grader.Empty() {
		w.lose(portable.DetailLost, "template, grader")
	}
}

func (w *writer) body(q portable.Question) (string, bool) {
	var b strings.Builder
	switch q.Kind {
	case portable.Single, portable.Multiple:
		options(&b, q)
	case portable.TrueFalse:
		truth(&b, q)
	case portable.Matching, portable.Categorise:
		pairs(&b, q)
	case portable.Ordering:
		b.WriteString(">0 ALL VERTICAL ABSOLUTE_POSITION SHOW none\n")
		for _, item := range q.Items {
			b.WriteString(text(item) + "\n")
		}
	case portable.ShortText:
		for _, a := range q.Accepted {
			if strings.Contains(a.Pattern(), "->") { // would read as a pair
				return "", false
			}
			b.WriteString(" =" + weightUnlessWhole(a.Weight) + "[plain]" + escaper.Replace(a.Pattern()) + feedback(withoutArrow(a.Feedback)))
		}
		b.WriteByte(' ')
	case portable.Numeric:
		numbers(&b, q)
	case portable.Essay:
	default:
		return "", false
	}
	return b.String(), true
}

func weightUnlessWhole(w portable.Fixed) string {
	if w == portable.One {
		return ""
	}
	return weight(w)
}

func options(b *strings.Builder, q portable.Question) {
	for _, o := range q.Options {
		switch {
		case q.Kind == portable.Single && o.Weight == portable.One:
			b.WriteString("\n=")
		case o.Weight == 0:
			b.WriteString("\n~")
		default:
			b.WriteString("\n~" + weight(o.Weight))
		}
		b.WriteString(text(o.Text) + feedback(o.Feedback))
	}
	b.WriteByte('\n')
}

func truth(b *strings.Builder, q portable.Question) {
	word, wrong, right := "FALSE", q.WhenTrue, q.WhenFalse
	if q.Truth {
		word, wrong, right = "TRUE", q.WhenFalse, q.WhenTrue
	}
	b.WriteString(word)
	if !wrong.Empty() || !right.Empty() {
		b.WriteString("#" + textOrNone(wrong) + feedback(right))
	}
}

func textOrNone(t portable.Text) string {
	if t.Empty() {
		return ""
	}
	return text(t)
}

// pairs writes "=left -> right"; an arrow inside a text is written as HTML,
// because GIFT cannot escape it.
func pairs(b *strings.Builder, q portable.Question) {
	for _, p := range q.Pairs {
		b.WriteString("\n=" + text(withoutArrow(p.Left)) + " -> " + text(withoutArrow(p.Right)))
	}
	for _, s := range q.Spare {
		b.WriteString("\n= -> " + text(withoutArrow(s)))
	}
	b.WriteByte('\n')
}

func withoutArrow(t portable.Text) portable.Text {
	if !strings.Contains(t.Source, "->") {
		return t
	}
	if t.Format == portable.Plain || t.Format == portable.Markdown {
		return portable.Text{Format: portable.HTML, Source: t.AsHTML(nil)}
	}
	return portable.Text{Format: t.Format, Source: strings.ReplaceAll(t.Source, "->", "-&gt;")}
}

func numbers(b *strings.Builder, q portable.Question) {
	b.WriteString("#")
	for _, n := range q.Numbers {
		b.WriteString("\n=" + weightUnlessWhole(n.Weight))
		switch {
		case n.Any:
			b.WriteString("*")
		case n.Value == "":
			b.WriteString(n.Low + ".." + n.High)
		case n.Tolerance != "":
			b.WriteString(n.Value + ":" + n.Tolerance)
		default:
			b.WriteString(n.Value)
		}
		b.WriteString(feedback(n.Feedback))
	}
	b.WriteByte('\n')
}
