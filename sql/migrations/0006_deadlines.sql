-- The month is enforced: when to look at a request or an asked task again, and who was told what.

ALTER TABLE request ADD COLUMN look_again date;
COMMENT ON COLUMN request.look_again IS 'First local day on which the ladder may have more to tell; null: look now';
CREATE INDEX request_by_look ON request (organisation_id, look_again NULLS FIRST) WHERE state NOT IN ('answered', 'closed');

ALTER TABLE task ADD COLUMN look_again date;
COMMENT ON COLUMN task.look_again IS 'First local day on which a chase may be due; null: look now';
CREATE INDEX task_by_look ON task (organisation_id, look_again NULLS FIRST) WHERE state = 'asked';

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
	PRIMARY KEY (organisation_id, escalation_id),
	UNIQUE NULLS NOT DISTINCT (organisation_id, request_id, task_id, due, rung),
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
