package courses

import (
	"context"
	"time"

	"github.com/google/uuid"

	"lentera/internal/db"
)

// LessonFor is a step: the lesson for a person who is enrolled in its
// revision. Anybody else gets ErrLessonNotFound, so that nobody learns which
// lessons exist. r is a *db.Tx, or a *db.DB outside a transaction.
func (s *Service) LessonFor(ctx context.Context, r Reader, personID, lessonID uuid.UUID) (EnrolledLesson, error) {
	var l EnrolledLesson
	err := r.Get(ctx, &l, sqls.LessonFor, personID, lessonID)
	if db.NoRow(err) {
		return l, ErrLessonNotFound
	}
	return l, err
}

// CompleteLesson is a step: the lesson of the enrolment is done. It locks the
// enrolment, so the caller may hold only locks above it (an attempt). Saying
// it twice changes nothing. When it was the last lesson, the enrolment is
// closed and every hook of OnCompleted runs, once per enrolment.
//
// The caller has decided that the lesson may be finished (presence, or a
// passed quiz); a lesson outside the enrolment's revision is ErrLessonNotFound.
func (s *Service) CompleteLesson(ctx context.Context, tx *db.Tx, enrolmentID, lessonID uuid.UUID) (Progress, error) {
	return s.markDone(ctx, tx, enrolmentID, lessonID, studied)
}

// CorrectLesson is a step: CompleteLesson for a record that is corrected
// afterwards (a quiz graded anew). It marks no learning day, because nobody
// studied.
func (s *Service) CorrectLesson(ctx context.Context, tx *db.Tx, enrolmentID, lessonID uuid.UUID) (Progress, error) {
	return s.markDone(ctx, tx, enrolmentID, lessonID, corrected)
}

// Studied is a step: it keeps today as a day of learning of an enrolment, for
// work that was done today but completes its lesson later (an attempt that
// waits for a marker or for the release of its score).
func (s *Service) Studied(ctx context.Context, tx *db.Tx, enrolmentID uuid.UUID) error {
	_, err := tx.Exec(ctx, sqls.MarkLearningDay, enrolmentID, s.zone)
	return err
}

// completing says why a lesson is done now.
type completing bool

const (
	studied   completing = true
	corrected completing = false
)

func (s *Service) markDone(ctx context.Context, tx *db.Tx, enrolmentID, lessonID uuid.UUID, why completing) (Progress, error) {
	var closedAt *time.Time
	if err := tx.Get(ctx, &closedAt, sqls.LockEnrolment, enrolmentID); db.NoRow(err) {
		return Progress{}, ErrLessonNotFound
	} else if err != nil {
		return Progress{}, err
	}
	var p Progress
	if err := tx.Get(ctx, &p.CompletedAt, sqls.MarkLesson, enrolmentID, lessonID); db.NoRow(err) {
		return Progress{}, ErrLessonNotFound
	} else if err != nil {
		return Progress{}, err
	}
	p.CompletedAt = p.CompletedAt.UTC()
	if why == studied {
		if _, err := tx.Exec(ctx, sqls.MarkLearningDay, enrolmentID, s.zone); err != nil {
			return Progress{}, err
		}
	}
	var count struct {
		Total int        `db:"total"`
		Done  int        `db:"done"`
		Next  *uuid.UUID `db:"next_id"`
	}
	if err := tx.Get(ctx, &count, sqls.CountLessons, enrolmentID, lessonID); err != nil {
		return Progress{}, err
	}
	p.LessonsTotal, p.LessonsDone, p.NextLessonID = count.Total, count.Done, count.Next
	p.CourseCompleted = count.Done == count.Total
	if p.CourseCompleted && closedAt == nil {
		return p, s.complete(ctx, tx, enrolmentID)
	}
	return p, nil
}

// complete closes the enrolment and tells the hooks.
func (s *Service) complete(ctx context.Context, tx *db.Tx, enrolmentID uuid.UUID) error {
	if _, err := tx.Exec(ctx, sqls.CloseEnrolment, enrolmentID); err != nil {
		return err
	}
	c, err := s.readCompletion(ctx, tx, enrolmentID)
	if err != nil {
		return err
	}
	for _, hook := range s.OnCompleted {
		if err := hook(ctx, tx, c); err != nil {
			return err
		}
	}
	return nil
}

// ReopenLesson is a step: the lesson of the enrolment is not done after all,
// because its record was wrong. It locks the enrolment like CompleteLesson.
// When the enrolment was completed it is open again, and every hook of
// OnReopened runs with the completion that no longer holds and the reason. A
// lesson that is not done changes nothing.
func (s *Service) ReopenLesson(ctx context.Context, tx *db.Tx, enrolmentID, lessonID uuid.UUID, reason string) error {
	var closedAt *time.Time
	if err := tx.Get(ctx, &closedAt, sqls.LockEnrolment, enrolmentID); db.NoRow(err) {
		return ErrLessonNotFound
	} else if err != nil {
		return err
	}
	n, err := tx.Exec(ctx, sqls.UnmarkLesson, enrolmentID, lessonID)
	if err != nil || n == 0 || closedAt == nil {
		return err
	}
	c, err := s.readCompletion(ctx, tx, enrolmentID)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, sqls.ReopenEnrolment, enrolmentID); err != nil {
		return err
	}
	for _, hook := range s.OnReopened {
		if err := hook(ctx, tx, c, reason); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) readCompletion(ctx context.Context, tx *db.Tx, enrolmentID uuid.UUID) (Completed, error) {
	var row struct {
		EnrolmentID    uuid.UUID `db:"enrolment_id"`
		PersonID       uuid.UUID `db:"person_id"`
		CourseID       uuid.UUID `db:"course_id"`
		RevisionID     uuid.UUID `db:"revision_id"`
		Number         int       `db:"number"`
		Code           string    `db:"code"`
		Title          string    `db:"title"`
		Organiser      string    `db:"organiser"`
		JP             int       `db:"jp"`
		SiasnPath      int       `db:"siasn_path"`
		CompletedAt    time.Time `db:"completed_at"`
		StartedOn      time.Time `db:"started_on"`
		CompletedOn    time.Time `db:"completed_on"`
		LearningDays   int       `db:"learning_days"`
		SecondsPresent int       `db:"seconds_present"`
		Lessons        int       `db:"lessons"`
		Reopened       int       `db:"reopened"`
	}
	if err := tx.Get(ctx, &row, sqls.ReadCompletion, enrolmentID, s.zone); err != nil {
		return Completed{}, err
	}
	c := Completed{EnrolmentID: row.EnrolmentID, PersonID: row.PersonID, CourseID: row.CourseID,
		RevisionID: row.RevisionID, RevisionNumber: row.Number, CourseCode: row.Code, Title: row.Title,
		Organiser: row.Organiser, JP: row.JP, SiasnPath: row.SiasnPath, StartedOn: row.StartedOn.UTC(),
		CompletedOn: row.CompletedOn.UTC(), CompletedAt: row.CompletedAt.UTC(),
		LearningDays: row.LearningDays, SecondsPresent: row.SecondsPresent, Lessons: row.Lessons, Time: row.Reopened + 1}
	if err := tx.Select(ctx, &c.Days, sqls.ReadStudyDays, enrolmentID); err != nil {
		return Completed{}, err
	}
	err := tx.Select(ctx, &c.Curriculum, sqls.ReadCurriculum, c.RevisionID)
	return c, err
}
