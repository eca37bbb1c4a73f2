package claim

import (
	"crypto/ed25519"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

const sampleID = "abcdefghijklmnopqrstuvwxyz234567"

func newKey(seed byte) ed25519.PrivateKey {
	return ed25519.NewKeyFromSeed([]byte(strings.Repeat(string(rune(seed)), 32)))
}

func keysOf(keys ...ed25519.PrivateKey) map[string]ed25519.PublicKey {
	out := map[string]ed25519.PublicKey{}
	for _, k := range keys {
		p := k.Public().(ed25519.PublicKey)
		out[KeyID(p)] = p
	}
	return out
}

func sample() Claim {
	return Claim{PublicID: sampleID, CompletedOn: time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC), JP: 4,
		CourseCode: "keamanan-informasi-phishing", Revision: 3, Title: "Keamanan Informasi dan Phishing di Kantor",
		MaskedName: "S*** A*****", Agency: "Pemerintah Kabupaten Lumajang"}
}

func mustSign(t testing.TB, c Claim, key ed25519.PrivateKey) string {
	t.Helper()
	text, err := Sign(c, key)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestWhatWasSignedIsRead(t *testing.T) {
	key := newKey(1)
	text := mustSign(t, sample(), key)
	for _, typed := range []string{text, strings.ToLower(text), "  " + text + "\n"} {
		if got, err := Open(typed, keysOf(key)); err != nil || got != sample() {
			t.Errorf("%v: %+v", err, got)
		}
	}
	if all := "https://lentera.lumajangkab.go.id/s/" + sampleID + "#" + text; len(all) > 420 {
		t.Errorf("an ordinary QR text has %d characters", len(all))
	}
}

func TestKeysAreKeptApart(t *testing.T) {
	old, now, foreign := newKey(1), newKey(2), newKey(3)
	for _, key := range []ed25519.PrivateKey{old, now} {
		if _, err := Open(mustSign(t, sample(), key), keysOf(old, now)); err != nil {
			t.Error(err)
		}
	}
	if _, err := Open(mustSign(t, sample(), foreign), keysOf(old, now)); err != ErrForged {
		t.Errorf("a foreign key: %v", err)
	}
	mixed := keysOf(old)
	mixed[KeyID(foreign.Public().(ed25519.PublicKey))] = old.Public().(ed25519.PublicKey)
	if _, err := Open(mustSign(t, sample(), foreign), mixed); err != ErrForged {
		t.Errorf("under another's key id: %v", err)
	}
}

// TestAnyBitChangedFails changes every bit of the bytes, and every letter.
func TestAnyBitChangedFails(t *testing.T) {
	key := newKey(1)
	text := mustSign(t, sample(), key)
	raw, _ := letters.DecodeString(text)
	for i := range len(raw) * 8 {
		raw[i/8] ^= 1 << (i % 8)
		if _, err := Open(letters.EncodeToString(raw), keysOf(key)); err == nil {
			t.Fatalf("bit %d may be changed", i)
		}
		raw[i/8] ^= 1 << (i % 8)
	}
	for i := range text {
		for _, r := range "ABZ27" {
			if other := text[:i] + string(r) + text[i+1:]; other != text {
				if _, err := Open(other, keysOf(key)); err == nil {
					t.Fatalf("letter %d may be %c", i, r)
				}
			}
		}
	}
}

// TestForgeriesAreRefused: made-up, cut, joined and grafted claims.
func TestForgeriesAreRefused(t *testing.T) {
	key := newKey(1)
	r := rand.New(rand.NewPCG(1, 2))
	text := mustSign(t, sample(), key)
	raw, _ := letters.DecodeString(text)
	other := sample()
	other.JP = 40
	graft, _ := letters.DecodeString(mustSign(t, other, newKey(9)))
	for i := range 10_000 {
		forged := make([]byte, r.IntN(len(raw)+40))
		for j := range forged {
			forged[j] = byte(r.Uint32())
		}
		switch i % 5 {
		case 1:
			forged = raw[:r.IntN(len(raw))]
		case 2: // the head of another claim, our signature
			at := 1 + r.IntN(len(graft)-1)
			forged = append(append([]byte{}, graft[:at]...), raw[min(at, len(raw)):]...)
			if string(forged) == string(raw) {
				continue
			}
		case 3: // our key id on somebody else's statement
			forged = append(append([]byte{}, raw[:9]...), graft[9:]...)
		case 4:
			forged = append(append([]byte{}, raw...), forged...)
			if len(forged) == len(raw) {
				continue
			}
		}
		if _, err := Open(letters.EncodeToString(forged), keysOf(key)); err == nil {
			t.Fatalf("%d: accepted %x", i, forged)
		}
	}
}

func TestAnyTextFits(t *testing.T) {
	key := newKey(1)
	rapid.Check(t, func(t *rapid.T) {
		c := sample()
		c.Title, c.Agency = rapid.String().Draw(t, "title"), rapid.StringN(0, 90, 200).Draw(t, "agency")
		c.CourseCode, c.MaskedName = rapid.StringN(0, 60, 90).Draw(t, "code"), rapid.String().Draw(t, "name")
		c.JP = rapid.IntRange(0, 65535).Draw(t, "jp")
		text, err := Sign(c, key)
		if err != nil {
			t.Fatal(err)
		}
		got, err := Open(text, keysOf(key))
		if err != nil || got.JP != c.JP || len(got.Title) > MaxTitle {
			t.Fatalf("%v %+v", err, got)
		}
		if again, _ := Sign(got, key); again != text {
			t.Fatal("read and signed again, it differs")
		}
	})
}

func FuzzOpen(f *testing.F) {
	key := newKey(1)
	text := mustSign(f, sample(), key)
	f.Add(text)
	f.Add(text[:40])
	f.Add("")
	f.Fuzz(func(t *testing.T, typed string) {
		if _, err := Open(typed, keysOf(key)); err == nil && !strings.EqualFold(strings.TrimSpace(typed), text) {
			t.Fatalf("accepted %q", typed)
		}
	})
}

func TestTheListNamesWhatNoLongerHolds(t *testing.T) {
	key := newKey(1)
	day := time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)
	replaced := strings.Repeat("b", 32)
	raw, err := SignList([]Entry{{sampleID, Revoked, day}, {replaced, Superseded, day.AddDate(0, 0, 3)}}, day.Add(time.Hour), key)
	if err != nil {
		t.Fatal(err)
	}
	l, err := OpenList(raw, keysOf(key))
	if err != nil || l.Count != 2 || !l.IssuedAt.Equal(day.Add(time.Hour)) {
		t.Fatalf("%v %+v", err, l)
	}
	if s, since, ok := l.Of(sampleID); !ok || s != Revoked || !since.Equal(day) {
		t.Errorf("%v %v %v", s, since, ok)
	}
	if s, _, ok := l.Of(strings.ToUpper(replaced)); !ok || s != Superseded {
		t.Errorf("%v %v", s, ok)
	}
	if _, _, ok := l.Of(strings.Repeat("c", 32)); ok {
		t.Error("a valid one is on the list")
	}
	for i := range raw {
		raw[i] ^= 4
		if _, err := OpenList(raw, keysOf(key)); err == nil {
			t.Fatalf("byte %d may be changed", i)
		}
		raw[i] ^= 4
	}
	if _, err := OpenList(raw[:len(raw)-1], keysOf(key)); err == nil {
		t.Error("a cut list was taken")
	}
}

func TestTenThousandEntriesStayUnder100KB(t *testing.T) {
	entries := make([]Entry, 10_000)
	r := rand.New(rand.NewPCG(3, 4))
	for i := range entries {
		id := make([]byte, idBytes)
		for j := range id {
			id[j] = byte(r.Uint32())
		}
		entries[i] = Entry{letters.EncodeToString(id), Revoked, epoch}
	}
	raw, err := SignList(entries, time.Now(), newKey(1))
	if err != nil || len(raw) > 100_000 {
		t.Fatalf("%v: %d bytes", err, len(raw))
	}
}
