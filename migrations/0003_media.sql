-- +goose Up
-- Files in the object store. Object first, row last; on deletion the reverse.

CREATE SCHEMA media;

CREATE TABLE media.files (
    id           uuid        PRIMARY KEY,
    object_key   text        NOT NULL CONSTRAINT files_object UNIQUE, -- "files/<id>/<name>", flat, never a prefix of another key
    name         text        NOT NULL,
    content_type text        NOT NULL,
    bytes        bigint      NOT NULL CONSTRAINT files_bytes CHECK (bytes >= 0),
    sha256       text        NOT NULL CONSTRAINT files_sha256_form CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    created_at   timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT files_once UNIQUE (sha256, content_type) -- the same bytes are one file
);
