-- Who is away, from when until when, and who sees to their requests meanwhile.

ALTER TABLE app_user ADD COLUMN IF NOT EXISTS away_from date;
ALTER TABLE app_user ADD COLUMN IF NOT EXISTS away_until date;
ALTER TABLE app_user ADD COLUMN IF NOT EXISTS deputy_id bigint REFERENCES app_user CHECK (deputy_id <> user_id);
ALTER TABLE app_user DROP CONSTRAINT IF EXISTS away_whole;
ALTER TABLE app_user ADD CONSTRAINT away_whole CHECK (away_from <= away_until
	AND num_nulls(away_from, away_until, deputy_id) IN (0, 3));
COMMENT ON COLUMN app_user.away_from IS 'First day on which the person is away; null: not';
COMMENT ON COLUMN app_user.away_until IS 'Last day of that';
COMMENT ON COLUMN app_user.deputy_id IS 'Who deputises for them on these days';
GRANT UPDATE (away_from, away_until, deputy_id) ON app_user TO dossier_app;
