package bsre

import "context"

// The agency's seal needs no official present: its activation code is kept,
// changes at each renewal, and must be renewed by a job before it runs out.

type sealBody struct {
	Subscriber string `json:"idSubscriber"`
	TOTP       string `json:"totp,omitempty"`
	Data       any    `json:"data,omitempty"`
}

// ActivateSeal asks for an activation code. Without a present code BSrE sends
// one to the seal's keeper, and "" is returned; with it the answer is the next
// code, which from then on is the only good one: keep it before anything else.
func (c *Client) ActivateSeal(ctx context.Context, subscriber string, present Secret) (next Secret, err error) {
	const op = "seal-activation"
	if subscriber == "" {
		return "", &Error{Op: op, Reason: ReasonInput, Detail: "the seal's idSubscriber is missing"}
	}
	k := call{op: op, path: "/api/v2/seal/get/activation", secrets: []string{present.Reveal(), subscriber}}
	k.read = func(a *answer) error {
		if next = totpIn(a.body); next == "" && present != "" {
			return k.bad(a, "no activation code came back")
		}
		return nil
	}
	_, err = c.post(ctx, k, sealBody{Subscriber: subscriber, TOTP: present.Reveal()})
	return next, noDocument(sealed(err))
}

// SealTOTP gives the code with which n documents can be sealed.
func (c *Client) SealTOTP(ctx context.Context, subscriber string, activation Secret, n int) (code Secret, err error) {
	const op = "seal-totp"
	if subscriber == "" || activation == "" || n < 1 {
		return "", &Error{Op: op, Reason: ReasonInput, Detail: "idSubscriber, activation code and a number of documents are needed"}
	}
	k := call{op: op, path: "/api/v2/seal/get/totp", secrets: []string{activation.Reveal(), subscriber}}
	k.read = func(a *answer) error {
		if code = totpIn(a.body); code == "" {
			return k.bad(a, "no TOTP came back")
		}
		return nil
	}
	_, err = c.post(ctx, k, sealBody{Subscriber: subscriber, TOTP: activation.Reveal(), Data: c.count(n)})
	return code, noDocument(sealed(err))
}

// Seal puts the agency's seal on several PDFs in one call, in order, all or
// none. totp is of SealTOTP for exactly this many documents.
func (c *Client) Seal(ctx context.Context, subscriber string, totp Secret, look Look, files [][]byte) ([][]byte, error) {
	const op = "seal"
	if subscriber == "" || totp == "" {
		return nil, &Error{Op: op, Reason: ReasonInput, Detail: "idSubscriber and TOTP are needed"}
	}
	out, err := c.signs(ctx, op, "/api/v2/seal/pdf", signBody{Subscriber: subscriber, TOTP: totp.Reveal()}, look, files)
	return out, sealed(err)
}

// sealed gives a refusal of the seal's code its own reason: there is no
// official's passphrase to be wrong.
func sealed(err error) error {
	if e, ok := err.(*Error); ok && e.Reason == ReasonPassphrase { //nolint:errorlint // made here, never wrapped
		e.Reason = ReasonTOTP
	}
	return err
}

// noDocument says of a refusal in a call without documents that it must be the
// code that was refused, whatever number the service gives it.
func noDocument(err error) error {
	if e, ok := err.(*Error); ok && e.Reason == ReasonRefused { //nolint:errorlint // made here, never wrapped
		e.Reason = ReasonTOTP
	}
	return err
}
