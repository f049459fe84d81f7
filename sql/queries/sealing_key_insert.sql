-- The keys of a new request, or of a new organisation for what belongs to none; not when an installation key wraps them that
-- has been followed by a newer one: it is destroyed once nothing is wrapped by it. Of one that was lost the key for what was
-- collected may be destroyed.
-- $1 organisation_id bigint, $2 request_id bigint or null, $3 content text or null, $4 content_public text or null, $5 ledger text,
-- $6 at timestamptz
-- changes state
WITH newest AS MATERIALIZED (SELECT key_id FROM installation FOR SHARE)
INSERT INTO sealing_key (organisation_id, request_id, state, content, content_public, ledger, created_at, content_ends_at, content_destroyed_at)
SELECT $1, $2, 'active', $3::text, $4, $5::text, $6::timestamptz,
	CASE WHEN $3::text IS NULL THEN $6::timestamptz END, CASE WHEN $3::text IS NULL THEN $6::timestamptz END
WHERE NOT EXISTS (SELECT FROM newest WHERE key_id > split_part($5::text, ':', 1))
