package courses

import (
	"context"

	"github.com/google/uuid"

	"lentera/internal/access"
	"lentera/internal/db"
)

// Home is a whole operation for anybody signed in: one statement, whatever the
// number of courses. A mandate shows without enrolment, for everybody who is
// in the unit's subtree now.
func (s *Service) Home(ctx context.Context, actor access.Actor) (Home, error) {
	cards, err := s.cards(ctx, actor.PersonID, "")
	return arrange(cards), err
}

// Catalogue is a whole operation for anybody signed in: every course that is
// offered, and those one studies, by title.
func (s *Service) Catalogue(ctx context.Context, actor access.Actor) ([]CourseCard, error) {
	cards, err := s.cards(ctx, actor.PersonID, "")
	return cardsOf(cards), err
}

func (s *Service) cards(ctx context.Context, personID uuid.UUID, code string) ([]card, error) {
	var cards []card
	err := s.db.Select(ctx, &cards, sqls.ListCards, personID, s.zone, code)
	return cards, err
}

func (s *Service) card(ctx context.Context, personID uuid.UUID, code string) (card, error) {
	if code == "" {
		return card{}, ErrCourseNotFound
	}
	cards, err := s.cards(ctx, personID, code)
	if err == nil && len(cards) == 0 {
		err = ErrCourseNotFound
	}
	if err != nil {
		return card{}, err
	}
	return cards[0], nil
}

// Course is a whole operation for anybody signed in: the revision the person
// studies, or the newest one. Refuses ErrCourseNotFound.
func (s *Service) Course(ctx context.Context, actor access.Actor, code string) (CourseDetail, error) {
	c, err := s.card(ctx, actor.PersonID, code)
	if err != nil {
		return CourseDetail{}, err
	}
	var r revisionRow
	if err := s.db.Get(ctx, &r, sqls.ReadRevision, c.RevisionID); err != nil {
		return CourseDetail{}, err
	}
	var lessons []lessonRow
	if err := s.db.Select(ctx, &lessons, sqls.ListLessons, c.RevisionID, c.EnrolmentID); err != nil {
		return CourseDetail{}, err
	}
	out := CourseDetail{CourseCard: c.CourseCard}
	return out, out.fill(r, lessons)
}

// Enrolled tells where a person starts or goes on.
type Enrolled struct {
	EnrolmentID  uuid.UUID  `json:"enrolment_id"`
	NextLessonID *uuid.UUID `json:"next_lesson_id" nullable:"true"`
}

// Enrol is a whole operation for anybody signed in: the person studies the
// newest revision. Saying it again changes nothing. Refuses ErrCourseNotFound,
// also for a course no longer offered.
func (s *Service) Enrol(ctx context.Context, actor access.Actor, code string) (Enrolled, error) {
	if _, err := s.db.Exec(ctx, sqls.Enrol, uuid.Must(uuid.NewV7()), actor.PersonID, code); err != nil {
		return Enrolled{}, err
	}
	c, err := s.card(ctx, actor.PersonID, code)
	if err != nil {
		return Enrolled{}, err
	}
	if c.EnrolmentID == nil {
		return Enrolled{}, ErrCourseNotFound
	}
	return Enrolled{*c.EnrolmentID, c.NextLessonID}, nil
}

// enrolMandated enrols a person who opens a lesson of the newest revision of a
// course they must finish. Nobody else is enrolled by looking.
func (s *Service) enrolMandated(ctx context.Context, personID, lessonID uuid.UUID) (bool, error) {
	n, err := s.db.Exec(ctx, sqls.EnrolMandated, uuid.Must(uuid.NewV7()), personID, lessonID)
	if db.Violates(err, "enrolments_one_per_course") {
		return true, nil
	}
	return n == 1, err
}
