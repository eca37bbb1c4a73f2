package courses

import (
	"context"
	"time"

	"github.com/google/uuid"

	"lentera/internal/access"
	"lentera/internal/db"
)

// Lesson is a whole operation for a person who is enrolled in the lesson's
// revision; anybody else gets ErrLessonNotFound. Opening a lesson of a course
// one must finish enrols (one statement otherwise, three then).
func (s *Service) Lesson(ctx context.Context, actor access.Actor, lessonID uuid.UUID) (LessonView, error) {
	var row lessonViewRow
	err := s.db.Get(ctx, &row, sqls.ViewLesson, actor.PersonID, lessonID)
	if db.NoRow(err) {
		enrolled, eerr := s.enrolMandated(ctx, actor.PersonID, lessonID)
		if eerr != nil {
			return LessonView{}, eerr
		}
		if enrolled {
			err = s.db.Get(ctx, &row, sqls.ViewLesson, actor.PersonID, lessonID)
		}
	}
	if db.NoRow(err) {
		return LessonView{}, ErrLessonNotFound
	}
	if err != nil {
		return LessonView{}, err
	}
	return row.view(s.needed(row.Kind, row.Minutes)), nil
}

func (s *Service) needed(kind string, minutes int) int {
	return secondsNeeded(kind, minutes, s.opt.MinStudyPercent)
}

// SignPresence is a whole operation, one statement: the person is in the
// lesson now. videoSecond is the furthest point the browser has played; the
// server believes it only as far as its own clock allows. Refuses
// ErrLessonNotFound.
func (s *Service) SignPresence(ctx context.Context, actor access.Actor, lessonID uuid.UUID, videoSecond int) (Presence, error) {
	var row struct {
		Seconds     int        `db:"seconds"`
		VideoSecond int        `db:"video_second"`
		CompletedAt *time.Time `db:"completed_at"`
		Kind        string     `db:"kind"`
		Minutes     int        `db:"minutes"`
	}
	err := s.db.Get(ctx, &row, sqls.SignPresence, actor.PersonID, lessonID, videoSecond, s.zone)
	if db.NoRow(err) {
		return Presence{}, ErrLessonNotFound
	}
	if err != nil {
		return Presence{}, err
	}
	return Presence{row.Seconds, s.needed(row.Kind, row.Minutes), row.VideoSecond, row.CompletedAt}, nil
}

// Complete is a whole operation: the learner says the lesson is done. Saying
// it again changes nothing. Refuses ErrLessonNotFound, ErrQuizDecides,
// ErrTooSoon.
func (s *Service) Complete(ctx context.Context, actor access.Actor, lessonID uuid.UUID) (LessonCompleted, error) {
	var p Progress
	err := s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		l, err := s.LessonFor(ctx, tx, actor.PersonID, lessonID)
		if err != nil {
			return err
		}
		if l.CompletedAt == nil {
			if err := mayFinish(l, s.opt.MinStudyPercent); err != nil {
				return err
			}
		}
		p, err = s.CompleteLesson(ctx, tx, l.EnrolmentID, l.LessonID)
		return err
	})
	return LessonCompleted{p.CompletedAt, p.NextLessonID, p.CourseCompleted, p.LessonsDone, p.LessonsTotal}, err
}
