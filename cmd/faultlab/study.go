package main

import (
	"context"
	"errors"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"lentera/internal/lab"
)

// key is one place of one paper; act is one thing a learner did there.
type key struct {
	attempt string
	no      int
}

type act struct {
	seq    int64
	chosen string
	acked  bool
}

// journal is what was done and what was acknowledged, kept outside everything
// that gets killed.
type journal struct {
	mu     sync.Mutex
	acts   map[key][]act
	passed map[string]bool // attempts acknowledged as passed
	acks   int
	sends  int
}

func newJournal() *journal { return &journal{acts: map[key][]act{}, passed: map[string]bool{}} }

func (j *journal) sent(k key, seq int64, chosen string) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.sends++
	j.acts[k] = append(j.acts[k], act{seq: seq, chosen: chosen})
}

func (j *journal) acked(k key, seq int64) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.acks++
	list := j.acts[k]
	for i := range list {
		if list[i].seq == seq {
			list[i].acked = true
		}
	}
}

func (j *journal) result(attempt string, passed bool) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.passed[attempt] = passed
}

// study is one learner: reads, starts, answers and changes answers until told
// to stop, then answers everything for good and submits.
func study(ctx context.Context, s *lab.School, l *lab.Learner, toPass bool, j *journal, stop *atomic.Bool) error {
	lessons, err := l.Enrol(ctx)
	if err != nil {
		return err
	}
	if err := l.FinishReading(ctx, lessons.Read); err != nil {
		return err
	}
	a, err := l.StartAttempt(ctx, lessons.Quiz)
	if err != nil {
		return err
	}
	seqs := map[int]int64{}
	for !stop.Load() && ctx.Err() == nil {
		it := a.Items[rand.N(len(a.Items))]
		seqs[it.No]++
		choice := it.Options[rand.N(len(it.Options))].ID
		// Half of the acts are given up after one try, as when a phone dies: they
		// may or may not have arrived, and must not harm what came before.
		if err := save(ctx, l, j, a.ID, it.No, seqs[it.No], choice, rand.N(2) == 0); err != nil {
			return err
		}
		time.Sleep(100*time.Millisecond + rand.N(200*time.Millisecond))
	}
	for _, it := range a.Items {
		seqs[it.No]++
		choice := s.Wrong(it)
		if toPass {
			choice = s.Right(it)
		}
		if err := save(ctx, l, j, a.ID, it.No, seqs[it.No], choice, false); err != nil {
			return err
		}
	}
	r, err := l.Submit(ctx, a.ID)
	if err != nil {
		return err
	}
	if r.Passed != toPass {
		return errors.New("the result is not what was answered")
	}
	j.result(a.ID, r.Passed)
	return nil
}

func save(ctx context.Context, l *lab.Learner, j *journal, attempt string, no int, seq int64, choice string, once bool) error {
	k := key{attempt, no}
	j.sent(k, seq, choice)
	try := func() error {
		saved, err := l.Answer(ctx, attempt, no, seq, choice)
		if err == nil && !saved.Stale {
			j.acked(k, seq)
		}
		return err
	}
	if !once {
		return l.Stubborn(ctx, try)
	}
	err := try()
	var p *lab.Problem
	if errors.As(err, &p) && p.Status < http.StatusInternalServerError &&
		!slices.Contains([]int{http.StatusUnauthorized, http.StatusTooManyRequests}, p.Status) && !strings.HasPrefix(p.Code, "web.") {
		return err
	}
	return nil
}
