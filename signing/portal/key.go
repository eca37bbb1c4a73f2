package portal

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
)

// NewKey makes a callback key: 256 random bits, for one document and one try.
func NewKey() Secret {
	b := make([]byte, 32)
	_, _ = rand.Read(b) // never fails: the program ends instead
	return Secret(base64.RawURLEncoding.EncodeToString(b))
}

// Hash is what is kept of a key. A plain hash is enough: the key is random, so
// that there is nothing to guess from.
func Hash(key Secret) []byte {
	h := sha256.Sum256([]byte(key.Reveal()))
	return h[:]
}

// nobody stands where no document has a hash, so that asking for a document
// that does not exist takes the same steps as a wrong key.
var nobody = make([]byte, sha256.Size)

// Same compares a key that came with a hash that was kept, in constant time.
// Without a kept hash it is false, after the same work.
func Same(kept []byte, came Secret) bool {
	if len(kept) != sha256.Size {
		subtle.ConstantTimeCompare(nobody, Hash(came))
		return false
	}
	return subtle.ConstantTimeCompare(kept, Hash(came)) == 1
}
