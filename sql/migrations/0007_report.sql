-- What the monthly report reads. The tables here are derived: they hold how many requests of a month have the same
-- facts, not what follows from those, and can be emptied at any time; the next report fills them again.

CREATE FUNCTION report_fact(fact text, happened timestamptz, zone text, detail text) RETURNS text LANGUAGE sql STABLE AS $$
	SELECT concat_ws(' ', fact, ((happened AT TIME ZONE zone)::date - DATE '1970-01-01')::text,
		CASE WHEN detail LIKE '{%' AND fact <> 'answered' THEN nullif(jsonb_strip_nulls(jsonb_build_object(
			'cause', detail::jsonb -> 'cause', 'ground', detail::jsonb -> 'ground', 'large_quantity', detail::jsonb -> 'large_quantity',
			'ref', detail::jsonb -> 'ref', 'right', detail::jsonb -> 'right', 'text', left(detail::jsonb ->> 'text', 0)))::text, '{}') END)
$$;
COMMENT ON FUNCTION report_fact IS 'A clock fact as the report reads it: name, local day as days since 1970, and what of its detail the clock needs; the sealed text only as being there';

-- which requests ended since; the month in which a request ends need not be near that of its receipt
CREATE INDEX request_clock_ended ON request_clock (organisation_id, recorded_at) WHERE fact IN ('answered', 'closed', 'withdrawn');

CREATE TABLE report_month (
	organisation_id bigint NOT NULL REFERENCES organisation,
	month date NOT NULL CHECK (extract(day FROM month) = 1),
	clock_id bigint NOT NULL,
	event_id bigint NOT NULL,
	PRIMARY KEY (organisation_id, month)
);
COMMENT ON TABLE report_month IS 'Months whose requests are summed up in report_case and report_task. Derived.';
COMMENT ON COLUMN report_month.organisation_id IS 'Whose';
COMMENT ON COLUMN report_month.month IS 'First day of the month in which they were received';
COMMENT ON COLUMN report_month.clock_id IS 'Newest clock fact that is in it; a later one of the same month makes it stale';
COMMENT ON COLUMN report_month.event_id IS 'Newest event that is in it; a later one of the same month makes it stale';

CREATE TABLE report_case (
	organisation_id bigint NOT NULL,
	month date NOT NULL,
	received date NOT NULL,
	register_version integer,
	processor boolean NOT NULL,
	rights text,
	facts text,
	requests bigint NOT NULL CHECK (requests > 0)
);
COMMENT ON TABLE report_case IS 'How many requests received on a day ask for the same and have the same facts. Derived.';
COMMENT ON COLUMN report_case.organisation_id IS 'Whose';
COMMENT ON COLUMN report_case.month IS 'First day of the month of receipt';
COMMENT ON COLUMN report_case.received IS 'Day of receipt';
COMMENT ON COLUMN report_case.register_version IS 'Register in force then, which holds the promise; null: none';
COMMENT ON COLUMN report_case.processor IS 'Handled on the instruction of a controller';
COMMENT ON COLUMN report_case.rights IS 'Rights asked, sorted, a space between; null: none';
COMMENT ON COLUMN report_case.facts IS 'Clock facts after receipt in the order of writing, a line each: see report_fact; null: none';
COMMENT ON COLUMN report_case.requests IS 'How many requests';
CREATE INDEX report_case_by_month ON report_case (organisation_id, month);

CREATE TABLE report_task (
	organisation_id bigint NOT NULL,
	month date NOT NULL,
	is_category boolean NOT NULL,
	name text NOT NULL,
	received date NOT NULL,
	created date NOT NULL,
	finished date,
	ended boolean NOT NULL,
	is_last boolean NOT NULL,
	tasks bigint NOT NULL CHECK (tasks > 0)
);
COMMENT ON TABLE report_task IS 'How many tasks of one system or category took from one day to another. Derived.';
COMMENT ON COLUMN report_task.organisation_id IS 'Whose';
COMMENT ON COLUMN report_task.month IS 'First day of the month in which their requests were received';
COMMENT ON COLUMN report_task.is_category IS 'The name is that of a category, else that of a system';
COMMENT ON COLUMN report_task.name IS 'System or category of the register';
COMMENT ON COLUMN report_task.received IS 'Day of receipt of the requests';
COMMENT ON COLUMN report_task.created IS 'Day on which the tasks were planned';
COMMENT ON COLUMN report_task.finished IS 'Day on which they were finished; null: not yet';
COMMENT ON COLUMN report_task.ended IS 'Their requests have ended';
COMMENT ON COLUMN report_task.is_last IS 'No other task of their requests finished later';
COMMENT ON COLUMN report_task.tasks IS 'How many tasks';
CREATE INDEX report_task_by_month ON report_task (organisation_id, month);
