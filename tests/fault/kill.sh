#!/bin/sh
# Workers and their slots are killed at random moments, thirty times over forty requests. Afterwards everything is done,
# once, and every archive holds what it must.
cd "$(dirname "$0")/../.." || exit 1
. tests/lib.sh
needs python3 psql redis-server
KILLS=${KILLS:-30} REQUESTS=${REQUESTS:-40} SEED=${SEED:-$(date +%s)}
echo "# SEED=$SEED"

pg_start
sql postgres -c 'CREATE DATABASE dossier' -c 'CREATE DATABASE shop'
installation "$(pg_uri dossier)" || exit 1
sed -i 's/^lease_s.*/lease_s = 5/' "$DOSSIER_HOME/dossier.conf"
python3 tests/fault/people.py make "$REQUESTS" "$TMP"
sql shop -f "$TMP/shop.sql"
jbsync_redis
redis-cli -s "$TMP/redis.sock" <"$TMP/redis.txt" >/dev/null
edit tests/data/register_small.json "
v['systems'] = [s for s in v['systems'] if s['id'] in ('shop', 'sessions', 'leads', 'letters')]
v['systems'][0]['collections'][1].pop('fields')" >"$TMP/register.json"
secret bakker leads-directory "$TMP/leads"
ok 'the register loads' dossier register load "$TMP/register.json"
secret bakker shop-dsn "$(pg_uri shop)"
secret bakker redis-url "unix://$TMP/redis.sock"
while read -r email; do
	echo "$email $(dossier log --org bakker --right access --email "$email" --received 2026-03-05 2>/dev/null)"
done <"$TMP/emails" >"$TMP/requests"
is "$(wc -l <"$TMP/requests")" "$REQUESTS" "$REQUESTS requests are logged"

# ---- thirty kills ----

start() {
	dossier worker --slots 3 >>"$TMP/worker.out" 2>>"$TMP/worker.err" &
	worker=$!
}
# dice N: $rolled is a number from 0 below N, the same for the same seed.
dice() {
	SEED=$(((SEED * 1103515245 + 12345) % 2147483648))
	rolled=$((SEED / 65536 % $1))
}
# slots: the processes that work for the worker, of each of its zygotes
slots() { pgrep -P "$(pgrep -P $worker | paste -sd,)"; }
# kill_worker: and remember who must not outlive it, slots and their brokers.
kill_worker() {
	slots >>"$TMP/orphans"
	kill -9 $worker
	wait $worker 2>/dev/null
}
start
kills=0 dead_slots=0
while [ $kills -lt "$KILLS" ]; do
	kills=$((kills + 1))
	dice 350
	sleep "0.$((100 + rolled))"
	if [ $((kills % 3)) -eq 0 ]; then
		dice 6
		slot=$(slots | sed -n "$((1 + rolled))p")
		[ -z "$slot" ] || { kill -9 "$slot" 2>/dev/null && dead_slots=$((dead_slots + 1)); }
	else
		kill_worker
		start
	fi
done
kill_worker
echo "# $kills kills, $dead_slots of them of slots"
sql dossier -c "SELECT '# ' || count(*) FILTER (WHERE state = 'done') || ' of ' || count(*) || ' tasks done by then, at most ' || max(attempts) || ' tries' FROM task"
more=$(sql dossier -c "SELECT count(*) > 0 FROM task WHERE attempts > 1")
is "$more" t 'some tasks were cut short'
sleep 1
ok 'there were slots and brokers' test "$(wc -l <"$TMP/orphans")" -gt "$KILLS"
is "$(while read -r pid; do [ -d "/proc/$pid" ] && grep -s State "/proc/$pid/status" | grep -v Z; done <"$TMP/orphans")" '' \
	'none of them outlives its worker'

# ---- and on ----

ok 'work finishes what is left' timeout 60 dossier work
is "$(sql dossier -c "SELECT DISTINCT state FROM request")" collected 'every request is collected'
is "$(sql dossier -c "SELECT string_agg(DISTINCT system || ' ' || state, ', ' ORDER BY system || ' ' || state) FROM task")" \
	'forward asked, leads done, letters asked, sessions done, shop done' 'every task is done, or asked of somebody'
is "$(sql dossier -c "SELECT count(*) FROM task")" $((5 * REQUESTS)) 'no task is missing, none is there twice'
is "$(sql dossier -c "SELECT count(*) FROM (SELECT FROM part GROUP BY task_id, category, name, format HAVING count(*) > 1) d")" 0 'no part is there twice'
is "$(letters % | wc -l)" "$REQUESTS" 'one letter a request'
is "$(sql dossier -c "SELECT count(*), count(DISTINCT message_id) FROM letter")" "$REQUESTS|$REQUESTS" 'each is recorded once'
is "$(sql dossier -c "SELECT count(*) FROM (SELECT body::jsonb -> 'reference' r, body::jsonb #> '{body,system}' s FROM event
	WHERE body LIKE '%\"kind\":\"task.finished\"%' AND body::jsonb #>> '{body,state}' = 'done' GROUP BY 1, 2 HAVING count(*) > 1) d")" 0 'the log tells of each once'
while read -r email reference; do
	dossier archive build "$reference" >/dev/null 2>&1
	known "$reference" >/dev/null
	dossier archive get "$reference" "$TMP/CONCEPT.zip" 2>/dev/null
	mv "$TMP/CONCEPT.zip" "$TMP/$email.zip"
done <"$TMP/requests"
ok "each of the $REQUESTS archives holds what its person's must" python3 tests/fault/people.py compare "$TMP"
ok 'the log is whole' dossier audit verify
is "$(grep -cE 'bug|assert|Segmentation' "$TMP/worker.err")" 0 'no worker complained of itself'
sql dossier -c "SELECT blob FROM part UNION SELECT blob FROM release" | sort >"$TMP/known"
echo "# $(find "$DOSSIER_HOME/blobs" -type f | wc -l) blobs, $(wc -l <"$TMP/known") of them known"
done_testing
