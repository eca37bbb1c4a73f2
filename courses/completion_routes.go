package courses

import (
	"context"
	"net/http"
	"slices"
	"unicode/utf8"

	"github.com/gofiber/fiber/v2"
	"github.com/google/uuid"

	"lentera/internal/access"
	"lentera/internal/fault"
	"lentera/internal/web"
)

const (
	longestSearch = 100 // letters
	csvType       = "text/csv; charset=utf-8"
)

type completionIn struct {
	CourseID uuid.UUID `query:"course_id" required:"true"`
	UnitID   uuid.UUID `query:"unit_id" doc:"a unit with everything below it; absent: all the caller may see"`
	Status   string    `query:"status" enum:"done,studying,not_started,overdue"`
	Q        string    `query:"q" maxLength:"100" doc:"part of a name"`
	Cursor   string    `query:"cursor" maxLength:"2000"`
	Limit    int       `query:"limit" minimum:"1" maximum:"200" default:"50"`
}

func (s *Service) completion(ctx context.Context, in *completionIn) (*answer[Completion], error) {
	return answered(s.Completion(ctx, access.Must(ctx), CompletionFilter(*in)))
}

// completionCSV streams the file. HEAD takes nobody's record out, so it leaves
// nothing in the audit trail.
func (s *Service) completionCSV(c *fiber.Ctx) error {
	f, err := completionFilterOf(c)
	if err != nil {
		return err
	}
	ctx := c.UserContext()
	if c.Method() == http.MethodHead {
		c.Set(fiber.HeaderContentType, csvType)
		_, err := s.selectPeople(ctx, access.Must(ctx), f)
		return err
	}
	file, err := s.ExportCompletion(ctx, access.Must(ctx), f, web.Lang(ctx))
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, csvType)
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="`+file.FileName+`"`)
	return c.SendStream(file)
}

// completionFilterOf checks the query as the typed route's tags do.
func completionFilterOf(c *fiber.Ctx) (f CompletionFilter, err error) {
	wrong := func(name, id, en string) error {
		return fault.ErrInvalid.At(fault.Field{Pointer: "query." + name, Code: "invalid", ID: id, EN: en})
	}
	f.Status, f.Q = c.Query("status"), c.Query("q")
	if f.CourseID, err = uuid.Parse(c.Query("course_id")); err != nil {
		return f, wrong("course_id", "Pilih kursus.", "Choose a course.")
	}
	if unit := c.Query("unit_id"); unit != "" {
		if f.UnitID, err = uuid.Parse(unit); err != nil {
			return f, wrong("unit_id", "Pilih unit kerja.", "Choose a unit.")
		}
	}
	if f.Status != "" && !slices.Contains(completionStatuses, f.Status) {
		return f, wrong("status", "Saringan ini tidak dikenal.", "This filter is not known.")
	}
	if utf8.RuneCountInString(f.Q) > longestSearch {
		return f, wrong("q", "Tulis lebih singkat.", "Write less.")
	}
	return f, nil
}
