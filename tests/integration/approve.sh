#!/bin/sh
# Four eyes: where the register asks for it, an archive leaves only after a second person approved it, who had no hand in it; it
# dies with what it rested on. Each as their own Unix user, through the daemon.
cd "$(dirname "$0")/../.." || exit 1
. tests/lib.sh
needs python3 psql runuser useradd
[ "$(id -u)" -eq 0 ] || skip_all 'only root can act as somebody else'
ANNA=$(unix_user anna) BERT=$(unix_user bert)
ME=$(id -un)

pg_start
sql postgres -c 'CREATE DATABASE dossier'
installation "$(pg_uri dossier)" || exit 1
cp "$BUILD/dossier" "$TMP/dossier"
install -d -m 777 "$TMP/look"
as() {
	user=$1
	shift
	(cd / && runuser -u "$user" -- "$TMP/dossier" "$@")
}
edit tests/data/register_small.json '
v["systems"] = [s for s in v["systems"] if s["id"] in ("shop", "letters", "cabinet")]
v["organisation"]["approvals"] = {"answer": True}
v["organisation"]["escalation"]["addresses"] = {"'"$BERT"'": "bert@dezon.example"}' >"$TMP/bakker.json"
ok 'a register that asks for a second person' dossier register load "$TMP/bakker.json"
# request [OPTION...]: collected, by hand, and it is known who asks; prints its reference
request() {
	one=$(dossier log --org bakker --right access --received 2026-03-05 "$@" 2>/dev/null)
	known "$one"
	dossier work >/dev/null 2>&1
	for system in $(dossier show "$one" --json | json '" ".join(t["system"] for t in v["tasks"])'); do
		dossier task 'done' "$one" "$system" --nothing >/dev/null 2>&1 || dossier task skip "$one" "$system" --ground 'geen gegevens' >/dev/null 2>&1 || :
	done
}
state() {
	query dossier 'SELECT (SELECT count(*) FROM event WHERE body NOT LIKE '\''%"kind":"view.%'\'' AND body NOT LIKE '\''%"kind":"door.%'\''), (SELECT count(*) FROM approval), (SELECT count(*) FROM request_clock)'
}
checks() {
	dossier doctor --json | json '[(c["status"], c["detail"]) for c in v if c["check"] == "approvals"][0]'
}
code() {
	dossier next "$REF" --json | json 'v["code"], v["detail"]'
}
REF=$(request --email anna@example.org)
dossier archive build "$REF" >"$TMP/out" 2>"$TMP/err"
like "$(cat "$TMP/err")" "dossier approve $REF.: a second person looks at the archive" 'what was built waits for a second person'

# ---- there is none ----

like "$(checks)" "failed.*nobody has the role approver" 'doctor says that nobody can approve'
rejects 4 "waits for a second person .*there is none: .*dossier user role USER approver --org bakker" 'no answer without' dossier answer "$REF" --confirm "$REF"
rejects 4 'waits for a second person' 'and nothing is taken out' dossier archive get "$REF" "$TMP/answer.zip"
is "$(ls "$TMP/answer.zip" 2>/dev/null)" '' 'not a byte'
rejects 4 "needs the role approver" 'an officer does not approve' dossier approve "$REF" --confirm "$REF"

# ---- who can ----

dossier user add "$ANNA" >/dev/null 2>&1
dossier user add "$BERT" >/dev/null 2>&1
ok 'somebody approves' dossier user role "$ANNA" approver --org bakker
ok 'and whoever made it has the role' dossier user role "$ME" approver
is "$(checks)" "('ok', 'bakker: an answer waits for one of $ME, $ANNA')" 'doctor says who can'
is "$(code)" "('approve', '$ANNA')" 'next: who had no hand in it'
like "$(dossier show "$REF" 2>&1)" '^approved by +nobody yet' 'show says that nobody approved it'
is "$(as "$ANNA" today --json | json '[(r["what"], r["reference"], r["code"]) for r in v if r["what"] != "letter"]')" "[[\"waits\", \"$REF\", \"approve\"]]" 'today, for who can'
refuses 4 "waits for a second person .*dossier approve $REF., by $ANNA\$" 'an answer is refused with who can' dossier answer "$REF" --confirm "$REF"
rejects 4 "$REF: who had a hand in it \($ME: request.logged\) does not approve it; who may: $ANNA" 'who made it does not approve it' dossier approve "$REF" --confirm "$REF"
rejects 4 'needs one of the roles' 'nor does an approver decide' as "$ANNA" archive build "$REF"

# ---- looking ----

before=$(state)
ok 'it is shown' as "$ANNA" approve "$REF"
SHA=$(dossier show "$REF" --json | json 'v["archive"]["sha256"]')
like "$(tr '\n' '|' <"$TMP/out" | tr -s ' ')" "reference $REF\|.*to answer access\|sha256 $SHA\|.*built by $ME\|it holds [0-9]+ files, [0-9]+ rows of data, [0-9]+ bytes\|waits for $ANNA\|" 'what it is, of whom, how much'
like "$(cat "$TMP/err")" "nothing is approved yet: .*dossier approve $REF --confirm $REF --digest $(echo "$SHA" | cut -c-16)" 'and that nothing is approved'
as "$ANNA" approve "$REF" --json >"$TMP/approve.json"
ok 'in the shape that is promised' schema_check docs/json/approve.schema.json "$TMP/approve.json"
is "$(state)" "$before" 'looking changes nothing'
ok 'it is taken out, to look' as "$ANNA" archive get "$REF" "$TMP/look/one.zip"
is "$(sha256sum "$TMP/look/one.zip" | cut -d' ' -f1)" "$SHA" 'the very archive'
is "$(log_of "$REF" | json '[(e["kind"], e["actor"]) for e in v][-1]')" "('archive.inspected', '$ANNA')" 'which the log tells'
rejects 4 'confirm names' 'another reference is no confirmation' as "$ANNA" approve "$REF" --confirm "$(request --email cor@example.org)"
rejects 4 'another than the one you looked at' 'nor is another digest' as "$ANNA" approve "$REF" --confirm "$REF" --digest 0123456789abcdef
refuses 2 'digest: 8 to 64' 'nor a few digits of it' as "$ANNA" approve "$REF" --confirm "$REF" --digest 01
ok 'tried' as "$ANNA" approve "$REF" --confirm "$REF" --dry-run
is "$(code)" "('approve', '$ANNA')" 'is not kept'

# ---- approved, and dead again ----

ok 'approved' as "$ANNA" approve "$REF" --confirm "$REF" --digest "$(echo "$SHA" | cut -c-16)"
is "$(log_of "$REF" | json '[(e["kind"], e["actor"], e["body"]["body"].get("sha256")) for e in v][-1]')" "('answer.approved', '$ANNA', '$SHA')" 'the log tells who, and what'
is "$(dossier show "$REF" --json | json 'v["archive"]["approval"]["by"], v["archive"]["approval"]["may"]')" "('$ANNA', ['$ANNA'])" 'show too'
rejects 4 "approved already, by $ANNA" 'once' as "$ANNA" approve "$REF" --confirm "$REF"
like "$(code)" "'answer', '.dossier archive get $REF FILE.zip. takes the copy out, to be looked at and sent'" 'next: the answer, once the archive was taken out'
is "$(as "$ANNA" today --json | json '[r for r in v if r["code"] == "approve"]')" '[]' 'nothing waits for the second person'
at 2026-03-10
dossier archive build "$REF" >/dev/null 2>&1
rejects 4 'waits for a second person' 'a new archive needs it anew' dossier answer "$REF" --confirm "$REF"
rejects 4 'waits for a second person' 'also to be taken out' dossier archive get "$REF" "$TMP/answer.zip"
ok 'approved anew' as "$ANNA" approve "$REF" --confirm "$REF"
dossier refuse "$REF" --category BAK-C01 --ground others-15-4 --facts x --necessity x --proportionality x >/dev/null 2>&1
rejects 4 'built before the last change' 'a request that changed needs an archive' dossier answer "$REF" --confirm "$REF"
rejects 4 'built before the last change' 'an old one is not approved' as "$ANNA" approve "$REF" --confirm "$REF"
rejects 4 'waits for a second person' 'nor taken out' dossier archive get "$REF" "$TMP/answer.zip"
dossier archive build "$REF" >/dev/null 2>&1
ok 'and the new one approved' as "$ANNA" approve "$REF" --confirm "$REF"
is "$(sql dossier -c "SELECT count(*), count(DISTINCT digest) FROM approval WHERE by = '$ANNA'")" '3|3' 'all three stay on the record'

# ---- the answer ----

dossier user role "$ANNA" officer --org bakker
rejects 4 'approved by you: who approves does not answer' 'who approved does not answer' as "$ANNA" answer "$REF" --confirm "$REF"
ok 'taken out by who acts' dossier archive get "$REF" "$TMP/answer.zip"
is "$(log_of "$REF" | json '[(e["kind"], e["actor"]) for e in v][-1]')" "('archive.taken', '$ME')" 'as one that leaves'
ok 'answered' dossier answer "$REF" --confirm "$REF"
is "$(dossier show "$REF" --json | json 'v["status"]')" answered 'by another than who approved it'
ok 'what left can be taken out again' dossier archive get "$REF" "$TMP/again.zip"
rejects 4 'is answered already' 'and nothing waits any more' as "$ANNA" approve "$REF" --confirm "$REF"
at 2026-03-11
dossier archive build "$REF" >/dev/null 2>&1
rejects 4 'waits for a second person' 'but another archive is not what left' dossier archive get "$REF" "$TMP/other.zip"

BY_HAND=$(known "$(dossier log --org bakker --right rectification --email eva@example.org --received 2026-03-05 2>/dev/null)")
no_customer "$BY_HAND"
dossier decide "$BY_HAND" --right rectification --done --proof x --untold 'niemand' >/dev/null 2>&1
ok 'a right that is done by hand waits for nobody' dossier answer "$BY_HAND"

# ---- what is not finished ----

dossier user role "$ANNA" officer --org bakker --take-back
OPEN=$(known "$(dossier log --org bakker --right access --email gijs@example.org --received 2026-03-05 2>/dev/null)")
dossier work >/dev/null 2>&1
is "$(dossier archive build "$OPEN" --json 2>/dev/null | json 'v["draft"]')" true 'an archive of what is still asked is a CONCEPT'
rejects 4 'is a CONCEPT' 'which leaves under no other name' dossier archive get "$OPEN" "$TMP/open.zip"
ok 'whoever acts takes it out to look, alone' dossier archive get "$OPEN" "$TMP/CONCEPT-open.zip"
is "$(unzip -p "$TMP/CONCEPT-open.zip" '*.html' | grep -c '<title>') $(unzip -p "$TMP/CONCEPT-open.zip" '*.html' | grep -c '<title>CONCEPT ')" \
	"$(unzip -Z1 "$TMP/CONCEPT-open.zip" | grep -c 'html$') $(unzip -Z1 "$TMP/CONCEPT-open.zip" | grep -c 'html$')" 'each of its pages says what it is'
is "$(log_of "$OPEN" | json '[(e["kind"], e["actor"], e["body"]["body"].get("sha256")) for e in v][-1]')" \
	"('archive.taken', '$ME', '$(sha256sum "$TMP/CONCEPT-open.zip" | cut -d' ' -f1)')" 'which the log tells, and of which one'
rejects 4 'built before the last change' 'nobody approves it' as "$ANNA" approve "$OPEN" --confirm "$OPEN"
dossier answer "$OPEN" --confirm "$OPEN" >"$TMP/out" 2>"$TMP/err"
like "$? $(cat "$TMP/err")" '^4 ' 'and it answers nothing'
is "$(dossier show "$OPEN" --json | json 'v["status"]')" waiting 'so that it stays what it was'
OTHER=$(dossier log --org bakker --right access --email hans@example.org --received 2026-03-05 2>/dev/null)
dossier work >/dev/null 2>&1
dossier archive build "$OTHER" >/dev/null 2>&1
rejects 4 'handed to nobody before it is established who' 'nor is one taken out before it is known who asks' dossier archive get "$OTHER" "$TMP/CONCEPT-other.zip"

# ---- two at once, and while it changes ----

CARL=$(unix_user carl)
dossier user add "$CARL" >/dev/null 2>&1
dossier user role "$CARL" approver --org bakker
TWICE=$(request --email ivo@example.org)
dossier archive build "$TWICE" >/dev/null 2>&1
as "$ANNA" approve "$TWICE" --confirm "$TWICE" >/dev/null 2>&1 &
first=$!
as "$CARL" approve "$TWICE" --confirm "$TWICE" >/dev/null 2>&1 &
second=$!
wait $first
statuses=$?
wait $second
is "$(($? + statuses)) $(log_of "$TWICE" | json 'len([e for e in v if e["kind"] == "answer.approved"])')" '4 1' 'of two who approve at once one does'
# whichever comes first: what stands is of the request as it is, or nothing stands
for turn in 1 2 3; do
	dossier archive build "$TWICE" >/dev/null 2>&1
	as "$ANNA" approve "$TWICE" --confirm "$TWICE" >/dev/null 2>&1 &
	first=$!
	dossier plan "$TWICE" --add "email=ivo$turn@example.org" >/dev/null 2>&1
	echo "added $?"
	wait $first
	dossier answer "$TWICE" --confirm "$TWICE" >/dev/null 2>&1
	echo "answered $?"
done >"$TMP/out"
is "$(sort -u "$TMP/out" | tr '\n' ' ')" 'added 0 answered 4 ' 'what changes while it is approved is not answered by that approval'
dossier user role "$CARL" approver --org bakker --take-back

# ---- nobody about themselves ----

dossier user role "$ANNA" approver --org bakker --take-back
dossier user role "$BERT" approver --org bakker
REF=$(request --email Bert@dezon.example)
dossier archive build "$REF" >/dev/null 2>&1
rejects 4 'is about you' 'nobody approves about themselves' as "$BERT" approve "$REF" --confirm "$REF"
rejects 4 "needs one of the roles officer,handler,approver" 'nor who had the role before' as "$ANNA" approve "$REF" --confirm "$REF"
# loading a register that asks for less frees nothing that is there
edit "$TMP/bakker.json" 'del v["organisation"]["approvals"]' >"$TMP/less.json"
dossier register load "$TMP/less.json" >/dev/null 2>&1
rejects 4 'waits for a second person' 'a register that asks for less does not free it' dossier answer "$REF" --confirm "$REF"
FREE=$(request --email dirk@example.org)
dossier archive build "$FREE" >/dev/null 2>&1
refuses 4 'asks for no second person' 'where nobody asks nothing waits' as "$BERT" approve "$FREE" --confirm "$FREE"
ok 'and the archive leaves' dossier archive get "$FREE" "$TMP/free.zip"
is "$(dossier show "$FREE" --json | json 'v["archive"]["approval"]')" null 'as show says'

# ---- what was said in a review ----

edit "$TMP/bakker.json" 'v["organisation"]["approvals"] = {"review": True}' >"$TMP/review.json"
ok 'a register that has reviews approved' dossier register load "$TMP/review.json"
printf 'Jan zegt ja.\n' >"$TMP/brief.txt"
SEEN=$(dossier log --org bakker --right access --received 2026-03-05 --email eva@example.org 2>/dev/null)
known "$SEEN" >/dev/null
no_customer "$SEEN"
dossier task 'done' "$SEEN" cabinet --file "$TMP/brief.txt" >/dev/null 2>&1
for system in shop letters; do dossier task 'done' "$SEEN" $system --nothing || dossier task skip "$SEEN" $system --ground 'geen gegevens'; done >/dev/null 2>&1
informed "$SEEN"
ITEM=$(dossier review list "$SEEN" --json | json 'v["items"][0]["item"]')
rejects 4 'its review is not done|nobody said anything' 'nothing is approved that nobody looked at' as "$BERT" review approve "$SEEN"
dossier user role "$ANNA" handler --org bakker >/dev/null 2>&1
dossier assign "$SEEN" "$ANNA" >/dev/null 2>&1
rejects 4 "is handled by $ANNA: .dossier assign $SEEN $ME. takes it over" 'nor while somebody else decides' dossier review pass "$SEEN" --item "$ITEM"
dossier assign "$SEEN" "$ME" >/dev/null 2>&1
ok 'somebody looks' dossier review pass "$SEEN" --item "$ITEM"
refuses 4 "its review waits for a second person .*dossier review approve $SEEN., by $BERT\$" 'which another looks at too' dossier answer "$SEEN" --confirm "$SEEN"
rejects 4 "needs the role approver|had a hand in it" 'not who did it' dossier review approve "$SEEN"
ok 'a second person reads it' as "$BERT" review read "$SEEN" --item "$ITEM"
ok 'and approves' as "$BERT" review approve "$SEEN"
rejects 4 'approved already' 'once' as "$BERT" review approve "$SEEN"
is "$(dossier review list "$SEEN" --json | json 'v["approval"]["by"]')" "$BERT" 'as it says'
ok 'the archive is built of it' dossier archive build "$SEEN" --json
is "$(json 'v["draft"]' <"$TMP/out")" false 'and is no draft'
ok 'one more thing is said' dossier review withhold "$SEEN" --item "$ITEM" --ground third-party
refuses 4 "its review waits for a second person" 'of which the approval knows nothing' dossier answer "$SEEN" --confirm "$SEEN"
dossier register load "$TMP/less.json" >/dev/null 2>&1

# ---- the log ----

ok 'all follows from the log' dossier audit verify
forged() {
	sql dossier -c "$2"
	is "$(dossier audit verify --json | json '[f["what"] for o in v for f in o["findings"]][:1]')" '["approval-differs"]' "$1"
	sql dossier -c "$3"
}
forged 'an approval of somebody else' "UPDATE approval SET by = 'root' WHERE approval_id = (SELECT min(approval_id) FROM approval)" \
	"UPDATE approval SET by = '$ANNA' WHERE by = 'root'"
forged 'one that nobody gave' "INSERT INTO approval (organisation_id, request_id, kind, digest, changes, by, at)
	SELECT organisation_id, request_id, 'answer', repeat('0', 64), 1, by, at FROM approval LIMIT 1" "DELETE FROM approval WHERE digest = repeat('0', 64)"
is "$(psql -qAtX -d "$(pg_uri dossier)" -c "SET dossier.organisations = '*'" -c 'SET ROLE dossier_app' -c "UPDATE approval SET by = 'x'" 2>&1 | grep -c 'permission denied')" 1 'the command line may change none'

# ---- an installation of one ----

rejects 4 'asks for a second person .approvals.*nobody else can approve: set mode = shared in dossier.conf and run .dossier daemon., or begin with .dossier init --shared' 'whoever is alone loads no such register' here dossier register load "$TMP/bakker.json"
rejects 4 'nobody else can approve' 'and answers nothing that waits' here dossier answer "$REF" --confirm "$REF"
rejects 4 'nobody else can approve' 'nor approves it' here dossier approve "$REF" --confirm "$REF"
dossier register load "$TMP/bakker.json" >/dev/null 2>&1
like "$(here checks)" "failed.*no copy can be answered.*nobody else can approve" 'as doctor says'
done_testing
