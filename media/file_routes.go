package media

import (
	"net/http"
	"strconv"

	"github.com/gofiber/fiber/v2"
	"github.com/google/uuid"

	"lentera/internal/access"
)

// serveContent answers GET and HEAD. The file's bytes never change, so its
// hash is its ETag and a day of private caching is safe.
func (s *Service) serveContent(c *fiber.Ctx) error {
	id, err := uuid.Parse(c.Params("id"))
	if err != nil {
		return ErrFileNotFound
	}
	f, err := s.Find(c.UserContext(), access.Must(c.UserContext()), id)
	if err != nil {
		return err
	}
	if _, served := kinds[f.ContentType]; !served {
		return ErrFileNotFound
	}
	tag := `"` + f.SHA256 + `"`
	if sameTag(c.Get(fiber.HeaderIfNoneMatch), tag) {
		describe(c, f, tag)
		return c.SendStatus(http.StatusNotModified)
	}
	if c.Method() == fiber.MethodHead { // Range is for GET only
		describe(c, f, tag)
		c.Response().Header.SetContentLength(int(f.Bytes))
		return nil
	}
	part := span{0, f.Bytes - 1, false}
	if wanted := c.Get(fiber.HeaderRange); wanted != "" && rangeStillHolds(c.Get("If-Range"), tag) {
		ok := false
		if part, ok = readRange(wanted, f.Bytes); !ok {
			c.Set(fiber.HeaderContentRange, "bytes */"+strconv.FormatInt(f.Bytes, 10))
			return c.SendStatus(http.StatusRequestedRangeNotSatisfiable)
		}
	}
	return s.send(c, f, tag, part)
}

func (s *Service) send(c *fiber.Ctx, f File, tag string, part span) error {
	if f.Bytes == 0 {
		describe(c, f, tag)
		return c.Send(nil)
	}
	to := int64(-1)
	if part.part {
		to = part.to
	}
	body, err := s.Open(c.UserContext(), f, part.from, to)
	if err != nil {
		return err
	}
	describe(c, f, tag)
	if part.part {
		c.Status(http.StatusPartialContent)
		c.Set(fiber.HeaderContentRange, "bytes "+strconv.FormatInt(part.from, 10)+"-"+
			strconv.FormatInt(part.to, 10)+"/"+strconv.FormatInt(f.Bytes, 10))
	}
	return c.SendStream(body, int(part.length()))
}

// describe sets the headers of every successful answer. The policy keeps a
// file opened by itself from doing anything, whatever is in it.
func describe(c *fiber.Ctx, f File, tag string) {
	contentType := f.ContentType
	if contentType == "text/vtt" {
		contentType += "; charset=utf-8"
	}
	c.Set(fiber.HeaderContentType, contentType)
	c.Set(fiber.HeaderETag, tag)
	c.Set(fiber.HeaderAcceptRanges, "bytes")
	c.Set(fiber.HeaderCacheControl, "private, max-age=86400")
	c.Set(fiber.HeaderContentDisposition, `inline; filename="`+f.Name+`"`)
	c.Set("Content-Security-Policy", "default-src 'none'; sandbox")
}
