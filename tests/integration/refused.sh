#!/bin/sh
# Who is refused entry at the daemon's door stands in the log of every organisation: who, when, which command and why; and a
# stranger does not flood it.
cd "$(dirname "$0")/../.." || exit 1
. tests/lib.sh
needs python3 psql runuser useradd
[ "$(id -u)" -eq 0 ] || skip_all 'only root can act as somebody else'
ANNA=$(unix_user anna) BERT=$(unix_user bert)

pg_start
sql postgres -c 'CREATE DATABASE dossier'
installation "$(pg_uri dossier)" || exit 1
cp "$BUILD/dossier" "$TMP/dossier"
for slug in jbsync maila; do
	dossier register load templates/registers/$slug.json >/dev/null 2>&1
done
as() {
	user=$1
	shift
	(cd / && runuser -u "$user" -- "$TMP/dossier" "$@")
}
# refused ORG: what its log says of it
refused() {
	dossier audit list --org "$1" --limit 10000 --json | json '[[e["actor"], *(e["body"]["body"][k] for k in ("user", "uid", "command", "why", "times"))] for e in v if e["kind"] == "door.refused"]'
}
UID_OF=$(id -u "$ANNA")
FIRST="[\"$ANNA\", \"$ANNA\", $UID_OF, \"task list\", \"unknown\", 1]"
refuses 4 'needs one of the roles' 'a stranger gets nothing' as "$ANNA" task list
is "$(refused jbsync)" "[$FIRST]" 'the log tells who, which command and why'
is "$(refused maila)" "[$FIRST]" 'in every organisation'
for _ in 2 3 4 5 6 7 8 9 10; do
	as "$ANNA" list --person nobody@example.org >/dev/null 2>&1
done
is "$(refused jbsync)" "[$FIRST, [\"$ANNA\", \"$ANNA\", $UID_OF, \"list\", \"unknown\", 10]]" 'of twelve times the first and the tenth'
as "$ANNA" report 2026-03 >/dev/null 2>&1
as "$ANNA" user add "$BERT" --dry-run >/dev/null 2>&1
is "$(dossier audit list --org jbsync --limit 10000 --json | grep -c 'nobody@example')" 0 'and nothing of what was typed'
is "$(sql dossier -c 'SELECT DISTINCT times FROM door_refusal')" 12 'all are counted, also a report and what is only tried'
sql dossier -c 'UPDATE door_refusal SET times = 1000' >/dev/null
before=$(sql dossier -c 'SELECT count(*) FROM event')
as "$ANNA" list >/dev/null 2>&1
is "$(sql dossier -c 'SELECT count(*) FROM event') $(sql dossier -c 'SELECT DISTINCT times FROM door_refusal')" "$before 1000" 'to a thousand an hour'
sql dossier -c "UPDATE door_refusal SET hour = hour - interval '2 days'" >/dev/null
as "$ANNA" list >/dev/null 2>&1
is "$(sql dossier -c 'SELECT DISTINCT times, count(*) FROM door_refusal GROUP BY times')" '1|2' 'what is of another day is forgotten'

# ---- why ----

dossier user add "$BERT" >/dev/null 2>&1
dossier user role "$BERT" handler >/dev/null 2>&1
as "$BERT" user add "$ANNA" >/dev/null 2>&1
dossier user disable "$BERT" >/dev/null 2>&1
as "$BERT" list >/dev/null 2>&1
dossier user add "$BERT" >/dev/null 2>&1
sql dossier -c "UPDATE app_user SET uid = 4242 WHERE name = '$BERT'"
as "$BERT" show JBS-2026-AAAAAA >/dev/null 2>&1
is "$(dossier audit list --org maila --limit 10000 --json | json '[[e["body"]["body"]["command"], e["body"]["body"]["why"]] for e in v if e["kind"] == "door.refused" and e["actor"] == "'"$BERT"'"]')" \
	'[["user add", "no-role"], ["list", "disabled"], ["show", "another-number"]]' 'no role for that, disabled, the name of another'

# ---- within ----

CLEO=$(unix_user cleo)
dossier user add "$CLEO" >/dev/null 2>&1
dossier user role "$CLEO" handler --org maila >/dev/null 2>&1
dossier user role "$CLEO" dpo --org maila >/dev/null 2>&1
REF=$(dossier log --org jbsync --right access --email a@b.nl --received 2026-03-05 2>/dev/null)
for last in 2 3 4 5 6 7 8 9 A B C D E F G H J K M N P Q R S T V W X Y Z; do
	NONE=JBS-2026-AAAAA$last
	dossier show $NONE 2>&1 | grep -q mistyped || break
done
# within ORG: command, why and how often, of what it tells of hers
within() {
	dossier audit list --org "$1" --limit 10000 --json | json '[[e["body"]["body"][k] for k in ("command", "why", "times")] for e in v if e["kind"] == "door.refused" and e["actor"] == "'"$CLEO"'"]'
}
refuses 3 "no request $REF" 'what is not theirs is told as what is not there' as "$CLEO" show "$REF"
is "$(within maila) $(within jbsync)" '[["show", "not-there", 1]] []' 'and the log of their own organisation tells that, and no other'
for _ in 2 3 4; do
	as "$CLEO" show "$NONE" >/dev/null 2>&1
	as "$CLEO" show "$REF" >/dev/null 2>&1
done
as "$CLEO" show "$NONE" >/dev/null 2>&1
as "$CLEO" show "$REF" >/dev/null 2>&1
is "$(within maila)" '[["show", "not-there", 1]]' 'which of the two it was it does not tell'
as "$CLEO" show "$NONE" >/dev/null 2>&1
is "$(within maila)" '[["show", "not-there", 1], ["show", "not-there", 10]]' 'and it is not flooded'
printf '{"ref": "%s", "text": "x"}\n' "$REF" "$REF" "$NONE" "$REF" "$REF" "$REF" "$REF" "$REF" >"$TMP/notes.jsonl"
chmod 644 "$TMP/notes.jsonl"
as "$CLEO" note --input "$TMP/notes.jsonl" >/dev/null 2>&1
as "$CLEO" note "$REF" x --dry-run >/dev/null 2>&1
as "$CLEO" note "$REF" x >/dev/null 2>&1
as "$CLEO" list --org jbsync >/dev/null 2>&1
as "$CLEO" report 2026-03 --org jbsync >/dev/null 2>&1
is "$(within maila | sed 's/.*"show", "not-there", 10., //')" '["note", "not-there", 1], ["note", "not-there", 10], ["list", "not-there", 1], ["report", "not-there", 1]]' \
	'each command by itself: each line of a batch, what is only tried, an organisation, a report'
dossier user role "$CLEO" auditor --org jbsync >/dev/null 2>&1
refuses 4 'needs one of the roles' 'what another role may there' as "$CLEO" archive build "$REF"
is "$(within jbsync) $(within maila | grep -c no-role)" '[["archive build", "no-role", 1]] 0' 'is told there'
is "$(dossier audit list --org maila --limit 10000 --json | grep -c "$REF")" 0 'nothing tells what there is elsewhere'
is "$(dossier audit list --org maila --limit 10000 --json | json '[[e["body"]["body"]["command"], e["body"]["body"]["times"]] for e in v if e["kind"] == "door.refused" and e["actor"] == "'"$(id -un)"'"]')" '[["show", 1]]' 'of whoever has a role'
ok 'the log is whole' dossier audit verify
is "$(grep -c 'the log could not be told' "$TMP/daemon.err")" 0 'and was told each'
done_testing
