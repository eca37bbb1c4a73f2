package kinds

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
)

// Issue is one thing an author must put right. Pointer is a JSON pointer into
// {"content": …, "key": …}; Code is stable; ID and EN are whole sentences.
type Issue struct {
	Pointer string
	Code    string
	ID, EN  string
}

// Error makes an Issue usable where an error is wanted.
func (i Issue) Error() string { return i.Pointer + ": " + i.EN }

// report collects issues; at gives a report for a place further down.
type report struct {
	path string
	all  *[]Issue
}

func newReport() report { return report{all: &[]Issue{}} }

func (r report) at(path ...any) report {
	for _, p := range path {
		r.path += fmt.Sprintf("/%v", p)
	}
	return r
}

func (r report) issue(code, id, en string) {
	*r.all = append(*r.all, Issue{Pointer: r.path, Code: code, ID: id, EN: en})
}

func (r report) count(n, low, high int, id, en string) {
	if n < low || n > high {
		r.issue("count", fmt.Sprintf("Diperlukan %d sampai %d %s; di sini ada %d.", low, high, id, n),
			fmt.Sprintf("%d to %d %s are needed; there are %d.", low, high, en, n))
	}
}

func (r report) between(n, low, high int) {
	if n < low || n > high {
		r.issue("range", fmt.Sprintf("Isi dengan angka %d sampai %d.", low, high), fmt.Sprintf("Give a number from %d to %d.", low, high))
	}
}

func (r report) unknown(id string) {
	r.issue("unknown-id", fmt.Sprintf("Tidak ada bagian dengan id %q.", id), fmt.Sprintf("There is no part with the id %q.", id))
}

func (r report) missing(id, en string) {
	r.issue("missing", id+" belum diisi.", en+" is missing.")
}

// percent checks a credit: per cent of the points.
func (r report) percent(m, low Mark) {
	if m < low || m > 100*Point {
		r.issue("range", fmt.Sprintf("Isi dengan persen %s sampai 100.", low), fmt.Sprintf("Give a percentage from %s to 100.", low))
	}
}

var idForm = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// mostID is the longest id, in bytes.
const mostID = 40

func (r report) ids(ids []string) {
	seen := map[string]bool{}
	for i, id := range ids {
		at := r.at(i, "id")
		if !idForm.MatchString(id) || len(id) > mostID {
			at.issue("bad-id", "Id hanya boleh berisi huruf kecil, angka, dan tanda hubung, paling banyak 40.", "An id may hold only lower-case letters, digits and hyphens, at most 40.")
		}
		if seen[id] {
			at.issue("duplicate-id", fmt.Sprintf("Id %q dipakai dua kali.", id), fmt.Sprintf("The id %q is used twice.", id))
		}
		seen[id] = true
	}
}

// mostHTML is the longest text of one place, in bytes.
const mostHTML = 32_000

func (r report) html(html string) {
	switch {
	case !says(html):
		r.issue("empty-text", "Teks belum diisi.", "The text is missing.")
	case len(html) > mostHTML:
		r.issue("too-long", "Teks terlalu panjang.", "The text is too long.")
	}
}

func (r report) policy(p Policy, allowed []Policy) {
	if p == "" {
		return
	}
	for _, a := range allowed {
		if a == p {
			return
		}
	}
	r.issue("bad-policy", fmt.Sprintf("Cara penilaian %q tidak dikenal untuk jenis soal ini.", p), fmt.Sprintf("This kind has no grading policy %q.", p))
}

// decode reads JSON strictly: a member nobody knows is a mistake of the author
// or of a program, and would be lost in silence.
func (r report) decode(raw json.RawMessage, into any) bool {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	err := d.Decode(into)
	if err == nil {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			return true
		}
	}
	if r.misread(raw, into) {
		return false
	}
	reason := "bukan JSON tunggal"
	if err != nil {
		reason = strings.TrimPrefix(err.Error(), "json: ")
	}
	r.issue("bad-json", "Isi tidak dapat dibaca: "+reason+".", "This cannot be read: "+reason+".")
	return false
}

// opinion refuses a key, or a place, that a question without right and wrong
// cannot have.
func (r report) opinion() {
	r.issue("opinion", "Soal survei tidak punya jawaban benar, penilaian, atau tempat di dalam studi kasus.",
		"A survey question has nothing right, no marking, and no place in a case.")
}
