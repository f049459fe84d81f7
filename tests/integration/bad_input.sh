#!/bin/sh
# What comes in wrong: one clear line, the right exit status, and nothing changed.
cd "$(dirname "$0")/../.." || exit 1
. tests/lib.sh
needs python3 psql

pg_start
sql postgres -c 'CREATE DATABASE dossier' -c 'CREATE DATABASE shop'
sql shop -c 'CREATE SCHEMA shop' -c 'CREATE TABLE shop.customers (id int, email text, name text, phone text, password_hash text)' \
	-c 'CREATE TABLE shop.orders (id int, customer_id int, placed timestamptz)' \
	-c "INSERT INTO shop.customers VALUES (1, 'a@b.nl', 'Anna', '+31612345678', 'sha-geheim')"
installation "$(pg_uri dossier)" || exit 1
# A shop with its own database, a processor to write to, and a cabinet.
edit tests/data/register_small.json '
v["systems"] = [s for s in v["systems"] if s["id"] in ("shop", "letters", "cabinet")]' >"$TMP/good.json"
dossier register load "$TMP/good.json" >/dev/null 2>&1
secret bakker shop-dsn "$(pg_uri shop)"

# so that nothing can change unseen
state() {
	written
}

# ---- registers ----

PLACE="^dossier: $TMP/r\.json:[0-9]+:[0-9]+: "
register() {
	edit "$TMP/good.json" "$2" >"$TMP/r.json"
	rejects "${4:-1}" "$PLACE.*$3" "register: $1" dossier register load "$TMP/r.json"
}
register 'an unknown member' 'v["categoriez"] = []' 'there is no member "categoriez"'
register 'a category twice' 'v["categories"].append(v["categories"][0])' 'BAK-C01 stands twice'
register 'a collection of a category that is not the system'\''s' 'v["systems"][0]["collections"][0]["category"] = "BAK-C09"' 'does not list category BAK-C09'
register 'our own category for a customer' 'v["categories"][0]["controllers"] = ["zaal"]' 'its role is controller'
register 'a customer that is not there' '[c.update(controllers=["ander"]) for c in v["categories"] if c["role"] == "processor"]' 'there is no controller ander'
register 'a match on a collection that is not there' 'v["systems"][0]["collections"][1]["match"][0]["collection"] = "custs"' 'no collection custs'
register 'a match in a circle' 'v["systems"][0]["collections"][0]["match"] = [{"column": "id", "collection": "orders", "field": "customer_id"}]' 'comes later'
register 'a match on what the system is not given' 'v["systems"][0]["collections"][0]["match"] = [{"column": "email", "identifier": "shoe_size"}]' 'not given shoe_size'
register 'a recipient that is not there' 'v["systems"][1]["recipient"] = "BAK-R07"' 'there is no recipient BAK-R07'
register 'a yield the system does not declare' 'v["systems"][0]["collections"][0]["yields"] = [{"kind": "customer_id", "field": "id"}]' 'does not declare'
register 'a period that is none' 'v["categories"][0]["retention"]["period"] = "P7X"' 'expected'
register 'a zone that is none' 'v["organisation"]["zone"] = "Europe/Amsterdm"' 'there is no zone'
register 'a calendar that is not there' 'v["organisation"]["calendar"] = "fr"' 'there are be, nl, se'
register 'a connector that is none' 'v["systems"][0]["connector"] = "oracle"' 'expected "postgresql"'
register 'a legal basis that is none' 'v["categories"][0]["legal_basis"] = [{"article": "6(1)(z)", "stated": True}]' 'expected'
register 'SQL for a table' 'v["systems"][0]["collections"][0]["table"] = "shop.customers; DROP TABLE x"' 'expected'
register 'a listed field that its category never exports' 'v["systems"][0]["collections"][0].update(fields=[{"name": "email"}, {"name": "password_hash"}], never=[]); del v["systems"][0]["collections"][0]["provided"]; del v["systems"][0]["collections"][0]["yields"]' 'never exports password_hash'
register 'a format of the future' 'v["format"] = "dossier-register/9"' 'expected "dossier-register/1"'
register 'a customer on two lines' 'v["controllers"][0]["name"] = "Acme\nBcc: x@b.nl"' 'it holds a line break'
register 'a name that steers a terminal' 'v["recipients"][0]["name"] = "Acme\u001b[31m"' 'it holds a character that cannot be seen'
register 'a system that turns the text round' 'v["systems"][0]["name"]["nl"] = "win\u202ekel"' 'it holds a character that cannot be seen'
register 'a category on two lines' 'v["categories"][0]["name"]["nl"] = "Klanten\r\nen meer"' 'it holds a line break'
rejects 1 "$PLACE.*a line break" 'register check says so too' dossier register check "$TMP/r.json"
edit "$TMP/good.json" 'v["organisation"]["slug"] = "ander"' >"$TMP/r.json"
rejects 4 'the code BAK is organisation bakker.s' 'register: the code of another organisation' dossier register load "$TMP/r.json"
edit "$TMP/good.json" 'v["organisation"]["code"] = "BKR"' >"$TMP/r.json"
rejects 4 'has the code BAK, not BKR' 'register: another code for the same organisation' dossier register load "$TMP/r.json"
printf '{"format": "dossier-register/1",\n "organisation": {"slug": "a", "slug": "b"}}' >"$TMP/r.json"
rejects 1 "^dossier: $TMP/r\.json:2:[0-9]+: not JSON: duplicate" 'register: a member twice' dossier register load "$TMP/r.json"
head -c 900 "$TMP/good.json" >"$TMP/r.json"
rejects 1 "${PLACE}not JSON" 'register: half a file' dossier register load "$TMP/r.json"
printf '{"format":\n "x\377"}' >"$TMP/r.json"
rejects 1 "^dossier: $TMP/r\.json:2:[0-9]+: not JSON" 'register: not UTF-8' dossier register load "$TMP/r.json"
: >"$TMP/r.json"
rejects 1 "${PLACE}not JSON" 'register: an empty file' dossier register load "$TMP/r.json"
rejects 1 'not a regular file' 'register: endless zeros' dossier register load /dev/zero
rejects 3 'No such file' 'register: no file' dossier register load "$TMP/nope.json"
# whoever reads the log of an organisation learns who asks for what is not there (refused.sh)
refuses 3 'no such organisation; there are: bakker' 'an organisation that is not there' dossier register show nope

# ---- requests ----

refuse_log() {
	status=$1 pattern=$2 text=$3
	shift 3
	rejects "$status" "$pattern" "log: $text" dossier log --org bakker --right access "$@"
}
refuses 3 'no such organisation; there are: bakker' 'log: an organisation that is not there' dossier log --org nope --right access --email a@b.nl
rejects 2 'right is one of access' 'log: a right that is none' dossier log --org bakker --right acces --email a@b.nl
rejects 2 'at least one right' 'log: no right' dossier log --org bakker --email a@b.nl
refuse_log 2 'given twice' 'a right twice' --right access --email a@b.nl
refuse_log 2 'say whose data' 'nobody' --received 2026-03-05
refuse_log 4 '2018-05-24: the AVG/GDPR applies from 2018-05-25' 'before the GDPR' --email a@b.nl --received 2018-05-24
refuse_log 4 '2026-03-10: that is in the future' 'tomorrow' --email a@b.nl --received 2026-03-10
refuse_log 4 'in the future' 'a second from now' --email a@b.nl --received 2026-03-09T10:00:01+01:00
refuse_log 2 'received: .*does not exist' 'a day that is none' --email a@b.nl --received 2026-02-30
for address in nobody a@ @b.nl 'a b@c.nl' a@b a@@b.nl ''; do
	refuse_log 2 'not an e-mail address' "the address <$(echo "$address" | head -1)>" --email "$address"
done
refuse_log 2 'email holds a line break' 'an address on two lines' --email 'a@b.nl
Bcc: all@b.nl'
for number in 12 abc 06-1234 +31abc ''; do
	refuse_log 2 'not a phone number' "the number <$number>" --phone "$number"
done
for id in foo Foo=1 foo= =x; do
	refuse_log 2 'KIND=VALUE' "the identifier <$id>" --id "$id"
done
refuse_log 2 'name: it is empty' 'no name' --name ''
refuse_log 2 'born: not a day' 'a birthday that is none' --born 1980-02-30
refuse_log 2 'channel is one of' 'a channel that is none' --email a@b.nl --channel fax
refuse_log 2 'lang is one of' 'a language that is none' --email a@b.nl --lang de
refuse_log 2 'go together' 'for somebody, in no quality' --email a@b.nl --for Jan
refuse_log 2 'for holds a line break' 'a requester on two lines' --email a@b.nl --as lawyer --for 'Jan
Bcc: x@b.nl'
refuse_log 3 'no such controller' 'instructed by a stranger' --email a@b.nl --instructed-by nope
refuse_log 2 'UTF-8' 'a note that is no text' --email a@b.nl --note "$(printf 'a\377')"
REF=$(dossier log --org bakker --right access --email a@b.nl --received 2026-03-05 2>/dev/null)
rejects 3 'mistyped' 'a reference mistyped' dossier show "$(echo "$REF" | sed 's/[^0]$/0/; t; s/0$/1/')"
rejects 3 'no reference' 'what is no reference' dossier show "x'; DROP TABLE request; --"
rejects 3 'mistyped|no request' 'a reference of nobody' dossier show BAK-2026-000000
ok 'a reference in small letters' dossier show "$(echo "$REF" | tr '[:upper:]' '[:lower:]')"
rejects 4 'dossier work' 'an archive of nothing' dossier archive build "$REF"
rejects 3 'no archive yet' 'no archive' dossier archive get "$REF" "$TMP/a.zip"
rejects 4 'dossier work' 'an answer to nothing' dossier answer "$REF"
rejects 3 'no proposed identifier 99' 'a match that was never found' dossier plan "$REF" --confirm 99
rejects 2 'whole number' 'a match without a number' dossier plan "$REF" --confirm abc
rejects 2 'KIND=VALUE' 'an identifier without a kind' dossier plan "$REF" --add K1
rejects 2 'searches by this kind: expected one of email' 'a kind by which nobody searches' dossier plan "$REF" --add shoe_size=43
rejects 2 'not an e-mail' 'an address that is none' dossier plan "$REF" --add email=nobody
rejects 2 'at a time' 'two things said of identifiers' dossier plan "$REF" --add email=c@d.nl --confirm 1
rejects 4 'already' 'an identifier that is known' dossier plan "$REF" --add email=A@B.nl
rejects 2 '8000 bytes' 'a note too long' dossier note "$REF" "$(head -c 9000 /dev/zero | tr '\0' x)"
rejects 3 'cannot open .*/a\?b' 'a file name that turns what follows' dossier register check "$TMP/$(printf 'a\342\200\256b')"
rejects 2 'a note holds a character that cannot be seen' 'a note that steers a terminal' dossier note "$REF" "$(printf 'a\033[31m')"
rejects 2 'not an e-mail|not a phone' 'a list of nobody' dossier list --person nobody
rejects 3 'no reference' 'a list after nothing' dossier list --after xx
rejects 2 'no role king' 'a role that is none' dossier user role "$(id -un)" king
rejects 3 'no user nope' 'a role for nobody' dossier user role nope officer
rejects 4 'shut yourself out' 'the last admin' dossier user disable "$(id -un)"
rejects 2 'a month' 'a month that is none' dossier report 2026-13
rejects 2 'takes a day' 'a clock that is none' dossier --now 2026-13-01 list

# ---- systems that are not what the register says ----

sql shop -c 'ALTER TABLE shop.orders RENAME customer_id TO klant'
rejects 1 '1 problem' 'connector check: a column that is not there' sh -c 'dossier connector check bakker shop >/dev/null'
like "$(dossier connector check bakker 2>/dev/null)" 'failed +bakker/shop +.*orders.*customer_id' 'it says which'
sql shop -c 'ALTER TABLE shop.orders RENAME TO bestellingen'
like "$(dossier connector check bakker 2>/dev/null)" 'failed +bakker/shop +.*orders' 'a table that is not there: it says which'
dossier work >/dev/null 2>&1
is "$(dossier show "$REF" --json | json '[(t["state"], sorted(o["result"] for o in t["outcomes"])) for t in v["tasks"] if t["system"] == "shop"]')" \
	'[["failed", ["unreachable", "unreachable"]]]' 'the task waits for a person, and is never reported as nothing found'
rejects 3 'no task at nope; it has: ' 'a task that is not there' dossier task 'done' "$REF" nope --nothing
rejects 2 'ground holds a line break' 'a ground on two lines' dossier task skip "$REF" letters --ground 'dubbel
en meer'
rejects 2 'what was found' 'a task done without saying what' dossier task 'done' "$REF" cabinet
rejects 2 'one of' 'a task done in two ways' dossier task 'done' "$REF" cabinet --nothing --count 3
rejects 3 'No such file' 'a file that is not there' dossier task 'done' "$REF" cabinet --file "$TMP/nope"
rejects 1 'regular file' 'a directory for a file' dossier task 'done' "$REF" cabinet --file "$TMP"
sql shop -c 'ALTER TABLE shop.bestellingen RENAME TO orders' -c 'ALTER TABLE shop.orders RENAME klant TO customer_id'
# the register forgets a secret that its category names
edit "$TMP/good.json" 'v["systems"][0]["collections"][0]["never"] = []' >"$TMP/careless.json"
dossier register load "$TMP/careless.json" >/dev/null 2>&1
CARELESS=$(dossier log --again --org bakker --right access --email a@b.nl --received 2026-03-05 2>/dev/null)
dossier work >/dev/null 2>&1
like "$(dossier task show "$CARELESS" shop)" 'failed.*password_hash, which category BAK-C01 never exports' 'a secret a collection forgot to leave out does not leave'
ok 'a task that failed is tried again when the system is mended' dossier task retry "$REF" shop
dossier work >/dev/null 2>&1
is "$(dossier show "$REF" --json | json '[t["state"] for t in v["tasks"] if t["system"] == "shop"]')" '["done"]' 'and done'

# ---- two terminals ----

# race N COMMAND...: so many at once; how many won.
race() {
	n=$1 i=0
	shift
	while [ "$i" -lt "$n" ]; do
		i=$((i + 1))
		{ "$@" >"$TMP/race.$i" 2>"$TMP/race.err.$i" && echo won; } &
	done | grep -c won
}
is "$(race 6 dossier task 'done' "$REF" cabinet --nothing)" 1 'six say that the same task is done: one wins'
is "$(cat "$TMP"/race.err.* | grep -cE '^dossier: .*(is done|changed)')" 5 'the others are told'
is "$(race 4 dossier task skip "$REF" letters --ground 'dubbel')" 1 'four skip the same task: one wins'
is "$(race 4 dossier assign "$REF" "$(id -un)")" 4 'four assign the same request: that is no quarrel'
ok 'the rest is accounted for' dossier task skip "$REF" forward --ground 'geen klant van onze klanten'
DOSSIER_NOW=2026-03-11T10:00:00+01:00
known "$REF" >/dev/null
is "$(race 3 dossier archive build "$REF")" 3 'three build the archive'
is "$(race 6 dossier answer "$REF")" 1 'six answer: one wins'
is "$(sql dossier -c "SELECT count(*) FROM event WHERE body LIKE '%\"request.answered\"%'")" 1 'and the log tells of one'
edit "$TMP/good.json" 'v["categories"][0]["name"]["nl"] = "Klanten"' >"$TMP/new.json"
is "$(race 5 dossier register load "$TMP/new.json")" 5 'five load the same new register'
is "$(dossier register load "$TMP/new.json" --json | json 'v["version"]')" 3 'and make one version'
is "$(race 8 dossier log --again --org bakker --right access --email a@b.nl --received 2026-03-05)" 8 'eight log a request'
is "$(cat "$TMP"/race.[1-8] | sort -u | wc -l)" 8 'and get eight references'
race 3 dossier work >/dev/null
is "$(sql dossier -c "SELECT count(*), max(attempts), count(DISTINCT request_id) FROM task WHERE request_id IN (SELECT request_id FROM request ORDER BY request_id DESC LIMIT 8)")" \
	'32|1|8' 'three work at once: each task is made once and tried once'
ok 'the log is whole' dossier audit verify

# ---- batches ----

# lines N NAME: so many that can be logged
lines() {
	seq "$1" | sed 's/.*/{"org": "bakker", "right": "access", "email": "p&@'"$2"'.example", "received": "2026-03-05"}/'
}
counted() {
	sql dossier -c 'SELECT count(*) FROM request'
}
# batch STATUS PATTERN DONE TEXT: of batch.jsonl so many lines are done.
batch() {
	before=$(counted)
	dossier log --input "$TMP/batch.jsonl" >"$TMP/out" 2>"$TMP/err"
	like "$? $(($(counted) - before)) $(cat "$TMP/err")" "^$1 $3 .*$2" "$4"
}
{ lines 1 one; printf '{"org": "bakker", "right": "access", "email": "nul@batch.example"}\0{"x"\n'; } >"$TMP/batch.jsonl"
batch 1 'batch.jsonl:2: a zero byte' 1 'a zero byte, behind which nobody would look'
{ lines 1 two; printf '{"org": "bakker", "right": "access", "email": "cr@batch.example"}\r{"x"\n'; } >"$TMP/batch.jsonl"
batch 1 '1 of 2 lines failed' 1 'two lines that look like one'
{ printf '[%.0s' $(seq 60000); echo; printf '{"email": 1e999}\n{"email": {"a": 1}}\n{"right": [["access"]]}\n{"from": "/etc/passwd"}\n{"input": "/etc/passwd"}\n{"home": "/"}\n"access"\n{}\n'; } >"$TMP/batch.jsonl"
batch 1 '9 of 9 lines failed' 0 'nesting, numbers, files and settings'
printf '{"org": "bakker", "right": "access", "email": "-"}\n' >"$TMP/batch.jsonl"
batch 1 '1 of 1 lines failed' 0 'standard input is no value of a line'

printf '{"file": "%s"}\n' "$TMP/good.json" >"$TMP/batch.jsonl"
refuses 2 'a file is named on the command line only' 'a command that takes a file takes no batch' dossier register load --input "$TMP/batch.jsonl"
printf '{"list": true}\n{"zz": 1}\n' >"$TMP/batch.jsonl"
dossier cause --input "$TMP/batch.jsonl" --dry-run >"$TMP/out" 2>"$TMP/err"
is "$? $(wc -l <"$TMP/out")" '1 2' 'a line that fails before the database is needed'

lines 2 tried >"$TMP/batch.jsonl"
before=$(counted)
dossier log --input "$TMP/batch.jsonl" --dry-run >"$TMP/out" 2>"$TMP/err"
is "$? $(($(counted) - before)) $(grep -c '"kept": *false' "$TMP/out") $(cat "$TMP/err")" '0 0 2 tried, and not kept (--dry-run)' 'a batch that is tried says so'
echo '{"emial": 1}' >>"$TMP/batch.jsonl"
dossier log --input "$TMP/batch.jsonl" --dry-run >"$TMP/out" 2>"$TMP/err"
like "$? $(cat "$TMP/err")" '^1 .*1 of 3 lines failed: .*; nothing was kept \(--dry-run\)' 'also where a line fails'
dossier log --input "$TMP/batch.jsonl" >"$TMP/out" 2>"$TMP/err"
is "$? $(grep -c '"kept": *true' "$TMP/out") $(grep -c '"kept": *false' "$TMP/out") $(grep -c 'kept' "$TMP/err")" '1 2 1 0' 'and one that is not tells which was kept'

printf '{"REF": "x", "text": "y"}\n' >"$TMP/batch.jsonl"
dossier note --input "$TMP/batch.jsonl" >"$TMP/out" 2>/dev/null
like "$(cat "$TMP/out")" 'did you mean ..ref' 'an operand in capitals is told how it is written'

# ---- a disk that is full, a place that is not there ----

lines 60 full >"$TMP/batch.jsonl"
before=$(counted)
dossier log --input "$TMP/batch.jsonl" >/dev/full 2>"$TMP/err"
like "$? $(($(counted) - before)) $(cat "$TMP/err")" '^1 1 .*batch.jsonl:1: done, but not printed: cannot write the output: No space left.*nothing of what follows' 'a batch onto a full disk says which line was the last'

refuses 1 'cannot|nowhere' 'an archive into nowhere' dossier archive get "$REF" "$TMP/nowhere/a.zip"
mkdir "$TMP/small"
if [ "$(id -u)" -eq 0 ] && mount -t tmpfs -o size=16k tmpfs "$TMP/small" 2>/dev/null; then
	refuses 75 'No space left' 'archive get on a full disk' dossier archive get "$REF" "$TMP/small/a.zip"
	is "$(ls -A "$TMP/small")" '' 'leaves nothing behind'
	before=$(counted)
	lines 60 fuller >"$TMP/fuller.jsonl"
	mount -o remount,size=4k "$TMP/small"
	dossier log --input "$TMP/fuller.jsonl" >"$TMP/small/results" 2>"$TMP/err"
	like "$? $(cat "$TMP/err")" "^1 .*fuller.jsonl:$(($(counted) - before)): done, but not printed" 'nor does a batch go on when it becomes full'
	rm "$TMP/small/results"
	umount "$TMP/small"
	mount -t tmpfs -o size=4k tmpfs "$DOSSIER_HOME/blobs"
	FULL=$(dossier log --again --org bakker --right access --email a@b.nl --received 2026-03-05 2>/dev/null)
	dossier worker >/dev/null 2>"$TMP/worker.err" &
	worker=$!
	wait_until grep -q . "$TMP/worker.err"
	result 'nothing is collected onto a full disk' || dossier task show "$FULL" shop
	kill $worker
	wait $worker
	like "$? $(cat "$TMP/worker.err")" '^0 .*less than 1 GiB is free in ' 'which the worker says, and lives on'
	umount "$DOSSIER_HOME/blobs"
	sql dossier -c 'UPDATE task SET not_before = now() WHERE not_before IS NOT NULL'
	dossier work >/dev/null 2>&1
	is "$(dossier show "$FULL" --json | json '[t["state"] for t in v["tasks"] if t["system"] == "shop"]')" '["done"]' 'with room again it is done'
else
	echo '# SKIP full disk: only root can mount a small one'
fi

# ---- a database that is away ----

rows=$(sql dossier -c 'SELECT (SELECT count(*) FROM request), (SELECT count(*) FROM event)')
pg_as "$(pg_bin)/pg_ctl" -D "$PG/data" -m immediate -s stop
for command in list "show $REF" 'log --again --org bakker --right access --email a@b.nl' work worker; do
	# shellcheck disable=SC2086 # a command and its operands
	refuses 75 'cannot reach the database' "the database is away: $command" dossier $command
done
dossier doctor >"$TMP/out" 2>"$TMP/err"
is "$? $(grep -c "$DOSSIER_HOME" "$TMP/out")" '1 0' 'by the daemon doctor fails with it, and tells nobody in particular no place'
like "$(cat "$TMP/out")" '^failed +database +.*cannot reach the database.*its own user' 'but who can mend it'
here dossier doctor >"$TMP/out" 2>"$TMP/err"
is $? 1 'doctor fails with it'
like "$(cat "$TMP/out")" '^failed +database +.*cannot reach the database' 'and says so in its table'
like "$(cat "$TMP/out")" "^ok +place +keys.*$DOSSIER_HOME/keys" 'with where data, database and keys lie'
pg_as "$(pg_bin)/pg_ctl" -D "$PG/data" -w -s -l "$PG/server.log" -o "-k $PG -c listen_addresses=" start >/dev/null
is "$(sql dossier -c 'SELECT (SELECT count(*) FROM request), (SELECT count(*) FROM event)')" "$rows" 'back again, nothing is lost'
ok 'and everything works' dossier list
done_testing
