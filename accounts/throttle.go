package accounts

import (
	"context"
	"encoding/base64"
	"math"
	"net/netip"
	"time"

	"lentera/internal/audit"
	"lentera/internal/db"
)

// limit is how one counter slows a guesser down: free failures cost nothing,
// each further one doubles the wait up to the longest, and one failure is
// forgiven per leak.
type limit struct {
	free    float64
	leak    time.Duration
	longest time.Duration
}

// The counters. Nothing ever locks for good, because NIPs are guessable and a
// lock would be a weapon (safety.md case 14); the waits keep a single account
// far below 100 guesses a day from strangers (NIST SP 800-63B-4, 3.2.2).
var (
	// one account from one network: somebody who forgot, or one guesser
	limitPair = limit{free: 5, leak: 10 * time.Minute, longest: 15 * time.Minute}
	// one account from all networks together, devices of the owner left out
	limitStrangers = limit{free: 30, leak: 30 * time.Minute, longest: 30 * time.Minute}
	// one network over all accounts; an office of hundreds may share one address
	limitNetwork = limit{free: 120, leak: 3 * time.Second, longest: time.Minute}
	// the owner's own browser: strangers cannot spend this one
	limitDevice = limit{free: 10, leak: 5 * time.Minute, longest: 15 * time.Minute}
)

type doorKind string

const (
	doorSignIn     doorKind = "sign-in"
	doorPassword   doorKind = "password"
	doorActivation doorKind = "activation"
)

type bucket struct {
	key   string
	limit limit
	reset bool // a success clears it instead of taking one failure back
}

// entry is one try at a door. It is charged as a failure before the secret is
// looked at, so that a thousand tries at once are a thousand tries.
type entry struct {
	s           *Service
	buckets     []bucket
	knownDevice bool
}

// enter is the one guard of every door that checks a secret. Refused:
// ErrTooManyTries with the seconds to wait; then nothing was charged.
func (s *Service) enter(ctx context.Context, kind doorKind, name loginName, a account, known bool, door Door) (entry, error) {
	e := entry{s: s}
	who := name.canonical()
	if known {
		who = a.ID.String()
		if door.Device != "" {
			if err := s.db.Get(ctx, &e.knownDevice, sqls.DeviceKnown, a.ID, secretHash(door.Device)); err != nil {
				return e, err
			}
		}
	}
	e.buckets = s.bucketsFor(kind, who, door, e.knownDevice)
	return e, e.charge(ctx, kind, a, known)
}

func (s *Service) bucketsFor(kind doorKind, who string, door Door, knownDevice bool) []bucket {
	if knownDevice {
		return []bucket{{s.bucketKey("device", who, door.Device), limitDevice, true}}
	}
	network := networkOf(door.Address)
	list := []bucket{{s.bucketKey("pair", who, network), limitPair, true}}
	// A code has more than 50 random bits: no number of networks guesses it, and
	// without this counter strangers cannot keep a newcomer from activating.
	if kind != doorActivation {
		list = append(list, bucket{s.bucketKey("strangers", who), limitStrangers, false})
	}
	// One order of locks, here and in RefundThrottles: the row that a whole
	// office shares comes last and is held shortest.
	return append(list, bucket{s.bucketKey("network", network), limitNetwork, false})
}

func (s *Service) bucketKey(kind string, parts ...string) string {
	return kind + ":" + base64.RawURLEncoding.EncodeToString(s.keyed("throttle."+kind, parts...))
}

// networkOf groups addresses that one guesser commands: a single IPv4 address,
// a /64 of IPv6.
func networkOf(address string) string {
	ip, err := netip.ParseAddr(address)
	if err != nil {
		return "unknown"
	}
	ip = ip.Unmap().WithZone("")
	if ip.Is6() {
		if p, err := ip.Prefix(64); err == nil {
			return p.String()
		}
	}
	return ip.String()
}

func (e entry) charge(ctx context.Context, kind doorKind, a account, known bool) error {
	return e.s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		for _, b := range e.buckets {
			var failures float64
			err := tx.Get(ctx, &failures, sqls.ChargeThrottle, b.key, b.limit.leak.Seconds(), b.limit.free, b.limit.longest.Seconds())
			if db.NoRow(err) {
				return tooManyTries(ctx, tx, b)
			}
			if err != nil {
				return err
			}
			if known && b.reset && crossed(failures, b.limit.free) {
				if err := audit.Write(ctx, tx, "accounts.tries-slowed", a.ID.String(), map[string]any{"door": string(kind),
					"failures": int(failures), "known_device": e.knownDevice}); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// crossed picks the moments worth a line in the trail: when slowing begins,
// and each doubling after it.
func crossed(failures, free float64) bool {
	over := math.Floor(failures - free)
	return over >= 1 && math.Exp2(math.Floor(math.Log2(over))) == over
}

func tooManyTries(ctx context.Context, tx *db.Tx, b bucket) error {
	var seconds float64
	if err := tx.Get(ctx, &seconds, sqls.ThrottleWait, b.key); err != nil && !db.NoRow(err) {
		return err
	}
	return ErrTooManyTries.After(time.Duration(math.Max(1, math.Ceil(seconds))) * time.Second)
}

// proved takes the charge back after the right secret.
func (e entry) proved(ctx context.Context) error {
	var all, reset []string
	for _, b := range e.buckets {
		all = append(all, b.key)
		if b.reset {
			reset = append(reset, b.key)
		}
	}
	_, err := e.s.db.Exec(ctx, sqls.RefundThrottles, db.Array(all), db.Array(reset))
	return err
}

// unused takes the charge back when the secret was never looked at, and hands
// the cause through.
func (e entry) unused(ctx context.Context, cause error) error {
	var all []string
	for _, b := range e.buckets {
		all = append(all, b.key)
	}
	if _, err := e.s.db.Exec(context.WithoutCancel(ctx), sqls.RefundThrottles, db.Array(all), db.Array([]string{})); err != nil {
		return err
	}
	return cause
}
