-- name: SaveAnswers
-- SaveAnswer for a queue: one statement that commits by itself, one verdict per
-- answer. $1 attempt, $2 person, $3 acts as JSON, each item once and in their
-- order (so that two queues lock in one order), $4 grace in seconds, $5 session,
-- $6 the device's milliseconds since the start, when it sent.
--
-- late: after deadline and grace an act counts only where the quiz has a window
-- for late deliveries, inside it, and with evidence: the device says how many
-- milliseconds after the start the act was; that is believed only if its clock
-- agrees with ours about now within a minute, the moment is not after the
-- deadline, and we have heard no save of this attempt since (who could deliver
-- later acts could have delivered this one). Such an answer is marked late and
-- noted among the events.
WITH attempt AS MATERIALIZED (
    SELECT a.state, a.started_at, a.deadline_at, a.holder, z.late_seconds
    FROM quiz.attempts a JOIN quiz.quizzes z ON z.id = a.quiz_id
    WHERE a.id = $1 AND a.person_id = $2 FOR SHARE OF a
), moment AS MATERIALIZED (
    SELECT a.*, clock_timestamp() AS at, clock_timestamp() > a.deadline_at + make_interval(secs => $4) AS after,
        abs(extract(epoch FROM clock_timestamp() - a.started_at) * 1000 - $6::bigint) <= 60000 AS clock_agrees,
        (SELECT max(w.saved_at) FROM quiz.answers w WHERE w.attempt_id = $1 AND NOT w.late) AS heard_at
    FROM attempt a
), acts AS (
    SELECT r.no, r.seq, r.chosen, r.elapsed_ms, r.place, m.started_at + make_interval(secs => r.elapsed_ms / 1000.0) AS acted_at
    FROM moment m, jsonb_to_recordset($3::jsonb) AS r (place int, no int, seq bigint, chosen text[], elapsed_ms bigint)
), verdict AS MATERIALIZED (
    SELECT c.place, c.no, c.seq, m.deadline_at, m.after, c.acted_at, CASE
        WHEN m.state <> 'open' THEN m.state
        WHEN m.after AND (m.late_seconds = 0 OR m.at > m.deadline_at + make_interval(secs => $4 + m.late_seconds)) THEN 'overdue'
        WHEN m.after AND c.acted_at > m.deadline_at THEN 'overdue'
        WHEN m.after AND (c.acted_at IS NULL OR m.clock_agrees IS NOT TRUE OR c.acted_at < m.heard_at - interval '5 seconds') THEN 'late-unproven'
        WHEN m.holder <> $5::uuid THEN 'other-device'
        WHEN i.no IS NULL THEN 'no-item'
        WHEN i.mark IS NOT NULL THEN 'item-graded'
        WHEN i.closed AND NOT c.chosen <@ i.option_order THEN 'foreign-option'
        WHEN cardinality(c.chosen) > i.most THEN 'too-many'
        WHEN NOT i.closed AND quiz.longest_of(c.chosen) > i.longest THEN 'too-long'
        WHEN i.files AND NOT quiz.own_files($1, c.no, c.chosen) THEN 'foreign-file'
        ELSE '' END AS refusal,
        CASE WHEN i.shape = 'set' AND cardinality(c.chosen) > 1 THEN quiz.sorted(c.chosen) ELSE c.chosen END AS given,
        COALESCE(i.shape = 'set', false) AS is_set
    FROM acts c CROSS JOIN moment m LEFT JOIN quiz.items i ON i.attempt_id = $1 AND i.no = c.no
), saved AS (
    INSERT INTO quiz.answers AS kept (attempt_id, no, seq, chosen, saved_at, late, acted_at)
    SELECT $1, no, seq, given, clock_timestamp(), after, CASE WHEN after THEN acted_at END FROM verdict WHERE refusal = '' ORDER BY no
    ON CONFLICT ON CONSTRAINT answers_pkey DO UPDATE SET
        chosen = CASE WHEN kept.seq < EXCLUDED.seq THEN EXCLUDED.chosen ELSE kept.chosen END,
        saved_at = CASE WHEN kept.seq < EXCLUDED.seq THEN EXCLUDED.saved_at ELSE kept.saved_at END,
        late = CASE WHEN kept.seq < EXCLUDED.seq THEN EXCLUDED.late ELSE kept.late END,
        acted_at = CASE WHEN kept.seq < EXCLUDED.seq THEN EXCLUDED.acted_at ELSE kept.acted_at END,
        seq = GREATEST(kept.seq, EXCLUDED.seq)
    RETURNING no, seq, chosen, saved_at, late
), noted AS (
    INSERT INTO quiz.events (attempt_id, no, kind, details)
    SELECT $1, (SELECT COALESCE(max(e.no), 0) + 1 FROM quiz.events e WHERE e.attempt_id = $1), 'late-answers',
        jsonb_build_object('items', jsonb_agg(s.no ORDER BY s.no), 'sent_ms', $6::bigint)
    FROM saved s JOIN verdict v USING (no) WHERE v.after AND s.seq = v.seq HAVING count(*) > 0
    ON CONFLICT DO NOTHING
)
SELECT v.place, v.refusal, COALESCE(s.seq, 0) AS seq, COALESCE(s.saved_at, v.deadline_at) AS saved_at, COALESCE(s.late, false) AS late,
    GREATEST(0, ceil(extract(epoch FROM v.deadline_at - clock_timestamp())))::int AS seconds_left,
    v.is_set, COALESCE(s.chosen, '{}') AS chosen
FROM verdict v LEFT JOIN saved s ON s.no = v.no
ORDER BY v.place;
