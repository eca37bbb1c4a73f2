package courses

import (
	"strings"
	"time"

	"github.com/google/uuid"
)

// CompletionFilter says which people of a report are wanted.
type CompletionFilter struct {
	CourseID uuid.UUID
	UnitID   uuid.UUID // zero: all units the asker may look at
	Status   string    // "", done, studying, not_started, overdue
	Q        string    // part of a name
	Cursor   string    // "" from the start
	Limit    int       // 1–200
}

// Completion is who in a unit has finished a course. Totals count everybody in
// the unit, whatever the filter.
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

// CompletionRow is one person of the report.
type CompletionRow struct {
	PersonID     uuid.UUID  `json:"person_id" db:"person_id"`
	FullName     string     `json:"full_name" db:"full_name"`
	UnitName     string     `json:"unit_name" db:"unit_name"`
	Status       string     `json:"status" db:"status" enum:"done,studying,not_started"`
	Overdue      bool       `json:"overdue" db:"overdue"`
	LessonsDone  int        `json:"lessons_done" db:"lessons_done"`
	LessonsTotal int        `json:"lessons_total" db:"lessons_total"`
	CompletedAt  *time.Time `json:"completed_at" db:"completed_at"`
	DueOn        *string    `json:"due_on" db:"due_on" format:"date"`
}

// pattern turns a part of a name into an ILIKE pattern.
func pattern(q string) string {
	return "%" + strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(strings.TrimSpace(q)) + "%"
}

var statusNames = map[string]string{"done": "Selesai", "studying": "Sedang belajar", "not_started": "Belum mulai"}

// completionTable is the report as lines for a spreadsheet, dates in the
// agency's time zone.
func completionTable(c Completion, zone *time.Location) [][]string {
	out := [][]string{{"Nama", "Unit kerja", "Kursus", "Status", "Terlambat", "Pelajaran selesai", "Jumlah pelajaran", "Tanggal selesai", "Batas waktu"}}
	for _, r := range c.Rows {
		late, done, due := "", "", ""
		if r.Overdue {
			late = "Ya"
		}
		if r.CompletedAt != nil {
			done = r.CompletedAt.In(zone).Format(time.DateOnly)
		}
		if r.DueOn != nil {
			due = *r.DueOn
		}
		out = append(out, []string{r.FullName, r.UnitName, c.Course.Title, statusNames[r.Status], late,
			itoa(r.LessonsDone), itoa(r.LessonsTotal), done, due})
	}
	return out
}
