package outside_test

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"lentera/signing"
	"lentera/signing/portal/standin"

	"lentera/signing/bsre"
)

const portalParty = "nip:" + headNIP

// post is a callback as anybody could send it.
func (h *house) post(path, key string, body []byte) (status int, text string) {
	h.t.Helper()
	r, err := http.NewRequestWithContext(context.Background(), http.MethodPost, h.base+path, bytes.NewReader(body))
	good(h.t, err)
	r.Header.Set("Content-Type", "application/pdf")
	if key != "" {
		r.Header.Set("Authorization", "Bearer "+key)
	}
	res, err := http.DefaultClient.Do(r)
	good(h.t, err)
	defer func() { _ = res.Body.Close() }()
	b, err := io.ReadAll(res.Body)
	good(h.t, err)
	// What differs between two answers of the same kind.
	for _, id := range []string{path[strings.LastIndex(path, "/")+1:], res.Header.Get("X-Request-Id")} {
		if id != "" {
			b = bytes.ReplaceAll(b, []byte(id), []byte("ID"))
		}
	}
	return res.StatusCode, string(b)
}

func waiting(_ *bsre.Config, o *standin.Options) { o.Wait = true }

// handed hands n certificates to a portal in which nobody signs by itself.
func handed(t *testing.T, n int) (*house, []standin.Handed) {
	t.Helper()
	h := newHouse(t, waiting)
	h.issue(n, signing.Portal)
	if r, err := h.run(signing.Portal, portalParty, ""); err != nil || r.State != "done" {
		t.Fatalf("%+v %v", r, err)
	}
	if h.count("handed_off") != n {
		t.Fatalf("%+v", h.documents())
	}
	return h, h.desk.Handed()
}

func callbackPath(d standin.Handed) string {
	return d.CallbackURL[strings.Index(d.CallbackURL, "/api/"):]
}

func (h *house) signedByPortal(file []byte) []byte {
	h.t.Helper()
	b, err := h.bsre.CA().Sign(file, "Pejabat Portal", "", "")
	good(h.t, err)
	return b
}

// TestThePortalsWay: handed over, signed there, brought back, whatever goes
// wrong the first time.
func TestThePortalsWay(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	for _, c := range []struct {
		fault  string
		first  string // state after the first try
		status []int  // of the callbacks
	}{
		{"", "signed", []int{204}},
		{standin.Twice, "signed", []int{204, 204}},
		{standin.Never, "handed_off", nil},
		{standin.WrongKey, "handed_off", []int{401}},
		{standin.OtherKey, "handed_off", []int{401}},
		{standin.OtherPDF, "handed_off", []int{422}},
		{standin.Unsigned, "handed_off", []int{422}},
		{standin.Tampered, "handed_off", []int{422}},
		{standin.NotPDF, "handed_off", []int{422}},
		{standin.Away, "waiting", nil},
		{standin.Denied, "waiting", nil},
		{standin.Refuse, "refused", nil},
		{standin.LostTake, "signed", []int{204}}, // it was taken, and came back while we thought it was not
	} {
		t.Run(c.fault, func(t *testing.T) {
			h := newHouse(t, nil)
			before := h.issue(1, signing.Portal)
			if c.fault == standin.OtherKey || c.fault == standin.OtherPDF {
				if _, err := h.run(signing.Portal, portalParty, ""); err != nil { // another document is there already
					t.Fatal(err)
				}
				h.desk.Settle()
				h.final(before[0], 1)
				before = h.issue(1, signing.Portal)
			}
			// Away is tried three times in a run.
			h.desk.Next(c.fault, map[bool]string{true: c.fault}[c.first == "waiting"], map[bool]string{true: c.fault}[c.first == "waiting"])
			if _, err := h.run(signing.Portal, portalParty, ""); err != nil {
				t.Fatal(err)
			}
			h.desk.Settle()
			docs, told := h.documents(), h.desk.Handed()
			last := docs[len(docs)-1]
			if last.State != c.first {
				t.Fatalf("%s (%s: %s), want %s", last.State, last.Why, last.Detail, c.first)
			}
			if len(c.status) > 0 {
				if got := told[len(told)-1].Answers; !equal(got, c.status) {
					t.Errorf("the portal was told %v, want %v", got, c.status)
				}
			}
			if c.first != "signed" {
				if _, ready, _ := h.certs.FinalPDF(ctx, last.CertificateID); ready {
					t.Error("a final file all the same")
				}
				h.desk.Next()
				if _, err := h.Retry(ctx, last.Lot, nil, true); err != nil {
					t.Fatal(err)
				}
				if _, err := h.run(signing.Portal, portalParty, ""); err != nil {
					t.Fatal(err)
				}
				h.desk.Settle()
			}
			h.final(before[0], 1)
		})
	}
}

func equal(a, b []int) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// TestForgedCallbacks is a red team with a validly signed file in its hands and
// every key but the right one: each gets one and the same answer, and nothing
// changes.
func TestForgedCallbacks(t *testing.T) {
	h, docs := handed(t, 2)
	mine, other := docs[0], docs[1]
	file := h.signedByPortal(mine.File)
	nobody := "/api/signing/callbacks/" + uuid.NewString()
	var one string
	for name, c := range map[string]struct{ path, key string }{
		"a made-up key":             {callbackPath(mine), strings.Repeat("K", 26)},
		"the key of another":        {callbackPath(mine), other.Key},
		"the hash of a key":         {callbackPath(mine), strings.Repeat("0", 64)},
		"the key cut":               {callbackPath(mine), mine.Key[:len(mine.Key)-1]},
		"the key in small letters":  {callbackPath(mine), strings.ToLower(mine.Key)},
		"no key":                    {callbackPath(mine), ""},
		"no such document":          {nobody, mine.Key},
		"no such document, no key":  {nobody, ""},
		"no id":                     {"/api/signing/callbacks/not-an-id", mine.Key},
		"an SQL word":               {"/api/signing/callbacks/%27%20OR%201=1", mine.Key},
		"the id of the certificate": {"/api/signing/callbacks/" + h.documents()[0].CertificateID.String(), mine.Key},
	} {
		t.Run(name, func(t *testing.T) {
			status, text := h.post(c.path, c.key, file)
			if one == "" {
				one = text
			}
			if status != 401 || text != one {
				t.Errorf("%d %s, others get %s", status, text, one)
			}
		})
	}
	if h.count("handed_off") != 2 {
		t.Fatalf("%+v", h.documents())
	}
	// The key in the address or the body is no key.
	if status, _ := h.post(callbackPath(mine)+"?callback_key="+mine.Key, "", file); status != 401 {
		t.Errorf("a key in the address: %d", status)
	}
	// The right key, but not the file.
	for name, bad := range map[string][]byte{"of another": h.signedByPortal(other.File), "unsigned": mine.File, "nothing": {}, "cut": file[:len(file)-20],
		"grown": append(bytes.Clone(file), []byte("\n%more\n")...), "a stranger's signature": strangers(t, mine.File)} {
		status, text := h.post(callbackPath(mine), mine.Key, bad)
		if status != 422 || strings.Contains(text, "Peserta") {
			t.Errorf("%s: %d %s", name, status, text)
		}
	}
	if h.count("handed_off") != 2 {
		t.Fatalf("%+v", h.documents())
	}
	if status, text := h.post(callbackPath(mine), mine.Key, file); status != 204 {
		t.Fatalf("the real one: %d %s", status, text)
	}
	// A replay, also with another signed file, changes nothing.
	first, _, err := h.certs.FinalPDF(t.Context(), h.documents()[0].CertificateID)
	good(t, err)
	for range 3 {
		if status, _ := h.post(callbackPath(mine), mine.Key, h.signedByPortal(mine.File)); status != 204 {
			t.Errorf("a replay: %d", status)
		}
	}
	again, _, err := h.certs.FinalPDF(t.Context(), h.documents()[0].CertificateID)
	good(t, err)
	if !bytes.Equal(first, again) || h.count("signed") != 1 {
		t.Error("a replay changed the file")
	}
}

// strangers is a file signed under an authority nobody trusts.
func strangers(t *testing.T, file []byte) []byte {
	t.Helper()
	s, err := standin.New(standin.Options{})
	good(t, err)
	b, err := s.CA().Sign(file, "Bukan Pejabat", "", "")
	good(t, err)
	return b
}

// TestManyCallbacksAtOnce: twelve of the right ones and as many wrong ones;
// one final file, and everybody is answered.
func TestManyCallbacksAtOnce(t *testing.T) {
	h, docs := handed(t, 1)
	answers := make(chan int, 24)
	for i := range 24 {
		go func() {
			key := docs[0].Key
			if i%2 == 1 {
				key = strings.Repeat("W", 26)
			}
			status, _ := h.post(callbackPath(docs[0]), key, h.signedByPortal(docs[0].File))
			answers <- status
		}()
	}
	got := map[int]int{}
	for range 24 {
		got[<-answers]++
	}
	if got[204] != 12 || got[401] != 12 || h.count("signed") != 1 {
		t.Errorf("%v, %+v", got, h.documents())
	}
}

// TestACallbackAfterTheRevocation is kept beside the certificate and does not
// bring it back.
func TestACallbackAfterTheRevocation(t *testing.T) {
	ctx := context.Background()
	h, docs := handed(t, 1)
	id := h.documents()[0].CertificateID
	_, err := h.certs.Revoke(ctx, id, "Nama peserta salah tulis")
	good(t, err)
	if status, _ := h.post(callbackPath(docs[0]), strings.Repeat("W", 26), docs[0].File); status != 401 {
		t.Errorf("a wrong key: %d", status)
	}
	if status, _ := h.post(callbackPath(docs[0]), docs[0].Key, docs[0].File); status != 422 {
		t.Errorf("an unsigned file: %d", status)
	}
	file := h.signedByPortal(docs[0].File)
	if status, text := h.post(callbackPath(docs[0]), docs[0].Key, file); status != 204 {
		t.Fatalf("%d %s", status, text)
	}
	if h.count("withdrawn") != 1 {
		t.Errorf("%+v", h.documents())
	}
	kept := 0
	for key, body := range h.store.kept {
		if strings.Contains(key, "/late-") && bytes.Equal(body, file) {
			kept++
		}
	}
	var noted int
	good(t, h.db.Get(ctx, &noted, testQuery("SELECT count(*) FROM audit.events WHERE action = 'signing.late-file'")))
	if kept != 1 || noted != 1 {
		t.Errorf("%d kept, %d noted", kept, noted)
	}
	var signed bool
	good(t, h.db.Get(ctx, &signed, testQuery("SELECT signed_key <> '' FROM certificates.certificates WHERE id = '"+id.String()+"'")))
	if signed {
		t.Error("a revoked certificate took a signed file")
	}
}

// TestCallbacksAreRateLimited: who floods the door is told to wait; the portal
// with its key is let in all the same.
func TestCallbacksAreRateLimited(t *testing.T) {
	h, docs := handed(t, 1)
	seen := map[int]int{}
	began := time.Now()
	for range 80 {
		status, _ := h.post(callbackPath(docs[0]), strings.Repeat("W", 26), nil)
		seen[status]++
	}
	if status, text := h.post(callbackPath(docs[0]), docs[0].Key, h.signedByPortal(docs[0].File)); status != 204 {
		t.Errorf("the portal: %d %s", status, text)
	}
	if seen[429] == 0 || time.Since(began) > 50*time.Second {
		t.Errorf("%v in %s", seen, time.Since(began))
	}
}
