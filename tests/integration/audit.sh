#!/bin/sh
# The log, by somebody who does not trust us: a program of their own checks key, checkpoint, log and proofs; and each thing
# that somebody who can write in the database would do to it is found.
set -u
. tests/lib.sh
needs python3 psql
installation private || { echo 'Bail out! no installation'; exit 1; }

stranger() {
	python3 tests/audit_verifier.py "$@"
}
uri() {
	dossier db status 2>/dev/null | grep -o 'postgresql://[^ ]*'
}
DB=$(uri)
# tamper STATEMENT: behind the program's back.
tamper() {
	psql -qAtX -v ON_ERROR_STOP=1 -d "$DB" -c "$1" >"$TMP/tampered" 2>&1 || sed 's/^/# /' "$TMP/tampered"
}
whole() {
	dossier audit verify --json | json 'all(o["good"] for o in v)'
}
# found [FILE]: what is wrong, by its code, once each.
found() {
	dossier audit verify ${1:+--checkpoint "$1"} --json 2>/dev/null |
		json '" ".join(sorted({f["what"] for o in v for f in o["findings"]}))'
}
# attack WHAT TEXT STATEMENT BACK
attack() {
	tamper "$3"
	is "$(found)" "$1" "$2"
	tamper "$4"
}

dossier register load templates/registers/jbsync.json >/dev/null
REF=$(dossier log --org jbsync --right access --email ada@example.org --received 2026-03-02 2>/dev/null)
OTHER=$(dossier log --org jbsync --right erasure --email bob@example.org --received 2026-03-02 2>/dev/null)
dossier work >/dev/null 2>&1

# ---- a stranger's check ----

KEY=$(dossier audit key --org jbsync --json | json 'v[0]["key"]')
NOTE=$(dossier audit checkpoint --org jbsync --json | json 'v[0]["file"]')
ok 'a checkpoint lies outside the database' test -s "$NOTE"
case $NOTE in "$DOSSIER_HOME"/checkpoints/jbsync/*) true ;; *) false ;; esac
result 'in the directory of the installation'
is "$(stranger note "$KEY" "$NOTE")" "$(dossier audit verify --json | json '"%d %s" % (v[0]["leaves"], v[0]["root"])')" \
	'the stranger reads size and root from it'
sed 's/^[0-9]*$/9/' "$NOTE" >"$TMP/forged.note"
ok 'and no other number' sh -c "! python3 tests/audit_verifier.py note '$KEY' '$TMP/forged.note'"
cp "$NOTE" "$TMP/old.note"
dossier audit export jbsync >"$TMP/log"
ok 'the log is what was signed' stranger log "$KEY" "$NOTE" "$TMP/log"
sed '3s/ada\|logged\|planned/other/' "$TMP/log" | sed '3s/"kind":"/"kind":"x/' >"$TMP/log.forged"
ok 'and a log with one word changed is not' sh -c "! python3 tests/audit_verifier.py log '$KEY' '$NOTE' '$TMP/log.forged'"
dossier note "$REF" 'een notitie'
dossier audit prove "$REF" --since "$TMP/old.note" --json >"$TMP/proof"
is "$(stranger proof "$KEY" "$TMP/proof" "$TMP/old.note")" \
	"$(json '"%d of %d" % (len(v["events"]), v["size"])' <"$TMP/proof")" 'its events are in it, and it has only grown'
edit "$TMP/proof" 'v["events"][0]["body"] = v["events"][0]["body"].replace("logged", "lagged")' >"$TMP/proof.forged"
ok 'an event with one letter changed is not' sh -c "! python3 tests/audit_verifier.py proof '$KEY' '$TMP/proof.forged'"
edit "$TMP/proof" 'v["since"]["proof"].reverse()' >"$TMP/proof.forged"
ok 'nor has another log grown' sh -c "! python3 tests/audit_verifier.py proof '$KEY' '$TMP/proof.forged' '$TMP/old.note'"
EVENT=$(json 'v["events"][0]["event"]' <"$TMP/proof")
is "$(dossier audit prove "$EVENT" --json | json 'v["events"][0]["event"]')" "$EVENT" 'one event by its number'
refuses 3 'no event' 'of which there is none' dossier audit prove 999999
refuses 2 'say what to prove' 'nothing to prove' dossier audit prove
ok 'the growth alone' dossier audit prove --since "$TMP/old.note"
is "$(whole)" true 'the log is whole'

# ---- attacks: what stands in the database is made to fit, as far as that goes ----

tamper 'CREATE TABLE kept_event AS SELECT * FROM event; CREATE TABLE kept_leaf AS SELECT * FROM event_leaf;
	CREATE TABLE kept_tree AS SELECT * FROM event_tree'
BACK='DELETE FROM event_leaf; DELETE FROM event; DELETE FROM event_tree;
	INSERT INTO event OVERRIDING SYSTEM VALUE SELECT * FROM kept_event; INSERT INTO event_leaf SELECT * FROM kept_leaf;
	INSERT INTO event_tree SELECT * FROM kept_tree'
attack 'leaf-missing' 'an event without a leaf is found' \
	"INSERT INTO event (organisation_id, body) SELECT organisation_id, replace(body, 'register', 'nothing') FROM event LIMIT 1" "$BACK"
ONE="(SELECT max(event_id) FROM event e JOIN request r USING (organisation_id, request_id) WHERE reference = '$REF')"
attack 'request-moved' 'a moved request_id is found' \
	"UPDATE event SET request_id = (SELECT request_id FROM request WHERE reference = '$OTHER') WHERE event_id = $ONE" "$BACK"
attack 'root-differs tree-differs' 'a rewritten event with its leaf is found' \
	"UPDATE event SET body = replace(body, '$(id -un)', 'nobody') WHERE event_id = $ONE;
	UPDATE event_leaf l SET hash = sha256('\x00'::bytea || convert_to(body, 'UTF8')) FROM event e
		WHERE e.event_id = l.event_id AND l.event_id = $ONE" "$BACK"
attack 'log-cut tree-differs' 'a cut tail is found' \
	"WITH l AS (DELETE FROM event_leaf WHERE position >= (SELECT max(position) FROM event_leaf) RETURNING event_id)
	DELETE FROM event WHERE event_id IN (SELECT event_id FROM l)" "$BACK"
attack 'log-cut' 'also when what counts it is made to fit' \
	"WITH l AS (DELETE FROM event_leaf WHERE position >= (SELECT max(position) FROM event_leaf) RETURNING event_id)
	DELETE FROM event WHERE event_id IN (SELECT event_id FROM l); DELETE FROM event_tree" "$BACK"
is "$(whole)" true 'the log is whole again'

# ---- what stands must follow ----

dossier extend "$OTHER" --ground complexity --reason 'veel systemen' >/dev/null 2>&1
dossier clarify "$OTHER" --doubt 'welke gegevens?' >/dev/null 2>&1
is "$(whole)" true 'a request with more facts follows from the log'
dossier audit checkpoint >/dev/null
# differs WHAT OF STANDS FOLLOWS TEXT STATEMENT BACK
differs() {
	tamper "$6"
	is "$(dossier audit verify --json 2>/dev/null | json '["%s %s %s %s %s" % (f["what"], f["reference"], f["of"], f["stands"], f["follows"])
		for o in v for f in o["findings"]][0]')" "$1 $OTHER $2 $3 $4" "$5"
	tamper "$7"
}
SET="UPDATE request SET"
WHERE="WHERE reference = '$OTHER'"
differs request-differs deadline 2026-04-03 2026-04-02 'a deadline that was moved without an event' \
	"$SET deadline = deadline + 1 $WHERE" "$SET deadline = deadline - 1 $WHERE"
differs request-differs due 2026-04-01 2026-04-02 'a due date' "$SET due = due - 1 $WHERE" "$SET due = due + 1 $WHERE"
differs request-differs is_extended true false 'an extension that is not in force' \
	"$SET is_extended = true $WHERE" "$SET is_extended = false $WHERE"
STATE=$(psql -qAtX -d "$DB" -c "SELECT state FROM request $WHERE")
differs request-differs state closed "$STATE" 'a request that nobody closed' \
	"$SET state = 'closed', closed_at = now() $WHERE" "$SET state = '$STATE', closed_at = NULL $WHERE"
OF="request_id = (SELECT request_id FROM request $WHERE)"
tamper "UPDATE request_clock SET day = day + 7 WHERE $OF AND fact = 'received';
	$SET received = received + 7, deadline = deadline + 7, extended = extended + 7, due = due + 7 $WHERE"
like "$(dossier audit verify 2>/dev/null)" "$OTHER .*what happened is not what the log tells" 'a receipt that was moved, with all that follows'
tamper "UPDATE request_clock SET day = day - 7 WHERE $OF AND fact = 'received';
	$SET received = received - 7, deadline = deadline - 7, extended = extended - 7, due = due - 7 $WHERE"
attack 'fact-differs' 'other words for a reason' \
	"CREATE TABLE kept_clock AS SELECT * FROM request_clock; UPDATE request_clock SET sealed = sealed || 'x' WHERE $OF AND fact = 'extension-decided'" \
	"UPDATE request_clock SET sealed = left(sealed, -1) WHERE $OF AND fact = 'extension-decided'"
attack 'fact-differs' 'a fact that is gone' "DELETE FROM request_clock WHERE $OF AND fact = 'extension-decided'" \
	"INSERT INTO request_clock OVERRIDING SYSTEM VALUE SELECT * FROM kept_clock k WHERE fact = 'extension-decided'"
attack 'fact-differs' 'a fact that nobody recorded' \
	"INSERT INTO request_clock (organisation_id, request_id, fact, day, at, by, recorded_at)
		SELECT organisation_id, request_id, 'late-cause', day, at, by, recorded_at FROM request_clock WHERE $OF LIMIT 1" \
	"DELETE FROM request_clock WHERE fact = 'late-cause'"
attack 'fact-differs' 'a fact recorded at another time' \
	"UPDATE request_clock SET recorded_at = recorded_at - interval '3 days' WHERE $OF AND fact = 'extension-decided'" \
	"UPDATE request_clock SET recorded_at = recorded_at + interval '3 days' WHERE $OF AND fact = 'extension-decided'"
attack 'request-differs' 'a calendar of one'"'"'s own' \
	"CREATE TABLE kept_version AS SELECT calendar_version FROM request;
	INSERT INTO calendar SELECT name, left(encode(sha256(convert_to(text || ' ', 'UTF8')), 'hex'), 12), text || ' ', first_used_at FROM calendar LIMIT 1;
	$SET calendar_version = (SELECT version FROM calendar ORDER BY length(text) DESC LIMIT 1) $WHERE" \
	"$SET calendar_version = (SELECT calendar_version FROM kept_version LIMIT 1) $WHERE"
attack 'right-differs' 'a right that nobody decided' \
	"UPDATE request_right SET state = 'refused', decided = '2026-03-10', decision = 'others-15-4' WHERE $OF" \
	"UPDATE request_right SET state = 'open', decided = NULL, decision = NULL WHERE $OF"
secret jbsync app-dsn "$DB" # which is refused, so that its task comes to an end
dossier log --org jbsync --right access --email cor@example.org --received 2026-03-02 >/dev/null 2>&1
dossier work >/dev/null 2>&1
is "$(store "SELECT count(*) FROM task WHERE system = 'app' AND state = 'failed'")" 1 'a task came to its end'
tamper "CREATE TABLE kept_outcomes AS SELECT task_id, outcomes FROM task WHERE state = 'failed'"
attack 'task-differs' 'other findings of a task' \
	"UPDATE task SET outcomes = jsonb_set(outcomes, '{0,code}', '\"nothing\"') || '[{\"category\":\"X-C01\",\"code\":\"found\",\"count\":9}]' WHERE state = 'failed'" \
	"UPDATE task t SET outcomes = k.outcomes FROM kept_outcomes k WHERE k.task_id = t.task_id"
attack 'register-differs' 'a register of one'"'"'s own' "UPDATE register_version SET text = text || ' '" \
	"UPDATE register_version SET text = left(text, -1)"
is "$(whole)" true 'all follows again'
tamper 'DROP TABLE kept_event, kept_leaf, kept_tree;
	CREATE TABLE kept_event AS SELECT * FROM event; CREATE TABLE kept_leaf AS SELECT * FROM event_leaf;
	CREATE TABLE kept_tree AS SELECT * FROM event_tree'

# a whole log of the forger's own, with checkpoints of the directory removed: only who kept one can tell
rm -f "$DOSSIER_HOME"/checkpoints/jbsync/*
tamper "UPDATE event SET body = replace(body, '\"system\":\"', '\"system\":\"x') WHERE event_id < $ONE;
	UPDATE event_leaf l SET hash = sha256('\x00'::bytea || convert_to(body, 'UTF8')) FROM event e WHERE e.event_id = l.event_id;
	DELETE FROM event_tree"
dossier note "$OTHER" 'nog een' >/dev/null
dossier audit checkpoint >/dev/null 2>&1
is "$(found)" '' 'who owns all of it can forge all of it'
is "$(found "$TMP/old.note")" 'root-differs' 'but not the copy that a stranger kept'
refuses 1 'the log was altered' 'and verify says no' sh -c "dossier audit verify --checkpoint '$TMP/old.note' >/dev/null"
rm -f "$DOSSIER_HOME"/checkpoints/jbsync/*
tamper "$BACK"
is "$(found "$TMP/old.note")" '' 'which agrees with the log that was'

# ---- who looks is seen ----

# views KIND REF: how many of these events there are, of a request or (-) of none.
views() {
	dossier audit list --limit 10000 --json | json 'len([e for e in v if e["kind"] == "'"$1"'" and (e["reference"] or "-") == "'"$2"'"])'
}
SHOWN=$(views view.show "$REF") PLANS=$(views view.plan "$REF") PERSONS=$(views view.person -)
dossier show "$REF" >/dev/null
is "$(views view.show "$REF")" $((SHOWN + 1)) 'show is an event, once'
LISTS=$(views view.list -)
dossier list >/dev/null
is "$(views view.list -)" $((LISTS + 1)) 'so is a list, which shows whose they are'
dossier plan "$REF" >/dev/null
is "$(views view.plan "$REF")" $((PLANS + 1)) 'plan is one'
dossier list --person ada@example.org >/dev/null
is "$(views view.person -)" $((PERSONS + 1)) 'looking for a person is one'
is "$(dossier audit list --limit 10000 --json | json '[e["body"]["body"] for e in v if e["kind"] == "view.person"][-1]')" \
	"{\"found\": [\"$REF\"]}" 'which tells what was found'
is "$(dossier audit list --limit 10000 --json | grep -c ada@)" 0 'and not of whom'
BEFORE=$(dossier audit list --limit 10000 --json | json 'len(v)')
dossier today >/dev/null
dossier due >/dev/null 2>&1
dossier show "$REF"x >/dev/null 2>&1
is "$(dossier audit list --limit 10000 --json | json 'len(v)')" "$BEFORE" 'what is due, without whose it is, and what fails are none'

# ---- a list that stops says how it goes on ----

LAST=$(dossier audit list --org jbsync --limit 3 --json | json 'v[-1]["event"]')
MORE=$(dossier audit list --org jbsync --limit 3 2>&1 >/dev/null)
is "$MORE" "jbsync has more events: \`dossier audit list --org jbsync --after $LAST\` goes on" 'of more events it says so'
like "$(dossier audit list --org jbsync --after "$LAST" --limit 1 --json | json "v[0]['event'] > $LAST")" true 'from the next one'
ALL=$(dossier audit list --org jbsync --request "$REF" --limit 10000 --json | json 'len(v)')
is "$(dossier audit list --request "$REF" --limit "$ALL" 2>&1 >/dev/null)" '' 'and of no more, nothing'

# ---- nothing is released or destroyed without ----

dossier audit checkpoint >/dev/null
N=$(find "$DOSSIER_HOME/checkpoints" -name '*.note' | wc -l)
for task in $(dossier task list --json | json '" ".join(t["system"] for t in v if t["reference"] == "'"$REF"'" and t["state"] != "done")'); do
	dossier task 'done' "$REF" "$task" --nothing >/dev/null 2>&1 ||
		dossier task skip "$REF" "$task" --ground 'geen gegevens' >/dev/null 2>&1
done
ok 'an archive' dossier archive build "$REF"
known "$REF" >/dev/null
ok 'is taken' dossier archive get "$REF" "$TMP/a.zip"
is "$(find "$DOSSIER_HOME/checkpoints" -name '*.note' | wc -l)" $((N + 1)) 'and that it was, is signed before'
mv "$DOSSIER_HOME/checkpoints/jbsync" "$TMP/kept"
touch "$DOSSIER_HOME/checkpoints/jbsync"
refuses 1 'checkpoint' 'without a checkpoint it is not taken' dossier archive get "$REF" "$TMP/b.zip"
ok 'not a byte of it' test ! -s "$TMP/b.zip"
rm "$DOSSIER_HOME/checkpoints/jbsync"
mv "$TMP/kept" "$DOSSIER_HOME/checkpoints/jbsync"
is "$(dossier audit list --request "$REF" --json | json '[e["kind"] for e in v if e["kind"].startswith("archive.")][-3:]')" \
	'["archive.built", "archive.taken"]' 'and nothing of it was begun'
ok 'the answer' dossier answer "$REF"
is "$(grep -c 'nothing shows that the archive was taken' "$TMP/err")" 0 'rests on the one that came out whole'
is "$(dossier audit list --request "$REF" --json | json '[e["body"]["body"]["archive"] for e in v if e["kind"] == "request.answered"][0]')" \
	"$(sha256sum <"$TMP/a.zip" | cut -d' ' -f1)" 'names the archive it rests on'

# the worker signs every day; what lies there without a row is destroyed after that
dossier note "$REF" 'van vandaag' >/dev/null
N=$(find "$DOSSIER_HOME/checkpoints" -name '*.note' | wc -l)
touch -d '2 days ago' "$DOSSIER_HOME/swept"
dossier work >/dev/null 2>&1
is "$(find "$DOSSIER_HOME/checkpoints" -name '*.note' | wc -l)" $((N + 1)) 'the daily sweep signs'
is "$(whole)" true 'the log is whole at the end'
done_testing
