-- An agent is let into the register of mandates.
-- $1 organisation_id bigint, $2 label text, $3 evidence text, $4 bulk boolean, $5 rights text[], $6 email text or null,
-- $7 since date, $8 until date, $9 by text, $10 at timestamptz
-- returns agent_id bigint; no row when there is one of this label
-- changes state
INSERT INTO agent (organisation_id, label, evidence, bulk, rights, email, since, until, by, at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
ON CONFLICT (organisation_id, label) DO NOTHING RETURNING agent_id
