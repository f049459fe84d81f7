-- An archive that was built.
-- $1 organisation_id bigint, $2 request_id bigint, $3 blob text, $4 sha256 text, $5 bytes bigint, $6 contents text (JSON),
-- $7 at timestamptz, $8 changes bigint, $9 built_by text, $10 left_out text (JSON)
-- changes state
INSERT INTO release (organisation_id, request_id, blob, sha256, bytes, contents, built_at, changes, built_by, left_out)
VALUES ($1, $2, $3, $4, $5, $6::text::jsonb, $7, $8, $9, $10::text::jsonb)
