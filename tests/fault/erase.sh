#!/bin/sh
# An erasure is cut short at each of its steps: the slot, the worker or the database dies while it waits there. Each is finished
# later, as the one that nothing happened to: the same rows gone and held, one receipt, and nothing of anybody else. KILLS: how
# many, in rounds of twenty.
cd "$(dirname "$0")/../.." || exit 1
. tests/lib.sh
needs python3 psql
KILLS=${KILLS:-20}

PG_SETTINGS='-c wal_level=replica -c max_wal_senders=1'
pg_start
sql postgres -c 'CREATE DATABASE dossier' -c 'CREATE DATABASE shop'
# nobody confirms what is committed at the shop, when it is told to wait for that; our own database never waits
sql postgres -c 'ALTER DATABASE dossier SET synchronous_commit = local'
DOSSIER_NOW=2026-12-01T10:00:00+01:00
installation_of_one "$(pg_uri dossier)" || exit 1
sed -i 's/^lease_s.*/lease_s = 5/' "$DOSSIER_HOME/dossier.conf"

# Whoever they are, they have the same rows. What is deleted of orders is counted, by a trigger.
sql shop -v n=$((KILLS + 5)) <<'P'
SET synchronous_commit = local;
CREATE SCHEMA shop;
SET search_path = shop;
CREATE TABLE customers (id int PRIMARY KEY, email text, phone text);
CREATE TABLE orders (id int PRIMARY KEY, customer_id int REFERENCES customers, note text);
CREATE TABLE invoices (id int PRIMARY KEY, customer_id int REFERENCES customers, issued date, phone text, blocked date);
CREATE TABLE counter (n int);
INSERT INTO customers SELECT g, 'p' || g || '@shop.example', '06' FROM generate_series(0, :n) g;
INSERT INTO orders SELECT g, g / 5, 'o' FROM generate_series(0, 5 * :n + 4) g;
INSERT INTO invoices SELECT g, g / 4, date '2012-03-01' + g % 4 * 1200, '06' FROM generate_series(0, 4 * :n + 3) g;
INSERT INTO counter VALUES (0);
CREATE FUNCTION count_one() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN UPDATE shop.counter SET n = n + 1; RETURN old; END';
CREATE TRIGGER counted BEFORE DELETE ON orders FOR EACH ROW EXECUTE FUNCTION count_one();
P
edit tests/data/register_small.json "
s = [s for s in v['systems'] if s['id'] == 'shop'][0]
v['systems'] = [s]
del s['yields']
of = [{'column': 'customer_id', 'collection': 'customers', 'field': 'id'}]
s['settings']['dsn_change'] = {'secret': 'shop-change'}
s['categories'] = ['BAK-C01', 'BAK-C02']
s['collections'] = [
	{'name': 'customers', 'category': 'BAK-C01', 'table': 'shop.customers', 'match': [{'column': 'email', 'identifier': 'email'}],
		'erase': {'do': 'delete', 'set': {'email': None, 'phone': None}}},
	{'name': 'orders', 'category': 'BAK-C02', 'table': 'shop.orders', 'match': of, 'erase': {'do': 'delete'}},
	{'name': 'invoices', 'category': 'BAK-C02', 'table': 'shop.invoices', 'match': of, 'erase': {'do': 'delete', 'set': {'phone': None},
		'holds': [{'basis': 'NL-AWR52', 'from': {'column': 'issued'}, 'columns': ['id', 'customer_id', 'issued']}], 'blocked': {'column': 'blocked'}}}]
" >"$TMP/register.json"
ok 'the register loads' dossier register load "$TMP/register.json"
secret bakker shop-dsn "$(pg_uri shop)"
secret bakker shop-change "$(pg_uri shop)"

# ---- up to the approval ----

# batch COMMAND MEMBERS REF...: of each of these, in one go.
batch() {
	command=$1 members=$2
	shift 2
	for ref; do
		echo "{\"ref\": \"$ref\"$members}"
	done >"$TMP/batch"
	dossier "$command" --json --input "$TMP/batch" 2>/dev/null
}
# previewed N M: requests of persons N to M, decided; their references and digests are lines of $TMP/requests.
previewed() {
	for n in $(seq "$1" "$2"); do
		echo "{\"org\": \"bakker\", \"right\": \"erasure\", \"email\": \"p$n@shop.example\", \"received\": \"2026-11-20\"}"
	done >"$TMP/batch"
	refs=$(dossier log --input "$TMP/batch" 2>/dev/null | python3 -IS -c 'import json, sys
for line in sys.stdin: print(json.loads(line)["reference"])')
	# shellcheck disable=SC2086 # words are wanted
	{
		batch verify ', "method": "login", "result": "passed"' $refs
		dossier work
		batch decide ', "right": "erasure", "erase": true' $refs
	} >/dev/null 2>&1
	for ref in $refs; do
		echo "$ref $(dossier plan "$ref" --json 2>/dev/null | json 'v["change"]["digest"]')"
	done >>"$TMP/requests"
	echo "$refs" >>"$TMP/refs"
}
approve() {
	sed -n "$(($1 + 1))p" "$TMP/requests" >"$TMP/one"
	read -r ref digest <"$TMP/one"
	dossier approve "$ref" --digest "$digest" --confirm "$ref" >/dev/null 2>&1
}
erased() {
	[ "$(sql dossier -c "SELECT count(*) FROM erasure WHERE state <> 'done'")" = 0 ]
}

# ---- the one that nothing happens to ----

previewed 0 0
ok 'an erasure is approved' approve 0
ok 'and done' timeout 60 dossier work
ok 'as its row of the ledger says' erased
receipt() {
	sql dossier -c "SELECT receipt -> 'sets', receipt -> 'after', receipt -> 'vanished', receipt #> '{layers,0}' FROM erasure e
		JOIN request r USING (organisation_id, request_id) WHERE r.reference = '$1'"
}
wanted=$(receipt "$(head -1 "$TMP/refs")")
like "$wanted" '"verdict": "hold"' 'some of it is held'

# ---- where it is stopped ----

# hold NAME DATABASE STATEMENT: a session that has it until it is let go.
hold() {
	mkfifo "$TMP/$1.in"
	psql -qAtX -d "$(pg_uri "$2")" <"$TMP/$1.in" >"$TMP/$1.out" 2>&1 9>&- &
	exec 9>"$TMP/$1.in"
	printf 'SET application_name = holder; BEGIN; %s; SELECT 1;\n' "$3" >&9
	[ "${4:-}" = waits ] || wait_until grep -q 1 "$TMP/$1.out"
}
let_go() {
	exec 9>&-
	rm -f "$TMP"/*.in
}
waits() { # DATABASE CONDITION
	[ "$(sql "$1" -c "SELECT count(*) > 0 FROM pg_stat_activity WHERE datname = '$1' AND application_name <> 'holder' AND pid <> pg_backend_pid() AND $2")" = t ]
}
unconfirmed() {
	sql postgres -c "ALTER SYSTEM SET synchronous_standby_names = '$1'" -c 'SELECT pg_reload_conf()' >/dev/null
}
locked="wait_event_type = 'Lock'"
stop_at() { # STEP PERSON
	case $1 in
	tables) hold a shop 'LOCK TABLE shop.customers IN SHARE MODE' ;;
	rows) hold a shop "SELECT FROM shop.customers WHERE id = $2 FOR UPDATE" ;;
	statement) hold a shop 'SELECT FROM shop.counter FOR UPDATE' ;;
	ask) hold a dossier 'SELECT FROM organisation FOR NO KEY UPDATE' ;;
	*) unconfirmed nobody ;;
	esac
}
# reach STEP: it is there.
reach() {
	case $1 in
	ask) wait_until waits dossier "$locked" && waits shop "state = 'idle in transaction'" ;;
	commit) wait_until waits shop "wait_event = 'SyncRep'" ;;
	after)
		reach commit && hold a shop 'LOCK TABLE shop.customers IN ACCESS EXCLUSIVE MODE' waits &&
			wait_until sh -c "psql -qAtX -d '$(pg_uri shop)' -c \"SELECT count(*) FROM pg_stat_activity WHERE application_name = 'holder' AND $locked\" | grep -q 1" &&
			unconfirmed '' && wait_until waits shop "$locked"
		;;
	write) reach commit && hold a dossier 'SELECT FROM erasure FOR UPDATE' && unconfirmed '' && wait_until waits dossier "$locked" ;;
	*) wait_until waits shop "$locked" ;;
	esac
}

# ---- who dies ----

start() {
	dossier worker --slots 2 >>"$TMP/worker.out" 2>>"$TMP/worker.err" 9>&- &
	worker=$!
}
kill_who() {
	case $1 in
	slot) pgrep -P "$(pgrep -P "$worker" | paste -sd,)" | xargs -r kill -9 ;;
	worker)
		kill -9 "$worker"
		wait "$worker" 2>/dev/null
		;;
	server)
		pg_as "$PGBIN/pg_ctl" -D "$PG/data" -m immediate -s stop
		pg_as "$PGBIN/pg_ctl" -D "$PG/data" -w -s -l "$PG/server.log" -o "-k $PG -c listen_addresses= -c fsync=off $PG_SETTINGS" start >/dev/null 9>&-
		;;
	esac
}
points='tables:slot tables:worker tables:server rows:slot rows:worker rows:server statement:slot statement:worker statement:server
ask:slot ask:worker ask:server commit:slot commit:worker commit:server after:slot after:worker after:server write:worker write:server'
# cut STEP WHO PERSON
cut_short() {
	approve "$3" || return 1
	stop_at "$1" "$3"
	start
	reach "$1"
	reached=$?
	kill_who "$2"
	let_go
	unconfirmed ''
	kill "$worker" 2>/dev/null
	wait "$worker"
	return $reached
}
# Whatever waits for a later try need not.
finish() {
	for _ in 1 2 3 4 5 6; do
		sql dossier -c "UPDATE task SET not_before = now() WHERE action = 'erase' AND state = 'ready'" >/dev/null
		timeout 120 dossier work >/dev/null 2>&1
		erased && return
		sleep 1
	done
	false
}
done=0
while [ $done -lt "$KILLS" ]; do
	previewed $((done + 1)) $((done + 20))
	for point in $points; do
		done=$((done + 1))
		ok "cut short at $point" cut_short "${point%:*}" "${point#*:}" $done
	done
	ok 'all that was cut short is done in the end' finish
done

# ---- as if nothing had happened ----

is "$(sql dossier -c "SELECT state, count(*), count(DISTINCT request_id) FROM erasure GROUP BY 1")" "done|$((done + 1))|$((done + 1))" 'each has one row of the ledger'
while read -r ref; do
	[ "$(receipt "$ref")" = "$wanted" ] || receipt "$ref"
done <"$TMP/refs" >"$TMP/others"
is "$(cat "$TMP/others")" '' 'each receipt is as that of the one that nothing happened to'
is "$(sql shop -c 'SELECT n FROM shop.counter')" $((5 * (done + 1))) 'nothing was deleted twice'
is "$(sql shop -c "SELECT count(*) FILTER (WHERE email IS NOT NULL), (SELECT count(*) FROM shop.orders WHERE customer_id BETWEEN 1 AND $done),
	(SELECT string_agg(DISTINCT i.issued || ' ' || i.blocked || coalesce(' ' || i.phone, ''), ', ') FROM shop.invoices i WHERE customer_id BETWEEN 1 AND $done)
	FROM shop.customers WHERE id BETWEEN 1 AND $done")" "$(sql shop -c "SELECT 0, 0, (SELECT string_agg(issued || ' ' || blocked, ', ' ORDER BY issued) FROM shop.invoices WHERE customer_id = 0)")" \
	'of each the same is gone, and the same is held'
is "$(sql shop -c "SELECT (SELECT count(*) FROM shop.customers WHERE id > $done AND phone = '06'), (SELECT count(*) FROM shop.orders WHERE customer_id > $done),
	(SELECT count(*) FROM shop.invoices WHERE customer_id > $done AND phone = '06' AND blocked IS NULL)")" \
	"$(sql shop -c "SELECT m, 5 * m, 4 * m FROM (SELECT $((KILLS + 5 - done)) m) x")" 'and nothing of anybody else'
is "$(sql dossier -c "SELECT count(*) FROM (SELECT body::jsonb -> 'reference' FROM event WHERE body LIKE '%\"kind\":\"erasure.done\"%' GROUP BY 1 HAVING count(*) > 1) d")" 0 'the log tells of each once'
ok 'the log is whole' dossier audit verify
is "$(grep -cE 'bug|assert|Segmentation' "$TMP/worker.err")" 0 'no worker complained of itself'
done_testing
