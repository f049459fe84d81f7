-- A ledger file was written anew: the same lines, sealed by another key or without keys that were destroyed.
-- $1 organisation_id bigint, $2 bytes bigint, $3 lines bigint, $4 hash text
INSERT INTO ledger_file (organisation_id, bytes, lines, hash) VALUES ($1, $2, $3, $4)
ON CONFLICT (organisation_id) DO UPDATE SET bytes = excluded.bytes, lines = excluded.lines, hash = excluded.hash
