package pades

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"
	"fmt"
	"math/big"
	"sort"
)

// Identifiers of RFC 5652, RFC 5035, RFC 3161 and the algorithms.
var (
	oidData         = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 1}
	oidSignedData   = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 2}
	oidContentType  = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 3}
	oidDigest       = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 4}
	oidSigningTime  = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 5}
	oidSigningCert  = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 2, 12}
	oidSigningCert2 = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 2, 47}
	oidTimestamp    = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 2, 14}
	oidProtection   = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 52} // RFC 6211
	oidTSTInfo      = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 1, 4}
	oidSHA256       = asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 2, 1}
	oidSHA384       = asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 2, 2}
	oidSHA512       = asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 2, 3}
	oidRSA          = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 1}
	oidECDSA256     = asn1.ObjectIdentifier{1, 2, 840, 10045, 4, 3, 2}
)

// The structures of RFC 5652. Version numbers and algorithms are checked when
// they are read: a byte that nobody looks at could be changed unseen.
type (
	contentInfo struct {
		Type    asn1.ObjectIdentifier
		Content asn1.RawValue `asn1:"explicit,tag:0,optional"`
	}
	signedData struct {
		Version          int
		DigestAlgorithms []pkix.AlgorithmIdentifier `asn1:"set"`
		Content          contentInfo
		Certificates     asn1.RawValue `asn1:"optional,tag:0"`
		CRLs             asn1.RawValue `asn1:"optional,tag:1"`
		Signers          []signerInfo  `asn1:"set"`
	}
	signerInfo struct {
		Version            int
		Signer             issuerAndSerial
		DigestAlgorithm    pkix.AlgorithmIdentifier
		Signed             asn1.RawValue `asn1:"optional,tag:0"`
		SignatureAlgorithm pkix.AlgorithmIdentifier
		Signature          []byte
		Unsigned           asn1.RawValue `asn1:"optional,tag:1"`
	}
	issuerAndSerial struct {
		Issuer asn1.RawValue
		Serial *big.Int
	}
	attribute struct {
		Type   asn1.ObjectIdentifier
		Values asn1.RawValue
	}
	essCertID2 struct {
		Hash         pkix.AlgorithmIdentifier `asn1:"optional"`
		CertHash     []byte
		IssuerSerial asn1.RawValue `asn1:"optional"`
	}
	signingCert2 struct {
		Certs    []essCertID2
		Policies asn1.RawValue `asn1:"optional"`
	}
)

func attributeOf(kind asn1.ObjectIdentifier, value []byte) []byte {
	return must(asn1.Marshal(attribute{kind, asn1.RawValue{Class: asn1.ClassUniversal, Tag: asn1.TagSet, IsCompound: true, Bytes: value}}))
}

// must is for structures that cannot fail to encode.
func must(b []byte, err error) []byte {
	if err != nil {
		panic(err)
	}
	return b
}

// set joins encoded elements in the order DER asks of a SET.
func set(elements ...[]byte) []byte {
	sort.Slice(elements, func(i, j int) bool { return bytes.Compare(elements[i], elements[j]) < 0 })
	return bytes.Join(elements, nil)
}

// seal makes the CMS over a digest, or, where content is given, around it.
// stamp, where given, is asked for a time-stamp token on the signature.
func seal(key *Key, kind asn1.ObjectIdentifier, digest, content []byte, stamp func(signature []byte) ([]byte, error)) ([]byte, error) {
	leaf := sha256.Sum256(key.Chain[0].Raw)
	bound := must(asn1.Marshal(signingCert2{Certs: []essCertID2{{CertHash: leaf[:]}}}))
	null := asn1.RawValue{Tag: asn1.TagNull}
	algorithm := pkix.AlgorithmIdentifier{Algorithm: oidECDSA256}
	if _, isRSA := key.Private.Public().(*rsa.PublicKey); isRSA {
		algorithm = pkix.AlgorithmIdentifier{Algorithm: oidRSA, Parameters: null}
	}
	sha := pkix.AlgorithmIdentifier{Algorithm: oidSHA256, Parameters: null}
	attributes := set(
		attributeOf(oidProtection, protection(sha, algorithm)),
		attributeOf(oidContentType, must(asn1.Marshal(kind))),
		attributeOf(oidDigest, must(asn1.Marshal(digest))),
		attributeOf(oidSigningCert2, bound))
	asSet := must(asn1.Marshal(asn1.RawValue{Tag: asn1.TagSet, IsCompound: true, Bytes: attributes}))
	sum := sha256.Sum256(asSet)
	signature, err := key.Private.Sign(rand.Reader, sum[:], crypto.SHA256)
	if err != nil {
		return nil, fmt.Errorf("pades: sign: %w", err)
	}
	info := signerInfo{Version: 1,
		Signer:          issuerAndSerial{asn1.RawValue{FullBytes: key.Chain[0].RawIssuer}, key.Chain[0].SerialNumber},
		DigestAlgorithm: sha, SignatureAlgorithm: algorithm, Signature: signature,
		Signed: asn1.RawValue{Class: asn1.ClassContextSpecific, Tag: 0, IsCompound: true, Bytes: attributes}}
	if stamp != nil {
		token, err := stamp(signature)
		if err != nil {
			return nil, err
		}
		info.Unsigned = asn1.RawValue{Class: asn1.ClassContextSpecific, Tag: 1, IsCompound: true, Bytes: attributeOf(oidTimestamp, token)}
	}
	data := signedData{Version: 1, DigestAlgorithms: []pkix.AlgorithmIdentifier{sha}, Content: contentInfo{Type: kind}, Signers: []signerInfo{info},
		Certificates: asn1.RawValue{Class: asn1.ClassContextSpecific, Tag: 0, IsCompound: true, Bytes: key.chain()}}
	if content != nil {
		data.Version = 3
		data.Content.Content = asn1.RawValue{Class: asn1.ClassContextSpecific, Tag: 0, IsCompound: true, Bytes: must(asn1.Marshal(content))}
	}
	return asn1.Marshal(contentInfo{Type: oidSignedData,
		Content: asn1.RawValue{Class: asn1.ClassContextSpecific, Tag: 0, IsCompound: true, Bytes: must(asn1.Marshal(data))}})
}

// protection binds the algorithms that are named outside the signature.
func protection(digest, signature pkix.AlgorithmIdentifier) []byte {
	return must(asn1.Marshal(struct {
		Digest    pkix.AlgorithmIdentifier
		Signature pkix.AlgorithmIdentifier `asn1:"tag:1"`
	}{digest, signature}))
}

// chain is the certificates to put beside a signature: all but the root, which
// whoever checks must have from elsewhere.
func (k *Key) chain() []byte {
	var out [][]byte
	for i, c := range k.Chain {
		if i == 0 || !bytes.Equal(c.RawSubject, c.RawIssuer) {
			out = append(out, c.Raw)
		}
	}
	return bytes.Join(out, nil)
}

var errCMS = errors.New("pades: unreadable signature")

// hashes by identifier; SHA-1 is not taken.
func hashOf(id asn1.ObjectIdentifier) (crypto.Hash, bool) {
	for _, h := range []struct {
		id   asn1.ObjectIdentifier
		hash crypto.Hash
	}{{oidSHA256, crypto.SHA256}, {oidSHA384, crypto.SHA384}, {oidSHA512, crypto.SHA512}} {
		if id.Equal(h.id) {
			return h.hash, true
		}
	}
	return 0, false
}

// algorithmOf joins key and digest; it refuses a named algorithm that speaks
// of another digest or another kind of key.
func algorithmOf(cert *x509.Certificate, named asn1.ObjectIdentifier, hash crypto.Hash) (x509.SignatureAlgorithm, error) {
	type choice struct {
		hash  crypto.Hash
		named []asn1.ObjectIdentifier
		is    x509.SignatureAlgorithm
	}
	pkcs1 := func(n int) asn1.ObjectIdentifier { return asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, n} }
	ecdsaWith := func(n int) asn1.ObjectIdentifier { return asn1.ObjectIdentifier{1, 2, 840, 10045, 4, 3, n} }
	var choices []choice
	switch cert.PublicKey.(type) {
	case *rsa.PublicKey:
		choices = []choice{
			{crypto.SHA256, []asn1.ObjectIdentifier{oidRSA, pkcs1(11)}, x509.SHA256WithRSA},
			{crypto.SHA384, []asn1.ObjectIdentifier{oidRSA, pkcs1(12)}, x509.SHA384WithRSA},
			{crypto.SHA512, []asn1.ObjectIdentifier{oidRSA, pkcs1(13)}, x509.SHA512WithRSA},
		}
	case *ecdsa.PublicKey:
		choices = []choice{
			{crypto.SHA256, []asn1.ObjectIdentifier{ecdsaWith(2)}, x509.ECDSAWithSHA256},
			{crypto.SHA384, []asn1.ObjectIdentifier{ecdsaWith(3)}, x509.ECDSAWithSHA384},
			{crypto.SHA512, []asn1.ObjectIdentifier{ecdsaWith(4)}, x509.ECDSAWithSHA512},
		}
	}
	for _, c := range choices {
		if c.hash != hash {
			continue
		}
		for _, n := range c.named {
			if n.Equal(named) {
				return c.is, nil
			}
		}
	}
	return 0, fmt.Errorf("%w: algorithm %v", errCMS, named)
}
