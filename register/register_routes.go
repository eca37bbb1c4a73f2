package register

import (
	"context"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/google/uuid"

	"lentera/internal/access"
	"lentera/internal/web"
)

// admit counts a question on a public route: proofs are for everybody, not
// for copying the register leaf by leaf from one place.
func (s *Service) admit(ctx context.Context) error {
	if wait := s.limit.Take(web.ClientAddress(ctx), time.Now()); wait > 0 {
		return ErrTooMany.After(wait)
	}
	return nil
}

func (s *Service) getCheckpoint(c *fiber.Ctx) error {
	if err := s.admit(c.UserContext()); err != nil {
		return err
	}
	signed, _, _, err := s.Latest(c.UserContext())
	if err != nil {
		return err
	}
	return text(c, signed)
}

func (s *Service) getKey(c *fiber.Ctx) error {
	if err := s.admit(c.UserContext()); err != nil {
		return err
	}
	return text(c, s.key+"\n")
}

func text(c *fiber.Ctx, body string) error {
	c.Set(fiber.HeaderContentType, fiber.MIMETextPlainCharsetUTF8)
	c.Set(fiber.HeaderCacheControl, "no-cache")
	return c.SendString(body)
}

type inclusionIn struct {
	Index int64 `query:"index" required:"true" doc:"number of the leaf, from 0"`
}

type inclusionOut struct {
	Body struct {
		Checkpoint string    `json:"checkpoint" doc:"signed note whose root the proof leads to"`
		Proof      Inclusion `json:"proof"`
	}
}

func (s *Service) getInclusion(ctx context.Context, in *inclusionIn) (*inclusionOut, error) {
	if err := s.admit(ctx); err != nil {
		return nil, err
	}
	signed, proof, err := s.Include(ctx, in.Index)
	if err != nil {
		return nil, err
	}
	out := &inclusionOut{}
	out.Body.Checkpoint, out.Body.Proof = signed, proof
	return out, nil
}

type certificateIn struct {
	PublicID string `query:"public_id" required:"true" doc:"code of the certificate's public page"`
}

type certificateOut struct {
	Body struct {
		Checkpoint string   `json:"checkpoint" doc:"signed note whose root the proofs lead to"`
		Leaves     []Proven `json:"leaves" nullable:"false"`
	}
}

func (s *Service) getCertificateProof(ctx context.Context, in *certificateIn) (*certificateOut, error) {
	if err := s.admit(ctx); err != nil {
		return nil, err
	}
	c, ok, err := s.opt.ByPublicID(ctx, in.PublicID)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, ErrNotFound
	}
	out := &certificateOut{}
	out.Body.Checkpoint, out.Body.Leaves, err = s.IncludeSubject(ctx, c.ID)
	if err != nil {
		return nil, err
	}
	return out, nil
}

type consistencyIn struct {
	From int64 `query:"from" required:"true" doc:"size of the earlier tree"`
	To   int64 `query:"to" required:"true" doc:"size of the later tree, at most that of the newest checkpoint"`
}

type consistencyOut struct {
	Body struct {
		From   int64    `json:"from"`
		To     int64    `json:"to"`
		Hashes [][]byte `json:"hashes" nullable:"false" doc:"RFC 6962 consistency proof, base64"`
	}
}

func (s *Service) getConsistency(ctx context.Context, in *consistencyIn) (*consistencyOut, error) {
	if err := s.admit(ctx); err != nil {
		return nil, err
	}
	hashes, err := s.Consistent(ctx, in.From, in.To)
	if err != nil {
		return nil, err
	}
	out := &consistencyOut{}
	out.Body.From, out.Body.To, out.Body.Hashes = in.From, in.To, hashes
	return out, nil
}

type openIn struct {
	ID string `path:"id"`
}

type openOut struct {
	Body struct {
		Number     string    `json:"number"`
		Checkpoint string    `json:"checkpoint" doc:"signed note whose root the proofs lead to"`
		Leaves     []Opening `json:"leaves" nullable:"false"`
	}
}

func (s *Service) getOpening(ctx context.Context, in *openIn) (*openOut, error) {
	id, err := uuid.Parse(in.ID)
	if err != nil {
		return nil, ErrNotFound
	}
	c, ok, err := s.opt.ByID(ctx, id)
	if err != nil {
		return nil, err
	}
	if !ok || !mayOpen(access.Must(ctx), c) {
		return nil, ErrNotFound
	}
	return s.opened(ctx, c)
}

func (s *Service) opened(ctx context.Context, c Certificate) (*openOut, error) {
	out := &openOut{}
	out.Body.Number = c.Number
	var err error
	if out.Body.Checkpoint, out.Body.Leaves, err = s.Open(ctx, c); err != nil {
		return nil, err
	}
	return out, nil
}

type searchIn struct {
	Number string `query:"number" required:"true" doc:"number of the certificate"`
}

func (s *Service) getByNumber(ctx context.Context, in *searchIn) (*openOut, error) {
	c, ok, err := s.opt.ByNumber(ctx, strings.TrimSpace(in.Number))
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, ErrNotFound
	}
	return s.opened(ctx, c)
}

type statusOut struct{ Body Status }

func (s *Service) getStatus(ctx context.Context, _ *struct{}) (*statusOut, error) {
	st, err := s.StatusNow(ctx)
	if err != nil {
		return nil, err
	}
	if st.SignedAt != nil {
		at := st.SignedAt.UTC().Truncate(time.Second)
		st.SignedAt = &at
	}
	return &statusOut{Body: st}, nil
}
