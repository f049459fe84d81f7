-- Who may do what with these tables. The roles themselves are the server's, not the database's: role_make.sql makes them.
-- Nobody but the owner may change or delete an event, a leaf, or what happened to a clock. And a second line behind each
-- query that names its organisation: whoever works for people sees the organisations that the session was opened for
-- (dossier.organisations: numbers with commas between them, * for all; unset: none), the owner too. A worker serves all: its
-- policy says true, which leaves no condition that an index condition would have to wait for.

GRANT USAGE, CREATE ON SCHEMA public TO dossier_owner;

-- by_organisation(table): one of whom every row belongs to an organisation. For each such table there will ever be.
CREATE PROCEDURE by_organisation(name regclass) LANGUAGE plpgsql AS $$
DECLARE
	mine text := $x$(SELECT current_setting('dossier.organisations', true) = '*') OR organisation_id = ANY ((SELECT
		string_to_array(nullif(current_setting('dossier.organisations', true), '*'), ',')::bigint[])::bigint[])$x$;
BEGIN
	EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', name);
	EXECUTE format('CREATE POLICY by_organisation ON %s TO dossier_owner, dossier_app, dossier_portal, dossier_report USING (%s)',
		name, mine);
	EXECUTE format('CREATE POLICY every_organisation ON %s TO dossier_worker, dossier_backup USING (true)', name);
END $$;
COMMENT ON PROCEDURE by_organisation(regclass) IS 'Row-level security for a table of which every row belongs to an organisation';

DO $$
DECLARE
	t record;
BEGIN
	FOR t IN SELECT c.oid::regclass AS name, EXISTS (SELECT FROM pg_attribute a
			WHERE a.attrelid = c.oid AND a.attname = 'organisation_id') AS by_organisation
		FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' ORDER BY c.relname
	LOOP
		EXECUTE format('ALTER TABLE %s OWNER TO dossier_owner', t.name);
		IF t.by_organisation THEN
			CALL by_organisation(t.name);
		END IF;
	END LOOP;
END $$;
ALTER FUNCTION report_fact(request_clock, date) OWNER TO dossier_owner;
ALTER FUNCTION report_clock(bigint, bigint, timestamptz, date, text[]) OWNER TO dossier_owner;
ALTER PROCEDURE by_organisation(regclass) OWNER TO dossier_owner;
REVOKE EXECUTE ON PROCEDURE by_organisation(regclass) FROM PUBLIC;

-- Whose session it is follows from the roles of who acts, so these are read before it is said. They tell nothing of anybody
-- who asks for their data.
CREATE POLICY before_the_session ON user_role FOR SELECT TO dossier_app, dossier_report USING (true);

-- Who sums up waits for who writes an event: such a lock is for who may change the table, and nobody may.
CREATE FUNCTION event_hold() RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
	LOCK TABLE event IN SHARE MODE;
END $$;
COMMENT ON FUNCTION event_hold() IS 'No event is written until the end of the transaction';
ALTER FUNCTION event_hold() OWNER TO dossier_owner;
REVOKE EXECUTE ON FUNCTION event_hold() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION event_hold() TO dossier_app, dossier_worker, dossier_report;

-- What everybody reads who opens the installation.
GRANT SELECT ON schema_migration, installation, organisation, app_user, user_role, register_version
	TO dossier_app, dossier_worker, dossier_report;

-- The command line.
GRANT INSERT, UPDATE (name, zone, calendar, country) ON organisation TO dossier_app;
GRANT INSERT, UPDATE (disabled) ON app_user TO dossier_app;
GRANT INSERT ON user_role, register_version TO dossier_app;
GRANT SELECT, INSERT ON calendar, note, sealing_key, release, request_clock, right_category, escalation, event, event_leaf
	TO dossier_app;
GRANT SELECT, INSERT, UPDATE (state, handler, is_extended, due, deadline, extended, calendar_version, answered_at, closed_at,
	look_again, changes) ON request TO dossier_app;
GRANT SELECT, INSERT, UPDATE (state, decided, decision, purposes, at_once) ON request_right TO dossier_app;
GRANT SELECT, INSERT, UPDATE (state, source, proof), DELETE ON identifier TO dossier_app;
GRANT SELECT, INSERT, UPDATE (state, message_id, sealed, facts, at, sent, bounced, proof, bounce_proof) ON letter TO dossier_app;

-- The worker: no people, registers, notes, keys or archives are its to make.
GRANT SELECT, INSERT ON calendar, escalation, event, event_leaf TO dossier_worker;
GRANT SELECT ON request_clock, right_category, request_right, sealing_key, release TO dossier_worker;
GRANT SELECT, UPDATE (state, is_extended, due, deadline, extended, calendar_version, look_again, changes) ON request
	TO dossier_worker;
GRANT SELECT, INSERT, UPDATE (state, source, proof) ON identifier TO dossier_worker;
GRANT SELECT, INSERT, UPDATE (state, message_id, sealed, facts, at) ON letter TO dossier_worker;

-- Both: the queue, and the places of events.
GRANT SELECT, INSERT, UPDATE (connector, state, not_before, lease_until, worker, fence, attempts, again, job_state, error,
	outcomes, finished_at, asked_at, look_again) ON task TO dossier_app, dossier_worker;
GRANT SELECT, INSERT, DELETE ON queue, part, event_waiting TO dossier_app, dossier_worker;
GRANT SELECT, INSERT, UPDATE (size, nodes) ON event_tree TO dossier_app, dossier_worker;

-- The report, and its sums, which anybody may count ahead.
GRANT SELECT ON calendar, request, request_right, request_clock, right_category, task, event TO dossier_report;
GRANT SELECT, INSERT, UPDATE (clock_id, event_id) ON report_mark TO dossier_app, dossier_worker, dossier_report;
GRANT SELECT, INSERT, DELETE ON report_day TO dossier_app, dossier_worker, dossier_report;
GRANT SELECT, INSERT ON report_case, report_task TO dossier_app, dossier_worker, dossier_report;

-- A backup: pg_dump --enable-row-security.
GRANT SELECT ON ALL TABLES IN SCHEMA public TO dossier_backup;
GRANT SELECT ON ALL SEQUENCES IN SCHEMA public TO dossier_backup;
