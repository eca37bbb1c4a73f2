package accounts

import (
	"sync"
	"time"

	"github.com/google/uuid"

	"lentera/internal/access"
)

const (
	actorFresh = 15 * time.Second // how long another process's revocation may go unseen if its notice is lost
	actorKept  = 20_000           // tokens remembered at once
)

type remembered struct {
	claimed
	actor access.Actor
	fresh time.Time
}

// actorCache remembers who a token belongs to, so that the hot path asks
// neither the database nor the signature again. Entries vanish at once when
// their session or account is revoked here; elsewhere by notification, or
// after actorFresh.
type actorCache struct {
	mu    sync.RWMutex
	of    map[string]remembered
	epoch uint64
}

func newActorCache() *actorCache { return &actorCache{of: map[string]remembered{}} }

// find gives the entry of a token that has not expired. fresh tells whether
// the database need not be asked. epoch goes back into keep.
func (c *actorCache) find(token string, now time.Time) (r remembered, known, fresh bool, epoch uint64) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	r, known = c.of[token]
	if known && !now.Before(r.expires) {
		known = false
	}
	return r, known, known && now.Before(r.fresh), c.epoch
}

// keep remembers an entry, unless something was revoked since the epoch: then
// what was read may already be untrue.
func (c *actorCache) keep(token string, r remembered, now time.Time, epoch uint64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.epoch != epoch {
		return
	}
	if len(c.of) >= actorKept {
		c.shrink(now)
	}
	r.fresh = now.Add(actorFresh)
	c.of[token] = r
}

// shrink drops what is stale, and if that is not enough everything: a full
// cache of fresh tokens only costs one reading each.
func (c *actorCache) shrink(now time.Time) {
	for token, r := range c.of {
		if now.After(r.fresh) {
			delete(c.of, token)
		}
	}
	if len(c.of) >= actorKept {
		clear(c.of)
	}
}

// drop forgets the entries of a session or account; uuid.Nil means all.
func (c *actorCache) drop(id uuid.UUID) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.epoch++
	if id == uuid.Nil {
		clear(c.of)
		return
	}
	for token, r := range c.of {
		if r.session == id || r.account == id {
			delete(c.of, token)
		}
	}
}
