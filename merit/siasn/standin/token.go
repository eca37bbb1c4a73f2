package standin

import (
	"bytes"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"time"

	"lentera/merit/siasn"
)

type ssoToken struct {
	owner  string
	agency string
	end    time.Time
}

func (s *Server) giveAPIM(r *http.Request, _ string) answer {
	key, secret, ok := r.BasicAuth()
	if !ok || key != s.opt.Key || secret != s.opt.Secret {
		return answer{status: 401, body: map[string]any{"error": "invalid_client", "error_description": "A valid OAuth client could not be found"}}
	}
	if r.PostFormValue("grant_type") != "client_credentials" {
		return answer{status: 400, body: map[string]any{"error": "unsupported_grant_type"}}
	}
	token := rand.Text()
	s.mu.Lock()
	s.apim[token] = s.opt.Now().Add(s.opt.APIMLife)
	s.mu.Unlock()
	return answer{status: 200, body: map[string]any{"access_token": token, "token_type": "Bearer", "scope": "default", "expires_in": int(s.opt.APIMLife.Seconds())}}
}

func (s *Server) giveSSO(r *http.Request, _ string) answer {
	ok := r.PostFormValue("grant_type") == "password" && r.PostFormValue("client_id") == s.opt.ClientID &&
		r.PostFormValue("username") == s.opt.Operator && r.PostFormValue("password") == s.opt.Password
	s.mu.Lock()
	mfa := s.opt.MFA
	s.mu.Unlock()
	if !ok || mfa {
		return answer{status: 401, body: map[string]any{"error": "invalid_grant", "error_description": "Invalid user credentials"}}
	}
	return answer{status: 200, body: map[string]any{"access_token": s.IssueSSO("", 0), "token_type": "Bearer", "expires_in": int(s.opt.SSOLife.Seconds())}}
}

// IssueSSO gives the JWT an operator would copy after a sign-in with a second
// factor. agency "" is ours; life 0 is the usual one.
func (s *Server) IssueSSO(agency string, life time.Duration) string {
	if agency == "" {
		agency = s.opt.AgencyID
	}
	if life == 0 {
		life = s.opt.SSOLife
	}
	end := s.opt.Now().Add(life)
	head := part(map[string]any{"alg": "HS256", "typ": "JWT"})
	body := part(map[string]any{"preferred_username": s.opt.Operator, "name": "OPERATOR STAND-IN", "email": "operator@standin.invalid", "email_verified": true,
		"exp": end.Unix(), "iss": "https://standin.invalid/auth/realms/public-siasn", "azp": s.opt.ClientID, "jti": rand.Text()})
	h := hmac.New(sha256.New, s.signKey)
	h.Write([]byte(head + "." + body))
	token := head + "." + body + "." + base64.RawURLEncoding.EncodeToString(h.Sum(nil))
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sso[token] = ssoToken{s.opt.Operator, agency, end}
	return token
}

func part(v any) string {
	b, _ := json.Marshal(v) // a map of texts and numbers always marshals
	return base64.RawURLEncoding.EncodeToString(b)
}

// Expire makes every token given so far invalid.
func (s *Server) Expire(apim, sso bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if apim {
		clear(s.apim)
	}
	if sso {
		clear(s.sso)
	}
}

// SetMFA switches the refusal of the password grant.
func (s *Server) SetMFA(on bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.opt.MFA = on
}

// checkTokens is nil where the call may go on.
func (s *Server) checkTokens(r *http.Request, z zone) *answer {
	if strings.HasPrefix(r.URL.Path, SPLPPath+"/") {
		return s.checkSPLP(r)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	a, ok := bearer(r.Header.Get("Authorization"))
	if !ok {
		return &answer{status: 401, body: gateway(900902, "Missing Credentials", "Invalid Credentials. Make sure your API invocation call has a header: 'Authorization'")}
	}
	if end, known := s.apim[a]; !known || !end.After(s.opt.Now()) {
		return &answer{status: 401, body: gateway(900901, "Invalid Credentials", "Access failure for API. Make sure you have provided the correct security credentials.")}
	}
	if z != zoneAPI {
		return nil
	}
	b, _ := bearer(r.Header.Get("Auth"))
	t, known := s.sso[b]
	switch {
	case !known || !t.end.After(s.opt.Now()):
		return &answer{status: 401, body: map[string]any{"message": "invalid or expired jwt"}}
	case t.agency != s.opt.AgencyID:
		return &answer{status: 400, body: map[string]any{"data": "Token SSO mismatch"}}
	}
	return nil
}

func bearer(h string) (string, bool) {
	word, token, ok := strings.Cut(h, " ")
	return token, ok && strings.EqualFold(word, "bearer") && token != ""
}

func (s *Server) checkSPLP(r *http.Request) *answer {
	body, err := io.ReadAll(r.Body)
	r.Body = io.NopCloser(bytes.NewReader(body))
	if err != nil || s.opt.SPLP.ClientID == "" || siasn.VerifySPLP(r, body, s.opt.SPLP, s.opt.Now(), 5*time.Minute) != nil {
		return &answer{status: 401, body: map[string]any{"message": "signature is not valid"}}
	}
	return nil
}
