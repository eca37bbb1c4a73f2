-- name: ListBuilt
-- Quizzes being built, and those that learners can take: of the newest revision
-- of each course. $1 words of the title.
SELECT * FROM (
    SELECT d.id AS draft_id, NULL::uuid AS lesson_id, d.title, '' AS course_code, '' AS course, d.rules, d.changed_at, COALESCE(p.full_name, '') AS writer
    FROM quiz.drafts d JOIN accounts.accounts a ON a.id = d.created_by JOIN accounts.persons p ON p.id = a.person_id
    WHERE d.lesson_id IS NULL
    UNION ALL
    SELECT NULL, z.lesson_id, z.title, c.code, r.title, to_jsonb(z), COALESCE(d.changed_at, r.published_at), COALESCE(p.full_name, '')
    FROM quiz.quizzes z
    JOIN courses.lessons l ON l.id = z.lesson_id
    JOIN courses.revisions r ON r.id = l.revision_id
    JOIN courses.courses c ON c.id = r.course_id
    LEFT JOIN quiz.drafts d ON d.lesson_id = z.lesson_id
    LEFT JOIN accounts.accounts a ON a.id = d.created_by LEFT JOIN accounts.persons p ON p.id = a.person_id
    WHERE r.id = courses.newest_revision(c.id) AND c.retired_at IS NULL
) x
WHERE $1 = '' OR x.title ILIKE '%' || $1 || '%' OR x.course ILIKE '%' || $1 || '%'
ORDER BY x.changed_at DESC LIMIT 300;

-- name: DraftOf
SELECT d.id, d.title, d.instructions, d.organiser, d.jp, d.siasn_path, d.rules, d.no, d.lesson_id, d.created_at, d.changed_at
FROM quiz.drafts d WHERE d.id = $1;

-- name: LockDraft
SELECT d.id, d.title, d.instructions, d.organiser, d.jp, d.siasn_path, d.rules, d.no, d.lesson_id, d.created_at, d.changed_at
FROM quiz.drafts d WHERE d.id = $1 FOR UPDATE;

-- name: AddDraft
INSERT INTO quiz.drafts (id, title, instructions, organiser, jp, siasn_path, rules, created_by) VALUES ($1, $2, $3, $4, $5, $6, $7::jsonb, $8);

-- name: SetDraft
UPDATE quiz.drafts SET title = $2, instructions = $3, organiser = $4, jp = $5, siasn_path = $6, rules = $7::jsonb, no = no + 1, changed_at = now()
WHERE id = $1;

-- name: DraftPublished
UPDATE quiz.drafts SET lesson_id = $2, published_at = now(), changed_at = now(), no = no + 1 WHERE id = $1;

-- name: RemoveDraft
DELETE FROM quiz.drafts WHERE id = $1 AND lesson_id IS NULL;
