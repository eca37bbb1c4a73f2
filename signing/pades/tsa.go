package pades

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"time"
)

// ErrTSA is a time-stamp authority that is away or answers wrongly.
var ErrTSA = errors.New("pades: no time-stamp")

// TSA asks a time-stamp authority (RFC 3161 over HTTP).
type TSA struct {
	URL   string
	Roots *x509.CertPool // whom to believe about time
	// Client does the asking; nil is one that waits 10 seconds.
	Client *http.Client
	// Drift is how far the authority's clock may be from ours; 0 is 5 minutes.
	Drift time.Duration
}

type (
	messageImprint struct {
		Algorithm pkix.AlgorithmIdentifier
		Digest    []byte
	}
	stampRequest struct {
		Version     int
		Imprint     messageImprint
		Nonce       *big.Int
		CertRequest bool
	}
	statusInfo struct {
		Status  int
		Text    asn1.RawValue  `asn1:"optional"`
		Failure asn1.BitString `asn1:"optional"`
	}
	stampResponse struct {
		Status statusInfo
		Token  asn1.RawValue `asn1:"optional"`
	}
	// tstInfo is read field by field: what follows the time is optional in
	// ways encoding/asn1 cannot say.
	tstInfo struct {
		imprint messageImprint
		at      time.Time
		nonce   *big.Int
	}
)

const largestStamp = 64 << 10

// Stamp gets a token on a signature and checks all of it: status, imprint,
// nonce, the signature, the authority's certificate and its clock.
func (t *TSA) Stamp(ctx context.Context, signature []byte) ([]byte, error) {
	nonce, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 63))
	if err != nil {
		return nil, err
	}
	query := must(asn1.Marshal(stampRequest{1, imprintOf(signature), nonce, true}))
	body, err := t.ask(ctx, query)
	if err != nil {
		return nil, err
	}
	var answer stampResponse
	if rest, err := asn1.Unmarshal(body, &answer); err != nil || len(rest) > 0 {
		return nil, fmt.Errorf("%w: unreadable answer", ErrTSA)
	}
	if answer.Status.Status > 1 || len(answer.Token.FullBytes) == 0 {
		return nil, fmt.Errorf("%w: refused with status %d", ErrTSA, answer.Status.Status)
	}
	info, _, err := readToken(answer.Token.FullBytes, signature, t.Roots)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrTSA, err)
	}
	if info.nonce == nil || info.nonce.Cmp(nonce) != 0 {
		return nil, fmt.Errorf("%w: the answer is to another request (nonce)", ErrTSA)
	}
	drift := t.Drift
	if drift == 0 {
		drift = 5 * time.Minute
	}
	if off := time.Since(info.at); off > drift || off < -drift {
		return nil, fmt.Errorf("%w: its clock is off by %s", ErrTSA, off.Round(time.Second))
	}
	return answer.Token.FullBytes, nil
}

func imprintOf(signature []byte) messageImprint {
	return messageImprint{pkix.AlgorithmIdentifier{Algorithm: oidSHA256, Parameters: asn1.NullRawValue}, sha(signature)}
}

func (t *TSA) ask(ctx context.Context, query []byte) ([]byte, error) {
	client := t.Client
	if client == nil {
		client = &http.Client{Timeout: 10 * time.Second}
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, t.URL, bytes.NewReader(query))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrTSA, err)
	}
	req.Header.Set("Content-Type", "application/timestamp-query")
	res, err := client.Do(req)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrTSA, err)
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(res.Body, largestStamp+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("%w: %w", ErrTSA, err)
	case res.StatusCode != http.StatusOK:
		return nil, fmt.Errorf("%w: HTTP %d", ErrTSA, res.StatusCode)
	case len(body) > largestStamp:
		return nil, fmt.Errorf("%w: the answer is too large", ErrTSA)
	}
	return body, nil
}

// readToken checks a token on a signature: the imprint, the authority's own
// signature and certificate (critical extended key usage timeStamping alone,
// RFC 3161 2.3), its chain at the time it states. roots nil skips the chain.
func readToken(token, signature []byte, roots *x509.CertPool) (*tstInfo, *message, error) {
	m, err := readCMS(token, oidTSTInfo, nil)
	if err != nil {
		return nil, nil, err
	}
	info, err := readInfo(m.content)
	if err != nil {
		return nil, nil, err
	}
	hash, known := hashOf(info.imprint.Algorithm.Algorithm)
	if !known {
		return nil, nil, errors.New("unknown digest")
	}
	h := hash.New()
	h.Write(signature)
	if !bytes.Equal(h.Sum(nil), info.imprint.Digest) {
		return nil, nil, errors.New("the stamp is of something else (imprint)")
	}
	if !stampsTime(m.signer) {
		return nil, nil, errors.New("this certificate may not stamp time")
	}
	if roots == nil {
		return info, m, nil
	}
	return info, m, m.trusted(roots, info.at, x509.ExtKeyUsageTimeStamping)
}

func stampsTime(c *x509.Certificate) bool {
	if len(c.ExtKeyUsage) != 1 || c.ExtKeyUsage[0] != x509.ExtKeyUsageTimeStamping || len(c.UnknownExtKeyUsage) > 0 {
		return false
	}
	for _, e := range c.Extensions {
		if e.Id.Equal(asn1.ObjectIdentifier{2, 5, 29, 37}) {
			return e.Critical
		}
	}
	return false
}

func readInfo(der []byte) (*tstInfo, error) {
	var outer asn1.RawValue
	rest, err := asn1.Unmarshal(der, &outer)
	if err != nil || len(rest) > 0 || outer.Tag != asn1.TagSequence {
		return nil, errors.New("unreadable stamp")
	}
	var (
		info    tstInfo
		version int
		policy  asn1.ObjectIdentifier
		serial  *big.Int
	)
	rest = outer.Bytes
	for _, into := range []any{&version, &policy, &info.imprint, &serial, &info.at} {
		if rest, err = asn1.Unmarshal(rest, into); err != nil {
			return nil, errors.New("unreadable stamp")
		}
	}
	for len(rest) > 0 {
		var v asn1.RawValue
		if rest, err = asn1.Unmarshal(rest, &v); err != nil {
			return nil, errors.New("unreadable stamp")
		}
		if v.Class == asn1.ClassUniversal && v.Tag == asn1.TagInteger {
			if _, err := asn1.Unmarshal(v.FullBytes, &info.nonce); err != nil {
				return nil, errors.New("unreadable stamp")
			}
		}
	}
	if version != 1 {
		return nil, errors.New("unknown version of stamp")
	}
	return &info, nil
}
