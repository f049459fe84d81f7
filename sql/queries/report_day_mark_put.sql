-- The days summed up are right up to here.
-- $1 organisation_id bigint, $2 clock_id bigint, $3 event_id bigint
-- changes state
UPDATE report_mark SET clock_id = $2, event_id = $3 WHERE organisation_id = $1
