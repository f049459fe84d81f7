-- Installation, people, organisations and what they load. The tables here whose keys do not begin with
-- organisation_id are the small ones every machine may hold a copy of.

CREATE TABLE schema_migration (
	name text PRIMARY KEY,
	sha256 bytea NOT NULL CHECK (length(sha256) = 32),
	applied_at timestamptz NOT NULL DEFAULT statement_timestamp()
);
COMMENT ON TABLE schema_migration IS 'Which files of sql/migrations this database has had.';
COMMENT ON COLUMN schema_migration.name IS 'File name without .sql';
COMMENT ON COLUMN schema_migration.sha256 IS 'Of the file as it was applied; a landed file never changes';
COMMENT ON COLUMN schema_migration.applied_at IS 'When it was applied';

CREATE TABLE installation (
	single boolean PRIMARY KEY DEFAULT true CHECK (single),
	rehearsal boolean NOT NULL,
	created_at timestamptz NOT NULL
);
COMMENT ON TABLE installation IS 'One row: what kind of installation this is.';
COMMENT ON COLUMN installation.single IS 'Always true, so that there is one row at most';
COMMENT ON COLUMN installation.rehearsal IS 'A practice installation, whose clock may be moved';
COMMENT ON COLUMN installation.created_at IS 'When it was made';

CREATE TABLE organisation (
	organisation_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	slug text NOT NULL UNIQUE CHECK (slug ~ '^[a-z][a-z0-9-]*$'),
	code text NOT NULL UNIQUE CHECK (code ~ '^[A-Z][A-Z0-9]*$'),
	name text NOT NULL,
	zone text NOT NULL,
	calendar text NOT NULL,
	country text NOT NULL CHECK (country ~ '^[A-Z]{2}$'),
	created_at timestamptz NOT NULL
);
COMMENT ON TABLE organisation IS 'Whose requests these are; every row elsewhere belongs to one.';
COMMENT ON COLUMN organisation.organisation_id IS 'Key; first in every key of the other tables';
COMMENT ON COLUMN organisation.slug IS 'What commands call it';
COMMENT ON COLUMN organisation.code IS 'How its references begin';
COMMENT ON COLUMN organisation.name IS 'Its full name';
COMMENT ON COLUMN organisation.zone IS 'IANA time zone in which its dates are read';
COMMENT ON COLUMN organisation.calendar IS 'Name of its calendar of public holidays';
COMMENT ON COLUMN organisation.country IS 'ISO 3166 code; national telephone numbers are read in it';
COMMENT ON COLUMN organisation.created_at IS 'When its first register was loaded';

CREATE TABLE app_user (
	user_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	name text NOT NULL UNIQUE CHECK (name <> ''),
	disabled boolean NOT NULL DEFAULT false,
	created_at timestamptz NOT NULL
);
COMMENT ON TABLE app_user IS 'People who work with the program.';
COMMENT ON COLUMN app_user.user_id IS 'Key';
COMMENT ON COLUMN app_user.name IS 'Unix user name';
COMMENT ON COLUMN app_user.disabled IS 'May do nothing any more; the row stays because events name it';
COMMENT ON COLUMN app_user.created_at IS 'When the person was added';

CREATE TABLE user_role (
	user_id bigint NOT NULL REFERENCES app_user,
	organisation_id bigint REFERENCES organisation,
	role text NOT NULL CHECK (role IN ('admin', 'officer', 'handler', 'approver', 'dpo', 'auditor')),
	UNIQUE NULLS NOT DISTINCT (user_id, organisation_id, role)
);
COMMENT ON TABLE user_role IS 'Who may do what, and where.';
COMMENT ON COLUMN user_role.user_id IS 'Who';
COMMENT ON COLUMN user_role.organisation_id IS 'Where; null means in every organisation';
COMMENT ON COLUMN user_role.role IS 'What; the dpo reads and advises and never decides (GDPR art. 38(6))';

CREATE TABLE user_identifier (
	organisation_id bigint NOT NULL REFERENCES organisation,
	user_id bigint NOT NULL REFERENCES app_user,
	kind text NOT NULL CHECK (kind ~ '^[a-z][a-z0-9_]*$'),
	blind text NOT NULL,
	PRIMARY KEY (organisation_id, user_id, kind, blind)
);
COMMENT ON TABLE user_identifier IS 'By what a user is known as a person: nobody decides about themselves.';
COMMENT ON COLUMN user_identifier.organisation_id IS 'For whose requests; the blind index differs between organisations';
COMMENT ON COLUMN user_identifier.user_id IS 'Who';
COMMENT ON COLUMN user_identifier.kind IS 'email, phone, ...';
COMMENT ON COLUMN user_identifier.blind IS 'Keyed hash of the normalised value';

CREATE TABLE calendar (
	name text NOT NULL,
	version text NOT NULL,
	text text NOT NULL,
	first_used_at timestamptz NOT NULL,
	PRIMARY KEY (name, version)
);
COMMENT ON TABLE calendar IS 'Every calendar version a date was computed with, so that the computation can be explained later.';
COMMENT ON COLUMN calendar.name IS 'Name, such as nl';
COMMENT ON COLUMN calendar.version IS 'Beginning of the SHA-256 of the text, in hex';
COMMENT ON COLUMN calendar.text IS 'The calendar file itself';
COMMENT ON COLUMN calendar.first_used_at IS 'When it was first used here';

CREATE TABLE register_version (
	organisation_id bigint NOT NULL REFERENCES organisation,
	version integer NOT NULL CHECK (version > 0),
	sha256 bytea NOT NULL CHECK (length(sha256) = 32),
	text text NOT NULL,
	loaded_by text NOT NULL,
	loaded_at timestamptz NOT NULL,
	PRIMARY KEY (organisation_id, version)
);
COMMENT ON TABLE register_version IS 'The record of processing (GDPR art. 30), every version that was ever loaded.';
COMMENT ON COLUMN register_version.organisation_id IS 'Whose';
COMMENT ON COLUMN register_version.version IS 'Counts from 1';
COMMENT ON COLUMN register_version.sha256 IS 'Of the text';
COMMENT ON COLUMN register_version.text IS 'The register file, byte for byte';
COMMENT ON COLUMN register_version.loaded_by IS 'Unix user who loaded it';
COMMENT ON COLUMN register_version.loaded_at IS 'When';

-- Requests: what was asked, by when it must be answered, who is meant. Dates are local to the organisation and
-- computed by law/deadline alone; instants are UTC. Personal data is sealed with the request's own keys.

CREATE TABLE request (
	organisation_id bigint NOT NULL REFERENCES organisation,
	request_id bigint GENERATED ALWAYS AS IDENTITY,
	reference text NOT NULL,
	state text NOT NULL CHECK (state IN ('logged', 'searching', 'collected', 'answered', 'closed')),
	channel text NOT NULL,
	language text NOT NULL,
	handler text,
	subject_relation text NOT NULL,
	instructed_by text,
	answer_by text,
	received_at timestamptz NOT NULL,
	received date NOT NULL,
	deadline date NOT NULL,
	extended date NOT NULL,
	promise date,
	due date NOT NULL,
	is_extended boolean NOT NULL DEFAULT false,
	calendar text NOT NULL,
	calendar_version text NOT NULL,
	register_version integer,
	logged_at timestamptz NOT NULL,
	answered_at timestamptz,
	closed_at timestamptz,
	look_again date,
	changes bigint NOT NULL DEFAULT 0,
	PRIMARY KEY (organisation_id, request_id),
	UNIQUE (organisation_id, reference),
	FOREIGN KEY (organisation_id, register_version) REFERENCES register_version,
	CHECK (received <= deadline AND deadline <= extended AND due <= extended),
	CHECK (state <> 'answered' OR answered_at IS NOT NULL),
	CHECK ((state = 'closed') = (closed_at IS NOT NULL))
);
COMMENT ON TABLE request IS 'One message''s worth of asking: one or more rights, one day of receipt.';
COMMENT ON COLUMN request.organisation_id IS 'Who was asked';
COMMENT ON COLUMN request.request_id IS 'Key';
COMMENT ON COLUMN request.reference IS 'What people call it: organisation, year, five random characters and a check character';
COMMENT ON COLUMN request.state IS 'logged, searching, collected, answered, closed';
COMMENT ON COLUMN request.channel IS 'How it came in';
COMMENT ON COLUMN request.language IS 'Language of the answer';
COMMENT ON COLUMN request.handler IS 'Unix user who works on it; null: nobody';
COMMENT ON COLUMN request.subject_relation IS 'Who asks: self, or parent, guardian, agent, ... of the person meant';
COMMENT ON COLUMN request.instructed_by IS 'Controller of the register for whom we are processor and who passed it on; null: none';
COMMENT ON COLUMN request.answer_by IS 'How the person wants to be answered; null: not said';
COMMENT ON COLUMN request.received_at IS 'Instant of receipt';
COMMENT ON COLUMN request.received IS 'Day of receipt where the organisation is';
COMMENT ON COLUMN request.deadline IS 'Last day of the month of GDPR art. 12(3)';
COMMENT ON COLUMN request.extended IS 'Last day when lawfully extended: three months from receipt';
COMMENT ON COLUMN request.promise IS 'Last day of the organisation''s own promise; null: it promised nothing';
COMMENT ON COLUMN request.due IS 'What to work towards: the earlier of promise and what is in force';
COMMENT ON COLUMN request.is_extended IS 'The extension is in force';
COMMENT ON COLUMN request.calendar IS 'Calendar the dates were computed with';
COMMENT ON COLUMN request.calendar_version IS 'And its version';
COMMENT ON COLUMN request.register_version IS 'Register in force when it was logged; null: none';
COMMENT ON COLUMN request.logged_at IS 'When it was written down here';
COMMENT ON COLUMN request.answered_at IS 'When the answer left; null: not yet';
COMMENT ON COLUMN request.closed_at IS 'When it was closed; null: not yet';
COMMENT ON COLUMN request.look_again IS 'First local day on which the ladder may have more to tell; null: look now';
COMMENT ON COLUMN request.changes IS 'Raised by whatever changes what an answer, a preview or an approval rests on: who kept an older number is stale';
CREATE INDEX request_by_due ON request (organisation_id, due, reference);
CREATE INDEX request_open_by_due ON request (organisation_id, due, reference) WHERE state NOT IN ('answered', 'closed');
CREATE INDEX request_unclosed_by_due ON request (organisation_id, due, reference) WHERE state <> 'closed';
CREATE INDEX request_by_state ON request (organisation_id, state, due, reference);
CREATE INDEX request_by_handler ON request (organisation_id, handler, due, reference) WHERE handler IS NOT NULL;
CREATE INDEX request_by_receipt ON request (organisation_id, received);
-- the ladder touches only what is due: never looked at yet sorts before every day
CREATE INDEX request_by_look ON request (organisation_id, coalesce(look_again, '-infinity'::date))
	WHERE state NOT IN ('answered', 'closed');
-- which open requests have dates of an older calendar
CREATE INDEX request_by_calendar ON request (organisation_id, calendar_version) WHERE state NOT IN ('answered', 'closed');
-- the worker asks every two seconds whether there is anything to plan
CREATE INDEX request_logged ON request (organisation_id, due, reference) WHERE state = 'logged';
-- Requests that took nearly a year: the report of a month looks for those that ended in it, however long ago they came in.
-- There are few, or none.
CREATE INDEX request_stragglers ON request (organisation_id, received)
	WHERE coalesce(answered_at, closed_at) - received_at > interval '330 days';

CREATE TABLE run (
	organisation_id bigint NOT NULL REFERENCES organisation,
	run_id bigint GENERATED ALWAYS AS IDENTITY,
	kind text NOT NULL CHECK (kind IN ('mailbox', 'sending', 'retention', 'replay', 'scan', 'drift')),
	started_at timestamptz NOT NULL,
	ended_at timestamptz,
	PRIMARY KEY (organisation_id, run_id)
);
COMMENT ON TABLE run IS 'Work that belongs to no request; it has keys and tasks like one.';
COMMENT ON COLUMN run.organisation_id IS 'For whom';
COMMENT ON COLUMN run.run_id IS 'Key';
COMMENT ON COLUMN run.kind IS 'mailbox, sending, retention, replay, scan, drift';
COMMENT ON COLUMN run.started_at IS 'When it was planned';
COMMENT ON COLUMN run.ended_at IS 'When nothing of it was left to do; null: not yet';

CREATE TABLE request_right (
	organisation_id bigint NOT NULL,
	request_id bigint NOT NULL,
	name text NOT NULL CHECK (name IN ('access', 'rectification', 'erasure', 'restriction', 'portability',
		'objection', 'human-review', 'consent-withdrawal')),
	state text NOT NULL CHECK (state IN ('open', 'answered', 'refused', 'forwarded', 'withdrawn')),
	decided date,
	decision text,
	purposes text[] NOT NULL DEFAULT '{}',
	at_once boolean NOT NULL DEFAULT false,
	PRIMARY KEY (organisation_id, request_id, name),
	FOREIGN KEY (organisation_id, request_id) REFERENCES request,
	CHECK ((state = 'open') = (decided IS NULL))
);
COMMENT ON TABLE request_right IS 'The rights a request invokes, each with its own decision.';
COMMENT ON COLUMN request_right.organisation_id IS 'Who was asked';
COMMENT ON COLUMN request_right.request_id IS 'In which request';
COMMENT ON COLUMN request_right.name IS 'Which right (GDPR art. 7(3), 15-18, 20-22)';
COMMENT ON COLUMN request_right.state IS 'open, answered, refused, forwarded, withdrawn';
COMMENT ON COLUMN request_right.decided IS 'Day of the decision; null: open';
COMMENT ON COLUMN request_right.decision IS 'What was decided and on which ground, without personal data';
COMMENT ON COLUMN request_right.at_once IS 'Nothing is weighed against it (GDPR art. 21(3), 7(3)): due at once; by law/objection and the register it was logged under';
COMMENT ON COLUMN request_right.purposes IS 'Which purposes of the register an objection or a withdrawal of consent is about; empty: not said';

CREATE TABLE request_clock (
	organisation_id bigint NOT NULL,
	clock_id bigint GENERATED ALWAYS AS IDENTITY,
	request_id bigint NOT NULL,
	fact text NOT NULL CHECK (fact ~ '^[a-z][a-z-]*$'),
	day date NOT NULL,
	at timestamptz NOT NULL,
	by text NOT NULL,
	recorded_at timestamptz NOT NULL,
	ref bigint,
	ground text,
	right_name text,
	method text,
	result text,
	cause text,
	duplicate_of text,
	withdrawn_by text,
	amount_cents bigint CHECK (amount_cents >= 0),
	withdraw_by date,
	until date,
	large_quantity boolean NOT NULL DEFAULT false,
	accepted boolean NOT NULL DEFAULT false,
	late boolean NOT NULL DEFAULT false,
	unannounced boolean NOT NULL DEFAULT false,
	recipients text[] NOT NULL DEFAULT '{}',
	letter text,
	sealed text,
	PRIMARY KEY (organisation_id, clock_id),
	FOREIGN KEY (organisation_id, request_id) REFERENCES request
);
COMMENT ON TABLE request_clock IS 'What happened to the clock of a request. Append-only, so that "as of" is a query.';
COMMENT ON COLUMN request_clock.organisation_id IS 'Who was asked';
COMMENT ON COLUMN request_clock.clock_id IS 'Key, in the order of writing';
COMMENT ON COLUMN request_clock.request_id IS 'Whose clock';
COMMENT ON COLUMN request_clock.fact IS 'received, extension-decided, question-asked, refused, ...: see docs/deadlines.md';
COMMENT ON COLUMN request_clock.day IS 'Day on which it happened where the organisation is';
COMMENT ON COLUMN request_clock.at IS 'Instant at which it happened, or the first one of that day';
COMMENT ON COLUMN request_clock.by IS 'Who recorded it';
COMMENT ON COLUMN request_clock.recorded_at IS 'When it was recorded';
COMMENT ON COLUMN request_clock.ref IS 'Number of the question or notice it belongs to; of what a letter told a recipient, its letter.facts; null: none';
COMMENT ON COLUMN request_clock.ground IS 'Of an extension, a question, a refusal, a closing or a fee';
COMMENT ON COLUMN request_clock.right_name IS 'Which right was decided or answered; null: all';
COMMENT ON COLUMN request_clock.method IS 'How the person was or will be checked';
COMMENT ON COLUMN request_clock.result IS 'And what came of it';
COMMENT ON COLUMN request_clock.cause IS 'Of lateness: of law/late-causes.json';
COMMENT ON COLUMN request_clock.duplicate_of IS 'Reference of the request that goes on when this one is closed';
COMMENT ON COLUMN request_clock.withdrawn_by IS 'person or representative';
COMMENT ON COLUMN request_clock.amount_cents IS 'Of a fee';
COMMENT ON COLUMN request_clock.withdraw_by IS 'Until when the person could withdraw without paying it';
COMMENT ON COLUMN request_clock.until IS 'Last day of what refuses it, or day of its review; null: it has none';
COMMENT ON COLUMN request_clock.large_quantity IS 'Asked for clarification because much is processed about the person';
COMMENT ON COLUMN request_clock.accepted IS 'The person agreed to the fee';
COMMENT ON COLUMN request_clock.late IS 'Refused after the first month; anything else: recorded when its day was over';
COMMENT ON COLUMN request_clock.unannounced IS 'Refused, and the person is not told: telling would defeat it (GDPR art. 23(2)(h))';
COMMENT ON COLUMN request_clock.recipients IS 'Recipients of the register that were told (GDPR art. 19)';
COMMENT ON COLUMN request_clock.letter IS 'Letter that told it: its Message-ID, or of one on paper the name of its file; null: none';
COMMENT ON COLUMN request_clock.sealed IS 'Words of a person, sealed with the request''s ledger key';
CREATE INDEX request_clock_by_request ON request_clock (organisation_id, request_id, clock_id);
-- which requests ended since; the month in which a request ends need not be near that of its receipt
CREATE INDEX request_clock_ended ON request_clock (organisation_id, recorded_at) WHERE fact IN ('answered', 'closed', 'withdrawn');
-- and which were told of a refusal or of what was done since: for the clock one ends with its letter
CREATE INDEX request_clock_told ON request_clock (organisation_id, day) WHERE fact = 'letter-sent' AND ground IN ('refusal', 'done');

CREATE TABLE right_category (
	organisation_id bigint NOT NULL,
	clock_id bigint NOT NULL,
	request_id bigint NOT NULL,
	right_name text NOT NULL,
	category text NOT NULL,
	purpose text NOT NULL DEFAULT '',
	decision text NOT NULL CHECK (decision IN ('refused', 'done')),
	PRIMARY KEY (organisation_id, clock_id, category, purpose),
	FOREIGN KEY (organisation_id, clock_id) REFERENCES request_clock,
	FOREIGN KEY (organisation_id, request_id, right_name) REFERENCES request_right
);
COMMENT ON TABLE right_category IS 'What was decided of a right, by category and purpose. Append-only; stands until the request is reopened: a later fact of its clock.';
COMMENT ON COLUMN right_category.organisation_id IS 'Who was asked';
COMMENT ON COLUMN right_category.clock_id IS 'The fact by which it was decided: when, by whom, on which ground, in which words';
COMMENT ON COLUMN right_category.request_id IS 'In which request';
COMMENT ON COLUMN right_category.right_name IS 'Of which right';
COMMENT ON COLUMN right_category.category IS 'Category of the register';
COMMENT ON COLUMN right_category.purpose IS 'Purpose of the register; empty: the category whole';
COMMENT ON COLUMN right_category.decision IS 'refused, or done as asked';
CREATE INDEX right_category_by_request ON right_category (organisation_id, request_id, right_name);

CREATE TABLE identifier (
	organisation_id bigint NOT NULL,
	identifier_id bigint GENERATED ALWAYS AS IDENTITY,
	request_id bigint NOT NULL,
	kind text NOT NULL CHECK (kind ~ '^[a-z][a-z0-9_]*$'),
	blind text NOT NULL,
	sealed text NOT NULL,
	source text NOT NULL,
	state text NOT NULL CHECK (state IN ('usable', 'proposed', 'rejected', 'shared')),
	created_at timestamptz NOT NULL,
	PRIMARY KEY (organisation_id, identifier_id),
	UNIQUE (organisation_id, request_id, kind, blind),
	FOREIGN KEY (organisation_id, request_id) REFERENCES request
);
COMMENT ON TABLE identifier IS 'By what the person is known: given, found on the way, or confirmed.';
COMMENT ON COLUMN identifier.organisation_id IS 'Who was asked';
COMMENT ON COLUMN identifier.identifier_id IS 'Key';
COMMENT ON COLUMN identifier.request_id IS 'In which request';
COMMENT ON COLUMN identifier.kind IS 'email, phone, customer_id, ...';
COMMENT ON COLUMN identifier.blind IS 'Keyed hash of the normalised value, for looking up';
COMMENT ON COLUMN identifier.sealed IS 'The value, sealed with the request''s ledger key';
COMMENT ON COLUMN identifier.source IS 'given with the request, added later by a person, or SYSTEM/COLLECTION where it was found';
COMMENT ON COLUMN identifier.state IS 'usable; proposed until a person confirms it; rejected: somebody else''s; shared: others'' too, nothing is searched by it';
COMMENT ON COLUMN identifier.created_at IS 'When it became known';
CREATE INDEX identifier_by_blind ON identifier (organisation_id, blind, request_id);

CREATE TABLE sealing_key (
	organisation_id bigint NOT NULL REFERENCES organisation,
	key_id bigint GENERATED ALWAYS AS IDENTITY,
	request_id bigint,
	run_id bigint,
	state text NOT NULL CHECK (state IN ('active', 'destroyed')),
	content text,
	content_public text,
	ledger text,
	created_at timestamptz NOT NULL,
	destroyed_at timestamptz,
	PRIMARY KEY (organisation_id, key_id),
	UNIQUE NULLS NOT DISTINCT (organisation_id, request_id, run_id),
	FOREIGN KEY (organisation_id, request_id) REFERENCES request,
	FOREIGN KEY (organisation_id, run_id) REFERENCES run,
	CHECK (num_nonnulls(request_id, run_id) <= 1),
	CHECK ((state = 'active') = (destroyed_at IS NULL)),
	CHECK (num_nulls(content, content_public, ledger) = CASE state WHEN 'active' THEN 0 ELSE 3 END)
);
COMMENT ON TABLE sealing_key IS 'The two keys of a request, of a run, or (of neither) of the organisation. The row outlives them: no second pair can be made for the same.';
COMMENT ON COLUMN sealing_key.organisation_id IS 'Whose';
COMMENT ON COLUMN sealing_key.key_id IS 'Key';
COMMENT ON COLUMN sealing_key.request_id IS 'Of which request; null: of none';
COMMENT ON COLUMN sealing_key.run_id IS 'Of which run; null: of none';
COMMENT ON COLUMN sealing_key.state IS 'active, or destroyed for ever';
COMMENT ON COLUMN sealing_key.content IS 'Secret half of the key for collected data, wrapped by an installation key; null when destroyed';
COMMENT ON COLUMN sealing_key.content_public IS 'Public half, in hex; null when destroyed';
COMMENT ON COLUMN sealing_key.ledger IS 'Key for identifiers, notes and letters, wrapped; null when destroyed';
COMMENT ON COLUMN sealing_key.created_at IS 'When they were made';
COMMENT ON COLUMN sealing_key.destroyed_at IS 'When they were destroyed; null while active';

CREATE TABLE note (
	organisation_id bigint NOT NULL,
	note_id bigint GENERATED ALWAYS AS IDENTITY,
	request_id bigint NOT NULL,
	sealed text NOT NULL,
	by text NOT NULL,
	at timestamptz NOT NULL,
	PRIMARY KEY (organisation_id, note_id),
	FOREIGN KEY (organisation_id, request_id) REFERENCES request
);
COMMENT ON TABLE note IS 'What a handler wrote down about a request.';
COMMENT ON COLUMN note.organisation_id IS 'Who was asked';
COMMENT ON COLUMN note.note_id IS 'Key, in the order of writing';
COMMENT ON COLUMN note.request_id IS 'About which request';
COMMENT ON COLUMN note.sealed IS 'The text, sealed with the request''s ledger key';
COMMENT ON COLUMN note.by IS 'Unix user who wrote it';
COMMENT ON COLUMN note.at IS 'When';
CREATE INDEX note_by_request ON note (organisation_id, request_id, note_id);

-- The queue and what comes out of it.
--
-- A lease is no state but a fact about time: a leased task is a ready one whose lease_until lies ahead. So a
-- lease that runs out needs nobody to clean up. No index of a task holds anything that leasing or finishing it
-- changes, so that neither writes an index entry (HOT updates, for which fillfactor leaves room): where something
-- may be claimed stands in a small table of its own, queue.
--
-- Outcomes stand in the task's own row: they are always written and replaced together with it, so a table of
-- their own would cost a second write, a foreign key check and a delete for each task, and give nothing.

CREATE TABLE task (
	organisation_id bigint NOT NULL,
	task_id bigint GENERATED ALWAYS AS IDENTITY,
	request_id bigint,
	run_id bigint,
	system text NOT NULL,
	action text NOT NULL CHECK (action IN ('collect', 'find', 'erase', 'restrict', 'lift', 'rectify', 'suppress', 'notify', 'forward')),
	change integer NOT NULL DEFAULT 0 CHECK (change >= 0),
	connector text NOT NULL,
	state text NOT NULL CHECK (state IN ('waiting', 'ready', 'asked', 'done', 'failed', 'skipped')),
	needs jsonb NOT NULL CHECK (jsonb_typeof(needs) = 'array'),
	yields jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(yields) = 'array'),
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
	asked_at timestamptz,
	look_again date,
	idle text GENERATED ALWAYS AS (CASE WHEN state IN ('waiting', 'asked', 'failed', 'skipped') THEN state END) STORED,
	PRIMARY KEY (organisation_id, task_id),
	UNIQUE NULLS NOT DISTINCT (organisation_id, request_id, run_id, system, action, change),
	FOREIGN KEY (organisation_id, request_id) REFERENCES request,
	FOREIGN KEY (organisation_id, run_id) REFERENCES run,
	CHECK (num_nonnulls(request_id, run_id) = 1),
	CHECK (lease_until IS NULL OR state = 'ready'),
	CHECK (not_before IS NULL OR state = 'ready'),
	CHECK ((lease_until IS NULL) = (worker IS NULL))
) WITH (fillfactor = 30);
COMMENT ON TABLE task IS 'One piece of work at one system for one request or run: the unit that is leased, retried and parked.';
COMMENT ON COLUMN task.organisation_id IS 'Who was asked';
COMMENT ON COLUMN task.task_id IS 'Key';
COMMENT ON COLUMN task.request_id IS 'For which request; null: for a run';
COMMENT ON COLUMN task.run_id IS 'For which run; null: for a request';
COMMENT ON COLUMN task.system IS 'System of the register';
COMMENT ON COLUMN task.action IS 'collect, forward, ...';
COMMENT ON COLUMN task.change IS 'Which change of the request it belongs to, so that a system can be asked the same again; 0: the request itself';
COMMENT ON COLUMN task.connector IS 'Kind of connector that does it';
COMMENT ON COLUMN task.state IS 'waiting for an identifier, ready (leased while lease_until lies ahead), asked, done, failed, skipped';
COMMENT ON COLUMN task.needs IS 'Kinds of identifier, any one of which suffices';
COMMENT ON COLUMN task.yields IS 'Kinds of identifier that its system may yield: while it may still answer, who needs one of them waits';
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
COMMENT ON COLUMN task.error IS 'The last failure, in our own words, or that the request ended; without personal data';
COMMENT ON COLUMN task.outcomes IS 'What it did for each category: an array of outcome_json (outcome.h); a text in it is sealed';
COMMENT ON COLUMN task.created_at IS 'When it was planned';
COMMENT ON COLUMN task.finished_at IS 'When it was done or skipped; null: not yet';
COMMENT ON COLUMN task.asked_at IS 'When a recipient or colleague was asked last; null: never';
COMMENT ON COLUMN task.look_again IS 'First local day on which a chase may be due; null: look now';
COMMENT ON COLUMN task.idle IS 'The state where that is one in which no worker has it; null where it is ready or done, so that no index hears of it';
CREATE INDEX task_delayed ON task (organisation_id, not_before) WHERE not_before IS NOT NULL;
-- what waits for somebody, and what nobody will do
CREATE INDEX task_idle ON task (organisation_id, idle, due, task_id) WHERE idle IS NOT NULL;
CREATE INDEX task_by_look ON task (organisation_id, coalesce(look_again, '-infinity'::date)) WHERE idle = 'asked';

CREATE TABLE queue (
	organisation_id bigint NOT NULL,
	request_id bigint NOT NULL,
	purge_at timestamptz,
	due date NOT NULL,
	UNIQUE NULLS NOT DISTINCT (organisation_id, request_id, purge_at, due),
	FOREIGN KEY (organisation_id, request_id) REFERENCES request
);
COMMENT ON TABLE queue IS 'Which requests have tasks that are ready and not delayed, leased ones among them. It follows the tasks, under the lock of their request: task_queue.sql';
COMMENT ON COLUMN queue.organisation_id IS 'Who was asked';
COMMENT ON COLUMN queue.request_id IS 'Whose tasks';
COMMENT ON COLUMN queue.purge_at IS 'That of the tasks meant';
COMMENT ON COLUMN queue.due IS 'That of the tasks meant';
-- the order in which they should be claimed
CREATE INDEX queue_order ON queue (organisation_id, purge_at, due, request_id);

CREATE TABLE part (
	organisation_id bigint NOT NULL,
	part_id bigint GENERATED ALWAYS AS IDENTITY,
	request_id bigint NOT NULL,
	task_id bigint NOT NULL,
	category text NOT NULL,
	name text NOT NULL,
	format text NOT NULL CHECK (format IN ('json', 'csv', 'file')),
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
COMMENT ON COLUMN part.format IS 'json, csv, file';
COMMENT ON COLUMN part.blob IS 'Name in the blob store';
COMMENT ON COLUMN part.description IS 'Rows, sizes, hashes, schema: the part as the archive reads it';
CREATE INDEX part_by_request ON part (organisation_id, request_id, part_id);
CREATE INDEX part_by_task ON part (organisation_id, task_id);
CREATE INDEX part_by_blob ON part (organisation_id, blob);

CREATE TABLE letter (
	organisation_id bigint NOT NULL,
	letter_id bigint GENERATED ALWAYS AS IDENTITY,
	request_id bigint,
	run_id bigint,
	task_id bigint,
	kind text NOT NULL,
	recipient_kind text NOT NULL CHECK (recipient_kind IN ('person', 'recipient', 'controller', 'colleague')),
	recipient text,
	state text NOT NULL CHECK (state IN ('queued', 'written', 'sent', 'bounced')),
	message_id text,
	file text NOT NULL,
	sealed text NOT NULL,
	at timestamptz NOT NULL,
	facts bigint,
	sent date,
	bounced date,
	proof text,
	bounce_proof text,
	PRIMARY KEY (organisation_id, letter_id),
	UNIQUE (organisation_id, file),
	FOREIGN KEY (organisation_id, request_id) REFERENCES request,
	FOREIGN KEY (organisation_id, run_id) REFERENCES run,
	FOREIGN KEY (organisation_id, task_id) REFERENCES task,
	CHECK (num_nonnulls(request_id, run_id) <= 1),
	CHECK ((state IN ('sent', 'bounced')) = (sent IS NOT NULL)),
	CHECK ((state = 'bounced') = (bounced IS NOT NULL)),
	CHECK (sent IS NOT NULL OR proof IS NULL)
);
COMMENT ON TABLE letter IS 'Anything told to anybody outside. Letters are never deleted; one of the same file is the same letter, written again.';
COMMENT ON COLUMN letter.organisation_id IS 'Who sends it';
COMMENT ON COLUMN letter.letter_id IS 'Key';
COMMENT ON COLUMN letter.request_id IS 'About which request; null: about none';
COMMENT ON COLUMN letter.run_id IS 'Written by which run; null: by none';
COMMENT ON COLUMN letter.task_id IS 'Which task wrote it; null: a person or the ladder';
COMMENT ON COLUMN letter.kind IS 'What it is: extension, instruction, forward, ...';
COMMENT ON COLUMN letter.recipient_kind IS 'Whom it is for: the person or who asks for them, a recipient, a controller, a colleague';
COMMENT ON COLUMN letter.recipient IS 'Id of the recipient or controller in the register, or of the system a colleague searches; null: the person, or several colleagues';
COMMENT ON COLUMN letter.state IS 'queued; written (its file waits to be sent); sent; bounced';
COMMENT ON COLUMN letter.message_id IS 'Message-ID; null: not mail';
COMMENT ON COLUMN letter.file IS 'Name of its file, in the outbox or the spool';
COMMENT ON COLUMN letter.sealed IS 'Addresses, subject and text, sealed with the ledger key of its request, its run or its organisation';
COMMENT ON COLUMN letter.at IS 'When it came into this state';
COMMENT ON COLUMN letter.facts IS 'How many facts the clock of its request had when it was written: of a later one it says nothing; null: by the fan-out or the ladder';
COMMENT ON COLUMN letter.sent IS 'Day on which it left, last; null: it has not';
COMMENT ON COLUMN letter.bounced IS 'Day on which it came back; null: it has not';
COMMENT ON COLUMN letter.proof IS 'What shows that it left, sealed with the same key; null: only that somebody says so';
COMMENT ON COLUMN letter.bounce_proof IS 'What shows that it came back, last, sealed likewise; null: it did not, or only that somebody says so';
CREATE INDEX letter_by_request ON letter (organisation_id, request_id, letter_id);
CREATE INDEX letter_queued ON letter (organisation_id, letter_id) WHERE state = 'queued';
CREATE INDEX letter_unsent ON letter (organisation_id, letter_id) WHERE state IN ('written', 'bounced') AND recipient_kind <> 'colleague';

CREATE TABLE release (
	organisation_id bigint NOT NULL,
	release_id bigint GENERATED ALWAYS AS IDENTITY,
	request_id bigint NOT NULL,
	blob text NOT NULL,
	sha256 text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
	bytes bigint NOT NULL CHECK (bytes >= 0),
	contents jsonb NOT NULL,
	built_at timestamptz NOT NULL,
	changes bigint NOT NULL,
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
COMMENT ON COLUMN release.changes IS 'The request''s counter of changes then: of a later one it knows nothing';
CREATE INDEX release_by_request ON release (organisation_id, request_id, release_id);
CREATE INDEX release_by_blob ON release (organisation_id, blob);

-- Who was told what was due: the ladder.

CREATE TABLE escalation (
	organisation_id bigint NOT NULL,
	escalation_id bigint GENERATED ALWAYS AS IDENTITY,
	request_id bigint NOT NULL,
	task_id bigint,
	rung integer NOT NULL CHECK (rung >= 0),
	name text NOT NULL,
	roles text NOT NULL,
	due date NOT NULL,
	reached date NOT NULL,
	told_at timestamptz NOT NULL,
	asked_at timestamptz,
	PRIMARY KEY (organisation_id, escalation_id),
	CONSTRAINT escalation_once UNIQUE NULLS NOT DISTINCT (organisation_id, request_id, task_id, asked_at, due, rung),
	FOREIGN KEY (organisation_id, request_id) REFERENCES request
);
COMMENT ON TABLE escalation IS 'What the ladder told, once each: append-only';
COMMENT ON COLUMN escalation.organisation_id IS 'Whose';
COMMENT ON COLUMN escalation.escalation_id IS 'Key';
COMMENT ON COLUMN escalation.request_id IS 'About which request';
COMMENT ON COLUMN escalation.task_id IS 'About which asked task; null: the request itself';
COMMENT ON COLUMN escalation.rung IS 'Place on the ladder of law/ladder, from 0';
COMMENT ON COLUMN escalation.name IS 'Its name: T-7, today, late, chase';
COMMENT ON COLUMN escalation.roles IS 'Who was told: handler, officer, superior';
COMMENT ON COLUMN escalation.due IS 'The due date then: when that moves the ladder begins anew';
COMMENT ON COLUMN escalation.reached IS 'The day the rung was reached; later told when the program was off';
COMMENT ON COLUMN escalation.told_at IS 'When';
COMMENT ON COLUMN escalation.asked_at IS 'When the task had been asked; null: the request itself';

-- The audit log. An event is written in the transaction it describes, with a leaf that waits for its place in the
-- organisation's Merkle tree (RFC 6962); one writer at a time gives places afterwards.

CREATE TABLE event (
	organisation_id bigint NOT NULL REFERENCES organisation,
	event_id bigint GENERATED ALWAYS AS IDENTITY,
	request_id bigint,
	body text NOT NULL,
	PRIMARY KEY (organisation_id, event_id),
	FOREIGN KEY (organisation_id, request_id) REFERENCES request
);
COMMENT ON TABLE event IS 'One line of the audit log. Append-only, and free of personal data.';
COMMENT ON COLUMN event.organisation_id IS 'Whose log';
COMMENT ON COLUMN event.event_id IS 'Key';
COMMENT ON COLUMN event.request_id IS 'About which request; null: none. For finding; the body is what counts';
COMMENT ON COLUMN event.body IS 'Canonical JSON (sorted keys, no spaces) with actor, at, body, kind, reference: exactly what is hashed';
CREATE INDEX event_by_request ON event (organisation_id, request_id, event_id) WHERE request_id IS NOT NULL;

CREATE TABLE event_leaf (
	organisation_id bigint NOT NULL REFERENCES organisation,
	event_id bigint NOT NULL,
	position bigint CHECK (position >= 0),
	hash bytea CHECK (length(hash) = 32),
	PRIMARY KEY (organisation_id, event_id),
	UNIQUE (organisation_id, position),
	CHECK ((position IS NULL) = (hash IS NULL))
);
COMMENT ON TABLE event_leaf IS 'The leaves of the Merkle tree. No foreign key: a leaf must outlive an event that somebody removed, to tell of it.';
COMMENT ON COLUMN event_leaf.organisation_id IS 'Whose tree';
COMMENT ON COLUMN event_leaf.event_id IS 'Which event';
COMMENT ON COLUMN event_leaf.position IS 'Place in the tree, from 0 without gaps; null: waiting for one';
COMMENT ON COLUMN event_leaf.hash IS 'SHA-256 of a zero byte and the body; null: waiting for a place';
CREATE INDEX event_leaf_waiting ON event_leaf (organisation_id, event_id) WHERE position IS NULL;

-- What the monthly report reads. The tables here are derived: they hold how many requests of a day have the same facts, not
-- what follows from those, and can be emptied at any time; the next report fills them again. One row for requests whose
-- dates moved in the same way, however they ended and whatever rights they ask for: news makes one day stale.

CREATE FUNCTION report_fact(c request_clock, told date) RETURNS text LANGUAGE sql STABLE AS $$
	SELECT CASE WHEN c.fact IN ('answered', 'done') AND told IS NULL THEN c.fact || ' ' || c.day - DATE '1970-01-01'
	ELSE concat_ws(' ', c.fact, c.day - DATE '1970-01-01', nullif(jsonb_strip_nulls(jsonb_build_object(
		'cause', c.cause, 'ground', c.ground, 'large_quantity', nullif(c.large_quantity, false),
		'ref', c.ref, 'right', c.right_name, 'text', left(c.sealed, 0), 'told', told - DATE '1970-01-01'))::text, '{}')) END
$$;

COMMENT ON FUNCTION report_fact IS 'A clock fact as the report reads it: name, local day as days since 1970, and what else the clock needs; the sealed text only as being there; of a refusal or an answer the day its letter left';

CREATE FUNCTION report_clock(organisation bigint, request bigint, known timestamptz, as_of date, names text[])
	RETURNS TABLE (facts text, ending text) LANGUAGE sql STABLE AS $$
	SELECT CASE WHEN f.mixed THEN f.every ELSE f.moving END, CASE WHEN NOT f.mixed THEN f.ending END
	FROM (
		SELECT string_agg(line, chr(10)) AS every, string_agg(line, chr(10)) FILTER (WHERE moves) AS moving,
			string_agg(line, chr(9)) FILTER (WHERE NOT moves) AS ending, coalesce(bool_or(fact = 'reopened')
				OR max(clock_id) FILTER (WHERE moves) > min(clock_id) FILTER (WHERE NOT moves), false) AS mixed
		FROM (
			SELECT c.clock_id, c.fact, c.fact LIKE 'extension-%' OR c.fact LIKE 'question-%' AS moves,
				report_fact(c, CASE WHEN c.letter IS NOT NULL AND (c.fact LIKE 'refused%' OR c.fact LIKE 'answered%') THEN (SELECT max(l.day) FROM request_clock l
					WHERE l.organisation_id = organisation AND l.request_id = request AND l.fact = 'letter-sent'
						AND l.letter = c.letter AND (known IS NULL OR l.recorded_at < known)
						AND (as_of IS NULL OR l.day <= as_of)) END) AS line
			FROM request_clock c
			WHERE c.organisation_id = organisation AND c.request_id = request AND c.fact = ANY (names)
				AND (known IS NULL OR c.recorded_at < known) AND (as_of IS NULL OR c.day <= as_of)
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

-- What the planner believes about organisations. Every index begins with organisation_id, and statistics make it look
-- like the best of keys: of a column it knows nothing about PostgreSQL assumes that a value selects one row in two
-- hundred, of an organisation that came after the last ANALYZE that it has no rows at all. Then any index will do, and a
-- single request is looked up by reading all of its organisation. So the empty tables are shown a hundred rows of a
-- hundred organisations and told that these are two: one organisation selects half of everything, always. The rows are
-- taken away again (truncated, so that no page remembers being empty), and no later ANALYZE looks at the column.

DO $$
DECLARE
	name text;
	names text[] := ARRAY['request', 'request_right', 'request_clock', 'right_category', 'identifier', 'sealing_key', 'note', 'task',
		'queue', 'part', 'letter', 'release', 'event', 'event_leaf'];
BEGIN
	INSERT INTO organisation (slug, code, name, zone, calendar, country, created_at)
	SELECT 's-' || n, 'S' || n, '', 'UTC', '', 'NL', now() FROM generate_series(1, 100) AS n;
	INSERT INTO request (organisation_id, reference, state, channel, language, subject_relation, received_at, received, deadline,
		extended, due, calendar, calendar_version, logged_at)
	SELECT organisation_id, code, (ARRAY['logged', 'searching', 'collected'])[1 + organisation_id % 3], 'email', 'nl', 'self',
		now(), d, d, d, d, 'nl', '', now()
	FROM organisation, CAST('2026-01-01'::date + organisation_id::integer AS date) AS d;
	INSERT INTO request_right SELECT organisation_id, request_id, 'access', 'open' FROM request;
	INSERT INTO request_clock (organisation_id, request_id, fact, day, at, by, recorded_at)
	SELECT organisation_id, request_id, 'received', now(), now(), '', now() FROM request;
	INSERT INTO right_category (organisation_id, clock_id, request_id, right_name, category, decision)
	SELECT organisation_id, clock_id, request_id, 'access', '', 'refused' FROM request_clock;
	INSERT INTO identifier (organisation_id, request_id, kind, blind, sealed, source, state, created_at)
	SELECT organisation_id, request_id, 'email', request_id, '', 'given', 'usable', now() FROM request;
	INSERT INTO sealing_key (organisation_id, request_id, state, content, content_public, ledger, created_at)
	SELECT organisation_id, request_id, 'active', '', '', '', now() FROM request;
	INSERT INTO note (organisation_id, request_id, sealed, by, at) SELECT organisation_id, request_id, '', '', now() FROM request;
	INSERT INTO task (organisation_id, request_id, system, action, connector, state, needs, categories, due, created_at)
	SELECT organisation_id, request_id, 'system', 'collect', 'http', (ARRAY['waiting', 'ready', 'asked', 'done'])[1 + request_id % 4],
		'[]', '[]', now(), now() FROM request;
	INSERT INTO queue SELECT organisation_id, request_id, purge_at, due FROM task;
	INSERT INTO part (organisation_id, request_id, task_id, category, name, format, blob, description)
	SELECT organisation_id, request_id, task_id, 'C', 'n', 'json', task_id, '{}' FROM task;
	INSERT INTO letter (organisation_id, request_id, kind, recipient_kind, state, message_id, file, sealed, at)
	SELECT organisation_id, request_id, 'answer', 'person', 'written', request_id, request_id, '', now() FROM request;
	INSERT INTO release (organisation_id, request_id, blob, sha256, bytes, contents, built_at, changes)
	SELECT organisation_id, request_id, request_id, repeat('0', 64), 0, '[]', now(), 0 FROM request;
	INSERT INTO event (organisation_id, request_id, body) SELECT organisation_id, request_id, '' FROM request;
	INSERT INTO event_leaf (organisation_id, event_id) SELECT organisation_id, event_id FROM event;
	FOREACH name IN ARRAY names LOOP
		EXECUTE format('ALTER TABLE %I ALTER organisation_id SET (n_distinct = 2)', name);
		EXECUTE format('ANALYZE %I', name);
		EXECUTE format('ALTER TABLE %I ALTER organisation_id SET STATISTICS 0', name);
	END LOOP;
	TRUNCATE organisation, user_role, user_identifier, register_version, request, run, request_right, request_clock, right_category, identifier,
		sealing_key, note, task, queue, part, letter, release, event, event_leaf, escalation, report_mark, report_day, report_case,
		report_task RESTART IDENTITY;
END $$;
