-- How far a ledger file goes at least; no row: it has nothing yet.
-- $1 organisation_id bigint
-- returns bytes bigint, hash text
SELECT bytes, hash FROM ledger_file WHERE organisation_id = $1
