package main

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"time"

	"lentera/signing/bsre/standin"
	portal "lentera/signing/portal/standin"
)

type bsreStandinCmd struct {
	Addr   string   `default:"127.0.0.1:8098" help:"Address on this machine; any other is refused."`
	Faults []string `sep:"," placeholder:"OP:KIND:HOW" help:"Switches, such as sign:hang_after:0.1 or seal:short:3x or *:latency:1:200; list them with --list."`
	Seed   uint64   `help:"Of chance; the same seed gives the same faults."`
	Root   string   `type:"path" placeholder:"FILE" help:"Write the certificate of the made-up authority here, for Lentera to trust."`
	List   bool     `help:"List operations and kinds of faults, and stop."`
}

// Run serves the stand-ins of BSrE and of a portal until stopped. It refuses
// an address that others can reach, and a machine that is set up for production.
func (c bsreStandinCmd) Run(ctx context.Context) error {
	if c.List {
		fmt.Println("operations: *", standin.Ops())
		fmt.Println("kinds:", standin.Kinds)
		fmt.Println("of the portal, by ?fault= in its address:", portal.Kinds)
		return nil
	}
	addr, err := standinAddress(c.Addr)
	if err != nil {
		return err
	}
	s, err := standin.New(standin.Options{Seed: c.Seed, Hold: 5 * time.Minute})
	if err != nil {
		return err
	}
	defer s.Close()
	var faults []standin.Fault
	for _, text := range c.Faults {
		f, err := standin.ParseFault(text)
		if err != nil {
			return err
		}
		faults = append(faults, f)
	}
	if err := s.SetFaults(faults...); err != nil {
		return err
	}
	desk, err := portal.New(portal.Options{CA: s.CA(), Credential: portal.SampleCredential, ThisMachine: true})
	if err != nil {
		return err
	}
	if c.Root != "" {
		if err := os.WriteFile(c.Root, s.CA().RootPEM(), 0o600); err != nil {
			return err
		}
	}
	both := http.NewServeMux()
	both.Handle("/portal/", desk)
	both.Handle("/", s)
	return serveStandin(ctx, addr, both, c.announce)
}

func (c bsreStandinCmd) announce(base string) {
	fmt.Printf(`This is a STAND-IN, not BSrE. What it signs is under a made-up authority that nobody should trust.

LENTERA_BSRE_URL=%[1]s
LENTERA_BSRE_USERNAME=%[2]s
LENTERA_BSRE_PASSWORD=%[3]s
LENTERA_BSRE_SUBSCRIBER=%[4]s
LENTERA_PORTAL_URL=%[1]s/portal/
LENTERA_PORTAL_CREDENTIAL=%[5]s

An official:       NIK %[6]s, mail %[7]s, passphrase %[8]s
One whose certificate has expired: NIK %[9]s
The seal's first activation code:  %[10]s
Its authority:     curl -s %[1]s/_standin/root.pem
Faults:            curl -s -H 'Content-Type: application/json' -d '{"faults":[{"op":"sign","kind":"hang_after","next":1}]}' %[1]s/_standin/faults
A look inside:     curl -s %[1]s/_standin/counts
`, base, standin.SampleUser, standin.SamplePassword, standin.SampleSubscriber, portal.SampleCredential, standin.SampleNIK, standin.SampleEmail,
		standin.SamplePassphrase, standin.SampleExpired, standin.SampleActivation)
}
