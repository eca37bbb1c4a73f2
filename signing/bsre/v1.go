package bsre

import (
	"bytes"
	"context"
	"errors"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"net/url"
	"strconv"
)

// SignV1 has an official sign one PDF by API v1. Where the answer broke after
// the service had named the document, it is fetched by that name, once: v1
// gives a document out a single time.
func (c *Client) SignV1(ctx context.Context, nik string, passphrase Secret, look Look, file []byte) ([]byte, error) {
	const op = "sign-v1"
	if nik == "" || passphrase == "" {
		return nil, &Error{Op: op, Reason: ReasonInput, Detail: "an NIK and a passphrase are needed"}
	}
	size, err := c.fits(op, [][]byte{file})
	if err != nil {
		return nil, err
	}
	k := call{op: op, method: http.MethodPost, path: "/api/sign/pdf", accept: "application/pdf, application/json", signs: true, documents: 1, bytes: size,
		limit: int64(c.cfg.MaxFile), secrets: []string{nik, passphrase.Reveal()}}
	k.body, k.contentType, err = formV1(nik, passphrase, look, file)
	if err != nil {
		return nil, &Error{Op: op, Reason: ReasonInput, Detail: "the request cannot be written"}
	}
	a, err := c.do(ctx, c.reading(k))
	if err == nil {
		return a.body, nil
	}
	var lost *Error
	if errors.As(err, &lost) && lost.Reason == ReasonLost && lost.document != "" && ctx.Err() == nil {
		if got, err := c.fetchV1(ctx, lost.document); err == nil {
			return got, nil
		}
	}
	return nil, err
}

func formV1(nik string, passphrase Secret, look Look, file []byte) ([]byte, string, error) {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	fields := [][2]string{{"nik", nik}, {"passphrase", passphrase.Reveal()}, {"tampilan", "invisible"}}
	if len(look.Image) > 0 {
		point := func(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
		fields = append(fields[:2], [][2]string{{"tampilan", "visible"}, {"image", "true"}, {"page", strconv.Itoa(max(1, look.Page))},
			{"xAxis", point(look.X)}, {"yAxis", point(look.Y)}, {"width", point(look.Width)}, {"height", point(look.Height)}}...)
	}
	for name, v := range map[string]string{"reason": look.Reason, "location": look.Location} {
		if v != "" {
			fields = append(fields, [2]string{name, v})
		}
	}
	for _, f := range fields {
		if err := w.WriteField(f[0], f[1]); err != nil {
			return nil, "", err
		}
	}
	if len(look.Image) > 0 {
		if err := part(w, "imageTTD", "ttd.png", "image/png", look.Image); err != nil {
			return nil, "", err
		}
	}
	if err := part(w, "file", "dokumen.pdf", "application/pdf", file); err != nil {
		return nil, "", err
	}
	if err := w.Close(); err != nil {
		return nil, "", err
	}
	return b.Bytes(), w.FormDataContentType(), nil
}

func part(w *multipart.Writer, field, name, kind string, body []byte) error {
	h := textproto.MIMEHeader{}
	h.Set("Content-Disposition", `form-data; name="`+field+`"; filename="`+name+`"`)
	h.Set("Content-Type", kind)
	p, err := w.CreatePart(h)
	if err != nil {
		return err
	}
	_, err = p.Write(body)
	return err
}

// fetchV1 fetches a signed document by the service's own name for it.
func (c *Client) fetchV1(ctx context.Context, document string) ([]byte, error) {
	k := call{op: "download-v1", method: http.MethodGet, path: "/api/sign/download/" + url.PathEscape(document),
		accept: "application/pdf, application/json", limit: int64(c.cfg.MaxFile)}
	a, err := c.do(ctx, c.reading(k))
	if err != nil {
		return nil, err
	}
	return a.body, nil
}

// reading makes a call whose whole reply is one PDF.
func (c *Client) reading(k call) call {
	k.read = func(a *answer) error {
		_, err := c.pdf(k, a, a.body)
		return err
	}
	return k
}

func documentID(h http.Header) string {
	return first(h.Get("id_dokumen"), h.Get("id-dokumen"))
}
