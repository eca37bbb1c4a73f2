package badge

import (
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"errors"
	"maps"
	"strings"
	"time"
)

var b64 = base64.RawURLEncoding

// SignJWT gives the badge as a compact JWS (Open Badges 3.0 §8.2): the
// credential's members with iss, jti, nbf and sub beside them.
func SignJWT(credential map[string]any, key ed25519.PrivateKey) (string, error) {
	credential, err := plain(credential)
	if err != nil {
		return "", err
	}
	if _, err := (library{}).canonical(credential); err != nil { // the same guard as for proofs
		return "", err
	}
	public := key.Public().(ed25519.PublicKey)
	from, err := time.Parse(time.RFC3339, text(credential["validFrom"]))
	if err != nil {
		return "", err
	}
	payload := maps.Clone(credential)
	payload["iss"], payload["jti"], payload["nbf"] = DID(public), credential["id"], from.Unix()
	payload["sub"] = credential["id"]
	head, err := json.Marshal(map[string]any{"alg": "EdDSA", "typ": "JWT", "kid": Method(public),
		"jwk": map[string]any{"kty": "OKP", "crv": "Ed25519", "x": b64.EncodeToString(public)}})
	if err != nil {
		return "", err
	}
	body, err := json.Marshal(payload)
	if err != nil {
		return "", err
	}
	signed := b64.EncodeToString(head) + "." + b64.EncodeToString(body)
	return signed + "." + b64.EncodeToString(ed25519.Sign(key, []byte(signed))), nil
}

// checkJWT verifies a compact JWS and gives the credential in it.
func checkJWT(token string) (credential map[string]any, method string, key ed25519.PublicKey, err error) {
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return nil, "", nil, errors.New("badge: no compact JWS")
	}
	var head struct {
		Alg string `json:"alg"`
		Kid string `json:"kid"`
	}
	raw := make([][]byte, len(parts))
	for i, part := range parts {
		if raw[i], err = b64.Strict().DecodeString(part); err != nil {
			return nil, "", nil, errors.New("badge: no compact JWS")
		}
	}
	if err := json.Unmarshal(raw[0], &head); err != nil || head.Alg != "EdDSA" {
		return nil, "", nil, errors.New("badge: the JWS is not of algorithm EdDSA")
	}
	if key, err = KeyOf(head.Kid); err != nil {
		return nil, "", nil, err
	}
	if len(raw[2]) != ed25519.SignatureSize || !ed25519.Verify(key, []byte(parts[0]+"."+parts[1]), raw[2]) {
		return nil, "", nil, ErrSignature
	}
	if err := json.Unmarshal(raw[1], &credential); err != nil {
		return nil, "", nil, err
	}
	issuer, _ := credential["issuer"].(map[string]any)
	if credential["iss"] != issuer["id"] || credential["jti"] != credential["id"] {
		return nil, "", nil, errors.New("badge: the JWT's iss or jti is not the credential's")
	}
	return credential, head.Kid, key, nil
}

func text(value any) string { s, _ := value.(string); return s }
