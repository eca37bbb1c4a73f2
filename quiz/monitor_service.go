package quiz

import (
	"context"
	"encoding/json"
	"time"

	"github.com/google/uuid"

	"lentera/internal/db"
)

// Monitor is how a test is going: counts over everybody enrolled, and a page
// of people. It tells no score and no answer.
type Monitor struct {
	ServerNow time.Time      `json:"server_now"`
	Counts    map[string]int `json:"counts" doc:"people by standing"`
	People    []Sitter       `json:"people" nullable:"false"`
}

// Sitter is one person in a test.
type Sitter struct {
	PersonID   uuid.UUID  `json:"person_id"`
	FullName   string     `json:"full_name"`
	Standing   string     `json:"standing" enum:"not-started,absent,started,saving,disconnected,submitted,expired" doc:"saving: within the last minute; disconnected: not heard of for 90 seconds"`
	AttemptID  *uuid.UUID `json:"attempt_id"`
	Number     *int       `json:"number"`
	StartedAt  *time.Time `json:"started_at"`
	DeadlineAt *time.Time `json:"deadline_at"`
	ClosedAt   *time.Time `json:"closed_at"`
	HeardAt    *time.Time `json:"heard_at" doc:"last save or sign of the screen"`
	Answered   *int       `json:"answered"`
	FocusLost  *int       `json:"focus_lost" doc:"times the page was left, where that is noted"`
	Late       bool       `json:"late" doc:"has answers that arrived after the deadline"`
	Pending    *int       `json:"pending" doc:"items that wait for a marker"`
}

// Watch shows how the test of a lesson is going: a whole operation of one
// statement, for trainers, the training administration and auditors. It goes
// on after the person named by afterName and after. Refuses with ErrNoQuiz.
func (s *Service) Watch(ctx context.Context, lessonID uuid.UUID, afterName string, after uuid.UUID, rows int) (Monitor, error) {
	var row struct {
		Counts    *json.RawMessage `db:"counts"`
		ServerNow time.Time        `db:"server_now"`
		People    json.RawMessage  `db:"people"`
	}
	err := s.db.Get(ctx, &row, sqls.MonitorOf, lessonID, afterName, after, rows)
	if db.NoRow(err) {
		return Monitor{}, ErrNoQuiz
	}
	m := Monitor{ServerNow: row.ServerNow.UTC(), Counts: map[string]int{}, People: []Sitter{}}
	if err == nil && row.Counts != nil {
		err = json.Unmarshal(*row.Counts, &m.Counts)
	}
	if err == nil {
		err = json.Unmarshal(row.People, &m.People)
	}
	return m, err
}

// TestLine is a quiz that may be watched.
type TestLine struct {
	LessonID    uuid.UUID  `db:"lesson_id" json:"lesson_id"`
	Title       string     `db:"title" json:"title"`
	CourseTitle string     `db:"course_title" json:"course_title"`
	Running     int        `db:"running" json:"running" doc:"open attempts"`
	Taken       int        `db:"taken" json:"taken" doc:"attempts started within 7 days"`
	OpensAt     *time.Time `db:"opens_at" json:"opens_at"`
	ClosesAt    *time.Time `db:"closes_at" json:"closes_at"`
}

// TestsToWatch lists quizzes that somebody sits now or has sat within 7 days,
// and those that open within a day, at most 200: a whole operation, for
// trainers, the training administration and auditors.
func (s *Service) TestsToWatch(ctx context.Context) ([]TestLine, error) {
	list := []TestLine{}
	err := s.db.Select(ctx, &list, sqls.TestsToWatch)
	return list, err
}

// Event is something that happened during an attempt.
type Event struct {
	No      int       `db:"no" json:"no"`
	Kind    string    `db:"kind" json:"kind" enum:"focus-lost,taken-over,extra-time,late-answers,reopened"`
	At      time.Time `db:"at" json:"at"`
	Seconds int       `db:"seconds" json:"seconds" doc:"away, or granted"`
}

// Events lists what happened during an attempt, at most 500: a whole
// operation, for trainers, the training administration, auditors and markers.
// An attempt without events, or none, gives an empty list.
func (s *Service) Events(ctx context.Context, attemptID uuid.UUID) ([]Event, error) {
	list := []Event{}
	err := s.db.Select(ctx, &list, sqls.EventsOf, attemptID)
	return list, err
}
