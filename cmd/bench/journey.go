package main

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"

	"lentera/internal/lab"
)

// journey is 28 acts of one learner in a closed loop: sign in and home, course,
// lesson, quiz, start, 20 answers one by one, hand in, review; half a second to
// one and a half between them. It runs with each number of learners in turn.
func journey(ctx context.Context, o options, school *lab.School) error {
	learners, pool, err := ready(ctx, school)
	if err != nil {
		return err
	}
	defer func() { _ = pool.Close() }()
	for _, n := range o.stages {
		if n > len(learners) {
			break
		}
		before, err := measureUse(ctx, school, pool)
		if err != nil {
			return err
		}
		b := newBoard("sign-in", "home", "course", "lesson", "quiz", "start", "save", "submit", "review")
		began := time.Now()
		end := began.Add(time.Duration(o.seconds * float64(time.Second)))
		var all sync.WaitGroup
		for _, v := range learners[:n] {
			v.board = b
			all.Go(func() {
				time.Sleep(rand.N(time.Duration(min(20, o.seconds/2) * float64(time.Second))))
				for first := true; first || time.Now().Before(end); first = false {
					if v.travel() != nil {
						return
					}
				}
			})
		}
		all.Wait()
		took := time.Since(began)
		time.Sleep(2 * time.Second)
		after, err := measureUse(ctx, school, pool)
		if err != nil {
			return err
		}
		finished := len(b.took["review"])
		fmt.Printf("\n%d learners, %.0f s: %d journeys finished, %.0f a minute, %d times told to come back\n", n, took.Seconds(), finished, float64(finished)/took.Minutes(), b.again)
		failures := b.print()
		after.since(before, finished)
		if failures > 0 {
			return fmt.Errorf("%d failures with %d learners", failures, n)
		}
	}
	return nil
}

func think() { time.Sleep(500*time.Millisecond + rand.N(time.Second)) }

func (v *virtual) travel() error {
	act := func(name string, do func() error) error {
		think()
		return v.board.time(name, do)
	}
	var p paper
	for _, step := range []struct {
		name string
		do   func() error
	}{
		{"sign-in", v.signIn},
		{"home", func() error { return v.get("/api/courses/home") }},
		{"course", func() error { return v.get("/api/courses/courses/" + lab.CourseCode) }},
		{"lesson", func() error { return v.get("/api/courses/lessons/" + v.lesson) }},
		{"quiz", func() error { return v.get("/api/quiz/lessons/" + v.quiz) }},
		{"start", func() (err error) { p, err = v.start(); return err }},
	} {
		if err := act(step.name, step.do); err != nil {
			return err
		}
	}
	for i := range p.Items {
		if err := act("save", func() error { _, err := v.save(p, i, 1); return err }); err != nil {
			return err
		}
	}
	if err := act("submit", func() error { return v.submit(p) }); err != nil {
		return err
	}
	return act("review", func() error { return v.get("/api/quiz/attempts/" + p.ID + "/review") })
}

func (v *virtual) signIn() error {
	body, err := json.Marshal(map[string]string{"name": v.name, "password": v.password})
	if err != nil {
		return err
	}
	var a answer
	for range 20 { // comes back when told to, as a person does; the waits count
		a, err = v.ask(http.MethodPost, "/api/accounts/sign-in", body)
		if err != nil || a.status != http.StatusServiceUnavailable {
			break
		}
		v.board.mu.Lock()
		v.board.again++
		v.board.mu.Unlock()
		time.Sleep(max(a.retry, time.Second))
	}
	if err := a.failure(err); err != nil {
		return err
	}
	var s struct {
		AccessToken string `json:"access_token"`
	}
	err = json.Unmarshal(a.body, &s)
	v.token = s.AccessToken
	return err
}
