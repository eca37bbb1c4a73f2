package courses

import (
	"context"
	"errors"
	"sync"
	"testing"

	"lentera/internal/fault"
)

// ago moves the person's clock and the lesson's back, as if so many seconds had passed.
func (w *world) ago(seconds int) {
	w.exec(`UPDATE courses.presences SET seen_at = seen_at - make_interval(secs => $1)`, seconds)
}

func TestPresence(t *testing.T) {
	w := newWorld(t, 25)
	ctx := context.Background()
	w.imported(courseFolder())
	w.enrolled(w.learner)
	lesson := w.lessonID("m1-meja") // 20 minutes: 300 s are needed
	sign := func() Presence {
		t.Helper()
		p, err := w.SignPresence(ctx, w.learner, lesson, 0)
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	if p := sign(); p.Seconds != 0 || p.SecondsNeeded != 300 {
		t.Fatalf("%+v", p)
	}
	for range 50 {
		sign()
	}
	if p := sign(); p.Seconds > 5 {
		t.Fatalf("many signs make time: %+v", p)
	}
	before := sign().Seconds
	w.ago(20)
	if p := sign(); p.Seconds-before < 20 || p.Seconds-before > 22 {
		t.Fatalf("20 s later: %d", p.Seconds-before)
	}
	before = sign().Seconds
	w.ago(600)
	if p := sign(); p.Seconds-before != 45 {
		t.Fatalf("ten minutes of silence: %d", p.Seconds-before)
	}
	before = sign().Seconds
	w.ago(3600)
	if p := sign(); p.Seconds-before > 1 {
		t.Fatalf("a new sitting: %d", p.Seconds-before)
	}
	if n := w.number(`SELECT seconds FROM courses.learning_days`); n != sign().Seconds {
		t.Fatalf("the day has %d s", n)
	}
	_, err := w.Complete(ctx, w.learner, lesson)
	left, _ := fault.Of(err).Extra["seconds_left"].(int)
	if !errors.Is(err, ErrTooSoon) || left != 300-sign().Seconds {
		t.Fatalf("too soon: %v, left %d", err, left)
	}
	w.exec(`UPDATE courses.progress SET seconds = 300`)
	if _, err := w.Complete(ctx, w.learner, lesson); err != nil {
		t.Fatal(err)
	}
}

// One person has one clock: three tabs in three lessons do not make three
// hours out of one.
func TestPresenceInParallelIsOneClock(t *testing.T) {
	w := newWorld(t, 25)
	ctx := context.Background()
	w.imported(courseFolder())
	w.enrolled(w.learner)
	keys := []string{"m1-meja", "m1-klik", "m1-kuis"}
	if _, err := w.SignPresence(ctx, w.learner, w.lessonID(keys[0]), 0); err != nil {
		t.Fatal(err)
	}
	w.ago(40)
	var all sync.WaitGroup
	for range 6 {
		for _, key := range keys {
			id := w.lessonID(key)
			all.Add(1)
			go func() {
				defer all.Done()
				if _, err := w.SignPresence(ctx, w.learner, id, 0); err != nil {
					t.Error(err)
				}
			}()
		}
	}
	all.Wait()
	if n := w.number(`SELECT sum(seconds) FROM courses.progress`); n < 40 || n > 46 {
		t.Fatalf("%d seconds out of 40", n)
	}
}

func TestVideoPointFollowsTheClock(t *testing.T) {
	w := newWorld(t, 25)
	ctx := context.Background()
	w.imported(courseFolder())
	w.enrolled(w.learner)
	lesson := w.lessonID("m1-klik") // 10 minutes: 150 s; video of 480 s: 384 s
	sign := func(at int) Presence {
		t.Helper()
		p, err := w.SignPresence(ctx, w.learner, lesson, at)
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	for range 30 {
		if p := sign(480); p.VideoSecond > 2*p.Seconds+10 {
			t.Fatalf("jumped: %+v", p)
		}
	}
	w.ago(45)
	if p := sign(480); p.VideoSecond < 100 || p.VideoSecond > 2*p.Seconds+10 {
		t.Fatalf("%+v", p)
	}
	if p := sign(3); p.VideoSecond < 100 {
		t.Fatalf("went back: %+v", p)
	}
	w.exec(`UPDATE courses.progress SET seconds = 150, video_second = 200`)
	_, err := w.Complete(ctx, w.learner, lesson)
	if f := fault.Of(err); !errors.Is(err, ErrTooSoon) || f.Extra["video_seconds_left"] != 184 || f.Extra["seconds_left"] != 92 {
		t.Fatalf("%v %+v", err, f.Extra)
	}
	if p := sign(9999); p.VideoSecond > 480 {
		t.Fatalf("beyond the end: %+v", p)
	}
	w.exec(`UPDATE courses.progress SET video_second = 384`)
	if _, err := w.Complete(ctx, w.learner, lesson); err != nil {
		t.Fatal(err)
	}
}

func TestMayFinish(t *testing.T) {
	cases := []struct {
		name    string
		lesson  EnrolledLesson
		percent int
		want    error
	}{
		{"no rule", EnrolledLesson{Kind: "video", Minutes: 10, VideoSeconds: 400}, 0, nil},
		{"text too soon", EnrolledLesson{Kind: "text", Minutes: 10, Seconds: 149}, 25, ErrTooSoon},
		{"text", EnrolledLesson{Kind: "text", Minutes: 10, Seconds: 150}, 25, nil},
		{"video present, not seen", EnrolledLesson{Kind: "video", Minutes: 10, Seconds: 600, VideoSeconds: 400, VideoSecond: 319}, 25, ErrTooSoon},
		{"video", EnrolledLesson{Kind: "video", Minutes: 10, Seconds: 150, VideoSeconds: 400, VideoSecond: 320}, 25, nil},
		{"quiz", EnrolledLesson{Kind: "quiz", Minutes: 10, Seconds: 9999}, 0, ErrQuizDecides},
	}
	for _, c := range cases {
		if err := mayFinish(c.lesson, c.percent); !errors.Is(err, c.want) || (c.want == nil) != (err == nil) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}
