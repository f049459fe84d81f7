-- Days whose requests had a fact or an event after these are stale: their sums go. That somebody looked changes nothing.
-- $1 organisation_id bigint, $2 clock_id bigint, $3 event_id bigint
-- changes state
DELETE FROM report_day d WHERE d.organisation_id = $1 AND d.received IN (
	SELECT r.received FROM request_clock c JOIN request r ON r.organisation_id = c.organisation_id AND r.request_id = c.request_id
	WHERE c.organisation_id = $1 AND c.clock_id > $2
	UNION
	-- one of which the receipt was corrected was summed up with another day
	SELECT o.day FROM request_clock c JOIN request_clock o ON o.organisation_id = c.organisation_id AND o.request_id = c.request_id
	WHERE c.organisation_id = $1 AND c.clock_id > $2 AND c.fact = 'receipt-corrected' AND o.fact IN ('received', 'receipt-corrected')
	UNION
	SELECT r.received FROM event e JOIN request r ON r.organisation_id = e.organisation_id AND r.request_id = e.request_id
	WHERE e.organisation_id = $1 AND e.event_id > $3 AND e.body NOT LIKE '%"kind":"view.%')
