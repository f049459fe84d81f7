#!/bin/sh
# Part of a right refused, and rights that end on days of their own: what the archive, the letter, the clock and the
# report say of it.
cd "$(dirname "$0")/../.." || exit 1
. tests/lib.sh
needs python3 unzip

installation pg || exit 1
dossier register load templates/registers/jbsync.json >/dev/null 2>&1
dossier register load templates/registers/jcc.json >/dev/null 2>&1
log() {
	dossier log --again --org "${ORG:-jbsync}" "$@" --email anna@example.org --received 2026-03-05 2>/dev/null
}
show() {
	dossier show "$REF" --json | json "$1"
}
figures() {
	dossier report 2026-03 --org jbsync --json | json "[o for o in v['organisations']][0]['cohorts'][0]$1"
}
# collected [SYSTEM]: everything is searched by hand; at SYSTEM a file was found for category JBS-C01.
collected() {
	dossier work >/dev/null 2>&1
	printf 'Anna woont hier\n' >"$TMP/anna.txt"
	[ -z "${1:-}" ] || dossier task 'done' "$REF" "$1" --file "$TMP/anna.txt" --category JBS-C01 >/dev/null 2>&1
	nothing_found "$REF" 'niet doorzocht in deze proef' # of the others
}
ground() {
	dossier refuse --list --json | json "[g['id'] for g in v if '$1' in g['article']][0]"
}
OTHERS=$(ground '15(4)')
WEIGHED='--necessity noodzakelijk --proportionality evenredig'

# ---- which right ----

at 2026-03-10
REF=$(known "$(log --right access --right erasure --right objection --purpose security)")
refuses 2 'open are access, erasure, objection' 'three rights are open: which one' dossier refuse "$REF" --ground unfounded-12-5 --facts 'x'
refuses 2 'given twice' 'the same right twice' dossier refuse "$REF" --right access --right access --ground unfounded-12-5 --facts 'x'
refuses 3 'does not ask for portability' 'a right that was not asked' dossier refuse "$REF" --right portability --ground unfounded-12-5 --facts 'x'
refuses 4 '15\(4\)' 'a ground that fits one of two rights' dossier refuse "$REF" --right access --right erasure --ground "$OTHERS" --facts 'x'
is "$(show '[d["state"] for d in v["decisions"]]')" '["open", "open", "open"]' 'changes neither'
ok 'two rights at once' dossier refuse "$REF" --right access --right erasure --ground unfounded-12-5 --facts 'Elke dag hetzelfde verzoek.'
is "$(show '[d["state"] for d in v["decisions"]]')" '["refused", "refused", "open"]' 'and the third stays open'
refuses 4 'not forwarded yet, nor planned.*dossier work.*art. 28\(3\)\(e\), 21' 'the last of them is for customers too, planned or not' \
	dossier refuse "$REF" --ground unfounded-12-5 --facts 'Elke dag hetzelfde verzoek.'
no_customer "$REF"
ok 'the only open one needs no name' dossier refuse "$REF" --ground unfounded-12-5 --facts 'Elke dag hetzelfde verzoek.'
is "$(show 'v["status"]')" answered 'and the request is answered with it'
refuses 4 'is answered already .*reopen' 'nothing is left to refuse' dossier refuse "$REF" --ground unfounded-12-5 --facts 'x'

# ---- a part ----

REF=$(known "$(log --right access --right erasure)")
SYSTEM=$(dossier plan "$REF" --json | json '[t["system"] for t in v["tasks"] if "JBS-C01" in t["categories"]][0]')
collected "$SYSTEM"
refuses 3 'no category "JBS-C99" to decide for access: expected one of JBS-C01' 'a category that is none' \
	dossier refuse "$REF" --right access --category JBS-C99 --ground "$OTHERS" --facts 'x'
refuses 2 'twice' 'a category twice' dossier refuse "$REF" --right access --category JBS-C01,JBS-C01 --ground "$OTHERS" --facts 'x'
refuses 4 'without facts' 'a part needs its facts too' dossier refuse "$REF" --right access --category JBS-C01 --ground "$OTHERS"
ok 'the archive' dossier archive build "$REF"
# shellcheck disable=SC2086
LETTER=$(dossier refuse "$REF" --right access --category JBS-C01 --ground "$OTHERS" --facts 'Er staan namen van anderen in.' $WEIGHED 2>"$TMP/err")
like "$LETTER" 'Account-data' 'the words name the category'
like "$LETTER" 'Autoriteit Persoonsgegevens' 'and the authority'
like "$(cat "$TMP/err")" 'access is open still' 'access goes on'
refuses 4 'refused already' 'not twice' dossier refuse "$REF" --right access --category JBS-C01 --ground "$OTHERS" --facts 'x'
is "$(show '[(d["right"], d["state"], [(p["category"], p["ground"]) for p in d["refused"]]) for d in v["decisions"]]')" \
	"[[\"access\", \"open\", [[\"JBS-C01\", \"$OTHERS\"]]], [\"erasure\", \"open\", []]]" 'show says which part'
refuses 4 'built before the last change' 'the archive made before it is stale' dossier answer "$REF"
ok 'it is built again' dossier archive build "$REF"
dossier archive get "$REF" "$TMP/a.zip" >/dev/null 2>&1
mkdir "$TMP/a" && (cd "$TMP/a" && unzip -q ../a.zip)
is "$(find "$TMP/a/data" "$TMP/a/files" -path '*JBS-C01*' 2>/dev/null | wc -l)" 0 'the category is not in it'
is "$(json '[(o["category"], o["count"]) for o in v if o["category"] == "JBS-C01"]' <"$TMP/a/omitted.json")" '[["JBS-C01", 1]]' 'omitted.json says so'
like "$(json '[o["ground"] for o in v][0]' <"$TMP/a/omitted.json")" 'artikel 15, lid 4, AVG' 'with the article'
like "$(json '[o for s in v["sources"] for o in s["outcomes"] if o["category"] == "JBS-C01"][0]' <"$TMP/a/completeness.json")" \
	'"refused: article 15\(4\) GDPR"' 'completeness too'
like "$(tr -d '\n' <"$TMP/a/letter.html" | sed 's/.*<main>//')" 'Account-data: afgewezen' 'the letter tells it'
like "$(tr -d '\n' <"$TMP/a/letter.html" | sed 's/.*<main>//')" 'deels toegewezen.*Wat wij hebben afgewezen, staat hierboven' 'as granted in part, and does not say that nothing is there'
like "$(grep -v style "$TMP/a/letter.html")" 'Autoriteit Persoonsgegevens' 'with the complaint'
like "$(grep -v style "$TMP/a/letter.html")" 'rechtbank' 'and the court'
like "$(grep -v style "$TMP/a/letter.html")" 'Binnen die zes weken kunt u ook de toezichthouder vragen te bemiddelen' 'and that the authority may be asked to mediate'
ok 'the rest is answered' dossier answer "$REF"
is "$(show '[(d["right"], d["state"], d["decision"]) for d in v["decisions"]]')" \
	'[["access", "answered", "partly"], ["erasure", "open", null]]' 'in part'
like "$(dossier show "$REF" 2>/dev/null)" '^access +answered +partly +2026-03-10' 'on paper too'
is "$(figures '["total"]["refused_by_ground"]')" "{\"$OTHERS\": 1, \"unfounded-12-5\": 1}" 'the report counts the ground once'
is "$(figures '["rights"][0]["in_time"]') $(figures '["rights"][0]["untold"]')" '1 1' 'and access has ended; of the other one a refusal lies there'
is "$(dossier deadline --explain "$REF" --json | json '[f["fact"] for f in v["facts"]]')" \
	'["received", "verified", "refused-in-part", "answered-in-part"]' 'the facts are told in order'
like "$(dossier deadline --explain "$REF")" '2026-03-10 +access was answered' 'in words'
like "$(dossier show "$REF" 2>/dev/null)" '2026-03-10 +access was refused for JBS-C01' 'by show too'

# ---- all of it, part by part; late ----

at 2026-04-08
ALL=$(dossier refuse "$REF" --category JBS-C99 --ground erasure-17-3-b --facts x --necessity x --proportionality x 2>&1 | sed 's/.*one of //; s/, /,/g')
refuses 4 'the register says of no law that obliges to keep it.*: JBS-C03, .*register load' 'what no law obliges to keep is not kept by it' \
	dossier refuse "$REF" --category "${ALL%,*}" --ground erasure-17-3-b --facts x --law x --until 2033-12-31 --necessity x --proportionality x
refuses 4 'another law obliges to keep it.*AWR 52.*: JBS-C01 \(NL-AWR52\), JBS-C02 \(NL-AWR52\); still' 'nor by another law than the register names' \
	dossier refuse "$REF" --category JBS-C01,JBS-C02 --ground erasure-17-3-b --facts x --law 'art. 2:10 BW' --until 2033-12-31 --necessity x --proportionality x
refuses 4 'kept for a shorter time.*--until.*: JBS-C02 \(2034-12-31: .dossier retention NL-AWR52 --from 2026-04-08 --book-year-ends 04-07.\); still' 'nor longer than that law says' \
	dossier refuse "$REF" --category JBS-C01,JBS-C02 --ground erasure-17-3-b --facts x --law 'AWR 52' --until 2039-12-31 --necessity x --proportionality x
is "$(dossier retention NL-AWR52 --from 2026-04-08 --book-year-ends 04-07 --now 2026-04-08T09:00:00Z --json | json 'v["bases"][0]["last_day"]')" 2034-12-31 'which is how that day follows'
refuses 4 'a day to come' 'nor once its time is over' \
	dossier refuse "$REF" --category JBS-C01,JBS-C02 --ground erasure-17-3-b --facts x --law 'AWR 52' --until 2026-03-31 --necessity x --proportionality x
ok 'a part of erasure' dossier refuse "$REF" --category JBS-C01,JBS-C02 --ground erasure-17-3-b --facts 'Facturen.' --law 'art. 52 AWR' --until 2033-12-31 --necessity 'De wet.' --proportionality 'Alleen dit.'
is "$(show '[d["state"] for d in v["decisions"]]')" '["answered", "open"]' 'leaves it open'
is "$(dossier deadline --explain "$REF" --json | json 'v["refused_late"]')" true 'and is flagged: after the first month'
ok 'and the rest' dossier refuse "$REF" --right erasure --ground no-ground-17-1 --facts 'Het contract loopt nog.'
is "$(show '[v["status"]] + [d["state"] for d in v["decisions"]]')" '["answered", "answered", "refused"]' 'a right all of whose categories are refused is refused'
is "$(dossier deadline --explain "$REF" --json | json '[f["fact"] for f in v["facts"]][-3:]')" '["refused", "answered", "done"]' 'and nothing is left to do'
ok 'reopened' dossier reopen "$REF" --reason 'De persoon heeft meer uitgelegd.'
is "$(show '[(d["state"], d["refused"]) for d in v["decisions"]]')" '[["open", []], ["open", []]]' 'every right is open again, whole'

# ---- extended, a part refused in the second month ----

at 2026-03-10
REF=$(known "$(log --right access)")
dossier extend "$REF" --ground complexity --reason 'Veel systemen.' >/dev/null 2>&1
dossier extend "$REF" --notice-sent 2026-03-10 --proof '<1@jbsync.com>' >/dev/null 2>&1
at 2026-04-20
# shellcheck disable=SC2086
dossier refuse "$REF" --category JBS-C01 --ground "$OTHERS" --facts 'Namen van anderen.' $WEIGHED >"$TMP/out" 2>"$TMP/err"
like "$(cat "$TMP/err")" 'late: a refusal is due within the first month' 'a part refused under an extension is late all the same'

# ---- portability beside access ----

at 2026-03-10
mkdir "$TMP/leads"
printf 'mail,city,score\nanna@example.org,Amstelveen,7\n' >"$TMP/leads/leads-1.csv"
edit templates/registers/jbsync.json "v = json.loads(json.dumps(v).replace('JBS-', 'LDS-'))
v['organisation'].update(slug='leads', code='LDS')
for r in v['recipients']: r['name'] = r['name'] or r['described_as']
v['systems'] = [{'id': 'leads', 'name': {'nl': 'Lijsten', 'en': 'Lists'}, 'connector': 'files', 'categories': ['LDS-C01'], 'needs': ['email'],
    'settings': {'directory': {'secret': 'leads'}}, 'collections': [{'name': 'leads', 'category': 'LDS-C01', 'file': 'leads-*.csv',
    'format': 'csv', 'match': [{'field': 'mail', 'identifier': 'email'}],
    'fields': [{'name': 'mail', 'provided': True}, {'name': 'city', 'provided': True}, {'name': 'score', 'provided': False}]}]}]" >"$TMP/leads.json"
secret leads leads "$TMP/leads"
dossier register load "$TMP/leads.json" >/dev/null 2>&1
# asked: access and portability, searched.
asked() {
	REF=$(known "$(ORG=leads log --right access --right portability)")
	collected
}
# archived: how many tables a new archive has of the category in data/, and in portability/.
archived() {
	rm -f "$TMP/b.zip"
	dossier archive build "$REF" >/dev/null 2>&1
	dossier archive get "$REF" "$TMP/b.zip" >/dev/null 2>&1
	echo "$(unzip -l "$TMP/b.zip" | grep -cE ' data/LDS-C01/.*csv') $(unzip -l "$TMP/b.zip" | grep -cE ' portability/LDS-C01/.*csv')"
}
asked
is "$(archived)" '1 1' 'both give the table'
# shellcheck disable=SC2086
refuses 4 'the register says that it is portable.*: LDS-C01;.*register load' 'what the register says is portable is' \
	dossier refuse "$REF" --right portability --category LDS-C01 --ground "$(ground '20(1)')" --facts 'Papieren lijsten.'
# shellcheck disable=SC2086
ok 'portability refused, access not' dossier refuse "$REF" --right portability --category LDS-C01 --ground uavg-41-i --facts 'Bedreigingen.' $WEIGHED
is "$(archived)" '1 0' 'access gives it, portability does not'
is "$(unzip -p "$TMP/b.zip" omitted.json | json 'len([o for o in v if o["category"] == "LDS-C01"])')" 0 'nothing is withheld'
like "$(unzip -p "$TMP/b.zip" letter.html | tr -d '\n' | sed 's/.*<main>//')" 'overdracht van gegevens[^<]*</strong>: afgewezen' 'but the letter tells of the refusal'
asked
# shellcheck disable=SC2086
refuses 4 'a ground for a part only' 'all there is, for the sake of others' dossier refuse "$REF" --right access --category LDS-C01 --ground "$OTHERS" --facts 'Namen van anderen.' $WEIGHED
# shellcheck disable=SC2086
ok 'access refused, portability not' dossier refuse "$REF" --right access --category LDS-C01 --ground uavg-41-i --facts 'Bedreigingen.' $WEIGHED
is "$(archived)" '0 1' 'portability gives it, access does not'
is "$(unzip -p "$TMP/b.zip" portability/LDS-C01/leads.csv | head -1 | tr -d '\r')" 'mail,city' 'what the person provided'
is "$(unzip -p "$TMP/b.zip" omitted.json | json '[o["count"] for o in v if o["category"] == "LDS-C01"]')" '[1]' 'the rest is told as withheld'
PAGES=$(unzip -p "$TMP/b.zip" letter.html LEESMIJ.html | tr -d '\n')
like "$PAGES" 'alleen wat u kunt meenemen naar een ander' 'and the letter promises no complete copy'
like "$PAGES" '1 gegeven, in 1 soort' 'and counts what is there'
like "$PAGES" 'Ontvangen op [^<]*, dit antwoord gemaakt op ' 'and says when it was made: it leaves another day'
like "$PAGES" 'Dit is ons antwoord\.</p>' 'in time'
at 2026-04-20
archived >/dev/null
like "$(unzip -p "$TMP/b.zip" letter.html)" 'Dit is ons antwoord\. Het komt te laat\. Dat spijt ons\.' 'or says that it is late'
at 2026-03-10
asked
# shellcheck disable=SC2086
ok 'both refused' dossier refuse "$REF" --right access --right portability --ground unfounded-12-5 --facts 'Elke dag hetzelfde verzoek.'
asked
ok 'all of access refused, portability not' dossier refuse "$REF" --right access --ground unfounded-12-5 --facts 'Elke dag hetzelfde verzoek.'
is "$(archived)" '0 1' 'portability gives it, access does not'

# ---- JCC's promise: done ----

ORG=jcc
REF=$(known "$(log --right access --right erasure)")
collected
dossier archive build "$REF" >/dev/null 2>&1
dossier answer "$REF" >/dev/null 2>&1
is "$(dossier deadline --explain "$REF" --json | json 'v["promised"]')" open 'a partial answer keeps no promise'
refuses 4 'JCC-R01 is of our own people.*art. 19 GDPR' 'our own people are no recipient' dossier decide "$REF" --right erasure --told JCC-R01
ok 'the last right refused' dossier refuse "$REF" --ground unfounded-12-5 --facts 'Elke dag hetzelfde verzoek.'
is "$(dossier deadline --explain "$REF" --json | json '[v["promised"], v["statute"], v["ended"], v["told"]]')" \
	'["open", "open", "2026-03-10", null]' 'it has ended, and told nobody'
ok 'its letter left' dossier letter sent "$REF" "$(dossier letter list "$REF" --json | json '[x["id"] for x in v if x["kind"] == "refusal"][0]')"
is "$(dossier deadline --explain "$REF" --json | json '[v["promised"], v["statute"], v["done"], v["told"]]')" \
	'["met", "met", "2026-03-10", "2026-03-10"]' 'nothing is left to do: the promise is kept'
is "$(dossier audit verify --json | json 'all(o["good"] for o in v)')" true 'the log verifies'
done_testing
