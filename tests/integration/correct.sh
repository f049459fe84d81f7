#!/bin/sh
# A mistake is put right on the record: what stood there stays, and what follows is what is so.
cd "$(dirname "$0")/../.." || exit 1
. tests/lib.sh
needs python3

installation pg || exit 1
sed 's/"promise": null/"promise": {"within": "P4W", "measures": "answered", "text": "x"}/' templates/registers/jbsync.json >"$TMP/register.json"
dossier register load "$TMP/register.json" >"$TMP/out" 2>&1 || { sed 's/^/# /' "$TMP/out"; exit 1; }
log() {
	dossier log --org jbsync "$@" 2>/dev/null
}
# of EXPRESSION: of `deadline --explain` of $REF today.
of() {
	dossier deadline --explain "$REF" --json | json "$1"
}
state() {
	written
}
# total MONTH FIGURE...: of the requests received in it.
total() {
	month=$1
	shift
	dossier report "$month" ${AS_OF:+--as-of "$AS_OF"} --json | json '[v["organisations"][0]["total"][k] for k in "'"$*"'".split()]'
}
follows() {
	ok "the log derives all of it: $1" dossier audit verify
}

# ---- the day of receipt ----

at 2026-03-20
REF=$(log --right access --email anna@example.org --received 2026-03-05)
is "$(of '[v["received"], v["deadline"], v["promise"], v["in_force"]]')" '["2026-03-05", "2026-04-07", "2026-04-02", "2026-04-07"]' 'as it was logged'
rejects 4 'art\. 99\(2\)' 'before the GDPR' dossier correct "$REF" --received 2018-05-24 --note x
rejects 4 'in the future' 'a day to come' dossier correct "$REF" --received 2026-03-21 --note x
rejects 4 'nothing to correct' 'the same day' dossier correct "$REF" --received 2026-03-05 --note x
rejects 4 'the day of receipt without saying how that is known.*art\. 5\(2\)' 'no reason' dossier correct "$REF" --received 2026-03-04 --note ' '
rejects 2 'say it with --note' 'none at all' dossier correct "$REF" --received 2026-03-04
rejects 4 'a later day .* --proof .*art\. 5\(2\)' 'more time is not taken without proof' dossier correct "$REF" --received 2026-03-09 --note x
rejects 2 'one of --received, .*entered-by-mistake' 'what is no correction is another way' dossier correct "$REF" --note x
dossier correct "$REF" --received 2026-03-02 --note 'kop van de mail' >"$TMP/out" 2>"$TMP/err"
is "$? $(cat "$TMP/out" "$TMP/err")" "0 $REF: 2026-04-02 is in force: not extended" 'an earlier one is: the deadline follows'
is "$(of '[v["received"], v["deadline"], v["extended"], v["promise"], v["due"]]')" '["2026-03-02", "2026-04-02", "2026-06-02", "2026-03-30", "2026-03-30"]' 'every date follows'
is "$(of '[[f["on"], f["fact"]] for f in v["facts"]]')" '[["2026-03-05", "received"], ["2026-03-02", "receipt-corrected"]]' 'and both days stay'
like "$(of 'v["steps"][0]["rule"]')" 'corrected; it was recorded as 2026-03-05' 'explained'
is "$(dossier show "$REF" --json | json '[v["received"], v["deadline"], v["promise"]]')" '["2026-03-02", "2026-04-02", "2026-03-30"]' 'show has the day that is so'
like "$(dossier show "$REF")" '2026-03-02 .*the day was corrected to this one' 'and tells of it'
is "$(dossier show "$REF" | grep -c '^note of .*: kop van de mail$') $(dossier show "$REF" --json | json 'v["notes"][-1]["text"]')" '1 kop van de mail' 'with how that is known'
is "$(dossier due --within 30 --json | json '[r["due"] for r in v]')" '["2026-03-30"]' 'what is due follows'
is "$(dossier deadline --explain "$REF" --as-of 2026-03-19 --json | json '[v["received"], v["deadline"]]')" '["2026-03-05", "2026-04-07"]' 'as of the day before it is as it stood then'
is "$(log_of "$REF" | grep -c 'kop van')" 0 'the reason is in no event'
follows 'an earlier day'

# ---- what it moves: an extension, a lateness ----

at 2026-04-03
REF=$(log --right access --email bert@example.org --received 2026-03-09)
known "$REF" >/dev/null
dossier extend "$REF" --ground complexity --reason 'vijf systemen' >/dev/null 2>&1
dossier extend "$REF" --notice-sent 2026-04-03 >/dev/null 2>&1
is "$(of '[v["extension"], v["in_force"]]')" '["in-force", "2026-06-09"]' 'an extension that was told in time'
at 2026-04-07
rejects 4 'logged on 2026-04-03' 'it was not received after it was logged' dossier correct "$REF" --received 2026-04-06 --note x --proof y
dossier correct "$REF" --received 2026-03-02 --note 'poststempel' >"$TMP/out" 2>"$TMP/err"
is "$? $(cut -d: -f2 "$TMP/out")" '0  2026-04-02 is in force' 'received before: the first deadline was before it'
like "$(cat "$TMP/err")" '^warning: the extension of 2026-04-03 is void: it was decided after the first deadline' 'and that the extension is void is told'
is "$(of '[v["statute"]]')" '["late"]' 'so it is late'
is "$(total 2026-03 received open_late receipt_corrected extended_unlawfully)" '[2, 2, 2, 1]' 'the report follows, and says how many days were corrected'
rejects 4 'proof' 'it is not made timely without proof' dossier correct "$REF" --received 2026-03-09 --note x
rejects 4 'proof' 'nor by one of a space that is none of ASCII' dossier correct "$REF" --received 2026-03-09 --note x --proof "$(printf '\302\240\343\200\200')"
ok 'with it it is' dossier correct "$REF" --received 2026-03-09 --note 'verkeerde brief' --proof 'aantekenboek 12'
like "$(dossier --lang nl show "$REF")" '2026-03-09 +ontvangen: de dag is verbeterd tot deze: aangetoond' 'which is told in Dutch'
is "$(of '[v["statute"], v["extension"], v["in_force"]]')" '["open", "in-force", "2026-06-09"]' 'and the extension counts again'
is "$(total 2026-03 received open_late receipt_corrected extended)" '[2, 1, 2, 1]' 'in the report too, flagged'
is "$(AS_OF=2026-04-06 && total 2026-03 received open_late receipt_corrected extended)" '[2, 1, 1, 1]' 'as of the day before it says what it said'
at 2026-04-08
REF=$(log --right access --email cato@example.org --received 2026-04-01)
is "$(total 2026-04 received)" '[1]' 'a report is made of its month'
at 2026-04-09
dossier verify "$REF" --method login --result passed --on 2026-04-07 >/dev/null 2>&1
rejects 4 'on 2026-04-07 it was there already' 'it was there when something was done about it' dossier correct "$REF" --received 2026-04-08 --note x --proof y
ok 'it moves to another' dossier correct "$REF" --received 2026-03-31 --note 'nacht van dinsdag'
is "$(total 2026-03 received)$(total 2026-04 received)" '[3][0]' 'no sum keeps it where it was'
is "$(AS_OF=2026-04-08 && total 2026-03 received; total 2026-04 received)" "[2]
[1]" 'as of the day before it is where it was'
follows 'a day in another month'
REF=$(log --right access --email dora@example.org)
ok 'it lay there for two months' dossier correct "$REF" --received 2026-02-02 --note 'ongewenste mail'
is "$(of '[v["received"], v["deadline"], v["statute"]]')" '["2026-02-02", "2026-03-02", "late"]' 'and is late'
ok 'so it was said of another' dossier correct "$REF" --received 2026-04-09 --note 'verkeerd dossier' --proof 'aantekenboek 14'
is "$(of '[v["received"], v["deadline"], v["statute"]]')" '["2026-04-09", "2026-05-11", "open"]' 'which is put right as well'
follows 'a day months before'
REF=$(log --right access --email emma@example.org --received 2026-04-08)
dossier extend "$REF" --ground complexity --reason 'vijf systemen' >/dev/null 2>&1
NO=$(dossier letter list "$REF" --json | json 'v[0]["id"]')
OLD="warning: letter $NO was written before the day of receipt was corrected: change its dates before it leaves"
THEN="when it has left: \`dossier letter sent $REF $NO\`"
dossier letter get "$REF" "$NO" >"$TMP/out" 2>"$TMP/err"
is "$(cat "$TMP/err")" "$THEN" 'a letter that names the day as it is'
dossier correct "$REF" --received 2026-04-01 --note 'poststempel' >"$TMP/out" 2>"$TMP/err"
is "$(tail -1 "$TMP/err")" "$OLD" 'what lies there and names the other day is told'
dossier letter get "$REF" "$NO" >"$TMP/out" 2>"$TMP/err"
is "$(cat "$TMP/err")$(grep -c '8 juli' "$TMP/out")" "$OLD
${THEN}1" 'also to who takes it out'
like "$(dossier letter get "$REF" "$NO" --json | json 'v["warnings"]')" 'change its dates' 'and to programs'

# ---- the same message logged twice ----

at 2026-05-04
TWICE='--org jbsync --right access --email dirk@example.org --received 2026-05-04'
FIRST=$(dossier log --org jbsync --right access --right erasure --email Dirk@Example.org --name 'Dirk de Vries' 2>/dev/null)
# shellcheck disable=SC2086 # words
refuses 4 "$FIRST asks the same for this person, and is open: .dossier show $FIRST.; .*--again" 'a person whose request is open: the earlier is named' dossier log $TWICE
# shellcheck disable=SC2086
refuses 4 '"code":"conflict","exit_status":4,.*"hint":"dossier show JBS-' 'as an object too' dossier log $TWICE --json
is "$(dossier list --person dirk@example.org --json | json 'len(v)')" 1 'and nothing is logged'
ok 'another right is another request' dossier log --org jbsync --right rectification --email dirk@example.org
ok 'a name alone is many people' dossier log --org jbsync --right access --name 'Dirk de Vries'
ok 'which may be logged twice' dossier log --org jbsync --right access --name 'Dirk de Vries'
# shellcheck disable=SC2086
ok 'it is logged when that is said' dossier log $TWICE --again
dossier withdraw "$FIRST" --how mail >/dev/null 2>&1
dossier withdraw "$(dossier list --person dirk@example.org --state open --json | json '[r["reference"] for r in v if r["rights"] == ["access"]][0]')" --how mail >/dev/null 2>&1
# shellcheck disable=SC2086
ok 'what ended stands in nobody'\''s way' dossier log $TWICE
sed 's/"slug": "jbsync"/"slug": "elders"/; s/"code": "JBS"/"code": "ELD"/' "$TMP/register.json" >"$TMP/other.json"
if dossier register load "$TMP/other.json" >/dev/null 2>&1; then
	ok 'nor does another organisation'\''s' dossier log --org elders --right access --email dirk@example.org
fi

# ---- the language ----

REF=$(log --right access --email eva@example.org)
dossier verify "$REF" --doubt 'naamgenoten' --method login >/dev/null 2>&1
rejects 4 'nl is the language of it' 'the same one' dossier correct "$REF" --language nl --note x
is "$(dossier correct "$REF" --language en --note 'zij schrijft Engels' 2>&1 >/dev/null)" "$REF: the person is written to in this language: en" 'another language'
like "$(dossier show "$REF")" 'language +en' 'which show says'
is "$(dossier show "$REF" --json | json '[v["language"], [n["text"] for n in v["notes"]]]')" '["en", ["zij schrijft Engels"]]' 'stands there, with its reason as a note'
like "$(log_of "$REF")" '"language": \{"from": "nl", "to": "en"\}' 'and in the log'
dossier extend "$REF" --ground complexity --reason 'five systems' >/dev/null 2>&1
like "$(dossier letter get "$REF" "$(dossier letter list "$REF" --json | json 'v[-1]["id"]')" 2>/dev/null)" 'Content-Language: en|Dear|extend' 'what is written from then on is in it'

# ---- a question entered twice ----

REF=$(log --right access --email frits@example.org --received 2026-04-20)
dossier clarify "$REF" --doubt 'welk contract' --large-quantity --on 2026-04-21 --proof 'mail 1' >/dev/null 2>&1
dossier clarify "$REF" --doubt 'welk contract dan' --large-quantity --on 2026-04-23 --proof 'mail 2' >/dev/null 2>&1
dossier clarify "$REF" --answered 2026-04-24 >/dev/null 2>&1
dossier clarify "$REF" --answered 2026-05-01 >/dev/null 2>&1
is "$(of '[v["suspension_days"], v["suspended"]]')" '[10, "2026-06-01"]' 'two questions suspend the days of both'
rejects 3 'no question 3: .dossier undo' 'one there is not' dossier correct "$REF" --not-asked 3 --note x
dossier undo "$REF" --json | json '"\n".join(r["command"] for r in v)' >"$TMP/offered"
is "$(grep -c -- '--not-asked' "$TMP/offered")" 2 'undo offers both'
ok 'one is taken back' dossier correct "$REF" --not-asked 1 --note 'dezelfde mail, tweemaal ingevoerd'
is "$(of '[v["suspension_days"], [s["rule"] for s in v["steps"] if "by mistake" in s["rule"]], v["suspended"]]')" \
	'[1, ["the question of 2026-04-21 suspends nothing: it was entered by mistake"], "2026-05-21"]' 'its days with it, and that is explained'
rejects 4 'taken back already' 'once' dossier correct "$REF" --not-asked 1 --note x
follows 'a question'
at 2026-05-06
REF=$(log --right access --email gerda@example.org)
dossier verify "$REF" --doubt 'naamgenoten' --method login >/dev/null 2>&1
dossier verify "$REF" --doubt 'nogmaals naamgenoten' --method login >/dev/null 2>&1
ok 'one whose letter has not left' dossier correct "$REF" --not-asked 2 --note 'dubbel'
is "$(dossier letter list "$REF" --json | json '[l["state"] for l in v]')" '["written", "void"]' 'its letter is not to be sent'
refuses 4 'the question was entered by mistake; do not send it' 'nor said to have left' dossier letter sent "$REF" "$(dossier letter list "$REF" --json | json 'v[1]["id"]')"
ok 'the other one is sent' dossier letter sent "$REF" "$(dossier letter list "$REF" --json | json 'v[0]["id"]')"
rejects 4 'left on 2026-05-06, so the person was asked' 'and can not be taken back then' dossier correct "$REF" --not-asked 1 --note x
at 2026-05-08
is "$(dossier show "$REF" --json | json 'v["unsent"]')" '[]' 'nothing lies there to be sent'

# ---- a right ----

REF=$(log --right access --email hans@example.org)
rejects 4 'the only right that is open.*entered-by-mistake' 'the only right is not taken off' dossier correct "$REF" --take-off-right access --note x
rejects 4 'invokes the right access already' 'nor added twice' dossier correct "$REF" --add-right access --note x
dossier work >/dev/null 2>&1
rejects 4 'asked for another copy already.*log it with --again, as received on 2026-05-08' 'nor a copy of another kind, when systems were asked' dossier correct "$REF" --add-right portability --note x
ok 'a right that was asked too' dossier correct "$REF" --add-right erasure --note 'laatste regel'
is "$(dossier show "$REF" --json | json '[[r["right"], r["state"]] for r in v["decisions"]]')" '[["access", "open"], ["erasure", "open"]]' 'is there'
is "$(of '[v["received"], [f["fact"] for f in v["facts"]]]')" '["2026-05-08", ["received", "right-added"]]' 'with the dates of the request'
ok 'its day is corrected when systems were asked' dossier correct "$REF" --received 2026-05-07 --note 'kop van de mail'
is "$(dossier task list --json | json 'sorted({t["due"] for t in v if t["reference"] == "'"$REF"'"})')" "[\"$(dossier show "$REF" --json | json 'v["due"]')\"]" 'and their tasks are due as it is'
known "$REF" >/dev/null
ok 'one that nobody asked is taken off' dossier correct "$REF" --take-off-right access --note 'verkeerd aangevinkt'
is "$(dossier show "$REF" --json | json '[[r["right"], r["state"]] for r in v["decisions"]]')" '[["access", "withdrawn"], ["erasure", "open"]]' 'and has ended'
is "$(dossier task list --json | json '[t["system"] for t in v if t["reference"] == "'"$REF"'" and t["state"] in ("asked", "ready", "failing", "waiting")]')" '[]' 'nobody is asked for it any more'
is "$(dossier report 2026-05 --org jbsync --json | json '[r[k] for r in v["organisations"][0]["rights"] if r["right"] == "access" for k in ("entered_by_mistake", "withdrawn")]')" '[1, 2]' 'the report counts it as a mistake, not as withdrawn'
REF=$(log --right erasure --email ida@example.org)
dossier work >/dev/null 2>&1
tasks=$(dossier show "$REF" --json | json 'len(v["tasks"])')
ok 'a copy, where none was asked' dossier correct "$REF" --add-right access --note 'eerste regel'
is "$(dossier show "$REF" --json | json '[len(v["tasks"]) > '"$tasks"', v["status"]]')" '[true, "searching"]' 'has every system asked'
dossier work >/dev/null 2>&1
REF=$(log --right rectification --email ida@example.org)
ok 'before it is planned it is planned whole' dossier correct "$REF" --add-right consent-withdrawal --note x
is "$(of '[v["at_once"] is not None, v["due"] == v["at_once"]]')" '[true, true]' 'a withdrawal of consent is due at once'
REF=$(log --right access --email kees@example.org)
rejects 2 'belong to --add-right' 'purposes are of a right that is added' dossier correct "$REF" --language en --marketing --note x
rejects 2 'right objection goes with it' 'of one that has some' dossier correct "$REF" --add-right erasure --marketing --note x
rejects 3 'no such purpose; expected one of service' 'and of the register' dossier correct "$REF" --add-right objection --purpose nonsense --note x
ok 'an objection to some of it' dossier correct "$REF" --add-right objection --purpose security --purpose support --note 'onderaan'
ok 'a withdrawal of consent for one' dossier correct "$REF" --add-right consent-withdrawal --purpose style --note 'onderaan'
is "$(dossier show "$REF" --json | json '[[r["right"], sorted(r["purposes"])] for r in v["decisions"][1:]]')" '[["consent-withdrawal", ["style"]], ["objection", ["security", "support"]]]' 'is about that alone'
REF=$(log --right access --email kees@example.org --again)
ok 'an objection to marketing' dossier correct "$REF" --add-right objection --marketing --note 'onderaan'
is "$(dossier show "$REF" --json | json 'sorted(v["decisions"][1]["purposes"])')" '["customer-mail", "outreach"]' 'is about all of it'
is "$(of 'v["due"] == v["at_once"]')" true 'and due at once'
REF=$(log --right erasure --right restriction --email lies@example.org)
dossier refuse "$REF" --right erasure --ground unfounded-12-5 --facts 'Elke dag hetzelfde verzoek.' >/dev/null 2>&1
dossier letter sent "$REF" "$(dossier letter list "$REF" --json | json 'v[-1]["id"]')" >/dev/null 2>&1
like "$(dossier undo "$REF" --json)" 'take-off-right restriction' 'the last one open is offered, where another was refused'
ok 'and taken off' dossier correct "$REF" --take-off-right restriction --note 'verkeerd aangevinkt'
is "$(dossier show "$REF" --json | json '[v["status"], [r["state"] for r in v["decisions"]], v["term"]["statute"]]')" '["answered", ["refused", "withdrawn"], "met"]' 'which ends the request, as it was decided'
REF=$(log --right access --email maud@example.org)
dossier extend "$REF" --ground complexity --reason 'vijf systemen' >/dev/null 2>&1
dossier extend "$REF" --notice-sent 2026-05-08 >/dev/null 2>&1
dossier correct "$REF" --add-right erasure --note 'laatste regel' >"$TMP/out" 2>"$TMP/err"
like "$(cat "$TMP/err")" 'warning: the person was told of more time for other rights than erasure: its own month ends on 2026-06-08' 'an extension that was told did not name what is added'
follows 'rights'

# ---- what nobody asked ----

AGAIN=$(log --right erasure --email karel@example.org)
REF=$(log --right access --email karel@example.org --received 2026-05-04)
rejects 4 "$AGAIN was received on 2026-05-08, and this one on 2026-05-04: .*art\. 12\(3\) GDPR\); still possible: .dossier correct $AGAIN --received 2026-05-04" 'logging anew gives no more time' \
	dossier close "$REF" --ground entered-by-mistake --facts 'verkeerd recht' --replaced-by "$AGAIN"
ANEW=$(log --again --right access --email karel@example.org)
rejects 4 "$ANEW, logged later, asks the same for this person.*--replaced-by $ANEW, or .*dossier close $ANEW --ground duplicate --duplicate-of $REF" 'nor where that is not said' \
	dossier close "$REF" --ground entered-by-mistake --facts 'verkeerd ingevoerd'
ok 'what was logged anew by mistake' dossier close "$ANEW" --ground entered-by-mistake --facts 'twee keer ingevoerd'
ok 'is in the way of nothing' dossier close "$REF" --ground entered-by-mistake --facts 'verkeerd ingevoerd' --dry-run
ok 'the same message has its day' dossier correct "$AGAIN" --received 2026-05-04 --note 'die van de eerste'
ok 'and stands in its place' dossier close "$REF" --ground entered-by-mistake --facts 'verkeerd recht' --replaced-by "$AGAIN"

REF=$(log --right access --email jan@example.org)
dossier clarify "$REF" --doubt 'welke?' >/dev/null 2>&1
ok 'a request of nobody is closed' dossier close "$REF" --ground entered-by-mistake --facts 'twee keer ingevoerd'
is "$(dossier letter list "$REF" --json | json '[l["state"] for l in v]')" '["void"]' 'its letter is not to be sent'
at 2026-05-12
is "$(dossier show "$REF" --json | json 'v["unsent"]')$(dossier today --json | json '[r for r in v if r["reference"] == "'"$REF"'"]')" '[][]' 'and nobody is told to'
refuses 4 'entered by mistake; do not send it' 'nor is it said to have left' dossier letter sent "$REF" "$(dossier letter list "$REF" --json | json 'v[0]["id"]')"
dossier reopen "$REF" --reason 'toch niet' >/dev/null 2>&1
is "$(dossier letter list "$REF" --json | json '[l["state"] for l in v]')" '["written"]' 'until it is opened again'
follows 'everything'

# ---- the notice of an extension has a limit, what a colleague finds has none of ours ----

REF=$(log --again --right access --email gijs@example.org)
dossier work >/dev/null 2>&1
like "$(dossier next "$REF" --json | json 'v["code"]')" '^(task|retry)$' 'a task waits for a person'
dossier extend "$REF" --ground complexity --reason 'vijf systemen' >/dev/null 2>&1
NO=$(dossier letter list "$REF" --json | json '[l["id"] for l in v if l["kind"] == "extension"][0]')
DAY=$(of 'v["deadline"]')
is "$(dossier next "$REF" 2>&1)" "dossier letter get $REF $NO
a letter lies there: send it, and record that it left: the notice of the extension leaves on $DAY at the latest (art. 12(3) GDPR)" 'its notice goes before'
is "$(dossier list --json | json "[r['next']['code'] for r in v if r['reference'] == '$REF'][0]")" letter 'in a list too'
dossier letter sent "$REF" "$NO" >/dev/null 2>&1
like "$(dossier next "$REF" --json | json 'v["code"]')" '^(task|retry)$' 'once it left the task is next'
done_testing
