package main

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"sync/atomic"
	"time"

	"lentera/internal/lab"
)

const (
	issuedPeople = 300    // get a certificate through the server
	agencyPeople = 15_000 // have a ledger of five years
	ledgerAim    = 300    // ms for a page of the ledger of a unit
)

// benchRecords measures certificates, their verification, and the ledger of a
// whole agency. The server believes X-Forwarded-For, so that each request comes
// from another address, as visitors do: one address alone is slowed down.
func benchRecords(ctx context.Context, o options) error {
	turn := time.Duration(o.seconds * float64(time.Second))
	if err := benchFiles(turn); err != nil {
		return err
	}
	return lab.Throwaway(o.binary, []string{"LENTERA_TRUSTED_PROXIES=127.0.0.1"}, func(server *lab.Server) error {
		school, err := lab.OpenRoster(ctx, server, issuedPeople)
		if err != nil {
			return err
		}
		dsn, err := server.DatabaseURL()
		if err != nil {
			return err
		}
		pool, err := sql.Open("postgres", dsn)
		if err != nil {
			return err
		}
		defer func() { _ = pool.Close() }()
		if err := benchIssuing(ctx, school, pool); err != nil {
			return err
		}
		if err := benchVerifying(ctx, o, school, pool, turn); err != nil {
			return err
		}
		return benchLedger(ctx, school, pool)
	})
}

// benchIssuing issues one batch: number, certificate, ledger entry and leaves
// of each person in a transaction of its own; the files are drawn meanwhile.
func benchIssuing(ctx context.Context, school *lab.School, pool *sql.DB) error {
	second, err := school.AnotherAdmin(ctx, "Admin Dua", "dua@uji.example")
	if err != nil {
		return err
	}
	ids, err := school.PeopleIDs(ctx)
	if err != nil {
		return err
	}
	batch, err := school.PrepareBatch(ctx, 1, 16, ids)
	if err != nil {
		return err
	}
	began := time.Now()
	if err := second.Do(ctx, "POST", lab.ApproveBatchPath(batch), nil, nil); err != nil {
		return err
	}
	issued, err := until(ctx, pool, began, `SELECT count(*) = $1 FROM certificates.certificates`)
	if err != nil {
		return err
	}
	drawn, err := until(ctx, pool, began, `SELECT count(*) = $1 FROM certificates.certificates WHERE pdf_sha256 <> ''`)
	fmt.Printf("certificates of a batch  %8.0f /s   issued, with entry and leaves; drawn and stored as well: %.0f /s\n", issuedPeople/issued, issuedPeople/drawn)
	return err
}

func until(ctx context.Context, pool *sql.DB, began time.Time, query string) (seconds float64, err error) {
	for done := false; !done; time.Sleep(10 * time.Millisecond) {
		if err := pool.QueryRowContext(ctx, query, issuedPeople).Scan(&done); err != nil {
			return 0, err
		}
	}
	return time.Since(began).Seconds(), nil
}

// benchVerifying asks for public pages of real certificates by their code.
// There is no public page by number: numbers can be guessed.
func benchVerifying(ctx context.Context, o options, school *lab.School, pool *sql.DB, turn time.Duration) error {
	var codes []string
	rows, err := pool.QueryContext(ctx, `SELECT public_id FROM certificates.certificates`)
	if err != nil {
		return err
	}
	for rows.Next() {
		var code string
		if err := rows.Scan(&code); err != nil {
			return err
		}
		codes = append(codes, code)
	}
	if err := rows.Close(); err != nil {
		return err
	}
	kinds := []struct{ name, at string }{{"verification pages", "/s/"}, {"verification as JSON", "/api/certificates/verify/"},
		{"proofs in the register", "/api/register/proof/certificate?public_id="}, {"a page without database", "/verifikasi?"}}
	turns := make([][]outcome, len(kinds))
	for range o.rounds {
		for i, k := range kinds {
			turns[i] = append(turns[i], measure(turn, o.lanes, visitor(school.Server.URL+k.at, codes, o.lanes)))
		}
	}
	bare := middle(turns[len(kinds)-1])
	for i, k := range kinds {
		m := middle(turns[i])
		fmt.Printf("%-24s %8.0f /s   p50 %6.2f ms   p99 %6.2f ms   errors %d   %3.0f %% of the last line\n", k.name, m.rate, m.p50, m.p99, m.errors, 100*m.rate/bare.rate)
	}
	return nil
}

var visits atomic.Uint32

// visitor reads pages, each time another one from another address.
func visitor(at string, codes []string, lanes int) func(int, int64) error {
	callers := make([]*caller, lanes)
	for i := range callers {
		callers[i] = &caller{}
	}
	return func(lane int, n int64) error {
		c, v := callers[lane], visits.Add(1)
		c.req.SetRequestURI(at + codes[int(n)%len(codes)])
		c.req.Header.Set("X-Forwarded-For", fmt.Sprintf("10.%d.%d.%d", v>>16&255, v>>8&255, v&255))
		return c.ask()
	}
}

// agency fills people, units and balances of five years.
var agency = []string{
	`INSERT INTO accounts.units (id, code, name, parent_id) SELECT gen_random_uuid(), 'B' || n, 'Badan ' || n, (SELECT id FROM accounts.units WHERE parent_id IS NULL LIMIT 1) FROM generate_series(1, 40) n`,
	`INSERT INTO accounts.units (id, code, name, parent_id) SELECT gen_random_uuid(), u.code || '-' || n, 'Seksi ' || n, u.id FROM accounts.units u, generate_series(1, 14) n WHERE u.code LIKE 'B%'`,
	`INSERT INTO accounts.persons (id, class, full_name) SELECT gen_random_uuid(), CASE WHEN n % 4 = 0 THEN 'pppk' ELSE 'pns' END, 'Orang ' || lpad(n::text, 5, '0') FROM generate_series(1, 15000) n`,
	`INSERT INTO accounts.memberships (person_id, unit_id, valid_from) SELECT p.id, (u.ids)[1 + p.n % array_length(u.ids, 1)], '2020-01-01'
		FROM (SELECT id, row_number() OVER (ORDER BY full_name) n FROM accounts.persons WHERE full_name LIKE 'Orang %') p, (SELECT array_agg(id) ids FROM accounts.units WHERE code LIKE 'B%') u`,
	`INSERT INTO merit.balances (person_id, year, claimed, evidenced, counted, quarters)
		SELECT p.id, y, 300, 280, (p.n * 7 % 260)::int, ARRAY[(p.n * 7 % 260)::int, 0, 0, 0]
		FROM (SELECT id, row_number() OVER (ORDER BY full_name) n FROM accounts.persons WHERE full_name LIKE 'Orang %') p, generate_series(2022, 2026) y WHERE p.n % 5 <> 0`,
	`ANALYZE`,
}

// benchLedger asks as the screen of a unit does, one page after another.
func benchLedger(ctx context.Context, school *lab.School, pool *sql.DB) error {
	for _, statement := range agency {
		if _, err := pool.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	const at = "/api/merit/units/all/ledger?year=2026"
	for _, page := range []struct{ name, query string }{{"first page", ""}, {"below the target", "&status=below&sort=counted"}, {"by name", "&q=orang%2014"}, {"200 rows", "&limit=200"}} {
		var people int
		m := measure(2*time.Second, 1, func(int, int64) error {
			c := &caller{}
			c.req.SetRequestURI(school.Server.URL + at + page.query)
			c.req.Header.Set("Authorization", "Bearer "+school.Admin.Token())
			if err := c.ask(); err != nil {
				return err
			}
			var l struct {
				Totals struct {
					People int `json:"people"`
				} `json:"totals"`
			}
			err := json.Unmarshal(c.res.Body(), &l)
			people = l.Totals.People
			return err
		})
		if people < agencyPeople || m.errors > 0 {
			return fmt.Errorf("ledger, %s: %d people, %d errors", page.name, people, m.errors)
		}
		fmt.Printf("ledger of %d, %-18s least %4.0f ms   p50 %4.0f ms   p99 %4.0f ms   (aim: at most %d ms)\n", people, page.name, m.least, m.p50, m.p99, ledgerAim)
	}
	return nil
}
