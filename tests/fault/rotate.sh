#!/bin/sh
# A rotation of the installation key is killed a dozen times, wherever it is: all opens in between, and the last one ends with
# one key. KILLS: how often.
cd "$(dirname "$0")/../.." || exit 1
. tests/lib.sh
needs psql python3

installation_of_one private || exit 1
edit tests/data/register_small.json 'v["systems"] = [s for s in v["systems"] if s["id"] in ("letters", "cabinet")]' >"$TMP/one.json"
dossier register load "$TMP/one.json" >/dev/null 2>&1
# more than one batch
python3 -IS -c 'import json
for n in range(600): print(json.dumps({"org": "bakker", "right": "access", "email": "p%d@example.org" % n, "received": "2026-03-05"}))' >"$TMP/batch"
ok 'requests' dossier log --input "$TMP/batch"
ref=$(dossier list --json | json 'v[0]["reference"]')
first=$(dossier key list --json | json 'v[0]["key"]')
cut=0
for kill in $(seq 1 "${KILLS:-12}"); do
	dossier key rotate --confirm >/dev/null 2>&1 &
	rotate=$!
	sleep "0.$(printf %02d $((kill * 3)))"
	kill -9 $rotate 2>/dev/null && cut=$((cut + 1))
	wait $rotate 2>/dev/null
	dossier show "$ref" >/dev/null 2>"$TMP/err" && dossier log --org bakker --right access --email "k$kill@example.org" --received 2026-03-06 >/dev/null 2>"$TMP/err"
	result "killed after $((kill * 30)) ms: a request opens, and another is logged" || sed 's/^/# /' "$TMP/err"
done
[ $cut -gt 0 ]
result 'some were cut short'
ok 'one that nothing happens to' dossier key rotate --confirm
is "$(dossier key list --json | json '[len(v), v[0]["wraps"], v[0]["key"] > "'"$first"'"]')" "[1, $((601 + ${KILLS:-12})), true]" 'leaves one key, which wraps all'
ok 'every request opens' sh -c "dossier list --json | grep -q '$ref' && dossier audit verify"
done_testing
