#!/bin/sh
# What begins at once, by the path of an erasure: rows are restricted, no more used for a purpose, and restored; nobody
# else's row changes, old values stand sealed, and what no program does is asked of people.
cd "$(dirname "$0")/../.." || exit 1
. tests/lib.sh
needs python3 psql

pg_start
sql postgres -c 'CREATE DATABASE dossier' -c 'CREATE DATABASE shop' -c 'CREATE ROLE reader LOGIN' -c 'CREATE ROLE changer LOGIN'
DOSSIER_NOW=2026-12-01T10:00:00+01:00
export DOSSIER_NOW
sql shop >/dev/null <<'SQL'
CREATE SCHEMA shop;
CREATE TABLE shop.customers (id bigint PRIMARY KEY, email text, name text, phone text, restricted boolean NOT NULL DEFAULT false, mailing text DEFAULT 'weekly');
CREATE TABLE shop.orders (id bigint PRIMARY KEY, customer_id bigint REFERENCES shop.customers, placed timestamptz, amount numeric, note text, frozen date);
INSERT INTO shop.customers SELECT i, 'p' || i || '@example.org', 'Persoon ' || i, '+31612340' || i, false, 'weekly' FROM generate_series(1, 9) i;
INSERT INTO shop.orders SELECT i, 1 + i % 9, '2024-05-05 10:00+02', 10, 'buren' || i, CASE WHEN i = 18 THEN date '2020-01-01' END FROM generate_series(1, 18) i;
CREATE VIEW shop.readable AS SELECT * FROM shop.customers WHERE NOT restricted;
GRANT USAGE ON SCHEMA shop TO reader, changer;
GRANT SELECT ON ALL TABLES IN SCHEMA shop TO reader, changer;
GRANT UPDATE (restricted, mailing, name, phone) ON shop.customers TO changer;
GRANT UPDATE (frozen) ON shop.orders TO changer;
SQL
installation "$(pg_uri dossier)" || exit 1
edit tests/data/register_small.json '
shop = [s for s in v["systems"] if s["id"] == "shop"][0]
mail = dict(id="cabinet", name={"nl": "Kast"}, connector="manual", categories=["BAK-C01"], needs=["email"])
v["systems"] = [shop, mail]
v["categories"] = [c for c in v["categories"] if c["id"] != "BAK-C03"]
shop["categories"] = ["BAK-C01", "BAK-C02"]
shop["yields"] = []
shop["settings"]["dsn_change"] = {"secret": "shop-change"}
c, o = shop["collections"]
c.pop("yields")
o.pop("fields")
c["restrict"] = {"set": {"restricted": True}, "lift": {"restricted": False}, "view": "shop.readable"}
o["restrict"] = {"set": {"frozen": "2026-12-01"}, "lift": {"frozen": None}}
c["rectify"] = ["name", "phone"]
c["suppress"] = [{"purposes": [v["purposes"][0]["id"]], "set": {"mailing": "none"}}]
' >"$TMP/bakker.json"
ok 'a register that says what is written where' dossier register load "$TMP/bakker.json"
secret bakker shop-dsn "postgresql:///shop?host=$PG&user=reader"
secret bakker shop-change "postgresql:///shop?host=$PG&user=changer"
PURPOSE=$(json 'v["purposes"][0]["id"]' <"$TMP/bakker.json")

begin() { "$BUILD/begin" "$DOSSIER_HOME" "$@"; }
work() { dossier work >/dev/null 2>"$TMP/work.err" || sed 's/^/# /' "$TMP/work.err"; }
rows() { sql shop -c "SELECT md5(string_agg(t::text, ',' ORDER BY t::text)) FROM (SELECT c::text t FROM shop.customers c WHERE $1 UNION ALL SELECT o::text FROM shop.orders o WHERE customer_id IN (SELECT id FROM shop.customers WHERE $1)) x"; }
receipts() { dossier show "$1" --receipts --json | json "$2"; }
outcomes() { dossier show "$1" --json | json 'sorted((o["system"], t["action"], o["code"], o["count"]) for t in v["tasks"] for o in [dict(o, system=t["system"]) for o in t["outcomes"]] if t["action"] not in ("find", "collect"))'; }

# ---- restricted, and lifted ----

REF=$(dossier log --org bakker --right restriction --email p1@example.org --received 2026-11-20 2>/dev/null)
work
known "$REF" >/dev/null
others=$(rows 'id <> 1')
mine=$(rows 'id = 1')
ok 'a restriction begins' begin "$REF" restriction restrict '["BAK-C01", "BAK-C02"]'
is "$(rows 'id = 1')" "$mine" 'before a program looked nothing is written'
work
work
is "$(sql shop -c 'SELECT restricted FROM shop.customers WHERE id = 1' -c 'SELECT id, frozen FROM shop.orders WHERE customer_id = 1 ORDER BY id')" 't
9|2026-12-01
18|2026-12-01' 'their rows are marked'
is "$(rows 'id <> 1')" "$others" 'and nobody else'"'"'s'
is "$(sql shop -c 'SELECT count(*) FROM shop.readable WHERE id = 1')" 0 'who reads as usual sees it no more'
is "$(receipts "$REF" '[(r["action"], r["state"], r["approved_by"], r["again"] is not None, sorted((s["collection"], s["verdict"], s["n"], s["columns"]) for s in r["receipt"]["sets"])) for r in v["receipts"]]')" \
	'[["restrict", "done", null, true, [["customers", "set", 1, ["restricted"]], ["orders", "set", 1, ["frozen"]], ["orders", "set", 1, ["frozen"]]]]]' 'the receipt says which columns of how many'
sql dossier -c "SELECT sealed || coalesce(receipt::text, '') FROM erasure" -c "SELECT coalesce(sealed, '') || counts || coalesce(wanted, '') FROM found" -c 'SELECT body FROM event' >"$TMP/kept"
is "$(grep -c '2020-01-01' "$TMP/kept")" 0 'what stood there before is nowhere in clear'
is "$("$BUILD/begin" "$DOSSIER_HOME" "$REF" was restrict shop | json 'sorted((s["collection"], s["keys"], list(s["was"].values())) for s in v)')" \
	'[["customers", [["1"]], ["false"]], ["orders", [["18"]], ["2020-01-01"]], ["orders", [["9"]], [null]]]' 'and is known by whom it takes back'
like "$(dossier task list)" "$REF .*cabinet" 'where no program does it people are asked'
is "$(dossier show "$REF" --json | json '[len(d["undecided"]) for d in v["decisions"] if d["right"] == "restriction"]')" '[1]' 'what people were not heard of is not carried out, the rest is'
ok 'who says it' dossier task 'done' "$REF" cabinet --action restrict --count 1
is "$(dossier show "$REF" --json | json '[d["undecided"] for d in v["decisions"] if d["right"] == "restriction"]')" '[[]]' 'then all of it is carried out'
is "$(outcomes "$REF")" '[["cabinet", "restrict", "restricted", 1], ["shop", "restrict", "restricted", 1], ["shop", "restrict", "restricted", 2]]' 'each says so'
# somebody sees to another row by themselves: no lift undoes that
sql shop -c 'UPDATE shop.customers SET restricted = true WHERE id = 2'
ok 'it is lifted' begin "$REF" restriction lift '["BAK-C01", "BAK-C02"]'
work
work
is "$(sql shop -c 'SELECT restricted FROM shop.customers WHERE id = 1' -c 'SELECT count(frozen) FROM shop.orders WHERE customer_id = 1')" 'f
0' 'the marks go'
is "$(sql shop -c 'SELECT restricted FROM shop.customers WHERE id = 2')" t 'and no other'
sql shop -c 'UPDATE shop.customers SET restricted = false WHERE id = 2'
is "$(rows 'id <> 1')" "$others" 'nobody else'"'"'s row changed'
ok 'the log is whole' dossier audit verify

# ---- stopped ----

STOP=$(dossier log --org bakker --right objection --purpose orders --email p5@example.org --received 2026-11-20 2>/dev/null)
work
others=$(rows 'id <> 5')
ok 'a purpose stops' begin "$STOP" objection suppress '["BAK-C01", "BAK-C02"]' "[\"$PURPOSE\"]"
work
work
is "$(sql shop -c 'SELECT mailing FROM shop.customers WHERE id = 5')|$(rows 'id <> 5')" "none|$others" 'that row alone is not used for it any more'

# ---- where a program may not write people are asked ----

sql shop -c 'REVOKE UPDATE (restricted) ON shop.customers FROM changer'
DENY=$(dossier log --org bakker --right restriction --email p6@example.org --received 2026-11-20 2>/dev/null)
work
known "$DENY" >/dev/null
begin "$DENY" restriction restrict '["BAK-C01"]'
work
work
is "$(sql shop -c 'SELECT restricted FROM shop.customers WHERE id = 6')" f 'a privilege that lacks: nothing is written'
is "$(dossier show "$DENY" --json | json 'sorted((t["system"], t["connector"], t["state"]) for t in v["tasks"] if t["action"] == "restrict")')" '[["cabinet", "manual", "asked"], ["shop", "manual", "asked"]]' 'and people are asked at once'
sql shop -c 'GRANT UPDATE (restricted) ON shop.customers TO changer'

# ---- a second look, and a restored system ----

DOSSIER_NOW=2026-12-03T10:00:00+01:00
sql shop -c "UPDATE shop.customers SET mailing = 'weekly' WHERE id = 5"
work
work
work
is "$(receipts "$STOP" '[r["receipt"]["later"]["reappeared"] for r in v["receipts"]]')" '[1]' 'a second look sees that it is used again'
ok 'a restored system is replayed' dossier replay --since 2026-11-30 --org bakker --confirm
work
work
is "$(sql shop -c 'SELECT mailing FROM shop.customers WHERE id = 5')" none 'what was stopped stops again'
is "$(sql shop -c 'SELECT restricted FROM shop.customers WHERE id = 1')" f 'what was lifted is not restricted again'
done_testing
