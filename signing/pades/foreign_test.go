package pades_test

import (
	"bytes"
	"context"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"lentera/signing/pades"
)

// workshop is keys and authorities made by OpenSSL alone.
type workshop struct {
	t   testing.TB
	dir string
}

func newWorkshop(t testing.TB) *workshop {
	w := &workshop{t, t.TempDir()}
	w.write("ext", "[sign]\nkeyUsage=critical,digitalSignature,nonRepudiation\nbasicConstraints=CA:FALSE\n[tsa]\nextendedKeyUsage=critical,timeStamping\nkeyUsage=critical,digitalSignature\n")
	w.ssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "ca.key", "-out", "ca.pem", "-days", "30", "-subj", "/CN=CA OpenSSL")
	return w
}

func (w *workshop) write(name, text string) {
	must(w.t, 0, os.WriteFile(filepath.Join(w.dir, name), []byte(text), 0o600))
}

func (w *workshop) read(name string) []byte {
	b, err := os.ReadFile(filepath.Join(w.dir, name))
	return must(w.t, b, err)
}

func (w *workshop) ssl(args ...string) {
	w.t.Helper()
	c := exec.Command("openssl", args...)
	c.Dir = w.dir
	if out, err := c.CombinedOutput(); err != nil {
		w.t.Fatalf("openssl %v: %v\n%s", args, err, out)
	}
}

func (w *workshop) issue(name, section string, key ...string) {
	w.ssl(append([]string{"genpkey", "-out", name + ".key", "-algorithm"}, key...)...)
	w.ssl("req", "-new", "-key", name+".key", "-subj", "/CN="+name, "-out", name+".csr")
	w.ssl("x509", "-req", "-in", name+".csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "20", "-extfile", "ext", "-extensions", section, "-out", name+".pem")
}

func (w *workshop) pool() *x509.CertPool {
	p := x509.NewCertPool()
	p.AppendCertsFromPEM(w.read("ca.pem"))
	return p
}

func (w *workshop) sign(key *pades.Key, tsa *pades.TSA) []byte {
	b, err := pades.Sign(context.Background(), draw(w.t, 1), pades.Request{Key: key, TSA: tsa, At: time.Now(), Name: "OpenSSL"})
	return must(w.t, b, err)
}

func TestKeyFilesOfOpenSSL(t *testing.T) {
	w := newWorkshop(t)
	const pass = "sandi kunci"
	w.issue("rsa", "sign", "RSA", "-pkeyopt", "rsa_keygen_bits:2048")
	w.issue("ec", "sign", "EC", "-pkeyopt", "ec_paramgen_curve:P-256")
	w.issue("p384", "sign", "EC", "-pkeyopt", "ec_paramgen_curve:P-384")
	w.issue("weak", "sign", "RSA", "-pkeyopt", "rsa_keygen_bits:1024")
	for _, n := range []string{"rsa", "ec", "p384", "weak"} {
		w.ssl("pkcs12", "-export", "-inkey", n+".key", "-in", n+".pem", "-certfile", "ca.pem", "-out", n+".p12", "-passout", "pass:"+pass)
		w.ssl("pkcs8", "-topk8", "-v2", "aes-256-cbc", "-in", n+".key", "-out", n+".p8", "-passout", "pass:"+pass)
		w.write(n+".both", string(w.read(n+".pem"))+string(w.read("ca.pem"))+string(w.read(n+".p8")))
	}
	w.ssl("pkcs12", "-export", "-legacy", "-inkey", "ec.key", "-in", "ec.pem", "-out", "old.p12", "-passout", "pass:"+pass)
	w.write("mixed", string(w.read("rsa.pem"))+string(w.read("ec.p8")))
	w.write("keyless", string(w.read("rsa.pem")))
	for file, want := range map[string]error{"rsa.p12": nil, "ec.p12": nil, "rsa.both": nil, "ec.both": nil, "old.p12": nil, "p384.p12": pades.ErrKeyFile, "weak.p12": pades.ErrKeyFile,
		"weak.both": pades.ErrKeyFile, "mixed": pades.ErrKeyFile, "keyless": pades.ErrKeyFile, "ext": pades.ErrKeyFile} {
		key, err := pades.OpenKey(w.read(file), []byte(pass))
		if !errors.Is(err, want) || want == nil && err != nil {
			t.Errorf("%s: %v", file, err)
		}
		if want != nil {
			continue
		}
		if r := pades.Verify(w.sign(key, nil), pades.Trust{Roots: w.pool()}); r.Reason != pades.Valid {
			t.Errorf("%s: %+v", file, r)
		}
		for _, wrong := range []string{"", "salah", pass + " "} {
			if _, err := pades.OpenKey(w.read(file), []byte(wrong)); !errors.Is(err, pades.ErrPassphrase) {
				t.Errorf("%s with %q: %v", file, wrong, err)
			}
		}
	}
}

// TestAForeignTimeStampAuthority: OpenSSL's own answers, RSA and all.
func TestAForeignTimeStampAuthority(t *testing.T) {
	w := newWorkshop(t)
	w.issue("tsa", "tsa", "RSA", "-pkeyopt", "rsa_keygen_bits:2048")
	w.issue("ec", "sign", "EC", "-pkeyopt", "ec_paramgen_curve:P-256")
	w.ssl("pkcs12", "-export", "-inkey", "ec.key", "-in", "ec.pem", "-out", "ec.p12", "-passout", "pass:x")
	w.write("serial", "01\n")
	w.write("ts.cnf", "[tsa]\ndefault_tsa=one\n[one]\nserial="+filepath.Join(w.dir, "serial")+"\nsigner_cert="+filepath.Join(w.dir, "tsa.pem")+"\ncerts="+filepath.Join(w.dir, "ca.pem")+
		"\nsigner_key="+filepath.Join(w.dir, "tsa.key")+"\nsigner_digest=sha256\ndefault_policy=1.2.3.4.1\ndigests=sha256\naccuracy=secs:1\nordering=yes\ntsa_name=yes\ness_cert_id_chain=no\ness_cert_id_alg=sha256\n")
	server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		w.write("query", string(body))
		w.ssl("ts", "-reply", "-config", "ts.cnf", "-queryfile", "query", "-out", "answer")
		_, _ = rw.Write(w.read("answer"))
	}))
	defer server.Close()
	key, err := pades.OpenKey(w.read("ec.p12"), []byte("x"))
	must(t, 0, err)
	signed := w.sign(key, &pades.TSA{URL: server.URL, Roots: w.pool()})
	r := pades.Verify(signed, pades.Trust{Roots: w.pool(), TSARoots: w.pool()})
	if r.Reason != pades.Valid || !r.Signatures[0].Stamped {
		t.Errorf("%+v", r)
	}
	// And the other way round: OpenSSL believes our made-up authority.
	s := newScene(t)
	tsa, far := s.tsa(t)
	var query, answer []byte
	tsa.Client = &http.Client{Transport: tape{func(q, a []byte) { query, answer = q, a }}}
	_ = far
	s.sign(t, s.drawn, s.head, tsa)
	w.write("q", string(query))
	w.write("a", string(answer))
	w.write("s.pem", string(s.ca.PEM()))
	w.ssl("ts", "-verify", "-queryfile", "q", "-in", "a", "-CAfile", "s.pem")
}

type tape struct{ keep func(query, answer []byte) }

func (t tape) RoundTrip(r *http.Request) (*http.Response, error) {
	query, _ := io.ReadAll(r.Body)
	r.Body = io.NopCloser(bytes.NewReader(query))
	res, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	answer, _ := io.ReadAll(res.Body)
	res.Body = io.NopCloser(bytes.NewReader(answer))
	t.keep(query, answer)
	return res, nil
}

// TestAForeignCMS puts signatures of OpenSSL into the hole: in DER, and with the
// indefinite lengths that some signers write. Both carry the signing-time
// attribute, which we do not write and must read.
func TestAForeignCMS(t *testing.T) {
	w := newWorkshop(t)
	w.issue("rsa", "sign", "RSA", "-pkeyopt", "rsa_keygen_bits:2048")
	w.ssl("pkcs12", "-export", "-inkey", "rsa.key", "-in", "rsa.pem", "-certfile", "ca.pem", "-out", "rsa.p12", "-passout", "pass:x")
	key, err := pades.OpenKey(w.read("rsa.p12"), []byte("x"))
	must(t, 0, err)
	for _, name := range []string{"DER", "indefinite"} {
		signed := w.sign(key, nil)
		hole := bytes.Index(signed, []byte("/Contents <")) + len("/Contents ")
		end := hole + bytes.IndexByte(signed[hole:], '>') + 1
		w.write("content", string(signed[:hole])+string(signed[end:]))
		w.ssl("cms", "-sign", "-binary", "-cades", "-md", "sha256", "-in", "content", "-signer", "rsa.pem", "-inkey", "rsa.key", "-outform", "DER", "-out", "cms")
		cms := w.read("cms")
		if name == "indefinite" {
			cms = indefinite(cms)
		}
		digits := hex.EncodeToString(cms)
		copy(signed[hole+1:], digits+strings.Repeat("0", end-hole-2-len(digits)))
		if r := pades.Verify(signed, pades.Trust{Roots: w.pool()}); r.Reason != pades.Valid || time.Since(r.Signatures[0].At) > time.Minute {
			t.Errorf("%s: %+v", name, r)
		}
		signed[3000] ^= 1
		if r := pades.Verify(signed, pades.Trust{Roots: w.pool()}); r.Reason != pades.Tampered {
			t.Errorf("%s, changed: %+v", name, r)
		}
	}
}

// indefinite writes the two outer elements (SEQUENCE, [0]) with indefinite
// lengths.
func indefinite(der []byte) []byte {
	head := func(b []byte) int { // length of tag and length
		if b[1] < 0x80 {
			return 2
		}
		return 2 + int(b[1]&0x7f)
	}
	inner := der[head(der):]
	oid := inner[:2+int(inner[1])]
	rest := inner[len(oid):]
	out := append([]byte{0x30, 0x80}, oid...)
	out = append(out, 0xa0, 0x80)
	out = append(out, rest[head(rest):]...)
	return append(out, 0, 0, 0, 0)
}
