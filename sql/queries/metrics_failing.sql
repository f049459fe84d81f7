-- Systems at which tasks failed and are to be tried again, and how many those are.
-- $1 organisation_id bigint
-- returns system text, tasks bigint
SELECT system, count(*) AS tasks FROM task
WHERE organisation_id = $1 AND not_before IS NOT NULL AND error IS NOT NULL
GROUP BY system ORDER BY system
