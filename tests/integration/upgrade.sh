#!/bin/sh
# Installations of earlier days (tests/tool/upgrade_dump.sh) are brought up to date: nothing is lost, the schema is that of a
# new one, and a worker in between is not run over.
cd "$(dirname "$0")/../.." || exit 1
. tests/lib.sh
needs psql pg_dump python3 gzip

pg_start
sql postgres -c 'CREATE DATABASE fresh'
installation "$(pg_uri fresh)" || exit 1
# schema: every table, column, index and constraint
schema() {
	pg_dump --schema-only --no-owner -d "$(pg_uri "$1")" | grep -vE '^(--|\\|SET |SELECT pg_catalog|$)' | LC_ALL=C sort
}
schema fresh >"$TMP/fresh"
for old in tests/data/upgrade/*/; do
	name=$(basename "$old")
	sql postgres -c "CREATE DATABASE \"d$name\""
	gzip -dc "$old/dump.sql.gz" | sql "d$name" >/dev/null
	DOSSIER_HOME=$TMP/$name
	mkdir -m 700 "$DOSSIER_HOME"
	tar -C "$DOSSIER_HOME" -xzf "$old/home.tar.gz"
	chown -R "$(id -u):$(id -g)" "$DOSSIER_HOME"
	echo "database = $(pg_uri "d$name")" >>"$DOSSIER_HOME/dossier.conf"
	refuses 4 'dossier db upgrade' "$name: an older schema is not worked with" dossier list
	# as a worker of the older program does
	psql -qAt -d "$(pg_uri "d$name")" -c "SELECT pg_advisory_lock_shared(hashtextextended('dossier schema', 0))" -c 'SELECT pg_sleep(60)' >/dev/null 2>&1 &
	worker=$!
	locked() {
		[ "$(sql "d$name" -c "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'")" -ge 1 ]
	}
	wait_until locked
	refuses 4 'a worker or daemon runs: stop it' "$name: not under a worker" dossier db upgrade
	sql "d$name" -c "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'" >/dev/null
	wait $worker
	ok "$name: upgraded" dossier db upgrade
	is "$(sql "d$name" -c 'SELECT reference, state, due, received FROM request ORDER BY reference')" "$(cat "$old/requests")" "$name: every request is as it was"
	schema "d$name" >"$TMP/upgraded"
	is "$(diff "$TMP/fresh" "$TMP/upgraded")" '' "$name: the schema is that of a new installation"
	ok "$name: the log is whole" dossier audit verify
	is "$(dossier doctor --json | json '[c for c in v if c["status"] == "failed" and "/" not in c["check"]]')" '[]' "$name: nothing is missing"
	# shellcheck disable=SC2013 # words are lines
	for reference in $(cut -d'|' -f1 "$old/requests"); do
		ok "$name: $reference is shown" dossier show "$reference" --json
	done
	ok "$name: and worked at" dossier work
done

# ---- a worker, or a daemon, tells that it is there ----

DOSSIER_HOME=$TMP/home
shared() {
	[ "$(sql fresh -c "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND mode = 'ShareLock'")" -ge 1 ]
}
ok 'a daemon holds the schema' wait_until shared
sql fresh -c 'CREATE TABLE kept AS SELECT * FROM schema_migration' -c 'DELETE FROM schema_migration WHERE name = (SELECT max(name) FROM schema_migration)' >/dev/null
refuses 4 'a worker or daemon runs: stop it' 'so that nobody changes it' dossier db upgrade
sql fresh -c 'INSERT INTO schema_migration SELECT * FROM kept EXCEPT SELECT * FROM schema_migration' -c 'DROP TABLE kept'
daemon_stop
dossier worker >/dev/null 2>&1 &
worker=$!
ok 'a worker holds it too' wait_until shared
sql fresh -c 'DELETE FROM schema_migration WHERE name = (SELECT max(name) FROM schema_migration)' >/dev/null
refuses 4 'a worker or daemon runs: stop it' 'so that nobody changes it' dossier db upgrade
kill $worker
wait $worker
done_testing
