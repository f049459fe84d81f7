-- Is there anything of a request that runs, or will?
-- $1 organisation_id bigint, $2 request_id bigint
-- returns boolean
SELECT EXISTS (SELECT FROM task WHERE organisation_id = $1 AND request_id = $2 AND state = 'ready')
