-- What was collected for a request is destroyed: its key, which blobs hold it, what its letters say, the message as it came, and what
-- was looked up. Only of one of which that was written down before.
-- $1 organisation_id bigint, $2 request_id bigint, $3 at timestamptz
-- returns letters bigint, parts bigint, archives bigint: how many; no row: it was destroyed already
-- changes state
WITH letters AS (UPDATE letter SET sealed = '' WHERE organisation_id = $1 AND request_id = $2 AND sealed <> '' RETURNING 1),
	parts AS (DELETE FROM part WHERE organisation_id = $1 AND request_id = $2 RETURNING 1),
	archives AS (UPDATE release SET blob = '' WHERE organisation_id = $1 AND request_id = $2 AND blob <> '' RETURNING 1),
	messages AS (DELETE FROM original WHERE organisation_id = $1 AND request_id = $2),
	looks AS (DELETE FROM lookup WHERE organisation_id = $1 AND request_id = $2)
UPDATE sealing_key SET content = NULL, content_public = NULL, content_destroyed_at = $3
WHERE organisation_id = $1 AND request_id = $2 AND content_ends_at IS NOT NULL AND content_destroyed_at IS NULL
RETURNING (SELECT count(*) FROM letters) AS letters, (SELECT count(*) FROM parts) AS parts,
	(SELECT count(*) FROM archives) AS archives
