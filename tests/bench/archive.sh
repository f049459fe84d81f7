#!/bin/sh
# An archive of one person's rows, sealed: ours (connector, part sink, archive_build) against what a careful person does
# by hand with psql, zip -6 and age: the same JSON and CSV entries from the same table. Pairs alternate in order; the
# contents of the first pair are compared. BENCH_MB: size of the table (256). BENCH_PAIRS: how many pairs (5).
set -eu
. tests/lib.sh
needs psql zip age age-keygen python3 cc

mb=${BENCH_MB:-256} pairs=${BENCH_PAIRS:-5}
bench=$TMP/archive_bench
# shellcheck disable=SC2046 # words are wanted
cc -std=gnu17 -O2 -D_GNU_SOURCE -Iinclude -o "$bench" tests/bench/archive_bench.c "$BUILD"/room/archive.a "$BUILD"/room/redact.a "$BUILD"/room/connector.a \
	"$BUILD"/room/net.a "$BUILD"/room/definition.a \
	"$BUILD"/room/row.a "$BUILD"/room/vault.a "$BUILD"/room/law.a "$BUILD"/room/base.a $(pkg-config --cflags --libs libpq jansson libzip libcurl libsodium libssl libcrypto hiredis libisal libseccomp glib-2.0) -lcsv -lm

pg_start
createdb -h "$PG" -U test bench
sql bench -c "CREATE SCHEMA bench; CREATE TABLE bench.mails (id bigint PRIMARY KEY, customer_email text, sent_at timestamptz, direction text,
	sender text, subject text, body text, read bool, size int, labels jsonb, note text); ALTER ROLE test SET timezone = 'UTC'"
cat templates/registers/*.json /usr/share/common-licenses/* >"$TMP/corpus" 2>/dev/null || true
"$bench" rows "$mb" "$TMP/corpus" | sql bench -c "COPY bench.mails FROM STDIN"
sql bench -c "CREATE INDEX ON bench.mails (lower(customer_email))" # as any application has
sql bench -c "VACUUM ANALYZE bench.mails" -c "CHECKPOINT"
echo "# table: $(sql bench -c "SELECT count(*) || ' rows, ' || pg_size_pretty(sum(pg_column_size(m.*))) FROM bench.mails m")"

home=$TMP/home
mkdir -m 700 "$home" "$TMP/hand"
age-keygen -o "$TMP/key" 2>/dev/null
recipient=$(age-keygen -y "$TMP/key")
query="SELECT * FROM bench.mails WHERE lower(customer_email) = lower('sanne.devries@bakkerij.example') ORDER BY id"

now() { date +%s.%N; }
hand() {
	start=$(now)
	psql -qAtX -d "$(pg_uri bench)" -c "SELECT row_to_json(t) FROM ($query) t" >"$TMP/hand/mails.json" &
	psql -qX --csv -d "$(pg_uri bench)" -c "$query" >"$TMP/hand/mails.csv"
	wait $!
	(cd "$TMP/hand" && zip -q -6 - mails.json mails.csv) | age -r "$recipient" -o "$TMP/hand.age"
	hand_s=$(echo "$(now) $start" | awk '{ printf "%.3f", $1 - $2 }')
	hand_bytes=$(wc -c <"$TMP/hand.age")
}
ours() {
	answer=$("$bench" run "$(pg_uri bench)" "$home" "$@")
	ours_s=$(echo "$answer" | json 'v["seconds"]') ours_bytes=$(echo "$answer" | json 'v["bytes"]') rss=$(echo "$answer" | json 'v["rss_kib"]')
}

ours "$TMP/ours.zip" # once to warm the server, and to compare
hand
age -d -i "$TMP/key" -o "$TMP/hand.zip" "$TMP/hand.age"
python3 tests/bench/archive_check.py "$TMP/ours.zip" "$TMP/hand.zip"

i=0
while [ "$i" -lt "$pairs" ]; do
	if [ $((i % 2)) -eq 0 ]; then hand && ours; else ours && hand; fi
	i=$((i + 1))
	echo "$hand_s $ours_s $hand_bytes $ours_bytes $rss" |
		awk -v i="$i" -v load="$(cut -d' ' -f1 /proc/loadavg)" '{ printf "%.4f %.4f %d\n", $1 / $2, $4 / $3, $5 >> "'"$TMP/ratios"'"
			printf "pair %d: by hand %.2f s, ours %.2f s: %.1f times; size %.3f; our memory %.1f MiB; load %s\n", i, $1, $2, $1 / $2, $4 / $3, $5 / 1024, load }'
done
python3 - "$TMP/ratios" <<'P'
import statistics, sys
rows = [list(map(float, line.split())) for line in open(sys.argv[1])]
for name, k, unit in ("times faster", 0, ""), ("of the size", 1, ""), ("our memory, MiB", 2, ""):
    v = [r[k] / (1024 if k == 2 else 1) for r in rows]
    print(f"archive: {name}: median {statistics.median(v):.3f} (min {min(v):.3f}, max {max(v):.3f})")
P
