#!/bin/sh
# Objections to direct marketing (art. 21(2), (3)) and withdrawals of consent (art. 7(3)): per purpose, at once, unweighed.
cd "$(dirname "$0")/../.." || exit 1
. tests/lib.sh
needs python3 psql

installation pg || exit 1
dossier register load templates/registers/jbsync.json >/dev/null 2>&1
dossier register load templates/registers/jcc.json >/dev/null 2>&1
dossier register load templates/registers/maila.json >/dev/null 2>&1
log() {
	dossier log --again --org "$@" --email anna@example.org --received 2026-03-05 2>/dev/null
}
show() {
	dossier show "$REF" --json | json "$1"
}
term() {
	dossier deadline --explain "$REF" --json | json "$1"
}
chased() {
	store "SELECT count(*) FROM event WHERE body LIKE '%task.chased%' AND body LIKE '%$REF%'"
}
WEIGHED='--necessity nodig --proportionality beperkt'
FEE='--warn --amount 10 --ground excessive-12-5 --facts x --costs x --until 2026-03-20'

# ---- what is asked at log ----

at 2026-03-05
refuses 2 'right objection goes with it' 'marketing is what an objection is about' dossier log --org jcc --right access --marketing --email anna@example.org
refuses 2 'right objection or consent-withdrawal' 'as is a purpose' dossier log --org jcc --right erasure --purpose marketing --email anna@example.org
refuses 3 'expected one of service, customer-mail' 'one of the register' dossier log --org jbsync --right objection --purpose folders --email anna@example.org

# ---- direct marketing ----

REF=$(log jcc --right objection --marketing)
is "$(show '[d["purposes"] for d in v["decisions"]]')" '[["marketing", "direct-marketing"]]' 'every marketing purpose is what it is about'
like "$(dossier show "$REF" 2>/dev/null)" '^objection +open.*marketing, direct-marketing' 'show says so'
is "$(show '[v["due"], v["deadline"]]')" '["2026-03-06", "2026-04-07"]' 'due the next working day; the legal date stays'
is "$(term '[v["at_once"], v["due"], v["in_force"]]')" '["2026-03-06", "2026-03-06", "2026-04-07"]' 'deadline says so'
like "$(dossier deadline --explain "$REF")" 'GDPR art. 12\(3\), 21\(3\), 7\(3\)' 'with its article'
is "$(dossier due --within 1 --json | json "[r['reference'] for r in v] == ['$REF']")" true 'due names it'
refuses 4 'art. 21\(3\)' 'nothing to extend' dossier extend "$REF" --ground number --reason 'Veel tegelijk.'
# shellcheck disable=SC2086
refuses 4 'free of charge \(art. 21\(3\)' 'no fee' dossier fee "$REF" $FEE
# shellcheck disable=SC2086
refuses 4 'cannot be refused \(art. 21\(3\) GDPR\)' 'no reason is compelling, though nobody says again that it is marketing' \
	dossier refuse "$REF" --ground compelling-21-1 --facts 'Omzet.' $WEIGHED
for ground in not-an-avg-request not-identified; do
	refuses 4 'complied with at once.*21\(3\)' "it is not closed as $ground either" dossier close "$REF" --ground $ground --facts x --letter
done
REF=$(log maila --right objection --right access --marketing)
is "$(show 'v["due"]')" 2026-03-06 'with another right it is due at once too'
ok 'which may take its month' dossier extend "$REF" --ground number --reason 'Many at once.'
is "$(show 'v["due"]')" 2026-03-06 'and moves nothing of it'
dossier register load templates/registers/jcc.json >/dev/null 2>&1

# where nobody said what it is about, it is about all that the register uses the data for
REF=$(log jcc --right objection --purpose all)
# shellcheck disable=SC2086
refuses 4 'art. 21\(3\).*--category' 'marketing among all of it is not refused with it' dossier refuse "$REF" --ground compelling-21-1 --facts 'Omzet.' $WEIGHED
# shellcheck disable=SC2086
ok 'what serves no marketing is' dossier refuse "$REF" --category JCC-C12 --ground compelling-21-1 --facts 'Fraude.' $WEIGHED
dossier register load templates/registers/jouwbot.json >/dev/null 2>&1
REF=$(log jouwbot --right consent-withdrawal)
refuses 4 'art. 7\(3\).*--category' 'nor is consent among all of it' dossier refuse "$REF" --ground no-consent-7-3 --facts 'Het contract.'
before=$(store 'SELECT count(*) FROM request')
refuses 4 'to what use of the data.*--marketing, or --purpose of contracts, service, marketing' 'an objection says to what' dossier log --again --org jcc --right objection --email anna@example.org
is "$(store 'SELECT count(*) FROM request')" "$before" 'or nothing is logged'
is "$(dossier log --again --org jcc --right objection --marketing --email anna@example.org 2>&1 >/dev/null | grep -c -e '--marketing')" 0 'unless that is said'

# ---- one purpose among others ----

REF=$(log jbsync --right objection --purpose security)
is "$(show '[v["due"], d["purposes"]] if (d := v["decisions"][0]) else 0')" '["2026-04-07", ["security"]]' 'of another purpose something is weighed: it has its month'
no_customer "$REF"
# shellcheck disable=SC2086
ok 'and compelling reasons' dossier refuse "$REF" --ground compelling-21-1 --facts 'Fraude.' $WEIGHED
REF=$(log jbsync --right objection --purpose security --purpose outreach)
is "$(show 'v["due"]')" 2026-03-06 'marketing among them is due at once'
ok 'who asks is asked for the other' dossier verify "$REF" --doubt 'Wij kennen dit adres niet.' --method login
# shellcheck disable=SC2086
refuses 4 'refuse another purpose' 'and is not refused with them' dossier refuse "$REF" --ground compelling-21-1 --facts 'Fraude.' $WEIGHED
refuses 3 'no purpose "style" to decide for objection: expected one of security, outreach' 'only what it is about' dossier refuse "$REF" --purpose style --ground compelling-21-1 --facts x
refuses 4 'art. 21\(3\)' 'marketing is not refused by name either' dossier refuse "$REF" --purpose outreach --ground compelling-21-1 --facts x
# shellcheck disable=SC2086
ok 'the other purpose alone is' dossier refuse "$REF" --purpose security --ground compelling-21-1 --facts 'Fraude.' $WEIGHED
is "$(show '[(p["category"], p["purpose"]) for p in v["decisions"][0]["refused"]]')" '[["JBS-C03", "security"], ["JBS-C04", "security"]]' 'by category and purpose'
is "$(show '[v["status"], v["decisions"][0]["state"]]')" '["logged", "open"]' 'the rest stays open'
refuses 4 'art. 21\(3\), 12\(5\) GDPR\); still possible: stop it, today' 'who asks is no question of it' dossier verify "$REF" --doubt 'Wie is dit?' --method login
refuses 4 'art. 21\(3\)' 'what is left is marketing: nothing to extend' dossier extend "$REF" --ground number --reason 'Veel tegelijk.'
like "$(mail "$REF.person.refusal-1.eml")" 'voor: Beveiliging' 'the letter says for what'
like "$(dossier show "$REF" 2>/dev/null)" 'refused for JBS-C03 \(security\), JBS-C04 \(security\)' 'show too'
ok 'marketing stopped' dossier decide "$REF" --purpose outreach --done --proof 'De export van vandaag.'
like "$(dossier show "$REF" 2>/dev/null)" 'what objection was to stop at once is decided' 'which show says of the right'

# ---- what is next ----

next() {
	dossier show "$REF" 2>&1 >/dev/null | grep -E '^(next|not to be)'
}
# said LINE...: what next prints, as it was printed, which is given these lines
said() {
	printf '%s\n' "$@" | sh -c "$(dossier next "$REF" 2>/dev/null)"
}
REF=$(log jbsync --right objection --purpose outreach)
no_customer "$REF"
like "$(next | head -1)" "^next: .dossier decide $REF --right objection --purpose outreach --done --proof -.: it stops at once" 'marketing is not offered to be refused'
REF=$(log jbsync --right objection --purpose security)
no_customer "$REF"
like "$(next)" "^next: .dossier verify $REF --method - --result -.: it is not known who asks: objection: no check is recorded" 'what is weighed waits for who asks'
is "$(next | wc -l)" 1 'before anything else'
ok 'a command that is pasted asks for what it wants' said counter passed
like "$(next)" 'once it is done: it can also be refused$' 'and may be refused'
ok 'so does the next one' said 'De export van vandaag.'
is "$(dossier next "$REF" 2>/dev/null)" "dossier answer $REF" 'then it is answered'
ok 'by the command as it stands' said
like "$(dossier next "$REF" 2>&1)" "^dossier letter get $REF [0-9]+$" 'and what is left is that its letter leaves, from the hour it was written'

REF=$(log jcc --right access --right objection --marketing)
dossier work >/dev/null 2>&1
like "$(next | head -1)" "^next: .dossier decide $REF --right objection --purpose marketing,direct-marketing --done --proof -.: it stops at once" 'what stops at once goes before what a colleague is asked'
ok 'by that command' said 'De lijst van vandaag.'
like "$(next | head -1)" "^next: .dossier task done $REF " 'and then the copy goes on'

# ---- no date for what is never extended ----

if_extended() {
	{
		dossier deadline --explain "$1"
		dossier show "$1"
	} 2>/dev/null | grep -c 'if extended'
}
is "$(if_extended "$(log jbsync --right objection --purpose outreach)")" 0 'an objection to marketing has no date if extended'
is "$(if_extended "$(log jbsync --right consent-withdrawal --purpose style)")" 0 'nor has consent withdrawn'
is "$(if_extended "$(log jbsync --right objection --right access --purpose outreach)")" 5 'beside another right there is one'
REF=$(log jbsync --right objection --purpose security)
is "$(if_extended "$REF")" 5 'as of what is weighed'
no_customer "$REF"
# shellcheck disable=SC2086
dossier refuse "$REF" --ground compelling-21-1 --facts 'Fraude.' $WEIGHED >/dev/null 2>&1
is "$(if_extended "$REF")" 0 'until it is answered'

# ---- consent ----

REF=$(log jbsync --right consent-withdrawal --purpose style)
is "$(show '[v["due"], v["decisions"][0]["purposes"]]')" '["2026-03-06", ["style"]]' 'consent is withdrawn at once'
refuses 4 'the register says that this rests on consent' 'where there is consent' dossier refuse "$REF" --ground no-consent-7-3 --facts 'Het contract.'
refuses 4 'art. 7\(3\) GDPR\); still possible: stop' 'nobody has to show who they are' dossier verify "$REF" --doubt 'Wie is dit?' --method login
refuses 4 'art. 7\(3\)' 'nothing to extend' dossier extend "$REF" --ground number --reason 'Veel tegelijk.'
REF=$(log jbsync --right consent-withdrawal --purpose invoicing)
no_customer "$REF"
ok 'where there is none, that is said' dossier refuse "$REF" --ground no-consent-7-3 --facts 'De facturen moeten van de wet.'
like "$(mail "$REF.person.refusal-1.eml")" 'toestemming die u kunt intrekken' 'to the person'
is "$(show 'v["status"]')" answered 'and that was all'
REF=$(log jcc --right objection --right consent-withdrawal --purpose marketing --purpose improvement)
is "$(show '{d["right"]: d["purposes"] for d in v["decisions"]}')" \
	'{"consent-withdrawal": ["marketing"], "objection": ["marketing", "improvement"]}' 'of both, the withdrawal is of what rests on consent'

# ---- the stop list ----

listed() {
	dossier suppressed jcc --email "$@" --json 2>/dev/null | json '[[e["purpose"], e["channel"]] for e in v["entries"]]'
}
status() {
	status=0
	dossier suppressed "$@" >/dev/null 2>&1 || status=$?
	echo $status
}
STOP=$(dossier log --org jcc --right objection --marketing --email stop@example.org --name 'S. Top' --received 2026-03-05 2>/dev/null)
is "$(listed stop@example.org)" '[["marketing", null], ["direct-marketing", null]]' 'who objects is listed when it is logged, by nobody checked'
is "$(listed Stop@Example.org --purpose marketing)" '[["marketing", null]]' 'however it is written, for the purpose that is asked'
is "$(status jcc --email stop@example.org) $(status jcc --email stop@example.org --purpose service) $(status jcc --email other@example.org)" '0 3 3' \
	'by exit status: service mail goes on'
is "$(status nowhere --email other@example.org) $(status jcc --email other@example.org --purpose folder) $(status jcc --email none)" '4 2 2' 'what is not known is never status 3'
is "$(store "SELECT string_agg(DISTINCT kind, ',') FROM suppression")" email 'a name lists nobody'
is "$(store 'SELECT count(*) FROM suppression WHERE sealed LIKE $$%example%$$ OR blind LIKE $$%example%$$')" 0 'and no address stands there in clear'
dossier log --org jcc --right objection --marketing --stop phone --email call@example.org --received 2026-03-05 >/dev/null 2>&1
is "$(status jcc --email call@example.org --channel email) $(status jcc --email call@example.org --channel phone)" '3 0' 'of one channel the others go on'
refuses 2 'what stops at once' 'which is of what stops at once' dossier log --again --org jcc --right objection --purpose service --stop phone --email call@example.org
printf '%s\n' STOP@example.org other@example.org nonsense@ call@example.org +31612345678 | dossier suppressed jcc --addresses - >"$TMP/answers" 2>"$TMP/err"
is "$? $(tr '\t\n' ' ;' <"$TMP/answers")" '1 suppressed marketing,direct-marketing 2026-03-05;no;invalid;suppressed marketing/phone,direct-marketing/phone 2026-03-05;no;' 'of many a line each'
is "$(grep -c example "$TMP/answers")" 0 'and no address'
is "$(store "SELECT body::jsonb -> 'body' -> 'asked', body::jsonb -> 'body' -> 'listed' FROM event WHERE body LIKE '%suppression.asked%' ORDER BY event_id DESC LIMIT 1")" '5|2' 'the log has how many were asked'
STYLE=$(dossier log --org jcc --right objection --purpose improvement --email style@example.org --received 2026-03-05 2>/dev/null)
is "$(status jcc --email style@example.org)" 3 'what can be weighed is not listed by being asked'
refuses 4 'who asks|verif' 'nor for somebody whom nobody checked' dossier decide "$STYLE" --purpose improvement --done --proof 'x'
is "$(status jcc --email style@example.org)" 3 'then either'
dossier verify "$STYLE" --method counter --result passed >/dev/null 2>&1
ok 'but once it was stopped for who was' dossier decide "$STYLE" --purpose improvement --done --proof 'Uit de export.'
is "$(listed style@example.org)" '[["improvement", null]]' 'it is'
ok 'when it is asked later' dossier correct "$STYLE" --add-right consent-withdrawal --purpose marketing --note 'onderaan'
is "$(listed style@example.org)" '[["improvement", null], ["marketing", null]]' 'consent withdrawn is listed too'
is "$(dossier suppressed list "$STOP" --json | json '[[e["value"], e["purpose"], e["reference"] == "'"$STOP"'"] for e in v]')" \
	'[["s***@example.org", "marketing", true], ["s***@example.org", "direct-marketing", true]]' 'an officer sees whom, masked'
like "$(dossier suppressed list jcc)" '^jcc +marketing +- +email +3 +0 ' 'and how many'
refuses 2 'opted in again' 'it ends with what shows it' dossier suppressed end "$STOP" --opt-in ' '
ok 'when the person opts in again' dossier suppressed end "$STOP" --purpose marketing --opt-in 'Formulier van 3 maart.'
is "$(listed stop@example.org)" '[["direct-marketing", null]]' 'for that purpose'
refuses 3 'nothing of it is on the stop list for that purpose' 'once' dossier suppressed end "$STOP" --purpose marketing --opt-in x
dossier log --org jcc --right objection --marketing --again --email stop@example.org --received 2026-03-05 >/dev/null 2>&1
is "$(listed stop@example.org)" '[["direct-marketing", null], ["marketing", null]]' 'until they object again'
is "$(store "SELECT body::jsonb -> 'body' FROM event WHERE body LIKE '%suppression.ended%'")" '{"entries": 1, "purposes": ["marketing"]}' 'which the log has'

# ---- at the systems ----

edit templates/registers/jcc.json 'v["systems"][2]["contact"] = {"email": "post@jcc.example"}' >"$TMP/asked.json"
dossier register load "$TMP/asked.json" >/dev/null 2>&1
REF=$(dossier log --org jcc --right objection --purpose direct-marketing --email systems@example.org --received 2026-03-05 2>/dev/null)
dossier work >/dev/null 2>&1
is "$(show '[[t["system"], t["action"], t["state"]] for t in v["tasks"]]')" '[["marketing", "suppress", "asked"]]' 'each system with data for it is asked to stop'
like "$(mail "$REF.marketing.task-stop.txt")" 'direct-marketing' 'who is asked reads for what'
is "$(mail "$REF.marketing.task-stop.txt" | grep -c systems@example)" 0 'and not whom'
at 2026-03-06
is "$(dossier work >/dev/null 2>&1; chased)" 0 'nobody is chased when it is due'
at 2026-03-09
is "$(dossier work >/dev/null 2>&1; chased)" 1 'but two working days after it was asked'
refuses 2 'nothing is kept in use' 'nothing is kept in use' dossier task 'done' "$REF" marketing --action suppress --held 1 --law x --until 2027-01-01
ok 'who was asked says what was stopped' dossier task 'done' "$REF" marketing --action suppress --category JCC-C10 --count 2
is "$(show '[v["decisions"][0]["done"][0]["purpose"], [o["code"] for t in v["tasks"] for o in t["outcomes"]]]')" '["direct-marketing", ["stopped"]]' 'and it is done'
ok 'the answer' dossier answer "$REF"
LETTER=$(mail "$REF.person.done-1.txt" | tr '\n' ' ')
like "$LETTER" 'lijst van mensen.*Dat geldt voor e-mail, telefoon en post.*ook als wij uw gegevens wissen.*een rekening, krijgt u nog wel.*Meld u dan opnieuw aan' 'tells what stops, what goes on, and how to be asked again'
REF=$(dossier log --org jcc --right objection --marketing --stop phone --email all@example.org --received 2026-03-09 2>/dev/null)
dossier work >/dev/null 2>&1
ok 'said of all at once' dossier decide "$REF" --done --proof 'De export van vandaag.'
is "$(show 'sorted({t["state"] for t in v["tasks"]})')" '["done"]' 'nobody has to say it again'
ok 'which is answered' dossier answer "$REF"
like "$(mail "$REF.person.done-1.txt" | tr '\n' ' ')" 'Dat geldt voor de telefoon\.' 'with its channel'

# ---- who is there again ----

sql postgres -c 'CREATE DATABASE shop'
sql shop >/dev/null <<'SQL'
CREATE TABLE letters (id bigint PRIMARY KEY, mail text, referred_by text);
CREATE INDEX ON letters (lower(mail));
CREATE TABLE customers (id bigint PRIMARY KEY, mail text);
INSERT INTO customers SELECT i, 'stop' || i || '@example.org' FROM generate_series(1, 200) i;
INSERT INTO letters SELECT i, 'p' || i || '@example.org', 'stop' || 1 + i % 200 || '@example.org' FROM generate_series(1, 19800) i;
SQL
edit tests/data/register_small.json '
shop = [s for s in v["systems"] if s["id"] == "shop"][0]
v["systems"] = [shop, {"id": "cabinet", "name": {"nl": "Kast"}, "connector": "manual", "categories": ["BAK-C01"]}]
v["purposes"].append({"id": "folders", "text": "folders sturen", "marketing": True})
v["categories"] = [c for c in v["categories"] if c["id"] != "BAK-C02" and c["id"] != "BAK-C03"]
v["categories"].append(dict(v["categories"][0], id="BAK-C04", purposes=["folders"], never_exported=[]))
v["categories"][0]["purposes"] = ["orders", "folders"]
shop.update(categories=["BAK-C01", "BAK-C04"], yields=[], watch={"every": "P1D"})
match = [{"column": "mail", "identifier": "email"}]
shop["collections"] = [{"name": "customers", "category": "BAK-C01", "table": "public.customers", "match": match},
	{"name": "letters", "category": "BAK-C04", "table": "public.letters", "match": match}]' >"$TMP/shop.json"
ok 'a register whose shop is watched' dossier register load "$TMP/shop.json"
secret bakker shop-dsn "postgresql:///shop?host=$PG&user=test"
python3 -IS -c 'for i in range(1, 201): print("{\"email\": \"Stop%d@example.org\"}" % i)' >"$TMP/objections"
ok '200 people who object' dossier log --org bakker --right objection --marketing --input "$TMP/objections"
found() {
	dossier suppressed findings bakker --json | json "$1"
}
ok 'are looked for' dossier suppressed scan bakker shop
is "$(found 'v')" '[]' 'and nobody is found, who stands among the customers and beside the names of others'
sql shop >/dev/null -c "INSERT INTO letters SELECT 19800 + i, 'stop' || i || '@example.org', 'p' || i || '@example.org' FROM generate_series(1, 200) i"
dossier suppressed scan bakker shop --json >"$TMP/scan.json"
is "$(json '[v["asked"], v["found"], v["new"]]' <"$TMP/scan.json")" '[200, 200, 200]' 'after an import each of them is'
ok 'in the shape that is promised' schema_check docs/json/suppressed-scan.schema.json "$TMP/scan.json"
is "$(found '[len({f["reference"] for f in v}), {(f["collection"], f["why"], f["purpose"], f["records"]) for f in v} == {("letters", "suppressed", "folders", 1)}]')" '[200, true]' 'and none falsely'
like "$(dossier today --json | json '[(r["what"], r["detail"]) for r in v if r["what"] == "finding"]')" 'shop: 200' 'today tells it'
is "$(sql shop -c 'SELECT count(*) FROM letters')" 20000 'and nothing is erased'
ONE=$(dossier list --org bakker --person stop7@example.org --json | json 'v[0]["reference"]')
dossier suppressed end "$ONE" --opt-in 'aangevinkt' >/dev/null 2>&1
at 2026-03-12
dossier work >/dev/null 2>&1
is "$(found 'len(v)')" 199 'the worker looks when it is time: who opted in again is no finding any more'
refuses 4 'no program reads cabinet' 'where no program reads nobody is asked' dossier suppressed scan bakker cabinet
refuses 3 'no system nowhere' 'nor what is not there' dossier suppressed scan bakker nowhere
ok 'all of it follows from the log' dossier audit verify
done_testing
