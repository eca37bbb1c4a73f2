// Package madeup has certificate and time-stamp authorities that nobody but a
// test or demo mode believes: keys are made on the spot and every name says
// what they are.
package madeup

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/pem"
	"math/big"
	"time"

	"software.sslmate.com/src/go-pkcs12"

	"lentera/signing/pades"
)

// Authority issues certificates.
type Authority struct {
	Certificate *x509.Certificate
	key         *ecdsa.PrivateKey
}

// NewAuthority makes a root of ten years.
func NewAuthority(name string) (*Authority, error) {
	now := time.Now()
	a := &Authority{}
	template := &x509.Certificate{SerialNumber: serial(), Subject: pkix.Name{CommonName: name, Organization: []string{"Lentera (rekaan)"}, Country: []string{"ID"}},
		NotBefore: now.Add(-time.Hour), NotAfter: now.AddDate(10, 0, 0), IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign}
	var err error
	a.Certificate, a.key, err = issue(template, nil, nil)
	return a, err
}

// PEM is the root's certificate, to be trusted.
func (a *Authority) PEM() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: a.Certificate.Raw})
}

// Pool trusts this authority alone.
func (a *Authority) Pool() *x509.CertPool {
	p := x509.NewCertPool()
	p.AddCert(a.Certificate)
	return p
}

// Signer issues a key for signing documents, good from and to those moments.
func (a *Authority) Signer(name string, from, to time.Time) (*pades.Key, error) {
	return a.issue(&x509.Certificate{Subject: pkix.Name{CommonName: name, Organization: []string{"Lentera (rekaan)"}, Country: []string{"ID"}},
		NotBefore: from, NotAfter: to, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageContentCommitment})
}

// Stamper issues a key for stamping time.
func (a *Authority) Stamper(name string) (*pades.Key, error) {
	usage, err := asn1.Marshal([]asn1.ObjectIdentifier{{1, 3, 6, 1, 5, 5, 7, 3, 8}})
	if err != nil {
		return nil, err
	}
	now := time.Now()
	return a.issue(&x509.Certificate{Subject: pkix.Name{CommonName: name}, NotBefore: now.Add(-time.Hour), NotAfter: now.AddDate(5, 0, 0),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtraExtensions: []pkix.Extension{{Id: asn1.ObjectIdentifier{2, 5, 29, 37}, Critical: true, Value: usage}}})
}

func (a *Authority) issue(template *x509.Certificate) (*pades.Key, error) {
	template.SerialNumber = serial()
	leaf, key, err := issue(template, a.Certificate, a.key)
	if err != nil {
		return nil, err
	}
	return &pades.Key{Private: key, Chain: []*x509.Certificate{leaf, a.Certificate}}, nil
}

func issue(template, parent *x509.Certificate, by crypto.Signer) (*x509.Certificate, *ecdsa.PrivateKey, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, nil, err
	}
	if parent == nil {
		parent, by = template, key
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, key.Public(), by)
	if err != nil {
		return nil, nil, err
	}
	c, err := x509.ParseCertificate(der)
	return c, key, err
}

func serial() *big.Int {
	n, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120))
	if err != nil { // the random source never fails: the program ends instead
		panic(err)
	}
	return n.Add(n, big.NewInt(1))
}

// PKCS12 is the key as a file with a passphrase.
func PKCS12(k *pades.Key, passphrase string) ([]byte, error) {
	return pkcs12.Modern.Encode(k.Private, k.Chain[0], k.Chain[1:], passphrase)
}
