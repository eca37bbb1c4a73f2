package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"lentera/merit/siasn/standin"
)

// must be zero, each. The questions are put to the database, not to the server.
var zero = []struct{ what, query string }{
	{"people of a batch without exactly one certificate", `SELECT count(*) FROM certificates.batch_items i WHERE
		1 <> (SELECT count(*) FROM certificates.certificates c WHERE c.source = 'batch:' || i.batch_id || ':' || i.person_id AND c.id = i.certificate_id)`},
	{"certificates of nobody's batch", `SELECT count(*) FROM certificates.certificates c WHERE NOT EXISTS
		(SELECT FROM certificates.batch_items i WHERE i.certificate_id = c.id AND i.person_id = c.person_id)`},
	{"gaps or doubles in the numbers", `SELECT (max(n) - count(DISTINCT n)) + (count(*) - count(DISTINCT n)) + (min(n) - 1)
		FROM (SELECT split_part(number, '/', 2)::int AS n FROM certificates.certificates) AS numbers`},
	{"certificates without a drawn file", `SELECT count(*) FROM certificates.certificates WHERE pdf_sha256 = ''`},
	{"certificates without exactly one credit", `SELECT count(*) FROM certificates.certificates c WHERE
		1 <> (SELECT count(*) FROM merit.entries e WHERE e.source = 'certificate:' || c.id AND e.kind = 'credit' AND e.jp_claimed = c.jp AND e.person_id = c.person_id)`},
	{"revocations without exactly one reversal, or the other way round", `SELECT count(*) FROM certificates.certificates c WHERE
		(CASE WHEN c.revoked_at IS NULL THEN 0 ELSE 1 END) <> (SELECT count(*) FROM merit.entries e WHERE e.source = 'certificate:' || c.id AND e.kind = 'reversal')`},
	{"records not settled", `SELECT count(*) FROM merit.deliveries d JOIN certificates.certificates c ON d.source = 'certificate:' || c.id
		WHERE d.state <> CASE WHEN c.revoked_at IS NULL THEN 'confirmed' ELSE 'removed' END`},
	{"reversals that cannot be traced", `SELECT count(*) FROM merit.entries e JOIN merit.deliveries d ON d.entry_id = e.reverses WHERE e.kind = 'reversal' AND (e.reason = '' OR
		1 <> (SELECT count(*) FROM merit.delivery_events v WHERE v.delivery_id = d.id AND v.detail->>'how' = 'reversed')
		OR 1 <> (SELECT count(*) FROM merit.delivery_events v WHERE v.delivery_id = d.id AND v.to_state = 'removed'))`},
	{"certificates, credits, revocations or reversals without a leaf", `SELECT count(*) FROM (
		SELECT id, 'certificate.issued' AS kind FROM certificates.certificates
		UNION ALL SELECT id, 'certificate.revoked' FROM certificates.certificates WHERE revoked_at IS NOT NULL
		UNION ALL SELECT id, 'merit.' || kind FROM merit.entries) AS facts
		WHERE NOT EXISTS (SELECT FROM register.leaves l WHERE l.subject = facts.id AND l.kind = facts.kind)`},
	{"jobs given up", `SELECT count(*) FROM jobs.jobs WHERE state = 'dead'`},
}

// verdict looks at everything and prints it.
func (l *labor) verdict(ctx context.Context) error {
	var wrong []error
	for _, z := range zero {
		n, err := l.count(ctx, z.query)
		if err != nil {
			return fmt.Errorf("%s: %w", z.what, err)
		}
		fmt.Printf("recordlab: %d %s\n", n, z.what)
		if n != 0 {
			wrong = append(wrong, errors.New(z.what))
		}
	}
	r, err := l.compare(ctx)
	if err != nil {
		return err
	}
	fmt.Println(r)
	if err := l.tell(ctx); err != nil {
		return err
	}
	if l.o.expectDoubles {
		if r.doubled == 0 {
			return errors.New("the seeded fault was not caught: no row is doubled")
		}
		fmt.Printf("recordlab: control: the seeded fault was caught (%d rows doubled)\n", r.doubled)
		return nil
	}
	fmt.Printf("recordlab: %d times a batch's progress went back\n", l.shrunk)
	if l.shrunk > 0 {
		wrong = append(wrong, errors.New("progress went back"))
	}
	wrong = append(wrong, r.err(l), l.proofs(ctx), l.verify(ctx))
	if err := errors.Join(wrong...); err != nil {
		return fmt.Errorf("the promise is broken: %w", err)
	}
	fmt.Printf("recordlab: %d certificates, %d reversed, %d kills, %.1f s: everything holds\n", l.o.certificates, l.o.reversals, l.kills, time.Since(l.began).Seconds())
	return nil
}

// tell prints what happened, so that a reader sees that enough did.
func (l *labor) tell(ctx context.Context) error {
	var kinds []string
	for name, n := range l.siasn.Counts() {
		if kind, ok := strings.CutPrefix(name, "fault:"); ok {
			kinds = append(kinds, fmt.Sprintf("%s %d", kind, n))
		}
	}
	slices.Sort(kinds)
	taken, err := l.count(ctx, `SELECT count(*) FROM merit.deliveries d WHERE d.state = 'removed'
		AND EXISTS (SELECT FROM merit.delivery_events v WHERE v.delivery_id = d.id AND v.to_state IN ('saved', 'confirmed'))`)
	fmt.Printf("recordlab: faults by kind: %s; %d of the %d reversals came after the row was in SIASN\n", strings.Join(kinds, ", "), taken, l.o.reversals)
	return err
}

// remote is what the comparison with SIASN found.
type remote struct {
	rows, calls, faults                       int
	lost, doubled, kept, foreign, bare, other int
	pushed                                    time.Duration
}

func (r remote) String() string {
	return fmt.Sprintf("recordlab: %d calls to SIASN, %d faults, pushed in %.1f s; %d rows: %d lost, %d doubled, %d reversed but there, %d foreign, %d without document, %d with another file",
		r.calls, r.faults, r.pushed.Seconds(), r.rows, r.lost, r.doubled, r.kept, r.foreign, r.bare, r.other)
}

func (r remote) err(l *labor) error {
	switch {
	case r.lost+r.doubled+r.kept+r.foreign+r.bare+r.other > 0:
		return errors.New("SIASN does not have what it should")
	case r.faults*8 < r.calls || l.kills < l.o.pushKills+l.o.issueKills:
		return errors.New("too little went wrong to prove anything")
	}
	return nil
}

// compare holds SIASN's rows against the certificates: one row each with the
// very file, in the person's own history, under the id the record knows.
func (l *labor) compare(ctx context.Context) (r remote, err error) {
	there := map[string][]standin.Row{}
	for _, row := range l.siasn.AllRows() {
		there[row.Number] = append(there[row.Number], row)
		r.rows++
	}
	for name, n := range l.siasn.Counts() {
		if strings.HasPrefix(name, "fault:") {
			r.faults += n
		} else if !strings.Contains(name, ":") {
			r.calls += n
		}
	}
	r.pushed = l.pushedIn
	rows, err := l.pool.QueryContext(ctx, `SELECT c.number, n.nip, c.pdf_sha256, c.revoked_at IS NOT NULL, d.remote_id
		FROM certificates.certificates c JOIN accounts.nips n ON n.person_id = c.person_id JOIN merit.deliveries d ON d.source = 'certificate:' || c.id`)
	if err != nil {
		return r, err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var number, nip, sum, id string
		var revoked bool
		if err := rows.Scan(&number, &nip, &sum, &revoked, &id); err != nil {
			return r, err
		}
		r.one(there[number], nip, sum, id, revoked)
		delete(there, number)
	}
	for _, unknown := range there {
		r.foreign += len(unknown)
	}
	return r, rows.Err()
}

func (r *remote) one(have []standin.Row, nip, sum, id string, revoked bool) {
	switch {
	case len(have) > 1:
		r.doubled++
	case revoked && len(have) == 1:
		r.kept++
	case !revoked && len(have) == 0:
		r.lost++
	}
	for _, row := range have {
		if row.NIP != nip || len(have) == 1 && row.ID != id {
			r.foreign++
		}
		if len(row.Docs) == 0 {
			r.bare++
		}
		for _, d := range row.Docs {
			if d.SHA256 != sum {
				r.other++
			}
		}
	}
}

// verify runs `lentera verify` with every checkpoint that was kept.
func (l *labor) verify(ctx context.Context) error {
	args := []string{"verify"}
	for i, text := range l.kept {
		file := filepath.Join(l.school.Server.DataDir, fmt.Sprintf("kept-%d.txt", i))
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			return err
		}
		args = append(args, "--checkpoint", file)
	}
	out, err := l.school.Server.Command(ctx, args...)
	if err != nil {
		return err
	}
	for _, line := range strings.Split(strings.TrimSpace(out), "\n") {
		fmt.Println("recordlab: verify:", line)
	}
	if !strings.Contains(out, "Everything agrees.") {
		return errors.New("lentera verify does not agree")
	}
	return nil
}
