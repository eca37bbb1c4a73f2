package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"time"

	"lentera/internal/config"
	"lentera/internal/embedded"
	"lentera/internal/web"
	"lentera/media"
)

type openapiCmd struct{}

// Run prints the document without a database: the routes are in the program.
func (openapiCmd) Run() error {
	cfg, err := config.Read()
	if err != nil {
		return err
	}
	p := &platform{cfg: cfg, log: slog.Default(), blobs: media.NewMemory(), zone: time.UTC,
		secrets: embedded.SecretSet{JWTSeed: make([]byte, 32), Pepper: make([]byte, 32), IssuerSeed: make([]byte, 32), RegisterSeed: make([]byte, 32)}}
	if p.db, err = noDatabase(); err != nil {
		return err
	}
	g, err := wire(p)
	if err != nil {
		return err
	}
	s := web.New(web.Options{PublicOrigin: cfg.PublicURL, Version: version, Quiet: true})
	s.Mount(g.routes(p)...)
	fmt.Print(openapi(s))
	return nil
}

// openapi is the document as committed for the app's types: indented, and
// without the version, which changes with every build.
func openapi(s *web.Server) string {
	doc := *s.API.OpenAPI()
	info := *doc.Info
	info.Version = "source"
	doc.Info = &info
	raw, err := json.Marshal(&doc)
	if err != nil {
		return err.Error()
	}
	var b bytes.Buffer
	if err := json.Indent(&b, raw, "", "  "); err != nil {
		return err.Error()
	}
	return b.String() + "\n"
}
