-- What the planner believes about organisations. Every index begins with organisation_id, and statistics make it look
-- like the best of keys: of a column it knows nothing about PostgreSQL assumes that a value selects one row in two
-- hundred, of an organisation that came after the last ANALYZE that it has no rows at all. Then any index will do, and a
-- single request is looked up by reading all of its organisation. So the empty tables are shown a hundred rows of a
-- hundred organisations and told that these are two: one organisation selects half of everything, always. The rows are
-- taken away again (truncated, so that no page remembers being empty), and no later ANALYZE looks at the column.

DO $$
DECLARE
	name text;
	names text[] := ARRAY['request', 'request_right', 'request_clock', 'identifier', 'request_key', 'note', 'task', 'part',
		'letter', 'release', 'event', 'event_leaf'];
BEGIN
	IF EXISTS (SELECT FROM organisation) OR EXISTS (SELECT FROM user_role) THEN
		RETURN; -- somebody's data: it is not touched
	END IF;
	INSERT INTO organisation (slug, code, name, zone, calendar, country, created_at)
	SELECT 's-' || n, 'S' || n, '', 'UTC', '', 'NL', now() FROM generate_series(1, 100) AS n;
	INSERT INTO request (organisation_id, reference, state, channel, language, subject_relation, received_at, received, deadline,
		extended, due, calendar, calendar_version, logged_at)
	SELECT organisation_id, code, (ARRAY['logged', 'searching', 'collected'])[1 + organisation_id % 3], 'email', 'nl', 'self',
		now(), d, d, d, d, 'nl', '', now()
	FROM organisation, CAST('2026-01-01'::date + organisation_id::integer AS date) AS d;
	INSERT INTO request_right SELECT organisation_id, request_id, 'access', 'open' FROM request;
	INSERT INTO request_clock (organisation_id, request_id, fact, at, by, recorded_at)
	SELECT organisation_id, request_id, 'received', now(), '', now() FROM request;
	INSERT INTO identifier (organisation_id, request_id, kind, blind, sealed, source, state, created_at)
	SELECT organisation_id, request_id, 'email', request_id, '', 'given', 'usable', now() FROM request;
	INSERT INTO request_key (organisation_id, request_id, state, content, content_public, ledger, created_at)
	SELECT organisation_id, request_id, 'active', '', '', '', now() FROM request;
	INSERT INTO note (organisation_id, request_id, sealed, by, at) SELECT organisation_id, request_id, '', '', now() FROM request;
	INSERT INTO task (organisation_id, request_id, system, action, connector, state, needs, categories, due, created_at)
	SELECT organisation_id, request_id, 'system', 'collect', 'http', (ARRAY['waiting', 'ready', 'asked', 'done'])[1 + request_id % 4],
		'[]', '[]', now(), now() FROM request;
	INSERT INTO part (organisation_id, request_id, task_id, category, name, format, blob, description)
	SELECT organisation_id, request_id, task_id, 'C', 'n', 'json', task_id, '{}' FROM task;
	INSERT INTO letter (organisation_id, request_id, kind, recipient, state, message_id, file, at)
	SELECT organisation_id, request_id, 'answer', 'subject', 'draft', request_id, request_id, now() FROM request;
	INSERT INTO release (organisation_id, request_id, blob, sha256, bytes, contents, built_at)
	SELECT organisation_id, request_id, request_id, repeat('0', 64), 0, '[]', now() FROM request;
	INSERT INTO event (organisation_id, request_id, body) SELECT organisation_id, request_id, '' FROM request;
	INSERT INTO event_leaf (organisation_id, event_id) SELECT organisation_id, event_id FROM event;
	FOREACH name IN ARRAY names LOOP
		EXECUTE format('ALTER TABLE %I ALTER organisation_id SET (n_distinct = 2)', name);
		EXECUTE format('ANALYZE %I', name);
		EXECUTE format('ALTER TABLE %I ALTER organisation_id SET STATISTICS 0', name);
	END LOOP;
	TRUNCATE organisation, user_role, register_version, request, request_right, request_clock, identifier, request_key, note,
		task, part, letter, release, event, event_leaf RESTART IDENTITY;
END $$;
