package bsre

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
)

// Signer is an official as BSrE knows them: one of the two is enough. NIK goes
// first where both are given.
type Signer struct{ NIK, Email string }

// Unlock is what the official gives for this one batch: a passphrase, or a
// TOTP for as many documents as it was asked for.
type Unlock struct{ Passphrase, TOTP Secret }

// Look is how a signature shows in the PDF, and what is written with it. The
// zero value is invisible.
type Look struct {
	Image                     []byte // PNG; with it the signature is visible
	Page                      int
	X, Y, Width, Height       float64 // points, from the top left
	Reason, Location, Contact string
}

// properties is one entry of signatureProperties.
type properties struct {
	Tampilan string   `json:"tampilan"`
	Image    string   `json:"imageBase64,omitempty"`
	Page     int      `json:"page,omitempty"`
	X        *float64 `json:"originX,omitempty"`
	Y        *float64 `json:"originY,omitempty"`
	Width    float64  `json:"width,omitempty"`
	Height   float64  `json:"height,omitempty"`
	Location string   `json:"location,omitempty"`
	Reason   string   `json:"reason,omitempty"`
	Contact  string   `json:"contactInfo,omitempty"`
}

func (l Look) properties() properties {
	p := properties{Tampilan: "INVISIBLE", Location: l.Location, Reason: l.Reason, Contact: l.Contact}
	if len(l.Image) > 0 {
		p.Tampilan, p.Image, p.Page = "VISIBLE", base64.StdEncoding.EncodeToString(l.Image), max(1, l.Page)
		p.X, p.Y, p.Width, p.Height = &l.X, &l.Y, l.Width, l.Height
	}
	return p
}

type who struct {
	NIK   string `json:"nik,omitempty"`
	Email string `json:"email,omitempty"`
}

func (s Signer) who() who {
	if s.NIK != "" {
		return who{NIK: s.NIK}
	}
	return who{Email: s.Email}
}

type signBody struct {
	who
	Subscriber string       `json:"idSubscriber,omitempty"`
	Passphrase string       `json:"passphrase,omitempty"`
	TOTP       string       `json:"totp,omitempty"`
	Properties []properties `json:"signatureProperties"`
	File       []string     `json:"file"`
}

// Sign has an official's signature put on several PDFs in one call (API v2)
// and gives them back in the same order. Either all come back or none.
func (c *Client) Sign(ctx context.Context, s Signer, u Unlock, look Look, files [][]byte) ([][]byte, error) {
	const op = "sign"
	if s.NIK == "" && s.Email == "" || (u.Passphrase == "") == (u.TOTP == "") {
		return nil, &Error{Op: op, Reason: ReasonInput, Detail: "a signer, and either a passphrase or a TOTP, are needed"}
	}
	return c.signs(ctx, op, "/api/v2/sign/pdf", signBody{who: s.who(), Passphrase: u.Passphrase.Reveal(), TOTP: u.TOTP.Reveal()}, look, files)
}

// signs is what Sign and Seal share.
func (c *Client) signs(ctx context.Context, op, path string, b signBody, look Look, files [][]byte) ([][]byte, error) {
	size, err := c.fits(op, files)
	if err != nil {
		return nil, err
	}
	for _, f := range files {
		b.Properties = append(b.Properties, look.properties())
		b.File = append(b.File, base64.StdEncoding.EncodeToString(f))
	}
	k := call{op: op, path: path, signs: true, documents: len(files), bytes: size, secrets: []string{b.Passphrase, b.TOTP, b.NIK, b.Email},
		limit: int64(len(files))*int64(c.cfg.MaxFile)*4/3 + 1<<20}
	var out [][]byte
	k.read = func(a *answer) (err error) {
		out, err = c.pdfs(k, a, len(files))
		return err
	}
	if _, err := c.post(ctx, k, b); err != nil {
		return nil, err
	}
	return out, nil
}

// fits refuses what must not leave: nothing, too many, too large, no PDF.
func (c *Client) fits(op string, files [][]byte) (size int, err error) {
	if len(files) == 0 || len(files) > c.cfg.PerCall {
		return 0, &Error{Op: op, Reason: ReasonInput, Detail: fmt.Sprintf("%d documents in one call", len(files))}
	}
	for _, f := range files {
		size += len(f)
		if len(f) > c.cfg.MaxFile {
			return 0, &Error{Op: op, Reason: ReasonLarge, Detail: "one PDF is larger than the setting allows"}
		}
		if !IsPDF(f) {
			return 0, &Error{Op: op, Reason: ReasonInput, Detail: "one document is not a PDF"}
		}
	}
	if size > c.cfg.MaxCall && len(files) > 1 {
		return 0, &Error{Op: op, Reason: ReasonInput, Detail: "the documents of one call are larger than the setting allows"}
	}
	return size, nil
}

func (c *Client) post(ctx context.Context, k call, body any) (*answer, error) {
	var err error
	if k.body, err = json.Marshal(body); err != nil {
		return nil, &Error{Op: k.op, Reason: ReasonInput, Detail: "the request cannot be written"}
	}
	k.method, k.contentType, k.accept = http.MethodPost, "application/json", "application/json"
	if k.limit == 0 {
		k.limit = 1 << 20
	}
	return c.do(ctx, k)
}

// AskTOTP has BSrE send the official a TOTP for n documents. Where the service
// gives the code in its answer, it is returned; mostly it goes by mail or app
// and the result is "".
func (c *Client) AskTOTP(ctx context.Context, s Signer, n int) (Secret, error) {
	const op = "ask-totp"
	if s.NIK == "" && s.Email == "" || n < 1 {
		return "", &Error{Op: op, Reason: ReasonInput, Detail: "a signer and a number of documents are needed"}
	}
	a, err := c.post(ctx, call{op: op, path: "/api/v2/sign/get/totp", secrets: []string{s.NIK, s.Email}}, struct {
		who
		Data any `json:"data"`
	}{s.who(), c.count(n)})
	if err != nil {
		return "", err
	}
	return totpIn(a.body), nil
}

func (c *Client) count(n int) any {
	if c.cfg.CountAsText {
		return strconv.Itoa(n)
	}
	return n
}

// totpIn finds the code in a reply: at the top or one level below, under the
// name totp. Where it stands is not published; these places are seen.
func totpIn(body []byte) Secret {
	var top struct {
		TOTP   loose           `json:"totp"`
		Data   json.RawMessage `json:"data"`
		Result json.RawMessage `json:"result"`
	}
	if json.Unmarshal(body, &top) != nil {
		return ""
	}
	if top.TOTP != "" {
		return Secret(top.TOTP)
	}
	for _, inner := range []json.RawMessage{top.Data, top.Result} {
		var below struct {
			TOTP loose `json:"totp"`
		}
		if json.Unmarshal(inner, &below) == nil && below.TOTP != "" {
			return Secret(below.TOTP)
		}
	}
	return ""
}
