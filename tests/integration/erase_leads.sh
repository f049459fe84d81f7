#!/bin/sh
# What goes takes along by what other systems find the person: an erasure alone takes it down first. What is only proposed waits
# for a person, systems that wait for it are asked then, what was previewed before is not what is approved; what is somebody
# else's erases nothing; and who would be asked nothing is told before it is too late.
cd "$(dirname "$0")/../.." || exit 1
. tests/lib.sh
needs python3 psql
pg_start
sql postgres -c 'CREATE DATABASE dossier' -c 'CREATE DATABASE shop' -c 'CREATE ROLE eraser LOGIN'
DOSSIER_NOW=2026-12-01T10:00:00+01:00
export DOSSIER_NOW
sql shop >/dev/null <<'SQL'
CREATE SCHEMA shop;
CREATE TABLE shop.customers (number bigint PRIMARY KEY, email text, name text, phone text);
CREATE TABLE shop.callbacks (id bigint PRIMARY KEY, phone text, about text);
CREATE TABLE shop.notes (id bigint PRIMARY KEY, customer bigint, about text);
CREATE SCHEMA points;
CREATE TABLE points.cards (id bigint PRIMARY KEY, customer bigint, points int);
INSERT INTO shop.customers SELECT i, 'p' || i || '@example.org', 'Persoon ' || i, '061234000' || i FROM generate_series(1, 9) i;
INSERT INTO shop.callbacks SELECT i, '+3161234000' || i, 'taart' FROM generate_series(1, 9) i;
INSERT INTO points.cards SELECT i, i, 10 FROM generate_series(1, 9) i;
GRANT USAGE ON SCHEMA shop, points TO eraser;
GRANT SELECT, DELETE, UPDATE ON ALL TABLES IN SCHEMA shop, points TO eraser;
SQL
installation "$(pg_uri dossier)" || exit 1
edit tests/data/register_small.json '
shop, letters = [[s for s in v["systems"] if s["id"] == i][0] for i in ("shop", "letters")]
erase = {"do": "delete"}
dsns = {"dsn": {"secret": "shop-dsn"}, "dsn_change": {"secret": "shop-dsn"}}
by_mail = {"column": "email", "identifier": "email"}
shop.update(categories=["BAK-C01"], needs=["email", "phone"], yields=["phone", "customer_id"], settings=dsns, collections=[
	{"name": "customers", "category": "BAK-C01", "table": "shop.customers", "match": [by_mail], "erase": erase,
		"yields": [{"kind": "phone", "field": "phone"}, {"kind": "customer_id", "field": "number", "proof": "row-key"}]},
	{"name": "notes", "category": "BAK-C01", "table": "shop.notes", "match": [{"column": "customer", "collection": "customers", "field": "number"}], "erase": erase},
	{"name": "callbacks", "category": "BAK-C01", "table": "shop.callbacks", "match": [{"column": "phone", "identifier": "phone"}], "erase": erase}])
points = {"id": "points", "name": {"nl": "Spaarkaart"}, "connector": "postgresql", "categories": ["BAK-C02"], "needs": ["customer_id"], "settings": dsns, "collections": [
	{"name": "cards", "category": "BAK-C02", "table": "points.cards", "match": [{"column": "customer", "identifier": "customer_id"}], "erase": erase}]}
letters["needs"] = ["phone"]
v["systems"] = [shop, points, letters]
v["categories"] = [c for c in v["categories"] if c["id"] != "BAK-C03"]
' >"$TMP/bakker.json"
ok 'a register of which one system leads to others' dossier register load "$TMP/bakker.json"
secret bakker shop-dsn "postgresql:///shop?host=$PG&user=eraser"
dossier user role "$(id -un)" approver --org bakker >/dev/null 2>&1

request() {
	one=$(dossier log --org bakker --right erasure --email "p$1@example.org" --received 2026-11-20 2>/dev/null)
	dossier work >/dev/null 2>"$TMP/work.err" || sed 's/^/# /' "$TMP/work.err"
	echo "$one"
}
plan() {
	dossier plan "$1" --json 2>/dev/null | json "$2"
}
digest() {
	plan "$1" 'v["change"]["digest"]'
}
state() {
	query shop 'SELECT (SELECT count(*) FROM shop.customers), (SELECT count(*) FROM points.cards)'
	query dossier 'SELECT count(*), max(state) FROM erasure; SELECT count(*) FROM approval'
}
approve() {
	dossier approve "$1" --confirm "$1" --digest "$2"
}
identifiers() {
	plan "$1" 'sorted((i["kind"], i["value"], i["state"], i["source"]) for i in v["identifiers"] if i["source"] != "given")'
}
no_of() {
	plan "$1" "[i['id'] for i in v['identifiers'] if i['value'] == '$2'][0]"
}
sets() {
	plan "$1" 'sorted((x["system"], s["collection"], s["n"]) for x in v["change"]["systems"] for s in x["sets"])'
}
people() {
	plan "$1" 'sorted((p["system"], p["connector"], p["not_asked"]) for p in v["change"]["people"])'
}

# ---- proposed, confirmed, previewed anew, approved ----

REF=$(request 1)
is "$(identifiers "$REF")" '[["customer_id", "1", "usable", "shop/customers"], ["phone", "+31612340001", "proposed", "shop/customers"]]' \
	'a preview takes down what leads on: with proof, and what waits for a person'
is "$(sets "$REF")" '[["points", "cards", 1], ["shop", "customers", 1]]' 'who waited for what has proof has been asked'
known "$REF" >/dev/null
ok 'it is decided' dossier decide "$REF" --right erasure --erase
is "$(people "$REF")" '[["letters", "written", "no telephone number known"]]' 'who would be asked nothing is told'
like "$(dossier plan "$REF" 2>/dev/null)" '^letters +is asked nothing: no telephone number known' 'in words'
OLD=$(digest "$REF") PHONE=$(no_of "$REF" +31612340001)
rejects 4 "identifier $PHONE \(phone, from shop/customers\) is theirs: .dossier plan $REF --confirm $PHONE" 'nothing is approved while the number waits' approve "$REF" "$OLD"
is "$(plan "$REF" '[b["code"] for b in v["change"]["blocked"]]')" '["identifier"]' 'and nothing else is in the way'
like "$(dossier next "$REF" 2>/dev/null)" "^dossier plan $REF" 'which is what comes next'
ok 'it is theirs' dossier plan "$REF" --confirm "$PHONE"
rejects 4 'was not found yet' 'who is found by it is asked anew' approve "$REF" "$(digest "$REF")"
dossier work >/dev/null 2>&1
is "$(sets "$REF")" '[["points", "cards", 1], ["shop", "callbacks", 1], ["shop", "customers", 1]]' 'the preview has what only the number finds'
is "$(people "$REF")" '[["letters", "written", null]]' 'and who asks by it is asked'
rejects 4 'another than what you looked at' 'what was looked at before is not approved' approve "$REF" "$OLD"
ok 'what is there now is' approve "$REF" "$(digest "$REF")"
is "$(sql shop -c "INSERT INTO shop.customers VALUES (101, 'p1@example.org', 'Persoon 1', '0612349999') RETURNING 1")" 1 'a row comes in between'
dossier work >/dev/null 2>&1
is "$(dossier show "$REF" --receipts --json | json 'sorted((r["system"], r["state"]) for r in v["receipts"])')" '[["points", "done"], ["shop", "stopped"]]' 'that stops its system alone'
rejects 4 "plan $REF --confirm" 'and has more to be said of' approve "$REF" "$(digest "$REF")"
ok 'which is an office'"'"'s' dossier plan "$REF" --shared "$(no_of "$REF" +31612349999)"
sql shop -c 'DELETE FROM shop.customers WHERE number = 101'
dossier plan "$REF" --again >/dev/null 2>&1
dossier work >/dev/null 2>&1
dossier decide "$REF" --right erasure --erase >/dev/null 2>&1
# the key of a row is nobody else's too: that row had their address
for id in $(plan "$REF" '" ".join(str(i["id"]) for i in v["identifiers"] if i["state"] == "proposed")'); do
	dossier plan "$REF" --shared "$id" >/dev/null 2>&1 || dossier plan "$REF" --confirm "$id" >/dev/null 2>&1
done
dossier work >/dev/null 2>&1
ok 'it is approved once more' approve "$REF" "$(digest "$REF")"
dossier work >/dev/null 2>&1
is "$(sql shop -c "SELECT count(*) FROM shop.customers WHERE email = 'p1@example.org'" -c "SELECT count(*) FROM shop.callbacks WHERE id = 1")" '0
0' 'the rows are gone, and with them the number'
dossier letter list "$REF" --json >"$TMP/letters" 2>/dev/null
is "$(json '[x["kind"] for x in v if x["kind"] == "instruction"]' <"$TMP/letters")" '["instruction"]' 'who finds them by it was instructed'
dossier letter get "$REF" "$(json '[x["id"] for x in v if x["kind"] == "instruction"][0]' <"$TMP/letters")" >"$TMP/letter" 2>/dev/null
like "$(cat "$TMP/letter")" '\+31612340001' 'by that number'

# ---- what was taken down stays ----

kept=$(identifiers "$REF")
sql shop -c "INSERT INTO shop.customers VALUES (102, 'p1@example.org', 'Persoon 1', '0612348888')"
DOSSIER_NOW=2026-12-03T10:00:00+01:00 dossier work >/dev/null 2>&1
is "$(sql dossier -c "SELECT count(*) FROM found WHERE purpose = 'later' AND digest IS NOT NULL AND system = 'shop'")" 1 'the second look was'
is "$(identifiers "$REF")" "$kept" 'it takes nothing away of what was taken down, and opens nothing anew'
sql shop -c 'DELETE FROM shop.customers WHERE number = 102'

# ---- somebody else's ----

sql shop -c "INSERT INTO shop.customers VALUES (103, 'p2@example.org', 'Persoon 3', '0612340003')"
sql shop -c "UPDATE shop.customers SET phone = NULL WHERE number IN (2, 103)"
TWO=$(request 2)
known "$TWO" >/dev/null
dossier decide "$TWO" --right erasure --erase >/dev/null 2>&1
ok 'an address that became known' dossier plan "$TWO" --add email=p3@example.org
dossier work >/dev/null 2>&1
is "$(plan "$TWO" '[s["n"] for x in v["change"]["systems"] for s in x["sets"] if s["collection"] == "customers"]')" '[3]' 'finds more'
ok 'and was another'"'"'s' dossier plan "$TWO" --reject "$(no_of "$TWO" p3@example.org)"
is "$(sql dossier -c "SELECT count(*) FROM found f JOIN request r USING (request_id) WHERE r.reference = '$TWO' AND f.sealed IS NOT NULL")" 0 'what it found is forgotten'
dossier work >/dev/null 2>&1
is "$(plan "$TWO" '[s["n"] for x in v["change"]["systems"] for s in x["sets"] if s["collection"] == "customers"]')" '[2]' 'and found no more: not by its key either'
is "$(plan "$TWO" '[i["kind"] for i in v["identifiers"] if i["value"] == "+31612340003"]')" '[]' 'nor is what it led to left'

sql shop -c "UPDATE shop.customers SET phone = '0612340005' WHERE number = 4"
FOUR=$(request 4)
known "$FOUR" >/dev/null
dossier decide "$FOUR" --right erasure --erase >/dev/null 2>&1
ok 'a number that stood there is another'"'"'s' dossier plan "$FOUR" --reject "$(no_of "$FOUR" +31612340005)"
dossier work >/dev/null 2>&1
is "$(people "$FOUR")" '[["letters", "written", "no telephone number known"], ["shop", "manual", null]]' 'no program can tell whose the rows are: a colleague looks'
is "$(plan "$FOUR" '[x["state"] for x in v["change"]["systems"] if x["system"] == "shop"]')" '["by-hand"]' 'which is said'
ok 'that is approved' approve "$FOUR" "$(digest "$FOUR")"
dossier work >/dev/null 2>&1
is "$(sql shop -c 'SELECT count(*) FROM shop.customers WHERE number = 4')" 1 'no program erased there'
is "$(dossier plan "$FOUR" --json 2>/dev/null | json '[(t["connector"], t["state"]) for t in v["tasks"] if t["action"] == "erase" and t["system"] == "shop"]')" '[["manual", "asked"]]' 'a colleague was asked'

# ---- known after it began ----

SIX=$(request 6)
known "$SIX" >/dev/null
dossier decide "$SIX" --right erasure --erase >/dev/null 2>&1
dossier plan "$SIX" --shared "$(no_of "$SIX" +31612340006)" >/dev/null 2>&1
approve "$SIX" "$(digest "$SIX")" >/dev/null 2>&1
dossier work >/dev/null 2>&1
is "$(sql shop -c 'SELECT count(*) FROM shop.customers WHERE number = 6' -c 'SELECT count(*) FROM shop.callbacks WHERE id = 6')" '0
1' 'another is erased, without a number'
ok 'another number becomes known' dossier plan "$SIX" --add phone=0612340007
dossier work >/dev/null 2>&1
is "$(dossier task list --json | json "[t for t in v if t['reference'] == '$SIX' and t['state'] == 'failed']")" '[]' 'what was erased is not erased again'
is "$(plan "$SIX" '[(x["state"], [(s["collection"], s["n"]) for s in x["sets"]]) for x in v["change"]["systems"] if x["system"] == "shop"]')" '[["previewed", [["callbacks", 1]]]]' 'what is found by it is previewed by itself'
# ---- a number that was given out again ----

sql shop -c "UPDATE shop.customers SET phone = NULL WHERE number = 8" -c "INSERT INTO shop.notes VALUES (80, 8, 'taart')"
EIGHT=$(request 8)
notes_of() {
	plan "$EIGHT" '[s["keys"] if "keys" in s else s["n"] for x in v["change"]["systems"] for s in x["sets"] if s["collection"] == "notes"]'
}
is "$(notes_of)" '[1]' 'what hangs on a number is found'
sql shop -c "DELETE FROM shop.customers WHERE number = 8" -c "DELETE FROM shop.notes WHERE id = 80" \
	-c "INSERT INTO shop.customers VALUES (8, 'p8b@example.org', 'Persoon 8b', NULL), (108, 'p8@example.org', 'Persoon 8', NULL)" \
	-c "INSERT INTO shop.notes VALUES (81, 8, 'brood'), (82, 8, 'brood')"
dossier plan "$EIGHT" --again >/dev/null 2>&1
dossier work >/dev/null 2>&1
is "$(notes_of)" '[]' 'of who has it by now nothing is, as long as nothing was done'

# ---- two people by one address ----

rows_of() {
	sql shop -c "SELECT number FROM shop.customers WHERE email = '$1' ORDER BY 1" -c "SELECT id FROM points.cards WHERE customer IN (SELECT number FROM shop.customers WHERE email = '$1')" | tr '\n' ' '
}
sql shop -c "INSERT INTO shop.customers VALUES (109, 'p9@example.org', 'Iemand anders', NULL)" -c "UPDATE shop.customers SET phone = NULL WHERE number = 9" \
	-c 'INSERT INTO points.cards VALUES (109, 109, 10)'
NINE=$(request 9)
known "$NINE" >/dev/null
dossier decide "$NINE" --right erasure --erase >/dev/null 2>&1
is "$(identifiers "$NINE")" '[["customer_id", "109", "proposed", "shop/customers"], ["customer_id", "9", "proposed", "shop/customers"]]' \
	'of two customers by one address neither number is anybody'"'"'s yet'
OTHER=$(no_of "$NINE" 109)
rejects 4 'is theirs: .dossier plan' 'and nothing is approved' approve "$NINE" "$(digest "$NINE")"
rejects 4 "identifier $OTHER is the key of one row of shop/customers" 'a key of a row is no address that people share' dossier plan "$NINE" --shared "$OTHER"
ok 'one of them is theirs' dossier plan "$NINE" --confirm "$(no_of "$NINE" 9)"
dossier work >/dev/null 2>&1
rejects 4 "identifier $OTHER .*is theirs: .dossier plan" 'which says nothing of the other' approve "$NINE" "$(digest "$NINE")"
ok 'the other is not' dossier plan "$NINE" --reject "$OTHER"
dossier work >/dev/null 2>&1
dossier decide "$NINE" --right erasure --erase >/dev/null 2>&1
is "$(people "$NINE" | json '[x for x in v if x[0] == "shop"]')" '[["shop", "manual", null]]' 'a colleague tells the rows of the two apart'
ok 'which is approved' approve "$NINE" "$(digest "$NINE")"
dossier work >/dev/null 2>&1
is "$(rows_of p9@example.org)" '9 109 109 ' 'and a program erases nothing of the other'

ok 'the log is whole' dossier audit verify
done_testing
