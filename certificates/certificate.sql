-- name: CertificateOfSource
SELECT id FROM certificates.certificates WHERE source = $1;

-- name: LockSeries
SELECT last FROM certificates.series WHERE name = $1 AND year = $2 FOR UPDATE;

-- name: OpenSeries
INSERT INTO certificates.series (name, year) VALUES ($1, $2) ON CONFLICT DO NOTHING;

-- name: AdvanceSeries
UPDATE certificates.series SET last = $3 WHERE name = $1 AND year = $2;

-- name: AddCertificate
INSERT INTO certificates.certificates (id, public_id, number, source, person_id,
    holder_name, holder_nip, holder_rank, holder_position, holder_unit,
    course_title, organiser, agency, place, verify_url, jp, siasn_path,
    started_on, completed_on, issued_on, curriculum, evidence, issued_at, demo,
    template_id, design, predicate, signatories, signing, unit_id, course_code, course_revision, claim, supersedes)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17,
    $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34)
ON CONFLICT ON CONSTRAINT certificates_one_per_subject DO NOTHING;

-- name: Certificate
SELECT id, public_id, number, source, person_id, holder_name, holder_nip, holder_rank, holder_position, holder_unit,
       course_title, organiser, agency, place, verify_url, jp, siasn_path, started_on, completed_on, issued_on,
       curriculum, evidence, issued_at, demo, revoked_at, revoke_reason, pdf_key, pdf_sha256, mailed_at,
       template_id, design, predicate, signatories, signing, unit_id, course_code, course_revision, claim, supersedes,
       superseded_at, superseded_by, supersede_reason, signed_key, signed_sha256, signed_at
FROM certificates.certificates WHERE id = $1;

-- name: LockCertificate
SELECT revoked_at IS NOT NULL FROM certificates.certificates WHERE id = $1 FOR UPDATE;

-- name: RevokeCertificate
UPDATE certificates.certificates SET revoked_at = $2, revoke_reason = $3 WHERE id = $1;

-- name: StorePDF
UPDATE certificates.certificates SET pdf_key = $2, pdf_sha256 = $3 WHERE id = $1 AND pdf_key = '';

-- name: MarkMailed
UPDATE certificates.certificates SET mailed_at = now() WHERE id = $1 AND mailed_at IS NULL;

-- name: CertificatesOfPerson
SELECT id, public_id, number, course_title, jp, to_char(completed_on, 'YYYY-MM-DD') AS completed_on, issued_at,
       revoked_at, superseded_at,
       pdf_key <> '' AND (signing = 'none' OR signed_key <> '') AS pdf_ready,
       signing <> 'none' AND signed_key = '' AND revoked_at IS NULL AND superseded_at IS NULL AS to_be_signed
FROM certificates.certificates
WHERE person_id = $1
ORDER BY issued_at DESC, id DESC
LIMIT 200;
