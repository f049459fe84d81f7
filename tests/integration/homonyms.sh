#!/bin/sh
# PAIRS (200; `make soak`: 1000) of people who are easily taken for one: of one name, of one house and telephone, twins, a mailbox they
# share, an address that changed. Each asks for what is theirs, and without a person's word nobody gets what is the other's.
cd "$(dirname "$0")/../.." || exit 1
. tests/lib.sh
needs python3 psql
: "${PAIRS:=200}"
of_kind=$((PAIRS / 5))

installation pg || exit 1
sql postgres -c 'CREATE DATABASE shop' -c 'CREATE DATABASE books'
secret bakker shop-dsn "$(pg_uri shop)"
secret bakker books-dsn "$(pg_uri books)"
edit tests/data/register_small.json '
shop = [s for s in v["systems"] if s["id"] == "shop"][0]
shop.update(categories=["BAK-C01", "BAK-C02"], needs=["email", "phone"], yields=["phone", "customer_id"])
shop["collections"][0].pop("never")
shop["collections"][0].update(match=[{"column": "email", "identifier": "email"}, {"column": "phone", "identifier": "phone"}],
    yields=[{"kind": "phone", "field": "phone"}, {"kind": "customer_id", "field": "number", "proof": "row-key"}])
books = {"id": "books", "name": {"nl": "Boeken"}, "connector": "postgresql", "categories": ["BAK-C02"], "needs": ["customer_id"],
    "settings": {"dsn": {"secret": "books-dsn"}}, "collections": [{"name": "entries", "category": "BAK-C02", "table": "public.entries",
    "match": [{"column": "number", "identifier": "customer_id"}]}]}
v["systems"] = [shop, books]
v["categories"] = [c for c in v["categories"] if c["id"] != "BAK-C03"]
v["recipients"] = [r for r in v["recipients"] if r["id"] != "BAK-R01"]
for c in v["categories"]:
    c["recipients"] = []' >"$TMP/register.json"
ok 'the register loads' dossier register load "$TMP/register.json"

# Of each pair the first asks. One thing is theirs in each system, ten are the other's: a count tells whose was found.
python3 - "$TMP" "$PAIRS" <<'END'
import json, sys
out = lambda name: open(sys.argv[1] + "/" + name, "w")
customers, orders, entries, asked = out("customers"), out("orders"), out("entries"), out("asked")
order = 0
for pair in range(int(sys.argv[2])):
    kind = pair % 5
    name = "Jan Jansen" if kind < 3 else f"Familie {pair}"
    mail = [f"jan.{pair}@een.example", f"jan.{pair}@twee.example"]
    phone = [f"+3161{pair:04d}001", f"+3161{pair:04d}002"]
    if kind == 1:
        phone[1] = phone[0]  # one house, one telephone
    if kind == 2:
        mail = [f"j.jansen.{pair}a@een.example", f"j.jansen.{pair}b@een.example"]  # twins
    if kind == 3:
        mail[1] = mail[0]  # one mailbox
    for which in (0, 1):
        key = 2 * pair + which + 1
        customers.write(f"{key}\tK{key:06d}\t{name}\t2000-01-01\t{mail[which]}\t{phone[which]}\n")
        for _ in range(10 if which else 1):
            order += 1
            orders.write(f"{order}\t{key}\t2026-01-01\n")
            entries.write(f"{order}\tK{key:06d}\n")
    request = {"org": "bakker", "right": ["access"], "received": "2026-03-05", "email": mail[0],
               "id": [f"name={name}", "born=2000-01-01"]}
    if kind == 4:
        request["email"] = f"nieuw.{pair}@elders.example"  # moved, and tells us with the request
    asked.write(json.dumps(request) + "\n")
END
sql shop -c 'CREATE SCHEMA shop' -c 'CREATE TABLE shop.customers (id int PRIMARY KEY, number text, name text, born date, email text, phone text)' \
	-c 'CREATE TABLE shop.orders (id int PRIMARY KEY, customer_id int, placed date)' \
	-c '\copy shop.customers FROM '"$TMP/customers" -c '\copy shop.orders FROM '"$TMP/orders" \
	-c 'CREATE INDEX ON shop.customers (lower(email))' -c 'CREATE INDEX ON shop.customers (email)' -c 'CREATE INDEX ON shop.customers (phone)' \
	-c 'CREATE INDEX ON shop.orders (customer_id)' -c ANALYZE
sql books -c 'CREATE TABLE entries (id int PRIMARY KEY, number text)' -c '\copy entries FROM '"$TMP/entries" -c 'CREATE INDEX ON entries (number)' -c ANALYZE
ok 'both systems can be used' dossier connector check bakker
ok "$PAIRS ask" dossier log --input "$TMP/asked" --json
ok 'and are searched for' dossier work

# found SYSTEM: of each kind of pair, what was found of orders there: CODE COUNT, and of how many requests
found() {
	store "SELECT kind, coalesce(code, state), count, count(*) FROM (
		SELECT (row_number() OVER (ORDER BY t.request_id) - 1) % 5 AS kind, t.state, o ->> 'code' AS code, o ->> 'count' AS count
		FROM task t LEFT JOIN LATERAL jsonb_array_elements(t.outcomes) o ON o ->> 'category' = 'BAK-C02' WHERE t.system = '$1') x
		GROUP BY 1, 2, 3 ORDER BY 1, 2, 3" | tr '\n' ' '
}
is "$(found shop)" "0|found|1|$of_kind 1|found|1|$of_kind 2|found|1|$of_kind 3|found|11|$of_kind 4|nothing|0|$of_kind " \
	'of one name, of one house, or twins: only what is theirs; of one mailbox: what is both'\'''
is "$(found books)" "0|found|1|$of_kind 1|found|1|$of_kind 2|found|1|$of_kind 3|not-searched||$of_kind 4|not-searched||$of_kind " \
	'and by no key that may be the other'\''s'
is "$(store "SELECT kind, state, count(*) FROM (SELECT i.kind, i.state, r.n % 5 AS pair FROM identifier i
	JOIN (SELECT request_id, row_number() OVER (ORDER BY request_id) - 1 AS n FROM request) r USING (request_id)) x
	WHERE kind = 'customer_id' AND pair = 3 GROUP BY 1, 2" | tr '\n' ' ')" "customer_id|proposed|$((2 * of_kind)) " 'of one mailbox both keys wait for a person'
is "$(dossier list --org bakker --limit 10000 --json | json 'len([r for r in v if r["status"] == "searching"])')" 0 'nothing is searched any more'

# ---- and before anybody is asked ----

of() { # PAIR: the reference of who asked
	store "SELECT reference FROM request ORDER BY request_id OFFSET $1 LIMIT 1"
}
looked=
for pair in 0 1 2 3 4; do
	looked="$looked$(dossier lookup "$(of $pair)" --json | json '[[(h["code"], h["count"]) for h in v["held"] if h["system"] == "books"][0][1], len(v["matches"]), [g["on_file"] for g in v["given"]][0]]' | tr -d '\n')"
done
is "$looked" '[1, 0, true][1, 0, true][1, 0, true][null, 2, true][null, 0, false]' 'who looks sees the two of a mailbox side by side, and the new address nowhere'
done_testing
