package accounts

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"math"
	"net/url"
	"path"
	"strings"

	"lentera/internal/fault"
)

// fieldProblem is one line of the error summary and of its field.
type fieldProblem struct{ Field, ID, EN string }

// formView is what the two forms show. Passwords are not in it: they are the
// one thing that is not shown again.
type formView struct {
	Name, Code string
	Next       string
	SignedOut  bool
	MinLength  int
	Demo       []DemoSignIn
	Problems   []fieldProblem
}

// scriptAt is where the script of the two forms lies. Its address changes with
// its text, so that it may be kept for a year.
var scriptAt = func() string {
	sum := sha256.Sum256([]byte(queueScript))
	return "/masuk.js?" + base64.RawURLEncoding.EncodeToString(sum[:6])
}()

// Script is the address of the script that waits in the queue. The forms work
// without it; then the person presses the button again.
func (formView) Script() string { return scriptAt }

// Wrong gives the problem of a field, nil when there is none.
func (v formView) Wrong(field string) *fieldProblem {
	for i := range v.Problems {
		if v.Problems[i].Field == field {
			return &v.Problems[i]
		}
	}
	return nil
}

// problemsOf turns a refusal into lines for people: each named field its own,
// anything else at the field where to begin again.
func problemsOf(f *fault.Fault, field string) []fieldProblem {
	var out []fieldProblem
	for _, at := range f.Fields {
		out = append(out, fieldProblem{strings.TrimPrefix(at.Pointer, "/"), at.ID, at.EN})
	}
	if len(out) > 0 {
		return out
	}
	p := fieldProblem{field, f.ID, f.EN}
	if place, waits := f.Extra["place"].(int); waits {
		p.ID, p.EN = fmt.Sprintf("%s Urutan Anda: %d.", p.ID, place), fmt.Sprintf("%s Your place: %d.", p.EN, place)
	}
	if f.RetryAfter > 0 {
		id, en := waitWords(int(math.Ceil(f.RetryAfter.Seconds())))
		p.ID, p.EN = p.ID+" "+id, p.EN+" "+en
	}
	return append(out, p)
}

func waitWords(seconds int) (id, en string) {
	if seconds < 90 {
		return fmt.Sprintf("Coba lagi dalam %d detik.", seconds), fmt.Sprintf("Try again in %d seconds.", seconds)
	}
	minutes := (seconds + 59) / 60
	return fmt.Sprintf("Coba lagi dalam %d menit.", minutes), fmt.Sprintf("Try again in %d minutes.", minutes)
}

// nextPages are where a sign-in may lead on to: pages of the app, nothing else.
var nextPages = []string{"/katalog", "/kursus/", "/pelajaran/", "/kuis/", "/ujian/", "/hasil/", "/sertifikat", "/jp", "/akun", "/admin/", "/verifikasi"}

// safeNext gives the page to go on to after signing in: an address of our own
// app as it was asked for, else the front page. Whatever a browser could read
// as another host is refused (safety.md case 25).
func safeNext(asked string) string {
	if asked == "" || len(asked) > 300 || asked[0] != '/' || strings.ContainsAny(asked, "\\\"'<> ") || strings.Contains(asked, "//") {
		return "/"
	}
	for _, c := range []byte(asked) {
		if c < 0x21 || c > 0x7e {
			return "/"
		}
	}
	u, err := url.Parse(asked)
	if err != nil || u.Scheme != "" || u.Host != "" || u.User != nil || u.Opaque != "" || strings.ContainsAny(u.Path, "\\%") || u.RawPath != "" {
		return "/"
	}
	if clean := path.Clean(u.Path); clean != strings.TrimSuffix(u.Path, "/") {
		return "/"
	}
	for _, page := range nextPages {
		if u.Path == page || (strings.HasSuffix(page, "/") && strings.HasPrefix(u.Path, page)) {
			return asked
		}
	}
	return "/"
}
