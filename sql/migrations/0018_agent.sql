-- Agents who ask for many people: what was seen of the mandates they show, until when, and which requests are theirs.

CREATE TABLE agent (
	organisation_id bigint NOT NULL REFERENCES organisation,
	agent_id bigint GENERATED ALWAYS AS IDENTITY,
	label text NOT NULL CHECK (label ~ '^[A-Z0-9][A-Z0-9-]{0,39}$'),
	evidence text NOT NULL CHECK (evidence ~ '^[a-z][a-z0-9-]*$'),
	bulk boolean NOT NULL,
	rights text[] NOT NULL DEFAULT '{}',
	email text CHECK (email <> ''),
	since date NOT NULL,
	until date NOT NULL,
	ended date,
	by text NOT NULL CHECK (by <> ''),
	at timestamptz NOT NULL,
	PRIMARY KEY (organisation_id, agent_id),
	UNIQUE (organisation_id, label),
	CHECK (since <= until)
);
COMMENT ON TABLE agent IS 'An agent who asks for many people, as an officer let them into the register of mandates.';
COMMENT ON COLUMN agent.organisation_id IS 'Who is asked';
COMMENT ON COLUMN agent.agent_id IS 'Key';
COMMENT ON COLUMN agent.label IS 'What the officer calls it: an organisation''s name, no person''s';
COMMENT ON COLUMN agent.evidence IS 'What shows its mandates: of law/representatives.json';
COMMENT ON COLUMN agent.bulk IS 'The mandates of all it asks for were seen together; else each is seen with its request';
COMMENT ON COLUMN agent.rights IS 'For which rights; empty: all';
COMMENT ON COLUMN agent.email IS 'Its mailbox, an organisation''s, to which answers go; null: not said';
COMMENT ON COLUMN agent.since IS 'First day of that';
COMMENT ON COLUMN agent.until IS 'Last day of that';
COMMENT ON COLUMN agent.ended IS 'From which day on it asks no more; null: not ended';
COMMENT ON COLUMN agent.by IS 'Unix user who added it';
COMMENT ON COLUMN agent.at IS 'When';

CREATE TABLE agent_request (
	organisation_id bigint NOT NULL,
	request_id bigint NOT NULL,
	agent_id bigint NOT NULL,
	PRIMARY KEY (organisation_id, request_id),
	FOREIGN KEY (organisation_id, request_id) REFERENCES request,
	FOREIGN KEY (organisation_id, agent_id) REFERENCES agent
);
COMMENT ON TABLE agent_request IS 'Which agent made a request. Rows are only added, with the request.';
COMMENT ON COLUMN agent_request.organisation_id IS 'Who was asked';
COMMENT ON COLUMN agent_request.request_id IS 'Which request';
COMMENT ON COLUMN agent_request.agent_id IS 'Whose';
CREATE INDEX agent_request_by_agent ON agent_request (organisation_id, agent_id, request_id);

ALTER TABLE agent OWNER TO dossier_owner;
CALL by_organisation('agent');
GRANT SELECT, INSERT, UPDATE (ended) ON agent TO dossier_app;
GRANT SELECT ON agent TO dossier_backup;
GRANT SELECT ON SEQUENCE agent_agent_id_seq TO dossier_backup;
ALTER TABLE agent_request OWNER TO dossier_owner;
CALL by_organisation('agent_request');
GRANT SELECT, INSERT ON agent_request TO dossier_app;
GRANT SELECT ON agent_request TO dossier_backup;
