#!/bin/sh
# Who asks for whom: nothing of a request that somebody makes for another leaves or is changed before it was seen that they may, nor
# of one that a child makes before it was judged whether it can decide; what stops at once stops without.
cd "$(dirname "$0")/../.." || exit 1
. tests/lib.sh
needs python3 unzip

installation_of_one pg || exit 1
edit templates/registers/jcc.json 'v["organisation"]["contact"]["email"] = "privacy@jcc.example"' >"$TMP/register.json"
ok 'the register loads' dossier register load "$TMP/register.json"
at 2026-11-10

log() {
	dossier log --again --org jcc --received 2026-11-02 "$@" 2>/dev/null
}
state() {
	written
}
# collected REF: every source was asked, and holds nothing.
collected() {
	dossier work >/dev/null 2>&1
	for system in administration portal marketing analytics; do
		echo "{\"ref\": \"$1\", \"system\": \"$system\", \"action\": \"collect\", \"nothing\": true}" >&3
		echo "{\"ref\": \"$1\", \"system\": \"$system\", \"action\": \"suppress\", \"ground\": \"Dat doet een ander.\"}" >&4
	done 3>"$TMP/found" 4>"$TMP/left"
	dossier task 'done' --input "$TMP/found" >/dev/null 2>&1
	dossier task skip --input "$TMP/left" >/dev/null 2>&1
	dossier archive build "$1" >/dev/null 2>&1
}
# stands EXPRESSION: of what the command tells, `v`.
stands() {
	dossier mandate "$REF" --json | json "$1"
}
# needs_of: the step of each right that waits for who asks.
needs_of() {
	dossier show "$REF" --json | json '[x["needs"] for x in v["unidentified"]]'
}

# ---- a stranger who calls himself her lawyer ----

REF=$(log --right access --right erasure --right objection --marketing --email anna@example.org --for 'Mr. Smit' --as lawyer)
collected "$REF"
is "$(needs_of)" '["mandate", "mandate"]' 'two rights wait until it was seen that he may'
is "$(dossier next "$REF" 2>/dev/null)" "dossier mandate $REF --seen - --what -" 'which is the next thing to do, before who he is'
is "$(dossier due --within 60 --json | json '[r["waits_for"] for r in v][0]')" '["authority", "verification"]' 'and due says so'
is "$(dossier today --json | json "[r['code'] for r in v if r['reference'] == '$REF']")" '["mandate"]' 'and today'
known "$REF" >/dev/null
rejects 4 "access cannot be answered: it was not seen that who asks may \(GDPR art. 12\(2\), 12\(6\), UAVG 5\): no authority was seen: .dossier mandate $REF --seen EVIDENCE" 'that his identity is known is not enough to answer' dossier answer "$REF" --by post
rejects 4 'may not ask for the person \(art. 12\(2\) GDPR, UAVG 5\): no authority was seen' 'nor to erase' dossier decide "$REF" --right erasure --done --proof 'Uitdraai'
refuses 4 'handed to nobody before it is established who asks.*no authority was seen' 'nor to take the archive out' dossier archive get "$REF" "$TMP/no.zip"
ok 'marketing stops at once, whoever asks' dossier decide "$REF" --right objection --done --proof 'Uitgezet'
rejects 2 'lawyer by that \(GDPR 12\(2\), 12\(6\)\): expected one of lawyers-word' 'what shows it is the law'\''s to say' dossier mandate "$REF" --seen passport --what 'paspoort'
rejects 4 'say it with --what' 'and what was seen is said' dossier mandate "$REF" --seen lawyers-word
rejects 4 'lies in the future' 'not before it is' dossier mandate "$REF" --seen lawyers-word --what x --on 2026-11-11
rejects 4 'authority that ended on 2026-11-09' 'nor after it ended' dossier mandate "$REF" --seen written-mandate --what x --until 2026-11-09
rejects 2 'one of --seen, --ended and --competence' 'one thing at a time' dossier mandate "$REF" --seen lawyers-word --ended 2026-11-10
rejects 2 'no e-mail address that a letter can go to' 'an address is one' dossier mandate "$REF" --seen lawyers-word --what x --deliver-to 'Smit'
rejects 4 'no authority stands that could end' 'nothing was seen that could end' dossier mandate "$REF" --ended 2026-11-10 --note x
ok 'his word is seen, for one right' dossier mandate "$REF" --seen lawyers-word --right access --what 'mail van zijn kantoor, gezien door Kees'
is "$(stands '[(r["right"], r["authority"]) for r in v["rights"]]')" '[["access", "seen"], ["erasure", "out-of-scope"], ["objection", "at-once"]]' 'and no more than that'
rejects 4 'is about other rights' 'the other waits' dossier decide "$REF" --right erasure --done --proof 'Uitdraai'
rejects 4 "no e-mail address of who asks for the person is known.*--deliver-to" 'a copy goes to no address that nobody said' dossier answer "$REF" --right access
ok 'it may be taken out' dossier archive get "$REF" "$TMP/yes.zip"
ok 'where it goes is said' dossier mandate "$REF" --seen lawyers-word --right access --what 'hij belde terug' --deliver-to smit@advocaat.example
ok 'then it is answered' dossier answer "$REF" --right access
is "$(grep -c 'identifier' "$TMP/err")" 0 'and not sent to her own address'
is "$(log_of "$REF" | json '"advocaat.example" in str(v) or "Smit" in str(v)')" false 'the log names neither him nor his address'
ok 'a question of ours' dossier clarify "$REF" --doubt 'Welk account?'
like "$(mail "$REF.person.question-clarification-1.eml")" '<smit@advocaat.example>' 'goes to him'
is "$(dossier undo "$REF" --json | json '[r["command"] for r in v if "mandate" in r["command"]]')" "[\"dossier mandate $REF --ended DATE --note TEXT\"]" 'it can be ended'
ok 'and is' dossier mandate "$REF" --ended 2026-11-10 --note 'haar brief van vandaag'
is "$(stands '[(r["right"], r["authority"]) for r in v["rights"] if r["right"] == "erasure"]')" '[["erasure", "out-of-scope"]]' 'which leaves the other as it was'
like "$(dossier show "$REF" 2>/dev/null)" 'authority to ask for the person was seen by lawyers-word, for access' 'what was seen stands in the history'

# ---- a mandate that ends ----

REF=$(log --right access --email bert@example.org --for 'MyPrivacy BV' --as agent)
collected "$REF"
known "$REF" >/dev/null
rejects 4 'authority of an agent has its last day' 'an agent'\''s mandate has a last day' dossier mandate "$REF" --seen written-mandate --what 'getekend op 1 november'
ok 'it is said' dossier mandate "$REF" --seen written-mandate --what 'getekend op 1 november' --until 2026-11-12
at 2026-11-13
rejects 4 'the authority that was seen has ended' 'the day after nothing is answered by it' dossier answer "$REF" --by post
at 2026-11-10

# ---- nothing comes: refused, with a letter ----

rejects 4 'as far as was seen: go on' 'who may is not refused for want of it' dossier refuse "$REF" --ground no-authority-12-2 --facts x
rejects 2 'way to verify "mandate": expected one of' 'a mandate is no check of who asks' dossier verify "$REF" --method mandate --result passed
REF=$(log --right access --email cor@example.org --for 'Dora' --as agent)
rejects 4 'refusing on GDPR 12\(2\), 12\(6\): ask by what they may first' 'who was not asked is not refused' dossier refuse "$REF" --ground no-authority-12-2 --facts 'niets gezien'
ok 'she is asked' dossier verify "$REF" --doubt 'Wij kennen u niet als zijn gemachtigde.' --method mandate
mail "$REF.person.question-identity-1.eml" >"$TMP/question"
like "$(cat "$TMP/question")" 'machtiging, door de betrokkene getekend' 'by what she may, as the law of this country has it'
is "$(grep -c 'cor@example.org' "$TMP/question")" 0 'without a word of him'
NO=$(dossier letter list "$REF" --json | json 'v[-1]["id"]')
dossier letter sent "$REF" "$NO" >/dev/null 2>&1
rejects 4 'left less than 14 days ago' 'and has time to answer' dossier refuse "$REF" --ground no-authority-12-2 --facts 'niets gezien'
at 2026-11-24
ok 'in vain' dossier refuse "$REF" --ground no-authority-12-2 --facts 'Op onze vraag kwam niets.'
like "$(mail "$REF.person.refusal-1.eml")" 'ook niet of wij gegevens hebben' 'the letter does not say whether we hold anything'
at 2026-11-10

# ---- a parent ----

REF=$(log --right access --email jan@example.org --born 2009-03-01 --for 'Piet' --as parent)
collected "$REF"
known "$REF" >/dev/null
rejects 4 'the person is 16 or older and asks themselves: a parent may ask for them no more \(UAVG 5\(4\)' 'not of a child of seventeen, whatever paper there is' \
	dossier mandate "$REF" --seen birth-certificate --what 'gezien'
rejects 4 'the person is old enough to ask themselves' 'nor is it answered' dossier answer "$REF" --by post
ok 'who is seventeen may send them' dossier mandate "$REF" --seen written-mandate --what 'getekend'
is "$(stands '[r["authority"] for r in v["rights"]]')" '["seen"]' 'and did'
REF=$(log --right access --email kees@example.org --for 'Piet' --as parent)
collected "$REF"
known "$REF" >/dev/null
ok 'a certificate of a child whose age nobody said' dossier mandate "$REF" --seen birth-certificate --what 'gezien' --deliver-to piet@example.org
rejects 4 "depends on an age nobody said: .dossier plan $REF --add born=DATE" 'is not enough' dossier answer "$REF"
ok 'it is said' dossier plan "$REF" --add born=2014-03-01
collected "$REF"
like "$(dossier refuse "$REF" --category JCC-C01 --ground uavg-41-i --facts 'Het kind vroeg ons dat niet te geven.' --necessity 'x' --proportionality 'y' 2>&1)" "a letter addressed" 'the child'\''s interest may withhold a part'
dossier archive build "$REF" >/dev/null 2>&1
ok 'the rest is answered' dossier answer "$REF"

# ---- a bewindvoerder, for what the order covers ----

REF=$(log --right access --email bea@example.org --for 'Bewind BV' --as bewindvoerder)
collected "$REF"
known "$REF" >/dev/null
rejects 4 'asks only what their order covers \(UAVG 5\(4\), BW 1:441\).*--category' 'what the order covers is said' dossier mandate "$REF" --seen ccbr --what 'uittreksel'
rejects 3 'no category "JCC-X' 'by categories there are' dossier mandate "$REF" --seen ccbr --what 'uittreksel' --category JCC-X
C=$(dossier show "$REF" --json | json '",".join(sorted({c["category"] for t in v["tasks"] for c in t["outcomes"]})[1:])')
ok 'it is' dossier mandate "$REF" --seen ccbr --what 'uittreksel' --category "$(dossier show "$REF" --json | json 'sorted({c["category"] for t in v["tasks"] for c in t["outcomes"]})[0]')"
is "$(stands 'v["rights"][0]["authority"]')" partly 'the rest is open'
rejects 4 'covers other categories: .dossier refuse' 'so that nothing is answered' dossier answer "$REF" --by post
ok 'the rest is refused, without asking for what the order does not give' dossier refuse "$REF" --category "$C" --ground no-authority-12-2 --facts 'Alleen het vermogen.'
dossier archive build "$REF" >/dev/null 2>&1
ok 'then it is answered' dossier answer "$REF" --by post

# ---- free help and advice ----

edit "$TMP/register.json" 'v["organisation"]["advice_service"] = True' >"$TMP/advice.json"
dossier register load "$TMP/advice.json" >/dev/null 2>&1
REF=$(log --right access --email tim@example.org --born 2016-01-01 --for 'Vader' --as parent)
rejects 4 'free help and advice: nobody asks for a minor' 'no parent asks' dossier mandate "$REF" --seen birth-certificate --what x
dossier register load "$TMP/register.json" >/dev/null 2>&1

# ---- a child asks ----

REF=$(log --right access --right consent-withdrawal --purpose marketing --email lot@example.org --born 2012-05-01)
collected "$REF"
is "$(needs_of)" '["competence"]' 'it is received, and waits until it was judged whether she can decide'
is "$(dossier today --json | json "[r['code'] for r in v if r['reference'] == '$REF']")" '["competence"]' 'as today says'
known "$REF" >/dev/null
ok 'use on consent stops at once' dossier decide "$REF" --right consent-withdrawal --done --proof 'Uitgezet'
rejects 4 'a child asks, and it was not judged whether it can decide' 'the rest does not leave' dossier answer "$REF" --right access --by post
rejects 4 'expected --facts \(UAVG 5\(4\)' 'a judgement says why' dossier mandate "$REF" --competence capable
rejects 4 'the person asks themselves' 'and there is no authority to see' dossier mandate "$REF" --seen birth-certificate --what x
rejects 4 'nobody judged that the person cannot decide' 'nor is it refused for that' dossier refuse "$REF" --right access --ground representative-asks-12-2 --facts x
ok 'she can' dossier mandate "$REF" --competence capable --facts 'Veertien, vraagt helder wat zij wil.'
ok 'and is answered' dossier answer "$REF" --by post
REF=$(log --right access --email mia@example.org --born 2018-05-01)
collected "$REF"
ok 'one of eight can not' dossier mandate "$REF" --competence incapable --facts 'Acht jaar.'
rejects 4 'unable to decide, so their representative asks' 'and is not answered' dossier answer "$REF" --by post
ok 'but told who can ask, at once' dossier refuse "$REF" --ground representative-asks-12-2 --facts 'Een ouder kan dit voor je vragen.'

# ---- the request as it came ----

printf 'Hoi, ik wil zien wat jullie van mij hebben \360\237\231\202 \000\377' >"$TMP/app.txt"
REF=$(log --right access --email opa@example.org --channel whatsapp --original "$TMP/app.txt")
ok 'what came is kept' dossier show "$REF" --original "$TMP/back.txt"
cmp "$TMP/app.txt" "$TMP/back.txt"
result 'byte by byte'
is "$(dossier audit list --limit 10000 --json | json '[e["kind"] for e in v if e["reference"] == "'"$REF"'" and e["kind"] == "view.original"]')" '["view.original"]' 'and who looked is an event'
is "$(dossier show "$REF" --json | json 'v["original"]')" "$(wc -c <"$TMP/app.txt")" 'show says that it is there'
is "$(printf 'gebeld: wil alles weg' | dossier log --org jcc --right erasure --name Oma --email oma@example.org --channel phone --original - 2>/dev/null | wc -l)" 1 'of a call what was written down'
is "$(store "SELECT count(*) FROM original WHERE sealed LIKE '%gebeld%'")" 0 'sealed'
head -c 1048577 /dev/zero >"$TMP/large"
refuses 1 'is too large' 'more than a mebibyte is refused' dossier log --org jcc --right access --email groot@example.org --original "$TMP/large"
refuses 3 'nothing was kept' 'where nothing was kept there is nothing to see' dossier show "$(log --right access --email nix@example.org)" --original "$TMP/none.txt"

# ---- an agent who asks for many ----

rejects 4 'mandate has its last day' 'an agent has its last day' dossier agent add --org jcc --agent MYPRIVACY --evidence written-mandate --bulk
rejects 2 'no person' 'and no person'\''s name' dossier agent add --org jcc --agent 'Jan de Boer' --evidence written-mandate --until 2027-06-30
rejects 2 'no authority of a agent by that' 'what shows it is the law'\''s to say' dossier agent add --org jcc --agent MYPRIVACY --evidence lawyers-word --until 2027-06-30
ok 'it is let in, with all it asks for' dossier agent add --org jcc --agent MYPRIVACY --evidence written-mandate --bulk --right access --until 2027-06-30 --email verzoeken@myprivacy.example
rejects 4 'there is an agent MYPRIVACY already' 'once' dossier agent add --org jcc --agent MYPRIVACY --evidence written-mandate --until 2027-06-30
ok 'another shows each' dossier agent add --org jcc --agent EACH --evidence written-mandate --until 2027-06-30 --email each@agent.example
refuses 3 'no agent "NOBODY"' 'one that is not there' dossier log --org jcc --agent NOBODY --right access --email x@example.org
A=$(log --agent MYPRIVACY --right access --email a@example.org)
B=$(log --agent MYPRIVACY --right access --email b@example.org)
C=$(log --agent MYPRIVACY --right erasure --email c@example.org)
D=$(log --agent EACH --right access --email d@example.org)
E=$(log --agent EACH --right access --email e@example.org)
for REF in "$A" "$B" "$C" "$D"; do
	collected "$REF"
done
for REF in "$A" "$C" "$D"; do
	known "$REF" >/dev/null
done
REF=$A
is "$(stands '[v["agent"], v["rights"][0]["authority"]]')" '["MYPRIVACY", "seen"]' 'what was seen of all of them counts for one'
REF=$C
is "$(stands 'v["rights"][0]["authority"]')" out-of-scope 'for the rights it is for'
REF=$D
is "$(stands 'v["rights"][0]["authority"]')" missing 'and else each is seen'
dossier agent answer --org jcc --agent MYPRIVACY --json >"$TMP/pass"
is "$(json '[(r["reference"], r["answered"]) for r in v]' <"$TMP/pass")" "$(printf '[["%s", false], ["%s", false], ["%s", false]]' "$A" "$B" "$C")" 'nobody is answered by a copy that did not leave'
like "$(json 'v[0]["why"]' <"$TMP/pass")" "take it out first, to send it: .dossier archive get $A FILE.zip" 'which is said with its command'
is "$(dossier show "$A" --json | json 'v["status"]')" collected 'and it is open still'
ok 'it is taken out' dossier archive get "$A" "$TMP/a.zip"
at 2026-11-11
is "$(dossier agent answer --org jcc --agent MYPRIVACY --json | json '[(r["reference"], r["answered"]) for r in v]')" "$(printf '[["%s", true], ["%s", false], ["%s", false]]' "$A" "$B" "$C")" 'who is known is answered that nothing is held once it left, in one pass'
at 2026-11-10
is "$(dossier agent answer --org jcc --agent MYPRIVACY --json | json '[("who asks is not established" in r["why"], "by itself" in r["why"]) for r in v]')" '[[true, false], [false, true]]' 'and of the others is told why not'
ok 'an agent who shows each is asked for it' dossier verify "$E" --doubt 'Van haar zagen wij niets.' --method mandate
like "$(mail "$E.person.question-identity-1.eml")" '<each@agent.example>' 'in its mailbox'
ok 'what tells that something is held' dossier refuse "$E" --category JCC-C01 --ground others-15-4 --facts x --necessity y --proportionality z
is "$(mail "$E.person.refusal-1.eml" | grep -c 'agent.example')" 0 'goes there once its mandate was seen'
ok 'of one person it can end' dossier mandate "$B" --ended 2026-11-10 --note 'zij schreef het zelf'
is "$(dossier mandate "$B" --json | json 'v["rights"][0]["authority"]')" ended 'and did'
is "$(dossier show "$A" --json | json 'v["status"]')" answered 'it is answered as any other'
ok 'it asks no more' dossier agent end --org jcc --agent MYPRIVACY
known "$B" >/dev/null
REF=$B
rejects 4 'the authority that was seen has ended' 'from that day on nothing is answered by it' dossier answer "$B"

# ---- who died, and the heir ----

REF=$(log --right access --email oma2@example.org --for 'Kleinzoon' --as agent)
HEIR=$(log --right access --email kleinzoon@example.org)
ok 'of who died it is no AVG' dossier close "$REF" --ground deceased --facts 'Akte van overlijden gezien.' --letter
like "$(mail "$REF.person.close-deceased-1.eml")" 'overleden|overlijden' 'which a letter says'
NO=$(dossier letter list "$REF" --json | json 'v[-1]["id"]')
ok 'it is closed once that left' dossier close "$REF" --ground deceased --letter-sent
collected "$HEIR"
known "$HEIR" >/dev/null
ok 'what the heir asks about themselves is answered' dossier answer "$HEIR"

# ---- the same twice ----

FIRST=$(dossier log --org jcc --right access --email twee@example.org --received 2026-11-01 2>/dev/null)
refuses 4 "$FIRST asks the same for this person" 'the same is proposed' dossier log --org jcc --right access --email twee@example.org --received 2026-11-02
REF=$(log --right access --email twee@example.org)
BOTH=$(log --right access --right erasure --email twee@example.org)
rejects 4 'earlier|received before|later' 'an earlier one is no duplicate of a later one' dossier close "$FIRST" --ground duplicate --duplicate-of "$REF"
refuses 4 'erasure' 'nor one that asks more' dossier close "$BOTH" --ground duplicate --duplicate-of "$FIRST"
before=$(dossier show "$FIRST" --json)
ok 'the later one is' dossier close "$REF" --ground duplicate --duplicate-of "$FIRST"
is "$(dossier show "$FIRST" --json)" "$before" 'which touches the other in nothing'
refuses 4 "closed as a duplicate of $FIRST, received on 2026-11-01.*dossier correct $FIRST --received 2026-10-30 --note TEXT. first, or .dossier reopen $REF" \
	'the earliest receipt counts, also where the duplicate came first after all' dossier correct "$REF" --received 2026-10-30 --note 'kop van de mail'
refuses 4 "$REF, received on 2026-11-02, is closed as a duplicate of this.*dossier reopen $REF" 'or the other came later' \
	dossier correct "$FIRST" --received 2026-11-03 --note x --proof y
ok 'to the day of its duplicate it may be corrected' dossier correct "$FIRST" --received 2026-11-02 --note x --proof y
ok 'the one that goes on is put right' dossier correct "$FIRST" --received 2026-10-30 --note 'kop van de mail'
ok 'and then its duplicate' dossier correct "$REF" --received 2026-10-30 --note 'kop van de mail'
ok 'once that is open again' dossier reopen "$REF" --reason 'een ander bericht'
ok 'each has its own day' dossier correct "$FIRST" --received 2026-11-01 --note x --proof y

# ---- what it says in Dutch, and tries ----

REF=$(log --right access --email nel@example.org --for 'Mr. Smit' --as lawyer)
like "$(dossier --lang nl mandate "$REF" 2>/dev/null)" 'er is geen bevoegdheid gezien' 'in Dutch'
ok 'it is tried' dossier mandate "$REF" --seen lawyers-word --what x --dry-run
is "$(stands 'len(v["seen"])')" 0 'and not kept'
printf '{"ref": "%s", "seen": "lawyers-word", "what": "mail", "right": ["access"]}\n' "$REF" >"$TMP/batch.jsonl"
ok 'of many in a batch' dossier mandate --input "$TMP/batch.jsonl"
is "$(stands '[(x["evidence"], x["right"]) for x in v["seen"]]')" '[["lawyers-word", "access"]]' 'each as if it was typed'
mkdir -p "$DOSSIER_HOME/templates/law"
edit templates/law/representatives.json 'v["representatives"] = [r for r in v["representatives"] if r["relation"] != "mentor"]' \
	>"$DOSSIER_HOME/templates/law/representatives.json"
refuses 1 'templates/law/representatives.json: no row of mentor for other countries' 'a copy of the law that lacks somebody is named' dossier mandate "$REF"
rm "$DOSSIER_HOME/templates/law/representatives.json"
ok 'the log is what it was' dossier audit verify

done_testing
