-- What stands for JBSync's own application: schema app in an empty database (tests/demo/README.md). Everyone in
-- it is made up. The same every time: what looks random comes from md5 of a row's number. Names of domains end in
-- .example and mobile numbers begin with +3160, which nobody has.

BEGIN;
SET LOCAL client_min_messages = warning;
SET LOCAL jit = off;
SET LOCAL TimeZone = 'Europe/Amsterdam';
CREATE SCHEMA app;
COMMENT ON SCHEMA app IS 'Demo: the application database of JBSync, the controller of its own customers'' data';

-- ---- tables ------------------------------------------------------------------------------------------------

CREATE TABLE app.companies (
	id bigint PRIMARY KEY,
	name text NOT NULL,
	kvk_number char(8) NOT NULL,
	vat_number text,
	street text NOT NULL,
	house_number text NOT NULL,
	postal_code text NOT NULL,
	city text NOT NULL,
	country char(2) NOT NULL DEFAULT 'NL',
	sector text NOT NULL,
	website text,
	created_at timestamptz NOT NULL
);
COMMENT ON TABLE app.companies IS 'Businesses that have an account (JBS-C01)';

CREATE TABLE app.customers (
	id bigint PRIMARY KEY,
	company_id bigint NOT NULL REFERENCES app.companies,
	customer_number text NOT NULL UNIQUE,
	email text,
	mobile text,
	office_phone text,
	first_name text NOT NULL,
	last_name text NOT NULL,
	job_title text,
	language char(2) NOT NULL DEFAULT 'nl',
	stripe_customer_id text,
	auth_user_id uuid,
	created_at timestamptz NOT NULL,
	last_login_at timestamptz,
	closed_on date
);
CREATE UNIQUE INDEX ON app.customers (lower(email));
CREATE INDEX ON app.customers (company_id);
COMMENT ON TABLE app.customers IS 'Contact persons at those businesses, one account each (JBS-C01)';
COMMENT ON COLUMN app.customers.email IS 'Empty of who was erased and is named by invoices that are kept';
COMMENT ON COLUMN app.customers.closed_on IS 'Last day of the account; empty: it is open';
COMMENT ON COLUMN app.customers.office_phone IS 'Switchboard or desk; colleagues may share it';

CREATE TABLE app.consents (
	id bigint PRIMARY KEY,
	customer_id bigint NOT NULL REFERENCES app.customers,
	purpose text NOT NULL,
	given boolean NOT NULL,
	at timestamptz NOT NULL,
	source text NOT NULL
);
COMMENT ON TABLE app.consents IS 'Opt-ins and their withdrawal (JBS-C01)';

CREATE TABLE app.subscriptions (
	id bigint PRIMARY KEY,
	customer_id bigint NOT NULL REFERENCES app.customers,
	plan text NOT NULL,
	seats int NOT NULL,
	price_month numeric(10,2) NOT NULL,
	started_on date NOT NULL,
	ended_on date,
	stripe_subscription_id text
);
COMMENT ON TABLE app.subscriptions IS 'What was bought and since when (JBS-C02)';

CREATE TABLE app.invoices (
	id bigint PRIMARY KEY,
	customer_id bigint NOT NULL REFERENCES app.customers,
	subscription_id bigint REFERENCES app.subscriptions,
	number text NOT NULL UNIQUE,
	issued_on date NOT NULL,
	due_on date NOT NULL,
	net numeric(10,2) NOT NULL,
	vat numeric(10,2) NOT NULL,
	total numeric(10,2) NOT NULL,
	currency char(3) NOT NULL DEFAULT 'EUR',
	status text NOT NULL CHECK (status IN ('paid', 'open', 'overdue')),
	settled_on date,
	blocked_until date
);
CREATE INDEX ON app.invoices (customer_id);
COMMENT ON TABLE app.invoices IS 'Invoices, kept seven years (JBS-C02, art. 52 AWR)';
COMMENT ON COLUMN app.invoices.settled_on IS 'Day of the payment that settled it; empty: it is open. The seven years count from then';
COMMENT ON COLUMN app.invoices.blocked_until IS 'Through this day merely kept, as its customer was erased; empty: in use';
CREATE VIEW app.invoices_in_use AS SELECT * FROM app.invoices WHERE blocked_until IS NULL;
COMMENT ON VIEW app.invoices_in_use IS 'By which the application reads invoices';

CREATE TABLE app.invoice_lines (
	invoice_id bigint NOT NULL REFERENCES app.invoices,
	position int NOT NULL,
	description text NOT NULL,
	quantity numeric(8,2) NOT NULL,
	unit_price numeric(10,4) NOT NULL,
	amount numeric(10,2) NOT NULL,
	PRIMARY KEY (invoice_id, position)
);
COMMENT ON TABLE app.invoice_lines IS 'Lines of invoices (JBS-C02)';

CREATE TABLE app.payments (
	id bigint PRIMARY KEY,
	invoice_id bigint NOT NULL REFERENCES app.invoices,
	method text NOT NULL,
	amount numeric(10,2) NOT NULL,
	status text NOT NULL,
	paid_at timestamptz,
	iban_suffix char(4),
	stripe_charge_id text,
	booked_on date NOT NULL
);
CREATE INDEX ON app.payments (invoice_id);
COMMENT ON COLUMN app.payments.booked_on IS 'Day on which it was paid, or the attempt failed';
COMMENT ON TABLE app.payments IS 'Payments and their state; of the IBAN only the last four digits (JBS-C02)';

CREATE TABLE app.credentials (
	customer_id bigint PRIMARY KEY REFERENCES app.customers,
	password_hash text,
	totp_secret text,
	password_changed_at timestamptz,
	failed_logins int NOT NULL DEFAULT 0
);
COMMENT ON TABLE app.credentials IS 'How a customer signs in (JBS-C03); secrets in it are never handed over';

CREATE TABLE app.oauth_tokens (
	id bigint PRIMARY KEY,
	customer_id bigint NOT NULL REFERENCES app.customers,
	agent text NOT NULL CHECK (agent IN ('mail', 'agenda', 'voice')),
	provider text NOT NULL,
	account_email text NOT NULL,
	scopes text[] NOT NULL,
	access_token text,
	refresh_token text,
	created_at timestamptz NOT NULL,
	expires_at timestamptz,
	revoked_at timestamptz
);
CREATE INDEX ON app.oauth_tokens (customer_id);
COMMENT ON TABLE app.oauth_tokens IS 'Links to mailboxes and calendars (JBS-C03); the tokens are never handed over';

CREATE TABLE app.api_calls (
	id bigint PRIMARY KEY,
	customer_id bigint NOT NULL REFERENCES app.customers,
	at timestamptz NOT NULL,
	method text NOT NULL,
	path text NOT NULL,
	status int NOT NULL,
	duration_ms real NOT NULL,
	ip inet NOT NULL,
	user_agent text NOT NULL,
	request_id uuid NOT NULL
);
CREATE INDEX ON app.api_calls (customer_id);
COMMENT ON TABLE app.api_calls IS 'Usage log, twelve months rolling (JBS-C04)';

CREATE TABLE app.agent_activity (
	id bigint PRIMARY KEY,
	customer_id bigint NOT NULL REFERENCES app.customers,
	at timestamptz NOT NULL,
	agent text NOT NULL,
	action text NOT NULL,
	detail jsonb NOT NULL
);
CREATE INDEX ON app.agent_activity (customer_id);
COMMENT ON TABLE app.agent_activity IS 'What the assistants did for a customer (JBS-C04)';

CREATE TABLE app.approvals (
	id bigint PRIMARY KEY,
	customer_id bigint NOT NULL REFERENCES app.customers,
	at timestamptz NOT NULL,
	draft_id uuid NOT NULL,
	decision text NOT NULL CHECK (decision IN ('approved', 'edited', 'skipped')),
	seconds_to_decide int NOT NULL,
	ip inet NOT NULL
);
CREATE INDEX ON app.approvals (customer_id);
COMMENT ON TABLE app.approvals IS 'Who let which draft go out (JBS-C04)';

CREATE TABLE app.support_tickets (
	id bigint PRIMARY KEY,
	customer_id bigint REFERENCES app.customers,
	requester_email text NOT NULL,
	subject text NOT NULL,
	channel text NOT NULL,
	status text NOT NULL,
	priority text NOT NULL,
	opened_at timestamptz NOT NULL,
	closed_at timestamptz
);
CREATE INDEX ON app.support_tickets (customer_id);
CREATE INDEX ON app.support_tickets (lower(requester_email));
COMMENT ON TABLE app.support_tickets IS 'Support by e-mail (JBS-C05); also of people without an account';

CREATE TABLE app.support_messages (
	id bigint PRIMARY KEY,
	ticket_id bigint NOT NULL REFERENCES app.support_tickets,
	author text NOT NULL CHECK (author IN ('customer', 'support')),
	body text NOT NULL,
	sent_at timestamptz NOT NULL,
	attachments jsonb
);
CREATE INDEX ON app.support_messages (ticket_id);
COMMENT ON TABLE app.support_messages IS 'Messages of tickets (JBS-C05)';

CREATE TABLE app.whatsapp_messages (
	id bigint PRIMARY KEY,
	customer_id bigint REFERENCES app.customers,
	phone_number text NOT NULL,
	direction text NOT NULL CHECK (direction IN ('in', 'out')),
	body text,
	media_type text,
	media bytea,
	sent_at timestamptz NOT NULL
);
CREATE INDEX ON app.whatsapp_messages (customer_id);
CREATE INDEX ON app.whatsapp_messages (regexp_replace(regexp_replace(phone_number, '\(0\)|[^0-9]', '', 'g'), '^00', ''));
COMMENT ON TABLE app.whatsapp_messages IS 'Support by WhatsApp (JBS-C05); known by number, not always by account';

CREATE TABLE app.prospects (
	id bigint PRIMARY KEY,
	company_name text NOT NULL,
	kvk_number char(8),
	email text,
	phone text,
	contact_name text,
	linkedin_url text,
	source text NOT NULL,
	first_contact_on date,
	opted_out_at timestamptz
);
CREATE INDEX ON app.prospects (lower(email));
COMMENT ON TABLE app.prospects IS 'Businesses to write to (JBS-C06); source as art. 14 asks';

CREATE TABLE app.outreach_messages (
	id bigint PRIMARY KEY,
	prospect_id bigint NOT NULL REFERENCES app.prospects,
	sent_at timestamptz NOT NULL,
	subject text NOT NULL,
	body text NOT NULL,
	opened boolean NOT NULL
);
CREATE INDEX ON app.outreach_messages (prospect_id);
COMMENT ON TABLE app.outreach_messages IS 'What was sent to prospects (JBS-C06)';

CREATE TABLE app.web_sessions (
	id bigint PRIMARY KEY,
	customer_id bigint REFERENCES app.customers,
	session_token text NOT NULL,
	started_at timestamptz NOT NULL,
	last_seen_at timestamptz NOT NULL,
	ip inet NOT NULL,
	user_agent text NOT NULL,
	preferences jsonb NOT NULL
);
CREATE INDEX ON app.web_sessions (customer_id);
COMMENT ON TABLE app.web_sessions IS 'Session cookies and preferences, fourteen months (JBS-C07)';

CREATE TABLE app.job_applicants (
	id bigint PRIMARY KEY,
	first_name text NOT NULL,
	last_name text NOT NULL,
	email text NOT NULL,
	phone text,
	position text NOT NULL,
	motivation text NOT NULL,
	cv text,
	applied_on date NOT NULL,
	status text NOT NULL
);
COMMENT ON TABLE app.job_applicants IS 'Job applicants (JBS-C17)';

CREATE TABLE app.interview_notes (
	id bigint PRIMARY KEY,
	applicant_id bigint NOT NULL REFERENCES app.job_applicants,
	at timestamptz NOT NULL,
	interviewer text NOT NULL,
	note text NOT NULL
);
COMMENT ON TABLE app.interview_notes IS 'Notes of interviews (JBS-C17)';

-- ---- the dice ----------------------------------------------------------------------------------------------

-- A number from 0 below n that depends on what is asked and on the row alone.
CREATE FUNCTION pg_temp.dice(what text, i bigint, n int) RETURNS int LANGUAGE sql IMMUTABLE AS
	$$ SELECT (('x' || substr(md5(what || ':' || i), 1, 8))::bit(32)::bigint % n)::int $$;
CREATE FUNCTION pg_temp.pick(what text, i bigint, list text[]) RETURNS text LANGUAGE sql IMMUTABLE AS
	$$ SELECT list[1 + pg_temp.dice(what, i, cardinality(list))] $$;
CREATE FUNCTION pg_temp.uuid(what text, i bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS
	$$ SELECT md5(what || ':' || i)::uuid $$;
-- The last moment in the data, shortly before the demo's clock; whatever rolls was up to date then.
CREATE FUNCTION pg_temp.today() RETURNS timestamptz LANGUAGE sql IMMUTABLE AS $$ SELECT timestamptz '2026-03-06 17:00:00+01' $$;
-- Some moment in working hours, at most so many days ago.
CREATE FUNCTION pg_temp.ago(what text, i bigint, days int) RETURNS timestamptz LANGUAGE sql IMMUTABLE AS
	$$ SELECT date_trunc('day', pg_temp.today(), 'Europe/Amsterdam') - pg_temp.dice(what, i, days) * interval '1 day'
		+ interval '8 hours' + pg_temp.dice(what || '/s', i, 36000) * interval '1 second' $$;

CREATE TEMP TABLE town (nr int, city text, postal int, area text);
INSERT INTO town VALUES
	(0, 'Haarlem', 2011, '23'), (1, 'Amersfoort', 3811, '33'), (2, 'Zwolle', 8011, '38'), (3, 'Den Bosch', 5211, '73'),
	(4, 'Leiden', 2311, '71'), (5, 'Deventer', 7411, '570'), (6, 'Breda', 4811, '76'), (7, 'Groningen', 9711, '50'),
	(8, 'Middelburg', 4331, '118'), (9, 'Maastricht', 6211, '43'), (10, 'Alkmaar', 1811, '72'), (11, 'Apeldoorn', 7311, '55'),
	(12, 'Hoorn', 1621, '229'), (13, 'Gouda', 2801, '182'), (14, 'Leeuwarden', 8911, '58'), (15, 'Roermond', 6041, '475'),
	(16, 'Tiel', 4001, '344'), (17, 'Assen', 9401, '592'), (18, 'Hilversum', 1211, '35'), (19, 'Delft', 2611, '15');

CREATE TEMP TABLE person AS
SELECT i AS id, 1 + (i - 1) % 300 AS company_id,
	pg_temp.pick('given', i, ARRAY['Anouk', 'Bart', 'Carlijn', 'Daan', 'Eva', 'Fatima', 'Gijs', 'Hanneke', 'Ilse', 'Jeroen',
		'Karim', 'Lotte', 'Maarten', 'Nienke', 'Olaf', 'Pieter', 'Quinten', 'Roos', 'Stijn', 'Tessa', 'Umut', 'Veerle', 'Wouter',
		'Xander', 'Yara', 'Zoë', 'Mohammed', 'Femke', 'Sander', 'Ingrid', 'Joost', 'Marloes', 'Rachid', 'Saskia', 'Thijs']) AS first_name,
	pg_temp.pick('last', i, ARRAY['Jansen', 'de Vries', 'van den Berg', 'Bakker', 'van Dijk', 'Visser', 'Smit', 'Meijer', 'de Boer',
		'Mulder', 'de Groot', 'Bos', 'Vos', 'Peters', 'Hendriks', 'van Leeuwen', 'Dekker', 'Brouwer', 'de Wit', 'Dijkstra', 'Smits',
		'de Graaf', 'van der Meer', 'Kuipers', 'Yılmaz', 'El Amrani', 'van ''t Hof', 'Schouten', 'Willems', 'Hoekstra']) AS last_name
FROM generate_series(1, 400) i;
UPDATE person SET first_name = 'Sanne', last_name = 'de Vries' WHERE id IN (42, 118, 267);
UPDATE person SET first_name = 'Mark', last_name = 'Jansen' WHERE id = 342;

-- ---- account data ------------------------------------------------------------------------------------------

INSERT INTO app.companies
SELECT i, CASE WHEN i = 42 THEN 'Bakkerij Zonnehoek' ELSE sector || ' ' || epithet END,
	lpad((10000000 + pg_temp.dice('kvk', i, 89999999))::text, 8, '0'),
	'NL' || lpad(pg_temp.dice('vat', i, 999999999)::text, 9, '0') || 'B01',
	pg_temp.pick('street', i, ARRAY['Dorpsstraat', 'Kerkstraat', 'Molenweg', 'Stationsplein', 'Lange Nieuwstraat', 'Havenkade',
		'Julianalaan', 'Schoolstraat', 'Marktstraat', 'Burgemeester Visserlaan', 'Industrieweg', 'Oude Gracht']),
	(1 + pg_temp.dice('nr', i, 180))::text || pg_temp.pick('nr2', i, ARRAY['', '', '', 'A', 'B', '-hs']),
	t.postal || ' ' || chr(65 + pg_temp.dice('pc', i, 26)) || chr(65 + pg_temp.dice('pc2', i, 26)), t.city, 'NL', lower(sector),
	'https://www.' || CASE WHEN i = 42 THEN 'bakkerij-zonnehoek' ELSE slug END || '.example',
	timestamptz '2021-12-01 09:00+01' + pg_temp.dice('since', i, 1450) * interval '1 day'
FROM generate_series(1, 300) i
CROSS JOIN LATERAL (SELECT (ARRAY['Bakkerij', 'Fietsenmakerij', 'Kapsalon', 'Garage', 'Bloemisterij', 'Tandartspraktijk', 'Notariskantoor',
	'Schildersbedrijf', 'Hoveniersbedrijf', 'Makelaardij', 'Fysiotherapie', 'Installatiebedrijf', 'Slagerij', 'Boekhandel', 'Rijschool',
	'Dierenkliniek', 'Restaurant', 'Hotel', 'Adviesbureau', 'Timmerbedrijf'])[1 + (i * 37 + 11) % 600 % 20] AS sector,
	(ARRAY['De Linde', 'Het Anker', 'Oostpoort', 'De Kroon', 'Zeezicht', 'Duinrand', 'De Hoop', 'Veldzicht', 'Westerhof', 'De Ster',
	'Molenzicht', 'De Eik', 'Rijnoever', 'Landlust', 'De Zwaan', 'Nieuw Leven', 'Het Spoor', 'De Brug', 'Parkzicht', 'De Valk',
	'Buitenlust', 'De Roos', 'Waterfront', 'Het Plein', 'De Vlinder', 'Noorderlicht', 'De Toren', 'Bosrijk', 'De Poort', 'Vredenburg'])[1 + (i * 37 + 11) % 600 / 20] AS epithet) n
CROSS JOIN LATERAL (SELECT lower(replace(sector || '-' || epithet, ' ', '-')) AS slug) s
JOIN town t ON t.nr = CASE WHEN i = 42 THEN 0 ELSE pg_temp.dice('town', i, 20) END;
UPDATE app.companies SET street = 'Kleine Houtstraat', house_number = '17', postal_code = '2011 DB', kvk_number = '87654321',
	created_at = '2023-02-14 10:20+01' WHERE id = 42;

INSERT INTO app.customers
SELECT p.id, p.company_id, 'K' || 10000 + p.id,
	translate(lower(replace(p.first_name || '.' || replace(p.last_name, ' ', ''), '''', '')), 'ëıö', 'eio') || '@' ||
		substr(c.website, 13),
	CASE WHEN pg_temp.dice('mobile', p.id, 10) < 9 THEN '+3160' || lpad(pg_temp.dice('mob', p.id, 9999999)::text, 7, '0') END,
	'+31' || t.area || CASE length(t.area) WHEN 2 THEN '555' ELSE '55' END || lpad((1000 + p.company_id)::text, 4, '0'),
	p.first_name, p.last_name,
	pg_temp.pick('job', p.id, ARRAY['Eigenaar', 'Bedrijfsleider', 'Office manager', 'Administratie', 'Planner', 'Vestigingsmanager']),
	CASE WHEN pg_temp.dice('lang', p.id, 12) = 0 THEN 'en' ELSE 'nl' END,
	'cus_K' || 10000 + p.id, ('00000000-0000-4000-8000-0000000' || 10000 + p.id)::uuid,
	c.created_at + (p.id > 300)::int * interval '90 days', pg_temp.ago('login', p.id, 60)
FROM person p JOIN app.companies c ON c.id = p.company_id JOIN town t ON t.city = c.city;
UPDATE app.customers SET mobile = '+31612345678', office_phone = '+31235550142', job_title = 'Eigenaar', language = 'nl',
	last_login_at = '2026-03-06 06:55:12+01' WHERE id = 42;
-- he gave the office number as his own
UPDATE app.customers SET mobile = '+31 23 555 0142', office_phone = '+31235550142', job_title = 'Bedrijfsleider' WHERE id = 342;

INSERT INTO app.consents
SELECT 10 * c.id + k, c.id, (ARRAY['nieuwsbrief', 'schrijfstijl-leren', 'auto-concepten'])[k],
	pg_temp.dice('consent' || k, c.id, 3) > 0, c.created_at + k * interval '1 day', pg_temp.pick('via' || k, c.id, ARRAY['instellingen', 'onboarding'])
FROM app.customers c, generate_series(1, 3) k;
INSERT INTO app.consents VALUES (9999, 42, 'schrijfstijl-leren', false, '2025-08-03 21:14:09+02', 'instellingen');

-- ---- money -------------------------------------------------------------------------------------------------

INSERT INTO app.subscriptions
SELECT id, id, plan, seats, price, created_at::date, CASE WHEN id <> 42 AND pg_temp.dice('ended', id, 9) = 0 THEN GREATEST(created_at::date + 30, date '2025-11-30') END, 'sub_K' || 10000 + id
FROM app.customers
CROSS JOIN LATERAL (SELECT pg_temp.dice('plan', CASE id WHEN 42 THEN 7 ELSE id END, 3) AS nr, 1 + pg_temp.dice('seats', id, 4) AS seats) d
CROSS JOIN LATERAL (SELECT (ARRAY['Mail', 'Mail + WhatsApp', 'Compleet'])[1 + nr] AS plan, (ARRAY[29.00, 59.00, 99.00])[1 + nr] * seats AS price) p;

UPDATE app.customers c SET closed_on = s.ended_on FROM app.subscriptions s WHERE s.customer_id = c.id;

INSERT INTO app.invoices
SELECT 1000 * s.customer_id + n, s.customer_id, s.id, 'F' || to_char(day, 'YYYYMM') || '-' || 10000 + s.customer_id, day, day + 14, s.price_month,
	round(s.price_month * 0.21, 2), s.price_month + round(s.price_month * 0.21, 2), 'EUR',
	CASE WHEN day > date '2026-02-15' THEN 'open' WHEN pg_temp.dice('late', 1000 * s.customer_id + n, 60) = 0 THEN 'overdue' ELSE 'paid' END
FROM app.subscriptions s
CROSS JOIN LATERAL generate_series(0, 60) n
CROSS JOIN LATERAL (SELECT (date_trunc('month', s.started_on::timestamp) + (n + 1) * interval '1 month')::date AS day) d
WHERE day <= LEAST(s.ended_on, pg_temp.today()::date);

INSERT INTO app.invoice_lines
SELECT i.id, 1, 'Abonnement ' || s.plan || ', ' || to_char(i.issued_on, 'MM-YYYY'), s.seats, s.price_month / s.seats, i.net
FROM app.invoices i JOIN app.subscriptions s ON s.id = i.subscription_id;
INSERT INTO app.invoice_lines
SELECT i.id, 2, 'Extra gespreksminuten (binnen de bundel)', 10 + pg_temp.dice('min', i.id, 200), 0, 0
FROM app.invoices i JOIN app.subscriptions s ON s.id = i.subscription_id WHERE s.plan = 'Compleet';

INSERT INTO app.payments
SELECT i.id, i.id, pg_temp.pick('pay', i.customer_id, ARRAY['sepa_debit', 'ideal', 'card']), i.total, 'succeeded',
	i.issued_on + interval '3 days 11 hours', lpad(pg_temp.dice('iban', i.customer_id, 10000)::text, 4, '0'), 'ch_' || substr(md5('ch' || i.id), 1, 20),
	i.issued_on + 3
FROM app.invoices i WHERE i.status = 'paid';
INSERT INTO app.payments
SELECT 900000000 + i.id, i.id, 'sepa_debit', i.total, 'failed: insufficient funds', NULL, lpad(pg_temp.dice('iban', i.customer_id, 10000)::text, 4, '0'), NULL,
	i.due_on
FROM app.invoices i WHERE i.status = 'overdue';
UPDATE app.invoices i SET settled_on = p.booked_on FROM app.payments p WHERE p.invoice_id = i.id AND p.status = 'succeeded';

-- ---- signing in, links, cookies ----------------------------------------------------------------------------

INSERT INTO app.credentials
SELECT id, '$2b$12$' || substr(translate(encode(sha256(('pw' || id)::bytea), 'base64'), '+=', './'), 1, 43) || substr(md5('s' || id), 1, 10),
	CASE WHEN pg_temp.dice('totp', id, 3) = 0 OR id = 42 THEN upper(substr(md5('totp' || id), 1, 16)) END, LEAST(created_at + interval '100 days', pg_temp.today()),
	pg_temp.dice('fail', id, 4)
FROM app.customers WHERE id % 11 <> 5;

INSERT INTO app.oauth_tokens
SELECT 10 * c.id + k, c.id, (ARRAY['mail', 'agenda'])[k], provider, c.email,
	CASE provider WHEN 'google' THEN ARRAY[(ARRAY['https://www.googleapis.com/auth/gmail.modify', 'https://www.googleapis.com/auth/calendar'])[k], 'openid']
		ELSE ARRAY[(ARRAY['Mail.ReadWrite', 'Calendars.ReadWrite'])[k], 'offline_access'] END,
	'gAAAAA' || encode(sha256(('at' || c.id || k)::bytea), 'base64'), 'gAAAAA' || encode(sha256(('rt' || c.id || k)::bytea), 'base64'),
	c.created_at + interval '1 hour', pg_temp.today() + interval '1 hour', NULL
FROM app.customers c CROSS JOIN LATERAL (SELECT pg_temp.pick('mailbox', c.company_id, ARRAY['google', 'microsoft']) AS provider) p, generate_series(1, 2) k
WHERE pg_temp.dice('linked', 10 * c.id + k, 5) > 0 OR c.id = 42;

INSERT INTO app.web_sessions
SELECT 1000 * c.id + k, c.id, encode(sha256(('session' || c.id || '/' || k)::bytea), 'hex'), started, started + interval '47 minutes',
	('192.0.2.' || pg_temp.dice('ip', c.id, 254) + 1)::inet,
	pg_temp.pick('browser', c.id, ARRAY['Mozilla/5.0 (Windows NT 10.0; Win64; x64) Firefox/145.0', 'Mozilla/5.0 (Macintosh; Intel Mac OS X 14_7) Safari/605.1.15',
		'Mozilla/5.0 (Linux; Android 15) Chrome/142.0 Mobile']),
	jsonb_build_object('theme', pg_temp.pick('theme', c.id, ARRAY['licht', 'donker']), 'analytics', pg_temp.dice('an', c.id, 2) = 1,
		'columns', jsonb_build_array('van', 'onderwerp', 'concept'))
FROM app.customers c CROSS JOIN LATERAL generate_series(1, CASE c.id WHEN 42 THEN 60 ELSE 1 + pg_temp.dice('sessions', c.id, 4) END) k
CROSS JOIN LATERAL (SELECT pg_temp.ago('session' || k, c.id, 420) AS started) s;

-- ---- usage logs --------------------------------------------------------------------------------------------

CREATE TEMP TABLE amount AS
SELECT id AS customer_id, CASE id WHEN 42 THEN 30000 ELSE 10 + pg_temp.dice('calls', id, 40) END AS calls,
	CASE id WHEN 42 THEN 6000 ELSE pg_temp.dice('acts', id, 20) END AS acts,
	CASE id WHEN 42 THEN 2500 ELSE pg_temp.dice('drafts', id, 12) END AS drafts,
	CASE id WHEN 42 THEN 55 ELSE pg_temp.dice('tickets', id, 3) END AS tickets,
	CASE id WHEN 42 THEN 420 ELSE pg_temp.dice('apps', id, 8) END AS apps
FROM app.customers;

INSERT INTO app.api_calls
SELECT row_number() OVER (ORDER BY at, a.customer_id, k), a.customer_id, at, method, path, status, 4 + h % 1900 / 10.0,
	('192.0.2.' || 1 + h % 7 * 30)::inet, 'jbsync-dashboard/3.' || h % 9, md5(a.customer_id || '/' || k)::uuid
FROM amount a CROSS JOIN LATERAL generate_series(1, a.calls) k
CROSS JOIN LATERAL (SELECT ('x' || substr(md5('call' || a.customer_id || '/' || k), 1, 7))::bit(28)::int AS h OFFSET 0) d
CROSS JOIN LATERAL (SELECT timestamptz '2025-03-07 07:00+01' + h % 364 * interval '1 day' + h % 41000 * interval '1 second' AS at,
	(ARRAY['GET', 'GET', 'GET', 'POST', 'PATCH'])[1 + h % 5] AS method,
	(ARRAY['/v1/drafts', '/v1/threads?folder=inbox', '/v1/calendar/today', '/v1/drafts/' || h % 9999 || '/approve', '/v1/settings'])[1 + h % 5] AS path,
	(ARRAY[200, 200, 200, 200, 304, 201, 404, 429])[1 + h % 8] AS status) v;

INSERT INTO app.agent_activity
SELECT row_number() OVER (ORDER BY at, a.customer_id, k), a.customer_id, at, agent, action,
	jsonb_build_object('thread', substr(md5('t' || a.customer_id || '/' || k), 1, 12), 'score', round(0.5 + h % 500 / 1000.0, 3), 'tokens', 200 + h % 1800)
FROM amount a CROSS JOIN LATERAL generate_series(1, a.acts) k
CROSS JOIN LATERAL (SELECT ('x' || substr(md5('act' || a.customer_id || '/' || k), 1, 7))::bit(28)::int AS h OFFSET 0) d
CROSS JOIN LATERAL (SELECT timestamptz '2025-03-07 07:00+01' + h % 364 * interval '1 day' + h % 43000 * interval '1 second' AS at,
	(ARRAY['mail', 'mail', 'whatsapp', 'agenda', 'voice'])[1 + h % 5] AS agent,
	(ARRAY['geclassificeerd', 'concept gemaakt', 'concept gemaakt', 'afspraak voorgesteld', 'samengevat'])[1 + h % 5] AS action) v;

INSERT INTO app.approvals
SELECT row_number() OVER (ORDER BY at, a.customer_id, k), a.customer_id, at, md5('draft' || a.customer_id || '/' || k)::uuid,
	(ARRAY['approved', 'approved', 'approved', 'edited', 'skipped'])[1 + h % 5], 2 + h % 300, ('192.0.2.' || 1 + h % 7 * 30)::inet
FROM amount a CROSS JOIN LATERAL generate_series(1, a.drafts) k
CROSS JOIN LATERAL (SELECT ('x' || substr(md5('appr' || a.customer_id || '/' || k), 1, 7))::bit(28)::int AS h OFFSET 0) d
CROSS JOIN LATERAL (SELECT timestamptz '2025-03-07 07:00+01' + h % 364 * interval '1 day' + h % 39000 * interval '1 second' AS at) v;

-- ---- support -----------------------------------------------------------------------------------------------

INSERT INTO app.support_tickets
SELECT 1000 * a.customer_id + k, a.customer_id, c.email, subject, pg_temp.pick('ch' || k, a.customer_id, ARRAY['e-mail', 'e-mail', 'dashboard']),
	CASE WHEN opened > pg_temp.today() - interval '5 days' THEN 'open' ELSE 'closed' END, pg_temp.pick('prio' || k, a.customer_id, ARRAY['normaal', 'normaal', 'hoog']),
	opened, CASE WHEN opened <= pg_temp.today() - interval '5 days' THEN opened + interval '2 days 3 hours' END
FROM amount a JOIN app.customers c ON c.id = a.customer_id CROSS JOIN LATERAL generate_series(1, a.tickets) k
CROSS JOIN LATERAL (SELECT pg_temp.ago('opened' || k, a.customer_id, 700) AS opened,
	pg_temp.pick('subject' || k, a.customer_id, ARRAY['Concepten komen niet meer binnen', 'Factuur met verkeerd btw-nummer', 'Koppeling met Outlook verlopen',
		'Kan ik een tweede nummer toevoegen?', 'Vraag over de verwerkersovereenkomst', 'Agenda loopt een uur achter sinds de wintertijd',
		'Handtekening staat dubbel onder antwoorden', 'Hoe zet ik schrijfstijl-leren uit?']) AS subject) v;
-- somebody without an account writes from an address in capitals; and Sanne once did from hers, not signed in
INSERT INTO app.support_tickets VALUES
	(999001, NULL, 'INFO@KAPSALON-HET-ANKER.EXAMPLE', 'Proefabonnement', 'e-mail', 'closed', 'normaal', '2026-02-03 10:00+01', '2026-02-04 09:00+01'),
	(999002, NULL, 'Sanne.deVries@Bakkerij-Zonnehoek.example', 'Ik kan niet meer inloggen', 'e-mail', 'closed', 'hoog', '2026-01-17 07:32+01', '2026-01-17 11:05+01');

INSERT INTO app.support_messages
SELECT 10 * t.id + k, t.id, CASE WHEN k % 2 = 1 THEN 'customer' ELSE 'support' END,
	CASE WHEN k = 1 THEN E'Goedemorgen,\n\n' || pg_temp.pick('m1', t.id, ARRAY['Sinds gisteren zie ik geen nieuwe concepten meer in het overzicht. ',
			'Op de laatste factuur staat nog ons oude btw-nummer. ', 'De koppeling vraagt steeds opnieuw om toestemming. ',
			'Wij openen een tweede vestiging; kan dat nummer erbij? ']) || pg_temp.pick('m1b', t.id, ARRAY['Kunnen jullie meekijken?', 'Graag vandaag nog, het is druk in de winkel.',
			'Ik ben bereikbaar tot 17.00 uur.']) || E'\n\nMet vriendelijke groet,\n' || coalesce(c.first_name || ' ' || c.last_name, 'de afzender')
		WHEN k % 2 = 0 THEN E'Beste ' || coalesce(c.first_name, 'klant') || E',\n\n' || pg_temp.pick('m2' || k, t.id, ARRAY['We hebben de koppeling opnieuw gestart; vanaf nu zou het weer moeten lopen. ',
			'Dank voor het melden, dit is aangepast. ', 'Zou u een schermafdruk kunnen sturen? ']) || E'Laat gerust weten of het zo klopt.\n\nTeam JBSync'
		ELSE pg_temp.pick('m3' || k, t.id, ARRAY['Het werkt weer, bedankt!', E'Helaas nog niet: "Fout 502" en dan\teen leeg scherm.', 'Prima zo. Fijn weekend alvast; 100% opgelost \o/',
			'Zie bijlage.']) END,
	t.opened_at + k * interval '83 minutes',
	CASE WHEN k = 3 AND pg_temp.dice('att', t.id, 3) = 0 THEN jsonb_build_array(jsonb_build_object('name', 'schermafdruk.png', 'bytes', 48211)) END
FROM app.support_tickets t LEFT JOIN app.customers c ON c.id = t.customer_id CROSS JOIN LATERAL generate_series(1, 2 + pg_temp.dice('len', t.id, 6)) k;

INSERT INTO app.whatsapp_messages
SELECT 1000 * a.customer_id + k, a.customer_id, c.mobile, CASE WHEN k % 2 = 1 THEN 'in' ELSE 'out' END,
	pg_temp.pick('wa' || k % 2 || k, a.customer_id, CASE WHEN k % 2 = 1 THEN ARRAY['Goedemorgen! De assistent zegt dat we op zondag open zijn, dat klopt niet 😅',
			'Kun je het openingsbericht aanpassen?', 'Top, dank je wel 👍', 'Er belde net een klant die geen antwoord kreeg…', 'Is de storing voorbij?', 'Foto van de foutmelding:']
		ELSE ARRAY['Dat passen we meteen aan.', 'Ja, sinds 9.40 uur draait alles weer.', 'Graag gedaan!', 'We kijken mee, momentje.', 'Kunt u het nummer van die klant doorgeven?'] END),
	CASE WHEN k % 29 = 1 THEN 'image/gif' END,
	CASE WHEN k % 29 = 1 THEN '\x47494638396101000100800000ffffff00000021f90401000000002c00000000010001000002024401003b'::bytea END,
	pg_temp.ago('wat' || k, a.customer_id, 700)
FROM amount a JOIN app.customers c ON c.id = a.customer_id CROSS JOIN LATERAL generate_series(1, a.apps) k WHERE c.mobile IS NOT NULL;
-- from numbers no account is known by: hers written another way, and the telephone the bakery shares
INSERT INTO app.whatsapp_messages VALUES
	(999001, NULL, '31612345678', 'in', 'Hoi, dit is Sanne van de bakkerij met een nieuw toestel', NULL, NULL, '2026-01-05 08:01+01'),
	(999002, NULL, '+31 23 555 0142', 'in', 'Met Mark van Zonnehoek, Sanne is er vandaag niet. Kun je mij terugbellen?', NULL, NULL, '2025-11-19 13:47+01'),
	(999003, NULL, '0031 6 12345678', 'in', 'Vergeten te zeggen: oude nummer mag eruit', NULL, NULL, '2026-01-05 08:03+01');

-- ---- prospects and applicants ------------------------------------------------------------------------------

INSERT INTO app.prospects
SELECT i, c.name, c.kvk_number, 'info@' || substr(c.website, 13), '+31' || t.area || '55' || lpad(pg_temp.dice('pp', i, 99999)::text, CASE length(t.area) WHEN 2 THEN 5 ELSE 4 END, '0'),
	p.first_name || ' ' || p.last_name, CASE WHEN i % 3 = 0 THEN 'https://www.linkedin.com/in/voorbeeld-' || i END,
	pg_temp.pick('src', i, ARRAY['Handelsregister KvK', 'LinkedIn', 'websiteformulier', 'doorverwijzing']),
	date '2024-06-01' + pg_temp.dice('fc', i, 600), CASE WHEN i % 13 = 0 THEN timestamptz '2026-01-05 09:00+01' + i * interval '1 hour' END
FROM generate_series(1, 250) i JOIN app.companies c ON c.id = i JOIN town t ON t.city = c.city JOIN person p ON p.id = i;
INSERT INTO app.prospects VALUES (900, 'Bakkerij Zonnehoek', '87654321', 'sanne.devries@bakkerij-zonnehoek.example', '+31235550142', 'S. de Vries',
	'https://www.linkedin.com/in/voorbeeld-sanne', 'doorverwijzing', '2023-01-09', NULL);

INSERT INTO app.outreach_messages
SELECT 10 * p.id + k, p.id, p.first_contact_on + k * interval '9 days' + interval '9 hours 30 minutes',
	(ARRAY['Uw telefoon, mail en WhatsApp in één overzicht', 'Nog even over onze assistent'])[k],
	'Beste ' || p.contact_name || E',\n\nVoor bedrijven als ' || p.company_name || E' nemen wij het eerste antwoord uit handen. Zullen we bellen?\n\nLiever geen bericht? Antwoord met "stop".',
	pg_temp.dice('open' || k, p.id, 2) = 1
FROM app.prospects p CROSS JOIN LATERAL generate_series(1, 2) k WHERE p.opted_out_at IS NULL;

INSERT INTO app.job_applicants
SELECT i, p.first_name, p.last_name, translate(lower(p.first_name || substr(md5('mail' || i), 1, 4)), 'ë', 'e') || '@postvak.example', '+3160' || lpad(pg_temp.dice('jp', i, 9999999)::text, 7, '0'),
	pg_temp.pick('job', i, ARRAY['Supportmedewerker', 'Backend developer', 'Accountmanager']),
	'Ik werk graag in een klein team en ben precies. ' || pg_temp.pick('why', i, ARRAY['Uw product gebruik ik zelf.', 'Ik zoek een baan dichter bij huis.', 'AI in het MKB lijkt mij leuk.']),
	E'Werkervaring\n2021-2026 ' || pg_temp.pick('exp', i, ARRAY['klantenservice', 'softwareontwikkeling', 'verkoop binnendienst']) || E'\nOpleiding\nmbo 4',
	date '2025-06-01' + pg_temp.dice('ja', i, 220), pg_temp.pick('st', i, ARRAY['afgewezen', 'in gesprek', 'aangenomen'])
FROM generate_series(1, 24) i JOIN person p ON p.id = 100 + i;
INSERT INTO app.job_applicants VALUES
	(101, 'Sanne', 'de Vries', 'sannedevries88@postvak.example', '+31 6 12345678', 'Accountmanager', 'Voordat ik de bakkerij van mijn ouders overnam, wilde ik bij jullie komen werken.',
		E'Werkervaring\n2015-2022 inkoper\nOpleiding\nhbo Commerciële economie', '2022-10-03', 'afgewezen'),
	(102, 'Sanne', 'de Vries', 'sdv@postvak.example', '+31600012102', 'Supportmedewerker', 'Ik ben een naamgenoot van een van uw klanten.', NULL, '2026-02-12', 'in gesprek');

INSERT INTO app.interview_notes
SELECT id, id, applied_on + interval '9 days 13 hours', pg_temp.pick('by', id, ARRAY['medewerker 3', 'medewerker 7']), 'Prettig gesprek. ' ||
	pg_temp.pick('note', id, ARRAY['Weinig ervaring met techniek.', 'Sterk in klantcontact.', 'Vraagt meer dan het budget.'])
FROM app.job_applicants WHERE status <> 'in gesprek';

COMMIT;
ANALYZE;
