package signing

import (
	"context"

	"lentera/internal/access"
)

// askCodeIn carries an identity; see startIn.
type askCodeIn struct {
	Body struct {
		Kind      Kind   `json:"kind" enum:"local,bsre_sign,bsre_seal,bsre_v1,portal"`
		Party     string `json:"party" maxLength:"40" doc:"key of who signs"`
		Documents int    `json:"documents" minimum:"1" maximum:"1000" doc:"for how many the code shall be good"`
		Identity  string `json:"identity" doc:"NIK or e-mail by which the other side knows the signer"`
	}
}

func (s *Service) askCode(ctx context.Context, in *askCodeIn) (*struct{}, error) {
	b := &in.Body
	with := NewSecret(nil, nil, []byte(b.Identity))
	b.Identity = ""
	return nil, s.AskCode(ctx, access.Must(ctx), b.Kind, b.Party, b.Documents, with)
}
