-- name: UnitInScope
SELECT u.id, u.name FROM accounts.units u
WHERE u.id = $1 AND ($2 OR EXISTS (SELECT FROM accounts.ancestors(u.id) up WHERE up = ANY($3::uuid[])));

-- name: UnitTotals
SELECT count(*) AS people,
       count(*) FILTER (WHERE status = 'reached') AS reached,
       count(*) FILTER (WHERE status = 'half') AS half,
       count(*) FILTER (WHERE status = 'low') AS low,
       count(*) FILTER (WHERE status = 'none') AS none,
       count(*) FILTER (WHERE status = 'no_target') AS no_target,
       COALESCE(sum(claimed), 0) AS claimed, COALESCE(sum(evidenced), 0) AS evidenced, COALESCE(sum(counted), 0) AS counted,
       COALESCE(sum(q1), 0) AS q1, COALESCE(sum(q2), 0) AS q2, COALESCE(sum(q3), 0) AS q3, COALESCE(sum(q4), 0) AS q4
FROM merit.standing($1)
WHERE ($2 OR unit_id IN (SELECT accounts.subtree(root) FROM unnest($3::uuid[]) root))
  AND ($4 = '' OR status = $4 OR ($4 = 'below' AND status IN ('half', 'low', 'none')))
  AND full_name ILIKE $5;

-- UnitRows is one page. $6 is the order: 0 by name, 1 by counted JP, -1 by
-- counted JP from the most. The page begins after ($7, $8, $9).
-- name: UnitRows
SELECT s.person_id, s.full_name, s.class, s.unit_name, s.claimed, s.evidenced, s.counted, s.q1, s.q2, s.q3, s.q4, s.target, s.status
FROM merit.standing($1) s
WHERE ($2 OR s.unit_id IN (SELECT accounts.subtree(root) FROM unnest($3::uuid[]) root))
  AND ($4 = '' OR s.status = $4 OR ($4 = 'below' AND s.status IN ('half', 'low', 'none')))
  AND s.full_name ILIKE $5
  AND (s.counted * $6::int, s.full_name, s.person_id) > ($7::int, $8::text, $9::uuid)
ORDER BY s.counted * $6::int, s.full_name, s.person_id
LIMIT $10;
