// Package gather joins small acts that come close together, so that they share
// one piece of work, such as a commit. It is a leaf and knows no feature. In
// quiet nobody waits for company; in a hurry the first who comes waits a moment,
// works for all who came meanwhile, and each gets the verdict on its own act.
//
// It holds nothing that must survive a restart: an act is in it only while its
// caller waits.
package gather

import (
	"context"
	"sync"
	"time"
)

// Options say when acts gather.
type Options struct {
	Brisk   time.Duration // the mean time between two acts at which they gather
	Company time.Duration // how long the first waits for others
	Most    int           // acts in one piece of work
}

// Work does acts together. It gives the verdicts by the place of the act in the
// list; an act without one was not done.
type Work[Act, Verdict any] func(ctx context.Context, acts []Act) (map[int]Verdict, error)

// Gatherer joins acts of which no two in one piece of work have the same key.
// It is safe for concurrent use.
type Gatherer[Act, Verdict any, Key comparable] struct {
	opt  Options
	key  func(Act) Key
	work Work[Act, Verdict]

	mu   sync.Mutex
	last time.Time
	mean time.Duration // between two acts: a running average of about 8
	open *party[Act, Verdict, Key]
}

// party is one piece of work. acts and keys change only while it is open, under
// the gatherer's lock; verdicts are the leader's until done.
type party[Act, Verdict any, Key comparable] struct {
	acts       []Act
	keys       map[Key]bool
	full, done chan struct{}
	verdicts   map[int]Verdict
}

// New makes a gatherer that is at rest.
func New[Act, Verdict any, Key comparable](o Options, key func(Act) Key, work Work[Act, Verdict]) *Gatherer[Act, Verdict, Key] {
	return &Gatherer[Act, Verdict, Key]{opt: o, key: key, work: work, mean: time.Second}
}

// Do gives the verdict on an act after the work is done. false says that
// nothing is known of it, and that the caller does it alone, which must be safe
// also if it was done: there was no company, or its key was in company already,
// the work gave it no verdict or failed, or the caller's context ended.
//
// The work runs in the call of the first of its party. It gets that call's
// context without its end: the others wait for it.
func (g *Gatherer[Act, Verdict, Key]) Do(ctx context.Context, a Act) (v Verdict, done bool) {
	p, place, leads := g.join(a, time.Now())
	switch {
	case p == nil:
		return v, false
	case leads:
		g.lead(ctx, p)
	default:
		select {
		case <-p.done:
		case <-ctx.Done():
			return v, false
		}
	}
	v, done = p.verdicts[place]
	return v, done
}

func (g *Gatherer[Act, Verdict, Key]) join(a Act, now time.Time) (p *party[Act, Verdict, Key], place int, leads bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.mean += (min(now.Sub(g.last), time.Second) - g.mean) / 8
	g.last = now
	if p = g.open; p == nil {
		if g.mean > g.opt.Brisk {
			return nil, 0, false
		}
		p = &party[Act, Verdict, Key]{keys: map[Key]bool{}, full: make(chan struct{}), done: make(chan struct{})}
		g.open, leads = p, true
	}
	k := g.key(a)
	if p.keys[k] {
		return nil, 0, false
	}
	place = len(p.acts)
	p.keys[k], p.acts = true, append(p.acts, a)
	if len(p.acts) >= g.opt.Most {
		g.open = nil
		close(p.full)
	}
	return p, place, leads
}

func (g *Gatherer[Act, Verdict, Key]) lead(ctx context.Context, p *party[Act, Verdict, Key]) {
	defer close(p.done) // also when the work panics: nobody waits for ever
	timer := time.NewTimer(g.opt.Company)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-p.full:
	}
	g.mu.Lock()
	if g.open == p {
		g.open = nil
	}
	g.mu.Unlock()
	if verdicts, err := g.work(context.WithoutCancel(ctx), p.acts); err == nil {
		p.verdicts = verdicts
	}
}
