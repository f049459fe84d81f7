#!/bin/sh
# What changes beside an erasure. Before it is approved: the digest that was looked at is worth nothing any more. While it runs: until
# it is asked whether to commit a hold wins, and nothing is erased; from then on it comes too late, and says so. The system waits
# where the test has it wait, by a trigger and by a commit that nobody confirms.
cd "$(dirname "$0")/../.." || exit 1
. tests/lib.sh
needs python3 psql

PG_SETTINGS='-c wal_level=replica -c max_wal_senders=1'
pg_start
sql postgres -c 'CREATE DATABASE dossier' -c 'CREATE DATABASE shop'
# at the shop a commit may be made to wait for a standby there is not; our own never does
sql postgres -c 'ALTER DATABASE dossier SET synchronous_commit = local'
installation_of_one "$(pg_uri dossier)" || exit 1
DOSSIER_NOW=2026-12-01T10:00:00+01:00
sql shop <<'P'
SET synchronous_commit = local;
CREATE SCHEMA shop;
CREATE TABLE shop.customers (id int PRIMARY KEY, email text, phone text);
CREATE TABLE shop.orders (id int PRIMARY KEY, customer_id int REFERENCES shop.customers, note text);
INSERT INTO shop.customers SELECT g, 'p' || g || '@shop.example', '06' FROM generate_series(1, 4) g;
INSERT INTO shop.orders SELECT g, 1 + g % 4, 'o' FROM generate_series(1, 12) g;
CREATE FUNCTION shop.wait() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_advisory_xact_lock_shared(77); RETURN old; END';
CREATE TRIGGER waits BEFORE DELETE ON shop.orders FOR EACH STATEMENT EXECUTE FUNCTION shop.wait();
P
edit tests/data/register_small.json "
s = [s for s in v['systems'] if s['id'] == 'shop'][0]
v['systems'] = [s]
del s['yields']
s['settings']['dsn_change'] = {'secret': 'shop-change'}
s['categories'] = ['BAK-C01', 'BAK-C02']
s['collections'] = [
	{'name': 'customers', 'category': 'BAK-C01', 'table': 'shop.customers', 'match': [{'column': 'email', 'identifier': 'email'}],
		'erase': {'do': 'delete', 'set': {'email': None, 'phone': None}}},
	{'name': 'orders', 'category': 'BAK-C02', 'table': 'shop.orders',
		'match': [{'column': 'customer_id', 'collection': 'customers', 'field': 'id'}], 'erase': {'do': 'delete', 'set': {'note': None}}}]
" >"$TMP/register.json"
ok 'the register loads' dossier register load "$TMP/register.json"
secret bakker shop-dsn "$(pg_uri shop)"
secret bakker shop-change "$(pg_uri shop)"

# decided N: the request of person N, up to its approval; prints its reference
decided() {
	ref=$(known "$(dossier log --org bakker --right erasure --email "p$1@shop.example" --received 2026-11-20 2>/dev/null)")
	dossier work >/dev/null 2>&1
	dossier decide "$ref" --right erasure --erase >/dev/null 2>&1
	echo "$ref"
}
digest() {
	dossier plan "$1" --json 2>/dev/null | json 'v["change"]["digest"]'
}
# approved N: the request of person N, approved; prints its reference
approved() {
	ref=$(decided "$1")
	dossier approve "$ref" --confirm "$ref" --digest "$(digest "$ref")" >/dev/null 2>&1
	echo "$ref"
}
hold() {
	dossier hold add "$1" --claim 'Persoon betwist de bestelling van 5 mei' --against 'A. de Vries' --owner "$(id -un)" --review 2027-03-01 --system shop --collection orders --key "$2"
}
rows() {
	sql shop -c "SELECT count(*) FROM shop.customers WHERE id = $1" -c "SELECT count(*) FROM shop.orders WHERE customer_id = $1" | tr '\n' ' '
}
waits_for() {
	[ "$(sql postgres -c "SELECT count(*) FROM pg_stat_activity WHERE datname = 'shop' AND wait_event = '$1'")" -ge 1 ]
}
held_up() {
	[ "$(sql postgres -c "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND mode = 'ExclusiveLock' AND granted")" -ge 1 ]
}
receipt() {
	dossier show "$1" --receipts --json 2>/dev/null | json 'v["receipts"][-1]["state"], (v["receipts"][-1]["receipt"] or {}).get("stopped", {}).get("why")'
}

# ---- before it is approved ----

THREE=$(decided 3)
OLD=$(digest "$THREE")
sql shop -c 'ALTER TABLE shop.orders ADD COLUMN extra text'
dossier plan "$THREE" --again >/dev/null 2>&1
dossier work >/dev/null 2>&1
is "$(dossier plan "$THREE" --json 2>/dev/null | json 'v["change"]["ready"]')" true 'the same rows, by another schema'
refuses 4 'another than what you looked at' 'a digest is of its schema too' dossier approve "$THREE" --confirm "$THREE" --digest "$OLD"
OLD=$(digest "$THREE")
ok 'a claim is placed' hold "$THREE" 2
refuses 4 'another than what you looked at' 'and of the holds there were' dossier approve "$THREE" --confirm "$THREE" --digest "$OLD"

# a category that is refused after the preview keeps what it refers to: the rest is looked at anew
FOUR=$(known "$(dossier log --org bakker --right erasure --email p4@shop.example --received 2026-11-20 2>/dev/null)")
dossier work >/dev/null 2>&1
dossier decide "$FOUR" --right erasure --erase --category BAK-C01 >/dev/null 2>&1
ok 'a category is refused' dossier refuse "$FOUR" --right erasure --category BAK-C02 --ground erasure-17-3-b --law 'AWR 52' --until 2033-12-31 --facts boekhouding --necessity wettelijk --proportionality 'alleen de bestellingen'
refuses 4 'was previewed at shop with the others' 'what was previewed with it is not approved' dossier approve "$FOUR" --confirm "$FOUR" --digest "$(digest "$FOUR")"
dossier plan "$FOUR" --again >/dev/null 2>&1
dossier work >/dev/null 2>&1
ok 'without it the rest is' dossier approve "$FOUR" --confirm "$FOUR" --digest "$(digest "$FOUR")"
dossier work >/dev/null 2>&1
is "$(receipt "$FOUR")" "('done', None)" 'and done'
is "$(sql shop -c 'SELECT email FROM shop.customers WHERE id = 4')|$(rows 4)" '|1 3 ' 'the customer stays for the orders, and is nobody'

# ---- whose it is by then ----

sql shop -c "INSERT INTO shop.customers SELECT g, 'p' || g || '@shop.example', '06' FROM generate_series(5, 7) g" \
	-c "INSERT INTO shop.orders SELECT 10 * g + i, g, 'o' FROM generate_series(5, 6) g, generate_series(1, 2) i"
FIVE=$(approved 5)
sql shop -c 'UPDATE shop.orders SET customer_id = 7 WHERE id = 52'
dossier work >/dev/null 2>&1
is "$(receipt "$FIVE")" "('stopped', 'changed')" 'a row that is somebody else'\''s by now stops it'
is "$(rows 5)$(rows 7)" '1 1 1 1 ' 'and nothing is erased'
dossier work >/dev/null 2>&1
is "$(dossier plan "$FIVE" --json 2>/dev/null | json 'sorted([s["collection"], s["n"]] for s in v["change"]["systems"][0]["sets"])')" '[["customers", 1], ["orders", 1]]' 'looked at anew it is not among theirs'
dossier approve "$FIVE" --confirm "$FIVE" --digest "$(digest "$FIVE")" >/dev/null 2>&1
dossier work >/dev/null 2>&1
is "$(receipt "$FIVE") $(rows 5)$(rows 7)" "('done', None) 0 0 1 1 " 'and what is theirs goes'
SIX=$(approved 6)
sql shop -c "UPDATE shop.customers SET email = 'nieuw@shop.example' WHERE id = 6"
dossier work >/dev/null 2>&1
is "$(receipt "$SIX") $(rows 6)" "('stopped', 'changed') 1 2 " 'nor does a customer who is another by now'

# ---- before it is asked ----

ONE=$(approved 1)
psql -qAt -d "$(pg_uri shop)" -c 'SELECT pg_advisory_lock(77)' -c 'SELECT pg_sleep(300)' >/dev/null 2>&1 &
ok 'rows are kept from being deleted' wait_until held_up
dossier work >/dev/null 2>&1 &
WORK=$!
ok 'an erasure is at it' wait_until waits_for advisory
ok 'a claim is placed meanwhile' hold "$ONE" 4
sql postgres -c "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND mode = 'ExclusiveLock'" >/dev/null
wait "$WORK"
is "$(rows 1)" '1 3 ' 'it wins: nothing is erased'
is "$(receipt "$ONE")" "('stopped', 'held')" 'and the receipt says why'

# ---- after it ----

TWO=$(approved 2)
sql postgres -c "ALTER SYSTEM SET synchronous_standby_names = 'nobody'" -c 'SELECT pg_reload_conf()' >/dev/null
dossier work >/dev/null 2>&1 &
WORK=$!
ok 'an erasure is being committed' wait_until waits_for SyncRep
refuses 75 '.' 'a claim comes too late, and says to try again' hold "$TWO" 1
sql postgres -c 'ALTER SYSTEM RESET synchronous_standby_names' -c 'SELECT pg_reload_conf()' >/dev/null
wait "$WORK"
is "$(rows 2)" '0 0 ' 'it is erased'
is "$(receipt "$TWO")" "('done', None)" 'and told so'
is "$(rows 3)" '1 3 ' 'nobody else is touched'
done_testing
