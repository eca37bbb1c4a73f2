package pades

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"

	"github.com/youmark/pkcs8"
	"software.sslmate.com/src/go-pkcs12"
)

// What can be wrong with a key file.
var (
	// ErrPassphrase is a wrong passphrase; the file itself may be good.
	ErrPassphrase = errors.New("pades: wrong passphrase")
	// ErrKeyFile is a file that holds no key and certificate that sign.
	ErrKeyFile = errors.New("pades: unusable key file")
)

// Key is what signs: a private key and its certificates, its own first, then
// each one's issuer.
type Key struct {
	Private crypto.Signer
	Chain   []*x509.Certificate
}

// OpenKey reads a PKCS#12 file, or a PEM file with certificates and an
// encrypted PKCS#8 key (an unencrypted one too, with any passphrase refused
// but the empty one). Keys: ECDSA P-256, RSA of 2,048 bits or more.
func OpenKey(data, passphrase []byte) (*Key, error) {
	if bytes.Contains(data, []byte("-----BEGIN ")) {
		return openPEM(data, passphrase)
	}
	private, leaf, others, err := pkcs12.DecodeChain(data, string(passphrase))
	switch {
	case errors.Is(err, pkcs12.ErrIncorrectPassword):
		return nil, ErrPassphrase
	case err != nil:
		return nil, fmt.Errorf("%w: PKCS#12: %w", ErrKeyFile, err)
	}
	return newKey(private, append([]*x509.Certificate{leaf}, others...))
}

func openPEM(data, passphrase []byte) (*Key, error) {
	var (
		certificates []*x509.Certificate
		private      any
	)
	for block, rest := pem.Decode(data); block != nil; block, rest = pem.Decode(rest) {
		var err error
		switch block.Type {
		case "CERTIFICATE":
			var c *x509.Certificate
			if c, err = x509.ParseCertificate(block.Bytes); err == nil {
				certificates = append(certificates, c)
			}
		case "ENCRYPTED PRIVATE KEY":
			if private, err = pkcs8.ParsePKCS8PrivateKey(block.Bytes, passphrase); err != nil {
				return nil, ErrPassphrase
			}
		case "PRIVATE KEY":
			if len(passphrase) > 0 {
				return nil, ErrPassphrase
			}
			private, err = x509.ParsePKCS8PrivateKey(block.Bytes)
		}
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrKeyFile, err)
		}
	}
	if len(certificates) == 0 {
		return nil, fmt.Errorf("%w: no certificate", ErrKeyFile)
	}
	return newKey(private, certificates)
}

// newKey orders the certificates and refuses a key that does not fit.
func newKey(private any, certificates []*x509.Certificate) (*Key, error) {
	k := &Key{}
	switch p := private.(type) {
	case *ecdsa.PrivateKey:
		if p.Curve != elliptic.P256() {
			return nil, fmt.Errorf("%w: only P-256 of the elliptic curves", ErrKeyFile)
		}
		k.Private = p
	case *rsa.PrivateKey:
		if p.N.BitLen() < 2048 {
			return nil, fmt.Errorf("%w: RSA below 2,048 bits", ErrKeyFile)
		}
		k.Private = p
	default:
		return nil, fmt.Errorf("%w: no RSA or ECDSA key", ErrKeyFile)
	}
	public, _ := k.Private.Public().(interface{ Equal(crypto.PublicKey) bool })
	var at *x509.Certificate
	for _, c := range certificates {
		if public.Equal(c.PublicKey) {
			at = c
		}
	}
	if at == nil {
		return nil, fmt.Errorf("%w: no certificate for this key", ErrKeyFile)
	}
	if at.KeyUsage != 0 && at.KeyUsage&(x509.KeyUsageDigitalSignature|x509.KeyUsageContentCommitment) == 0 {
		return nil, fmt.Errorf("%w: the certificate is not for signing", ErrKeyFile)
	}
	k.Chain = []*x509.Certificate{at}
	for range certificates {
		if bytes.Equal(at.RawIssuer, at.RawSubject) {
			break
		}
		for _, c := range certificates {
			if bytes.Equal(c.RawSubject, at.RawIssuer) && at.CheckSignatureFrom(c) == nil {
				at = c
				k.Chain = append(k.Chain, c)
				break
			}
		}
	}
	return k, nil
}

// Root is the last certificate of the chain, where it is its own issuer; nil
// where the file does not hold it.
func (k *Key) Root() *x509.Certificate {
	if last := k.Chain[len(k.Chain)-1]; bytes.Equal(last.RawIssuer, last.RawSubject) {
		return last
	}
	return nil
}
