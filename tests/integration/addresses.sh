#!/bin/sh
# A system's address is the administrator's: no register names one, none leads back into this installation, and http is
# for a rehearsal.
cd "$(dirname "$0")/../.." || exit 1
. tests/lib.sh
needs python3 psql

installation private || exit 1
mkdir -p "$DOSSIER_HOME/templates/connectors"
sed 's/"prefix": "\/v1"/"insecure_loopback": true, &/' tests/data/connector_small.json >"$DOSSIER_HOME/templates/connectors/till.json"
# register SLUG CODE STATEMENTS: the small register, its own only lists
register() {
	edit tests/data/register_small.json "
v['organisation'].update(slug='$1', code='$2')
$3" | sed "s/BAK-/$2-/g" >"$TMP/$1.json"
}
# row SYSTEM: what connector check says of it
row() {
	dossier connector check "$1" "$2" --json 2>/dev/null | json 'v[0]["status"] + ": " + v[0]["detail"]'
}

# ---- a register names no address ----

register bakker BAK ''
dossier register load "$TMP/bakker.json" >/dev/null 2>&1
secret bakker stripe-key sk_live_of_the_baker
for setting in directory:leads dsn:shop url:sessions url:till; do
	name=${setting%:*} system=${setting#*:}
	register anna ANN "[s for s in v['systems'] if s['id'] == '$system'][0]['settings']['$name'] = {'default': '$DOSSIER_HOME/secrets/bakker'}"
	refuses 1 "anna.json:[0-9]+:[0-9]+: a register does not say where a system is: .*secrets/anna/NAME" "no default for $name of $system" \
		dossier register check "$TMP/anna.json"
	refuses 1 'anna.json:[0-9]+:[0-9]+: ' "nor loaded" dossier register load "$TMP/anna.json"
done
register anna ANN ''
ok 'one that names the file alone loads' dossier register load "$TMP/anna.json"
is "$(row anna till)" 'warning: no value for the setting key: a written instruction instead' 'an address of the connector file is not missing'

# ---- and none leads back ----

secret anna leads-directory "$DOSSIER_HOME/secrets/bakker"
like "$(row anna leads)" 'failed: setting directory of leads is refused: .*directory of this installation; the administrator corrects it in secrets/anna' "another's secrets are no directory to read"
! dossier connector check anna leads 2>&1 | grep -q sk_live
result 'nothing of them is shown'
secret anna shop-dsn "$(dossier db status --json | json 'v["uri"]')"
like "$(row anna shop)" 'failed: setting dsn of shop is refused: it leads to the database of this installation' 'nor is our database'
REF=$(dossier log --org anna --right access --email a@b.example --received 2026-03-05 2>/dev/null)
dossier work >/dev/null 2>&1
is "$(dossier show "$REF" --json | json 'sorted({(t["system"], t["state"], o["code"], o["why"]) for t in v["tasks"] for o in t["outcomes"] if "why" in o and o["why"] == "settings"})')" \
	'[["leads", "failed", "unreachable", "settings"], ["shop", "failed", "unreachable", "settings"]]' 'their tasks are parked with a code'

# ---- http is for a rehearsal ----

secret anna till-key k
secret anna till-url 'http://127.0.0.1:9'
like "$(row anna till)" '^warning: http: its settings fit its connector file, but nobody was called' 'in a rehearsal http will do; without a preflight nobody is called, and that is said'
unset DOSSIER_NOW
psql -qAtX "$(dossier db status --json | json 'v["uri"]')" -c 'UPDATE installation SET rehearsal = false' >/dev/null
like "$(row anna till)" 'failed: till would be called by http, which is for a rehearsal \(init --rehearsal\): give it an https address' 'but not otherwise, whatever its file says'
done_testing
