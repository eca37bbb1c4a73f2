-- name: SaveAnswer
-- One statement that commits by itself. $1 attempt, $2 person, $3 no, $4 seq,
-- $5 chosen, $6 grace in seconds, $7 session.
--
-- attempt: FOR SHARE waits for a closing (FOR UPDATE) and then gives the row
-- as that left it, so the judgement below never rests on a stale state; a
-- closing that comes later waits for this commit. The row is locked by id and
-- owner only: a condition on state here would turn "closed meanwhile" into
-- "not found".
-- verdict: given is the one form of the answer: a set sorted and each once, so
-- that the same choice is the same array; lists and texts as they came.
-- What not every answer needs is in functions: their plans then cost nothing here.
-- saved: an older act must not overwrite a newer one. The CASEs instead of a
-- WHERE make RETURNING tell what is stored now, also when this act lost (the
-- snapshot of this statement could not); a conflicting row is locked either way.
WITH attempt AS MATERIALIZED (
    SELECT state, deadline_at, holder FROM quiz.attempts WHERE id = $1 AND person_id = $2 FOR SHARE
), verdict AS MATERIALIZED (
    SELECT a.deadline_at, CASE
        WHEN a.state <> 'open' THEN a.state
        WHEN clock_timestamp() > a.deadline_at + make_interval(secs => $6) THEN 'overdue'
        WHEN a.holder <> $7::uuid THEN 'other-device'
        WHEN i.no IS NULL THEN 'no-item'
        WHEN i.mark IS NOT NULL THEN 'item-graded'
        WHEN i.closed AND NOT $5::text[] <@ i.option_order THEN 'foreign-option'
        WHEN cardinality($5::text[]) > i.most THEN 'too-many'
        WHEN NOT i.closed AND quiz.longest_of($5::text[]) > i.longest THEN 'too-long'
        WHEN i.files AND NOT quiz.own_files($1, $3, $5::text[]) THEN 'foreign-file'
        ELSE '' END AS refusal,
        CASE WHEN i.shape = 'set' AND cardinality($5::text[]) > 1
            THEN quiz.sorted($5::text[]) ELSE $5::text[] END AS given
    FROM attempt a LEFT JOIN quiz.items i ON i.attempt_id = $1 AND i.no = $3
), saved AS (
    INSERT INTO quiz.answers AS kept (attempt_id, no, seq, chosen, saved_at)
    SELECT $1, $3, $4, given, clock_timestamp() FROM verdict WHERE refusal = ''
    ON CONFLICT ON CONSTRAINT answers_pkey DO UPDATE SET
        chosen = CASE WHEN kept.seq < EXCLUDED.seq THEN EXCLUDED.chosen ELSE kept.chosen END,
        saved_at = CASE WHEN kept.seq < EXCLUDED.seq THEN EXCLUDED.saved_at ELSE kept.saved_at END,
        seq = GREATEST(kept.seq, EXCLUDED.seq)
    RETURNING seq, chosen, saved_at)
SELECT v.refusal, COALESCE(s.seq, 0) AS seq, COALESCE(s.saved_at, v.deadline_at) AS saved_at,
    GREATEST(0, ceil(extract(epoch FROM v.deadline_at - clock_timestamp())))::int AS seconds_left,
    COALESCE(s.seq <> $4 OR s.chosen <> v.given, false) AS stale,
    CASE WHEN s.seq <> $4 OR s.chosen <> v.given THEN s.chosen END AS chosen
FROM verdict v LEFT JOIN saved s ON true;
