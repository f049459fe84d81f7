-- Requests that ended before an instant and of which what was collected is still there, locked; who is at one keeps it.
-- $1 organisation_id bigint, $2 before timestamptz, $3 after request_id bigint
-- returns request_id bigint, reference text, ended timestamptz, built timestamptz (null: no archive), waits boolean: something is
-- still to leave, or to come
SELECT r.request_id, r.reference, greatest(r.answered_at, r.closed_at) AS ended,
	(SELECT max(e.built_at) FROM release e WHERE e.organisation_id = $1 AND e.request_id = r.request_id) AS built,
	EXISTS (SELECT FROM task t WHERE t.organisation_id = $1 AND t.request_id = r.request_id AND t.action <> 'collect'
			AND t.state IN ('waiting', 'ready', 'asked'))
		OR EXISTS (SELECT FROM letter l WHERE l.organisation_id = $1 AND l.request_id = r.request_id
			AND l.recipient_kind = 'person' AND l.state IN ('queued', 'written')) AS waits
FROM request r JOIN sealing_key k ON k.organisation_id = r.organisation_id AND k.request_id = r.request_id
WHERE r.organisation_id = $1 AND r.state IN ('answered', 'closed') AND coalesce(r.closed_at, r.answered_at) < $2
	AND r.request_id > $3 AND k.state = 'active' AND k.content_ends_at IS NULL
ORDER BY r.request_id LIMIT 100
FOR NO KEY UPDATE OF r SKIP LOCKED
