-- name: ListCategories
-- All, with how many questions stand in each itself. $1 whose private ones count.
SELECT c.id, c.parent_id, c.name, COALESCE(c.created_by = $2, false) AS mine,
    count(q.id) FILTER (WHERE q.state <> 'retired') AS questions, count(q.id) FILTER (WHERE q.state = 'reviewed') AS reviewed
FROM bank.categories c
LEFT JOIN bank.questions q ON q.category_id = c.id AND ($1::uuid IS NULL OR q.shared OR q.created_by = $1)
GROUP BY c.id ORDER BY c.name, c.id;

-- name: AddOneCategory
INSERT INTO bank.categories (id, parent_id, name, created_by) VALUES ($1, $2, $3, $4);

-- name: OwnCategory
SELECT COALESCE(created_by = $2, false) FROM bank.categories WHERE id = $1 FOR UPDATE;

-- name: RenameCategory
UPDATE bank.categories SET name = $2 WHERE id = $1;

-- name: RemoveCategory
DELETE FROM bank.categories c WHERE c.id = $1;
