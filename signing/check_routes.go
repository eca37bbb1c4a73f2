package signing

import (
	"io"
	"mime/multipart"
	"time"

	"github.com/gofiber/fiber/v2"

	"lentera/internal/web"
	"lentera/signing/pades"
)

const largestCheck = 10 << 20

// checkOut is the answer of the public check. Of a certificate of ours it says
// what the public page says, and no name of the holder.
type checkOut struct {
	Result     pades.Reason `json:"result"`
	Signatures []Mark       `json:"signatures"`
	Ours       bool         `json:"ours"`
	Number     string       `json:"number"`
	Title      string       `json:"title"`
	Status     string       `json:"status"`
	VerifyURL  string       `json:"verify_url"`
}

// check takes the file as the body, or as the field "file" of a form, and
// keeps nothing of it.
func (s *Service) check(c *fiber.Ctx) error {
	if wait := s.limit.Take(web.ClientAddress(c.UserContext()), time.Now()); wait > 0 {
		return ErrTooManyChecks.After(wait)
	}
	body, err := uploaded(c)
	if err != nil {
		return err
	}
	f, err := s.Check(c.UserContext(), body)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderCacheControl, "no-store")
	return c.JSON(checkOut{Result: f.Result, Signatures: append([]Mark{}, f.Signatures...), Ours: f.Ours, Number: f.Number, Title: f.Title, Status: f.Status, VerifyURL: f.VerifyURL})
}

func uploaded(c *fiber.Ctx) ([]byte, error) {
	form, err := c.MultipartForm()
	if err != nil {
		if len(c.Body()) == 0 {
			return nil, ErrNoFile
		}
		return c.Body(), nil
	}
	defer func() { _ = form.RemoveAll() }()
	if len(form.File["file"]) != 1 {
		return nil, ErrNoFile
	}
	return read(form.File["file"][0])
}

func read(h *multipart.FileHeader) ([]byte, error) {
	f, err := h.Open()
	if err != nil {
		return nil, ErrNoFile.Because(err)
	}
	defer func() { _ = f.Close() }()
	body, err := io.ReadAll(io.LimitReader(f, largestCheck+1))
	if err != nil || len(body) == 0 || len(body) > largestCheck {
		return nil, ErrNoFile
	}
	return body, nil
}
