-- Requests as they were summed up: the columns of report_groups.
-- $1 organisation_id bigint, $2 from date, $3 next date
-- returns received date, register_version integer, processor boolean, facts text, endings text
SELECT received, register_version, processor, facts, endings FROM report_case
WHERE organisation_id = $1 AND received >= $2 AND received < $3
