#!/bin/sh
# The month is enforced: extensions, refusals, questions, closing, and who is told when.
cd "$(dirname "$0")/../.." || exit 1
. tests/lib.sh
needs python3

installation pg || exit 1
edit templates/registers/jbsync.json 'v["organisation"]["verification"] = {"masked_copy": {"reason": "Voor wie geen rekening heeft."}}' >"$TMP/register.json"
dossier register load "$TMP/register.json" >/dev/null 2>&1
dossier register load templates/registers/jcc.json >/dev/null 2>&1

log() {
	dossier log --again --org "${ORG:-jbsync}" --right access "$@" --email anna@example.org --received 2026-03-05 2>/dev/null
}
term() {
	dossier deadline --explain "$1" --json | json "$2"
}

# ---- extension ----

at 2026-03-09
REF=$(log)
refuses 4 '12\(3\)' 'an extension needs its reasons' dossier extend "$REF" --ground complexity
refuses 2 'complexity' 'and a ground that is one' dossier extend "$REF" --ground busy --reason 'a lot to do'
refuses 4 '12\(3\)' 'a notice needs an extension' dossier extend "$REF" --notice-sent 2026-03-09 --proof x
at 2026-04-06
ok 'within the first month it may be extended' dossier extend "$REF" --ground complexity --reason 'Vijf systemen en gesprekken met anderen.'
is "$(term "$REF" 'v["in_force"]')" 2026-04-07 'but it is not in force before its notice left'
refuses 4 'once|already' 'a second one is refused' dossier extend "$REF" --ground number --reason 'again'
refuses 4 'before' 'a notice dated before the request is refused' dossier extend "$REF" --notice-sent 2026-03-01 --proof x
ok 'the notice leaves' dossier extend "$REF" --notice-sent 2026-04-06 --proof '<1@jbsync.com>'
is "$(term "$REF" 'v["in_force"] + " " + v["extension"]')" '2026-06-05 in-force' 'three months from receipt, not first + two'
is "$(dossier show "$REF" --json | json 'v["due"]')" 2026-06-05 'show says so too'
ok 'the notice bounces' dossier extend "$REF" --bounced 2026-04-06
refuses 4 'already' 'but once' dossier extend "$REF" --bounced 2026-04-06
is "$(term "$REF" 'v["in_force"] + " " + v["extension"]')" '2026-04-07 bounced' 'which voids the extension'
at 2026-04-08
LATE=$(log)
refuses 4 '12\(3\)' 'after the first deadline no extension' dossier extend "$LATE" --ground complexity --reason 'too late'
like "$(dossier show "$LATE" 2>/dev/null)" '^deadline is +late$' 'show says that it is late'
dossier due --within 0 >/dev/null 2>"$TMP/err"
is $? 5 'something is late now'
like "$(cat "$TMP/err")" 'something is late' 'and says so'
like "$(cat "$TMP/err")" 'letter 1 \(extension\) came back.*dossier letter sent' 'so is a letter that came back'

# ---- refusal ----

at 2026-03-10
REF=$(log --right portability)
refuses 3 'nonsense' 'a ground that is none' dossier refuse "$REF" --right access --ground nonsense --facts x
GROUND=$(dossier refuse --list --json | json '[g["id"] for g in v if "20(3)" in g["article"]][0]')
refuses 4 '.' 'a ground that does not fit the right' dossier refuse "$REF" --right access --ground "$GROUND" --facts x
refuses 4 '.' 'a refusal without facts' dossier refuse "$REF" --right portability --ground "$GROUND"
LETTER=$(dossier refuse "$REF" --right portability --ground "$GROUND" --facts 'Voor de openbare taak.' --law 'Wet X, art. 1' 2>/dev/null)
like "$LETTER" 'Autoriteit Persoonsgegevens' 'the words name the authority'
like "$LETTER" 'rechtbank' 'and the court'
like "$LETTER" 'zes weken' 'and its term'
is "$(dossier show "$REF" --json | json '[(d["right"], d["state"]) for d in v["decisions"]]')" \
	'[["access", "open"], ["portability", "refused"]]' 'the other right stays open'
refuses 4 'refused already' 'not twice' dossier refuse "$REF" --right portability --ground "$GROUND" --facts x

# ---- more than a page ----

TWO=$(dossier list --limit 2 --json | json 'v[1]["reference"]')
like "$(dossier list --limit 2 2>&1 >/dev/null)" "^the most urgent 2 of jbsync: --after $TWO goes on" 'a list that was cut says so, and how it goes on'
is "$(dossier list --limit 500 2>&1 >/dev/null)" '' 'and a whole one nothing'

# ---- questions ----

refuses 4 '12\(6\)|doubt' 'a question needs its doubt' dossier verify "$REF" --doubt ' ' --method code-to-address
refuses 2 'was asked on 2026-03-06.*--proof' 'what was asked on a day that is over is shown' dossier verify "$REF" --doubt 'Het adres staat in geen systeem.' --method code-to-address --on 2026-03-06
ok 'the doubt is recorded' dossier verify "$REF" --doubt 'Het adres staat in geen systeem.' --method code-to-address --on 2026-03-06 --proof '<1@example.org>'
refuses 4 '.' 'the same doubt again is refused' dossier verify "$REF" --doubt 'Het adres staat in geen systeem.' --method code-to-address
refuses 4 '.' 'an answer before the question' dossier verify "$REF" --answered 2026-03-05
ok 'the answer' dossier verify "$REF" --answered 2026-03-10
refuses 4 'no question is open' 'one answer to one question' dossier verify "$REF" --answered 2026-03-10
is "$(term "$REF" '[v["in_force"], v["suspension_days"], v["suspended"]]')" '["2026-04-07", 4, "2026-04-09"]' 'no question moves the legal date; the suspended one stands beside it'
EARLY=$REF
ok 'checked' dossier verify "$REF" --method code-to-address --result passed --proof 'Staat in het klantbestand.'
refuses 4 '.' 'a copy of a passport is no method' dossier verify "$REF" --method passport-copy --result passed
NEW=$(dossier log --org jbsync --right access --email zoe@example.org 2>/dev/null)
refuses 4 'the last step, when another way was tried' 'nor is a masked one, at first' dossier verify "$NEW" --doubt 'Twee personen met deze naam.' --method masked-copy
ok 'another way is tried' dossier verify "$NEW" --doubt 'Twee personen met deze naam.' --method code-to-address
ok 'and failed' dossier verify "$NEW" --method code-to-address --result failed
ok 'then a masked copy may be asked for' dossier verify "$NEW" --doubt 'De code kwam niet aan.' --method masked-copy
like "$(mail "$NEW.person.question-identity-2.eml" | python3 -c 'import email.policy, sys; print(email.message_from_file(sys.stdin, policy=email.policy.default).get_content())')" 'Maak uw foto en uw nummer \(BSN\) zwart' 'with photo and number blacked out'
REF=$(log --right portability)
ok 'who asks' dossier verify "$REF" --doubt 'Wie vraagt dit?' --method login --on 2026-03-06 --proof '<2@example.org>'
ok 'and what is meant' dossier clarify "$REF" --doubt 'Welke periode?' --large-quantity --on 2026-03-09 --proof '<3@example.org>'
ok 'who asks is answered' dossier verify "$REF" --answered 2026-03-10
is "$(term "$REF" '[f["text"] + ": " + f["article"] for f in v["facts"] if "question" in f["fact"]]')" \
	'["the person was asked (identity) by login; recorded afterwards: art. 12(6)", "the question left (identity); recorded afterwards: art. 12(6)", "the person was asked (clarification); recorded afterwards: recital 63", "the question left (clarification); recorded afterwards: recital 63", "the person answered (identity): art. 12(6)"]' \
	'not the later question'
like "$(dossier deadline --explain "$REF")" '2026-03-06 \(identity\) was open for 4 days +GDPR art. 12\(6\)' 'which is open still'
ok 'what is meant is answered' dossier clarify "$REF" --answered 2026-03-10
refuses 4 'no question is open.*dossier clarify' 'and nothing else is asked' dossier clarify "$REF" --answered 2026-03-10

# ---- closing ----

refuses 4 '.' 'closing wants its facts' dossier close "$REF" --ground deceased
ok 'withdrawn by the person' dossier withdraw "$REF" --how 'mail of today'
is "$(dossier show "$REF" --json | json 'v["status"]')" closed 'is closed'
ok 'reopened' dossier reopen "$REF" --reason 'the person changed their mind'
is "$(dossier show "$REF" --json | json '[v["status"], v["deadline"]]')" '["logged", "2026-04-07"]' 'the deadline stays that of its receipt'

# ---- a partial answer ----

REF=$(log --right erasure)
dossier work >/dev/null 2>&1
nothing_found "$REF" 'niet doorzocht in deze proef'
refuses 4 'archive' 'no answer without an archive' dossier answer "$REF"
ok 'the archive' dossier archive build "$REF"
refuses 4 "who asks is not established.*no check is recorded: .dossier verify $REF" 'no answer to nobody knows whom' dossier answer "$REF"
ok 'who asks signed in' dossier verify "$REF" --method login --result passed --proof 'bericht 4711 in de app'
ok 'the access right is answered' dossier answer "$REF"
is "$(dossier show "$REF" --json | json '[v["status"]] + [(d["right"], d["state"]) for d in v["decisions"]]')" \
	'["collected", ["access", "answered"], ["erasure", "open"]]' 'and erasure stays open'
refuses 4 'erasure cannot be answered.*a category has no decision yet' 'the other is not' dossier answer "$REF"
ok 'the other right is refused' dossier refuse "$REF" --ground no-ground-17-1 --facts 'Het contract loopt nog.'
is "$(dossier show "$REF" --json | json 'v["status"]')" answered 'then the request is answered'

# ---- the ladder ----

ORG=jcc
at 2026-03-10
JCC=$(log)
is "$(dossier show "$JCC" --json | json 'v["due"]')" 2026-04-02 'the promise of four weeks goes first'
dossier work >/dev/null 2>&1
spool() {
	find "$DOSSIER_HOME/spool" -name "$1" 2>/dev/null | wc -l
}
is "$(spool "$JCC.2026-04-02.[0-9].json")" 0 'nothing is told three weeks before'
at 2026-03-19
dossier work >/dev/null 2>&1
is "$(spool "$JCC.2026-04-02.[0-9].json")" 1 'T-14 is told'
dossier work >/dev/null 2>&1
is "$(spool "$JCC.2026-04-02.[0-9].json")" 1 'once'
at 2026-04-02
dossier work >/dev/null 2>&1
is "$(spool "$JCC.2026-04-02.[0-9].json")" 2 'off for two weeks: the highest rung is told, once'
like "$(cat "$DOSSIER_HOME"/spool/"$JCC".2026-04-02.[0-9].json)" '"skipped": "T-7, T-3, T-1"' 'and the skipped ones are named'
like "$(find "$DOSSIER_HOME/spool" -name '*.json')" 'JCC-[0-9A-Z-]*\.[0-9-]*\.[a-z]' 'those who were asked are chased'
like "$(dossier metrics)" 'dossier_requests_open\{organisation="jcc",right="access"\} 1' 'metrics count per organisation and right'

# ---- duplicates ----

REF=$(ORG=jbsync log)
refuses 3 'no reference' 'a duplicate of nothing' dossier close "$REF" --ground duplicate --duplicate-of nothing
refuses 4 'of itself' 'a duplicate of itself' dossier close "$REF" --ground duplicate --duplicate-of "$REF"
refuses 3 'of jbsync' "a duplicate of another organisation's" dossier close "$REF" --ground duplicate --duplicate-of "$JCC"
NAMED=$(dossier log --org jbsync --right access --name 'Jan de Vries' --received 2026-03-05 2>/dev/null)
refuses 4 'not known by what this one is known by' 'two of one name are two people' dossier close \
	"$(dossier log --org jbsync --right access --name 'Jan de Vries' --received 2026-03-06 2>/dev/null)" --ground duplicate --duplicate-of "$NAMED"
FIRST=$(log --right portability)
AGAIN=$(log --right portability)
ok 'asked twice' dossier close "$AGAIN" --ground duplicate --duplicate-of "$FIRST"
ok 'what was to answer it is withdrawn' dossier withdraw "$FIRST" --how 'mail of today'
like "$(cat "$TMP/err")" "warning: $AGAIN is open again.*duplicate of $FIRST.*dossier withdraw $AGAIN" 'the other goes on, and the officer is told'
is "$(dossier show "$AGAIN" --json | json 'v["status"]')" logged 'open as it was'
dossier close "$AGAIN" --ground deceased --facts 'De notaris schreef.' --letter >/dev/null 2>&1
THIRD=$(log --right portability)
dossier close "$THIRD" --ground duplicate --duplicate-of "$AGAIN" >/dev/null 2>&1
ok 'nor is one that is closed by a letter an answer' dossier close "$AGAIN" --ground deceased --letter-sent
like "$(cat "$TMP/err")" "warning: $THIRD is open again" 'as the command says'
FOURTH=$(log --right portability)
dossier close "$FOURTH" --ground duplicate --duplicate-of "$THIRD" >/dev/null 2>&1
is "$(dossier withdraw "$THIRD" --how 'mail of today' --json | json 'v["resumed"]')" "[\"$FOURTH\"]" 'and a program reads'
refuses 4 "not open any more.*dossier close $FOURTH --ground entered-by-mistake --facts TEXT --replaced-by $THIRD" 'what has ended answers no duplicate: what may be done is said' \
	dossier close "$FOURTH" --ground duplicate --duplicate-of "$THIRD"
ok 'closed before it was planned' dossier close "$REF" --ground duplicate --duplicate-of "$LATE"
ok 'and reopened' dossier reopen "$REF" --reason 'it was another request'
is "$(dossier show "$REF" --json | json 'v["status"]')" logged 'it is planned yet: nobody was asked'

# ---- bad input changes nothing ----

# unchanged STATUS PATTERN TEXT COMMAND...: refused, and everything stands as it stood.
unchanged() {
	before=$(written)
	what=$3
	refuses "$@"
	is "$(written)" "$before" "$what: nothing changed"
}
unchanged 4 '12\(3\)' 'an extension without a reason' dossier extend "$REF" --ground complexity --reason ' '
unchanged 2 'notice-sent: .*does not exist' 'a notice on no day' dossier extend "$REF" --notice-sent 2026-02-30 --proof x
ok 'an extension in time' dossier extend "$REF" --ground complexity --reason 'Veel systemen.'
unchanged 4 '12\(3\)' 'a second one' dossier extend "$REF" --ground complexity --reason 'Nog meer systemen.'
unchanged 4 'before the request' 'a notice dated before the request' dossier extend "$REF" --notice-sent 2026-03-04 --proof x
unchanged 4 'future' 'a notice of tomorrow' dossier extend "$REF" --notice-sent 2026-04-03 --proof x
ok 'a question' dossier clarify "$REF" --doubt 'Welke periode?' --on 2026-03-12 --proof '<4@example.org>'
unchanged 4 'before it began' 'a suspension ending before it began' dossier clarify "$REF" --answered 2026-03-11
unchanged 4 'future' 'an answer of tomorrow' dossier clarify "$REF" --answered 2026-04-03
unchanged 4 '12\(2\)' 'a withdrawal by somebody else' dossier withdraw "$REF" --by officer --how telefoon
at 2026-04-08
unchanged 4 '12\(3\)' 'its notice on day 34' dossier extend "$REF" --notice-sent 2026-04-08 --proof x
REF=$LATE
unchanged 4 '12\(3\).*answer now' 'an extension on day 34' dossier extend "$REF" --ground number --reason 'Het zijn er veel.'

# ---- an end stops the search ----

at 2026-03-10
REF=$(ORG=jcc log)
dossier work >/dev/null 2>&1
tasks() {
	dossier task list --json 2>/dev/null | json "sorted(t['system'] for t in v if t['reference'] == '$REF')"
}
BEFORE=$(tasks)
like "$BEFORE" portal 'colleagues are asked'
ok 'the person is told' dossier close "$REF" --ground not-an-avg-request --facts 'Een klacht over een factuur.' --letter
ok 'the request is closed' dossier close "$REF" --ground not-an-avg-request --letter-sent
is "$(tasks)" '[]' 'and nobody searches for it any more'
dossier work >/dev/null 2>&1
is "$(dossier show "$REF" --json | json 'sorted(set((t["state"], t["error"]) for t in v["tasks"]))')" '[["skipped", "the request ended"]]' 'nor the worker'
ok 'it is opened again' dossier reopen "$REF" --reason 'Er zat een verzoek bij.'
dossier work >/dev/null 2>&1
is "$(tasks)" "$BEFORE" 'and they are asked anew'

# ---- a corrected calendar ----

at 2026-03-10
REF=$(ORG=jbsync log)
mkdir -p "$DOSSIER_HOME/templates/law"
edit templates/law/calendar-nl.json "v['rules'].append({'kind': 'date', 'name': 'proef', 'date': '2026-04-07', 'source': 'een proef'})" \
	>"$DOSSIER_HOME/templates/law/calendar-nl.json"
dossier work --json >"$TMP/work" 2>"$TMP/said"
is "$(json "[r['deadline'] for r in v['recomputed'] if r['reference'] == '$REF']" <"$TMP/work")" '[{"from": "2026-04-07", "to": "2026-04-08"}]' \
	'a corrected calendar moves what is open, and work says which'
like "$(cat "$TMP/said")" "$REF: the deadline 2026-04-07 is now 2026-04-08" 'in words too'
is "$(dossier work --json 2>/dev/null | json 'v["recomputed"]')" '[]' 'once'
rm "$DOSSIER_HOME/templates/law/calendar-nl.json"

# ---- no calendar ----

for change in 'pop("calendar")' 'update(calendar="xx")'; do
	edit templates/registers/zivver.json "v['organisation'].$change" >"$TMP/no-calendar.json"
	refuses 1 'calendar' "an organisation without calendar: $change" dossier register load "$TMP/no-calendar.json"
done
refuses 3 'no such organisation' 'and it is not there' dossier register show zivver
sed 's/"name": "nl"/"name": "xx"/' templates/law/calendar-nl.json >"$DOSSIER_HOME/templates/law/calendar-xx.json"
ok 'one with a calendar of its own' dossier register load "$TMP/no-calendar.json"
REF=$(ORG=zivver log)
rm "$DOSSIER_HOME/templates/law/calendar-xx.json"
refuses 1 'no calendar xx: there are be, nl, se' 'which is lost: no request can be logged' dossier log --org zivver --right access --email b@example.org
refuses 1 'no calendar xx' 'nor extended' dossier extend "$REF" --ground number --reason 'Het zijn er veel.'
OTHER=$(ORG=jbsync log)
at 2026-04-15
dossier work >/dev/null 2>&1
is "$(spool "$OTHER.2026-04-07.*.json")" 1 'but the others are told what is late'

# ---- as of ----

is "$(dossier deadline --explain "$JCC" --as-of 2026-03-06 --json | json 'v["statute"]')" open 'as of a past day'
is "$(dossier deadline --explain "$EARLY" --as-of 2026-03-09 --json | json 'v["suspension_days"]')" 0 'nor what was recorded after that day'
refuses 4 'not received yet' 'as of a day before its receipt' dossier deadline --explain "$JCC" --as-of 2026-03-01
is "$(dossier audit verify --json 2>/dev/null | json '[(o["organisation"], f["of"]) for o in v for f in o["findings"]]')" '[["zivver", "register"]]' \
	'the log verifies, but that nothing follows where the calendar is lost'
done_testing
