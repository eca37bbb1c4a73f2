package siasn

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"regexp"
	"strings"
	"time"
)

// Exchange is one request and its end, as the request log may keep it: no
// token, password, NIP, name or value of a member is ever in it.
type Exchange struct {
	At      time.Time `json:"at"`
	Op      string    `json:"op"`
	Method  string    `json:"method"`
	Path    string    `json:"path"` // an NIP is nip-<keyed hash>
	Status  int       `json:"status"`
	Millis  int64     `json:"ms"`
	Attempt int       `json:"attempt"`
	Class   string    `json:"class,omitempty"`  // of the error: unavailable, uncertain, refused, …
	Fault   string    `json:"fault,omitempty"`  // the gateway's number, such as 900901
	Fields  []string  `json:"fields,omitempty"` // names of the members sent
	Bytes   int       `json:"bytes,omitempty"`  // of the body sent
}

// Field is one member of a write by the name SIASN gives it.
type Field struct{ Name, Value string }

// fieldsOf lists the members of a body in the order they are sent.
func fieldsOf(w json.Marshaler) []Field {
	body, err := json.Marshal(w)
	if err != nil {
		return nil
	}
	var out []Field
	walk(body, func(name string, value json.RawMessage) {
		text := loose(value)
		if text == "" && len(value) > 0 && value[0] != '"' {
			text = string(value)
		}
		out = append(out, Field{name, text})
	})
	return out
}

func names(body []byte) []string {
	var out []string
	walk(body, func(name string, _ json.RawMessage) { out = append(out, name) })
	return out
}

func walk(body []byte, see func(name string, value json.RawMessage)) {
	d := json.NewDecoder(strings.NewReader(string(body)))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return
	}
	for d.More() {
		name, err := d.Token()
		var value json.RawMessage
		if err != nil || d.Decode(&value) != nil {
			return
		}
		see(name.(string), value)
	}
}

// mark is what stands for an NIP in the log: the same for the same NIP under
// one LogKey, and no way back (a plain hash of 18 digits could be guessed).
func (c *Client) mark(nip string) string {
	h := hmac.New(sha256.New, c.key)
	h.Write([]byte(nip))
	return "nip-" + hex.EncodeToString(h.Sum(nil))[:12]
}

func (c *Client) note(ctx context.Context, e Exchange) {
	if c.cfg.Log != nil {
		c.cfg.Log(ctx, e)
	}
}

func (c *Client) exchange(req request, attempt int) Exchange {
	path := req.path
	if req.nip != "" {
		path = strings.ReplaceAll(path, req.nip, c.mark(req.nip))
	}
	if len(req.query) > 0 && !req.raw { // a document's address may hold an NIP
		path += "?" + req.query.Encode()
	}
	e := Exchange{At: c.now(), Op: req.op, Method: req.method, Path: path, Attempt: attempt, Fields: req.fields, Bytes: len(req.body)}
	if req.address != "" { // a token request; its length would tell the password's
		e.Path, e.Bytes = "", 0
	}
	return e
}

var (
	longDigits = regexp.MustCompile(`\d[\d .]{7,}\d`)
	tokenLike  = regexp.MustCompile(`[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{8,}(\.[A-Za-z0-9_-]*)?`)
	mailLike   = regexp.MustCompile(`[^\s@"<>]+@[^\s@"<>]+`)
	markup     = regexp.MustCompile(`<[^>]*>`)
)

// clean makes SIASN's words fit for an operator's screen: one line, no long
// digits, tokens, mail addresses or markup, at most 300 characters.
func clean(s string) string {
	s = markup.ReplaceAllString(s, " ")
	for _, re := range []*regexp.Regexp{tokenLike, mailLike, longDigits} {
		s = re.ReplaceAllString(s, "…")
	}
	r := []rune(strings.Join(strings.Fields(strings.ToValidUTF8(s, "")), " "))
	if len(r) > 300 {
		r = append(r[:299], '…')
	}
	return string(r)
}
