#!/bin/sh
# One passage left out of one row of many, beside nothing left out: the table is made anew once, and the whole archive
# read back to prove that the passage stands nowhere in it. BENCH_ROWS: how many rows (1,000,000). BENCH_PAIRS: runs (3).
set -eu
. tests/lib.sh
needs python3 cc

bench=$TMP/edit_bench
# shellcheck disable=SC2046 # words are wanted
cc -std=gnu17 -O2 -D_GNU_SOURCE -Iinclude -o "$bench" tests/bench/edit_bench.c "$BUILD"/room/archive.a "$BUILD"/room/redact.a \
	"$BUILD"/room/net.a "$BUILD"/room/row.a "$BUILD"/room/vault.a "$BUILD"/room/law.a "$BUILD"/room/base.a \
	$(pkg-config --cflags --libs libpq jansson libzip libcurl libsodium libssl libcrypto hiredis libisal libseccomp glib-2.0) -lcsv -lm
i=0
while [ "$i" -lt "${BENCH_PAIRS:-3}" ]; do
	i=$((i + 1))
	mkdir -m 700 "$TMP/home$i"
	"$bench" "$TMP/home$i" "${BENCH_ROWS:-1000000}" | tee -a "$TMP/runs"
	rm -r "${TMP:?}/home$i"
done
python3 - "$TMP/runs" <<'P'
import json, statistics, sys
runs = [json.loads(line) for line in open(sys.argv[1])]
def told(name, of):
    v = [of(r) for r in runs]
    print(f"edit: {name}: median {statistics.median(v):.2f} (min {min(v):.2f}, max {max(v):.2f})")
told("nothing left out, seconds", lambda r: r["none_s"])
told("making the table anew, seconds", lambda r: r["edit_s"])
told("proving it, seconds", lambda r: r["prove_s"])
told("times as long in all", lambda r: (r["none_s"] + r["edit_s"] + r["prove_s"]) / r["none_s"])
told("memory, MiB", lambda r: r["rss_kib"] / 1024)
P
