package merit

import (
	"context"
	"io"
	"net/http"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/google/uuid"

	"lentera/internal/access"
	"lentera/internal/db"
	"lentera/internal/fault"
	"lentera/internal/web"
)

// Who may see the way into SIASN, and who works it: the training admin is the
// operator. Everybody sees the own records.
var (
	seeDeliveries  = access.Only(access.TrainingAdmin, access.Auditor)
	workDeliveries = access.Only(access.TrainingAdmin)
	ownDeliveries  = access.SignedIn
)

// DeliveryRoutes are the URLs of the way into SIASN.
func (s *Service) DeliveryRoutes() []web.Route {
	const at = "/api/merit/deliveries"
	return []web.Route{
		web.Op(http.MethodGet, at+"/mine", ownDeliveries, "merit.own-deliveries", "Where the caller's own records stand on their way into SIASN.", s.ownDeliveriesRoute),
		web.Op(http.MethodGet, "/api/merit/siasn/mine", ownDeliveries, "merit.own-siasn-rows", "What SIASN has of the caller, as last read.", s.ownRowsRoute),
		web.Op(http.MethodGet, "/api/merit/siasn", seeDeliveries, "merit.siasn-board", "State of the line to SIASN and of the queue.", s.boardRoute),
		web.Op(http.MethodPut, "/api/merit/siasn/line", workDeliveries, "merit.siasn-line", "Stops the queue, lets it go on, or sets how later records are approved.", s.lineRoute),
		web.Op(http.MethodPut, "/api/merit/siasn/token", workDeliveries, "merit.siasn-token", "Keeps an SSO token, encrypted.", s.tokenRoute),
		web.Op(http.MethodGet, at, seeDeliveries, "merit.deliveries", "Records on their way into SIASN.", s.listRoute),
		web.Op(http.MethodGet, at+"/{id}/history", seeDeliveries, "merit.delivery-history", "All that happened to a record, and the calls to SIASN, redacted.", s.historyRoute),
		web.Op(http.MethodPost, at+"/dry-run", workDeliveries, "merit.dry-run", "What a push would send and what SIASN has; nothing is written there.", s.dryRunRoute).Within(2 * time.Minute),
		web.Op(http.MethodPost, at+"/approve", workDeliveries, "merit.approve-deliveries", "Lets records be pushed.", s.approveRoute),
		web.Op(http.MethodPost, at+"/{id}/retry", workDeliveries, "merit.retry-delivery", "Takes a record up again.", s.retryRoute),
		web.Op(http.MethodPost, at+"/{id}/by-hand", workDeliveries, "merit.delivery-by-hand", "Leaves a record to be entered by hand.", s.byHandRoute),
		web.Op(http.MethodPost, at+"/{id}/entered", workDeliveries, "merit.delivery-entered", "Takes the SIASN id of a record that was entered by hand.", s.enteredRoute),
		web.Raw(http.MethodGet, "/api/merit/siasn/export", workDeliveries, "merit.siasn-export", "A ZIP for entering records by hand: CSV, XLSX and the PDFs.", s.exportRoute).Within(15 * time.Minute),
		web.Op(http.MethodPost, "/api/merit/siasn/entered", workDeliveries, "merit.siasn-import-entered", "Reads the exported table back, with SIASN's ids.", s.importEnteredRoute).Limit(16 << 20).Within(5 * time.Minute),
		web.Op(http.MethodPost, "/api/merit/siasn/rows", workDeliveries, "merit.siasn-import-rows", "Reads a table of what SIASN has.", s.importRowsRoute).Limit(32 << 20).Within(5 * time.Minute),
		web.Op(http.MethodGet, "/api/merit/siasn/reconciliation", seeDeliveries, "merit.reconciliation", "What is here and not there, there and not here, and different.", s.reconcileRoute),
		web.Op(http.MethodPost, "/api/merit/siasn/reconciliation/note", workDeliveries, "merit.note-finding", "Lets a finding be, with a reason.", s.noteRoute),
		web.Op(http.MethodPost, at+"/{id}/push-again", workDeliveries, "merit.push-again", "Sends a finding through the queue once more.", s.pushAgainRoute),
		web.Op(http.MethodPost, "/api/merit/siasn/refetch", workDeliveries, "merit.siasn-refetch", "Reads from SIASN again what it has, person by person.", s.refetchRoute),
	}
}

type siasnNothing struct{}

type siasnOwnDeliveriesOut struct {
	Body struct {
		Records []OwnDelivery `json:"records" nullable:"false"`
		StandIn bool          `json:"stand_in" doc:"a made-up SIASN"`
	}
}

func (s *Service) ownDeliveriesRoute(ctx context.Context, _ *siasnNothing) (*siasnOwnDeliveriesOut, error) {
	out := &siasnOwnDeliveriesOut{}
	out.Body.Records, out.Body.StandIn = []OwnDelivery{}, s.standIn()
	return out, s.opt.DB.Select(ctx, &out.Body.Records, sqls.OwnDeliveries, access.Must(ctx).PersonID)
}

type siasnOwnRowsOut struct {
	Body struct {
		Rows    []SiasnRow `json:"rows" nullable:"false"`
		SeenAt  *time.Time `json:"seen_at" doc:"when SIASN was last read; null: never"`
		StandIn bool       `json:"stand_in"`
	}
}

func (s *Service) ownRowsRoute(ctx context.Context, _ *siasnNothing) (*siasnOwnRowsOut, error) {
	out := &siasnOwnRowsOut{}
	out.Body.Rows, out.Body.StandIn = []SiasnRow{}, s.standIn()
	me := access.Must(ctx).PersonID
	var seen time.Time
	if err := s.opt.DB.Get(ctx, &seen, sqls.SeenOf, me); err == nil {
		out.Body.SeenAt = &seen
	} else if !db.NoRow(err) {
		return nil, err
	}
	return out, s.opt.DB.Select(ctx, &out.Body.Rows, sqls.OwnSiasnRows, me)
}

func (s *Service) connected() bool { return s.opt.Siasn != nil && s.opt.Siasn.Remote != nil }

func (s *Service) standIn() bool { return s.opt.Siasn != nil && s.opt.Siasn.StandIn }

// Board is the line and the queue at a glance.
type Board struct {
	Connected    bool           `json:"connected" doc:"a connection is configured; else there is the file path"`
	StandIn      bool           `json:"stand_in"`
	SsoMode      string         `json:"sso_mode"`
	Paused       string         `json:"paused" doc:"code of why the queue stands still; empty: it runs"`
	PausedReason string         `json:"paused_reason"`
	PausedAt     *time.Time     `json:"paused_at"`
	Failures     int            `json:"failures" doc:"calls in a row without an answer"`
	NextTryAt    time.Time      `json:"next_try_at"`
	AnsweredAt   *time.Time     `json:"answered_at" doc:"SIASN last answered"`
	TokenExp     *time.Time     `json:"token_exp" doc:"end of the pasted SSO token; null: none"`
	TokenSeconds int            `json:"token_seconds" doc:"time left, 0 when over"`
	PushMode     string         `json:"push_mode" enum:"batch,auto"`
	FirstDone    bool           `json:"first_done" doc:"the first push was approved"`
	Counts       map[string]int `json:"counts"`
	Unapproved   int            `json:"unapproved" doc:"checked records that wait for an approval"`
	OldestHours  int            `json:"oldest_hours" doc:"age of the oldest record that is not done"`
}

type siasnBoardOut struct{ Body Board }

func (s *Service) boardRoute(ctx context.Context, _ *siasnNothing) (*siasnBoardOut, error) {
	l, err := s.line(ctx)
	if err != nil {
		return nil, err
	}
	b := Board{StandIn: s.standIn(), Paused: l.Paused, PausedReason: troubleText(l.Paused, web.Lang(ctx)), PausedAt: l.PausedAt, Failures: l.Failures,
		NextTryAt: l.NextTryAt, AnsweredAt: l.AnsweredAt, TokenExp: l.TokenExp, PushMode: l.PushMode, FirstDone: l.ApprovedAt != nil, Counts: map[string]int{}}
	if o := s.opt.Siasn; o != nil {
		b.Connected, b.SsoMode = o.Remote != nil, o.SsoMode
	}
	if l.TokenExp != nil && l.TokenExp.After(l.Now) {
		b.TokenSeconds = int(l.TokenExp.Sub(l.Now).Seconds())
	}
	var rows []struct {
		State  string `db:"state"`
		N      int    `db:"n"`
		Oldest int    `db:"oldest_seconds"`
	}
	if err := s.opt.DB.Select(ctx, &rows, sqls.DeliveryCounts); err != nil {
		return nil, err
	}
	for _, r := range rows {
		b.Counts[r.State] = r.N
		if r.State != string(StateConfirmed) && r.State != string(StateRemoved) {
			b.OldestHours = max(b.OldestHours, r.Oldest/3600)
		}
	}
	return &siasnBoardOut{b}, s.opt.DB.Get(ctx, &b.Unapproved, sqls.UnapprovedCount)
}

type siasnLineIn struct {
	Body struct {
		Stop     *bool  `json:"stop,omitempty" doc:"true stops the queue, false lets it go on"`
		PushMode string `json:"push_mode,omitempty" enum:"batch,auto"`
	}
}

func (s *Service) lineRoute(ctx context.Context, in *siasnLineIn) (*siasnNothing, error) {
	return nil, s.SetLine(ctx, in.Body.Stop, in.Body.PushMode)
}

type siasnTokenIn struct {
	Body struct {
		Token string `json:"token" minLength:"1" maxLength:"16384"`
	}
}

func (s *Service) tokenRoute(ctx context.Context, in *siasnTokenIn) (*siasnNothing, error) {
	return nil, s.PasteToken(ctx, access.Must(ctx), in.Body.Token)
}

type siasnListIn struct {
	States string `query:"states" maxLength:"100" doc:"with commas between; empty: all"`
	Words  string `query:"q" maxLength:"100"`
	Cursor string `query:"cursor" maxLength:"40"`
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
}

type siasnListOut struct {
	Body struct {
		Rows []Delivery `json:"rows" nullable:"false"`
		Next string     `json:"next_cursor"`
	}
}

func (s *Service) listRoute(ctx context.Context, in *siasnListIn) (*siasnListOut, error) {
	after, _ := uuid.Parse(in.Cursor) // a wrong cursor begins at the beginning
	rows, next, err := s.DeliveriesOf(ctx, DeliveryFilter{in.States, in.Words, after, in.Limit}, web.Lang(ctx))
	if err != nil {
		return nil, err
	}
	out := &siasnListOut{}
	out.Body.Rows, out.Body.Next = rows, next
	return out, nil
}

// ByDelivery is the id of a delivery in a path.
type ByDelivery struct {
	ID string `path:"id" doc:"id of the delivery"`
}

func (in ByDelivery) id() uuid.UUID { id, _ := uuid.Parse(in.ID); return id }

type siasnHistoryOut struct {
	Body struct {
		Events   []DeliveryEvent   `json:"events" nullable:"false"`
		Requests []DeliveryRequest `json:"requests" nullable:"false"`
	}
}

func (s *Service) historyRoute(ctx context.Context, in *ByDelivery) (out *siasnHistoryOut, err error) {
	out = &siasnHistoryOut{}
	out.Body.Events, out.Body.Requests, err = s.HistoryOf(ctx, in.id())
	return out, err
}

type siasnSomeIn struct {
	Body struct {
		IDs []uuid.UUID `json:"ids" minItems:"1" maxItems:"50" nullable:"false"`
	}
}

type siasnDryRunOut struct {
	Body struct {
		Records []DryRun `json:"records" nullable:"false"`
		StandIn bool     `json:"stand_in"`
	}
}

func (s *Service) dryRunRoute(ctx context.Context, in *siasnSomeIn) (out *siasnDryRunOut, err error) {
	out = &siasnDryRunOut{}
	out.Body.StandIn = s.standIn()
	out.Body.Records, err = s.DryRunOf(ctx, in.Body.IDs, web.Lang(ctx))
	return out, err
}

type siasnApproveOut struct {
	Body struct {
		Approved int `json:"approved"`
	}
}

func (s *Service) approveRoute(ctx context.Context, in *siasnSomeIn) (out *siasnApproveOut, err error) {
	out = &siasnApproveOut{}
	out.Body.Approved, err = s.Approve(ctx, access.Must(ctx), in.Body.IDs)
	return out, err
}

type siasnRetryIn struct {
	ByDelivery
	Body struct {
		Anew bool `json:"anew,omitempty" doc:"forget the id of a row SIASN no longer has"`
	}
}

func (s *Service) retryRoute(ctx context.Context, in *siasnRetryIn) (*siasnNothing, error) {
	return nil, s.RetryDelivery(ctx, in.id(), in.Body.Anew)
}

type siasnByHandIn struct {
	ByDelivery
	Body struct {
		Reason string `json:"reason" maxLength:"500"`
	}
}

func (s *Service) byHandRoute(ctx context.Context, in *siasnByHandIn) (*siasnNothing, error) {
	return nil, s.MarkByHand(ctx, in.id(), in.Body.Reason)
}

type siasnEnteredIn struct {
	ByDelivery
	Body struct {
		RemoteID string `json:"remote_id" maxLength:"60" doc:"empty only for a revoked record that was deleted by hand"`
	}
}

func (s *Service) enteredRoute(ctx context.Context, in *siasnEnteredIn) (*siasnNothing, error) {
	return nil, s.EnteredByHand(ctx, in.id(), in.Body.RemoteID)
}

func (s *Service) exportRoute(c *fiber.Ctx) error {
	states, ok := exportable[c.Query("state")]
	if !ok {
		return fault.ErrInvalid
	}
	c.Set(fiber.HeaderContentType, "application/zip")
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="siasn-entri-manual.zip"`)
	ctx, stop := context.WithTimeout(context.WithoutCancel(c.UserContext()), 15*time.Minute)
	r, w := io.Pipe()
	go func() {
		defer stop()
		_ = w.CloseWithError(s.WriteExport(ctx, w, states)) // a reader that goes away ends the writing
	}()
	return c.SendStream(r)
}

type siasnFileIn struct {
	RawBody []byte `contentType:"application/octet-stream"`
}

type siasnFileOut struct{ Body FileReport }

func (s *Service) importEnteredRoute(ctx context.Context, in *siasnFileIn) (out *siasnFileOut, err error) {
	out = &siasnFileOut{}
	out.Body, err = s.ImportEntered(ctx, in.RawBody, web.Lang(ctx))
	return out, err
}

func (s *Service) importRowsRoute(ctx context.Context, in *siasnFileIn) (out *siasnFileOut, err error) {
	out = &siasnFileOut{}
	out.Body, err = s.ImportSiasnRows(ctx, in.RawBody, web.Lang(ctx))
	return out, err
}

type siasnReconcileIn struct {
	What    string `query:"what" enum:"here,there,differ"`
	Settled bool   `query:"settled" doc:"also what was ignored or noted"`
}

type siasnReconcileOut struct {
	Body struct {
		Findings  []Finding `json:"findings" nullable:"false" doc:"at most 300"`
		StandIn   bool      `json:"stand_in"`
		Connected bool      `json:"connected"`
	}
}

func (s *Service) reconcileRoute(ctx context.Context, in *siasnReconcileIn) (out *siasnReconcileOut, err error) {
	out = &siasnReconcileOut{}
	out.Body.StandIn, out.Body.Connected = s.standIn(), s.connected()
	out.Body.Findings, err = s.Reconciliation(ctx, in.What, in.Settled)
	return out, err
}

type siasnNoteIn struct {
	Body struct {
		Key     string `json:"key" minLength:"6" maxLength:"100"`
		Verdict string `json:"verdict" enum:"ignored,noted"`
		Reason  string `json:"reason" maxLength:"500"`
	}
}

func (s *Service) noteRoute(ctx context.Context, in *siasnNoteIn) (*siasnNothing, error) {
	return nil, s.NoteFinding(ctx, access.Must(ctx), in.Body.Key, in.Body.Verdict, in.Body.Reason)
}

type siasnPushAgainIn struct {
	ByDelivery
	Body struct {
		Missing bool `json:"missing,omitempty" doc:"SIASN no longer has the row"`
	}
}

func (s *Service) pushAgainRoute(ctx context.Context, in *siasnPushAgainIn) (*siasnNothing, error) {
	return nil, s.PushAgain(ctx, in.id(), in.Body.Missing)
}

func (s *Service) refetchRoute(ctx context.Context, _ *siasnNothing) (*siasnNothing, error) {
	return nil, s.Refetch(ctx)
}
