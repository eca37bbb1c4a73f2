package credential

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"
)

// The parameters of new hashes; a hash says its own, so they may grow.
const (
	memoryKiB = 19 * 1024
	passes    = 2
	lanes     = 1
	saltBytes = 16
	keyBytes  = 32
)

// ErrBusy says that the request ended before its hash had a turn.
var ErrBusy = errors.New("credential: no turn to hash in time")

// Hasher hashes and verifies with a bounded number of hashes at once.
type Hasher struct {
	slots chan struct{}
	dummy string
}

// NewHasher allows so many hashes at once, at least one. Who comes later waits,
// in the order of coming, until the request ends; bounding how many wait is for
// whoever asks.
func NewHasher(atOnce int) *Hasher {
	h := &Hasher{slots: make(chan struct{}, max(atOnce, 1))}
	h.dummy = encode(make([]byte, saltBytes), make([]byte, keyBytes), memoryKiB, passes, lanes)
	return h
}

// Hash makes the string to store for a password: algorithm, parameters, salt
// and key in PHC form. Refused: ErrBusy.
func (h *Hasher) Hash(ctx context.Context, password string) (string, error) {
	salt := make([]byte, saltBytes)
	_, _ = rand.Read(salt) // never fails: the program ends instead
	var out string
	err := h.turn(ctx, func() {
		out = encode(salt, argon2.IDKey(plain(password), salt, passes, memoryKiB, lanes, keyBytes), memoryKiB, passes, lanes)
	})
	return out, err
}

// Verify compares a password with a stored string in constant time. A stored
// string that is empty or not ours costs the same work and is never right: who
// asks cannot tell an unknown name from a wrong password. outdated says that
// the string was made with smaller parameters than today's.
func (h *Hasher) Verify(ctx context.Context, stored, password string) (right, outdated bool, err error) {
	p, ok := decode(stored)
	if !ok {
		p, _ = decode(h.dummy)
	}
	err = h.turn(ctx, func() {
		key := argon2.IDKey(plain(password), p.salt, p.passes, p.memory, p.lanes, uint32(len(p.key))) //nolint:gosec // 32
		right = subtle.ConstantTimeCompare(key, p.key) == 1
	})
	return right && ok, p.memory < memoryKiB || p.passes < passes, err
}

// turn waits for a slot and works in it.
func (h *Hasher) turn(ctx context.Context, work func()) error {
	select {
	case h.slots <- struct{}{}:
	case <-ctx.Done():
		return ErrBusy
	}
	defer func() { <-h.slots }()
	work()
	return nil
}

// plain is the password as it is hashed: composed characters, so that the same
// letters typed on another keyboard are the same password.
func plain(password string) []byte { return norm.NFKC.Bytes([]byte(password)) }

type parameters struct {
	salt, key      []byte
	memory, passes uint32
	lanes          uint8
}

var b64 = base64.RawStdEncoding

func encode(salt, key []byte, memory, passes uint32, lanes uint8) string {
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, memory, passes, lanes, b64.EncodeToString(salt), b64.EncodeToString(key))
}

func decode(stored string) (p parameters, ok bool) {
	parts := strings.Split(stored, "$")
	if len(parts) != 6 || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return p, false
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &p.memory, &p.passes, &p.lanes); err != nil {
		return p, false
	}
	if p.memory == 0 || p.memory > 1<<20 || p.passes == 0 || p.passes > 20 || p.lanes == 0 {
		return p, false
	}
	var err1, err2 error
	p.salt, err1 = b64.DecodeString(parts[4])
	p.key, err2 = b64.DecodeString(parts[5])
	return p, err1 == nil && err2 == nil && len(p.salt) >= 8 && len(p.key) >= 16 && len(p.key) <= 64
}
