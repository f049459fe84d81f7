-- What a system said that it holds. Asked again in the same round, it says what is so now; what it was asked for stays.
-- $1 organisation_id bigint, $2 request_id bigint, $3 system text, $4 change integer, $5 purpose text, $6 digest text,
-- $7 counts text (JSON), $8 sealed text, $9 register_version integer, $10 at timestamptz, $11 action text
-- changes state
INSERT INTO found AS f (organisation_id, request_id, system, change, purpose, digest, counts, sealed, register_version, at, action)
VALUES ($1, $2, $3, $4, $5, $6, $7::text::jsonb, $8, $9, $10, $11)
ON CONFLICT (organisation_id, request_id, system, change) DO UPDATE
SET digest = excluded.digest, counts = excluded.counts, sealed = excluded.sealed, register_version = excluded.register_version,
	at = excluded.at
