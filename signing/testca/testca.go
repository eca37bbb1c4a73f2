// Package testca signs PDFs as whoever is named, under a made-up authority that
// nobody should trust, made anew at each start. The stand-ins of BSrE and of a
// portal sign with it, so that what comes back from them is really signed and
// can really be checked.
package testca

import (
	"context"
	"crypto/x509"
	"sync"
	"time"

	"lentera/signing/pades"
	"lentera/signing/pades/madeup"
)

// CA is the authority and the keys of all who sign under it.
type CA struct {
	authority *madeup.Authority
	mu        sync.Mutex
	keys      map[string]*pades.Key
}

// New makes an authority.
func New() (*CA, error) {
	a, err := madeup.NewAuthority("CA TIRUAN LENTERA (jangan dipercaya)")
	return &CA{authority: a, keys: map[string]*pades.Key{}}, err
}

// Root is the authority's own certificate.
func (c *CA) Root() *x509.Certificate { return c.authority.Certificate }

// RootPEM is Root as text.
func (c *CA) RootPEM() []byte { return c.authority.PEM() }

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
	now := time.Now()
	k, err := c.authority.Signer(name, now.Add(-time.Hour), now.AddDate(0, 6, 0))
	if err == nil {
		c.keys[name] = k
	}
	return k, err
}
