package siasn

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// reply is an answer that was read; judge has looked for every fault of the
// envelope before anybody asks it for more.
type reply struct {
	op      string
	write   bool
	status  int
	header  http.Header
	body    []byte
	tooLong bool
	env     record
	empty   bool // SIASN has nothing: 404, or code 0
}

// suspendedFor is how long to leave a suspended endpoint alone, at least.
const suspendedFor = time.Minute

// The phrases of the contract, compared without case.
var (
	saysJWT       = regexp.MustCompile(`(?i)(invalid|expired).{0,12}jwt`)
	saysMismatch  = regexp.MustCompile(`(?i)token sso mismatch`)
	saysNothing   = regexp.MustCompile(`(?i)tidak ditemukan|(record|data) not found|data kosong`)
	saysSuspended = regexp.MustCompile(`(?i)suspended`)
	saysRuntime   = regexp.MustCompile(`(?i)runtime error`)
	saysInvalid   = regexp.MustCompile(`(?i)invalid credentials|missing credentials`)
	gatewayCode   = regexp.MustCompile(`^(900\d{3}|10[0-9]{4}|303001)$`)
)

// judge finds the faults of SIASN, its gateway and its balancer in an answer.
// nil is an answer to be read; fault is the gateway's number for the log.
func (r *reply) judge(req request) (fault string, err error) {
	if r.tooLong {
		return "", r.unreadable("the answer is too long")
	}
	if req.raw && r.status == http.StatusOK && bytes.HasPrefix(r.body, []byte("%PDF-")) {
		return "", nil
	}
	if !r.parse() {
		return "", r.notJSON()
	}
	said := r.said()
	code := r.env.text("code")
	if gatewayCode.MatchString(code) {
		fault = code
	}
	gateway := strings.EqualFold(r.env.text("type"), "status report") || fault != ""
	switch {
	case saysMismatch.MatchString(said):
		return fault, &verdict{err: &TokenMismatch{}, renew: true, unprocessed: true}
	case saysJWT.MatchString(said):
		return fault, &verdict{err: &TokenExpired{"SIASN refuses it"}, renew: true, unprocessed: true}
	case r.status >= 400 && saysSuspended.MatchString(said):
		return fault, &verdict{err: &Unavailable{Op: r.op, After: suspendedFor, Suspended: true, Cause: errors.New("the service is suspended")}, unprocessed: true}
	case (r.status >= 400 || gateway) && saysRuntime.MatchString(said):
		return fault, &verdict{err: &Unavailable{Op: r.op, Cause: errors.New("runtime error of the gateway")}, renew: true}
	case (r.status >= 400 || gateway) && (saysInvalid.MatchString(said) || strings.HasPrefix(fault, "90090")):
		return fault, &verdict{err: &NotAllowed{r.op, "the consumer key was refused"}, renew: true, unprocessed: true}
	case r.status >= 400:
		return fault, r.judgeStatus(said, gateway)
	case gateway:
		return fault, r.unreadable("a fault of the gateway")
	case r.status >= 300:
		return fault, r.unreadable("sent elsewhere")
	case truthy(r.env["Error"]) || truthy(r.env["error"]):
		if saysNothing.MatchString(said) && !r.write {
			r.empty = true
			return fault, nil
		}
		return fault, &Refused{r.op, clean(said)}
	case code == "0" && !has(r.env, "success"):
		return fault, r.judgeZero(said)
	}
	return fault, nil
}

// parse reads the envelope; an array alone is taken as the data.
func (r *reply) parse() bool {
	body := bytes.TrimPrefix(bytes.TrimSpace(r.body), []byte("\xef\xbb\xbf"))
	if len(body) > 0 && body[0] == '[' && json.Valid(body) {
		r.env = record{"data": body}
		return true
	}
	r.env = object(body)
	return r.env != nil
}

// said is every text of the envelope: messages and data or mapData as text.
func (r *reply) said() string {
	var parts []string
	for _, name := range []string{"message", "Message", "mapData", "description", "data", "error_description", "error"} {
		raw := bytes.TrimSpace(r.env[name])
		if len(raw) > 0 && raw[0] == '"' {
			if s := loose(raw); s != "" && !strings.EqualFold(s, "true") {
				parts = append(parts, s)
			}
		}
	}
	return strings.Join(parts, ": ")
}

func (r *reply) judgeStatus(said string, gateway bool) error {
	switch {
	case r.status == http.StatusUnauthorized:
		return &verdict{err: &TokenExpired{"SIASN refuses it"}, renew: true, unprocessed: true}
	case r.status == http.StatusForbidden:
		return &NotAllowed{r.op, "this server's address or key is not allowed"}
	case r.status == http.StatusTooManyRequests:
		return r.away("too many requests", true)
	case r.status == http.StatusServiceUnavailable:
		return r.away("HTTP 503", true)
	case r.status >= 500 || r.status == http.StatusRequestTimeout:
		return r.away("HTTP "+strconv.Itoa(r.status), false)
	case r.status == http.StatusNotFound && gateway:
		return &BadReply{r.op, r.status, "the gateway knows no such address"}
	case r.status == http.StatusNotFound && (r.env.text("code") == "0" || saysNothing.MatchString(said)):
		r.empty = true
		return nil
	case r.status == http.StatusNotFound: // a wrong address must never look like an empty history
		return &BadReply{r.op, r.status, "no such address"}
	case said != "":
		return &Refused{r.op, clean(said)}
	}
	return &BadReply{r.op, r.status, "a refusal without words"}
}

// judgeZero reads code 0 with HTTP 200: nothing there, unless it says more.
func (r *reply) judgeZero(said string) error {
	if said == "" || saysNothing.MatchString(said) {
		r.empty = true
		return nil
	}
	return &Refused{r.op, clean(said)}
}

func (r *reply) away(what string, unprocessed bool) error {
	after := time.Duration(0)
	if n, err := strconv.Atoi(r.header.Get("Retry-After")); err == nil && n > 0 {
		after = time.Duration(min(n, 3600)) * time.Second
	}
	return &verdict{err: &Unavailable{Op: r.op, After: after, Cause: errors.New(what)}, unprocessed: unprocessed}
}

// notJSON judges HTML of the balancer and other strangers.
func (r *reply) notJSON() error {
	switch {
	case r.status == http.StatusForbidden:
		return &NotAllowed{r.op, "this server's address is not allowed"}
	case r.status == http.StatusUnauthorized:
		return &verdict{err: &TokenExpired{"SIASN refuses it"}, renew: true, unprocessed: true}
	case r.status == http.StatusTooManyRequests || r.status == http.StatusServiceUnavailable:
		return r.away("HTTP "+strconv.Itoa(r.status), true)
	case r.status >= 500 || r.status == http.StatusRequestTimeout || r.status < 300:
		return r.away("a page instead of an answer, HTTP "+strconv.Itoa(r.status), false)
	case r.status == http.StatusRequestEntityTooLarge:
		return &Refused{r.op, "HTTP 413"}
	}
	return &BadReply{r.op, r.status, "a page instead of an answer"}
}

// unreadable is an answer that says neither yes nor no.
func (r *reply) unreadable(what string) error {
	return &verdict{err: &BadReply{r.op, r.status, what}}
}

// list gives the rows of a read.
func (r *reply) list() ([]record, error) {
	if r.empty {
		return nil, nil
	}
	switch r.env.text("code") {
	case "1", "200", "":
		rows, ok := objects(r.env["data"])
		if ok && has(r.env, "data") {
			return rows, nil
		}
	}
	return nil, &BadReply{r.op, r.status, "no rows in the answer"}
}

// savedID reads the id of a row that was saved, by any of the keys SIASN uses:
// rwKursusId, rwDiklatId and their kin.
func (r *reply) savedID() (string, error) {
	if err := r.done(false); err != nil {
		return "", err
	}
	to := object(r.env["mapData"])
	if id := to.text("rwKursusId", "rwDiklatId"); id != "" {
		return id, nil
	}
	for name := range to {
		if strings.HasPrefix(name, "rw") && strings.HasSuffix(name, "Id") && to.text(name) != "" {
			return to.text(name), nil
		}
	}
	return "", &Uncertain{r.op, &BadReply{r.op, r.status, "saved, but without an id"}}
}

// done tests that a write was taken. HTTP 200 is not enough. goneIsDone makes
// "not found" a success: what is to be deleted is not there.
func (r *reply) done(goneIsDone bool) error {
	said := r.said()
	no := r.empty || has(r.env, "success") && falsy(r.env["success"])
	switch {
	case no && goneIsDone && (r.empty || saysNothing.MatchString(said)):
		return nil
	case no:
		return &Refused{r.op, clean(said)}
	case truthy(r.env["success"]):
		return nil
	case has(r.env, "success"):
	case r.env.text("code") == "1" || r.op != "save_course" && r.op != "save_training" && object(r.env["data"]) != nil:
		return nil
	}
	return &Uncertain{r.op, &BadReply{r.op, r.status, "neither yes nor no"}}
}

func has(r record, name string) bool { _, ok := r[name]; return ok }

func truthy(raw json.RawMessage) bool {
	s := loose(raw)
	return s == "1" || strings.EqualFold(s, "true")
}

func falsy(raw json.RawMessage) bool {
	s := loose(raw)
	return s == "0" || s == "" || strings.EqualFold(s, "false")
}
