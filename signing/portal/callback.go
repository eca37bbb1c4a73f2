package portal

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"strings"
)

// The refusals of a callback's form. A wrong key is none of them: the caller
// judges the key first.
var (
	ErrNoKey = errors.New("portal: no bearer key")
	ErrLarge = errors.New("portal: the body is larger than it may be")
	ErrForm  = errors.New("portal: no signed PDF in the body")
)

// BearerKey takes the key out of an Authorization header. The header alone
// counts: a key in the address or the body would end in logs.
func BearerKey(authorization string) (Secret, error) {
	scheme, key, ok := strings.Cut(strings.TrimSpace(authorization), " ")
	key = strings.TrimSpace(key)
	if !ok || !strings.EqualFold(scheme, "bearer") || len(key) < 16 || len(key) > 200 {
		return "", ErrNoKey
	}
	return Secret(key), nil
}

// ReadFile finds the signed PDF in a callback's body: the body itself, the
// file of a form, or base64 in JSON. All three are taken because the public
// client does not show which; most is the largest PDF in bytes.
func ReadFile(contentType string, body []byte, most int) ([]byte, error) {
	if len(body) > most*4/3+64<<10 {
		return nil, ErrLarge
	}
	kind, params, err := mime.ParseMediaType(contentType)
	if err != nil {
		kind = ""
	}
	var file []byte
	switch {
	case kind == "multipart/form-data":
		file, err = fromForm(body, params["boundary"], most)
	case kind == "application/json":
		file, err = fromJSON(body)
	default:
		file, err = body, nil
	}
	switch {
	case err != nil:
		return nil, err
	case len(file) > most:
		return nil, ErrLarge
	case !IsPDF(file):
		return nil, ErrForm
	}
	return file, nil
}

// fromForm takes the part named file, or else the only part that is a file.
// A second file would leave it open which one was meant.
func fromForm(body []byte, boundary string, most int) ([]byte, error) {
	if boundary == "" {
		return nil, ErrForm
	}
	r := multipart.NewReader(bytes.NewReader(body), boundary)
	var found []byte
	for parts := 0; ; parts++ {
		p, err := r.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil || parts >= 20 {
			return nil, ErrForm
		}
		if p.FileName() == "" && p.FormName() != "file" {
			continue
		}
		b, err := io.ReadAll(io.LimitReader(p, int64(most)+1))
		if err != nil || found != nil {
			return nil, ErrForm
		}
		found = b
	}
	return found, nil
}

func fromJSON(body []byte) ([]byte, error) {
	var in struct {
		File string `json:"file"`
	}
	if json.Unmarshal(body, &in) != nil {
		return nil, ErrForm
	}
	b, err := base64.StdEncoding.DecodeString(in.File)
	if err != nil {
		return nil, ErrForm
	}
	return b, nil
}
