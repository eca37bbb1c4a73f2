package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"

	"lentera/frontend"
	"lentera/internal/page"
	"lentera/internal/web"
	bsre "lentera/signing/bsre/standin"
)

type serveCmd struct{}

// Run serves until it is told to stop: first the requests end, then the jobs,
// then the private servers.
func (serveCmd) Run(ctx context.Context) error {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(400) // the heap is small; collecting it less often is worth more than its size
	}
	uuid.EnableRandPool()
	p, err := openPlatform(ctx, true)
	if err != nil {
		return err
	}
	defer p.close()
	if err := p.demoSiasn(ctx); err != nil {
		return fmt.Errorf("stand-in of SIASN: %w", err)
	}
	if err := p.demoBsre(ctx); err != nil {
		return fmt.Errorf("stand-in of BSrE: %w", err)
	}
	g, err := wire(p)
	if err != nil {
		return err
	}
	if err := p.db.Warm(ctx); err != nil {
		return err
	}
	if err := g.certificates.OpenIssuer(ctx); err != nil {
		return fmt.Errorf("issuer's key: %w", err)
	}
	if p.cfg.Demo {
		if err := g.loadDemo(ctx); err != nil {
			return fmt.Errorf("demo data: %w", err)
		}
	}
	server := g.server(p)
	listener, err := net.Listen("tcp", p.cfg.Addr)
	if err != nil {
		return fmt.Errorf("address %s: %w", p.cfg.Addr, err)
	}

	work, stopWork := context.WithCancel(context.WithoutCancel(ctx))
	var background sync.WaitGroup
	for _, run := range []func(context.Context){g.queue.Run, g.accounts.Run, g.signing.Work} {
		background.Add(1)
		go func() { defer background.Done(); run(work) }()
	}
	served := make(chan error, 1)
	go func() { served <- server.App.Listener(listener) }()
	announce(p, g)

	select {
	case <-ctx.Done():
		p.log.Info("stopping")
	case err = <-served:
	}
	stop, cancel := context.WithTimeout(context.Background(), 15*time.Second)
	defer cancel()
	err = errors.Join(err, server.App.ShutdownWithContext(stop))
	stopWork()
	background.Wait()
	return err
}

// server is the edge with every route of the program.
func (g *program) server(p *platform) *web.Server {
	s := web.New(web.Options{
		Auth: g.accounts, Log: p.log, PublicOrigin: p.cfg.PublicURL, TrustedProxies: p.cfg.TrustedProxies,
		Version: version, StyleHashes: []string{page.StyleHash(), frontend.StyleHash()},
		Quiet: strings.EqualFold(p.cfg.LogLevel, "warn") || strings.EqualFold(p.cfg.LogLevel, "error"),
	})
	s.Mount(g.routes(p)...)
	return s
}

// routes is every URL of the program.
func (g *program) routes(p *platform) []web.Route {
	return slices.Concat(g.accounts.Routes(), g.media.Routes(), g.courses.Routes(), g.bank.Routes(), g.quiz.Routes(), g.marking.Routes(),
		g.certificates.Routes(), g.merit.Routes(), g.merit.DeliveryRoutes(), g.merit.CountingRoutes(), g.register.Routes(), g.signing.Routes(), healthRoutes(p, g.queue),
		frontend.New(frontend.Options{Site: g.site, Boot: g.boot, Zone: p.zone}).Routes())
}

// announce tells a person at a terminal where to go and, in demo mode, who to
// be.
func announce(p *platform, g *program) {
	if info, err := os.Stdout.Stat(); err != nil || (info.Mode()&os.ModeCharDevice == 0 && !p.cfg.Demo) {
		return
	}
	fmt.Printf("\nLentera is ready: %s\n", p.cfg.PublicURL)
	if !p.cfg.Demo {
		return
	}
	fmt.Printf("\nDemo mode: the people below are made up.\n\n")
	for _, d := range demoSignIns(true) {
		fmt.Printf("  %-16s %-16s sign in as %-20s password: %s\n", d.Role, d.Name, d.NIP, d.Password)
	}
	if p.cfg.DemoSiasn {
		fmt.Println("\nRecords go to a made-up SIASN inside this program; nothing reaches BKN.")
	}
	if p.cfg.DemoBsre {
		fmt.Printf("\nSigning can go to a made-up BSrE inside this program: NIK %s, passphrase %q, first code of the seal %s.\n",
			bsre.SampleNIK, bsre.SamplePassphrase, bsre.SampleActivation)
	}
	fmt.Printf("\nThe signing key is made up, too. Its passphrase on the page Tanda tangan: %s\n", demoSigningPassphrase)
	fmt.Println("\nStop with Ctrl+C. Data stay in", p.cfg.DataDir+".")
}
