-- The request that was logged first of those logged after one, on the same instruction, of the same person (known by what is one
-- person's) and asking a right that is open there; not what was itself entered by mistake.
-- $1 organisation_id bigint, $2 request_id bigint
-- returns reference text; no row: there is none
SELECT r.reference FROM request o
JOIN identifier k ON k.organisation_id = o.organisation_id AND k.request_id = o.request_id AND k.state = 'usable'
	AND k.kind NOT IN ('name', 'born')
JOIN identifier i ON i.organisation_id = o.organisation_id AND i.blind = k.blind AND i.state = 'usable' AND i.request_id > o.request_id
JOIN request r ON r.organisation_id = o.organisation_id AND r.request_id = i.request_id
	AND r.instructed_by IS NOT DISTINCT FROM o.instructed_by
WHERE o.organisation_id = $1 AND o.request_id = $2
	AND EXISTS (SELECT FROM request_right a JOIN request_right b ON b.organisation_id = $1 AND b.name = a.name
		WHERE a.organisation_id = $1 AND a.request_id = $2 AND a.state = 'open' AND b.request_id = r.request_id AND b.state <> 'withdrawn')
	AND NOT (r.state = 'closed' AND 'entered-by-mistake' = (SELECT c.ground FROM request_clock c WHERE c.organisation_id = $1
		AND c.request_id = r.request_id AND c.fact = 'closed' ORDER BY c.clock_id DESC LIMIT 1))
ORDER BY r.request_id LIMIT 1
