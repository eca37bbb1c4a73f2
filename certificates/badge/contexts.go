package badge

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/piprate/json-gold/ld"
)

//go:embed contexts
var contextFiles embed.FS

// The contexts of the badges we issue, in order.
const (
	contextVC  = "https://www.w3.org/ns/credentials/v2"
	contextOB  = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
	contextExt = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
)

var contextNames = map[string]string{
	contextVC: "credentials-v2.jsonld",
	contextOB: "ob-v3p0-3.0.3.json",
	"https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json": "ob-v3p0-3.0.2.json",
	"https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json": "ob-v3p0-3.0.1.json",
	"https://purl.imsglobal.org/spec/ob/v3p0/context.json":       "ob-v3p0.json",
	contextExt:                                         "ob-v3p0-extensions.json",
	"https://www.w3.org/2018/credentials/v1":           "2018-credentials-v1.jsonld",
	"https://w3id.org/security/data-integrity/v1":      "data-integrity-v1.jsonld",
	"https://w3id.org/security/suites/ed25519-2020/v1": "security-suites-ed25519-2020-v1.jsonld",
	"https://www.w3.org/ns/did/v1":                     "did-v1.jsonld",
}

// library gives the bundled contexts and nothing else. more is for tests.
type library struct{ more map[string]string }

// LoadDocument is asked by the JSON-LD library.
func (l library) LoadDocument(address string) (*ld.RemoteDocument, error) {
	body := []byte(l.more[address])
	if name, ok := contextNames[address]; ok {
		var err error
		if body, err = contextFiles.ReadFile("contexts/" + name); err != nil {
			return nil, err
		}
	}
	if len(body) == 0 {
		return nil, fmt.Errorf("badge: context %s is not known here", address)
	}
	var document any
	if err := json.NewDecoder(bytes.NewReader(body)).Decode(&document); err != nil {
		return nil, err
	}
	return &ld.RemoteDocument{DocumentURL: address, Document: document}, nil
}

// canonical is the document as sorted N-Quads (RDFC-1.0), in safe mode.
func (l library) canonical(document map[string]any) (out string, err error) {
	defer func() { // the library answers some odd input by a panic
		if p := recover(); p != nil {
			err = fmt.Errorf("badge: %v", p)
		}
	}()
	options := ld.NewJsonLdOptions("")
	options.ProcessingMode = ld.JsonLd_1_1
	options.Algorithm = ld.AlgorithmURDNA2015
	options.Format = "application/n-quads"
	options.SafeMode = true
	options.DocumentLoader = l
	// The library's Normalize forgets the safe mode; its Expand does not. What
	// is expanded here is what is normalised.
	expanded, err := ld.NewJsonLdProcessor().Expand(document, options)
	if err != nil {
		return "", fmt.Errorf("badge: %w", err)
	}
	if err := absolute(expanded); err != nil {
		return "", err
	}
	quads, err := ld.NewJsonLdProcessor().Normalize(expanded, options)
	if err != nil {
		return "", fmt.Errorf("badge: %w", err)
	}
	text, ok := quads.(string)
	if !ok || text == "" {
		return "", fmt.Errorf("badge: nothing to sign")
	}
	return text, nil
}

// absolute refuses names that are no addresses: they would be left out of the
// canonical form.
func absolute(value any) error {
	switch v := value.(type) {
	case []any:
		for _, each := range v {
			if err := absolute(each); err != nil {
				return err
			}
		}
	case map[string]any:
		for name, inner := range v {
			names := []any{inner}
			if list, ok := inner.([]any); ok && name == "@type" {
				names = list
			}
			for _, each := range names {
				if s, ok := each.(string); ok && (name == "@id" || name == "@type") && !strings.Contains(s, ":") && s != "@json" {
					return fmt.Errorf("badge: %q is no absolute name", s)
				}
			}
			if err := absolute(inner); err != nil {
				return err
			}
		}
	}
	return nil
}
