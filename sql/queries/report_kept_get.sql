-- A report as it was computed before, unless a fact or an event came since.
-- $1 organisation_id bigint, $2 period text, $3 key text
-- returns figures text
SELECT k.figures FROM report_kept k
WHERE k.organisation_id = $1 AND k.period = $2 AND k.key = $3
	AND k.clock_id = coalesce((SELECT max(c.clock_id) FROM request_clock c WHERE c.organisation_id = $1), 0)
	AND k.event_id = coalesce((SELECT max(e.event_id) FROM event e WHERE e.organisation_id = $1), 0)
