#!/bin/sh
# A system of each kind that accepts and says nothing: with as few slots as there are, everybody else's work is done all the
# same. One that is silent again and again is said to be, and is left alone: its tasks hold no lease meanwhile.
cd "$(dirname "$0")/../.." || exit 1
. tests/lib.sh
needs psql python3
REQUESTS=8

pg_start
mkdir -p "$TMP/drop" "$TMP/quiet"
printf 'mail,city\np1@silent.example,Utrecht\n' >"$TMP/drop/people.csv"

# Whoever connects is kept waiting, for ever: by TCP and by two sockets of files.
cat >"$TMP/silent.py" <<'P'
import os, selectors, socket, sys
s = selectors.DefaultSelector()
kept = []
for path in sys.argv[2:]:
    u = socket.socket(socket.AF_UNIX)
    u.bind(path)
    os.chmod(path, 0o777)
    s.register(u, 1)
    u.listen(64)
t = socket.socket()
t.bind(("127.0.0.1", 0))
t.listen(64)
s.register(t, 1)
with open(sys.argv[1] + ".new", "w") as f:
    f.write(str(t.getsockname()[1]))
os.rename(sys.argv[1] + ".new", sys.argv[1])
while True:
    for key, _ in s.select():
        kept.append(key.fileobj.accept()[0])
P
python3 "$TMP/silent.py" "$TMP/port" "$TMP/quiet/.s.PGSQL.5432" "$TMP/redis" &
echo $! >>"$TMP/pids"
wait_until test -s "$TMP/port"

# begin ADDRESS SYSTEM: an installation with requests that are each searched at that silent system and at one that is well.
begin() {
	rm -rf "${TMP:?}/home"
	PGOPTIONS='-c client_min_messages=warning' sql postgres -c 'DROP DATABASE IF EXISTS dossier' -c 'CREATE DATABASE dossier'
	installation "$(pg_uri dossier)" || exit 1
	mkdir -p "$DOSSIER_HOME/templates/connectors"
	cat >"$DOSSIER_HOME/templates/connectors/mute.json" <<'J'
{
  "format": "dossier-connector/1", "id": "mute", "name": "Mute",
  "vendor": { "role": "processor", "contact": { "channel": "email", "to": "a@mute.example", "lang": "nl" } },
  "params": { "url": { "default": "http://127.0.0.1" } },
  "identities": { "email": { "normalise": ["trim"] } },
  "retry": { "tries": 1 },
  "servers": { "api": { "url": "{param.url}", "insecure_loopback": true } },
  "ops": { "find": { "method": "GET", "path": "/c", "query": { "email": "{identity.email}" }, "timeout_s": 1,
    "rows": { "from": "data", "key": "id", "filter": { "at": "email", "eq_ci": "{identity.email}" } } },
    "orders": { "method": "GET", "path": "/o", "query": { "c": "{row.id}" }, "rows": { "from": "data", "key": "id" } } },
  "find": [{ "do": "find", "into": "customers" }],
  "actions": { "collect": { "coverage": "full", "steps": [{ "do": "orders", "each": "customers", "into": "orders" }] } }
}
J
	secret bakker drop "$TMP/drop"
	secret bakker mute "$1"
	edit tests/data/register_small.json "
v['systems'] = [dict({ 'id': 'mute', 'name': { 'nl': 'Stil' }, 'categories': ['BAK-C01'], 'needs': ['email'] }, **$2),
    { 'id': 'well', 'name': { 'nl': 'Gezond' }, 'connector': 'files', 'categories': ['BAK-C01'], 'needs': ['email'],
      'settings': { 'directory': { 'secret': 'drop' } }, 'collections': [{ 'name': 'people', 'category': 'BAK-C01', 'file': '*.csv',
      'format': 'csv', 'match': [{ 'field': 'mail', 'identifier': 'email' }], 'fields': [{ 'name': 'mail' }, { 'name': 'city' }] }] }]
v['categories'] = v['categories'][:1]" >"$TMP/register.json"
	dossier register load "$TMP/register.json" >"$TMP/out" 2>&1 || sed 's/^/# /' "$TMP/out"
	i=0
	while [ $i -lt $REQUESTS ]; do
		i=$((i + 1))
		dossier log --org bakker --right access --email "p$i@silent.example" --received 2026-03-05 >/dev/null 2>&1
	done
	dossier worker --slots 2 >/dev/null 2>"$TMP/worker.err" &
	worker=$!
}
end() {
	kill -9 $worker 2>/dev/null
	wait $worker 2>/dev/null
	daemon_stop # or its session keeps the database
}
count() {
	sql dossier -c "SELECT count(*) FROM task WHERE $1"
}
# counts N CONDITION
counts() {
	[ "$(count "$2")" -eq "$1" ]
}
some() {
	[ "$(count "$1")" -gt 0 ]
}
# survives KIND: the healthy system is done with while the silent one is not.
survives() {
	ok "$1: everybody else's work is done" wait_until counts $REQUESTS "system = 'well' AND state = 'done'"
	is "$(count "system = 'mute' AND state = 'done'")" 0 "$1: silence never counts as nothing found"
}
# gave_up WORDS: a task at the silent system is to be tried again, for that reason; what it says is sealed where it lies.
gave_up() { dossier task list --state ready --json | grep -q "\"error\": \"$1"; }
rows="'collections': [{ 'name': 'c', 'category': 'BAK-C01'"

begin "host=$TMP/quiet user=u dbname=d" "{ 'connector': 'postgresql', 'settings': { 'dsn': { 'secret': 'mute' } },
    $rows, 'table': 'people', 'match': [{ 'column': 'email', 'identifier': 'email' }] }] }"
survives postgresql
like "$(dossier doctor 2>/dev/null)" '^failed +bakker/mute +the database did not answer in time' 'postgresql: doctor tells'
ok 'postgresql: the connector gives up by itself' wait_until gave_up 'the database did not answer'
end

begin "unix://$TMP/redis" "{ 'connector': 'redis', 'settings': { 'url': { 'secret': 'mute' } }, $rows, 'key': 'a:{email}' }] }"
survives redis
# A worker that knows nothing of this system yet, and tasks that nobody holds or has put off.
kill -9 $worker
wait $worker 2>/dev/null
sql dossier -c "UPDATE task SET not_before = NULL, lease_until = NULL, worker = NULL WHERE system = 'mute' AND state = 'ready'" >/dev/null
python3 tests/terminal.py 24 100 dossier work >"$TMP/shown" &
shown=$!
ok 'redis: work says what it waits for, and until when' wait_until grep -q 'waiting for mute, until [0-9:]* at most' "$TMP/shown"
kill $shown
wait $shown 2>/dev/null
end

begin "http://127.0.0.1:$(cat "$TMP/port")" "{ 'connector': 'http', 'definition': 'mute', 'recipient': 'BAK-R01',
    'settings': { 'url': { 'secret': 'mute' } },
    $rows, 'rows': 'customers', 'fields': [{ 'name': 'id' }] }] }"
survives http
wait_until grep -q . "$TMP/worker.err"
like "$(cat "$TMP/worker.err")" '^dossier: system bakker/mute is silent since 20.*: tried again in 60 s$' 'http: it is said'
ok 'http: its tasks are given back' wait_until counts 0 'lease_until IS NOT NULL'
is "$(count "system = 'mute' AND not_before > now()")" $REQUESTS 'http: all of them wait for a later time'
is "$(count "system = 'mute' AND attempts = 1")" 3 'http: only three were tried'
like "$(dossier metrics)" 'dossier_system_failing_tasks\{organisation="bakker",system="mute"\} 3' 'http: it is counted'
end

# no directory: it was never there, or what it was mounted from is away
begin "$TMP/away" "{ 'connector': 'files', 'settings': { 'directory': { 'secret': 'mute' } }, $rows, 'file': '*.csv', 'format': 'csv',
    'match': [{ 'field': 'mail', 'identifier': 'email' }], 'fields': [{ 'name': 'mail' }] }] }"
survives files
ok 'files: it is said' wait_until grep -q 'bakker/mute is silent since' "$TMP/worker.err"
wait_until counts $REQUESTS "system = 'mute' AND not_before > now()"
mkdir "$TMP/away"
printf 'mail\n' >"$TMP/away/people.csv"
reference=$(sql dossier -c "SELECT min(reference) FROM request JOIN task USING (organisation_id, request_id) WHERE system = 'mute' AND attempts = 0")
# long before the next try: its own failures are minutes away too
hold() {
	sql dossier -c "UPDATE task SET not_before = now() + interval '2 hours' WHERE system = 'mute' AND not_before IS NOT NULL"
	counts $REQUESTS "system = 'mute' AND not_before > now() + interval '1 hour'"
}
wait_until hold
tried=$(count "system = 'mute' AND error IS NOT NULL")
ok 'a person has one tried again that was put off' dossier task retry "$reference" mute
ok 'and it is, at once, and with it what had not been asked' wait_until counts $((REQUESTS - tried)) "system = 'mute' AND state = 'done'"
is "$(count "system = 'mute' AND not_before > now() + interval '1 hour'")" "$tried" 'what failed there waits for its own next try'
like "$(cat "$TMP/worker.err")" 'bakker/mute answers again' 'and it is said'
kill $worker
wait $worker
is $? 0 'the worker ends as usual'

done_testing
