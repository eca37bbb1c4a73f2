package courses

import (
	"time"

	"github.com/google/uuid"
)

// Completed is the fact that a person finished a course, in this feature's own
// words; hooks of OnCompleted translate it.
type Completed struct {
	EnrolmentID    uuid.UUID
	PersonID       uuid.UUID
	CourseID       uuid.UUID
	RevisionID     uuid.UUID
	RevisionNumber int
	CourseCode     string
	Title          string
	Organiser      string
	JP             int       // 1 JP = 45 minutes
	SiasnPath      int       // SIASN jenis diklat, 1–25
	StartedOn      time.Time // date in the agency's time zone, at 00:00 UTC
	CompletedOn    time.Time // date in the agency's time zone, at 00:00 UTC
	CompletedAt    time.Time
	Curriculum     []Subject // modules in order
	LearningDays   int       // days on which the person studied
	SecondsPresent int       // credited by the server
	Days           []StudyDay
	Lessons        int // of the revision, all done
	Time           int // which completion of this enrolment: 1, and 2 after it was reopened once
}

// StudyDay is one learning day, in the agency's time zone at 00:00 UTC.
type StudyDay struct {
	On      time.Time `db:"day"`
	Seconds int       `db:"seconds"` // present on that day, in this enrolment
}

// Subject is one line of the curriculum ("Mata Pelatihan").
type Subject struct {
	Title string `db:"title" json:"title"`
	JP    int    `db:"jp" json:"jp"`
}

// Progress is where an enrolment stands after a lesson was done.
type Progress struct {
	CompletedAt     time.Time  // of this lesson; the first time counts
	CourseCompleted bool       // every lesson is done
	NextLessonID    *uuid.UUID // the next one not done, after this lesson or else from the start; nil: none left
	LessonsDone     int
	LessonsTotal    int
}

// EnrolledLesson is a lesson of the revision a person is enrolled in.
type EnrolledLesson struct {
	EnrolmentID  uuid.UUID  `db:"enrolment_id"`
	PersonID     uuid.UUID  `db:"person_id"`
	CourseID     uuid.UUID  `db:"course_id"`
	RevisionID   uuid.UUID  `db:"revision_id"`
	LessonID     uuid.UUID  `db:"lesson_id"`
	CourseCode   string     `db:"course_code"`
	CourseTitle  string     `db:"course_title"`
	Key          string     `db:"key"`
	Title        string     `db:"title"`
	Kind         string     `db:"kind"`
	Minutes      int        `db:"minutes"`
	VideoSeconds int        `db:"video_seconds"`
	Seconds      int        `db:"seconds"`      // present so far
	VideoSecond  int        `db:"video_second"` // furthest point
	CompletedAt  *time.Time `db:"completed_at"`
}
