-- How much of an organisation each installation key wraps or seals.
-- $1 organisation_id bigint
-- returns key text, n bigint
SELECT key, count(*) AS n
FROM (SELECT split_part(ledger, ':', 1) AS key FROM sealing_key WHERE organisation_id = $1 AND ledger IS NOT NULL
	UNION ALL SELECT split_part(sealed, ':', 1) FROM replayed WHERE organisation_id = $1 AND sealed IS NOT NULL) all_of_it
GROUP BY key ORDER BY key
