#!/bin/sh
# The queue beside two others on the same durable PostgreSQL, in turn and back, each in a fresh database: two processes work
# off 100,000 tasks. Ours also writes an outcome for each task, settles the requests and logs events.
# * graphile-worker in its batched configuration, which deletes jobs that do nothing: where npm (or a registry) is there;
# * pgmq, read and archive by the thousand: where the server has the extension, or with PGMQ_SQL=FILE, its SQL.
# TASKS, PAIRS, PROCESSES and BATCH may be set.
set -eu
. tests/lib.sh
: "${TASKS:=100000}" "${PAIRS:=5}" "${PROCESSES:=2}" "${BATCH:=1000}" "${PGMQ_SQL:=}"

# shellcheck disable=SC2046
cc -std=gnu17 -O2 -g -D_GNU_SOURCE -Iinclude -include include/dossier/banned.h -o "$TMP/queue_bench" tests/bench/queue_bench.c \
	"$BUILD/room/store.a" "$BUILD/room/law.a" "$BUILD/room/base.a" $(pkg-config --cflags --libs libpq jansson libcrypto)

peer=$BUILD/bench/peer
if command -v npm >/dev/null && [ ! -d "$peer/node_modules/graphile-worker" ]; then
	mkdir -p "$peer"
	(cd "$peer" && npm init -y && npm install --no-audit --no-fund graphile-worker@0.17.3) >"$TMP/npm" 2>&1 || rm -rf "$peer"
fi

pg_start
pg_as "$(pg_bin)/pg_ctl" -D "$PG/data" -w -s -l "$PG/server.log" -o "-k $PG -c listen_addresses=" restart >/dev/null

fresh() {
	PGOPTIONS='-c client_min_messages=warning' sql postgres -c 'DROP DATABASE IF EXISTS bench' -c 'CREATE DATABASE bench' -c 'CHECKPOINT'
	pg_uri bench
}
ours() {
	"$TMP/queue_bench" "$(fresh)" "$PROCESSES" "$TASKS" "$BATCH" | sed -n 's/^run //p'
}
graphile() {
	uri=$(fresh)
	(cd "$peer" && node "$OLDPWD/tests/bench/queue_peer.mjs" "$uri" "$PROCESSES" "$TASKS") | sed -n 's/^run //p'
}
pgmq_install() {
	fresh >/dev/null
	if [ -n "$PGMQ_SQL" ]; then sql bench -f "$PGMQ_SQL" >/dev/null; else sql bench -c 'CREATE EXTENSION pgmq' 2>/dev/null; fi
}
# What it read, it archives, until there is nothing to read.
pgmq_work() {
	yes "SELECT array_agg(msg_id) AS ids FROM pgmq.read('bench', 60, $BATCH) \\gset
\\if :{?ids}
SELECT count(*) FROM pgmq.archive('bench', :'ids'::bigint[]);
\\else
\\q
\\endif" | sql bench >/dev/null
}
pgmq() {
	pgmq_install
	sql bench -c "SELECT pgmq.create('bench')" -c "SELECT count(*) FROM pgmq.send_batch('bench',
		ARRAY(SELECT jsonb_build_object('id', i) FROM generate_series(1, $TASKS) AS i))" >/dev/null
	start=$(date +%s.%N)
	for _ in $(seq "$PROCESSES"); do pgmq_work & done
	wait
	stop=$(date +%s.%N)
	[ "$(sql bench -c 'SELECT (SELECT count(*) FROM pgmq.a_bench), (SELECT count(*) FROM pgmq.q_bench)')" = "$TASKS|0" ] || exit 1
	echo "$start $stop $TASKS" | awk '{ printf "%d\n", $3 / ($2 - $1) }'
}

others=
if [ -d "$peer" ]; then others=graphile; else echo 'queue: graphile-worker not measured: no npm, or no registry'; fi
if pgmq_install; then
	others="$others pgmq"
else
	echo 'queue: pgmq not measured: the server has no such extension; PGMQ_SQL=FILE names its SQL'
fi
for pair in $(seq "$PAIRS"); do
	order="ours $others"
	[ $((pair % 2)) -eq 1 ] || order="$others ours"
	for who in $order; do $who >"$TMP/$who"; done
	line="queue: $(cat "$TMP/ours") tasks/s"
	for who in $others; do
		line="$line, $who $(awk '{ a = $1; getline b <"'"$TMP/$who"'"; printf "%d, ratio %.2f", b, a / b }' "$TMP/ours")"
		paste "$TMP/ours" "$TMP/$who" | awk '{ print $1 / $2 }' >>"$TMP/ratios.$who"
	done
	echo "$line (load $(cut -d' ' -f1 /proc/loadavg))"
done
for who in $others; do
	sort -n "$TMP/ratios.$who" | awk -v who="$who" \
		'{ r[NR] = $1 } END { printf "queue: median ratio to %s %.2f [%.2f..%.2f]\n", who, r[int((NR + 1) / 2)], r[1], r[NR] }'
done
