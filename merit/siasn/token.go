package siasn

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"
)

// tokens is one set: what a request carries, and the cookies it got with it
// (SIASN's balancer ties a session to a node by cookie).
type tokens struct {
	gen             int
	apim, sso       Secret
	apimEnd, ssoEnd time.Time
	jar             http.CookieJar
}

// vault holds the set. turn lets one goroutine renew while others wait.
type vault struct {
	turn     chan struct{}
	mu       sync.Mutex
	set      tokens
	failures int
	lastFail error
}

func (v *vault) now() (tokens, int) {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.set, v.failures
}

// drop forgets both tokens and the cookies, unless somebody has renewed them
// since generation gen.
func (v *vault) drop(gen int) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.set.gen == gen {
		v.set = tokens{gen: gen + 1}
	}
}

func newJar() http.CookieJar {
	jar, _ := cookiejar.New(nil) // fails only with a bad public suffix list
	return jar
}

// ready tells whether the set can be used without asking anybody.
func (c *Client) ready(s tokens, now time.Time) bool {
	if s.jar == nil {
		return false
	}
	if c.cfg.SSOMode == SSOGateway {
		return true
	}
	if s.apim == "" || !s.apimEnd.After(now) {
		return false
	}
	return c.cfg.SSOMode == SSOManual || s.sso != "" && s.ssoEnd.After(now)
}

// tokens gives a usable set, renewing what has run out; one goroutine renews,
// the others wait for it and share its end, good or bad.
func (c *Client) tokens(ctx context.Context, needSSO bool) (tokens, error) {
	set, failures := c.vault.now()
	if !c.ready(set, c.now()) {
		select {
		case c.vault.turn <- struct{}{}:
		case <-ctx.Done():
			return tokens{}, ctx.Err()
		}
		err := c.renew(ctx, failures)
		<-c.vault.turn
		if err != nil {
			return tokens{}, err
		}
		set, _ = c.vault.now()
	}
	if needSSO && c.cfg.SSOMode == SSOManual {
		return c.pasted(ctx, set)
	}
	return set, nil
}

// pasted adds the operator's token. It is asked for at each call, so that a new
// one counts at once.
func (c *Client) pasted(ctx context.Context, set tokens) (tokens, error) {
	sso, err := c.cfg.ManualToken(ctx)
	if err != nil {
		return tokens{}, err
	}
	if sso == "" {
		return tokens{}, &TokenExpired{"there is none"}
	}
	if claims := readClaims(sso); !claims.exp.IsZero() && !claims.exp.After(c.now()) {
		return tokens{}, &TokenExpired{"it has run out"}
	}
	c.vault.mu.Lock()
	defer c.vault.mu.Unlock()
	if c.vault.set.gen == set.gen && c.vault.set.sso != sso {
		if c.vault.set.sso != "" {
			c.vault.set.jar = newJar() // the cookies were the other token's
		}
		c.vault.set.sso = sso
		set.jar = c.vault.set.jar
	}
	set.sso = sso
	return set, nil
}

func (c *Client) renew(ctx context.Context, failures int) error {
	set, now := c.vault.now()
	if c.ready(set, c.now()) {
		return nil
	}
	if now != failures { // it failed while we waited
		c.vault.mu.Lock()
		defer c.vault.mu.Unlock()
		return c.vault.lastFail
	}
	err := c.fetch(ctx, &set)
	c.vault.mu.Lock()
	defer c.vault.mu.Unlock()
	if err == nil {
		set.gen = c.vault.set.gen + 1
		c.vault.set = set
	} else if ctx.Err() == nil {
		c.vault.failures++
		c.vault.lastFail = err
	}
	return err
}

// tokenEarly is how long before its end a token is no longer used.
const tokenEarly = 10 * time.Second

func (c *Client) fetch(ctx context.Context, set *tokens) error {
	if set.jar == nil {
		set.jar = newJar()
	}
	if c.cfg.SSOMode == SSOGateway {
		return nil
	}
	if set.apim == "" || !set.apimEnd.After(c.now()) {
		token, life, err := c.ask(ctx, "token_apim", c.cfg.APIMTokenURL, url.Values{"grant_type": {"client_credentials"}}, set.jar)
		if err != nil {
			return err
		}
		set.apim, set.apimEnd = token, c.now().Add(orLife(life, time.Hour)-tokenEarly)
	}
	if c.cfg.SSOMode == SSOPassword && (set.sso == "" || !set.ssoEnd.After(c.now())) {
		token, life, err := c.ask(ctx, "token_sso", c.cfg.SSOTokenURL, url.Values{"grant_type": {"password"}, "client_id": {c.cfg.SSOClientID},
			"username": {c.cfg.SSOUsername}, "password": {c.cfg.SSOPassword.Reveal()}}, set.jar)
		if err != nil {
			return err
		}
		set.sso, set.ssoEnd = token, c.now().Add(orLife(life, 12*time.Hour)-tokenEarly)
	}
	return nil
}

func orLife(d, otherwise time.Duration) time.Duration {
	if d <= tokenEarly {
		return otherwise
	}
	return d
}

// ask fetches one token. Nothing of the reply but its form is ever told.
func (c *Client) ask(ctx context.Context, op, address string, form url.Values, jar http.CookieJar) (Secret, time.Duration, error) {
	req := request{op: op, method: http.MethodPost, address: address, body: []byte(form.Encode()), contentType: "application/x-www-form-urlencoded", basic: op == "token_apim"}
	req.fields = slices.Sorted(maps.Keys(form))
	rep, err := c.once(ctx, req, tokens{jar: jar}, 1)
	if err != nil {
		return "", 0, tokenRefusal(op, err)
	}
	token := rep.env.text("access_token")
	if token == "" || len(token) > 64<<10 || strings.ContainsAny(token, " \r\n") {
		return "", 0, &BadReply{op, rep.status, "no token in the answer"}
	}
	life, _ := rep.env.number("expires_in")
	return Secret(token), time.Duration(life * float64(time.Second)), nil
}

// tokenRefusal says what a refused token request means: the consumer key is
// BKN's to mend, the operator's sign-in is the operator's.
func tokenRefusal(op string, err error) error {
	var v *verdict
	if errors.As(err, &v) {
		err = v.err
	}
	var no *Refused
	var expired *TokenExpired
	if !errors.As(err, &no) && !errors.As(err, &expired) {
		return err
	}
	if op == "token_sso" {
		return &TokenExpired{"the sign-in was refused (a second factor may be asked)"}
	}
	return &NotAllowed{op, "the consumer key was refused"}
}

type claims struct {
	owner string
	exp   time.Time
}

// readClaims reads a JWT without checking it: the signature is SIASN's to check.
func readClaims(token Secret) claims {
	parts := strings.Split(token.Reveal(), ".")
	if len(parts) != 3 {
		return claims{}
	}
	body, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(parts[1], "="))
	if err != nil {
		return claims{}
	}
	var r record
	if json.Unmarshal(body, &r) != nil {
		return claims{}
	}
	out := claims{owner: maskOwner(r.text("preferred_username"))}
	if exp, ok := r.number("exp"); ok && exp > 0 && exp < 1e11 {
		out.exp = time.Unix(int64(exp), 0)
	}
	return out
}

// maskOwner leaves the last four characters, enough for an operator to tell
// whose token it is.
func maskOwner(s string) string {
	if len(s) < 8 {
		return strings.Repeat("•", len(s))
	}
	return "••••" + s[len(s)-4:]
}

// TokenState is how a token stands.
type TokenState string

// The states; TokenElsewhere is a token that a gateway adds.
const (
	TokenMissing   TokenState = "missing"
	TokenOK        TokenState = "ok"
	TokenExpiring  TokenState = "expiring" // less than an hour, mode manual
	TokenOver      TokenState = "expired"
	TokenElsewhere TokenState = "elsewhere"
)

// TokenHealth is one token without the token.
type TokenHealth struct {
	State     TokenState    `json:"state"`
	ExpiresAt time.Time     `json:"expires_at,omitzero"`
	Remaining time.Duration `json:"remaining"`
	Owner     string        `json:"owner,omitempty"` // masked
}

// Health is both tokens.
type Health struct{ APIM, SSO TokenHealth }

// TokenHealth tells how both tokens stand. It makes no request; in the mode
// manual it asks ManualToken.
func (c *Client) TokenHealth(ctx context.Context) (Health, error) {
	if c.cfg.SSOMode == SSOGateway {
		return Health{TokenHealth{State: TokenElsewhere}, TokenHealth{State: TokenElsewhere}}, nil
	}
	set, _ := c.vault.now()
	h := Health{APIM: c.health(set.apim, set.apimEnd, 0)}
	if c.cfg.SSOMode == SSOPassword {
		h.SSO = c.health(set.sso, set.ssoEnd, 0)
		h.SSO.Owner = maskOwner(c.cfg.SSOUsername)
		return h, nil
	}
	sso, err := c.cfg.ManualToken(ctx)
	if err != nil {
		return h, err
	}
	cl := readClaims(sso)
	h.SSO = c.health(sso, cl.exp, time.Hour)
	h.SSO.Owner = cl.owner
	return h, nil
}

func (c *Client) health(token Secret, end time.Time, warn time.Duration) TokenHealth {
	if token == "" {
		return TokenHealth{State: TokenMissing}
	}
	h := TokenHealth{State: TokenOK, ExpiresAt: end}
	if end.IsZero() { // no JWT; SIASN will say
		return h
	}
	h.Remaining = max(0, end.Sub(c.now()))
	switch {
	case h.Remaining == 0:
		h.State = TokenOver
	case h.Remaining < warn:
		h.State = TokenExpiring
	}
	return h
}
