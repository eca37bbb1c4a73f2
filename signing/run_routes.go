package signing

import (
	"context"
	"time"

	"github.com/google/uuid"

	"lentera/internal/access"
	"lentera/internal/web"
)

// RunOut is a run as screens show it.
type RunOut struct {
	ID        uuid.UUID  `json:"id" format:"uuid"`
	Kind      Kind       `json:"kind" enum:"local,bsre_sign,bsre_seal,bsre_v1,portal"`
	Party     string     `json:"party"`
	AskedName string     `json:"asked_name"`
	AskedAt   time.Time  `json:"asked_at"`
	Total     int        `json:"total"`
	LeftOver  int        `json:"left" doc:"documents not yet worked on"`
	State     string     `json:"state" enum:"running,done,stopped"`
	Why       Why        `json:"why" doc:"why it stopped"`
	Detail    string     `json:"detail"`
	EndedAt   *time.Time `json:"ended_at"`
}

func (s *Service) runOf(ctx context.Context, r Run) RunOut {
	return RunOut{ID: r.ID, Kind: r.Kind, Party: r.Party, AskedName: r.AskedName, AskedAt: r.AskedAt.UTC(), Total: r.Total, LeftOver: r.LeftOver,
		State: r.State, Why: r.Why, Detail: s.opt.Explain(r.Detail, web.Lang(ctx)), EndedAt: r.EndedAt}
}

type runBody struct{ Body RunOut }

// startIn carries the secret. Its members have no limits that a refusal could
// quote; the length of the body bounds them.
type startIn struct {
	Body struct {
		Kind       Kind        `json:"kind" enum:"local,bsre_sign,bsre_seal,bsre_v1,portal"`
		Party      string      `json:"party" maxLength:"40" doc:"key of who signs"`
		Lot        string      `json:"lot,omitempty" maxLength:"400"`
		Documents  []uuid.UUID `json:"documents,omitempty" doc:"absent: all of the lot; without a lot all that waits for the party"`
		Passphrase string      `json:"passphrase,omitempty" doc:"kept in memory until the run ends, and nowhere else"`
		Code       string      `json:"code,omitempty" doc:"one-time code in the place of the passphrase"`
		Identity   string      `json:"identity,omitempty" doc:"NIK or e-mail by which the other side knows the signer"`
	}
}

func (s *Service) startRun(ctx context.Context, in *startIn) (*runBody, error) {
	b := &in.Body
	with := NewSecret([]byte(b.Passphrase), []byte(b.Code), []byte(b.Identity))
	b.Passphrase, b.Code, b.Identity = "", "", ""
	r, err := s.Start(ctx, access.Must(ctx), Ask{Kind: b.Kind, Party: b.Party, Lot: b.Lot, IDs: b.Documents}, with)
	return &runBody{Body: s.runOf(ctx, r)}, err
}

type runIn struct {
	ID uuid.UUID `path:"id" format:"uuid"`
}

func (s *Service) readRun(ctx context.Context, in *runIn) (*runBody, error) {
	r, err := s.Run(ctx, access.Must(ctx), in.ID)
	return &runBody{Body: s.runOf(ctx, r)}, err
}

type retryIn struct {
	Body struct {
		Lot       string      `json:"lot,omitempty" maxLength:"400"`
		Documents []uuid.UUID `json:"documents,omitempty"`
		HandedOff bool        `json:"handed_off,omitempty" doc:"also those a portal has not brought back"`
	}
}

type retryOut struct {
	Body struct {
		Documents int64 `json:"documents" doc:"how many wait again"`
	}
}

func (s *Service) retry(ctx context.Context, in *retryIn) (*retryOut, error) {
	n, err := s.Retry(ctx, in.Body.Lot, in.Body.Documents, in.Body.HandedOff)
	out := &retryOut{}
	out.Body.Documents = n
	return out, err
}
