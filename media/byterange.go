package media

import (
	"math"
	"strings"
)

// span is what to send of a file: bytes from to to, both included.
type span struct {
	from, to int64
	part     bool // 206 rather than 200
}

func (s span) length() int64 { return s.to - s.from + 1 }

// readRange understands a Range header (RFC 9110, section 14) against a file
// of size bytes. A header it cannot read, another unit, or several ranges mean
// the whole file, as the standard allows; ok is false when no byte of the file
// is in the range (416).
func readRange(header string, size int64) (s span, ok bool) {
	whole := span{0, size - 1, false}
	unit, set, found := strings.Cut(header, "=")
	if !found || !strings.EqualFold(strings.TrimSpace(unit), "bytes") || strings.Contains(set, ",") {
		return whole, true
	}
	first, last, found := strings.Cut(strings.Trim(set, " \t"), "-")
	if !found {
		return whole, true
	}
	from, hasFrom, good := position(first)
	to, hasTo, alsoGood := position(last)
	if !good || !alsoGood || (!hasFrom && !hasTo) || (hasFrom && hasTo && to < from) {
		return whole, true
	}
	if !hasFrom { // the last n bytes
		if to == 0 || size == 0 {
			return whole, false
		}
		return span{max(size-to, 0), size - 1, true}, true
	}
	if from >= size {
		return whole, false
	}
	if !hasTo || to >= size {
		to = size - 1
	}
	return span{from, to, true}, true
}

// position reads digits only; a number beyond int64 is as far as there is.
func position(text string) (n int64, given, ok bool) {
	if text == "" {
		return 0, false, true
	}
	for _, c := range []byte(text) {
		if c < '0' || c > '9' {
			return 0, false, false
		}
		if n > (math.MaxInt64-9)/10 {
			n = math.MaxInt64
			continue
		}
		n = n*10 + int64(c-'0')
	}
	return n, true, true
}

// sameTag reports whether an If-None-Match header names the tag; the weak
// comparison is the right one there.
func sameTag(header, tag string) bool {
	for _, one := range strings.Split(header, ",") {
		one = strings.TrimPrefix(strings.TrimSpace(one), "W/")
		if one == tag || one == "*" {
			return true
		}
	}
	return false
}

// rangeStillHolds reports whether a Range may be honoured under If-Range: only
// the strong, exact tag says so; dates are not kept.
func rangeStillHolds(ifRange, tag string) bool {
	return ifRange == "" || strings.TrimSpace(ifRange) == tag
}
