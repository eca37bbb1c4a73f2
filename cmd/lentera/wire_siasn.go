package main

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"errors"
	"net/netip"
	"net/url"
	"strings"

	"lentera/internal/config"
	"lentera/merit"
	"lentera/merit/siasn"
)

// siasnRemote is the queue's way to SIASN; nil without an address. Demo mode
// goes to a stand-in on this machine only: made-up people never reach BKN.
func (g *program) siasnRemote(p *platform) (merit.Remote, error) {
	c := p.cfg
	if c.SiasnURL == "" {
		return nil, nil
	}
	if c.Demo && !(onThisMachine(c.SiasnURL) && onThisMachine(c.SiasnTokenURL) && onThisMachine(c.SiasnSSOURL)) {
		return nil, errors.New("settings: in demo mode the LENTERA_SIASN_* addresses must be of a stand-in on this machine (lentera siasn-standin)")
	}
	headers, err := siasnHeaders(c)
	if err != nil {
		return nil, err
	}
	key := hmac.New(sha256.New, p.secrets.TokenKey())
	key.Write([]byte("siasn-log"))
	cfg := siasn.Config{
		APIMTokenURL: c.SiasnTokenURL, SSOTokenURL: c.SiasnSSOURL, BaseURL: c.SiasnURL, ReferenceURL: c.SiasnReferenceURL,
		ConsumerKey: siasn.Secret(c.SiasnKey), ConsumerSecret: siasn.Secret(c.SiasnSecret), SSOMode: siasn.SSOMode(c.SiasnSSOMode),
		SSOClientID: c.SiasnSSOClient, SSOUsername: c.SiasnSSOUser, SSOPassword: siasn.Secret(c.SiasnSSOPassword), ExtraHeaders: headers,
		LogKey: siasn.Secret(key.Sum(nil)), Timeout: c.SiasnTimeout,
		ManualToken: func(ctx context.Context) (siasn.Secret, error) {
			token, err := g.merit.SsoToken(ctx)
			return siasn.Secret(token), err
		},
		Log: func(ctx context.Context, e siasn.Exchange) { g.merit.LogExchange(ctx, e) },
	}
	if c.SiasnSPLPClient != "" {
		cfg.SPLP = &siasn.SPLPConfig{ClientID: c.SiasnSPLPClient, Secret: siasn.Secret(c.SiasnSPLPSecret), BaseURL: c.SiasnURL}
	}
	client, err := siasn.New(cfg)
	if err != nil {
		return nil, err
	}
	return merit.NewConnector(client, merit.ConnectorOptions{AgencyID: c.SiasnAgencyID, KindID: c.SiasnJenisKursus, LocationID: c.SiasnLokasiID}), nil
}

func onThisMachine(address string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	ip, err := netip.ParseAddr(u.Hostname())
	return address == "" || u.Hostname() == "localhost" || err == nil && ip.IsLoopback()
}

func siasnHeaders(c config.Config) (map[string]string, error) {
	out := map[string]string{}
	for _, h := range c.SiasnHeaders {
		name, value, ok := strings.Cut(h, "=")
		if !ok {
			return nil, errors.New("settings: LENTERA_SIASN_HEADERS is Name=value, with commas between")
		}
		out[strings.TrimSpace(name)] = value
	}
	return out, nil
}
