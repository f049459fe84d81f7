-- What a person said of what leaves.
-- $1 organisation_id bigint, $2 request_id bigint, $3 kind text, $4 takes_back bigint or null, $5 ground text or null,
-- $6 sealed text[]: a row each, $7 by text, $8 at timestamptz
-- changes state
INSERT INTO review (organisation_id, request_id, kind, takes_back, ground, sealed, by, at)
SELECT $1, $2, $3, $4, $5, s.sealed, $7, $8 FROM unnest($6::text[]) WITH ORDINALITY AS s (sealed, place) ORDER BY s.place
