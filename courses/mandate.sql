-- name: CheckMandate
SELECT EXISTS (SELECT FROM courses.courses WHERE id = $1 AND retired_at IS NULL AND courses.newest_revision(id) IS NOT NULL) AS course,
       EXISTS (SELECT FROM accounts.units WHERE id = $2 AND closed_on IS NULL) AS unit,
       $3::date >= (now() AT TIME ZONE $4)::date AS due;

-- name: AddMandate
INSERT INTO courses.mandates (id, course_id, unit_id, due_on, note, created_by)
VALUES ($1, $2, $3, $4::date, $5, $6)
ON CONFLICT (unit_id, course_id) WHERE cancelled_at IS NULL DO NOTHING;

-- name: SameMandate
SELECT id FROM courses.mandates
WHERE course_id = $1 AND unit_id = $2 AND due_on = $3::date AND note = $4 AND cancelled_at IS NULL;

-- name: ListMandates
WITH scope AS (
    SELECT DISTINCT below AS unit_id FROM unnest($2::uuid[]) root CROSS JOIN LATERAL accounts.subtree(root) below),
above AS (
    SELECT DISTINCT up AS unit_id FROM unnest($2::uuid[]) root CROSS JOIN LATERAL accounts.ancestors(root) up)
SELECT m.id, m.course_id, c.code, r.title, m.unit_id, u.name AS unit_name, to_char(m.due_on, 'YYYY-MM-DD') AS due_on,
       m.note, m.created_at, m.cancelled_at, n.people, n.done
FROM courses.mandates m
JOIN courses.courses c ON c.id = m.course_id
JOIN courses.revisions r ON r.id = courses.newest_revision(c.id)
JOIN accounts.units u ON u.id = m.unit_id
CROSS JOIN LATERAL (
    SELECT count(*) AS people, count(e.completed_at) AS done
    FROM accounts.current_members cm
    LEFT JOIN courses.enrolments e ON e.person_id = cm.person_id AND e.course_id = m.course_id
    WHERE cm.unit_id IN (SELECT accounts.subtree(m.unit_id)) AND ($1 OR cm.unit_id IN (SELECT unit_id FROM scope))) n
WHERE ($3::uuid IS NULL OR m.id = $3)
  AND ($1 OR m.unit_id IN (SELECT unit_id FROM scope) OR m.unit_id IN (SELECT unit_id FROM above))
ORDER BY m.cancelled_at IS NOT NULL, m.due_on, m.id
LIMIT 200;

-- name: PreviewMandate
SELECT count(*) AS people, count(e.completed_at) AS already_done,
       count(*) FILTER (WHERE EXISTS (
           SELECT FROM courses.mandates m WHERE m.course_id = $1 AND m.cancelled_at IS NULL
           AND m.unit_id IN (SELECT accounts.ancestors(cm.unit_id)))) AS already_mandated
FROM accounts.current_members cm
LEFT JOIN courses.enrolments e ON e.person_id = cm.person_id AND e.course_id = $1
WHERE cm.unit_id IN (SELECT accounts.subtree($2));

-- name: CancelMandate
UPDATE courses.mandates SET cancelled_at = now() WHERE id = $1 AND cancelled_at IS NULL;

-- name: HaveMandate
SELECT EXISTS (SELECT FROM courses.mandates WHERE id = $1);
