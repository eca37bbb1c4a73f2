package quiz

import "testing"

func TestGradeOf(t *testing.T) {
	right := []string{"a", "b"}
	for _, c := range []struct {
		name   string
		chosen []string
		want   bool
	}{
		{"exactly", []string{"a", "b"}, true},
		{"other order", []string{"b", "a"}, true},
		{"one missing", []string{"a"}, false},
		{"one too many", []string{"a", "b", "c"}, false},
		{"another", []string{"c"}, false},
		{"unanswered", nil, false},
		{"cleared", []string{}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			g := GradeOf([]Sheet{{No: 1, Right: right, Chosen: c.chosen}}, 1, 50)
			if g.Correct[0] != c.want || g.Passed != c.want || (g.Points == 1) != c.want {
				t.Errorf("%+v", g)
			}
		})
	}
	if g := GradeOf([]Sheet{{No: 1}}, 1, 50); g.Points != 0 {
		t.Error("an item without a key gave a point")
	}
}

// One right answer of twenty is five per cent, not a hundred.
func TestDenominatorIsFixed(t *testing.T) {
	g := GradeOf([]Sheet{{No: 1, Right: []string{"a"}, Chosen: []string{"a"}}}, 20, 70)
	if g.Points != 1 || g.Passed || Percent(g.Points, 20) != 5 {
		t.Errorf("%+v", g)
	}
}

// A percentage is shown as reached exactly when the attempt passed.
func TestPercentAgreesWithPassing(t *testing.T) {
	for most := 1; most <= 60; most++ {
		for points := 0; points <= most; points++ {
			for mark := 1; mark <= 100; mark++ {
				if Passes(points, most, mark) != (Percent(points, most) >= mark) {
					t.Fatalf("%d of %d at %d", points, most, mark)
				}
			}
		}
	}
	if Passes(0, 0, 1) || Percent(0, 0) != 0 {
		t.Error("an empty paper")
	}
}
