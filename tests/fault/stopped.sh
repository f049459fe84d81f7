#!/bin/sh
# A database that takes what it is asked and never answers: a command ends and says so, a worker goes on over another connection.
cd "$(dirname "$0")/../.." || exit 1
. tests/lib.sh
needs psql python3

pg_start
sql postgres -c 'CREATE DATABASE dossier'
installation_of_one "$(pg_uri dossier)" || exit 1
sed -i 's/^database_s.*/database_s = 2/; s/^lease_s.*/lease_s = 5/' "$DOSSIER_HOME/dossier.conf"
edit tests/data/register_small.json 'v["systems"] = [s for s in v["systems"] if s["id"] in ("letters", "cabinet")]' >"$TMP/register.json"
ok 'the register loads' dossier register load "$TMP/register.json"

psql -qAtX -d "$(pg_uri dossier)" -c 'SELECT pg_backend_pid()' -c 'BEGIN' -c 'LOCK TABLE request IN ACCESS EXCLUSIVE MODE' \
	-c 'SELECT pg_sleep(60)' >"$TMP/locker" 2>&1 &
is_locked() {
	[ "$(sql dossier -c "SELECT count(*) FROM pg_locks WHERE mode = 'AccessExclusiveLock' AND granted AND relation = 'request'::regclass")" = 1 ]
}
wait_until is_locked
refuses 75 'not a word in 2 s' 'a command ends, when the database does not' timeout 20 dossier list
sql dossier -c "SELECT pg_terminate_backend($(head -1 "$TMP/locker"))" >/dev/null
wait
ok 'and works when it does' dossier list

dossier worker >"$TMP/worker.out" 2>"$TMP/worker.err" &
worker=$!
# stopped while it holds nothing that others wait for
stop_idle() {
	stopped=$(sql dossier -c "SELECT pid FROM pg_stat_activity WHERE state = 'idle' AND wait_event = 'ClientRead'
		AND pid IN (SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND mode = 'ShareLock')")
	[ -n "$stopped" ] && kill -STOP "$stopped" || return 1
	[ "$(sql dossier -c "SELECT state, wait_event FROM pg_stat_activity WHERE pid = $stopped")" = 'idle|ClientRead' ] && return 0
	kill -CONT "$stopped"
	return 1
}
ok 'the connection of a worker falls silent' wait_until stop_idle
reference=$(dossier log --org bakker --right access --email anna@example.org --received 2026-03-05 2>/dev/null)
asked() {
	[ "$(sql dossier -c "SELECT count(*) FROM task t JOIN request r USING (organisation_id, request_id) WHERE r.reference = '$reference' AND t.state = 'asked'")" -gt 0 ]
}
ok 'a worker whose connection went silent works over another' wait_until asked
kill -CONT "$stopped"
kill $worker
wait $worker
is "$?" 0 'and ends when it is told to'
done_testing
