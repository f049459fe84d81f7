-- Sums of the tasks of a month.
-- $1 organisation_id bigint, $2 month date; arrays of the same length: $3 flags bigint[] (1 a category, 2 ended, 4 last),
-- $4 name text[], $5 received date[], $6 created date[], $7 finished date[], $8 tasks bigint[]
-- changes state
INSERT INTO report_task (organisation_id, month, is_category, ended, is_last, name, received, created, finished, tasks)
SELECT $1, $2, flags & 1 <> 0, flags & 2 <> 0, flags & 4 <> 0, name, received, created, finished, tasks
FROM unnest($3::bigint[], $4::text[], $5::date[], $6::date[], $7::date[], $8::bigint[])
	AS n (flags, name, received, created, finished, tasks)
