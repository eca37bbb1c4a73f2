-- name: QuizOfLesson
SELECT z.id FROM quiz.quizzes z WHERE z.lesson_id = $1;

-- name: SetPlan
INSERT INTO marking.plans AS p (quiz_id, markers, tolerance_percent, set_by) VALUES ($1, $2, $3::numeric, $4)
ON CONFLICT ON CONSTRAINT plans_pkey DO UPDATE SET markers = EXCLUDED.markers, tolerance_percent = EXCLUDED.tolerance_percent,
    set_by = EXCLUDED.set_by, set_at = now();

-- name: ReplanSheets
-- Sheets that nobody has begun follow the plan; the others stay as they were.
UPDATE marking.sheets s SET markers = $2, tolerance_percent = $3::numeric
FROM quiz.attempts a
WHERE a.id = s.attempt_id AND a.quiz_id = $1 AND s.state = 'marking'
    AND NOT EXISTS (SELECT FROM marking.turns t WHERE t.sheet_id = s.id);

-- name: Queue
-- Every quiz with something that waits, or was marked in the last 30 days.
-- $1 the reader. can_… counts what this person could take now.
WITH of_quiz AS (
    SELECT a.quiz_id, a.id AS attempt_id, a.closed_at, a.person_id, s.id AS sheet_id, a.pending > 0 AS waits,
        COALESCE(s.state, 'marking') AS state, COALESCE(s.markers, p.markers, 1) AS markers
    FROM quiz.attempts a
    LEFT JOIN marking.sheets s ON s.attempt_id = a.id AND s.handed_in_at = a.closed_at
    LEFT JOIN marking.plans p ON p.quiz_id = a.quiz_id
    WHERE a.pending > 0
    UNION ALL
    SELECT a.quiz_id, a.id, a.closed_at, a.person_id, s.id, false, s.state, s.markers
    FROM marking.sheets s JOIN quiz.attempts a ON a.id = s.attempt_id
    WHERE s.state = 'done' AND s.done_at > now() - interval '30 days'
), seen AS (
    SELECT o.*, o.person_id = $1 AS own,
        COALESCE(t.mine_open, false) AS mine_open, COALESCE(t.mine, false) AS mine,
        COALESCE(t.live, 0) AS live, COALESCE(t.markings, 0) AS markings, COALESCE(t.moderating, 0) AS moderating
    FROM of_quiz o LEFT JOIN LATERAL (
        SELECT bool_or(t.person_id = $1) AS mine, bool_or(t.person_id = $1 AND t.finished_at IS NULL) AS mine_open,
            count(*) FILTER (WHERE t.finished_at IS NULL AND t.leased_until > now()) AS live,
            count(*) FILTER (WHERE t.place <> 'moderator' AND (t.finished_at IS NOT NULL OR t.leased_until > now())) AS markings,
            count(*) FILTER (WHERE t.place = 'moderator' AND (t.finished_at IS NOT NULL OR t.leased_until > now())) AS moderating
        FROM marking.turns t WHERE t.sheet_id = o.sheet_id) t ON true
)
SELECT z.lesson_id, z.title, r.title AS course_title, COALESCE(p.markers, 1) AS markers, COALESCE(p.tolerance_percent, $2::numeric) AS tolerance_percent,
    count(*) FILTER (WHERE q.waits) AS waiting,
    count(*) FILTER (WHERE q.waits AND q.state = 'moderation') AS disputed,
    COALESCE(sum(q.live) FILTER (WHERE q.waits), 0) AS in_hand,
    count(*) FILTER (WHERE NOT q.waits) AS done,
    count(*) FILTER (WHERE q.waits AND q.mine_open) AS held,
    count(*) FILTER (WHERE q.waits AND q.state = 'marking' AND NOT q.own AND (q.mine_open OR (NOT q.mine AND q.markings < q.markers))) AS can_mark,
    count(*) FILTER (WHERE q.waits AND q.state = 'moderation' AND NOT q.own AND (q.mine_open OR (NOT q.mine AND q.moderating = 0))) AS can_moderate,
    COALESCE(floor(EXTRACT(EPOCH FROM now() - min(q.closed_at) FILTER (WHERE q.waits)) / 86400), 0)::int AS days_waiting
FROM seen q
JOIN quiz.quizzes z ON z.id = q.quiz_id
JOIN courses.lessons l ON l.id = z.lesson_id
JOIN courses.revisions r ON r.id = l.revision_id
LEFT JOIN marking.plans p ON p.quiz_id = z.id
GROUP BY z.id, r.title, p.markers, p.tolerance_percent
ORDER BY count(*) FILTER (WHERE q.waits) = 0, r.title, z.title, z.lesson_id
LIMIT 500;
