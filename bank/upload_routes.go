package bank

import (
	"context"

	"lentera/internal/access"
)

type bankUploadIn struct {
	FileName string `query:"file_name" required:"true" maxLength:"255" doc:"its ending tells the type"`
	RawBody  []byte `contentType:"application/octet-stream"`
}

type bankUploadOut struct{ Body Upload }

func (s *Service) upload(ctx context.Context, in *bankUploadIn) (*bankUploadOut, error) {
	out, err := s.Upload(ctx, access.Must(ctx), in.FileName, in.RawBody)
	return &bankUploadOut{out}, err
}
