-- name: ImportQuestions
INSERT INTO bank.questions (id, revision_id, key, pool, state)
SELECT r.id, $2, r.key, r.pool, 'reviewed'
FROM jsonb_to_recordset($1::jsonb) AS r (id uuid, key text, pool text);

-- name: ImportVersions
INSERT INTO bank.versions (id, question_id, no, kind, stem_html, content, tags)
SELECT r.version_id, r.id, 1, r.kind, r.stem_html, r.content, r.tags
FROM jsonb_to_recordset($1::jsonb) AS r (id uuid, version_id uuid, kind text, stem_html text, content jsonb, tags jsonb);

-- name: ImportKeys
INSERT INTO bank.keys (version_id, key, explanation_html)
SELECT r.version_id, r.key, r.explanation_html
FROM jsonb_to_recordset($1::jsonb) AS r (version_id uuid, key jsonb, explanation_html text);
