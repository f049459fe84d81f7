#!/bin/sh
# After a restore: a system that came back from a backup is known by its epoch, and what was erased there is erased again; so is
# what a Dossier lost that came back itself, from its ledger files. What is held stays.
cd "$(dirname "$0")/../.." || exit 1
. tests/lib.sh
needs python3 psql pg_dump age-keygen

pg_start
sql postgres -c 'CREATE DATABASE shop' -c 'CREATE ROLE reader LOGIN' -c 'CREATE ROLE eraser LOGIN'
DOSSIER_NOW=2026-12-01T10:00:00+01:00
export DOSSIER_NOW
sql shop >/dev/null <<'SQL'
CREATE SCHEMA shop;
CREATE TABLE shop.customers (id bigint PRIMARY KEY, email text, name text, phone text);
CREATE TABLE shop.orders (id bigint PRIMARY KEY, customer_id bigint REFERENCES shop.customers, placed timestamptz, amount numeric, note text);
INSERT INTO shop.customers SELECT i, 'p' || i || '@example.org', 'Persoon ' || i, '06' FROM generate_series(1, 9) i;
INSERT INTO shop.orders SELECT i, 1 + i % 9, CASE WHEN i < 10 THEN timestamptz '2015-05-05 10:00+02' ELSE '2024-05-05 10:00+02' END, 10, 'bij de buren' FROM generate_series(1, 18) i;
GRANT USAGE ON SCHEMA shop TO reader, eraser;
GRANT SELECT ON ALL TABLES IN SCHEMA shop TO reader, eraser;
GRANT DELETE, UPDATE ON ALL TABLES IN SCHEMA shop TO eraser;
SQL
installation_of_one private || exit 1
edit tests/data/register_small.json '
shop = [s for s in v["systems"] if s["id"] == "shop"][0]
v["systems"] = [shop]
v["categories"] = [c for c in v["categories"] if c["id"] != "BAK-C03"]
shop["categories"] = ["BAK-C01", "BAK-C02"]
shop["yields"] = []
shop["settings"]["dsn_change"] = {"secret": "shop-change"}
shop["erasure"] = {"epoch": "shop.dossier_epoch"}
c, o = shop["collections"]
c.pop("yields")
c["erase"] = {"do": "delete", "set": {"email": None, "name": None, "phone": None}}
o["erase"] = {"do": "delete", "set": {"note": None}, "holds": [{"basis": "NL-AWR52", "from": {"column": "placed"}, "columns": ["id", "customer_id", "placed", "amount"]}]}
o.pop("fields")' >"$TMP/bakker.json"
ok 'a register that names an epoch' dossier register load "$TMP/bakker.json"
secret bakker shop-dsn "postgresql:///shop?host=$PG&user=reader"
secret bakker shop-change "postgresql:///shop?host=$PG&user=eraser"
ok 'what gives it one is printed' dossier replay --ddl --org bakker --system shop
sed 's/TO \.\.\.; *-- the login of dsn$/TO reader;/; s/TO \.\.\.; *-- the login of dsn_change$/TO eraser;/' "$TMP/out" >"$TMP/ddl"
ok 'for its administrator' sql shop -f "$TMP/ddl"

# ---- an erasure ----

# erase PERSON: asked, previewed, decided, approved and done; prints its reference
erase() {
	one=$(dossier log --org bakker --right erasure --email "p$1@example.org" --received 2026-11-20 2>/dev/null)
	{
		dossier work
		dossier decide "$one" --right erasure --erase
		known "$one"
		dossier approve "$one" --confirm "$one" --digest "$(dossier plan "$one" --json 2>/dev/null | json 'v["change"]["digest"]')"
		dossier work
	} >"$TMP/erase.log" 2>&1
	echo "$one"
}
# left PERSON: what is left of a person there
left() {
	sql shop -c "SELECT count(*) FROM shop.customers WHERE id = $1 AND name IS NOT NULL" -c "SELECT id, note IS NULL FROM shop.orders WHERE customer_id = $1 ORDER BY id" | tr '\n' ' '
}
others() {
	sql shop -c "SELECT md5(string_agg(t::text, ',' ORDER BY t::text)) FROM (SELECT c::text t FROM shop.customers c WHERE id NOT IN (1, 2) UNION ALL SELECT o::text FROM shop.orders o WHERE customer_id NOT IN (1, 2)) x"
}
pg_dump -d "$(pg_uri shop)" >"$TMP/shop.sql"
before=$(others)
age-keygen -o "$TMP/key" 2>/dev/null
ok 'a backup of Dossier, before' dossier backup make "$TMP/before.age" --recipient "$(age-keygen -y "$TMP/key")"
REF=$(erase 1)
is "$(left 1)" '0 18|t ' 'erased, but for what is held'
like "$(cat "$TMP/erase.log")" 'warning: nobody else looked at it: this is an installation of one' 'whoever is alone is told loudly that nobody else looked'
[ "$(store "SELECT string_agg(state, ',') FROM erasure")" = 'done' ] || sed 's/^/# /' "$TMP/erase.log"
FILE=$DOSSIER_HOME/checkpoints/bakker/erasures.ledger
is "$(wc -l <"$FILE") $(stat -c %a "$FILE")" '2 600' 'the ledger file has what was erased, and that it is done'
grep -qE 'example|Persoon|shop|BAK' "$FILE" && false
is $? 1 'sealed'
is "$(store 'SELECT bytes FROM ledger_file')" "$(stat -c %s "$FILE")" 'and the database knows how far it goes'
ok 'audit verify' dossier audit verify
cp "$FILE" "$TMP/ledger"
# wrong CODE TEXT: what audit verify finds of the file as it is; then it is as it was
wrong() {
	dossier audit verify --json 2>/dev/null >"$TMP/found"
	is "$(json 'sorted({f["what"] for f in v[0]["findings"]})' <"$TMP/found")" "[\"$1\"]" "$2"
	cp "$TMP/ledger" "$FILE"
}
head -n 1 "$TMP/ledger" >"$FILE"
wrong ledger-file-altered 'its last line cut off'
sed '2y/ABCDEFGH/BCDEFGHA/' "$TMP/ledger" >"$FILE"
wrong ledger-file-altered 'a letter of it changed'
sed -n '2p' "$TMP/ledger" >"$FILE"
wrong ledger-file-altered 'its first line taken away'
rm "$FILE"
wrong 'ledger-file-altered", "ledger-file-lacks' 'taken away'
ok 'and as it was' dossier audit verify

# ---- the system comes back from its backup ----

is "$(dossier replay --since 2026-12-01 --json 2>/dev/null | json '[(e["system"], e["from"], e["state"]) for e in v["erasures"]]')" '[["shop", "ledger", "to-repeat"]]' 'what would be erased again is told'
sql shop -c 'DROP SCHEMA shop CASCADE' >/dev/null 2>&1
sql shop -q <"$TMP/shop.sql" >/dev/null
is "$(left 1)" '1 9|f 18|f ' 'everything stands there again'
# restored_once_more: the shop
restored_once_more() {
	sql shop -c 'DROP SCHEMA shop CASCADE' >/dev/null 2>&1
	sql shop -q <"$TMP/shop.sql" >/dev/null
}
TWO=$(dossier log --org bakker --right erasure --email p2@example.org --received 2026-11-20 2>/dev/null)
dossier work >/dev/null 2>&1
dossier decide "$TWO" --right erasure --erase >/dev/null 2>&1
known "$TWO" >/dev/null
refuses 4 'restored from a backup.*dossier replay' 'its epoch tells: nothing is approved there' dossier approve "$TWO" --confirm "$TWO" --digest "$(dossier plan "$TWO" --json 2>/dev/null | json 'v["change"]["digest"]')"
is "$(left 2)" '1 1|f 10|f ' 'and nothing was erased'
refuses 2 'since DATE' 'since when' dossier replay
refuses 3 'no register has a system nowhere' 'a system there is not' dossier replay --since 2026-12-01 --system nowhere
ok 'replay' dossier replay --since 2026-12-01 --system shop --confirm
ok 'is worked at' dossier work
is "$(left 1)" '0 18|t ' 'erased again, and what is held is held'
is "$(others)" "$before" 'nobody else changed'
is "$(store "SELECT purpose, state FROM erasure ORDER BY erasure_id" | tr '\n' ' ')" 'request|done replay|done ' 'with a row of the ledger of its own'
is "$(dossier replay --since 2026-12-01 --json 2>/dev/null | json '[e["state"] for e in v["erasures"]]')" '["repeated", "repeated"]' 'nothing is left to do'
ok 'a second time' dossier replay --since 2026-12-01 --confirm
is "$(store "SELECT count(*) FROM erasure")" 2 'begins nothing'
restored_once_more
ok 'it is restored once more' dossier replay --since 2026-12-01 --confirm
is "$(store "SELECT count(*) FROM erasure") $(left 1)" '2 1 9|f 18|f ' 'what was repeated is not repeated by itself'
is "$(dossier replay --since 2026-12-01 --again --json 2>/dev/null | json '[e["state"] for e in v["erasures"]]')" '["to-repeat", "to-repeat"]' '--again tells of all'
ok 'and has it done' dossier replay --since 2026-12-01 --again --confirm
dossier work >/dev/null 2>&1
is "$(left 1) $(others)" "0 18|t  $before" 'once more'
is "$(store "SELECT purpose, state FROM erasure ORDER BY erasure_id" | tr '\n' ' ')" 'request|done replay|done replay|done ' 'by one row of the ledger, though two were there to repeat'
dossier plan "$TWO" --again >/dev/null 2>&1
dossier work >/dev/null 2>&1
ok 'now another is approved there' dossier approve "$TWO" --confirm "$TWO" --digest "$(dossier plan "$TWO" --json 2>/dev/null | json 'v["change"]["digest"]')"
ok 'and done' dossier work
is "$(left 2)" '0 10|t ' 'as ever'
ok 'audit verify' dossier audit verify

# ---- Dossier comes back from its backup ----

ok 'restored, with the ledger files that were kept' dossier backup restore "$TMP/before.age" --identity "$TMP/key" --home "$TMP/again" --checkpoints "$DOSSIER_HOME/checkpoints"
first=$DOSSIER_HOME
DOSSIER_HOME=$TMP/again
refuses 4 'restored.*dossier replay' 'it does nothing' dossier list
refuses 4 'restored.*dossier replay' 'nor does its worker' dossier work
sql shop -c 'DROP SCHEMA shop CASCADE' >/dev/null 2>&1
sql shop -q <"$TMP/shop.sql" >/dev/null
is "$(dossier replay --json 2>/dev/null | json 'sorted({(e["reference"], e["from"], e["state"]) for e in v["erasures"]}), v["remaining"] > 0')" \
	"$(printf '%s\n%s\n' "$REF" "$TWO" | LC_ALL=C sort | python3 -IS -c 'import sys; print(([(l.strip(), "ledger-file", "to-repeat") for l in sys.stdin], True))')" 'it knows of both by its ledger file'
refuses 4 'restored.*dossier replay' 'to be told ends nothing' dossier list
ok 'replay' dossier replay --confirm
ok 'it works again' dossier list
dossier work >/dev/null 2>&1
is "$(left 1)$(left 2)" '0 18|t 0 10|t ' 'what was erased is erased again, from the ledger file'
is "$(others)" "$before" 'and nobody else changed'
is "$(dossier list --state all --json | json 'sorted(r["reference"] for r in v) == sorted(["'"$REF"'", "'"$TWO"'"])')" true 'the requests that it lost are there again'
ok 'audit verify' dossier audit verify
ok 'more is signed' dossier audit checkpoint --org bakker
dossier db stop >/dev/null 2>&1
[ ! -f "$DOSSIER_HOME/pg.path" ] || rm -rf "$(cat "$DOSSIER_HOME/pg.path")"
DOSSIER_HOME=$first

# ---- its database is exchanged under a worker ----

dossier worker >/dev/null 2>"$TMP/worker.err" &
worker=$!
waits() {
	[ "$(store "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'")" -ge 1 ]
}
ok 'a worker runs' wait_until waits
store 'INSERT INTO restored (at) VALUES (now())'
wait $worker
is "$? $(grep -c 'this Dossier was restored' "$TMP/worker.err")" '4 1' 'it notices, and ends'

# ---- what need not be repeated is excused ----

refuses 2 'goes with --org ORG and --system SYSTEM' 'one system is excused, and no other' dossier replay --since 2026-12-01 --excuse 'de winkel is niet teruggezet' --confirm
refuses 4 'nothing was erased at shop since then' 'where nothing was erased nothing is' dossier replay --since 2026-12-02 --org bakker --system shop --excuse 'de winkel is niet teruggezet' --confirm
refuses 4 'restored.*dossier replay' 'and it is restored yet' dossier list
n=$(store 'SELECT count(*) FROM erasure')
ok 'excused by name' dossier replay --since 2026-12-01 --org bakker --system shop --excuse 'de winkel is niet teruggezet' --confirm
ok 'it works again' dossier list
is "$(store 'SELECT count(*) FROM erasure')" "$n" 'and nothing was begun'
is "$(store "SELECT (body::jsonb #> '{body,excused}')::text || ' ' || (body LIKE '%teruggezet%') FROM event WHERE body::jsonb ->> 'kind' = 'system.replayed' ORDER BY event_id DESC LIMIT 1") $(store "SELECT count(*) FROM replayed WHERE sealed IS NOT NULL AND sealed NOT LIKE '%teruggezet%'")" 'true false 1' 'the log says that it was, and why is sealed'

# ---- a file that is gone ----

FILE=$DOSSIER_HOME/checkpoints/bakker/erasures.ledger
refuses 4 'is what was written to it' 'one that is there is not begun anew' dossier replay --org bakker --begin-ledger 'de schijf is stuk' --confirm
rm "$FILE"
ln -s "$TMP/elsewhere" "$FILE"
FOUR=$(erase 4)
is "$(left 4 | cut -c1)" 1 'is not begun anew by itself: nothing is erased'
[ -e "$TMP/elsewhere" ] && false
is $? 1 'nor is it written elsewhere'
refuses 2 'org' 'of whom' dossier replay --begin-ledger 'de schijf is stuk' --confirm
ok 'what would stand in another is told' dossier replay --org bakker --begin-ledger 'de schijf is stuk' --json
is "$(json 'v["ledger_file"]' <"$TMP/out") $([ -h "$FILE" ] && echo untouched)" '{"organisation": "bakker", "erasures": '"$n"', "begun": false} untouched' 'and nothing is done'
ok 'by an officer it is begun anew' dossier replay --org bakker --begin-ledger 'de schijf is stuk' --confirm
is "$(wc -l <"$FILE") $(stat -c '%a %F' "$FILE") $(grep -c stuk "$FILE")" "$((1 + 2 * n)) 600 regular file 0" 'of all that the ledger has, sealed'
is "$(find "$DOSSIER_HOME/checkpoints/bakker" -name 'erasures.ledger.before-*' | wc -l)" 1 'what was there is put aside'
ok 'audit verify' dossier audit verify
is "$(store "SELECT body::jsonb #>> '{body,erasures}' FROM event WHERE body::jsonb ->> 'kind' = 'ledger.begun'")" "$n" 'the log says that it was'
known=$(store "SELECT format('bytes = %s, lines = %s, hash = %L', bytes, lines, hash) FROM ledger_file")
dossier task retry "$FOUR" shop --action erase >/dev/null 2>&1
dossier work >/dev/null 2>&1
is "$(left 4) $(wc -l <"$FILE")" "0 12|t  $((3 + 2 * n))" 'and erasing goes on'

# ---- the database alone is behind ----

store "SET session_replication_role = replica; DELETE FROM erasure WHERE erasure_id = (SELECT max(erasure_id) FROM erasure)"
cp "$FILE" "$TMP/ledger"
sed '$d' "$TMP/ledger" >"$FILE"
refuses 4 'has erasures of which this Dossier knows nothing' 'what is left of a file is not begun anew where it has more' dossier replay --org bakker --begin-ledger 'de schijf is stuk' --confirm
cp "$TMP/ledger" "$FILE"
store "UPDATE ledger_file SET $known"
refuses 4 'the ledger file of bakker has erasures of which it knows nothing: 1' 'it is seen by the ledger file' dossier list
refuses 4 'restored' 'which is not begun anew then' dossier replay --org bakker --begin-ledger 'de schijf is stuk' --confirm
is "$(dossier replay --json 2>/dev/null | json '[[e["reference"], e["state"]] for e in v["erasures"] if e["from"] == "ledger-file"], v["remaining"]')" "([['$FOUR', 'to-repeat']], 1)" 'replay knows of it by the file that was begun anew'
ok 'it need not be' dossier replay --org bakker --system shop --excuse 'stond er nog' --confirm
ok 'and it goes on' dossier list
done_testing
