package bsre

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
)

// states are BSrE's states of an official; only ISSUE may sign.
var states = map[string]Reason{
	"ISSUE":                    "",
	"EXPIRED":                  ReasonExpired,
	"RENEW":                    ReasonRenew,
	"WAITING_FOR_VERIFICATION": ReasonWaiting,
	"NEW":                      ReasonNew,
	"NO_CERTIFICATE":           ReasonNoCertificate,
	"NOT_REGISTERED":           ReasonNotRegistered,
	"SUSPEND":                  ReasonSuspended,
	"REVOKE":                   ReasonRevoked,
}

// Ready asks (API v2) whether an official can sign now; nil: yes. Otherwise
// the error's Reason tells why not. Ask before a batch: it costs no try of a
// passphrase.
func (c *Client) Ready(ctx context.Context, s Signer) error {
	const op = "status"
	if s.NIK == "" && s.Email == "" {
		return &Error{Op: op, Reason: ReasonInput, Detail: "a signer is needed"}
	}
	_, err := c.post(ctx, call{op: op, path: c.cfg.StatusPath, secrets: []string{s.NIK, s.Email}, read: stateIn(op)}, s.who())
	return err
}

// ReadyV1 is Ready by API v1, which has the NIK in the address.
func (c *Client) ReadyV1(ctx context.Context, nik string) error {
	const op = "status-v1"
	if !digits(nik) {
		return &Error{Op: op, Reason: ReasonInput, Detail: "an NIK is needed"}
	}
	_, err := c.do(ctx, call{op: op, method: http.MethodGet, path: "/api/user/status/" + url.PathEscape(nik),
		accept: "application/json", limit: 1 << 20, secrets: []string{nik}, read: stateIn(op)})
	return err
}

func stateIn(op string) func(*answer) error {
	return func(a *answer) error { return judgeState(op, a) }
}

func judgeState(op string, a *answer) error {
	var in struct {
		Status loose `json:"status"`
		Data   struct {
			Status loose `json:"status"`
		} `json:"data"`
	}
	if err := json.Unmarshal(a.body, &in); err != nil {
		return &Error{Op: op, Reason: ReasonReply, Status: a.status, Detail: "the reply is not JSON of the known form"}
	}
	state := strings.ToUpper(strings.TrimSpace(first(string(in.Data.Status), string(in.Status))))
	reason, known := states[state]
	switch {
	case !known:
		return &Error{Op: op, Reason: ReasonState, Status: a.status, Detail: "the state is none of the known ones"}
	case reason != "":
		return &Error{Op: op, Reason: reason, Status: a.status}
	}
	return nil
}

func digits(nik string) bool {
	return len(nik) == 16 && strings.Trim(nik, "0123456789") == ""
}
