-- Systems at which tasks failed and are to be tried again, how many those are, and when the first is (the database's clock).
-- $1 organisation_id bigint
-- returns system text, tasks bigint, next timestamptz
SELECT system, count(*) AS tasks, min(not_before) AS next FROM task
WHERE organisation_id = $1 AND not_before IS NOT NULL AND error IS NOT NULL
GROUP BY system ORDER BY system
