-- Changes after which nobody was asked again, that a second look would be about.
-- $1 organisation_id bigint, $2 ended before timestamptz, $3 ended after timestamptz
-- returns erasure_id bigint, request_id bigint, reference text, system text, action text, change integer, purpose text, state text, holds bigint,
-- xid text, epoch bigint, sealed text, receipt jsonb, planned_at timestamptz, by text, ended_at timestamptz
SELECT e.erasure_id, e.request_id, r.reference, e.system, e.action, e.change, e.purpose, e.state, e.holds, e.xid,
	coalesce(e.epoch, -1) AS epoch, e.sealed, e.receipt, e.planned_at, e.by, e.ended_at
FROM erasure e JOIN request r ON r.organisation_id = e.organisation_id AND r.request_id = e.request_id
WHERE e.organisation_id = $1 AND e.state = 'done' AND e.ended_at <= $2 AND e.ended_at > $3
	AND NOT EXISTS (SELECT FROM found f WHERE f.organisation_id = $1 AND f.request_id = e.request_id AND f.system = e.system
		AND f.action = e.action AND f.purpose = 'later' AND f.change > e.change)
	AND NOT EXISTS (SELECT FROM erasure n WHERE n.organisation_id = $1 AND n.request_id = e.request_id AND n.system = e.system
		AND (n.action = e.action OR e.action <> 'erase')
		AND n.erasure_id > e.erasure_id)
ORDER BY e.erasure_id
