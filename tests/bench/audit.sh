#!/bin/sh
# The audit log beside what a database alone could do, in turn, on one durable PostgreSQL:
# * appending events and giving them their leaves in the tree, in batches of a thousand, beside COPY of the same rows in the
#   same batches, which hashes nothing (ratio: COPY's time by ours; 1 is as fast);
# * verifying all of it beside a chain of hashes that SQL checks with a window function (ratio: its time by ours).
# EVENTS, PAIRS and BATCH may be set.
set -eu
. tests/lib.sh
: "${EVENTS:=1000000}" "${PAIRS:=3}" "${BATCH:=1000}"

# shellcheck disable=SC2046
cc -std=gnu17 -O2 -g -D_GNU_SOURCE -Iinclude -include include/dossier/banned.h -o "$TMP/audit_bench" tests/bench/audit_bench.c \
	"$BUILD/room/audit.a" "$BUILD/room/store.a" "$BUILD/room/vault.a" "$BUILD/room/law.a" "$BUILD/room/base.a" \
	$(pkg-config --cflags --libs libpq jansson libcrypto libsodium)

pg_start
pg_as "$(pg_bin)/pg_ctl" -D "$PG/data" -w -s -l "$PG/server.log" -o "-k $PG -c listen_addresses= -c max_wal_size=4GB" restart >/dev/null
now() {
	date +%s.%N
}
median() {
	sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'
}
fresh() {
	PGOPTIONS='-c client_min_messages=warning' sql postgres -c "DROP DATABASE IF EXISTS $1" -c "CREATE DATABASE $1" -c 'CHECKPOINT'
}
# batches EVENTS LEAVES: each batch of both, a transaction each, as ours are.
batches() {
	awk -v batch="$BATCH" -v leaves="$2" 'function copy(table, rows) { printf "COPY %s FROM stdin;\n%s\\.\n", table, rows }
		function flush() { if (e != "") { copy("event", e); copy("event_leaf", l) } e = l = "" }
		{ e = e $0 "\n"; getline leaf <leaves; l = l leaf "\n" }
		NR % batch == 0 { flush() }
		END { flush() }' "$1"
}
mkdir "$TMP/keys"

pair=0
while [ $pair -lt "$PAIRS" ]; do
	pair=$((pair + 1))
	fresh ours
	ours=$("$TMP/audit_bench" append "$(pg_uri ours)" "$EVENTS" "$BATCH")
	if [ $pair = 1 ]; then
		sql ours -c "\\copy event TO '$TMP/event'" -c "\\copy event_leaf TO '$TMP/leaf'" >/dev/null
		batches "$TMP/event" "$TMP/leaf" >"$TMP/copy.sql"
		pg_dump --schema-only -d "$(pg_uri ours)" >"$TMP/schema.sql"
		pg_dump --data-only -t organisation -t request -t register_version -d "$(pg_uri ours)" >"$TMP/request.sql"
	fi
	fresh peer
	sql peer -f "$TMP/schema.sql" -f "$TMP/request.sql" >/dev/null 2>&1
	sql postgres -c CHECKPOINT
	begun=$(now)
	sql peer -f "$TMP/copy.sql" >/dev/null
	echo "$(now) $begun $ours" | awk '{ printf "%.3f %.3f %.3f\n", ($1 - $2) / $3, $3, $1 - $2 }' >>"$TMP/append"
done
sql ours -c VACUUM -c ANALYZE -c "CREATE TABLE chain AS SELECT event_id, body, sha256(convert_to(body, 'UTF8')) AS hash, NULL::bytea AS link FROM event" \
	-c "UPDATE chain c SET link = l.link FROM (SELECT event_id, sha256(coalesce(lag(hash) OVER (ORDER BY event_id), '') || convert_to(body, 'UTF8')) AS link
		FROM chain) l WHERE l.event_id = c.event_id" -c 'ALTER TABLE chain ADD PRIMARY KEY (event_id)' -c 'VACUUM FULL chain' -c 'VACUUM ANALYZE chain' -c CHECKPOINT
pair=0
while [ $pair -lt "$PAIRS" ]; do
	pair=$((pair + 1))
	ours=$("$TMP/audit_bench" verify "$(pg_uri ours)" "$TMP/keys")
	begun=$(now)
	bad=$(sql ours -c "SET jit = off" -c "SELECT count(*) FILTER (WHERE NOT ok) FROM (SELECT link = sha256(coalesce(lag(hash) OVER (ORDER BY event_id), '')
		|| convert_to(body, 'UTF8')) AS ok FROM chain) x")
	[ "$bad" = 0 ]
	echo "$(now) $begun $ours" | awk '{ printf "%.3f %.3f %.3f\n", ($1 - $2) / $3, $3, $1 - $2 }' >>"$TMP/verify"
done
for what in append verify; do
	echo "$what of $EVENTS events (ratio, ours s, peer s):"
	sed 's/^/  /' "$TMP/$what"
	echo "  median ratio $(cut -d' ' -f1 "$TMP/$what" | median)"
done
