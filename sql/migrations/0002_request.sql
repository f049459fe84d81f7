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
CREATE INDEX request_by_due ON request (organisation_id, due, reference);
CREATE INDEX request_open_by_due ON request (organisation_id, due, reference) WHERE state NOT IN ('answered', 'closed');
CREATE INDEX request_unclosed_by_due ON request (organisation_id, due, reference) WHERE state <> 'closed';
CREATE INDEX request_by_state ON request (organisation_id, state, due, reference);
CREATE INDEX request_by_handler ON request (organisation_id, handler, due, reference) WHERE handler IS NOT NULL;
CREATE INDEX request_by_receipt ON request (organisation_id, received);

CREATE TABLE request_right (
	organisation_id bigint NOT NULL,
	request_id bigint NOT NULL,
	name text NOT NULL CHECK (name IN ('access', 'rectification', 'erasure', 'restriction', 'portability',
		'objection', 'human-review', 'consent-withdrawal')),
	state text NOT NULL CHECK (state IN ('open', 'answered', 'refused', 'forwarded', 'withdrawn')),
	decided date,
	decision text,
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

CREATE TABLE request_clock (
	organisation_id bigint NOT NULL,
	clock_id bigint GENERATED ALWAYS AS IDENTITY,
	request_id bigint NOT NULL,
	fact text NOT NULL CHECK (fact ~ '^[a-z][a-z-]*$'),
	at timestamptz NOT NULL,
	detail text,
	by text NOT NULL,
	recorded_at timestamptz NOT NULL,
	PRIMARY KEY (organisation_id, clock_id),
	FOREIGN KEY (organisation_id, request_id) REFERENCES request
);
COMMENT ON TABLE request_clock IS 'What happened to the clock of a request. Append-only, so that "as of" is a query.';
COMMENT ON COLUMN request_clock.organisation_id IS 'Who was asked';
COMMENT ON COLUMN request_clock.clock_id IS 'Key, in the order of writing';
COMMENT ON COLUMN request_clock.request_id IS 'Whose clock';
COMMENT ON COLUMN request_clock.fact IS 'received, extended, suspended, resumed, ...';
COMMENT ON COLUMN request_clock.at IS 'When it happened';
COMMENT ON COLUMN request_clock.detail IS 'Ground or circumstance, without personal data';
COMMENT ON COLUMN request_clock.by IS 'Who recorded it';
COMMENT ON COLUMN request_clock.recorded_at IS 'When it was recorded';
CREATE INDEX request_clock_by_request ON request_clock (organisation_id, request_id, clock_id);

CREATE TABLE identifier (
	organisation_id bigint NOT NULL,
	identifier_id bigint GENERATED ALWAYS AS IDENTITY,
	request_id bigint NOT NULL,
	kind text NOT NULL CHECK (kind ~ '^[a-z][a-z0-9_]*$'),
	blind text NOT NULL,
	sealed text NOT NULL,
	source text NOT NULL,
	state text NOT NULL CHECK (state IN ('usable', 'proposed', 'rejected')),
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
COMMENT ON COLUMN identifier.source IS 'given, confirmed, or SYSTEM/COLLECTION where it was found';
COMMENT ON COLUMN identifier.state IS 'usable; proposed until a person confirms it; rejected';
COMMENT ON COLUMN identifier.created_at IS 'When it became known';
CREATE INDEX identifier_by_blind ON identifier (organisation_id, blind, request_id);

CREATE TABLE request_key (
	organisation_id bigint NOT NULL,
	request_id bigint NOT NULL,
	state text NOT NULL CHECK (state IN ('active', 'destroyed')),
	content text,
	content_public text,
	ledger text,
	created_at timestamptz NOT NULL,
	destroyed_at timestamptz,
	PRIMARY KEY (organisation_id, request_id),
	FOREIGN KEY (organisation_id, request_id) REFERENCES request,
	CHECK ((state = 'active') = (destroyed_at IS NULL)),
	CHECK (num_nulls(content, content_public, ledger) = CASE state WHEN 'active' THEN 0 ELSE 3 END)
);
COMMENT ON TABLE request_key IS 'The two keys of a request. The row outlives them: no second one can be made for the same request.';
COMMENT ON COLUMN request_key.organisation_id IS 'Who was asked';
COMMENT ON COLUMN request_key.request_id IS 'Whose keys';
COMMENT ON COLUMN request_key.state IS 'active, or destroyed for ever';
COMMENT ON COLUMN request_key.content IS 'Secret half of the key for collected data, wrapped by an installation key; null when destroyed';
COMMENT ON COLUMN request_key.content_public IS 'Public half, in hex; null when destroyed';
COMMENT ON COLUMN request_key.ledger IS 'Key for identifiers and notes, wrapped; null when destroyed';
COMMENT ON COLUMN request_key.created_at IS 'When they were made';
COMMENT ON COLUMN request_key.destroyed_at IS 'When they were destroyed; null while active';

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
