-- Holds that wait for a person on a day: a claim to be looked at again, or records kept past the last day that a statute permits; and
-- requests of which what a hold kept that is over waits to be approved (hold 0), each once, or is to be erased, restricted
-- or restricted no more by who was asked at a system, or looked for there after it was erased (hold 0), each system once.
-- $1 organisation_id bigint, $2 today date
-- returns hold_id bigint, reference text, owner text, day date, system text, action text, written boolean
SELECT h.hold_id, r.reference, h.owner, coalesce(h.review, h.must_go) AS day, NULL AS system, NULL AS action, false AS written
FROM hold h JOIN request r ON r.organisation_id = h.organisation_id AND r.request_id = h.request_id
WHERE h.organisation_id = $1 AND h.ended_at IS NULL AND h.released_at IS NULL AND (h.review <= $2 OR h.must_go < $2)
UNION ALL
SELECT 0, r.reference, NULL, min(f.at::date), NULL, NULL, false
FROM found f JOIN request r ON r.organisation_id = f.organisation_id AND r.request_id = f.request_id
WHERE f.organisation_id = $1 AND f.purpose = 'hold-ended' AND f.digest IS NOT NULL AND NOT f.counts ? 'idle'
	AND r.state IN ('answered', 'closed')
	AND NOT EXISTS (SELECT FROM found n WHERE n.organisation_id = $1 AND n.request_id = f.request_id AND n.system = f.system
		AND n.change > f.change AND n.purpose = 'hold-ended' AND n.digest IS NOT NULL)
	AND NOT EXISTS (SELECT FROM erasure e WHERE e.organisation_id = $1 AND e.request_id = f.request_id AND e.system = f.system
		AND e.change >= f.change)
GROUP BY r.reference
UNION ALL
SELECT 0, r.reference, NULL, min(t.asked_at::date), t.system, t.action, bool_or(t.connector = 'written')
FROM task t JOIN request r ON r.organisation_id = t.organisation_id AND r.request_id = t.request_id
WHERE t.organisation_id = $1 AND t.idle = 'asked' AND t.action IN ('erase', 'find', 'restrict', 'lift') AND r.state IN ('answered', 'closed')
GROUP BY r.reference, t.system, t.action
ORDER BY 4, 1
