-- name: ListQuestions
-- $1 text query, $2 state ('waiting': a version waits for review), $3 kind,
-- $4 category with all below, $5 objective, $6 difficulty, $7 pillar,
-- $8 competence, $9 level, $10 written by, $11 whose private ones are seen
-- (null: all), $12 'bank' or 'course', $13 only those that say what another
-- says, $14 $15 where the page before ended, $16 rows.
WITH RECURSIVE tree AS (
    SELECT c.id FROM bank.categories c WHERE c.id = $4::uuid
    UNION ALL
    SELECT c.id FROM bank.categories c JOIN tree t ON c.parent_id = t.id
)
SELECT q.id, q.key AS name, q.category_id, q.state, q.shared, q.changed_at, v.kind, v.no, COALESCE(q.reviewed_no, 0) AS reviewed_no,
    left(v.words, 300) AS words, v.tags, v.points, COALESCE(c.name, '') AS category, COALESCE(p.full_name, '') AS writer,
    COALESCE(q.created_by = $11, false) AS mine, COALESCE(r.title, '') AS course,
    EXISTS (SELECT FROM bank.versions o JOIN bank.questions oq ON oq.id = o.question_id
        WHERE o.digest = v.digest AND o.question_id <> q.id AND oq.state <> 'retired'
          AND (oq.shared OR $11::uuid IS NULL OR oq.created_by = $11)) AS twin
FROM bank.questions q
JOIN LATERAL (SELECT x.* FROM bank.versions x WHERE x.question_id = q.id ORDER BY x.no DESC LIMIT 1) v ON true
LEFT JOIN bank.categories c ON c.id = q.category_id
LEFT JOIN courses.revisions r ON r.id = q.revision_id
LEFT JOIN accounts.accounts a ON a.id = v.created_by
LEFT JOIN accounts.persons p ON p.id = a.person_id
WHERE ($11::uuid IS NULL OR q.shared OR q.created_by = $11)
  AND ($1 = '' OR v.found @@ to_tsquery('simple', $1) OR to_tsvector('simple', q.key) @@ to_tsquery('simple', $1))
  AND ($2 = '' OR q.state = $2 OR ($2 = 'waiting' AND q.state <> 'retired' AND q.revision_id IS NULL AND v.no > COALESCE(q.reviewed_no, 0)))
  AND ($3 = '' OR v.kind = $3)
  AND ($4::uuid IS NULL OR q.category_id IN (SELECT id FROM tree))
  AND ($5 = '' OR v.tags ->> 'objective' = $5) AND ($6 = '' OR v.tags ->> 'difficulty' = $6) AND ($7 = '' OR v.tags ->> 'pillar' = $7)
  AND ($8 = '' OR v.tags ->> 'competence' = $8) AND ($9 = '' OR v.tags ->> 'level' = $9)
  AND ($10::uuid IS NULL OR q.created_by = $10)
  AND ($12 = '' OR ($12 = 'course') = (q.revision_id IS NOT NULL))
  AND (NOT $13 OR EXISTS (SELECT FROM bank.versions o JOIN bank.questions oq ON oq.id = o.question_id
        WHERE o.digest = v.digest AND o.question_id <> q.id AND oq.state <> 'retired'))
  AND ($14::timestamptz IS NULL OR (q.changed_at, q.id) < ($14, $15::uuid))
ORDER BY q.changed_at DESC, q.id DESC
LIMIT $16;

-- name: QuestionOf
SELECT q.id, q.key AS name, q.category_id, q.state, q.shared, q.changed_at, q.created_by, COALESCE(q.reviewed_no, 0) AS reviewed_no,
    q.revision_id IS NOT NULL AS of_course, COALESCE(r.title, '') AS course, COALESCE(q.created_by = $2, false) AS mine,
    (SELECT max(v.no) FROM bank.versions v WHERE v.question_id = q.id) AS no
FROM bank.questions q LEFT JOIN courses.revisions r ON r.id = q.revision_id
WHERE q.id = $1 AND ($2::uuid IS NULL OR q.shared OR q.created_by = $2);

-- name: LockQuestion
SELECT q.id, q.key AS name, q.category_id, q.state, q.shared, q.changed_at, q.created_by, COALESCE(q.reviewed_no, 0) AS reviewed_no,
    q.revision_id IS NOT NULL AS of_course, '' AS course, COALESCE(q.created_by = $2, false) AS mine,
    (SELECT max(v.no) FROM bank.versions v WHERE v.question_id = q.id) AS no
FROM bank.questions q
WHERE q.id = $1 AND ($2::uuid IS NULL OR q.shared OR q.created_by = $2)
FOR UPDATE OF q;

-- name: VersionOf
-- $2 0 is the newest.
SELECT v.id, v.no, v.kind, v.stem_html, v.content, v.tags, v.points, v.note, v.created_at, COALESCE(p.full_name, '') AS writer,
    k.key, k.explanation_html, k.voided
FROM bank.versions v
JOIN bank.keys k ON k.version_id = v.id
LEFT JOIN accounts.accounts a ON a.id = v.created_by
LEFT JOIN accounts.persons p ON p.id = a.person_id
WHERE v.question_id = $1 AND ($2 = 0 OR v.no = $2)
ORDER BY v.no DESC LIMIT 1;

-- name: VersionsOf
SELECT v.no, v.note, v.created_at, COALESCE(p.full_name, '') AS writer
FROM bank.versions v
LEFT JOIN accounts.accounts a ON a.id = v.created_by
LEFT JOIN accounts.persons p ON p.id = a.person_id
WHERE v.question_id = $1 ORDER BY v.no DESC;

-- name: EventsOf
SELECT e.act, e.version_no, e.note, e.at, COALESCE(p.full_name, '') AS who
FROM bank.events e
LEFT JOIN accounts.accounts a ON a.id = e.by
LEFT JOIN accounts.persons p ON p.id = a.person_id
WHERE e.question_id = $1 ORDER BY e.at DESC, e.id DESC LIMIT 200;

-- name: AddQuestion
INSERT INTO bank.questions (id, category_id, key, shared, created_by) VALUES ($1, $2, $3, $4, $5);

-- name: SetPlace
UPDATE bank.questions SET category_id = $2, key = $3, shared = $4, changed_at = clock_timestamp() WHERE id = $1;

-- name: Touch
UPDATE bank.questions SET changed_at = clock_timestamp() WHERE id = $1;

-- name: AddVersion
INSERT INTO bank.versions (id, question_id, no, kind, stem_html, content, tags, points, created_by, note)
VALUES ($1, $2, $3, $4, $5, $6::jsonb, $7::jsonb, $8::numeric, $9, $10);

-- name: AddKey
INSERT INTO bank.keys (version_id, key, explanation_html) VALUES ($1, $2::jsonb, $3);

-- name: AddEvent
INSERT INTO bank.events (id, question_id, act, version_no, note, by) VALUES ($1, $2, $3, NULLIF($4, 0), $5, $6);

-- name: SetState
UPDATE bank.questions SET state = $2, reviewed_no = NULLIF($3, 0), shared = shared OR $2 <> 'draft', changed_at = clock_timestamp() WHERE id = $1;

-- name: WritersSince
-- Who wrote a version after $2, as far as known.
SELECT EXISTS (SELECT FROM bank.versions v WHERE v.question_id = $1 AND v.no > $2 AND v.created_by = $3);

-- name: AlikeOf
-- Questions that share the most words with a text, and those that say exactly
-- the same. $1 text query, $2 kind, $3 stem, $4 content, $5 but not this one,
-- $6 whose private ones are seen.
SELECT q.id, q.key AS name, q.state, v.words, v.digest = bank.digest_of($2, $3, $4::jsonb) AS same
FROM bank.questions q
JOIN LATERAL (SELECT x.* FROM bank.versions x WHERE x.question_id = q.id ORDER BY x.no DESC LIMIT 1) v ON true
WHERE (v.digest = bank.digest_of($2, $3, $4::jsonb) OR ($1 <> '' AND v.found @@ to_tsquery('simple', $1)))
  AND q.id IS DISTINCT FROM $5::uuid AND q.state <> 'retired' AND ($6::uuid IS NULL OR q.shared OR q.created_by = $6)
ORDER BY same DESC, ts_rank(v.found, to_tsquery('simple', NULLIF($1, ''))) DESC NULLS LAST LIMIT 100;

-- name: Supplies
-- How many reviewed questions a category has, with all below, by objective and
-- difficulty: what a blueprint may ask for.
WITH RECURSIVE tree AS (
    SELECT c.id FROM bank.categories c WHERE c.id = $1
    UNION ALL
    SELECT c.id FROM bank.categories c JOIN tree t ON c.parent_id = t.id
)
SELECT COALESCE(v.tags ->> 'objective', '') AS objective, COALESCE(v.tags ->> 'difficulty', '') AS difficulty, count(*) AS count,
    count(*) FILTER (WHERE v.content @> '{"opinion": true}') AS opinions
FROM bank.questions q
JOIN bank.versions v ON v.question_id = q.id AND v.no = COALESCE(q.reviewed_no, (SELECT max(n.no) FROM bank.versions n WHERE n.question_id = q.id))
WHERE q.category_id IN (SELECT id FROM tree) AND q.state = 'reviewed'
GROUP BY 1, 2 ORDER BY 1, 2;
