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
ok 'rotated' dossier key rotate --json
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
ok 'finished' dossier key rotate --json
is "$(json '[v["key"], v["destroyed"], v["resumed"]]' <"$TMP/out")" "[\"$second\", [\"$first\"], true]" 'without a third'
exec 7<"$DOSSIER_HOME/keys"
flock -s 7
refuses 75 'backup is being made' 'not while a backup is made' dossier key rotate
exec 7<&-

# ---- a backup of before ----

ok 'an older backup is restored with the keys it holds' dossier backup restore "$TMP/old.age" --identity "$TMP/key" --home "$TMP/again"
like "$(cat "$TMP/err")" "installation key $first back" 'which says so'
DOSSIER_HOME=$TMP/again dossier db stop >/dev/null 2>&1
[ ! -f "$TMP/again/pg.path" ] || rm -rf "$(cat "$TMP/again/pg.path")"
done_testing
