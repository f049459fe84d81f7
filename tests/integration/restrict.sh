#!/bin/sh
# Restriction (art. 18) by its commands: rows are marked at once, nobody else's row changes, what no program does is asked of people,
# and the letter says what that means.
cd "$(dirname "$0")/../.." || exit 1
. tests/lib.sh
needs python3 psql

pg_start
sql postgres -c 'CREATE DATABASE dossier' -c 'CREATE DATABASE shop' -c 'CREATE ROLE reader LOGIN' -c 'CREATE ROLE changer LOGIN' -c 'CREATE ROLE shop_app LOGIN'
DOSSIER_NOW=2026-12-01T10:00:00+01:00
export DOSSIER_NOW
sql shop >/dev/null <<'SQL'
CREATE SCHEMA shop;
CREATE TABLE shop.customers (id bigint PRIMARY KEY, email text, name text, restricted boolean NOT NULL DEFAULT false);
CREATE TABLE shop.orders (id bigint PRIMARY KEY, customer_id bigint REFERENCES shop.customers, placed timestamptz, amount numeric, frozen date);
INSERT INTO shop.customers SELECT i, 'p' || i || '@example.org', 'Persoon ' || i, false FROM generate_series(1, 9) i;
INSERT INTO shop.orders SELECT i, 1 + i % 9, '2024-05-05 10:00+02', 10, CASE WHEN i = 18 THEN date '2020-01-01' END FROM generate_series(1, 18) i;
CREATE VIEW shop.readable AS SELECT * FROM shop.customers WHERE NOT restricted;
GRANT USAGE ON SCHEMA shop TO reader, changer, shop_app;
GRANT SELECT, UPDATE, DELETE ON shop.customers, shop.orders TO shop_app;
GRANT SELECT ON shop.readable TO shop_app;
GRANT SELECT ON ALL TABLES IN SCHEMA shop TO reader, changer;
GRANT UPDATE (restricted, name), DELETE ON shop.customers TO changer;
GRANT UPDATE (frozen), DELETE ON shop.orders TO changer;
SQL
installation "$(pg_uri dossier)" || exit 1
edit tests/data/register_small.json '
shop = [s for s in v["systems"] if s["id"] == "shop"][0]
kast = dict(id="cabinet", name={"nl": "Kast"}, connector="manual", categories=["BAK-C01"], needs=["email"])
v["systems"] = [shop, kast]
v["categories"] = [c for c in v["categories"] if c["id"] != "BAK-C03"]
for c in v["categories"]:
    c["recipients"] = []
shop["categories"] = ["BAK-C01", "BAK-C02"]
shop["yields"] = []
shop["settings"]["dsn_change"] = {"secret": "shop-change"}
c, o = shop["collections"]
c.pop("yields")
o.pop("fields")
c["restrict"] = {"set": {"restricted": True}, "lift": {"restricted": False}, "view": "shop.readable"}
o["restrict"] = {"set": {"frozen": "2026-12-01"}, "lift": {"frozen": None}}
' >"$TMP/bakker.json"
ok 'a register that says what is written where' dossier register load "$TMP/bakker.json"
secret bakker shop-dsn "postgresql:///shop?host=$PG&user=reader"
secret bakker shop-change "postgresql:///shop?host=$PG&user=changer"

work() { dossier work >/dev/null 2>"$TMP/work.err" || sed 's/^/# /' "$TMP/work.err"; }
rows() { sql shop -c "SELECT md5(string_agg(t::text, ',' ORDER BY t::text)) FROM (SELECT c::text t FROM shop.customers c WHERE $1 UNION ALL SELECT o::text FROM shop.orders o WHERE customer_id IN (SELECT id FROM shop.customers WHERE $1)) x"; }
receipts() { dossier show "$1" --receipts --json | json "$2"; }
shown() { dossier show "$1" --json | json "$2"; }
log() { dossier log --org bakker --received 2026-11-20 "$@" 2>/dev/null; }
text() { python3 -c 'import email, email.policy, sys
m = email.message_from_binary_file(open(sys.argv[1], "rb"), policy=email.policy.default)
print(m.get_content())' "$TMP/letter"; }
restrict() { dossier decide "$@" --right restriction --restrict; }

# ---- it begins at once ----

REF=$(log --right restriction --email p1@example.org)
refuses 4 'nothing is restricted: no check' 'nothing is restricted for whoever asks' restrict "$REF" --ground contested
known "$REF" >/dev/null
refuses 4 'no system was asked yet' 'nor before it is known where to look' restrict "$REF" --ground contested
work
others=$(rows 'id <> 1')
is "$(dossier next "$REF" --json | json 'v[0]["command"] if isinstance(v, list) else v["command"]')" "[\"dossier\", \"decide\", \"$REF\", \"--right\", \"restriction\", \"--restrict\", \"--ground\", \"-\"]" 'the next step names it'
refuses 2 'on which ground of art. 18\(1\)' 'a ground is said' restrict "$REF"
refuses 2 'on which ground of art. 18\(1\)' 'of art. 18, and no other' restrict "$REF" --ground objection
refuses 3 'no category "BAK-C09"' 'of what there is' restrict "$REF" --ground contested --category BAK-C09
refuses 2 'by itself' 'and nothing done by hand beside it' restrict "$REF" --ground contested --proof x
ok 'it is restricted' restrict "$REF" --ground contested
like "$(cat "$TMP/out")" "$REF: restricted: BAK-C01, BAK-C02" 'which it says'
refuses 4 'decided already' 'once' restrict "$REF" --ground contested --category BAK-C01
work
work
is "$(sql shop -c 'SELECT restricted FROM shop.customers WHERE id = 1' -c 'SELECT id, frozen FROM shop.orders WHERE customer_id = 1 ORDER BY id')" 't
9|2026-12-01
18|2020-01-01' 'their rows are marked, and who marked one before is not written over'
is "$(rows 'id <> 1')" "$others" 'and nobody else'"'"'s'
is "$(sql shop -c 'SELECT count(*) FROM shop.readable WHERE id = 1')" 0 'who reads as usual sees it no more'

# what the administrator is given resists who uses it
app() { psql -qAtX -d "postgresql:///shop?host=$PG&user=shop_app" -c "$1" 2>&1; }
is "$(app "UPDATE shop.customers SET name = 'Persoon I' WHERE id = 1 RETURNING name")" 'Persoon I' 'before its draft is installed the application writes to what is restricted'
dossier hold ddl bakker shop >"$TMP/restricted.sql"
ok 'an administrator installs it' sql shop -f "$TMP/restricted.sql"
like "$(app "UPDATE shop.customers SET name = 'x' WHERE id = 1")" 'this record is restricted \(art. 18\(2\) GDPR\)' 'then it does not'
like "$(app 'DELETE FROM shop.orders WHERE id = 9')" 'this record is restricted' 'nor remove it'
is "$(app 'SELECT count(*) FROM shop.readable WHERE id = 1')|$(app 'SELECT count(*) FROM shop.readable')" '0|8' 'nor read it'
is "$(app "UPDATE shop.customers SET name = 'Persoon 2' WHERE id = 2 RETURNING name")" 'Persoon 2' 'the rest is theirs'

is "$(receipts "$REF" '[(r["action"], r["state"], r["approved_by"], r["again"] is not None, sorted((s["collection"], s["verdict"], s["n"], s.get("columns")) for s in r["receipt"]["sets"])) for r in v["receipts"]]')" \
	'[["restrict", "done", null, true, [["customers", "set", 1, ["restricted"]], ["orders", "keep", 1, null], ["orders", "set", 1, ["frozen"]]]]]' 'the receipt says which columns of how many'
sql dossier -c "SELECT sealed || coalesce(receipt::text, '') FROM erasure" -c "SELECT coalesce(sealed, '') || counts || coalesce(wanted, '') FROM found" -c 'SELECT body FROM event' >"$TMP/kept"
is "$(grep -c '2020-01-01' "$TMP/kept")" 0 'what stood there before is nowhere in clear'
is "$(shown "$REF" '[len(d["undecided"]) for d in v["decisions"]]')" '[1]' 'what people were not heard of is not carried out, the rest is'
refuses 4 'cabinet has not answered' 'nor answered' dossier answer "$REF"
ok 'who does it by hand says it' dossier task 'done' "$REF" cabinet --action restrict --count 1
is "$(shown "$REF" '[[d["undecided"], len(d["done"])] for d in v["decisions"]]')" '[[[], 2]]' 'then all of it is carried out'
is "$(shown "$REF" '[(r["category"], r["ground"], r["article"], r["since"], r["told"]) for r in v["restrictions"]]')" \
	'[["BAK-C01", "contested", "GDPR 18(1)(a)", "2026-12-01", null], ["BAK-C02", "contested", "GDPR 18(1)(a)", "2026-12-01", null]]' 'it stands with its ground'
ok 'it is answered' dossier answer "$REF"
NO=$(dossier letter list "$REF" --json | json '[l["id"] for l in v if l["kind"] == "done"][-1]')
dossier letter get "$REF" "$NO" >"$TMP/letter" 2>/dev/null
text >"$TMP/text"
like "$(cat "$TMP/text")" 'bewaren wij alleen nog.*artikel 18, lid 2' 'the letter says what it means'
like "$(cat "$TMP/text")" 'Voordat dit ophoudt.*artikel 18, lid 3' 'that they are told before it ends'
like "$(cat "$TMP/text")" '\(1 december 2026\)\. U zegt dat dit niet klopt.*AVG 18 lid 1 onder a' 'since when, and on which ground'

# ---- it is used, as is permitted ----

refuses 2 'one of consent, claims, protection, public-interest' 'not for whatever' dossier decide "$REF" --used curiosity --facts x
refuses 2 'what was done with it' 'nor without words' dossier decide "$REF" --used claims
refuses 3 '"BAK-C09" is not restricted' 'nor what is not' dossier decide "$REF" --used claims --facts x --category BAK-C09
ok 'for a claim, after it was answered' dossier decide "$REF" --right restriction --used claims --category BAK-C02 --facts 'Factuur Zeldzaam getoond aan de rechter.'
like "$(dossier show "$REF" 2>/dev/null)" 'what is restricted was used, as is permitted \(claims\) for BAK-C02' 'and it stands there'
is "$(dossier show "$REF" --decisions --json | json '[(r["category"], r["ground"], r["article"], [u["permitted"] for u in r["uses"]]) for r in v]')" \
	'[["BAK-C01", "contested", "GDPR 18(1)(a)", []], ["BAK-C02", "contested", "GDPR 18(1)(a)", ["claims"]]]' 'with what permits it, beside the ground'
like "$(dossier show "$REF" --decisions)" '^BAK-C02 +2026-12-01 +claims ' 'in the table of decisions too'
is "$(sql dossier -c "SELECT count(*) FROM event WHERE body ILIKE '%zeldzaam%'")" 0 'its words in no event'

# ---- before it ends the person is told ----

lift() { dossier decide "$@" --right restriction --lift; }
lifted_letter() { dossier letter list "$REF" --json | json '[l["id"] for l in v if l["kind"] == "lifting"][-1]'; }
dossier letter sent "$REF" "$NO" >/dev/null 2>&1
is "$(dossier next "$REF" --json | json 'v["code"]')" stored 'what is only stored waits for its end'
refuses 4 'told before BAK-C01 is restricted no more.*18\(3\).*--lift --letter' 'not before they are' lift "$REF"
refuses 2 'why it ends' 'which says why' lift "$REF" --letter
ok 'the letter is written' lift "$REF" --letter --facts 'Uw adres klopt nu.'
NO=$(lifted_letter)
refuses 4 "told before BAK-C01.*letter sent $REF $NO" 'not before it left' lift "$REF"
dossier letter get "$REF" "$NO" >"$TMP/letter" 2>/dev/null
text >"$TMP/text"
like "$(cat "$TMP/text")" '^- Bestellingen \(sinds 1 december 2026\)' 'it says what'
like "$(cat "$TMP/text")" '^Uw adres klopt nu\.' 'and why'
ok 'it left' dossier letter sent "$REF" "$NO"
ok 'it came back' dossier letter bounced "$REF" "$NO"
refuses 4 'told before BAK-C01' 'then nobody was told' lift "$REF"
ok 'it left again' dossier letter sent "$REF" "$NO" --proof 'bericht 18'
is "$(dossier next "$REF" --json | json 'v["code"]')" lift 'now it may end'
# somebody sees to another row by themselves: no lift undoes that
sql shop -c 'UPDATE shop.customers SET restricted = true WHERE id = 2'
ok 'it is lifted' lift "$REF"
refuses 4 'nothing is restricted here' 'once' lift "$REF"
work
work
is "$(sql shop -c 'SELECT restricted FROM shop.customers WHERE id = 1' -c 'SELECT id, frozen FROM shop.orders WHERE customer_id = 1 AND frozen IS NOT NULL')" 'f
18|2020-01-01' 'the marks go, and that of before stays'
is "$(sql shop -c 'SELECT restricted FROM shop.customers WHERE id = 2')" t 'and no other'
sql shop -c 'SET ROLE changer' -c 'UPDATE shop.customers SET restricted = false WHERE id = 2'
is "$(rows 'id <> 1')" "$others" 'nobody else'"'"'s row changed'
is "$(dossier next "$REF" --json | json '[v["code"]] + v["command"][1:4]')" "[\"task\", \"task\", \"done\", \"$REF\"]" 'who did it by hand is asked to undo it'
ok 'and says so' dossier task 'done' "$REF" cabinet --action lift --count 1
is "$(dossier next "$REF" --json | json 'v["code"]')" nothing 'then nothing is left'
is "$(shown "$REF" 'v["restrictions"]')" '[]' 'and nothing is restricted'

# ---- who wants it kept: no erasure takes it before that is lifted ----

KEEP=$(log --right restriction --right erasure --email p4@example.org)
work
known "$KEEP" >/dev/null
ok 'the person needs it for a claim' restrict "$KEEP" --ground needed-for-claim --category BAK-C02
is "$(dossier hold list "$KEEP" --json | json '[(h["kind"], h["category"], h["article"], h["last_day"], h["ahead"]) for h in v]')" '[["restriction", "BAK-C02", "GDPR 18(1)(c)", null, false]]' 'it is held until it is lifted'
HOLD=$(dossier hold list "$KEEP" --json | json 'v[0]["hold"]')
refuses 4 "stands as long as BAK-C02 is restricted.*decide $KEEP --right restriction --lift" 'and not let go by itself' dossier hold release "$HOLD" --reason 'weg ermee, allemaal'
work
work
dossier plan "$KEEP" --again >/dev/null 2>&1
work
is "$(dossier plan "$KEEP" --json 2>/dev/null | json '[(s["verdict"], s["do"], [(w["code"], w["article"], w["hold"]) for w in s["why"] if w.get("hold")]) for x in v["change"]["systems"] for s in x["sets"] if s["category"] == "BAK-C02"]')" \
	"[[\"hold\", \"nothing\", [[\"claim\", \"GDPR 18(1)(c)\", $HOLD]]]]" 'the preview says why it stays'
refuses 4 "told before it ends: .dossier answer $KEEP --right restriction" 'it ends no sooner than it was answered' lift "$KEEP"
restrict "$KEEP" --ground contested --category BAK-C01 >/dev/null 2>&1
work
work
dossier task 'done' "$KEEP" cabinet --action restrict --count 1 >/dev/null 2>&1
ok 'it is answered' dossier answer "$KEEP" --right restriction
dossier decide "$KEEP" --right restriction --lift --letter --facts 'Het geschil is voorbij.' >/dev/null 2>&1
dossier letter sent "$KEEP" "$(dossier letter list "$KEEP" --json | json '[l["id"] for l in v if l["kind"] == "lifting"][-1]')" >/dev/null 2>&1
ok 'it is lifted' lift "$KEEP"
is "$(dossier hold list "$KEEP" --json)" '[]' 'then nothing holds it'
work
work
work
is "$(sql shop -c 'SELECT restricted FROM shop.customers WHERE id = 4' -c 'SELECT count(frozen) FROM shop.orders WHERE customer_id = 4')" 'f
0' 'and the marks go, though it was asked anew what is erased'

# ---- two requests restrict the same rows ----

frozen() { sql shop -c 'SELECT count(frozen) FROM shop.orders WHERE customer_id = 5'; }
ONE=$(log --right restriction --email p5@example.org)
TWO=$(log --again --right restriction --email p5@example.org)
work
for r in "$ONE" "$TWO"; do
	known "$r" >/dev/null
	restrict "$r" --ground contested >/dev/null 2>&1
	work
	work
	dossier task 'done' "$r" cabinet --action restrict --count 1 >/dev/null 2>&1
	dossier answer "$r" >/dev/null 2>&1
	dossier decide "$r" --right restriction --lift --letter --facts 'Het klopt nu.' >/dev/null 2>&1
	dossier letter sent "$r" "$(dossier letter list "$r" --json | json '[l["id"] for l in v if l["kind"] == "lifting"][-1]')" >/dev/null 2>&1
done
ok 'the first is lifted' lift "$ONE"
work
work
is "$(frozen)" 2 'what another request has restricted too stays so'
ok 'that is lifted as well' lift "$TWO"
work
work
is "$(frozen)" 0 'then it ends'

# ---- where a program may not write people are asked ----

sql shop -c 'REVOKE UPDATE (restricted) ON shop.customers FROM changer'
DENY=$(log --right restriction --email p6@example.org)
work
known "$DENY" >/dev/null
restrict "$DENY" --ground unlawful --category BAK-C01 >/dev/null 2>&1
work
work
is "$(sql shop -c 'SELECT restricted FROM shop.customers WHERE id = 6')" f 'a privilege that lacks: nothing is written'
is "$(shown "$DENY" 'sorted((t["system"], t["connector"], t["state"]) for t in v["tasks"] if t["action"] == "restrict")')" '[["cabinet", "manual", "asked"], ["shop", "manual", "asked"]]' 'and people are asked at once'
sql shop -c 'GRANT UPDATE (restricted) ON shop.customers TO changer'

# ---- a restored system ----

BACK=$(log --right restriction --email p7@example.org)
work
known "$BACK" >/dev/null
restrict "$BACK" --ground objection-pending >/dev/null 2>&1
work
work
dossier task 'done' "$BACK" cabinet --action restrict --count 1 >/dev/null 2>&1
dossier answer "$BACK" >/dev/null 2>&1
dossier decide "$BACK" --right restriction --lift --letter --facts 'Dat klopt nu.' --category BAK-C01 >/dev/null 2>&1
dossier letter sent "$BACK" "$(dossier letter list "$BACK" --json | json '[l["id"] for l in v if l["kind"] == "lifting"][-1]')" >/dev/null 2>&1
ok 'of one category it is lifted' lift "$BACK" --category BAK-C01
work
work
is "$(sql shop -c 'SELECT restricted FROM shop.customers WHERE id = 7' -c 'SELECT count(frozen) FROM shop.orders WHERE customer_id = 7')" 'f
2' 'of that alone'
sql shop -c 'SET ROLE changer' -c 'UPDATE shop.orders SET frozen = NULL WHERE customer_id = 7'
DOSSIER_NOW=2026-12-03T10:00:00+01:00
ok 'a restored system is replayed' dossier replay --since 2026-11-30 --org bakker --confirm
work
work
is "$(sql shop -c 'SELECT count(frozen) FROM shop.orders WHERE customer_id = 7' -c 'SELECT count(frozen) FROM shop.orders WHERE customer_id = 1' -c 'SELECT restricted FROM shop.customers WHERE id = 7')" '2
1
f' 'what is restricted is so again, and not what was lifted'
like "$(dossier show "$BACK" 2>/dev/null)" '^restricted +BAK-C02 \(objection-pending\), 2026-12-01' 'show says so'
dossier show "$BACK" --json >"$TMP/show.json" 2>/dev/null
ok 'in the shape that is promised' schema_check docs/json/show.schema.json "$TMP/show.json"
dossier show "$REF" --decisions --json >"$TMP/decisions.json" 2>/dev/null
ok 'and what was decided' schema_check docs/json/decisions.schema.json "$TMP/decisions.json"
ok 'the log is whole' dossier audit verify
done_testing
