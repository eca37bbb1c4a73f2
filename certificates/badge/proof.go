package badge

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"maps"
	"time"

	"github.com/mr-tron/base58"
)

const suite = "eddsa-rdfc-2022"

// Sign adds a Data Integrity proof (vc-di-eddsa §3.2) to a credential and
// gives the whole. It refuses a member that no context defines.
func Sign(credential map[string]any, key ed25519.PrivateKey, created time.Time) (map[string]any, error) {
	credential, err := plain(credential)
	if err != nil {
		return nil, err
	}
	proof := map[string]any{"type": "DataIntegrityProof", "cryptosuite": suite, "created": moment(created),
		"verificationMethod": Method(key.Public().(ed25519.PublicKey)), "proofPurpose": "assertionMethod"}
	data, err := library{}.hashData(credential, proof)
	if err != nil {
		return nil, err
	}
	proof["proofValue"] = "z" + base58.Encode(ed25519.Sign(key, data))
	out := maps.Clone(credential)
	out["proof"] = proof
	return out, nil
}

// hashData is what is signed: the hash of the proof's own members, then that
// of the document without proofs.
func (l library) hashData(document, proof map[string]any) ([]byte, error) {
	bare := maps.Clone(document)
	delete(bare, "proof")
	config := maps.Clone(proof)
	delete(config, "proofValue")
	config["@context"] = bare["@context"]
	canonicalConfig, err := l.canonical(config)
	if err != nil {
		return nil, err
	}
	canonicalDocument, err := l.canonical(bare)
	if err != nil {
		return nil, err
	}
	first, second := sha256.Sum256([]byte(canonicalConfig)), sha256.Sum256([]byte(canonicalDocument))
	return append(first[:], second[:]...), nil
}

// checkProof verifies the credential's one eddsa-rdfc-2022 proof; proofs of
// other kinds beside it are not looked at.
func (l library) checkProof(credential map[string]any) (method string, key ed25519.PublicKey, err error) {
	var ours map[string]any
	for _, each := range listOf(credential["proof"]) {
		proof, ok := each.(map[string]any)
		if !ok {
			return "", nil, errors.New("badge: a proof is no object")
		}
		if kind, ok := proof["cryptosuite"].(string); ok && proof["type"] == "DataIntegrityProof" && (kind == suite || kind == "eddsa-2022") {
			if ours != nil {
				return "", nil, errors.New("badge: more than one proof of our kind")
			}
			ours = proof
		}
	}
	if ours == nil || ours["proofPurpose"] != "assertionMethod" {
		return "", nil, errors.New("badge: no proof of suite " + suite)
	}
	method, _ = ours["verificationMethod"].(string)
	if key, err = KeyOf(method); err != nil {
		return "", nil, err
	}
	value, _ := ours["proofValue"].(string)
	if len(value) < 2 || value[0] != 'z' {
		return "", nil, errors.New("badge: the proof has no value")
	}
	signature, err := base58.Decode(value[1:])
	if err != nil || len(signature) != ed25519.SignatureSize {
		return "", nil, errors.New("badge: the proof's value is no signature")
	}
	data, err := l.hashData(credential, ours)
	if err != nil {
		return "", nil, err
	}
	if !ed25519.Verify(key, data, signature) {
		return "", nil, ErrSignature
	}
	return method, key, nil
}

func listOf(value any) []any {
	switch v := value.(type) {
	case nil:
		return nil
	case []any:
		return v
	}
	return []any{value}
}

// plain is the credential as its readers will see it: JSON members only.
func plain(credential map[string]any) (out map[string]any, err error) {
	raw, err := json.Marshal(credential)
	if err != nil {
		return nil, err
	}
	return out, json.Unmarshal(raw, &out)
}
