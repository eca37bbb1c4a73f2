-- name: SaveGathered
-- SaveAnswer for acts of many attempts that came close together: one statement
-- that commits by itself, one row per act that could be judged. $1 the acts as
-- JSON, each item once, $2 grace in seconds. The words of the verdict are those
-- of answer.sql, and a test holds both to the same answers.
--
-- SKIP LOCKED: whose attempt is being closed does not make the others wait. An
-- act whose attempt is locked, not there or somebody else's gets no row, and
-- goes alone. Nothing here waits but for an answer of the same item, and items
-- are written in one order, so two of these cannot wait for each other.
WITH acts AS MATERIALIZED (
    SELECT r.place, r.attempt, r.person, r.no, r.seq, r.chosen, r.session
    FROM jsonb_to_recordset($1::jsonb) AS r (place int, attempt uuid, person uuid, no int, seq bigint, chosen text[], session uuid)
), attempt AS MATERIALIZED (
    SELECT id, person_id, state, deadline_at, holder FROM quiz.attempts
    WHERE id = ANY (ARRAY(SELECT attempt FROM acts)) FOR SHARE SKIP LOCKED
), verdict AS MATERIALIZED (
    SELECT c.place, c.attempt, c.no, c.seq, a.deadline_at, CASE
        WHEN a.state <> 'open' THEN a.state
        WHEN clock_timestamp() > a.deadline_at + make_interval(secs => $2) THEN 'overdue'
        WHEN a.holder <> c.session THEN 'other-device'
        WHEN i.no IS NULL THEN 'no-item'
        WHEN i.mark IS NOT NULL THEN 'item-graded'
        WHEN i.closed AND NOT c.chosen <@ i.option_order THEN 'foreign-option'
        WHEN cardinality(c.chosen) > i.most THEN 'too-many'
        WHEN NOT i.closed AND quiz.longest_of(c.chosen) > i.longest THEN 'too-long'
        WHEN i.files AND NOT quiz.own_files(c.attempt, c.no, c.chosen) THEN 'foreign-file'
        ELSE '' END AS refusal,
        CASE WHEN i.shape = 'set' AND cardinality(c.chosen) > 1 THEN quiz.sorted(c.chosen) ELSE c.chosen END AS given
    FROM acts c JOIN attempt a ON a.id = c.attempt AND a.person_id = c.person
    LEFT JOIN quiz.items i ON i.attempt_id = c.attempt AND i.no = c.no
), saved AS (
    INSERT INTO quiz.answers AS kept (attempt_id, no, seq, chosen, saved_at)
    SELECT attempt, no, seq, given, clock_timestamp() FROM verdict WHERE refusal = '' ORDER BY attempt, no
    ON CONFLICT ON CONSTRAINT answers_pkey DO UPDATE SET
        chosen = CASE WHEN kept.seq < EXCLUDED.seq THEN EXCLUDED.chosen ELSE kept.chosen END,
        saved_at = CASE WHEN kept.seq < EXCLUDED.seq THEN EXCLUDED.saved_at ELSE kept.saved_at END,
        seq = GREATEST(kept.seq, EXCLUDED.seq)
    RETURNING attempt_id, no, seq, chosen, saved_at)
SELECT v.place, v.refusal, COALESCE(s.seq, 0) AS seq, COALESCE(s.saved_at, v.deadline_at) AS saved_at,
    GREATEST(0, ceil(extract(epoch FROM v.deadline_at - clock_timestamp())))::int AS seconds_left,
    COALESCE(s.seq <> v.seq OR s.chosen <> v.given, false) AS stale,
    CASE WHEN s.seq <> v.seq OR s.chosen <> v.given THEN s.chosen END AS chosen
FROM verdict v LEFT JOIN saved s ON s.attempt_id = v.attempt AND s.no = v.no;
