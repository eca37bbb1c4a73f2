package media

import (
	"bytes"
	"fmt"
	"image"
	_ "image/jpeg" // pictures are JPEG
	_ "image/png"  // or PNG
	"io"

	_ "golang.org/x/image/webp" // or, handed in, WebP
)

// maxPixels bounds a picture: a tiny file must not unfold into gigabytes in a
// learner's browser.
const maxPixels = 40_000_000

// CheckPicture reads the header of a picture and refuses one that is not of
// the content type it claims, or larger than 40 megapixels (ErrContentType).
func CheckPicture(contentType string, r io.Reader) error {
	head, err := io.ReadAll(io.LimitReader(r, 512<<10))
	if err != nil {
		return err
	}
	info, format, err := image.DecodeConfig(bytes.NewReader(head))
	if err != nil {
		return ErrContentType.Because(err)
	}
	if "image/"+format != contentType {
		return ErrContentType.Because(fmt.Errorf("a %s, not %s", format, contentType))
	}
	if info.Width <= 0 || info.Height <= 0 || info.Width > maxPixels/info.Height {
		return ErrContentType.Because(fmt.Errorf("%d × %d pixels", info.Width, info.Height))
	}
	return nil
}
