#!/bin/sh
# The first access request of JCC, by somebody who has read nothing but what is printed: `dossier log --help`, and then the first
# line "next:" of what was typed last. What they know themselves is in a table; nothing else is typed.
cd "$(dirname "$0")/../.." || exit 1
. tests/lib.sh
needs python3 unzip

pg_start
sql postgres -c 'CREATE DATABASE dossier'
installation_of_one "$(pg_uri dossier)" || exit 1
DOSSIER_NOW=2026-11-04T10:00:00+01:00
dossier register load templates/registers/jcc.json >/dev/null 2>&1
cd "$TMP" || exit 1

# fact WHAT: what the officer knows of the case, by what the command line calls it.
fact() {
	case $1 in
	ORG) echo jcc ;;
	RIGHT) echo access ;;
	ADDRESS) echo anna@example.org ;;
	--method) echo login ;;
	--result) echo passed ;;
	*) echo "nobody knows $1" ;;
	esac
}
# step COMMAND: it is run; what it asks is answered: a value by its option, a task by what was found in each category: nothing.
typed=0
step() {
	typed=$((typed + 1)) option=
	for word in $1; do
		case $word in
		-) fact "$option" ;;
		--interactive) printf 'nothing\n\n%.0s' 1 2 3 4 5 6 7 8 9 10 11 12 ;;
		esac
		option=$word
	done >"$TMP/answers"
	echo "# $1"
	sh -c "exec $1" <"$TMP/answers" >"$TMP/out" 2>"$TMP/err" || sed 's/^/# /' "$TMP/err"
	# shellcheck disable=SC2016 # no command: as it is printed
	next=$(sed -n 's/^next: `\([^`]*\)`.*/\1/p' "$TMP/err" | head -n 1)
}

# `log` is among the examples of `dossier` alone; what it demands stands in its usage line
like "$(dossier)" '^  dossier log ' 'who types dossier alone meets log'
demands=$(dossier log --help | sed -n '1,3s/.*dossier log \(--org.*\)/\1/p' | sed 's/ (\(--[a-z]* [A-Z]*\).*/ \1/')
is "$demands" '--org ORG --right RIGHT --email ADDRESS' 'which says what it needs'
command="dossier log"
for word in $demands; do
	case $word in
	--*) command="$command $word" ;;
	*) command="$command $(fact "$word")" ;;
	esac
done
step "$command"
REF=$(cat "$TMP/out")
tasks=0
while [ -n "$next" ] && [ $typed -lt 20 ]; do
	case $next in *' task done '*) tasks=$((tasks + 1)) ;; esac
	step "$next"
done
is "$(dossier show "$REF" --json | json 'v["status"]')" answered 'following what is printed the request is answered'
is "$tasks $((typed <= 10))" '4 1' 'with its four tasks, in ten commands at most'
is "$(unzip -tqq FILE.zip && echo whole)" whole 'and the archive is there to be sent'
is "$(dossier audit list --request "$REF" --json | json '[e["kind"] for e in v if e["kind"] == "archive.taken"]')" '["archive.taken"]' 'which the log tells'
done_testing
