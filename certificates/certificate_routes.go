package certificates

import (
	"context"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/google/uuid"

	"lentera/internal/access"
)

type listOut struct {
	Body struct {
		Certificates []Own `json:"certificates" nullable:"false"`
	}
}

func (s *Service) list(ctx context.Context, _ *struct{}) (*listOut, error) {
	own, err := s.OfPerson(ctx, access.Must(ctx).PersonID)
	if err != nil {
		return nil, err
	}
	out := &listOut{}
	out.Body.Certificates = own
	return out, nil
}

func (s *Service) pdf(c *fiber.Ctx) error {
	id, err := uuid.Parse(c.Params("id"))
	if err != nil {
		return ErrNotFound
	}
	ctx := c.UserContext()
	of, body, err := s.PDF(ctx, access.Must(ctx), id)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, pdfType)
	c.Set(fiber.HeaderContentDisposition, "attachment; filename="+strconv.Quote(fileName(of.Number)))
	return c.Send(body)
}

type revokeIn struct {
	ID   string `path:"id"`
	Body struct {
		Reason string `json:"reason" doc:"10 to 500 characters; kept on file, never shown in public"`
	}
}

type revokeOut struct {
	Body struct {
		ID        uuid.UUID `json:"id" format:"uuid"`
		Number    string    `json:"number"`
		Status    string    `json:"status" enum:"valid,revoked,superseded"`
		RevokedAt time.Time `json:"revoked_at"`
	}
}

func (s *Service) revoke(ctx context.Context, in *revokeIn) (*revokeOut, error) {
	id, err := uuid.Parse(in.ID)
	if err != nil {
		return nil, ErrNotFound
	}
	c, err := s.Revoke(ctx, id, in.Body.Reason)
	if err != nil {
		return nil, err
	}
	out := &revokeOut{}
	out.Body.ID, out.Body.Number, out.Body.Status, out.Body.RevokedAt = c.ID, c.Number, c.Status(), c.RevokedAt.UTC()
	return out, nil
}
