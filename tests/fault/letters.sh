#!/bin/sh
# A decision and its letter come together: `dossier` killed at any moment while it decides. SEED=N repeats a run.
cd "$(dirname "$0")/../.." || exit 1
. tests/lib.sh
needs python3 psql

: "${SEED:=$(date +%s)}" "${ROUNDS:=40}"
echo "# SEED=$SEED"
installation pg || exit 1
dossier register load templates/registers/jbsync.json >/dev/null 2>&1
# batch LINE COMMAND: it does each of the lines; prints the references
batch() {
	dossier "$2" --input "$1" 2>/dev/null | grep -o '"reference":"[^"]*' | cut -d'"' -f4
}
yes '{"org": "jbsync", "right": ["access"], "email": "anna@example.org", "received": "2026-03-05", "again": true}' |
	head -n "$((ROUNDS + 1))" >"$TMP/logged"
requests=$(batch "$TMP/logged" log)
# how long a decision takes here and now: machines differ
REF=${requests%%[!A-Z0-9-]*}
requests=${requests#"$REF"}
before=$(date +%s%N)
dossier extend "$REF" --ground number --reason 'Het zijn er veel.' >/dev/null 2>&1
took=$(($(date +%s%N) - before))
delays=$(python3 -c "
import random
random.seed($SEED)
print(*('%.4f' % random.uniform(0, 1.5 * $took / 1e9) for _ in range($ROUNDS)))")
# shellcheck disable=SC2086
set -- $requests
for delay in $delays; do
	REF=$1
	shift
	dossier extend "$REF" --ground number --reason 'Het zijn er veel.' >/dev/null 2>&1 &
	pid=$!
	sleep "$delay"
	kill -9 $pid 2>/dev/null
	wait $pid 2>/dev/null
done
decided=0 wrong=
letters 'JBS-%' >"$TMP/letters"
for REF in $requests; do
	letter=no
	! grep -qx "$REF.person.extension-1.eml" "$TMP/letters" || letter=yes
	extension=$(dossier deadline --explain "$REF" --json | json 'v["extension"]')
	[ "$extension" = none ] || decided=$((decided + 1))
	[ "$extension $letter" = 'decided yes' ] || [ "$extension $letter" = 'none no' ] || wrong="$wrong $REF: $extension, letter $letter;"
done
echo "# of $ROUNDS: $decided decided"
is "$wrong" '' 'a letter where it was decided, and none where it was not'
[ "$decided" -gt 0 ] && [ "$decided" -lt "$ROUNDS" ]
result 'some were killed before it was recorded and some after'
for REF in $requests; do
	echo "{\"ref\": \"$REF\", \"ground\": \"number\", \"reason\": \"Het zijn er veel.\"}"
done >"$TMP/again"
batch "$TMP/again" extend >/dev/null
is "$(letters 'JBS-%.person.extension-1.eml' | wc -l)" $((ROUNDS + 1)) 'decided again where it was not: each has its one letter'
mkdir "$TMP/mail"
for name in $(letters 'JBS-%'); do
	mail "$name" >"$TMP/mail/$name"
done
is "$(python3 -IS -c 'import email, email.policy, sys
for name in sys.argv[1:]:
    with open(name, "rb") as f:
        m = email.message_from_binary_file(f, policy=email.policy.default)
    if not (m["To"] and "Met vriendelijke groet" in m.get_content()):
        print(name)' "$TMP"/mail/*)" '' 'and each is whole'
is "$(dossier audit verify --json | json 'all(o["good"] for o in v)')" true 'the log verifies'
done_testing
