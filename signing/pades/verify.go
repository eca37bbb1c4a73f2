package pades

import (
	"bytes"
	"crypto"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"time"
	"unicode/utf16"
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
	if n := len(report.Signatures); n > 0 && !report.Signatures[n-1].Whole {
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

// dictionaryAround reads the object that holds position at, and where it
// begins in the file.
func dictionaryAround(pdf []byte, at int) (dict, int, error) {
	from := max(0, at-4<<20)
	begin := bytes.LastIndex(pdf[from:at], []byte(" obj"))
	if begin < 0 {
		return nil, 0, errRange
	}
	base := from + begin + len(" obj")
	v, err := (&reader{data: pdf[base:]}).value(0)
	d, ok := v.(dict)
	if err != nil || !ok || d.get("ByteRange") == nil {
		return nil, 0, errRange
	}
	return d, base, nil
}

// numbers are the four of the range; all zero where they are none.
func numbers(d dict) (out [4]int) {
	list, _ := d.get("ByteRange").(array)
	if len(list) != 4 {
		return out
	}
	for i, v := range list {
		word, _ := v.(raw)
		n, err := strconv.Atoi(string(word))
		if err != nil || n < 0 || n > 1<<31 {
			return [4]int{}
		}
		out[i] = n
	}
	return out
}

// covered checks that the range leaves out exactly the digits of /Contents and
// gives the CMS and the end of what is covered.
func covered(pdf []byte, d dict, base int) (cms []byte, end int, err error) {
	r := numbers(d)
	end = r[2] + r[3]
	if end > len(pdf) {
		return nil, end, errBeyond
	}
	if r[0] != 0 || r[1] == 0 || r[2] <= r[1] {
		return nil, end, errRange
	}
	for _, e := range d {
		if e.key != "Contents" {
			continue
		}
		if base+e.start != r[1] || base+e.end != r[2] {
			return nil, end, errRange
		}
		cms, err = digits(pdf[r[1]:r[2]])
		return cms, end, err
	}
	return nil, end, errRange
}

// digits reads <hex> strictly: no spaces, letters of one case, and nothing but
// zeros after the CMS. Otherwise these bytes, which no signature can cover,
// could be changed unseen.
func digits(hole []byte) ([]byte, error) {
	if len(hole) < 4 || hole[0] != '<' || hole[len(hole)-1] != '>' || len(hole)%2 != 0 {
		return nil, errRange
	}
	hole = hole[1 : len(hole)-1]
	if bytes.ContainsAny(hole, "abcdef") && bytes.ContainsAny(hole, "ABCDEF") {
		return nil, errors.New("the signature's digits are in two spellings")
	}
	all := make([]byte, len(hole)/2)
	if _, err := hex.Decode(all, hole); err != nil {
		return nil, errors.New("the signature is not in hexadecimal digits")
	}
	size := lengthOf(all)
	if size > len(all) || len(bytes.Trim(all[size:], "\x00")) > 0 {
		return nil, errors.New("there is something after the signature")
	}
	return all[:size], nil
}

// lengthOf is the length of the DER element that data begins with; for an
// indefinite length (BER), that of everything up to the trailing zeros, of
// which the encoding's own end is four at least.
func lengthOf(data []byte) int {
	const none = 1 << 30
	if len(data) < 2 || data[0] != 0x30 {
		return none
	}
	n := int(data[1])
	switch {
	case n == 0x80:
		return min(len(bytes.TrimRight(data, "\x00"))+8, len(data))
	case n < 0x80:
		return 2 + n
	case n > 0x84:
		return none
	}
	bytesOf := n - 0x80
	if len(data) < 2+bytesOf {
		return none
	}
	n = 0
	for _, b := range data[2 : 2+bytesOf] {
		n = n<<8 | int(b)
	}
	return 2 + bytesOf + n
}

// claimed is the moment the signature itself gives: the attribute, or /M.
func claimed(d dict, m *message) time.Time {
	if !m.claimed.IsZero() {
		return m.claimed
	}
	s, _ := d.get("M").(raw)
	text := string(bytes.Trim([]byte(s), "()"))
	for _, form := range []string{"D:20060102150405-07'00'", "D:20060102150405-07'00", "D:20060102150405Z", "D:20060102150405"} {
		if t, err := time.Parse(form, text); err == nil {
			return t
		}
	}
	if len(text) >= 23 { // minutes of a zone, as 07'30'
		if t, err := time.Parse("D:20060102150405-07:00", text[:19]+":"+text[20:22]); err == nil {
			return t
		}
	}
	return time.Time{}
}

// plain is a text string as people read it; what is none is "".
func plain(v any) string {
	s, _ := v.(raw)
	if len(s) < 2 {
		return ""
	}
	inner := string(s[1 : len(s)-1])
	if s[0] == '(' {
		return inner
	}
	b, err := hex.DecodeString(inner)
	if err != nil || len(b) < 2 || b[0] != 0xFE || b[1] != 0xFF {
		return string(b)
	}
	var units []uint16
	for i := 2; i+1 < len(b); i += 2 {
		units = append(units, uint16(b[i])<<8|uint16(b[i+1]))
	}
	return string(utf16.Decode(units))
}
