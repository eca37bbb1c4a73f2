-- The open path: no statement of this file names what is right. A test holds it.

-- name: AttemptOf
SELECT a.id, a.quiz_id, z.lesson_id, a.enrolment_id, a.person_id, z.title, a.number, a.state, a.started_at, a.deadline_at,
    a.closed_at, a.points, a.max_points, a.passed, a.pending, a.settled, a.form, a.remedial, a.holder, a.sections,
    to_jsonb(z) - 'instructions' AS quiz, clock_timestamp() AS server_now,
    GREATEST(a.started_at, (SELECT max(w.saved_at) FROM quiz.answers w WHERE w.attempt_id = a.id),
        (SELECT p.seen_at FROM quiz.presences p WHERE p.attempt_id = a.id)) AS heard_at,
    EXISTS (SELECT FROM quiz.answers w WHERE w.attempt_id = a.id AND w.late) AS has_late
FROM quiz.attempts a JOIN quiz.quizzes z ON z.id = a.quiz_id
WHERE a.id = $1 AND a.person_id = $2;

-- name: OpenAttemptOf
SELECT a.id FROM quiz.attempts a
WHERE a.quiz_id = $1 AND a.enrolment_id = $2 AND a.person_id = $3 AND a.state = 'open';

-- name: InsertAttempt
-- Two starts at once: the second waits for the first on a unique index
-- (attempts_one_open, attempts_number) and then inserts nothing.
INSERT INTO quiz.attempts (id, quiz_id, enrolment_id, person_id, number, seed, started_at, deadline_at, max_points, form, remedial, holder)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
ON CONFLICT DO NOTHING;

-- name: InsertItems
INSERT INTO quiz.items (attempt_id, no, question_id, option_order, most, shape, closed, longest, files, max, section)
SELECT $2, r.no, r.question_id, r.option_order, r.most, r.shape, r.closed, r.longest, r.files, r.max, r.section
FROM jsonb_to_recordset($1::jsonb)
    AS r (no int, question_id uuid, option_order text[], most int, shape text, closed boolean, longest int, files boolean, max numeric, section text);

-- name: CandidatesOf
-- The reviewed version of each reviewed question of the course's pools ('' is
-- all) and of categories with everything below; and, marked as voided, of those
-- that a correction voided, by which Draw knows why a part is short.
-- $1 revision, $2 pools, $3 categories.
WITH RECURSIVE tree AS (
    SELECT c.id, ARRAY[c.id] AS above FROM bank.categories c WHERE c.id = ANY ($3::uuid[])
    UNION ALL
    SELECT c.id, t.above || c.id FROM bank.categories c JOIN tree t ON c.parent_id = t.id
), found AS (
    SELECT q.id, q.key, q.pool, q.state, q.reviewed_no, true AS own, '{}'::uuid[] AS categories
    FROM bank.questions q WHERE q.revision_id = $1 AND (q.pool = ANY ($2) OR '' = ANY ($2)) AND q.state <> 'draft'
    UNION ALL
    SELECT q.id, q.key, q.pool, q.state, q.reviewed_no, false, ARRAY(SELECT DISTINCT u FROM tree t, unnest(t.above) u WHERE t.id = q.category_id)
    FROM bank.questions q WHERE q.category_id IN (SELECT id FROM tree) AND q.revision_id IS DISTINCT FROM $1 AND q.state <> 'draft'
)
SELECT v.id, q.id AS question_id, q.key, q.pool, q.own, q.categories, v.kind, v.content, v.tags, v.points, q.state = 'retired' AS voided
FROM found q
JOIN bank.versions v ON v.question_id = q.id AND v.no = COALESCE(q.reviewed_no, (SELECT max(n.no) FROM bank.versions n WHERE n.question_id = q.id))
WHERE q.state = 'reviewed' OR EXISTS (SELECT FROM quiz.regrades g WHERE g.version_id = v.id AND g.change = 'void' AND g.state IN ('running', 'done'));

-- name: SeenBy
-- Earlier papers with any version of a question.
SELECT v.question_id, count(*) AS seen
FROM quiz.attempts a JOIN quiz.items i ON i.attempt_id = a.id JOIN bank.versions v ON v.id = i.question_id
WHERE a.quiz_id = $1 AND a.enrolment_id = $2 GROUP BY v.question_id;

-- name: PaperOf
SELECT i.no, v.kind, v.stem_html, v.content, i.option_order, i.max, i.section, i.mark IS NOT NULL AS checked,
    COALESCE(w.chosen, '{}') AS chosen, COALESCE(w.seq, 0) AS seq, w.saved_at
FROM quiz.items i
JOIN bank.versions v ON v.id = i.question_id
LEFT JOIN quiz.answers w ON w.attempt_id = i.attempt_id AND w.no = i.no
WHERE i.attempt_id = $1
ORDER BY i.no;

-- name: HasOpenAttempt
SELECT EXISTS (SELECT FROM quiz.attempts WHERE person_id = $1 AND state = 'open' AND deadline_at > clock_timestamp());
