-- name: PublicCertificate
SELECT number, holder_name, course_title, course_code, course_revision, organiser, agency, jp, predicate,
       started_on, completed_on, issued_on, curriculum, signatories, signing, signed_at, revoked_at, superseded_at
FROM certificates.certificates WHERE public_id = $1;
