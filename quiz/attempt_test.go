package quiz

import (
	"errors"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestAccepts(t *testing.T) {
	deadline := time.Date(2026, 11, 23, 7, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name  string
		state State
		at    time.Duration // after the deadline
		want  error
		as    State
		left  int
	}{
		{"long before", Open, -10 * time.Minute, nil, Submitted, 600},
		{"half a second before", Open, -500 * time.Millisecond, nil, Submitted, 1},
		{"at the deadline", Open, 0, nil, Submitted, 0},
		{"last moment of grace", Open, Grace, nil, Submitted, 0},
		{"just after grace", Open, Grace + time.Microsecond, ErrAttemptExpired, Expired, 0},
		{"a day after", Open, 24 * time.Hour, ErrAttemptExpired, Expired, 0},
		{"submitted, in time", Submitted, -time.Minute, ErrAttemptClosed, Submitted, 0},
		{"expired", Expired, time.Hour, ErrAttemptClosed, Expired, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			a, now := Attempt{State: c.state, DeadlineAt: deadline}, deadline.Add(c.at)
			if err := a.Accepts(now); !errors.Is(err, c.want) || (err == nil) != (c.want == nil) {
				t.Errorf("Accepts: %v, want %v", err, c.want)
			}
			if got := a.ClosesAs(now); got != c.as {
				t.Errorf("ClosesAs: %s, want %s", got, c.as)
			}
			if got := a.SecondsLeft(now); got != c.left {
				t.Errorf("SecondsLeft: %d, want %d", got, c.left)
			}
		})
	}
}

func TestAllowance(t *testing.T) {
	left := func(n int) *int { return &n }
	for _, c := range []struct {
		name string
		l    Allowance
		left *int
		want error
	}{
		{"no cap, first", Allowance{}, nil, nil},
		{"no cap, passed: practice", Allowance{Used: 40, Passed: true}, nil, nil},
		{"cap, fresh", Allowance{Cap: 3}, left(3), nil},
		{"cap, last one", Allowance{Cap: 3, Used: 2}, left(1), nil},
		{"cap used up", Allowance{Cap: 3, Used: 3}, left(0), ErrAttemptsUsedUp},
		{"cap used up, granted", Allowance{Cap: 3, Used: 3, Granted: 2}, left(2), nil},
		{"cap, passed", Allowance{Cap: 3, Used: 1, Passed: true}, left(2), ErrAlreadyPassed},
		{"more used than allowed", Allowance{Cap: 1, Used: 4}, left(0), ErrAttemptsUsedUp},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := c.l.Left()
			if (got == nil) != (c.left == nil) || (got != nil && *got != *c.left) {
				t.Errorf("Left: %v", got)
			}
			if err := c.l.MayStart(time.Time{}, 0); !errors.Is(err, c.want) || (err == nil) != (c.want == nil) {
				t.Errorf("MayStart: %v, want %v", err, c.want)
			}
		})
	}
}

// The model knows nothing of Attempt: it is a list of what happened, read by
// the sentences of the package comment.
type attemptModel struct {
	now, limit int64 // microseconds; limit is deadline + grace
	closedBy   string
}

func (m attemptModel) state() State {
	switch m.closedBy {
	case "":
		return Open
	case "submit in time":
		return Submitted
	}
	return Expired
}

// look is what every visitor but a timely submit does: close what is late.
func (m *attemptModel) look() {
	if m.closedBy == "" && m.now > m.limit {
		m.closedBy = "too late"
	}
}

func TestAttemptAgainstModel(t *testing.T) {
	start := time.Date(2026, 11, 23, 7, 0, 0, 0, time.UTC)
	checks(t, 5000, func(t *rapid.T) {
		seconds := rapid.Int64Range(1, 120).Draw(t, "duration")
		a := Attempt{State: Open, StartedAt: start, DeadlineAt: start.Add(time.Duration(seconds) * time.Second)}
		m := attemptModel{limit: (seconds + 5) * 1e6}
		now := func() time.Time { return start.Add(time.Duration(m.now) * time.Microsecond) }
		accepted := 0
		t.Repeat(map[string]func(*rapid.T){
			"wait": func(t *rapid.T) { m.now += rapid.Int64Range(0, 30e6).Draw(t, "microseconds") },
			"to the edge": func(t *rapid.T) {
				if m.now < m.limit {
					m.now = m.limit + rapid.Int64Range(-1, 1).Draw(t, "off")
				}
			},
			"save": func(t *rapid.T) {
				err := a.Accepts(now())
				want := m.closedBy == "" && m.now <= m.limit
				if (err == nil) != want {
					t.Fatalf("save at %d of %d: %v, state %s", m.now, m.limit, err, m.state())
				}
				if want {
					accepted++
				}
			},
			"submit": func(t *rapid.T) {
				if m.closedBy == "" && m.now <= m.limit {
					m.closedBy = "submit in time"
				}
				m.look()
				a.State = a.ClosesAs(now())
			},
			"look or sweep": func(t *rapid.T) {
				m.look()
				if a.Overdue(now()) {
					a.State = a.ClosesAs(now())
				}
			},
			"": func(t *rapid.T) {
				if a.State != m.state() {
					t.Fatalf("state %s, model %s", a.State, m.state())
				}
				if a.State != Open && (a.Accepts(now()) == nil || a.SecondsLeft(now()) != 0) {
					t.Fatal("a closed attempt accepts or has time left")
				}
			},
		})
	})
}
