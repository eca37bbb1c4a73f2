package bsre

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"regexp"
	"strconv"
	"strings"
)

// The status_code numbers that public clients agree on; others by Config.Codes.
const (
	codeNotRegistered = 2011
	codePassphrase    = 2031
	codeFetched       = 4044 // v1: the file was downloaded before; once is all there is
)

// fault is the body of a refusal. Members come as number or text, and a 500
// has another shape: timestamp, status, error, path.
type fault struct {
	Error      loose `json:"error"`
	Message    loose `json:"message"`
	StatusCode loose `json:"status_code"`
}

// loose is a member that is a text here and a number there.
type loose string

// UnmarshalJSON takes a text, a number, a truth value or null; of anything
// else nothing.
func (l *loose) UnmarshalJSON(b []byte) error {
	var s string
	switch {
	case len(b) == 0 || b[0] == '{' || b[0] == '[' || string(b) == "null":
	case json.Unmarshal(b, &s) == nil:
		*l = loose(s)
	default:
		*l = loose(b)
	}
	return nil
}

// judge gives the error of a reply that is none of success. A 200 with an
// error member is a refusal too: success is what the body says.
func (c *Client) judge(k call, a *answer) *Error {
	var f fault
	isJSON := json.Unmarshal(a.body, &f) == nil
	code, _ := strconv.Atoi(string(f.StatusCode))
	if a.status >= 200 && a.status < 300 && (!isJSON || f.Error == "" && (code == 0 || code >= 200 && code < 300)) {
		return nil
	}
	e := &Error{Op: k.op, Status: a.status, Code: code}
	if isJSON && a.status < 500 { // the 500 shape holds a path and stack words, no reason
		e.Message = clean(first(string(f.Error), string(f.Message)), k.secrets)
	}
	e.Reason = c.reason(k, a.status, code)
	return e
}

func (c *Client) reason(k call, status, code int) Reason {
	if r, ok := c.cfg.Codes[code]; ok {
		return r
	}
	switch code {
	case codePassphrase:
		return ReasonPassphrase
	case codeNotRegistered:
		return ReasonNotRegistered
	}
	switch {
	case status == 401 || status == 403:
		return ReasonClient
	case status == 404 && code == 0 || status == 405 || status >= 300 && status < 400:
		return ReasonPath
	case status == 413:
		return ReasonLarge
	case status == 429:
		return ReasonBusy
	case status >= 500:
		if k.signs && status != 502 && status != 503 {
			return ReasonLost // a 500 or 504 does not tell how far it came
		}
		return ReasonAway
	}
	return ReasonRefused
}

// pdfs reads the files of a signing reply: exactly want of them, strict base64,
// each a PDF. Files pair with requests by index only, so that one missing file
// makes all of them worthless: nobody can say whose they are.
func (c *Client) pdfs(k call, a *answer, want int) ([][]byte, error) {
	var in struct {
		File json.RawMessage `json:"file"`
	}
	var list []string
	if json.Unmarshal(a.body, &in) != nil || json.Unmarshal(in.File, &list) != nil {
		return nil, k.bad(a, "the reply has no list of files")
	}
	if len(list) != want {
		return nil, k.bad(a, strconv.Itoa(len(list))+" files came back for "+strconv.Itoa(want))
	}
	out := make([][]byte, len(list))
	for i, text := range list {
		b, err := base64.StdEncoding.Strict().DecodeString(text)
		if err != nil {
			return nil, k.bad(a, "file "+strconv.Itoa(i+1)+" is not base64")
		}
		if out[i], err = c.pdf(k, a, b); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (c *Client) pdf(k call, a *answer, b []byte) ([]byte, error) {
	switch {
	case len(b) > c.cfg.MaxFile:
		return nil, k.bad(a, "a file is longer than it may be")
	case !IsPDF(b):
		return nil, k.bad(a, "a file is not a PDF")
	}
	return b, nil
}

func (k call) bad(a *answer, what string) *Error {
	return &Error{Op: k.op, Reason: ReasonReply, Status: a.status, Detail: what}
}

// IsPDF tells whether bytes begin and end as a PDF does. It says nothing of
// what is between.
func IsPDF(b []byte) bool {
	tail := b[max(0, len(b)-1024):]
	head := bytes.HasPrefix(b, []byte("%PDF-1.")) || bytes.HasPrefix(b, []byte("%PDF-2."))
	return head && bytes.Contains(tail, []byte("%%EOF"))
}

func first(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}

var (
	longDigits = regexp.MustCompile(`\d[\d .-]{4,}\d`)
	mailLike   = regexp.MustCompile(`[^\s@"<>]+@[^\s@"<>]+`)
	tokenLike  = regexp.MustCompile(`[A-Za-z0-9+/_=-]{24,}`)
	markup     = regexp.MustCompile(`<[^>]*>`)
)

// clean makes the service's words fit for an operator's screen: one line, no
// secret of this call, no long digits, mail addresses, tokens or markup, at
// most 200 characters.
func clean(s string, secrets []string) string {
	for _, secret := range secrets {
		if secret == "" {
			continue
		}
		if i := strings.Index(strings.ToLower(s), strings.ToLower(secret)); i >= 0 {
			return "" // a service that repeats a passphrase is not quoted at all
		}
	}
	s = markup.ReplaceAllString(s, " ")
	for _, re := range []*regexp.Regexp{mailLike, tokenLike, longDigits} {
		s = re.ReplaceAllString(s, "…")
	}
	r := []rune(strings.Join(strings.Fields(strings.ToValidUTF8(s, "")), " "))
	if len(r) > 200 {
		r = append(r[:199], '…')
	}
	return string(r)
}
