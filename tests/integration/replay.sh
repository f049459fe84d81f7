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

# ---- a file that is gone ----

FILE=$DOSSIER_HOME/checkpoints/bakker/erasures.ledger
rm "$FILE"
ln -s "$TMP/elsewhere" "$FILE"
erase 4 >/dev/null
is "$(left 4 | cut -c1)" 1 'is not begun anew: nothing is erased'
[ -e "$TMP/elsewhere" ] && false
is $? 1 'nor is it written elsewhere'
done_testing
