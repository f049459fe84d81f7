-- Tasks as they were summed up: the columns of report_tasks.
-- $1 organisation_id bigint, $2 from date, $3 next date
-- returns is_category boolean, name text, received date, created date, finished date, ended boolean, is_last boolean, tasks bigint
SELECT is_category, name, received, created, finished, ended, is_last, tasks FROM report_task
WHERE organisation_id = $1 AND received >= $2 AND received < $3
