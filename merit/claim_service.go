package merit

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"lentera/internal/access"
	"lentera/internal/audit"
	"lentera/internal/db"
	"lentera/internal/fault"
	"lentera/merit/paper"
)

// NewClaim makes a draft: for oneself, or by a training admin for the person
// of a NIP. Hours taught are claimed by trainers and training admins alone.
func (s *Service) NewClaim(ctx context.Context, actor access.Actor, kind, nip string, content ClaimContent) (Claim, error) {
	person := actor.PersonID
	if nip != "" {
		if !actor.Has(access.TrainingAdmin) {
			return Claim{}, fault.ErrForbidden
		}
		found, err := s.personsByNIP(ctx, s.opt.DB, nip)
		if err != nil {
			return Claim{}, err
		}
		p, ok := found[nip]
		if !ok {
			return Claim{}, ErrPerson.At(fault.Field{Pointer: "/nip", Code: "merit.person-not-found", ID: ErrPerson.ID, EN: ErrPerson.EN})
		}
		person = p.ID
	}
	if kind == ClaimTeaching && !actor.HasAny(access.Trainer, access.TrainingAdmin) {
		return Claim{}, fault.ErrForbidden
	}
	id, err := uuid.NewV7()
	if err != nil {
		return Claim{}, err
	}
	err = s.opt.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := s.mustHaveLedger(ctx, tx, person); err != nil {
			return err
		}
		return s.addClaim(ctx, tx, actor, claimRow{ID: id, Kind: kind, PersonID: person}, content)
	})
	if err != nil {
		return Claim{}, err
	}
	return s.GetClaim(ctx, actor, id)
}

// addClaim is a step: the draft, its content, its first line of history.
func (s *Service) addClaim(ctx context.Context, tx *db.Tx, actor access.Actor, c claimRow, content ClaimContent) error {
	if _, err := tx.Exec(ctx, sqls.AddClaim, c.ID, c.Kind, c.PersonID, actor.PersonID); err != nil {
		return err
	}
	if err := setClaim(ctx, tx, c, content); err != nil {
		return err
	}
	return s.note(ctx, tx, actor, c.ID, "create", "", nil)
}

func setClaim(ctx context.Context, tx *db.Tx, c claimRow, content ClaimContent) error {
	v := content.tidy(c.Kind)
	from, to := dayOrNil(v.StartedOn), dayOrNil(v.CompletedOn)
	if from != nil && to != nil && *from > *to { // a half-written draft is kept, the days are not
		from = nil
	}
	_, err := tx.Exec(ctx, sqls.SetClaim, c.ID, v.Title, v.Organiser, v.Number, wordsKey(v.Title), wordsKey(v.Organiser), key(v.Number),
		from, to, v.Minutes, v.JP, v.SiasnPath, v.International, v.TeachingRole)
	return err
}

// note is a step: one line of history and one of the audit trail.
func (s *Service) note(ctx context.Context, tx *db.Tx, actor access.Actor, id uuid.UUID, act, text string, details map[string]any) error {
	if details == nil {
		details = map[string]any{}
	}
	body, err := json.Marshal(details)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, sqls.AddClaimEvent, id, actor.PersonID, act, text, string(body)); err != nil {
		return err
	}
	return audit.Write(ctx, tx, "merit.claim-"+strings.ReplaceAll(act, "_", "-"), id.String(), details)
}

// act is the way of every change of a claim: its row is locked, the actor must
// see it, and the act must be open to the actor in this state. Two who decide
// at once come one after the other, and the second finds that it has moved on.
func (s *Service) act(ctx context.Context, actor access.Actor, id uuid.UUID, act string,
	do func(ctx context.Context, tx *db.Tx, c claimRow) error) (Claim, error) {
	err := s.opt.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		var c claimRow
		if err := tx.Get(ctx, &c, sqls.ClaimLocked, id); db.NoRow(err) {
			return ErrClaim
		} else if err != nil {
			return err
		}
		return s.allowed(ctx, tx, actor, c, act, do)
	})
	if err != nil {
		return Claim{}, err
	}
	return s.GetClaim(ctx, actor, id)
}

func (s *Service) allowed(ctx context.Context, tx *db.Tx, actor access.Actor, c claimRow, act string,
	do func(ctx context.Context, tx *db.Tx, c claimRow) error) error {
	mine := actor.PersonID == c.PersonID || actor.PersonID == c.EnteredBy
	if !mine && (!actor.Has(access.TrainingAdmin) || c.State == claimDraft) {
		return ErrClaim
	}
	may, why := claimActs(c, actor)
	switch {
	case allows(may, act):
		return do(ctx, tx, c)
	case why != "":
		return ErrClaimTwoPersons
	}
	return ErrClaimState
}

// EditClaim changes what the owner wrote, until it is checked.
func (s *Service) EditClaim(ctx context.Context, actor access.Actor, id uuid.UUID, content ClaimContent) (Claim, error) {
	return s.act(ctx, actor, id, actEdit, func(ctx context.Context, tx *db.Tx, c claimRow) error {
		if c.State == claimSubmitted {
			if err := s.complete(c, content.tidy(c.Kind)); err != nil {
				return err
			}
		}
		if err := setClaim(ctx, tx, c, content); err != nil {
			return err
		}
		return s.note(ctx, tx, actor, id, "edit", "", nil)
	})
}

func (s *Service) complete(c claimRow, content ClaimContent) error {
	now := time.Now().In(s.opt.Zone)
	fields := content.wrong(c.Kind, time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, time.UTC))
	if c.Kind == ClaimExternal && c.FileKey == "" && c.EnteredBy == c.PersonID {
		fields = append(fields, fault.Field{Pointer: "/file", Code: "merit.claim-file", ID: "Unggah foto atau PDF sertifikat.", EN: "Upload a photo or the PDF of the certificate."})
	}
	if len(fields) == 0 {
		return nil
	}
	out := ErrClaimIncomplete
	for _, f := range fields {
		out = out.At(f)
	}
	return out
}

// SubmitClaim hands a claim to the checker. It refuses an incomplete one and a
// person without a ledger.
func (s *Service) SubmitClaim(ctx context.Context, actor access.Actor, id uuid.UUID) (Claim, error) {
	return s.act(ctx, actor, id, actSubmit, func(ctx context.Context, tx *db.Tx, c claimRow) error {
		if err := s.complete(c, c.content()); err != nil {
			return err
		}
		if err := s.mustHaveLedger(ctx, tx, c.PersonID); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, sqls.SubmitClaim, id); err != nil {
			return err
		}
		return s.note(ctx, tx, actor, id, "submit", "", map[string]any{"file_sha256": c.FileSHA256})
	})
}

// notOurs refuses a certificate of this very server: it is in the ledger
// already (ErrClaimOwn), or is no valid one of this person (ErrClaimForeign).
func (s *Service) notOurs(ctx context.Context, c claimRow, qr string) error {
	if qr == "" || s.opt.Claims.Own == nil {
		return nil
	}
	own, err := s.opt.Claims.Own(ctx, qr)
	switch {
	case err != nil || !own.Ours:
		return err
	case own.Valid && own.PersonID == c.PersonID:
		return ErrClaimOwn
	}
	return ErrClaimForeign
}

// WithdrawClaim ends a claim that nobody has approved; for its owner and the
// one who entered it.
func (s *Service) WithdrawClaim(ctx context.Context, actor access.Actor, id uuid.UUID) (Claim, error) {
	return s.act(ctx, actor, id, actDrop, func(ctx context.Context, tx *db.Tx, _ claimRow) error {
		if _, err := tx.Exec(ctx, sqls.WithdrawClaim, id); err != nil {
			return err
		}
		return s.note(ctx, tx, actor, id, "withdraw", "", nil)
	})
}

func (s *Service) mustHaveLedger(ctx context.Context, r claimReader, person uuid.UUID) error {
	var class string
	if err := r.Get(ctx, &class, sqls.PersonClass, person); db.NoRow(err) {
		return ErrPerson
	} else if err != nil {
		return err
	}
	if !slices.Contains(asn, class) {
		return ErrClaimNoLedger
	}
	return nil
}

type nipPerson struct {
	NIP   string    `db:"nip"`
	ID    uuid.UUID `db:"id"`
	Class string    `db:"class"`
	Name  string    `db:"name"`
}

func (s *Service) personsByNIP(ctx context.Context, r claimReader, nips ...string) (map[string]nipPerson, error) {
	var rows []nipPerson
	if err := r.Select(ctx, &rows, sqls.PersonsByNIP, db.Array(nips)); err != nil {
		return nil, err
	}
	out := map[string]nipPerson{}
	for _, p := range rows {
		out[p.NIP] = p
	}
	return out, nil
}

// SetClaimFile takes the certificate's file; the old one stays in the store,
// because the history names its hash. What can be read from it is read now.
func (s *Service) SetClaimFile(ctx context.Context, actor access.Actor, id uuid.UUID, sent []byte) (Claim, error) {
	if s.opt.Claims.Files == nil {
		return Claim{}, fault.ErrUnavailable
	}
	c, err := s.findClaim(ctx, actor, id)
	if err != nil {
		return Claim{}, err
	}
	if may, _ := claimActs(c, actor); !allows(may, actEdit) { // before anything is decoded
		return Claim{}, ErrClaimState
	}
	f, err := paper.Take(sent)
	switch {
	case errors.Is(err, paper.ErrTooLarge):
		return Claim{}, ErrClaimFileSize
	case errors.Is(err, paper.ErrPixels):
		return Claim{}, ErrClaimPixels
	case errors.Is(err, paper.ErrType):
		return Claim{}, ErrClaimFile
	case err != nil:
		return Claim{}, err
	}
	if err := s.notOurs(ctx, c, f.QR); err != nil {
		return Claim{}, err
	}
	found, err := json.Marshal(s.signature(ctx, f))
	if err != nil {
		return Claim{}, err
	}
	objectKey := fmt.Sprintf("claims/%s/%s", id, f.SHA256)
	if err := s.opt.Claims.Files.Put(ctx, objectKey, f.Bytes, f.Type); err != nil {
		return Claim{}, err
	}
	return s.act(ctx, actor, id, actEdit, func(ctx context.Context, tx *db.Tx, _ claimRow) error {
		if _, err := tx.Exec(ctx, sqls.SetClaimFile, id, objectKey, f.Type, len(f.Bytes), f.SHA256, f.UploadSHA256, string(found)); err != nil {
			return err
		}
		return s.note(ctx, tx, actor, id, "file", "", map[string]any{"sha256": f.SHA256, "upload_sha256": f.UploadSHA256, "type": f.Type})
	})
}

func (s *Service) signature(ctx context.Context, f paper.File) Findings {
	out := Findings{QR: f.QR, QRState: f.QRState, SignatureState: "not_pdf"}
	if f.Type != "application/pdf" {
		return out
	}
	if s.opt.Claims.Signature == nil {
		out.SignatureState = "off"
		return out
	}
	report, err := s.opt.Claims.Signature(ctx, f.Bytes)
	if err != nil {
		out.SignatureState = "away"
		return out
	}
	out.SignatureState, out.Signature = "read", &report
	return out
}

// ClaimFile gives the file to its owner, the one who entered it, training
// admins and auditors; not to unit admins.
func (s *Service) ClaimFile(ctx context.Context, actor access.Actor, id uuid.UUID) (body []byte, contentType, sha string, err error) {
	c, err := s.findClaim(ctx, actor, id)
	if err != nil {
		return nil, "", "", err
	}
	if actor.PersonID != c.PersonID && actor.PersonID != c.EnteredBy && !actor.HasAny(access.TrainingAdmin, access.Auditor) {
		return nil, "", "", ErrClaim
	}
	if c.FileKey == "" || s.opt.Claims.Files == nil {
		return nil, "", "", ErrClaimNoFile
	}
	body, err = s.opt.Claims.Files.Get(ctx, c.FileKey)
	return body, c.FileType, c.FileSHA256, err
}

// ErrNoDocument says that no file will ever come for a credit: the operator
// enters the record by hand.
var ErrNoDocument = errors.New("merit: this credit has no file")

// ClaimDocument gives the file an approved claim stands on, as it was checked,
// for the way into SIASN. For jobs; nobody's rights are looked at. A claim
// without a file, or whose file is not the one that was approved, is
// ErrNoDocument.
func (s *Service) ClaimDocument(ctx context.Context, id uuid.UUID) (body []byte, contentType string, approvedAt time.Time, err error) {
	var c claimRow
	if err = s.opt.DB.Slow().Get(ctx, &c, sqls.ClaimByID, id); db.NoRow(err) {
		return nil, "", approvedAt, ErrNoDocument
	} else if err != nil {
		return nil, "", approvedAt, err
	}
	if c.FileKey == "" || c.ApprovedAt == nil || s.opt.Claims.Files == nil {
		return nil, "", approvedAt, ErrNoDocument
	}
	if body, err = s.opt.Claims.Files.Get(ctx, c.FileKey); err != nil {
		return nil, "", approvedAt, err
	}
	if sum := sha256.Sum256(body); hex.EncodeToString(sum[:]) != c.FileSHA256 {
		return nil, "", approvedAt, fmt.Errorf("%w: the file of claim %s is not the one that was checked", ErrNoDocument, id)
	}
	return body, c.FileType, *c.ApprovedAt, nil
}
