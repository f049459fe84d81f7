-- What happened to the clock of a request, in the order of writing.
-- $1 organisation_id bigint, $2 request_id bigint
-- returns fact text, at timestamptz, detail text, by text, recorded_at timestamptz
SELECT fact, at, detail, by, recorded_at FROM request_clock
WHERE organisation_id = $1 AND request_id = $2 ORDER BY clock_id
