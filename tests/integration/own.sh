#!/bin/sh
# Our own keys and dossiers: the installation key is rotated while people work, also when it is cut short.
cd "$(dirname "$0")/../.." || exit 1
. tests/lib.sh
needs psql python3 age age-keygen tar

pg_start
sql postgres -c 'CREATE DATABASE dossier'
installation_of_one "$(pg_uri dossier)" || exit 1
edit tests/data/register_small.json 'v["systems"] = [s for s in v["systems"] if s["id"] in ("letters", "cabinet")]' >"$TMP/one.json"
ok 'a register' dossier register load "$TMP/one.json"
for n in 1 2 3; do
	ref=$(dossier log --org bakker --right access --email "p$n@planted.example" --received 2026-03-05 2>/dev/null)
done
dossier note "$ref" 'geplante woorden' >/dev/null 2>&1

# ---- rotated ----

first=$(dossier key list --json | json 'v[0]["key"]')
is "$(dossier key list --json | json '[[k["wraps"], k["newest"]] for k in v]')" '[[4, true]]' 'one key wraps all'
cp -a "$DOSSIER_HOME/keys" "$TMP/keys"
age-keygen -o "$TMP/key" 2>/dev/null
dossier backup make "$TMP/old.age" --recipient "$(age-keygen -y "$TMP/key")" >/dev/null 2>&1
ok 'rotated' dossier key rotate --confirm --json
is "$(json '[v["destroyed"], v["wrapped"], v["resumed"]]' <"$TMP/out")" "[[\"$first\"], 4, false]" 'all of it, and the old one is destroyed'
second=$(json 'v["key"]' <"$TMP/out")
is "$(cd "$DOSSIER_HOME/keys" && ls -A)" "$(printf '%s\n' "$second.key" blind.key signing.key)" 'its file is gone'
is "$(dossier key list --json | json '[[k["key"], k["wraps"]] for k in v]')" "[[\"$second\", 4]]" 'nothing is wrapped by it'
like "$(dossier show "$ref" --json)" 'p3@planted' 'a request opens'
is "$(dossier audit list --org bakker --json --limit 0 | json '[e["kind"] for e in v if e["kind"].startswith("key.")]')" '["key.rotating", "key.rotated"]' 'the log tells'
ok 'and holds' dossier audit verify
refuses 75 'newer installation key' 'nothing new is wrapped by a key that was put back' sh -c "cp -a '$TMP/keys/$first.key' '$DOSSIER_HOME/keys/' &&
	mv '$DOSSIER_HOME/keys/$second.key' '$TMP/' && dossier log --org bakker --right access --email x@planted.example --received 2026-03-06"
mv "$TMP/$second.key" "$DOSSIER_HOME/keys/"

# ---- cut short, with two keys there ----

is "$(dossier key list --json | json 'len(v)')" 2 'two keys, as one that was cut short leaves'
ok 'finished' dossier key rotate --confirm --json
is "$(json '[v["key"], v["destroyed"], v["resumed"]]' <"$TMP/out")" "[\"$second\", [\"$first\"], true]" 'without a third'
exec 7<"$DOSSIER_HOME/keys"
flock -s 7
refuses 75 'backup is being made' 'not while a backup is made' dossier key rotate --confirm
exec 7<&-

# ---- a backup of before ----

ok 'an older backup is restored with the keys it holds' dossier backup restore "$TMP/old.age" --identity "$TMP/key" --home "$TMP/again"
like "$(cat "$TMP/err")" "installation key $first back" 'which says so'
DOSSIER_HOME=$TMP/again dossier db stop >/dev/null 2>&1
[ ! -f "$TMP/again/pg.path" ] || rm -rf "$(cat "$TMP/again/pg.path")"

# ---- our own dossiers ----

edit "$TMP/one.json" 'v["organisation"]["dossiers"] = {"content": "P3M"}' >"$TMP/term.json"
ok 'a register with a term' dossier register load "$TMP/term.json"
printf 'geplant bericht van wie vraagt' >"$TMP/message"
printf 'naam,waarde\nx,geplante rij\n' >"$TMP/found.csv"
REF=$(known "$(dossier log --org bakker --right access --email wie@planted.example --received 2026-03-06 --original "$TMP/message" 2>/dev/null)")
dossier work >/dev/null 2>&1
dossier task 'done' "$REF" cabinet --file "$TMP/found.csv" --category BAK-C01 >"$TMP/out" 2>&1
skip_tasks "$REF" 'niet van toepassing'
looked_at "$REF" >/dev/null
informed "$REF"
dossier archive build "$REF" >/dev/null 2>&1
dossier archive get "$REF" "$TMP/answer.zip" >/dev/null 2>&1
dossier answer "$REF" >"$TMP/answered" 2>&1
LETTER=$(dossier letter list "$REF" --json | json 'v[-1]["id"]')
dossier withdraw "$ref" --how mail >/dev/null 2>&1
# and what was written to them lies there
sql dossier -c "UPDATE letter SET recipient_kind = 'person' WHERE state = 'written' AND request_id = (SELECT request_id FROM request WHERE reference = '$ref')"
is "$(dossier show "$REF" --json | json '[v["status"], v["destroyed"], v["original"] > 0]')" '["answered", null, true]' 'an answered request' || cat "$TMP/out" "$TMP/answered"
content() {
	sql dossier -c "SELECT (k.content IS NOT NULL) || ' ' || (k.ledger IS NOT NULL) || ' ' || (SELECT count(*) FROM part p WHERE p.request_id = k.request_id)
		|| ' ' || (SELECT count(*) FROM release e WHERE e.request_id = k.request_id AND blob <> '') || ' ' ||
		(SELECT count(*) FROM letter l WHERE l.request_id = k.request_id AND sealed <> '') FROM sealing_key k JOIN request r USING (request_id) WHERE reference = '$REF'"
}
before=$(content)
like "$before" '^true true [1-9]' 'what was collected is there'
at 2026-06-09
dossier work >/dev/null 2>&1
is "$(content)" "$before" 'it stays on the last day of the term'
age-keygen -o "$TMP/key2" 2>/dev/null
dossier backup make "$TMP/before.age" --recipient "$(age-keygen -y "$TMP/key2")" >/dev/null 2>&1
blobs=$(sql dossier -c 'SELECT blob FROM part UNION SELECT blob FROM release')
at 2026-06-10
ok 'the day after' dossier work
is "$(content)" 'false true 0 0 0' 'its key is destroyed, with what it sealed, and the ledger key is kept'
for blob in $blobs; do
	[ ! -e "$DOSSIER_HOME/blobs/$(echo "$blob" | cut -c1-2)/$blob" ]
	result 'a blob is removed'
done
like "$(dossier show "$REF" 2>&1)" 'destroyed +2026-06-10' 'show reads, and says when'
is "$(dossier audit list --request "$REF" --json --limit 0 | json '[[e["kind"], e["body"]["body"]] for e in v if "minimis" in e["kind"]]')" \
	'[["request.minimising", {"term": "P3M", "why": "term"}], ["request.minimised", {"archives": 1, "letters": '"${before##* }"', "parts": '"$(echo "$before" | cut -d' ' -f3)"'}]]' 'the log tells before and after'
for command in "archive get $REF $TMP/no.zip" "archive build $REF" "letter show $REF $LETTER" "letter get $REF $LETTER" "review read $REF --item 1" "reopen $REF --reason x"; do
	# shellcheck disable=SC2086 # words
	refuses 4 'destroyed on 2026-06-10' "refused with the day: $command" dossier $command
done
ok 'its letters are listed' dossier letter list "$REF"
ok 'and the log holds' dossier audit verify
like "$(dossier doctor --json | json '[c["detail"] for c in v if c["check"] == "own dossiers"]')" '1 minimised, the last at 2026-06-10' 'doctor says it'
sql dossier -c 'VACUUM FULL' -c 'CHECKPOINT'
is "$(grep -raE 'planted.example|geplant' "$DOSSIER_HOME" "$PG/data" | head -1)" '' 'nothing of it stands anywhere in clear'
is "$(dossier show "$ref" --json | json '[v["status"], v["destroyed"], v["identifiers"][0]["value"]]')" '["closed", null, "p3@planted.example"]' 'one that ended the same day and whose letter has not left keeps all'
sql dossier -c "UPDATE letter SET state = 'sent', sent = '2026-03-10' WHERE state = 'written' AND request_id = (SELECT request_id FROM request WHERE reference = '$ref')"
dossier work >/dev/null 2>&1
like "$(dossier show "$ref" --json | json 'v["destroyed"]')" '^2026-06-10' 'until it has'

# ---- an older backup brings it back, and replay takes it away again ----

sql postgres -c 'CREATE DATABASE restored'
dossier backup restore "$TMP/before.age" --identity "$TMP/key2" --home "$TMP/later" --database "$(pg_uri restored)" --checkpoints "$DOSSIER_HOME/checkpoints" >/dev/null 2>&1
DOSSIER_HOME=$TMP/later
is "$(sql restored -c "SELECT content IS NOT NULL FROM sealing_key JOIN request USING (request_id) WHERE reference = '$REF'")" t 'the backup brings its key back'
ok 'replayed' dossier replay --confirm
is "$(sql restored -c "SELECT content IS NOT NULL FROM sealing_key JOIN request USING (request_id) WHERE reference = '$REF'")" f 'and it is destroyed again'
ok 'the log of that holds' dossier audit verify
refuses 4 'destroyed on 2026-06-10' 'for good' dossier archive get "$REF" "$TMP/no.zip"
done_testing
