-- Second looks that stand in no receipt yet: which change each is about, and how many records it found, by category and verdict.
-- $1 organisation_id bigint
-- returns erasure_id bigint, request_id bigint, system text, action text, at timestamptz, counts jsonb
SELECT e.erasure_id, e.request_id, e.system, e.action, f.at, f.counts
FROM found f JOIN erasure e ON e.organisation_id = f.organisation_id AND e.request_id = f.request_id AND e.system = f.system
	AND e.action = f.action
WHERE f.organisation_id = $1 AND f.purpose = 'later' AND f.digest IS NOT NULL AND e.state = 'done' AND NOT e.receipt ? 'later'
	AND e.change = (SELECT max(x.change) FROM erasure x WHERE x.organisation_id = $1 AND x.request_id = f.request_id
		AND x.system = f.system AND x.action = f.action AND x.change < f.change)
ORDER BY e.erasure_id
