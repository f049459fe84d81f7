#!/bin/sh
# Typical slips, a row each: one line that says what is wrong, where, what was expected and what to do; and nothing is done.
# What goes wrong inside files and systems is in bad_input.sh.
cd "$(dirname "$0")/../.." || exit 1
. tests/lib.sh
needs python3 psql

pg_start
sql postgres -c 'CREATE DATABASE dossier'
DOSSIER_HOME=$TMP/home
export DOSSIER_HOME DOSSIER_NOW=2026-03-09T10:00:00+01:00
dossier init --rehearsal --database "$(pg_uri dossier)" --json >"$TMP/made" 2>"$TMP/err" || exit 1
ok 'init --json: init' schema_check docs/json/init.schema.json "$TMP/made"
dossier register load templates/registers/jcc.json >/dev/null 2>&1
REF=$(dossier log --org jcc --right access --email anna@example.org --received 2026-03-05 2>/dev/null)
dossier work >/dev/null 2>&1
WRONG=$(echo "$REF" | sed 's/[^0]$/0/; t; s/0$/1/')
for last in 2 3 4 5 6 7 8 9 A B C D E F G H J K M N P Q R S T V W X Y Z; do
	NONE=JCC-2026-AAAAA$last
	dossier show $NONE 2>&1 | grep -q mistyped || break
done
printf '{\n "format": "dossier-register/1",\n "organisation": {"slug": "jcc",}\n}\n' >"$TMP/half.json"
: >"$TMP/there.zip"
mkdir "$TMP/wrong"
printf 'slot = 2\n' >"$TMP/wrong/dossier.conf"
# three hundred characters, among them ESC and two that turn a text round
HOSTILE=$(python3 -c 'print("A\x1b[2J\u202enna " + "x" * 292 + "\u200f", end="")')
LONG=$(printf 'x%.0s' $(seq 1001))
export TMP REF WRONG NONE HOSTILE LONG
before=$(store 'SELECT (SELECT count(*) FROM request), (SELECT count(*) FROM event WHERE body NOT LIKE $$%view.%$$)')

# STATUS | what the line says, what to do last | the slip | what was typed
cat >"$TMP/rows" <<'EOF'
2|no command hsow; did you mean .dossier show|letters transposed|hsow $REF
2|no command task dnoe; did you mean .dossier task done|in the second word|task dnoe $REF portal
2|no command task JCC-.*; there are list, show, done|its verb missing|task $REF
2|option --chanel; did you mean --channel|letters missing in an option|log --org jcc --chanel email
2|right is one of access, .*did you mean access|letters transposed in a value|log --org jcc --right acess --email a@b.nl
2|right is one of access, .*did you mean access\?|a right in Dutch|log --org jcc --right Inzage --email a@b.nl
2|right is one of access, .*did you mean erasure\?|another word for one|log --org jcc --right wissing --email a@b.nl
2|org needs a value: ORG; see dossier log --help|a value missing at the end|log --right access --email a@b.nl --org
2|usage: dossier show REF; .dossier show --help|an operand missing|show
2|word 2 after dossier show is one too many|an operand too many|show $REF $REF
2|received: .*two days: .*write|a date of another country|log --org jcc --right access --email a@b.nl --received 03/05/2026
2|received: .*does not exist|a day that is none|log --org jcc --right access --email a@b.nl --received 2026-02-30
4|in the future|the year mistyped|log --org jcc --right access --email a@b.nl --received 2027-03-05
4|applies from 2018-05-25|another century|log --org jcc --right access --email a@b.nl --received 1926-03-05
3|mistyped.*dossier list|a character of a reference|show $WRONG
3|no request .*dossier list|a reference of somebody else|show $NONE
3|no such organisation; there are: jcc|an organisation that is not there|log --org jbs --right access --email a@b.nl
3|no task at portaal; it has: .*portal|a system that is not there|task done $REF portaal --nothing
2|say whose data: --email|nobody named|log --org jcc --right access
2|^dossier: --email: not an e-mail address: it needs exactly one @|no address|log --org jcc --right access --email anna.example.org
2|^dossier: --phone: not a phone number: only digits|no number|log --org jcc --right access --phone 0612-abc
2|name holds a character that cannot be seen|a hostile name of 300 characters|log --org jcc --right access --name "$HOSTILE"
2|name: .*longer than|an endless name|log --org jcc --right access --name "$LONG"
3|cannot open nope.json: No such file|a file that is not there|register load nope.json
1|half.json:3:33: not JSON: |half a register|register load "$TMP/half.json"
1|not a regular file|a directory for a file|register load "$TMP"
4|there.zip is there already: name a file that is not|a file that is there|register new jcc "$TMP/there.zip"
1|cannot write to .*nowhere: No such file|a directory that is not there|archive get $REF "$TMP/nowhere/a.zip"
2|holds a password.*passfile=FILE|a password among the words|init --home "$TMP/new" --database postgresql://u:geheim@localhost/d
2|fields takes some of reference, |a field that is not there|list --fields reference,naam
2|limit needs a whole number from 0 to|a number in letters|list --limit veel
2|json is --output json: say one of them|two forms at once|list --json --output csv
3|calendar .*there are be, nl, se|a calendar that is not there|deadline 2026-01-31 --calendar fr
3|no installation in .*dossier init|no installation|list --home "$TMP/nowhere"
1|dossier.conf:1: .*did you mean slots|a key of the configuration|list --home "$TMP/wrong"
75|cannot write the output: No space left|a full disk behind the output|help >/dev/full
75|cannot write the output|no output|list >&-
EOF
tried=0
while IFS='|' read -r status pattern slip line; do
	tried=$((tried + 1))
	refuses "$status" "$pattern" "$slip" sh -c "exec dossier $line"
	sed 's/^/#   /' "$TMP/err"
	# a line has room for one screen, and nothing in it moves a cursor
	is "$(LC_ALL=C.UTF-8 awk 'length > 330 || /[\001-\010\013-\037]/' "$TMP/err")" '' 'which a terminal can show'
done <"$TMP/rows"
is "$((tried >= 30))" 1 'thirty of them'
is "$(store 'SELECT (SELECT count(*) FROM request), (SELECT count(*) FROM event WHERE body NOT LIKE $$%view.%$$)')" "$before" 'and nothing was done'
ok 'a pipe that is closed is no error' sh -c 'dossier list 2>&1 >/dev/null | head -c 1; dossier list | head -n 1 >/dev/null'
is "$(($(python3 tests/terminal.py 24 40 dossier --no-pager refuse --list | LC_ALL=C.UTF-8 wc -L) <= 40))" 1 'a terminal of forty columns is kept to'
pg_as "$(pg_bin)/pg_ctl" -D "$PG/data" -m immediate -s stop
refuses 75 'cannot reach the database' 'a server that is stopped' dossier list
sed 's/^/#   /' "$TMP/err"
PG=
done_testing
