package embedded

import (
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

const secretsFile = "secrets.json"

// SecretSet are the secrets of one data folder, made once and kept: whoever
// loses them invalidates every session and every unused activation code.
// Never log or print one.
type SecretSet struct {
	// JWTSeed is the 32-byte seed of the Ed25519 key that signs access tokens.
	JWTSeed []byte `json:"jwt_seed"`
	// Pepper is 32 bytes mixed into the hashes of activation codes and the like.
	Pepper []byte `json:"pepper"`
	// IssuerSeed is the 32-byte seed of the Ed25519 key that signs what Lentera
	// hands out for ever: the claim in a QR code, badges, the revocation list.
	IssuerSeed []byte `json:"issuer_seed,omitempty"`
	// RegisterSeed is the 32-byte seed of the Ed25519 key that signs the
	// checkpoints of the register.
	RegisterSeed []byte `json:"register_seed,omitempty"`
	// S3AccessKey and S3SecretKey are the account of the private object store.
	S3AccessKey string `json:"s3_access_key"`
	S3SecretKey string `json:"s3_secret_key"`
}

// SigningKey is the Ed25519 key made from JWTSeed.
func (s SecretSet) SigningKey() ed25519.PrivateKey { return ed25519.NewKeyFromSeed(s.JWTSeed) }

// IssuerKey is the Ed25519 key made from IssuerSeed.
func (s SecretSet) IssuerKey() ed25519.PrivateKey { return ed25519.NewKeyFromSeed(s.IssuerSeed) }

// RegisterKey is the Ed25519 key made from RegisterSeed.
func (s SecretSet) RegisterKey() ed25519.PrivateKey { return ed25519.NewKeyFromSeed(s.RegisterSeed) }

// TokenKey is the AES-256 key that keeps tokens of other systems in the
// database, derived from the pepper.
func (s SecretSet) TokenKey() []byte {
	m := hmac.New(sha256.New, s.Pepper)
	m.Write([]byte("lentera token key 1"))
	return m.Sum(nil)
}

// String keeps the secrets out of logs.
func (s SecretSet) String() string { return "(secrets)" }

// GoString keeps the secrets out of %#v too.
func (s SecretSet) GoString() string { return "(secrets)" }

// Secrets reads <dataDir>/secrets.json and makes it (mode 0600) on first use.
// The caller holds the Lock of dataDir. Refused: a file that group or others
// may read, because it may have been copied; a file with a secret missing.
func Secrets(dataDir string) (SecretSet, error) {
	path := filepath.Join(dataDir, secretsFile)
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return makeSecrets(path)
	}
	if err != nil {
		return SecretSet{}, err
	}
	defer func() { _ = f.Close() }()
	info, err := f.Stat()
	if err != nil {
		return SecretSet{}, err
	}
	if info.Mode().Perm()&0o077 != 0 {
		return SecretSet{}, fmt.Errorf("%s may be read by other users (mode %#o): run `chmod 600 %s`, "+
			"and delete it instead if someone may have copied it (everybody then signs in again)", path, info.Mode().Perm(), path)
	}
	var set SecretSet
	if err := json.NewDecoder(f).Decode(&set); err != nil {
		return SecretSet{}, fmt.Errorf("%s is damaged: %w", path, err)
	}
	if err := set.check(path); err != nil {
		return SecretSet{}, err
	}
	return set, set.complete(path)
}

// complete adds, once, the seeds that a folder of an earlier version lacks.
func (s *SecretSet) complete(path string) error {
	if len(s.IssuerSeed) == ed25519.SeedSize && len(s.RegisterSeed) == ed25519.SeedSize {
		return nil
	}
	if len(s.IssuerSeed) != 0 || len(s.RegisterSeed) != 0 {
		return fmt.Errorf("%s is incomplete: restore it from a backup: certificates already issued are checked with its keys", path)
	}
	s.IssuerSeed, s.RegisterSeed = random(ed25519.SeedSize), random(ed25519.SeedSize)
	return s.write(path)
}

func (s SecretSet) write(path string) error {
	content, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return err
	}
	return writeFile(path, append(content, '\n'), 0o600)
}

func (s SecretSet) check(path string) error {
	if len(s.JWTSeed) != ed25519.SeedSize || len(s.Pepper) != 32 || s.S3AccessKey == "" || s.S3SecretKey == "" {
		return fmt.Errorf("%s is incomplete: restore it from a backup, or delete it to make new secrets (everybody then signs in again)", path)
	}
	return nil
}

func makeSecrets(path string) (SecretSet, error) {
	set := SecretSet{
		JWTSeed:    random(ed25519.SeedSize),
		Pepper:     random(32),
		IssuerSeed: random(ed25519.SeedSize), RegisterSeed: random(ed25519.SeedSize),
		S3AccessKey: "lentera-" + rand.Text()[:12],
		S3SecretKey: base64.RawURLEncoding.EncodeToString(random(30)),
	}
	return set, set.write(path)
}

func random(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.Read(b) // never fails: the program ends instead
	return b
}
