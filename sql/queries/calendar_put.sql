-- Keeps a calendar version that dates were computed with. A matter of record, not a change of state.
-- $1 name text, $2 version text, $3 text text, $4 at timestamptz
INSERT INTO calendar (name, version, text, first_used_at) VALUES ($1, $2, $3, $4)
ON CONFLICT DO NOTHING
