-- What was erased at a system was erased again, or need not be.
-- $1 organisation_id bigint, $2 system text, $3 since timestamptz, $4 erasures bigint, $5 sealed text, $6 by text, $7 at timestamptz
-- changes state
INSERT INTO replayed (organisation_id, system, since, erasures, sealed, by, at) VALUES ($1, $2, $3, $4, $5, $6, $7)
