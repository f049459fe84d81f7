-- A new organisation.
-- $1 slug text, $2 code text, $3 name text, $4 zone text, $5 calendar text, $6 country text, $7 at timestamptz
-- returns organisation_id bigint
-- changes state
INSERT INTO organisation (slug, code, name, zone, calendar, country, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7)
RETURNING organisation_id
