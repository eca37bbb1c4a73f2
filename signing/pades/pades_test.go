package pades_test

import (
	"bytes"
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"lentera/certificates/pdf"
	"lentera/signing/pades"
	"lentera/signing/pades/madeup"
)

// scene is a made-up authority with two signers, and a drawn certificate.
type scene struct {
	ca          *madeup.Authority
	head, chief *pades.Key
	drawn       []byte
}

func must[T any](t testing.TB, v T, err error) T {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func draw(t testing.TB, number int) []byte {
	day := time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)
	return must2(t)(pdf.Draw(pdf.Sheet{Agency: "Pemerintah Kabupaten Lumajang", Number: fmt.Sprintf("800.2/%04d/LENTERA/2026", number), Name: "Siti Aminah",
		NIP: "198503172010012003", Title: "Keamanan informasi", Organiser: "BKPSDM", JP: 4, StartedOn: day, CompletedOn: day, IssuedOn: day, IssuedAt: day,
		Place: "Lumajang", Subjects: []pdf.Subject{{Title: "Dasar", JP: 4}}, VerifyURL: "https://lentera.example/s/abc", Code: "ABCD", ESigned: true}))
}

func must2(t testing.TB) func([]byte, error) []byte {
	return func(b []byte, err error) []byte { t.Helper(); return must(t, b, err) }
}

func newScene(t testing.TB) *scene {
	s := &scene{ca: must(t, ignore(madeup.NewAuthority("CA uji")), nil), drawn: draw(t, 1)}
	from, to := time.Now().Add(-time.Minute), time.Now().AddDate(2, 0, 0)
	var err error
	s.head, err = s.ca.Signer("Kepala BKPSDM", from, to)
	must(t, 0, err)
	s.chief, err = s.ca.Signer("Sekretaris Daerah", from, to)
	must(t, 0, err)
	return s
}

func ignore(a *madeup.Authority, err error) *madeup.Authority {
	if err != nil {
		panic(err)
	}
	return a
}

func (s *scene) sign(t testing.TB, file []byte, key *pades.Key, tsa *pades.TSA) []byte {
	t.Helper()
	return must2(t)(pades.Sign(context.Background(), file, pades.Request{Key: key, TSA: tsa, At: time.Now(),
		Name: key.Chain[0].Subject.CommonName, Reason: "Sertifikat 800.2/0001/LENTERA/2026", Location: "Lumajang"}))
}

func (s *scene) trust() pades.Trust { return pades.Trust{Roots: s.ca.Pool(), TSARoots: s.ca.Pool()} }

func (s *scene) tsa(t testing.TB) (*pades.TSA, *madeup.TSA) {
	key, err := s.ca.Stamper("TSA uji")
	must(t, 0, err)
	far := &madeup.TSA{Key: key, Others: s.head}
	server := httptest.NewServer(far)
	t.Cleanup(server.Close)
	client := server.Client()
	client.Timeout = 300 * time.Millisecond
	return &pades.TSA{URL: server.URL, Roots: s.ca.Pool(), Client: client}, far
}

// nss makes a database for pdfsig that trusts the authority alone.
func (s *scene) nss(t testing.TB) string {
	t.Helper()
	dir := t.TempDir()
	ca := filepath.Join(dir, "ca.pem")
	must(t, 0, os.WriteFile(ca, s.ca.PEM(), 0o600))
	run(t, "certutil", "-N", "-d", "sql:"+dir, "--empty-password")
	run(t, "certutil", "-A", "-d", "sql:"+dir, "-n", "ca", "-t", "CT,CT,CT", "-i", ca)
	return dir
}

func run(t testing.TB, program string, args ...string) string {
	t.Helper()
	out, err := exec.Command(program, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s %v: %v\n%s", program, args, err, out)
	}
	return string(out)
}

func file(t testing.TB, body []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "signed.pdf")
	must(t, 0, os.WriteFile(path, body, 0o600))
	return path
}

func TestIndependentReadersAcceptTwoSignatures(t *testing.T) {
	s := newScene(t)
	tsa, _ := s.tsa(t)
	one := s.sign(t, s.drawn, s.head, nil)
	two := s.sign(t, one, s.chief, tsa)
	if !bytes.HasPrefix(one, s.drawn) || !bytes.HasPrefix(two, one) {
		t.Fatal("the bytes before are not a prefix")
	}
	nss := s.nss(t)
	for n, body := range [][]byte{one, two} {
		path := file(t, body)
		said := run(t, "pdfsig", "-nssdir", "sql:"+nss, path)
		if got := strings.Count(said, "Signature is Valid"); got != n+1 || strings.Count(said, "Certificate is Trusted") != n+1 {
			t.Errorf("pdfsig on %d signatures:\n%s", n+1, said)
		}
		if !strings.Contains(said, "Total document signed") || !strings.Contains(said, "ETSI.CAdES.detached") {
			t.Errorf("pdfsig:\n%s", said)
		}
		if out := run(t, "qpdf", "--check", path); !strings.Contains(out, "No syntax or stream encoding errors") || strings.Contains(out, "WARNING") {
			t.Errorf("qpdf: %s", out)
		}
		if out := run(t, "pdfinfo", path); !strings.Contains(out, "Tagged:          yes") {
			t.Errorf("pdfinfo: %s", out)
		}
		if out := run(t, "pdftotext", path, "-"); !strings.Contains(out, "Siti Aminah") {
			t.Errorf("pdftotext: %s", out)
		}
		r := pades.Verify(body, s.trust())
		if r.Reason != pades.Valid || len(r.Signatures) != n+1 {
			t.Fatalf("%+v", r)
		}
	}
	r := pades.Verify(two, s.trust())
	first, second := r.Signatures[0], r.Signatures[1]
	if first.Whole || first.Stamped || first.Signer != "Kepala BKPSDM" || first.End != len(one) {
		t.Errorf("first %+v", first)
	}
	if !second.Whole || !second.Stamped || second.Signer != "Sekretaris Daerah" || second.Why != "Sertifikat 800.2/0001/LENTERA/2026" {
		t.Errorf("second %+v", second)
	}
}

// TestOpensslReadsOurCMS: a second implementation, which also reads the
// token.
func TestOpensslReadsOurCMS(t *testing.T) {
	s := newScene(t)
	signed := s.sign(t, s.drawn, s.head, nil)
	dir := t.TempDir()
	hole := bytes.Index(signed, []byte("/Contents <")) + len("/Contents ")
	end := hole + bytes.IndexByte(signed[hole:], '>') + 1
	cms := make([]byte, 0)
	digits := string(bytes.TrimRight(signed[hole+1:end-1], "0"))
	digits += strings.Repeat("0", 2+len(digits)%2) // a last byte may itself end in a zero
	_, err := fmt.Sscanf(digits, "%x", &cms)
	must(t, 0, err)
	at := func(name string, body []byte) string {
		path := filepath.Join(dir, name)
		must(t, 0, os.WriteFile(path, body, 0o600))
		return path
	}
	out := run(t, "openssl", "cms", "-verify", "-binary", "-inform", "DER", "-in", at("cms.der", cms), "-CAfile", at("ca.pem", s.ca.PEM()), "-purpose", "any",
		"-cades", "-content", at("content", append(append([]byte(nil), signed[:hole]...), signed[end:]...)), "-out", filepath.Join(dir, "out"))
	if !strings.Contains(out, "Verification successful") {
		t.Error(out)
	}
}

func TestTheTimeStampAuthorityDoesWrong(t *testing.T) {
	s := newScene(t)
	tsa, far := s.tsa(t)
	for _, fault := range []madeup.Fault{madeup.Hangs, madeup.WrongNonce, madeup.WrongImprint, madeup.Says500, madeup.Rejects, madeup.NotForTime, madeup.ClockOff, madeup.Garbage} {
		far.Set(fault)
		_, err := pades.Sign(context.Background(), s.drawn, pades.Request{Key: s.head, TSA: tsa, At: time.Now()})
		if !errors.Is(err, pades.ErrTSA) {
			t.Errorf("%s: %v", fault, err)
		}
	}
	far.Set("")
	tsa.Roots = ignore(madeup.NewAuthority("lain")).Pool()
	if _, err := pades.Sign(context.Background(), s.drawn, pades.Request{Key: s.head, TSA: tsa, At: time.Now()}); !errors.Is(err, pades.ErrTSA) {
		t.Errorf("another root: %v", err)
	}
	if far.Count() != 9 {
		t.Errorf("%d requests", far.Count())
	}
}

func TestTrustAndTime(t *testing.T) {
	s := newScene(t)
	tsa, _ := s.tsa(t)
	signed := s.sign(t, s.drawn, s.head, nil)
	other := ignore(madeup.NewAuthority("CA lain"))
	short, err := s.ca.Signer("Singkat", time.Now().Add(-time.Hour), time.Now().Add(1500*time.Millisecond))
	must(t, 0, err)
	plain, stamped := s.sign(t, s.drawn, short, nil), s.sign(t, s.drawn, short, tsa)
	for name, c := range map[string]struct {
		body  []byte
		trust pades.Trust
		want  pades.Reason
	}{
		"good":               {signed, s.trust(), pades.Valid},
		"another root":       {signed, pades.Trust{Roots: other.Pool()}, pades.Untrusted},
		"no root":            {signed, pades.Trust{}, pades.Untrusted},
		"an empty pool":      {signed, pades.Trust{Roots: x509.NewCertPool()}, pades.Untrusted},
		"stamp not believed": {stamped, pades.Trust{Roots: s.ca.Pool(), TSARoots: other.Pool()}, pades.BadStamp},
		"unsigned":           {s.drawn, s.trust(), pades.NoSignature},
		"no PDF":             {[]byte("halo"), s.trust(), pades.NotPDF},
		"empty":              {nil, s.trust(), pades.NotPDF},
		"before its time":    {signed, pades.Trust{Roots: s.ca.Pool(), Known: time.Now().Add(-30 * time.Minute)}, pades.Expired},
	} {
		if got := pades.Verify(c.body, c.trust); got.Reason != c.want {
			t.Errorf("%s: %+v", name, got)
		}
	}
	time.Sleep(time.Until(short.Chain[0].NotAfter) + time.Second)
	if got := pades.Verify(plain, s.trust()).Reason; got != pades.Expired {
		t.Errorf("run out, without stamp: %s", got)
	}
	if got := pades.Verify(stamped, s.trust()).Reason; got != pades.Valid {
		t.Errorf("run out, stamped before: %s", got)
	}
	if got := pades.Verify(plain, pades.Trust{Roots: s.ca.Pool(), Known: short.Chain[0].NotBefore.Add(time.Minute)}).Reason; got != pades.Valid {
		t.Errorf("run out, known before: %s", got)
	}
	if _, err := pades.Sign(context.Background(), s.drawn, pades.Request{Key: short, At: time.Now()}); !errors.Is(err, pades.ErrKeyExpired) {
		t.Errorf("signing with it: %v", err)
	}
}
