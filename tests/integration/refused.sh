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
ok 'the log is whole' dossier audit verify
is "$(grep -c 'the log could not be told' "$TMP/daemon.err")" 0 'and was told each'
done_testing
