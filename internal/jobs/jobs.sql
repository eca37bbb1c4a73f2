-- name: EnqueueJob
INSERT INTO jobs.jobs (kind, args, run_at, unique_key)
VALUES ($1, $2, now() + make_interval(secs => $3), NULLIF($4, ''))
ON CONFLICT (unique_key) DO NOTHING;

-- name: ClaimJobs
UPDATE jobs.jobs SET state = 'running', tries = tries + 1, leased_until = now() + make_interval(secs => $2)
WHERE id IN (
    SELECT id FROM jobs.jobs
    WHERE kind = ANY($1)
      AND ((state = 'waiting' AND run_at <= now()) OR (state = 'running' AND leased_until < now()))
    ORDER BY run_at, id
    FOR UPDATE SKIP LOCKED
    LIMIT $3)
RETURNING id, kind, args, tries;

-- name: FinishJob
DELETE FROM jobs.jobs WHERE id = $1;

-- name: RetryJob
-- A dead job gives its key back: a periodic one must be queued again.
UPDATE jobs.jobs SET state = $2, run_at = now() + make_interval(secs => $3), leased_until = NULL, last_error = $4,
    unique_key = CASE WHEN $2 = 'dead' THEN NULL ELSE unique_key END
WHERE id = $1;

-- name: ReviveJobs
UPDATE jobs.jobs SET state = 'waiting', tries = 0, run_at = now() WHERE state = 'dead';

-- name: CountJobs
SELECT state, count(*) AS n FROM jobs.jobs GROUP BY state;
