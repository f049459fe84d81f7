-- That a system will be asked which records of a person it holds. One that is there is left.
-- $1 organisation_id bigint, $2 request_id bigint, $3 system text, $4 change integer, $5 purpose text, $6 register_version integer,
-- $7 at timestamptz, $8 action text, $9 wanted text
-- changes state
INSERT INTO found (organisation_id, request_id, system, change, purpose, register_version, at, action, wanted)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT (organisation_id, request_id, system, change) DO NOTHING
