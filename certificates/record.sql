-- name: CertificatesAfter
SELECT id, public_id, number, source, person_id, holder_name, holder_nip, holder_rank, holder_position, holder_unit,
       course_title, organiser, agency, place, verify_url, jp, siasn_path, started_on, completed_on, issued_on,
       curriculum, evidence, issued_at, demo, revoked_at, revoke_reason, pdf_key, pdf_sha256, mailed_at,
       template_id, design, predicate, signatories, signing, unit_id, course_code, course_revision, claim, supersedes,
       superseded_at, superseded_by, supersede_reason, signed_key, signed_sha256, signed_at
FROM certificates.certificates WHERE id > $1 ORDER BY id LIMIT $2;

-- name: CertificateOfPublicID
SELECT id, public_id, number, source, person_id, holder_name, holder_nip, holder_rank, holder_position, holder_unit,
       course_title, organiser, agency, place, verify_url, jp, siasn_path, started_on, completed_on, issued_on,
       curriculum, evidence, issued_at, demo, revoked_at, revoke_reason, pdf_key, pdf_sha256, mailed_at,
       template_id, design, predicate, signatories, signing, unit_id, course_code, course_revision, claim, supersedes,
       superseded_at, superseded_by, supersede_reason, signed_key, signed_sha256, signed_at
FROM certificates.certificates WHERE public_id = $1;

-- name: CertificateOfNumber
SELECT id, public_id, number, source, person_id, holder_name, holder_nip, holder_rank, holder_position, holder_unit,
       course_title, organiser, agency, place, verify_url, jp, siasn_path, started_on, completed_on, issued_on,
       curriculum, evidence, issued_at, demo, revoked_at, revoke_reason, pdf_key, pdf_sha256, mailed_at,
       template_id, design, predicate, signatories, signing, unit_id, course_code, course_revision, claim, supersedes,
       superseded_at, superseded_by, supersede_reason, signed_key, signed_sha256, signed_at
FROM certificates.certificates WHERE number = $1;

-- name: NumberInTrail
SELECT details ->> 'number' FROM audit.events WHERE action = 'certificates.issued' AND subject = $1 ORDER BY id LIMIT 1;

-- name: RecordSigned
UPDATE certificates.certificates SET signed_key = $2, signed_sha256 = $3, signed_at = now()
WHERE id = $1 AND signing <> 'none' AND signed_key = '';

-- name: SignedBySum
SELECT id, public_id, number, source, person_id, holder_name, holder_nip, holder_rank, holder_position, holder_unit,
       course_title, organiser, agency, place, verify_url, jp, siasn_path, started_on, completed_on, issued_on,
       curriculum, evidence, issued_at, demo, revoked_at, revoke_reason, pdf_key, pdf_sha256, mailed_at,
       template_id, design, predicate, signatories, signing, unit_id, course_code, course_revision, claim, supersedes,
       superseded_at, superseded_by, supersede_reason, signed_key, signed_sha256, signed_at
FROM certificates.certificates WHERE signed_sha256 = $1 OR signing = 'none' AND pdf_sha256 = $1 ORDER BY id LIMIT 1;
