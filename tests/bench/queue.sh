#!/bin/sh
# The queue beside graphile-worker in its batched configuration: two processes work off 100,000 tasks on the same durable
# PostgreSQL, in alternating pairs, each in a fresh database. Ours also writes an outcome for each task, settles the
# requests and logs events; theirs deletes jobs that do nothing. Without npm (or a registry) only ours is measured.
# TASKS, PAIRS, PROCESSES and BATCH may be set.
set -eu
. tests/lib.sh
: "${TASKS:=100000}" "${PAIRS:=5}" "${PROCESSES:=2}" "${BATCH:=1000}"

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
theirs() {
	uri=$(fresh)
	(cd "$peer" && node "$OLDPWD/tests/bench/queue_peer.mjs" "$uri" "$PROCESSES" "$TASKS") | sed -n 's/^run //p'
}

if [ ! -d "$peer" ]; then
	echo "queue: $(ours) tasks/s (no npm: graphile-worker not measured)"
	exit 0
fi
for pair in $(seq "$PAIRS"); do
	if [ $((pair % 2)) -eq 1 ]; then
		a=$(ours) b=$(theirs)
	else
		b=$(theirs) a=$(ours)
	fi
	echo "$a $b" >>"$TMP/pairs"
	awk -v a="$a" -v b="$b" -v l="$(cut -d' ' -f1 /proc/loadavg)" \
		'BEGIN { printf "queue: %d tasks/s, graphile-worker %d jobs/s, ratio %.2f (load %s)\n", a, b, a / b, l }'
done
awk '{ print $1 / $2 }' "$TMP/pairs" | sort -n |
	awk '{ r[NR] = $1 } END { printf "queue: median ratio %.2f [%.2f..%.2f]\n", r[int((NR + 1) / 2)], r[1], r[NR] }'
