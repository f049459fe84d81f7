-- These requests are searching now.
-- $1 organisation_id bigint, $2 request_ids bigint[]
-- changes state
UPDATE request SET state = 'searching'
WHERE organisation_id = $1 AND request_id = ANY ($2::bigint[]) AND state = 'logged'
