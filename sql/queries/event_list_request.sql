-- The audit log about one request, in the order of writing.
-- $1 organisation_id bigint, $2 after: an event_id bigint, $3 limit bigint, $4 request_id bigint
-- returns event_id bigint, request_id bigint (0: of none), body text
SELECT e.event_id, coalesce(e.request_id, 0) AS request_id, e.body FROM event e
WHERE e.organisation_id = $1 AND e.event_id > $2 AND e.request_id = $4
ORDER BY e.event_id LIMIT $3
