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
