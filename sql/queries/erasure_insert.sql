-- What will be changed at a system, before anything is.
-- $1 organisation_id bigint, $2 request_id bigint, $3 system text, $4 change integer, $5 purpose text, $6 holds bigint,
-- $7 sealed text, $8 planned_at timestamptz, $9 by text, $10 action text
-- changes state
INSERT INTO erasure (organisation_id, request_id, system, change, purpose, holds, sealed, planned_at, by, action)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
