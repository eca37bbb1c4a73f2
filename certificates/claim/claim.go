package claim

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base32"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"strings"
	"time"
	"unicode/utf8"
)

// The longest texts of a claim, in bytes of UTF-8. Longer ones are cut with an
// ellipsis: a claim points to a certificate, it does not replace the sheet.
const (
	MaxTitle  = 48
	MaxCode   = 32
	MaxName   = 28
	MaxAgency = 32
)

const (
	version   = 1
	domain    = "lentera-claim-v1\x00"
	kidBytes  = 8
	headBytes = 1 + kidBytes + idBytes + 2 + 2 + 2
	idBytes   = 20
	texts     = 4
	maxBytes  = headBytes + texts + MaxTitle + MaxCode + MaxName + MaxAgency + ed25519.SignatureSize
)

var (
	letters = base32.StdEncoding.WithPadding(base32.NoPadding)
	epoch   = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)
)

// ErrMalformed is the answer to what is no claim of this form.
var ErrMalformed = errors.New("claim: malformed")

// ErrForged is the answer to a claim that no known key has signed.
var ErrForged = errors.New("claim: not signed by a known key")

// Claim is what the QR code says of a certificate. It holds no identifier and
// no unmasked name.
type Claim struct {
	PublicID    string // 32 letters, the address of the status page
	CompletedOn time.Time
	JP          int // learning hours of 45 minutes, 0–65535
	CourseCode  string
	Revision    int // of the course, 0 where there is none
	Title       string
	MaskedName  string
	Agency      string
}

// KeyID names a public key: the first 8 bytes of its SHA-256, in hex.
func KeyID(key ed25519.PublicKey) string {
	sum := sha256.Sum256(key)
	return hex.EncodeToString(sum[:kidBytes])
}

// Sign gives the claim's text. It refuses an id that is not 160 bits in base32
// and numbers outside their range; texts are cut to their bounds.
func Sign(c Claim, key ed25519.PrivateKey) (string, error) {
	id, err := rawID(c.PublicID)
	if err != nil {
		return "", err
	}
	days := daysOf(c.CompletedOn)
	for _, n := range []int{days, c.JP, c.Revision} {
		if n < 0 || n > 0xffff {
			return "", errors.New("claim: a number is out of range")
		}
	}
	kid, _ := hex.DecodeString(KeyID(key.Public().(ed25519.PublicKey)))
	b := append([]byte{version}, kid...)
	b = append(b, id...)
	for _, n := range []int{days, c.JP, c.Revision} {
		b = binary.BigEndian.AppendUint16(b, uint16(n)) //nolint:gosec // checked above
	}
	for _, part := range c.parts() {
		text := cut(*part.text, part.max)
		b = append(append(b, byte(len(text))), text...) //nolint:gosec // at most max
	}
	return letters.EncodeToString(append(b, ed25519.Sign(key, signed(b))...)), nil
}

// Open reads a claim and checks its signature with the key of its key id.
// It never says who signed: callers give only keys they trust.
func Open(text string, keys map[string]ed25519.PublicKey) (Claim, error) {
	raw, kid, c, err := decode(text)
	if err != nil {
		return Claim{}, err
	}
	body, signature := raw[:len(raw)-ed25519.SignatureSize], raw[len(raw)-ed25519.SignatureSize:]
	key, ok := keys[kid]
	if !ok || len(key) != ed25519.PublicKeySize || !ed25519.Verify(key, signed(body), signature) {
		return Claim{}, ErrForged
	}
	return c, nil
}

// daysOf counts the calendar day of t, in t's own zone, from the epoch.
func daysOf(t time.Time) int {
	y, m, d := t.Date()
	return int(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Sub(epoch).Hours() / 24)
}

func signed(body []byte) []byte { return append([]byte(domain), body...) }

type part struct {
	text *string
	max  int
}

func (c *Claim) parts() [texts]part {
	return [texts]part{{&c.CourseCode, MaxCode}, {&c.Title, MaxTitle}, {&c.MaskedName, MaxName}, {&c.Agency, MaxAgency}}
}

func decode(text string) (raw []byte, kid string, c Claim, err error) {
	text = strings.ToUpper(strings.TrimSpace(text))
	if len(text) > letters.EncodedLen(maxBytes) {
		return nil, "", c, ErrMalformed
	}
	raw, err = letters.DecodeString(text)
	if err != nil || len(raw) < headBytes+texts+ed25519.SignatureSize || raw[0] != version || letters.EncodeToString(raw) != text {
		return nil, "", c, ErrMalformed
	}
	kid = hex.EncodeToString(raw[1 : 1+kidBytes])
	at := 1 + kidBytes
	c.PublicID = strings.ToLower(letters.EncodeToString(raw[at : at+idBytes]))
	at += idBytes
	number := func() int { at += 2; return int(binary.BigEndian.Uint16(raw[at-2:])) }
	c.CompletedOn = epoch.AddDate(0, 0, number())
	c.JP, c.Revision = number(), number()
	rest := raw[at : len(raw)-ed25519.SignatureSize]
	for _, part := range c.parts() {
		if len(rest) == 0 || int(rest[0]) > part.max || len(rest) < 1+int(rest[0]) || !utf8.Valid(rest[1:1+rest[0]]) {
			return nil, "", c, ErrMalformed
		}
		*part.text, rest = string(rest[1:1+rest[0]]), rest[1+rest[0]:]
	}
	if len(rest) != 0 {
		return nil, "", c, ErrMalformed
	}
	return raw, kid, c, nil
}

func rawID(publicID string) ([]byte, error) {
	id, err := letters.DecodeString(strings.ToUpper(publicID))
	if err != nil || len(id) != idBytes {
		return nil, errors.New("claim: the public id is not 160 bits in base32")
	}
	return id, nil
}

// cut keeps whole letters within max bytes.
func cut(text string, max int) string {
	text = strings.ToValidUTF8(text, "")
	if len(text) <= max {
		return text
	}
	const dots = "…"
	end := max - len(dots)
	for end > 0 && !utf8.RuneStart(text[end]) {
		end--
	}
	return strings.TrimRight(text[:end], " ") + dots
}
