-- Kinds of identifier became known, and what a system was found to hold by others was begun to be erased, or was asked for
-- something else: it is asked in a round of its own, so that what is found by them is decided on by itself.
-- $1 organisation_id bigint; arrays of the same length: $2 request_id bigint[], $3 kind text[]; $4 at timestamptz
-- changes state
INSERT INTO task (organisation_id, request_id, system, action, connector, state, needs, categories, purge_at, due, yields, change,
	created_at)
SELECT l.organisation_id, l.request_id, l.system, l.action, l.connector, 'ready', l.needs, l.categories, l.purge_at, l.due, l.yields,
	1 + (SELECT max(m.change) FROM task m WHERE m.organisation_id = $1 AND m.request_id = l.request_id), $4
FROM (SELECT DISTINCT ON (t.request_id, t.system) t.*
	FROM unnest($2::bigint[], $3::text[]) AS k (request_id, kind)
	JOIN task t ON t.organisation_id = $1 AND t.request_id = k.request_id AND t.needs ? k.kind AND t.action = 'find'
	ORDER BY t.request_id, t.system, t.change DESC) l
JOIN request r ON r.organisation_id = $1 AND r.request_id = l.request_id AND r.state IN ('searching', 'collected')
WHERE l.state = 'done' AND (EXISTS (SELECT FROM erasure e WHERE e.organisation_id = $1 AND e.request_id = l.request_id
		AND e.system = l.system AND e.change = l.change OFFSET 0)
	OR EXISTS (SELECT FROM found f WHERE f.organisation_id = $1 AND f.request_id = l.request_id
		AND f.system = l.system AND f.change = l.change AND f.purpose <> 'preview' OFFSET 0))
ON CONFLICT (organisation_id, request_id, run_id, system, action, change) DO NOTHING
