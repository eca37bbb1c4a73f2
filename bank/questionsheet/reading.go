package questionsheet

import (
	"strconv"
	"strings"

	"lentera/bank/portable"
)

// reading is one row being read.
type reading struct {
	line     int
	cells    map[string]string
	options  []string // by number; "" where a column is empty
	q        portable.Question
	format   portable.Format
	problems []portable.Problem
	failed   bool
}

func (r *reading) say(code string, args ...any) {
	p := portable.Say(r.line, code, args...)
	r.problems = append(r.problems, p)
	r.failed = r.failed || p.Severity != portable.Altered
}

func (r *reading) bad(column string) { r.say(portable.BadValue, column, r.cells[column]) }

func (r *reading) text(s string) portable.Text {
	if s = strings.TrimSpace(s); s == "" {
		return portable.Text{}
	}
	return portable.Text{Format: r.format, Source: s}
}

func (r *reading) read() {
	r.q = portable.Question{Line: r.line, Name: strings.Join(strings.Fields(r.cells[colName]), " "), Ident: r.cells[colIdent],
		Category: portable.CategoryPath(r.cells[colCategory]), Policy: r.cells[colPolicy]}
	var ok bool
	if r.format, ok = formatWords[strings.ToLower(r.cells[colFormat])]; !ok {
		r.bad(colFormat)
	}
	if r.q.Kind, ok = kindOf(r.cells[colKind]); !ok {
		r.say(portable.UnknownKind, r.cells[colKind])
		return
	}
	r.q.Stem, r.q.Feedback, r.q.Grader = r.text(r.cells[colStem]), r.text(r.cells[colFeedback]), r.text(r.cells[colGrader])
	if r.q.Stem.Empty() {
		r.say(portable.NoStem)
	}
	for _, tag := range strings.Split(r.cells[colTags], ";") {
		if tag = strings.TrimSpace(tag); tag != "" {
			r.q.Tags = append(r.q.Tags, tag)
		}
	}
	if cell := r.cells[colPoints]; cell != "" {
		if r.q.Points, ok = portable.ParseFixed(cell); !ok || r.q.Points <= 0 {
			r.bad(colPoints)
		}
	}
	if cell := r.cells[colMixed]; cell != "" {
		mixed, ok := truth(cell)
		if !ok {
			r.bad(colMixed)
		}
		r.q.KeepOrder = !mixed
	}
	if cell := r.cells[colCase]; cell != "" {
		if r.q.MatchCase, ok = truth(cell); !ok {
			r.bad(colCase)
		}
	}
	r.body()
}

func (r *reading) body() {
	switch r.q.Kind {
	case portable.Single, portable.Multiple:
		r.choice()
	case portable.TrueFalse:
		var ok bool
		if r.q.Truth, ok = truth(r.cells[colKey]); !ok {
			r.bad(colKey)
		}
	case portable.Matching, portable.Categorise:
		r.pairs()
	case portable.Ordering:
		for _, o := range r.options {
			if o != "" {
				r.q.Items = append(r.q.Items, r.text(o))
			}
		}
		r.atLeast(len(r.q.Items), 2)
	case portable.ShortText:
		weights, _, ok := r.weights(portable.One)
		for i, o := range r.options {
			if o == "" || !ok {
				continue
			}
			text, wild := portable.ReadPattern(o)
			r.q.Accepted = append(r.q.Accepted, portable.Accepted{Text: text, Wildcard: wild, Weight: weights[i]})
		}
		r.atLeast(len(r.q.Accepted), 1)
	case portable.Numeric:
		r.numeric()
	case portable.Cloze:
		r.cloze()
	}
}

func (r *reading) atLeast(have, need int) {
	if have < need && !r.failed {
		r.say(portable.NoOptions, need)
	}
}

// weights reads the key column: "B", "A;C", "A=50;C=50;D=-25", letters or
// numbers of the choices. Without a key every choice has the given weight.
func (r *reading) weights(otherwise portable.Fixed) (out []portable.Fixed, given bool, ok bool) {
	out = make([]portable.Fixed, len(r.options))
	cell := strings.TrimSpace(r.cells[colKey])
	if cell == "" {
		for i := range out {
			out[i] = otherwise
		}
		return out, false, true
	}
	plain, weighted := 0, 0
	for _, piece := range strings.FieldsFunc(cell, func(c rune) bool { return c == ';' || c == '\n' }) {
		name, number, has := strings.Cut(piece, "=")
		if !has && strings.ContainsAny(name, ", ") { // "A, C" is meant as two
			for _, part := range strings.FieldsFunc(name, func(c rune) bool { return c == ',' || c == ' ' }) {
				if i, found := r.place(part); found {
					out[i] = portable.One
					plain++
				} else {
					r.say(portable.BadAnswerLetter, part)
					return nil, true, false
				}
			}
			continue
		}
		i, found := r.place(name)
		if !found {
			r.say(portable.BadAnswerLetter, strings.TrimSpace(piece))
			return nil, true, false
		}
		out[i] = portable.One
		if has {
			if out[i], has = portable.ParsePercent(strings.TrimSuffix(strings.TrimSpace(number), "%")); !has || out[i] > portable.One || out[i] < -portable.One {
				r.say(portable.BadGrade, strings.TrimSpace(number))
				return nil, true, false
			}
			weighted++
			continue
		}
		plain++
	}
	if r.q.Kind == portable.Multiple && weighted == 0 && plain > 0 {
		for i := range out {
			out[i] /= portable.Fixed(plain)
		}
		if r.q.Policy == "" { // letters alone say right and wrong, no more
			r.q.Policy = "all-or-nothing"
		}
	}
	return out, true, true
}

// place finds a choice by its letter or number.
func (r *reading) place(name string) (int, bool) {
	name = strings.ToUpper(strings.TrimSpace(name))
	i := -1
	if n, err := strconv.Atoi(name); err == nil {
		i = n - 1
	} else if len(name) == 1 && name[0] >= 'A' && name[0] <= 'Z' {
		i = int(name[0] - 'A')
	}
	return i, i >= 0 && i < len(r.options) && r.options[i] != ""
}

func (r *reading) choice() {
	weights, given, ok := r.weights(0)
	if !ok {
		return
	}
	best, whole := portable.Fixed(0), 0
	for i, o := range r.options {
		if o == "" {
			continue
		}
		r.q.Options = append(r.q.Options, portable.Option{Text: r.text(o), Weight: weights[i]})
		best = max(best, weights[i])
		if weights[i] == portable.One {
			whole++
		}
	}
	r.atLeast(len(r.q.Options), 2)
	switch {
	case r.failed:
	case !given || best <= 0 || r.q.Kind == portable.Single && whole == 0:
		r.say(portable.NoCorrect)
	case r.q.Kind == portable.Single && whole > 1:
		r.say(portable.SeveralCorrect)
	}
}

const arrow = "=>"

func (r *reading) pairs() {
	for _, o := range r.options {
		if o == "" {
			continue
		}
		left, right, ok := strings.Cut(o, arrow)
		l, t := r.text(left), r.text(right)
		switch {
		case !ok || t.Empty():
			r.say(portable.BadPair, o)
			return
		case l.Empty():
			r.q.Spare = append(r.q.Spare, t)
		default:
			r.q.Pairs = append(r.q.Pairs, portable.Pair{Left: l, Right: t})
		}
	}
	r.atLeast(len(r.q.Pairs), 2)
	r.q.Kind = portable.KindOfPairs(r.q.Pairs)
}
