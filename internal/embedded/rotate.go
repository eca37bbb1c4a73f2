package embedded

import (
	"crypto/ed25519"
	"path/filepath"
)

// RotateIssuer makes a new issuer's seed in <dataDir>/secrets.json and gives
// the public keys before and after. The old private key is gone: what it has
// signed is verified with its public key, which the database keeps. The caller
// holds the Lock of dataDir, so that no server goes on signing with the old one.
func RotateIssuer(dataDir string) (old, fresh ed25519.PublicKey, err error) {
	set, err := Secrets(dataDir)
	if err != nil {
		return nil, nil, err
	}
	old = set.IssuerKey().Public().(ed25519.PublicKey)
	set.IssuerSeed = random(ed25519.SeedSize)
	fresh = set.IssuerKey().Public().(ed25519.PublicKey)
	return old, fresh, set.write(filepath.Join(dataDir, secretsFile))
}
