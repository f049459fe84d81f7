-- The archive of a request that counts.
-- $1 organisation_id bigint, $2 request_id bigint
-- returns release_id bigint, blob text, sha256 text, bytes bigint, built_at timestamptz, contents jsonb, changes bigint, built_by text, left_out jsonb
SELECT release_id, blob, sha256, bytes, built_at, contents, changes, built_by, left_out FROM release
WHERE organisation_id = $1 AND request_id = $2 ORDER BY release_id DESC LIMIT 1
