package portal

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net"
	"net/http"
	"net/textproto"
	"regexp"
	"strings"
	"time"
)

// Document is what is handed over. NIKs are the signers, in the order in which
// they sign.
type Document struct {
	PDF                []byte
	FileName           string
	NIKs               []string
	Title, Description string
	CallbackURL        string
	CallbackKey        Secret
}

// Reason is a stable word for why a hand-off came to nothing.
type Reason string

// The reasons.
const (
	ReasonInput   Reason = "input-not-usable" // nothing was sent
	ReasonAway    Reason = "portal-away"
	ReasonLost    Reason = "answer-lost" // it may have been taken
	ReasonClient  Reason = "portal-refuses-server"
	ReasonRefused Reason = "portal-refused"
	ReasonLarge   Reason = "document-too-large"
)

// Error is why a hand-off came to nothing. Error() holds only our own words;
// Message is the portal's, cleaned.
type Error struct {
	Reason  Reason
	Status  int
	Message string
	Detail  string
}

func (e *Error) Error() string {
	return fmt.Sprintf("portal: %s: %s (HTTP %d)", string(e.Reason), e.Detail, e.Status)
}

// HandOff gives a document to the portal. remote is the portal's name for it,
// where its answer has one. A hand-off whose answer was lost (ReasonLost) may
// have been taken: hand off again with another key; the first key is then no
// longer good, so that only one of the two can come back.
func (c *Client) HandOff(ctx context.Context, d Document) (remote string, err error) {
	e := Exchange{At: time.Now(), Bytes: len(d.PDF)}
	defer func() {
		e.Millis = time.Since(e.At).Milliseconds()
		var fail *Error
		if errors.As(err, &fail) {
			e.Reason, e.Status = fail.Reason, fail.Status
		}
		if c.cfg.Log != nil {
			c.cfg.Log(ctx, e)
		}
	}()
	body, kind, err := c.form(d)
	if err != nil {
		return "", err
	}
	timed, cancel := context.WithTimeout(ctx, c.cfg.Timeout)
	defer cancel()
	r, err := http.NewRequestWithContext(timed, http.MethodPost, c.cfg.URL, bytes.NewReader(body))
	if err != nil {
		return "", &Error{Reason: ReasonInput, Detail: "the address cannot be built"}
	}
	r.Header.Set("Content-Type", kind)
	r.Header.Set("Accept", "application/json")
	r.Header.Set("User-Agent", "Lentera")
	if c.cfg.Credential != "" {
		r.Header.Set(c.cfg.Header, c.cfg.Credential.Reveal())
	}
	client := http.Client{Transport: c.next, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Do(r)
	if err != nil {
		return "", broken(err)
	}
	defer func() { _ = res.Body.Close() }()
	e.Status = res.StatusCode
	answer, err := io.ReadAll(io.LimitReader(res.Body, 64<<10))
	if err != nil {
		return "", &Error{Reason: ReasonLost, Status: res.StatusCode, Detail: "the answer broke off"}
	}
	return judge(res.StatusCode, answer, d)
}

func (c *Client) form(d Document) ([]byte, string, error) {
	switch {
	case len(d.NIKs) == 0 || d.CallbackURL == "" || d.CallbackKey == "":
		return nil, "", &Error{Reason: ReasonInput, Detail: "signers and a callback are needed"}
	case len(d.PDF) > c.cfg.MaxFile:
		return nil, "", &Error{Reason: ReasonLarge, Detail: "the PDF is larger than the setting allows"}
	case !IsPDF(d.PDF):
		return nil, "", &Error{Reason: ReasonInput, Detail: "the document is not a PDF"}
	}
	type signer struct {
		NIK    string `json:"nik"`
		Action string `json:"action"`
	}
	signers := make([]signer, len(d.NIKs))
	for i, nik := range d.NIKs {
		signers[i] = signer{nik, c.cfg.Action}
	}
	list, err := json.Marshal(signers)
	if err != nil {
		return nil, "", &Error{Reason: ReasonInput, Detail: "the signers cannot be written"}
	}
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	err = filePart(w, d)
	for _, f := range [][2]string{{"signers", string(list)}, {"title", d.Title}, {"description", d.Description},
		{"callback_url", d.CallbackURL}, {"callback_key", d.CallbackKey.Reveal()}} {
		err = errors.Join(err, w.WriteField(f[0], f[1]))
	}
	if err = errors.Join(err, w.Close()); err != nil {
		return nil, "", &Error{Reason: ReasonInput, Detail: "the request cannot be written"}
	}
	return b.Bytes(), w.FormDataContentType(), nil
}

func filePart(w *multipart.Writer, d Document) error {
	name := strings.Map(func(r rune) rune {
		if r < ' ' || r == '"' || r == '\\' || r == '/' {
			return '-'
		}
		return r
	}, d.FileName)
	if name == "" {
		name = "sertifikat.pdf"
	}
	h := textproto.MIMEHeader{}
	h.Set("Content-Disposition", `form-data; name="file"; filename="`+name+`"`)
	h.Set("Content-Type", "application/pdf")
	p, err := w.CreatePart(h)
	if err != nil {
		return err
	}
	_, err = p.Write(d.PDF)
	return err
}

func broken(err error) *Error {
	var op *net.OpError
	var dns *net.DNSError
	if errors.As(err, &op) && op.Op == "dial" || errors.As(err, &dns) {
		return &Error{Reason: ReasonAway, Detail: "no connection"}
	}
	var ne net.Error
	if errors.Is(err, context.DeadlineExceeded) || errors.As(err, &ne) && ne.Timeout() {
		return &Error{Reason: ReasonLost, Detail: "no answer in time"}
	}
	return &Error{Reason: ReasonLost, Detail: "the connection broke"}
}

// judge reads the portal's answer. Its form is not published: HTTP 2xx without
// success:false or an error is taken as "taken", and an id is looked for.
func judge(status int, body []byte, d Document) (remote string, err error) {
	var in struct {
		Success *bool           `json:"success"`
		Error   json.RawMessage `json:"error"`
		Message string          `json:"message"`
		ID      any             `json:"id"`
		Data    json.RawMessage `json:"data"`
	}
	isJSON := json.Unmarshal(body, &in) == nil
	said := string(in.Error)
	denied := in.Success != nil && !*in.Success || said != "" && said != "null" && said != "false" && said != `""`
	if status >= 200 && status < 300 && !(isJSON && denied) {
		return remoteID(in.ID, in.Data), nil
	}
	e := &Error{Status: status, Detail: "the portal did not take it", Reason: ReasonRefused}
	switch {
	case status == 401 || status == 403 || status == 404 || status == 405 || status >= 300 && status < 400:
		e.Reason = ReasonClient
	case status == 413:
		e.Reason = ReasonLarge
	case status == 429 || status == 502 || status == 503:
		e.Reason = ReasonAway
	case status >= 500:
		e.Reason = ReasonLost
	}
	if isJSON && status < 500 {
		e.Message = clean(in.Message, append(d.NIKs, d.CallbackKey.Reveal())...)
	}
	return "", e
}

func remoteID(top any, data json.RawMessage) string {
	if id := text(top); id != "" {
		return id
	}
	var below struct {
		ID any `json:"id"`
	}
	if json.Unmarshal(data, &below) == nil {
		return text(below.ID)
	}
	return ""
}

func text(v any) string {
	switch v := v.(type) {
	case string:
		if len(v) <= 200 {
			return v
		}
	case float64:
		return fmt.Sprintf("%.0f", v)
	}
	return ""
}

// IsPDF tells whether bytes begin and end as a PDF does.
func IsPDF(b []byte) bool {
	tail := b[max(0, len(b)-1024):]
	return (bytes.HasPrefix(b, []byte("%PDF-1.")) || bytes.HasPrefix(b, []byte("%PDF-2."))) && bytes.Contains(tail, []byte("%%EOF"))
}

var personal = regexp.MustCompile(`<[^>]*>|[^\s@"<>]+@[^\s@"<>]+|\d[\d .-]{4,}\d|[A-Za-z0-9+/_=-]{24,}`)

// clean makes the portal's words fit for an operator's screen.
func clean(s string, secrets ...string) string {
	for _, secret := range secrets {
		if secret != "" && strings.Contains(s, secret) {
			return ""
		}
	}
	s = strings.Join(strings.Fields(personal.ReplaceAllString(strings.ToValidUTF8(s, ""), "…")), " ")
	if r := []rune(s); len(r) > 200 {
		s = string(r[:200])
	}
	return s
}
