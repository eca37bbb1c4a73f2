package pades

import (
	"bytes"
	"crypto"
	_ "crypto/sha1" // the digest of the older attribute
	"crypto/sha256"
	_ "crypto/sha512" // SHA-384 and SHA-512
	"crypto/subtle"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"fmt"
	"time"

	"github.com/smallstep/pkcs7"
)

// message is a CMS that was read and whose own signature holds.
type message struct {
	signer       *x509.Certificate
	certificates []*x509.Certificate
	content      []byte // what it is around, nil where detached
	signature    []byte
	token        []byte    // time-stamp token on the signature, nil without
	claimed      time.Time // the signing-time attribute, which PAdES forbids but others write
}

// readCMS reads a CMS with one signer and checks everything that does not need
// trust: the digest of the content, the signature over the attributes, and
// that the attributes name the certificate. digest gives the digest of the
// detached content; for one that carries its content, nil.
func readCMS(der []byte, kind asn1.ObjectIdentifier, digest func(crypto.Hash) []byte) (*message, error) {
	data, err := parse(der)
	if err != nil {
		return nil, err
	}
	info := data.Signers[0]
	m := &message{signature: info.Signature}
	if m.certificates, err = x509.ParseCertificates(data.Certificates.Bytes); err != nil {
		return nil, fmt.Errorf("%w: certificates: %w", errCMS, err)
	}
	for _, c := range m.certificates {
		if bytes.Equal(c.RawIssuer, info.Signer.Issuer.FullBytes) && c.SerialNumber.Cmp(info.Signer.Serial) == 0 {
			m.signer = c
		}
	}
	hash, known := hashOf(info.DigestAlgorithm.Algorithm)
	if m.signer == nil || !known || !data.Content.Type.Equal(kind) {
		return nil, fmt.Errorf("%w: signer, digest or content", errCMS)
	}
	if len(data.Content.Content.Bytes) > 0 {
		if rest, err := asn1.Unmarshal(data.Content.Content.Bytes, &m.content); err != nil || len(rest) > 0 {
			return nil, fmt.Errorf("%w: content", errCMS)
		}
	}
	var is []byte
	switch {
	case digest == nil && m.content != nil:
		h := hash.New()
		h.Write(m.content)
		is = h.Sum(nil)
	case digest != nil && m.content == nil:
		is = digest(hash)
	default:
		return nil, fmt.Errorf("%w: content", errCMS)
	}
	if err := m.attributes(info, kind, is); err != nil {
		return nil, err
	}
	algorithm, err := algorithmOf(m.signer, info.SignatureAlgorithm.Algorithm, hash)
	if err != nil {
		return nil, err
	}
	asSet := must(asn1.Marshal(asn1.RawValue{Tag: asn1.TagSet, IsCompound: true, Bytes: info.Signed.Bytes}))
	if err := m.signer.CheckSignature(algorithm, asSet, info.Signature); err != nil {
		return nil, fmt.Errorf("%w: %w", errCMS, err)
	}
	return m, m.unsigned(info.Unsigned.Bytes)
}

func parse(der []byte) (*signedData, error) {
	var outer contentInfo
	if len(der) > 1 && der[1] == 0x80 {
		return parseBER(der)
	}
	rest, err := asn1.Unmarshal(der, &outer)
	var data signedData
	if err != nil || len(rest) > 0 || !outer.Type.Equal(oidSignedData) {
		return nil, fmt.Errorf("%w: not signed data", errCMS)
	}
	if rest, err = asn1.Unmarshal(outer.Content.Bytes, &data); err != nil || len(rest) > 0 {
		return nil, fmt.Errorf("%w: signed data", errCMS)
	}
	// The parser passes over what follows the last member of a sequence;
	// written again, it must be the same bytes.
	if again, err := asn1.Marshal(outer); err != nil || !bytes.Equal(again, der) {
		return nil, fmt.Errorf("%w: form", errCMS)
	}
	if again, err := asn1.Marshal(data); err != nil || !bytes.Equal(again, outer.Content.Bytes) {
		return nil, fmt.Errorf("%w: form", errCMS)
	}
	return &data, data.check()
}

// check looks at what is not covered by the signature, so that nothing in it
// can be changed unseen.
func (d *signedData) check() error {
	if len(d.Signers) != 1 || len(d.DigestAlgorithms) != 1 {
		return fmt.Errorf("%w: one signer is expected", errCMS)
	}
	info := d.Signers[0]
	version := 1
	if !d.Content.Type.Equal(oidData) {
		version = 3
	}
	null := func(a pkix.AlgorithmIdentifier) bool {
		return len(a.Parameters.FullBytes) == 0 || bytes.Equal(a.Parameters.FullBytes, asn1.NullBytes)
	}
	for _, v := range []asn1.RawValue{d.Certificates, info.Signed, info.Unsigned} {
		if len(v.FullBytes) > 0 && !v.IsCompound {
			return fmt.Errorf("%w: form", errCMS)
		}
	}
	switch {
	case d.Version != version, info.Version != 1,
		!bytes.Equal(must(asn1.Marshal(d.DigestAlgorithms[0])), must(asn1.Marshal(info.DigestAlgorithm))),
		!null(info.DigestAlgorithm), !null(info.SignatureAlgorithm), len(d.CRLs.FullBytes) > 0:
		return fmt.Errorf("%w: versions or algorithms", errCMS)
	}
	return nil
}

// parseBER reads what is encoded with indefinite lengths, as some signers do.
func parseBER(der []byte) (*signedData, error) {
	p, err := pkcs7.Parse(der)
	if err != nil || len(p.Signers) != 1 {
		return nil, fmt.Errorf("%w: %v", errCMS, err)
	}
	var info signerInfo
	raw, err := asn1.Marshal(p.Signers[0])
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errCMS, err)
	}
	if rest, err := asn1.Unmarshal(raw, &info); err != nil || len(rest) > 0 {
		return nil, fmt.Errorf("%w: signer", errCMS)
	}
	data := &signedData{Version: 1, DigestAlgorithms: []pkix.AlgorithmIdentifier{info.DigestAlgorithm}, Signers: []signerInfo{info}}
	for _, c := range p.Certificates {
		data.Certificates.Bytes = append(data.Certificates.Bytes, c.Raw...)
	}
	data.Content.Type = oidData
	if len(p.Content) > 0 {
		data.Version, data.Content = 3, contentInfo{Type: oidTSTInfo, Content: asn1.RawValue{Bytes: must(asn1.Marshal(p.Content))}}
	}
	return data, data.check()
}

// attributes checks the signed ones: type and digest of the content and the
// certificate must be there, once each.
func (m *message) attributes(info signerInfo, kind asn1.ObjectIdentifier, digest []byte) error {
	found := map[string]bool{}
	for rest := info.Signed.Bytes; len(rest) > 0; {
		var a attribute
		var err error
		if rest, err = asn1.Unmarshal(rest, &a); err != nil || found[a.Type.String()] {
			return fmt.Errorf("%w: attributes", errCMS)
		}
		found[a.Type.String()] = true
		var value asn1.RawValue
		if after, err := asn1.Unmarshal(a.Values.Bytes, &value); err != nil || len(after) > 0 {
			return fmt.Errorf("%w: attribute %v", errCMS, a.Type)
		}
		switch {
		case a.Type.Equal(oidContentType):
			var is asn1.ObjectIdentifier
			if _, err := asn1.Unmarshal(value.FullBytes, &is); err != nil || !is.Equal(kind) {
				return fmt.Errorf("%w: content type", errCMS)
			}
		case a.Type.Equal(oidDigest):
			if subtle.ConstantTimeCompare(value.Bytes, digest) != 1 {
				return errDigest
			}
		case a.Type.Equal(oidSigningCert2):
			if err := m.named(value.FullBytes, crypto.SHA256); err != nil {
				return err
			}
		case a.Type.Equal(oidSigningCert):
			if err := m.named(value.FullBytes, crypto.SHA1); err != nil {
				return err
			}
		case a.Type.Equal(oidProtection):
			if !bytes.Equal(value.FullBytes, protection(info.DigestAlgorithm, info.SignatureAlgorithm)) {
				return fmt.Errorf("%w: other algorithms", errCMS)
			}
		case a.Type.Equal(oidSigningTime):
			_, _ = asn1.Unmarshal(value.FullBytes, &m.claimed)
		}
	}
	named := found[oidSigningCert2.String()] || found[oidSigningCert.String()]
	if !found[oidContentType.String()] || !found[oidDigest.String()] || !named {
		return fmt.Errorf("%w: an attribute is missing", errCMS)
	}
	return nil
}

var errDigest = fmt.Errorf("%w: the content has another digest", errCMS)

// named checks that the signed attribute means this very certificate.
// The older form of the attribute knows SHA-1 only; the certificate itself is
// still checked by its chain.
func (m *message) named(value []byte, hash crypto.Hash) error {
	var bound signingCert2
	if _, err := asn1.Unmarshal(value, &bound); err != nil || len(bound.Certs) == 0 {
		return fmt.Errorf("%w: signing-certificate-v2", errCMS)
	}
	if id := bound.Certs[0].Hash.Algorithm; len(id) > 0 {
		var known bool
		if hash, known = hashOf(id); !known {
			return fmt.Errorf("%w: signing-certificate-v2", errCMS)
		}
	}
	h := hash.New()
	h.Write(m.signer.Raw)
	if !bytes.Equal(h.Sum(nil), bound.Certs[0].CertHash) {
		return fmt.Errorf("%w: another certificate is meant", errCMS)
	}
	return nil
}

// archival are unsigned attributes that other signers add and that change
// nothing here: values and references for later checks (RFC 5126).
var archival = map[string]bool{"1.2.840.113549.1.9.16.2.21": true, "1.2.840.113549.1.9.16.2.22": true, "1.2.840.113549.1.9.16.2.23": true,
	"1.2.840.113549.1.9.16.2.24": true, "1.2.840.113549.1.9.16.2.25": true, "1.2.840.113549.1.9.16.2.48": true}

// unsigned looks for the time-stamp token. Anything unknown is refused: a
// token under another name would be one that nobody misses.
func (m *message) unsigned(rest []byte) error {
	for len(rest) > 0 {
		var a attribute
		var err error
		if rest, err = asn1.Unmarshal(rest, &a); err != nil || a.Values.Tag != asn1.TagSet || a.Values.Class != asn1.ClassUniversal || !a.Values.IsCompound {
			return fmt.Errorf("%w: unsigned attributes", errCMS)
		}
		switch {
		case a.Type.Equal(oidTimestamp) && m.token == nil:
			m.token = a.Values.Bytes
		case !archival[a.Type.String()]:
			return fmt.Errorf("%w: unsigned attribute %v", errCMS, a.Type)
		}
	}
	return nil
}

func sha(b []byte) []byte { s := sha256.Sum256(b); return s[:] }
