-- An identifier of a request. One that was only proposed becomes usable when it is found again for certain.
-- $1 organisation_id bigint, $2 request_id bigint, $3 kind text, $4 blind text, $5 sealed text, $6 source text,
-- $7 state text, $8 at timestamptz, $9 proof text
-- returns identifier_id bigint; no row when it was known already
-- changes state
INSERT INTO identifier (organisation_id, request_id, kind, blind, sealed, source, state, created_at, proof)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT (organisation_id, request_id, kind, blind) DO UPDATE SET state = 'usable', source = excluded.source,
	proof = excluded.proof
	WHERE identifier.state = 'proposed' AND excluded.state = 'usable'
RETURNING identifier_id
