-- Is a task leased still by who has this fence? It stays so until the end of the transaction.
-- $1 organisation_id bigint, $2 task_id bigint, $3 fence bigint
-- returns task_id bigint
SELECT task_id FROM task WHERE organisation_id = $1 AND task_id = $2 AND fence = $3 AND lease_until > statement_timestamp() FOR NO KEY UPDATE
