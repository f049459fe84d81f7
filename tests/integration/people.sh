#!/bin/sh
# The people of a team: nobody handles a dossier about themselves; who may do what, and when. Each as their own Unix user, through the daemon.
cd "$(dirname "$0")/../.." || exit 1
. tests/lib.sh
needs python3 psql runuser useradd
[ "$(id -u)" -eq 0 ] || skip_all 'only root can act as somebody else'
ANNA=$(unix_user anna) BERT=$(unix_user bert) ADA=$(unix_user ada)

pg_start
sql postgres -c 'CREATE DATABASE dossier'
installation "$(pg_uri dossier)" || exit 1
cp "$BUILD/dossier" "$TMP/dossier"
as() {
	user=$1
	shift
	(cd / && runuser -u "$user" -- "$TMP/dossier" "$@")
}
edit tests/data/register_small.json '
v["systems"] = [s for s in v["systems"] if s["id"] in ("shop", "letters", "cabinet")]
v["organisation"]["escalation"]["addresses"] = {"'"$BERT"'": "bert@dezon.example"}' >"$TMP/bakker.json"
dossier register load "$TMP/bakker.json" >/dev/null 2>&1
for who in "$ANNA" "$BERT" "$ADA"; do
	dossier user add "$who" >/dev/null 2>&1
done
for given in "$ANNA officer" "$ANNA approver" "$BERT handler" "$ADA admin"; do
	# shellcheck disable=SC2086 # who, and the role
	dossier user role $given --org bakker
done
state() {
	query dossier 'SELECT (SELECT count(*) FROM event WHERE body NOT LIKE '\''%"kind":"door.%'\''), (SELECT count(*) FROM user_identifier), (SELECT count(*) FROM request), (SELECT md5(string_agg(handler, $$,$$ ORDER BY request_id)) FROM request)'
}
team() {
	dossier user list --json | json '[(u["user"].split("-")[1], u["known"]) for u in v if "-" in u["user"]]'
}
log() {
	dossier log --org bakker --right access --received 2026-03-05 "$@" 2>/dev/null
}

# ---- by what they are known ----

like "$(dossier doctor --json | json '[(c["status"], c["detail"]) for c in v if c["check"] == "about themselves"][0]')" \
	"warning.*known by nothing: .*$ANNA" 'doctor says who is known by nothing'
OWN=$(log --email Anna@Dezon.example --name 'Anna Zelf')
THEIRS=$(log --email cor@example.org --name 'Cor')
ok 'until that is said anybody sees it' as "$ANNA" show "$OWN"
rejects 4 'needs the role admin' 'a colleague says it of nobody' as "$ANNA" user known "$ANNA" --org bakker --email anna@dezon.example
rejects 3 'no user niemand' 'nor is it said of who is not there' as "$ADA" user known niemand --org bakker --email anna@dezon.example
rejects 2 'say by what' 'nor nothing' as "$ADA" user known "$ANNA" --org bakker
rejects 2 '^dossier: --email: ' 'nor what is no address' as "$ADA" user known "$ANNA" --org bakker --email anna
rejects 2 '^dossier: --phone: ' 'nor what is no number' as "$ADA" user known "$ANNA" --org bakker --phone 1
rejects 2 'many people have it' 'nor a name' as "$ADA" user known "$ANNA" --org bakker --id 'name=Anna Zelf'
rejects 2 'searches by this kind' 'nor what nobody searches by' as "$ADA" user known "$ANNA" --org bakker --id shoe_size=38
rejects 2 '\-\-org' 'and it is said to an organisation' as "$ADA" user known "$ANNA" --email anna@dezon.example
ok 'by an admin' sh -c "cd / && echo ANNA@dezon.example | runuser -u $ADA -- $TMP/dossier user known $ANNA --org bakker --email - --email a.dezon@example.org --phone 0612345678"
as "$ADA" user known "$ANNA" --org bakker --phone 0612345678 >/dev/null 2>&1
is "$(team)" '[["ada", []], ["anna", ["email of bakker", "email of bakker", "phone of bakker"]], ["bert", []]]' 'and once, however often it is said'
is "$(sql dossier -c "SELECT count(*) FROM user_identifier i WHERE i::text ILIKE '%dezon%'")" 0 'in no words of theirs'
is "$(dossier audit list --json | json '[e["body"]["body"] for e in v if e["kind"] == "user.known"][0]')" "{\"kinds\": [\"email\", \"email\", \"phone\"], \"user\": \"$ANNA\"}" 'an event, without them'
rejects 3 'not known by that email' 'what is not kept is not taken back' as "$ADA" user known "$ANNA" --org bakker --email an@dezon.example --take-back

# ---- nobody about themselves ----

before=$(state)
for line in "show $OWN" "plan $OWN" "next $OWN" "lookup $OWN" "letter list $OWN" "undo $OWN" "deadline --explain $OWN" "mandate $OWN" \
	"archive get $OWN -" "approve $OWN" "approve $OWN --confirm $OWN" "verify $OWN --method login --result passed" "note $OWN x" "assign $OWN $BERT" \
	"plan $OWN --add phone=0687654321" "decide $OWN --done --proof x" "answer $OWN" "audit list --request $OWN" "task skip $OWN shop --ground x"; do
	# shellcheck disable=SC2086 # a command and its operands
	refuses 4 "^dossier: $OWN is about you, .*nobody handles or reads a dossier about themselves" "refused: ${line%% *}" as "$ANNA" $line
done
is "$(state)" "$before" 'and nothing of it was done, or seen'
# tried: of each event of who was kept from their own: who, what, why, how often, and is it said of which request
tried() {
	dossier audit list --org bakker --limit 10000 --json | json '[[*(e["body"]["body"][k] for k in ("user", "command", "why", "times")), "'"$OWN"'" in str(e)] for e in v if e["kind"] == "door.refused" and e["body"]["body"]["why"] == "about-them"]'
}
like "$(tried)" "^\\[\\[\"$ANNA\", \"show\", \"about-them\", 1, false\], \\[\"$ANNA\", \"plan\", .*\"approve\", .*\"audit list\", .*\"task skip\"" 'the log tells who tried what'
is "$(tried | grep -c true) $(tried | grep -o '"approve"' | wc -l)" '0 1' 'once each, and of no request'
is "$(as "$ANNA" list --json | json 'sorted((r["reference"], r["person"]) for r in v) == sorted([("'"$OWN"'", None), ("'"$THEIRS"'", "Cor")])')" true 'a list says that it is there, and not whose'
rejects 4 'it is about you' 'nor do they log it' as "$ANNA" log --org bakker --right erasure --email anna@dezon.example
is "$(grep -cE '[A-Z]{3}-2026-' "$TMP/err")" 0 'nor is the reference told that it did not get'
rejects 4 'is about you' 'nor find out and go on' as "$ANNA" plan "$THEIRS" --add email=a.dezon@example.org
like "$(tried)" '"log", "about-them", 1, false\]\]$' 'which is told too'
# events: as who, of $OWN and of $THEIRS: are there any
events() {
	as "$1" audit list --org bakker --limit 10000 --json | json '[len([e for e in v if e["reference"] == r]) > 0 for r in ("'"$OWN"'", "'"$THEIRS"'")]'
}
is "$(events "$ANNA") $(events "$ADA")" '[false, true] [true, true]' 'nor does the log show them what was done in it'
ok 'that of somebody else they handle' as "$ANNA" plan "$THEIRS" --add email=c@example.org
ok 'and a colleague handles theirs' as "$BERT" show "$OWN"
rejects 4 "$OWN is about $ANNA: nobody handles" 'but assigns it to nobody it is about' as "$BERT" assign "$OWN" "$ANNA"
is "$(dossier show "$(log --email bert@dezon.example)" --json | json 'v["status"]')" logged 'a request from where a colleague is told (escalation)'
refuses 4 'is about you' 'is theirs too' as "$BERT" list --after "$(dossier list --json | json '[r["reference"] for r in v if r["person"] == "bert@dezon.example"][0]')"
dossier user known "$ADA" --org bakker --email ada@dezon.example
rejects 4 'somebody else takes back' 'nobody takes back their own' as "$ADA" user known "$ADA" --org bakker --take-back
ok 'an admin who is another does' as "$ADA" user known "$ANNA" --org bakker --take-back
ok 'and from then on it is nobody they are known as' as "$ANNA" show "$OWN"
rejects 3 'known by nothing there' 'which is not taken back twice' as "$ADA" user known "$ANNA" --org bakker --take-back
refuses 4 'installation of one' 'whoever is alone can be kept from nothing' here dossier user known "$ANNA" --org bakker --email anna@dezon.example
like "$(here dossier doctor --json | json '[c["detail"] for c in v if c["check"] == "who acts"][0]')" 'nor is anybody kept from a request about themselves' 'as doctor says'

# ---- every view of a person's data is an event ----

# what tells of Cor is in all that can hold words; whatever shows any of it has written who looked
dossier verify "$THEIRS" --doubt 'wonend te Kwikstaartlaan 7' --method code-to-address >/dev/null 2>&1
dossier verify "$THEIRS" --method login --result passed --proof 'paspoort van Kwikstaart' >/dev/null 2>&1
dossier note "$THEIRS" 'belde: Kwikstaart' >/dev/null 2>&1
dossier work >/dev/null 2>&1
dossier task skip "$THEIRS" cabinet --ground 'Kwikstaart heeft daar niets' >/dev/null 2>&1
dossier inform "$THEIRS" --item h --text 'over Kwikstaart beslist geen computer' >/dev/null 2>&1
dossier extend "$THEIRS" --ground complexity --reason 'Kwikstaart vroeg veel' >/dev/null 2>&1
dossier refuse "$THEIRS" --category BAK-C01 --ground others-15-4 --facts 'de buurman van Kwikstaart' --necessity x --proportionality x >/dev/null 2>&1
dossier archive build "$THEIRS" >/dev/null 2>&1
looks() {
	dossier help --json | json '"\n".join(" ".join([c["noun"], c["verb"] or "", *[{"REF": "'"$THEIRS"'", "SYSTEM": "cabinet", "NO": "1"}[w] for w in c["arguments"].split()]])
		for c in v if "REF" in (c["arguments"] or "") and set(c["arguments"].split()) <= {"REF", "SYSTEM", "NO"} and (c["changes"] == "nothing" or c["noun"] in ("plan", "verify", "mandate", "inform", "approve")))'
	cat <<-EOF
		show $THEIRS --decisions
		lookup $THEIRS --last
		deadline --explain $THEIRS
		task list
		list
		list --person cor@example.org
		today
		due --within 999
		agent list
		audit list
	EOF
}
looks >"$TMP/looks"
events() {
	sql dossier -c "SELECT coalesce(max(event_id), 0) FROM event WHERE body LIKE '%\"kind\":\"view.%' OR body LIKE '%\"kind\":\"letter.%'"
}
while read -r line; do
	before=$(events)
	# shellcheck disable=SC2086 # a command and its operands
	dossier $line --json >"$TMP/said" 2>&1 </dev/null
	told=no
	[ "$(events)" = "$before" ] || told=event
	shown=no
	grep -qiE 'kwikstaart|cor@example|"Cor"' "$TMP/said" && shown=shows
	echo "$line: $shown $told" | sed "s/ $THEIRS//"
done <"$TMP/looks" >"$TMP/out"
is "$(grep 'shows no$' "$TMP/out")" '' 'whatever shows a word of the person has written who looked'
like "$(grep -c 'shows event$' "$TMP/out")" '^[1-9][0-9]*$' 'and it was tried'

# ---- who may do what, while a request is what ----

TWO=$(log --email dirk@example.org)
rejects 4 "$TWO is open: there is nothing to reopen" 'what is open is not reopened' as "$BERT" reopen "$TWO" --reason x
ok 'a handler ends one' as "$BERT" withdraw "$TWO" --how 'by telephone'
for line in "withdraw $TWO --how x" "extend $TWO --ground complexity --reason x" "refuse $TWO --ground unfounded-12-5 --facts x" "answer $TWO" \
	"plan $TWO --add email=d@example.org" "task skip $TWO shop --ground x" "clarify $TWO --doubt x" "correct $TWO --language en --note x" "lookup $TWO" "close $TWO --ground answered"; do
	# shellcheck disable=SC2086 # a command and its operands
	rejects 4 "^dossier: $TWO is closed already \(art. 12\(3\) GDPR\); still possible: .dossier reopen $TWO" "ended: ${line%% *}" as "$BERT" $line
done
like "$(dossier withdraw --help)" 'while the request is: logged,searching,collected' 'as the help says'
ok 'what is no state of it goes on' as "$BERT" note "$TWO" 'she called again'
ok 'and it is reopened' as "$BERT" reopen "$TWO" --reason 'she called again'

# ---- the dpo advises, and decides nothing ----

FG=$(unix_user fg)
dossier user add "$FG" >/dev/null 2>&1
dossier user role "$FG" dpo --org bakker
THREE=$(known "$(log --email eva@example.org --again)")
rejects 4 'needs the role dpo' 'an officer advises nothing' as "$ANNA" advise "$THREE" --text x
rejects 2 '\-\-text' 'nothing is no advice' as "$FG" advise "$THREE"
rejects 2 'at most 8000' 'nor is a book' as "$FG" advise "$THREE" --text "$(head -c 9000 /dev/zero | tr '\0' x)"
rejects 3 'no request' 'nor is it given on nothing' as "$FG" advise BAK-2026-AAAAAA --text x
ok 'the dpo advises' sh -c "cd / && echo 'Weeg eerst art. 15(4).' | runuser -u $FG -- $TMP/dossier advise $THREE --text -"
for line in "note $THREE x" "assign $THREE $BERT" "verify $THREE --method login --result passed" "extend $THREE --ground complexity --reason x" \
	"plan $THREE --add email=e@example.org" "answer $THREE" "task skip $THREE shop --ground x" "cause $THREE --cause other --note x" "letter sent $THREE 1"; do
	# shellcheck disable=SC2086 # a command and its operands
	rejects 4 'needs one of the roles' "the dpo does nothing else: ${line%% *}" as "$FG" $line
done
ok 'but reads what they advise on (art. 38(2))' as "$FG" inform "$THREE"
rejects 3 'has no item 999' 'down to what stands in an item' as "$FG" review read "$THREE" --item 999
like "$(dossier user role "$FG" handler --org bakker 2>&1)" "$FG is dpo, and may decide too: .*art. 38\(6\)" 'who is given another role beside it is told what that is'
dossier user role "$FG" handler --org bakker --take-back >/dev/null 2>&1
as "$BERT" show "$THREE" >"$TMP/out" 2>&1
like "$(cat "$TMP/out")" "^advice of the dpo, $FG, .*: Weeg eerst art. 15\(4\)\.\$" 'show has it, for who handles it'
is "$(dossier show "$THREE" --json | json '[(n["kind"], n["by"]) for n in v["notes"]]')" "[[\"advice\", \"$FG\"]]" 'with who, and what it is'
no_customer "$THREE"
as "$BERT" refuse "$THREE" --ground unfounded-12-5 --facts 'Acht verzoeken in een week.' >"$TMP/out" 2>"$TMP/err"
like "$? $(cat "$TMP/err")" "^0 .*the dpo advised on it \($FG, .*\): .dossier show $THREE. has what" 'who refuses is told that it is there, and not kept from it'
is "$(log_of "$THREE" | json '[(e["kind"], e["body"]["body"].get("advised")) for e in v if e["kind"] in ("request.advised", "clock.refused")]')" \
	'[["request.advised", null], ["clock.refused", true]]' 'the log tells both'
FOUR=$(known "$(log --email f@example.org --right erasure)")
no_customer "$FOUR"
as "$BERT" decide "$FOUR" --right erasure --nothing --proof x >/dev/null 2>&1
is "$(sql dossier -c "SELECT count(*) FROM event WHERE body LIKE '%Weeg%' OR body LIKE '%Acht%'") $(sql dossier -c "SELECT count(*) FROM event WHERE body LIKE '%\"advised\":false%clock.carried-out%'")" '0 1' 'no word of it, and where there was none it says so'
ok 'the log is whole' dossier audit verify

# ---- away, and a deputy ----

CARL=$(unix_user carl)
dossier user add "$CARL" >/dev/null 2>&1
dossier user role "$CARL" handler --org bakker
state() {
	query dossier 'SELECT (SELECT count(*) FROM event WHERE body NOT LIKE '\''%"kind":"door.%'\''), (SELECT md5(string_agg(u::text, $$,$$ ORDER BY user_id)) FROM app_user u)'
}
rejects 2 'until when, and who deputises' 'away without a deputy' as "$BERT" user away "$BERT" --until 2026-03-20
rejects 2 'or --back alone' 'away and back' as "$BERT" user away "$BERT" --until 2026-03-20 --back
rejects 2 'until is a day before --from' 'until before it began' as "$BERT" user away "$BERT" --from 2026-03-20 --until 2026-03-19 --deputy "$CARL"
rejects 2 'until is a day that is over' 'in the past' as "$BERT" user away "$BERT" --from 2026-03-01 --until 2026-03-08 --deputy "$CARL"
rejects 2 'does not exist' 'on no day' as "$BERT" user away "$BERT" --until 2026-02-30 --deputy "$CARL"
rejects 3 'no user niemand' 'a deputy who is nobody' as "$BERT" user away "$BERT" --until 2026-03-20 --deputy niemand
rejects 4 'can not deputise for themselves' 'a deputy for oneself' as "$BERT" user away "$BERT" --until 2026-03-20 --deputy "$BERT"
rejects 4 'is no handler or officer' 'a deputy who may not' as "$BERT" user away "$BERT" --until 2026-03-20 --deputy "$FG"
rejects 4 'needs the role admin' 'somebody else' as "$BERT" user away "$CARL" --until 2026-03-20 --deputy "$BERT"
rejects 3 'is not away' 'back from nowhere' as "$BERT" user away "$BERT" --back
ok 'away' as "$BERT" user away "$BERT" --from 2026-03-09 --until 2026-03-20 --deputy "$CARL"
rejects 4 "deputises for $BERT until 2026-03-20" 'a deputy who goes too' as "$CARL" user away "$CARL" --from 2026-03-20 --until 2026-03-22 --deputy "$ANNA"
rejects 4 "$BERT is away too, until 2026-03-20" 'a deputy who is away, and a circle' as "$ANNA" user away "$ANNA" --until 2026-03-10 --deputy "$BERT"
is "$(dossier user list --json | json '[(u["away_from"], u["away_until"], u["deputy"]) for u in v if u["user"] == "'"$BERT"'"][0]')" "('2026-03-09', '2026-03-20', '$CARL')" 'user list tells'
is "$(dossier audit list --limit 10000 --json | json '[(e["actor"], e["body"]["body"]) for e in v if e["kind"] == "user.away"]')" \
	"[[\"$BERT\", {\"deputy\": \"$CARL\", \"from\": \"2026-03-09\", \"until\": \"2026-03-20\", \"user\": \"$BERT\"}]]" 'and the log'
FIVE=$(log --email gijs@example.org) SIX=$(log --email hans@example.org)
as "$ANNA" assign "$FIVE" "$BERT" >"$TMP/out" 2>"$TMP/err"
like "$? $(cat "$TMP/err")" "^0 $BERT is away until 2026-03-20: $CARL deputises" 'whoever assigns it is told'
as "$ANNA" assign "$SIX" "$ANNA" >/dev/null 2>&1
mine() {
	for list in 'list --state open' 'due --within 999' today; do
		# shellcheck disable=SC2086 # a command and its options
		as "$1" $list --mine --json | json '" ".join(sorted(r["reference"] for r in v))'
	done | sort -u
}
is "$(mine "$CARL")" "$FIVE" 'mine is theirs for whom one deputises'
is "$(mine "$BERT")" "$FIVE" 'and theirs still'
is "$(mine "$ANNA")" "$SIX" 'and nobody else has it'
refuses 2 'one of --handler and --mine' 'one of the two' as "$ANNA" list --mine --handler "$BERT"
at 2026-04-01
is "$(mine "$CARL")" '' 'and only on these days'
ok 'away again, from today' as "$BERT" user away "$BERT" --until 2026-04-03 --deputy "$CARL"
dossier work >/dev/null 2>&1
is "$(cat "$DOSSIER_HOME"/spool/"$FIVE".*.json | json '[(r["role"], r["user"]) for r in v["recipients"]][:2]')" "[[\"handler\", \"$BERT\"], [\"deputy\", \"$CARL\"]]" 'what comes due is told to both'
ok 'back' as "$BERT" user away "$BERT" --back
is "$(mine "$CARL")" '' 'and nobody deputises any more'
ok 'and the log is whole' dossier audit verify
done_testing
