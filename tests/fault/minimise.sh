#!/bin/sh
# What was collected for a request that ended is destroyed, and whoever does it is killed at a dozen points: what was written down is
# finished by the next, once, and nothing of it is left. KILLS: how often.
cd "$(dirname "$0")/../.." || exit 1
. tests/lib.sh
needs psql python3
KILLS=${KILLS:-12}

pg_start
sql postgres -c 'CREATE DATABASE dossier'
installation_of_one "$(pg_uri dossier)" || exit 1
edit tests/data/register_small.json 'v["systems"] = [s for s in v["systems"] if s["id"] in ("letters", "cabinet")]
v["organisation"]["dossiers"] = {"content": "P3M"}' >"$TMP/one.json"
ok 'a register' dossier register load "$TMP/one.json"
echo 'wat gevonden is' >"$TMP/found.txt"
# each ended a day after the one before it
for n in $(seq 1 "$KILLS"); do
	at "$(date -d "2026-03-01 + $n days" +%F)"
	ref=$(known "$(dossier log --org bakker --right access --email "p$n@example.org" --received 2026-03-01 2>/dev/null)")
	dossier work >/dev/null 2>&1
	dossier task 'done' "$ref" cabinet --file "$TMP/found.txt" >/dev/null 2>&1
	dossier withdraw "$ref" --how mail >/dev/null 2>&1
	dossier letter sent "$ref" "$(dossier letter list "$ref" --json | json 'v[-1]["id"]')" >/dev/null 2>&1
done
is "$(sql dossier -c 'SELECT count(*) FROM part' -c "SELECT count(*) FROM request WHERE state = 'closed'" | xargs)" "$KILLS $KILLS" 'each has something that was collected, and ended'
# holder TABLE: nobody writes in it until that is killed
holder() {
	psql -qAtX -d "$(pg_uri dossier)" -c 'SET application_name = holder' -c 'BEGIN' -c "LOCK TABLE $1 IN SHARE MODE" -c 'SELECT pg_sleep(600)' >/dev/null 2>&1 &
	holder=$!
	wait_until holds
}
holds() {
	[ "$(sql dossier -c "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'holder' AND wait_event = 'PgSleep'")" = 1 ]
}
marked() {
	[ "$(sql dossier -c 'SELECT count(*) > 0 FROM sealing_key WHERE content_ends_at IS NOT NULL AND content_destroyed_at IS NULL')" = t ]
}
# it was written down, and whoever destroys it waits for the holder
destroying() {
	marked && [ "$(sql dossier -c "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'dossier' AND wait_event_type = 'Lock'")" = 1 ]
}
for n in $(seq 1 "$KILLS"); do
	at "$(date -d "2026-06-02 + $n days" +%F)"
	# between what is written down and what is done, by turns; else wherever it is
	[ $((n % 2)) -eq 0 ] || holder release
	dossier work >/dev/null 2>"$TMP/work.err" &
	work=$!
	if [ $((n % 2)) -eq 1 ]; then wait_until destroying; else sleep "0.$((n * 7 + 10))"; fi
	kill -9 $work 2>/dev/null
	wait $work 2>/dev/null
	[ $((n % 2)) -eq 0 ] || {
		marked
		result "killed before it is destroyed, number $n: it is written down" || sed 's/^/# /' "$TMP/work.err"
		kill "$holder"
		sql dossier -c "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'holder'" >/dev/null
	}
	dossier list >/dev/null 2>"$TMP/err"
	result "killed, number $n: it goes on" || sed 's/^/# /' "$TMP/err"
done
ok 'the last one ends' dossier work
is "$(sql dossier -c "SELECT count(*) FROM sealing_key WHERE content IS NULL" -c 'SELECT count(*) FROM part' -c "SELECT count(*) FROM letter WHERE sealed <> '' AND recipient_kind = 'person'" | xargs)" "$KILLS 0 0" 'all of it is destroyed'
is "$(dossier audit list --org bakker --json --limit 0 | json 'sorted((e["kind"], e["reference"]) for e in v if "minimis" in e["kind"]) == sorted((k, r) for k in ("request.minimised", "request.minimising") for r in set(e["reference"] for e in v if e["reference"]))')" true \
	'each was written down once, and done once'
ok 'the log and the ledger file hold' dossier audit verify
rm -f "$DOSSIER_HOME/swept"
find "$DOSSIER_HOME/blobs" -type f -exec touch -d '3 days ago' {} +
dossier work --quiet >/dev/null 2>&1
timeout 20 dossier worker --quiet >/dev/null 2>&1 &
nothing_left() {
	[ -z "$(find "$DOSSIER_HOME/blobs" -type f)" ]
}
wait_until nothing_left
result 'no blob is left'
kill %1 2>/dev/null
done_testing
