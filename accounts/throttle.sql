-- name: ChargeThrottle
INSERT INTO accounts.throttles AS t (bucket, failures, last_at, open_at)
VALUES ($1, 1, clock_timestamp(), clock_timestamp())
ON CONFLICT ON CONSTRAINT throttles_pkey DO UPDATE SET
    failures = GREATEST(0, t.failures - EXTRACT(EPOCH FROM clock_timestamp() - t.last_at) / $2::float8) + 1,
    last_at = clock_timestamp(),
    open_at = CASE WHEN GREATEST(0, t.failures - EXTRACT(EPOCH FROM clock_timestamp() - t.last_at) / $2::float8) + 1 > $3::float8
        THEN clock_timestamp() + make_interval(secs => LEAST($4::float8, power(2, LEAST(30,
            ceil(GREATEST(0, t.failures - EXTRACT(EPOCH FROM clock_timestamp() - t.last_at) / $2::float8) - $3::float8)))))
        ELSE t.open_at END
WHERE t.open_at <= clock_timestamp()
RETURNING t.failures;

-- name: ThrottleWait
SELECT GREATEST(0, EXTRACT(EPOCH FROM open_at - clock_timestamp()))::float8 FROM accounts.throttles WHERE bucket = $1;

-- name: RefundThrottles
WITH mine AS (SELECT bucket FROM accounts.throttles WHERE bucket = ANY($1) ORDER BY bucket LIKE 'network:%', bucket FOR UPDATE)
UPDATE accounts.throttles t
SET failures = CASE WHEN t.bucket = ANY($2) THEN 0 ELSE GREATEST(0, t.failures - 1) END, open_at = LEAST(t.open_at, now())
FROM mine WHERE t.bucket = mine.bucket;

-- name: SweepThrottles
DELETE FROM accounts.throttles WHERE last_at < now() - interval '2 days';
