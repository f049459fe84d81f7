-- What the planner believes about organisations. Every index begins with organisation_id, and statistics make it look
-- like the best of keys: of a column it knows nothing about PostgreSQL assumes that a value selects one row in two
-- hundred, of an organisation that came after the last ANALYZE that it has no rows at all. Then any index will do, and a
-- single request is looked up by reading all of its organisation. So the tables are shown a hundred rows of a hundred
-- organisations and told that these are two: one organisation selects half of everything, always. The rows are taken
-- away again, and no later ANALYZE looks at the column.

INSERT INTO organisation (slug, code, name, zone, calendar, country, created_at)
SELECT 'statistics-' || n, 'STATISTICS' || n, '', 'UTC', '', 'NL', now() FROM generate_series(1, 100) AS n;
CREATE TEMPORARY TABLE shown ON COMMIT DROP AS
	SELECT organisation_id FROM organisation WHERE slug ~ '^statistics-[0-9]+$';

INSERT INTO request (organisation_id, reference, state, channel, language, subject_relation, received_at, received, deadline,
	extended, due, calendar, calendar_version, logged_at)
SELECT organisation_id, 'STATISTICS' || organisation_id, (ARRAY['logged', 'searching', 'collected'])[1 + organisation_id % 3], 'email', 'nl', 'self', now(), d, d, d, d, 'nl', '', now()
FROM shown, CAST('2026-01-01'::date + organisation_id::integer AS date) AS d;
CREATE TEMPORARY TABLE shown_request ON COMMIT DROP AS
	SELECT organisation_id, request_id FROM request JOIN shown USING (organisation_id);
INSERT INTO request_right SELECT organisation_id, request_id, 'access', 'open' FROM shown_request;
INSERT INTO request_clock (organisation_id, request_id, fact, at, by, recorded_at)
SELECT organisation_id, request_id, 'received', now(), '', now() FROM shown_request;
INSERT INTO identifier (organisation_id, request_id, kind, blind, sealed, source, state, created_at)
SELECT organisation_id, request_id, 'email', request_id, '', 'given', 'usable', now() FROM shown_request;
INSERT INTO request_key (organisation_id, request_id, state, content, content_public, ledger, created_at)
SELECT organisation_id, request_id, 'active', '', '', '', now() FROM shown_request;
INSERT INTO note (organisation_id, request_id, sealed, by, at) SELECT organisation_id, request_id, '', '', now() FROM shown_request;
INSERT INTO task (organisation_id, request_id, system, action, connector, state, needs, categories, due, created_at)
SELECT organisation_id, request_id, 'system', 'collect', 'http', (ARRAY['waiting', 'ready', 'asked', 'done'])[1 + request_id % 4],
	'[]', '[]', now(), now() FROM shown_request;
INSERT INTO part (organisation_id, request_id, task_id, category, name, format, blob, description)
SELECT organisation_id, request_id, task_id, 'C', 'n', 'json', task_id, '{}' FROM task JOIN shown USING (organisation_id);
INSERT INTO letter (organisation_id, request_id, kind, recipient, state, message_id, file, at)
SELECT organisation_id, request_id, 'answer', 'subject', 'draft', request_id, request_id, now() FROM shown_request;
INSERT INTO release (organisation_id, request_id, blob, sha256, bytes, contents, built_at)
SELECT organisation_id, request_id, request_id, repeat('0', 64), 0, '[]', now() FROM shown_request;
INSERT INTO event (organisation_id, request_id, body) SELECT organisation_id, request_id, '' FROM shown_request;
INSERT INTO event_leaf (organisation_id, event_id) SELECT organisation_id, event_id FROM event JOIN shown USING (organisation_id);

ALTER TABLE request ALTER organisation_id SET (n_distinct = 2);
ALTER TABLE request_right ALTER organisation_id SET (n_distinct = 2);
ALTER TABLE request_clock ALTER organisation_id SET (n_distinct = 2);
ALTER TABLE identifier ALTER organisation_id SET (n_distinct = 2);
ALTER TABLE request_key ALTER organisation_id SET (n_distinct = 2);
ALTER TABLE note ALTER organisation_id SET (n_distinct = 2);
ALTER TABLE task ALTER organisation_id SET (n_distinct = 2);
ALTER TABLE part ALTER organisation_id SET (n_distinct = 2);
ALTER TABLE letter ALTER organisation_id SET (n_distinct = 2);
ALTER TABLE release ALTER organisation_id SET (n_distinct = 2);
ALTER TABLE event ALTER organisation_id SET (n_distinct = 2);
ALTER TABLE event_leaf ALTER organisation_id SET (n_distinct = 2);
ANALYZE request, request_right, request_clock, identifier, request_key, note, task, part, letter, release, event, event_leaf;
ALTER TABLE request ALTER organisation_id SET STATISTICS 0;
ALTER TABLE request_right ALTER organisation_id SET STATISTICS 0;
ALTER TABLE request_clock ALTER organisation_id SET STATISTICS 0;
ALTER TABLE identifier ALTER organisation_id SET STATISTICS 0;
ALTER TABLE request_key ALTER organisation_id SET STATISTICS 0;
ALTER TABLE note ALTER organisation_id SET STATISTICS 0;
ALTER TABLE task ALTER organisation_id SET STATISTICS 0;
ALTER TABLE part ALTER organisation_id SET STATISTICS 0;
ALTER TABLE letter ALTER organisation_id SET STATISTICS 0;
ALTER TABLE release ALTER organisation_id SET STATISTICS 0;
ALTER TABLE event ALTER organisation_id SET STATISTICS 0;
ALTER TABLE event_leaf ALTER organisation_id SET STATISTICS 0;

DELETE FROM event_leaf WHERE organisation_id IN (SELECT organisation_id FROM shown);
DELETE FROM event WHERE organisation_id IN (SELECT organisation_id FROM shown);
DELETE FROM release WHERE organisation_id IN (SELECT organisation_id FROM shown);
DELETE FROM letter WHERE organisation_id IN (SELECT organisation_id FROM shown);
DELETE FROM part WHERE organisation_id IN (SELECT organisation_id FROM shown);
DELETE FROM task WHERE organisation_id IN (SELECT organisation_id FROM shown);
DELETE FROM note WHERE organisation_id IN (SELECT organisation_id FROM shown);
DELETE FROM request_key WHERE organisation_id IN (SELECT organisation_id FROM shown);
DELETE FROM identifier WHERE organisation_id IN (SELECT organisation_id FROM shown);
DELETE FROM request_clock WHERE organisation_id IN (SELECT organisation_id FROM shown);
DELETE FROM request_right WHERE organisation_id IN (SELECT organisation_id FROM shown);
DELETE FROM request WHERE organisation_id IN (SELECT organisation_id FROM shown);
DELETE FROM organisation WHERE organisation_id IN (SELECT organisation_id FROM shown);
