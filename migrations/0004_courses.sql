-- +goose Up
-- Courses, their revisions, who studies them, how far, and who must.

CREATE SCHEMA courses;

CREATE TABLE courses.courses (
    id         uuid        PRIMARY KEY,
    code       text        NOT NULL CONSTRAINT courses_code UNIQUE CONSTRAINT courses_code_form CHECK (code ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
    retired_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now()
);

-- One published state of a course. Learners stay on the revision they began.
CREATE TABLE courses.revisions (
    id             uuid        PRIMARY KEY,
    course_id      uuid        NOT NULL CONSTRAINT revisions_course REFERENCES courses.courses (id),
    number         int         NOT NULL,
    title          text        NOT NULL,
    summary        text        NOT NULL DEFAULT '',
    language       text        NOT NULL DEFAULT 'id',
    organiser      text        NOT NULL,
    audience       text        NOT NULL DEFAULT '',
    jp             int         NOT NULL CONSTRAINT revisions_jp CHECK (jp BETWEEN 1 AND 200), -- 1 JP = 45 minutes
    minutes        int         NOT NULL,
    siasn_path     int         NOT NULL CONSTRAINT revisions_path CHECK (siasn_path BETWEEN 1 AND 25), -- SIASN jenis diklat
    outcomes       jsonb       NOT NULL DEFAULT '[]', -- array of sentences
    bibliography   jsonb       NOT NULL DEFAULT '[]', -- [{title, note}]
    tags           jsonb       NOT NULL DEFAULT '{}', -- pillar, digcomp, pemdi_tier
    law_checked_on date,
    checksum       text        NOT NULL, -- sha256 over the folder, so that the same folder is one revision
    published_at   timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT revisions_number UNIQUE (course_id, number)
);

CREATE TABLE courses.modules (
    id          uuid PRIMARY KEY,
    revision_id uuid NOT NULL CONSTRAINT modules_revision REFERENCES courses.revisions (id),
    key         text NOT NULL,
    position    int  NOT NULL,
    title       text NOT NULL,
    jp          int  NOT NULL DEFAULT 0,
    CONSTRAINT modules_key UNIQUE (revision_id, key)
);

CREATE TABLE courses.lessons (
    id             uuid PRIMARY KEY,
    revision_id    uuid NOT NULL CONSTRAINT lessons_revision REFERENCES courses.revisions (id),
    module_id      uuid NOT NULL CONSTRAINT lessons_module REFERENCES courses.modules (id),
    key            text NOT NULL, -- stable across revisions
    position       int  NOT NULL CONSTRAINT lessons_position CHECK (position > 0), -- in the whole course
    title          text NOT NULL,
    kind           text NOT NULL CONSTRAINT lessons_kind CHECK (kind IN ('text', 'video', 'quiz')),
    minutes        int  NOT NULL CONSTRAINT lessons_minutes CHECK (minutes > 0),
    body_html      text NOT NULL DEFAULT '', -- rendered and sanitised at import
    video_id       uuid CONSTRAINT lessons_video REFERENCES media.files (id),
    captions_id    uuid CONSTRAINT lessons_captions REFERENCES media.files (id),
    poster_id      uuid CONSTRAINT lessons_poster REFERENCES media.files (id),
    video_seconds  int,
    CONSTRAINT lessons_key UNIQUE (revision_id, key),
    CONSTRAINT lessons_order UNIQUE (revision_id, position),
    CONSTRAINT lessons_video_has_captions CHECK (kind <> 'video' OR (video_id IS NOT NULL AND captions_id IS NOT NULL))
);
CREATE INDEX lessons_of_module ON courses.lessons (module_id);

-- Every stored file a lesson refers to (video, captions, poster, pictures in
-- its text): who studies the lesson may read these files and no others.
CREATE TABLE courses.lesson_files (
    file_id   uuid NOT NULL CONSTRAINT lesson_files_file REFERENCES media.files (id),
    lesson_id uuid NOT NULL CONSTRAINT lesson_files_lesson REFERENCES courses.lessons (id),
    CONSTRAINT lesson_files_pkey PRIMARY KEY (file_id, lesson_id)
);

CREATE TABLE courses.enrolments (
    id           uuid        PRIMARY KEY,
    person_id    uuid        NOT NULL CONSTRAINT enrolments_person REFERENCES accounts.persons (id),
    course_id    uuid        NOT NULL CONSTRAINT enrolments_course REFERENCES courses.courses (id),
    revision_id  uuid        NOT NULL CONSTRAINT enrolments_revision REFERENCES courses.revisions (id),
    enrolled_at  timestamptz NOT NULL DEFAULT now(),
    completed_at timestamptz,
    CONSTRAINT enrolments_one_per_course UNIQUE (person_id, course_id)
);
CREATE INDEX enrolments_of_course ON courses.enrolments (course_id, completed_at);
CREATE INDEX enrolments_of_revision ON courses.enrolments (revision_id, person_id);

CREATE TABLE courses.progress (
    enrolment_id uuid        NOT NULL CONSTRAINT progress_enrolment REFERENCES courses.enrolments (id),
    lesson_id    uuid        NOT NULL CONSTRAINT progress_lesson REFERENCES courses.lessons (id),
    opened_at    timestamptz NOT NULL DEFAULT now(),
    seen_at      timestamptz NOT NULL DEFAULT now(), -- last sign of presence, server's clock
    seconds      int         NOT NULL DEFAULT 0,     -- time present, credited by the server
    video_second int         NOT NULL DEFAULT 0,     -- furthest point of the video
    completed_at timestamptz,
    CONSTRAINT progress_pkey PRIMARY KEY (enrolment_id, lesson_id)
);

-- One person has one clock, however many tabs, devices and courses are open:
-- time is credited from the last sign anywhere, so it never runs faster than
-- the server's clock.
CREATE TABLE courses.presences (
    person_id uuid        NOT NULL CONSTRAINT presences_person REFERENCES accounts.persons (id) CONSTRAINT presences_pkey PRIMARY KEY,
    seen_at   timestamptz NOT NULL DEFAULT now(), -- up to here time has been credited
    credited  int         NOT NULL DEFAULT 0      -- seconds given by the latest sign
);

-- Evidence for rules that count learning days (PerLAN 10/2018: e-learning has
-- a cap of JP per day).
CREATE TABLE courses.learning_days (
    enrolment_id uuid NOT NULL CONSTRAINT learning_days_enrolment REFERENCES courses.enrolments (id),
    day          date NOT NULL, -- in the agency's time zone
    seconds      int  NOT NULL DEFAULT 0,
    CONSTRAINT learning_days_pkey PRIMARY KEY (enrolment_id, day)
);

-- "Penugasan wajib": a course that the people of a unit subtree must finish.
CREATE TABLE courses.mandates (
    id           uuid        PRIMARY KEY,
    course_id    uuid        NOT NULL CONSTRAINT mandates_course REFERENCES courses.courses (id),
    unit_id      uuid        NOT NULL CONSTRAINT mandates_unit REFERENCES accounts.units (id),
    due_on       date        NOT NULL, -- last day, agency's time zone
    note         text        NOT NULL DEFAULT '',
    created_by   uuid        NOT NULL CONSTRAINT mandates_by REFERENCES accounts.accounts (id),
    created_at   timestamptz NOT NULL DEFAULT now(),
    cancelled_at timestamptz
);
CREATE UNIQUE INDEX mandates_open ON courses.mandates (unit_id, course_id) WHERE cancelled_at IS NULL;

-- +goose StatementBegin
CREATE FUNCTION courses.newest_revision(course uuid) RETURNS uuid LANGUAGE sql STABLE AS $$
    SELECT id FROM courses.revisions WHERE course_id = course ORDER BY number DESC LIMIT 1
$$;
-- +goose StatementEnd

-- Seconds of presence between two signs of one person: at most 45 for one
-- sign, none after 30 minutes of silence (a new sitting).
-- +goose StatementBegin
CREATE FUNCTION courses.credit(last_sign timestamptz, this_sign timestamptz) RETURNS int LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN this_sign - last_sign > interval '30 minutes' THEN 0
                ELSE floor(LEAST(GREATEST(EXTRACT(epoch FROM this_sign - last_sign), 0), 45))::int END
$$;
-- +goose StatementEnd

-- Where everybody who is in a unit today stands with a course, by the given
-- day in the agency's time zone.
-- +goose StatementBegin
CREATE FUNCTION courses.standing(course uuid, today date)
RETURNS TABLE (person_id uuid, full_name text, unit_id uuid, unit_name text, enrolment_id uuid, revision_id uuid,
               completed_at timestamptz, due_on date, status text, overdue boolean) LANGUAGE sql STABLE AS $$
    WITH RECURSIVE reach AS ( -- all subtrees at once, level by level
        SELECT m.unit_id, m.due_on FROM courses.mandates m WHERE m.course_id = course AND m.cancelled_at IS NULL
        UNION
        SELECT u.id, r.due_on FROM reach r JOIN accounts.units u ON u.parent_id = r.unit_id),
    due AS (SELECT unit_id, min(due_on) AS due_on FROM reach GROUP BY unit_id)
    SELECT cm.person_id, p.full_name, u.id, u.name, e.id, e.revision_id, e.completed_at, d.due_on,
           CASE WHEN e.completed_at IS NOT NULL THEN 'done' WHEN e.id IS NOT NULL THEN 'studying' ELSE 'not_started' END,
           COALESCE(e.completed_at IS NULL AND d.due_on < today, false)
    FROM accounts.current_members cm
    JOIN accounts.persons p ON p.id = cm.person_id
    JOIN accounts.units u ON u.id = cm.unit_id
    LEFT JOIN courses.enrolments e ON e.person_id = cm.person_id AND e.course_id = course
    LEFT JOIN due d ON d.unit_id = cm.unit_id
$$;
-- +goose StatementEnd
