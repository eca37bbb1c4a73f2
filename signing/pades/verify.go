package pades

import (
	"bytes"
	"crypto"
	"crypto/x509"
	"errors"
	"fmt"
	"regexp"
	"time"
)

// Reason says in one stable word what a check found.
type Reason string

// The reasons, the worst first: a file gets the worst of its signatures'.
const (
	NotPDF      Reason = "not-a-pdf"
	Truncated   Reason = "truncated"    // its end is missing
	NoSignature Reason = "no-signature" // it was never signed, or nothing of that is left
	Tampered    Reason = "tampered"     // what was signed is not what is there
	Changed     Reason = "changed"      // something was appended after the last signature
	Untrusted   Reason = "untrusted"    // signed with a certificate from nobody we know
	BadStamp    Reason = "timestamp"    // the time-stamp does not hold
	Expired     Reason = "expired"      // the certificate did not hold, or nothing proves that it did
	Valid       Reason = "valid"
)

var severity = []Reason{NotPDF, Truncated, NoSignature, Tampered, Changed, Untrusted, BadStamp, Expired, Valid}

// Trust is whom and when to believe.
type Trust struct {
	Roots    *x509.CertPool // of signers
	TSARoots *x509.CertPool // of time-stamp authorities
	// Known is a moment at which the file is known, from elsewhere, to have
	// been as it is. The zero value is now.
	Known time.Time
}

// Signature is one signature of a file.
type Signature struct {
	Reason  Reason
	Problem string // for the log and the command line, English
	Signer  string // common name
	Serial  string // of the certificate, hexadecimal
	Issuer  string
	Name    string    // as the signature says, not proven
	Why     string    // the reason the signature gives
	At      time.Time // proven by the time-stamp where Stamped, otherwise claimed
	Stamped bool
	Whole   bool // covers the file to its end
	End     int  // of the bytes it covers
}

// Report is what a check of a file found.
type Report struct {
	Reason     Reason
	Signatures []Signature // in the order of signing
}

var (
	ranges  = regexp.MustCompile(`/ByteRange[\s\[]`)
	endMark = []byte("%%EOF")
)

const mostSignatures = 32

// Verify checks every signature of a file. It never panics on what strangers
// hand in.
func Verify(pdf []byte, t Trust) Report {
	if !bytes.HasPrefix(pdf, []byte("%PDF-")) {
		return Report{Reason: NotPDF}
	}
	report := Report{Reason: Valid}
	for _, at := range ranges.FindAllIndex(pdf, mostSignatures+1) {
		report.Signatures = append(report.Signatures, check(pdf, at[0], t))
	}
	if len(report.Signatures) == 0 || len(report.Signatures) > mostSignatures {
		report.Reason = NoSignature
	}
	for _, s := range report.Signatures {
		report.Reason = worse(report.Reason, s.Reason)
	}
	if n := len(report.Signatures); n > 0 && !report.Signatures[n-1].Whole && !onlyValidationData(pdf, report.Signatures[n-1].End) {
		report.Reason = worse(report.Reason, Changed)
	}
	ended := bytes.HasSuffix(bytes.TrimRight(pdf, " \r\n\t\x00"), endMark)
	if !ended && (report.Reason == Tampered || report.Reason == NoSignature) {
		report.Reason = Truncated // the likelier cause
	}
	return report
}

func worse(a, b Reason) Reason {
	for _, r := range severity {
		if a == r || b == r {
			return r
		}
	}
	return a
}

// check looks at the signature dictionary around a /ByteRange.
func check(pdf []byte, at int, t Trust) Signature {
	s := Signature{Reason: Tampered}
	d, base, err := dictionaryAround(pdf, at)
	if err != nil {
		s.Problem = err.Error()
		return s
	}
	s.Name, s.Why = plain(d.get("Name")), plain(d.get("Reason"))
	cms, end, err := covered(pdf, d, base)
	s.End, s.Whole = end, end == len(pdf)
	if err != nil {
		s.Problem = err.Error()
		if errors.Is(err, errBeyond) {
			s.Reason = Truncated
		}
		return s
	}
	r := numbers(d)
	if d.get("SubFilter") == name("ETSI.RFC3161") {
		s.documentStamp(cms, append(append([]byte(nil), pdf[:r[1]]...), pdf[r[2]:end]...), t)
		return s
	}
	m, err := readCMS(cms, oidData, func(h crypto.Hash) []byte {
		sum := h.New()
		sum.Write(pdf[:r[1]])
		sum.Write(pdf[r[2] : r[2]+r[3]])
		return sum.Sum(nil)
	})
	if err != nil {
		s.Problem = err.Error()
		return s
	}
	s.Signer, s.Issuer, s.Serial = m.signer.Subject.CommonName, m.signer.Issuer.CommonName, m.signer.SerialNumber.Text(16)
	s.At = claimed(d, m)
	s.judge(m, t)
	return s
}

// documentStamp is a time-stamp over the whole file, as archives add it after
// the signatures.
func (s *Signature) documentStamp(token, what []byte, t Trust) {
	info, m, err := readToken(token, what, t.TSARoots)
	if m != nil {
		s.Signer, s.Issuer, s.Serial = m.signer.Subject.CommonName, m.signer.Issuer.CommonName, m.signer.SerialNumber.Text(16)
	}
	switch {
	case m == nil || info == nil:
		s.Problem = err.Error()
	case err != nil || t.TSARoots == nil:
		s.Reason, s.Problem = BadStamp, fmt.Sprintf("time-stamp: %v", cause(err, "no authority is trusted"))
	default:
		s.Reason, s.At, s.Stamped = Valid, info.at, true
	}
}

// judge decides on trust and time, once integrity holds.
func (s *Signature) judge(m *message, t Trust) {
	holds := t.Known
	if holds.IsZero() {
		holds = time.Now()
	}
	if m.token != nil {
		info, _, err := readToken(m.token, m.signature, t.TSARoots)
		if err != nil || t.TSARoots == nil {
			s.Reason, s.Problem = BadStamp, fmt.Sprintf("time-stamp: %v", cause(err, "no authority is trusted"))
			return
		}
		s.At, s.Stamped, holds = info.at, true, info.at
	}
	if t.Roots == nil {
		s.Reason, s.Problem = Untrusted, "no root is trusted"
		return
	}
	switch err := m.trusted(t.Roots, holds, x509.ExtKeyUsageAny); {
	case err == nil:
		s.Reason = Valid
	case errors.Is(err, errTime):
		s.Reason, s.Problem = Expired, err.Error()
	case errors.Is(err, errCMS):
		s.Problem = err.Error()
	default:
		s.Reason, s.Problem = Untrusted, err.Error()
	}
}

func cause(err error, otherwise string) error {
	if err == nil {
		return errors.New(otherwise)
	}
	return err
}

var (
	errBeyond = errors.New("the signature covers more than is there")
	errRange  = errors.New("the byte range does not fit the signature")
	errTime   = errors.New("the certificate did not hold at that time")
)
