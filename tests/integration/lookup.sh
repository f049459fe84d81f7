#!/bin/sh
# What is held, before anybody is asked: counted in every system that can be reached, by what is proven theirs and no more;
# which contact data stood there, which matches a person must settle, and what was not looked at. Nothing else changes.
cd "$(dirname "$0")/../.." || exit 1
. tests/lib.sh
needs python3 psql

installation pg || exit 1
jbsync_database 10
secret jbsync redis-url "unix://$TMP/nobody.sock"
edit templates/registers/jbsync.json '[c for c in v["categories"] if c["id"] == "JBS-C17"][0]["sensitivity"] = ["special", "free-text"]' >"$TMP/register.json"
dossier register load "$TMP/register.json" >/dev/null 2>&1

# ---- one person, whose own address it is ----

SEVEN=$(sql jbsync -c 'SELECT email FROM app.customers WHERE id = 7')
REF=$(dossier log --org jbsync --right access --email "$SEVEN" --received 2026-03-05 2>/dev/null)
state() { # REF: all that a lookup must leave as it is
	dossier show "$1" --json | json '[v["status"], v["due"], v["term"], v["facts"], v["identifiers"], [t["state"] for t in v["tasks"]]]'
}
blobs() {
	find "$DOSSIER_HOME/blobs" -type f 2>/dev/null | wc -l
}
before=$(state "$REF") kept=$(blobs)
refuses 3 "nobody looked yet what is held: .dossier lookup $REF" 'nobody looked' dossier lookup "$REF" --last
ok 'somebody looks' dossier lookup "$REF" --json
cp "$TMP/out" "$TMP/look"
look() { # EXPRESSION: v: the lookup; of(CATEGORY, SYSTEM): its row
	python3 -c 'import json, sys
v = json.load(open(sys.argv[1]))
of = lambda c, s: [(h["code"], h["count"]) for h in v["held"] if h["category"] == c and h["system"] == s]
print(json.dumps(eval(sys.argv[2])))' "$TMP/look" "$1"
}
rows=$(sql jbsync -c "SELECT (SELECT count(*) FROM app.invoices WHERE customer_id = 7) + (SELECT count(*) FROM app.invoice_lines l
	JOIN app.invoices i ON i.id = l.invoice_id WHERE i.customer_id = 7) + (SELECT count(*) FROM app.payments p
	JOIN app.invoices i ON i.id = p.invoice_id WHERE i.customer_id = 7) + (SELECT count(*) FROM app.subscriptions WHERE customer_id = 7)")
is "$(look 'of("JBS-C02", "app")')" "[[\"found\", $rows]]" 'rows are counted as the system has them'
is "$(look 'of("JBS-C17", "app")')" '[["nothing", 0]]' 'nothing is said where it was looked'
is "$(look 'of("JBS-C07", "cache")')" '[["unreachable", null]]' 'and not where nobody answered'
like "$(look 'v["failed"]')" '"system": "cache", "error": "[^"]' 'which says why'
is "$(look 'sorted({h["code"] for h in v["held"] if h["system"] in ("vps", "stripe", "anthropic")})')" '["not-searched"]' \
	'nor where a person is to look, whom it does not ask'
is "$(look '[h["sensitivity"] for h in v["held"] if h["category"] in ("JBS-C02", "JBS-C17")][:2]')" '[["financial"], ["special", "free-text"]]' \
	'how sensitive it is, stands beside it'
is "$(look '[(c["value"], c["collection"]) for c in v["contacts"] if c["kind"] == "email"]')" \
	"[[\"$(echo "$SEVEN" | sed 's/^\(.\)[^@]*/\1***/')\", \"customers\"]]" 'the address they gave stood there, and is shown masked'
is "$(look '[g["on_file"] for g in v["given"]]')" '[true]' 'which says that it was more than given'
is "$(look "'$SEVEN' in str(v)")" false 'nobody sees more of it than they know'
is "$(state "$REF")" "$before" 'no task, no state, no clock changed'
is "$(blobs)" "$kept" 'and nothing was kept'
is "$(log_of "$REF" | json '[e["kind"] for e in v if "lookup" in e["kind"]]')" '["lookup.begun", "lookup.made"]' 'that somebody looked is in the log'
is "$(dossier lookup "$REF" --last --json | json 'v["earlier"]')" 0 'it is shown again without asking anybody'
is "$(dossier audit list --request "$REF" --json | json '[e["kind"] for e in v if "lookup" in e["kind"]]')" '["lookup.begun", "lookup.made", "view.lookup"]' 'which is in the log too'
like "$(dossier --lang nl lookup "$REF" 2>&1)" 'al eerder gekeken: 1 ' 'looking again says that it was looked at before'
like "$(dossier --lang nl lookup "$REF" --last)" 'JBS-C02 .*financial.* app .*gevonden' 'in Dutch too'
like "$(dossier lookup "$REF" --last)" ' vps .*not searched: a person looks there, whom a lookup does not ask' 'where a person looks, whom a task may have asked, it says so'

# ---- rounds: the key of their own row opens what needs it, a number typed into a profile nothing ----

SANNE=+31612345678
sql jbsync -c "UPDATE app.customers SET mobile = '$SANNE' WHERE id = 7"
dossier lookup "$REF" --json >"$TMP/look" 2>/dev/null
is "$(look 'of("JBS-C02", "app")')" "[[\"found\", $rows]]" 'rows of who has that number are not counted'
is "$(look '[c["identifier"] for c in v["contacts"] if c["kind"] == "phone" and c["value"] == "***678"]')" '[null]' 'the number is shown as what stood there'
is "$(look 'v["matches"]')" '[]' 'and one person is one'

# ---- more than one in a column: side by side, nothing decided ----

BOTH=$(dossier log --again --org jbsync --right access --email "$SEVEN" --phone "$SANNE" --received 2026-03-05 2>/dev/null)
dossier lookup "$BOTH" --json >"$TMP/look" 2>/dev/null
is "$(look '[(m["system"], m["collection"], m["field"], sorted(m["values"])) for m in v["matches"] if m["kind"] == "customer_id"]')" \
	'[["app", "customers", "customer_number", ["K10007", "K10042"]]]' 'two customers stand side by side, with the keys of the system'
is "$(dossier plan "$BOTH" --json | json '[i["kind"] for i in v["identifiers"]]')" '["email", "phone"]' 'of whom neither was taken'
NOT=$(dossier log --again --org jbsync --right access --email "$SEVEN" --id customer_id=K10042 --received 2026-03-05 2>/dev/null)
dossier lookup "$NOT" --json >"$TMP/look" 2>/dev/null
is "$(look '[sorted(m["values"]) for m in v["matches"] if m["kind"] == "customer_id"]')" '[["K10007", "K10042"]]' 'so where somebody else'\''s number was given'

# ---- who asks from an address that stands nowhere ----

NEW=$(dossier log --org jbsync --right erasure --email nieuw@postvak.example --received 2026-03-05 2>/dev/null)
dossier lookup "$NEW" --json >"$TMP/look" 2>/dev/null
is "$(look '[g["on_file"] for g in v["given"]]')" '[false]' 'an address that was merely given stands nowhere'
is "$(look 'v["contacts"]')" '[]' 'and nothing else is told with it'
is "$(look 'sorted({c for h in v["held"] if h["system"] == "app" for c in [h["code"]]})')" '["nothing"]' 'there is nothing, whatever right it was'
like "$(dossier lookup "$NEW" --last)" 'only given: identifier [0-9]+ \(email\)' 'which is said'

# ---- what check suffices follows from it ----

least() { # REF
	dossier verify "$1" --json | json '[(r["least"], r["why"], r["category"]) for r in v["rights"]] + [v["method"], v["command"]]'
}
lacks() { # REF
	dossier show "$1" --json | json '" ".join(x["why"] for x in v["unidentified"])'
}
is "$(least "$REF")" "[[\"strong\", \"sensitive\", \"JBS-C17\"], \"letter-code\", \"dossier verify $REF --method letter-code --result passed\"]" \
	'what may be there and is special asks for more, until somebody looked there'
like "$(lacks "$REF")" "no check is recorded: .dossier verify $REF --method letter-code" 'and so says who waits for it'
like "$(dossier verify "$REF")" 'strong .*letter-code.*JBS-C17' 'with the command that records it'
refuses 4 'eid is more than suffices here.*12\(6\).*still possible: letter-code, phone-on-file, counter' 'more than suffices is asked on a doubt only' \
	dossier verify "$REF" --method eid --result passed
refuses 4 'a masked copy of an identity document is no step here' 'and a document where the register says why' \
	dossier verify "$REF" --doubt 'Twee mensen.' --method masked-copy
ok 'less is recorded' dossier verify "$REF" --method code-to-address --result passed
like "$(lacks "$REF")" "code-to-address shows too little for category JBS-C17 \\(special\\).*letter-code, phone-on-file, counter, eid" 'and the answer waits for more'
dossier work >/dev/null 2>&1
ok 'a colleague finds no application' dossier task 'done' "$REF" applicants --nothing
is "$(lacks "$REF")" '' 'then it suffices'
is "$(least "$REF")" "[[\"on-file\", \"ordinary\", null], \"code-to-address\", \"dossier verify $REF --method code-to-address --to 1 --result passed\"]" \
	'a code to the address that stood there'
refuses 4 'counter is more than suffices here.*still possible: code-to-address, login, known-channel' 'as less would do, nobody is made to come' \
	dossier verify "$REF" --method counter --result passed
dossier verify "$REF" --doubt 'Een ander schrijft namens hem.' --method counter >/dev/null 2>&1
ok 'but on a doubt that was put to them' dossier verify "$REF" --method counter --result failed
like "$(lacks "$REF")" 'the check of 2026-03-09 failed' 'what failed stops the answer'
ok 'until one passes' dossier verify "$REF" --method counter --result passed
is "$(lacks "$REF")" '' 'and then it goes on'

# ---- what was merely given shows who has it, and no more ----

NEW=$(dossier log --again --org jbsync --right access --email nieuw@postvak.example --received 2026-03-05 2>/dev/null)
refuses 4 'merely given .*dossier lookup.*--proof.*code-to-given' 'before anybody looked an address is merely given' \
	dossier verify "$NEW" --method code-to-address --result passed
dossier lookup "$NEW" >/dev/null 2>&1
refuses 4 'code-to-address by contact data that stood in nothing.*--proof.*code-to-given' 'an address that stood nowhere is not on file' \
	dossier verify "$NEW" --method code-to-address --result passed
ok 'it shows who has it' dossier verify "$NEW" --method code-to-given --result passed
like "$(lacks "$NEW")" 'code-to-given shows too little for' 'which is not enough for what may be held'
is "$(dossier plan "$NEW" --json | json '[i["proof"] for i in v["identifiers"]]')" '[null]' 'nor is it theirs by that'
dossier work >/dev/null 2>&1
dossier show "$NEW" --json | json '"\n".join(t["system"] for t in v["tasks"] if t["state"] == "asked" and t["action"] == "collect")' | while read -r system; do
	dossier task 'done' "$NEW" "$system" --nothing >/dev/null 2>&1
done
is "$(least "$NEW" | json 'v[0][:2]')" '["on-file", "ordinary"]' 'what could not be searched may still be something'
EARLIER=$(dossier log --again --org jbsync --right access --email oud@postvak.example --received 2026-03-05 2>/dev/null)
dossier lookup "$EARLIER" >/dev/null 2>&1
ok 'one that stood in a binder is said to have' dossier verify "$EARLIER" --method code-to-address --result passed --proof 'Staat in het contract van 2019.'

# ---- a new address comes with somebody's number: the address is nowhere, the number is not shown to be theirs ----

MOVED=$(dossier log --again --org jbsync --right access --email verhuisd@postvak.example --id customer_id=K10042 --received 2026-03-05 2>/dev/null)
dossier lookup "$MOVED" --json >"$TMP/look" 2>/dev/null
is "$(look '[g["on_file"] for g in v["given"]]')" '[false]' 'the new address stood nowhere'
like "$(look 'sorted({c["system"] for c in v["contacts"]})')" app 'what stood there is shown'
refuses 4 'stood in nothing' 'a code to the new one is no check' dossier verify "$MOVED" --method code-to-address --to email --result passed
ok 'but of who has it' dossier verify "$MOVED" --method code-to-given --to email --result passed
dossier work >/dev/null 2>&1
like "$(lacks "$MOVED")" 'nothing shows that identifier [0-9]+ \(customer_id\) is theirs' 'and the number is not shown to be theirs'
dossier plan "$MOVED" --confirm "$(dossier plan "$MOVED" --json | json '[i["id"] for i in v["identifiers"] if i["kind"] == "customer_id"][0]')" >/dev/null 2>&1
like "$(lacks "$MOVED")" 'code-to-given shows too little' 'also where a colleague says whose number it is'
ok 'all of it follows from the log' dossier audit verify
# ---- what stops at once ----

STOP=$(dossier log --org jbsync --right objection --marketing --right consent-withdrawal --email stop@postvak.example --received 2026-03-05 2>/dev/null)
refuses 4 'stops at once, whatever is held and whoever asks .*5\(1\)\(c\) GDPR.*: nobody needs to look' 'nobody looks for what stops at once' dossier lookup "$STOP"
is "$(log_of "$STOP" | json '[e["kind"] for e in v if "lookup" in e["kind"]]')" '[]' 'and no system was asked'

# ---- a look that is cut short ----

CUT=$(dossier log --again --org jbsync --right access --email "$SEVEN" --received 2026-03-05 2>/dev/null)
python3 -IS -c 'import socket, sys, time
u = socket.socket(socket.AF_UNIX)
u.bind(sys.argv[1])
u.listen(8)
time.sleep(600)' "$TMP/nobody.sock" &
echo $! >>"$TMP/pids"
until [ -S "$TMP/nobody.sock" ]; do sleep 0.1; done
dossier lookup "$CUT" >/dev/null 2>&1 &
looker=$!
for _ in $(seq 100); do
	[ "$(store "SELECT count(*) FROM event e JOIN request r USING (request_id) WHERE r.reference = '$CUT' AND e.body LIKE '%lookup.%'")" = 0 ] || break
	sleep 0.1
done
kill -9 "$looker"
wait "$looker" 2>/dev/null
is "$(log_of "$CUT" | json '[e["kind"] for e in v if "lookup" in e["kind"]]')" '["lookup.begun"]' 'a look that was killed is in the log'

done_testing
