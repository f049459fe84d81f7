#!/bin/sh
# An erasure as an officer goes through it: each step is the one that next names, what people were asked they confirm, and
# the answer tells what went, what stays, by which article and until when.
cd "$(dirname "$0")/../.." || exit 1
. tests/lib.sh
needs python3

at 2026-03-09
installation pg || exit 1
jbsync_database 20
jbsync_changes
sql jbsync -c "UPDATE app.customers SET closed_on = '2026-02-28' WHERE customer_number = 'K10042'"
# one that nobody paid, and one of a year that is over but was settled in the next
sql jbsync >/dev/null <<'EOF'
INSERT INTO app.invoices SELECT id, 42, 42, number, day, day + 14, 100, 21, 121, 'EUR', status, settled FROM (VALUES
	(900001, 'F201705-1', date '2017-05-01', 'overdue', NULL::date),
	(900002, 'F201812-1', date '2018-12-20', 'paid', date '2019-01-05')) AS v (id, number, day, status, settled);
INSERT INTO app.payments SELECT id, id, 'ideal', total, 'succeeded', settled_on, NULL, NULL, settled_on FROM app.invoices
WHERE id = 900002;
EOF
python3 tests/demo/contacts.py templates/registers/jbsync.json "$TMP/told.json"
edit "$TMP/told.json" 'next(s for s in v["systems"] if s["id"] == "support-mailbox")["erasure"] = {"again_after": "P2W"}' >"$TMP/jbsync.json"
dossier register load "$TMP/jbsync.json" >/dev/null 2>&1
REF=$(dossier log --org jbsync --right erasure --email sanne.devries@bakkerij-zonnehoek.example --received 2026-03-05 2>/dev/null)
next() {
	dossier next "$REF" --json 2>/dev/null | json 'v["code"]'
}
records() { # CONDITION: of those of the erasure system, outcome, until and article, each once
	dossier show "$REF" --decisions --json 2>/dev/null |
		json 'sorted({" ".join((x["system"], x["outcome"], x["until"] or "-", x["article"] or "-")) for r in v for x in r["records"] if '"$1"'})'
}
state() { # for refuses
	written
}

# ---- step by step ----

dossier work >/dev/null 2>&1
no_customer "$REF"
is "$(next)" identifier 'what was found besides to search by is said whose it is'
others_too "$REF"
dossier work >/dev/null 2>&1
is "$(next)" verify 'who asks is established first'
known "$REF" >/dev/null
is "$(next)" doubt 'where a service would end it is asked once whether that is meant'
like "$(dossier plan "$REF" 2>&1)" 'would end by it .app.: ask once, .dossier clarify' 'as the preview says'
like "$(dossier plan "$REF" 2>&1)" '^stripe, also: ' 'with what goes besides where people are asked'
is "$(dossier plan "$REF" --json 2>/dev/null | json 'v["change"]["ends"]')" '["app"]' 'by the system where it runs'
ok 'or it is said why that is clear' dossier clarify "$REF" --clear 'Zij heeft zelf opgezegd.'
is "$(next)" erase 'then it is decided that it goes as previewed'
like "$(dossier list --json | json 'v[0]["next"]["code"]')" '^(look|erase)$' 'a list sends who reads it to look'
is "$(records 'x["outcome"] == "erased"')" '[]' 'nothing went yet'
refuses 4 'no decision yet' 'no answer before that' dossier answer "$REF"
# of mail that colleagues keep some is in dispute
dossier hold add "$REF" --claim 'Zij betwist de facturen van 2025' --against 'Bakkerij Zonnehoek' --owner "$(id -un)" --review 2026-09-01 \
	--system support-mailbox --category JBS-C05 >/dev/null 2>&1
dossier decide "$REF" --right erasure --erase >/dev/null 2>&1
is "$(next)" begin 'then it is approved'
is "$(dossier show "$REF" --decisions --json | json 'sorted({(r["decision"], r["by"], r["waits_for"]) for r in v})')" \
	"[[\"erase\", \"$(id -un)\", \"its approval: \`dossier next $REF\`\"]]" 'and until then it is decided, and waits for that'
refuses 4 'no decision yet' 'what is decided is not done' dossier answer "$REF"
DIGEST=$(dossier plan "$REF" --json 2>/dev/null | json 'v["change"]["digest"]')
dossier approve "$REF" --confirm "$REF" --digest "$DIGEST" >/dev/null 2>&1
is "$(next)" search 'then the worker goes on'
dossier work >/dev/null 2>&1
is "$(next)" task 'then colleagues say what they erased'
is "$(records 'x["system"] == "app" and x["collection"] == "invoices" and x["until"] == "2032-12-31"')" \
	'["app held 2032-12-31 AWR 52(1), 52(4)"]' 'the program holds invoices to the end of the seventh year'
is "$(sql jbsync -c "SELECT string_agg(id || ' ' || coalesce(blocked_until::text, 'in use'), ', ' ORDER BY id) FROM app.invoices WHERE id > 900000")" \
	'900001 in use, 900002 2026-12-31' 'an open one stays in use, one settled in 2019 is of that year'
is "$(sql jbsync -c 'SELECT string_agg(id::text, $$ $$) FROM app.payments WHERE invoice_id BETWEEN 900001 AND 900002')" 900002 'and so is its payment'
is "$(records 'x["collection"] == "consents"')" '["app erased - -"]' 'and erased the rest'

# ---- who was asked ----

is "$(dossier letter list "$REF" --json | json '" ".join(sorted(l["file"].split(".")[1] for l in v if l["kind"] == "instruction"))')" \
	'anthropic auth cache deepgram elevenlabs google microsoft openai sendgrid sentry stripe' \
	'each processor is instructed in writing'
NO=$(dossier letter list "$REF" --json | json '[l["id"] for l in v if l["file"].split(".")[1] == "stripe"][0]')
dossier letter show "$REF" "$NO" >"$TMP/letter" 2>/dev/null
like "$(dossier show "$REF")" '^stripe +erase +written' 'which show tells apart from what they find'
like "$(cat "$TMP/letter")" 'artikel 28, derde lid, onder a, e en g' 'by art. 28(3)'
like "$(cat "$TMP/letter")" 'sanne.devries@bakkerij-zonnehoek.example' 'by what it finds people'
like "$(cat "$TMP/letter")" 'verliest de abonnementen' 'with what erasing there does besides'
like "$(cat "$TMP/letter")" 'Factuur- en betalingsdata .JBS-C02., behalve wat blijft: zie 3' 'not all of what a law has kept goes'
like "$(tr '\n' ' ' <"$TMP/letter")" 'Factuur- en betalingsdata .JBS-C02.: administratie van een onderneming, AWR 52 lid 1[^-]*7 jaar na het jaar waarin[^-]*Bij ons zijn dat: Abonnementen .[^-]*; Facturen;' 'but what the law names, until when, as we keep it'
is "$(grep -c 'JBS-C01' "$TMP/letter")" 1 'what we keep of an account ourselves is no reason to keep it there'
NO=$(dossier letter list "$REF" --json | json '[l["id"] for l in v if l["file"].split(".")[1] == "sendgrid"][0]')
is "$(dossier letter show "$REF" "$NO" 2>/dev/null | grep -c 'AWR\|betwist')" 0 'nor is anything told to who has nothing of it'
refuses 4 'of JBS-C02 something has to stay at stripe, by NL-AWR52.*--held 0' 'what has to stay there is not simply gone' \
	dossier task 'done' "$REF" stripe --action erase --category JBS-C02 --count 3
refuses 4 'at support-mailbox, by hold 1 ' 'nor what is in dispute' dossier task 'done' "$REF" support-mailbox --action erase --count 4
dossier task 'done' "$REF" support-mailbox --action erase --count 4 --held 2 >/dev/null 2>&1
is "$(records 'x["system"] == "support-mailbox"')" '["support-mailbox erased - -", "support-mailbox held - GDPR 17(3)(e)"]' 'which needs no other law than the hold'
refuses 4 'is a program.s to erase' 'a program says itself what it did' dossier task 'done' "$REF" app --action erase --nothing
refuses 4 'needs the article' 'nothing stays without an article' \
	dossier task 'done' "$REF" stripe --action erase --category JBS-C02 --held 3 --until 2033-12-31
refuses 4 'has a last day' 'nor without a day' dossier task 'done' "$REF" stripe --action erase --category JBS-C02 --held 3 --law 'AWR 52(4)'
while IFS='|' read -r why system category law until; do
	refuses 4 "$why" "nor by $law through $until" dossier task 'done' "$REF" "$system" --action erase --category "$category" --held 2 --law "$law" --until "$until"
done <<'EOF'
does not have JBS-C01 kept|sendgrid|JBS-C01|NL-AWR52|2033-12-31
does not have JBS-C03 kept|microsoft|JBS-C03|NL-WWFT33|2031-01-01
law of BE|stripe|JBS-C02|BE-VAT60|2033-12-31
through 203[34]-..-.. at most|stripe|JBS-C02|NL-AWR52|2040-12-31
through 203[34]-..-.. at most|sendgrid|JBS-C01|AWR 52(4)|2040-12-31
obliges nobody to keep|sendgrid|JBS-C01|art. 3:310 BW|2031-03-01
needs the law and the article|sendgrid|JBS-C01|onze gewoonte sinds 2020|2031-03-01
EOF
refuses 4 'is a norm' 'a norm holds nothing' \
	dossier task 'done' "$REF" stripe --action erase --category JBS-C02 --held 3 --law NL-SOLL --until 2033-12-31
refuses 4 'has not confirmed' 'no answer before they confirmed' dossier answer "$REF"
dossier task 'done' "$REF" stripe --action erase --category JBS-C01 --count 1 --category JBS-C02 --held 3 --law NL-AWR52 \
	--until 2033-12-31 >/dev/null 2>&1
is "$(records 'x["system"] == "stripe"')" \
	'["stripe erased - -", "stripe held 2033-12-31 AWR 52(1), 52(4)"]' 'a processor keeps by an article until a day'
printf 'held 2 2031-03-08 Wwft 33(3)\n\ncount 4\n\n' >"$TMP/answers"
dossier task 'done' "$REF" vps --action erase --interactive <"$TMP/answers" >/dev/null 2>&1
is "$(records 'x["system"] == "vps"')" '["vps erased - -", "vps held 2031-03-08 Wwft 33(3)"]' 'a colleague is asked line by line'
tasks_of "$REF" '"action": "erase", "nothing": True' 't["state"] == "asked"' >"$TMP/tasks"
dossier task 'done' --input "$TMP/tasks" >/dev/null 2>&1

# ---- the answer ----

is "$(next)" answer 'once all confirmed it is answered'
dossier answer "$REF" >/dev/null 2>"$TMP/said"
like "$(cat "$TMP/said")" "^erasure: [0-9]+ records erased, [0-9]+ held, [0-9]+ kept: .dossier show $REF --decisions" 'which says in a line what was erased'
like "$(dossier --lang nl hold list "$REF")" '^ *[0-9]+ +JBS-[^ ]+ +wet +actief +JBS-C01 +app/customers +1 +NL-AWR52 +2033-12-31$' 'and what is held is a table, in the language of who reads'
is "$(dossier show "$REF" --json | json 'v["decisions"][0]["decision"]')" partly 'what is kept is a refusal in part'
NO=$(dossier letter list "$REF" --json | json '[l["id"] for l in v if l["kind"] == "done"][0]')
dossier letter show "$REF" "$NO" >"$TMP/letter" 2>/dev/null
like "$(cat "$TMP/letter")" 'tot en met 31 december 2033 .AWR 52 lid 1' 'the letter says what stays, by which article and until when'
like "$(cat "$TMP/letter")" 'Wat blijft, gebruiken wij nergens anders voor. Zodra' 'of what nobody looked at it does not say that it is blocked'
like "$(cat "$TMP/letter")" 'Stripe: dat weten wij niet' 'whose backups nobody told of'
like "$(cat "$TMP/letter")" 'database.: 13 april 2026' 'and until when ours hold it'
like "$(cat "$TMP/letter")" 'Autoriteit Persoonsgegevens' 'complaint'
like "$(cat "$TMP/letter")" 'rechtbank' 'and court'
is "$(grep -c 'bakkerij-zonnehoek\|Sanne\|K10042' "$TMP/letter")" 1 'of the person it has the address it goes to, and no more'
is "$(dossier show "$REF" --decisions --json | json '" ".join(sorted({r["category"] + "=" + r["decision"] for r in v if r["category"] in ("JBS-C01", "JBS-C02", "JBS-C06")}))')" \
	'JBS-C01=partly JBS-C02=kept JBS-C06=done' 'an auditor reads it by category'
dossier letter sent "$REF" "$NO" >/dev/null 2>&1
is "$(dossier report 2026-03 --json 2>/dev/null | json 'v["organisations"][0]["total"]["refused_by_ground"]')" '{"kept": 1}' 'the report counts it as refused in part'
like "$(dossier show "$REF")" 'a part of it is kept' 'and so says its history'

# ---- what people said stays there is held as well, and they are asked for it the day after ----

said() {
	dossier hold list "$REF" --json | json '[[h["system"], h["category"], h["kind"], h["basis"], h["article"], h["last_day"], h["records"], h["left"]] for h in v if h["left"] and not h["collection"]]'
}
ERASED=$REF
is "$(said)" '[["stripe", "JBS-C02", "statute", "NL-AWR52", "AWR 52(1), 52(4)", "2033-12-31", 3, true], ["vps", "JBS-C01", "statute", null, "Wwft 33(3)", "2031-03-08", 2, true]]' 'each is a hold, with its article and last day'

# ---- where no program erases anything ----

dossier register load templates/registers/jcc.json >/dev/null 2>&1
REF=$(dossier log --org jcc --right erasure --email sanne.devries@bakkerij-zonnehoek.example --received 2026-03-05 2>/dev/null)
dossier work >/dev/null 2>&1
known "$REF" >/dev/null
change() { # EXPRESSION of its change, as v
	dossier plan "$REF" --json 2>/dev/null | json '(lambda v: '"$1"')(v["change"])'
}
is "$(next)" doubt 'by hand too it is asked first, where something would end'
dossier clarify "$REF" --doubt 'Bedoelt u ook uw toegang tot het portaal?' >/dev/null 2>&1
is "$(next)" erase 'once; an answer is not waited for, and it is decided'
is "$(change '[v["waits"], all(p["open"] and not p["categories"] for p in v["people"])]')" '[false, true]' 'and seen where it will be asked'
like "$(dossier next "$REF" 2>&1)" 'portal' 'which next names'
dossier decide "$REF" --right erasure --erase >/dev/null 2>&1
is "$(next)" begin 'then it is approved'
dossier approve "$REF" --confirm "$REF" --digest "$(change 'v["digest"]')" >/dev/null 2>&1
dossier work >/dev/null 2>&1
is "$(dossier show "$REF" --json | json 'sorted({(t["action"], t["state"]) for t in v["tasks"] if t["state"] != "waiting" and t["action"] != "forward"})')" \
	'[["erase", "asked"]]' 'and each is asked'
is "$(dossier plan "$REF" --json | json '[l for l in v["left_out"] if l["code"] == "by-hand"]')" '[]' 'which is not left out any more'
refuses 4 'has not confirmed' 'no answer before they confirmed' dossier answer "$REF"
tasks_of "$REF" '"action": "erase", "nothing": True' 't["state"] == "asked"' >"$TMP/tasks"
dossier task 'done' --input "$TMP/tasks" >/dev/null 2>&1
no_customer "$REF"
is "$(next)" answer 'what all confirmed is carried out by itself'

# ---- where people erased it a colleague looks again, when the register says so ----

REF=$ERASED
asked() {
	dossier today --json | json '[r["command"][2:] for r in v if r["what"] == "hold" and r["code"] == "task"]'
}
receipts() {
	dossier show "$REF" --receipts --json | json '[[p["change"], [[s["category"], s["outcome"], s["n"]] for s in p["said"]], p["later"] and p["later"]["reappeared"], p["again"] and p["again"][:10]] for p in v["people"] if p["system"] == "support-mailbox"]'
}
is "$(receipts)" '[[1, [["JBS-C05", "erased", 4], ["JBS-C05", "held", 2]], null, "2026-03-23"]]' 'its receipt says what they said, and when somebody looks'
at 2026-03-22
dossier work >/dev/null 2>&1
is "$(asked)" '[]' 'before that day nobody does'
at 2026-03-24
dossier work >/dev/null 2>&1
is "$(asked)" "[[\"done\", \"$REF\", \"support-mailbox\", \"--action\", \"find\", \"--interactive\"]]" 'then a colleague is asked, there alone'
refuses 2 'no more than how many records' 'who hands nothing over' dossier task 'done' "$REF" support-mailbox --action find --held 1
dossier task 'done' "$REF" support-mailbox --action find --count 3 >/dev/null 2>&1
dossier work >/dev/null 2>&1
is "$(asked)" "[[\"done\", \"$REF\", \"support-mailbox\", \"--action\", \"erase\", \"--interactive\"]]" 'what stands there still is asked for anew'
is "$(dossier audit export jbsync 2>/dev/null | grep -c '"reappeared":3')" 1 'and the log says how much it was'
dossier note "$REF" 'gedaan' >/dev/null 2>&1
is "$(receipts | json 'v[0][2:] + v[1][3:]')" '[3, null, null]' 'a note that it is done changes nothing of it'
refuses 2 'say how many' 'columns are of records' dossier task 'done' "$REF" support-mailbox --action erase --held 2 --columns body
refuses 2 'names with commas' 'and no words' dossier task 'done' "$REF" support-mailbox --action erase --count 3 --held 2 --columns 'van Sanne'
dossier task 'done' "$REF" support-mailbox --action erase --count 3 --held 2 --columns from,body --proof 'ticket 4711 van Sanne' >/dev/null 2>&1
at 2026-04-08
dossier work >/dev/null 2>&1
dossier task 'done' "$REF" support-mailbox --action find --nothing >/dev/null 2>&1
dossier work >/dev/null 2>&1
is "$(asked) $(receipts | json '[r[2:] for r in v]')" '[] [[3, null], [0, null]]' 'until nothing does'
is "$(dossier show "$REF" --receipts --json | json '[[s["outcome"], s["n"], s["columns"], s["proof"]] for s in [p for p in v["people"] if p["system"] == "support-mailbox"][1]["said"]]')" \
	'[["anonymised", 3, "from,body", "ticket 4711 van Sanne"], ["held", 2, null, null]]' 'with the columns that went, and what shows it'
is "$(dossier show "$REF" --json | grep -c 4711)" 0 'which nothing else tells'
like "$(dossier show "$REF" --receipts)" 'second search +2026-04-08.*nothing had come back' 'as the receipt says'

at 2031-03-08
dossier work >/dev/null 2>&1
is "$(asked)" '[]' 'on its last day nobody is asked'
at 2031-03-09
dossier work >/dev/null 2>&1
is "$(asked)" "[[\"done\", \"$REF\", \"vps\", \"--action\", \"erase\", \"--interactive\"]]" 'the day after a colleague is, for that category alone'
dossier work >/dev/null 2>&1
is "$(dossier task list --org jbsync --json | json '[[t["system"], t["categories"]] for t in v if t["action"] == "erase" and t["state"] == "asked"]')" '[["vps", ["JBS-C01"]]]' 'and once'
refuses 3 'has no task' 'nothing else is taken of one that was answered' dossier task 'done' "$REF" applicants --action collect --nothing
dossier task 'done' "$REF" vps --action erase --count 2 >/dev/null 2>&1
is "$(asked) $(dossier show "$REF" --json | json 'v["decisions"][0]["state"]')" '[] answered' 'what they say then is taken, though it is answered'
is "$(said)" '[["stripe", "JBS-C02", "statute", "NL-AWR52", "AWR 52(1), 52(4)", "2033-12-31", 3, true]]' 'and what was held there is no more'

done_testing
