package pades

import (
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"
	"math/big"
	"time"
)

// What an authority does; only the made-up one uses it.

// ReadStampQuery reads a request for a time-stamp over SHA-256.
func ReadStampQuery(der []byte) (digest []byte, nonce *big.Int, err error) {
	var q stampRequest
	rest, err := asn1.Unmarshal(der, &q)
	if err != nil || len(rest) > 0 || q.Version != 1 || !q.Imprint.Algorithm.Algorithm.Equal(oidSHA256) || len(q.Imprint.Digest) != 32 {
		return nil, nil, errors.New("pades: unreadable query")
	}
	return q.Imprint.Digest, q.Nonce, nil
}

// AnswerStamp is the answer of an authority with this key; without one it is a
// rejection.
func AnswerStamp(key *Key, digest []byte, nonce *big.Int, at time.Time) ([]byte, error) {
	if key == nil {
		return asn1.Marshal(stampResponse{Status: statusInfo{Status: 2}})
	}
	info := must(asn1.Marshal(struct {
		Version int
		Policy  asn1.ObjectIdentifier
		Imprint messageImprint
		Serial  *big.Int
		At      time.Time `asn1:"generalized"`
		Nonce   *big.Int
	}{1, asn1.ObjectIdentifier{1, 3, 6, 1, 4, 1, 99999, 1}, messageImprint{pkix.AlgorithmIdentifier{Algorithm: oidSHA256, Parameters: asn1.NullRawValue}, digest},
		big.NewInt(at.UnixNano()), at.UTC(), nonce}))
	token, err := seal(key, oidTSTInfo, sha(info), info, nil)
	if err != nil {
		return nil, err
	}
	return asn1.Marshal(stampResponse{Token: asn1.RawValue{FullBytes: token}})
}
