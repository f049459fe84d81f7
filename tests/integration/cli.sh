#!/bin/sh
# The command line as scripts see it: help, usage errors, exit statuses, and the JSON shapes that docs/json promises.
cd "$(dirname "$0")/../.." || exit 1
. tests/lib.sh
needs python3 psql

# ---- help, and nonsense ----

dossier help --json >"$TMP/table"
json '"\n".join(" ".join(w for w in (c["noun"], c["verb"]) if w) for c in v)' <"$TMP/table" >"$TMP/commands"
is "$(dossier help --all | grep -cE '^  [a-z]+ ')" "$(($(wc -l <"$TMP/commands") + 3))" 'help --all has a line a command, and three examples'
dossier >"$TMP/first" 2>"$TMP/err"
is "$? $(wc -c <"$TMP/err") $(($(wc -l <"$TMP/first") <= 40)) $(($(grep -c '^  dossier ' "$TMP/first") >= 2))" '0 0 1 1' 'dossier alone: forty lines, with examples'
# shellcheck disable=SC2013 # a noun is one word
for noun in $(sed 's/ .*//' "$TMP/commands" | sort -u); do
	grep -qE "^  [a-z ]+ .*\<$noun\>" "$TMP/first" || echo "# nothing of $noun"
done >"$TMP/out"
is "$(cat "$TMP/out")" '' 'and all there is to do in a word'
is "$(json '[c["noun"] for c in v if not c["examples"]]' <"$TMP/table")" '[]' 'every command has an example'
# What every command must do, tried without an installation; a line of TAP each.
# shellcheck disable=SC2086,SC2013 # a command of two words; an option is one
while read -r command; do
	dossier $command --help >"$TMP/first" 2>"$TMP/err"
	is "$? $(head -1 "$TMP/first" | cut -c-$((15 + ${#command}))) $(wc -c <"$TMP/err")" "0 usage: dossier $command 0" "$command --help"
	for again in "help $command" "$command -h"; do
		dossier $again >"$TMP/again" && cmp "$TMP/first" "$TMP/again"
		result "$again: the same"
	done
	refuses 2 'unknown option --nonsense' "$command --nonsense" dossier $command --nonsense
done <"$TMP/commands"
is "$(dossier -h)" "$(dossier help)" 'dossier -h'
is "$(dossier --help)" "$(dossier)" 'dossier --help'
dossier help --mdoc >"$TMP/man"
json '"\n".join("%s %s %s" % (c["noun"], c["verb"] or "", o["name"]) for c in v for o in c["options"])' <"$TMP/table" >"$TMP/options"
while read -r words; do
	grep -qE "^\.It Fl -${words##* }( |\$)" "$TMP/man" || echo "# $words"
done <"$TMP/options" >"$TMP/out"
is "$(cat "$TMP/out")" '' 'the man page tells of every option'
refuses 2 'no command frobnicate' 'no such command' dossier frobnicate
refuses 2 'no command shwo; did you mean .dossier show' 'a slip' dossier shwo JBS-2026-AAAAAA
refuses 2 'no command task dnoe; did you mean .dossier task done' 'a slip in the second word' dossier task dnoe
refuses 2 'no command task frobnicate; there are list, ' 'no such verb' dossier task frobnicate
refuses 2 'no command task dnoe; did you mean' 'nor is there help about it' dossier help task dnoe
refuses 2 'option --chanel; did you mean --channel' 'a slip in an option' dossier log --chanel email
refuses 2 'unknown option --mail; did' 'what follows it is not told' dossier log --mail=anna@example.org
refuses 2 '^dossier: ' 'an option without its value' dossier log --org
refuses 2 'usage: dossier show REF' 'an operand too few' dossier show
refuses 2 'usage: dossier show REF; word 2 after dossier show is one too many' 'an operand too many' dossier show JBS-2026-AAAAAA JBS-2026-BBBBBB
refuses 2 'channel is one of email, post' 'a word that is none of those' dossier log --org jcc --channel fax
is "$(grep -c fax "$TMP/err")" 0 'is not told'
for noun in letter task archive register; do
	ok "$noun alone" dossier "$noun"
	is "$(cat "$TMP/out")" "$(dossier help "$noun")" "tells all that is done with $noun"
	is "$(dossier "$noun" -h)" "$(dossier --help "$noun")" "$noun -h, --help $noun"
done
refuses 2 'belongs to --explain' 'a day of receipt is not as of another' dossier deadline 2026-03-05 --as-of 2026-03-01
refuses 75 'cannot write the output' 'a full disk behind the output' sh -c 'dossier help >/dev/full'
refuses 75 'cannot write the output' 'an output that is closed' sh -c 'dossier help >&-'
refuses 75 'cannot write the output' 'the input closed too' sh -c 'dossier help <&- >&-'
ok 'one that is not needed may be' sh -c 'dossier help 2>&-'
if command -v mandoc >/dev/null; then
	mkdir "$TMP/pages"
	awk -v dir="$TMP/pages" '/^\.\\" [a-z-]*\.1$/ { f = dir "/" $2 } { print > f }' "$TMP/man"
	is "$(mandoc -Tlint -Wwarning "$TMP"/pages/*.1 2>&1)" '' 'mandoc finds nothing in the man pages'
	is "$(find "$TMP/pages" -type f | wc -l)" "$(($(sed 's/ .*//' "$TMP/commands" | sort -u | wc -l) + 1))" 'one for each noun'
fi

# ---- the interface in Dutch ----

# shellcheck disable=SC2016 # no command: as it is printed
dutch='er is geen opdracht frobnicate; `dossier help` noemt ze'
refuses 2 "$dutch" 'LANG says Dutch' env LANG=nl_NL.UTF-8 dossier frobnicate
refuses 2 "$dutch" '--lang says so' dossier --lang nl frobnicate
refuses 2 'there is no command' '--lang goes before LANG' env LANG=nl_NL.UTF-8 dossier --lang=en frobnicate
refuses 2 'lang (of the interface )?is (one of )?nl' 'a language there is not' dossier --lang fr list
refuses 2 'lang (of the interface )?is (one of )?nl' 'nor behind a command that has no --lang of its own' dossier list --lang fr
refuses 2 'lang needs a value' 'a language that is not said' dossier --lang
ok 'dates are explained' env LANG=nl_NL.UTF-8 dossier deadline 2026-01-31
is "$(sed -n 's/^2026-03-02  \(2026.*\)  .*/\1/p;1p' "$TMP/out" | tr -s ' ' | tr '\n' '|')" 'ontvangen 2026-01-31|2026-03-01 is een zondag: de dag erna |' 'in Dutch'
is "$(dossier --lang nl help --json)" "$(dossier help --json)" 'JSON is English'
is "$(dossier --lang nl help --mdoc)" "$(dossier help --mdoc)" 'and so is the man page'

# ---- on a terminal, and not ----

# terminal LINES COLUMNS COMMAND...: what it shows on one; a pager marks what goes through it.
terminal() {
	PAGER='sed s/^/P:/' python3 tests/terminal.py "$@"
}
is "$(terminal 10 100 dossier help | sed 's/.*\(P:.*\)/\1/' | grep -c '^P:')" "$(dossier help | wc -l)" 'what is more than a screen goes through the pager'
is "$(terminal 500 100 dossier help | grep -c '^P:')" 0 'what is not does not'
is "$(terminal 10 100 dossier --no-pager help | grep -c '^P:')" 0 'nor with --no-pager'
is "$(PAGER='cat' python3 tests/terminal.py 10 100 dossier help | wc -l)" "$(dossier help | wc -l)" 'nor with cat for one'
terminal 10 100 dossier show nothing --home "$TMP/nowhere" >"$TMP/out"
is "$? $(grep -c 'no installation' "$TMP/out")" '3 1' 'its exit status is its own, and what is wrong is told'
is "$(terminal 24 40 dossier --no-pager refuse --list | LC_ALL=C.UTF-8 wc -L)" 40 'a table keeps to a terminal of 40 columns'
is "$(COLUMNS=40 dossier refuse --list | awk 'NR > 1 && length($0) < 60' | wc -l)" 0 'in a pipe a row is a line'
ok 'a pipe that is closed is no error' sh -c 'dossier refuse --list 2>&1 >/dev/null | head -c 1 >/dev/null; dossier refuse --list | head -n 1 >/dev/null'
is "$(cat "$TMP/err")" '' 'nothing is said of it'

# ---- what a program reads ----

like "$(dossier --version)" '^dossier [0-9]+\.[0-9]+\.[0-9]+ \(git [0-9a-f]+|unknown, libpq [0-9.]+, schema [0-9]+\)$' 'dossier --version'
is "$(dossier version)" "$(dossier --version)" 'dossier version'
# shellcheck disable=SC2012 # names of ours
is "$(dossier version --json | json 'v["schema"]')" "$(ls sql/migrations | tail -n 1 | sed 's/_.*//; s/^0*//')" 'its schema is the newest'
for shape in version help; do
	dossier $shape --json >"$TMP/json"
	schema_check docs/json/$shape.schema.json "$TMP/json"
	result "$shape --json: $shape"
done
refuses 2 '^\{"type":"error","code":"usage","exit_status":2,"message":"usage: dossier show REF; .dossier show --help. tells more","hint":"dossier show --help"\}$' 'an error as one object' dossier show --json
schema_check docs/json/error.schema.json "$TMP/err"
result 'error: error'
refuses 2 '^\{"type":"error","code":"usage",.*"hint":"dossier help"\}$' 'in English, of what is no command too' env LANG=nl_NL.UTF-8 dossier frobnicate --json
refuses 3 '^\{"type":"error","code":"not-found","exit_status":3,' 'and of what fails' dossier --home "$TMP/nowhere" list --output=json
refuses 2 'dry-run: this changes nothing' 'what changes nothing is not tried' dossier list --dry-run
refuses 2 'dry-run: .* .dossier show .REF. shows' 'of more than a transaction its preview is named' dossier archive build JBS-2026-AAAAAA --dry-run
# what prints no list says so before it looks for anything; shellcheck disable=SC2086 # a command of two words
json '"\n".join(" ".join([c["noun"], c["verb"] or "", *["X"] * len([w for w in (c["arguments"] or "").split() if w[0] != "["])]) for c in v if c["lists"] is None and "FILE" not in (c["arguments"] or ""))' <"$TMP/table" |
	while read -r command; do
		# shellcheck disable=SC2086
		dossier $command --output csv --home "$TMP/nowhere" >"$TMP/said" 2>&1
		[ "$? $(grep -c 'csv is for a list, and this prints none' "$TMP/said")" = '2 1' ] || echo "# $command: $(cat "$TMP/said")"
	done >"$TMP/out"
is "$(cat "$TMP/out")" '' 'what is no list is not shown as one'
refuses 2 'plain is for a list' 'nor the half of a command that is none' dossier refuse JBS-2026-AAAAAA --output plain
ok 'the other half is' dossier refuse --list --output csv
refuses 2 'fields is for .*prints none' 'nor the check of a file' dossier connector check templates/connectors/stripe.json --fields check
refuses 2 'something else reads standard input' 'one reader of a stream' sh -c 'dossier log --input - --from - </dev/null'
refuses 2 'one transaction, which this is not' 'a batch of what is more' sh -c 'dossier list --input - </dev/null'
refuses 2 'operands stand in its lines' 'a batch with an operand beside it' sh -c 'dossier note JBS-2026-AAAAAA --input - </dev/null'
refuses 2 'printed there: name a file' 'a file among results' dossier audit checkpoint --out -
refuses 2 'printed there: name a file' 'a file among JSON' dossier archive get JBS-2026-AAAAAA - --json
is "$(dossier help --all | head -n 1; echo $?)" "$(dossier help | head -n 1)
0" 'whoever reads a line only is told no error'

# ---- dates, without an installation ----

HOME=$TMP/nobody dossier deadline 2026-01-31 --calendar nl --json >"$TMP/deadline.json"
deadline() {
	json "$1" <"$TMP/deadline.json"
}
is "$(deadline '{k: v[k] for k in ("calendar", "received", "deadline", "extended", "promise")}')" \
	'{"calendar": "nl", "received": "2026-01-31", "deadline": "2026-03-02", "extended": "2026-04-30", "promise": null}' 'deadline 2026-01-31 --calendar nl --json'
is "$(deadline 'len(v["steps"]) > 2 and all(set(s) >= {"rule", "source", "date"} for s in v["steps"])')" true 'its steps have rule, source and date'
is "$(dossier deadline 2026-01-31 --promise 4w --json | json 'v["promise"]')" 2026-02-28 'a promise of four weeks is no term of law: it ends on a Saturday'
refuses 2 'two days' 'a day that can be misread' dossier deadline 1/2/2026
ok 'a day as people write it' dossier deadline 31-1-2026
is "$(cat "$TMP/err")" 'the day of receipt: Saturday 31 January 2026' 'is said back in full'
refuses 2 'does not exist' 'the 30th of February' dossier deadline 2026-02-30
refuses 3 'calendar' 'a calendar that is not there' dossier deadline 2026-01-31 --calendar fr
# retention WHAT PYTHON EXPECTED ARGUMENT...: what it says of a basis.
retention() {
	what=$1 python=$2 expected=$3
	shift 3
	is "$(HOME=$TMP/nobody dossier retention "$@" --json | json "$python")" "$expected" "retention: $what"
}
ends='[[b["last_day"], b["may_go"], b["must_go"]] for b in v["bases"]]'
retention 'the books' "$ends" '[["2029-12-31", "2030-01-01", null]]' NL-AWR52 --from 2022-03-01
retention 'destroyed unasked' "$ends" '[["2029-02-28", "2029-03-01", "2029-03-01"]]' NL-WWFT33 --from 2024-02-29
retention 'a book year that is broken' "$ends" '[["2033-12-31", "2034-01-01", null]]' SE-BFL --from 2025-07-01 --book-year-ends 06-30
retention 'the latest end wins' 'v["longest"]' '{"basis": "BE-VAT60", "last_day": "2034-12-31"}' BE-WER86,BE-VAT60 --from 2024-07-12
retention 'a book year is of those that count with one' "$ends" '[["2032-12-31", "2033-01-01", null], ["2033-12-31", "2034-01-01", null]]' NL-WAGE,SE-BFL --from 2025-07-01 --book-year-ends 06-30
retention 'a norm holds nothing' '[v["longest"], [b["may_go"] for b in v["bases"]]]' '[null, [null, null]]' NL-SOLL,NL-CAM --from 2024-07-12
retention 'what lies ahead has a rule and no date' '[v["bases"][0]["ahead"], {s["date"] for s in v["bases"][0]["steps"]} == {None}, v["longest"]]' \
	'[true, true, {"basis": "NL-WWFT33", "last_day": null}]' NL-WWFT33
retention 'and so has a day to come' 'v["bases"][0]["ahead"]' true NL-WWFT33 --from 2199-01-01
like "$(dossier retention NL-AWR52,NL-OSS --from 2022-03-01)" '^the latest end wins: NL-OSS, kept through 2032-12-31$' 'retention: in words'
like "$(dossier retention NL-CAM --from 2022-03-01)" '^no hold +it keeps nothing against' 'retention: that a norm is no hold'
like "$(dossier --lang nl retention NL-WWFT33 --from 2026-03-15)" '^2031-03-15  dan wordt het vernietigd' 'retention: in Dutch'
like "$(dossier retention NL-AWR52 --from 2025-02-10 --book-year-ends 06-30 2>&1)" '^warning: .*does not say where the period of a broken book year begins' 'retention: what the law leaves open'
refuses 2 '^dossier: there is no basis of retention NL-AWR53; did you mean NL-AWR52\?$' 'a basis there is not' dossier retention NL-AWR53
refuses 2 'say its last day, --book-year-ends' 'a book year that is needed' dossier retention SE-BFL --from 2025-01-01
refuses 2 'NL-OSS counts from no book year' 'and one that is not' dossier retention NL-OSS --book-year-ends 06-30
refuses 2 'written MM-DD' 'a book year that is none' dossier retention SE-BFL --book-year-ends 31-06
refuses 2 '2019-12-31 is before that law' 'an event before its law' dossier retention NL-WGBO --from 2019-12-31
refuses 2 '2026-02-30 does not exist' 'a day that is none' dossier retention NL-AWR52 --from 2026-02-30
refuses 2 'give a basis' 'no basis' dossier retention
refuses 3 'no installation in .*dossier init' 'no installation' dossier --home "$TMP/nowhere" list

# ---- every command with --json ----

pg_start
sql postgres -c 'CREATE DATABASE dossier'
installation "$(pg_uri dossier)" || exit 1
like "$(cat "$TMP/init")" '^making the tables$' 'init says each step'
like "$(tr '\n' ' ' <"$TMP/init")" "configuration: $DOSSIER_HOME/dossier.conf   database: .*   keys, [^:]*: $DOSSIER_HOME/keys .*/secrets .*/checkpoints" 'where everything is'
sed -n 's,.*: \(/[^ ]*\)$,\1,p' "$TMP/init" >"$TMP/places"
is "$(while read -r place; do [ -e "$place" ] || echo "$place"; done <"$TMP/places")" '' 'and there it is'
refuses 4 'already' 'an installation is made once' dossier init
for address in 'postgresql://u:geheim@localhost/d' 'host=localhost password=geheim'; do
	refuses 2 'holds a password.*passfile=FILE' 'no password among the words of a command' dossier init --database "$address" --home "$TMP/none"
	is "$(grep -c geheim "$TMP/err")" 0 'which is not told'
done
dossier config show --origin --json >"$TMP/json"
schema_check docs/json/config.schema.json "$TMP/json"
result 'config show --json: config'
is "$(json '[r["origin"].rpartition("/")[2].split(":")[0] for r in v if r["key"] in ("home", "slots")]' <"$TMP/json")" '["DOSSIER_HOME", "dossier.conf"]' 'config show says where each was said'
is "$(dossier config show --home "$DOSSIER_HOME" --json | json 'v[0]["origin"]')" --home 'an option goes before the environment'
ok 'config check finds nothing' dossier config check
dossier config check --json >"$TMP/json"
ok 'config check --json: config-check' schema_check docs/json/config-check.schema.json "$TMP/json"
mkdir "$TMP/wrong"
printf 'slot = 2\nmode = one\nslots = many\ndatabase = postgresql://u:geheim@localhost/d\n' >"$TMP/wrong/dossier.conf"
dossier config check --home "$TMP/wrong" --json >"$TMP/json" 2>"$TMP/err"
is "$? $(json '[r["line"] for r in v], "did you mean slots?" in v[0]["problem"]' <"$TMP/json")" '1 ([1, 3], True)' 'all mistakes at once, with what was meant'
sed -i '/slot/d' "$TMP/wrong/dossier.conf"
is "$(dossier config show --home "$TMP/wrong" | grep -c geheim)" 0 'a password is not shown'
# keeps SHAPE COMMAND...: it succeeds, says nothing on standard error, and its JSON has the shape, which its row names.
: >"$TMP/kept"
keeps() {
	shape=$1
	shift
	status=0 schema=docs/json/$shape.schema.json
	[ "$shape" != register ] || schema=templates/registers/register.schema.json
	echo "$shape $1 ${2:-}" >>"$TMP/kept"
	dossier "$@" --json >"$TMP/json" 2>"$TMP/err" || status=$?
	{ [ $status -eq 0 ] || [ "${lenient:-}" = $status ]; } && [ ! -s "$TMP/err" ] && schema_check "$schema" "$TMP/json" 2>>"$TMP/err"
	result "$* --json: $shape" || sed 's/^/# /' "$TMP/err"
}
json_of() {
	json "$1" <"$TMP/json"
}
keeps register-templates register templates
is "$(json_of '" ".join(t["from"] for t in v)')" 'jbsync jcc jouwbot maila zivver' 'five registers are in the program'
dossier --home "$TMP/none" register new jcc "$TMP/new.json" >"$TMP/out" 2>"$TMP/said"
ok 'register new writes one, wherever one is' cmp "$TMP/new.json" templates/registers/jcc.json
like "$(cat "$TMP/said")" "^wrote $TMP/new.json: .*dossier register check $TMP/new.json" 'and says what comes next'
refuses 4 'there already' 'never over another' dossier register new maila "$TMP/new.json"
dossier register new maila - >"$TMP/printed"
ok 'or prints it' cmp "$TMP/printed" templates/registers/maila.json
refuses 3 'register templates. lists them' 'one that is none' dossier register new register.schema
edit templates/registers/jbsync.json '
v["controllers"] = [{"id": "acme", "name": "Acme B.V.", "contact": {"email": "avg@acme.example"}, "language": "nl"}]' >"$TMP/register.json"
keeps register-check register check "$TMP/register.json"
is "$(json_of 'v["labels"]')" '{"drafts": 0, "missing": 0}' 'every name of it is there'
edit "$TMP/register.json" '
app = next(s for s in v["systems"] if s["id"] == "app")
del app["collections"][0]["label"]
app["collections"][0]["columns"]["tenant_id"] = {}' >"$TMP/unnamed.json"
keeps register-label register label jbsync --register "$TMP/unnamed.json"
is "$(json_of '[(r["collection"], r["column"], r["state"], r["nl"]) for r in v]')" '[["customers", null, "missing", "Klantgegevens"], ["customers", "tenant_id", "missing", "Nummer van de huurder"]]' 'what has no name, with a draft'
dossier register label jbsync "$TMP/named.json" --register "$TMP/unnamed.json" >"$TMP/out" 2>"$TMP/said"
like "$(cat "$TMP/said")" "^wrote $TMP/named.json: .*dossier register check $TMP/named.json" 'is written to a file of its own'
refuses 4 'there already' 'over none' dossier register label jbsync "$TMP/named.json"
like "$(dossier register check "$TMP/named.json" | tail -n 1)" ': 2 to look at, 0 missing' 'and counted until somebody has looked'
is "$(dossier register label jbsync --register "$TMP/named.json" --json | json 'sorted({r["state"] for r in v})')" '["draft"]' 'as it is in the list'
is "$(dossier register label jbsync --register "$TMP/named.json")" "$(dossier register label jbsync --register "$TMP/named.json" 2>&1)" 'which is no error'
refuses 1 'is of jbsync, not of jcc' 'the register of another' dossier register label jcc --register "$TMP/named.json"
keeps register-load register load "$TMP/register.json"
keeps register-diff register diff jbsync templates/registers/jbsync.json
is "$(json_of 'len(v)')" 1 'the diff is one line'
keeps register register show jbsync
keeps connectors connector list
keeps checks connector check jbsync
keeps connector-file connector check templates/connectors/stripe.json
keeps checks doctor
echo 'een heel lang wachtwoord' >"$TMP/words.txt"
keeps backup-made backup make "$TMP/backup.age" --passphrase "$TMP/words.txt"
keeps backup backup check "$TMP/backup.age" --passphrase "$TMP/words.txt"
sql postgres -c 'CREATE DATABASE restored'
keeps backup backup restore "$TMP/backup.age" --passphrase "$TMP/words.txt" --home "$TMP/restored" --database "$(pg_uri restored)"
keeps replay replay --since 2026-11-01
keeps keys key list
keeps key-rotated key rotate --confirm
keeps user user add daemon
keeps user user role daemon handler --org jbsync
keeps users user list
keeps user user known daemon --org jbsync --id customer_id=K9
keeps user user away daemon --until 2026-12-24 --deputy "$(id -un)"
keeps user user away daemon --back
refuses 2 'no system of the register of jbsync searches by this kind: expected one of' 'a kind nobody searches by' dossier log --org jbsync --right access --id foo=1
refuses 2 'a day after the receipt' 'born after they asked' dossier log --org jbsync --right access --email a@b.nl --born 2027-01-01
keeps show log --org jbsync --right access --right portability --email a@b.nl --received 2026-03-05 --channel post --lang en --answer-by post --note 'belde eerst'
REF=$(json_of 'v["reference"]')
is "$(dossier log --again --org jbsync --right access --right portability --email a@b.nl --received 2026-03-05 2>/dev/null | grep -cxE 'JBS-2026-[0-9A-HJKMNP-TV-Z]{6}')" 1 'log prints the reference alone'
is "$(json_of 'all(k in v for k in ("reference", "organisation", "rights", "status", "received", "deadline", "extended", "promise", "tasks"))')" true 'show has what the contract names'
keeps plan plan "$REF"
is "$(json_of 'all(set(t) >= {"system", "action", "state", "outcomes"} for t in v["tasks"]) and all(set(l) >= {"category", "recipient", "reason"} for l in v["left_out"])')" true 'plan has what the contract names'
keeps request assign "$REF" daemon
keeps request note "$REF" 'een notitie'
keeps mandate mandate "$REF"
dossier user role "$(id -un)" dpo --org jbsync >/dev/null 2>&1
keeps request advise "$REF" --text 'Geef geen namen van collega'\''s.'
keeps inform inform "$REF"
keeps agents agent add --org jbsync --agent MYPRIVACY --evidence written-mandate --until 2027-01-01
keeps agents agent list
keeps agents agent end --org jbsync --agent MYPRIVACY
keeps agent-answered agent answer --org jbsync --agent MYPRIVACY
keeps hold hold add "$REF" --basis NL-AWR52 --from 2022-03-01 --category JBS-C02
HOLD=$(json_of 'v["hold"]')
keeps holds hold list jbsync
keeps hold hold show "$HOLD"
keeps hold-check hold check jbsync
keeps hold-ddl hold ddl jbsync app
keeps hold hold release "$HOLD" --reason 'betaald'
dossier log --org jbsync --right objection --marketing --email listed@example.org >/dev/null 2>&1
keeps suppressed suppressed jbsync --email listed@example.org
keeps suppressions suppressed list jbsync
keeps suppressed-findings suppressed findings jbsync
keeps suppressed-ended suppressed end "$(dossier list --org jbsync --person listed@example.org --json | json 'v[0]["reference"]')" --opt-in 'weer aangevinkt'
keeps work-preview work --dry-run
is "$(json_of '[len(v["requests"]), v["tasks"], "'"$REF"'" in v["requests"]]')" '[3, [], true]' 'work --dry-run tells what is planned first'
keeps work work
keeps show show "$REF"
keeps decisions show "$REF" --decisions
keeps receipts show "$REF" --receipts
like "$(dossier show "$REF" 2>&1 | tail -1)" '^next: ' 'what is next stands below, also in one pipe'
keeps plan plan "$REF"
keeps tasks task list
keeps task task show "$REF" vps
keeps task-said task 'done' "$REF" vps --nothing
keeps task-said task reopen "$REF" vps
keeps task-said task 'done' "$REF" vps --nothing
keeps task-said task skip "$REF" google --ground 'geen contract meer'
keeps task-said task retry "$REF" microsoft
FAILING=$(sql dossier -c "SELECT min(task_id) FROM task WHERE state = 'asked'")
sql dossier -c "UPDATE task SET state = 'ready', not_before = now() + interval '1 hour', error = 'unopened' WHERE task_id = $FAILING" >/dev/null
keeps tasks task list
is "$(json_of '[(t["error"] != None, t["next_try"] != None) for t in v if t["state"] == "failing"]')" '[[true, true]]' 'of a system that failed it is not said that it is ready'
is "$(dossier today --json | json '[(r["code"], r["command"][:4]) for r in v if r["what"] == "system"]')" '[["check", ["dossier", "connector", "check", "jbsync"]]]' 'today names it'
sql dossier -c "UPDATE task SET state = 'asked', not_before = NULL, error = NULL WHERE task_id = $FAILING" >/dev/null
keeps work work
# what is demanded stands in the usage line; shellcheck disable=SC2086 # words
json '"\n".join(" ".join(w for w in (c["noun"], c["verb"]) if w) for c in v if c["demands"] and c["noun"] != "log")' <"$TMP/table" |
	while read -r command; do
		[ "${command#task}" = "$command" ] && operands=$REF || operands="$REF vps"
		# shellcheck disable=SC2086
		dossier $command $operands >/dev/null 2>"$TMP/err" && echo "# $command demands nothing"
		# shellcheck disable=SC2086
		dossier $command --help >"$TMP/usage"
		grep -oE -- '--[a-z-]+' "$TMP/err" | grep -vxE -- '--(help|category|decisions)' | while read -r option; do
			head -n 3 "$TMP/usage" | grep -qF -- "$option" || echo "# $command: $option"
		done
	done >"$TMP/out"
is "$(cat "$TMP/out")" '' 'what a command demands stands in its usage line'
keeps list list
is "$(dossier list --fields deadline,reference --output jsonl | head -n 1)" "$(json_of '"{\"deadline\":\"%s\",\"reference\":\"%s\"}" % (v[0]["deadline"], v[0]["reference"])')" \
	'fields of a list, in their order, a line a record'
is "$(dossier list --fields reference,handler --output csv | tr -d '\r' | head -n 1)" reference,handler 'csv has a heading'
is "$(dossier list --output plain | awk -F '\t' 'NF == 10 && $1 ~ /^JBS-/' | wc -l)" "$(json_of 'len(v)')" 'plain: a line a record, and nothing else'
refuses 2 '^dossier: --fields takes some of reference, .*organisation' 'a field that is not there' dossier list --fields reference,nope
refuses 2 'table, plain, csv, json, jsonl' 'a form that is none' dossier list --output yaml
keeps list list --person A@B.nl
is "$(json_of 'len(v)')" 2 'a person is found whatever the case of the address'
keeps list due
keeps today today
is "$(json_of '[(r["what"], r["code"], r["reference"] == "'"$REF"'") for r in v]')" '[["due", "task", false], ["waits", "task", false]]' 'what waits for me or nobody, and not for another'
json_of '"\n".join(" ".join(r["command"]) for r in v)' >"$TMP/offered"
printf 'nothing\n\n%.0s' 1 2 3 4 5 6 7 8 9 >"$TMP/answers"
while read -r command; do
	ok "which is accepted: $command" sh -c "$command --dry-run <$TMP/answers"
done <"$TMP/offered"
keeps next next "$REF"
is "$(json_of 'v["command"]')" "[\"dossier\", \"task\", \"done\", \"$REF\", \"support-mailbox\", \"--action\", \"collect\", \"--interactive\"]" 'the one thing to do now'
is "$(dossier list --json | json '{r["status"] for r in v} == {"waiting"} and [[r["rights"], r["person"], r["due_is"]] for r in v if r["reference"] == "'"$REF"'"][0]')" '[["access", "portability"], "a@b.nl", "deadline"]' 'while somebody has to answer it is not collected'
is "$(dossier list --state collected --json)" '[]' 'nor found as such'
is "$(dossier list --state waiting --json | json 'len(v)')" 3 'but as waiting'
keeps grounds refuse --list
keeps causes cause --list
keeps retention-bases retention --list
keeps retention retention NL-AWR52,SE-BFL --from 2022-03-01 --book-year-ends 12-31
keeps lookup lookup "$REF" --quiet
keeps verify verify "$REF"
keeps deadline verify "$REF" --method counter --result passed
keeps deadline fee "$REF" --warn --amount 10 --ground excessive-12-5 --facts 'het vijfde in een maand' --costs 'een half uur' --until 2026-03-20
keeps letters letter list "$REF"
LETTER=$(json_of 'v[-1]["id"]')
keeps letter letter show "$REF" "$LETTER"
keeps letter-recorded letter sent "$REF" "$LETTER"
like "$(json_of 'v["warnings"]')" "nothing shows that letter $LETTER was taken out.*letter get $REF $LETTER" 'a warning stands in it'
keeps letter-recorded letter bounced "$REF" "$LETTER"
refuses 75 'cannot write the output' 'nor does a letter that goes nowhere look taken out' sh -c "dossier letter get $REF $LETTER >&-"
keeps refuse refuse "$REF" --right access --category JBS-C02 --ground others-15-4 --facts x --necessity x --proportionality x
keeps show show "$REF"
keeps deadline deadline --explain "$REF"
keeps archive archive build "$REF"
known "$REF" >/dev/null
keeps archive-taken archive get "$REF" "$TMP/CONCEPT-a.zip"
for system in $(dossier task list --json | json '" ".join(t["system"] for t in v if t["reference"] == "'"$REF"'")'); do
	dossier task 'done' "$REF" "$system" --nothing || dossier task skip "$REF" "$system" --ground 'geen gegevens'
done
DOSSIER_NOW=2026-03-10T12:00:00+01:00
keeps archive archive build "$REF"
keeps show answer "$REF"
like "$(json_of 'v["warnings"]')" "nothing shows that the archive was taken out.*archive get $REF" 'a warning stands in it'
dossier archive get "$REF" - >"$TMP/stream.zip" 2>"$TMP/err"
is "$? $(unzip -tqq "$TMP/stream.zip" && echo whole) $(head -n 1 "$TMP/err" | cut -c1-28)" '0 whole wrote standard output: it ho' 'an archive goes where a pipe leads'
OTHER=$(dossier log --org jbsync --right access --email c@d.nl --received 2026-03-05 2>/dev/null)
dossier work >/dev/null 2>&1
dossier task 'done' "$OTHER" vps --nothing
dossier task skip "$OTHER" google --ground 'geen contract meer'
keeps undo undo "$OTHER"
# what it offers is taken when it is pasted
json '"\n".join(r["command"] for r in v)' <"$TMP/json" >"$TMP/offered"
is "$(sed 's/^dossier //; s/ JBS-.*//' "$TMP/offered" | tr '\n' ,)" 'task retry,task reopen,plan,close,correct,correct,' 'what was skipped, handed in, given and logged can be taken back'
grep -vE 'DATE|LANGUAGE' "$TMP/offered" >"$TMP/offered.ready" # which are for who asks to say
while read -r command; do
	eval "$command" >/dev/null 2>"$TMP/err" || { echo "# $command"; sed 's/^/# /' "$TMP/err"; }
done <"$TMP/offered.ready" >"$TMP/out"
is "$(cat "$TMP/out")" '' 'by commands that do it'
is "$(dossier undo "$OTHER" --json | json '[r["command"].split()[1] for r in v]')" '["reopen", "correct"]' 'of one that ended that, and its day of receipt'
keeps report report 2026-03
is "$(json_of 'v["organisations"][0]["total"]["entered_by_mistake"]')" 1 'one entered by mistake is counted apart'
ok 'report --format csv' dossier report 2026-03 --format csv
refuses 2 'format is one of text, html, csv' 'no such format' dossier report 2026-03 --format doc
keeps events audit list
keeps metrics metrics
keeps audit-verify audit verify
dossier audit verify --json --progress json >/dev/null 2>"$TMP/err"
is "$(head -n 1 "$TMP/err" | json '[v["type"], v["doing"], v["done"] > 0]')" '["progress", "events checked", true]' 'progress as JSON lines'
is "$(dossier audit verify 2>&1 >/dev/null)" '' 'without a terminal, none of what takes no time'
like "$(terminal 24 100 dossier audit verify)" 'events checked: [0-9]+ of [0-9]+' 'on a terminal, how far it is'
is "$(terminal 24 100 dossier audit verify -q | grep -c checked)" 0 'with -q none'
like "$(dossier list -v 2>&1 >/dev/null)" "^the installation in $DOSSIER_HOME, as " 'with -v more is said'
refuses 2 'one of --quiet and --verbose' 'not both' dossier list -qv
keeps audit-checkpoint audit checkpoint
CHECKPOINT=$(json_of 'v[0]["file"]')
keeps audit-key audit key
keeps audit-prove audit prove "$REF" --since "$CHECKPOINT"
keeps user user disable daemon
refuses 4 'server of its own administrator' 'db start knows whose server it is' dossier db start
keeps db-status db status
keeps db-upgrade db upgrade

dossier letter get "$REF" "$LETTER" --json >"$TMP/json"
ok 'letter get --json: letter-taken' schema_check docs/json/letter-taken.schema.json "$TMP/json"
# ---- a batch ----

cat >"$TMP/batch.jsonl" <<'EOF'
{"right": "access", "email": "een@vogel.example", "received": "2026-03-05"}
{"right": ["access", "erasure"], "email": ["twee@vogel.example", "drie@vogel.example"], "marketing": false}

{"right": "access", "emial": "vier@vogel.example"}
{"right": "access",
{"right": "acces", "email": "vijf@vogel.example"}
{"org": "nergens", "right": "access", "email": "zes@vogel.example"}
EOF
requests() {
	store 'SELECT count(*) FROM request'
}
before=$(requests)
dossier log --org jbsync --input "$TMP/batch.jsonl" --dry-run >"$TMP/tried" 2>"$TMP/err"
is "$? $(requests)" "1 $before" 'a batch that is tried is not kept'
is "$(dossier log --org jbsync --right access --email tried@example.org --dry-run 2>&1 >/dev/null | grep -v 'is not to be read')" 'tried, and not kept (--dry-run)' 'of one that is tried nothing is next'
dossier log --org jbsync --input - <"$TMP/batch.jsonl" >"$TMP/json" 2>"$TMP/err"
is "$? $(requests)" "1 $((before + 2))" 'of a batch what can be done is, a transaction each'
like "$(cat "$TMP/err")" '"message":"standard input: 4 of 6 lines failed: each' 'and the rest is counted'
python3 - "$TMP/json" "$TMP/tried" <<'EOF' >"$TMP/out"
import json, sys
for path in sys.argv[1:]:
    lines = [json.loads(line) for line in open(path)]
    print([(r["line"], bool(r["reference"]), r["error"] and (r["error"]["code"], r["error"]["place"].rpartition("/")[2])) for r in lines])
    print(lines[2]["error"]["message"].rpartition("/")[2], "|", lines[3]["error"]["message"].rpartition("/")[2])
EOF
is "$(sed -n 1,2p "$TMP/out")" "[(1, True, None), (2, True, None), (4, False, ('input', 'standard input:4')), (5, False, ('input', 'standard input:5')), (6, False, ('usage', 'standard input:6')), (7, False, ('not-found', 'standard input:7'))]
standard input:4:30: this is no option of the command; did you mean \"email\"? | standard input:5:19: not JSON: string or '}' expected near end of file" 'a result a line, with its place'
is "$(sed -n 3,4p "$TMP/out")" "$(sed -n 1,2p "$TMP/out" | sed 's/standard input/batch.jsonl/g')" 'tried, it says the same'
is "$(cat "$TMP/json" "$TMP/tried" "$TMP/err" | grep -c vogel)" 0 'and nothing of the person'
head -n 1 "$TMP/json" >"$TMP/line"
ok 'batch: batch' schema_check docs/json/batch.schema.json "$TMP/line"
sed -n 3p "$TMP/json" >"$TMP/line"
ok 'also of a line that failed' schema_check docs/json/batch.schema.json "$TMP/line"
printf '{"ref": "%s", "text": "een"}\n{"ref": "%s"}\n' "$REF" "$REF" | dossier note --input - >"$TMP/json" 2>"$TMP/err"
is "$? $(head -n 1 "$TMP/json" | json 'v["reference"]') $(sed -n 2p "$TMP/json" | json 'v["error"]["message"]')" "1 $REF standard input:2:1: expected \"text\" in this line" 'operands by their names'
head -c 70000 /dev/zero | tr '\0' ' ' | dossier note --input - >"$TMP/out" 2>"$TMP/err"
like "$? $(cat "$TMP/err")" '^1 .*standard input:1: a line of more than 65536 bytes' 'a line is bounded'
refuses 1 'not a regular file' 'a directory is no batch' dossier log --org jbsync --input /tmp

# ---- what no list of processes tells ----

HIDDEN=$(printf '# from the letter\nemail: verborgen@vogel.example\nname: Wim Vogel\n' |
	dossier log --org jbsync --right access --received 2026-03-10 --from - -q 2>"$TMP/err")
is "$(cat "$TMP/err")" '' 'with -q nothing is said'
is "$(echo verborgen@vogel.example | dossier list --person - --json | json 'v[0]["reference"]')" "$HIDDEN" 'a person comes in by standard input'
printf 'een\ntwee\n' | dossier note "$HIDDEN" -
is "$(dossier show "$HIDDEN" --json | json 'v["notes"][-1]["text"]')" 'een
twee' 'a note too'
printf 'email: wim@vogel.example\nemial: jan@vogel.example\n' >"$TMP/options"
refuses 2 'options:2: expected OPTION: VALUE' 'a file of options says where it is wrong' dossier log --org jbsync --right access --from "$TMP/options"
is "$(grep -c vogel "$TMP/err")" 0 'and nothing of the person'

# ---- tried, waited for, interrupted ----

state() { # all that is written, but for who looked
	store "SELECT (SELECT count(*) FROM request), (SELECT count(*) FROM event WHERE body NOT LIKE '%\"kind\":\"view.%'), (SELECT count(*) FROM letter)"
}
keeps deadline clarify "$HIDDEN" --doubt x --dry-run
keeps deadline correct "$HIDDEN" --language en --note x --dry-run
LATE=$(dossier log --org jbsync --right erasure --email laat@vogel.example --received 2026-02-10 2>/dev/null)
keeps deadline cause "$(known "$LATE")" --cause recipient-silent
keeps deadline close "$LATE" --ground entered-by-mistake --facts x --dry-run
keeps show decide "$LATE" --right erasure --done --proof x --dry-run
keeps deadline withdraw "$LATE" --how telefoon
keeps deadline reopen "$LATE" --reason x
before=$(state)
like "$before" '^[1-9][0-9]*.[1-9][0-9]*.[0-9]+$' 'what is written is counted'
ok 'log --dry-run' dossier log --org jbsync --right access --email droog@vogel.example --dry-run
like "$(cat "$TMP/out")" '^JBS-2026-' 'prints what it would'
like "$(cat "$TMP/err")" 'tried, and not kept' 'and says that it did not'
keeps deadline extend "$HIDDEN" --ground complexity --reason 'vijf systemen' --dry-run
is "$(json_of 'v["written"]["kind"]')" extension 'its plan is that of the command'
rejects 4 '12\(3\)' 'what is refused is refused' dossier extend "$HIDDEN" --ground complexity --dry-run
# those of no installation are tried above; approve in approve.sh, init in slips.sh, db stop in daemon.sh
json '"\n".join("%s %s %s" % (s, c["noun"], c["verb"] or "") for c in v for s in (c["shapes"] or "").split())' <"$TMP/table" >"$TMP/promised"
while read -r shape noun verb; do
	[ -f "docs/json/$shape.schema.json" ] || [ "$shape" = register ] || echo "# no schema $shape"
	case "$noun $verb" in
	'init ' | 'worker ' | 'approve ' | 'db start' | 'db stop' | 'register new' | 'config show' | 'config check' | 'version ' | 'help ' | 'letter get') continue ;;
	review\ *) continue ;; # in review.sh
	'suppressed scan') continue ;; # in objection.sh
	esac
	grep -qE "^$shape $noun( $verb|\$)" "$TMP/kept" || echo "# nobody tries $noun $verb for $shape"
done <"$TMP/promised" >"$TMP/out"
is "$(cat "$TMP/out")" '' 'every command keeps to each shape of its row'
is "$(json '[c["noun"] + " " + (c["verb"] or "") for c in v if not c["shapes"]]' <"$TMP/table")" '["daemon ", "review screen", "audit export"]' 'and three have none'
is "$(state)" "$before" 'nothing is kept'
like "$(script -qec 'dossier list --person - --no-input' /dev/null </dev/null)" 'no-input says that nobody does' 'nobody types'
python3 - "$HIDDEN" <<'EOF' >"$TMP/out" 2>&1
import os, signal, subprocess, sys, time
for words in (["note", sys.argv[1], "-"], ["list", "--person", "-"]):
    p = subprocess.Popen(["dossier", *words], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    time.sleep(1)
    p.send_signal(signal.SIGINT)
    print(p.wait(20), p.stdout.read(), p.stderr.read())
EOF
is "$(sort -u "$TMP/out")" "-2 b'' b'dossier: interrupted\\n'" 'Ctrl-C ends a command at once, also of the daemon'

# ---- exit statuses ----

refuses 3 'no such organisation' 'not found' dossier register show jouwbot
refuses 4 'no handler or officer' 'refused by a rule' dossier assign "$REF" daemon
lenient=5
export DOSSIER_NOW=2026-06-01
esc=$(printf '\033')
is "$(terminal 200 100 dossier due | grep -c "$esc\\[31m[0-9]* late$esc")" "$(dossier due 2>/dev/null | grep -c ' late ')" 'on a terminal what is late is red'
is "$(dossier due 2>&1 | grep -c "$esc")" 0 'in a pipe it is not'
is "$(NO_COLOR=1 terminal 200 100 dossier due | grep -c "$esc\\[3")" 0 'nor with NO_COLOR'
is "$(terminal 200 100 dossier due --color never | grep -c "$esc\\[3")" 0 'nor when it should never be'
like "$(dossier due --color always 2>/dev/null | grep -c "$esc\\[31m")" '^[1-9]' 'unless it is asked for'
dossier due >/dev/null 2>"$TMP/err"
# shellcheck disable=SC2016
like "$? $(tail -n 1 "$TMP/err")" '^5 dossier: something is late; record why: `dossier cause JBS-[^ ]+ --cause WORD`$' 'something is overdue'

# ---- every example of help and man is run ----

# Where examples expect it: a register and files of theirs in the directory, a request $REF with a letter $NO.
export DOSSIER_NOW=2026-11-10T10:00:00+01:00
TREE=$PWD
mkdir "$TMP/examples"
cd "$TMP/examples" || exit 1
ln -s "$DOSSIER_HOME" practice
ln -s "$TREE/templates/registers/jcc.json" loaded.json
printf 'email: anna@example.org\n' >person.txt
printf 'email: anna@work.example\n' >anna.txt
printf '{"right":"access","email":"piet@example.org"}\n' >requests.jsonl
{
	dossier user add daemon && dossier user role daemon handler
} >/dev/null 2>&1
echo found >found.pdf
printf 'name\nAnna\n' >list.csv
printf 'name=Anna\n' >corrected
printf 'name,note,kind\nAnna,nothing of jan@elders.example,klant\nAnna,,nothing\n' >rows.csv
printf 'nothing\n\n%.0s' 1 2 3 4 5 6 >answers
dossier register load loaded.json >/dev/null 2>&1
ready() { # a request that waits to be answered
	dossier work
	for system in administration portal marketing analytics; do
		dossier task 'done' "$1" "$system" --nothing
	done
	known "$1"
	dossier archive build "$1"
}
written() {
	NO=$(dossier letter list "$REF" --json | json 'v[-1]["id"]')
}
sent() {
	written && dossier letter sent "$REF" "$NO"
}
reviewed() { # FILE: it was found, and what is found of it is item $NO
	dossier work
	dossier task 'done' "$REF" portal --category JCC-C06 --file "$1"
	NO=$(dossier review list "$REF" --json | json 'v["items"][-1]["item"]')
}
given() { # what an example needs beside a request that was logged
	case $1 in
	*' review undo '*)
		reviewed rows.csv && dossier review pass "$REF" --item "$NO"
		NO=$(dossier review list "$REF" --json | json 'v["said"][0]["said"]')
		;;
	*' review '*) reviewed rows.csv ;;
	*' task reopen '*) dossier work && dossier task 'done' "$REF" portal --nothing ;;
	*' task list'*) ;;
	*' task '*) dossier work ;;
	*' backup make '*) rm -f backup.age ;;
	*' backup check '*) rm -f backup.age && echo woorden >words.txt && dossier backup make backup.age --passphrase words.txt ;;
	*' backup restore '*) mkdir again ;; # which is there already
	*' lookup '*' --last') dossier lookup "$REF" ;;
	*' archive '* | *' answer '*) ready "$REF" ;;
	*' letter bounced '*) dossier verify "$REF" --doubt twee --method code-to-address && sent ;;
	*' letter list '*) ;;
	*' letter '*) dossier verify "$REF" --doubt twee --method code-to-address && written ;;
	*' reopen '*) dossier withdraw "$REF" --how telefoon ;;
	*' --charge '*)
		dossier fee "$REF" --warn --amount 12 --ground excessive-12-5 --facts vijf --costs uren --until 2026-11-30 && sent
		;;
	*' --notice-sent '*) DOSSIER_NOW=2026-11-09 dossier extend "$REF" --ground complexity --reason vijf ;;
	*' --letter-sent'*) dossier close "$REF" --ground misdirected --facts naamgenoot --letter ;;
	*' user away '*' --back') dossier user away bin --from 2026-12-21 --until 2027-01-01 --deputy daemon ;;
	*' user away '*) dossier user role bin handler ;;
	*' advise '*) dossier user role "$(id -un)" dpo ;;
	*' cause '*' --take-back '*) dossier cause "$REF" --cause recipient-silent ;;
	*' decide '*) known "$REF" ;;
	*' audit checkpoint '*) rm -f checkpoint.txt ;;
	*' audit verify --checkpoint '*) dossier audit checkpoint --org jcc --out checkpoint.txt ;;
	esac >/dev/null 2>&1
}
persons=0
json '"\n".join("%s\t%s" % (" ".join(["0", *(line.split()[0] for line in c["exits"])]), e) for c in v for e in c["examples"])' <"$TMP/table" >"$TMP/lines"
while IFS='	' read -r exits line; do
	export REF NO
	persons=$((persons + 1)) right=access received=2026-11-02 input=answers
	case $line in
	*' --transfer-to '*) right=portability ;;
	*' --set - '*) right=rectification input=corrected ;;
	*' decide '*) right=erasure ;;
	*' cause '*) received=2026-10-12 ;;
	esac
	case $line in
	*"\$REF"*) REF=$(dossier log --org jcc --right $right --email "anna$persons@example.org" --received $received 2>/dev/null) ;;
	esac
	given "$line"
	line=$(echo "$line" | sed 's/ anna\( \|$\)/ bin\1/; s/ bert\( \|$\)/ daemon\1/')
	case $line in
	'dossier worker'* | 'dossier daemon'*) limit=2 ;; # they run until they are told to end
	*) limit=60 ;;
	esac
	status=0
	timeout --preserve-status $limit sh -c "exec $line" <"$input" >"$TMP/out" 2>"$TMP/err" || status=$?
	case " $exits " in
	*" $status "*) ;;
	*) echo "# $status: $line" && sed 's/^/#   /' "$TMP/err" ;;
	esac
done <"$TMP/lines" >"$TMP/failed"
cd "$TREE" || exit 1
is "$(($(wc -l <"$TMP/lines") > 60)) $(cat "$TMP/failed")" '1 ' 'every example is accepted, or ends as its help says'

# ---- completion, in bash itself ----

# typed WORD...: what bash offers for the last of these words, on a line.
typed() {
	bash -c '. src/cli/complete.bash; COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)); _dossier dossier; echo "${COMPREPLY[@]}"' bash dossier "$@" 2>"$TMP/err"
}
offers() { # WANTED TEXT WORD...
	wanted=$1 text=$2
	shift 2
	is "$(typed "$@"; cat "$TMP/err")" "$wanted" "completion: $text"
}
before=$(store 'SELECT count(*) FROM event')
offers 'log list lookup letter' 'commands' l
offers 'reopen retry' 'what is done with a thing' task re
offers '--right --received' 'options' log --r
offers 'access' 'what a value may be' log --right ac
offers 'access' 'also behind =' log --right = ac
offers 'jcc' 'organisations' log --org jc
offers "$REF" 'references' show "${REF%?}"
offers 'portal' 'systems' task 'done' "$REF" porta
offers 'bin' 'users' user role bi
offers 'NL-WWFT33 NL-WWFT34' 'bases of retention' retention NL-WW
offers '' 'nothing of what is free' note "$REF" x
offers '' 'nothing of what is no command' frobnicate ''
offers '' 'silent where no installation is' show JCC --home "$TMP/nowhere" ''
is "$(typed --home "$TMP/nowhere" log --org ''; cat "$TMP/err")" '' 'completion: nor does it say so'
is "$(store 'SELECT count(*) FROM event')" "$before" 'completion: a keystroke is no event'
is "$(dossier help --all | grep -c __)" 0 'no help tells of it'
done_testing
