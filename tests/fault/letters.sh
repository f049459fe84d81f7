#!/bin/sh
# A decision and its letter come together: `dossier` killed at any moment while it decides. SEED=N repeats a run.
cd "$(dirname "$0")/../.." || exit 1
. tests/lib.sh
needs python3 psql

: "${SEED:=$(date +%s)}" "${ROUNDS:=40}"
echo "# SEED=$SEED"
installation private || exit 1
dossier register load templates/registers/jbsync.json >/dev/null 2>&1
request() {
	dossier log --again --org jbsync --right access --email anna@example.org --received 2026-03-05 2>/dev/null
}
# how long a decision takes here and now: machines differ
REF=$(request)
before=$(date +%s%N)
dossier extend "$REF" --ground number --reason 'Het zijn er veel.' >/dev/null 2>&1
took=$(($(date +%s%N) - before))
delays=$(python3 -c "
import random
random.seed($SEED)
print(*('%.4f' % random.uniform(0, 1.5 * $took / 1e9) for _ in range($ROUNDS)))")
requests=
for delay in $delays; do
	REF=$(request)
	requests="$requests $REF"
	dossier extend "$REF" --ground number --reason 'Het zijn er veel.' >/dev/null 2>&1 &
	pid=$!
	sleep "$delay"
	kill -9 $pid 2>/dev/null
	wait $pid 2>/dev/null
done
decided=0 wrong=
for REF in $requests; do
	letter=no
	[ -z "$(letters "$REF.person.extension-1.eml")" ] || letter=yes
	extension=$(dossier deadline --explain "$REF" --json | json '"yes" if v["extension"] == "decided" else "no"')
	[ "$extension" = no ] || decided=$((decided + 1))
	[ "$extension" = "$letter" ] || wrong="$wrong $REF: decided $extension, letter $letter;"
done
echo "# of $ROUNDS: $decided decided"
is "$wrong" '' 'a letter where it was decided, and none where it was not'
[ "$decided" -gt 0 ] && [ "$decided" -lt "$ROUNDS" ]
result 'some were killed before it was recorded and some after'
for REF in $requests; do
	dossier extend "$REF" --ground number --reason 'Het zijn er veel.' >/dev/null 2>&1
done
is "$(letters 'JBS-%.person.extension-1.eml' | wc -l)" $((ROUNDS + 1)) 'decided again where it was not: each has its one letter'
for name in $(letters 'JBS-%'); do
	mail "$name" | python3 -c 'import email, email.policy, sys
m = email.message_from_bytes(sys.stdin.buffer.read(), policy=email.policy.default)
assert m["To"] and "Met vriendelijke groet" in m.get_content(), m' || broken=$name
done
is "${broken:-}" '' 'and each is whole'
is "$(dossier audit verify --json | json 'all(o["good"] for o in v)')" true 'the log verifies'
done_testing
