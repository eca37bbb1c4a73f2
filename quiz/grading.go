package quiz

import (
	"encoding/json"

	"lentera/bank/kinds"
)

// Sheet is one item as grading sees it: what is right and what was given.
type Sheet struct {
	No      int
	Kind    kinds.Kind
	Content json.RawMessage
	Key     json.RawMessage
	Max     kinds.Mark
	Section string
	Chosen  []string
	Voided  bool // the question was faulty: everybody has its points
}

// SectionGrade is the outcome of one section.
type SectionGrade struct {
	Name      string     `json:"name"`
	Points    kinds.Mark `json:"points"`
	MaxPoints kinds.Mark `json:"max_points"`
	Passed    bool       `json:"passed"`
}

// Grade is the outcome of a closed attempt.
type Grade struct {
	Marks    []*kinds.Mark // in the order of the items; nil waits for a marker
	Points   kinds.Mark
	Pending  int   // items that wait
	Passed   *bool // nil while items wait
	Sections []SectionGrade
}

// MarkOf marks one item (0 in a survey, where nobody waits for a marker either): what its kind gives, and the quiz's negative mark for
// an answer that earns nothing. nil: a person has to mark it. An unanswered
// item is 0 and waits for nobody. A voided item gives its maximum to everybody.
func MarkOf(item Sheet, rules Rules) (*kinds.Mark, error) {
	if item.Voided {
		return &item.Max, nil
	}
	zero := kinds.Mark(0)
	if item.Key == nil || rules.Kind == Survey {
		return &zero, nil
	}
	if kinds.IsManual(item.Kind) && len(item.Chosen) == 0 {
		return &zero, nil
	}
	r, err := kinds.Grade(item.Kind, item.Content, item.Key, "", item.Chosen, item.Max)
	if err != nil {
		return nil, err
	}
	if r.Manual {
		return nil, nil
	}
	if rules.NegativePercent > 0 {
		r = r.Penalised(rules.negative())
	}
	return &r.Mark, nil
}

// GradeOf grades a paper. The denominator is the items fixed at the start,
// whatever was answered: grading only what was answered would make one right
// answer a hundred per cent.
func GradeOf(items []Sheet, maxPoints kinds.Mark, rules Rules) (Grade, error) {
	marks := make([]*kinds.Mark, len(items))
	for i, item := range items {
		m, err := MarkOf(item, rules)
		if err != nil {
			return Grade{}, err
		}
		marks[i] = m
	}
	return Summed(items, marks, maxPoints, rules), nil
}

// Summed makes the grade of marks that are known. Negative marks never bring a
// total, or a section's, below 0. It passes when the whole and every section
// with a pass mark do; a survey always does.
func Summed(items []Sheet, marks []*kinds.Mark, maxPoints kinds.Mark, rules Rules) Grade {
	g := Grade{Marks: marks, Sections: make([]SectionGrade, len(rules.Sections))}
	at := map[string]int{}
	for i, s := range rules.Sections {
		g.Sections[i].Name = s.Name
		at[s.Name] = i
	}
	for i, item := range items {
		section, in := at[item.Section]
		if in {
			g.Sections[section].MaxPoints += item.Max
		}
		if marks[i] == nil {
			g.Pending++
			continue
		}
		g.Points += *marks[i]
		if in {
			g.Sections[section].Points += *marks[i]
		}
	}
	g.Points = max(g.Points, 0)
	passed := rules.Kind == Survey || Passes(g.Points, maxPoints, rules.PassPercent)
	for i, s := range rules.Sections {
		g.Sections[i].Points = max(g.Sections[i].Points, 0)
		g.Sections[i].Passed = s.PassPercent == 0 || Passes(g.Sections[i].Points, g.Sections[i].MaxPoints, s.PassPercent)
		passed = passed && (g.Sections[i].Passed || rules.Kind == Survey)
	}
	if g.Pending == 0 {
		g.Passed = &passed
	}
	return g
}

// Passes compares exactly, so that 14 of 20 is 70 per cent.
func Passes(points, maxPoints kinds.Mark, passPercent int) bool {
	return maxPoints > 0 && points*100 >= kinds.Mark(passPercent)*maxPoints
}

// Percent is rounded down: a result shown as the pass mark has reached it.
func Percent(points, maxPoints kinds.Mark) int {
	if maxPoints <= 0 {
		return 0
	}
	return int(points * 100 / maxPoints)
}
