package badge

import (
	"bytes"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// What a check may find.
var (
	ErrSignature = errors.New("badge: the signature does not match")
	ErrExpired   = errors.New("badge: outside its time of validity")
	ErrIssuer    = errors.New("badge: not signed by the issuer it names")
	ErrRevoked   = errors.New("badge: revoked by its issuer")
)

// Check says how strict a check is. The zero value checks signature, form and
// dates, and believes the key that the proof itself names.
type Check struct {
	Now     time.Time                                     // zero: the present
	Trusted []ed25519.PublicKey                           // not empty: the key must be one of these
	Revoked func(credentialID, list string) (bool, error) // nil: status is not asked
	more    map[string]string                             // further contexts, for tests
}

// Result is what a good badge says.
type Result struct {
	Credential map[string]any
	Method     string
	Key        ed25519.PublicKey
	// IssuerBound: the issuer's id itself proves that the key is the issuer's
	// (a did:key). Otherwise only Trusted or the network can tell.
	IssuerBound bool
}

// Verify checks a badge: JSON with a proof, a compact JWS, or a PNG or SVG one
// of them is baked into.
func Verify(raw []byte, check Check) (Result, error) {
	raw = bytes.TrimSpace(raw)
	if bytes.HasPrefix(raw, []byte(pngMagic)) || (bytes.HasPrefix(raw, []byte("<")) && bytes.Contains(raw, []byte("<svg"))) {
		inner, err := Unbake(raw)
		if err != nil {
			return Result{}, err
		}
		return Verify(inner, check)
	}
	var r Result
	var err error
	if bytes.HasPrefix(raw, []byte("{")) {
		if err = json.Unmarshal(raw, &r.Credential); err != nil {
			return Result{}, fmt.Errorf("badge: %w", err)
		}
		r.Method, r.Key, err = library{check.more}.checkProof(r.Credential)
	} else {
		r.Credential, r.Method, r.Key, err = checkJWT(string(raw))
	}
	if err != nil {
		return Result{}, err
	}
	if err = checkForm(r.Credential); err == nil {
		err = checkDates(r.Credential, check.Now)
	}
	if err != nil {
		return Result{}, err
	}
	issuer := text(idOf(r.Credential["issuer"]))
	did, _, _ := strings.Cut(r.Method, "#")
	r.IssuerBound = strings.HasPrefix(issuer, "did:key:") && did == issuer
	if strings.HasPrefix(issuer, "did:") && did != issuer {
		return Result{}, ErrIssuer
	}
	if len(check.Trusted) > 0 && !slices.ContainsFunc(check.Trusted, func(k ed25519.PublicKey) bool { return k.Equal(r.Key) }) {
		return Result{}, ErrIssuer
	}
	return r, checkStatus(r.Credential, check)
}

func idOf(value any) any {
	if object, ok := value.(map[string]any); ok {
		return object["id"]
	}
	return value
}

// checkForm holds what the schema of an AchievementCredential asks of the
// members that decide what a badge says.
func checkForm(c map[string]any) error {
	contexts := listOf(c["@context"])
	if len(contexts) < 2 || (contexts[0] != contextVC && contexts[0] != "https://www.w3.org/2018/credentials/v1") ||
		!strings.HasPrefix(text(contexts[1]), "https://purl.imsglobal.org/spec/ob/v3p0/") {
		return errors.New("badge: the contexts of an Open Badge are missing")
	}
	types := listOf(c["type"])
	if !slices.Contains(types, any("VerifiableCredential")) ||
		(!slices.Contains(types, any("OpenBadgeCredential")) && !slices.Contains(types, any("AchievementCredential"))) {
		return errors.New("badge: not of type OpenBadgeCredential")
	}
	subject, _ := c["credentialSubject"].(map[string]any)
	achievement, _ := subject["achievement"].(map[string]any)
	criteria, _ := achievement["criteria"].(map[string]any)
	switch {
	case text(c["id"]) == "" || text(c["name"]) == "" || text(idOf(c["issuer"])) == "":
		return errors.New("badge: id, name or issuer is missing")
	case !slices.Contains(listOf(subject["type"]), any("AchievementSubject")) || !slices.Contains(listOf(achievement["type"]), any("Achievement")):
		return errors.New("badge: no achievement")
	case text(subject["id"]) == "" && len(listOf(subject["identifier"])) == 0:
		return errors.New("badge: nobody is named")
	case text(achievement["id"]) == "" || text(achievement["name"]) == "" || text(achievement["description"]) == "" || len(criteria) == 0:
		return errors.New("badge: the achievement lacks id, name, description or criteria")
	}
	return nil
}

func checkDates(c map[string]any, now time.Time) error {
	if now.IsZero() {
		now = time.Now()
	}
	begin := text(c["validFrom"])
	if begin == "" {
		begin = text(c["issuanceDate"]) // VC 1.1
	}
	from, err := time.Parse(time.RFC3339, begin)
	if err != nil {
		return errors.New("badge: no date of issue")
	}
	until := now
	for _, name := range []string{"validUntil", "expirationDate"} {
		if end, ok := c[name]; ok {
			if until, err = time.Parse(time.RFC3339, text(end)); err != nil {
				return errors.New("badge: the end date is no date")
			}
		}
	}
	if now.Before(from) || now.After(until) {
		return ErrExpired
	}
	return nil
}

func checkStatus(c map[string]any, check Check) error {
	status, ok := c["credentialStatus"].(map[string]any)
	if !ok || check.Revoked == nil {
		return nil
	}
	revoked, err := check.Revoked(text(c["id"]), text(status["id"]))
	if err != nil {
		return err
	}
	if revoked {
		return ErrRevoked
	}
	return nil
}
