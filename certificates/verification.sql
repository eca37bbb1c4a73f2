-- name: PublicCertificate
SELECT number, holder_name, course_title, organiser, jp, completed_on, revoked_at, superseded_at
FROM certificates.certificates WHERE public_id = $1;
