-- Who sums up waits here for who does so already. None: nothing was summed up yet.
-- $1 organisation_id bigint
-- returns clock_id bigint, event_id bigint
SELECT clock_id, event_id FROM report_mark WHERE organisation_id = $1 FOR UPDATE
