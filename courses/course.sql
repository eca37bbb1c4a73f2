-- name: ListCards
WITH due AS (
    SELECT m.course_id, min(m.due_on) AS due_on
    FROM accounts.current_members cm
    JOIN courses.mandates m ON m.cancelled_at IS NULL AND m.unit_id IN (SELECT accounts.ancestors(cm.unit_id))
    WHERE cm.person_id = $1
    GROUP BY m.course_id),
shown AS (
    SELECT c.id AS course_id, c.code, e.id AS enrolment_id, e.completed_at,
           COALESCE(e.revision_id, courses.newest_revision(c.id)) AS revision_id
    FROM courses.courses c LEFT JOIN courses.enrolments e ON e.course_id = c.id AND e.person_id = $1
    WHERE ($3 = '' OR c.code = $3) AND (c.retired_at IS NULL OR e.id IS NOT NULL))
SELECT s.course_id, s.code, s.revision_id, r.title, r.summary, r.jp, r.minutes, s.enrolment_id, s.completed_at,
       to_char(d.due_on, 'YYYY-MM-DD') AS due_on,
       COALESCE(s.completed_at IS NULL AND d.due_on < (now() AT TIME ZONE $2)::date, false) AS overdue,
       t.lessons_total, t.lessons_done, t.seen_at,
       n.id AS next_lesson_id, n.title AS next_title, n.kind AS next_kind, n.minutes AS next_minutes
FROM shown s
JOIN courses.revisions r ON r.id = s.revision_id
LEFT JOIN due d ON d.course_id = s.course_id
CROSS JOIN LATERAL (
    SELECT count(*) AS lessons_total, count(p.completed_at) AS lessons_done, max(p.seen_at) AS seen_at
    FROM courses.lessons l LEFT JOIN courses.progress p ON p.enrolment_id = s.enrolment_id AND p.lesson_id = l.id
    WHERE l.revision_id = s.revision_id) t
LEFT JOIN LATERAL (
    SELECT l.id, l.title, l.kind, l.minutes
    FROM courses.lessons l LEFT JOIN courses.progress p ON p.enrolment_id = s.enrolment_id AND p.lesson_id = l.id
    WHERE l.revision_id = s.revision_id AND p.completed_at IS NULL
    ORDER BY l.position LIMIT 1) n ON true
ORDER BY r.title, s.course_id;

-- name: ReadRevision
SELECT number, organiser, audience, outcomes, bibliography, to_char(law_checked_on, 'YYYY-MM-DD') AS law_checked_on
FROM courses.revisions WHERE id = $1;

-- name: ListLessons
SELECT m.id AS module_id, m.title AS module_title, m.jp AS module_jp,
       l.id, l.key, l.title, l.kind, l.minutes, p.completed_at
FROM courses.modules m
JOIN courses.lessons l ON l.module_id = m.id
LEFT JOIN courses.progress p ON p.lesson_id = l.id AND p.enrolment_id = $2
WHERE m.revision_id = $1
ORDER BY l.position;

-- name: Enrol
INSERT INTO courses.enrolments (id, person_id, course_id, revision_id)
SELECT $1, $2, c.id, courses.newest_revision(c.id)
FROM courses.courses c
WHERE c.code = $3 AND c.retired_at IS NULL AND courses.newest_revision(c.id) IS NOT NULL
ON CONFLICT ON CONSTRAINT enrolments_one_per_course DO NOTHING;

-- name: EnrolMandated
INSERT INTO courses.enrolments (id, person_id, course_id, revision_id)
SELECT $1, cm.person_id, r.course_id, r.id
FROM courses.lessons l
JOIN courses.revisions r ON r.id = l.revision_id
JOIN courses.courses c ON c.id = r.course_id AND c.retired_at IS NULL AND courses.newest_revision(c.id) = r.id
JOIN accounts.current_members cm ON cm.person_id = $2
WHERE l.id = $3 AND EXISTS (
    SELECT FROM courses.mandates m
    WHERE m.course_id = c.id AND m.cancelled_at IS NULL AND m.unit_id IN (SELECT accounts.ancestors(cm.unit_id)))
ON CONFLICT ON CONSTRAINT enrolments_one_per_course DO NOTHING;
