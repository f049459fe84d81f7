-- What was erased at a system was erased again, or need not be; not when it is sealed by an installation key that has been
-- followed by a newer one.
-- $1 organisation_id bigint, $2 system text, $3 since timestamptz, $4 erasures bigint, $5 sealed text, $6 by text, $7 at timestamptz
-- changes state
WITH newest AS MATERIALIZED (SELECT key_id FROM installation FOR SHARE)
INSERT INTO replayed (organisation_id, system, since, erasures, sealed, by, at)
SELECT $1, $2, $3, $4, $5::text, $6, $7
WHERE NOT EXISTS (SELECT FROM newest WHERE key_id > split_part($5::text, ':', 1))
