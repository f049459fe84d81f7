#!/bin/sh
# The main job on real input, from nothing: a rehearsal installation, JBSync's own systems (a PostgreSQL database, a
# Redis, four vendors' APIs), one request that gives an e-mail address alone, the archive that answers it, and the
# erasure that follows: previewed, approved, proved, and gone on with when the last duty to keep is over.
# Everything it makes is under build/demo; everything it starts it stops.
set -eu
cd "$(dirname "$0")/../.."
BUILD=$(cd "${BUILD:-build}" && pwd)
DEMO=$BUILD/demo
DOSSIER_HOME=$DEMO/home
DOSSIER_NOW=2026-03-09T10:00:00+01:00
export BUILD DOSSIER_HOME DOSSIER_NOW
. tests/lib.sh

step() {
	printf '\n== %s\n' "$*"
}
show() {
	printf '$ %s\n' "$*"
	"$@"
}
# An earlier demo may have been cut short with its servers running.
[ ! -d "$DOSSIER_HOME" ] || dossier db stop >/dev/null 2>&1 || :
rm -rf "$DEMO"
mkdir -p "$DEMO"

step "A rehearsal installation"
show dossier init --rehearsal

step "JBSync's own systems: PostgreSQL, Redis, and simulators of Stripe, SendGrid, Twilio and Supabase Auth"
pg_start
jbsync_database all
jbsync_changes
sql jbsync -c "UPDATE app.customers SET closed_on = '2026-02-28' WHERE customer_number = 'K10042';
	UPDATE app.subscriptions SET ended_on = '2026-02-28' WHERE customer_id = 42"
jbsync_redis
jbsync_vendors
sql jbsync -c "SELECT count(*) || ' customers in the database' FROM app.customers"

step "The five registers"
for r in jbsync jouwbot maila jcc zivver; do
	show dossier register load templates/registers/$r.json 2>/dev/null
done
echo "(the statement names no address of a processor; the officer adds them, and a customer: version 2)"
python3 tests/demo/contacts.py templates/registers/jbsync.json "$DEMO/jbsync.json"
show dossier register load "$DEMO/jbsync.json" 2>/dev/null
show dossier connector check jbsync

step "A request comes in: a copy, and then to be erased; with an e-mail address and nothing else"
REF=$(dossier log --org jbsync --right access --right portability --right erasure \
	--email sanne.devries@bakkerij-zonnehoek.example --received 2026-03-05 --channel email)
printf '$ dossier log --org jbsync --right access --right portability --right erasure --email ... --received 2026-03-05\n%s\n' "$REF"

step "Ask every system; what one yields opens the next (the phone number found in the app opens Twilio)"
show dossier work
show dossier show "$REF"
show dossier plan "$REF" 2>&1 | sed -n '/LEFT OUT/,$p'

step "What goes with the copy (art. 15(1)): where the statement is silent the officer says it, for this request"
show dossier inform "$REF"
show dossier inform "$REF" --recipient JBS-R06 --received yes --text 'Voorbeeld Hosting B.V., Amsterdam' 2>/dev/null | sed -n 1p
show dossier inform "$REF" --category JBS-C17 --item a --text 'Om te kiezen wie bij ons komt werken.' 2>/dev/null | sed -n 1p
show dossier inform "$REF" --category JBS-C17 --item d --text 'Tot vier weken na de procedure.' 2>/dev/null | sed -n 1p

step "The review: structured data pass by rule; free text and files are looked at by a person"
show dossier review list "$REF"
# item NAME: its number
item() {
	dossier review list "$REF" --json 2>/dev/null | json '[i["item"] for i in v["items"] if i["name"] == "'"$1"'"][0]'
}
show dossier review read "$REF" --item "$(item ticket-messages)" --rows 1..3
echo "(who talked to her is a colleague, who is left out; the officer reads the rest, and passes it)"
show dossier review withhold "$REF" --item "$(item interview-notes)" --column interviewer --ground third-party
looked_at "$REF" >/dev/null

step "The archive"
show dossier archive build "$REF"
echo "(an officer looks what is held, and that the address stood there; a code was sent to it and given back)"
show dossier lookup "$REF"
show dossier verify "$REF" --method code-to-address --result passed
show dossier archive get "$REF" "$DEMO/CONCEPT-$REF.zip"
unzip -tq "$DEMO/CONCEPT-$REF.zip"

step "The deadline, rule by rule"
show dossier deadline --explain "$REF"

step "The copy first: what people and processors had to say came in, and it is answered"
# proposed KIND: the number of an identifier that waits for a person
proposed() {
	dossier plan "$REF" --json 2>/dev/null |
		json '[i["id"] for i in v["identifiers"] if i["state"] == "proposed" and i["kind"] == "'"$1"'"][0]'
}
printf '$ dossier plan %s --shared NO: the telephone of her office is a colleague'"'"'s too\n' "$REF"
dossier plan "$REF" --shared "$(proposed phone)" >/dev/null 2>&1
printf '$ dossier plan %s --confirm NO: her private address is hers\n' "$REF"
dossier plan "$REF" --confirm "$(proposed email)" >/dev/null 2>&1
dossier work >/dev/null 2>&1 || :
nothing_found "$REF" 'niet doorzocht in deze proef' || :
looked_at "$REF" >/dev/null
informed "$REF"
dossier archive build "$REF" >/dev/null 2>&1
dossier archive get "$REF" "$DEMO/$REF.zip" >/dev/null 2>&1
show dossier answer "$REF" --by email 2>&1 | grep -v '^$'
show dossier next "$REF"

step "Erasure: what would go, what has to stay and until when, looked up afresh"
echo "(numbers that she typed herself and a colleague may share: the officer says so, and nothing is searched by them)"
others_too "$REF"
dossier plan "$REF" --again >/dev/null 2>&1
dossier work >/dev/null 2>&1
printf '$ dossier plan %s\n' "$REF"
dossier plan "$REF" 2>/dev/null | sed -n '/^app: /,$p'

step "An officer decides that it goes as previewed, and approves its digest: rules, rows, schema and holds"
show dossier decide "$REF" --right erasure --erase
DIGEST=$(dossier plan "$REF" --json 2>/dev/null | json 'v["change"]["digest"]')
printf '$ dossier approve %s --confirm %s --digest %.16s\n' "$REF" "$REF" "$DIGEST"
dossier approve "$REF" --confirm "$REF" --digest "$DIGEST"
show dossier work 2>&1 | sed '/^wrote a letter/d'

step "Proof: the receipt, layer by layer; the rest is asked in writing"
show dossier show "$REF" --receipts
printf '$ dossier letter list %s\n' "$REF"
dossier letter list "$REF" | grep -e NO -e instruct-erase

step "What processors answer: Stripe has to keep its invoices, and says by which article and until when"
show dossier task 'done' "$REF" stripe --action erase --category JBS-C01 --count 1 --category JBS-C02 --held 38 \
	--law NL-AWR52 --until 2033-12-31 2>/dev/null
tasks_of "$REF" '"action": "erase", "nothing": True' 't["state"] == "asked"' >"$TMP/tasks"
dossier task 'done' --input "$TMP/tasks" >/dev/null 2>&1
show dossier next "$REF"

step "The answer: what went, what stays, by which article and until when"
show dossier answer "$REF" 2>&1 | sed -n '$p'
dossier letter list "$REF" --json | json '[l["id"] for l in v if l["kind"] == "done"][-1]' >"$TMP/no"
dossier letter show "$REF" "$(cat "$TMP/no")" | sed -n '/^Dit hebben wij gewist/,/^Wat kunt u doen/p' | cut -c 1-150
dossier letter sent "$REF" "$(cat "$TMP/no")" >/dev/null 2>&1

step "Two days later: searched again, by what was frozen when it went"
DOSSIER_NOW=2026-03-11T10:00:00+01:00
export DOSSIER_NOW
show dossier work
printf '$ dossier hold list jbsync\n'
dossier hold list jbsync | grep -e '^NO ' -e ' statute '

step "1 January 2034: the last duty to keep is over"
DOSSIER_NOW=2034-01-01T10:00:00+01:00
export DOSSIER_NOW
sql jbsync -c "SELECT count(*) || ' invoices still in the database' FROM app.invoices WHERE customer_id = 42"
show dossier work
DIGEST=$(dossier plan "$REF" --json 2>/dev/null | json 'v["change"]["digest"]')
printf '$ dossier approve %s --confirm %s --digest %.16s\n' "$REF" "$REF" "$DIGEST"
dossier approve "$REF" --confirm "$REF" --digest "$DIGEST" >/dev/null 2>&1
show dossier work
sql jbsync -c "SELECT count(*) || ' invoices, ' || (SELECT count(*) FROM app.customers WHERE id = 42) || ' customers' FROM app.invoices WHERE customer_id = 42"
show dossier show "$REF" --receipts

step "Done"
cat <<EOF
archive      $DEMO/$REF.zip   (open LEESMIJ.html in it)
letters      \`dossier letter list $REF\`: the written instructions to processors that have no credentials here

Try next (after \`export DOSSIER_HOME=$DOSSIER_HOME DOSSIER_NOW=$DOSSIER_NOW\`):
  $BUILD/dossier task list                     what waits for a person
  $BUILD/dossier show $REF --decisions    what became of every record
  $BUILD/dossier report 2026-03                the month
  $BUILD/dossier audit verify                  the log, recomputed
  $BUILD/dossier --help
The systems of this demo stop now; \`make demo\` makes everything anew.
EOF
