package signing

import (
	"log/slog"
)

// Secret is what a person gave to sign with. It lives in memory only, in the
// Keeper, and is zeroed at the end of its run. It prints and encodes as
// nothing, whatever prints it.
type Secret struct {
	passphrase, code, identity []byte
}

// NewSecret takes copies. identity is a NIK or an e-mail, code a one-time
// code; both may be empty.
func NewSecret(passphrase, code, identity []byte) *Secret {
	return &Secret{append([]byte(nil), passphrase...), append([]byte(nil), code...), append([]byte(nil), identity...)}
}

// Passphrase lends the bytes for one call; the borrower keeps no copy.
func (s *Secret) Passphrase() []byte { return s.passphrase }

// Code lends the one-time code.
func (s *Secret) Code() []byte { return s.code }

// Identity lends the NIK or e-mail.
func (s *Secret) Identity() []byte { return s.identity }

// Wipe overwrites all of it.
func (s *Secret) Wipe() {
	for _, b := range [][]byte{s.passphrase, s.code, s.identity} {
		clear(b)
	}
	s.passphrase, s.code, s.identity = nil, nil, nil
}

// String keeps it out of %v and %s.
func (*Secret) String() string { return "(secret)" }

// GoString keeps it out of %#v.
func (*Secret) GoString() string { return "(secret)" }

// MarshalJSON keeps it out of JSON.
func (*Secret) MarshalJSON() ([]byte, error) { return []byte(`"(secret)"`), nil }

// LogValue keeps it out of slog.
func (*Secret) LogValue() slog.Value { return slog.StringValue("(secret)") }
