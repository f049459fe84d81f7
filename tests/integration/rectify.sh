#!/bin/sh
# Rectification (art. 16): what is inaccurate is corrected as was decided, with what shows it; the old value is kept sealed, nobody else's
# row changes, who has it elsewhere is asked, and the person reads what stands now.
cd "$(dirname "$0")/../.." || exit 1
. tests/lib.sh
needs python3 psql

pg_start
sql postgres -c 'CREATE DATABASE dossier' -c 'CREATE DATABASE shop' -c 'CREATE ROLE reader LOGIN' -c 'CREATE ROLE changer LOGIN'
DOSSIER_NOW=2026-12-01T10:00:00+01:00
export DOSSIER_NOW
sql shop >/dev/null <<'SQL'
CREATE SCHEMA shop;
CREATE TABLE shop.customers (id bigint PRIMARY KEY, email text, name text, phone text);
CREATE TABLE shop.orders (id bigint PRIMARY KEY, customer_id bigint REFERENCES shop.customers, placed timestamptz, amount numeric, note text);
INSERT INTO shop.customers SELECT i, 'p' || i || '@example.org', 'Persoon ' || i, '+31612340' || i FROM generate_series(1, 9) i;
INSERT INTO shop.orders SELECT i, 1 + i % 9, '2024-05-05 10:00+02', 10, 'buren' || i FROM generate_series(1, 18) i;
INSERT INTO shop.customers VALUES (13, 'p3@example.org', 'Persoon Drie', NULL), (23, 'p3@example.org', 'Persoon 3', '+316123403');
GRANT USAGE ON SCHEMA shop TO reader, changer;
GRANT SELECT ON ALL TABLES IN SCHEMA shop TO reader, changer;
GRANT UPDATE (name, phone) ON shop.customers TO changer;
SQL
installation "$(pg_uri dossier)" || exit 1
edit tests/data/register_small.json '
shop = [s for s in v["systems"] if s["id"] == "shop"][0]
mail = dict(id="cabinet", name={"nl": "Kast"}, connector="manual", categories=["BAK-C01"], needs=["email"], contact={"email": "kast@bakker.example"})
v["systems"] = [shop, mail]
v["categories"] = [c for c in v["categories"] if c["id"] != "BAK-C03"]
shop["categories"] = ["BAK-C01", "BAK-C02"]
shop["yields"] = []
shop["settings"]["dsn_change"] = {"secret": "shop-change"}
c, o = shop["collections"]
c.pop("yields")
o.pop("fields")
c["columns"] = {"name": {"label": {"nl": "Uw naam", "en": "Your name"}}, "phone": {"label": {"nl": "Telefoon", "en": "Telephone"}}}
c["rectify"] = ["name", "phone"]
' >"$TMP/bakker.json"
ok 'a register that says what may be corrected' dossier register load "$TMP/bakker.json"
secret bakker shop-dsn "postgresql:///shop?host=$PG&user=reader"
secret bakker shop-change "postgresql:///shop?host=$PG&user=changer"

work() { dossier work >/dev/null 2>"$TMP/work.err" || sed 's/^/# /' "$TMP/work.err"; }
rows() { sql shop -c "SELECT md5(string_agg(t::text, ',' ORDER BY t::text)) FROM (SELECT c::text t FROM shop.customers c WHERE $1 UNION ALL SELECT o::text FROM shop.orders o WHERE customer_id IN (SELECT id FROM shop.customers WHERE $1)) x"; }
state() { rows true; dossier show "$FIX" --json | json '(v["tasks"], v["facts"], v["decisions"])'; }
decide() { dossier decide "$FIX" --right rectification "$@"; }
clear() { sql dossier -c "SELECT sealed || coalesce(receipt::text, '') FROM erasure" -c "SELECT coalesce(sealed, '') || counts || coalesce(wanted, '') FROM found" -c 'SELECT body FROM event' -c 'SELECT sealed FROM request_clock' -c 'SELECT sealed FROM note'; }

text() {
	dossier letter get "$1" "$(dossier letter list "$1" --json 2>/dev/null | json '[l["id"] for l in v if l["kind"] == "'"$2"'"][-1]')" 2>/dev/null | python3 -c 'import email, email.policy, sys
m = email.message_from_binary_file(sys.stdin.buffer, policy=email.policy.default)
print(m.get_content())'
}

# ---- what is refused ----

FIX=$(dossier log --org bakker --right rectification --email p3@example.org --received 2026-11-20 2>/dev/null)
refuses 4 'nothing is planned yet' 'before it is planned nothing is corrected' decide --set name=x --evidence paspoort
work
refuses 4 'while who asks is not established' 'nor before it is known who asks' decide --set name=x --evidence paspoort
known "$FIX" >/dev/null
like "$(dossier next "$FIX" 2>&1)" "art. 18.1..a..: .dossier correct $FIX --add-right restriction" 'what comes next says that it may be restricted while it is checked'
rejects 4 '^dossier: --set 1: the register lets nobody correct that column here .art. 16 GDPR.; it may be: customers.name, customers.phone; anything else' 'a field that is not in the register' \
	decide --set email=x --evidence paspoort
refuses 4 'nobody correct' 'nor one of another collection' decide --set orders.name=x --evidence paspoort
refuses 4 'without what shows it' 'nor without evidence' decide --set name=x
refuses 2 'expected .COLLECTION' 'nor without a value' decide --set name --evidence paspoort
refuses 2 'a value is at most 1000 bytes' 'nor by more than fits' decide --set "name=$(printf '%01001d' 0)" --evidence paspoort
refuses 2 'was said before' 'nor twice' decide --set name=x --set customers.name=y --evidence paspoort
refuses 2 'by itself' 'nor with what was done by hand' decide --set name=x --evidence paspoort --done --proof x

# ---- shown, and begun ----

others=$(rows 'id NOT IN (3, 23)')
before=$(state)
like "$(printf 'name=Persoon Drie\n' | dossier decide "$FIX" --right rectification --set - --set phone= --evidence 'paspoort gezien' --dry-run 2>&1 | tr '\n' ' ')" \
	'customers.name: "Persoon Drie" .*customers.phone: nothing .*shop: written by a program .*cabinet: people are asked' 'a dry run shows what is to stand, and where'
is "$(state)" "$before" 'and changes nothing'
printf '{"ref": "%s", "right": "rectification", "set": ["name=Persoon Drie", "phone="], "evidence": "paspoort gezien"}\n' "$FIX" >"$TMP/lines"
ok 'a name begins to be corrected, said by a file' dossier decide --input "$TMP/lines"
is "$(sql shop -c 'SELECT name FROM shop.customers WHERE id = 3')" 'Persoon 3' 'before a program looked nothing is written'
work
work
is "$(sql shop -c 'SELECT name, phone FROM shop.customers WHERE id = 3')" 'Persoon Drie|' 'it says what was decided'
is "$(rows 'id NOT IN (3, 23)')" "$others" 'and nobody else'"'"'s row changed'
clear >"$TMP/kept"
is "$(grep -cE 'Persoon|paspoort' "$TMP/kept")" 0 'neither old nor new nor what shows it stands anywhere in clear'
is "$(dossier show "$FIX" --receipts --json | json '[(r["action"], r["receipt"]["after"]) for r in v["receipts"]]')" '[["rectify", [{"n": 0, "collection": "customers"}]]]' 'it was read back'
is "$(dossier show "$FIX" --json | json '[(p["category"], d["state"]) for d in v["decisions"] for p in d["undecided"]]')" '[["BAK-C01", "open"]]' 'only what was said to be inaccurate is to be decided'

# ---- taken back ----

name() { sql shop -c 'SELECT name, phone FROM shop.customers WHERE id = 3'; }
ok 'a colleague did it by then' dossier task 'done' "$FIX" cabinet --action rectify --count 1
refuses 4 'without what shows it.*--facts' 'it is not taken back without why' decide --undo
refuses 2 'by itself' 'nor with a value' decide --undo --facts x --set name=y
sql shop -c "UPDATE shop.customers SET name = 'Anders' WHERE id = 23"
ok 'it is taken back' decide --undo --facts 'paspoort van iemand anders'
work
work
is "$(name)" 'Persoon 3|+316123403' 'what stood there stands there again'
is "$(sql shop -c 'SELECT name FROM shop.customers WHERE id IN (13, 23) ORDER BY id')" 'Persoon Drie
Anders' 'not where it was never written, nor where it was changed since'
ok 'of which people are asked' dossier task 'done' "$FIX" shop --action rectify --count 1
is "$(rows 'id NOT IN (3, 23)')" "$others" 'and nobody else'"'"'s row changed'
is "$(sql dossier -c "SELECT count(*) FROM event WHERE body LIKE '%clock.correction-decided%' AND body LIKE '%undone%'")" 1 'by an event of its own'
dossier task 'done' "$FIX" cabinet --action rectify --count 1 >/dev/null 2>&1
is "$(dossier show "$FIX" --json | json '[(p["category"], d["state"]) for d in v["decisions"] for p in d["undecided"]]')" '[["BAK-C01", "open"]]' 'and it is to be decided again'
like "$(decide --set 'name=Persoon Drie' --dry-run --evidence x 2>/dev/null)" 'customers.name: "Persoon 3" -> "Persoon Drie"' 'what stands there is known by now'
decide --set 'name=Persoon Drie' --set phone= --evidence 'paspoort gezien' >/dev/null 2>&1
work
work
is "$(name)" 'Persoon Drie|' 'it is corrected anew'

# ---- who has it elsewhere, and the answer ----

text "$FIX" task >"$TMP/text"
like "$(cat "$TMP/text")" "dossier task show $FIX cabinet --action rectify" 'a colleague who is asked reads where it stands'
is "$(grep -cE 'Drie|example.org' "$TMP/text")" 0 'and nothing of the person'
like "$(dossier task show "$FIX" cabinet --action rectify 2>/dev/null | tr '\n' ' ')" 'customers.name: "Persoon Drie" +customers.phone: nothing' 'there'
dossier task show "$FIX" cabinet --action rectify --json >"$TMP/task.json" 2>/dev/null
ok 'in the shape that is promised' schema_check docs/json/task.schema.json "$TMP/task.json"
refuses 4 'cabinet has not answered' 'before they did it is not answered' dossier answer "$FIX"
ok 'who does it says so' dossier task 'done' "$FIX" cabinet --action rectify --count 1
is "$(dossier show "$FIX" --json | json '[(p["category"], d["undecided"]) for d in v["decisions"] for p in d["done"]]')" '[["BAK-C01", []]]' 'then it is carried out'
dossier decide "$FIX" --right rectification --untold 'niemand kreeg dit' >/dev/null 2>&1
ok 'it is answered' dossier answer "$FIX"
text "$FIX" 'done' >"$TMP/text"
like "$(tr '\n' ' ' <"$TMP/text")" 'Dit staat er nu: - Uw naam: Persoon Drie - Telefoon: niets meer' 'the letter says what stands now, by the labels of the register'

# ---- refused, with what the person says themselves ----

NO=$(known "$(dossier log --org bakker --right rectification --email p4@example.org --received 2026-11-20 2>/dev/null)")
work
no() { dossier refuse "$NO" --right rectification --ground accurate-16 --facts 'Het klopt.' "$@"; }
printf 'Ik heet Vier,\nniet Persoon 4.\n' >"$TMP/statement"
printf 'a\0b' >"$TMP/zero"
head -c 8001 /dev/zero | tr '\0' x >"$TMP/large"
refuses 1 'zero byte' 'a statement is a text' no --statement "$TMP/zero"
refuses 1 'large' 'of a size' no --statement "$TMP/large"
ok 'it is refused' no --statement "$TMP/statement"
text "$NO" refusal >"$TMP/text"
like "$(tr '\n' ' ' <"$TMP/text")" 'Uw eigen verklaring hebben wij bij uw verzoek bewaard: +Ik heet Vier, niet Persoon 4[.]' 'the letter has their own words'
like "$(dossier show "$NO" 2>/dev/null | tr '\n' ' ')" 'statement of the person, kept by .*: Ik heet Vier, niet Persoon 4[.]' 'as show has'
clear >"$TMP/kept"
is "$(grep -c 'Vier' "$TMP/kept")" 0 'and nobody else'
ok 'the log is whole' dossier audit verify
done_testing
