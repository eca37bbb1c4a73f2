package register

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// Checkpoint is what a signed note says.
type Checkpoint struct {
	Origin string
	Size   int64
	Root   tlog.Hash
	Seq    int64 // running number of the checkpoint; signed, so that a lost one leaves a gap
}

// text is the note in the form of C2SP tlog-checkpoint: origin, size, root and
// one extension line.
func (c Checkpoint) text() string {
	return fmt.Sprintf("%s\n%d\n%s\nseq %d\n", c.Origin, c.Size, base64.StdEncoding.EncodeToString(c.Root[:]), c.Seq)
}

// parseCheckpoint reads the text of a note whose signature was checked.
func parseCheckpoint(text string) (c Checkpoint, err error) {
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	if len(lines) < 3 {
		return c, errors.New("a checkpoint has at least three lines")
	}
	c.Origin = lines[0]
	if c.Size, err = strconv.ParseInt(lines[1], 10, 64); err != nil || c.Size < 0 || strconv.FormatInt(c.Size, 10) != lines[1] {
		return c, errors.New("the second line of a checkpoint is a size")
	}
	root, err := base64.StdEncoding.DecodeString(lines[2])
	if err != nil || len(root) != tlog.HashSize {
		return c, errors.New("the third line of a checkpoint is a hash")
	}
	c.Root = tlog.Hash(root)
	for _, l := range lines[3:] {
		if n, ok := strings.CutPrefix(l, "seq "); ok {
			if c.Seq, err = strconv.ParseInt(n, 10, 64); err != nil {
				return c, errors.New("the number of the checkpoint is not a number")
			}
		}
	}
	return c, nil
}

// origin names the register by its key, so that it stays the same when the
// agency's name or address changes.
func origin(key ed25519.PublicKey) string {
	sum := sha256.Sum256(key)
	return "lentera-register/" + hex.EncodeToString(sum[:8])
}

// VerifierKey is the public key in the form of sumdb/note, which whoever checks
// a checkpoint needs.
func VerifierKey(key ed25519.PublicKey) string {
	k, err := note.NewEd25519VerifierKey(origin(key), key)
	if err != nil { // only for a key of the wrong length
		panic(err)
	}
	return k
}

// KeyOf is the verifier key that belongs to a signing key.
func KeyOf(key ed25519.PrivateKey) string {
	public, _ := key.Public().(ed25519.PublicKey)
	return VerifierKey(public)
}

// signer signs notes with the register's key.
type signer struct {
	note.Verifier
	key ed25519.PrivateKey
}

// Sign implements note.Signer.
func (s signer) Sign(msg []byte) ([]byte, error) { return ed25519.Sign(s.key, msg), nil }

func newSigner(key ed25519.PrivateKey) (note.Signer, note.Verifier, error) {
	if len(key) != ed25519.PrivateKeySize {
		return nil, nil, errors.New("register: the key is not an Ed25519 key")
	}
	v, err := note.NewVerifier(KeyOf(key))
	if err != nil {
		return nil, nil, err
	}
	return signer{Verifier: v, key: key}, v, nil
}

// verifiers reads verifier keys.
func verifiers(keys []string) (note.Verifiers, error) {
	var list []note.Verifier
	for _, k := range keys {
		v, err := note.NewVerifier(strings.TrimSpace(k))
		if err != nil {
			return nil, fmt.Errorf("the key %q is not a verifier key: %w", k, err)
		}
		list = append(list, v)
	}
	return note.VerifierList(list...), nil
}

// openNote checks a note's signature and reads it. The origin must be the name
// of the key that signed.
func openNote(text string, known note.Verifiers) (Checkpoint, error) {
	n, err := note.Open([]byte(text), known)
	if err != nil {
		return Checkpoint{}, err
	}
	c, err := parseCheckpoint(n.Text)
	if err == nil && n.Sigs[0].Name != c.Origin {
		err = errors.New("the origin is not the signer")
	}
	return c, err
}
