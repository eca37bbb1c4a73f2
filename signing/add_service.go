package signing

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"strings"

	"github.com/google/uuid"

	"lentera/certificates"
	"lentera/internal/db"
)

// Add is a step, in the transaction that stores a certificate's file: the
// document waits to be signed. Who signs is decided now and kept. When the way
// of signing is not set up, or nobody can sign for an official, it comes in as
// refused, with the reason.
func (s *Service) Add(ctx context.Context, tx *db.Tx, c certificates.Certificate) error {
	id, err := uuid.NewV7()
	if err != nil {
		return err
	}
	officials, err := officialsOf(ctx, tx, c)
	if err != nil {
		return err
	}
	parties, refusal := s.parties(Kind(c.Signing), officials)
	state, why, detail := Waiting, Why(""), ""
	if refusal != nil {
		state, why, detail = Refused, refusal.Why, refusal.Detail
		parties = []Party{{Key: Agency, Name: s.opt.Agency}}
	}
	body, err := json.Marshal(parties)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, sqls.AddDocument, id, c.ID, c.Signing, c.Number, c.Title, c.Place, lotOf(c), string(body), parties[0].Key, string(state), string(why), short(detail))
	return err
}

// Withdraw is a step, in the transaction that revokes or supersedes a
// certificate: nobody signs it any more.
func (s *Service) Withdraw(ctx context.Context, tx *db.Tx, c certificates.Certificate) error {
	if c.Signing == string(None) {
		return nil
	}
	_, err := tx.Exec(ctx, sqls.WithdrawDocument, c.ID)
	return err
}

// officialsOf are the signatories as printed. A citizen's sheet bears no NIP of
// theirs; it is looked up by their name then, where there is only one.
func officialsOf(ctx context.Context, tx *db.Tx, c certificates.Certificate) (out []Official, err error) {
	for _, o := range c.Signatories {
		if o.NIP == "" {
			var nips []string
			if err := tx.Select(ctx, &nips, sqls.NIPOfOfficial, o.Name); err != nil {
				return nil, err
			}
			if len(nips) == 1 {
				o.NIP = nips[0]
			}
		}
		out = append(out, Official{Name: o.Name, NIP: o.NIP, Title: o.Title})
	}
	return out, nil
}

// decider says who signs.
type decider interface {
	Parties(officials []Official) ([]Party, error)
}

func (s *Service) parties(kind Kind, officials []Official) ([]Party, *Refusal) {
	var decides decider
	switch signer := s.signers[kind]; {
	case kind == Portal && s.opt.Hander != nil:
		var can bool
		if decides, can = s.opt.Hander.(decider); !can {
			return []Party{{Key: Agency, Name: s.opt.Agency}}, nil
		}
	case signer != nil:
		decides = signer
	default:
		return nil, &Refusal{Why: WhyNoKey, Detail: "no signer for " + string(kind) + " is set up"}
	}
	parties, err := decides.Parties(officials)
	var refusal *Refusal
	switch {
	case errors.As(err, &refusal):
		return nil, refusal
	case err != nil || len(parties) == 0:
		return nil, &Refusal{Why: WhyNoKey}
	}
	seen := map[string]bool{}
	for i, p := range parties {
		if parties[i].Name = cmp.Or(p.Name, s.opt.Agency); seen[p.Key] {
			return nil, &Refusal{Why: WhyNoKey, Detail: "one signer would sign twice"}
		}
		seen[p.Key] = true
	}
	return parties, nil
}

// lotOf is what belongs together on the screen: a batch issued by hand, or a
// course.
func lotOf(c certificates.Certificate) string {
	if rest, ok := strings.CutPrefix(c.Source, "batch:"); ok {
		id, _, _ := strings.Cut(rest, ":")
		return "batch:" + id
	}
	return "course:" + cmp.Or(c.CourseCode, c.Title)
}

// short keeps the other side's words to a length a screen can show.
func short(s string) string {
	if r := []rune(strings.TrimSpace(s)); len(r) > 200 {
		return string(r[:200]) + "…"
	}
	return strings.TrimSpace(s)
}
