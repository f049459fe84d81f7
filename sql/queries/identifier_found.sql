-- Identifiers that tasks found. One that was only proposed becomes usable when it is found again for certain. One that was
-- given stays as it is: the row it was found in may have been reached by it. One that is in conflict with what is known already (identifiers_conflict() of
-- the dossier says the same) is proposed.
-- $1 organisation_id bigint; arrays of the same length: $2 request_id bigint[], $3 kind text[], $4 blind text[],
-- $5 sealed text[], $6 source text[], $7 state text[]; $8 at timestamptz; $9 proof text[], an empty one: none
-- returns request_id bigint, kind text: those that are new and usable
-- changes state
WITH given AS (
	SELECT DISTINCT ON (n.request_id, n.kind, n.blind) n.request_id, n.kind, n.blind, n.sealed, n.source, n.state,
		nullif(n.proof, '') AS proof
	FROM unnest($2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $9::text[])
		WITH ORDINALITY AS n (request_id, kind, blind, sealed, source, state, proof, place)
	ORDER BY n.request_id, n.kind, n.blind, n.state <> 'usable', n.place
), found AS (
	SELECT n.request_id, n.kind, n.blind, n.sealed, n.source, n.proof, CASE WHEN EXISTS (
			SELECT FROM identifier k WHERE k.organisation_id = $1 AND k.request_id = n.request_id AND k.kind = n.kind
				AND k.blind <> n.blind AND k.state IN ('usable', 'proposed')
				AND CASE WHEN k.source LIKE '%/%'
					THEN k.proof IS NOT NULL AND split_part(k.source, '/', 1) = split_part(n.source, '/', 1)
					ELSE n.proof = 'row-key' END)
		THEN 'proposed' ELSE n.state END AS state
	FROM given n
), f AS (
	INSERT INTO identifier (organisation_id, request_id, kind, blind, sealed, source, state, created_at, proof)
	SELECT $1::bigint, request_id, kind, blind, sealed, source, state, $8::timestamptz, proof FROM found
	ON CONFLICT (organisation_id, request_id, kind, blind) DO UPDATE SET state = 'usable', source = excluded.source,
		proof = excluded.proof
		WHERE identifier.state = 'proposed' AND excluded.state = 'usable'
	RETURNING request_id, kind, state
)
SELECT DISTINCT request_id, kind FROM f WHERE state = 'usable'
