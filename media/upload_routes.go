package media

import (
	"io"

	"github.com/gofiber/fiber/v2"
)

// SendUpload sends a handed-in file that the caller has opened with OpenUpload
// and judged, so that nothing in it can act in our origin: saved rather than
// shown, its type not guessed again, and if a browser shows it after all,
// without scripts. The name is the caller's; what the owner calls it stays here.
func SendUpload(c *fiber.Ctx, u Upload, body io.ReadCloser, name string) error {
	ending, known := UploadTypes[u.ContentType]
	if !known {
		_ = body.Close()
		return ErrFileNotFound
	}
	contentType := u.ContentType
	if contentType == "text/plain" {
		contentType += "; charset=utf-8"
	}
	c.Set(fiber.HeaderContentType, contentType)
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="`+name+ending+`"`)
	c.Set(fiber.HeaderXContentTypeOptions, "nosniff")
	c.Set(fiber.HeaderCacheControl, "private, no-store")
	c.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	return c.SendStream(body, int(u.Bytes))
}
