-- Requests in which nothing runs or will run any more are collected: what was found is not what it was.
-- OFFSET 0 has each request looked up by itself: made a join, all ready tasks would be read.
-- $1 organisation_id bigint, $2 request_ids bigint[]
-- returns request_id bigint
-- changes state
UPDATE request r SET state = 'collected', changes = changes + 1
WHERE r.organisation_id = $1 AND r.request_id = ANY ($2::bigint[]) AND r.state = 'searching'
	AND NOT EXISTS (SELECT FROM task o WHERE o.organisation_id = $1 AND o.request_id = r.request_id AND o.state = 'ready' OFFSET 0)
RETURNING r.request_id
