package merit

import (
	"context"
	"strings"
	"time"

	"github.com/google/uuid"

	"lentera/internal/access"
	"lentera/internal/db"
	"lentera/internal/fault"
)

// CheckClaim is the first person's word: how it was looked at, and what was
// seen. seen is the claim's updated_at as the checker read it; a claim that
// changed since is refused (ErrClaimState).
func (s *Service) CheckClaim(ctx context.Context, actor access.Actor, id uuid.UUID, seen time.Time, method, note string) (Claim, error) {
	if note = strings.TrimSpace(note); note == "" {
		return Claim{}, reasonWanted("note", "Tulis apa yang Anda periksa.", "Write what you looked at.")
	}
	return s.act(ctx, actor, id, actCheck, func(ctx context.Context, tx *db.Tx, c claimRow) error {
		if !c.UpdatedAt.Equal(seen) {
			return ErrClaimState
		}
		twins, err := s.twinsOf(ctx, tx, c)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, sqls.CheckClaim, id, method, note, actor.PersonID); err != nil {
			return err
		}
		return s.note(ctx, tx, actor, id, "check", note, map[string]any{
			"method": method, "twins": len(twins), "file_sha256": c.FileSHA256, "findings": c.findings()})
	})
}

// ApproveClaim is the second person's word. In one transaction the claim is
// approved and its JP are entered. It refuses (ErrClaimTwin) what is approved
// or entered for this person already, by the same file or the same number.
func (s *Service) ApproveClaim(ctx context.Context, actor access.Actor, id uuid.UUID) (Claim, error) {
	return s.act(ctx, actor, id, actApprove, func(ctx context.Context, tx *db.Tx, c claimRow) error {
		if err := s.mustHaveLedger(ctx, tx, c.PersonID); err != nil {
			return err
		}
		var locked string // two claims of one person are approved one after the other
		if err := tx.Get(ctx, &locked, sqls.LockClaimsOf, c.PersonID); err != nil {
			return err
		}
		twins, err := s.twinsOf(ctx, tx, c)
		if err != nil {
			return err
		}
		for _, t := range twins {
			if t.SamePerson && t.State == claimApproved && t.By != "title" {
				return ErrClaimTwin
			}
		}
		if _, err := tx.Exec(ctx, sqls.ApproveClaim, id, actor.PersonID); err != nil {
			return err
		}
		if err := s.note(ctx, tx, actor, id, "approve", "", map[string]any{"jp": c.JP, "file_sha256": c.FileSHA256}); err != nil {
			return err
		}
		return s.Credit(ctx, tx, c.credit(actor.PersonID, len(twins)))
	})
}

// credit says an approved claim in the words of the ledger.
func (c claimRow) credit(approver uuid.UUID, twins int) Credit {
	role, origin := "participant", ClaimExternal
	if c.Kind == ClaimTeaching {
		role, origin = "trainer", ClaimTeaching
	}
	f := c.findings()
	evidence := map[string]any{"claim_id": c.ID, "file_sha256": c.FileSHA256, "checked_by": c.CheckedBy, "approved_by": approver,
		"checks": map[string]any{"method": c.CheckMethod, "twins": twins, "qr": f.QRState, "signature": f.SignatureState}}
	if c.Kind == ClaimTeaching {
		evidence["minutes_taught"], evidence["teaching_role"] = c.Minutes, c.TeachingRole
	}
	out := Credit{PersonID: c.PersonID, Source: c.source(), Title: c.Title, CertificateNumber: c.Number, JP: c.JP, SiasnPath: c.SiasnPath,
		Organiser: c.Organiser, Role: role, Origin: origin, International: c.International, Evidence: evidence}
	if c.StartedOn != nil {
		out.StartedOn = *c.StartedOn
	}
	if c.CompletedOn != nil {
		out.CompletedOn = *c.CompletedOn
	}
	return out
}

// RefuseClaim sends a claim back with the reason; it may be corrected.
func (s *Service) RefuseClaim(ctx context.Context, actor access.Actor, id uuid.UUID, reason string) (Claim, error) {
	return s.withReason(ctx, actor, id, actRefuse, "refuse", reason, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, sqls.RefuseClaim, id, strings.TrimSpace(reason))
		return err
	})
}

// AskAnnulment is the first of two persons who take an approved claim back.
func (s *Service) AskAnnulment(ctx context.Context, actor access.Actor, id uuid.UUID, reason string) (Claim, error) {
	return s.withReason(ctx, actor, id, actAnnul, "ask_annul", reason, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, sqls.AskAnnulment, id, strings.TrimSpace(reason), actor.PersonID)
		return err
	})
}

func (s *Service) withReason(ctx context.Context, actor access.Actor, id uuid.UUID, act, name, reason string,
	do func(ctx context.Context, tx *db.Tx) error) (Claim, error) {
	if reason = strings.TrimSpace(reason); reason == "" {
		return Claim{}, reasonWanted("reason", "Tulis alasannya.", "Write the reason.")
	}
	return s.act(ctx, actor, id, act, func(ctx context.Context, tx *db.Tx, _ claimRow) error {
		if err := do(ctx, tx); err != nil {
			return err
		}
		return s.note(ctx, tx, actor, id, name, reason, nil)
	})
}

// Annul is the second person's answer: yes reverses the JP in the same
// transaction, no leaves everything as it was.
func (s *Service) Annul(ctx context.Context, actor access.Actor, id uuid.UUID, yes bool) (Claim, error) {
	if !yes {
		return s.act(ctx, actor, id, actKeep, func(ctx context.Context, tx *db.Tx, _ claimRow) error {
			if _, err := tx.Exec(ctx, sqls.DropAnnulment, id); err != nil {
				return err
			}
			return s.note(ctx, tx, actor, id, "keep", "", nil)
		})
	}
	return s.act(ctx, actor, id, actConfirm, func(ctx context.Context, tx *db.Tx, c claimRow) error {
		if _, err := tx.Exec(ctx, sqls.AnnulClaim, id, actor.PersonID); err != nil {
			return err
		}
		if err := s.note(ctx, tx, actor, id, "annul", c.AnnulReason, nil); err != nil {
			return err
		}
		return s.Reverse(ctx, tx, c.source(), c.AnnulReason)
	})
}

func reasonWanted(field, id, en string) error {
	return ErrClaimIncomplete.At(fault.Field{Pointer: "/" + field, Code: "merit.claim-" + field, ID: id, EN: en})
}
