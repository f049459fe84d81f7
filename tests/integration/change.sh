#!/bin/sh
# What begins at once, by the path of an erasure: rows are no more used for a purpose, and restored; nobody else's row changes, and
# old values stand sealed.
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

# ---- stopped ----

STOP=$(dossier log --org bakker --right objection --purpose orders --email p5@example.org --received 2026-11-20 2>/dev/null)
work
others=$(rows 'id <> 5')
ok 'a purpose stops' begin "$STOP" objection suppress '["BAK-C01", "BAK-C02"]' "[\"$PURPOSE\"]"
work
work
is "$(sql shop -c 'SELECT mailing FROM shop.customers WHERE id = 5')|$(rows 'id <> 5')" "none|$others" 'that row alone is not used for it any more'

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
done_testing
