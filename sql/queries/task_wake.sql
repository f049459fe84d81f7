-- Kinds of identifier became known: tasks that waited for one may run, done tasks that can use one go round again, and
-- running ones will when they finish. A task whose answer was already asked of somebody is left; so is what a program erased,
-- and of what was found to erase all but the last, while nothing of it began (task_wake_find).
-- $1 organisation_id bigint; arrays of the same length: $2 request_id bigint[], $3 kind text[]
-- changes state
UPDATE task t SET state = 'ready', not_before = CASE WHEN t.state = 'ready' THEN t.not_before END,
	again = t.lease_until IS NOT NULL, finished_at = NULL
FROM unnest($2::bigint[], $3::text[]) AS k (request_id, kind)
WHERE t.organisation_id = $1 AND t.request_id = k.request_id AND t.needs ? k.kind
	AND (t.state IN ('waiting', 'done') OR t.lease_until IS NOT NULL)
	AND (t.action NOT IN ('find', 'erase') OR t.action = 'erase' AND t.connector IN ('manual', 'written')
		OR t.action = 'find'
			AND NOT EXISTS (SELECT FROM task n WHERE n.organisation_id = $1 AND n.request_id = t.request_id
				AND n.system = t.system AND n.action = 'find' AND n.change > t.change OFFSET 0)
			AND NOT EXISTS (SELECT FROM erasure e WHERE e.organisation_id = $1 AND e.request_id = t.request_id
				AND e.system = t.system AND e.change = t.change OFFSET 0)
			AND NOT EXISTS (SELECT FROM found f WHERE f.organisation_id = $1 AND f.request_id = t.request_id
				AND f.system = t.system AND f.change = t.change AND f.purpose <> 'preview' OFFSET 0))
