package gather

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

var background = context.Background()

// twice doubles numbers and keeps how many it did at a time.
type twice struct {
	mu     sync.Mutex
	crews  []int
	refuse func(ctx context.Context, acts []int) error
}

func (w *twice) work(ctx context.Context, acts []int) (map[int]int, error) {
	w.mu.Lock()
	w.crews = append(w.crews, len(acts))
	w.mu.Unlock()
	if w.refuse != nil {
		if err := w.refuse(ctx, acts); err != nil {
			return nil, err
		}
	}
	out := map[int]int{}
	for place, n := range acts {
		if n >= 0 { // on a number below 0 there is no verdict
			out[place] = 2 * n
		}
	}
	return out, nil
}

func gatherer(o Options) (*Gatherer[int, int, int], *twice) {
	w := &twice{}
	return New(o, func(n int) int { return n }, w.work), w
}

var always = Options{Brisk: time.Hour, Company: 10 * time.Millisecond, Most: 4}

func TestInQuietEachGoesAloneAndAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g, w := gatherer(Options{Brisk: 8 * time.Millisecond, Company: time.Hour, Most: 4})
		began := time.Now()
		for range 50 {
			time.Sleep(9 * time.Millisecond)
			if _, done := g.Do(background, 1); done {
				t.Fatal("gathered")
			}
		}
		if took := time.Since(began); took != 450*time.Millisecond || len(w.crews) != 0 {
			t.Error(took, w.crews)
		}
	})
}

func TestInAHurryTheyShareAndEachHearsOfItsOwn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g, w := gatherer(Options{Brisk: 8 * time.Millisecond, Company: 10 * time.Millisecond, Most: 4})
		var all sync.WaitGroup
		var alone atomic.Int32
		for n := range 400 {
			time.Sleep(4 * time.Millisecond)
			all.Go(func() {
				began := time.Now()
				switch v, done := g.Do(background, n); {
				case !done:
					alone.Add(1)
				case v != 2*n:
					t.Errorf("%d gets %d", n, v)
				}
				if time.Since(began) > 10*time.Millisecond {
					t.Errorf("%d waited %v", n, time.Since(began))
				}
			})
		}
		all.Wait()
		if n := alone.Load(); n == 0 || n > 60 { // until the mean is believed
			t.Errorf("%d went alone", n)
		}
		if len(w.crews) > 150 {
			t.Errorf("%d pieces of work for 400", len(w.crews))
		}
		time.Sleep(time.Minute)
		if _, done := g.Do(background, 1); done {
			t.Error("still in a hurry after a minute of quiet")
		}
	})
}

func TestAFullPartyGoesAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := always
		o.Company = time.Hour
		g, w := gatherer(o)
		began := time.Now()
		together(g, 1, 2, 3, 4, 5, 6, 7, 8)
		if time.Since(began) > 0 || len(w.crews) != 2 || w.crews[0] != 4 || w.crews[1] != 4 {
			t.Error(time.Since(began), w.crews)
		}
	})
}

func TestWhoGoesAlone(t *testing.T) {
	for name, c := range map[string]struct {
		acts   []int
		refuse func(context.Context, []int) error
		alone  int
	}{
		"the second of one key":    {[]int{7, 7}, nil, 1},
		"who gets no verdict":      {[]int{7, -1, 8}, nil, 1},
		"all, when the work fails": {[]int{7, 8, 9}, func(context.Context, []int) error { return errors.New("no database") }, 3},
		"nobody":                   {[]int{7, 8, 9}, nil, 0},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				g, w := gatherer(always)
				w.refuse = c.refuse
				if alone := together(g, c.acts...); alone != c.alone {
					t.Errorf("%d went alone, want %d", alone, c.alone)
				}
			})
		})
	}
}

// A panic is the first caller's own; the others go alone.
func TestAPanicLeavesNobodyWaiting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g, w := gatherer(always)
		w.refuse = func(context.Context, []int) error { panic("out of luck") }
		var paniced, alone atomic.Int32
		var all sync.WaitGroup
		for n := range 3 {
			all.Go(func() {
				defer func() {
					if recover() != nil {
						paniced.Add(1)
					}
				}()
				if _, done := g.Do(background, n); !done {
					alone.Add(1)
				}
			})
		}
		all.Wait()
		if paniced.Load() != 1 || alone.Load() != 2 {
			t.Errorf("%d, %d", paniced.Load(), alone.Load())
		}
	})
}

// Who hangs up first or later takes nothing from the others.
func TestHangingUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g, w := gatherer(always)
		w.refuse = func(ctx context.Context, _ []int) error { return ctx.Err() }
		gone, hangUp := context.WithCancel(background)
		var all sync.WaitGroup
		all.Go(func() {
			if v, done := g.Do(gone, 1); !done || v != 2 {
				t.Errorf("the first: %d %v", v, done)
			}
		})
		synctest.Wait()
		all.Go(func() {
			if _, done := g.Do(gone, 2); done {
				t.Error("the second did not hang up")
			}
		})
		all.Go(func() {
			if v, done := g.Do(background, 3); !done || v != 6 {
				t.Errorf("who stays: %d %v", v, done)
			}
		})
		synctest.Wait()
		hangUp()
		all.Wait()
		if len(w.crews) != 1 || w.crews[0] != 3 {
			t.Error(w.crews)
		}
	})
}

// together does acts at once, in their order of coming, and counts who is left to go alone.
func together(g *Gatherer[int, int, int], acts ...int) int {
	var alone atomic.Int32
	var all sync.WaitGroup
	for _, n := range acts {
		all.Go(func() {
			if _, done := g.Do(background, n); !done {
				alone.Add(1)
			}
		})
		synctest.Wait()
	}
	all.Wait()
	return int(alone.Load())
}
