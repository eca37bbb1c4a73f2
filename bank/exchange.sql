-- name: FindCategory
SELECT id FROM bank.categories WHERE parent_id IS NOT DISTINCT FROM $1::uuid AND name = $2;

-- name: HaveCategory
SELECT EXISTS (SELECT 1 FROM bank.categories WHERE id = $1);

-- name: AddCategory
INSERT INTO bank.categories (id, parent_id, name, created_by) VALUES ($1, $2, $3, $4)
ON CONFLICT ON CONSTRAINT categories_sibling DO NOTHING;

-- name: LockExchange
SELECT pg_advisory_xact_lock(hashtext('bank.exchange'));

-- name: SameQuestions
-- Questions that are there and say the same to a learner as one of these, in
-- the same category, each with its newest such version and its key.
WITH coming AS (
    SELECT r.no, r.category_id, bank.digest_of(r.kind, r.stem_html, r.content) AS digest
    FROM jsonb_to_recordset($1::jsonb) AS r (no int, category_id uuid, kind text, stem_html text, content jsonb)
)
SELECT c.no, v.kind, v.stem_html, v.content, k.key
FROM coming c
JOIN bank.versions v ON v.digest = c.digest
JOIN bank.questions q ON q.id = v.question_id AND q.category_id IS NOT DISTINCT FROM c.category_id
JOIN bank.keys k ON k.version_id = v.id
WHERE q.revision_id IS NULL AND q.state <> 'retired' AND ($2::uuid IS NULL OR q.shared OR q.created_by = $2)
  AND NOT EXISTS (SELECT 1 FROM bank.versions newer WHERE newer.question_id = q.id AND newer.no > v.no);

-- name: AddDrafts
INSERT INTO bank.questions (id, category_id, key, state, created_by)
SELECT r.id, r.category_id, r.key, 'draft', $2::uuid
FROM jsonb_to_recordset($1::jsonb) AS r (id uuid, category_id uuid, key text);

-- name: AddDraftVersions
INSERT INTO bank.versions (id, question_id, no, kind, stem_html, content, tags, points, created_by, note)
SELECT r.version_id, r.id, 1, r.kind, r.stem_html, r.content, r.tags, r.points, $2::uuid, $3
FROM jsonb_to_recordset($1::jsonb) AS r (id uuid, version_id uuid, kind text, stem_html text, content jsonb, tags jsonb, points numeric);

-- name: AddDraftEvents
INSERT INTO bank.events (id, question_id, act, version_no, note, by)
SELECT gen_random_uuid(), r.id, 'created', 1, $3, $2::uuid
FROM jsonb_to_recordset($1::jsonb) AS r (id uuid);

-- name: AddImport
INSERT INTO bank.imports (id, digest, format, file_name, category_id, created_by, counts, problems)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING created_at;

-- name: AddKept
INSERT INTO bank.kept (import_id, no, line, file, name, code, source)
SELECT $2::uuid, r.no, r.line, r.file, r.name, r.code, r.source
FROM jsonb_to_recordset($1::jsonb) AS r (no int, line int, file text, name text, code text, source text);

-- name: GetImport
SELECT id, digest, format, file_name, category_id, created_at, counts, problems FROM bank.imports WHERE id = $1;

-- name: ListKept
SELECT no, line, file, name, code, source FROM bank.kept WHERE import_id = $1 ORDER BY no;

-- name: ExportQuestions
-- The newest version of every question that is not retired, of a category with
-- those below it, or of the whole bank; questions of course folders belong to
-- their folders and stay there. $2 is whose private ones are seen (policy.go).
WITH RECURSIVE tree AS (
    SELECT c.id, ARRAY[c.name] AS path FROM bank.categories c
    WHERE CASE WHEN $1::uuid IS NULL THEN c.parent_id IS NULL ELSE c.id = $1::uuid END
    UNION ALL
    SELECT c.id, t.path || c.name FROM bank.categories c JOIN tree t ON c.parent_id = t.id
)
SELECT q.key AS name, to_jsonb(coalesce(t.path, '{}'::text[])) AS path, v.kind, v.stem_html, v.content, k.key, k.explanation_html, v.tags, v.points
FROM bank.questions q
LEFT JOIN tree t ON t.id = q.category_id
JOIN LATERAL (SELECT * FROM bank.versions x WHERE x.question_id = q.id ORDER BY x.no DESC LIMIT 1) v ON true
JOIN bank.keys k ON k.version_id = v.id
WHERE q.revision_id IS NULL AND q.state <> 'retired' AND ($2::uuid IS NULL OR q.shared OR q.created_by = $2) AND (t.id IS NOT NULL OR ($1::uuid IS NULL AND q.category_id IS NULL))
ORDER BY t.path NULLS FIRST, q.created_at, q.id;

-- name: AuthorMaySeeFile
SELECT EXISTS (SELECT 1 FROM bank.version_files WHERE file_id = $1) OR EXISTS (SELECT 1 FROM bank.uploads WHERE file_id = $1);
