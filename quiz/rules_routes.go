package quiz

import (
	"context"
	"time"

	"github.com/google/uuid"

	"lentera/internal/access"
	"lentera/internal/web"
)

type rulesOut struct{ Body RulesOf }

func (s *Service) showRules(ctx context.Context, in *lessonPath) (*rulesOut, error) {
	r, err := s.ShowRules(ctx, access.Must(ctx), in.LessonID)
	return &rulesOut{r}, err
}

type rulesIn struct {
	LessonID uuid.UUID `path:"lesson_id"`
	Body     struct {
		No    int   `json:"no" minimum:"0"`
		Rules Rules `json:"rules"`
	}
}

func (s *Service) setRules(ctx context.Context, in *rulesIn) (*rulesOut, error) {
	r, err := s.SetRules(ctx, in.LessonID, in.Body.No, in.Body.Rules)
	return &rulesOut{r}, err
}

type releaseOut struct {
	Body struct {
		ReleasedAt time.Time `json:"released_at"`
	}
}

func (s *Service) releaseResults(ctx context.Context, in *lessonPath) (*releaseOut, error) {
	at, err := s.Release(ctx, in.LessonID)
	out := &releaseOut{}
	out.Body.ReleasedAt = at
	return out, err
}

type timeIn struct {
	LessonID uuid.UUID `path:"lesson_id"`
	Body     struct {
		PersonID *uuid.UUID `json:"person_id,omitempty"`
		UnitID   *uuid.UUID `json:"unit_id,omitempty" doc:"everybody of this unit and below"`
		Seconds  int        `json:"seconds" minimum:"60" maximum:"14400"`
		Reason   string     `json:"reason" minLength:"1" maxLength:"500" pattern:"\\S"`
	}
}

type timeForIn struct {
	LessonID uuid.UUID `path:"lesson_id"`
	UnitID   uuid.UUID `query:"unit_id" required:"true"`
}

type timeForOut struct{ Body TimeFor }

func (s *Service) previewTime(ctx context.Context, in *timeForIn) (*timeForOut, error) {
	who, err := s.PreviewTime(ctx, in.LessonID, in.UnitID)
	return &timeForOut{who}, err
}

type timeOut struct{ Body Time }

func (s *Service) grantTime(ctx context.Context, in *timeIn) (*timeOut, error) {
	g, err := s.GrantTime(ctx, access.Must(ctx), Time{LessonID: in.LessonID, PersonID: in.Body.PersonID, UnitID: in.Body.UnitID,
		Seconds: in.Body.Seconds, Reason: in.Body.Reason})
	return &timeOut{g}, err
}

type reopenIn struct {
	ID   uuid.UUID `path:"id"`
	Body struct {
		Seconds int    `json:"seconds" minimum:"60" maximum:"14400"`
		Reason  string `json:"reason" minLength:"1" maxLength:"500" pattern:"\\S"`
	}
}

func (s *Service) reopenAttempt(ctx context.Context, in *reopenIn) (*struct{}, error) {
	return nil, s.Reopen(ctx, in.ID, in.Body.Seconds, in.Body.Reason)
}

type monitorIn struct {
	LessonID  uuid.UUID `path:"lesson_id"`
	AfterName string    `query:"after_name" maxLength:"200" doc:"name of the last person of the page before"`
	After     uuid.UUID `query:"after" doc:"id of that person"`
	Limit     int       `query:"limit" minimum:"1" maximum:"500" default:"100"`
}

type monitorOut struct{ Body Monitor }

func (s *Service) watch(ctx context.Context, in *monitorIn) (*monitorOut, error) {
	m, err := s.Watch(ctx, in.LessonID, in.AfterName, in.After, in.Limit)
	return &monitorOut{m}, err
}

type testsOut struct {
	Body struct {
		Tests []TestLine `json:"tests" nullable:"false"`
	}
}

func (s *Service) listTests(ctx context.Context, _ *struct{}) (*testsOut, error) {
	list, err := s.TestsToWatch(ctx)
	out := &testsOut{}
	out.Body.Tests = list
	return out, err
}

type eventsOut struct {
	Body struct {
		Events []Event `json:"events" nullable:"false"`
	}
}

func (s *Service) listEvents(ctx context.Context, in *attemptPath) (*eventsOut, error) {
	list, err := s.Events(ctx, in.ID)
	out := &eventsOut{}
	out.Body.Events = list
	return out, err
}

type signIn struct {
	ID   uuid.UUID `path:"id"`
	Body struct {
		Away []int `json:"away,omitempty" maxItems:"20" doc:"seconds of each absence from the page since the last sign, where the quiz notes them"`
	}
}

type signOut struct{ Body Sign }

func (s *Service) signPresence(ctx context.Context, in *signIn) (*signOut, error) {
	sign, err := s.SignPresence(ctx, access.Must(ctx), in.ID, in.Body.Away)
	return &signOut{sign}, err
}

type takeOverIn struct {
	ID   uuid.UUID `path:"id"`
	Body *struct {
		Code string `json:"code,omitempty" maxLength:"40"`
	} `required:"false"`
}

func (s *Service) takeOver(ctx context.Context, in *takeOverIn) (*paperOut, error) {
	entry := Entry{Address: web.ClientAddress(ctx)}
	if in.Body != nil {
		entry.Code = in.Body.Code
	}
	p, err := s.TakeOver(ctx, access.Must(ctx), in.ID, entry)
	return &paperOut{200, p}, err
}

type checkIn struct {
	ID uuid.UUID `path:"id"`
	No int       `path:"no" minimum:"1" maximum:"32767"`
}

type checkOut struct{ Body ReviewedItem }

func (s *Service) checkAnswer(ctx context.Context, in *checkIn) (*checkOut, error) {
	it, err := s.Check(ctx, access.Must(ctx), in.ID, in.No)
	return &checkOut{it}, err
}
