// Package fault is how Lentera refuses: every refusal has a kind, a stable
// code, a sentence in Indonesian and one in English, and a hidden cause that
// only the log sees. internal/web is the only place that maps a kind to HTTP.
package fault

import (
	"errors"
	"fmt"
	"sort"
	"sync"
	"time"
)

// Kind says what sort of refusal it is; the list is closed.
type Kind int

// The kinds, in the order of the HTTP statuses internal/web gives them.
const (
	Invalid         Kind = iota + 1 // the request itself is wrong
	Unauthenticated                 // nobody is signed in
	Forbidden                       // signed in, but not allowed
	NotFound                        // does not exist, or is not yours to know of
	Conflict                        // the state of things forbids it now
	Gone                            // it was possible once and no longer is
	TooLarge                        // more bytes than are taken
	RateLimited                     // too many tries; RetryAfter says when
	Unavailable                     // a part we need is away; try again
	Internal                        // our mistake
)

// Field is one wrong member of a request: a JSON pointer, a code and what to
// do about it, in both languages.
type Field struct {
	Pointer string
	Code    string
	ID, EN  string
}

// Fault is one refusal. Declared ones are values to compare with errors.Is;
// the With… methods give a copy for this occurrence.
type Fault struct {
	Kind       Kind
	Code       string // "feature.what", stable for ever
	ID, EN     string // title: constant for the code
	DetailID   string // this occurrence, Indonesian
	DetailEN   string // this occurrence, English
	Fields     []Field
	RetryAfter time.Duration
	// Extra holds machine-readable facts of this occurrence (for example
	// seconds_left); it is written into the problem document as it is.
	Extra map[string]any
	cause error
}

var (
	mu       sync.Mutex
	declared = map[string]*Fault{}
)

// Declare registers a refusal of a feature at package initialisation and
// returns it. It panics on a second declaration of one code or on a missing
// sentence, so that a mistake shows at the first start.
func Declare(kind Kind, code, id, en string) *Fault {
	mu.Lock()
	defer mu.Unlock()
	if _, twice := declared[code]; twice {
		panic("fault: declared twice: " + code)
	}
	if id == "" || en == "" {
		panic("fault: a sentence is missing: " + code)
	}
	f := &Fault{Kind: kind, Code: code, ID: id, EN: en}
	declared[code] = f
	return f
}

// Catalogue lists every declared refusal, ordered by code.
func Catalogue() []*Fault {
	mu.Lock()
	defer mu.Unlock()
	all := make([]*Fault, 0, len(declared))
	for _, f := range declared {
		all = append(all, f)
	}
	sort.Slice(all, func(i, j int) bool { return all[i].Code < all[j].Code })
	return all
}

// Error is the log's voice: code and cause. It never reaches a client.
func (f *Fault) Error() string {
	if f.cause != nil {
		return fmt.Sprintf("%s: %v", f.Code, f.cause)
	}
	if f.DetailEN != "" {
		return f.Code + ": " + f.DetailEN
	}
	return f.Code
}

// Unwrap gives the hidden cause.
func (f *Fault) Unwrap() error { return f.cause }

// Is makes errors.Is compare codes, so that a copy still matches its
// declaration.
func (f *Fault) Is(target error) bool {
	t, ok := target.(*Fault)
	return ok && t.Code == f.Code
}

// Because returns a copy that remembers the cause for the log.
func (f *Fault) Because(cause error) *Fault { c := *f; c.cause = cause; return &c }

// Detail returns a copy with a sentence about this occurrence.
func (f *Fault) Detail(id, en string) *Fault {
	c := *f
	c.DetailID, c.DetailEN = id, en
	return &c
}

// At returns a copy that also names a wrong field.
func (f *Fault) At(field Field) *Fault {
	c := *f
	c.Fields = append(append([]Field(nil), f.Fields...), field)
	return &c
}

// After returns a copy that tells the caller when to try again.
func (f *Fault) After(d time.Duration) *Fault { c := *f; c.RetryAfter = d; return &c }

// Fact returns a copy with one machine-readable fact.
func (f *Fault) Fact(name string, value any) *Fault {
	c := *f
	c.Extra = map[string]any{name: value}
	for k, v := range f.Extra {
		c.Extra[k] = v
	}
	return &c
}

// Of finds the refusal in an error chain; anything else is Internal.
func Of(err error) *Fault {
	var f *Fault
	if errors.As(err, &f) {
		return f
	}
	return ErrInternal.Because(err)
}

// The refusals that belong to no feature.
var (
	ErrInternal = Declare(Internal, "web.internal",
		"Terjadi kesalahan di pihak kami. Coba lagi sebentar lagi.",
		"Something went wrong on our side. Please try again shortly.")
	ErrInvalid = Declare(Invalid, "web.invalid-input",
		"Ada isian yang belum benar. Periksa kembali bagian yang ditandai.",
		"Some of the input is not right. Check the marked parts.")
	ErrUnauthenticated = Declare(Unauthenticated, "web.sign-in-needed",
		"Anda perlu masuk terlebih dahulu.",
		"You need to sign in first.")
	ErrForbidden = Declare(Forbidden, "web.not-allowed",
		"Peran Anda tidak mengizinkan tindakan ini.",
		"Your role does not allow this.")
	ErrNotFound = Declare(NotFound, "web.not-found",
		"Yang Anda cari tidak ditemukan.",
		"What you are looking for was not found.")
	ErrMethod = Declare(NotFound, "web.no-such-route",
		"Alamat ini tidak ada.",
		"There is no such address.")
	ErrTooLarge = Declare(TooLarge, "web.too-large",
		"Kiriman terlalu besar.",
		"The request is too large.")
	ErrRateLimited = Declare(RateLimited, "web.too-many-requests",
		"Terlalu banyak permintaan. Tunggu sebentar lalu coba lagi.",
		"Too many requests. Wait a moment and try again.")
	ErrUnavailable = Declare(Unavailable, "web.unavailable",
		"Layanan sedang terganggu. Yang sudah tersimpan tetap aman; coba lagi sebentar lagi.",
		"The service is disturbed. What was saved is safe; try again shortly.")
	ErrCrowded = Declare(Unavailable, "web.crowded",
		"Sedang banyak yang memakai Lentera. Coba lagi beberapa detik lagi.",
		"Many people are using Lentera at the moment. Try again in a few seconds.")
	ErrForeignOrigin = Declare(Forbidden, "web.foreign-origin",
		"Permintaan ini tidak datang dari halaman Lentera.",
		"This request did not come from a Lentera page.")
)
