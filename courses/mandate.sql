-- name: CheckMandate
SELECT EXISTS (SELECT FROM courses.courses WHERE id = $1 AND retired_at IS NULL AND courses.newest_revision(id) IS NOT NULL) AS course,
       EXISTS (SELECT FROM accounts.units WHERE id = $2 AND closed_on IS NULL) AS unit,
       COALESCE($3::date >= (now() AT TIME ZONE $4)::date, true) AS due;

-- name: AddMandate
INSERT INTO courses.mandates (id, course_id, unit_id, due_on, note, created_by)
VALUES ($1, $2, $3, $4::date, $5, $6)
ON CONFLICT (unit_id, course_id) WHERE cancelled_at IS NULL DO NOTHING;

-- name: SameMandate
SELECT id FROM courses.mandates
WHERE course_id = $1 AND unit_id = $2 AND due_on = $3::date AND note = $4 AND cancelled_at IS NULL;

-- ListMandates counts people once per unit and finishers once per unit and
-- course, walks down all subtrees at once, and then adds up: its cost does not
-- grow with mandates times people. Every open mandate is listed, and the 200
-- cancelled last.
-- name: ListMandates
WITH RECURSIVE scope AS MATERIALIZED (
    SELECT u.id FROM accounts.units u
    WHERE $1 OR u.id IN (SELECT accounts.subtree(root) FROM unnest($2::uuid[]) root)),
touching AS MATERIALIZED (
    SELECT m.*, row_number() OVER (PARTITION BY m.cancelled_at IS NULL ORDER BY m.cancelled_at DESC, m.id) AS nth
    FROM courses.mandates m
    WHERE ($3::uuid IS NULL OR m.id = $3)
      AND ($1 OR m.unit_id IN (SELECT id FROM scope)
              OR m.unit_id IN (SELECT accounts.ancestors(root) FROM unnest($2::uuid[]) root))),
members AS MATERIALIZED (
    SELECT cm.unit_id, count(*) AS people
    FROM accounts.current_members cm JOIN scope ON scope.id = cm.unit_id
    GROUP BY cm.unit_id),
finished AS MATERIALIZED (
    SELECT e.course_id, cm.unit_id, count(*) AS done
    FROM courses.enrolments e JOIN accounts.current_members cm ON cm.person_id = e.person_id
    WHERE e.completed_at IS NOT NULL AND e.course_id IN (SELECT course_id FROM touching)
    GROUP BY e.course_id, cm.unit_id),
reach AS (
    SELECT t.id, t.course_id, t.unit_id FROM touching t WHERE t.cancelled_at IS NULL OR t.nth <= 200
    UNION
    SELECT r.id, r.course_id, u.id FROM reach r JOIN accounts.units u ON u.parent_id = r.unit_id),
counted AS (
    SELECT r.id, sum(mb.people) AS people, sum(f.done) AS done
    FROM reach r
    JOIN members mb ON mb.unit_id = r.unit_id
    LEFT JOIN finished f ON f.course_id = r.course_id AND f.unit_id = r.unit_id
    GROUP BY r.id)
SELECT t.id, t.course_id, c.code, r.title, t.unit_id, u.name AS unit_name, to_char(t.due_on, 'YYYY-MM-DD') AS due_on,
       t.note, t.created_at, t.cancelled_at, COALESCE(n.people, 0)::bigint AS people, COALESCE(n.done, 0)::bigint AS done
FROM touching t
JOIN courses.courses c ON c.id = t.course_id
JOIN courses.revisions r ON r.id = courses.newest_revision(c.id)
JOIN accounts.units u ON u.id = t.unit_id
LEFT JOIN counted n ON n.id = t.id
WHERE t.cancelled_at IS NULL OR t.nth <= 200
ORDER BY t.cancelled_at DESC NULLS FIRST, t.due_on, t.id;

-- name: PreviewMandate
SELECT count(*) AS people,
       count(*) FILTER (WHERE status = 'done') AS already_done,
       count(due_on) AS already_mandated
FROM courses.standing($1, CURRENT_DATE)
WHERE unit_id IN (SELECT accounts.subtree($2));

-- name: CancelMandate
UPDATE courses.mandates SET cancelled_at = now() WHERE id = $1 AND cancelled_at IS NULL
RETURNING course_id, unit_id;

-- name: HaveMandate
SELECT EXISTS (SELECT FROM courses.mandates WHERE id = $1);
