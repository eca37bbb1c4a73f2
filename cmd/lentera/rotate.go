package main

import (
	"errors"
	"fmt"

	"lentera/certificates/claim"
	"lentera/internal/config"
	"lentera/internal/embedded"
)

type adminRotateCmd struct{}

// Run needs the server stopped: a running one would go on signing with the
// old key. The next start records the new one.
func (adminRotateCmd) Run() (err error) {
	cfg, err := config.Read()
	if err != nil {
		return err
	}
	lock, err := embedded.Lock(cfg.DataDir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, lock.Unlock()) }()
	old, fresh, err := embedded.RotateIssuer(cfg.DataDir)
	if err != nil {
		return err
	}
	fmt.Printf("issuer's key %s is retired, %s signs from the next start on\n", claim.KeyID(old), claim.KeyID(fresh))
	fmt.Println("certificates already issued stay valid; offline pages must be saved again to know the new key; back up secrets.json")
	return nil
}
