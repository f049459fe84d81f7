#!/bin/sh
# People and roles: who has none sees nothing, each role does what it may where it may, and the log names who did it.
cd "$(dirname "$0")/../.." || exit 1
. tests/lib.sh
needs python3 psql runuser useradd
[ "$(id -u)" -eq 0 ] || skip_all 'only root can act as somebody else'
WHO=$(unix_user other)

pg_start
sql postgres -c 'CREATE DATABASE dossier'
installation "$(pg_uri dossier)" || exit 1
cp "$BUILD/dossier" "$TMP/dossier"
for slug in jbsync maila; do
	dossier register load templates/registers/$slug.json >/dev/null 2>&1
done
REF=$(dossier log --org jbsync --right access --email a@b.nl --received 2026-03-05 2>/dev/null)
OTHER=$(dossier log --org maila --right access --email a@b.nl --received 2026-03-05 2>/dev/null)
dossier work >/dev/null 2>&1
dossier archive build "$REF" >/dev/null 2>&1
install -d -m 700 -o "$WHO" "$TMP/theirs"
as_other() {
	(cd / && runuser -u "$WHO" -- "$TMP/dossier" "$@")
}
cp templates/registers/jbsync.json "$TMP/register.json"
chmod 644 "$TMP/register.json"
reading() {
	cat <<-EOF
		list
		show $REF
		plan $REF
		task list
		task show $REF vps
		due
		deadline --explain $REF
		register show jbsync
		register diff jbsync $TMP/register.json
		user list
	EOF
}
auditing() {
	cat <<-EOF
		audit list
		audit verify
		audit checkpoint
		audit key
		report 2026-03
	EOF
}
deciding() {
	cat <<-EOF
		log --again --org jbsync --right access --email a@b.nl --received 2026-03-05
		assign $REF $WHO
		plan $REF --confirm 1
		plan $REF --add phone=0612345678
		task done $REF vps --nothing
		task skip $REF vps --ground x
		task retry $REF google
		archive build $REF
		archive get $REF $TMP/theirs/taken.zip
		answer $REF
	EOF
}
ruling() {
	cat <<-EOF
		register load $TMP/register.json
		user add piet
		user role $WHO admin
		user disable root
		work
		worker
	EOF
}
# may ROLE LIST; may_not ROLE LIST: every command of the list.
may() {
	$2 | while read -r line; do
		# shellcheck disable=SC2086 # a command and its operands
		ok "$1 may: $line" as_other $line || :
		echo "$count $failed" >"$TMP/counted"
	done
	read -r count failed <"$TMP/counted"
}
may_not() {
	$2 | while read -r line; do
		case "$1 $line" in
		*confirm*) status='4|3' ;; # nothing there to confirm, or not for you
		*) status=4 ;;
		esac
		# shellcheck disable=SC2086 # a command and its operands
		as_other $line >"$TMP/out" 2>"$TMP/err"
		like "$? $(cat "$TMP/err")$(cat "$TMP/out")" "^($status) dossier: " "$1 may not: $line" || :
		echo "$count $failed" >"$TMP/counted"
	done
	read -r count failed <"$TMP/counted"
}
# hides LIST: what is not theirs is told in the words of what is not there.
for last in 2 3 4 5 6 7 8 9 A B C D E F G H J K M N P Q R S T V W X Y Z; do
	NONE=JBS-2026-AAAAA$last
	dossier show $NONE 2>&1 | grep -q mistyped || break
done
hides() {
	$1 | while read -r line; do
		# shellcheck disable=SC2086 # a command and its operands
		ours=$(as_other $line 2>&1)
		status=$?
		line=$(echo "$line" | sed "s/$REF/$NONE/g; s/jbsync/nergens/")
		# shellcheck disable=SC2086
		none=$(as_other $line 2>&1)
		none="$? $none"
		is "$status $(echo "$ours" | sed "s/$REF/$NONE/g; s/jbsync/nergens/")" "$none" "hidden: $line" || :
		echo "$count $failed" >"$TMP/counted"
	done
	read -r count failed <"$TMP/counted"
}
state() {
	query dossier 'SELECT (SELECT count(*) FROM event WHERE body NOT LIKE '\''%"kind":"view.%'\'' AND body NOT LIKE '\''%"kind":"door.%'\''), (SELECT count(*) FROM request), (SELECT count(*) FROM user_role)'
}

# ---- a stranger ----

before=$(state)
for list in reading auditing deciding ruling; do
	may_not 'a stranger' $list
done
may_not 'a stranger' 'echo doctor'
may_not 'a stranger' 'echo connector check jbsync'
may_not 'a stranger' "echo note $REF x"
ok 'a stranger may ask for a date, which needs no installation' as_other deadline 2026-01-31
is "$(state)" "$before" 'and changed nothing'

# ---- roles ----

dossier user add "$WHO" >/dev/null 2>&1
before=$(state)
may_not 'a user without a role' reading
is "$(state)" "$before" 'and changed nothing'
dossier user role "$WHO" dpo
before=$(state)
may 'the dpo' reading
may 'the dpo' auditing
may_not 'the dpo' deciding
may_not 'the dpo' ruling
like "$(as_other doctor)" 'systems +not looked at: that is for an officer, handler or admin' 'doctor tells the dpo what it did not look at'
may_not 'the dpo' "echo letter sent $REF 1"
is "$(state)" "$before" 'the dpo decided nothing (art. 38(6))'
may 'the dpo' "echo advise $REF --text advies"
is "$(dossier show "$REF" --json | json 'v["notes"][-1]["by"], v["notes"][-1]["text"]')" "('$WHO', 'advies')" 'but may advise, and by name'
is "$(dossier audit list --request "$REF" --json | json '[e["actor"] for e in v if e["kind"] == "request.advised"]')" '["'"$WHO"'"]' 'the log names who did it'
is "$(dossier audit list --request "$REF" --json | json '{e["actor"] for e in v if e["kind"] == "request.logged"}')" "{'root'}" 'and who did the rest'

sql dossier -c 'DELETE FROM user_role WHERE user_id = (SELECT user_id FROM app_user WHERE name = '\'''"$WHO"''\'')'
dossier user role "$WHO" auditor
may 'the auditor' auditing
may_not 'the auditor' deciding
may_not 'the auditor' "echo note $REF x"

# ---- in one organisation only ----

sql dossier -c 'DELETE FROM user_role WHERE user_id = (SELECT user_id FROM app_user WHERE name = '\'''"$WHO"''\'')'
dossier user role "$WHO" handler --org maila
may 'the handler of Maila' "echo show $OTHER"
may 'the handler of Maila' "echo log --org maila --right access --email c@d.nl --received 2026-03-05"
strange() {
	cat <<-EOF
		log --org jbsync --right access --email c@d.nl --received 2026-03-05
		show $REF
		plan $REF
		note $REF x
		task show $REF app
		archive build $REF
		list --after $REF
		list --org jbsync
		task list --org jbsync
		register show jbsync
		connector check jbsync
		user role $WHO officer --org jbsync
	EOF
}
hides strange
may_not 'the handler of Maila' 'echo report 2026-03'
may_not 'the handler of Maila' 'echo metrics'
is "$(as_other show "$NONE" 2>&1)" "dossier: no request $NONE: \`dossier list --state all\` names those there are" 'nothing is told of others'
is "$(as_other list --org nergens 2>&1)" 'dossier: no such organisation; there are: maila' 'but what one may know'
is "$(as_other user list --json | json '[u["roles"] for u in v if u["user"] == "root"]')" '[["admin", "officer"]]' 'who rules in all is known everywhere'
is "$(as_other list --json | json '{r["organisation"] for r in v}')" "{'maila'}" 'sees requests of Maila alone'
is "$(as_other task list --json | json '{r["organisation"] for r in v}')" "{'maila'}" 'and tasks of Maila alone'
is "$(as_other list --person a@b.nl --json | json 'len(v)')" 1 'also of a person both know'
dossier user role "$WHO" dpo --org maila
is "$(as_other audit list --json | json '{r["organisation"] for r in v}')" "{'maila'}" 'the dpo of Maila reads the log of Maila alone'
is "$(as_other report 2026-03 --json | grep -c jbsync)" 0 'and its figures'
dossier user role "$WHO" admin --org maila
may 'the admin of Maila' "echo user role $WHO officer --org maila"
hides "echo user role $WHO officer --org jbsync"
may_not 'the admin of Maila' "echo user role $WHO admin"
may_not 'the admin of Maila' 'echo user disable root'
may_not 'the admin of Maila' "echo register load $TMP/register.json"
cp templates/registers/jcc.json "$TMP/jcc.json"
chmod 644 "$TMP/jcc.json"
may_not 'the admin of Maila' "echo register load $TMP/jcc.json"
is "$(dossier user list --json | json '[u["roles"] for u in v if u["user"] == "'"$WHO"'"]')" '[["admin of maila", "dpo of maila", "handler of maila", "officer of maila"]]' 'user list tells who may what, and where'

dossier assign "$OTHER" "$WHO" >/dev/null 2>&1
ok 'somebody leaves' dossier user disable "$WHO"
like "$(cat "$TMP/err")" "handles 1 open requests: .dossier list --handler $WHO" 'what they handled is told'
ok 'once more' dossier user disable "$WHO"
like "$(cat "$TMP/err")" "$WHO was disabled already, and handles 1 open" 'changes nothing, and says so'
is "$(dossier audit list --org maila --json | json 'len([e for e in v if e["kind"] == "user.disabled"])')" 1 'and is no event'
may_not 'who left' reading
refuses 4 'was disabled here; an admin undoes it with .dossier user add' 'and is told what happened' as_other list
refuses 4 'was disabled: let them in again first' 'a role is nothing to who may do nothing' dossier user role "$WHO" officer
ok 'they come back' dossier user add "$WHO"
like "$(cat "$TMP/err")" 'was disabled, and may work here again in the roles they had' 'as is said'
may 'who came back' 'echo list'
refuses 4 'is there already' 'once' dossier user add "$WHO"
ok 'a role is taken back' dossier user role "$WHO" officer --org maila --take-back
refuses 3 'is no officer of maila' 'once' dossier user role "$WHO" officer --org maila --take-back
may 'with another' 'echo list'
for role in admin dpo handler; do
	ok "and $role" dossier user role "$WHO" $role --org maila --take-back
done
may_not 'who has none' reading
is "$(dossier audit list --org maila --limit 10000 --json | json '[e["body"]["body"]["role"] for e in v if e["kind"] == "user.revoked"]')" '["officer", "admin", "dpo", "handler"]' 'the log tells each'
refuses 4 "$(id -un) is the last admin" 'the last admin stays one' dossier user role "$(id -un)" admin --take-back
dossier user role "$WHO" admin
ok 'with another admin it can be taken back' dossier user role "$(id -un)" admin --take-back
refuses 4 'needs .* admin' 'and is gone' dossier user add "$WHO"
for line in list due 'task list' "list --person a@b.nl" "show $REF" "plan $REF" "task show $REF vps" "deadline --explain $REF"; do
	may_not 'who is admin alone' "echo $line"
done
may 'who is admin alone' 'echo work'
as_other user role "$(id -un)" admin
# at the same moment as somebody disables whoever types, who disables the other
mkfifo "$TMP/session"
sql dossier <"$TMP/session" >"$TMP/held" &
exec 5>"$TMP/session"
echo "BEGIN; UPDATE app_user SET disabled = true WHERE name = '$(id -un)' RETURNING 'held';" >&5
wait_until grep -q held "$TMP/held"
dossier user disable "$WHO" >/dev/null 2>"$TMP/mutual" &
mutual=$!
wait_until sh -c "psql -qAtX -d '$(pg_uri dossier)' -c \"SELECT 'waits' FROM pg_stat_activity WHERE wait_event_type = 'Lock'\" | grep waits"
echo 'COMMIT;' >&5
exec 5>&-
wait $mutual
is "$? $(sql dossier -c "SELECT disabled FROM app_user WHERE name = '$WHO'")" '4 f' 'of two admins who disable each other one is left'
sql dossier -c "UPDATE app_user SET disabled = false WHERE name = '$(id -un)'"
dossier user role "$WHO" officer
userdel "$WHO" && useradd -r -M -u 61234 -d /nonexistent -s /usr/sbin/nologin "$WHO"
refuses 4 'is user 61234 of this machine, and who was let in by that name was' 'somebody else who gets the name inherits nothing' as_other list
ok 'an admin lets them in' dossier user add "$WHO"
like "$(cat "$TMP/err")" 'another than who had that name before and whose roles are gone' 'as somebody else'
refuses 4 'may not do this: needs' 'without the roles' as_other list

# ---- every command of a request, by a user of another organisation with every role there ----

dossier user add "$WHO" >/dev/null 2>&1
sql dossier -c "DELETE FROM user_role WHERE user_id = (SELECT user_id FROM app_user WHERE name = '$WHO')" \
	-c "INSERT INTO user_role (user_id, role, organisation_id) SELECT u.user_id, r, o.organisation_id FROM app_user u, organisation o,
		unnest('{officer,handler,approver,dpo,auditor,admin}'::text[]) r WHERE u.name = '$WHO' AND o.slug = 'maila'"
dossier help --json | json '"\n".join(" ".join([c["noun"], c["verb"] or "", *[{"REF": "'"$REF"'", "[REF]": "'"$REF"'", "[REF|EVENT]": "'"$REF"'", "[ORG|REF]": "'"$REF"'", "REF|ENTRY": "'"$REF"'", "SYSTEM": "vps", "NO": "1", "TEXT": "x", "NEWFILE": "'"/tmp/other.$$.zip"'"}[w] for w in c["arguments"].split() if w != "[USER]"], *{
	"assign": ["--nobody"], "task done": ["--nothing"], "task skip": ["--ground", "x"], "verify": ["--method", "login", "--result", "passed"], "clarify": ["--doubt", "x"], "suppressed end": ["--opt-in", "x"],
	"refuse": ["--ground", "others-15-4", "--facts", "x"], "decide": ["--right", "erasure", "--nothing", "--proof", "x"], "fee": ["--charge"], "cause": ["--cause", "other", "--note", "x"],
	"extend": ["--ground", "number", "--reason", "x"], "close": ["--ground", "entered-by-mistake", "--facts", "x"], "reopen": ["--reason", "x"], "withdraw": ["--how", "x"],
	"correct": ["--language", "en", "--note", "x"], "advise": ["--text", "x"], "review read": ["--item", "1"], "review pass": ["--item", "1"],
	"review withhold": ["--item", "1", "--ground", "third-party"], "review redact": ["--everywhere", "--text", "x", "--ground", "third-party"], "review undo": ["--said", "1"], "hold add": ["--basis", "NL-AWR52", "--from", "2022-03-01", "--category", "JBS-C02"], "approve": ["--confirm", "'"$REF"'"], "answer": ["--confirm", "'"$REF"'"]}.get(" ".join(w for w in (c["noun"], c["verb"]) if w), [])]) for c in v if "REF" in (c["arguments"] or ""))' >"$TMP/rows"
all_of_them() {
	cat "$TMP/rows"
}
is "$(($(wc -l <"$TMP/rows") >= 30)) $(grep -cE '^(approve|correct|undo) ' "$TMP/rows")" '1 3' 'the table is tried as it is'
before=$(state)
hides all_of_them
while read -r line; do
	# shellcheck disable=SC2086 # a command and its operands
	as_other $line >"$TMP/said" 2>&1
	echo "$? $(cat "$TMP/said")" | grep -q "^3 dossier: no request $REF: .dossier list --state all" || echo "# $line: $(head -n 1 "$TMP/said")"
done <"$TMP/rows" >"$TMP/out"
is "$(cat "$TMP/out")" '' 'and each gets as far as to ask for it'
is "$(state)" "$before" 'nothing of all that changed anything'

# ---- what the help says of who may, and what who may not meets ----

# A line a command: the roles it names, and the command; those of the installation's own user are told by daemon.sh.
# An option may be for fewer than its command.
dossier help --json | json '"\n".join("%s %s" % (o["roles"] if o else c["roles"], " ".join([c["noun"], c["verb"] or "", *[{"REF": "'"$REF"'", "[REF]": "'"$REF"'", "SYSTEM": "vps", "NO": "1", "TEXT": "x", "USER": "'"$WHO"'", "NAME": "piet", "ROLE": "dpo", "ORG": "jbsync", "ORG|FILE": "jbsync", "FILE": "'"$TMP/register.json"'", "NEWFILE": "'"/tmp/refused.$$.zip"'", "PERIOD": "2026-03", "HOLD": "1", "REF|ENTRY": "'"$REF"'"}[w] for w in (c["arguments"] or "").split() if w[0] != "[" or w == "[REF]"], *{"cause": ["--cause", "other"], "refuse": ["--ground", "others-15-4", "--facts", "x"]}.get(c["noun"], []), *(["--" + o["name"], *([o["words"][0] if o["words"] else {"REF": "'"$REF"'", "NO": "1", "KIND=VALUE": "phone=0612345678", "DATE": "2026-03-05"}.get(o["argument"], "x")] if o["argument"] else [])] if o else [])])) for c in v for o in [None, *c["options"]] if (o or c)["roles"] and c["noun"] != "db")' |
	sort >"$TMP/rows"
given=
while read -r roles command; do
	if [ "$roles" != "$given" ]; then # every other role, and none of these
		given=$roles
		sql dossier -c "DELETE FROM user_role WHERE user_id = (SELECT user_id FROM app_user WHERE name = '$WHO')" \
			-c "INSERT INTO user_role (user_id, role) SELECT user_id, r FROM app_user, unnest('{officer,handler,approver,dpo,auditor,admin}'::text[]) r WHERE name = '$WHO' AND r <> ALL ('{$roles}'::text[])"
	fi
	# shellcheck disable=SC2086 # a command and its operands
	as_other $command >"$TMP/said" 2>&1
	echo "$? $(cat "$TMP/said")" | grep -q "^4 dossier: $WHO may not do this: needs " || echo "# $roles: $command: $(head -n 1 "$TMP/said")"
done <"$TMP/rows" >"$TMP/out"
is "$(($(wc -l <"$TMP/rows") > 40)) $(cat "$TMP/out")" '1 ' 'nobody else may what the help says who may'
ok 'the log is whole' dossier audit verify
done_testing
