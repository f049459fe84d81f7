-- Makes us the one who gives events their places, until the end of the transaction.
-- $1 organisation_id bigint
-- returns locked boolean: false when another is at it
SELECT pg_try_advisory_xact_lock(hashtextextended('dossier event_leaf', $1::bigint))
