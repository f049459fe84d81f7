-- By what the person of a request is known.
-- $1 organisation_id bigint, $2 request_id bigint
-- returns identifier_id bigint, kind text, blind text, sealed text, source text, state text, proof text
SELECT identifier_id, kind, blind, sealed, source, state, proof FROM identifier
WHERE organisation_id = $1 AND request_id = $2 ORDER BY identifier_id
