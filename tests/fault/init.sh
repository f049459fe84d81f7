#!/bin/sh
# Making an installation is killed at many moments: nothing of it goes on, and the next one is whole and tidy.
cd "$(dirname "$0")/../.." || exit 1
. tests/lib.sh
needs pgrep
KILLS=${KILLS:-8}
export DOSSIER_HOME="$TMP/home" DOSSIER_NOW=2026-03-09T10:00:00+01:00

# left: programs that still work on what was killed; a busy machine needs a moment to bury them, initdb needs far longer to end
left() {
	place=$(cat "$DOSSIER_HOME/pg.path" 2>/dev/null || echo "$DOSSIER_HOME/pg")
	for _ in 1 2 3 4 5 6 7 8; do
		sleep 0.05
		found=$(pgrep -af "(initdb|pg_ctl) .*$place") || return 0
	done
	echo "$found"
}
kills=0 survivors=
while [ $kills -lt "$KILLS" ]; do
	kills=$((kills + 1))
	dossier init --rehearsal >/dev/null 2>&1 &
	init=$!
	sleep "0.$(printf %03d $((kills * 50)))"
	kill -9 $init 2>/dev/null
	wait $init 2>/dev/null
	survivors="$survivors$(left)"
	[ ! -f "$DOSSIER_HOME/dossier.conf" ] || break # it was done before
done
echo "# $kills kills"
if [ -f "$DOSSIER_HOME/dossier.conf" ]; then skip_all 'this machine makes an installation before it can be killed'; fi
is "$survivors" '' 'what it had started ends with it'
mkdir -p "$DOSSIER_HOME/keys.new.killed" && : >"$DOSSIER_HOME/keys.new.killed/blind.key"
ok 'the next one makes an installation' dossier init --rehearsal
is "$(find "$DOSSIER_HOME" -maxdepth 1 -name 'keys.new*' -o -maxdepth 1 -name 'pg.new')" '' 'and leaves no halves'
ok 'a register loads' dossier register load templates/registers/jbsync.json
ok 'a request is logged' dossier log --org jbsync --right access --email anna@example.org --received 2026-03-05
ok 'and the keys are whole' sh -c 'dossier doctor | grep -q "^ok *keys"'
done_testing
