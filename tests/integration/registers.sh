#!/bin/sh
# The five registers load beside each other; versions are kept, told apart, and a request keeps its own.
cd "$(dirname "$0")/../.." || exit 1
. tests/lib.sh
needs python3 psql

pg_start
sql postgres -c 'CREATE DATABASE dossier'
installation "$(pg_uri dossier)" || exit 1
events() {
	sql dossier -c 'SELECT count(*) FROM event'
}

for slug in jbsync jouwbot maila jcc zivver; do
	file=templates/registers/$slug.json
	ok "register check $slug" dossier register check $file
	dossier register check $file --json >"$TMP/check.json"
	like "$(dossier register check $file | sed -n 2p)" "^$file:[0-9]+:[0-9]+: (breach|doubt|note): .* \\(GDPR [0-9].*\\)\$" "a finding has its place and its article"
	json 'v["categories"], v["recipients"]' <"$TMP/check.json" | tr -d '(),' >>"$TMP/counts"
	is "$(dossier register load $file --json 2>/dev/null | json 'v["organisation"], v["version"], v["new"]')" "('$slug', 1, True)" "register load $slug"
done
is "$(awk '{c += $1; r += $2} END {print c, r}' "$TMP/counts")" '115 38' '115 categories and 38 recipients in all'
is "$(for slug in jbsync jouwbot maila jcc zivver; do dossier register show $slug; done | grep -cE '^[A-Z]+-C[0-9]+')" 115 'register show lists them'

before=$(events)
is "$(dossier register load templates/registers/jcc.json --json | json 'v["version"], v["new"]')" '(1, False)' 'the same file again is the same version'
is "$(events)" "$before" 'and writes nothing'

edit templates/registers/jcc.json '
v["categories"][0]["retention"] = {"text": "drie jaar", "period": "P3Y", "from": "laatste contact"}
del v["recipients"][-1]' >"$TMP/two.json"
dossier register diff jcc "$TMP/two.json" >"$TMP/diff"
like "$(cat "$TMP/diff")" 'JCC-C01' 'diff names the category whose period changed'
like "$(cat "$TMP/diff")" 'JCC-R03' 'and the recipient that went'
is "$(events)" "$before" 'looking changes nothing'
REF=$(dossier log --org jcc --right access --email a@b.nl --received 2026-03-05 2>/dev/null)
is "$(dossier register load "$TMP/two.json" --json 2>/dev/null | json 'v["version"], v["new"], v["organisation"]')" "(2, True, 'jcc')" 'a changed file is a new version'
is "$(dossier register show jcc --version 1 --json | json 'len(v["recipients"])')" 3 'the old one is kept'
is "$(dossier register show jcc --json | json 'len(v["recipients"])')" 2 'the new one holds'
is "$(dossier register diff jcc "$TMP/two.json")" 'nothing changed' 'it differs from itself in nothing'
is "$(dossier register diff jcc templates/registers/jcc.json --version 1)" 'nothing changed' 'nor the old one from itself'
refuses 3 'version 9|register' 'a version that never was' dossier register show jcc --version 9
is "$(dossier show "$REF" --json | json 'v["register_version"]')" 1 'a request keeps the version it was logged under'
NEW=$(dossier log --again --org jcc --right access --email a@b.nl --received 2026-03-05 2>/dev/null)
is "$(dossier show "$NEW" --json | json 'v["register_version"]')" 2 'a later one has the later version'
is "$(dossier register load templates/registers/jcc.json --json 2>/dev/null | json 'v["version"]')" 3 'going back is a version too'

# ---- two installations' worth of organisations do not mix ----

is "$(dossier log --org maila --right access --email a@b.nl --received 2026-03-05 2>/dev/null | cut -c1-4)" MAI- 'a reference begins with its organisation'
is "$(dossier list --org jcc --json | json 'sorted({r["organisation"] for r in v}), len(v)')" "(['jcc'], 2)" 'list --org shows one organisation'
is "$(dossier list --json | json 'len(v)')" 3 'list shows all'
is "$(dossier deadline --explain "$REF" --json | json 'v["promise"]')" 2026-04-02 'JCC promises four weeks'
# ---- what every room says, in Dutch ----

dutch() {
	LANG=nl_NL.UTF-8 dossier "$@"
}
refuses 3 'verwerkingsregister van deze organisatie heeft geen versie 9' 'the database in Dutch' dutch register show jcc --version 9
echo '{}' >"$TMP/none.json"
refuses 1 '^dossier: .*none.json:1:1: het onderdeel .* ontbreekt$' 'a mistake and its place in Dutch' dutch register check "$TMP/none.json"
like "$(dutch register check templates/registers/jcc.json)" '^templates/registers/jcc.json:[0-9]+:[0-9]+: tekortkoming: .* \(AVG 13 lid 1 onder a\)$' 'a finding in Dutch'
like "$(dutch register diff jcc "$TMP/two.json")" '^ontvanger JCC-R03: verwijderd$' 'what a file would change in Dutch'
mkdir -p "$DOSSIER_HOME/secrets/jbsync"
printf 'host=%s/nowhere dbname=app' "$TMP" >"$DOSSIER_HOME/secrets/jbsync/app-dsn"
chmod 600 "$DOSSIER_HOME/secrets/jbsync/app-dsn"
CASE=$(dossier log --org jbsync --right access --email a@b.nl --received 2026-03-05 2>/dev/null)
like "$(dutch plan "$CASE")" '^JBS-C08 +wij verwerken dit voor een klant' 'a plan in Dutch'
dossier work >/dev/null 2>&1
dutch doctor >"$TMP/doctor" 2>/dev/null
like "$(cat "$TMP/doctor")" '^mislukt +jbsync/app +kan de database niet bereiken: .* zorg dat het draait' 'doctor in Dutch, and what a slot answers it'
is "$(grep -E ' (the|and|are|by|it|this) ' "$TMP/doctor")" '' 'all of it'
like "$(cat "$TMP/doctor")" '^ok +plaats +sleutels' 'and the places a backup holds'
like "$(dutch show "$CASE")" '^app +opvragen +postgresql +hapert .* kan de database niet bereiken' 'what was written down in English is shown in Dutch'
like "$(dutch show "$CASE")" '^twilio .* wacht tot er een gevonden is' 'and what a task waits for'
like "$(dossier show "$CASE")" '^app +collect +postgresql +failing .* cannot reach the database' 'it is English still'
is "$(dutch show "$CASE" --json)" "$(dossier show "$CASE" --json)" 'and so is JSON'
ok 'the logs are whole' dossier audit verify
done_testing
