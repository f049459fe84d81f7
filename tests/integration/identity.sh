#!/bin/sh
# Who asks, and by what they are known: what a person may type into a profile proves nothing, two customer numbers of one
# system are a conflict for a person, and nothing is handed over or changed before it is recorded how they were checked.
cd "$(dirname "$0")/../.." || exit 1
. tests/lib.sh
needs python3 psql unzip

pg_start
installation private || exit 1
jbsync_database 10
edit templates/registers/jbsync.json '
for r in v["recipients"]:
    r["contact"] = {"email": "privacy@" + r["id"].lower() + ".example"}' >"$TMP/register.json"
ok 'the register loads' dossier register load "$TMP/register.json"

# ids REF EXPRESSION: of its identifiers, i each.
ids() {
	dossier plan "$1" --json | json "[$2 for i in v['identifiers']]"
}
number() { # REF VALUE
	dossier plan "$1" --json | json "[i['id'] for i in v['identifiers'] if i['value'] == '$2'][0]"
}
# settle REF: every task that waits for a person is accounted for.
settle() {
	dossier show "$1" --json | json '"\n".join(t["system"] for t in v["tasks"] if t["state"] not in ("done", "skipped"))' |
		while read -r system; do
			[ -n "$system" ] || continue
			dossier task skip "$1" "$system" --ground 'niet gevraagd in deze proef' >/dev/null 2>&1 || : # those that wait for another are settled by it
		done
}

# ---- the attack: customer 7 writes customer 42's mobile number into her own profile ----

SANNE=+31612345678
SEVEN=$(sql jbsync -c 'SELECT email FROM app.customers WHERE id = 7')
sql jbsync -c "UPDATE app.customers SET mobile = '$SANNE' WHERE id = 7"
REF=$(dossier log --org jbsync --right access --email "$SEVEN" --received 2026-03-05 --channel email 2>/dev/null)
ok 'she is searched for' dossier work
is "$(ids "$REF" '(i["state"], i["proof"])' | json "[x for x in v if x[0] == 'usable']")" '[["usable", null], ["usable", "row-key"]]' \
	'usable are what she gave, and the key of her own row'
is "$(dossier plan "$REF" --json | json "[i['state'] for i in v['identifiers'] if i['value'] == '$SANNE']")" '["proposed"]' 'the number she typed is only proposed'
is "$(dossier show "$REF" --json | json '"K10042" in str(v["identifiers"])')" false 'nothing of customer 42 was reached'
is "$(grep -rlF "$SANNE" "$DOSSIER_HOME/outbox" | wc -l)" 0 'and nobody was told her number'
settle "$REF"
refuses 4 'waits for a person' 'the answer waits for a person' dossier answer "$REF"

# ---- somebody says yes to it nevertheless: two customer numbers of one system ----

ok 'an officer is taken in' dossier plan "$REF" --confirm "$(number "$REF" "$SANNE")"
ok 'and it is searched again' dossier work
is "$(dossier plan "$REF" --json | json "[(i['state'], i['proof'], len(i['conflicts'])) for i in v['identifiers'] if i['value'] == 'K10042']")" \
	'[["proposed", "row-key", 1]]' 'the second customer number is used by nobody'
like "$(dossier plan "$REF" 2>&1)" 'K10007.*K10042|K10042.*K10007' 'both stand side by side'
settle "$REF"
ok 'the office number is others'\'' too' dossier plan "$REF" --shared "$(dossier plan "$REF" --json | json "[i['id'] for i in v['identifiers'] if i['value'].startswith('+3123')][0]")"
refuses 4 'two customer_id of app.*--reject' 'which stops the answer until a person says whose they are' dossier answer "$REF"
ok 'the number is somebody else'\''s' dossier plan "$REF" --reject "$(number "$REF" "$SANNE")"
ok 'which is searched without it' dossier work
is "$(dossier plan "$REF" --json | json "[i['state'] for i in v['identifiers'] if i['value'] == 'K10042' and i['state'] == 'usable']")" '[]' 'the other customer is nowhere'
done_testing
