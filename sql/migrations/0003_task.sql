-- The queue and what comes out of it.
--
-- A lease is no state but a fact about time: a leased task is a ready one whose lease_until lies ahead. So a
-- lease that runs out needs nobody to clean up, and since no index holds lease_until, claiming a task writes no
-- index entry (a HOT update, for which fillfactor leaves room).
--
-- Outcomes stand in the task's own row: they are always written and replaced together with it, so a table of
-- their own would cost a second write, a foreign key check and a delete for each task, and give nothing.

CREATE TABLE task (
	organisation_id bigint NOT NULL,
	task_id bigint GENERATED ALWAYS AS IDENTITY,
	request_id bigint NOT NULL,
	system text NOT NULL,
	action text NOT NULL,
	connector text NOT NULL,
	state text NOT NULL CHECK (state IN ('waiting', 'ready', 'asked', 'done', 'failed', 'skipped')),
	needs jsonb NOT NULL CHECK (jsonb_typeof(needs) = 'array'),
	categories jsonb NOT NULL CHECK (jsonb_typeof(categories) = 'array'),
	purge_at timestamptz,
	due date NOT NULL,
	not_before timestamptz,
	lease_until timestamptz,
	worker text,
	fence bigint NOT NULL DEFAULT 0,
	attempts integer NOT NULL DEFAULT 0,
	again boolean NOT NULL DEFAULT false,
	job_state text,
	error text,
	outcomes jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(outcomes) = 'array'),
	created_at timestamptz NOT NULL,
	finished_at timestamptz,
	PRIMARY KEY (organisation_id, task_id),
	UNIQUE (organisation_id, request_id, system, action),
	FOREIGN KEY (organisation_id, request_id) REFERENCES request,
	CHECK (lease_until IS NULL OR state = 'ready'),
	CHECK ((lease_until IS NULL) = (worker IS NULL))
) WITH (fillfactor = 50);
COMMENT ON TABLE task IS 'One piece of work at one system for one request: the unit that is leased, retried and parked.';
COMMENT ON COLUMN task.organisation_id IS 'Who was asked';
COMMENT ON COLUMN task.task_id IS 'Key';
COMMENT ON COLUMN task.request_id IS 'For which request';
COMMENT ON COLUMN task.system IS 'System of the register';
COMMENT ON COLUMN task.action IS 'collect, forward, ...';
COMMENT ON COLUMN task.connector IS 'Kind of connector that does it';
COMMENT ON COLUMN task.state IS 'waiting for an identifier, ready (leased while lease_until lies ahead), asked, done, failed, skipped';
COMMENT ON COLUMN task.needs IS 'Kinds of identifier, any one of which suffices';
COMMENT ON COLUMN task.categories IS 'Categories of the register it answers for';
COMMENT ON COLUMN task.purge_at IS 'The system deletes the data by itself at this time; null: not known to';
COMMENT ON COLUMN task.due IS 'Day the request is due';
COMMENT ON COLUMN task.not_before IS 'Ready, but not before this (the database''s clock); null: now';
COMMENT ON COLUMN task.lease_until IS 'End of the lease (the database''s clock); null: not leased';
COMMENT ON COLUMN task.worker IS 'Who holds the lease';
COMMENT ON COLUMN task.fence IS 'Raised by each claim; who comes with an older one is too late';
COMMENT ON COLUMN task.attempts IS 'How often it was claimed';
COMMENT ON COLUMN task.again IS 'An identifier it needs became known while it ran: it goes round again';
COMMENT ON COLUMN task.job_state IS 'What the connector keeps between runs, sealed';
COMMENT ON COLUMN task.error IS 'The last failure, or the ground on which it was skipped; without personal data';
COMMENT ON COLUMN task.outcomes IS 'What it did for each category: [{"category","result","count","detail"}]';
COMMENT ON COLUMN task.created_at IS 'When it was planned';
COMMENT ON COLUMN task.finished_at IS 'When it was done or skipped; null: not yet';
-- what may be claimed now, in the order in which it should be
CREATE INDEX task_ready ON task (organisation_id, purge_at, due, request_id) WHERE state = 'ready' AND not_before IS NULL;
CREATE INDEX task_delayed ON task (organisation_id, not_before) WHERE state = 'ready' AND not_before IS NOT NULL;
-- what waits for somebody, and what nobody will do
CREATE INDEX task_idle ON task (organisation_id, state, due, task_id)
	WHERE state IN ('waiting', 'asked', 'failed', 'skipped');

CREATE TABLE part (
	organisation_id bigint NOT NULL,
	part_id bigint GENERATED ALWAYS AS IDENTITY,
	request_id bigint NOT NULL,
	task_id bigint NOT NULL,
	category text NOT NULL,
	name text NOT NULL,
	format text NOT NULL CHECK (format IN ('json', 'csv', 'html', 'file')),
	blob text NOT NULL,
	description jsonb NOT NULL,
	PRIMARY KEY (organisation_id, part_id),
	FOREIGN KEY (organisation_id, request_id) REFERENCES request,
	FOREIGN KEY (organisation_id, task_id) REFERENCES task
);
COMMENT ON TABLE part IS 'One sealed piece of collected data.';
COMMENT ON COLUMN part.organisation_id IS 'Who was asked';
COMMENT ON COLUMN part.part_id IS 'Key';
COMMENT ON COLUMN part.request_id IS 'For which request';
COMMENT ON COLUMN part.task_id IS 'Which task collected it';
COMMENT ON COLUMN part.category IS 'Category of the register';
COMMENT ON COLUMN part.name IS 'Collection or file';
COMMENT ON COLUMN part.format IS 'json, csv, html, file';
COMMENT ON COLUMN part.blob IS 'Name in the blob store';
COMMENT ON COLUMN part.description IS 'Rows, sizes, hashes, schema: the part as the archive reads it';
CREATE INDEX part_by_request ON part (organisation_id, request_id, part_id);
CREATE INDEX part_by_task ON part (organisation_id, task_id);
CREATE INDEX part_by_blob ON part (organisation_id, blob);

CREATE TABLE letter (
	organisation_id bigint NOT NULL,
	letter_id bigint GENERATED ALWAYS AS IDENTITY,
	request_id bigint NOT NULL,
	task_id bigint,
	kind text NOT NULL,
	recipient text NOT NULL,
	state text NOT NULL CHECK (state IN ('draft', 'queued', 'written', 'sent', 'bounced')),
	message_id text,
	file text,
	at timestamptz NOT NULL,
	PRIMARY KEY (organisation_id, letter_id),
	UNIQUE (organisation_id, message_id),
	FOREIGN KEY (organisation_id, request_id) REFERENCES request,
	FOREIGN KEY (organisation_id, task_id) REFERENCES task
);
COMMENT ON TABLE letter IS 'Anything sent or to be sent. Letters are never deleted; the same Message-ID is the same letter.';
COMMENT ON COLUMN letter.organisation_id IS 'Who sends it';
COMMENT ON COLUMN letter.letter_id IS 'Key';
COMMENT ON COLUMN letter.request_id IS 'About which request';
COMMENT ON COLUMN letter.task_id IS 'Which task wrote it; null: a person or the answer';
COMMENT ON COLUMN letter.kind IS 'What it is: answer, instruction, forward, ...';
COMMENT ON COLUMN letter.recipient IS 'Whom it is for: a recipient or controller of the register, or the subject; no address of a person';
COMMENT ON COLUMN letter.state IS 'draft, queued, written (a finished file waits in the outbox), sent, bounced';
COMMENT ON COLUMN letter.message_id IS 'Message-ID; null: not mail';
COMMENT ON COLUMN letter.file IS 'File below the installation''s directory; null: none';
COMMENT ON COLUMN letter.at IS 'When it came into this state';
CREATE INDEX letter_by_request ON letter (organisation_id, request_id, letter_id);
CREATE INDEX letter_by_file ON letter (organisation_id, file);

CREATE TABLE release (
	organisation_id bigint NOT NULL,
	release_id bigint GENERATED ALWAYS AS IDENTITY,
	request_id bigint NOT NULL,
	blob text NOT NULL,
	sha256 text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
	bytes bigint NOT NULL CHECK (bytes >= 0),
	contents jsonb NOT NULL,
	built_at timestamptz NOT NULL,
	PRIMARY KEY (organisation_id, release_id),
	FOREIGN KEY (organisation_id, request_id) REFERENCES request
);
COMMENT ON TABLE release IS 'An archive that was built for a person.';
COMMENT ON COLUMN release.organisation_id IS 'Who was asked';
COMMENT ON COLUMN release.release_id IS 'Key; the newest of a request counts';
COMMENT ON COLUMN release.request_id IS 'For which request';
COMMENT ON COLUMN release.blob IS 'Name in the blob store';
COMMENT ON COLUMN release.sha256 IS 'Of the ZIP, in hex';
COMMENT ON COLUMN release.bytes IS 'Size of the ZIP';
COMMENT ON COLUMN release.contents IS 'Its entries: [{"path","bytes","rows"}]';
COMMENT ON COLUMN release.built_at IS 'When it was built';
CREATE INDEX release_by_request ON release (organisation_id, request_id, release_id);
CREATE INDEX release_by_blob ON release (organisation_id, blob);
