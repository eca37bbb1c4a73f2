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
WHERE $3 OR unit_id IN (SELECT accounts.subtree(root) FROM unnest($4::uuid[]) root);

-- name: CompletionRows
SELECT s.person_id, s.full_name, s.unit_name, s.status, s.overdue, s.completed_at,
       to_char(s.due_on, 'YYYY-MM-DD') AS due_on,
       (SELECT count(*) FROM courses.lessons l
        WHERE l.revision_id = COALESCE(s.revision_id, courses.newest_revision($1))) AS lessons_total,
       (SELECT count(p.completed_at) FROM courses.progress p WHERE p.enrolment_id = s.enrolment_id) AS lessons_done
FROM courses.standing($1, (now() AT TIME ZONE $2)::date) s
WHERE ($3 OR s.unit_id IN (SELECT accounts.subtree(root) FROM unnest($4::uuid[]) root))
  AND ($5 = '' OR s.status = $5 OR ($5 = 'overdue' AND s.overdue))
  AND s.full_name ILIKE $6
  AND ($7::uuid IS NULL OR (s.full_name, s.person_id) > (SELECT full_name, id FROM accounts.persons WHERE id = $7))
ORDER BY s.full_name, s.person_id
LIMIT $8;
