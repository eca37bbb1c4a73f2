package merit

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/google/uuid"

	"lentera/internal/access"
)

// Kinds of claims.
const (
	ClaimExternal = "external" // a certificate from elsewhere
	ClaimTeaching = "teaching" // hours taught
)

// States of a claim. draft → submitted → checked → approved; refused can be
// corrected and submitted again; approved ends only by annulment.
const (
	claimDraft     = "draft"
	claimSubmitted = "submitted"
	claimChecked   = "checked"
	claimApproved  = "approved"
	claimRefused   = "refused"
	claimWithdrawn = "withdrawn"
	claimAnnulled  = "annulled"
)

// ClaimOptions is what claims need from elsewhere. Without Files no file is
// taken; without Signature the screen says that this check is not set up.
type ClaimOptions struct {
	Files     ClaimFiles
	Signature SignatureCheck
	// Own tells whether the text of a QR code leads to a certificate of this
	// very server, and whose. Nil: no code is ours.
	Own func(ctx context.Context, qr string) (OwnCertificate, error)
}

// ClaimFiles keeps the files; keys are flat.
type ClaimFiles interface {
	Put(ctx context.Context, key string, body []byte, contentType string) error
	Get(ctx context.Context, key string) ([]byte, error)
}

// SignatureCheck tells what electronic signature a PDF carries. An error means
// that nobody could tell (the service is away); it never blocks a claim.
type SignatureCheck func(ctx context.Context, pdf []byte) (SignatureReport, error)

// SignatureReport is shown to the checker, who decides.
type SignatureReport struct {
	Signed  bool   `json:"signed"`
	Valid   bool   `json:"valid" doc:"the bytes are those that were signed"`
	Trusted bool   `json:"trusted" doc:"the signer's chain ends in a trusted authority"`
	Signer  string `json:"signer"`
	Issuer  string `json:"issuer"`
	Notes   string `json:"notes"`
}

// OwnCertificate is what an address of this server leads to.
type OwnCertificate struct {
	Ours     bool // the address is one of this server
	Valid    bool // it exists and is not revoked
	PersonID uuid.UUID
}

// Findings is what was read from the file when it came.
type Findings struct {
	QR             string           `json:"qr" doc:"text of the code; never fetched"`
	QRState        string           `json:"qr_state" enum:"found,none,unreadable,"`
	SignatureState string           `json:"signature_state" enum:"off,away,read,not_pdf," doc:"off: the check is not set up"`
	Signature      *SignatureReport `json:"signature,omitempty"`
}

// claimRow is a claim as the table has it.
type claimRow struct {
	ID            uuid.UUID       `db:"id"`
	Kind          string          `db:"kind"`
	PersonID      uuid.UUID       `db:"person_id"`
	EnteredBy     uuid.UUID       `db:"entered_by"`
	State         string          `db:"state"`
	Title         string          `db:"title"`
	Organiser     string          `db:"organiser"`
	Number        string          `db:"number"`
	NumberKey     string          `db:"number_key"`
	OrganiserKey  string          `db:"organiser_key"`
	TitleKey      string          `db:"title_key"`
	StartedOn     *time.Time      `db:"started_on"`
	CompletedOn   *time.Time      `db:"completed_on"`
	Minutes       int             `db:"minutes"`
	JP            int             `db:"jp"`
	SiasnPath     int             `db:"siasn_path"`
	International bool            `db:"international"`
	TeachingRole  string          `db:"teaching_role"`
	FileKey       string          `db:"file_key"`
	FileType      string          `db:"file_type"`
	FileBytes     int64           `db:"file_bytes"`
	FileSHA256    string          `db:"file_sha256"`
	UploadSHA256  string          `db:"upload_sha256"`
	Findings      json.RawMessage `db:"findings"`
	CheckMethod   string          `db:"check_method"`
	CheckNote     string          `db:"check_note"`
	CheckedBy     *uuid.UUID      `db:"checked_by"`
	CheckedAt     *time.Time      `db:"checked_at"`
	ApprovedBy    *uuid.UUID      `db:"approved_by"`
	ApprovedAt    *time.Time      `db:"approved_at"`
	Reason        string          `db:"reason"`
	AnnulReason   string          `db:"annul_reason"`
	AnnulAskedBy  *uuid.UUID      `db:"annul_asked_by"`
	AnnulledBy    *uuid.UUID      `db:"annulled_by"`
	CreatedAt     time.Time       `db:"created_at"`
	UpdatedAt     time.Time       `db:"updated_at"`
}

// source names the claim in the ledger.
func (c claimRow) source() string { return "external:" + c.ID.String() }

func (c claimRow) findings() (f Findings) {
	_ = json.Unmarshal(c.Findings, &f) // our own column; an empty object is no findings
	return f
}

// Acts on a claim, as the screen and the history name them.
const (
	actEdit    = "edit"
	actSubmit  = "submit"
	actDrop    = "withdraw"
	actCheck   = "check"
	actApprove = "approve"
	actRefuse  = "refuse"
	actAnnul   = "annul"         // the first of two persons
	actConfirm = "confirm_annul" // the second
	actKeep    = "keep"          // the second person says no
)

// claimActs tells what an actor may do with a claim now, and where a decision
// waits that this actor may not take, why: owner, enterer, checker, asker. The
// service refuses by it and the screen shows by it; constraints of the table
// hold the rule of two persons a third time.
func claimActs(c claimRow, a access.Actor) (may []string, why string) {
	me := a.PersonID
	mine := me == c.PersonID || me == c.EnteredBy
	if mine {
		switch c.State {
		case claimDraft, claimRefused:
			may = []string{actEdit, actSubmit, actDrop}
		case claimSubmitted:
			may = []string{actEdit, actDrop}
		case claimChecked:
			may = []string{actDrop}
		}
	}
	if !a.Has(access.TrainingAdmin) {
		return may, ""
	}
	side := ""
	switch me {
	case c.PersonID:
		side = "owner"
	case c.EnteredBy:
		side = "enterer"
	}
	switch {
	case c.State == claimSubmitted && side == "":
		may = append(may, actCheck, actRefuse)
	case c.State == claimChecked && side == "" && !is(c.CheckedBy, me):
		may = append(may, actApprove, actRefuse)
	case c.State == claimChecked && side == "":
		side = "checker"
	case c.State == claimApproved && side != "owner" && c.AnnulAskedBy == nil:
		may, side = append(may, actAnnul), ""
	case c.State == claimApproved && side != "owner" && !is(c.AnnulAskedBy, me):
		may, side = append(may, actConfirm, actKeep), ""
	case c.State == claimApproved && side != "owner":
		side = "asker"
	case c.State != claimSubmitted && c.State != claimChecked && c.State != claimApproved:
		side = ""
	}
	return may, side
}

func is(id *uuid.UUID, who uuid.UUID) bool { return id != nil && *id == who }

func allows(may []string, act string) bool { return slices.Contains(may, act) }

func isASN(class string) bool { return slices.Contains(asn, class) }
