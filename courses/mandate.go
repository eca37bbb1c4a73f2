package courses

import (
	"time"

	"github.com/google/uuid"
)

// NewMandate is what a training admin asks for.
type NewMandate struct {
	CourseID uuid.UUID `json:"course_id"`
	UnitID   uuid.UUID `json:"unit_id"`
	DueOn    string    `json:"due_on" format:"date" doc:"last day, in the agency's time zone"`
	Note     string    `json:"note,omitempty" maxLength:"500"`
}

// Mandate is a course that the people of a unit subtree must finish. People
// and Done count those the asker may see.
type Mandate struct {
	ID          uuid.UUID  `json:"id"`
	Course      CourseRef  `json:"course"`
	Unit        UnitRef    `json:"unit"`
	DueOn       string     `json:"due_on" format:"date"`
	Note        string     `json:"note"`
	CreatedAt   time.Time  `json:"created_at"`
	CancelledAt *time.Time `json:"cancelled_at"`
	People      int        `json:"people"`
	Done        int        `json:"done"`
}

// CourseRef names a course.
type CourseRef struct {
	CourseID uuid.UUID `json:"course_id"`
	Code     string    `json:"code"`
	Title    string    `json:"title"`
}

// UnitRef names a unit.
type UnitRef struct {
	ID   uuid.UUID `json:"id" db:"id"`
	Name string    `json:"name" db:"name"`
}

// MandatePreview says whom a mandate would reach.
type MandatePreview struct {
	People          int `json:"people" db:"people"`
	AlreadyDone     int `json:"already_done" db:"already_done"`
	AlreadyMandated int `json:"already_mandated" db:"already_mandated"`
}

type mandateRow struct {
	ID          uuid.UUID  `db:"id"`
	CourseID    uuid.UUID  `db:"course_id"`
	Code        string     `db:"code"`
	Title       string     `db:"title"`
	UnitID      uuid.UUID  `db:"unit_id"`
	UnitName    string     `db:"unit_name"`
	DueOn       string     `db:"due_on"`
	Note        string     `db:"note"`
	CreatedAt   time.Time  `db:"created_at"`
	CancelledAt *time.Time `db:"cancelled_at"`
	People      int        `db:"people"`
	Done        int        `db:"done"`
}

func (r mandateRow) mandate() Mandate {
	return Mandate{ID: r.ID, Course: CourseRef{r.CourseID, r.Code, r.Title}, Unit: UnitRef{ID: r.UnitID, Name: r.UnitName},
		DueOn: r.DueOn, Note: r.Note, CreatedAt: r.CreatedAt, CancelledAt: r.CancelledAt, People: r.People, Done: r.Done}
}
