-- What happened to the clock of a request, in the order of writing.
-- $1 organisation_id bigint, $2 request_id bigint
-- returns facts
SELECT fact, day, at, by, recorded_at, ref, ground, right_name, categories, method, result, cause, duplicate_of,
	withdrawn_by, amount_cents, withdraw_by, until, large_quantity, accepted, late, letter, sealed
FROM request_clock WHERE organisation_id = $1 AND request_id = $2 ORDER BY clock_id
