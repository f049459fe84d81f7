-- A mark to wait at.
-- $1 organisation_id bigint
-- changes state
INSERT INTO report_mark (organisation_id, clock_id, event_id) VALUES ($1, 0, 0) ON CONFLICT (organisation_id) DO NOTHING
