-- Somebody is there again; seen before, it is seen again.
-- $1 organisation_id bigint, $2 request_id bigint, $3 system text, $4 collection text, $5 why text, $6 purpose text or null, $7 records bigint,
-- $8 at timestamptz
-- returns is_new boolean
-- changes state
INSERT INTO finding (organisation_id, request_id, system, collection, why, purpose, records, first_at, last_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8)
ON CONFLICT (organisation_id, request_id, system, collection, why, coalesce(purpose, '')) WHERE gone_at IS NULL
	DO UPDATE SET records = excluded.records, last_at = excluded.last_at
RETURNING first_at = last_at AS is_new
