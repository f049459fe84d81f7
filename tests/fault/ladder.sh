#!/bin/sh
# The ladder when things go wrong: sweeps that are killed, two at a time, off for a week, over both changes of the clock, with
# due dates that move, requests that end and are reopened, a calendar that is gone, and nowhere to write. Nothing is told
# twice, nothing is missed.
cd "$(dirname "$0")/../.." || exit 1
. tests/lib.sh
needs python3 psql
REQUESTS=${REQUESTS:-40} KILLS=${KILLS:-8} SEED=${SEED:-$(date +%s)}
echo "# SEED=$SEED"

pg_start
sql postgres -c 'CREATE DATABASE dossier'
installation "$(pg_uri dossier)" || exit 1
edit tests/data/register_small.json "
v['organisation']['promise'] = None
v['systems'] = [s for s in v['systems'] if s['id'] in ('letters', 'cabinet')]
v['systems'][0]['categories'] = [c['id'] for c in v['categories']]" >"$TMP/register.json"
ok 'the register loads' dossier register load "$TMP/register.json"
SPOOL=$DOSSIER_HOME/spool

at() {
	DOSSIER_NOW=$1
	[ ${#1} -gt 10 ] || DOSSIER_NOW=$1T10:00:00+02:00
	export DOSSIER_NOW
}
log() { # RECEIVED
	dossier log --again --org bakker --right access --email anna@example.org --received "$1" 2>/dev/null
}
sweep() {
	dossier work >"$TMP/work" 2>&1
}
# told REF: which rungs of the request itself, as they were recorded; chased REF SYSTEM: of a task.
told() {
	sql dossier -c "SELECT coalesce(string_agg(e.due || ' ' || e.name, ', ' ORDER BY escalation_id), '') FROM escalation e JOIN request r
		USING (organisation_id, request_id) WHERE reference = '$1' AND task_id IS NULL"
}
chased() {
	sql dossier -c "SELECT coalesce(string_agg(name, ', ' ORDER BY escalation_id), '') FROM escalation e JOIN task t
		USING (organisation_id, request_id, task_id) JOIN request r USING (organisation_id, request_id)
		WHERE r.reference = '$1' AND t.system = '$2'"
}
events() { # KIND REF
	sql dossier -c "SELECT count(*) FROM event WHERE body LIKE '%\"kind\":\"$1\"%' AND body LIKE '%$2%'"
}
# blocked: the worker waits for the lock on the events, in the midst of its transaction.
is_held() {
	[ "$(sql dossier -c "SELECT count(*) FROM pg_locks WHERE relation = 'event'::regclass AND mode = 'ExclusiveLock' AND granted")" -gt 0 ]
}
blocked() {
	[ "$(sql dossier -c "SELECT count(*) FROM pg_locks WHERE relation = 'event'::regclass AND NOT granted")" -gt 0 ]
}
hold_events() {
	psql -qAtX -d "$(pg_uri dossier)" -c BEGIN -c 'LOCK TABLE event IN EXCLUSIVE MODE' -c 'SELECT pg_sleep(60)' >/dev/null 2>&1 &
	holder=$!
	wait_until is_held
}
let_go() {
	sql dossier -c "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE relation = 'event'::regclass AND mode = 'ExclusiveLock' AND granted" >/dev/null
	wait $holder 2>/dev/null
}

# ---- killed before the commit ----

at 2026-03-09
REF=$(log 2026-03-05)
sweep
at 2026-03-24
hold_events
dossier work >"$TMP/work" 2>&1 &
worker=$!
wait_until blocked
kill -9 $worker
wait $worker 2>/dev/null
is "$(find "$SPOOL" -name '*.json' | wc -l)" 0 'a sweep that is killed before its commit leaves no file'
let_go
is "$(told "$REF")$(chased "$REF" letters)" '' 'nothing is recorded as told'
ok 'the next sweep' sweep
is "$(told "$REF")" '2026-04-07 T-14' 'tells it'
is "$(find "$SPOOL" -name "$REF.2026-04-07.*.json" | wc -l)" 1 'in one file'
is "$(events request.escalated "$REF")" 1 'in one event'
is "$(chased "$REF" letters), $(chased "$REF" cabinet)" 'escalate, escalate' 'those who were asked are chased, the highest rung once'
is "$(find "$SPOOL" -name '.*' -type f | wc -l)" 0 'no half of a file is left'

# ---- the reminder ----

LETTER=$(letters "$REF.letters.remind-%")
mail "$LETTER" >"$TMP/reminder"
like "$(cat "$TMP/reminder")" "^In-Reply-To: <$REF.letters.instruct-access@dezon.example>" 'the recipient gets a letter in the thread of the instruction'
is "$(grep -c anna "$TMP/reminder")" 0 'that says nothing about the person'
like "$(cat "$SPOOL/$REF.2026-03-09.letters.2.json")" "\"letter\": \"$LETTER\"" 'the spool names it'
like "$(cat "$SPOOL/$REF.2026-03-09.cabinet.2.json")" '"tell": "handler, ' 'where a colleague was asked there is none: the handler is told'
NEWS=$SPOOL/$REF.2026-03-09.cabinet.2.json
cp "$NEWS" "$TMP/news"
mv "$NEWS" "$SPOOL/.$(basename "$NEWS").part" # as a worker leaves it that dies after its commit
sql dossier -c "UPDATE letter SET state = 'queued' WHERE file = '$(basename "$NEWS")'"
sweep
ok 'what a killed sweep left is put there' cmp "$TMP/news" "$NEWS"
is "$(find "$SPOOL" -name '.*' -type f | wc -l)" 0 'and no half of it is left'
ok 'the task is asked anew' dossier task retry "$REF" letters
sweep
sweep
is "$(chased "$REF" letters)" escalate 'which chases nobody on that day'
at 2026-03-31
sweep
is "$(chased "$REF" letters)" 'escalate, chase' 'but a week later, or a week before the end'
is "$(letters "$REF.letters.remind-%.eml" | wc -l)" 2 'with a letter of its own'

# ---- killed at any moment, and two at a time ----

at 2026-03-23
i=0
while [ $i -lt "$REQUESTS" ]; do
	log 2026-03-06
	i=$((i + 1))
done >"$TMP/references"
sweep
at 2026-03-25
dice() {
	SEED=$(((SEED * 1103515245 + 12345) % 2147483648))
	rolled=$((SEED / 65536 % $1))
}
kills=0
while [ $kills -lt "$KILLS" ]; do
	kills=$((kills + 1))
	dossier work >/dev/null 2>&1 &
	worker=$!
	dice 25
	sleep "0.$(printf %03d $((10 + 25 * kills + rolled)))"
	kill -9 $worker 2>/dev/null
	wait $worker 2>/dev/null
done
echo "# killed with $(find "$SPOOL" -name '*.2026-04-07.0.json' | wc -l) files written, $(sql dossier -c "SELECT count(*) FROM escalation WHERE name = 'T-14'") recorded"
dossier work >"$TMP/work" 2>&1 & one=$!
dossier work >"$TMP/work2" 2>&1 & two=$!
wait $one && wait $two
result "after $kills kills two sweeps at the same time end well"
rungs() { # RUNG: requests told so, rows, events, files
	sql dossier -c "SELECT count(DISTINCT request_id) || ' ' || count(*) FROM escalation e JOIN request r USING (organisation_id, request_id)
		WHERE r.received = '2026-03-06' AND e.task_id IS NULL AND e.name = '$1'"
}
is "$(rungs T-14)" "$REQUESTS $REQUESTS" "each of $REQUESTS requests is told once"
is "$(sql dossier -c "SELECT count(*), count(DISTINCT (body::jsonb #> '{body,reference}')::text) FROM event e JOIN request r USING (organisation_id, request_id)
	WHERE r.received = '2026-03-06' AND body LIKE '%\"request.escalated\"%'")" "$REQUESTS|$REQUESTS" 'in one event each'
is "$(find "$SPOOL" -name '*.2026-04-07.0.json' | wc -l)" $((REQUESTS + 1)) 'and one file each'
at 2026-04-01
sweep & one=$!
dossier work >/dev/null 2>&1 & two=$!
wait $one && wait $two
is "$(rungs T-7)" "$REQUESTS $REQUESTS" 'the program was off for a week: told once by two sweeps'
is "$(sql dossier -c "SELECT count(*), count(DISTINCT file) FROM letter WHERE kind = 'reminder' AND file LIKE '%remind-2026-03-23-1.eml'")" \
	"$REQUESTS|$REQUESTS" 'and each recipient is reminded once'
sql dossier -c "UPDATE request SET state = 'closed', closed_at = now() WHERE received = '2026-03-06'" # out of the way

# ---- both changes of the clock ----

at 2026-03-12
REF=$(log 2026-03-12)
at 2026-03-29T21:59:00Z
sweep
is "$(told "$REF")" '' 'the last minute of the day on which summer begins'
at 2026-03-29T22:00:00Z
sweep
is "$(told "$REF")" '2026-04-13 T-14' 'the first of the next, an hour earlier than in winter'
at 2026-10-09
REF=$(log 2026-10-09)
at 2026-10-25T22:59:00Z
sweep
is "$(told "$REF")" '' 'the last minute of the day on which it ends'
at 2026-10-25T23:00:00Z
sweep
is "$(told "$REF")" '2026-11-09 T-14' 'and the first of the next'

# ---- due dates that move ----

at 2026-03-24
REF=$(log 2026-03-05)
sweep
ok 'a request that was told T-14 is extended' dossier extend "$REF" --ground number --reason 'Het zijn er veel.'
ok 'its notice leaves' dossier extend "$REF" --notice-sent 2026-03-24 --proof '<1@dezon.example>'
at 2026-03-31
sweep
is "$(told "$REF")" '2026-04-07 T-14' 'nothing is told of a day that no longer counts'
ok 'the notice bounces' dossier extend "$REF" --bounced 2026-03-31
sweep
is "$(told "$REF")" '2026-04-07 T-14, 2026-04-07 T-7' 'the earlier day counts again, and what was told for it is not told again'

# ---- ended, and reopened ----

ok 'it is withdrawn' dossier withdraw "$REF" --how 'brief van vandaag'
at 2026-04-20
sweep
is "$(told "$REF")" '2026-04-07 T-14, 2026-04-07 T-7' 'nobody is told of what has ended'
is "$(chased "$REF" cabinet)" chase 'nor chased for it'
ok 'it is reopened' dossier reopen "$REF" --reason 'the person changed their mind'
sweep
is "$(told "$REF")" '2026-04-07 T-14, 2026-04-07 T-7, 2026-04-07 late by 1 week' 'reopened it is late at once'
is "$(chased "$REF" cabinet)" chase 'and who is asked anew is not chased on that day'

# ---- nowhere to write, and no calendar ----

mv "$SPOOL" "$TMP/spool" && : >"$SPOOL"
at 2026-04-21
sweep
is "$(told "$REF")" '2026-04-07 T-14, 2026-04-07 T-7, 2026-04-07 late by 1 week' 'nothing new, nothing to write'
at 2026-04-28
refuses 1 'the letters of bakker: cannot write a letter to .*spool: Not a directory' 'the spool can not be written: the worker says so' dossier work
is "$(told "$REF" | sed 's/.*, //')" '2026-04-07 late by 2 weeks' 'what was told is recorded, and waits'
rm "$SPOOL" && mv "$TMP/spool" "$SPOOL"
sweep
is "$(grep -l '"rung": "late by 2 weeks"' "$SPOOL/$REF".*.json | wc -l)" 1 'until there is a spool again: told once'
mkdir -p "$DOSSIER_HOME/templates/law"
at 2026-05-13
echo '{}' >"$DOSSIER_HOME/templates/law/calendar-nl.json"
sweep
like "$(cat "$TMP/work")" 'calendar-nl.json' 'the calendar is broken: the worker says so'
rm "$DOSSIER_HOME/templates/law/calendar-nl.json"
is "$(told "$REF" | sed 's/.*, //')" '2026-04-07 late by 5 weeks' \
	'but what is late is told: its days are known'
is "$(sql dossier -c "SELECT count(*) FROM (SELECT FROM escalation GROUP BY organisation_id, request_id, task_id, asked_at, due, rung HAVING count(*) > 1) d")" \
	0 'nothing was told twice'
is "$(dossier audit verify --json 2>/dev/null | json 'sorted({f.get("of", f["what"]) for o in v for f in o["findings"]})')" '["state"]' \
	'the log verifies, but for the requests that were put out of the way behind its back'
done_testing
