-- name: AddRun
INSERT INTO signing.runs (id, kind, party, asked_by, total, process, lease_until)
VALUES ($1, $2, $3, $4, 0, $5, now() + make_interval(secs => $6));

-- name: SetRunTotal
UPDATE signing.runs SET total = $2 WHERE id = $1;

-- name: RenewRun
UPDATE signing.runs SET lease_until = now() + make_interval(secs => $3) WHERE id = $1 AND process = $2 AND state = 'running';

-- name: RenewRuns
UPDATE signing.runs SET lease_until = now() + make_interval(secs => $2) WHERE process = $1 AND state = 'running';

-- name: EndRun
UPDATE signing.runs SET state = $2, why = $3, detail = $4, ended_at = now() WHERE id = $1 AND state = 'running';

-- name: Run
SELECT r.id, r.kind, r.party, r.asked_by, r.asked_at, r.total, r.state, r.why, r.detail, r.ended_at,
       (SELECT full_name FROM accounts.persons WHERE id = r.asked_by) AS asked_name,
       (SELECT count(*) FROM signing.documents d WHERE d.run_id = r.id AND d.state = 'signing') AS left_over
FROM signing.runs r WHERE r.id = $1;

-- name: Runs
SELECT r.id, r.kind, r.party, r.asked_by, r.asked_at, r.total, r.state, r.why, r.detail, r.ended_at,
       (SELECT full_name FROM accounts.persons WHERE id = r.asked_by) AS asked_name,
       (SELECT count(*) FROM signing.documents d WHERE d.run_id = r.id AND d.state = 'signing') AS left_over
FROM signing.runs r WHERE $1 = '' OR r.party = $1 ORDER BY r.asked_at DESC, r.id DESC LIMIT 10;

-- name: DeadRuns
SELECT id, kind FROM signing.runs WHERE state = 'running' AND lease_until < now() ORDER BY id LIMIT 20 FOR UPDATE SKIP LOCKED;

-- name: AdoptRun
UPDATE signing.runs SET process = $2, lease_until = now() + make_interval(secs => $3) WHERE id = $1 AND state = 'running';
