package embedded

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestSecretsAreMadeOnceAndKeptPrivate(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	first, err := Secrets(dir)
	if err != nil {
		t.Fatal(err)
	}
	expectMode(t, filepath.Join(dir, secretsFile), 0o600)
	if left, _ := filepath.Glob(filepath.Join(dir, "*.new-*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	second, err := Secrets(dir)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(first.JWTSeed, second.JWTSeed) || !bytes.Equal(first.Pepper, second.Pepper) ||
		first.S3AccessKey != second.S3AccessKey || first.S3SecretKey != second.S3SecretKey {
		t.Error("the secrets changed")
	}
	if !first.SigningKey().Equal(second.SigningKey()) {
		t.Error("the signing key changed")
	}
	other, err := Secrets(t.TempDir())
	if err != nil || bytes.Equal(other.JWTSeed, first.JWTSeed) || other.S3SecretKey == first.S3SecretKey {
		t.Errorf("two data folders share secrets (%v)", err)
	}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
		if printed := fmt.Sprintf(verb, first); strings.Contains(printed, first.S3SecretKey) || printed != "(secrets)" {
			t.Errorf("%s prints %q", verb, printed)
		}
	}
}

func TestSecretsRefuses(t *testing.T) {
	t.Parallel()
	for name, damage := range map[string]func(path string) error{
		"readable by others": func(path string) error { return os.Chmod(path, 0o644) },
		"readable by group":  func(path string) error { return os.Chmod(path, 0o640) },
		"damaged":            func(path string) error { return os.WriteFile(path, []byte(`{"jwt_seed"`), 0o600) },
		"incomplete":         func(path string) error { return os.WriteFile(path, []byte(`{"jwt_seed":"AAAA"}`), 0o600) },
		"empty":              func(path string) error { return os.WriteFile(path, nil, 0o600) },
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			if _, err := Secrets(dir); err != nil {
				t.Fatal(err)
			}
			path := filepath.Join(dir, secretsFile)
			if err := damage(path); err != nil {
				t.Fatal(err)
			}
			before, _ := os.ReadFile(path)
			if _, err := Secrets(dir); err == nil || !strings.Contains(err.Error(), path) {
				t.Errorf("refusal has to name the file: %v", err)
			}
			if after, _ := os.ReadFile(path); !bytes.Equal(before, after) {
				t.Error("the refused file was changed")
			}
		})
	}
}

// TestSecretsOfAnEarlierVersionAreCompletedOnce: a folder made before there
// were seals gets their seeds, keeps the rest, and refuses to lose one later.
func TestSecretsOfAnEarlierVersionAreCompletedOnce(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	made, err := Secrets(dir)
	if err != nil {
		t.Fatal(err)
	}
	old := made
	old.IssuerSeed, old.RegisterSeed = nil, nil
	if err := old.write(filepath.Join(dir, secretsFile)); err != nil {
		t.Fatal(err)
	}
	first, err := Secrets(dir)
	if err != nil {
		t.Fatal(err)
	}
	second, err := Secrets(dir)
	if err != nil || !bytes.Equal(first.JWTSeed, made.JWTSeed) || len(first.IssuerSeed) != 32 || len(first.RegisterSeed) != 32 ||
		!bytes.Equal(first.IssuerSeed, second.IssuerSeed) || !bytes.Equal(first.RegisterSeed, second.RegisterSeed) {
		t.Fatalf("the seeds were not added once and kept: %v", err)
	}
	half := first
	half.RegisterSeed = nil
	if err := half.write(filepath.Join(dir, secretsFile)); err != nil {
		t.Fatal(err)
	}
	if _, err := Secrets(dir); err == nil {
		t.Fatal("a lost seed was replaced")
	}
}
