-- The months whose requests had a fact or an event after these.
-- $1 organisation_id bigint, $2 clock_id bigint, $3 event_id bigint
-- returns month date
SELECT date_trunc('month', r.received::timestamp)::date
FROM request_clock c JOIN request r ON r.organisation_id = c.organisation_id AND r.request_id = c.request_id
WHERE c.organisation_id = $1 AND c.clock_id > $2
UNION
SELECT date_trunc('month', r.received::timestamp)::date
FROM event e JOIN request r ON r.organisation_id = e.organisation_id AND r.request_id = e.request_id
WHERE e.organisation_id = $1 AND e.event_id > $3
