#!/bin/sh
# Review of BENCH_ROWS (10,000) rows and BENCH_MAILS (500) mails: rules first, a person only for what they can not judge, nothing twice.
# Prints how long `review list` took (wanted: under a second), of which no blob is opened: they are not there. How long the review
# of all mails took, and what a redaction everywhere costs, which does open them.
set -eu
. tests/lib.sh
needs psql python3

rows=${BENCH_ROWS:-10000} mails=${BENCH_MAILS:-500}
pg_start
createdb -h "$PG" -U test bench
installation_of_one "$(pg_uri bench)"
mkdir "$TMP/leads" "$TMP/mails"
secret bakker leads-directory "$TMP/leads"
python3 -IS - "$TMP" "$rows" "$mails" <<'P'
import csv, sys
tmp, rows, mails = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
with open(f"{tmp}/leads/leads-1.csv", "w", newline="") as f:
    w = csv.writer(f)
    w.writerow(("mail", "city"))
    w.writerows(("anna@example.org", f"stad {i}") for i in range(rows))
for i in range(mails):
    with open(f"{tmp}/mails/{i}.eml", "w", newline="\r\n") as f:
        f.write(f"From: Bob {i % 40} <bob{i % 40}@elders.example>\nTo: Anna <anna@example.org>\nSubject: taart {i}\n\n{'Jan Jansen zegt ja. ' * 40}\nGroet\n")
P
edit tests/data/register_small.json 'v["systems"] = [s for s in v["systems"] if s["id"] in ("leads", "letters", "cabinet")]' >"$TMP/bakker.json"
dossier register load "$TMP/bakker.json" >/dev/null 2>&1
REF=$(dossier log --org bakker --right access --email anna@example.org --received 2026-03-05 2>/dev/null)
dossier work >/dev/null 2>&1
# shellcheck disable=SC2046
dossier task 'done' "$REF" cabinet $(printf -- '--file %s ' "$TMP"/mails/*.eml) >/dev/null 2>&1
timed() { # TEXT COMMAND...
	text=$1 began=$(date +%s%N)
	shift
	"$@" >"$TMP/out" 2>&1 || { cat "$TMP/out"; exit 1; }
	echo "$text: $((($(date +%s%N) - began) / 1000000)) ms"
}
mv "$DOSSIER_HOME/blobs" "$TMP/blobs"
timed "review list of $rows rows and $mails mails, without a blob" dossier review list "$REF" --json
json '"%d items, %d passed by rule, %d for a person" % (len(v["items"]), sum(i["state"] == "passed-by-rule" for i in v["items"]), v["open"])' <"$TMP/out"
dossier review list "$REF" --json 2>/dev/null | json '"\n".join("--item=%d" % i["item"] for i in v["items"] if i["state"] == "to-review")' >"$TMP/items"
# shellcheck disable=SC2046
timed "review pass of $(wc -l <"$TMP/items") items" dossier review pass "$REF" $(cat "$TMP/items")
timed 'review list afterwards' dossier review list "$REF" --json
[ "$(json 'v["open"]' <"$TMP/out")" = 0 ]
rm -rf "$DOSSIER_HOME/blobs"
mv "$TMP/blobs" "$DOSSIER_HOME/blobs"
printf 'Jan Jansen\n' >"$TMP/name"
timed 'a redaction everywhere, counted' sh -c "dossier review redact $REF --everywhere --text - --ground third-party <'$TMP/name'"
head -n 1 "$TMP/out"
timed 'the archive, with its proof' dossier archive build "$REF"
