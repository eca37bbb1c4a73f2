-- name: ReadCourseRef
SELECT c.id AS course_id, c.code, r.title
FROM courses.courses c JOIN courses.revisions r ON r.id = courses.newest_revision(c.id)
WHERE c.id = $1;

-- name: ReadUnitRef
SELECT u.id, u.name FROM accounts.units u
WHERE u.id = $1 AND ($2 OR EXISTS (SELECT FROM accounts.ancestors(u.id) up WHERE up = ANY($3::uuid[])));

-- name: CompletionTotals
SELECT count(*) AS people,
       count(*) FILTER (WHERE status = 'done') AS done,
       count(*) FILTER (WHERE status = 'studying') AS studying,
       count(*) FILTER (WHERE status = 'not_started') AS not_started,
       count(*) FILTER (WHERE overdue) AS overdue
FROM courses.standing($1, (now() AT TIME ZONE $2)::date)
WHERE ($3 OR unit_id IN (SELECT accounts.subtree(root) FROM unnest($4::uuid[]) root))
  AND ($5 = '' OR status = $5 OR ($5 = 'overdue' AND overdue))
  AND full_name ILIKE $6;

-- CompletionRows is one page by name. Nobody's name is empty, so the empty
-- name with the zero id stands before everybody. Lessons are counted for the
-- page only.
-- name: CompletionRows
WITH page AS MATERIALIZED (
    SELECT s.*
    FROM courses.standing($1, (now() AT TIME ZONE $2)::date) s
    WHERE ($3 OR s.unit_id IN (SELECT accounts.subtree(root) FROM unnest($4::uuid[]) root))
      AND ($5 = '' OR s.status = $5 OR ($5 = 'overdue' AND s.overdue))
      AND s.full_name ILIKE $6
      AND (s.full_name, s.person_id) > ($7::text, $8::uuid)
    ORDER BY s.full_name, s.person_id
    LIMIT $9),
newest AS MATERIALIZED (SELECT courses.newest_revision($1) AS id),
total AS (
    SELECT l.revision_id, count(*) AS lessons
    FROM courses.lessons l
    WHERE l.revision_id IN (SELECT revision_id FROM page UNION SELECT id FROM newest)
    GROUP BY l.revision_id)
SELECT p.person_id, p.full_name, p.unit_name, p.status, p.overdue, p.completed_at,
       to_char(p.completed_at AT TIME ZONE $2, 'YYYY-MM-DD') AS completed_on,
       to_char(p.due_on, 'YYYY-MM-DD') AS due_on,
       COALESCE(t.lessons, 0) AS lessons_total,
       (SELECT count(g.completed_at) FROM courses.progress g WHERE g.enrolment_id = p.enrolment_id) AS lessons_done
FROM page p CROSS JOIN newest n
LEFT JOIN total t ON t.revision_id = COALESCE(p.revision_id, n.id)
ORDER BY p.full_name, p.person_id;

-- name: AgencyToday
SELECT to_char(now() AT TIME ZONE $1, 'YYYY-MM-DD');
