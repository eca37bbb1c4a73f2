package mishap

import (
	"testing"
	"time"
)

func TestParseAndCheck(t *testing.T) {
	ops, kinds := []string{"*", "save"}, []string{"reset", Latency}
	for text, want := range map[string]Fault{
		"save:reset:0.2":    {Op: "save", Kind: "reset", P: 0.2},
		"*:reset:3x":        {Op: "*", Kind: "reset", Next: 3},
		"*:latency:0.5:200": {Op: "*", Kind: Latency, P: 0.5, MS: 200},
	} {
		if got, err := Parse(text); err != nil || got != want || got.Check(ops, kinds) != nil {
			t.Errorf("%s: %+v %v", text, got, err)
		}
	}
	for _, text := range []string{"", "save", "save:reset", "save:reset:x", "save:reset:often", "a:b:1:2:3", "save:reset:1:soon"} {
		if _, err := Parse(text); err == nil {
			t.Errorf("%q is taken", text)
		}
	}
	for _, text := range []string{"read:reset:1", "save:fire:1", "save:reset:2", "save:reset:0", "save:reset:0x", "save:latency:1:-5"} {
		f, err := Parse(text)
		if err != nil || f.Check(ops, kinds) == nil {
			t.Errorf("%s is let through: %v", text, err)
		}
	}
}

// Next counts down and then stops; a call has one fault, and waits besides.
func TestDraw(t *testing.T) {
	faults := []Fault{{Kind: Latency, P: 1, MS: 20}, {Kind: "reset", Next: 1}, {Kind: "refused", P: 0.5}, {Kind: Latency, P: 1, MS: 5}}
	counts := map[string]int{}
	draw := func(chance float64) (time.Duration, string) {
		return Draw(faults, func() float64 { return chance }, func(Fault) bool { return true }, func(kind string) { counts[kind]++ })
	}
	for i, want := range []string{"reset", "refused", ""} {
		if wait, kind := draw([]float64{0.4, 0.4, 0.6}[i]); kind != want || wait != 25*time.Millisecond {
			t.Errorf("call %d: %q after %v", i, kind, wait)
		}
	}
	if counts["reset"] != 1 || counts["refused"] != 1 || counts[Latency] != 6 {
		t.Error(counts)
	}
}
