package embedded

import (
	"bytes"
	"crypto/ed25519"
	"testing"
)

func TestRotateIssuerChangesThatSeedOnly(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	before, err := Secrets(dir)
	if err != nil {
		t.Fatal(err)
	}
	old, fresh, err := RotateIssuer(dir)
	if err != nil || old.Equal(fresh) || !old.Equal(before.IssuerKey().Public().(ed25519.PublicKey)) {
		t.Fatalf("%v: %x, %x", err, old, fresh)
	}
	after, err := Secrets(dir)
	if err != nil || !fresh.Equal(after.IssuerKey().Public().(ed25519.PublicKey)) {
		t.Fatalf("the new key was not kept: %v", err)
	}
	if !bytes.Equal(before.JWTSeed, after.JWTSeed) || !bytes.Equal(before.Pepper, after.Pepper) ||
		!bytes.Equal(before.RegisterSeed, after.RegisterSeed) || before.S3SecretKey != after.S3SecretKey {
		t.Error("another secret changed")
	}
}
