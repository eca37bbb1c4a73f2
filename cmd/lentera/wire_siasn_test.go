package main

import (
	"strings"
	"testing"

	"lentera/internal/config"
	"lentera/internal/embedded"
)

// TestSiasnSettings: no address, no connection; demo people never leave this
// machine; what cannot work is refused at the start.
func TestSiasnSettings(t *testing.T) {
	real := config.Config{SiasnURL: "https://siasn.invalid/api", SiasnTokenURL: "https://siasn.invalid/t", SiasnKey: "k", SiasnSecret: "s", SiasnSSOMode: "manual"}
	change := func(f func(*config.Config)) config.Config { c := real; f(&c); return c }
	for name, c := range map[string]struct {
		cfg  config.Config
		ok   bool
		told string
	}{
		"nothing":            {config.Config{}, true, ""},
		"manual":             {real, true, ""},
		"demo and elsewhere": {change(func(c *config.Config) { c.Demo = true }), false, "stand-in on this machine"},
		"demo and the sign-in": {change(func(c *config.Config) {
			c.Demo, c.SiasnURL, c.SiasnTokenURL, c.SiasnSSOURL = true, "http://127.0.0.1:1", "", "https://siasn.invalid"
		}), false, "stand-in on this machine"},
		"demo and here": {change(func(c *config.Config) {
			c.Demo, c.SiasnURL, c.SiasnTokenURL = true, "http://localhost:8099/a", "http://127.0.0.1:8099/t"
		}), true, ""},
		"header without value": {change(func(c *config.Config) { c.SiasnHeaders = []string{"X-Key"} }), false, "Name=value"},
		"header over a token":  {change(func(c *config.Config) { c.SiasnHeaders = []string{"Authorization=x"} }), false, "replace a token"},
		"headers":              {change(func(c *config.Config) { c.SiasnHeaders = []string{"X-Key=a=b", " X-Two=2"} }), true, ""},
		"SPLP without /api": {change(func(c *config.Config) {
			c.SiasnSPLPClient, c.SiasnSPLPSecret, c.SiasnURL = "c", "s", "https://siasn.invalid/x"
		}), false, "SPLP"},
		"unknown mode": {change(func(c *config.Config) { c.SiasnSSOMode = "x" }), false, "SSO mode"},
	} {
		g := &program{}
		remote, err := g.siasnRemote(&platform{cfg: c.cfg, secrets: embedded.SecretSet{}})
		if (err == nil) != c.ok || err != nil && !strings.Contains(err.Error(), c.told) || (remote != nil) != (c.ok && c.cfg.SiasnURL != "") {
			t.Errorf("%s: %v, %v", name, remote, err)
		}
	}
}
