-- Until the end of this transaction nobody else writes to the ledger file of an organisation.
-- $1 organisation_id bigint
-- returns nothing of interest
SELECT pg_advisory_xact_lock(hashtextextended('ledger_file', $1))
