-- How far a ledger file goes at least.
-- $1 organisation_id bigint, $2 bytes bigint, $3 lines bigint, $4 hash text
INSERT INTO ledger_file (organisation_id, bytes, lines, hash) VALUES ($1, $2, $3, $4)
ON CONFLICT (organisation_id) DO UPDATE SET bytes = excluded.bytes, lines = excluded.lines, hash = excluded.hash
	WHERE ledger_file.bytes < excluded.bytes
