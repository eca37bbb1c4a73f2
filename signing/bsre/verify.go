package bsre

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"mime/multipart"
	"net/http"
	"strings"
)

// Signature is one signature as the service sees it.
type Signature struct {
	Signer  string
	Issuer  string // v1 only
	At      string // as the service writes it
	Intact  bool   // the bytes are those that were signed
	Trusted bool   // the chain ends where the service trusts
	Format  string // v2 only
}

// Verification is the service's judgement of a PDF. It is one opinion, not
// ours: it is shown to whoever decides.
type Verification struct {
	Conclusion  string // VALID, INVALID, NO_SIGNATURE, … the service's own word
	Description string
	Signatures  []Signature
}

// Valid says that there is a signature and all are intact and trusted, and that
// the service's own word for the whole is not against it.
func (v Verification) Valid() bool {
	if len(v.Signatures) == 0 || v.Conclusion != "VALID" && v.Conclusion != "TOTAL_PASSED" {
		return false
	}
	for _, s := range v.Signatures {
		if !s.Intact || !s.Trusted {
			return false
		}
	}
	return true
}

// Verify asks the service (API v2) to judge a PDF. Nothing secret is sent; the
// PDF itself is.
func (c *Client) Verify(ctx context.Context, file []byte) (Verification, error) {
	const op = "verify"
	size, err := c.fits(op, [][]byte{file})
	if err != nil {
		return Verification{}, err
	}
	k := call{op: op, path: "/api/v2/verify/pdf", documents: 1, bytes: size, limit: 4 << 20}
	var out Verification
	k.read = func(a *answer) (err error) {
		out, err = judgementV2(k, a)
		return err
	}
	_, err = c.post(ctx, k, map[string]string{"file": base64.StdEncoding.EncodeToString(file)})
	return out, err
}

func judgementV2(k call, a *answer) (Verification, error) {
	var in struct {
		Conclusion  loose `json:"conclusion"`
		Description loose `json:"description"`
		Signatures  []struct {
			Signer  loose `json:"signerName"`
			Date    loose `json:"signatureDate"`
			Format  loose `json:"signatureFormat"`
			Intact  bool  `json:"integrityValid"`
			Trusted bool  `json:"certificateTrusted"`
		} `json:"signatureInformations"`
	}
	if json.Unmarshal(a.body, &in) != nil || in.Conclusion == "" {
		return Verification{}, k.bad(a, "the judgement is not of the known form")
	}
	out := Verification{Conclusion: word(in.Conclusion), Description: short(in.Description)}
	for _, s := range in.Signatures {
		out.Signatures = append(out.Signatures, Signature{Signer: short(s.Signer), At: short(s.Date), Format: short(s.Format), Intact: s.Intact, Trusted: s.Trusted})
	}
	return out, nil
}

// VerifyV1 is Verify by API v1.
func (c *Client) VerifyV1(ctx context.Context, file []byte) (Verification, error) {
	const op = "verify-v1"
	size, err := c.fits(op, [][]byte{file})
	if err != nil {
		return Verification{}, err
	}
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	if part(w, "signed_file", "dokumen.pdf", "application/pdf", file) != nil || w.Close() != nil {
		return Verification{}, &Error{Op: op, Reason: ReasonInput, Detail: "the request cannot be written"}
	}
	k := call{op: op, method: http.MethodPost, path: "/api/sign/verify", body: b.Bytes(), contentType: w.FormDataContentType(), accept: "application/json",
		documents: 1, bytes: size, limit: 4 << 20}
	var out Verification
	k.read = func(a *answer) (err error) {
		out, err = judgementV1(k, a)
		return err
	}
	_, err = c.do(ctx, k)
	return out, err
}

func judgementV1(k call, a *answer) (Verification, error) {
	var in struct {
		Summary loose `json:"summary"`
		Notes   loose `json:"notes"`
		Details []struct {
			Signer struct {
				Name    loose `json:"signer_name"`
				Issuer  loose `json:"issuer_dn"`
				Trusted bool  `json:"cert_user_certified"`
			} `json:"info_signer"`
			Document struct {
				Intact bool  `json:"document_integrity"`
				At     loose `json:"signed_in"`
			} `json:"signature_document"`
		} `json:"details"`
	}
	if json.Unmarshal(a.body, &in) != nil || in.Summary == "" {
		return Verification{}, k.bad(a, "the judgement is not of the known form")
	}
	out := Verification{Conclusion: word(in.Summary), Description: short(in.Notes)}
	for _, s := range in.Details {
		out.Signatures = append(out.Signatures, Signature{Signer: short(s.Signer.Name), Issuer: short(s.Signer.Issuer), At: short(s.Document.At),
			Intact: s.Document.Intact, Trusted: s.Signer.Trusted})
	}
	return out, nil
}

func word(l loose) string { return strings.ToUpper(short(l)) }

// short keeps a text of the service to one bounded line without markup. Names
// stay: a checker has to read who signed.
func short(l loose) string {
	s := strings.Join(strings.Fields(markup.ReplaceAllString(strings.ToValidUTF8(string(l), ""), " ")), " ")
	if r := []rune(s); len(r) > 300 {
		s = string(r[:300])
	}
	return s
}
