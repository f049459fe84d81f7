#!/bin/sh
# The main job on real input, from nothing: a rehearsal installation, JBSync's own systems (a PostgreSQL database, a
# Redis, four vendors' APIs), one request that gives an e-mail address alone, and the archive that answers it.
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

step "A request comes in: access and portability, with an e-mail address and nothing else"
REF=$(dossier log --org jbsync --right access --right portability --email sanne.devries@bakkerij-zonnehoek.example \
	--received 2026-03-05 --channel email)
printf '$ dossier log --org jbsync --right access --right portability --email ... --received 2026-03-05\n%s\n' "$REF"

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

step "Done"
cat <<EOF
archive      $DEMO/CONCEPT-$REF.zip   (open LEESMIJ.html in it)
letters      \`dossier letter list $REF\`: the written instructions to processors that have no credentials here

Try next (after \`export DOSSIER_HOME=$DOSSIER_HOME DOSSIER_NOW=$DOSSIER_NOW\`):
  $BUILD/dossier task list                     what waits for a person
  $BUILD/dossier plan $REF --confirm NO   a doubtful match is hers: search with it too
  $BUILD/dossier report 2026-03                the month
  $BUILD/dossier audit verify                  the log, recomputed
  $BUILD/dossier --help
The systems of this demo stop now; \`make demo\` makes everything anew.
EOF
