// Package testca is a certification authority that nobody should trust, made
// anew at each start and gone when it stops. The stand-ins sign under it, so
// that what comes back from them is really signed and really checked.
package testca

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"sync"
	"time"

	"lentera/signing/pades"
)

// CA is the authority and the keys of all who sign under it.
type CA struct {
	root *x509.Certificate
	key  *ecdsa.PrivateKey

	mu     sync.Mutex
	keys   map[string]*pades.Key
	serial int64
}

// New makes an authority.
func New() (*CA, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	now := time.Now()
	t := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "CA TIRUAN LENTERA (jangan dipercaya)", Organization: []string{"Stand-in"}, Country: []string{"ID"}},
		NotBefore: now.Add(-time.Hour), NotAfter: now.AddDate(1, 0, 0), IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign}
	der, err := x509.CreateCertificate(rand.Reader, t, t, key.Public(), key)
	if err != nil {
		return nil, err
	}
	root, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, err
	}
	return &CA{root: root, key: key, keys: map[string]*pades.Key{}, serial: 1}, nil
}

// Root is the authority's own certificate.
func (c *CA) Root() *x509.Certificate { return c.root }

// RootPEM is Root as text.
func (c *CA) RootPEM() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.root.Raw})
}

// Sign signs a PDF as somebody, whose key is made at the first time.
func (c *CA) Sign(pdf []byte, name, reason, place string) ([]byte, error) {
	key, err := c.keyOf(name)
	if err != nil {
		return nil, err
	}
	return pades.Sign(context.Background(), pdf, pades.Request{Key: key, At: time.Now(), Name: name, Reason: reason, Location: place})
}

func (c *CA) keyOf(name string) (*pades.Key, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if k := c.keys[name]; k != nil {
		return k, nil
	}
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	c.serial++
	now := time.Now()
	t := &x509.Certificate{SerialNumber: big.NewInt(c.serial), Subject: pkix.Name{CommonName: name, Organization: []string{"Stand-in"}, Country: []string{"ID"}},
		NotBefore: now.Add(-time.Hour), NotAfter: now.AddDate(0, 6, 0), KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageContentCommitment}
	der, err := x509.CreateCertificate(rand.Reader, t, c.root, private.Public(), c.key)
	if err != nil {
		return nil, err
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, err
	}
	k := &pades.Key{Private: private, Chain: []*x509.Certificate{leaf, c.root}}
	c.keys[name] = k
	return k, nil
}
