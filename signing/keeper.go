package signing

import (
	"sync"
	"time"

	"github.com/google/uuid"
)

// keeper holds the secrets of the runs of this process: a bounded number, for
// a bounded time, and nowhere else. A process that ends takes them with it.
type keeper struct {
	mu    sync.Mutex
	kept  map[uuid.UUID]*Secret
	timer map[uuid.UUID]*time.Timer
	life  time.Duration
}

const (
	mostSecrets = 32
	secretLife  = 30 * time.Minute
)

func newKeeper(life time.Duration) *keeper {
	return &keeper{kept: map[uuid.UUID]*Secret{}, timer: map[uuid.UUID]*time.Timer{}, life: life}
}

// put takes a secret over; false when there are too many, and then it is wiped.
func (k *keeper) put(run uuid.UUID, s *Secret) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	if len(k.kept) >= mostSecrets {
		s.Wipe()
		return false
	}
	k.kept[run] = s
	k.timer[run] = time.AfterFunc(k.life, func() { k.drop(run) })
	return true
}

// lend gives a copy for one call, which the borrower wipes; nil when there is
// none any more.
func (k *keeper) lend(run uuid.UUID) *Secret {
	k.mu.Lock()
	defer k.mu.Unlock()
	s := k.kept[run]
	if s == nil {
		return nil
	}
	return NewSecret(s.passphrase, s.code, s.identity)
}

// drop wipes the secret of a run.
func (k *keeper) drop(run uuid.UUID) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if t := k.timer[run]; t != nil {
		t.Stop()
	}
	if s := k.kept[run]; s != nil {
		s.Wipe()
	}
	delete(k.kept, run)
	delete(k.timer, run)
}

// guesses counts wrong passphrases of a party, so that nobody tries many, and
// the other side does not lock the official out.
type guesses struct {
	mu    sync.Mutex
	wrong map[string][]time.Time
}

const (
	mostWrong   = 5
	mostAway    = 2 // where the other side counts too: it is not known at how many it locks
	wrongWithin = 15 * time.Minute
)

// most is how many wrong tries a way of signing allows.
func (t Traits) most() int {
	if t.AsksIdentity {
		return mostAway
	}
	return mostWrong
}

// wait is how long the party has to wait after so many wrong tries; 0 is not
// at all.
func (g *guesses) wait(party string, most int, now time.Time) time.Duration {
	g.mu.Lock()
	defer g.mu.Unlock()
	recent := g.recent(party, now)
	if len(recent) < most {
		return 0
	}
	return wrongWithin - now.Sub(recent[len(recent)-most])
}

func (g *guesses) add(party string, now time.Time) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.wrong == nil {
		g.wrong = map[string][]time.Time{}
	}
	g.wrong[party] = append(g.recent(party, now), now)
}

func (g *guesses) recent(party string, now time.Time) (out []time.Time) {
	for _, t := range g.wrong[party] {
		if now.Sub(t) < wrongWithin {
			out = append(out, t)
		}
	}
	return out
}
