// Package offline is the page that checks a certificate's QR code without a
// server: one HTML file that carries script, style, the issuer's public keys
// and the signed list of revocations of the moment it was served. It knows
// nothing of Lentera.
//
// verifier.js is built from frontend/verifier by `npm run verifier` and holds
// @noble/ed25519 and @noble/hashes (MIT).
package offline

import (
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"encoding/json"
	"strings"
)

//go:embed page.html
var page string

//go:embed page.css
var style string

//go:embed verifier.js
var script string

// Supplies is what the page carries. Nothing of it is secret.
type Supplies struct {
	Agency string   `json:"agency"`
	Origin string   `json:"origin"` // scheme://host[:port] it comes from
	Lang   string   `json:"lang"`   // "id" or "en", the reader may switch
	Demo   bool     `json:"demo"`
	Keys   [][]byte `json:"keys"` // Ed25519 public keys, base64 in JSON
	List   []byte   `json:"list"` // as claim.SignList gives it
}

// Page is the whole file.
func Page(s Supplies) ([]byte, error) {
	supplies, err := json.Marshal(s) // escapes <, > and &: it cannot end its element
	if err != nil {
		return nil, err
	}
	return []byte(strings.NewReplacer("@@STYLE@@", style, "@@SUPPLIES@@", string(supplies), "@@SCRIPT@@", trusted()).Replace(page)), nil
}

// trusted is the script as it stands in the page.
func trusted() string { return strings.TrimSpace(script) }

// Policy is the page's content security policy: its own script and style by
// their hashes, nothing else, and only the list from where it came.
func Policy() string {
	return "default-src 'none'; script-src '" + hash(trusted()) + "'; style-src '" + hash(style) + "'; connect-src 'self'; media-src blob: mediastream:; " +
		"img-src blob: data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"
}

func hash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}
