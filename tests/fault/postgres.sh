#!/bin/sh
# Our own PostgreSQL stops at once in the middle of a run, three times. The worker waits for it, goes on, and finishes;
# and so does the organisation's own, which is only tried again.
cd "$(dirname "$0")/../.." || exit 1
. tests/lib.sh
needs python3 psql

pg_start
installation private || exit 1
sed -i 's/^lease_s.*/lease_s = 5/' "$DOSSIER_HOME/dossier.conf"
python3 tests/fault/people.py make 20 "$TMP"
sql postgres -c 'CREATE DATABASE shop'
sql shop -f "$TMP/shop.sql"
edit tests/data/register_small.json "
v['systems'] = [s for s in v['systems'] if s['id'] in ('shop', 'leads', 'letters')]
v['systems'][0]['collections'][1].pop('fields')" >"$TMP/register.json"
secret bakker leads-directory "$TMP/leads"
ok 'the register loads' dossier register load "$TMP/register.json"
secret bakker shop-dsn "$(pg_uri shop)"
while read -r email; do
	dossier log --org bakker --right access --email "$email" --received 2026-03-05 2>/dev/null
done <"$TMP/emails" >"$TMP/requests"
is "$(wc -l <"$TMP/requests")" 20 'twenty requests are logged'
done_more_than() {
	[ "$(store "SELECT count(*) FROM task WHERE state = 'done'")" -gt "$1" ]
}
data=$(cat "$DOSSIER_HOME/pg.path" 2>/dev/null || echo "$DOSSIER_HOME/pg")

dossier worker --slots 3 >"$TMP/worker.out" 2>"$TMP/worker.err" &
worker=$!
for n in 0 8 16; do
	wait_until done_more_than $n
	# the daemon may have another one up before pg_ctl had seen that this one is down
	kill -QUIT "$(head -n 1 "$data/postmaster.pid")"
	sleep 0.5
	kill -0 $worker
	result "after $n tasks: the database is gone, the worker waits"
	ok 'any command starts it again' dossier list
done
pg_as "$(pg_bin)/pg_ctl" -D "$PG/data" -m immediate -s stop
sleep 1
kill -0 $worker
result 'the shop'\''s own database is gone, the worker goes on'
pg_as "$(pg_bin)/pg_ctl" -D "$PG/data" -w -s -l "$PG/server.log" -o "-k $PG -c listen_addresses= -c fsync=off" start >/dev/null
all_done() { # the worker leaves a system that failed alone for a minute
	sleep 0.3
	store 'UPDATE task SET not_before = now() WHERE not_before > now()'
	[ "$(store "SELECT count(*) FROM task WHERE state IN ('ready', 'waiting') OR state = 'failed'")" -eq 0 ]
}
wait_until all_done
result 'everything is done' || store 'SELECT system, state, error, count(*) FROM task GROUP BY 1, 2, 3'
kill $worker
wait $worker
is "$?" 0 'the worker ends when it is told to'
is "$(store 'SELECT DISTINCT state FROM request')" collected 'every request is collected'
is "$(store 'SELECT count(*), count(DISTINCT message_id) FROM letter')" '20|20' 'one letter each'
is "$(store 'SELECT count(*) FROM (SELECT FROM part GROUP BY task_id, category, name, format HAVING count(*) > 1) d')" 0 'no part is there twice'
paste -d' ' "$TMP/emails" "$TMP/requests" | while read -r email reference; do
	dossier archive build "$reference" >/dev/null 2>&1
	known "$reference" >/dev/null
	dossier archive get "$reference" "$TMP/CONCEPT.zip" 2>/dev/null
	mv "$TMP/CONCEPT.zip" "$TMP/$email.zip"
done
ok 'every archive holds what it must' python3 tests/fault/people.py compare "$TMP" data/BAK-C01/sessions.json
ok 'the log is whole' dossier audit verify
is "$(grep -cE 'bug|assert' "$TMP/worker.err")" 0 'the worker did not complain of itself'
done_testing
