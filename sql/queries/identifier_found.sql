-- Identifiers that tasks found. One that was only proposed becomes usable when it is found again for certain.
-- $1 organisation_id bigint; arrays of the same length: $2 request_id bigint[], $3 kind text[], $4 blind text[],
-- $5 sealed text[], $6 source text[], $7 state text[]; $8 at timestamptz
-- returns request_id bigint, kind text: those that are new and usable
-- changes state
WITH f AS (
	INSERT INTO identifier (organisation_id, request_id, kind, blind, sealed, source, state, created_at)
	SELECT DISTINCT ON (n.request_id, n.kind, n.blind) $1::bigint, n.request_id, n.kind, n.blind, n.sealed, n.source, n.state,
		$8::timestamptz
	FROM unnest($2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[])
		WITH ORDINALITY AS n (request_id, kind, blind, sealed, source, state, place)
	ORDER BY n.request_id, n.kind, n.blind, n.state <> 'usable', n.place
	ON CONFLICT (organisation_id, request_id, kind, blind) DO UPDATE SET state = 'usable', source = excluded.source
		WHERE identifier.state = 'proposed' AND excluded.state = 'usable'
	RETURNING request_id, kind, state
)
SELECT DISTINCT request_id, kind FROM f WHERE state = 'usable'
