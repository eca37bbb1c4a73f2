package merit

import (
	"context"
	"net/http"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/google/uuid"

	"lentera/internal/access"
	"lentera/internal/web"
	"lentera/merit/paper"
)

func (s *Service) claimRoutes() []web.Route {
	const one = "/api/merit/claims/{id}"
	return []web.Route{
		web.Op(http.MethodGet, "/api/merit/claims", mayClaim, "merit.own-claims", "The caller's own claims of a kind, newest first.", s.ownClaims),
		web.Op(http.MethodPost, "/api/merit/claims", mayClaim, "merit.new-claim",
			"A draft: for oneself, or by training_admin for the person of a NIP; teaching for trainers and training_admin.", s.newClaim),
		web.Op(http.MethodGet, one, mayClaim, "merit.claim", "A claim: the caller's own, or of the people in the caller's scope.", s.getClaim),
		web.Op(http.MethodPut, one, mayClaim, "merit.edit-claim", "Changes an own claim until it is checked.", s.editClaim),
		web.Op(http.MethodPost, one+"/file", mayClaim, "merit.claim-upload",
			"Takes the certificate's file: PDF, JPEG or PNG of at most 5 MB, decided by content; images are encoded anew.", s.uploadClaim).
			Limit(paper.MaxBytes + 64<<10).Within(60 * time.Second),
		web.Raw(http.MethodGet, one+"/file", mayClaim, "merit.claim-file", "The file: for its owner, training_admin and auditor.", s.claimFile),
		web.Op(http.MethodPost, one+"/submit", mayClaim, "merit.submit-claim", "Hands an own claim to the checker.", s.submitClaim),
		web.Op(http.MethodPost, one+"/withdraw", mayClaim, "merit.withdraw-claim", "Ends an own claim that is not approved.", s.withdrawClaim),
		web.Op(http.MethodPost, one+"/check", mayDecide, "merit.check-claim", "The first person's word: how it was checked, and a note.", s.checkClaim),
		web.Op(http.MethodPost, one+"/approve", mayDecide, "merit.approve-claim", "The second person's word; enters the JP.", s.approveClaim),
		web.Op(http.MethodPost, one+"/refuse", mayDecide, "merit.refuse-claim", "Sends a claim back with a reason.", s.refuseClaim),
		web.Op(http.MethodPost, one+"/annul", mayDecide, "merit.ask-annulment", "Asks to annul an approved claim, with a reason.", s.askAnnulment),
		web.Op(http.MethodPost, one+"/annulment", mayDecide, "merit.answer-annulment", "The second person's answer; yes reverses the JP.", s.answerAnnulment),
		web.Op(http.MethodGet, "/api/merit/claim-queue", mayReadClaims, "merit.claim-queue",
			"Claims by what waits; unit admins see their own subtree.", s.claimQueue),
		web.Op(http.MethodPost, "/api/merit/claim-imports", mayDecide, "merit.preview-claims",
			"Looks at a table of paper certificates row by row; writes nothing.", s.previewClaims).Limit(4 << 20).Within(60 * time.Second),
		web.Op(http.MethodPost, "/api/merit/claim-imports/apply", mayDecide, "merit.apply-claims",
			"Submits the good rows of the table that was previewed.", s.applyClaims).Limit(4 << 20).Within(120 * time.Second),
	}
}

// ClaimID is the path of one claim.
type ClaimID struct {
	ID string `path:"id" doc:"internal id of the claim"`
}

func (c ClaimID) parse() (uuid.UUID, error) {
	id, err := uuid.Parse(c.ID)
	if err != nil {
		return id, ErrClaim
	}
	return id, nil
}

type claimOut struct{ Body Claim }

// on runs an act on the claim of the path.
func on(ctx context.Context, in ClaimID, do func(access.Actor, uuid.UUID) (Claim, error)) (*claimOut, error) {
	id, err := in.parse()
	if err != nil {
		return nil, err
	}
	c, err := do(access.Must(ctx), id)
	if err != nil {
		return nil, err
	}
	return &claimOut{Body: c}, nil
}

type ownClaimsIn struct {
	Kind string `query:"kind" enum:"external,teaching" default:"external"`
}

type claimLinesOut struct {
	Body struct {
		Claims     []ClaimLine `json:"claims" nullable:"false"`
		NextCursor string      `json:"next_cursor"`
	}
}

func (s *Service) ownClaims(ctx context.Context, in *ownClaimsIn) (*claimLinesOut, error) {
	out := &claimLinesOut{}
	var err error
	out.Body.Claims, err = s.OwnClaims(ctx, access.Must(ctx), in.Kind)
	return out, err
}

type newClaimIn struct {
	Body struct {
		Kind string `json:"kind" enum:"external,teaching"`
		NIP  string `json:"nip,omitempty" maxLength:"18" doc:"only by training_admin, for somebody else"`
		ClaimContent
	}
}

func (s *Service) newClaim(ctx context.Context, in *newClaimIn) (*claimOut, error) {
	c, err := s.NewClaim(ctx, access.Must(ctx), in.Body.Kind, in.Body.NIP, in.Body.ClaimContent)
	if err != nil {
		return nil, err
	}
	return &claimOut{Body: c}, nil
}

func (s *Service) getClaim(ctx context.Context, in *ClaimID) (*claimOut, error) {
	return on(ctx, *in, func(a access.Actor, id uuid.UUID) (Claim, error) { return s.GetClaim(ctx, a, id) })
}

type editClaimIn struct {
	ClaimID
	Body ClaimContent
}

func (s *Service) editClaim(ctx context.Context, in *editClaimIn) (*claimOut, error) {
	return on(ctx, in.ClaimID, func(a access.Actor, id uuid.UUID) (Claim, error) { return s.EditClaim(ctx, a, id, in.Body) })
}

type uploadClaimIn struct {
	ClaimID
	RawBody []byte `contentType:"application/octet-stream"`
}

func (s *Service) uploadClaim(ctx context.Context, in *uploadClaimIn) (*claimOut, error) {
	return on(ctx, in.ClaimID, func(a access.Actor, id uuid.UUID) (Claim, error) { return s.SetClaimFile(ctx, a, id, in.RawBody) })
}

// claimFile sends the bytes so that nothing in them can act: never rendered by
// itself, no script, no guessing of another type.
func (s *Service) claimFile(c *fiber.Ctx) error {
	id, err := ClaimID{ID: c.Params("id")}.parse()
	if err != nil {
		return err
	}
	body, contentType, _, err := s.ClaimFile(c.UserContext(), access.Must(c.UserContext()), id)
	if err != nil {
		return err
	}
	extension := map[string]string{"application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png"}[contentType]
	c.Set(fiber.HeaderContentType, contentType)
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="sertifikat`+extension+`"`)
	c.Set(fiber.HeaderXContentTypeOptions, "nosniff")
	c.Set(fiber.HeaderCacheControl, "private, no-store")
	c.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	return c.Send(body)
}

func (s *Service) submitClaim(ctx context.Context, in *ClaimID) (*claimOut, error) {
	return on(ctx, *in, func(a access.Actor, id uuid.UUID) (Claim, error) { return s.SubmitClaim(ctx, a, id) })
}

func (s *Service) withdrawClaim(ctx context.Context, in *ClaimID) (*claimOut, error) {
	return on(ctx, *in, func(a access.Actor, id uuid.UUID) (Claim, error) { return s.WithdrawClaim(ctx, a, id) })
}

type checkClaimIn struct {
	ClaimID
	Body struct {
		Seen   time.Time `json:"seen" doc:"updated_at of the claim as it was read"`
		Method string    `json:"method" enum:"phone,letter,website,original,signature"`
		Note   string    `json:"note" maxLength:"1000"`
	}
}

func (s *Service) checkClaim(ctx context.Context, in *checkClaimIn) (*claimOut, error) {
	return on(ctx, in.ClaimID, func(a access.Actor, id uuid.UUID) (Claim, error) {
		return s.CheckClaim(ctx, a, id, in.Body.Seen, in.Body.Method, in.Body.Note)
	})
}

func (s *Service) approveClaim(ctx context.Context, in *ClaimID) (*claimOut, error) {
	return on(ctx, *in, func(a access.Actor, id uuid.UUID) (Claim, error) { return s.ApproveClaim(ctx, a, id) })
}

type claimReasonIn struct {
	ClaimID
	Body struct {
		Reason string `json:"reason" maxLength:"1000"`
	}
}

func (s *Service) refuseClaim(ctx context.Context, in *claimReasonIn) (*claimOut, error) {
	return on(ctx, in.ClaimID, func(a access.Actor, id uuid.UUID) (Claim, error) { return s.RefuseClaim(ctx, a, id, in.Body.Reason) })
}

func (s *Service) askAnnulment(ctx context.Context, in *claimReasonIn) (*claimOut, error) {
	return on(ctx, in.ClaimID, func(a access.Actor, id uuid.UUID) (Claim, error) { return s.AskAnnulment(ctx, a, id, in.Body.Reason) })
}

type annulmentIn struct {
	ClaimID
	Body struct {
		Yes bool `json:"yes"`
	}
}

func (s *Service) answerAnnulment(ctx context.Context, in *annulmentIn) (*claimOut, error) {
	return on(ctx, in.ClaimID, func(a access.Actor, id uuid.UUID) (Claim, error) { return s.Annul(ctx, a, id, in.Body.Yes) })
}

type claimQueueIn struct {
	State  string `query:"state" enum:"to_check,to_approve,done,mine" default:"to_check" doc:"mine: drafts entered for others"`
	Kind   string `query:"kind" enum:"external,teaching"`
	Words  string `query:"q" maxLength:"100"`
	Cursor string `query:"cursor" maxLength:"36"`
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
}

func (s *Service) claimQueue(ctx context.Context, in *claimQueueIn) (*claimLinesOut, error) {
	out := &claimLinesOut{}
	var err error
	out.Body.Claims, out.Body.NextCursor, err = s.ClaimQueue(ctx, access.Must(ctx),
		ClaimFilter{State: in.State, Kind: in.Kind, Words: in.Words, Cursor: in.Cursor, Limit: in.Limit})
	return out, err
}

type previewClaimsIn struct {
	RawBody []byte `contentType:"application/octet-stream"`
}

type applyClaimsIn struct {
	SHA256  string `query:"sha256" maxLength:"64"`
	RawBody []byte `contentType:"application/octet-stream"`
}

type claimImportOut struct{ Body ClaimImport }

func (s *Service) previewClaims(ctx context.Context, in *previewClaimsIn) (*claimImportOut, error) {
	r, err := s.PreviewClaims(ctx, access.Must(ctx), in.RawBody)
	if err != nil {
		return nil, err
	}
	return &claimImportOut{Body: r}, nil
}

func (s *Service) applyClaims(ctx context.Context, in *applyClaimsIn) (*claimImportOut, error) {
	r, err := s.ApplyClaims(ctx, access.Must(ctx), in.RawBody, in.SHA256)
	if err != nil {
		return nil, err
	}
	return &claimImportOut{Body: r}, nil
}
