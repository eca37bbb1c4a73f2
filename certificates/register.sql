-- name: Register
SELECT c.id, c.number, c.holder_name, c.course_title, c.course_code, c.jp, to_char(c.issued_on, 'YYYY-MM-DD') AS issued_on, c.issued_at,
       c.revoked_at, c.superseded_at, c.pdf_key <> '' AND (c.signing = 'none' OR c.signed_key <> '') AS pdf_ready, c.holder_unit, c.organiser, c.predicate,
       to_char(c.started_on, 'YYYY-MM-DD') AS started_on, to_char(c.completed_on, 'YYYY-MM-DD') AS completed_on,
       c.revoke_reason, c.supersede_reason, c.place,
       COALESCE(n.number, '') AS superseded_number, COALESCE(o.number, '') AS supersedes_number
FROM certificates.certificates c
LEFT JOIN certificates.certificates n ON n.id = c.superseded_by
LEFT JOIN certificates.certificates o ON o.id = c.supersedes
WHERE ($1 = '' OR c.number ILIKE '%' || $1 || '%' OR c.holder_name ILIKE '%' || $1 || '%' OR c.course_title ILIKE '%' || $1 || '%')
  AND ($2 = '' OR $2 = CASE WHEN c.revoked_at IS NOT NULL THEN 'revoked' WHEN c.superseded_at IS NOT NULL THEN 'superseded' ELSE 'valid' END)
  AND ($3 = 0 OR EXTRACT(YEAR FROM c.issued_on) = $3)
  AND ($4 = '' OR c.holder_unit ILIKE '%' || $4 || '%')
  AND ($5::timestamptz IS NULL OR (c.issued_at, c.id) < ($5, $6))
ORDER BY c.issued_at DESC, c.id DESC
LIMIT $7;
