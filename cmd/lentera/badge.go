package main

import (
	"crypto/ed25519"
	"encoding/base64"
	"fmt"
	"os"

	"lentera/certificates/badge"
)

type badgeCmd struct {
	Verify badgeVerifyCmd `cmd:"" help:"Check an Open Badge (png, svg, json or jwt) without asking anybody."`
}

type badgeVerifyCmd struct {
	Key   []string `help:"Public key of the issuer in base64url, as /api/certificates/issuer gives it; without one, only the badge's own word is checked."`
	Files []string `arg:"" type:"existingfile" help:"Badges to check."`
}

// Run needs no database and no data folder.
func (c badgeVerifyCmd) Run() error {
	var check badge.Check
	for _, text := range c.Key {
		key, err := base64.RawURLEncoding.DecodeString(text)
		if err != nil || len(key) != ed25519.PublicKeySize {
			return fmt.Errorf("%q is no Ed25519 public key in base64url", text)
		}
		check.Trusted = append(check.Trusted, key)
	}
	for _, file := range c.Files {
		raw, err := os.ReadFile(file) //nolint:gosec // the operator's own choice
		if err != nil {
			return err
		}
		r, err := badge.Verify(raw, check)
		if err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		fmt.Printf("%s: signature, form and dates are right; signed with %s; whether it was revoked was not asked\n", file, badge.DID(r.Key))
	}
	return nil
}
