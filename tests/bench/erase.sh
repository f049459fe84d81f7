#!/bin/sh
# One person's BENCH_ROWS (10,000) rows over BENCH_TABLES (30) tables, erased as an approved request does it (locks, a fresh look,
# counts, the question, a look afterwards), beside the same rows deleted by hand-written SQL in one transaction, without and with the
# locks that ours takes; wanted: no less than 0.8 of that until it asks whether to commit. And the preview of a person in a table of
# BENCH_LARGE (1,000,000; 0: not at all) rows that no index helps with, beside the look-up alone: wanted: no more than twice that.
# BENCH_PAIRS: runs (5). By seconds, and by those of processors, which others on the machine change less.
set -eu
. tests/lib.sh
needs python3 cc psql

bench=$TMP/erase_bench
# shellcheck disable=SC2046 # words are wanted
cc -std=gnu17 -O2 -D_GNU_SOURCE -Iinclude -o "$bench" tests/bench/erase_bench.c "$BUILD"/room/connector.a "$BUILD"/room/row.a \
	"$BUILD"/room/net.a "$BUILD"/room/definition.a "$BUILD"/room/law.a "$BUILD"/room/base.a \
	$(pkg-config --cflags --libs libpq jansson libzip libcurl libsodium libssl libcrypto hiredis libisal libseccomp glib-2.0) -lcsv -lm
pg_start
BENCH_SERVER=$(head -n 1 "$PG/data/postmaster.pid")
export BENCH_SERVER
sql postgres -c 'CREATE DATABASE bench'
dsn="host=$PG user=test dbname=bench"
i=0
while [ "$i" -lt "${BENCH_PAIRS:-5}" ]; do
	i=$((i + 1))
	"$bench" rows "$dsn" "${BENCH_ROWS:-10000}" "${BENCH_TABLES:-30}" | tee -a "$TMP/rows"
	[ "${BENCH_LARGE:-1000000}" = 0 ] || "$bench" large "$dsn" "${BENCH_LARGE:-1000000}" | tee -a "$TMP/large"
done
python3 - "$TMP/rows" "$TMP/large" <<'P'
import json, os, statistics, sys
def told(name, v):
    print(f"erase: {name}: median {statistics.median(v):.2f} (min {min(v):.2f}, max {max(v):.2f})")
rows = [json.loads(line) for line in open(sys.argv[1])]
of = lambda lines, x, y: {u: [r[x][u] / r[y][u] for r in lines if r[y][u]] for u in ("s", "cpu")}
for name, key in (("by hand", "hand"), ("by hand with locks", "locked"), ("ours until the commit", "commit"), ("ours in all", "ours")):
    told(f"{name}, seconds", [r[key]["s"] for r in rows])
for name, x, y in (("by hand / ours until the commit", "hand", "commit"), ("by hand with locks / ours until the commit", "locked", "commit"),
                   ("by hand with locks / ours in all", "locked", "ours")):
    for unit, v in of(rows, x, y).items():
        told(f"{name}, {'seconds' if unit == 's' else 'processor'}", v)
if os.path.exists(sys.argv[2]):
    large = [json.loads(line) for line in open(sys.argv[2])]
    for unit, v in of(large, "find", "lookup").items():
        told(f"preview in a large table / the look-up, {'seconds' if unit == 's' else 'processor'}", v)
P
