-- Requests of which it is written down that what was collected is destroyed, and it is not yet.
-- $1 organisation_id bigint
-- returns request_id bigint, reference text
SELECT r.request_id, r.reference
FROM sealing_key k JOIN request r ON r.organisation_id = k.organisation_id AND r.request_id = k.request_id
WHERE k.organisation_id = $1 AND k.content_ends_at IS NOT NULL AND k.content_destroyed_at IS NULL
ORDER BY k.key_id LIMIT 100
