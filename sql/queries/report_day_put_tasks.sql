-- Sums of the tasks of some days.
-- $1 organisation_id bigint; arrays of the same length: $2 flags bigint[] (1 a category, 2 ended, 4 last), $3 name text[],
-- $4 received date[], $5 created date[], $6 finished date[], $7 tasks bigint[]
-- changes state
INSERT INTO report_task (organisation_id, is_category, ended, is_last, name, received, created, finished, tasks)
SELECT $1, flags & 1 <> 0, flags & 2 <> 0, flags & 4 <> 0, name, received, created, finished, tasks
FROM unnest($2::bigint[], $3::text[], $4::date[], $5::date[], $6::date[], $7::bigint[])
	AS n (flags, name, received, created, finished, tasks)
