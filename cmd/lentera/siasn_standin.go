package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"os"
	"time"

	"lentera/merit/siasn/standin"
)

type siasnStandinCmd struct {
	Addr   string   `default:"127.0.0.1:8099" help:"Address on this machine; any other is refused."`
	Faults []string `sep:"," placeholder:"OP:KIND:HOW" help:"Switches, such as save_course:reset_after:0.1 or upload:refused:3x or *:latency:1:200; list them with --list."`
	Seed   uint64   `help:"Of chance; the same seed gives the same faults."`
	MFA    bool     `help:"Refuse the password grant, as BKN does since it asks a second factor."`
	Code   string   `enum:"alternate,int,string" default:"alternate" help:"How code is written: 1, \"1\", or in turn."`
	Agency string   `help:"instansiId the keys belong to."`
	Only   bool     `help:"Know only the sample people and those added; without it whoever is asked for is a PNS of the agency, such as the demo people."`
	List   bool     `help:"List operations and kinds of faults, and stop."`
}

// Run serves the stand-in until stopped. It refuses an address that others can
// reach, and a machine that is set up for production.
func (c siasnStandinCmd) Run(ctx context.Context) error {
	if c.List {
		fmt.Println("operations: * read write", standin.Ops())
		fmt.Println("kinds:", standin.Kinds)
		return nil
	}
	addr, err := standinAddress(c.Addr)
	if err != nil {
		return err
	}
	s := standin.New(standin.Options{Seed: c.Seed, MFA: c.MFA, CodeStyle: c.Code, AgencyID: c.Agency, Anybody: !c.Only})
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
	return serveStandin(ctx, addr, s, c.announce)
}

// standinAddress refuses an address that others can reach, and a machine that
// is set up for production.
func standinAddress(text string) (netip.AddrPort, error) {
	if os.Getenv("LENTERA_DATABASE_URL") != "" {
		return netip.AddrPort{}, errors.New("the stand-in is for tests and demo; LENTERA_DATABASE_URL says that this is a production server")
	}
	addr, err := netip.ParseAddrPort(text)
	if err != nil || !addr.Addr().IsLoopback() {
		return netip.AddrPort{}, errors.New("the stand-in answers this machine only: give an address such as 127.0.0.1:8099")
	}
	return addr, nil
}

// serveStandin serves until ctx ends.
func serveStandin(ctx context.Context, addr netip.AddrPort, h http.Handler, announce func(base string)) error {
	l, err := net.Listen("tcp", addr.String())
	if err != nil {
		return err
	}
	announce("http://" + l.Addr().String())
	web := &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second}
	stop := context.AfterFunc(ctx, func() { _ = web.Close() })
	defer stop()
	if err := web.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

func (siasnStandinCmd) announce(base string) {
	fmt.Printf(`This is a STAND-IN, not SIASN. Nothing sent here reaches BKN; all of it is gone when it stops.

LENTERA_SIASN_URL=%[1]s%[2]s
LENTERA_SIASN_REFERENCE_URL=%[1]s%[3]s
LENTERA_SIASN_TOKEN_URL=%[1]s%[4]s
LENTERA_SIASN_SSO_URL=%[1]s%[5]s
LENTERA_SIASN_KEY=%[6]s
LENTERA_SIASN_SECRET=%[7]s
LENTERA_SIASN_SSO_MODE=password
LENTERA_SIASN_SSO_CLIENT=%[8]s
LENTERA_SIASN_SSO_USER=%[9]s
LENTERA_SIASN_SSO_PASSWORD=%[10]s

A token to paste:  curl -s -H 'Content-Type: application/json' -d '{}' %[1]s/_standin/sso
Faults:            curl -s -H 'Content-Type: application/json' -d '{"faults":[{"op":"save_course","kind":"reset_after","next":1}]}' %[1]s/_standin/faults
A look inside:     curl -s %[1]s/_standin/rows
People it knows:
`, base, standin.BasePath, standin.ReferencePath, standin.APIMTokenPath, standin.SSOTokenPath, standin.SampleKey, standin.SampleSecret,
		standin.SampleClient, standin.SampleOperator, standin.SamplePassword)
	for _, p := range standin.Samples {
		fmt.Printf("  %s  %-12s %s\n", p.NIP, p.Kind, p.Name)
	}
}
