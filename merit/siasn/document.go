package siasn

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"net/url"
	"strconv"
	"strings"
)

// DocRef is SIASN's id of a kind of document (id_ref_dokumen).
type DocRef int

// The two kinds Lentera attaches; both are PDF.
const (
	CourseCertificate   DocRef = 881
	TrainingCertificate DocRef = 874
)

// Document is a file SIASN keeps, as it stands in the member path: an array on
// write, an object keyed by the DocRef on read.
type Document struct {
	ID     string `json:"dok_id"`
	Name   string `json:"dok_nama"`
	URI    string `json:"dok_uri"`
	Object string `json:"object"`
	Slug   string `json:"slug"`
}

// maxDocument is what this client sends and takes; SIASN's own limit is not
// known and comes back as its message.
const maxDocument = 20 << 20

func readDocument(r record) Document {
	return Document{ID: r.text("dok_id"), Name: r.text("dok_nama"), URI: r.text("dok_uri"), Object: r.text("object"), Slug: r.text("slug")}
}

// readDocuments reads path in any form seen: object keyed by ref, array of
// documents (the ref is their dok_id), null, "".
func readDocuments(raw json.RawMessage) map[DocRef]Document {
	out := map[DocRef]Document{}
	if r := object(raw); r != nil {
		for key, v := range r {
			if ref, err := strconv.Atoi(key); err == nil && object(v) != nil {
				out[DocRef(ref)] = readDocument(object(v))
			}
		}
		return out
	}
	rows, _ := objects(raw)
	for _, r := range rows {
		if ref := r.integer("dok_id"); ref > 0 {
			out[DocRef(ref)] = readDocument(r)
		}
	}
	return out
}

// UploadDocument attaches a PDF to an existing row (upload-dok-rw). name is the
// file's name; it must hold no personal data. Doing it again replaces the file.
func (c *Client) UploadDocument(ctx context.Context, historyID string, ref DocRef, name string, pdf []byte) error {
	if historyID == "" {
		return ErrInput
	}
	rep, err := c.upload(ctx, "upload", "/upload-dok-rw", name, pdf, [][2]string{{"id_ref_dokumen", strconv.Itoa(int(ref))}, {"id_riwayat", historyID}})
	if err != nil {
		return err
	}
	return rep.done(false)
}

// StoreDocument uploads a PDF that is not attached yet (upload-dok); give the
// Document to the path of a save.
func (c *Client) StoreDocument(ctx context.Context, ref DocRef, name string, pdf []byte) (Document, error) {
	rep, err := c.upload(ctx, "store", "/upload-dok", name, pdf, [][2]string{{"id_ref_dokumen", strconv.Itoa(int(ref))}})
	if err != nil {
		return Document{}, err
	}
	if err := rep.done(false); err != nil {
		return Document{}, err
	}
	d := readDocument(object(rep.env["data"]))
	if d.URI == "" && d.Object == "" {
		return Document{}, &Uncertain{"store", &BadReply{"store", rep.status, "no document in the answer"}}
	}
	return d, nil
}

func (c *Client) upload(ctx context.Context, op, path, name string, pdf []byte, parts [][2]string) (*reply, error) {
	if !bytes.HasPrefix(pdf, []byte("%PDF-")) || len(pdf) > maxDocument {
		return nil, fmt.Errorf("%w: not a PDF, or larger than %d bytes", ErrInput, maxDocument)
	}
	var buf bytes.Buffer
	form := multipart.NewWriter(&buf)
	fields := []string{"file"}
	for _, p := range parts {
		_ = form.WriteField(p[0], p[1]) // a bytes.Buffer takes everything
		fields = append(fields, p[0])
	}
	h := textproto.MIMEHeader{}
	h.Set("Content-Disposition", fmt.Sprintf(`form-data; name="file"; filename=%q`, fileName(name)))
	h.Set("Content-Type", "application/pdf")
	part, err := form.CreatePart(h)
	if err != nil {
		return nil, err
	}
	_, _ = part.Write(pdf)
	_ = form.Close()
	return c.do(ctx, request{op: op, method: http.MethodPost, path: path, body: buf.Bytes(), contentType: form.FormDataContentType(), write: true, fields: fields})
}

// fileName keeps what every multipart reader takes.
func fileName(s string) string {
	s = strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '.' || r == '-' || r == '_' {
			return r
		}
		return '_'
	}, s)
	if !strings.HasSuffix(strings.ToLower(s), ".pdf") {
		s += ".pdf"
	}
	return s
}

// DownloadDocument gives the bytes of a document by its dok_uri (ErrNotFound).
func (c *Client) DownloadDocument(ctx context.Context, uri string) ([]byte, error) {
	if uri == "" {
		return nil, ErrInput
	}
	rep, err := c.do(ctx, request{op: "download", method: http.MethodGet, path: "/download-dok", query: url.Values{"filePath": {uri}}, raw: true})
	if err != nil {
		return nil, err
	}
	if rep.empty {
		return nil, ErrNotFound
	}
	if !bytes.HasPrefix(rep.body, []byte("%PDF-")) {
		return nil, &BadReply{"download", rep.status, "not a PDF"}
	}
	return rep.body, nil
}
