-- Sums of the report by day of receipt instead of by month: news makes one day stale, not thirty. One row for requests whose
-- dates moved in the same way, however they ended and whatever rights they ask for. What these tables held before was
-- derived, so it goes.

DROP TABLE report_kept, report_month, report_case, report_task;

CREATE OR REPLACE FUNCTION report_fact(fact text, happened timestamptz, zone text, detail text) RETURNS text LANGUAGE sql STABLE AS $$
	SELECT CASE WHEN fact = 'answered' OR detail IS NULL OR detail NOT LIKE '{%' THEN
		fact || ' ' || (happened AT TIME ZONE zone)::date - DATE '1970-01-01'
	ELSE concat_ws(' ', fact, (happened AT TIME ZONE zone)::date - DATE '1970-01-01', nullif(jsonb_strip_nulls(jsonb_build_object(
		'cause', detail::jsonb -> 'cause', 'ground', detail::jsonb -> 'ground', 'large_quantity', detail::jsonb -> 'large_quantity',
		'ref', detail::jsonb -> 'ref', 'right', detail::jsonb -> 'right', 'text', left(detail::jsonb ->> 'text', 0)))::text, '{}')) END
$$;

CREATE FUNCTION report_clock(organisation bigint, request bigint, zone text, known timestamptz, as_of date, names text[])
	RETURNS TABLE (facts text, ending text) LANGUAGE sql STABLE AS $$
	SELECT CASE WHEN f.mixed THEN f.every ELSE f.moving END, CASE WHEN NOT f.mixed THEN f.ending END
	FROM (
		SELECT string_agg(line, chr(10)) AS every, string_agg(line, chr(10)) FILTER (WHERE moves) AS moving,
			string_agg(line, chr(9)) FILTER (WHERE NOT moves) AS ending, coalesce(bool_or(fact = 'reopened')
				OR max(clock_id) FILTER (WHERE moves) > min(clock_id) FILTER (WHERE NOT moves), false) AS mixed
		FROM (
			SELECT c.clock_id, c.fact, c.fact LIKE 'extension-%' OR c.fact LIKE 'question-%' AS moves,
				report_fact(c.fact, c.at, zone, c.detail) AS line
			FROM request_clock c
			WHERE c.organisation_id = organisation AND c.request_id = request AND c.fact = ANY (names)
				AND (known IS NULL OR c.recorded_at < known) AND (as_of IS NULL OR (c.at AT TIME ZONE zone)::date <= as_of)
			ORDER BY c.clock_id
		) l
	) f
$$;
COMMENT ON FUNCTION report_clock IS 'The clock facts of a request: those that move dates, and apart those about its end; all together where one that moves comes after an end';

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
	endings text NOT NULL,
	FOREIGN KEY (organisation_id, received) REFERENCES report_day ON DELETE CASCADE
);
COMMENT ON TABLE report_case IS 'How requests received on a day ended whose dates moved in the same way. Derived.';
COMMENT ON COLUMN report_case.organisation_id IS 'Whose';
COMMENT ON COLUMN report_case.received IS 'Day of receipt';
COMMENT ON COLUMN report_case.register_version IS 'Register in force then, which holds the promise; null: none';
COMMENT ON COLUMN report_case.processor IS 'Handled on the instruction of a controller';
COMMENT ON COLUMN report_case.facts IS 'Clock facts that move dates in the order of writing, a line each: see report_clock; null: none';
COMMENT ON COLUMN report_case.endings IS 'How many requests ask for which rights, and the facts of their end: a line each, the latter after tabs';
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
