package claim

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Status is what has become of a certificate.
type Status byte

// The two ways a certificate stops to hold. One that is neither is valid.
const (
	Revoked    Status = 1
	Superseded Status = 2
)

// Entry is one certificate that no longer holds, since a day.
type Entry struct {
	PublicID string
	Status   Status
	Since    time.Time // day
}

const (
	listMagic  = "LRL1"
	listDomain = "lentera-revocations-v1\x00"
	hashDomain = "lentera-status-v1\x00"
	hashBytes  = 6
	listHead   = len(listMagic) + kidBytes + 4 + 4
	entryBytes = hashBytes + 1 + 2
)

// List is an opened list of revocations.
type List struct {
	IssuedAt time.Time
	Count    int
	entries  []byte
}

// SignList gives the signed list: who is on it can be asked only by somebody
// who has a certificate's public id, of which it holds 48 bits of a hash.
func SignList(entries []Entry, issuedAt time.Time, key ed25519.PrivateKey) ([]byte, error) {
	lines := make([][]byte, 0, len(entries))
	for _, e := range entries {
		line, err := hashOf(e.PublicID)
		if err != nil {
			return nil, err
		}
		days := daysOf(e.Since)
		if (e.Status != Revoked && e.Status != Superseded) || days < 0 || days > 0xffff {
			return nil, fmt.Errorf("claim: entry of status %d, day %d", e.Status, days)
		}
		lines = append(lines, binary.BigEndian.AppendUint16(append(line, byte(e.Status)), uint16(days))) //nolint:gosec // checked
	}
	slices.SortFunc(lines, bytes.Compare)
	kid, _ := hex.DecodeString(KeyID(key.Public().(ed25519.PublicKey)))
	b := append([]byte(listMagic), kid...)
	b = binary.BigEndian.AppendUint32(b, uint32(issuedAt.Unix())) //nolint:gosec // until 2106
	b = binary.BigEndian.AppendUint32(b, uint32(len(lines)))      //nolint:gosec // certificates of one agency
	b = append(b, bytes.Join(lines, nil)...)
	return append(b, ed25519.Sign(key, append([]byte(listDomain), b...))...), nil
}

// OpenList checks the signature and the form of a list.
func OpenList(raw []byte, keys map[string]ed25519.PublicKey) (List, error) {
	if len(raw) < listHead+ed25519.SignatureSize || string(raw[:len(listMagic)]) != listMagic {
		return List{}, ErrMalformed
	}
	body, signature := raw[:len(raw)-ed25519.SignatureSize], raw[len(raw)-ed25519.SignatureSize:]
	at := len(listMagic) + kidBytes
	key, ok := keys[hex.EncodeToString(body[len(listMagic):at])]
	if !ok || len(key) != ed25519.PublicKeySize || !ed25519.Verify(key, append([]byte(listDomain), body...), signature) {
		return List{}, ErrForged
	}
	l := List{IssuedAt: time.Unix(int64(binary.BigEndian.Uint32(body[at:])), 0).UTC(),
		Count: int(binary.BigEndian.Uint32(body[at+4:])), entries: body[listHead:]}
	if len(l.entries) != l.Count*entryBytes {
		return List{}, errors.Join(ErrMalformed, errors.New("claim: the list's length is wrong"))
	}
	return l, nil
}

// Of tells what the list says of a certificate; ok is false when nothing.
func (l List) Of(publicID string) (status Status, since time.Time, ok bool) {
	want, err := hashOf(publicID)
	if err != nil {
		return 0, time.Time{}, false
	}
	for at := 0; at+entryBytes <= len(l.entries); at += entryBytes {
		if line := l.entries[at : at+entryBytes]; bytes.Equal(line[:hashBytes], want) {
			return Status(line[hashBytes]), epoch.AddDate(0, 0, int(binary.BigEndian.Uint16(line[hashBytes+1:]))), true
		}
	}
	return 0, time.Time{}, false
}

func hashOf(publicID string) ([]byte, error) {
	if _, err := rawID(publicID); err != nil {
		return nil, err
	}
	sum := sha256.Sum256([]byte(hashDomain + strings.ToLower(publicID)))
	return slices.Clone(sum[:hashBytes]), nil
}
