-- Sums of the report by day of receipt instead of by month: news makes one day stale, not thirty. One row for requests whose
-- clock is the same, whatever rights they ask for. What these tables held before was derived, so it goes.

DROP TABLE report_kept, report_month, report_case, report_task;

CREATE OR REPLACE FUNCTION report_fact(fact text, happened timestamptz, zone text, detail text) RETURNS text LANGUAGE sql STABLE AS $$
	SELECT CASE WHEN fact = 'answered' OR detail IS NULL OR detail NOT LIKE '{%' THEN
		fact || ' ' || (happened AT TIME ZONE zone)::date - DATE '1970-01-01'
	ELSE concat_ws(' ', fact, (happened AT TIME ZONE zone)::date - DATE '1970-01-01', nullif(jsonb_strip_nulls(jsonb_build_object(
		'cause', detail::jsonb -> 'cause', 'ground', detail::jsonb -> 'ground', 'large_quantity', detail::jsonb -> 'large_quantity',
		'ref', detail::jsonb -> 'ref', 'right', detail::jsonb -> 'right', 'text', left(detail::jsonb ->> 'text', 0)))::text, '{}')) END
$$;

CREATE TABLE report_mark (
	organisation_id bigint PRIMARY KEY REFERENCES organisation,
	clock_id bigint NOT NULL,
	event_id bigint NOT NULL
);
COMMENT ON TABLE report_mark IS 'Up to which fact and event the days summed up are known to be right. Locked while they change. Derived.';
COMMENT ON COLUMN report_mark.organisation_id IS 'Whose';
COMMENT ON COLUMN report_mark.clock_id IS 'Clock fact; of a later one the day is stale';
COMMENT ON COLUMN report_mark.event_id IS 'Event; of a later one the day is stale';

CREATE TABLE report_day (
	organisation_id bigint NOT NULL REFERENCES organisation,
	received date NOT NULL,
	PRIMARY KEY (organisation_id, received)
);
COMMENT ON TABLE report_day IS 'Days of receipt whose requests are summed up. Deleting one deletes its sums; the next report makes them again. Derived.';
COMMENT ON COLUMN report_day.organisation_id IS 'Whose';
COMMENT ON COLUMN report_day.received IS 'Day of receipt';

CREATE TABLE report_case (
	organisation_id bigint NOT NULL,
	received date NOT NULL,
	register_version integer,
	processor boolean NOT NULL,
	facts text,
	rights text NOT NULL,
	FOREIGN KEY (organisation_id, received) REFERENCES report_day ON DELETE CASCADE
);
COMMENT ON TABLE report_case IS 'How many requests received on a day have the same facts. Derived.';
COMMENT ON COLUMN report_case.organisation_id IS 'Whose';
COMMENT ON COLUMN report_case.received IS 'Day of receipt';
COMMENT ON COLUMN report_case.register_version IS 'Register in force then, which holds the promise; null: none';
COMMENT ON COLUMN report_case.processor IS 'Handled on the instruction of a controller';
COMMENT ON COLUMN report_case.facts IS 'Clock facts after receipt in the order of writing, a line each: see report_fact; null: none';
COMMENT ON COLUMN report_case.rights IS 'How many requests ask for which rights: a line each, the count and the rights, sorted';
CREATE INDEX report_case_by_day ON report_case (organisation_id, received);

CREATE TABLE report_task (
	organisation_id bigint NOT NULL,
	received date NOT NULL,
	is_category boolean NOT NULL,
	name text NOT NULL,
	created date NOT NULL,
	finished date,
	ended boolean NOT NULL,
	is_last boolean NOT NULL,
	tasks bigint NOT NULL CHECK (tasks > 0),
	FOREIGN KEY (organisation_id, received) REFERENCES report_day ON DELETE CASCADE
);
COMMENT ON TABLE report_task IS 'How many tasks of one system or category took from one day to another. Derived.';
COMMENT ON COLUMN report_task.organisation_id IS 'Whose';
COMMENT ON COLUMN report_task.received IS 'Day of receipt of the requests';
COMMENT ON COLUMN report_task.is_category IS 'The name is that of a category, else that of a system';
COMMENT ON COLUMN report_task.name IS 'System or category of the register';
COMMENT ON COLUMN report_task.created IS 'Day on which the tasks were planned';
COMMENT ON COLUMN report_task.finished IS 'Day on which they were finished; null: not yet';
COMMENT ON COLUMN report_task.ended IS 'Their requests have ended';
COMMENT ON COLUMN report_task.is_last IS 'No other task of their requests finished later';
COMMENT ON COLUMN report_task.tasks IS 'How many tasks';
CREATE INDEX report_task_by_day ON report_task (organisation_id, received);
