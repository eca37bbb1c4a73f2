-- name: NewestRevision
SELECT c.id AS course_id, r.id, r.number, r.checksum
FROM courses.courses c JOIN courses.revisions r ON r.course_id = c.id
WHERE c.code = $1
ORDER BY r.number DESC LIMIT 1;

-- name: LockCourse
INSERT INTO courses.courses AS c (id, code) VALUES ($1, $2)
ON CONFLICT (code) DO UPDATE SET code = EXCLUDED.code
RETURNING c.id;

-- name: AddRevision
INSERT INTO courses.revisions (id, course_id, number, title, summary, language, organiser, audience, jp, minutes,
    siasn_path, outcomes, bibliography, tags, law_checked_on, checksum)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15::date, $16);

-- name: AddModule
INSERT INTO courses.modules (id, revision_id, key, position, title, jp) VALUES ($1, $2, $3, $4, $5, $6);

-- name: AddLesson
INSERT INTO courses.lessons (id, revision_id, module_id, key, position, title, kind, minutes, body_html,
    video_id, captions_id, poster_id, video_seconds)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, NULLIF($13, 0));

-- name: AddLessonFiles
INSERT INTO courses.lesson_files (lesson_id, file_id)
SELECT DISTINCT $1::uuid, unnest($2::uuid[]);
