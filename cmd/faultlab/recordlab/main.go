// Command recordlab proves the second promise from passing to SIASN: it issues
// certificates in batches through a real, separate server, lets them travel to
// a stand-in SIASN that fails in a fifth of its calls, reverses some on the
// way, and kills the server (SIGKILL, by its process id) again and again.
//
//	recordlab -certificates 10000 -people 1000 -issue-kills 5 -push-kills 10 -reversals 200
//
// What must hold is looked at from outside, in the database and in the
// stand-in: everybody has one certificate of each batch, numbers without gap,
// one ledger entry each, exactly one row in SIASN with the very file that was
// issued, no row of what was reversed, and a register whose proofs hold and
// which `lentera verify` finds sound. It prints one line a verdict and exits
// non-zero on any. With -expect-doubles it exits non-zero unless rows were
// doubled: the control run against a server that does not search before it
// saves (built with -tags nosearch).
//
// Time is made to pass faster than it does: waits that would end by the clock
// (between two tries, and the lease of a process that is dead) are ended in the
// database. A lease of a living process is never touched.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net"
	"net/http"
	"os"
	"time"

	"lentera/internal/lab"
	"lentera/merit/siasn"
	"lentera/merit/siasn/standin"
)

type options struct {
	binary                          string
	certificates, people, reversals int
	issueKills, pushKills           int
	limit                           time.Duration
	expectDoubles                   bool
}

func main() {
	var o options
	flag.StringVar(&o.binary, "binary", "bin/lentera", "the server to test")
	flag.IntVar(&o.certificates, "certificates", 300, "certificates to issue")
	flag.IntVar(&o.people, "people", 100, "people of a batch, at most 1,000")
	flag.IntVar(&o.issueKills, "issue-kills", 2, "SIGKILLs while batches are issued")
	flag.IntVar(&o.pushKills, "push-kills", 3, "SIGKILLs while records are pushed")
	flag.IntVar(&o.reversals, "reversals", 12, "certificates revoked on the way")
	flag.DurationVar(&o.limit, "limit", 5*time.Minute, "the whole run ends by then")
	flag.BoolVar(&o.expectDoubles, "expect-doubles", false, "control: the server does not search, so doubled rows must be found")
	flag.Parse()
	ctx, cancel := context.WithTimeout(context.Background(), o.limit)
	defer cancel()
	if err := run(ctx, o); err != nil {
		fmt.Fprintln(os.Stderr, "recordlab:", err)
		os.Exit(1)
	}
}

const (
	agency  = "ours"
	timeout = time.Second // of one call to SIASN; the stand-in holds the line longer
)

func run(ctx context.Context, o options) error {
	remote := standin.New(standin.Options{AgencyID: agency, Anybody: true, WithoutNames: true, Seed: 7, Hold: 3 * timeout})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	web := &http.Server{Handler: remote, ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = web.Serve(listener) }()
	defer func() { _ = web.Close() }()
	return lab.Throwaway(o.binary, settings(remote.Config("http://"+listener.Addr().String())), func(server *lab.Server) error {
		school, err := lab.OpenRoster(ctx, server, o.people)
		if err != nil {
			return err
		}
		l := &labor{o: o, school: school, siasn: remote, began: time.Now()}
		defer l.close()
		if err := l.work(ctx); err != nil {
			return fmt.Errorf("%w\nthe server's log ends: %s", err, server.Log())
		}
		return l.verdict(ctx)
	})
}

// settings are those an agency makes (docs/configuration.md).
func settings(c siasn.Config) []string {
	return []string{"LENTERA_SIASN_URL=" + c.BaseURL, "LENTERA_SIASN_REFERENCE_URL=" + c.ReferenceURL, "LENTERA_SIASN_TOKEN_URL=" + c.APIMTokenURL,
		"LENTERA_SIASN_SSO_URL=" + c.SSOTokenURL, "LENTERA_SIASN_KEY=" + c.ConsumerKey.Reveal(), "LENTERA_SIASN_SECRET=" + c.ConsumerSecret.Reveal(),
		"LENTERA_SIASN_SSO_MODE=password", "LENTERA_SIASN_SSO_CLIENT=" + c.SSOClientID, "LENTERA_SIASN_SSO_USER=" + c.SSOUsername,
		"LENTERA_SIASN_SSO_PASSWORD=" + c.SSOPassword.Reveal(), "LENTERA_SIASN_AGENCY_ID=" + agency, "LENTERA_SIASN_STRUCTURAL_ID=8",
		"LENTERA_SIASN_WORKERS=4", "LENTERA_SIASN_GAP=0s", "LENTERA_SIASN_SETTLE=1s", "LENTERA_SIASN_TIMEOUT=" + timeout.String()}
}

// work is the story: issue, approve, push.
func (l *labor) work(ctx context.Context) (err error) {
	if l.second, err = l.school.AnotherAdmin(ctx, "Admin Dua", secondAdmin); err != nil {
		return err
	}
	if err := l.open(); err != nil {
		return err
	}
	if err := l.prepare(ctx); err != nil {
		return err
	}
	if err := l.issue(ctx); err != nil {
		return err
	}
	if err := l.approve(ctx); err != nil {
		return err
	}
	if err := l.siasn.SetFaults(faults()...); err != nil {
		return err
	}
	if err := l.push(ctx); err != nil {
		return errors.Join(err, l.stuck(ctx))
	}
	return nil
}

// faults befall about a fifth of the calls, each way SIASN is known to fail.
func faults() (out []standin.Fault) {
	for _, text := range []string{"*:unauthorized:0.03", "*:jwt_expired:0.01", "*:html_502:0.03", "*:runtime_error:0.03", "*:suspended:0.03",
		"*:reset_before:0.02", "*:reset_after:0.03", "write:hang_after:0.01", "write:html_502_after:0.02", "write:refused:0.03",
		"write:map_string:0.03", "upload:runtime_error:0.1"} {
		f, err := standin.ParseFault(text)
		if err != nil {
			panic(err) // a typing error in the list above
		}
		out = append(out, f)
	}
	return out
}
