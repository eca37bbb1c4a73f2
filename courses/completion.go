package courses

import (
	"encoding/base64"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"lentera/internal/fault"
)

// Pages of the report, and of its file.
const (
	pageDefault = 50
	pageMost    = 200
	pageExport  = 2000
)

// completionStatuses are the values of the filter; overdue is not a status of
// its own but a mark on studying or not_started.
var completionStatuses = []string{"done", "studying", "not_started", "overdue"}

// CompletionFilter says which people of a report are wanted.
type CompletionFilter struct {
	CourseID uuid.UUID
	UnitID   uuid.UUID // zero: all units the asker may look at
	Status   string    // "", done, studying, not_started, overdue
	Q        string    // part of a name, in either case
	Cursor   string    // next_cursor of the page before; "" from the start
	Limit    int       // 1–200; 0 is 50
}

// Completion is who in a unit has finished a course. Totals count everybody in
// the unit, whatever page, status or name is asked for.
type Completion struct {
	Course     CourseRef       `json:"course"`
	Unit       *CompletionUnit `json:"unit"`
	Totals     Totals          `json:"totals"`
	Rows       []CompletionRow `json:"rows"`
	NextCursor string          `json:"next_cursor" doc:"empty at the end"`
}

// CompletionUnit is the unit that was asked for; null when none was.
type CompletionUnit struct {
	_    struct{}  `nullable:"true"`
	ID   uuid.UUID `json:"id"`
	Name string    `json:"name"`
}

// Totals counts people; the overdue are also among studying or not started.
type Totals struct {
	People     int `json:"people" db:"people"`
	Done       int `json:"done" db:"done"`
	Studying   int `json:"studying" db:"studying"`
	NotStarted int `json:"not_started" db:"not_started"`
	Overdue    int `json:"overdue" db:"overdue"`
}

// CompletionRow is one person of the report. LessonsTotal is that of the
// revision the person studies, else of the newest.
type CompletionRow struct {
	PersonID     uuid.UUID  `json:"person_id" db:"person_id"`
	FullName     string     `json:"full_name" db:"full_name"`
	UnitName     string     `json:"unit_name" db:"unit_name"`
	Status       string     `json:"status" db:"status" enum:"done,studying,not_started"`
	Overdue      bool       `json:"overdue" db:"overdue"`
	LessonsDone  int        `json:"lessons_done" db:"lessons_done"`
	LessonsTotal int        `json:"lessons_total" db:"lessons_total"`
	CompletedAt  *time.Time `json:"completed_at" db:"completed_at"`
	CompletedOn  *string    `json:"-" db:"completed_on"` // in the agency's time zone, for the file
	DueOn        *string    `json:"due_on" db:"due_on" format:"date" doc:"last day of the earliest open mandate that covers the person"`
}

// place is where a page begins: after this person, in the order of names. The
// name belongs to it: with the id alone, somebody renamed between two pages
// would make the rest of the list jump. The zero place is before everybody.
type place struct {
	name string
	id   uuid.UUID
}

func (p place) cursor() string {
	return base64.RawURLEncoding.EncodeToString(append(p.id[:], p.name...))
}

// placeOf reads a cursor. Refuses fault.ErrInvalid: to begin again from the
// start would show a program that pages the same people for ever.
func placeOf(cursor string) (place, error) {
	if cursor == "" {
		return place{}, nil
	}
	raw, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil || len(raw) <= len(uuid.UUID{}) || !utf8.Valid(raw[16:]) || strings.ContainsRune(string(raw[16:]), 0) {
		return place{}, fault.ErrInvalid.Because(err).At(fault.Field{Pointer: "query.cursor", Code: "invalid",
			ID: "Muat ulang daftar dari awal.", EN: "Load the list again from the start."})
	}
	return place{name: string(raw[16:]), id: uuid.UUID(raw[:16])}, nil
}

// pattern turns a part of a name into an ILIKE pattern that matches it as it
// is written.
func pattern(q string) string {
	return "%" + strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(strings.TrimSpace(storable(q))) + "%"
}
