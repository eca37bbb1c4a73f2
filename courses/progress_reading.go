package courses

import (
	"context"

	"github.com/google/uuid"
)

// ProgressOf is a step that only reads: where the enrolment stands, seen from
// one of its lessons. NextLessonID is the one CompleteLesson would have named.
// Quizzes show it with the result of a closed attempt. A lesson outside the
// enrolment's revision gives the counts of the enrolment all the same.
func (s *Service) ProgressOf(ctx context.Context, r Reader, enrolmentID, lessonID uuid.UUID) (Progress, error) {
	var count struct {
		Total int        `db:"total"`
		Done  int        `db:"done"`
		Next  *uuid.UUID `db:"next_id"`
	}
	if err := r.Get(ctx, &count, sqls.CountLessons, enrolmentID, lessonID); err != nil {
		return Progress{}, err
	}
	return Progress{LessonsTotal: count.Total, LessonsDone: count.Done, NextLessonID: count.Next,
		CourseCompleted: count.Total > 0 && count.Done == count.Total}, nil
}
