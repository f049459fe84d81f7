-- The system answers again: tasks there that were put off before they were asked are due now. What failed there keeps the time of
-- its next try, which a vendor may have named, and what waits for a vendor's job its own. They become ready as all do
-- whose time has come: task_mature.sql. What another changes just now is left.
-- $1 organisation_id bigint, $2 system text
UPDATE task SET not_before = statement_timestamp()
WHERE organisation_id = $1 AND task_id = ANY (ARRAY(SELECT task_id FROM task
	WHERE organisation_id = $1 AND not_before > statement_timestamp() AND system = $2 AND error IS NULL AND job_state IS NULL
	FOR NO KEY UPDATE SKIP LOCKED))
