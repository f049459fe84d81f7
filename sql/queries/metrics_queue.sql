-- The age of the queue: the oldest task that is ready, and how many there are.
-- $1 organisation_id bigint
-- returns ready bigint, seconds bigint
SELECT count(*), coalesce(extract(epoch FROM statement_timestamp() - min(created_at)), 0)::bigint
FROM task WHERE organisation_id = $1 AND state = 'ready'
