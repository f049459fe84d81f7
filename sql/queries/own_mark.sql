-- From now on the key for what was collected opens nothing: it is written down that it is destroyed.
-- $1 organisation_id bigint, $2 request_id bigint, $3 at timestamptz
-- changes state
UPDATE sealing_key SET content_ends_at = $3
WHERE organisation_id = $1 AND request_id = $2 AND state = 'active' AND content_ends_at IS NULL
