-- Statistics: read by trainers and the administration, never by a learner.

-- name: QuizzesToAnalyse
-- Quizzes whose closed or marked attempts are others than were analysed. Only
-- those with a close near or after the last analysis, or with attempts that
-- waited for a marker, are counted: a commit can be late by seconds, ten minutes
-- are far more.
SELECT z.id
FROM quiz.quizzes z
LEFT JOIN quiz.test_stats t ON t.quiz_id = z.id
WHERE z.kind <> 'survey'
  AND (t.attempts < 0 OR t.waiting > 0 OR EXISTS (
        SELECT FROM quiz.attempts a WHERE a.quiz_id = z.id AND a.closed_at > COALESCE(t.computed_at, '-infinity') - interval '10 minutes'))
  AND (SELECT (count(*), count(*) FILTER (WHERE a.pending > 0)) FROM quiz.attempts a WHERE a.quiz_id = z.id AND a.closed_at IS NOT NULL)
      <> (COALESCE(t.attempts, 0)::bigint, COALESCE(t.waiting, 0)::bigint);

-- name: HoldTestStats
-- A place to lock: two analyses of one quiz come one after the other, and one
-- that is asked for meanwhile is not lost.
INSERT INTO quiz.test_stats (quiz_id, attempts, waiting, n, figures, flagged, computed_at, took_ms)
VALUES ($1, 0, 0, 0, '{}', 0, '-infinity', 0)
ON CONFLICT (quiz_id) DO UPDATE SET quiz_id = EXCLUDED.quiz_id;

-- name: CountClosed
SELECT count(*) AS closed, count(*) FILTER (WHERE pending > 0) AS waiting FROM quiz.attempts WHERE quiz_id = $1 AND closed_at IS NOT NULL;

-- name: SittingsOf
-- The first closed attempt of each enrolment, place by place; not while it waits
-- for a marker.
SELECT a.id AS attempt_id, i.question_id AS version_id, (i.mark * 100000)::bigint AS score, (i.max * 100000)::bigint AS most,
    COALESCE(w.chosen, '{}') AS chosen
FROM (SELECT DISTINCT ON (enrolment_id) id, pending FROM quiz.attempts
      WHERE quiz_id = $1 AND closed_at IS NOT NULL ORDER BY enrolment_id, number) a
JOIN quiz.items i ON i.attempt_id = a.id AND a.pending = 0
LEFT JOIN quiz.answers w ON w.attempt_id = i.attempt_id AND w.no = i.no
ORDER BY a.id, i.no;

-- name: AnalysedVersions
SELECT v.id, v.kind, ARRAY(SELECT o ->> 'id' FROM jsonb_array_elements(v.content -> 'options') o) AS options,
    jsonb_array_length(COALESCE(v.content -> 'options', v.content -> 'right', v.content -> 'categories', '[]')) AS choices,
    ARRAY(SELECT jsonb_array_elements_text(k.key -> 'correct')) AS right_options, COALESCE(k.voided, false) AS voided
FROM bank.versions v LEFT JOIN bank.keys k ON k.version_id = v.id
WHERE v.id = ANY ($1);

-- name: ForgetItemStats
DELETE FROM quiz.item_stats WHERE quiz_id = $1;

-- name: AddItemStats
INSERT INTO quiz.item_stats (quiz_id, version_id, n, figures, flags)
SELECT $2, r.version_id, r.n, r.figures, r.flags
FROM jsonb_to_recordset($1::jsonb) AS r (version_id uuid, n int, figures jsonb, flags text[]);

-- name: SaveTestStats
UPDATE quiz.test_stats SET attempts = $2, waiting = $3, n = $4, figures = $5, flagged = $6, computed_at = now(), took_ms = $7 WHERE quiz_id = $1;

-- name: AnalyseAgain
-- After a regrade: the marks are others, the count is the same.
UPDATE quiz.test_stats SET attempts = -1
WHERE quiz_id IN (SELECT a.quiz_id FROM quiz.regrade_lines l JOIN quiz.attempts a ON a.id = l.attempt_id WHERE l.regrade_id = $1);

-- name: AnalysedQuizzes
SELECT z.id AS quiz_id, z.lesson_id, c.code AS course_code, r.title AS course_title, r.number AS revision, z.title,
    COALESCE(t.n, 0) AS n, COALESCE(t.flagged, 0) AS flagged, t.figures, t.computed_at
FROM quiz.quizzes z
JOIN courses.lessons l ON l.id = z.lesson_id
JOIN courses.revisions r ON r.id = l.revision_id
JOIN courses.courses c ON c.id = r.course_id
LEFT JOIN quiz.test_stats t ON t.quiz_id = z.id AND t.computed_at > '-infinity'
WHERE z.kind <> 'survey' AND (z.id = $1 OR $1 IS NULL)
ORDER BY COALESCE(t.flagged, 0) > 0 DESC, r.title, r.number DESC, l.position
LIMIT 500;

-- name: AnalysedItems
SELECT s.version_id, q.key AS name, q.pool, v.no AS version_no, v.kind, v.stem_html, COALESCE(v.content -> 'options', '[]') AS options,
    s.figures, s.flags, k.voided, k.no AS key_no,
    (SELECT g.id FROM quiz.regrades g WHERE g.version_id = s.version_id AND g.state IN ('proposed', 'running')) AS open_regrade
FROM quiz.item_stats s
JOIN bank.versions v ON v.id = s.version_id
JOIN bank.questions q ON q.id = v.question_id
JOIN bank.keys k ON k.version_id = v.id
WHERE s.quiz_id = $1
ORDER BY 'negative-discrimination' = ANY (s.flags) DESC, cardinality(s.flags) DESC, q.pool, q.key, v.no;

-- name: FlaggedItems
-- $1 account, $2 also questions without an author. A corrected or retired
-- question (one that is voided is retired with it), or one whose correction is on its way, is dealt with.
SELECT s.quiz_id, z.title, s.version_id, q.id AS question_id, v.stem_html, s.n, s.flags
FROM quiz.item_stats s
JOIN quiz.quizzes z ON z.id = s.quiz_id
JOIN bank.versions v ON v.id = s.version_id
JOIN bank.questions q ON q.id = v.question_id
WHERE s.flags <> '{}' AND q.state <> 'retired'
  AND ($1 IN (v.created_by, q.created_by) OR ($2 AND v.created_by IS NULL AND q.created_by IS NULL))
  AND NOT EXISTS (SELECT FROM bank.versions newer WHERE newer.question_id = v.question_id AND newer.no > v.no)
  AND NOT EXISTS (SELECT FROM quiz.regrades g WHERE g.version_id = v.id AND g.state IN ('proposed', 'running'))
ORDER BY 'negative-discrimination' = ANY (s.flags) DESC, cardinality(s.flags) DESC, s.quiz_id, s.version_id
LIMIT 50;
