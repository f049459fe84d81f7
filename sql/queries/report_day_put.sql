-- These days are summed up.
-- $1 organisation_id bigint, $2 received date[]
-- changes state
INSERT INTO report_day (organisation_id, received) SELECT $1, received FROM unnest($2::date[]) AS received
