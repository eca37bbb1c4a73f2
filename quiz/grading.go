package quiz

// Sheet is one item as grading sees it: what is right and what was chosen.
type Sheet struct {
	No     int      `db:"no"`
	Right  []string `db:"-"`
	Chosen []string `db:"-"`
	Voided bool     `db:"-"` // everybody has its point
}

// Grade is the outcome of a closed attempt.
type Grade struct {
	Correct []bool // in the order of the items
	Points  int
	Passed  bool
}

// GradeOf grades a paper: a point for each item whose chosen options are
// exactly the right ones or that was voided, nothing for anything else. An unanswered item is
// wrong. The denominator is the number of items fixed at the start, whatever
// was answered: grading only what was answered would make one right answer a
// hundred per cent.
func GradeOf(items []Sheet, maxPoints, passPercent int) Grade {
	g := Grade{Correct: make([]bool, len(items))}
	for i, item := range items {
		if item.Voided || sameOptions(item.Right, item.Chosen) {
			g.Correct[i] = true
			g.Points++
		}
	}
	g.Passed = Passes(g.Points, maxPoints, passPercent)
	return g
}

// Passes compares in whole numbers, so that 14 of 20 is exactly 70 per cent.
func Passes(points, maxPoints, passPercent int) bool {
	return maxPoints > 0 && points*100 >= passPercent*maxPoints
}

// Percent is rounded down: a result shown as the pass mark has reached it.
func Percent(points, maxPoints int) int {
	if maxPoints == 0 {
		return 0
	}
	return points * 100 / maxPoints
}

// sameOptions compares as sets; option lists have at most a dozen members.
func sameOptions(a, b []string) bool {
	return len(a) > 0 && within(a, b) && within(b, a)
}

func within(a, b []string) bool {
	for _, x := range a {
		found := false
		for _, y := range b {
			if x == y {
				found = true
				break
			}
		}
		if !found {
			return false
		}
	}
	return true
}
