#!/bin/sh
# Every refusal of a guard, read as an officer reads it: status 4, one line that names the article, and nothing changed.
cd "$(dirname "$0")/../.." || exit 1
. tests/lib.sh
needs python3

installation pg || exit 1
dossier register load templates/registers/jbsync.json >/dev/null 2>&1
log() {
	dossier log --again --org jbsync "$@" --email anna@example.org 2>/dev/null
}
# stops PATTERN COMMAND...: the command, about REF, is refused in a line that names an article and matches; nothing changes.
stops() {
	before=$(written) pattern=$1
	shift
	refuses 4 "$pattern" "stopped: $*" dossier "$@"
	like "$(cat "$TMP/err")" 'art\. [0-9]|recital [0-9]+|GDPR [0-9]|UAVG [0-9]' '  naming the article'
	is "$(written)" "$before" '  nothing changed'
}

# ---- the first month, and the day after it (5 January gives 5 February 2026, a Thursday) ----

at 2026-01-10
REF=$(log --right access --right objection --purpose security --received 2026-01-05)
stops 'reason' extend "$REF" --ground complexity
stops 'reason' extend "$REF" --ground complexity --reason ' '
stops 'nobody decided: extend first' extend "$REF" --notice-sent 2026-01-10 --proof x
stops 'no notice' extend "$REF" --bounced 2026-01-10
stops 'nothing to reopen' reopen "$REF" --reason x
stops 'by the person alone' withdraw "$REF" --by officer --how tel
stops 'own words' withdraw "$REF" --how ' '
stops 'before the request' withdraw "$REF" --how mail --on 2026-01-04
stops 'future' withdraw "$REF" --how mail --on 2026-01-11
stops 'how that is known' close "$REF" --ground deceased
stops 'how that is known' close "$REF" --ground not-an-avg-request --facts ' '
stops 'ask the person' close "$REF" --ground not-identified --facts x --letter
stops 'no letter tells.*write it first' close "$REF" --ground not-identified --facts x --letter-sent
stops 'not told' close "$REF" --ground deceased --facts x
stops 'not told' close "$REF" --ground not-an-avg-request --facts x
stops 'not told' close "$REF" --ground misdirected --facts x
stops 'name the request' close "$REF" --ground duplicate
stops 'undecided' close "$REF" --ground answered
refuses 2 'ground is one of answered' 'a withdrawal closes by itself' dossier close "$REF" --ground withdrawn
stops 'without its doubt' verify "$REF" --doubt ' ' --method login
stops 'without what is unclear' clarify "$REF" --doubt ' '
stops 'a copy of an identity document' verify "$REF" --doubt x --method paspoort-scan
stops 'a copy of an identity document' verify "$REF" --method paspoort-scan --result passed
stops 'before the request' verify "$REF" --doubt x --method login --on 2026-01-04
stops 'future' verify "$REF" --doubt x --method login --on 2026-01-11
stops 'future' verify "$REF" --method login --result passed --on 2026-01-11
stops 'no question is open' verify "$REF" --answered 2026-01-10
stops 'without facts' refuse "$REF" --right access --ground unfounded-12-5
stops 'is no ground to refuse access; still possible: grant it, or' refuse "$REF" --right access --ground erasure-17-3-b --facts x
stops 'necessary.*proportionate' refuse "$REF" --right access --ground uavg-41-i --facts x
stops 'a ground for a part only, never for all of it; still possible' refuse "$REF" --right access --ground others-15-4 --facts x \
	--necessity x --proportionality x
stops 'ask the person for what is missing first' refuse "$REF" --right access --ground not-identifiable-11-2 --facts x
stops 'direct marketing' refuse "$REF" --right objection --ground unfounded-12-5 --facts x --direct-marketing
stops 'not planned' answer "$REF"
ok 'asked' dossier verify "$REF" --doubt 'Het adres is onbekend.' --method login --on 2026-01-08 --proof '<1@example.org>'
stops 'put to the person before' verify "$REF" --doubt 'Het  adres is onbekend.' --method login
stops 'cannot end before it began' verify "$REF" --answered 2026-01-07
stops 'future' verify "$REF" --answered 2026-01-11
ok 'answered' dossier verify "$REF" --answered 2026-01-09
ok 'another one lies there' dossier clarify "$REF" --doubt 'Welke periode?'
stops 'a question that has not left \(art. 12\(6\) GDPR\).*dossier letter sent' clarify "$REF" --answered 2026-01-10
is "$(dossier deadline --explain "$REF" --json | json '[v["in_force"], v["suspended"]]')" '["2026-02-05", "2026-02-06"]' 'the legal date stays'
ok 'extended' dossier extend "$REF" --ground complexity --reason 'Veel systemen.'
stops 'once; still possible: send its notice' extend "$REF" --ground number --reason x
stops 'before the request' extend "$REF" --notice-sent 2026-01-04 --proof x
stops 'older than the extension' extend "$REF" --notice-sent 2026-01-09 --proof x
stops 'future' extend "$REF" --notice-sent 2026-01-11 --proof x
ok 'its notice' dossier extend "$REF" --notice-sent 2026-01-10 --proof x
stops 'left already' extend "$REF" --notice-sent 2026-01-10 --proof x
stops 'once; answer by then' extend "$REF" --ground number --reason x
stops 'older than the notice' extend "$REF" --bounced 2026-01-09
at 2026-02-06
REF=$(log --right access --received 2026-01-05)
stops 'first deadline was 2026-02-05.*still possible: answer now' extend "$REF" --ground complexity --reason 'Op dag 32.'
stops 'none can be decided after the first deadline; answer now' extend "$REF" --notice-sent 2026-02-06 --proof x

# ---- who failed the check ----

ERASURE=$(log --right erasure --right objection --marketing)
dossier verify "$ERASURE" --doubt 'Wie vraagt dit?' --method login >/dev/null 2>&1
dossier verify "$ERASURE" --method login --result failed >/dev/null 2>&1
FIRST=$REF REF=$ERASURE
stops 'the check of 2026-02-06 failed; still possible' decide "$REF" --right erasure --done --proof 'uitdraai'
ok 'what can simply be stopped is' dossier decide "$REF" --right objection --done --proof 'uitdraai'
stops 'the question has not left \(art. 12\(6\)\)' refuse "$REF" --right erasure --ground not-identifiable-11-2 --facts x
ok 'it leaves' dossier letter sent "$REF" "$(dossier letter list "$REF" --json | json '[l["id"] for l in v if l["kind"] == "question-identity"][0]')"
ok 'and they are refused as nobody we can tell' dossier refuse "$REF" --right erasure --ground not-identifiable-11-2 --facts 'De code kwam niet terug.'
REF=$(log --right erasure --received 2026-02-06)
dossier verify "$REF" --doubt 'Wie vraagt dit?' --method login >/dev/null 2>&1
dossier verify "$REF" --method login --result failed >/dev/null 2>&1
stops 'the question has not left \(art. 12\(6\)\)' close "$REF" --ground not-identified --facts x --letter
REF=$FIRST

# ---- what has ended ----

ok 'withdrawn' dossier withdraw "$REF" --how mail
stops 'reopen' withdraw "$REF" --how mail
stops 'reopen' extend "$REF" --ground complexity --reason x
stops 'reopen' refuse "$REF" --ground unfounded-12-5 --facts x
stops 'is closed already' refuse "$REF" --right access --ground unfounded-12-5 --facts x
stops 'reopen' verify "$REF" --doubt x --method login
stops 'reopen' close "$REF" --ground duplicate
stops 'reopen' answer "$REF"
stops 'reopen' fee "$REF" --warn --amount 10 --ground further-copy --facts x --costs x --until 2026-03-01
stops 'without a reason' reopen "$REF" --reason ' '

# ---- words that are none ----

ok 'reopened' dossier reopen "$REF" --reason 'Toch wel.'
for usage in "extend $REF --ground busy --reason x" "close $REF --ground gone" "close $REF" "refuse $REF" "verify $REF --doubt x" \
	"verify $REF --result passed" "verify $REF --method login --result ok" "fee $REF --warn --amount 10 --until 2026-03-01" \
	"cause $REF" "withdraw $REF --how x --on 2026-02-30" "extend $REF" "clarify $REF"; do
	# shellcheck disable=SC2086
	refuses 2 'expected|knows|names those there are|YYYY-MM-DD|does not exist|one of' "usage: $usage" dossier $usage
done
is "$(dossier audit verify --json | json 'all(o["good"] for o in v)')" true 'the log verifies'
# ---- on a controller's instruction nothing is decided in our own name ----

at 2026-03-05
edit templates/registers/jbsync.json '
v["controllers"] = [{"id": i, "name": i.title() + " B.V.", "contact": {"email": f"avg@{i}.example"}, "language": "nl"} for i in ("acme", "bravo")]
for c in v["categories"]:
    if c["id"] == "JBS-C16":
        c["controllers"] = ["bravo"]
next(s for s in v["systems"] if s["id"] == "app")["collections"].append({"name": "passed_on", "category": "JBS-C10", "table": "app.notes",
    "match": [{"column": "email", "identifier": "email"}]})' >"$TMP/register.json"
ok 'what is processed for a customer may have its collection' dossier register load "$TMP/register.json"
REF=$(log --right access --instructed-by acme)
is "$(dossier plan "$REF" --json | json 'sorted({c for t in v["tasks"] for c in t["categories"]})')" \
	'["JBS-C08", "JBS-C09", "JBS-C10", "JBS-C11", "JBS-C12", "JBS-C13", "JBS-C14", "JBS-C15", "JBS-C18"]' 'what is processed for that customer is planned, and nothing else'
is "$(dossier plan "$REF" --json | json '[t["categories"] for t in v["tasks"] if t["system"] == "app"], [t for t in v["tasks"] if t["action"] != "collect"]')" "([['JBS-C10']], [])" 'where a collection or a person finds it'
is "$(dossier plan "$REF" --json | json '[t["connector"] for t in v["tasks"] if t["system"] == "app"]')" '["manual"]' "which picks out theirs: the same table holds another customer's"
is "$(dossier plan "$REF" --json | json '{l["category"]: l["code"] for l in v["left_out"]}["JBS-C01"]')" not-instructed 'our own is no part of it'
for says in 'extend --ground number --reason x' 'refuse --right access --ground others-15-4 --facts x' \
	'fee --warn --amount 10 --ground excessive-12-5 --facts x --costs y --until 2026-04-01' \
	'verify --doubt x --method login' 'clarify --doubt x' 'close --ground misdirected --facts x --letter'; do
	# shellcheck disable=SC2086 # a command and its options
	set -- $says
	command=$1
	shift
	stops 'Acme B.V. to decide' "$command" "$REF" "$@"
done
is "$(dossier show "$REF" --json | json 'v["instructed_by"]')" acme 'whose it is stands with it'
dossier work >/dev/null 2>&1
for system in $(dossier show "$REF" --json | json '" ".join(t["system"] for t in v["tasks"] if t["state"] != "done")'); do
	case $system in
	app) dossier task 'done' "$REF" app --count 3 ;;
	*) dossier task 'done' "$REF" "$system" --nothing ;;
	esac >/dev/null
done
dossier archive build "$REF" >/dev/null 2>"$TMP/err" || cat "$TMP/err"
ok 'its archive' dossier archive get "$REF" "$TMP/theirs.zip"
LETTER=$(unzip -p "$TMP/theirs.zip" letter.html | tr '\n' ' ')
like "$LETTER" 'Acme B.V..*Geachte heer, mevrouw.*Dit vonden wij van de betrokkene:.*: 3 ' 'its letter tells the controller what was found'
like "$LETTER" 'Niet of niet helemaal doorzocht.*geen klantnummer bekend.*Aan de betrokkene schrijven wij niet' 'and what was not searched, and who answers'
is "$(unzip -p "$TMP/theirs.zip" letter.html LEESMIJ.html processing/index.html processing/processing.json | grep -cE 'toegewezen|granted|Wat wij hebben besloten|uw rechten|Uw rechten|Autoriteit Persoonsgegevens|rechtbank|klacht')" 0 \
	'and decides nothing, and names no remedy'
is "$(unzip -p "$TMP/theirs.zip" 'processing/*.html' LEESMIJ.html README.html | grep -ciE 'uw gegevens|van u krijgt|uw recht|uw verzoek|over u |uw toestemming|overeenkomst met u|your data|your request|about you|verklaring over privacy')" 0 \
	'the pages about the processing do not speak to the person, nor of our own purposes'
like "$(unzip -p "$TMP/theirs.zip" processing/index.html | tr '\n' ' ')" '<h1>Wat wij voor u verwerken</h1>.*hebt u nodig' 'but to the controller'
like "$(unzip -p "$TMP/theirs.zip" processing/JBS-C08.html)" 'in uw opdracht \(verwerker\)' 'category by category'
ok 'what was found is handed over' dossier answer "$REF" --confirm "$REF"
like "$(cat "$TMP/err")" 'it goes to acme, not to the person' 'to the controller'
like "$(log_of "$REF" | json '[str(e["body"]) for e in v if e["kind"] == "request.answered"]')" "'to': 'acme'" 'which the log says'
REF=$(log --right erasure --instructed-by acme)
ok 'where they have nothing that is said' dossier decide "$REF" --category JBS-C09 --nothing --proof 'Niets gevonden.'
ok 'what they have erased is erased by hand' dossier decide "$REF" --done --proof 'Uitdraai' --untold 'Zij bewaren niets.'
ok 'and told' dossier answer "$REF"
is "$(dossier letter list "$REF" --json | json '[(l["kind"], l["for"], l["recipient"]) for l in v]')" '[["report", "controller", "acme"]]' 'to the controller, and to nobody else'
LETTER=$(dossier letter show "$REF" "$(dossier letter list "$REF" --json | json 'v[0]["id"]')" --json | json '" ".join(v["text"].split())')
like "$LETTER" 'Dit hebben wij gedaan voor het wissen van gegevens \(artikel 17 AVG\):.*- .* \(JBS-C08\) op ' 'what was done, and when'
like "$LETTER" 'Hiervan hebben wij niets van deze persoon .*: - .* \(JBS-C09\)' 'and where nothing is held'
like "$LETTER" 'Dat antwoord geeft u zelf' 'and who answers the person'
done_testing
