package outside

import (
	"context"

	"lentera/signing"
	"lentera/signing/bsre"
)

// sameRefusals is how many single documents from the first may be refused for
// the same unknown reason before the rest of the call is left alone: the
// reason is then hardly the document's, and further tries could count against
// the official.
const sameRefusals = 2

// caller is one way of signing at BSrE: some PDFs in one call, all or none.
type caller struct {
	most  int // bytes of one call
	sign  func(ctx context.Context, files [][]byte) ([][]byte, error)
	ready func(ctx context.Context) error // nil: there is nobody to ask after
	code  bool                            // signed with a one-time code, which may be spent
}

// batch signs papers in one call. Where the service refuses the call for one
// of its documents, or its answer cannot be paired with them, each is asked by
// itself. What would be the same for every document comes back as the error
// of the call, after exactly one try.
func (c caller) batch(ctx context.Context, papers []signing.Paper) ([]signing.Signed, error) {
	if len(papers) > 1 && size(papers) > c.most {
		return c.oneByOne(ctx, papers, "")
	}
	files := make([][]byte, len(papers))
	for i, p := range papers {
		files[i] = p.PDF
	}
	got, err := c.sign(ctx, files)
	if err == nil {
		return paired(papers, got), nil
	}
	reason, err := c.really(ctx, err)
	switch {
	case ofAll(reason) || reason == bsre.ReasonLost || ctx.Err() != nil:
		return nil, refusal(err)
	case len(papers) == 1:
		return everyOne(papers, refusal(err)), nil
	}
	return c.oneByOne(ctx, papers, reason)
}

// oneByOne asks each paper in a call of its own. A reason that holds for all
// ends it there: the papers signed before keep what they have, and the others
// carry the reason. before is why the call of them all was refused, if it was.
func (c caller) oneByOne(ctx context.Context, papers []signing.Paper, before bsre.Reason) ([]signing.Signed, error) {
	var out []signing.Signed
	refused := 0
	for i, p := range papers {
		got, err := c.sign(ctx, [][]byte{p.PDF})
		if err == nil {
			out = append(out, signing.Signed{ID: p.ID, PDF: got[0]})
			continue
		}
		reason, err := c.really(ctx, err)
		if ofAll(reason) || ctx.Err() != nil {
			if len(out) == 0 {
				return nil, refusal(err)
			}
			return append(out, everyOne(papers[i:], refusal(err))...), nil
		}
		out = append(out, signing.Signed{ID: p.ID, Err: refusal(err)})
		if reason == bsre.ReasonRefused && reason == before {
			refused++
		}
		if rest := papers[i+1:]; refused == i+1 && refused >= sameRefusals && len(rest) > 0 {
			if c.code {
				return nil, refusal(&bsre.Error{Op: "sign", Reason: bsre.ReasonTOTP, Detail: "several documents in a row were refused with a one-time code"})
			}
			return append(out, everyOne(rest, refusal(err))...), nil
		}
	}
	return out, nil
}

// really looks behind a refusal with a number nobody knows: often it is the
// official's certificate, and asking after that costs no try of a passphrase.
func (c caller) really(ctx context.Context, err error) (bsre.Reason, error) {
	reason := bsre.ReasonOf(err)
	if reason != bsre.ReasonRefused || c.ready == nil || ctx.Err() != nil {
		return reason, err
	}
	why := c.ready(ctx)
	if state := bsre.ReasonOf(why); state.StopsBatch() && state != bsre.ReasonAway && state != bsre.ReasonBusy && state != bsre.ReasonPath {
		return state, why
	}
	return reason, err
}

// ofAll tells that the same would befall every document of the run.
func ofAll(r bsre.Reason) bool { return r == "" || r.StopsBatch() }

func size(papers []signing.Paper) (n int) {
	for _, p := range papers {
		n += len(p.PDF)
	}
	return n
}

func paired(papers []signing.Paper, got [][]byte) []signing.Signed {
	out := make([]signing.Signed, len(papers))
	for i, p := range papers {
		out[i] = signing.Signed{ID: p.ID, PDF: got[i]}
	}
	return out
}

// everyOne says one error of each paper.
func everyOne(papers []signing.Paper, err error) []signing.Signed {
	out := make([]signing.Signed, len(papers))
	for i, p := range papers {
		out[i] = signing.Signed{ID: p.ID, Err: err}
	}
	return out
}
