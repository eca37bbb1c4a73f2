package accounts

import (
	"context"
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/google/uuid"

	"lentera/internal/access"
)

// TestForgedTokens: of many ways to make a token that is not ours, not one
// opens anything, neither as bearer nor as media cookie.
func TestForgedTokens(t *testing.T) {
	s, _ := newService(t)
	ctx := context.Background()
	newPerson(t, s, budi, "Budi Santoso")
	in := signIn(t, s, budi)
	actor, _, err := s.Authenticate(ctx, "Bearer "+in.AccessToken, "")
	if err != nil {
		t.Fatal(err)
	}
	forged := forgeries(t, s, in, actor)
	for name, token := range forged {
		if a, ok, err := s.Authenticate(ctx, "Bearer "+token, ""); ok || err == nil || a.AccountID != uuid.Nil {
			t.Errorf("%s was let in as bearer: %v", name, err)
		} else if !errors.Is(err, ErrTokenRefused) && !errors.Is(err, ErrSessionEnded) {
			t.Errorf("%s: %v", name, err)
		}
		if name == "media token as bearer" || token == "" {
			continue
		}
		if _, ok, err := s.Authenticate(ctx, "", token); ok || err == nil {
			t.Errorf("%s was let in as media cookie: %v", name, err)
		}
	}
	if len(forged) < 20 {
		t.Errorf("only %d forgeries", len(forged))
	}
	for _, header := range []string{"Basic dXNlcjpwYXNz", "Bearer", "bearer ", in.AccessToken, "Token " + in.AccessToken, "Bearer  " + in.AccessToken} {
		if _, ok, err := s.Authenticate(ctx, header, ""); ok || err == nil {
			t.Errorf("header %.20q was let in", header)
		}
	}
	if _, ok, err := s.Authenticate(ctx, "Bearer "+in.AccessToken, ""); !ok || err != nil {
		t.Errorf("the genuine token stopped working: %v", err)
	}
}

func forgeries(t *testing.T, s *Service, in SignedIn, actor access.Actor) map[string]string {
	t.Helper()
	public := testKey.Public().(ed25519.PublicKey)
	foreign := ed25519.NewKeyFromSeed([]byte("another key of thirty-two bytes!"))
	now := time.Now()
	good := func() jwt.MapClaims {
		return jwt.MapClaims{"iss": "http://lentera.test", "aud": audienceAccess, "sub": actor.AccountID.String(), "sid": actor.SessionID.String(),
			"iat": now.Unix(), "exp": now.Add(5 * time.Minute).Unix()}
	}
	with := func(name string, value any) jwt.MapClaims { c := good(); c[name] = value; return c }
	without := func(name string) jwt.MapClaims { c := good(); delete(c, name); return c }
	sign := func(method jwt.SigningMethod, key any, claims jwt.MapClaims) string {
		tok := jwt.NewWithClaims(method, claims)
		tok.Header["kid"] = s.tokens.keyID
		text, err := tok.SignedString(key)
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	ours := func(claims jwt.MapClaims) string { return sign(jwt.SigningMethodEdDSA, testKey, claims) }
	noKid, _ := jwt.NewWithClaims(jwt.SigningMethodEdDSA, good()).SignedString(testKey)
	parts := strings.Split(in.AccessToken, ".")
	return map[string]string{
		"alg none":                   sign(jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType, good()),
		"alg none, genuine claims":   segment(map[string]any{"alg": "none", "typ": "JWT"}) + "." + parts[1] + ".",
		"alg nOnE":                   segment(map[string]any{"alg": "nOnE", "kid": s.tokens.keyID}) + "." + parts[1] + "." + parts[2],
		"HS256 with the public key":  sign(jwt.SigningMethodHS256, []byte(public), good()),
		"HS256 by hand":              handMade(s.tokens.keyID, parts[1], public),
		"HS384 with the public key":  sign(jwt.SigningMethodHS384, []byte(public), good()),
		"HS512 with an empty key":    sign(jwt.SigningMethodHS512, []byte{}, good()),
		"foreign key":                sign(jwt.SigningMethodEdDSA, foreign, good()),
		"no key id":                  noKid,
		"no exp":                     ours(without("exp")),
		"exp null":                   ours(with("exp", nil)),
		"exp as text":                ours(with("exp", "9999999999")),
		"expired":                    ours(with("exp", now.Add(-time.Minute).Unix())),
		"a year long":                ours(with("exp", now.AddDate(1, 0, 0).Unix())),
		"an hour long":               ours(with("exp", now.Add(61*time.Minute).Unix())),
		"no iat":                     ours(without("iat")),
		"issued in the future":       ours(with("iat", now.Add(time.Hour).Unix())),
		"not yet valid":              ours(with("nbf", now.Add(time.Hour).Unix())),
		"no audience":                ours(without("aud")),
		"wrong audience":             ours(with("aud", "siasn")),
		"two audiences":              ours(with("aud", []string{audienceAccess, audienceMedia})),
		"no issuer":                  ours(without("iss")),
		"wrong issuer":               ours(with("iss", "http://lentera.test.jahat.example")),
		"no subject":                 ours(without("sub")),
		"subject is no id":           ours(with("sub", "1 OR 1=1")),
		"no session":                 ours(without("sid")),
		"session of nobody":          ours(with("sid", uuid.NewString())),
		"own session, other account": ours(with("sub", uuid.NewString())),
		"altered claims":             parts[0] + "." + flip(parts[1]) + "." + parts[2],
		"altered signature":          parts[0] + "." + parts[1] + "." + flip(parts[2]),
		"signature cut":              parts[0] + "." + parts[1] + "." + parts[2][:40],
		"no signature":               parts[0] + "." + parts[1] + ".",
		"two segments":               parts[0] + "." + parts[1],
		"four segments":              in.AccessToken + ".x",
		"padding":                    in.AccessToken + "==",
		"trailing bits in base64":    parts[0] + "." + parts[1] + "." + parts[2][:len(parts[2])-1] + other(parts[2][len(parts[2])-1]),
		"media token as bearer":      in.media,
		"refresh token":              in.refresh,
		"device token":               in.device,
		"nonsense":                   "a.b.c",
		"very long":                  strings.Repeat("A", 1<<16),
	}
}

func segment(v any) string {
	b, _ := json.Marshal(v)
	return base64.RawURLEncoding.EncodeToString(b)
}

func handMade(kid, claims string, key []byte) string {
	head := segment(map[string]any{"alg": "HS256", "typ": "JWT", "kid": kid})
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(head + "." + claims))
	return head + "." + claims + "." + base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// flip changes one character in the middle.
func flip(s string) string {
	i := len(s) / 2
	return s[:i] + other(s[i]) + s[i+1:]
}

func other(c byte) string {
	if c == 'A' {
		return "B"
	}
	return "A"
}
