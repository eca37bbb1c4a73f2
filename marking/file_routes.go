package marking

import (
	"strconv"

	"github.com/gofiber/fiber/v2"
	"github.com/google/uuid"

	"lentera/internal/access"
	"lentera/media"
)

// sheetFile sends a file under a name that says its place on the sheet and
// nothing of its owner.
func (s *Service) sheetFile(c *fiber.Ctx) error {
	sheet, err := uuid.Parse(c.Params("id"))
	if err != nil {
		return ErrNoSheet
	}
	no, _ := strconv.Atoi(c.Params("no"))
	place, _ := strconv.Atoi(c.Params("place"))
	u, body, err := s.ReadFile(c.UserContext(), access.Must(c.UserContext()), sheet, no, place)
	if err != nil {
		return err
	}
	return media.SendUpload(c, u, body, "soal-"+strconv.Itoa(no)+"-berkas-"+strconv.Itoa(place))
}
