package main

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"

	"lentera/internal/lab"
)

// How learners arrive: spread over about the length of one journey, so that a
// stage begins as it goes on, with every act of the journey mixed. At 2,000
// that is 67 sign-ins a second, more than two cores can hash.
const arrival = 30 * time.Second

// journey is 28 acts of each learner in a closed loop: sign in, home, course,
// lesson, quiz, start, 20 answers one by one, hand in, review; half a second to
// one and a half between them. It runs with each number of learners in turn.
// Then the same learners, signed in, do the attempt alone, once each.
func journey(ctx context.Context, o options, school *lab.School) error {
	learners, pool, err := ready(ctx, school)
	if err != nil {
		return err
	}
	defer func() { _ = pool.Close() }()
	failures := 0
	for _, n := range o.stages {
		if n > len(learners) {
			break
		}
		fmt.Printf("\n%d learners begin\n", n)
		steady := time.Duration(o.seconds * float64(time.Second))
		end := time.Now().Add(arrival + steady)
		b := newBoard("sign-in", "home", "course", "lesson", "quiz", "start", "save", "submit", "review")
		used, took, err := round(ctx, school, pool, learners[:n], b, func(v *virtual) {
			for first := true; first || time.Now().Before(end); first = false {
				if v.travel() == nil {
					b.ended()
				}
			}
		})
		if err != nil {
			return err
		}
		fmt.Printf("%d learners, %.0f s: %d journeys finished; %.0f a minute while all were there\n", n, took.Seconds(),
			len(b.ends), float64(b.within(end.Add(-steady), end))/steady.Minutes())
		failures += b.print()
		used.print(len(b.ends), "journey")

		alone := newBoard("start", "save", "submit")
		if used, took, err = round(ctx, school, pool, learners[:n], alone, func(v *virtual) {
			if v.attempt() == nil {
				alone.ended()
			}
		}); err != nil {
			return err
		}
		fmt.Printf("%d learners, the attempt alone, %.0f s: %d finished\n", n, took.Seconds(), len(alone.ends))
		failures += alone.print()
		used.print(len(alone.ends), "attempt alone")
	}
	if failures > 0 {
		return fmt.Errorf("%d failures", failures)
	}
	return nil
}

// round lets learners arrive one after another, and tells what was used until
// the last is done.
func round(ctx context.Context, school *lab.School, pool *sql.DB, learners []*virtual, b *board, do func(*virtual)) (used usage, took time.Duration, err error) {
	before, err := measureUse(ctx, school, pool)
	if err != nil {
		return used, 0, err
	}
	began := time.Now()
	var all sync.WaitGroup
	for _, v := range learners {
		v.board = b
		all.Go(func() {
			time.Sleep(rand.N(arrival))
			do(v)
		})
	}
	all.Wait()
	took = time.Since(began)
	time.Sleep(2 * time.Second) // Postgres counts its rows a second late
	after, err := measureUse(ctx, school, pool)
	return after.since(before), took, err
}

func think() { time.Sleep(500*time.Millisecond + rand.N(time.Second)) }

func (v *virtual) act(name string, do func() error) error {
	think()
	return v.board.time(name, do)
}

func (v *virtual) travel() error {
	for _, step := range []struct {
		name string
		do   func() error
	}{
		{"sign-in", v.signIn},
		{"home", func() error { return v.get("home", "/api/courses/home") }},
		{"course", func() error { return v.get("course", "/api/courses/courses/"+lab.CourseCode) }},
		{"lesson", func() error { return v.get("lesson", "/api/courses/lessons/"+v.lesson) }},
		{"quiz", func() error { return v.get("quiz", "/api/quiz/lessons/"+v.quiz) }},
		{"", v.attempt},
		{"review", func() error { return v.get("review", "/api/quiz/attempts/"+v.last+"/review") }},
	} {
		do := step.do
		if step.name != "" {
			do = func() error { return v.act(step.name, step.do) }
		}
		if err := do(); err != nil {
			return err
		}
	}
	return nil
}

// attempt starts, answers each item once and hands in.
func (v *virtual) attempt() error {
	var p paper
	if err := v.act("start", func() (err error) { p, err = v.start(); return err }); err != nil {
		return err
	}
	for i := range p.Items {
		if err := v.act("save", func() error { _, err := v.save(p, i, 1); return err }); err != nil {
			return err
		}
	}
	v.last = p.ID
	return v.act("submit", func() error { return v.submit(p) })
}

func (v *virtual) signIn() error {
	body, err := json.Marshal(map[string]string{"name": v.name, "password": v.password})
	if err != nil {
		return err
	}
	v.token = ""
	got, err := v.insist("sign-in", http.MethodPost, "/api/accounts/sign-in", body)
	if err != nil {
		return err
	}
	var s struct {
		AccessToken string `json:"access_token"`
	}
	err = json.Unmarshal(got, &s)
	v.token = s.AccessToken
	return err
}
