package signing

import (
	"errors"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/google/uuid"

	"lentera/internal/web"
	"lentera/signing/portal"
)

// largestBack is the largest signed PDF a portal may bring back.
const largestBack = 20 << 20

// callback takes what a portal posts back. The key stands in the header; the
// file is looked at only when the key is good. Who has no good key learns
// nothing: not even whether there is such a document.
func (s *Service) callback(c *fiber.Ctx) error {
	if wait := s.backs.Take(web.ClientAddress(c.UserContext()), time.Now()); wait > 0 {
		return ErrTooManyChecks.After(wait)
	}
	key, err := portal.BearerKey(c.Get(fiber.HeaderAuthorization))
	if err != nil {
		return ErrCallback
	}
	id, err := uuid.Parse(c.Params("id"))
	if err != nil {
		return ErrCallback
	}
	kind, body := c.Get(fiber.HeaderContentType), c.Body()
	err = s.BringBack(c.UserContext(), id, key.Reveal(), func() ([]byte, error) {
		return portal.ReadFile(kind, body, largestBack)
	})
	var refusal *Refusal
	switch {
	case errors.As(err, &refusal):
		return ErrCallbackFile.Detail(refusal.Detail, refusal.Detail).Because(err)
	case errors.Is(err, portal.ErrLarge) || errors.Is(err, portal.ErrForm):
		return ErrCallbackFile.Because(err)
	case err != nil:
		return err
	}
	return c.SendStatus(fiber.StatusNoContent)
}
