#!/bin/sh
# Who may do what in the database: as the golden list has it, tried as each role; one organisation's session sees nothing of
# another's; a server of an administrator, whose login is nobody else; and a private one, which takes nobody's word.
cd "$(dirname "$0")/../.." || exit 1
. tests/lib.sh
needs psql pg_dump python3

pg_start
sql postgres -c 'CREATE DATABASE dossier'
installation_of_one "$(pg_uri dossier)" || exit 1
privileges() {
	psql -qAtX -v ON_ERROR_STOP=1 -d "$1" -f tests/tool/privileges.sql
}
is "$(privileges "$(pg_uri dossier)" | diff tests/data/privileges.txt -)" '' 'every privilege is one that tests/data/privileges.txt has'
is "$(sql dossier -c "SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'organisation_id'
	WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace AND NOT (c.relrowsecurity AND c.relforcerowsecurity)")" '' \
	'row-level security is forced on every table with an organisation_id'

# ---- events and facts ----

edit tests/data/register_small.json 'v["systems"] = [s for s in v["systems"] if s["id"] in ("shop", "letters", "cabinet")]' >"$TMP/one.json"
edit "$TMP/one.json" 'v["organisation"].update(slug="ander", code="AND", name="De Ander")' >"$TMP/ander.json"
ok 'the register of one' dossier register load "$TMP/one.json"
ok 'and of another' dossier register load "$TMP/ander.json"
first=$(dossier log --org bakker --right access --email anna@example.org --received 2026-03-05 2>/dev/null)
other=$(dossier log --org ander --right access --email bert@example.org --received 2026-03-05 2>/dev/null)
dossier verify "$first" --method login --result passed >/dev/null 2>&1
dossier refuse "$first" --category BAK-C01 --ground others-15-4 --facts x --necessity x --proportionality x >/dev/null 2>&1
dossier audit checkpoint --org bakker >/dev/null 2>&1 || dossier audit checkpoint >/dev/null 2>&1
# as ROLE SQL...: what it says; a statement each, in one session that sees all organisations
as() {
	role=$1
	shift
	psql -qAtX -d "$(pg_uri dossier)" -v ON_ERROR_STOP=1 -c "SET dossier.organisations = '${SEES-*}'" -c "SET ROLE dossier_$role" "$@" 2>&1
}
for table in event event_leaf request_clock right_category; do
	[ "$(sql dossier -c "SELECT count(*) FROM $table")" -gt 0 ] || [ $table = right_category ]
	result "there are rows of $table"
	column=$(sql dossier -c "SELECT attname FROM pg_attribute WHERE attrelid = '$table'::regclass AND attnum > 1 ORDER BY attnum DESC LIMIT 1")
	before=$(sql dossier -c "SELECT md5(string_agg(t::text, ',' ORDER BY t::text)) FROM $table t")
	for role in app worker portal report backup; do
		for statement in "UPDATE $table SET $column = $column" "DELETE FROM $table" "TRUNCATE $table CASCADE" "ALTER TABLE $table DISABLE ROW LEVEL SECURITY"; do
			like "$(as $role -c "$statement")" 'permission denied|must be owner' "dossier_$role: no ${statement%% *} of $table"
		done
	done
	is "$(sql dossier -c "SELECT md5(string_agg(t::text, ',' ORDER BY t::text)) FROM $table t")" "$before" "$table is as it was"
done
for role in app worker portal report backup; do
	like "$(as $role -c "CREATE TABLE mine (x int)")" 'permission denied' "dossier_$role makes no table"
done

# ---- one organisation's session ----

id() {
	sql dossier -c "SELECT organisation_id FROM organisation WHERE slug = '$1'"
}
mine=$(id bakker) theirs=$(id ander)
SEES=$mine
is "$(as app -c 'SELECT reference FROM request')" "$first" 'a query that forgets the organisation does not give another'\''s requests'
is "$(as app -c "SELECT reference FROM request WHERE organisation_id = $theirs")" '' 'nor does one that names it'
is "$(as report -c 'SELECT reference FROM request')" "$first" 'nor in a report'
is "$(as app -c "SELECT DISTINCT organisation_id FROM event")" "$mine" 'nor events'
is "$(as app -c "SELECT slug FROM organisation")" bakker 'nor its name'
like "$(as app -c "INSERT INTO event (organisation_id, body) VALUES ($theirs, '{}')")" 'violates row-level security' 'a row of another is not written'
like "$(as app -c "INSERT INTO user_role SELECT user_id, NULL, 'admin' FROM app_user")" 'violates row-level security' 'nor a role in all of them given'
is "$(as app -c "UPDATE request SET handler = 'x' WHERE reference = '$other' RETURNING 1")" '' 'nor one changed'
SEES=
is "$(as app -c 'SELECT count(*) FROM request')" 0 'a session of nobody sees nothing'
is "$(psql -qAtX -d "$(pg_uri dossier)" -c 'SET ROLE dossier_app' -c 'SELECT count(*) FROM request' -c 'SELECT count(*) FROM organisation')" '0
0' 'and one in which nothing was said'
sql dossier -c 'CREATE ROLE inheritor IN ROLE dossier_owner' >/dev/null
is "$(psql -qAtX -d "$(pg_uri dossier)" -c 'SET ROLE inheritor' -c 'SELECT count(*) FROM request')" 0 'the owner is not excepted'
is "$(as worker -c 'SELECT count(*) FROM request')" 2 'a worker serves all of them'
is "$(as worker -c 'SELECT count(*) FROM note' 2>&1 | grep -o 'permission denied')" 'permission denied' 'but reads no notes'
SEES=$mine,$theirs
is "$(as app -c 'SELECT count(*) FROM request')" 2 'two of them are both seen'
unset SEES

# the program itself, as somebody with a role in one of them
sql dossier >/dev/null <<SQL
DELETE FROM user_role; INSERT INTO user_role SELECT user_id, $mine, 'officer' FROM app_user;
INSERT INTO user_role SELECT user_id, $mine, 'admin' FROM app_user;
INSERT INTO app_user (name, created_at) VALUES ('berta', now()); INSERT INTO user_role SELECT user_id, $theirs, 'handler' FROM app_user WHERE name = 'berta';
SQL
is "$(dossier list --json | json '[r["reference"] for r in v]')" "[\"$first\"]" 'who has a role in one lists that one'
refuses 3 "$other" 'and finds no request of another' dossier show "$other"
is "$(dossier user list --json | json '[r for r in v if r["user"] == "berta"]')" '[]' 'nor whose people it has'
sql dossier -c "UPDATE user_role SET organisation_id = NULL WHERE role = 'officer'; DELETE FROM user_role WHERE role = 'admin'" >/dev/null
is "$(dossier list --json | json 'len(v)')" 2 'who has one in all lists all'
ok 'a report' dossier report 2026-03
ok 'work' dossier work

# ---- a backup ----

pg_dump --enable-row-security --role=dossier_backup -d "$(pg_uri dossier)" >"$TMP/backup.sql" 2>"$TMP/err"
result 'dossier_backup dumps all' || sed 's/^/# /' "$TMP/err"
is "$(sed -n '/^COPY public.request /,/^\\\./p' "$TMP/backup.sql" | grep -cE "$first|$other")" 2 'of every organisation'

# ---- an administrator's server ----

sql postgres >/dev/null <<'SQL'
CREATE ROLE program LOGIN NOINHERIT;
CREATE ROLE keeper LOGIN CREATEROLE;
SQL
program="postgresql:///dossier?host=$PG&user=program"
sed -i '/^database =/d' "$DOSSIER_HOME/dossier.conf"
echo "database = $program" >>"$DOSSIER_HOME/dossier.conf"
refuses 4 'GRANT dossier_app, dossier_worker, dossier_report TO program' 'a login without the roles is told which' dossier list
sql postgres -c 'GRANT dossier_app, dossier_worker, dossier_report TO program' >/dev/null
ok 'with them it works' dossier list
ok 'and so does a worker' dossier work
is "$(dossier doctor --json | json '[c["status"] for c in v if c["check"] == "roles"]')" '["ok"]' 'doctor has nothing against it'
refuses 4 'program may not change the schema: use a login' 'it brings no schema up to date' sh -c "psql -qX -d '$(pg_uri dossier)' -c \"DELETE FROM schema_migration WHERE name = (SELECT max(name) FROM schema_migration)\" && dossier db upgrade"
refuses 4 'keeper may not change the schema' 'and neither does a login that owns nothing' dossier db upgrade --database "postgresql:///dossier?host=$PG&user=keeper"

# who may make roles and owns the database needs no superuser
sql postgres >/dev/null <<'SQL'
DROP ROLE inheritor; DROP DATABASE dossier; DROP ROLE program;
DROP ROLE dossier_owner, dossier_app, dossier_worker, dossier_portal, dossier_report, dossier_backup;
CREATE ROLE plain LOGIN;
CREATE DATABASE plain OWNER plain; CREATE DATABASE kept OWNER keeper;
SQL
refuses 4 'lacks the roles dossier_owner.*CREATE ROLE' 'who may not make them is told what to ask for' \
	dossier --home "$TMP/plain" init -q --database "postgresql:///plain?host=$PG&user=plain"
ok 'who may makes an installation' dossier --home "$TMP/kept" init --rehearsal --database "postgresql:///kept?host=$PG&user=keeper"
ok 'and works in it' dossier --home "$TMP/kept" register load "$TMP/one.json"
is "$(privileges "$(pg_uri kept)" | diff tests/data/privileges.txt -)" '' 'with the same privileges'
ok 'its schema is brought up to date' dossier --home "$TMP/kept" db upgrade

# ---- a private one ----

DOSSIER_HOME=$TMP/home
rm -rf "$DOSSIER_HOME"
installation_of_one private || exit 1
uri=$(dossier db status --json | json 'v["uri"]')
data=$(cat "$DOSSIER_HOME/pg.path" 2>/dev/null || echo "$DOSSIER_HOME/pg")
is "$(grep -vE '^(#|$)' "$data/pg_hba.conf")" 'local all all peer map=dossier' 'a private server takes nobody'\''s word'
is "$(privileges "$uri" | diff tests/data/privileges.txt -)" '' 'and has the same privileges'
is "$(psql -qAtX -d "$uri" -c "SELECT DISTINCT usename FROM pg_stat_activity WHERE application_name = 'dossier'")" '' 'nobody is logged in'
dossier worker >/dev/null 2>&1 &
worker=$!
logged_in() {
	[ "$(psql -qAtX -d "$uri" -c "SELECT DISTINCT usename FROM pg_stat_activity WHERE application_name = 'dossier'")" = dossier_worker ]
}
ok 'a worker logs in as dossier_worker' wait_until logged_in
kill $worker
wait $worker
is "$(dossier doctor --json | json '[c["status"] for c in v if c["check"] == "roles"]')" '["ok"]' 'doctor tells how it is separated'
if [ "$(id -u)" -eq 0 ]; then
	like "$(runuser -u postgres -- psql -qAtX -d "$(echo "$uri" | sed 's/&requirepeer=[a-z]*//')" -c 'SELECT 1' 2>&1)" 'Peer authentication failed' \
		'the user it runs as, which other servers run as too, does not log in'
else
	echo '# not root: the user of the server is our own'
fi
like "$(psql -qAtX -d "${uri%%&user=*}&user=dossier_owner" -c 'SELECT 1' 2>&1)" 'Peer authentication failed|not permitted' 'nor does anybody as the owner'

for role in app worker portal report backup; do
	for other in dossier dossier_owner; do
		like "$(psql -qAtX -d "${uri%%&user=*}&user=dossier_$role" -c "SET ROLE $other" 2>&1)" 'permission denied to set role' "dossier_$role does not become $other"
	done
done

# one of before there were roles
psql -qAtX -d "$uri" -c 'ALTER ROLE dossier_app NOLOGIN' -c 'ALTER ROLE dossier_worker NOLOGIN'
printf 'local all all trust\n' >"$data/pg_hba.conf"
pg_as "$(pg_bin)/pg_ctl" -D "$data" -s reload
refuses 4 'run .dossier db upgrade' 'one of an older program is not worked with' dossier list
ok 'it is upgraded' dossier db upgrade
is "$(grep -vE '^(#|$)' "$data/pg_hba.conf")" 'local all all peer map=dossier' 'and takes nobody'\''s word any more'
ok 'and works' dossier list
printf 'local all all trust\n' >"$data/pg_hba.conf"
dossier db stop 2>/dev/null
ok 'nor does one that is started' dossier list
is "$(grep -vE '^(#|$)' "$data/pg_hba.conf")" 'local all all peer map=dossier' 'whatever its files said'
done_testing
