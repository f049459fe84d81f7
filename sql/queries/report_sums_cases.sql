-- The requests of a month as they were summed up: the columns of report_groups.
-- $1 organisation_id bigint, $2 month date
-- returns received date, register_version integer, processor boolean, rights text, facts text, requests bigint
SELECT received, register_version, processor, rights, facts, requests FROM report_case WHERE organisation_id = $1 AND month = $2
