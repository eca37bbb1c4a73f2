package merit

import (
	"context"
	"net/http"

	"lentera/internal/access"
	"lentera/internal/web"
)

func (s *Service) ipasnRoutes() []web.Route {
	return []web.Route{
		web.Op(http.MethodGet, "/api/merit/ipasn", ownLedger, "merit.ipasn", "The caller's IP-ASN as a simulation, with the official value where it was read.", s.readIpasn),
		web.Op(http.MethodPut, "/api/merit/ipasn/input", ownLedger, "merit.set-ipasn-input", "Keep what the caller typed for the simulation, and simulate with it.", s.setIpasn),
		web.Op(http.MethodDelete, "/api/merit/ipasn/input", ownLedger, "merit.forget-ipasn-input", "Drop what the caller typed.", s.forgetIpasn),
	}
}

type ipasnIn struct {
	RuleSet string `query:"rule_set" maxLength:"40"`
}

type ipasnBody struct{ Body IpasnInput }

type ipasnOut struct{ Body Ipasn }

func (s *Service) readIpasn(ctx context.Context, in *ipasnIn) (*ipasnOut, error) {
	o, err := s.IpasnOf(ctx, access.Must(ctx).PersonID, in.RuleSet, web.Lang(ctx))
	if err != nil {
		return nil, err
	}
	return &ipasnOut{Body: o}, nil
}

func (s *Service) setIpasn(ctx context.Context, in *ipasnBody) (*ipasnOut, error) {
	if err := s.SetIpasnInput(ctx, access.Must(ctx).PersonID, in.Body); err != nil {
		return nil, err
	}
	return s.readIpasn(ctx, &ipasnIn{})
}

func (s *Service) forgetIpasn(ctx context.Context, _ *struct{}) (*struct{}, error) {
	return nil, s.ForgetIpasnInput(ctx, access.Must(ctx).PersonID)
}
