package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"lentera/certificates"
	"lentera/signing/pades"
)

// TestDemoSigning: demo mode makes a key once, says that it is made up, and
// the key signs what demo mode itself believes.
func TestDemoSigning(t *testing.T) {
	p, g := newProgram(t)
	if g.signing.Can("local") {
		t.Fatal("without settings nothing is signed")
	}
	p.cfg.Demo, p.cfg.DataDir = true, t.TempDir()
	for range 2 { // the second start finds what the first one made
		s, err := g.newSigning(p)
		if err != nil || !s.Can("local") || s.Can("bsre_sign") {
			t.Fatalf("%v", err)
		}
	}
	keys, roots, err := demoKeys(p.cfg.DataDir)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range append(keys, roots) {
		if info, err := os.Stat(name); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v %v", name, info, err)
		}
	}
	file, err := os.ReadFile(keys[0])
	if err != nil {
		t.Fatal(err)
	}
	key, err := pades.OpenKey(file, []byte(demoSigningPassphrase))
	if err != nil || !strings.Contains(key.Chain[0].Subject.CommonName, "DEMO") || !strings.Contains(key.Root().Subject.CommonName, "tidak sah") {
		t.Fatalf("%v", err)
	}
}

func TestSigningSettings(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "a.p12")
	if err := os.WriteFile(file, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	p, g := newProgram(t)
	for name, set := range map[string]func(){
		"keys without roots":  func() { p.cfg.SigningKeys = []string{file} },
		"roots that are none": func() { p.cfg.SigningRoots = file },
		"no such root":        func() { p.cfg.SigningRoots = filepath.Join(dir, "none") },
		"no such stamp root":  func() { p.cfg.SigningTSARoots = filepath.Join(dir, "none") },
	} {
		p.cfg.SigningKeys, p.cfg.SigningRoots, p.cfg.SigningTSARoots = nil, "", ""
		set()
		if _, err := g.newSigning(p); err == nil || !strings.Contains(err.Error(), "settings") {
			t.Errorf("%s: %v", name, err)
		}
	}
	keys, roots, err := demoKeys(dir)
	if err != nil {
		t.Fatal(err)
	}
	for name, list := range map[string][]string{"twice the agency": {keys[0], keys[0]}, "no NIP": {"123=" + keys[0]}, "no file": {filepath.Join(dir, "none")}} {
		p.cfg.SigningKeys, p.cfg.SigningRoots, p.cfg.SigningTSARoots = list, roots, ""
		if _, err := g.newSigning(p); err == nil || !strings.Contains(err.Error(), "signing keys") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestTellFile: what the command prints, and when it ends with an error.
func TestTellFile(t *testing.T) {
	dir := t.TempDir()
	keys, roots, err := demoKeys(dir)
	if err != nil {
		t.Fatal(err)
	}
	file, err := os.ReadFile(keys[0])
	if err != nil {
		t.Fatal(err)
	}
	key, err := pades.OpenKey(file, []byte(demoSigningPassphrase))
	if err != nil {
		t.Fatal(err)
	}
	pool, err := poolOf([]string{roots})
	if err != nil {
		t.Fatal(err)
	}
	signed, err := pades.Sign(context.Background(), smallPDF, pades.Request{Key: key, At: time.Now(), Name: "x"})
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	for name, c := range map[string]struct {
		body []byte
		of   *certificates.Certificate
		good bool
		says string
	}{
		"signed":            {signed, nil, true, "Ours:        no"},
		"ours":              {signed, &certificates.Certificate{Number: "1/2026", Signing: "local"}, true, "certificate 1/2026, now valid"},
		"ours, revoked":     {signed, &certificates.Certificate{Number: "1/2026", Signing: "local", RevokedAt: &now}, false, "now revoked"},
		"ours, QR alone":    {smallPDF, &certificates.Certificate{Number: "2/2026", Signing: "none"}, true, "no-signature"},
		"unsigned stranger": {smallPDF, nil, false, "no-signature"},
		"changed":           {append(bytes.Clone(signed), '\n', 'x'), nil, false, "changed"},
	} {
		var out bytes.Buffer
		err := tellFile(&out, c.body, pades.Trust{Roots: pool}, c.of, false)
		if errors.Is(err, errBadFile) == c.good || !strings.Contains(out.String(), c.says) {
			t.Errorf("%s: %v\n%s", name, err, out.String())
		}
	}
}

// smallPDF is the least that can be signed.
var smallPDF = func() []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n")
	var at []int
	for _, object := range []string{"<</Type /Catalog /Pages 2 0 R>>", "<</Type /Pages /Kids [3 0 R] /Count 1>>", "<</Type /Page /Parent 2 0 R /MediaBox [0 0 100 100]>>"} {
		at = append(at, b.Len())
		b.WriteString(string(rune('0'+len(at))) + " 0 obj\n" + object + "\nendobj\n")
	}
	start := b.Len()
	b.WriteString("xref\n0 4\n0000000000 65535 f \n")
	pad := func(n int) string { return fmt.Sprintf("%010d", n) }
	for _, n := range at {
		b.WriteString(pad(n) + " 00000 n \n")
	}
	b.WriteString("trailer\n<</Size 4 /Root 1 0 R>>\nstartxref\n" + fmt.Sprint(start) + "\n%%EOF\n")
	return b.Bytes()
}()
