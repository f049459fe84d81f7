-- Requests received before a day that have a fact of ending from a day on: those of the cohort "closed" that
-- report_groups does not see. A fact is never recorded before it happened.
-- $1 organisation_id bigint, $2 received before date, $3 recorded from timestamptz
-- returns request_id bigint
SELECT DISTINCT c.request_id
FROM request_clock c JOIN request r ON r.organisation_id = c.organisation_id AND r.request_id = c.request_id
WHERE c.organisation_id = $1 AND c.fact IN ('answered', 'closed', 'withdrawn') AND c.recorded_at >= $3 AND r.received < $2
ORDER BY c.request_id
