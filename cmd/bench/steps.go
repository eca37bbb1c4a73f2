package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/valyala/fasthttp"
)

// board collects how long each kind of act took, over all learners.
type board struct {
	mu     sync.Mutex
	order  []string
	took   map[string][]float64 // milliseconds, waits that were told included
	failed map[string]int
	why    map[string]int // failures by act and code
	again  map[string]int // times somebody was told to come back
	ends   []time.Time    // of whole rounds
}

func newBoard(order ...string) *board {
	return &board{order: order, took: map[string][]float64{}, failed: map[string]int{}, why: map[string]int{}, again: map[string]int{}}
}

func (b *board) time(name string, act func() error) error {
	began := time.Now()
	err := act()
	ms := float64(time.Since(began).Microseconds()) / 1000
	b.mu.Lock()
	defer b.mu.Unlock()
	if err != nil {
		b.failed[name]++
		b.why[name+": "+err.Error()]++
		return err
	}
	b.took[name] = append(b.took[name], ms)
	return nil
}

func (b *board) cameBack(name string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.again[name]++
}

func (b *board) ended() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.ends = append(b.ends, time.Now())
}

// within counts the rounds that ended in a span of time.
func (b *board) within(from, to time.Time) (n int) {
	for _, at := range b.ends {
		if at.After(from) && at.Before(to) {
			n++
		}
	}
	return n
}

func (b *board) print() (failures int) {
	for _, name := range b.order {
		all := b.took[name]
		slices.Sort(all)
		failures += b.failed[name]
		if len(all) == 0 {
			fmt.Printf("%-8s none, failed %d\n", name, b.failed[name])
			continue
		}
		at := func(share float64) float64 { return all[min(len(all)-1, int(share*float64(len(all))))] }
		fmt.Printf("%-8s %7d   p50 %8.1f ms   p95 %8.1f ms   p99 %8.1f ms   most %8.1f ms   told to come back %d, failed %d\n",
			name, len(all), at(.5), at(.95), at(.99), all[len(all)-1], b.again[name], b.failed[name])
	}
	for _, why := range slices.Sorted(maps.Keys(b.why)) {
		fmt.Printf("failed %d times: %s\n", b.why[why], why)
	}
	return failures
}

// virtual is a learner with its own connection state and token.
type virtual struct {
	base, token, quiz, lesson string
	name, password            string
	last                      string // attempt handed in
	board                     *board
}

type answer struct {
	status int
	body   []byte
	retry  time.Duration
}

// ask sends one request and copies the answer.
func (v *virtual) ask(method, path string, body []byte) (answer, error) {
	req, res := fasthttp.AcquireRequest(), fasthttp.AcquireResponse()
	defer fasthttp.ReleaseRequest(req)
	defer fasthttp.ReleaseResponse(res)
	req.Header.SetMethod(method)
	req.SetRequestURI(v.base + path)
	if v.token != "" {
		req.Header.Set("Authorization", "Bearer "+v.token)
	}
	if body != nil {
		req.Header.SetContentType("application/json")
		req.SetBodyRaw(body)
	}
	if err := many.DoTimeout(req, res, 60*time.Second); err != nil {
		return answer{}, err
	}
	a := answer{status: res.StatusCode(), body: slices.Clone(res.Body())}
	if s, err := strconv.Atoi(string(res.Header.Peek("Retry-After"))); err == nil {
		a.retry = time.Duration(s) * time.Second
	}
	return a, nil
}

// many has room for a connection of every learner.
var many = &fasthttp.Client{MaxConnsPerHost: 4096, NoDefaultUserAgentHeader: true, DisablePathNormalizing: true, MaxIdleConnDuration: time.Minute}

// queues are the refusals that say when to come back, and mean it. Any other
// 503 is a failure.
var queues = []string{"accounts.busy", "quiz.start-queue", "web.crowded"}

// insist asks until it is let in, coming back when it is told to, as the app
// does: the wait is part of what the learner lives through, and of the time
// measured.
func (v *virtual) insist(act, method, path string, body []byte) ([]byte, error) {
	for range 300 {
		a, err := v.ask(method, path, body)
		if err != nil {
			return nil, err
		}
		if a.status < http.StatusMultipleChoices {
			return a.body, nil
		}
		var p struct {
			Code string `json:"code"`
		}
		if json.Unmarshal(a.body, &p) != nil || p.Code == "" {
			return nil, fmt.Errorf("%d: %.200s", a.status, a.body)
		}
		if !slices.Contains(queues, p.Code) || a.retry <= 0 {
			return nil, fmt.Errorf("%d %s", a.status, p.Code)
		}
		v.board.cameBack(act)
		time.Sleep(a.retry)
	}
	return nil, errors.New("never let in")
}

func (v *virtual) get(act, path string) error {
	_, err := v.insist(act, http.MethodGet, path, nil)
	return err
}

type paper struct {
	ID    string `json:"id"`
	Items []struct {
		No      int `json:"no"`
		Options []struct {
			ID string `json:"id"`
		} `json:"options"`
	} `json:"items"`
}

func (v *virtual) start() (p paper, err error) {
	body, err := v.insist("start", http.MethodPost, "/api/quiz/lessons/"+v.quiz+"/attempts", nil)
	if err != nil {
		return p, err
	}
	return p, json.Unmarshal(body, &p)
}

// save sends one answer and says which option the server has committed.
func (v *virtual) save(p paper, i int, seq int64) (option string, err error) {
	it := p.Items[i]
	option = it.Options[(int(seq)+i)%len(it.Options)].ID
	_, err = v.insist("save", http.MethodPut, "/api/quiz/attempts/"+p.ID+"/answers/"+strconv.Itoa(it.No), fmt.Appendf(nil, `{"seq":%d,"chosen":[%q]}`, seq, option))
	return option, err
}

func (v *virtual) submit(p paper) error {
	_, err := v.insist("submit", http.MethodPost, "/api/quiz/attempts/"+p.ID+"/submit", nil)
	return err
}
