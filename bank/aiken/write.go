package aiken

import (
	"bufio"
	"io"
	"strings"

	"lentera/bank/portable"
)

const mostOptions = 26

type writer struct{ b *bufio.Writer }

// NewWriter writes Aiken to w: single choice and true-or-false as plain text.
// Everything else is refused, because Aiken has no way to say it.
func NewWriter(w io.Writer) portable.Writer { return &writer{bufio.NewWriter(w)} }

func (w *writer) Close() error { return w.b.Flush() }

// Write writes one question.
func (w *writer) Write(q portable.Question) ([]portable.Problem, error) {
	var lost []portable.Problem
	lose := func(code string, args ...any) {
		lost = append(lost, portable.Say(q.Line, code, args...).About(q.Name))
	}
	options, right := q.Options, -1
	if q.Kind == portable.TrueFalse {
		options, right = []portable.Option{{Text: plain("Benar")}, {Text: plain("Salah")}}, 1
		if q.Truth {
			right = 0
		}
	}
	stem, whole := line(q.Stem)
	lines := make([]string, len(options))
	for i, o := range options {
		var kept bool
		lines[i], kept = line(o.Text)
		whole = whole && kept
		if q.Kind == portable.Single && o.Weight == portable.One {
			right = i
		}
	}
	if right < 0 || len(options) > mostOptions || !fits(stem, lines) {
		lose(portable.CannotHold, "Aiken", string(q.Kind))
		return lost, nil
	}
	if !whole {
		lose(portable.FormattingLost)
	}
	whatIsLost(q, lose)
	_, _ = w.b.WriteString(stem + "\n")
	for i, o := range lines {
		_, _ = w.b.WriteString(string(rune('A'+i)) + ") " + o + "\n")
	}
	_, _ = w.b.WriteString("ANSWER: " + string(rune('A'+right)) + "\n\n")
	return lost, w.b.Flush()
}

// fits: every text is there, and the stem does not look like another line.
func fits(stem string, options []string) bool {
	for _, o := range options {
		if o == "" || len(o) > mostLine-8 {
			return false
		}
	}
	m := optionLine.FindStringSubmatch(stem)
	return stem != "" && len(stem) <= mostLine && !answerLine.MatchString(stem) && (m == nil || m[1] != "A")
}

// line is a text as one line without markup.
func line(t portable.Text) (string, bool) {
	plain, whole := t.AsPlain()
	one := strings.Join(strings.Fields(plain), " ")
	return one, whole && one == strings.TrimSpace(plain)
}

func whatIsLost(q portable.Question, lose func(string, ...any)) {
	weights, feedback := false, !q.Feedback.Empty() || !q.WhenTrue.Empty() || !q.WhenFalse.Empty()
	for _, o := range q.Options {
		weights = weights || o.Weight != 0 && o.Weight != portable.One
		feedback = feedback || !o.Feedback.Empty()
	}
	if weights {
		lose(portable.WeightsLost)
	}
	if feedback {
		lose(portable.FeedbackLost, "Aiken")
	}
	if len(q.Files) > 0 {
		lose(portable.MediaLost)
	}
	if q.Points != 0 && q.Points != portable.One {
		lose(portable.PointsLost)
	}
	if len(q.Tags) > 0 || q.Category != "" {
		lose(portable.TagsLost)
	}
	if q.Name != "" || q.Ident != "" {
		lose(portable.NamesLost)
	}
	if q.KeepOrder {
		lose(portable.DetailLost, "keep_order")
	}
}
