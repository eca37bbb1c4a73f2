package lab

import (
	"context"
	"errors"
	"html"
	"math/rand/v2"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Option and Item are one question of an open attempt as a learner sees it.
type Option struct {
	ID   string `json:"id"`
	HTML string `json:"html"`
}

// Item is one place of the paper.
type Item struct {
	No       int      `json:"no"`
	StemHTML string   `json:"stem_html"`
	Options  []Option `json:"options"`
	Seq      int64    `json:"seq"`
}

// Attempt is an open attempt.
type Attempt struct {
	ID    string `json:"id"`
	Items []Item `json:"items"`
}

// Result is a closed one.
type Result struct {
	State           string `json:"state"`
	Passed          bool   `json:"passed"`
	CourseCompleted bool   `json:"course_completed"`
}

// Lessons are the ids of the lab course's two lessons.
type Lessons struct{ Read, Quiz string }

// Stubborn repeats an act until the server answers it, as the app does:
// network errors, 5xx and 429 are tried again, 401 signs in again, any other
// refusal is final.
func (l *Learner) Stubborn(ctx context.Context, act func() error) error {
	wait := 50 * time.Millisecond
	for {
		err := act()
		if err == nil {
			return nil
		}
		var p *Problem
		if errors.As(err, &p) {
			switch {
			case p.Status == http.StatusUnauthorized:
				if rerr := l.Client.Refresh(ctx); rerr != nil {
					_ = l.Client.SignIn(ctx, l.NIP, l.Password)
				}
			case p.Status < http.StatusInternalServerError && p.Status != http.StatusTooManyRequests:
				return err
			}
		}
		select {
		case <-ctx.Done():
			return errors.Join(ctx.Err(), err)
		case <-time.After(wait + rand.N(wait)):
			wait = min(2*wait, time.Second)
		}
	}
}

// Enrol joins the lab course and finds its lessons.
func (l *Learner) Enrol(ctx context.Context) (out Lessons, err error) {
	if err = l.Stubborn(ctx, func() error {
		return l.Client.Do(ctx, http.MethodPost, "/api/courses/courses/"+CourseCode+"/enrol", nil, nil)
	}); err != nil {
		return out, err
	}
	var course struct {
		Modules []struct {
			Lessons []struct {
				ID  string `json:"id"`
				Key string `json:"key"`
			} `json:"lessons"`
		} `json:"modules"`
	}
	err = l.Stubborn(ctx, func() error {
		return l.Client.Do(ctx, http.MethodGet, "/api/courses/courses/"+CourseCode, nil, &course)
	})
	for _, m := range course.Modules {
		for _, le := range m.Lessons {
			if le.Key == "baca" {
				out.Read = le.ID
			} else {
				out.Quiz = le.ID
			}
		}
	}
	return out, err
}

// FinishReading reports presence and finishes the text lesson.
func (l *Learner) FinishReading(ctx context.Context, lesson string) error {
	return l.Stubborn(ctx, func() error {
		if err := l.Client.Do(ctx, http.MethodPost, "/api/courses/lessons/"+lesson+"/presence", map[string]int{}, nil); err != nil {
			return err
		}
		return l.Client.Do(ctx, http.MethodPost, "/api/courses/lessons/"+lesson+"/complete", nil, nil)
	})
}

// StartAttempt starts the quiz or comes back to the open attempt.
func (l *Learner) StartAttempt(ctx context.Context, lesson string) (a Attempt, err error) {
	err = l.Stubborn(ctx, func() error {
		return l.Client.Do(ctx, http.MethodPost, "/api/quiz/lessons/"+lesson+"/attempts", nil, &a)
	})
	return a, err
}

// Saved is the server's acknowledgement of an answer.
type Saved struct {
	Seq   int64 `json:"seq"`
	Stale bool  `json:"stale"`
}

// Answer sends one answer once.
func (l *Learner) Answer(ctx context.Context, attempt string, no int, seq int64, chosen ...string) (s Saved, err error) {
	body := map[string]any{"seq": seq, "chosen": chosen}
	err = l.Client.Do(ctx, http.MethodPut, "/api/quiz/attempts/"+attempt+"/answers/"+strconv.Itoa(no), body, &s)
	return s, err
}

// Submit closes the attempt.
func (l *Learner) Submit(ctx context.Context, attempt string) (r Result, err error) {
	err = l.Stubborn(ctx, func() error {
		return l.Client.Do(ctx, http.MethodPost, "/api/quiz/attempts/"+attempt+"/submit", nil, &r)
	})
	return r, err
}

var tags = regexp.MustCompile(`<[^>]*>`)

// Plain is the text of a piece of the server's HTML.
func Plain(h string) string {
	return strings.TrimSpace(html.UnescapeString(tags.ReplaceAllString(h, "")))
}

// Right finds the right option of an item by the lab's own key.
func (s *School) Right(it Item) string {
	want := s.Keys[Plain(it.StemHTML)]
	for _, o := range it.Options {
		if Plain(o.HTML) == want {
			return o.ID
		}
	}
	return ""
}

// Wrong finds an option that is not right.
func (s *School) Wrong(it Item) string {
	right := s.Right(it)
	for _, o := range it.Options {
		if o.ID != right {
			return o.ID
		}
	}
	return ""
}
