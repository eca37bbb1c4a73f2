package main

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"

	"github.com/lib/pq"
	"github.com/valyala/fasthttp"

	"lentera/internal/db"
	"lentera/internal/lab"
	_ "lentera/quiz" // brings its statements into db.Loaded
)

// seat is one learner in an open attempt.
type seat struct {
	base, token, lesson string
	person              string
	attempt             lab.Attempt
}

// sit brings every learner into an open attempt.
func sit(ctx context.Context, school *lab.School) ([]seat, error) {
	seats := make([]seat, 0, len(school.Learners))
	for _, l := range school.Learners {
		lessons, err := l.Enrol(ctx)
		if err != nil {
			return nil, err
		}
		a, err := l.StartAttempt(ctx, lessons.Quiz)
		if err != nil {
			return nil, err
		}
		var me struct {
			PersonID string `json:"person_id"`
		}
		if err := l.Client.Do(ctx, "GET", "/api/accounts/me", nil, &me); err != nil {
			return nil, err
		}
		seats = append(seats, seat{base: l.Client.Base, token: l.Client.Token(), lesson: lessons.Read, person: me.PersonID, attempt: a})
	}
	return seats, nil
}

// client is light and each seat keeps its own request, so that the load
// generator takes little of the two cores it shares with what it measures.
var client = &fasthttp.Client{MaxConnsPerHost: 256, NoDefaultUserAgentHeader: true, DisablePathNormalizing: true}

type caller struct {
	req fasthttp.Request
	res fasthttp.Response
	tmp []byte
}

func newCallers(seats []seat, method string) []*caller {
	out := make([]*caller, len(seats))
	for i, s := range seats {
		out[i] = &caller{}
		out[i].req.Header.SetMethod(method)
		out[i].req.Header.Set("Authorization", "Bearer "+s.token)
		out[i].req.Header.SetContentType("application/json")
	}
	return out
}

func (c *caller) ask() error {
	if err := client.Do(&c.req, &c.res); err != nil {
		return err
	}
	if c.res.StatusCode() != fasthttp.StatusOK {
		return fmt.Errorf("%d: %s", c.res.StatusCode(), c.res.Body())
	}
	return nil
}

// pick is the answer of the n-th act: another item and option each time, with
// a sequence number that always grows.
func (s seat) pick(n int64) (no int, option string) {
	it := s.attempt.Items[n%int64(len(s.attempt.Items))]
	return it.No, it.Options[n/7%int64(len(it.Options))].ID
}

func overHTTP(seats []seat) func(int, int64) error {
	callers := newCallers(seats, fasthttp.MethodPut)
	return func(lane int, n int64) error {
		s, c := seats[lane], callers[lane]
		no, option := s.pick(n)
		c.req.SetRequestURI(s.base + "/api/quiz/attempts/" + s.attempt.ID + "/answers/" + strconv.Itoa(no))
		c.tmp = fmt.Appendf(c.tmp[:0], `{"seq":%d,"chosen":[%q]}`, n, option)
		c.req.SetBodyRaw(c.tmp)
		return c.ask()
	}
}

func readLesson(seats []seat) func(int, int64) error {
	callers := newCallers(seats, fasthttp.MethodGet)
	for i, s := range seats {
		callers[i].req.SetRequestURI(s.base + "/api/courses/lessons/" + s.lesson)
	}
	return func(lane int, _ int64) error { return callers[lane].ask() }
}

// direct drives the product's own statement through lib/pq, prepared and kept,
// with as many connections as the server's pool has.
type direct struct {
	pool  *sql.DB
	stmt  *sql.Stmt
	seats []seat
}

const serverPool = 16

// noSession is a session that holds nothing; the bench quiz asks for none.
const noSession = "00000000-0000-0000-0000-000000000000"

func newDirect(ctx context.Context, server *lab.Server, seats []seat) (*direct, error) {
	dsn, err := server.DatabaseURL()
	if err != nil {
		return nil, err
	}
	pool, err := sql.Open("postgres", dsn)
	if err != nil {
		return nil, err
	}
	pool.SetMaxOpenConns(serverPool)
	pool.SetMaxIdleConns(serverPool)
	for _, q := range db.Loaded() {
		if q.Name != "SaveAnswer" {
			continue
		}
		stmt, err := pool.PrepareContext(ctx, q.SQL)
		return &direct{pool: pool, stmt: stmt, seats: seats}, err
	}
	return nil, fmt.Errorf("the statement SaveAnswer is not in the program")
}

func (d *direct) close() { _ = d.pool.Close() }

func (d *direct) save(lane int, n int64) error {
	s := d.seats[lane]
	no, option := s.pick(n)
	var refusal string
	var seq int64
	var saved any
	var left int
	var stale bool
	var chosen pq.StringArray
	err := d.stmt.QueryRow(s.attempt.ID, s.person, no, n, pq.StringArray{option}, 5.0, noSession).Scan(&refusal, &seq, &saved, &left, &stale, &chosen)
	if err == nil && refusal != "" {
		return fmt.Errorf("refused: %s", refusal)
	}
	return err
}
