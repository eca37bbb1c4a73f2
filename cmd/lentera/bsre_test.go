package main

import (
	"context"
	"crypto/x509"
	"encoding/pem"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"lentera/accounts/accountstest"
	"lentera/internal/config"
	"lentera/merit"
	"lentera/signing/bsre/standin"
	"lentera/signing/testca"
)

// TestBsreStandInCommand: what it refuses, and that it serves until stopped.
func TestBsreStandInCommand(t *testing.T) {
	t.Setenv("LENTERA_DATABASE_URL", "")
	for _, addr := range []string{"0.0.0.0:8098", "[::]:8098", ":8098", "192.0.2.1:8098"} {
		if err := (bsreStandinCmd{Addr: addr}).Run(t.Context()); err == nil || !strings.Contains(err.Error(), "this machine only") {
			t.Errorf("%s: %v", addr, err)
		}
	}
	for _, fault := range []string{"sign", "nothing:short:1x", "sign:nothing:1x", "sign:short:2.0", "sign:short:x"} {
		if err := (bsreStandinCmd{Addr: "127.0.0.1:0", Faults: []string{fault}}).Run(t.Context()); err == nil {
			t.Errorf("fault %s is taken", fault)
		}
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr, root := l.Addr().String(), filepath.Join(t.TempDir(), "root.pem")
	_ = l.Close()
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- bsreStandinCmd{Addr: addr, Root: root}.Run(ctx) }()
	var res *http.Response
	for range 100 {
		if res, err = http.Get("http://" + addr + "/_standin/faults"); err == nil {
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	if err != nil || res.StatusCode != 200 {
		t.Fatal(res, err)
	}
	_ = res.Body.Close()
	text, err := os.ReadFile(root)
	block, _ := pem.Decode(text)
	if err != nil || block == nil {
		t.Fatal("no authority was written")
	}
	if c, err := x509.ParseCertificate(block.Bytes); err != nil || !strings.Contains(c.Subject.CommonName, "TIRUAN") {
		t.Errorf("the authority does not say that it is made up: %v", err)
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	t.Setenv("LENTERA_DATABASE_URL", "postgres://x")
	if err := (bsreStandinCmd{Addr: "127.0.0.1:0"}).Run(t.Context()); err == nil || !strings.Contains(err.Error(), "production") {
		t.Error(err)
	}
}

// TestBsreSettings: no address, no client; demo never leaves this machine;
// what cannot work is refused at the start.
func TestBsreSettings(t *testing.T) {
	real := config.Config{BsreURL: "https://esign.example.go.id", BsreUsername: "u", BsrePassword: "p", BsreVerify: "v2"}
	change := func(f func(*config.Config)) config.Config { c := real; f(&c); return c }
	for name, c := range map[string]struct {
		cfg  config.Config
		told string // "": it works
	}{
		"nothing":            {config.Config{BsreVerify: "v2"}, ""},
		"set up":             {real, ""},
		"demo and elsewhere": {change(func(c *config.Config) { c.Demo = true }), "stand-in on this machine"},
		"demo and here":      {change(func(c *config.Config) { c.Demo, c.BsreURL = true, "http://127.0.0.1:8098" }), ""},
		"plain http":         {change(func(c *config.Config) { c.BsreURL = "http://10.1.1.1" }), "https://"},
		"plain http, chosen": {change(func(c *config.Config) { c.BsreURL, c.BsrePlainHTTP = "http://10.1.1.1", true }), ""},
		"no password":        {change(func(c *config.Config) { c.BsrePassword = "" }), "password"},
		"codes": {change(func(c *config.Config) {
			c.BsreCodes = []string{"2021=certificate-expired", " 2040 = certificate-revoked"}
		}), ""},
		"codes without =":    {change(func(c *config.Config) { c.BsreCodes = []string{"2021"} }), "number=reason"},
		"codes of no reason": {change(func(c *config.Config) { c.BsreCodes = []string{"2021=whatever"} }), "no reason"},
		"verify by v3":       {change(func(c *config.Config) { c.BsreVerify = "v3" }), "v2, v1 or off"},
	} {
		client, err := bsreClient(c.cfg, nil)
		if err == nil {
			_, err = claimSignature(c.cfg, client)
		}
		if (err == nil) != (c.told == "") || err != nil && !strings.Contains(err.Error(), c.told) {
			t.Errorf("%s: %v", name, err)
		}
		if err == nil && (client != nil) != (c.cfg.BsreURL != "") {
			t.Errorf("%s: client %v", name, client)
		}
	}
}

// TestBsreJudgesAHandedInCertificate goes from the upload of a certificate of
// somebody else's training to what its checker reads of the signature.
func TestBsreJudgesAHandedInCertificate(t *testing.T) {
	s, err := standin.New(standin.Options{})
	if err != nil {
		t.Fatal(err)
	}
	web := httptest.NewServer(s)
	defer web.Close()
	defer s.Close()
	p, _ := newProgram(t)
	p.cfg.BsreURL, p.cfg.BsreUsername, p.cfg.BsrePassword = web.URL, standin.SampleUser, standin.SamplePassword
	sheet := testca.Sheet("Sertifikat dari tempat lain")
	signed, err := s.CA().Sign(sheet, "Kepala Balai", "Sertifikat", "")
	if err != nil {
		t.Fatal(err)
	}
	spoilt := append([]byte(nil), signed...)
	spoilt[len(sheet)/2] ^= 1
	for _, api := range []string{"v2", "v1", "off"} {
		p.cfg.BsreVerify = api
		g, err := wire(p)
		if err != nil {
			t.Fatal(err)
		}
		actor := accountstest.Person(t, p.db, "Laras", accountstest.Unit(t, p.db, "Dinas", uuid.Nil))
		c, err := g.merit.NewClaim(t.Context(), actor, merit.ClaimExternal, "", merit.ClaimContent{Title: "Pelatihan lain", Organiser: "Balai", Number: "1/2026",
			StartedOn: "2026-02-02", CompletedOn: "2026-02-03", JP: 4, SiasnPath: 16})
		if err != nil {
			t.Fatal(err)
		}
		for name, f := range map[string]struct {
			file  []byte
			valid bool
		}{"signed": {signed, true}, "tampered": {spoilt, false}} {
			c, err = g.merit.SetClaimFile(t.Context(), actor, c.ID, f.file)
			if err != nil {
				t.Fatal(err)
			}
			got := c.Findings
			if api == "off" {
				if got.SignatureState != "off" || got.Signature != nil || c.SignatureSetUp {
					t.Errorf("off: %+v", got)
				}
				continue
			}
			if got.SignatureState != "read" || got.Signature == nil || !got.Signature.Signed || got.Signature.Valid != f.valid {
				t.Errorf("%s, %s: %+v %+v", api, name, got, got.Signature)
			} else if f.valid && (got.Signature.Signer != "Kepala Balai" || !got.Signature.Trusted) {
				t.Errorf("%s: %+v", api, got.Signature)
			}
		}
		if api == "v2" {
			if err := s.SetFaults(standin.Fault{Op: "verify", Kind: standin.Error502, Next: 1}); err != nil {
				t.Fatal(err)
			}
			c, err := g.merit.SetClaimFile(t.Context(), actor, c.ID, signed)
			if err != nil || c.Findings.SignatureState != "away" {
				t.Errorf("away: %+v %v", c.Findings, err)
			}
		}
	}
}

// TestADemoMayHaveABsreOfItsOwn, and nothing but a demo may.
func TestADemoMayHaveABsreOfItsOwn(t *testing.T) {
	p, _ := newProgram(t)
	p.cfg.DataDir, p.cfg.DemoBsre = t.TempDir(), true
	if err := p.demoBsre(t.Context()); err != nil || p.cfg.BsreURL != "" {
		t.Fatalf("outside demo mode: %q %v", p.cfg.BsreURL, err)
	}
	p.cfg.Demo = true
	for range 2 { // a second start keeps the authority of the first
		p.cfg.BsreURL, p.cfg.SigningRoots = "", ""
		if err := p.demoBsre(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	roots, err := os.ReadFile(p.cfg.SigningRoots)
	if err != nil || strings.Count(string(roots), "BEGIN CERTIFICATE") != 2 {
		t.Errorf("%v", err)
	}
	g, err := wire(p)
	if err != nil {
		t.Fatal(err)
	}
	for _, kind := range []string{"bsre_sign", "bsre_seal", "portal"} {
		if !g.signing.Can(kind) {
			t.Errorf("a demo cannot sign by %s", kind)
		}
	}
	if err := g.signing.ActivateSeal(t.Context(), standin.SampleActivation); err != nil {
		t.Error(err)
	}
}
