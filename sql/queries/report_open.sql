-- Requests that may be open: those that are, with a bound on when they are due, and those of which an end was recorded since.
-- The facts decide; this only saves reading all of them.
-- $1 organisation_id bigint, $2 due by date (null: whenever), $3 ended since timestamptz (null: none), $4 limit bigint
-- returns request_id bigint
(SELECT r.request_id FROM request r
WHERE r.organisation_id = $1 AND r.state NOT IN ('answered', 'closed') AND ($2::date IS NULL OR r.due <= $2)
ORDER BY r.due, r.reference LIMIT $4)
UNION
SELECT c.request_id FROM request_clock c
WHERE c.organisation_id = $1 AND c.fact IN ('answered', 'closed', 'withdrawn') AND c.recorded_at >= $3
