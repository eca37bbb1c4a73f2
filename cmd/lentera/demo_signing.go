package main

import (
	"os"
	"path/filepath"
	"time"

	"lentera/signing/pades/madeup"
)

// demoSigningPassphrase opens the made-up key of demo mode; the screen and the
// terminal say it.
const demoSigningPassphrase = "tanda tangan demo"

// demoKeys makes, once, an authority and the agency's key in the data folder.
// Nobody outside believes them, and their names say so.
func demoKeys(dataDir string) (keys []string, roots string, err error) {
	dir := filepath.Join(dataDir, "demo-signing")
	key, roots := filepath.Join(dir, "kunci-demo.p12"), filepath.Join(dir, "ca-demo.pem")
	if _, err := os.Stat(key); err == nil {
		return []string{key}, roots, nil
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, "", err
	}
	ca, err := madeup.NewAuthority("CA DEMO Lentera (tidak sah)")
	if err != nil {
		return nil, "", err
	}
	signer, err := ca.Signer("Kunci DEMO Lentera (tidak sah)", time.Now().Add(-time.Hour), time.Now().AddDate(5, 0, 0))
	if err != nil {
		return nil, "", err
	}
	file, err := madeup.PKCS12(signer, demoSigningPassphrase)
	if err != nil {
		return nil, "", err
	}
	if err := os.WriteFile(roots, ca.PEM(), 0o600); err != nil {
		return nil, "", err
	}
	return []string{key}, roots, os.WriteFile(key, file, 0o600) // last: its presence says that all is there
}
