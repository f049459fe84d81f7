#!/bin/sh
# The worker end to end: TASKS (10,000) small tasks, a few rows each, over TASKS/SYSTEMS requests of SYSTEMS (20) systems, worked
# off by one worker with SLOTS (4) slots on a durable PostgreSQL: planned, leased, collected, sealed, and written down with
# outcome, parts and event. For each of KINDS: files (a CSV file each) and http (a server of this machine that answers at
# once). ROUNDS (3) each, in turn; prints tasks a second of the whole run of `dossier work`, its start among them, of the program and
# of the same whose slots and brokers nothing confines (sandbox.c as sanitizers have it), one right after the other: the ratio is what the sandbox leaves.
set -eu
. tests/lib.sh
needs psql python3 cc
: "${TASKS:=10000}" "${SYSTEMS:=20}" "${SLOTS:=4}" "${ROUNDS:=3}" "${KINDS:=files http}"
requests=$((TASKS / SYSTEMS))

pg_start
pg_as "$(pg_bin)/pg_ctl" -D "$PG/data" -w -s -l "$PG/server.log" -o "-k $PG -c listen_addresses=" restart >/dev/null
cc -std=gnu17 -O2 -o "$TMP/server" tests/bench/http_server.c
"$TMP/server" >"$TMP/port" &
echo $! >>"$TMP/pids"
wait_until test -s "$TMP/port"

# shellcheck disable=SC2046
cc -std=gnu17 -O2 -D_GNU_SOURCE -Iinclude -include include/dossier/banned.h -o "$TMP/unconfined" -D__SANITIZE_ADDRESS__ src/net/sandbox.c "$BUILD/obj/main.o" \
	-Wl,--start-group "$BUILD"/room/*.a -Wl,--end-group \
	$(pkg-config --cflags --libs libpq jansson libzip libcurl libsodium libssl libcrypto hiredis libisal libseccomp glib-2.0) -lcsv -lm

mkdir -p "$TMP/drop"
python3 - "$TMP/drop/people.csv" "$requests" <<'P'
import sys
with open(sys.argv[1], "w") as f:
    f.write("mail,city,note\n")
    for i in range(20):
        f.write(f"p{i}@bench.example,Utrecht,row {i}\n")
P

# prepare KIND: an installation with so many requests, each of which will have a task at each of the systems.
prepare() {
	rm -rf "${TMP:?}/home"
	PGOPTIONS='-c client_min_messages=warning' sql postgres -c 'DROP DATABASE IF EXISTS bench' -c 'CREATE DATABASE bench'
	installation_of_one "$(pg_uri bench)"
	mkdir -p "$DOSSIER_HOME/templates/connectors"
	cat >"$DOSSIER_HOME/templates/connectors/bench.json" <<'J'
{
  "format": "dossier-connector/1", "id": "bench", "name": "Bench",
  "vendor": { "role": "processor", "contact": { "channel": "email", "to": "a@bench.example", "lang": "nl" } },
  "params": { "url": { "default": "http://127.0.0.1" } },
  "identities": { "email": { "normalise": ["trim"] } },
  "servers": { "api": { "url": "{param.url}", "insecure_loopback": true } },
  "ops": {
    "find": { "method": "GET", "path": "/customers", "query": { "email": "{identity.email}" }, "rows": { "from": "data", "key": "id", "filter": { "at": "email", "eq_ci": "{identity.email}" } } },
    "orders": { "method": "GET", "path": "/orders", "query": { "customer": "{row.id}", "email": "{row.email}" }, "rows": { "from": "data", "key": "id", "filter": { "at": "email", "eq_ci": "{row.email}" } } }
  },
  "find": [{ "do": "find", "into": "customers" }],
  "actions": { "collect": { "coverage": "full", "steps": [{ "do": "orders", "each": "customers", "into": "orders" }] } }
}
J
	secret bakker drop "$TMP/drop"
	secret bakker url "http://127.0.0.1:$(cat "$TMP/port")"
	edit tests/data/register_small.json "
kind = '$1'
v['systems'] = [{
    'id': f's{i}', 'name': { 'nl': f'Systeem {i}' }, 'connector': kind, 'categories': ['BAK-C01'], 'needs': ['email'],
    **({ 'settings': { 'directory': { 'secret': 'drop' } }, 'collections': [{ 'name': f'people{i}', 'category': 'BAK-C01',
        'file': '*.csv', 'format': 'csv', 'match': [{ 'field': 'mail', 'identifier': 'email' }],
        'fields': [{ 'name': 'mail' }, { 'name': 'city' }, { 'name': 'note' }] }] } if kind == 'files' else
       { 'definition': 'bench', 'recipient': 'BAK-R01', 'settings': { 'url': { 'secret': 'url' } },
        'collections': [{ 'name': f'people{i}', 'category': 'BAK-C01', 'rows': 'customers',
        'fields': [{ 'name': 'id' }, { 'name': 'email' }, { 'name': 'city' }] }] }) } for i in range($SYSTEMS)]
v['categories'] = v['categories'][:1]" >"$TMP/register.json"
	dossier register load "$TMP/register.json" >"$TMP/out" 2>&1 || { sed 's/^/# /' "$TMP/out"; exit 1; }
	for n in $(seq "$requests"); do
		dossier log --again --org bakker --right access --email "p$((n % 20))@bench.example" --received 2026-03-05 >/dev/null 2>&1
	done
	sql bench -c 'VACUUM ANALYZE' -c CHECKPOINT
}
# run KIND PROGRAM: tasks a second.
run() {
	prepare "$1"
	start=$(date +%s.%N)
	"$2" work --slots "$SLOTS" >"$TMP/out" 2>"$TMP/err" || { sed 's/^/# /' "$TMP/err"; exit 1; }
	seconds=$(echo "$(date +%s.%N) $start" | awk '{ printf "%.3f", $1 - $2 }')
	got=$(sql bench -c "SELECT count(*) FILTER (WHERE state = 'done' AND outcomes::text LIKE '%found%'), count(*) FILTER (WHERE attempts > 1) FROM task WHERE connector = '$1'")
	[ "$got" = "$((requests * SYSTEMS))|0" ] || { echo "# $1: done and tried again: $got" && sql bench -c "SELECT state, error, outcomes, count(*) FROM task GROUP BY 1, 2, 3 LIMIT 5"; exit 1; }
	echo "$seconds" | awk -v n=$((requests * SYSTEMS)) '{ printf "%d\n", n / $1 }'
}
for _ in $(seq "$ROUNDS"); do
	for kind in $KINDS; do
		ours=$(run "$kind" dossier)
		free=$(run "$kind" "$TMP/unconfined")
		echo "$ours $free" | awk '{ printf "%.2f\n", $1 / $2 }' >>"$TMP/$kind.ratio"
		echo "worker: $kind: $ours tasks/s, $free unconfined, ratio $(tail -n 1 "$TMP/$kind.ratio") (load $(cut -d' ' -f1 /proc/loadavg))"
	done
done
for kind in $KINDS; do
	echo "worker: $kind: median ratio $(sort -n "$TMP/$kind.ratio" | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }')"
done
