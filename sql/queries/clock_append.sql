-- A fact about the clock of a request.
-- $1 organisation_id bigint, $2 request_id bigint, $3 fact text, $4 at timestamptz, $5 detail text or null, $6 by text,
-- $7 recorded_at timestamptz
-- changes state
INSERT INTO request_clock (organisation_id, request_id, fact, at, detail, by, recorded_at)
VALUES ($1, $2, $3, $4, $5, $6, $7)
