-- name: PersonClass
SELECT class FROM accounts.persons WHERE id = $1;

-- name: PersonInScope
SELECT EXISTS (
    SELECT FROM accounts.current_members m
    WHERE m.person_id = $1
      AND m.unit_id IN (SELECT below.id FROM unnest($2::uuid[]) AS root (id), accounts.subtree(root.id) AS below (id)));

-- name: TargetOf
SELECT jp, basis FROM merit.targets
WHERE class = $1 AND from_year <= $2
ORDER BY from_year DESC
LIMIT 1;

-- name: Years
SELECT DISTINCT year FROM merit.entries WHERE person_id = $1 ORDER BY year DESC;
