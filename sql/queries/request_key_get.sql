-- The keys of a request, unless they were destroyed.
-- $1 organisation_id bigint, $2 request_id bigint
-- returns content text, content_public text (null: it is destroyed, content_ended says since when), ledger text,
-- content_ended timestamptz
SELECT CASE WHEN content_ends_at IS NULL THEN content END AS content,
	CASE WHEN content_ends_at IS NULL THEN content_public END AS content_public, ledger, content_ends_at AS content_ended
FROM sealing_key
WHERE organisation_id = $1 AND request_id = $2 AND state = 'active'
