-- The keys of an organisation for what belongs to no request.
-- $1 organisation_id bigint
-- returns content text, content_public text, ledger text, content_ended timestamptz (null)
SELECT content, content_public, ledger, content_ends_at AS content_ended FROM sealing_key WHERE organisation_id = $1 AND request_id IS NULL AND state = 'active'
