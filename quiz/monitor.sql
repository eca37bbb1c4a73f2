-- name: MonitorOf
-- One statement: everybody enrolled in the revision of the lesson, with their
-- latest attempt. $1 lesson, $2 name to go on after, $3 person to go on after,
-- $4 rows. Seconds are since the last sign, by the database's clock.
WITH z AS (
    SELECT z.id, z.title, z.closes_at, z.remedial_closes_at, l.revision_id
    FROM quiz.quizzes z JOIN courses.lessons l ON l.id = z.lesson_id WHERE z.lesson_id = $1
), people AS (
    SELECT e.person_id, e.id AS enrolment_id, p.full_name
    FROM z JOIN courses.enrolments e ON e.revision_id = z.revision_id JOIN accounts.persons p ON p.id = e.person_id
), latest AS (
    SELECT DISTINCT ON (a.enrolment_id) a.* FROM z JOIN quiz.attempts a ON a.quiz_id = z.id ORDER BY a.enrolment_id, a.number DESC
), saved AS (
    -- Counting everybody needs the last save of each open attempt and no more.
    SELECT w.attempt_id, max(w.saved_at) AS saved_at FROM latest a JOIN quiz.answers w ON w.attempt_id = a.id WHERE a.state = 'open' GROUP BY w.attempt_id
), rows AS (
    SELECT p.person_id, p.full_name, a.id AS attempt_id, a.number, a.state, a.started_at, a.deadline_at, a.closed_at, a.pending, a.max_points,
        GREATEST(a.started_at, s.saved_at, h.seen_at) AS heard_at,
        CASE WHEN a.id IS NULL AND now() >= COALESCE(z.remedial_closes_at, z.closes_at) THEN 'absent'
            WHEN a.id IS NULL THEN 'not-started'
            WHEN a.state <> 'open' THEN a.state
            WHEN GREATEST(a.started_at, s.saved_at, h.seen_at) < clock_timestamp() - interval '90 seconds' THEN 'disconnected'
            WHEN s.saved_at > clock_timestamp() - interval '60 seconds' THEN 'saving'
            ELSE 'started' END AS standing
    FROM z CROSS JOIN people p LEFT JOIN latest a ON a.enrolment_id = p.enrolment_id LEFT JOIN saved s ON s.attempt_id = a.id
    LEFT JOIN quiz.presences h ON h.attempt_id = a.id
), page AS (
    SELECT * FROM rows r WHERE (r.full_name, r.person_id) > ($2::text, $3::uuid) ORDER BY r.full_name, r.person_id LIMIT $4
), shown AS (
    -- What only the lines of this page tell.
    SELECT r.person_id, r.full_name, r.attempt_id, r.number, r.state, r.started_at, r.deadline_at, r.closed_at, r.pending, r.max_points, r.standing,
        w.answered, COALESCE(w.late, false) AS late, GREATEST(r.heard_at, w.saved_at) AS heard_at,
        CASE WHEN r.attempt_id IS NOT NULL THEN (SELECT count(*) FROM quiz.events e WHERE e.attempt_id = r.attempt_id AND e.kind = 'focus-lost') END AS focus_lost
    FROM page r LEFT JOIN LATERAL (SELECT count(*) FILTER (WHERE w.chosen <> '{}') AS answered, bool_or(w.late) AS late, max(w.saved_at) AS saved_at
        FROM quiz.answers w WHERE w.attempt_id = r.attempt_id) w ON r.attempt_id IS NOT NULL
)
SELECT (SELECT jsonb_object_agg(c.standing, c.n) FROM (SELECT standing, count(*) AS n FROM rows GROUP BY standing) c) AS counts,
    clock_timestamp() AS server_now,
    COALESCE((SELECT jsonb_agg(to_jsonb(s) ORDER BY s.full_name, s.person_id) FROM shown s), '[]') AS people
FROM z;

-- name: TestsToWatch
-- Quizzes somebody sits now or has sat within 7 days, and those whose window
-- opens within a day.
SELECT z.lesson_id, z.title, r.title AS course_title, a.running, a.taken, z.opens_at, z.closes_at
FROM quiz.quizzes z
JOIN courses.lessons l ON l.id = z.lesson_id
JOIN courses.revisions r ON r.id = l.revision_id
CROSS JOIN LATERAL (SELECT count(*) FILTER (WHERE a.state = 'open') AS running, count(*) AS taken, max(a.started_at) AS latest
    FROM quiz.attempts a WHERE a.quiz_id = z.id AND a.started_at > now() - interval '7 days') a
WHERE NOT z.anonymous AND (a.taken > 0 OR z.opens_at BETWEEN now() - interval '1 day' AND now() + interval '1 day')
ORDER BY a.running > 0 DESC, a.latest DESC NULLS LAST, z.lesson_id LIMIT 200;
