package badge

import (
	"bytes"
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"image/png"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

var now = time.Date(2026, 11, 26, 9, 0, 0, 0, time.UTC)

func testKey() ed25519.PrivateKey { return ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, 32)) }

func achieved() Achieved {
	return Achieved{ID: "urn:uuid:0191d1f0-0000-5000-8000-000000000001", Title: "Keamanan Informasi dan Phishing di Kantor",
		Code: "keamanan-informasi-phishing", Revision: 3, JP: 4, Number: "800.2/0001/LENTERA/2026",
		Agency: "Pemerintah Kabupaten Lumajang", Organiser: "BKPSDM Kabupaten Lumajang", Origin: "https://lentera.example.go.id",
		StatusPage: "https://lentera.example.go.id/s/abcdefghijklmnopqrstuvwxyz234567",
		StatusList: "https://lentera.example.go.id/api/certificates/badges/revocations",
		StartedOn:  now.AddDate(0, 0, -9), CompletedOn: now.AddDate(0, 0, -3), IssuedAt: now.AddDate(0, 0, -3),
		HolderName: "Siti Aminah", HolderEmail: "siti@example.go.id", Salt: "s4lt", IssuerDID: DID(testKey().Public().(ed25519.PublicKey))}
}

func signedBadge(t testing.TB) []byte {
	t.Helper()
	whole, err := Sign(achieved().Credential(), testKey(), now.AddDate(0, 0, -3))
	if err != nil {
		t.Fatal(err)
	}
	raw, err := json.Marshal(whole)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// The W3C examples context gives every unknown term one namespace; that of
// citizenship is cut to the terms of the vector.
var vectorContexts = map[string]string{
	"https://www.w3.org/ns/credentials/examples/v2": `{"@context":{"@vocab":"https://www.w3.org/ns/credentials/examples#"}}`,
	"https://w3id.org/citizenship/v4rc1": `{"@context":{"@protected":true,"id":"@id","type":"@type","image":{"@id":"https://schema.org/image","@type":"@id"},
		"Person":"https://schema.org/Person","EmployablePerson":"https://w3id.org/citizenship#EmployablePerson",
		"EmploymentAuthorizationDocument":"https://w3id.org/citizenship#EmploymentAuthorizationDocument",
		"EmploymentAuthorizationDocumentCredential":"https://w3id.org/citizenship#EmploymentAuthorizationDocumentCredential",
		"additionalName":"https://schema.org/additionalName","familyName":"https://schema.org/familyName","givenName":"https://schema.org/givenName",
		"gender":"https://schema.org/gender","identifier":"https://schema.org/identifier",
		"birthDate":{"@id":"https://schema.org/birthDate","@type":"http://www.w3.org/2001/XMLSchema#dateTime"},
		"birthCountry":"https://w3id.org/citizenship#birthCountry","lprCategory":"https://w3id.org/citizenship#lprCategory","lprNumber":"https://w3id.org/citizenship#lprNumber",
		"residentSince":{"@id":"https://w3id.org/citizenship#residentSince","@type":"http://www.w3.org/2001/XMLSchema#dateTime"},
		"employmentAuthorizationDocument":{"@id":"https://w3id.org/citizenship#employmentAuthorizationDocument","@type":"@id"}}}`,
}

func readJSON(t testing.TB, path string) (out map[string]any) {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(raw, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

func TestW3CVectors(t *testing.T) {
	for _, dir := range []string{"testdata/eddsa-rdfc-2022", "testdata/eddsa-rdfc-2022/employ"} {
		t.Run(filepath.Base(dir), func(t *testing.T) {
			l := library{vectorContexts}
			document := readJSON(t, filepath.Join(dir, "signedDataInt.json"))
			proof := document["proof"].(map[string]any)
			data, err := l.hashData(document, proof)
			if err != nil {
				t.Fatal(err)
			}
			read := func(name string) string {
				raw, err := os.ReadFile(filepath.Join(dir, name))
				if err != nil {
					t.Fatal(err)
				}
				return strings.TrimSpace(string(raw))
			}
			if got := hex.EncodeToString(data); got != read("combinedHashDataInt.txt") || got != read("proofHashDataInt.txt")+read("docHashDataInt.txt") {
				t.Errorf("hashes %s", got)
			}
			if _, _, err := l.checkProof(document); err != nil || text(proof["proofValue"]) != read("sigBTC58DataInt.txt") {
				t.Errorf("signature: %v", err)
			}
			edited(t, document, func(c map[string]any) error { _, _, err := l.checkProof(c); return err })
		})
	}
}

// TestGoodFixtures: every good Open Badge of 1EdTech's own tests. The network
// would tell whose key each is; here the key is taken from the proof.
func TestGoodFixtures(t *testing.T) {
	files, _ := filepath.Glob("testdata/open-badges-3/*.json")
	if len(files) != 8 {
		t.Fatalf("%d fixtures", len(files))
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			raw, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := Verify(raw, Check{Now: now}); err != nil {
				t.Fatal(err)
			}
			edited(t, readJSON(t, file), func(c map[string]any) error {
				raw, err := json.Marshal(c)
				if err != nil {
					return err
				}
				_, err = Verify(raw, Check{Now: now})
				return err
			})
		})
	}
}

func TestOursVerifiesInEveryForm(t *testing.T) {
	public := testKey().Public().(ed25519.PublicKey)
	whole := signedBadge(t)
	token, err := SignJWT(achieved().Credential(), testKey())
	if err != nil {
		t.Fatal(err)
	}
	picture, err := PNG()
	if err != nil {
		t.Fatal(err)
	}
	baked, err := BakePNG(picture, whole)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := png.Decode(bytes.NewReader(baked)); err != nil {
		t.Errorf("no PNG any more: %v", err)
	}
	forms := map[string][]byte{"json": whole, "jwt": []byte(token), "png": baked}
	for name, inner := range map[string][]byte{"svg": whole, "svg with jwt": []byte(token)} {
		svg, err := BakeSVG(SVG("A <b>&amp; C", 4), inner)
		if err != nil {
			t.Fatal(err)
		}
		forms[name] = []byte(svg)
	}
	for name, form := range forms {
		r, err := Verify(form, Check{Now: now, Trusted: []ed25519.PublicKey{public}})
		if err != nil || !r.IssuerBound || r.Credential["name"] != achieved().Title {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := Verify(form, Check{Now: now, Trusted: []ed25519.PublicKey{make([]byte, 32)}}); !errors.Is(err, ErrIssuer) {
			t.Errorf("%s under another's key: %v", name, err)
		}
		if _, err := Verify(form, Check{Now: now.AddDate(-1, 0, 0)}); !errors.Is(err, ErrExpired) {
			t.Errorf("%s before its time: %v", name, err)
		}
		if _, err := Verify(form, Check{Now: now, Revoked: func(id, list string) (bool, error) {
			return id == achieved().ID && list == achieved().StatusList, nil
		}}); !errors.Is(err, ErrRevoked) {
			t.Errorf("%s revoked: %v", name, err)
		}
	}
	var document map[string]any
	_ = json.Unmarshal(whole, &document)
	edited(t, document, func(c map[string]any) error {
		raw, _ := json.Marshal(c)
		_, err := Verify(raw, Check{Now: now})
		return err
	})
	for i := range token {
		if token[i] != '.' && token[i] != 'A' {
			if _, err := Verify([]byte(token[:i]+"A"+token[i+1:]), Check{Now: now}); err == nil {
				t.Fatalf("letter %d of the JWT may be changed", i)
			}
		}
	}
}

// edited changes every string of a document, one after the other, and adds a
// member to every object; each must fail.
func edited(t *testing.T, document map[string]any, verify func(map[string]any) error) {
	t.Helper()
	if err := verify(document); err != nil {
		t.Fatalf("unedited: %v", err)
	}
	n, size := 0, len(fmt.Sprint(document))
	var walk func(path string, value any, set func(any))
	walk = func(path string, value any, set func(any)) {
		switch v := value.(type) {
		case string:
			if n++; size > 4_000 && n%15 != 0 {
				return // the largest fixture: a part of it is enough
			}
			for _, other := range []string{v + "x", "x" + v, ""} {
				set(other)
				if verify(document) == nil {
					t.Errorf("%s may be %q", path, other)
				}
			}
			set(v)
		case map[string]any:
			if v["type"] == "SomeProofType" {
				return // a proof of another kind says nothing to us
			}
			for name, inner := range maps.Clone(v) {
				walk(path+"/"+name, inner, func(to any) { v[name] = to })
			}
			if n++; size > 4_000 && n%15 != 0 {
				return
			}
			v["unknownMember"] = "x"
			if verify(document) == nil {
				t.Errorf("%s may have a member more", path)
			}
			delete(v, "unknownMember")
		case []any:
			for i, inner := range v {
				walk(fmt.Sprintf("%s/%d", path, i), inner, func(to any) { v[i] = to })
			}
		}
	}
	walk("", document, nil)
}

func TestAnUnknownMemberIsNotSigned(t *testing.T) {
	c := achieved().Credential()
	c["bonus"] = "x"
	if _, err := Sign(c, testKey(), now); err == nil {
		t.Error("signed what no context defines")
	}
	if _, err := SignJWT(c, testKey()); err == nil {
		t.Error("signed as a JWT what no context defines")
	}
}

func TestTheHolderIsNamedOnlyWhenAsked(t *testing.T) {
	raw := string(signedBadge(t))
	if strings.Contains(raw, "Siti") || strings.Contains(raw, "siti@") || !strings.Contains(raw, IdentityHash("siti@example.go.id", "s4lt")) {
		t.Error(raw)
	}
	a := achieved()
	a.ShowName = true
	whole, err := Sign(a.Credential(), testKey(), now)
	if err != nil || !strings.Contains(fmt.Sprint(whole), "Siti Aminah") {
		t.Errorf("%v %v", err, whole)
	}
}

func TestHostilePictures(t *testing.T) {
	picture, _ := PNG()
	once, _ := BakePNG(picture, []byte("{}"))
	twice, _ := BakePNG(once, []byte("{}"))
	for name, raw := range map[string][]byte{"none": picture, "two": twice, "cut": once[:80], "empty": {}, "svg": []byte("<svg>"),
		"bomb": []byte(`<svg><!DOCTYPE a [<!ENTITY b "c">]>&b;</svg>`)} {
		if _, err := Verify(raw, Check{}); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
}

func FuzzVerify(f *testing.F) {
	f.Add(signedBadge(f))
	f.Fuzz(func(_ *testing.T, raw []byte) { _, _ = Verify(raw, Check{Now: now}) })
}

// TestSamples writes one badge of each form for verifiers that are not ours
// (frontend/badges), where LENTERA_BADGE_SAMPLES says; it checks them anyway.
func TestSamples(t *testing.T) {
	dir := os.Getenv("LENTERA_BADGE_SAMPLES")
	if dir == "" {
		dir = t.TempDir()
	}
	a := achieved()
	a.IssuedAt = time.Now().Add(-time.Hour)
	whole, err := Sign(a.Credential(), testKey(), a.IssuedAt)
	if err != nil {
		t.Fatal(err)
	}
	raw, _ := json.Marshal(whole)
	token, err := SignJWT(a.Credential(), testKey())
	if err != nil {
		t.Fatal(err)
	}
	for name, body := range map[string][]byte{"badge.json": raw, "badge.jwt": []byte(token)} {
		if _, err := Verify(body, Check{}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), body, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}
