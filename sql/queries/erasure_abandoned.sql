-- What was planned and will not run, as its request ended before: its task is skipped.
-- $1 organisation_id bigint
-- returns erasure_id bigint, request_id bigint, reference text, system text, action text, change integer, purpose text, state text, holds bigint,
-- xid text, epoch bigint, sealed text, receipt jsonb, planned_at timestamptz, by text, ended_at timestamptz
SELECT e.erasure_id, e.request_id, r.reference, e.system, e.action, e.change, e.purpose, e.state, e.holds, e.xid,
	coalesce(e.epoch, -1) AS epoch, e.sealed, e.receipt, e.planned_at, e.by, e.ended_at
FROM erasure e JOIN request r ON r.organisation_id = e.organisation_id AND r.request_id = e.request_id
WHERE e.organisation_id = $1 AND e.state = 'planned' AND EXISTS (SELECT FROM task t WHERE t.organisation_id = $1
	AND t.request_id = e.request_id AND t.system = e.system AND t.action = e.action AND t.change = e.change AND t.state = 'skipped')
ORDER BY e.erasure_id
