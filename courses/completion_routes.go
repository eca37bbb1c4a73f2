package courses

import (
	"context"
	"slices"

	"github.com/gofiber/fiber/v2"
	"github.com/google/uuid"

	"lentera/internal/access"
	"lentera/internal/fault"
)

type completionIn struct {
	CourseID uuid.UUID `query:"course_id" required:"true"`
	UnitID   uuid.UUID `query:"unit_id" doc:"a unit with everything below it; absent: all the caller may see"`
	Status   string    `query:"status" enum:"done,studying,not_started,overdue"`
	Q        string    `query:"q" maxLength:"100" doc:"part of a name"`
	Cursor   string    `query:"cursor" maxLength:"100"`
	Limit    int       `query:"limit" minimum:"1" maximum:"200" default:"50"`
}

func (s *Service) completion(ctx context.Context, in *completionIn) (*answer[Completion], error) {
	return answered(s.Completion(ctx, access.Must(ctx), CompletionFilter(*in)))
}

func (s *Service) completionCSV(c *fiber.Ctx) error {
	f := CompletionFilter{Status: c.Query("status"), Q: c.Query("q")}
	var err error
	if f.CourseID, err = uuid.Parse(c.Query("course_id")); err != nil {
		return fault.ErrInvalid.At(fault.Field{Pointer: "query.course_id", Code: "invalid", ID: "Pilih kursus.", EN: "Choose a course."})
	}
	if unit := c.Query("unit_id"); unit != "" {
		if f.UnitID, err = uuid.Parse(unit); err != nil {
			return ErrUnitNotFound
		}
	}
	if f.Status != "" && !slices.Contains([]string{"done", "studying", "not_started", "overdue"}, f.Status) || len(f.Q) > 400 {
		return fault.ErrInvalid.At(fault.Field{Pointer: "query.status", Code: "invalid", ID: "Saringan ini tidak dikenal.", EN: "This filter is not known."})
	}
	file, err := s.CompletionCSV(c.UserContext(), access.Must(c.UserContext()), f)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, "text/csv; charset=utf-8")
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="ketuntasan.csv"`)
	return c.Send(file)
}
