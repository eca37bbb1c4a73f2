package main

import (
	"encoding/json"
	"errors"
	"fmt"
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
	took   map[string][]float64 // milliseconds
	failed map[string]int
	again  int // times somebody was told to come back
	shown  int // failures printed
}

func newBoard(order ...string) *board {
	return &board{order: order, took: map[string][]float64{}, failed: map[string]int{}}
}

func (b *board) time(name string, act func() error) error {
	began := time.Now()
	err := act()
	ms := float64(time.Since(began).Microseconds()) / 1000
	b.mu.Lock()
	defer b.mu.Unlock()
	if err != nil {
		b.failed[name]++
		if b.shown++; b.shown <= 5 {
			fmt.Println("failed:", name, err)
		}
		return err
	}
	b.took[name] = append(b.took[name], ms)
	return nil
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
		fmt.Printf("%-8s %7d   p50 %8.1f ms   p95 %8.1f ms   p99 %8.1f ms   most %8.1f ms   failed %d\n",
			name, len(all), at(.5), at(.95), at(.99), all[len(all)-1], b.failed[name])
	}
	return failures
}

// virtual is a learner with its own connection state and token.
type virtual struct {
	base, token, quiz, lesson string
	name, password            string
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

func (v *virtual) get(path string) error {
	a, err := v.ask(http.MethodGet, path, nil)
	return a.failure(err)
}

func (a answer) failure(err error) error {
	if err != nil {
		return err
	}
	if a.status >= 300 {
		return fmt.Errorf("%d: %.200s", a.status, a.body)
	}
	return nil
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

// start asks until it is let in: the wait in the queue is part of what the
// learner lives through, and of the time measured.
func (v *virtual) start() (p paper, err error) {
	for range 200 {
		a, err := v.ask(http.MethodPost, "/api/quiz/lessons/"+v.quiz+"/attempts", nil)
		if err == nil && a.status == http.StatusServiceUnavailable && a.retry > 0 {
			v.board.mu.Lock()
			v.board.again++
			v.board.mu.Unlock()
			time.Sleep(a.retry)
			continue
		}
		if err := a.failure(err); err != nil {
			return p, err
		}
		return p, json.Unmarshal(a.body, &p)
	}
	return p, errors.New("never let in")
}

// save sends one answer and says which option the server has committed.
func (v *virtual) save(p paper, i int, seq int64) (option string, err error) {
	it := p.Items[i]
	option = it.Options[(int(seq)+i)%len(it.Options)].ID
	a, err := v.ask(http.MethodPut, "/api/quiz/attempts/"+p.ID+"/answers/"+strconv.Itoa(it.No), fmt.Appendf(nil, `{"seq":%d,"chosen":[%q]}`, seq, option))
	return option, a.failure(err)
}

func (v *virtual) submit(p paper) error {
	a, err := v.ask(http.MethodPost, "/api/quiz/attempts/"+p.ID+"/submit", nil)
	return a.failure(err)
}
