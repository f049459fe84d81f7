#!/bin/sh
# What has to be known of a request and moves no date: a fee the person was warned of, and why it is late.
cd "$(dirname "$0")/../.." || exit 1
. tests/lib.sh
needs python3

installation pg || exit 1
dossier register load templates/registers/jbsync.json >/dev/null 2>&1
log() {
	dossier log --again --org jbsync "$@" --email anna@example.org --received 2026-03-05 2>/dev/null
}
term() {
	dossier deadline --explain "$REF" --json | json "$1"
}
# unchanged STATUS PATTERN TEXT COMMAND...: refused, and everything stands as it stood.
unchanged() {
	before=$(written)
	what=$3
	refuses "$@"
	is "$(written)" "$before" "$what: nothing changed"
}
FACTS='Dit is het vijfde verzoek in een maand.'
COSTS='Een half uur werk van 25 euro per uur.'
warn() {
	dossier fee "$REF" --warn --amount 12.50 --ground excessive-12-5 --facts "$FACTS" --costs "$COSTS" --until 2026-03-17
}

# left: the latest letter about REF has left.
left() {
	dossier letter sent "$REF" "$(dossier letter list "$REF" --json | json 'v[-1]["id"]')" >/dev/null 2>&1
}

# ---- a fee ----

at 2026-03-10
REF=$(log --right erasure)
unchanged 2 'one of --warn and --charge' 'neither' dossier fee "$REF"
unchanged 4 'no fee without warning.*art. 12\(5\).*--warn' 'no fee without warning' dossier fee "$REF" --charge
unchanged 2 'one of excessive-12-5' 'a ground that is one' dossier fee "$REF" --warn --amount 10 --ground effort --facts "$FACTS" --costs "$COSTS" --until 2026-03-17
unchanged 4 'leaves the proof to the organisation' 'with its facts' dossier fee "$REF" --warn --amount 10 --ground excessive-12-5 --until 2026-03-17
unchanged 4 'how the amount follows from that \(--costs\)' 'with its costs' dossier fee "$REF" --warn --amount 10 --ground excessive-12-5 --facts "$FACTS" --until 2026-03-17
unchanged 4 'chance to withdraw' 'with a day to withdraw until' dossier fee "$REF" --warn --amount 10 --ground excessive-12-5 --facts "$FACTS" --costs "$COSTS" --until 2026-03-10
unchanged 2 'say it with --until' 'which must be named' dossier fee "$REF" --warn --amount 10 --ground excessive-12-5 --facts "$FACTS" --costs "$COSTS"
unchanged 4 'does not ask for access: art. 15\(3\)' 'no further copy of an erasure' dossier fee "$REF" --warn --amount 10 --ground further-copy --facts "$FACTS" --costs "$COSTS" --until 2026-03-17
unchanged 4 'before the request' 'a warning before the request' dossier fee "$REF" --warn --amount 10 --ground excessive-12-5 --facts "$FACTS" --costs "$COSTS" --until 2026-03-17 --on 2026-03-01
unchanged 4 'future' 'a warning of tomorrow' dossier fee "$REF" --warn --amount 10 --ground excessive-12-5 --facts "$FACTS" --costs "$COSTS" --until 2026-03-17 --on 2026-03-11
CONSENT=$(log --right consent-withdrawal)
refuses 4 'as easily as it was given \(art. 7\(3\)' 'no fee for withdrawing consent' dossier fee "$CONSENT" --warn --amount 10 --ground excessive-12-5 --facts "$FACTS" --costs "$COSTS" --until 2026-03-17
refuses 4 'art. 7\(3\)' 'nor an extension' dossier extend "$CONSENT" --ground number --reason 'Veel tegelijk.'
BOTH=$(log --right consent-withdrawal --right access)
ok 'with another right open there is something to extend' dossier extend "$BOTH" --ground number --reason 'Veel tegelijk.'
for amount in 0 -1 abc 12.5 1e3 9999999999 '' 12.505; do
	unchanged 2 'amount|cents above zero' "an amount of \"$amount\"" dossier fee "$REF" --warn "--amount=$amount" --ground excessive-12-5 --facts "$FACTS" --costs "$COSTS" --until 2026-03-17
done
before=$(term '[v["in_force"], v["due"], v["statute"]]')
ok 'the person is warned' warn
is "$(term '[v["in_force"], v["due"], v["statute"]]')" "$before" 'which moves no date'
like "$(dossier show "$REF" 2>/dev/null)" '2026-03-10 +the person was told of a fee of EUR 12.50, to withdraw until 2026-03-17 \(excessive-12-5\)' 'show tells it'
like "$(dossier deadline --explain "$REF")" 'fee of EUR 12.50.*12\(5\)\(a\)' 'deadline --explain too'
like "$(mail "$(letters "$REF.person.fee-1.%")")" 'Trek uw verzoek dan in' 'the letter gives the chance to withdraw'
like "$(mail "$(letters "$REF.person.fee-1.%")")" "$COSTS" 'and how the amount follows from the costs'
like "$(log_of "$REF")" 'clock.fee-warned' 'the log tells it'
is "$(log_of "$REF" | grep -c -e "$FACTS" -e "$COSTS")" 0 'but neither the facts nor the costs'
unchanged 4 'a fee without warning.*once it left' 'a letter that lies here warned nobody' dossier fee "$REF" --charge --accepted
left
unchanged 4 'can still withdraw until 2026-03-17' 'not charged before that day' dossier fee "$REF" --charge
unchanged 2 'only --accepted' 'nor another amount' dossier fee "$REF" --charge --amount 99
at 2026-03-12
ok 'a warning with another amount replaces it' dossier fee "$REF" --warn --amount 10 --ground excessive-12-5 --facts "$FACTS" --costs "$COSTS" --until 2026-03-19
left
at 2026-03-18
unchanged 4 'can still withdraw until 2026-03-19' 'it has its own day' dossier fee "$REF" --charge
ok 'accepted, it is charged before' dossier fee "$REF" --charge --accepted
like "$(dossier show "$REF" 2>/dev/null)" '2026-03-18 +a fee was charged of EUR 10.00; the person agreed' 'and told'
unchanged 4 'charged already, on 2026-03-18' 'not twice' dossier fee "$REF" --charge --accepted
unchanged 4 'charged already' 'nor is it changed afterwards' dossier fee "$REF" --warn --amount 99 --ground excessive-12-5 --facts "$FACTS" --costs "$COSTS" --until 2026-03-30
at 2026-03-10
REF=$(log --right access)
unchanged 4 'fee for a first copy: art. 15\(3\)' 'the first copy is free' dossier fee "$REF" --warn --amount 500 --ground further-copy --facts "$FACTS" --costs "$COSTS" --until 2026-03-17
warn >/dev/null 2>&1
left
at 2026-03-18
ok 'after the day it needs no word of the person' dossier fee "$REF" --charge
unchanged 4 'that or a refusal, not both' 'and is not refused as excessive as well' dossier refuse "$REF" --ground excessive-12-5 --facts "$FACTS"
at 2026-03-10
REF=$(log --right access)
warn >/dev/null 2>&1
ok 'the person withdraws' dossier withdraw "$REF" --how 'mail of today'
at 2026-03-18
unchanged 4 'is closed already' 'and then nothing is charged' dossier fee "$REF" --charge
ok 'the report does not mind' dossier report 2026-03

# ---- causes ----

at 2026-03-10
REF=$(log --right access)
unchanged 4 'not late and is due on 2026-04-07.*12\(3\)' 'no cause of what is not late' dossier cause "$REF" --cause staff
unchanged 2 'no cause of lateness "weather": expected one of recipient-silent' 'a cause that is none' dossier cause "$REF" --cause weather
unchanged 2 'lateness without its cause: expected one of' 'or none' dossier cause "$REF"
unchanged 2 'by itself' 'other says nothing by itself' dossier cause "$REF" --cause other --note ' '
like "$(dossier cause --list)" 'recipient-silent +recipient silent +ontvanger zweeg' 'they are listed'
at 2026-03-24
ok 'fourteen days before it can be known' dossier cause "$REF" --cause recipient-silent --note 'Hoster B.V. antwoordt niet.'
unchanged 4 'recorded already' 'once' dossier cause "$REF" --cause recipient-silent
like "$(dossier show "$REF" 2>/dev/null)" '2026-03-24 +a cause of lateness was recorded: recipient-silent' 'show tells it'
OTHER=$(log --right access)
at 2026-04-08
is "$(dossier due --json 2>/dev/null | json '[(r["reference"], r["explained"]) for r in v if r["reference"] in ("'"$REF"'", "'"$OTHER"'")] == sorted([("'"$REF"'", True), ("'"$OTHER"'", False)])')" true \
	'due says which is explained'
like "$(dossier due 2>&1 >/dev/null)" 'something is late; record why: `dossier cause JBS-' 'and suggests to say why'
ok 'two causes' dossier cause "$REF" --cause other --note 'De kluis was dicht.'
REF=$OTHER
ok 'one more' dossier cause "$REF" --cause recipient-silent
is "$(dossier report 2026-03 --json | json 'v["organisations"][0]["cohorts"][0]["total"]["causes"]')" '{"other": 1, "recipient-silent": 2}' 'the report counts them'
unchanged 4 'no cause of lateness "staff" stands there.*dossier undo' 'what was never recorded is not taken back' dossier cause "$REF" --cause staff --take-back --note x
unchanged 2 'note' 'nor without how that is known' dossier cause "$REF" --cause recipient-silent --take-back
like "$(dossier undo "$REF" --json | json '[r["command"] for r in v if "cause" in r["what"]]')" "dossier cause $REF --cause recipient-silent --take-back" 'undo names it'
ok 'it was not why' dossier cause "$REF" --cause recipient-silent --take-back --note 'Zij antwoordden een ander verzoek.'
unchanged 4 'no cause' 'and that once' dossier cause "$REF" --cause recipient-silent --take-back --note x
is "$(dossier report 2026-03 --json | json 'v["organisations"][0]["cohorts"][0]["total"]["causes"]')" '{"other": 1, "recipient-silent": 1}' 'the report counts what stands'
is "$(dossier due --json 2>/dev/null | json '[r["explained"] for r in v if r["reference"] == "'"$REF"'"]')" '[false]' 'due asks again'
like "$(dossier show "$REF" 2>/dev/null)" 'a cause of lateness was taken back: recipient-silent' 'the history keeps both'
ok 'it may be recorded again' dossier cause "$REF" --cause recipient-silent
like "$(dossier report 2026-03)" 'late: recipient silent +2' 'by name'
like "$(dossier report 2026-03 --lang nl)" 'te laat: ontvanger zweeg +2' 'in Dutch'
like "$(dossier report 2026-03 --format html)" 'recipient silent' 'and on the page'
like "$(dossier report 2026-03 --format csv)" 'cause recipient-silent' 'a program reads the word'
at 2026-03-10
REF=$(log --right access)
no_customer "$REF"
ok 'refused in time' dossier refuse "$REF" --ground unfounded-12-5 --facts "$FACTS"
dossier letter sent "$REF" "$(dossier letter list "$REF" --json | json 'v[-1]["id"]')" >/dev/null 2>&1
at 2026-05-10
unchanged 4 'ended in time' 'what ended in time has no cause' dossier cause "$REF" --cause staff
mkdir -p "$DOSSIER_HOME/templates/law"
edit templates/law/late-causes.json 'v["causes"].append({"id": "flood", "name": {"nl": "hoog water", "en": "flood"}})' >"$DOSSIER_HOME/templates/law/late-causes.json"
REF=$OTHER
ok 'an organisation has causes of its own' dossier cause "$REF" --cause flood
like "$(dossier report 2026-03 --lang nl)" 'te laat: hoog water' 'which the report names'
edit templates/law/late-causes.json 'v["causes"].append(v["causes"][0])' >"$DOSSIER_HOME/templates/law/late-causes.json"
unchanged 1 'late-causes.json.*recipient-silent is there twice' 'a cause that is there twice' dossier cause "$REF" --cause flood
edit templates/law/late-causes.json 'v["causes"][0].pop("name")' >"$DOSSIER_HOME/templates/law/late-causes.json"
unchanged 1 'late-causes.json:[0-9]+:[0-9]+.*name' 'one without a name' dossier cause "$REF" --cause flood
rm -r "$DOSSIER_HOME/templates/law"
like "$(dossier report 2026-03)" 'late: flood' 'a word whose name is lost is counted by itself'
is "$(dossier audit verify --json | json 'all(o["good"] for o in v)')" true 'the log verifies'
done_testing
