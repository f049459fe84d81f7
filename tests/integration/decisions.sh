#!/bin/sh
# What was decided of each right, as an auditor reads it; each right with a state and a clock of its own.
cd "$(dirname "$0")/../.." || exit 1
. tests/lib.sh
needs python3 unzip

at 2026-03-05
installation pg || exit 1
dossier register load templates/registers/jbsync.json >/dev/null 2>&1
log() {
	dossier log --again --org jbsync "$@" --email anna@example.org --received 2026-03-05 2>/dev/null
}
# decisions MEMBER... [CONDITION]: of each row of the table
decisions() {
	dossier show "$REF" --decisions --json >"$TMP/json" 2>"$TMP/err"
	json "[[r[k] for k in '$1'.split()] for r in v if ${2:-True}]" <"$TMP/json"
}
# state: for rejects
state() {
	written
}

# ---- the table ----

refuses 3 'no request JBS-2026-AAAAAA' 'decisions of an unknown request' dossier show JBS-2026-AAAAAA --decisions
refuses 2 'one of --original, --decisions and --receipts' 'one view at a time' dossier show JBS-2026-AAAAAA --decisions --original "$TMP/no"
at 2026-03-10
REF=$(known "$(log --right access --right erasure --right objection --purpose security)")
dossier work >/dev/null 2>&1
nothing_found "$REF" 'niet doorzocht in deze proef'
no_customer "$REF"
is "$(decisions 'right category purpose decision facts by on told' 'r["category"] == "JBS-C01"')" \
	'[["access", "JBS-C01", "", "undecided", null, null, null, null], ["erasure", "JBS-C01", "", "undecided", null, null, null, null]]' 'nothing is decided yet'
is "$(decisions 'category purpose decision article' 'r["right"] == "objection"' | cut -c1-53)]" '[["JBS-C03", "security", "undecided", "GDPR art. 21"]]' 'of an objection by its purpose'
like "$(decisions waits_for 'r["right"] == "access"')" 'no archive' 'a copy waits for its archive'
like "$(decisions waits_for 'r["right"] == "erasure"')" 'has no decision yet' 'the others for a decision'
dossier decide "$REF" --right erasure --category JBS-C03 --nothing --proof 'gezocht' >/dev/null 2>&1
dossier refuse "$REF" --right erasure --category JBS-C02 --ground erasure-17-3-b --facts 'Facturen.' --law 'art. 52 AWR' \
	--until 2033-12-31 --necessity 'De wet.' --proportionality 'Alleen dit.' >/dev/null 2>&1
LETTER=$(dossier letter list "$REF" --json | json '[x["id"] for x in v if x["kind"] == "refusal"][0]')
is "$(decisions 'category decision article ground facts by on letter told' 'r["right"] == "erasure" and r["category"] < "JBS-C04"')" \
	"[[\"JBS-C01\", \"undecided\", \"GDPR art. 17\", null, null, null, null, null, null], [\"JBS-C02\", \"refused\", \"GDPR 17(3)(b)\", \"erasure-17-3-b\", true, \"$(id -un)\", \"2026-03-10\", $LETTER, null], [\"JBS-C03\", \"nothing\", \"GDPR art. 17\", null, true, \"$(id -un)\", \"2026-03-10\", null, null]]" \
	'each with its ground, whether its facts are recorded, by whom and when'
like "$(decisions waits_for 'r["decision"] == "refused"')" "its letter: .dossier letter sent $REF $LETTER" 'what was refused is not told before its letter left'
at 2026-03-11
ok 'that leaves' dossier letter sent "$REF" "$LETTER"
is "$(decisions 'told waits_for' 'r["decision"] == "refused"')" '[["2026-03-11", null]]' 'and is told on that day'
ok 'the archive' dossier archive build "$REF"
ok 'answers access' dossier answer "$REF" --right access
is "$(decisions 'decision by on told letter' 'r["right"] == "access"' | sed 's/\], .*/]]/')" "[[\"nothing\", \"$(id -un)\", \"2026-03-11\", \"2026-03-11\", null]]" 'a copy tells that nothing was found'
ok 'then something is erased' dossier decide "$REF" --right erasure --category JBS-C01 --done --proof 'uitdraai'
is "$(decisions 'decision facts told' 'r["right"] == "erasure" and r["category"] == "JBS-C01"')" '[["done", true, null]]' 'which is not told yet'
ok 'the shape is that of its schema' schema_check docs/json/decisions.schema.json "$TMP/json"
dossier show "$REF" --decisions >"$TMP/out"
like "$(cat "$TMP/out")" '^RIGHT +CATEGORY +PURPOSE +DECISION' 'a table for who reads it'
dossier show "$REF" --decisions --output csv >"$TMP/out"
like "$(head -2 "$TMP/out")" '^access,JBS-C01,,nothing,' 'or a sheet'
is "$(dossier audit list --request "$REF" --json | json 'len([e for e in v if e["kind"] == "view.decisions"]) > 0')" true 'looking is an event'

# ---- a right extended by itself ----

clocks() {
	dossier show "$REF" --json 2>/dev/null | json '[[d[k] for k in "right in_force extension statute".split()] for d in v["decisions"]]'
}
at 2026-03-10
REF=$(known "$(log --right access --right erasure --right consent-withdrawal --purpose invoicing)")
rejects 3 'does not ask for portability' 'a right not asked for is not extended' dossier extend "$REF" --right portability --ground number --reason x
rejects 4 'consent-withdrawal.*7\(3\)' 'nor what stops at once' dossier extend "$REF" --right access --right consent-withdrawal --ground number --reason x
rejects 4 'access.*without a reason' 'nor one without a reason' dossier extend "$REF" --right access --ground number
ok 'access alone takes longer' dossier extend "$REF" --right access --ground complexity --reason 'Vijf systemen en gesprekken.'
LETTER=$(mail "$REF.person.extension-1.eml" | python3 -m quopri -d)
like "$LETTER" 'ontvingen wij uw verzoek: .*inzage' 'its notice names it'
like "$LETTER" 'Dit geldt niet voor de rest van uw verzoek .*wissen' 'and what keeps its month'
is "$(clocks)" '[["access", "2026-04-07", "decided", "open"], ["consent-withdrawal", "2026-04-07", "none", "open"], ["erasure", "2026-04-07", "none", "open"]]' 'not in force before its notice left'
rejects 4 'access.*extended already' 'each once' dossier extend "$REF" --right access --ground number --reason x
ok 'erasure for a reason of its own' dossier extend "$REF" --right erasure --ground number --reason 'Het zijn er veel.'
rejects 2 'say of which right with --right' 'of two notices it is said which left' dossier extend "$REF" --notice-sent 2026-03-10
rejects 4 'notice of an extension nobody decided' 'not one of a right that was not extended' dossier extend "$REF" --right consent-withdrawal --notice-sent 2026-03-10
ok 'that of access' dossier extend "$REF" --right access --notice-sent 2026-03-10
is "$(clocks)" '[["access", "2026-06-05", "in-force", "open"], ["consent-withdrawal", "2026-04-07", "none", "open"], ["erasure", "2026-04-07", "decided", "open"]]' 'is in force, and of the other it is not'
rejects 4 'consent|7\(3\)|extended already' 'nothing is left to extend' dossier extend "$REF" --ground number --reason x
is "$(dossier show "$REF" --json | json '[v["in_force"], v["due"], v["due_is"]]')" '["2026-04-07", "2026-03-06", "at once"]' 'the request is due with the first of its rights'
like "$(dossier show "$REF" 2>/dev/null)" 'the notice of the extension left, for access' 'the history says of which'
at 2026-03-11
ok 'it came back' dossier extend "$REF" --bounced 2026-03-11
is "$(clocks | json 'v[0]')" '["access", "2026-04-07", "bounced", "open"]' 'and only that is void'
ok 'it leaves again' dossier extend "$REF" --right access --notice-sent 2026-03-11 --proof '<3@jbsync.com>'
ok 'what stops has stopped' dossier decide "$REF" --right consent-withdrawal --done --proof 'uitgezet'
is "$(dossier show "$REF" --json | json 'v["due"]')" 2026-04-07 'then the month of erasure is due'
is "$(dossier deadline --explain "$REF" --as-of 2026-03-10 --json | json '[(r["right"], r["extension"]) for r in v["rights"]]')" '[["access", "in-force"], ["consent-withdrawal", "none"], ["erasure", "decided"]]' 'as it stood on a day gone by'

# ---- a part answered, the rest open: each by its own clock ----

dossier work >/dev/null 2>&1
nothing_found "$REF" 'niet doorzocht in deze proef'
no_customer "$REF"
ok 'what stopped is answered now' dossier answer "$REF" --right consent-withdrawal
LETTER=$(dossier letter list "$REF" --json | json '[x["id"] for x in v if x["kind"] == "done"][0]')
like "$(mail "$REF.person.done-1.eml" | python3 -m quopri -d | tr '\n' ' ')" 'verzoek gaat ook over: .*uiterlijk op 5 juni 2026' 'and by when they hear of all the rest'
ok 'that left' dossier letter sent "$REF" "$LETTER"
is "$(clocks)" '[["access", "2026-06-05", "in-force", "open"], ["consent-withdrawal", "2026-04-07", "none", "met"], ["erasure", "2026-04-07", "decided", "open"]]' 'one is answered in time, two are open'
is "$(decisions 'right decision told deadline' 'r["right"] == "consent-withdrawal"' | sed 's/\], .*/]]/')" '[["consent-withdrawal", "done", "2026-03-11", "2026-04-07"]]' 'the table says so'
at 2026-04-08
is "$(clocks)" '[["access", "2026-06-05", "in-force", "open"], ["consent-withdrawal", "2026-04-07", "none", "met"], ["erasure", "2026-04-07", "late", "late"]]' 'what was not told of more time is late, alone'
dossier due --org jbsync --json 2>/dev/null >"$TMP/due"
is "$(json "[[r['due'], r['days_left'], r['rights_due']] for r in v if r['reference'] == '$REF']" <"$TMP/due")" '[["2026-04-07", -1, [{"right": "access", "due": "2026-06-05"}]]]' 'due has both days'
like "$(dossier due --org jbsync 2>&1 >/dev/null)" "$REF: access is due on 2026-06-05, by a term of its own" 'in words too'
dossier metrics >"$TMP/metrics"
is "$(grep -E '^dossier_requests_late.*"(access|erasure)"' "$TMP/metrics" | sed 's/.*right=//' | sort | tr '\n' ' ')" '"access"} 0 "erasure"} 2 ' 'and who watches sees which right is late'
is "$(dossier next "$REF" --json | json '[v["code"], "erasure" in " ".join(v["command"])]')" '["build", false]' 'next is the copy, for which an erasure waits'
ok 'that is refused, late' dossier refuse "$REF" --right erasure --ground no-ground-17-1 --facts 'Het contract loopt nog.'
dossier letter sent "$REF" "$(dossier letter list "$REF" --json | json '[x["id"] for x in v if x["kind"] == "refusal"][-1]')" >/dev/null 2>&1
is "$(dossier show "$REF" --json | json '[v["due"], v["in_force"], v["rights_due"], v["term"]["statute"]]')" '["2026-06-05", "2026-06-05", [], "late"]' 'then the request is due with access, and a right of it was late'
at 2026-05-20
dossier archive build "$REF" >/dev/null 2>&1
ok 'access is answered in its third month' dossier answer "$REF" --right access --confirm "$REF"
is "$(clocks)" '[["access", "2026-06-05", "in-force", "met"], ["consent-withdrawal", "2026-04-07", "none", "met"], ["erasure", "2026-04-07", "late", "missed"]]' 'two were in time, one was late'
is "$(dossier report 2026-03 --org jbsync --json | json '[[r["right"], r["in_time"], r["late"], r["extended"]] for r in v["organisations"][0]["cohorts"][0]["rights"] if r["right"] != "objection"]')" '[["access", 2, 0, 1], ["erasure", 0, 1, 0], ["consent-withdrawal", 1, 0, 0]]' 'the report counts each by itself'

# ---- portability to another controller: art. 20(2) ----

at 2026-03-10
REF=$(known "$(log --right access)")
rejects 4 'of portability, which is not asked' 'no transfer without portability' dossier decide "$REF" --transfer-to 'Bank X'
REF=$(known "$(log --right portability)")
rejects 4 'no transfer .*is asked' 'none is infeasible that was not asked' dossier decide "$REF" --infeasible 'Geen koppeling.'
rejects 2 'a step at a time' 'one step at a time' dossier decide "$REF" --transfer-to 'Bank X' --infeasible 'Geen koppeling.'
rejects 2 'of portability alone' 'and of no other right' dossier decide "$REF" --right erasure --transfer-to 'Bank X'
ok 'the person wants it sent elsewhere' dossier decide "$REF" --transfer-to 'Bank X'
like "$(dossier undo "$REF")" "the transfer to another controller .*dossier decide $REF --no-transfer TEXT" 'undo names how that is dropped'
rejects 4 'no archive was built' 'what is not there was not sent' dossier decide "$REF" --transferred --proof 'sftp 12'
rejects 4 'without why' 'why it is not feasible is said' dossier decide "$REF" --infeasible ' '
dossier work >/dev/null 2>&1
nothing_found "$REF" 'niet doorzocht in deze proef'
dossier archive build "$REF" >/dev/null 2>&1
rejects 4 'wants it sent to another controller, and that was not done \(GDPR art. 20\(2\)\)' 'the answer waits for it' dossier answer "$REF" --confirm "$REF"
rejects 4 'without proof' 'that it was sent is shown' dossier decide "$REF" --transferred
rejects 4 'holds anything portable' 'nor was an archive that has nothing portable' dossier decide "$REF" --transferred --proof 'sftp 12'
dossier archive get "$REF" "$TMP/none.zip" >/dev/null 2>&1
like "$(unzip -p "$TMP/none.zip" letter.html)" 'AVG\)</strong>: wij vonden niets dat u kunt meenemen' 'of which the letter does not say that it is granted'
dossier task reopen "$REF" vps >/dev/null 2>&1
dossier task 'done' "$REF" vps --category JBS-C01 --count 1 >/dev/null 2>&1
dossier archive build "$REF" >/dev/null 2>&1
rejects 4 'future' 'once it was' dossier decide "$REF" --transferred --proof 'sftp 12' --on 2026-03-11
ok 'not feasible' dossier decide "$REF" --infeasible 'Bank X heeft geen adres om bestanden te ontvangen.'
dossier archive build "$REF" >/dev/null 2>&1
dossier archive get "$REF" "$TMP/no.zip" >/dev/null 2>&1
like "$(unzip -p "$TMP/no.zip" letter.html | tr '\n' ' ')" 'sturen naar Bank X. Dat kan technisch niet.*De reden: Bank X heeft geen adres' 'the letter says why'
ok 'then there is a way' dossier decide "$REF" --transferred --proof 'sftp 12, ontvangst bevestigd'
rejects 4 'sent to another controller already' 'once' dossier decide "$REF" --transferred --proof x
rejects 4 'sent to another controller already' 'what left is not dropped' dossier decide "$REF" --no-transfer 'mail'
is "$(dossier show "$REF" --json | json '[(d["transfer"]["state"], d["transfer"]["to"], d["transfer"]["on"]) for d in v["decisions"] if d["right"] == "portability"]')" '[["sent", "Bank X", "2026-03-10"]]' 'show has to whom and when'
like "$(dossier show "$REF" 2>/dev/null)" '^transfer +Bank X: sent, 2026-03-10' 'on paper too'
rejects 4 'built before the last change' 'the archive is to tell it' dossier answer "$REF" --confirm "$REF"
dossier archive build "$REF" >/dev/null 2>&1
dossier archive get "$REF" "$TMP/sent.zip" >/dev/null 2>&1
like "$(unzip -p "$TMP/sent.zip" letter.html | tr '\n' ' ')" 'Op 10 maart 2026 hebben wij deze gegevens ook gestuurd naar Bank X' 'and does'
is "$(dossier audit list --request "$REF" --json | grep -c 'Bank X')" 0 'no name stands in the log'
ok 'then it is answered' dossier answer "$REF" --confirm "$REF"
rejects 4 'reopen|decided' 'and nothing is sent after it' dossier decide "$REF" --transfer-to 'Bank Y'

REF=$(known "$(log --right access --right portability)")
dossier work >/dev/null 2>&1
echo 'Hallo.' >"$TMP/chat.txt"
printf 'naam,plaats\r\nAnna,Gent\r\n' >"$TMP/klanten.csv"
ok 'a colleague hands in what the person gave' dossier task 'done' "$REF" vps --category JBS-C01 --file "$TMP/chat.txt" --file "$TMP/klanten.csv"
dossier archive build "$REF" >/dev/null 2>&1
ok 'a copy to look at' dossier archive get "$REF" "$TMP/CONCEPT-by-hand.zip"
is "$(unzip -Z1 "$TMP/CONCEPT-by-hand.zip" | grep -E '^(portability|data|files)/' | sort | tr '\n' ' ')" \
	'data/JBS-C01/klanten.csv data/JBS-C01/klanten.html data/JBS-C01/klanten.json files/JBS-C01/chat.txt portability/JBS-C01/chat.txt portability/JBS-C01/klanten.csv portability/JBS-C01/klanten.json ' \
	'has it in portability/ too'

# ---- what is next, of one right and of another ----

ok 'it goes to another controller too' dossier decide "$REF" --transfer-to 'Bank X'
looked_at "$REF" >/dev/null
nothing_found "$REF" 'niet doorzocht in deze proef'
no_customer "$REF"
informed "$REF"
ok 'a copy' dossier archive build "$REF"
is "$(dossier next "$REF" 2>"$TMP/err")" "dossier answer $REF --right access" 'access can be answered'
like "$(cat "$TMP/err")" 'of another it is not' 'and portability waits for that'
ok 'a register that is searched by hand' dossier register load templates/registers/jcc.json
REF=$(known "$(dossier log --again --org jcc --right access --right erasure --email anna@example.org --received 2026-03-05 2>/dev/null)")
dossier work >/dev/null 2>&1
nothing_found "$REF" x
no_customer "$REF"
dossier archive build "$REF" >/dev/null 2>&1
ok 'nothing was found, and is told' dossier answer "$REF" --right access --by post --confirm "$REF"
is "$(dossier next "$REF" 2>/dev/null)" "dossier decide $REF --right erasure --nothing --proof -" 'of what was found nowhere that is said, and not that it was erased'

# ---- what was found is not said to be nowhere ----

REF=$(known "$(log --right access --right erasure)")
dossier work >/dev/null 2>&1
dossier task 'done' "$REF" vps --action collect --category JBS-C01 --count 3 >/dev/null 2>&1
rejects 4 'nothing held in JBS-C01, where data were found .*dossier plan --reject' 'what was found is not said to be nowhere' \
	dossier decide "$REF" --right erasure --category JBS-C01 --nothing --proof 'Gezocht'
ok 'of what was not found it is said' dossier decide "$REF" --right erasure --category JBS-C03 --nothing --proof 'Gezocht'
refuses 4 'JBS-C03 of erasure is done already' 'once' dossier decide "$REF" --right erasure --category JBS-C03 --nothing --proof 'Gezocht'

is "$(dossier audit verify --json | json 'all(o["good"] for o in v)')" true 'the log verifies'
done_testing
