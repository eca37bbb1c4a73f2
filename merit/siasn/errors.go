package siasn

import (
	"errors"
	"fmt"
	"time"
)

// ErrInput is a call that cannot be made: an NIP without 18 digits, an empty
// id, a document that is not a PDF. Nothing was sent.
var ErrInput = errors.New("siasn: bad input")

// ErrNotFound is a person or a row SIASN does not have.
var ErrNotFound = errors.New("siasn: not found")

// Refused is SIASN saying no to this record (success:false). Do not repeat it;
// show Message: SIASN's own words without markup, long digits, mail addresses
// and tokens. It may still name somebody, so that Error leaves it out.
type Refused struct {
	Op      string
	Message string
}

func (e *Refused) Error() string { return "siasn: " + e.Op + " refused" }

// Unavailable is SIASN or the way to it being away: 502, 503, SUSPENDED, too
// many requests, time-out, reset. The request was not taken, or was a read.
// After is how long to wait at least; 0 leaves it to the caller.
type Unavailable struct {
	Op        string
	After     time.Duration
	Suspended bool
	Cause     error
}

func (e *Unavailable) Error() string {
	return fmt.Sprintf("siasn: %s: unavailable: %v", e.Op, e.Cause)
}

// Unwrap gives the cause.
func (e *Unavailable) Unwrap() error { return e.Cause }

// TokenExpired is an SSO token that is missing, has run out, or was refused
// again after both tokens were renewed. Pause until an operator gives another.
type TokenExpired struct{ Reason string }

func (e *TokenExpired) Error() string { return "siasn: SSO token: " + e.Reason }

// TokenMismatch is an SSO token of another agency than the consumer key.
type TokenMismatch struct{}

func (e *TokenMismatch) Error() string { return "siasn: the SSO token belongs to another agency" }

// NotAllowed is SIASN refusing this server: its public address or its consumer
// key. Only BKN can change that.
type NotAllowed struct {
	Op      string
	Message string
}

func (e *NotAllowed) Error() string { return "siasn: " + e.Op + " not allowed: " + e.Message }

// Uncertain is a write whose answer was lost or cannot be read: it may have
// been taken. Search for its effect before saying it again. Cause may itself
// be *Unavailable or *BadReply: look for Uncertain first.
type Uncertain struct {
	Op    string
	Cause error
}

func (e *Uncertain) Error() string {
	return fmt.Sprintf("siasn: %s: the answer was lost: %v", e.Op, e.Cause)
}

// Unwrap gives the cause.
func (e *Uncertain) Unwrap() error { return e.Cause }

// BadReply is an answer in a form the contract does not know.
type BadReply struct {
	Op     string
	Status int
	What   string
}

func (e *BadReply) Error() string {
	return fmt.Sprintf("siasn: %s: HTTP %d: %s", e.Op, e.Status, e.What)
}

// class names an error for the log.
func class(err error) string {
	var (
		refused *Refused
		away    *Unavailable
		expired *TokenExpired
		other   *TokenMismatch
		denied  *NotAllowed
		lost    *Uncertain
		bad     *BadReply
	)
	switch {
	case err == nil:
		return ""
	case errors.As(err, &lost):
		return "uncertain"
	case errors.As(err, &refused):
		return "refused"
	case errors.As(err, &away):
		if away.Suspended {
			return "suspended"
		}
		return "unavailable"
	case errors.As(err, &expired):
		return "token_expired"
	case errors.As(err, &other):
		return "token_mismatch"
	case errors.As(err, &denied):
		return "not_allowed"
	case errors.As(err, &bad):
		return "bad_reply"
	case errors.Is(err, ErrNotFound):
		return "not_found"
	}
	return "cancelled"
}
