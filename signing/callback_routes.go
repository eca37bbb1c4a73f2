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

// callback takes what a portal posts back. Who has no good key learns nothing,
// not even whether there is such a document, and only so often; a portal with
// good keys may bring back a thousand documents at once.
func (s *Service) callback(c *fiber.Ctx) error {
	err := s.takeCallback(c)
	if errors.Is(err, ErrCallback) {
		if wait := s.backs.Take(web.ClientAddress(c.UserContext()), time.Now()); wait > 0 {
			return ErrTooManyChecks.After(wait)
		}
	}
	return err
}

// takeCallback looks at the file only when the key, which stands in the header,
// is good.
func (s *Service) takeCallback(c *fiber.Ctx) error {
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
