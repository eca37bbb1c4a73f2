package main

import (
	"context"
	"net"
	"net/http"
	"path/filepath"
	"time"

	"lentera/merit/siasn"
	"lentera/merit/siasn/standin"
)

// demoSiasn lets a demo have a SIASN: a stand-in inside this program, on a free
// port of this machine, that ends with it. Its rows stay in the data folder as
// long as the demo's own records do. Outside demo mode it does nothing.
func (p *platform) demoSiasn(ctx context.Context) error {
	if !p.cfg.Demo || !p.cfg.DemoSiasn || p.cfg.SiasnURL != "" {
		return nil
	}
	s, err := standin.Open(standin.Options{Anybody: true}, filepath.Join(p.cfg.DataDir, "siasn-standin.json"))
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	web := &http.Server{Handler: s, ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = web.Serve(listener) }()
	context.AfterFunc(ctx, func() { _ = web.Close() })

	at := s.Config("http://" + listener.Addr().String())
	c := &p.cfg
	c.SiasnURL, c.SiasnReferenceURL, c.SiasnTokenURL, c.SiasnSSOURL = at.BaseURL, at.ReferenceURL, at.APIMTokenURL, at.SSOTokenURL
	c.SiasnKey, c.SiasnSecret = string(at.ConsumerKey), string(at.ConsumerSecret)
	c.SiasnSSOMode, c.SiasnSSOClient = string(siasn.SSOPassword), at.SSOClientID
	c.SiasnSSOUser, c.SiasnSSOPassword = at.SSOUsername, string(at.SSOPassword)
	return nil
}
