#!/bin/sh
# `report` through the command line: its four formats carry the same numbers, its page needs nothing but itself, nobody's
# data are in it, and what can not be reported is refused. What the numbers should be is year.sh's.
cd "$(dirname "$0")/../.." || exit 1
. tests/lib.sh
needs python3

WHO=greta.proefpersoon@voorbeeld.example
at() {
	DOSSIER_NOW=$1T10:00:00+01:00
	shift
	dossier "$@" >"$TMP/said" 2>"$TMP/err" || { echo "# dossier $*"; sed 's/^/# /' "$TMP/err"; false; }
}
# request DAY ORG OPTION...: its reference is in $ref
request() {
	day=$1 org=$2
	shift 2
	at "$day" log --again --org "$org" --email "$WHO" --phone 0612345678 --name 'Greta Proefpersoon' --note 'belde over haar Proefrekening' "$@"
	ref=$(cat "$TMP/said")
}
# answered DAY REF
answered() {
	DOSSIER_NOW=$1T10:00:00+01:00
	for system in $(dossier show "$2" --json | json '" ".join(t["system"] for t in v["tasks"])'); do
		if [ "$system" = forward ]; then
			at "$1" task skip "$2" "$system" --ground 'niet doorzocht in deze proef'
		else
			at "$1" task 'done' "$2" "$system" --nothing
		fi
	done
	at "$1" verify "$2" --method login --to email --result passed
	at "$1" verify "$2" --method login --to phone --result passed
	at "$1" archive build "$2" && at "$1" answer "$2"
}
# written LANG FORMAT [OPTION...]: the report of the quarter's last month, as $TMP/r.LANG.FORMAT
written() {
	language=$1 format=$2
	shift 2
	dossier report 2026-03 --lang "$language" --format "$format" "$@" >"$TMP/r.$language.$format"
}

DOSSIER_NOW=2025-12-01T09:00:00+01:00
export DOSSIER_NOW
pg_start
sql postgres -c 'CREATE DATABASE report'
installation "$(pg_uri report)" || exit 1
edit templates/registers/jouwbot.json 'v = json.loads(json.dumps(v).replace("JWB-", "BEL-"))
v["organisation"].update(slug="belbot", code="BEL", kind="public", country="BE", zone="Europe/Brussels", calendar="be", authorities=["BE-GBA"],
    name="Bel & Bot <b>\"x\"</b>", promise={"within": "P1M", "measures": "answered", "text": "Binnen een maand.", "line": 1})
v["controllers"] = [{"id": "acme", "name": "Acme", "contact": {"email": "privacy@acme.example"}, "language": "nl"}]' >"$TMP/belbot.json"
for f in templates/registers/jcc.json templates/registers/maila.json "$TMP/belbot.json"; do
	dossier register load "$f" >/dev/null 2>&1
done

# ---- three months of requests ----

request 2025-12-08 jcc --right access
request 2026-01-05 jcc --right access
soon=$ref
request 2026-01-12 jcc --right access --right erasure
both=$ref
at 2026-01-12 work
answered 2026-01-20 "$soon"
request 2026-02-02 jcc --right portability
extended=$ref
request 2026-02-09 jcc --right objection --purpose service
withdrawn=$ref
at 2026-02-10 extend "$extended" --ground complexity --reason 'Veel systemen.'
at 2026-02-11 extend "$extended" --notice-sent 2026-02-11 --proof '<1@example.org>'
at 2026-02-12 withdraw "$withdrawn" --how 'haar bericht'
request 2026-02-16 jcc --right access
wrong=$ref
request 2026-02-16 belbot --right erasure --right access --instructed-by acme
at 2026-02-17 close "$wrong" --ground not-an-avg-request --facts 'Het was een bestelling.' --letter
at 2026-02-17 close "$wrong" --ground not-an-avg-request --letter-sent
request 2026-02-18 belbot --right access --right restriction --right human-review --right consent-withdrawal
public=$ref
at 2026-02-18 work
at 2026-02-20 refuse "$both" --right erasure --ground no-ground-17-1 --facts 'De factuur moet blijven.'
at 2026-03-02 refuse "$public" --right restriction --ground unfounded-12-5 --facts 'Elke dag hetzelfde.'
at 2026-03-02 refuse "$public" --right human-review --ground not-automated-22-1 --facts 'Een mens besliste.'
request 2026-03-02 jcc --right access
asked=$ref
at 2026-03-03 verify "$asked" --method login --doubt 'Het adres is niet bekend.'
at 2026-03-03 letter sent "$asked" "$(dossier letter list "$asked" --json | json 'v[0]["id"]')"
request 2026-03-03 jcc --right access --right rectification
decided=$ref
at 2026-03-04 extend "$decided" --ground number --reason 'Er zijn er veel.'
request 2026-03-03 jcc --right access
bounced=$ref
at 2026-03-04 extend "$bounced" --ground number --reason 'Er zijn er veel.'
at 2026-03-05 extend "$bounced" --notice-sent 2026-03-05 --proof '<2@example.org>'
at 2026-03-09 extend "$bounced" --bounced 2026-03-09
request 2026-03-04 jcc --right erasure
stranger=$ref
at 2026-03-05 verify "$stranger" --method login --doubt 'Wie is dit?'
at 2026-03-05 letter sent "$stranger" "$(dossier letter list "$stranger" --json | json 'v[0]["id"]')"
request 2026-03-11 maila --right portability
new=$ref
at 2026-03-12 work
answered 2026-03-12 "$new"
DOSSIER_NOW=2026-03-12T23:00:00+01:00
dossier report 2026-03 --format json >"$TMP/then"
at 2026-03-20 close "$stranger" --ground not-identified --facts 'Geen antwoord.' --letter
at 2026-03-20 close "$stranger" --ground not-identified --letter-sent
request 2026-03-30 maila --right access
answered 2026-04-08 "$decided"
at 2026-04-08 cause "$decided" --cause volume
at 2026-04-08 cause "$decided" --cause colleague-silent

# ---- the formats ----

DOSSIER_NOW=2026-04-09T12:00:00+02:00
for l in en nl; do
	for f in text html csv json; do
		written $l $f || echo "# report --lang $l --format $f failed"
	done
done
python3 tests/integration/report.py "$TMP" >"$TMP/compared" 2>&1
result "$(grep -c . "$TMP/r.en.csv") lines of CSV: text, page and JSON have every cell of it and nothing else, in en and nl" || sed 's/^/# /' "$TMP/compared"
cmp -s "$TMP/r.en.json" "$TMP/r.nl.json"
result "the JSON is in no language"
is "$(LANG=nl_NL.UTF-8 dossier report 2026-03 --format html)" "$(cat "$TMP/r.nl.html")" 'it is in the language of all that is printed'
is "$(LANG=nl_NL.UTF-8 dossier report 2026-03 --lang en)" "$(cat "$TMP/r.en.text")" 'which --lang says here too'
dossier report 2026 --format csv >"$TMP/year" && dossier report 2026-04 --format csv >"$TMP/april"
is "$(sed 's/^2026,/X,/' "$TMP/year" | grep -c ',received,received,total,')" 3 "a year has the same table for each organisation"
is "$(grep ',jcc,.*,received,received,total,' "$TMP/year" | sed 's/.*,//; s/\r//')" 9 "and counts its months together"
dossier report 2026-03 --org maila --format json >"$TMP/one"
is "$(json '[o["organisation"] for o in v["organisations"]]' <"$TMP/one")" '["maila"]' "--org leaves the others out"
ok "and leaves it the same" python3 -c 'import json, sys
a, b = (json.load(open(f)) for f in sys.argv[1:])
assert a["organisations"][0] == [o for o in b["organisations"] if o["organisation"] == "maila"][0]' "$TMP/one" "$TMP/r.en.json"

# ---- the page ----

cat >"$TMP/personal" <<-X
	greta
	proefpers
	proefrek
	612345678
	voorbeeld.example
	niet bekend
	factuur moet
X
for f in en.text en.html en.csv en.json nl.text nl.html nl.csv; do
	! grep -inFf "$TMP/personal" "$TMP/r.$f" >"$TMP/found"
	result "nothing of the person is in $f" || sed 's/^/# /' "$TMP/found"
done
if command -v tidy >/dev/null; then
	for l in en nl; do
		tidy -q -e --gnu-emacs yes --drop-empty-elements no "$TMP/r.$l.html" >"$TMP/tidy" 2>&1
		! grep -vE 'proprietary attribute|missing </svg>' "$TMP/tidy" | grep -q .
		result "tidy has nothing against the page in $l" || sed 's/^/# /' "$TMP/tidy"
	done
fi

# ---- as of a day ----

dossier report 2026-03 --format json --as-of 2026-03-12 | cmp -s - "$TMP/then"
result "as of a past day it says what it said then"
dossier report 2025-12 --org jcc --as-of 2025-12-09 --format json >"$TMP/first"
is "$(json '[v["organisations"][0]["total"][k] for k in ("received", "open_in_time", "open_late")]' <"$TMP/first")" '[1, 1, 0]' \
	"as of the first days, one request was open"
refuses 4 '2025-11-30.*installation' "a day before the installation is refused" dossier report 2025-12 --as-of 2025-11-30
refuses 4 '2026-04-10 is still to come' "a day to come is refused" dossier report 2026-03 --as-of 2026-04-10
refuses 4 '2026-05 is still to come' "a month to come is refused" dossier report 2026-05
refuses 4 '2027 is still to come' "a year to come is refused" dossier report 2027
refuses 4 '2026-04 is still to come' "a month that had not begun on that day is refused" dossier report 2026-04 --as-of 2026-03-31
for bad in 2026-13 2026-00 26-03 2026-3 2026-03-01 March '' 2026-03x; do
	refuses 2 'YYYY-MM' "\"$bad\" is no month" dossier report "$bad"
done
refuses 2 'format' "a format there is not" dossier report 2026-03 --format pdf
refuses 2 'nl, en' "a language there is not" dossier report 2026-03 --lang fr
refuses 2 'as-of' "a day that is none" dossier report 2026-03 --as-of 2026-02-30
refuses 3 'no such organisation' "an organisation there is not" dossier report 2026-03 --org nobody

# ---- --check ----

check() {
	status=0
	dossier report "$@" --check --format json >"$TMP/checked" 2>"$TMP/err" || status=$?
	echo $status
}
is "$(check 2026-03)" 5 "--check: what is late gives status 5"
grep -q organisations "$TMP/checked" && [ "$(wc -l <"$TMP/err")" -eq 1 ]
result "and prints the report all the same"
is "$(check 2026-03 --org maila)" 0 "--check: where all is in time, 0"
is "$(check 2026-03 --org jcc --as-of 2026-02-01 2>/dev/null)" 4 "--check of a month that had not begun is refused as ever"
is "$(check 2026-01 --org jcc --as-of 2026-01-06)" 5 \
	"--check: of January nothing is late, but the request of December is past the promise: the list of risks has it"
is "$(check 2025-12 --org jcc --as-of 2025-12-31)" 0 "--check as of a day on which nothing was late, 0"

# ---- an organisation without a register ----

sql report -c "INSERT INTO organisation (slug, code, name, zone, calendar, country, created_at) VALUES ('leeg', 'LEG', 'Leeg', 'Europe/Amsterdam', 'nl', 'NL', now())" 2>"$TMP/err" || cat "$TMP/err"
ok "an organisation without a register has a report of nothing" dossier report 2026-03 --org leeg --format json
is "$(json '(v["organisations"][0]["total"]["received"], v["organisations"][0]["total"]["on_time_percent"])' <"$TMP/out" 2>&1)" '(0, None)' "with zeros, and no percentage of nothing"
sql report -c "UPDATE organisation SET calendar = 'fr' WHERE slug = 'leeg'"
refuses 3 'leeg.*calendar|calendar.*fr' "one whose calendar is not there is told, and its name" dossier report 2026-03 --org leeg
done_testing
