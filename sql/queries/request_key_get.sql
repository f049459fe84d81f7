-- The keys of a request, unless they were destroyed.
-- $1 organisation_id bigint, $2 request_id bigint
-- returns content text, content_public text, ledger text
SELECT content, content_public, ledger FROM sealing_key
WHERE organisation_id = $1 AND request_id = $2 AND state = 'active'
