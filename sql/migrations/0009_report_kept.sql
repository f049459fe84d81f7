-- A report that was asked for already, for as long as nothing happened since: its formats are often asked for one after the other.

CREATE TABLE report_kept (
	organisation_id bigint NOT NULL REFERENCES organisation,
	period text NOT NULL,
	key text NOT NULL,
	clock_id bigint NOT NULL,
	event_id bigint NOT NULL,
	figures text NOT NULL,
	PRIMARY KEY (organisation_id, period)
);
COMMENT ON TABLE report_kept IS 'The last report of a period, as computed. Derived.';
COMMENT ON COLUMN report_kept.organisation_id IS 'Whose';
COMMENT ON COLUMN report_kept.period IS 'Month or year';
COMMENT ON COLUMN report_kept.key IS 'What else it depends on: the day, the calendar, the register, the way of counting';
COMMENT ON COLUMN report_kept.clock_id IS 'Newest clock fact of the organisation that is in it';
COMMENT ON COLUMN report_kept.event_id IS 'Newest event of the organisation that is in it';
COMMENT ON COLUMN report_kept.figures IS 'The organisation''s figures as JSON';
