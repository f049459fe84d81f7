-- The newest clock fact and the newest event there are, and those up to which the days summed up are right.
-- $1 organisation_id bigint
-- returns clock_id bigint, event_id bigint (0: none), clock_mark bigint, event_mark bigint, is_marked boolean (false: nothing
-- was summed up)
SELECT coalesce((SELECT max(c.clock_id) FROM request_clock c WHERE c.organisation_id = $1), 0) AS clock_id,
	coalesce((SELECT max(e.event_id) FROM event e WHERE e.organisation_id = $1), 0) AS event_id,
	m.clock_id AS clock_mark, m.event_id AS event_mark, m.clock_id IS NOT NULL AS is_marked
FROM (VALUES ($1::bigint)) AS o (organisation_id) LEFT JOIN report_mark m ON m.organisation_id = o.organisation_id
