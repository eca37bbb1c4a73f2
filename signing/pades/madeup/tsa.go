package madeup

import (
	"crypto/sha256"
	"io"
	"math/big"
	"net/http"
	"sync"
	"time"

	"lentera/signing/pades"
)

// Fault is what the time-stamp authority does wrong, one at a time.
type Fault string

// The faults.
const (
	Hangs        Fault = "hangs"         // takes the request and never answers
	WrongNonce   Fault = "wrong-nonce"   // answers another request
	WrongImprint Fault = "wrong-imprint" // stamps something else
	Says500      Fault = "500"
	Rejects      Fault = "rejects"      // status 2, rejection
	NotForTime   Fault = "not-for-time" // signs with a certificate for documents
	ClockOff     Fault = "clock-off"    // an hour behind
	Garbage      Fault = "garbage"      // no DER at all
)

// TSA is a time-stamp authority speaking RFC 3161 over HTTP.
type TSA struct {
	Key    *pades.Key // from Authority.Stamper
	Others *pades.Key // what NotForTime signs with

	mu    sync.Mutex
	fault Fault
	count int
}

// Set switches a fault on; "" is none.
func (t *TSA) Set(f Fault) { t.mu.Lock(); t.fault = f; t.mu.Unlock() }

// Count is how many requests there were.
func (t *TSA) Count() int { t.mu.Lock(); defer t.mu.Unlock(); return t.count }

// ServeHTTP answers application/timestamp-query.
func (t *TSA) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	t.mu.Lock()
	fault := t.fault
	t.count++
	t.mu.Unlock()
	query, err := io.ReadAll(io.LimitReader(r.Body, 64<<10))
	if err != nil || r.Method != http.MethodPost || r.Header.Get("Content-Type") != "application/timestamp-query" {
		http.Error(w, "a time-stamp query is expected", http.StatusBadRequest)
		return
	}
	switch fault {
	case Hangs:
		<-r.Context().Done()
		return
	case Says500:
		http.Error(w, "broken", http.StatusInternalServerError)
		return
	case Garbage:
		_, _ = w.Write([]byte("<html>proxy</html>"))
		return
	}
	digest, nonce, err := pades.ReadStampQuery(query)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	at, key := time.Now(), t.Key
	switch fault {
	case WrongNonce:
		nonce = new(big.Int).Add(nonce, big.NewInt(1))
	case WrongImprint:
		other := sha256.Sum256(digest)
		digest = other[:]
	case ClockOff:
		at = at.Add(-time.Hour)
	case NotForTime:
		key = t.Others
	case Rejects:
		key = nil
	}
	answer, err := pades.AnswerStamp(key, digest, nonce, at)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/timestamp-reply")
	_, _ = w.Write(answer)
}
