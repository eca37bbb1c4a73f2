package pades

import (
	"bytes"
	"regexp"
	"slices"
	"strconv"
)

// validationKeys are what dictionaries of a Document Security Store hold
// (ETSI EN 319 142-1, 5.4.2); streams add how they are packed.
var validationKeys = []name{"Type", "VRI", "Certs", "CRLs", "OCSPs", "Cert", "CRL", "OCSP", "TU", "TS", "Length", "Filter"}

var fingerprint = regexp.MustCompile(`^[0-9A-F]{40}$`) // of a signature, a key of /VRI

// onlyValidationData reports that nothing was appended after end but
// certificates and revocation data for later checks, which signers of level
// B-LT write after the signature and no signature covers. The catalogue may
// gain /DSS and /Extensions; every other object must be new, of that kind, and
// not waited for by the signed part. Anything this cannot read is not that.
func onlyValidationData(pdf []byte, end int) bool {
	if end <= 0 || end >= len(pdf) {
		return false
	}
	before, err := open(pdf[:end])
	if err != nil {
		return false
	}
	after, err := open(pdf)
	if err != nil || after.last < end {
		return false
	}
	root, isRef := before.trailer.get("Root").(ref)
	if same, _ := after.trailer.get("Root").(ref); !isRef || same != root || after.trailer.get("Info") != before.trailer.get("Info") {
		return false
	}
	for n, at := range after.places {
		switch {
		case at < end && before.places[n] == at:
		case at >= end && n == root.number:
			if !sameCatalogue(before, after, root) {
				return false
			}
		case at < end || n < before.size || waitedFor(pdf[:end], n) || !validation(after, n):
			return false
		}
	}
	return len(after.places) > len(before.places)
}

// sameCatalogue compares what the two say, but for what may be added.
func sameCatalogue(before, after *file, root ref) bool {
	was, err1 := before.dict(root)
	is, err2 := after.dict(root)
	if err1 != nil || err2 != nil {
		return false
	}
	said := func(d dict) map[name]string {
		out := map[name]string{}
		for _, e := range d {
			if e.key != "DSS" && e.key != "Extensions" {
				var b bytes.Buffer
				write(&b, e.value)
				out[e.key] = b.String()
			}
		}
		return out
	}
	old, now := said(was), said(is)
	if len(old) != len(now) {
		return false
	}
	for key, value := range old {
		if now[key] != value {
			return false
		}
	}
	return true
}

// waitedFor reports that the signed part refers to an object it does not have.
func waitedFor(signed []byte, n int) bool {
	return regexp.MustCompile(`(^|[^0-9])` + strconv.Itoa(n) + `\s+\d+\s+R\b`).Match(signed)
}

// validation reports an object of a Document Security Store.
func validation(f *file, n int) bool {
	v, err := f.object(ref{number: n})
	if err != nil {
		return false
	}
	switch v := v.(type) {
	case array:
		return !slices.ContainsFunc(v, func(x any) bool { _, isRef := x.(ref); return !isRef })
	case dict:
		for _, e := range v {
			if !slices.Contains(validationKeys, e.key) && !fingerprint.MatchString(string(e.key)) {
				return false
			}
		}
		return true
	}
	return false
}
