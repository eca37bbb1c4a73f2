package main

import (
	"bytes"
	"context"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"lentera/signing/bsre/standin"
	portal "lentera/signing/portal/standin"
)

// demoBsre lets a demo sign by a made-up BSrE and a made-up portal: stand-ins
// inside this program, on a free port of this machine, that end with it. Their
// authority is made anew at each start; earlier ones stay trusted by this demo,
// so that what they signed can still be checked. Outside demo mode it does
// nothing.
func (p *platform) demoBsre(ctx context.Context) error {
	if c := p.cfg; !c.Demo || !c.DemoBsre || c.BsreURL != "" || c.SigningRoots != "" {
		return nil
	}
	s, err := standin.New(standin.Options{})
	if err != nil {
		return err
	}
	desk, err := portal.New(portal.Options{CA: s.CA(), Credential: portal.SampleCredential, ThisMachine: true})
	if err != nil {
		return err
	}
	roots := filepath.Join(p.cfg.DataDir, "bsre-standin-roots.pem")
	if err := appendRoot(roots, s.CA().RootPEM()); err != nil {
		return err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	both := http.NewServeMux()
	both.Handle("/portal/", desk)
	both.Handle("/", s)
	web := &http.Server{Handler: both, ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = web.Serve(listener) }()
	context.AfterFunc(ctx, func() { s.Close(); _ = web.Close() })

	c, base := &p.cfg, "http://"+listener.Addr().String()
	c.BsreURL, c.BsreUsername, c.BsrePassword, c.BsreSubscriber = base, standin.SampleUser, standin.SamplePassword, standin.SampleSubscriber
	c.PortalURL, c.PortalCredential, c.SigningRoots = base+"/portal/", portal.SampleCredential, roots
	return nil
}

const mostRoots = 64 << 10 // of older starts; the oldest go first

func appendRoot(path string, root []byte) error {
	before, err := os.ReadFile(path)
	if err != nil && !os.IsNotExist(err) {
		return err
	}
	if over := len(before) - mostRoots; over > 0 {
		if at := bytes.Index(before[over:], []byte("-----BEGIN")); at >= 0 {
			before = before[over+at:]
		}
	}
	return os.WriteFile(path, append(before, root...), 0o600)
}
