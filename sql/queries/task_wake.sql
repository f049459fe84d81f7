-- Kinds of identifier became known: tasks that waited for one may run, done tasks that can use one go round again, and
-- running ones will when they finish. A task whose answer was already asked of somebody is left.
-- $1 organisation_id bigint; arrays of the same length: $2 request_id bigint[], $3 kind text[]
-- changes state
UPDATE task t SET state = 'ready', not_before = CASE WHEN t.state = 'ready' THEN t.not_before END,
	again = t.lease_until IS NOT NULL, finished_at = NULL
FROM unnest($2::bigint[], $3::text[]) AS k (request_id, kind)
WHERE t.organisation_id = $1 AND t.request_id = k.request_id AND t.needs ? k.kind
	AND (t.state IN ('waiting', 'done') OR t.lease_until IS NOT NULL)
