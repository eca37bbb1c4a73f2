package badge

import (
	"bytes"
	"crypto/ed25519"
	"errors"
	"strings"

	"github.com/mr-tron/base58"
)

var ed25519Prefix = []byte{0xed, 0x01} // multicodec ed25519-pub

// DID is the did:key of a public key, which says the key itself.
func DID(key ed25519.PublicKey) string { return "did:key:" + multibase(key) }

// Method is the verification method of a public key: its DID and its name in it.
func Method(key ed25519.PublicKey) string { return DID(key) + "#" + multibase(key) }

func multibase(key ed25519.PublicKey) string {
	return "z" + base58.Encode(append(bytes.Clone(ed25519Prefix), key...))
}

// KeyOf reads the key that a verification method itself holds, without asking
// anybody: a did:key, or any address whose fragment is the key, as Open Badges
// examples write it. Whose key it is, it does not tell.
func KeyOf(method string) (ed25519.PublicKey, error) {
	_, text, found := strings.Cut(method, "#")
	if !found {
		text, found = strings.CutPrefix(method, "did:key:")
	}
	if !found || !strings.HasPrefix(text, "z") {
		return nil, errors.New("badge: the verification method holds no key")
	}
	if did, named, ok := strings.Cut(strings.TrimPrefix(method, "did:key:"), "#"); ok && strings.HasPrefix(method, "did:key:") && did != named {
		return nil, errors.New("badge: the did:key and its fragment differ")
	}
	raw, err := base58.Decode(text[1:])
	if err != nil || !bytes.HasPrefix(raw, ed25519Prefix) || len(raw) != len(ed25519Prefix)+ed25519.PublicKeySize {
		return nil, errors.New("badge: the verification method holds no Ed25519 key")
	}
	return ed25519.PublicKey(raw[len(ed25519Prefix):]), nil
}
