#!/bin/sh
# The review on a whole screen: passed, left out, blacked out and taken back by keys; resized, killed and gone on with; by two at
# once; with data that mean to steer the terminal.
cd "$(dirname "$0")/../.." || exit 1
. tests/lib.sh
needs python3 psql

pg_start
sql postgres -c 'CREATE DATABASE dossier'
installation "$(pg_uri dossier)" || exit 1
mkdir "$TMP/leads"
secret bakker leads-directory "$TMP/leads"
python3 -IS - "$TMP" <<'PY'
import csv, sys
notes = ["", "gebeld", "klant belde over zijn taart", "mail van bob@elders.example", "intern"]
rows = [(f"stad {i}", "anna@example.org", "Jan Jansen belde" if i == 52 else notes[i % 5], "staf" if i % 5 == 4 else "klant") for i in range(60)]
with open(sys.argv[1] + "/leads/leads-1.csv", "w", newline="") as f:
    w = csv.writer(f)
    w.writerow(("city", "mail", "note", "kind"))
    w.writerows(rows)
with open(sys.argv[1] + "/vijandig.txt", "w") as f:
    f.write("\x1b]0;x\x07\x1b[2Jeen\x9b31m twee\u202e drie\tk\n" + "x" * 1000000 + "\n" + "a" + "\u0301" * 3000 + "\n" + "漢字" * 100 + "\nlaatste\n")
with open(sys.argv[1] + "/brief.eml", "w") as f:
    f.write("From: bob@elders.example\r\nTo: anna@example.org\r\nSubject: taart\r\n\r\nJan Jansen zegt ja.\r\n")
with open(sys.argv[1] + "/scan.pdf", "wb") as f:
    f.write(b"%PDF-1.4\n\0\1")
PY
edit tests/data/register_small.json '
v["systems"] = [s for s in v["systems"] if s["id"] in ("leads", "letters", "cabinet")]
c = v["systems"][0]["collections"][0]
c["fields"] = [{"name": "city"}, {"name": "mail", "provided": True}, {"name": "note"}, {"name": "kind"}]
c["review"] = [{"withhold": {"where": {"kind": "staf"}}, "ground": "security"}]' >"$TMP/bakker.json"
ok 'a register' dossier register load "$TMP/bakker.json"
REF=$(dossier log --org bakker --right access --email anna@example.org --received 2026-03-05 2>/dev/null)
known "$REF"
dossier work >/dev/null 2>&1
dossier task skip "$REF" letters --ground 'niets bekend' >/dev/null 2>&1
ok 'files' dossier task 'done' "$REF" cabinet --file "$TMP/brief.eml" --file "$TMP/vijandig.txt" --file "$TMP/scan.pdf"

# stage NAME: what that part of review_screen.py found.
stage() {
	python3 tests/integration/review_screen.py "$REF" "$1" >"$TMP/stage" 2>&1 || echo "not ok $1 ends" >>"$TMP/stage"
	while IFS= read -r line; do
		case $line in
		'ok '*) result "${line#ok }" ;;
		'not ok '*) false || result "${line#not ok }" ;;
		*) printf '# %s\n' "$line" ;;
		esac
	done <"$TMP/stage"
}

refuses 2 'wants a terminal and who types there: without, .dossier review list ' 'without a terminal the plain commands are named' dossier review screen "$REF"
refuses 2 '"code":"usage"' 'so is a program told' dossier review screen "$REF" --json
refuses 3 'no request' 'a request there is not' dossier review screen BAK-2026-AAAAAA
stage table
stage two
here stage hostile
is "$(log_of "$REF" | json 'sorted({e["kind"] for e in v if e["kind"].startswith("review.")})')" \
	'["review.passed", "review.redacted", "review.taken-back", "review.withheld"]' 'each is an event, as of the plain commands'
done_testing
