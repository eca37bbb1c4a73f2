package quiz

import (
	"errors"
	"testing"
	"time"

	"github.com/google/uuid"
)

// at is a moment of the examination day, 07:00 UTC being 14:00 in Lumajang.
func at(clock string) time.Time {
	t, err := time.Parse("2006-01-02 15:04:05", "2026-11-26 "+clock)
	if err != nil {
		panic(err)
	}
	return t
}

func ref[T any](v T) *T { return &v }

// The rules of time as tables: what a start, a save, a submit and a look make
// of a moment. All times are the database's; the device's clock and its zone are
// in none of them.
var (
	inWindow     = Rules{OpensAt: ref(at("07:00:00")), ClosesAt: ref(at("09:00:00")), DurationSeconds: 3600}
	withRemedial = Rules{OpensAt: ref(at("07:00:00")), ClosesAt: ref(at("09:00:00")), DurationSeconds: 3600,
		RemedialOpensAt: ref(at("12:00:00")), RemedialClosesAt: ref(at("13:00:00"))}
	withLate  = Rules{DurationSeconds: 3600, LateSeconds: 600}
	unbounded = Rules{DurationSeconds: 3600}
	offset    = time.FixedZone("device", 9*3600) // a device elsewhere; the same moments

)

var startCases = []struct {
	name     string
	rules    Rules
	now      time.Time
	passed   bool
	extra    time.Duration
	want     error
	deadline time.Time
	remedial bool
}{
	{"no window", unbounded, at("03:00:00"), false, 0, nil, at("04:00:00"), false},
	{"no window, extra time", unbounded, at("03:00:00"), false, 15 * time.Minute, nil, at("04:15:00"), false},
	{"no window, another zone's words for the moment", unbounded, at("03:00:00").In(offset), false, 0, nil, at("04:00:00"), false},
	{"a second before it opens", inWindow, at("06:59:59"), false, 0, ErrNotOpenYet, time.Time{}, false},
	{"when it opens", inWindow, at("07:00:00"), false, 0, nil, at("08:00:00"), false},
	{"when it opens, told in another zone", inWindow, at("07:00:00").In(offset), false, 0, nil, at("08:00:00"), false},
	{"in the middle", inWindow, at("07:30:00"), false, 0, nil, at("08:30:00"), false},
	{"an hour before it closes", inWindow, at("08:00:00"), false, 0, nil, at("09:00:00"), false},
	{"late start is cut by the close", inWindow, at("08:30:00"), false, 0, nil, at("09:00:00"), false},
	{"late start with extra time", inWindow, at("08:30:00"), false, 20 * time.Minute, nil, at("09:20:00"), false},
	{"last second", inWindow, at("08:59:59"), false, 0, nil, at("09:00:00"), false},
	{"when it closes", inWindow, at("09:00:00"), false, 0, ErrWindowClosed, time.Time{}, false},
	{"after it closed", inWindow, at("10:00:00"), false, 0, ErrWindowClosed, time.Time{}, false},
	{"extra time opens no closed window", inWindow, at("09:00:01"), false, time.Hour, ErrWindowClosed, time.Time{}, false},
	{"between the windows", withRemedial, at("10:00:00"), false, 0, ErrNotOpenYet, time.Time{}, false},
	{"between the windows, passed", withRemedial, at("10:00:00"), true, 0, ErrWindowClosed, time.Time{}, false},
	{"remedial opens", withRemedial, at("12:00:00"), false, 0, nil, at("13:00:00"), true},
	{"remedial, cut", withRemedial, at("12:45:00"), false, 0, nil, at("13:00:00"), true},
	{"remedial, passed before", withRemedial, at("12:30:00"), true, 0, ErrWindowClosed, time.Time{}, false},
	{"remedial is over", withRemedial, at("13:00:00"), false, 0, ErrWindowClosed, time.Time{}, false},
	{"first window is not remedial", withRemedial, at("07:10:00"), false, 0, nil, at("08:10:00"), false},
}

var actCases = []struct {
	name    string
	rules   Rules
	after   time.Duration // the deadline
	save    error
	as      State // what a submit makes of it
	overdue bool  // the sweep and any look close it
}{
	{"a minute before", unbounded, -time.Minute, nil, Submitted, false},
	{"at the deadline", unbounded, 0, nil, Submitted, false},
	{"in the grace", unbounded, 4 * time.Second, nil, Submitted, false},
	{"last of the grace", unbounded, Grace, nil, Submitted, false},
	{"after the grace", unbounded, Grace + time.Millisecond, ErrAttemptExpired, Expired, true},
	{"an hour after", unbounded, time.Hour, ErrAttemptExpired, Expired, true},
	{"late window: in the grace", withLate, Grace, nil, Submitted, false},
	{"late window: acts no longer count", withLate, Grace + time.Millisecond, ErrAttemptExpired, Expired, false},
	{"late window: five minutes on, the queue may still come", withLate, 5 * time.Minute, ErrAttemptExpired, Expired, false},
	{"late window: its last moment", withLate, 10*time.Minute + Grace, ErrAttemptExpired, Expired, false},
	{"late window: over", withLate, 10*time.Minute + Grace + time.Millisecond, ErrAttemptExpired, Expired, true},
	{"late window: a day after", withLate, 24 * time.Hour, ErrAttemptExpired, Expired, true},
	{"the clock jumped back two hours", unbounded, -2 * time.Hour, nil, Submitted, false},
}

var againCases = []struct {
	name  string
	l     Allowance
	now   time.Time
	delay time.Duration
	want  error
}{
	{"no delay", Allowance{Used: 1, Closed: ref(at("07:00:00"))}, at("07:00:01"), 0, nil},
	{"first attempt", Allowance{}, at("07:00:00"), time.Hour, nil},
	{"too soon", Allowance{Used: 1, Closed: ref(at("07:00:00"))}, at("07:59:59"), time.Hour, ErrTooSoonAgain},
	{"just enough", Allowance{Used: 1, Closed: ref(at("07:00:00"))}, at("08:00:00"), time.Hour, nil},
	{"the cap comes first", Allowance{Cap: 1, Used: 1, Closed: ref(at("07:00:00"))}, at("07:30:00"), time.Hour, ErrAttemptsUsedUp},
	{"waiting for a marker", Allowance{Used: 1, Pending: true, Closed: ref(at("07:00:00"))}, at("09:30:00"), time.Hour, ErrMarkingFirst},
}

func TestTimingOfStarts(t *testing.T) {
	for _, c := range startCases {
		t.Run("start/"+c.name, func(t *testing.T) {
			closes, second, err := c.rules.Window(c.now, c.passed)
			if !errors.Is(err, c.want) || (err == nil) != (c.want == nil) {
				t.Fatalf("%v, want %v", err, c.want)
			}
			if err != nil {
				return
			}
			if got := c.rules.Deadline(c.now, closes, c.extra); !got.Equal(c.deadline) || second != c.remedial {
				t.Errorf("deadline %s remedial %t, want %s %t", got, second, c.deadline, c.remedial)
			}
		})
	}
}

func TestTimingOfActs(t *testing.T) {
	for _, c := range actCases {
		t.Run("act/"+c.name, func(t *testing.T) {
			deadline := at("08:00:00")
			a, now := Attempt{State: Open, DeadlineAt: deadline, Quiz: quizRead{Rules: c.rules}}, deadline.Add(c.after)
			if err := a.Accepts(now); !errors.Is(err, c.save) || (err == nil) != (c.save == nil) {
				t.Errorf("Accepts %v, want %v", err, c.save)
			}
			if a.ClosesAs(now) != c.as || a.Overdue(now) != c.overdue {
				t.Errorf("closes as %s, overdue %t", a.ClosesAs(now), a.Overdue(now))
			}
		})
	}
}

func TestTimingOfAnotherAttempt(t *testing.T) {
	for _, c := range againCases {
		t.Run("again/"+c.name, func(t *testing.T) {
			if err := c.l.MayStart(c.now, c.delay); !errors.Is(err, c.want) || (err == nil) != (c.want == nil) {
				t.Errorf("%v, want %v", err, c.want)
			}
		})
	}
	if n := len(startCases) + len(actCases) + len(againCases); n < 40 {
		t.Errorf("only %d cases", n)
	}
}

func TestOutcomes(t *testing.T) {
	deadline := at("08:00:00")
	for _, c := range []struct {
		name  string
		state State
		late  bool
		heard time.Time
		want  Outcome
	}{
		{"running", Open, false, at("07:10:00"), Ongoing},
		{"handed in", Submitted, false, at("07:50:00"), InTime},
		{"handed in, with late answers", Submitted, true, at("07:50:00"), Late},
		{"time ran out, still there", Expired, false, at("07:58:30"), TimedOut},
		{"time ran out, unheard of for long", Expired, false, at("07:20:00"), Interrupted},
		{"expired, then the queue came", Expired, true, at("07:20:00"), Late},
	} {
		if got := OutcomeOf(c.state, c.late, c.heard, deadline); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
	closed := Rules{ClosesAt: ref(at("09:00:00"))}
	remedial := Rules{ClosesAt: ref(at("09:00:00")), RemedialOpensAt: ref(at("12:00:00")), RemedialClosesAt: ref(at("13:00:00"))}
	for name, got := range map[string]bool{
		"before the close":    closed.Standing(at("08:00:00")) == NotStarted,
		"after the close":     closed.Standing(at("09:00:00")) == Absent,
		"before the remedial": remedial.Standing(at("10:00:00")) == NotStarted,
		"after the remedial":  remedial.Standing(at("13:00:00")) == Absent,
		"without a window":    Rules{}.Standing(at("13:00:00")) == NotStarted,
	} {
		if !got {
			t.Error(name)
		}
	}
}

func TestReleases(t *testing.T) {
	rules := Rules{ClosesAt: ref(at("09:00:00")), RemedialClosesAt: ref(at("13:00:00"))}
	released := ref(at("10:00:00"))
	for _, c := range []struct {
		name     string
		part     Release
		remedial bool
		hand     *time.Time
		now      time.Time
		want     bool
	}{
		{"at once", AtOnce, false, nil, at("07:00:00"), true},
		{"after close, before", AfterClose, false, nil, at("08:59:59"), false},
		{"after close, at", AfterClose, false, nil, at("09:00:00"), true},
		{"after close, remedial, before", AfterClose, true, nil, at("12:59:00"), false},
		{"after close, remedial, at", AfterClose, true, nil, at("13:00:00"), true},
		{"by hand, not yet", ByHand, false, nil, at("23:00:00"), false},
		{"by hand, before it", ByHand, false, released, at("09:59:59"), false},
		{"by hand, done", ByHand, false, released, at("10:00:00"), true},
		{"never", Never, false, released, at("23:00:00"), false},
	} {
		q := quizRead{Rules: rules, ReleasedAt: c.hand}
		if got := q.MaySeePart(c.part, c.remedial, c.now); got != c.want {
			t.Errorf("%s: %t", c.name, got)
		}
	}
	a := Attempt{State: Submitted, Pending: 1}
	if s := a.Shown(at("07:00:00")); s.Score {
		t.Error("a score is shown while a marker is awaited")
	}
	if s := (Attempt{State: Open}).Shown(at("07:00:00")); s != (Shown{}) {
		t.Error("an open attempt shows something")
	}
}

func TestAdmits(t *testing.T) {
	rules := Rules{AccessCode: "Mangga 7", Networks: []string{"10.1.0.0/16", "2001:db8::/32"}}
	for _, c := range []struct {
		name, code, address string
		want                error
	}{
		{"right", "Mangga 7", "10.1.2.3", nil},
		{"capitals and spaces around", " mangga 7 ", "10.1.2.3", nil},
		{"sixth version", "mangga 7", "2001:db8::1", nil},
		{"mapped", "mangga 7", "::ffff:10.1.2.3", nil},
		{"wrong code", "mangga 8", "10.1.2.3", ErrWrongCode},
		{"no code", "", "10.1.2.3", ErrWrongCode},
		{"elsewhere", "mangga 7", "10.2.2.3", ErrWrongPlace},
		{"no address", "mangga 7", "", ErrWrongPlace},
		{"nonsense for an address", "mangga 7", "10.1.2.3, 8.8.8.8", ErrWrongPlace},
	} {
		if err := rules.Admits(Entry{Code: c.code, Address: c.address}); !errors.Is(err, c.want) || (err == nil) != (c.want == nil) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	if err := (Rules{}).Admits(Entry{}); err != nil {
		t.Error(err)
	}
}

// Every learner meets one form before and the other after, and about as many
// meet A first as B.
func TestFormsAreCounterbalanced(t *testing.T) {
	parts := []Part{{Pool: "a", Count: 1, Form: FormA}, {Pool: "b", Count: 1, Form: FormB}}
	first := 0
	for range 2000 {
		id := uuid.New()
		before, after := FormOf(PreTest, "p", id, parts), FormOf(PostTest, "p", id, parts)
		if before == after || FormOf(PreTest, "p", id, parts) != before {
			t.Fatal(before, after)
		}
		if before == FormA {
			first++
		}
	}
	if first < 850 || first > 1150 {
		t.Errorf("%d of 2000 meet form A first", first)
	}
	if FormOf(PreTest, "p", uuid.New(), []Part{{Pool: "a", Count: 1}}) != "" {
		t.Error("a form where there is none")
	}
}
