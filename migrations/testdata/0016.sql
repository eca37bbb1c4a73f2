-- Rows of the schema as it was before 0020: a course with one single, one
-- multiple and one truefalse question, an attempt handed in and an open one.
INSERT INTO accounts.persons (id, class, full_name) VALUES ('00000000-0000-0000-0000-0000000000a1', 'pns', 'Siti Aminah');
INSERT INTO courses.courses (id, code) VALUES ('00000000-0000-0000-0000-0000000000c1', 'contoh');
INSERT INTO courses.revisions (id, course_id, number, title, organiser, jp, minutes, siasn_path, checksum, published_at)
VALUES ('00000000-0000-0000-0000-0000000000d1', '00000000-0000-0000-0000-0000000000c1', 1, 'Contoh', 'BKPSDM', 1, 45, 16, 'x', '2026-01-02T03:04:05Z');
INSERT INTO courses.modules (id, revision_id, key, position, title) VALUES ('00000000-0000-0000-0000-0000000000e1', '00000000-0000-0000-0000-0000000000d1', 'm1', 1, 'Modul');
INSERT INTO courses.lessons (id, revision_id, module_id, key, position, title, kind, minutes)
VALUES ('00000000-0000-0000-0000-0000000000f1', '00000000-0000-0000-0000-0000000000d1', '00000000-0000-0000-0000-0000000000e1', 'kuis', 1, 'Kuis', 'quiz', 45);
INSERT INTO courses.enrolments (id, person_id, course_id, revision_id)
VALUES ('00000000-0000-0000-0000-0000000000b1', '00000000-0000-0000-0000-0000000000a1', '00000000-0000-0000-0000-0000000000c1', '00000000-0000-0000-0000-0000000000d1');
INSERT INTO quiz.questions (id, revision_id, key, pool, kind, stem_html, options, tags) VALUES
('00000000-0000-0000-0000-000000000101', '00000000-0000-0000-0000-0000000000d1', 'a-1', 'a', 'single', '<p>Satu?</p>', '[{"id":"aaaaaaaaaa","html":"ya"},{"id":"bbbbbbbbbb","html":"tidak"}]', '{"difficulty":"mudah"}'),
('00000000-0000-0000-0000-000000000102', '00000000-0000-0000-0000-0000000000d1', 'a-2', 'a', 'multiple', '<p>Dua?</p>', '[{"id":"cccccccccc","html":"satu"},{"id":"dddddddddd","html":"dua"},{"id":"eeeeeeeeee","html":"tiga"}]', '{}'),
('00000000-0000-0000-0000-000000000103', '00000000-0000-0000-0000-0000000000d1', 'a-3', 'b', 'truefalse', '<p>Tiga?</p>', '[{"id":"ffffffffff","html":"Benar"},{"id":"gggggggggg","html":"Salah"}]', '{}');
INSERT INTO quiz.keys (question_id, correct, explanation_html) VALUES
('00000000-0000-0000-0000-000000000101', '{aaaaaaaaaa}', '<p>Sebab satu.</p>'),
('00000000-0000-0000-0000-000000000102', '{cccccccccc,dddddddddd}', '<p>Sebab dua.</p>'),
('00000000-0000-0000-0000-000000000103', '{gggggggggg}', '<p>Sebab tiga.</p>');
INSERT INTO quiz.quizzes (id, lesson_id, title, duration_seconds, pass_percent, draw)
VALUES ('00000000-0000-0000-0000-000000000201', '00000000-0000-0000-0000-0000000000f1', 'Kuis', 600, 60, '[{"pool":"a","count":2}]');
INSERT INTO quiz.attempts (id, quiz_id, enrolment_id, person_id, number, seed, state, started_at, deadline_at, closed_at, points, max_points, passed) VALUES
('00000000-0000-0000-0000-000000000301', '00000000-0000-0000-0000-000000000201', '00000000-0000-0000-0000-0000000000b1', '00000000-0000-0000-0000-0000000000a1', 1, 7, 'submitted', now() - interval '1 hour', now() - interval '50 minutes', now() - interval '51 minutes', 1, 2, false),
('00000000-0000-0000-0000-000000000302', '00000000-0000-0000-0000-000000000201', '00000000-0000-0000-0000-0000000000b1', '00000000-0000-0000-0000-0000000000a1', 2, 8, 'open', now(), now() + interval '10 minutes', NULL, NULL, 2, NULL);
INSERT INTO quiz.items (attempt_id, no, question_id, option_order, most, correct) VALUES
('00000000-0000-0000-0000-000000000301', 1, '00000000-0000-0000-0000-000000000102', '{eeeeeeeeee,cccccccccc,dddddddddd}', 3, true),
('00000000-0000-0000-0000-000000000301', 2, '00000000-0000-0000-0000-000000000101', '{bbbbbbbbbb,aaaaaaaaaa}', 1, false),
('00000000-0000-0000-0000-000000000302', 1, '00000000-0000-0000-0000-000000000101', '{aaaaaaaaaa,bbbbbbbbbb}', 1, NULL),
('00000000-0000-0000-0000-000000000302', 2, '00000000-0000-0000-0000-000000000102', '{cccccccccc,dddddddddd,eeeeeeeeee}', 3, NULL);
INSERT INTO quiz.answers (attempt_id, no, seq, chosen) VALUES
('00000000-0000-0000-0000-000000000301', 1, 3, '{cccccccccc,dddddddddd}'),
('00000000-0000-0000-0000-000000000301', 2, 1, '{bbbbbbbbbb}'),
('00000000-0000-0000-0000-000000000302', 1, 1, '{aaaaaaaaaa}');
