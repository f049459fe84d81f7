#!/bin/sh
# The six rights that nothing here carries out: done by hand, by category and purpose, answered with their letter, closed.
cd "$(dirname "$0")/../.." || exit 1
. tests/lib.sh
needs python3 unzip

at 2026-03-05
installation pg || exit 1
dossier register load templates/registers/jbsync.json >/dev/null 2>&1
log() {
	dossier log --again --org "${ORG:-jbsync}" "$@" --email anna@example.org --received 2026-03-05 2>/dev/null
}
show() {
	dossier show "$REF" --json | json "$1"
}
letter() {
	mail "$REF.person.$1.eml" | python3 -m quopri -d
}
skip() {
	for REF in "$@"; do
		dossier task skip "$REF" forward --ground 'U bent bij geen van onze klanten bekend.' >/dev/null 2>&1
	done
}
ERASURE=$(known "$(log --right erasure)")
RECTIFICATION=$(known "$(log --right rectification)")
RESTRICTION=$(known "$(log --right restriction)")
REVIEW=$(known "$(log --right human-review)")
MIXED=$(log --right objection --purpose security --purpose outreach --lang en)
STOP=$(log --right consent-withdrawal --purpose invoicing)
NONE=$(log --right consent-withdrawal --purpose style)
BOTH=$(known "$(log --right access --right rectification)")
EMPTY=$(known "$(log --right erasure)")

# ---- erasure: the whole way ----

REF=$ERASURE
refuses 4 'not planned \(art. 17 GDPR\)' 'nothing is answered before it is planned' dossier answer "$REF"
dossier work >/dev/null 2>&1
at 2026-03-10
refuses 4 'what we process for customers is not forwarded yet.*task skip.*art. 28\(3\)\(e\), 17' 'customers are told first, whatever is asked' dossier answer "$REF"
REF=$RESTRICTION
refuses 4 'not forwarded yet.*task skip.*art. 28\(3\)\(e\), 18' 'also before all that was asked is refused' dossier refuse "$REF" --right restriction \
	--ground no-ground-18-1 --facts 'Niets ervan.'
like "$(dossier plan "$BOTH")" 'customer: we pass the request on and that customer answers it \(art' 'the plan says that it will be'
ok 'once that is accounted for it may be' dossier task skip "$REF" forward --ground 'U bent bij geen van onze klanten bekend.'
REF=$ERASURE
skip "$RECTIFICATION" "$RESTRICTION" "$REVIEW" "$MIXED" "$STOP" "$NONE" "$BOTH" "$EMPTY" "$ERASURE"
like "$(dossier plan "$BOTH")" 'customer \(art. 28\(3\)\(e\) GDPR\) and do not pass the request on: U bent bij geen van onze klanten bekend' 'the plan says that it was not, and why'
refuses 4 'erasure cannot be answered: a category has no decision yet \(GDPR art. 12\(3\)\): JBS-C01, JBS-C02.*dossier decide --done' 'nor undecided' dossier answer "$REF"
refuses 2 'say what was decided' 'deciding says what' dossier decide "$REF" --right erasure
refuses 4 'without proof \(art. 5\(2\) GDPR\)' 'with its proof' dossier decide "$REF" --done
refuses 4 'lies in the future' 'once it is done' dossier decide "$REF" --done --on 2026-03-11 --proof x
refuses 4 'dated before the request' 'and not before it was asked' dossier decide "$REF" --done --on 2026-03-04 --proof x
refuses 3 'no category "JBS-C99" to decide for erasure' 'of a category there is' dossier decide "$REF" --done --category JBS-C99 --proof x
refuses 3 'no recipient "JBS-R99"' 'told to a recipient there is' dossier decide "$REF" --done --told JBS-R99 --proof x
is "$(dossier decide "$REF" --right erasure --category JBS-C01,JBS-C03 --done --on 2026-03-09 --proof 'Uitdraai van Kees' --receipt 'ticket 4711' --by 'Kees de Vries' 2>/dev/null)" \
	"$REF: erasure: 2 decided, 6 left" 'two categories are done'
refuses 4 'JBS-C01 of erasure is done already' 'once' dossier decide "$REF" --category JBS-C01 --done --proof x
refuses 4 'JBS-C02, JBS-C04' 'the others are missing' dossier answer "$REF"
ok 'one is refused' dossier refuse "$REF" --category JBS-C02 --ground erasure-17-3-b --facts 'Facturen.' --law 'art. 52 AWR' \
	--until 2033-12-31 --necessity 'De wet.' --proportionality 'Alleen dit.'
is "$(show 'v["status"]')" collected 'which ends nothing'
is "$(dossier decide "$REF" --done --proof 'Uitdraai' 2>/dev/null)" "$REF: erasure: 8 decided, 0 left" 'the rest is done in one go'
is "$(show '[(p["category"], p["on"], p["by"], p["proof"], p["receipt"]) for p in v["decisions"][0]["done"]][:1]')" \
	'[["JBS-C01", "2026-03-09", "Kees de Vries", "Uitdraai van Kees", "ticket 4711"]]' 'with who, when, proof and receipt'
refuses 4 'recipient was not told.*\(GDPR art. 19\): JBS-R01, JBS-R02.*--untold' 'those who got the data are told first' dossier answer "$REF"
next() {
	dossier show "$REF" 2>&1 >/dev/null | grep -E '^(next|not to be)'
}
like "$(next)" '^not to be answered yet: .*recipient was not told.*dossier decide --notify' 'which show names first'
is "$(next | grep -c 'dossier answer')" 0 'and no answer'
ok 'some are' dossier decide "$REF" --told JBS-R05,JBS-R06
ok 'and of the others it is said why not' dossier decide "$REF" --untold 'Zij bewaren niets dat op een persoon te vinden is.'
ok 'then it is answered' dossier answer "$REF"
is "$(show '[v["status"], v["decisions"][0]["state"], v["decisions"][0]["decision"]]')" '["answered", "answered", "partly"]' 'in part'
is "$(show '[f["fact"] for f in v["facts"]][1:]')" \
	'["verified", "carried-out", "refused-in-part", "carried-out", "recipients-told", "recipients-told", "answered", "done"]' 'the facts are told in order'
L=$(letter done-1)
like "$L" 'het wissen van gegevens \(artikel 17 AVG\)' 'the letter names the right'
like "$L" 'Account-data \(9 maart 2026\)' 'the category and the day'
like "$L" 'niet vertellen aan iedereen' 'that not everybody was told'
like "$L" 'artikel 17, lid 3, onder b, AVG' 'what was refused, and why'
like "$L" 'Autoriteit Persoonsgegevens' 'and where to complain'
like "$(echo "$L" | tr '\n' ' ')" 'Wij sturen uw verzoek niet door: U bent bij geen van onze klanten bekend' 'what customers have is theirs, and where it went is told'
case $L in *Kees*|*4711*) no=1 ;; *) no=0 ;; esac
is "$no" 0 'not who did it, nor the receipt'
refuses 4 'answered by a letter that has not left \(art. 12\(3\), 12\(4\) GDPR\).*letter sent' 'who was answered by a letter is not closed before it left' dossier close "$REF" --ground answered
ok 'closed as answered' dossier close "$REF" --ground answered --letter-sent
is "$(dossier letter list "$REF" --json | json 'sorted({(l["kind"], l["state"]) for l in v if l["for"] == "person"})')" '[["done", "sent"], ["refusal", "sent"]]' 'which says of its letters that they left'
is "$(show 'v["status"]')" closed 'and that was all'
ok 'reopened' dossier reopen "$REF" --reason 'Een deel was niet gewist.'
is "$(show '[(d["state"], len(d["done"]), len(d["refused"]), [u["category"] for u in d["undecided"]]) for d in v["decisions"]]')" \
	'[["open", 7, 0, ["JBS-C02"]]]' 'what was done stays done, what was refused is open again'
dossier show "$REF" >/dev/null 2>"$TMP/err"
like "$(cat "$TMP/err")" "next: .dossier decide $REF --right erasure --done" 'the next step is that of its right'
is "$(grep -c 'archive build' "$TMP/err")" 0 'which has no archive'
is "$(dossier today --json | json '[[r["what"], r["code"]] + r["command"] for r in v if r["reference"] == "'"$REF"'"]')" \
	"[[\"waits\", \"doubt\", $(dossier next "$REF" --json | json 'v["command"]' | tail -c +2)]" 'and what today names, too, though it was begun'
ok 'what was done badly is done anew, by its name' dossier decide "$REF" --category JBS-C01 --done --proof 'Nu echt'
is "$(show '[p["proof"] for d in v["decisions"] for p in d["done"] if p["category"] == "JBS-C01"]')" '["Nu echt"]' 'and that is what stands'
is "$(dossier decide "$REF" --done --proof 'De facturen' 2>/dev/null)" "$REF: erasure: 8 decided, 0 left" 'the rest is what was open'
is "$(show '[p["proof"] for d in v["decisions"] for p in d["done"] if p["category"] == "JBS-C03"]')" '["Uitdraai van Kees"]' 'and no more than that'
dossier show "$REF" >/dev/null 2>"$TMP/err"
like "$(cat "$TMP/err")" "next: .dossier answer $REF" 'then it can be answered'
ok 'and is' dossier answer "$REF"
is "$(show '[v["status"], v["decisions"][0]["decision"]]')" '["answered", "granted"]' 'whole'
is "$(dossier audit list --org jbsync --json 2>/dev/null | grep -c 'Kees\|4711\|Uitdraai')" 0 'no word of it stands in the log'

# ---- rectification, restriction, human review ----

REF=$RECTIFICATION
ok 'extended' dossier extend "$REF" --ground number --reason 'Het zijn er veel.'
ok 'done before, and said now' dossier decide "$REF" --category JBS-C01 --done --on 2026-03-09 --proof 'Adres'
is "$(dossier show "$REF" 2>/dev/null | awk '/^2026-..-.. +(received +art|rectification was done|extended;)/ { print $1, $2, /recorded afterwards/ }' | tr '\n' ';')" \
	'2026-03-05 received 0;2026-03-09 rectification 1;2026-03-10 extended; 0;' 'what happened stands by day, and says what was recorded later'
is "$(show '[f["fact"] for f in v["facts"]]')" '["received", "verified", "extension-decided", "carried-out"]' 'in JSON as it was recorded'
ok 'corrected' dossier decide "$REF" --done --proof 'Adres' --untold 'Niemand kreeg het oude adres.'
ok 'answered' dossier answer "$REF"
like "$(letter done-1)" 'hebben wij verbeterd' 'and told so'
ok 'closed' dossier close "$REF" --ground answered --letter-sent
REF=$EMPTY
refuses 4 'without proof' 'that nothing is held is shown' dossier decide "$REF" --category JBS-C01 --nothing
refuses 2 'name the categories of each' 'one of the two' dossier decide "$REF" --done --nothing --proof x
ok 'some of it is erased' dossier decide "$REF" --category JBS-C01 --done --proof 'Uitdraai' --untold 'Niemand kreeg ze.'
ok 'of the rest nothing is held' dossier decide "$REF" --nothing --proof 'Gezocht op beide adressen.'
is "$(show '[len(v["decisions"][0]["undecided"]), [p["nothing"] for p in v["decisions"][0]["done"]][:2]]')" '[0, [false, true]]' 'which settles it'
like "$(dossier show "$REF" 2>/dev/null)" 'erasure: nothing of the person is held for JBS-C02' 'and is told as it is'
ok 'answered' dossier answer "$REF"
L=$(letter done-1 | tr '\n' ' ')
like "$L" 'hebben wij gewist:.*- Account-data \(10 maart 2026\).*Hiervan hebben wij niets van u:.*- Factuur' 'the letter says so of each'
is "$(echo "$L" | grep -c 'Niemand kreeg\|Gezocht')" 0 'and not how it was found out'
ok 'closed' dossier close "$REF" --ground answered --letter-sent
REF=$RESTRICTION
ok 'restricted' dossier decide "$REF" --done --proof 'Vlag' --untold 'Niemand kreeg ze.'
like "$(dossier show "$REF" 2>/dev/null)" 'restriction: why recipients were not told was recorded' 'nobody was told, and show says no more'
dossier verify "$REF" --method login --result failed >/dev/null 2>&1
refuses 4 'restriction cannot be answered: who asks is not established.*the check of 2026-03-10 failed.*ask \(' 'a check that failed is none' dossier answer "$REF"
dossier verify "$REF" --method counter --result passed >/dev/null 2>&1
ok 'one that passed is' dossier answer "$REF"
like "$(letter done-1)" 'bewaren wij alleen nog' 'and told so'
ok 'closed' dossier close "$REF" --ground answered --letter-sent
REF=$REVIEW
refuses 4 'human review without a human \(art. 22\(3\) GDPR\)' 'somebody has looked' dossier decide "$REF" --done --proof 'Verslag'
refuses 4 "without the person's own view \(art. 22\(3\) GDPR\)" 'who hears the person' dossier decide "$REF" --done --proof 'Verslag' --by 'Mira Jansen'
refuses 4 'without its result \(art. 12\(3\) GDPR\)' 'and comes to a result' dossier decide "$REF" --done --proof 'Verslag' --by 'Mira Jansen' --heard 'Gebeld op 9 maart.'
refuses 4 'is of a decision.*22\(3\) GDPR.*not-automated-22-1' 'there was a decision or none' dossier decide "$REF" --nothing --proof 'Verslag'
ok 'who may change it' dossier decide "$REF" --done --proof 'Verslag' --by 'Mira Jansen' --heard 'Gebeld op 9 maart.' --result 'U krijgt de korting alsnog.'
ok 'answered' dossier answer "$REF"
like "$(letter done-1)" 'U krijgt de korting alsnog' 'and told what came of it'
is "$(letter done-1 | grep -c 'Gebeld\|gehoord')" 0 'and no more than that'
ok 'closed' dossier close "$REF" --ground answered --letter-sent

# ---- objection, by purpose; withdrawal of consent ----

REF=$MIXED
is "$(show '[(p["category"], p["purpose"]) for p in v["decisions"][0]["undecided"]]')" \
	'[["JBS-C03", "security"], ["JBS-C04", "security"], ["JBS-C06", "outreach"]]' 'each use of a category is decided'
is "$(show 'v["due"]')" 2026-03-06 'marketing is due at once'
RISK='[r["due"] for o in v["organisations"] for r in o["risk"] if r["reference"] == "'$MIXED'"]'
is "$(dossier report 2026-03 --format json | json "$RISK")" '["2026-03-06"]' 'the report has that among its risks'
refuses 4 "still possible: .dossier decide $REF --right objection --done --purpose outreach. now \(art. 21\(3\)\)" 'what of it waits for nobody is named' dossier decide "$REF" --done --proof 'Lijst'
ok 'the marketing has stopped' dossier decide "$REF" --purpose outreach --done --on 2026-03-06 --proof 'Lijst'
is "$(show 'v["due"]')" 2026-04-07 'the other purpose takes its month'
is "$(dossier report 2026-03 --format json | json "$RISK")" '[]' 'and is no risk yet'
refuses 4 "art. 12\(2\), 12\(6\) GDPR\): no check is recorded: .dossier verify $REF --method" 'for which it is recorded first who asks' \
	dossier decide "$REF" --purpose security --done --proof 'Lijst'
known "$REF" >/dev/null
refuses 4 'JBS-C03 \(security\), JBS-C04 \(security\)' 'and is decided' dossier answer "$REF"
ok 'for one category it is refused' dossier refuse "$REF" --purpose security --category JBS-C04 --ground compelling-21-1 --facts 'Fraud.' \
	--necessity 'Needed.' --proportionality 'Only this.'
ok 'for the other it stopped' dossier decide "$REF" --done --proof 'Lijst'
ok 'answered' dossier answer "$REF"
L=$(letter done-1 | tr "\n" " ")
like "$L" 'for: Beveiliging.*The data stay in use for: Levering van de Dienst' 'the letter says for what the data stays'
like "$L" 'This we have not done' 'and what was refused'
ok 'closed' dossier close "$REF" --ground answered --letter-sent
REF=$STOP
ok 'stopped' dossier decide "$REF" --done --proof 'Uit'
ok 'answered' dossier answer "$REF"
like "$(letter done-1)" 'op grond van uw toestemming' 'and told so'
ok 'closed' dossier close "$REF" --ground answered --letter-sent
ok 'reopened' dossier reopen "$REF" --reason 'De brief was niet duidelijk.'
is "$(dossier deadline --explain "$REF" --json | json '[v["at_once"], v["due"] == v["in_force"], v["facts"][-1]["fact"]]')" '[null, true, "stopped"]' \
	'what had stopped has not begun again: the answer has its month'
ok 'which is given again' dossier answer "$REF"
REF=$NONE
refuses 4 'about no category of ours' 'a purpose that is only for customers is theirs to stop' dossier decide "$REF" --done --proof x

# ---- beside a copy ----

REF=$BOTH
refuses 4 'access is carried out by its copy' 'a copy is no manual work' dossier decide "$REF" --right access --done --proof x
ok 'a correction is made' dossier decide "$REF" --right rectification --done --proof 'Uitdraai' --untold 'Niemand.'
ok 'and answered, as it can be' dossier answer "$REF"
like "$(cat "$TMP/err")" "^access is open still: " 'why access is not is told'
is "$(show '[(d["right"], d["state"]) for d in v["decisions"]]')" '[["access", "open"], ["rectification", "answered"]]' 'access stays open'
like "$(letter done-1)" 'Uw verzoek gaat ook over: inzage' 'the letter says so'
dossier archive build "$REF" >/dev/null 2>&1
dossier archive get "$REF" "$TMP/CONCEPT-both.zip" >/dev/null 2>&1
like "$(unzip -p "$TMP/CONCEPT-both.zip" letter.html | tr -d '\n')" 'rectificatie[^<]*</strong>: beslist; u kreeg hierover apart bericht' 'so does the letter in the archive'
refuses 4 'rectification is answered already' 'not twice' dossier answer "$REF" --right rectification

# ---- nothing searched is no answer ----

REF=$(known "$(log --right access)")
dossier work >/dev/null 2>&1
systems() {
	show '" ".join(t["system"] for t in v["tasks"] if t["state"] in ("asked", "failed"))'
}
dossier archive build "$REF" >/dev/null 2>"$TMP/err"
like "$(cat "$TMP/err")" 'next: .dossier task (show|retry|done) ' 'what is built beforehand says what it waits for'
is "$(grep -c 'dossier answer' "$TMP/err")" 0 'and names no answer that is refused'
FIRST=$(systems | cut -d' ' -f1)
skip_tasks "$REF" 'geen tijd'
dossier archive build "$REF" >/dev/null 2>&1
refuses 4 'nothing was searched, which is no answer \(art. 12\(1\), 15\(1\) GDPR\): .*\(skipped\).*task retry' 'every source skipped' dossier answer "$REF" --confirm "$REF"
dossier task retry "$REF" "$FIRST" >/dev/null
dossier work >/dev/null 2>&1
dossier task 'done' "$REF" "$FIRST" --nothing >/dev/null
dossier archive build "$REF" >/dev/null 2>&1
said() {
	rm -f "$TMP/said.zip"
	dossier archive get "$REF" "$TMP/said.zip" >/dev/null 2>&1
	unzip -p "$TMP/said.zip" "$@" | tr -d '\n'
}
is "$(said '*.html' | grep -cE 'sturen (uw verzoek|het) door|klant beantwoordt')" 0 'what was passed on to nobody is nowhere said to be'
like "$(said letter.html)" '<p>Beste mevrouw of meneer,</p>' 'who told us no name is greeted without'
like "$(said letter.html)" 'Daarover beslist die klant, niet wij. Wij sturen uw verzoek niet door: geen tijd</p>' 'the letter says so, and why'
like "$(said completeness.html)" 'wij verwerken dit voor een klant \(art. 28 lid 3 onder e AVG\) en sturen uw verzoek niet door: geen tijd' 'so does what was not asked'
like "$(said completeness.html)" 'de klanten voor wie wij werken.{,60}>niet doorgestuurd</td><td data-label="Gevraagd"></td>' 'and what was asked'
is "$(said completeness.html | grep -c 'door een medewerker gezocht</td><td data-label="Gevraagd">[^<]*</td><td data-label="Antwoord"></td><td><strong>overgeslagen')" 0 \
	'nobody searched what was skipped'
like "$(said 'processing/*.html')" 'Uitkomst: niets gevonden waar wij zochten; niet alle bronnen zijn doorzocht.' 'a category searched in part says so'
refuses 4 "of [0-9]+ sources were not searched.*--confirm $REF" 'little was searched: it is said twice' dossier answer "$REF"
refuses 4 "names $BOTH, not $REF" 'of this request' dossier answer "$REF" --confirm "$BOTH"
dossier verify "$REF" --method login --result failed >/dev/null 2>&1
refuses 4 'access cannot be answered: who asks is not established \(GDPR art. 12\(2\), 12\(6\)\): the check of 2026-03-10 failed' 'not to who failed the check' dossier answer "$REF" --confirm "$REF"
dossier verify "$REF" --method counter --result passed >/dev/null 2>&1
ok 'then it leaves' dossier answer "$REF" --confirm "$(echo "$REF" | tr "[:upper:]" "[:lower:]")"

REF=$(known "$(log --right access --lang en --name 'Anna de Vries')")
dossier work >/dev/null 2>&1
skip_tasks "$REF" 'none has you'
dossier archive build "$REF" >/dev/null 2>&1
is "$(said '*.html' | grep -cE 'pass (the request|your request|it) on to|we pass|customer answers')" 0 'nor in English'
like "$(said letter.html)" '<p>Dear Anna de Vries,</p>' 'who told us a name is greeted by it'
like "$(said letter.html)" 'That customer decides about them, not we. We do not pass your request on: none has you</p>' 'whose letter says why'
like "$(said completeness.html)" 'for a customer \(art. 28\(3\)\(e\) GDPR\) and do not pass the request on: none has you' 'and whose list does'

# ---- complaint and court of each ----

REF=$(known "$(log --right erasure --right consent-withdrawal --right access)")
dossier work >/dev/null 2>&1
nothing_found "$REF" 'geen klant'
ok 'stopped' dossier decide "$REF" --right consent-withdrawal --done --proof 'Uit'
refuses 4 'erasure recorded as done while access is open still \(art. 15, 12\(2\) GDPR\).*dossier answer --right access' 'nothing is erased before its copy is given' \
	dossier decide "$REF" --right erasure --done --proof 'Uitdraai'
dossier show "$REF" >/dev/null 2>"$TMP/err"
like "$(cat "$TMP/err")" "next: .dossier archive build $REF" 'which is the next step'
ok 'that nothing is held there is no erasure' dossier decide "$REF" --right erasure --category JBS-C01 --nothing --proof 'Gezocht'
dossier archive build "$REF" >/dev/null 2>&1
dossier archive get "$REF" "$TMP/courts.zip" >/dev/null 2>&1
ok 'the copy is given' dossier answer "$REF" --right access --confirm "$REF"
ok 'then it is erased' dossier decide "$REF" --right erasure --done --proof 'Uitdraai' --untold 'Niemand.'
ok 'both are answered in one letter' dossier answer "$REF" --right erasure --right consent-withdrawal
L=$(letter done-1 | tr "\n" " ")
like "$L" 'Over het wissen van gegevens \(artikel 17 AVG\):.*art. 35.*Over intrekking van toestemming \(artikel 7, lid 3, AVG\):.*\(art. 79 AVG\)' 'each with its own court'
like "$(unzip -p "$TMP/courts.zip" letter.html)" 'Over intrekking van toestemming \(artikel 7, lid 3, AVG\): .*rechter \(art. 79 AVG\)' 'as the letter in the archive does'

# ---- one right of several withdrawn ----

REF=$(known "$(log --right access --right erasure)")
dossier work >/dev/null 2>&1
refuses 3 'does not ask for restriction' 'only what was asked' dossier withdraw "$REF" --right restriction --how 'mail'
ok 'access is withdrawn' dossier withdraw "$REF" --right access --how 'mail of today'
is "$(show '[v["status"]] + [(d["right"], d["state"]) for d in v["decisions"]]')" '["collected", ["access", "withdrawn"], ["erasure", "open"]]' 'erasure goes on'
is "$(show '{t["state"] for t in v["tasks"]} - {"done", "skipped"} == set()')" true 'nothing is searched for a copy any more'
like "$(dossier show "$REF" 2>/dev/null)" 'access was withdrawn by the person' 'show tells it'
is "$(dossier report 2026-03 --org jbsync --json | json '[r["withdrawn"] for r in v["organisations"][0]["cohorts"][0]["rights"] if r["right"] == "access"]')" '[1]' 'the report counts it'
ok 'the other right too' dossier withdraw "$REF" --how 'mail of today'
is "$(show '[v["status"], [d["state"] for d in v["decisions"]]]')" '["closed", ["withdrawn", "withdrawn"]]' 'then the request is'

# ---- refused, and the person not told ----

REF=$(known "$(log --right access)")
dossier work >/dev/null 2>&1
nothing_found "$REF" 'geen klant'
WEIGHED='--facts Onderzoek. --necessity Nodig. --proportionality Beperkt.'
# shellcheck disable=SC2086
refuses 4 'is told \(art. 12\(4\) GDPR\): only a restriction under art. 23' 'not on every ground' dossier refuse "$REF" --category JBS-C04 --ground others-15-4 --unannounced --why x $WEIGHED
# shellcheck disable=SC2086
refuses 4 'a whole right cannot be passed over in silence' 'nor of all there is' dossier refuse "$REF" --ground uavg-41-d --unannounced --why x $WEIGHED
# shellcheck disable=SC2086
refuses 4 'unannounced without a reason' 'nor without saying why' dossier refuse "$REF" --category JBS-C04 --ground uavg-41-d --unannounced $WEIGHED
# shellcheck disable=SC2086
ok 'a part, in silence' dossier refuse "$REF" --category JBS-C04 --ground uavg-41-d --unannounced --why 'Een lopend onderzoek naar inbraak.' $WEIGHED
is "$(letters "$REF.person.%" | wc -l)" 0 'no letter is written'
# shellcheck disable=SC2086
refuses 4 'nor can what is left of it' 'and the rest after it not in silence' dossier refuse "$REF" --ground uavg-41-d --unannounced --why x $WEIGHED
like "$(dossier show "$REF" 2>/dev/null)" 'access was refused for JBS-C04 \(uavg-41-d\); unannounced' 'who may open the dossier sees it'
dossier archive build "$REF" >/dev/null 2>&1
dossier archive get "$REF" "$TMP/silent.zip" >/dev/null 2>&1
mkdir "$TMP/silent" && (cd "$TMP/silent" && unzip -q ../silent.zip)
is "$(grep -rlE 'uavg-41|artikel 41|41\(1\)\(d\)|inbraak' "$TMP/silent" | wc -l)" 0 'the archive does not say it'
is "$(grep -rl 'JBS-C04\|Gebruikslogs' "$TMP/silent" | wc -l)" 0 'nor that there is nothing of the category'
is "$(grep -rliE 'geen persoonsgegevens van u gevonden|geen gegevens over u|volledige kopie|alles wat wij vonden|gevonden,? maar niet' "$TMP/silent" | wc -l)" 0 'nor that there is nothing at all, or that something was found'
like "$(cat "$TMP/silent/letter.html")" 'geen persoonsgegevens van u die wij u kunnen geven' 'but that there is nothing to give'
ok 'the rest is answered' dossier answer "$REF"
is "$(show '[v["status"], v["decisions"][0]["decision"]]')" '["answered", "partly"]' 'in part, as we know'
is "$(dossier audit list --org jbsync --json 2>/dev/null | grep -c inbraak)" 0 'and the log does not say why'

# ---- help names what the table of docs/deadlines.md (tests/unit/law_rights.c) says ----

HELP=$(dossier decide --help)
# shellcheck disable=SC2013,SC2016
for right in $(sed -n 's/^| \([a-z-]*\) | [^|]* | [^|]* | [^|]* | [^|]* | `done` |$/\1/p' docs/deadlines.md); do
	like "$HELP" "$right" "decide is for $right"
done
like "$right" consent-withdrawal 'the last of them'
HELP=$(dossier fee --help)
for ground in $(sed -n 's/^| access | 15 |[^|]*|[^|]*|\([^|]*\)|.*/\1/p' docs/deadlines.md | tr -d '`,'); do
	like "$HELP" "$ground" "fee knows $ground"
done

# ---- art. 19: the letter to a recipient ----

at 2026-03-10
edit templates/registers/jbsync.json '
for r in v["recipients"]:
    if r["id"] in ("JBS-R05", "JBS-R06"):
        r["contact"] = {"email": r["id"].lower() + "@example.org", "language": "nl" if r["id"] == "JBS-R05" else "en"}' >"$TMP/contacts.json"
dossier register load "$TMP/contacts.json" >/dev/null 2>&1
REF=$(known "$(log --right erasure --right objection --purpose security)")
dossier work >/dev/null 2>&1
told() {
	show '[(f["fact"], f["text"].split(": ")[-1]) for f in v["facts"] if f["fact"].startswith("recipients")]'
}
no() {
	dossier letter list "$REF" --json | json "[l['id'] for l in v if l['kind'] == 'notify'][-1]"
}
refuses 4 'none that is to be told still.*those are none' 'of what was not done nobody is told' dossier decide "$REF" --right erasure --notify JBS-R05
dossier decide "$REF" --right erasure --done --proof 'Uitdraai' >/dev/null 2>&1
refuses 4 'of objection no recipient is told: art. 19' 'nor of another right' dossier decide "$REF" --right objection --notify JBS-R05
refuses 3 'none that is to be told still.*JBS-R' 'nor who is no recipient' dossier decide "$REF" --right erasure --notify JBS-R99
refuses 2 'a recipient was given twice' 'nor one twice' dossier decide "$REF" --right erasure --notify JBS-R05,JBS-R05
refuses 1 'has no contact.email.*--told JBS-R01' 'nor who has no address' dossier decide "$REF" --right erasure --notify JBS-R01
is "$(letters "$REF.to-%" | wc -l)" 0 'and no letter is left of that'
ok 'the letter to one' dossier decide "$REF" --right erasure --notify JBS-R05,JBS-R06
like "$(cat "$TMP/err")" 'counts as told once theirs left' 'says what comes next'
L=$(mail "$REF.to-JBS-R05.notify-erasure-1.eml" | python3 -c 'import email.policy, sys; m = email.message_from_file(sys.stdin, policy=email.policy.default); print(m["To"], m["Subject"], m.get_content())')
like "$L" 'jbs-r05@example.org' 'to the address of the register'
like "$L" "$REF: er is iets veranderd" 'with its reference'
like "$L" 'het wissen van gegevens \(artikel 17 AVG\)' 'names the right'
like "$L" 'gewist op 10 maart 2026' 'what was done with which categories, and when'
like "$L" 'artikel 19 AVG' 'why it is told'
like "$(mail "$REF.to-JBS-R06.notify-erasure-1.eml")" 'article 19 GDPR' 'each in its own language'
is "$(told)" '[]' 'that it lies there tells nobody'
ok 'written again' dossier decide "$REF" --right erasure --notify JBS-R06
is "$(letters "$REF.to-JBS-R06.%" | wc -l)" 1 'it is the same letter'
ok 'it leaves' dossier letter sent "$REF" "$(no)"
is "$(told)" '[["recipients-told", "JBS-R06"]]' 'that one is told'
refuses 4 'none that is to be told still' 'and not again' dossier decide "$REF" --right erasure --notify JBS-R06
ok 'it comes back' dossier letter bounced "$REF" "$(no)"
is "$(told)" '[["recipients-told", "JBS-R06"], ["recipients-bounced", "JBS-R06"]]' 'and told nobody'
skip "$REF"
refuses 4 'recipient was not told' 'so that nothing is answered' dossier answer "$REF" --right erasure
ok 'another letter' dossier decide "$REF" --right erasure --notify JBS-R06
is "$(letters "$REF.to-JBS-R06.%-2.eml" | wc -l)" 1 'is one of its own'

# ---- what is done later is told later ----

REF=$(known "$(log --right erasure --lang nl)")
dossier work >/dev/null 2>&1
skip "$REF"
to_r05() {
	dossier decide "$REF" --right erasure --notify JBS-R05
}
dossier decide "$REF" --right erasure --category JBS-C01 --done --proof 'Uitdraai' >/dev/null 2>&1
ok 'the first is told' to_r05
dossier letter sent "$REF" "$(no)" >/dev/null 2>&1
refuses 4 'none that is to be told still' 'of that there is no more to tell' to_r05
dossier decide "$REF" --right erasure --done --proof 'Uitdraai' >/dev/null 2>&1
refuses 4 'recipient was not told.*JBS-R05' 'the others were not told' dossier answer "$REF"
ok 'they are told by another letter' to_r05
L=$(mail "$REF.to-JBS-R05.notify-erasure-2.eml")
like "$L" 'gewist op' 'which names them'
case $L in *Account-data*) no=1 ;; *) no=0 ;; esac
is "$no" 0 'and not what was told before'
dossier decide "$REF" --right erasure --untold 'Zij bewaren niets.' >/dev/null 2>&1
dossier answer "$REF" >/dev/null 2>&1
case $(letter done-1) in *niet*vertellen*iedereen*) no=0 ;; *) no=1 ;; esac
is "$no" 0 'the person is told that not everybody was told'
R05=$(json '[r.get("name") or r["described_as"] for r in v["recipients"] if r["id"] == "JBS-R05"][0]' <"$TMP/contacts.json")
case $(letter done-1) in *"$R05"*) no=1 ;; *) no=0 ;; esac
is "$no" 0 'and not that this one was'

# ---- a letter tells what was done when it was written ----

REF=$(known "$(log --right erasure)")
dossier work >/dev/null 2>&1
skip "$REF"
last() {
	mail "$REF.to-JBS-R05.notify-erasure-$1.eml"
}
refuses 3 'JBS-R99' 'where a notice is refused' dossier decide "$REF" --right erasure --category JBS-C01 --done --proof 'Uitdraai' --notify JBS-R99
ok 'nothing was recorded: the corrected command does it' dossier decide "$REF" --right erasure --category JBS-C01 --done --proof 'Uitdraai' --notify JBS-R05
to_r05 >/dev/null 2>&1
dossier decide "$REF" --right erasure --done --proof 'Uitdraai' >/dev/null 2>&1
FIRST=$(no)
dossier letter sent "$REF" "$FIRST" >/dev/null 2>&1
refuses 4 'recipient was not told.*JBS-R05' 'what was done after it was written it does not tell' dossier answer "$REF"
ok 'the rest is told by another' to_r05
case $(last 2) in *Account-data*) no=1 ;; *) no=0 ;; esac
is "$no" 0 'which tells the rest alone'
dossier letter bounced "$REF" "$FIRST" >/dev/null 2>&1
dossier letter sent "$REF" "$(no)" >/dev/null 2>&1
refuses 4 'recipient was not told.*JBS-R05' 'what it left out was not told by it either' dossier answer "$REF"
ok 'that is told again' to_r05
like "$(last 3)" 'Account-data' 'by name'

# ---- on paper ----

edit "$TMP/contacts.json" 'v["organisation"]["contact"].pop("email")' >"$TMP/paper.json"
dossier register load "$TMP/paper.json" >/dev/null 2>&1
REF=$(known "$(log --right erasure)")
dossier work >/dev/null 2>&1
skip "$REF"
dossier decide "$REF" --right erasure --done --proof 'Uitdraai' >/dev/null 2>&1
ok 'a letter on paper' to_r05
dossier letter sent "$REF" "$(no)" >/dev/null 2>&1
dossier letter bounced "$REF" "$(no)" >/dev/null 2>&1
refuses 4 'recipient was not told.*JBS-R05' 'that came back told nobody' dossier answer "$REF"
# ---- told too late ----

at 2026-03-10
REF=$(known "$(log --right restriction)")
dossier work >/dev/null 2>&1
skip "$REF"
dossier decide "$REF" --done --proof 'Vlag' --untold 'Niemand kreeg ze.' >/dev/null 2>&1
ok 'answered in time' dossier answer "$REF"
at 2026-04-09
explain() {
	dossier deadline --explain "$REF" --json | json "[v[\"$1\"], v[\"told\"]]"
}
is "$(explain statute)" '["late", null]' 'nobody was told while it lies there'
ok 'its letter leaves after the month' dossier letter sent "$REF" "$(dossier letter list "$REF" --json | json 'v[0]["id"]')"
is "$(explain statute)" '["missed", "2026-04-09"]' 'the person was told too late'
is "$(dossier report 2026-04 --org jbsync --json | json '[r["late"] for o in v["organisations"] for c in o["cohorts"] if c["cohort"] == "closed" for r in c["rights"] if r["right"] == "restriction"]')" '[1]' 'so says the report'
ok 'all of it follows from the log' dossier audit verify
done_testing
