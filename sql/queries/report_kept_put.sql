-- A report as it was computed now.
-- $1 organisation_id bigint, $2 period text, $3 key text, $4 clock_id bigint, $5 event_id bigint, $6 figures text
-- changes state
INSERT INTO report_kept (organisation_id, period, key, clock_id, event_id, figures) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (organisation_id, period) DO UPDATE SET key = excluded.key, clock_id = excluded.clock_id, event_id = excluded.event_id,
	figures = excluded.figures
