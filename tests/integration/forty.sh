#!/bin/sh
# Forty things a good command line does, a row each. What loops over the table of commands is tried here (forty.py), so that a command
# added later keeps to it; what another test asserts is named with that test, which must still be there.
cd "$(dirname "$0")/../.." || exit 1
. tests/lib.sh
needs python3 psql

PATH=$BUILD:$PATH python3 tests/integration/forty.py >"$TMP/wrong"
is "$? $(tail -n 1 "$TMP/wrong")" '0 all were tried' 'every command was tried'

# One command makes an installation: no network, no question, nothing outside of where it says.
if unshare -n true 2>/dev/null; then alone='unshare -n'; else alone=; fi
DOSSIER_HOME=$TMP/home DOSSIER_NOW=2026-11-04T10:00:00+01:00
export DOSSIER_HOME DOSSIER_NOW
{
	$alone dossier init --rehearsal </dev/null && $alone dossier register load templates/registers/jcc.json
} >"$TMP/out" 2>&1 || echo '38 it did not begin' >>"$TMP/wrong"
REF=$(dossier log --org jcc --right access --email anna@example.org 2>/dev/null)
$alone dossier work >/dev/null 2>&1
$alone dossier list >/dev/null || echo '40 it needs a network' >>"$TMP/wrong"
dossier doctor --json >"$TMP/doctor"
json '"\n".join("37 nothing of " + what for what in ("database", "schema", "clock", "disk", "keys", "spool", "late requests", "unsent letters",
	"backup") if what not in {c["check"] for c in v}) or "\n".join("37 %s" % c for c in v if c["status"] not in ("ok", "warning", "failed"))' \
	<"$TMP/doctor" | grep . >>"$TMP/wrong"
made() {
	store "SELECT (SELECT count(*) FROM request), (SELECT count(*) FROM register_version), (SELECT string_agg(state, ',' ORDER BY task_id) FROM task)"
}
# again COMMAND...: what was done is not done twice, and the second time it is said or there is nothing to say
again() {
	dossier "$@" >/dev/null 2>&1
	before=$(made)
	status=0
	dossier "$@" >"$TMP/out" 2>&1 || status=$?
	[ "$before" = "$(made)" ] &&
		case $status in
		0) ;;
		4) grep -qE "$said" "$TMP/out" ;;
		*) false ;;
		esac || echo "30 $*: $status $(cat "$TMP/out")" >>"$TMP/wrong"
}
said='^$'
again register load templates/registers/jcc.json
again db start
again db upgrade
again assign "$REF" "$(id -un)"
said='is done: .dossier task reopen' && again task 'done' "$REF" portal --nothing
said='asks the same for this person, and is open' && again log --org jcc --right access --email anna@example.org
timeout 20 dossier task 'done' "$REF" administration --interactive </dev/null >"$TMP/out" 2>&1
[ "$? $(grep -c 'category' "$TMP/out")" = '2 1' ] || echo "25 task done: $(cat "$TMP/out")" >>"$TMP/wrong"
store "DELETE FROM schema_migration WHERE name = (SELECT max(name) FROM schema_migration)" >/dev/null
dossier db stop >"$TMP/out" 2>&1 || echo "38 an older one does not stop: $(cat "$TMP/out")" >>"$TMP/wrong"
sed 's/^/# /' "$TMP/wrong"

# NO | what | FILE: a test of it there; or nothing: here
cat >"$TMP/rows" <<'END'
1|alone it says on a screen what there is, with examples|integration/cli.sh: dossier alone: forty lines, with examples
2|every way to ask for help gives the same|integration/cli.sh: $again: the same
3|it says which version it is|integration/cli.sh: its schema is the newest
4|every example in its help works|integration/cli.sh: every example is accepted, or ends as its help says
5|of a slip in a command it says what was meant, and does not do that|integration/cli.sh: a slip in the second word
6|of a line that is none it names the word|
7|each command has its manual, with all its options|integration/cli.sh: the man page tells of every option
8|a shell completes what can be typed|integration/cli.sh: completion: $text
9|a step names the next, which there is|integration/first.sh: following what is printed the request is answered
10|it speaks Dutch and English, and to programs English|integration/cli.sh: JSON is English
11|results and talk go apart|integration/cli.sh: log prints the reference alone
12|every command prints JSON of a known shape|integration/cli.sh: every command keeps to each shape of its row
13|its JSON is exact, and an empty list is one|integration/cli.sh: nor found as such
14|an error is one object too|integration/cli.sh: an error as one object
15|what scripts read of it stays|
16|a list has forms, and fields to choose|integration/cli.sh: plain: a line a record, and nothing else
17|a table keeps to the terminal, and to a line in a pipe|unit/cli_table.c: no_line_is_wider
18|colour is for terminals, and only repeats a word|integration/cli.sh: nor with NO_COLOR
19|long work says how far it is|integration/cli.sh: on a terminal, how far it is
20|what makes somebody wait says so at once|integration/waiting.sh: says something while it works
21|it says less or more when asked, and nothing personal in its logs|integration/privacy.sh: the workers were seen
22|what is more than a screen goes through a pager|integration/cli.sh: what is more than a screen goes through the pager
23|streams stand for files|integration/cli.sh: an archive goes where a pipe leads
24|no secret is a word of a command|
25|it waits for nobody who is not there|
26|it asks nothing back|
27|nothing is destroyed by one word|
28|what changes something can be tried|integration/cli.sh: nothing is kept
29|many at once, a result a line|integration/cli.sh: a result a line, with its place
30|twice is as once|
31|it ends when it is told to|integration/cli.sh: Ctrl-C ends a command at once, also of the daemon
32|options stand anywhere|unit/base_opt.c: test_end_of_options
33|nothing is shortened|
34|nothing it shows steers a terminal|integration/slips.sh: which a terminal can show
35|what was said nearest counts, and it says where that was|integration/cli.sh: config show says where each was said
36|all mistakes of a configuration at once|integration/cli.sh: all mistakes at once, with what was meant
37|it examines itself, and says what to do|
38|one command begins|
39|no option goes without notice|
40|it goes without a trace, and calls nobody|tool/package.sh: nothing is left
END
while IFS='|' read -r no what where; do
	file=${where%%: *} title=${where#*: }
	[ -z "$where" ] || grep -qF -- "$title" "tests/$file" || echo "$no tests/$file has no test: $title" >>"$TMP/wrong"
	is "$(grep "^$no " "$TMP/wrong")" '' "$no: $what"
done <"$TMP/rows"
is "$(cut -d '|' -f 1 "$TMP/rows")" "$(seq 40)" 'forty'
done_testing
