package certificates

import (
	"bytes"
	"context"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/google/uuid"

	"lentera/internal/access"
	"lentera/internal/sheet"
)

type registerIn struct {
	Query  string `query:"q" maxLength:"200"`
	Status string `query:"status" enum:"valid,revoked,superseded"`
	Year   int    `query:"year" minimum:"0" maximum:"2200"`
	Unit   string `query:"unit" maxLength:"200"`
	Cursor string `query:"cursor"`
	Limit  int    `query:"limit" minimum:"0" maximum:"200"`
}

type registerOut struct {
	Body struct {
		Rows       []Registered `json:"rows" nullable:"false"`
		NextCursor string       `json:"next_cursor"`
	}
}

func (s *Service) register(ctx context.Context, in *registerIn) (*registerOut, error) {
	out, err := &registerOut{}, error(nil)
	out.Body.Rows, out.Body.NextCursor, err = s.Register(ctx, RegisterFilter{Query: in.Query, Status: in.Status, Year: in.Year, Unit: in.Unit, Cursor: in.Cursor, Limit: in.Limit})
	return out, err
}

// registerCSV is the register as a file, at most 20,000 lines.
func (s *Service) registerCSV(c *fiber.Ctx) error {
	year, _ := strconv.Atoi(c.Query("year"))
	f := RegisterFilter{Query: c.Query("q"), Status: c.Query("status"), Unit: c.Query("unit"), Year: year, Limit: 200}
	lines := [][]string{{"nomor", "nama", "unit", "pelatihan", "kode_kursus", "jp", "tanggal_terbit", "status", "alasan"}}
	for range 100 {
		rows, next, err := s.Register(c.UserContext(), f)
		if err != nil {
			return err
		}
		for _, r := range rows {
			lines = append(lines, []string{r.Number, r.HolderName, r.HolderUnit, r.Title, r.CourseCode, strconv.Itoa(r.JP), r.IssuedOn, r.Status, r.RevokeReason + r.SupersedeReason})
		}
		if f.Cursor = next; next == "" {
			break
		}
	}
	var b bytes.Buffer
	b.WriteString(sheet.ByteOrderMark)
	if err := sheet.Write(&b, lines); err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, "text/csv; charset=utf-8")
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="register-nomor.csv"`)
	return c.Send(b.Bytes())
}

type supersedeIn struct {
	ID   uuid.UUID `path:"id" format:"uuid"`
	Body struct {
		Reason      string    `json:"reason" doc:"10 to 500 characters; kept on file, never shown in public"`
		Title       *string   `json:"title,omitempty"`
		Organiser   *string   `json:"organiser,omitempty"`
		Predicate   *string   `json:"predicate,omitempty"`
		JP          *int      `json:"jp,omitempty"`
		StartedOn   *string   `json:"started_on,omitempty" format:"date"`
		CompletedOn *string   `json:"completed_on,omitempty" format:"date"`
		Subjects    []Subject `json:"subjects,omitempty" maxItems:"200"`
	}
}

type supersedeOut struct {
	Body struct {
		ID     uuid.UUID `json:"id" format:"uuid"`
		Number string    `json:"number"`
	}
}

func (s *Service) supersede(ctx context.Context, in *supersedeIn) (*supersedeOut, error) {
	b := in.Body
	with := Corrections{Title: b.Title, Organiser: b.Organiser, Predicate: b.Predicate, JP: b.JP, Curriculum: b.Subjects}
	for from, to := range map[*string]**time.Time{b.StartedOn: &with.StartedOn, b.CompletedOn: &with.CompletedOn} {
		if from == nil {
			continue
		}
		day, err := time.Parse(dateForm, *from)
		if err != nil {
			return nil, ErrCorrections.Because(err)
		}
		*to = &day
	}
	c, err := s.Supersede(ctx, access.Must(ctx), in.ID, with, b.Reason)
	out := &supersedeOut{}
	out.Body.ID, out.Body.Number = c.ID, c.Number
	return out, err
}
