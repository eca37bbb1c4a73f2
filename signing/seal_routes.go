package signing

import (
	"context"
	"time"

	"lentera/internal/web"
)

type sealOut struct {
	Body struct {
		SetUp     bool       `json:"set_up"`
		Active    bool       `json:"active"`
		Since     *time.Time `json:"since"`
		RenewedAt *time.Time `json:"renewed_at"`
		Trouble   string     `json:"trouble" doc:"why the last renewal failed"`
	}
}

func (s *Service) readSeal(ctx context.Context, _ *struct{}) (*sealOut, error) {
	state, err := s.Seal(ctx)
	out := &sealOut{}
	b := &out.Body
	b.SetUp, b.Active, b.Since, b.RenewedAt, b.Trouble = state.SetUp, state.Active, state.Since, state.RenewedAt, s.opt.Explain(state.Trouble, web.Lang(ctx))
	return out, err
}

func (s *Service) askSeal(ctx context.Context, _ *struct{}) (*struct{}, error) {
	return nil, s.AskSealCode(ctx)
}

// sealCodeIn carries a secret; its length is bounded by the body alone, so
// that no refusal quotes it.
type sealCodeIn struct {
	Body struct {
		Code string `json:"code" doc:"as BSrE sent it to the seal's keeper"`
	}
}

func (s *Service) activateSeal(ctx context.Context, in *sealCodeIn) (*struct{}, error) {
	return nil, s.ActivateSeal(ctx, in.Body.Code)
}
