#!/bin/sh
# An erasure by program, the whole way: previewed, decided, approved by its digest by a second person, begun, told by its receipt;
# and whatever must stop it: nothing is changed then, here or at the system. Each as their own Unix user, through the daemon.
cd "$(dirname "$0")/../.." || exit 1
. tests/lib.sh
needs python3 psql runuser useradd
[ "$(id -u)" -eq 0 ] || skip_all 'only root can act as somebody else'
BERT=$(unix_user bert) CARLA=$(unix_user carla)

pg_start
sql postgres -c 'CREATE DATABASE dossier' -c 'CREATE DATABASE shop' -c 'CREATE ROLE reader LOGIN' -c 'CREATE ROLE eraser LOGIN'
DOSSIER_NOW=2026-12-01T10:00:00+01:00
export DOSSIER_NOW
sql shop >/dev/null <<'SQL'
CREATE SCHEMA shop;
CREATE TABLE shop.customers (id bigint PRIMARY KEY, email text, name text, phone text, password_hash text, out_at timestamptz);
CREATE TABLE shop.orders (id bigint PRIMARY KEY, customer_id bigint REFERENCES shop.customers, placed timestamptz, amount numeric, note text);
CREATE TABLE shop.visits (id bigint PRIMARY KEY, customer_id bigint REFERENCES shop.customers ON DELETE CASCADE, page text);
INSERT INTO shop.customers SELECT i, 'p' || i || '@example.org', 'Persoon ' || i, '+3161234' || lpad(i::text, 4, '0'), 'x' FROM generate_series(1, 9) i;
INSERT INTO shop.orders SELECT i, 1 + i % 9, CASE WHEN i < 10 THEN timestamptz '2015-05-05 10:00+02' ELSE '2024-05-05 10:00+02' END, 10, 'bezorgen bij de buren' FROM generate_series(1, 18) i;
INSERT INTO shop.visits SELECT i, 1 + i % 9, '/brood' FROM generate_series(1, 27) i;
GRANT USAGE ON SCHEMA shop TO reader, eraser;
GRANT SELECT ON ALL TABLES IN SCHEMA shop TO reader, eraser;
GRANT DELETE, UPDATE ON ALL TABLES IN SCHEMA shop TO eraser;
SQL
installation "$(pg_uri dossier)" || exit 1
cp "$BUILD/dossier" "$TMP/dossier"
as() {
	user=$1
	shift
	(cd / && runuser -u "$user" -- "$TMP/dossier" "$@")
}
RULES='
shop = [s for s in v["systems"] if s["id"] == "shop"][0]
v["systems"] = [shop]
v["categories"] = [c for c in v["categories"] if c["id"] != "BAK-C03"]
shop["categories"] = ["BAK-C01", "BAK-C02"]
shop["yields"] = []
shop["settings"]["dsn_change"] = {"secret": "shop-change"}
c, o = shop["collections"]
c.pop("yields")
c["erase"] = {"do": "delete", "set": {"email": None, "name": None, "phone": None, "password_hash": None}}
o["erase"] = {"do": "delete", "set": {"note": None}, "holds": [{"basis": "NL-AWR52", "from": {"column": "placed"}, "columns": ["id", "customer_id", "placed", "amount"]}]}
o.pop("fields")
shop["collections"].append({"name": "visits", "category": "BAK-C01", "table": "shop.visits", "match": [{"column": "customer_id", "collection": "customers", "field": "id"}], "erase": {"do": "delete"}})
v["organisation"]["approvals"] = {"change": True}
'
edit tests/data/register_small.json "$RULES" >"$TMP/bakker.json"
ok 'a register with rules, which asks for a second person' dossier register load "$TMP/bakker.json"
edit "$TMP/bakker.json" 'v["organisation"].update(slug="ander", code="AND", name="De Ander"); v["organisation"].pop("approvals")' >"$TMP/ander.json"
ok 'and one of another organisation, which asks for none' dossier register load "$TMP/ander.json"
for org in bakker ander; do
	secret $org shop-dsn "postgresql:///shop?host=$PG&user=reader"
	secret $org shop-change "postgresql:///shop?host=$PG&user=eraser"
done
dossier user add "$BERT" >/dev/null 2>&1
dossier user role "$BERT" approver --org bakker >/dev/null 2>&1
# what the system holds, and what our own ledger says
shop() {
	query shop "SELECT md5(string_agg(t::text, ',' ORDER BY t::text)) FROM (SELECT c::text t FROM shop.customers c UNION ALL SELECT o::text FROM shop.orders o UNION ALL SELECT v::text FROM shop.visits v) x"
}
others() {
	sql shop -c "SELECT md5(string_agg(t::text, ',' ORDER BY t::text)) FROM (SELECT c::text t FROM shop.customers c WHERE id <> $1 UNION ALL SELECT o::text FROM shop.orders o WHERE customer_id <> $1 UNION ALL SELECT v::text FROM shop.visits v WHERE customer_id <> $1) x"
}
state() {
	shop
	query dossier 'SELECT count(*), max(state) FROM erasure; SELECT count(*) FROM approval'
}
# request PERSON [ORG]: an erasure, previewed; prints its reference
request() {
	one=$(dossier log --org "${2:-bakker}" --right erasure --email "p$1@example.org" --received 2026-11-20 2>/dev/null)
	dossier work >/dev/null 2>"$TMP/work.err" || sed 's/^/# /' "$TMP/work.err"
	echo "$one"
}
plan() {
	dossier plan "$1" --json 2>/dev/null | json "$2"
}
digest() {
	plan "$1" 'v["change"]["digest"]'
}

# ---- preview ----

REF=$(request 1)
before=$(shop)
is "$(plan "$REF" 'sorted((s["collection"], s["verdict"], s["do"], s["n"]) for s in v["change"]["systems"][0]["sets"])')" \
	'[["customers", "anonymise", "anonymise", 1], ["orders", "erase", "delete", 1], ["orders", "hold", "anonymise", 1], ["visits", "erase", "delete", 3]]' \
	'the preview says what becomes of each record'
like "$(dossier plan "$REF" 2>/dev/null)" 'orders +1 +is held, the rest is made anonymous +the law keeps it \(NL-AWR52.* 2031-12-31' 'in words, with article and last day'
is "$(plan "$REF" '"keys" in json.dumps(v)')" false 'and shows no keys'
is "$(plan "$REF" 'v["change"]["ready"], sorted({b["code"] for b in v["change"]["blocked"]})')" "(False, ['identity', 'undecided'])" 'what is in the way is said'
is "$(digest "$REF")" "$(digest "$REF")" 'the digest of the same is the same'
sql dossier -c "SELECT sealed || counts FROM found" -c "SELECT body FROM event" >"$TMP/kept"
is "$(grep -c 'p1@example\|Persoon\|bezorgen' "$TMP/kept")" 0 'neither the log nor the row tells of whom in clear'

# ---- what stops it ----

rejects 4 'nothing is decided|no check is recorded|nothing was decided' 'not decided, nor verified' as "$BERT" approve "$REF" --confirm "$REF" --digest "$(digest "$REF")"
ok 'a category is decided' dossier decide "$REF" --right erasure --erase --category BAK-C01
rejects 4 'nothing was decided: .dossier decide .* --category BAK-C02' 'another is not' as "$BERT" approve "$REF" --confirm "$REF" --digest "$(digest "$REF")"
rejects 3 'about no category "BAK-C99"' 'a category there is not' dossier decide "$REF" --right erasure --erase --category BAK-C99
rejects 4 'the register says: controller' 'a role that the register knows' dossier decide "$REF" --category BAK-C01 --role processor
rejects 2 'each by itself' 'a decision and what was done by hand' dossier decide "$REF" --erase --done --proof x
ok 'so is that' dossier decide "$REF" --right erasure --erase
rejects 4 'nothing is erased: no check is recorded' 'nobody was verified' as "$BERT" approve "$REF" --confirm "$REF" --digest "$(digest "$REF")"
known "$REF" >/dev/null
is "$(plan "$REF" 'v["change"]["ready"]')" true 'now it may be approved'
rejects 2 '8 to 64 digits' 'not without its digest' as "$BERT" approve "$REF" --confirm "$REF"
rejects 4 'another than what you looked at' 'nor with a stale one' as "$BERT" approve "$REF" --confirm "$REF" --digest 0123456789abcdef
rejects 4 'needs the role|had a hand in it|has not the role' 'nor by who decided it' dossier approve "$REF" --confirm "$REF" --digest "$(digest "$REF")"
OTHER=$(dossier log --org bakker --right access --email p9@example.org --received 2026-11-20 2>/dev/null)
rejects 4 "names $OTHER, not $REF" 'nor another reference' as "$BERT" approve "$REF" --confirm "$OTHER" --digest "$(digest "$REF")"

# a digest dies with what it rested on
OLD=$(digest "$REF")
sql shop -c "INSERT INTO shop.visits VALUES (100, 1, '/taart')"
ok 'every system says anew what it holds' dossier plan "$REF" --again
rejects 4 'was not found yet' 'while it is asked nothing is approved' as "$BERT" approve "$REF" --confirm "$REF" --digest "$(digest "$REF")"
dossier work >/dev/null 2>&1
rejects 4 'another than what you looked at' 'what was found anew has another digest' as "$BERT" approve "$REF" --confirm "$REF" --digest "$OLD"

# ---- what changes before it is done ----

ok 'a second person approves' as "$BERT" approve "$REF" --confirm "$REF" --digest "$(digest "$REF" | cut -c1-16)"
is "$(sql dossier -c "SELECT state, change FROM erasure")" 'planned|1' 'the ledger has it before anything is gone'
is "$(sql dossier -c "SELECT count(*) FROM event_waiting")" 0 'and its events have their places'
rejects 4 'nothing else waits for an approval' 'nobody approves it twice' as "$BERT" approve "$REF" --confirm "$REF" --digest "$(digest "$REF")"
before=$(shop)
sql shop -c 'ALTER TABLE shop.visits ADD COLUMN extra text'
dossier work >/dev/null 2>&1
is "$(sql shop -c 'SELECT count(*) FROM shop.customers WHERE email IS NULL')" 0 'a schema that changed: nothing was erased'
is "$(dossier show "$REF" --receipts --json | json '[(r["state"], r["receipt"]["stopped"]["why"]) for r in v["receipts"]]')" '[["stopped", "schema"]]' 'and why is said'
is "$(plan "$REF" 'v["change"]["waits"], v["change"]["approval"], v["change"]["systems"][0]["state"]')" "(True, None, 'previewed')" 'it was looked at anew, and waits for another approval'

# a hold that is placed meanwhile
ok 'approved anew' as "$BERT" approve "$REF" --confirm "$REF" --digest "$(digest "$REF")"
ok 'a claim is placed' dossier hold add "$REF" --claim 'Persoon 1 betwist de rekening van 5 mei 2015' --against 'A. de Vries' --owner "$(id -un)" --review 2027-03-01 --system shop --collection orders --key 9
dossier work >/dev/null 2>&1
is "$(sql shop -c 'SELECT count(*) FROM shop.customers WHERE email IS NULL')" 0 'a hold wins: nothing was erased'
is "$(dossier show "$REF" --receipts --json | json 'v["receipts"][-1]["receipt"]["stopped"]["why"]')" held 'and why is said'
is "$(plan "$REF" '[s["n"] for s in v["change"]["systems"][0]["sets"] if s["why"][0]["code"] == "claim"]')" '[1]' 'the new preview has it held'

# ---- done ----

others=$(others 1)
ok 'approved once more' as "$BERT" approve "$REF" --confirm "$REF" --digest "$(digest "$REF")"
ok 'worked' dossier work
is "$(sql shop -c 'SELECT id, email, name, phone FROM shop.customers WHERE id = 1')" '1|||' 'the customer is nobody any more'
is "$(sql shop -c 'SELECT id, customer_id, note FROM shop.orders WHERE customer_id = 1 ORDER BY id')" '9|1|bezorgen bij de buren
18|1|' 'what is held stays, without what nothing keeps'
is "$(sql shop -c 'SELECT count(*) FROM shop.visits WHERE customer_id = 1')" 0 'the rest is gone'
is "$(others 1)" "$others" 'and no row of anybody else changed'
is "$(dossier show "$REF" --receipts --json | json 'v["receipts"][-1]["state"], sorted((s["collection"], s["n"]) for s in v["receipts"][-1]["receipt"]["sets"])')" \
	"('done', [('customers', 1), ('orders', 1), ('orders', 1), ('visits', 4)])" 'the receipt says how many'
dossier show "$REF" --receipts >"$TMP/receipts"
like "$(grep -A4 '^3 shop' "$TMP/receipts" | tr '\n' '|')" "^3 shop: done.*approved by +$BERT.*committed +2026-12-01.*second search +is due on 2026-12-02" 'a person reads when, by whose approval, and when it is searched again'
is "$(grep -c '^not changed *its tables changed\|^not changed *something is held' "$TMP/receipts")" 2 'and what stopped it before'
like "$(cat "$TMP/receipts")" 'customers +1 +made anonymous +name, email, phone, password_hash ' 'what became of which records, and which columns went'
like "$(cat "$TMP/receipts")" '^backups +not known +the register does not say how long' 'and where the bytes may be, in words'
like "$(dossier --lang nl show "$REF" --receipts)" '^gegevens +schoon' 'in Dutch too'
is "$(dossier show "$REF" --json | json '[d["undecided"] for d in v["decisions"] if d["right"] == "erasure"]')" '[[]]' 'every category is carried out'
like "$(sql dossier -c "SELECT body FROM event WHERE body LIKE '%erasure.done%'")" \
	'"do":"anonymise".*"basis":"NL-AWR52","code":"statute","last":"2031-12-31"' 'an auditor reads what was written over, by which law the rest stays and how long'
sql dossier -c "SELECT sealed, coalesce(receipt::text, '') FROM erasure" -c 'SELECT body FROM event' >"$TMP/kept"
is "$(grep -c 'p1@example\|Persoon\|bezorgen' "$TMP/kept")" 0 'neither the ledger nor the log tells of whom in clear'
rejects 4 'nothing else waits for an approval' 'nothing waits any more' as "$BERT" approve "$REF" --confirm "$REF" --digest "$(digest "$REF")"
ok 'the log is whole' dossier audit verify

# ---- another organisation, of which nobody has to look twice ----

TWO=$(request 2 ander)
is "$(dossier plan "$TWO" --json 2>/dev/null | json 'v["reference"][:3]')" AND 'a request of another organisation'
known "$TWO" >/dev/null
rejects 4 'shop still holds [0-9]+ records of AND-C0|shop still holds [0-9]+ records of BAK-C0' 'what a program still sees was not erased by hand' dossier decide "$TWO" --right erasure --done --proof 'zelf gewist'
rejects 4 'shop still holds' 'nor is it nothing' dossier decide "$TWO" --right erasure --nothing --proof 'niets gezien'
ok 'is decided' dossier decide "$TWO" --right erasure --erase
others=$(others 2)
ok 'and approved by who decided it' dossier approve "$TWO" --confirm "$TWO" --digest "$(digest "$TWO")"
ok 'and worked' dossier work
is "$(sql shop -c 'SELECT count(*) FROM shop.customers WHERE id = 2 AND email IS NULL')|$(others 2)" "1|$others" 'that person alone is erased'
is "$(sql dossier -c "SELECT count(DISTINCT organisation_id), count(*) FILTER (WHERE state = 'done') FROM erasure")" '2|2' 'each has its own ledger'

# ---- why it goes (art. 17(1)): our own retention is no reason against a withdrawal, a law is ----

sql shop -c "INSERT INTO shop.customers VALUES (10, 'p10@example.org', 'Persoon 10', '+31612340010', 'x', '2025-01-01'), (11, 'p11@example.org', 'Persoon 11', '+31612340011', 'x', NULL)" \
	-c "INSERT INTO shop.orders SELECT 100 + i, 10 + i % 2, CASE WHEN i < 3 THEN timestamptz '2015-05-05 10:00+02' ELSE '2024-05-05 10:00+02' END, 10, 'x' FROM generate_series(1, 4) i"
edit "$TMP/ander.json" 'v["organisation"].update(slug="derde", code="DRD", name="De Derde"); v["purposes"] = [{"id": "orders", "text": "x", "consent": True}, {"id": "books", "text": "y"}]; [s for s in v["systems"]][0]["collections"][1]["erase"]["kept"] = [{"period": "P20Y", "from": {"column": "placed"}, "why": "x"}]; [s for s in v["systems"]][0]["collections"][0]["erase"]["opt_out"] = [{"since": {"column": "out_at"}, "columns": ["email", "out_at"], "why": "x"}]; v["categories"][0]["purposes"] = ["books"]; v["categories"][1]["purposes"] = ["orders"]' >"$TMP/derde.json"
ok 'a register with a retention of its own' dossier register load "$TMP/derde.json"
secret derde shop-dsn "postgresql:///shop?host=$PG&user=reader"
secret derde shop-change "postgresql:///shop?host=$PG&user=eraser"
orders() {
	plan "$1" 'sorted((s["verdict"], s["do"], s["n"], s["why"][0]["code"]) for s in v["change"]["systems"][0]["sets"] if s["collection"] == "orders")'
}
TEN=$(request 10 derde)
known "$TEN" >/dev/null
is "$(orders "$TEN")" '[["hold", "nothing", 1, "statute"], ["keep", "nothing", 1, "retention"]]' 'our own retention keeps what no law does'
rejects 2 'is one of no-longer-necessary' 'no ground of art. 17(1)' dossier decide "$TEN" --right erasure --erase --ground because
ok 'consent was withdrawn' dossier decide "$TEN" --right erasure --erase --ground consent-withdrawn
is "$(sql dossier -c "SELECT count(*) FROM event WHERE body LIKE '%clock.change-decided%' AND body LIKE '%\"ground\":\"consent-withdrawn\"%' AND body LIKE '%BAK-C02%'")" 1 'the event has the ground'
rejects 4 'was not found yet' 'what was previewed without it is not approved' dossier approve "$TEN" --confirm "$TEN" --digest "$(digest "$TEN")"
dossier work >/dev/null 2>&1
is "$(orders "$TEN")" '[["erase", "delete", 1, "rule"], ["hold", "anonymise", 1, "statute"]]' 'previewed with it that goes, and what the law keeps stays'
is "$(plan "$TEN" '[d["ground"] for d in v["change"]["decisions"] if d["category"] == "BAK-C02"]')" '["consent-withdrawn"]' 'the digest has it'
ok 'approved' dossier approve "$TEN" --confirm "$TEN" --digest "$(digest "$TEN")"
ok 'and worked' dossier work
is "$(sql shop -c 'SELECT id FROM shop.orders WHERE customer_id = 10 ORDER BY id')" 104 'what our own retention kept is gone'
is "$(sql shop -c 'SELECT email, name, phone FROM shop.customers WHERE id = 10')" 'p10@example.org||' 'who opted out is kept by that alone'
is "$(dossier show "$TEN" --receipts --json | json '[(s["collection"], s["why"][0]["code"]) for s in v["receipts"][-1]["receipt"]["sets"] if s["collection"] == "customers"]')" '[["customers", "opt-out"]]' 'and the receipt says why'
is "$(dossier show "$TEN" --decisions --json | json '[(r["ground"], r["article"]) for r in v if r["category"] == "BAK-C02"]')" '[["consent-withdrawn", "GDPR 17(1)(b)"]]' 'an auditor reads on which ground'

# it follows from what else they ask: each use of it rests on that consent
ELEVEN=$(dossier log --org derde --right erasure --right consent-withdrawal --purpose orders --email p11@example.org --received 2026-11-20 2>/dev/null)
dossier work >/dev/null 2>&1
known "$ELEVEN" >/dev/null
is "$(orders "$ELEVEN")" '[["erase", "delete", 1, "rule"], ["hold", "anonymise", 1, "statute"]]' 'a withdrawal of consent in the same request is a ground'
ok 'decided without naming it' dossier decide "$ELEVEN" --right erasure --erase
is "$(plan "$ELEVEN" '[(d["category"], d["ground"]) for d in v["change"]["decisions"]]')" '[["BAK-C01", null], ["BAK-C02", "consent-withdrawn"]]' 'it stands with what it is of, and with nothing else'

# by hand, as a new look shows
HAND=$(request 9 ander)
known "$HAND" >/dev/null
sql shop -c 'DELETE FROM shop.orders WHERE customer_id = 9; DELETE FROM shop.customers WHERE id = 9'
rejects 4 'plan .* --again' 'until it was looked at anew' dossier decide "$HAND" --right erasure --done --proof 'zelf gewist'
dossier plan "$HAND" --again >/dev/null 2>&1
rejects 4 'a program is at work' 'and while it is looked at' dossier decide "$HAND" --right erasure --done --proof 'zelf gewist'
dossier work >/dev/null 2>&1
ok 'what was erased by hand is said to be' dossier decide "$HAND" --right erasure --done --proof 'zelf gewist'

# ---- what is wrong at the system ----

sql shop -c 'CREATE TABLE shop.secrets (id bigint PRIMARY KEY, customer_id bigint REFERENCES shop.customers ON DELETE CASCADE); INSERT INTO shop.secrets VALUES (1, 3); DELETE FROM shop.orders WHERE customer_id = 3; GRANT SELECT ON shop.secrets TO reader, eraser'
THREE=$(request 3)
known "$THREE" >/dev/null
dossier decide "$THREE" --right erasure --erase >/dev/null 2>&1
is "$(plan "$THREE" '[p["code"] for p in v["change"]["systems"][0]["problems"]]')" '["cascade"]' 'what was not previewed would go along: a problem'
rejects 4 'nothing can be erased at shop as it is' 'of which nothing is approved' as "$BERT" approve "$THREE" --confirm "$THREE" --digest "$(digest "$THREE")"
like "$(dossier plan "$THREE" 2>/dev/null)" '^problem: shop.secrets: what was not previewed would go along' 'it is named'

# a copy that was asked too comes first
FOUR=$(dossier log --org bakker --right erasure --right access --email p4@example.org --received 2026-11-20 2>/dev/null)
dossier work >/dev/null 2>&1
is "$(plan "$FOUR" 'sorted({b["code"] for b in v["change"]["blocked"]})')" '["copy", "identity", "undecided"]' 'all that is in the way is told at once'
known "$FOUR" >/dev/null
dossier decide "$FOUR" --right erasure --erase >/dev/null 2>&1
rejects 4 'before its copy was answered' 'nothing is erased before the copy was answered' as "$BERT" approve "$FOUR" --confirm "$FOUR" --digest "$(digest "$FOUR")"

# ---- nobody about themselves ----

sql shop -c 'DROP TABLE shop.secrets'
dossier user role "$BERT" handler --org bakker >/dev/null 2>&1
FIVE=$(request 5)
known "$FIVE" >/dev/null
dossier decide "$FIVE" --right erasure --erase >/dev/null 2>&1
dossier user add "$CARLA" >/dev/null 2>&1
dossier user role "$CARLA" approver --org bakker >/dev/null 2>&1
ok 'somebody is known to be that person' dossier user known "$BERT" --org bakker --id email=p5@example.org
rejects 4 'about' 'who does not approve it' as "$BERT" approve "$FIVE" --confirm "$FIVE" --digest "$(digest "$FIVE")"
ok 'somebody else does' as "$CARLA" approve "$FIVE" --confirm "$FIVE" --digest "$(digest "$FIVE")"
as "$BERT" work >/dev/null 2>&1
is "$(sql shop -c 'SELECT email FROM shop.customers WHERE id = 5')" p5@example.org 'nor does their worker erase it'
like "$(dossier task list)" "$FIVE .*failed.*is about you" 'as whom it is about is asked before the commit'

# ---- what comes in between the approval and the run ----

SEVEN=$(request 7)
EIGHT=$(request 8)
NINE=$(request 6)
for one in "$SEVEN" "$EIGHT" "$NINE"; do
	known "$one" >/dev/null
	dossier decide "$one" --right erasure --erase >/dev/null 2>&1
	as "$CARLA" approve "$one" --confirm "$one" --digest "$(digest "$one")" >/dev/null 2>&1
done
ok 'a check that failed after the approval' dossier verify "$SEVEN" --method login --result failed
ok 'a copy that is asked after it' dossier correct "$EIGHT" --add-right access --note 'bij nader inzien ook een kopie'
ok 'and who withdraws' dossier withdraw "$NINE" --how 'per mail'
before=$(shop)
dossier work >/dev/null 2>&1
is "$(shop)" "$before" 'each keeps what was approved from being erased'
like "$(dossier task list)" "$SEVEN .*failed.*something came in between \\(identity\\)" 'and why is said'
like "$(dossier task list)" "$EIGHT .*failed.*something came in between \\(copy\\)" 'of each'
known "$SEVEN" >/dev/null
ok 'who was checked after all' dossier task retry "$SEVEN" shop --action erase
dossier work >/dev/null 2>&1
is "$(sql shop -c 'SELECT count(*) FROM shop.customers WHERE id = 7 AND email IS NULL')" 1 'is erased as it was approved'
is "$(dossier show "$NINE" --receipts --json | json '[(r["state"], r["receipt"]["stopped"]["why"]) for r in v["receipts"]]')" '[["stopped", "ended"]]' 'what was withdrawn ends in the ledger too'

# ---- a claim on a category holds whatever request it is asked in ----

TEN=$(request 8 ander)
ok 'a claim on what is theirs' dossier hold add "$TEN" --claim 'Persoon 8 vordert terugbetaling van bestelling 7' --against 'A. de Vries' --owner "$(id -un)" --review 2027-03-01 --category BAK-C02
ELEVEN=$(dossier log --org ander --right erasure --email p8@example.org --received 2026-11-21 --again 2>/dev/null)
dossier work >/dev/null 2>&1
is "$(plan "$ELEVEN" '{s["verdict"] for s in v["change"]["systems"][0]["sets"] if s["collection"] == "orders"}' | tr -d "{}'")" hold \
	'another request of the same person has it held too'

# ---- a cooling-off: it begins a day after it was approved ----

edit "$TMP/ander.json" 'v["organisation"]["approvals"] = {"cooling_off": "P1D"}' >"$TMP/cool.json"
ok 'a register with a cooling-off' dossier register load "$TMP/cool.json"
COOL=$(request 6 ander)
known "$COOL" >/dev/null
dossier decide "$COOL" --right erasure --erase >/dev/null 2>&1
dossier approve "$COOL" --confirm "$COOL" --digest "$(digest "$COOL")" >"$TMP/approve.out" 2>"$TMP/approve.err"
like "$? $(cat "$TMP/approve.err")" '^0 .*it begins after its cooling-off, at 2026-12-02' 'is told when it was approved'
like "$(cat "$TMP/approve.out")" '^shop +[0-9]+ +goes' 'with a summary of what goes'
dossier work >/dev/null 2>&1
is "$(sql shop -c 'SELECT email FROM shop.customers WHERE id = 6')|$(sql dossier -c "SELECT count(*) FROM erasure e JOIN request r USING (organisation_id, request_id) WHERE r.reference = '$COOL'")" 'p6@example.org|0' 'nothing begins before it is over'
DOSSIER_NOW=2026-12-02T11:00:00+01:00 dossier work >/dev/null 2>&1
is "$(sql shop -c 'SELECT count(*) FROM shop.customers WHERE id = 6 AND email IS NOT NULL')" 0 'and then it does'
is "$(dossier show "$COOL" --receipts --json | json '[(r["state"], r["approved_by"]) for r in v["receipts"]]')" "[[\"done\", \"$(id -un)\"]]" 'by the approval of before'

# ---- whose it is, where the register leaves that open: a customer's is not decided here ----

dossier init zivver --register templates/registers/zivver.json >/dev/null 2>&1 || dossier register load templates/registers/zivver.json >/dev/null 2>&1
SIX=$(dossier log --org zivver --right erasure --email gast@example.org --received 2026-11-20 2>/dev/null)
open_of() { dossier show "$SIX" --decisions --json 2>/dev/null | json 'sum(r["category"] == "ZIV-C28" for r in v)'; }
is "$(open_of)" 1 'a category that is unclear waits for its decision'
known "$SIX" >/dev/null
dossier work >/dev/null 2>&1
is "$(plan "$SIX" 'sorted({b["code"] for b in v["change"]["blocked"] if b["category"] == "ZIV-C28"})')" '["role", "undecided"]' 'whose it is, is asked before anything is decided'
refuses 4 'ZIV-C28 of this person is ours .*--role controller' 'nobody says that it was erased' dossier decide "$SIX" --right erasure --done --category ZIV-C28 --proof x
refuses 4 'is ours to answer for was not said' 'nor of all at once' dossier decide "$SIX" --right erasure --done --proof x
ok 'it is of a customer' dossier decide "$SIX" --category ZIV-C28 --role processor
is "$(open_of)" 0 'and waits for none any more'
ok 'it is ours after all' dossier decide "$SIX" --category ZIV-C28 --role controller
is "$(open_of)" 1 'and waits again'

# ---- who was erased, and is there again: until the last backup that holds them is gone ----

scan() {
	dossier suppressed scan bakker shop --json 2>"$TMP/err" | json '[v["asked"] > 0, v["found"], v["gone"]]'
}
edit "$TMP/bakker.json" 'v["systems"][0]["erasure"] = {"backups": {"keep": "P30D"}}' >"$TMP/backups.json"
sql shop -c "INSERT INTO shop.customers (id, email, name) VALUES (1001, 'P1@example.org', 'Persoon 1')"
is "$(scan)" '[false, 0, 0]' 'where nobody knows how long backups are kept nobody is looked for'
ok 'a register that says it' dossier register load "$TMP/backups.json"
is "$(scan)" '[true, 1, 0]' 'who was erased and is there again is found'
is "$(dossier suppressed findings bakker --json | json '[(f["reference"], f["why"], f["collection"], f["records"]) for f in v]')" "[[\"$REF\", \"erased\", \"customers\", 1]]" 'by the request that erased them'
is "$(sql shop -c 'SELECT count(*) FROM shop.customers WHERE id = 1001')" 1 'and not erased: a customer may have come back'
DOSSIER_NOW=2027-01-02T10:00:00+01:00
is "$(scan)" '[false, 0, 1]' 'once the backups are gone nobody is looked for any more'
done_testing
