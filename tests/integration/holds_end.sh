#!/bin/sh
# What an erasure leaves is a hold with its last day; the day after, its system is asked again and what is left goes: after an approval,
# or unattended where the register says so. A second look, a returned customer, a statute's maximum, a clock moved back.
cd "$(dirname "$0")/../.." || exit 1
. tests/lib.sh
needs python3 psql

pg_start
sql postgres -c 'CREATE DATABASE dossier' -c 'CREATE DATABASE shop'
at 2026-12-01
installation "$(pg_uri dossier)" || exit 1
me=$(id -un)
sql shop <<'END'
CREATE SCHEMA shop;
CREATE TABLE shop.customers (id bigint PRIMARY KEY, email text, name text, phone text);
CREATE TABLE shop.invoices (id bigint PRIMARY KEY, customer_id bigint REFERENCES shop.customers, placed date, amount numeric, note text, held_until date);
CREATE TABLE shop.visits (id bigint PRIMARY KEY, customer_id bigint, at date, page text);
CREATE TABLE shop.checks (id bigint PRIMARY KEY, customer_id bigint, ended date, document text);
INSERT INTO shop.customers VALUES (1, 'anna@example.org', 'Anna', '06-1'), (2, 'bert@example.org', 'Bert', '06-2');
INSERT INTO shop.invoices SELECT i, 1 + i / 10, '2021-03-01'::date + (i % 10) * interval '1 year', 10, 'bel Anna', NULL FROM generate_series(0, 14) i WHERE i % 10 < 5;
INSERT INTO shop.visits SELECT i, 1 + i / 10, '2026-12-01'::date - 100 * (i % 10), 'brood' FROM generate_series(0, 19) i WHERE i % 10 < 6;
INSERT INTO shop.checks VALUES (1, 1, '2023-06-10', 'paspoort'), (2, 1, NULL, 'paspoort'), (3, 2, '2023-06-10', 'paspoort');
CREATE VIEW shop.live_invoices AS SELECT * FROM shop.invoices WHERE held_until IS NULL;
CREATE VIEW shop.live_checks AS SELECT * FROM shop.checks;
CREATE ROLE shop_read LOGIN; CREATE ROLE shop_change LOGIN; CREATE ROLE shop_app LOGIN;
GRANT USAGE ON SCHEMA shop TO shop_read, shop_change, shop_app;
GRANT SELECT ON ALL TABLES IN SCHEMA shop TO shop_read;
GRANT SELECT, UPDATE, DELETE ON ALL TABLES IN SCHEMA shop TO shop_change, shop_app;
END
edit tests/data/register_small.json 'v["systems"] = [s for s in v["systems"] if s["id"] == "shop"]
v["controllers"] = []
v["recipients"] = []
of = v["categories"][0]
category = lambda id, name, retention: dict(of, id=id, name={"nl": name, "en": name}, recipients=[], retention=retention)
v["categories"] = [dict(of, recipients=[], never_exported=[]), category("BAK-C02", "Facturen", dict(text="7 jaar", period="P7Y", basis="NL-AWR52")),
    category("BAK-C04", "Klantonderzoek", dict(text="5 jaar", period="P5Y", basis="NL-WWFT33")), category("BAK-C05", "Bezoeken", dict(text="12 maanden", period="P12M"))]
s = v["systems"][0]
s.update(categories=[c["id"] for c in v["categories"]], settings={"dsn": {"secret": "shop-dsn"}, "dsn_change": {"secret": "shop-change"}}, yields=[], erasure={"backups": {"keep": "P35D"}})
who = [{"column": "customer_id", "collection": "customers", "field": "id"}]
gone = {"do": "delete"}
s["collections"] = [
    {"name": "customers", "category": "BAK-C01", "table": "shop.customers", "match": [{"column": "email", "identifier": "email"}],
        "erase": {"do": "delete", "set": {"email": None, "name": "gewist", "phone": None}}},
    {"name": "invoices", "category": "BAK-C02", "table": "shop.invoices", "match": who, "erase": {"do": "delete", "set": {"note": None},
        "holds": [{"basis": "NL-AWR52", "from": {"column": "placed"}, "columns": ["id", "customer_id", "placed", "amount"]}],
        "blocked": {"column": "held_until", "view": "shop.live_invoices"}}},
    {"name": "checks", "category": "BAK-C04", "table": "shop.checks", "match": who, "erase": {"do": "delete", "holds": [{"basis": "NL-WWFT33", "from": {"column": "ended"}}],
        "blocked": {"view": "shop.live_checks"}}},
    {"name": "visits", "category": "BAK-C05", "table": "shop.visits", "match": who, "erase": {"do": "delete",
        "kept": [{"period": "P12M", "from": {"column": "at"}, "why": "misbruik"}]}}]' >"$TMP/asks.json"
edit "$TMP/asks.json" 'v["organisation"]["approvals"] = {"hold_end": False}' >"$TMP/unattended.json"
secret bakker shop-dsn "postgresql:///shop?host=$PG&user=shop_read"
secret bakker shop-change "postgresql:///shop?host=$PG&user=shop_change"
ok 'a register with rules of erasure' dossier register load "$TMP/asks.json"
# plan_of REF EXPRESSION over "change"
plan_of() {
	dossier plan "$1" --json 2>/dev/null | json "(lambda c: $2)(v['change'])"
}
erase() {
	dossier approve "$1" --digest "$(plan_of "$1" 'c["digest"]')" --confirm "$1"
}
held() {
	dossier hold list "$1" "${2:---no-input}" --json | json '[[h["kind"], h["collection"], h["basis"], h["last_day"], h["records"], h["state"]] for h in v]'
}
rows() {
	sql shop -c "SELECT string_agg(id::text, ' ' ORDER BY id) FROM shop.$1"
}
asked() {
	REF=$(known "$(dossier log --org bakker --right erasure --email "$1" --received "${2:-2026-11-20}" 2>/dev/null)")
	dossier work >/dev/null 2>&1
}

# ---- what an erasure leaves ----

asked anna@example.org
dossier decide "$REF" --right erasure --erase >/dev/null 2>&1
is "$(dossier report 2026-12 --org bakker --format json | json '[[x["system"], x["waiting"], x["erased"]] for x in v["organisations"][0]["erasures"]]')" '[["*", 1, 0], ["shop", 1, 0]]' 'the report tells what waits for approval'
ok 'approved' erase "$REF"
ok 'and done' dossier work
like "$(cat "$TMP/err")" "^$REF at shop: 2 records erased, 1 made anonymous, 7 held, 4 kept: .dossier show $REF --receipts" 'which says in a line what came of it'
is "$(rows invoices) | $(rows visits) | $(rows checks)" '0 1 2 3 4 10 11 12 13 14 | 0 1 2 3 10 11 12 13 14 15 | 1 2 3' 'what a law keeps, or its own retention, is there'
is "$(sql shop -c 'SELECT name, email FROM shop.customers WHERE id = 1')|$(sql shop -c 'SELECT count(note) FROM shop.invoices WHERE customer_id = 1')" 'gewist||0' 'and nothing else of it'
is "$(held "$REF" | json '[h for h in v if h[1] != "visits"]')" '[["statute", "invoices", "NL-AWR52", "2028-12-31", 1, "running"], ["statute", "invoices", "NL-AWR52", "2029-12-31", 1, "running"], ["statute", "invoices", "NL-AWR52", "2030-12-31", 1, "running"], ["statute", "invoices", "NL-AWR52", "2031-12-31", 1, "running"], ["statute", "invoices", "NL-AWR52", "2032-12-31", 1, "running"], ["statute", "checks", "NL-WWFT33", "2028-06-09", 1, "running"], ["statute", "checks", "NL-WWFT33", null, 1, "running"]]' 'held, each with its last day: one lies ahead'
is "$(held "$REF" | json '[h for h in v if h[1] == "visits"]')" '[["retention", "visits", null, "2027-02-03", 1, "running"], ["retention", "visits", null, "2027-05-14", 1, "running"], ["retention", "visits", null, "2027-08-22", 1, "running"], ["retention", "visits", null, "2027-11-30", 1, "running"]]' 'what has no statute by its own last day'
is "$(dossier hold show 1 --json | json '[v["columns"], v["keys"], v["must_go"], v["left"]]')" '[["id", "customer_id", "placed", "amount"], [["0"]], null, true]' 'with its records and columns'
is "$(dossier hold show 6 --json | json 'v["must_go"]')" 2028-06-10 'a statute that has it destroyed says when'
like "$(dossier report 2026-12 --org bakker --format json | json 'v["organisations"][0]["holds"]')" '\{"kind": "retention", "placed": 4, "running": 4, "ended": 0, "past_maximum": 0\}, \{"kind": "statute", "placed": 7, "running": 7' 'the report counts them'
told() { # MONTH: of erasures of all systems, and by what is kept
	dossier report "$1" --org bakker --format json | json '[[x[k] for k in ("requests", "erased", "anonymised", "held", "kept", "waiting", "reappeared", "backups_until")] for x in v["organisations"][0]["erasures"] if x["system"] == "*"] + [list(x.values()) for x in v["organisations"][0]["kept"]]'
}
is "$(told 2026-12)" '[[1, 2, 1, 7, 4, 0, 0, "2027-01-05"], ["NL-AWR52", 5, 5, "2032-12-31"], ["NL-WWFT33", 2, 2, "2028-06-09"], ["retention", 4, 4, "2027-11-30"]]' 'what went, and by what the rest is kept'
dossier answer "$REF" >/dev/null 2>&1
refuses 4 'nothing is left to hold: BAK-.* erased it at shop on 2026-12-01' 'of what is gone nothing is held' dossier hold add "$REF" --claim 'Anna betwist de rekening van maart' --against 'A. de Vries' --owner "$me" --review 2027-03-01 --system shop --collection visits --key 4
ok 'of what is left it is' dossier hold add "$REF" --claim 'Anna betwist de rekening van maart' --against 'A. de Vries' --owner "$me" --review 2027-03-01 --system shop --collection visits --key 0

# ---- a second look ----

ok 'nothing is due at once' dossier work
is "$(sql dossier -c "SELECT count(*) FROM found")" 1 'nobody was asked again'
at 2026-12-03
sql shop -c "INSERT INTO shop.customers VALUES (9, 'anna@example.org', 'Anna', '')" -c "INSERT INTO shop.visits VALUES (50, 9, '2024-12-02', 'brood')"
dossier work >/dev/null 2>&1
dossier work >/dev/null 2>&1
is "$(sql dossier -c "SELECT receipt -> 'later' ->> 'reappeared' FROM erasure")" 2 'what is there again stands in the receipt'
like "$(told 2026-12)" '^\[\[1, 2, 1, 7, 4, 0, 1, ' 'and that it is of one request in the report'
for lang in en nl; do
	for form in text html csv json; do
		dossier report 2026-12 --org bakker --lang $lang --format $form >"$TMP/r.$lang.$form"
	done
done
ok 'which says the same in each format' python3 tests/integration/report.py "$TMP"
is "$(sql dossier -c "SELECT string_agg(purpose, ' ' ORDER BY change) FROM found")" 'preview later' 'once'

# ---- what lies below the rows ----

# layers REF: those of its first receipt that are clean, and why
layers() {
	dossier show "$1" --receipts --json | json '[[l["layer"], l.get("why")] for l in v["receipts"][0]["receipt"]["layers"] if l["state"] == "clean"]'
}
is "$(layers "$REF")" '[["rows", null]]' 'nobody cleaned below the rows'
ok 'what is to be run there is told' dossier show "$REF" --receipts
grep -oE '(ANALYZE|VACUUM \(FULL, ANALYZE\)) .*;$' "$TMP/out" >"$TMP/commands"
like "$(cat "$TMP/out")" "dossier plan $REF --look" 'and what then'
is "$(grep -c VACUUM "$TMP/commands") $(tail -1 "$TMP/commands")" '4 VACUUM (FULL, ANALYZE) pg_catalog.pg_statistic;' 'the statistics last'
ok 'who owns the tables runs it' sql shop -f "$TMP/commands"
ok 'a look is asked for, though the request was answered' dossier plan "$REF" --look
dossier work >/dev/null 2>&1
is "$(layers "$REF")" '[["rows", null], ["statistics", "analysed"], ["dead-tuples", "rewritten"], ["indexes", "rewritten"]]' 'it says what is clean by now'
is "$(dossier show "$REF" --receipts --json | json '[[l["layer"], l.get("until")] for l in v["receipts"][0]["receipt"]["layers"] if l["state"] != "clean"]')" '[["wal", null], ["backups", "2027-01-05"]]' 'and the rest, until when'
is "$(sql dossier -c "SELECT body::jsonb #>> '{body,layers}' FROM event WHERE body::jsonb ->> 'kind' = 'erasure.clean'")" '["statistics", "dead-tuples", "indexes"]' 'as the log tells, once'
refuses 4 'erased nothing of it' 'where nothing was erased nothing is looked at' dossier plan "$(dossier log --org bakker --right access --email nobody@example.org --received 2026-12-01 2>/dev/null)" --look

# ---- out of normal reads, and not written to ----

is "$(sql shop -c 'SELECT string_agg(coalesce(held_until::text, $$-$$), $$ $$ ORDER BY id) FROM shop.invoices')" '2028-12-31 2029-12-31 2030-12-31 2031-12-31 2032-12-31 - - - - -' 'what is held has its last day beside it'
is "$(dossier hold check bakker --json | json 'sorted(set((r["collection"], r["state"], r["visible"]) for r in v))')" '[["checks", "visible", 2], ["invoices", "out", 0]]' 'which of it is out of normal reads, and which is not'
ok 'asked anew' dossier hold check --ask
is "$(sql dossier -c "SELECT count(*) FROM task WHERE action = 'find' AND state = 'ready'")" 1 'by a find'
dossier work >/dev/null 2>&1
dossier hold ddl bakker shop >"$TMP/held.sql"
is "$(sql shop -c "SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal")" 0 'a draft of triggers installs nothing'
ok 'an administrator installs it' sql shop -f "$TMP/held.sql"
like "$(psql -qAtX -d "postgresql:///shop?host=$PG&user=shop_app" -c 'UPDATE shop.invoices SET amount = 0 WHERE id = 0' 2>&1)" 'held through 2028-12-31 \(art. 17\(3\)\(b\)' 'then nobody writes to what is held'
like "$(psql -qAtX -d "postgresql:///shop?host=$PG&user=shop_app" -c 'DELETE FROM shop.invoices WHERE id = 1' 2>&1)" 'held through 2029-12-31' 'nor removes it'
is "$(psql -qAtX -d "postgresql:///shop?host=$PG&user=shop_app" -c 'UPDATE shop.invoices SET amount = 11 WHERE id = 10 RETURNING amount' 2>&1)" 11 'the rest is theirs'
refuses 3 'no system nowhere' 'of a system there is not' dossier hold ddl bakker nowhere

# ---- the day after ----

at 2026-12-10
dossier work >/dev/null 2>&1
is "$(sql dossier -c "SELECT string_agg(purpose || coalesce(' ' || (counts ->> 'idle'), ''), ', ' ORDER BY change) FROM found")" 'preview, later, later, later, hold-ended true' 'what lies ahead is looked for after a week; nothing is to be done'
is "$(dossier today --json | json '[r["code"] for r in v if r["what"] == "hold"]')" '[]' 'and nothing waits'
at 2027-02-04
dossier work >/dev/null 2>&1
is "$(dossier today --json | json '[[r["code"], r["command"][1]] for r in v if r["what"] == "hold"]')" '[]' 'the first retention is over: nobody is asked, though the register asks for what a statute kept'
is "$(rows visits) $(rows customers)" '0 1 2 10 11 12 13 14 15 50 1 2 9' 'it is gone by what was approved at first, and nothing else: neither a claim'\''s nor a returned customer'\''s'
is "$(sql dossier -c "SELECT count(*) FROM event WHERE body::jsonb ->> 'kind' = 'change.unattended'")" 1 'as the log says'
is "$(dossier hold show 8 --json | json 'v["state"]')" ended 'so its hold has ended'
like "$(layers "$REF")" '"backups", "expired"' 'the last backup that held the first of it is gone'
sql shop -c "UPDATE shop.checks SET ended = '2027-02-05' WHERE id = 2"
at 2027-02-12
dossier work >/dev/null 2>&1
is "$(held "$REF" | json '[h for h in v if h[1] == "checks"]')" '[["statute", "checks", "NL-WWFT33", "2028-06-09", 1, "running"], ["statute", "checks", "NL-WWFT33", "2032-02-04", 1, "running"]]' 'what lay ahead has come, and has its day'
before=$(sql dossier -c 'SELECT count(*), max(change) FROM found')
at 2026-12-20
dossier work >/dev/null 2>&1
is "$(sql dossier -c 'SELECT count(*), max(change) FROM found')" "$before" 'a clock moved back does nothing'

# ---- a claim ----

at 2027-03-01
dossier work >/dev/null 2>&1
claim=$(dossier hold list "$REF" --json | json '[h["hold"] for h in v if h["kind"] == "claim"][0]')
is "$(dossier today --json | json '[[r["code"], r["command"][-1], r["handler"]] for r in v if r["what"] == "hold"]')" "[[\"claim\", \"$claim\", \"$me\"]]" 'its day of review is told'
is "$(sql dossier -c "SELECT count(*) FROM event WHERE body::jsonb ->> 'kind' = 'hold.review-due'")" 1 'once in the log'
at 2027-12-02
dossier work >/dev/null 2>&1
is "$(rows visits)" '0 10 11 12 13 14 15 50' 'the other retentions are over, and gone; the claim keeps its own'
ok 'released' dossier hold release "$claim" --reason 'Het geschil is over.'
is "$(rows visits)" '0 10 11 12 13 14 15 50' 'which erases nothing'
dossier work >/dev/null 2>&1
is "$(plan_of "$REF" '[[s["collection"], s["do"], s["n"]] for s in c["systems"][0]["sets"] if s["do"] != "nothing"]')" '[["visits", "delete", 1]]' 'but plans it'
ok 'approved' erase "$REF"
dossier work >/dev/null 2>&1
is "$(rows visits)" '10 11 12 13 14 15 50' 'and then it goes'

# ---- past the maximum ----

at 2028-06-10
dossier work >/dev/null 2>&1
at 2028-06-11
dossier work >/dev/null 2>&1
is "$(dossier today --json | json 'sorted(r["code"] for r in v if r["what"] == "hold")')" '["held", "maximum"]' 'a statute has it destroyed by now, and nobody approved it: an alarm'
is "$(sql dossier -c "SELECT count(*) FROM event WHERE body::jsonb ->> 'kind' = 'hold.past-maximum'")" 1 'once in the log'
is "$(dossier report 2028-06 --org bakker --format json | json '[h["past_maximum"] for h in v["organisations"][0]["holds"] if h["kind"] == "statute"]')" '[1]' 'and in the report'
ok 'approved' erase "$REF"
dossier work >/dev/null 2>&1
is "$(dossier today --json | json '[r for r in v if r["what"] == "hold"]') $(rows checks)" '[] 2 3' 'then it is not there any more'

# ---- unattended ----

at 2028-07-01
ok 'a register that lets it go by itself' dossier register load "$TMP/unattended.json"
asked bert@example.org 2028-06-20
dossier decide "$REF" --right erasure --erase >/dev/null 2>&1
other=$(dossier log --org bakker --right access --email bert@example.org --received 2028-06-21 2>/dev/null)
refuses 4 "$other of the same person asks for a copy" 'what another request is about is not erased before it is answered' erase "$REF"
dossier withdraw "$other" --by person --how 'schreef het' >/dev/null 2>&1
ok 'then it is approved' erase "$REF"
refuses 3 'has no such record of visits' 'a key that is none would keep nothing' dossier hold add "$REF" --claim 'Bert betwist zijn bezoek van mei' --against 'A. de Vries' --owner "$me" --review 2028-09-01 --system shop --collection visits --key 010
ok 'and a claim is placed before it runs' dossier hold add "$REF" --claim 'Bert betwist zijn bezoek van mei' --against 'A. de Vries' --owner "$me" --review 2028-09-01 --system shop --collection visits --key 10
dossier work >/dev/null 2>&1
is "$(rows visits) $(sql dossier -c 'SELECT state FROM erasure ORDER BY erasure_id DESC LIMIT 1')" '10 11 12 13 14 15 50 stopped' 'it wins: nothing is changed'
is "$(plan_of "$REF" 'sorted([s["verdict"], s["n"], s["why"][0]["code"]] for s in c["systems"][0]["sets"] if s["collection"] == "visits")')" '[["erase", 5, "rule"], ["hold", 1, "claim"]]' 'what is left is previewed anew'
ok 'and approved anew' erase "$REF"
dossier work >/dev/null 2>&1
is "$(rows visits)" '10 50' 'all but what the claim is on'
dossier hold release "$(dossier hold list "$REF" --json | json '[h["hold"] for h in v if h["kind"] == "claim"][0]')" --reason 'Niet doorgezet.' >/dev/null 2>&1
dossier work >/dev/null 2>&1
erase "$REF" >/dev/null 2>&1
dossier work >/dev/null 2>&1
dossier answer "$REF" >/dev/null 2>&1
is "$(rows invoices) | $(rows visits) | $(rows checks)" '0 1 2 3 4 10 11 12 13 14 | 50 | 2' 'what was over by then is gone at once, and no invoice'
at 2030-01-01
dossier work >/dev/null 2>&1
is "$(rows invoices)" '0 1 2 3 4 12 13 14' 'the day after a last day its invoice goes unattended; one that was approved under a register that asks waits'
is "$(sql dossier -c "SELECT count(*) FROM event WHERE body::jsonb ->> 'kind' = 'change.unattended'")" 3 'as the log says'
sql shop -c "INSERT INTO shop.customers VALUES (5, 'carla@example.org', 'Carla')" -c 'SET session_replication_role = replica' -c 'UPDATE shop.invoices SET customer_id = 5 WHERE id = 12'
at 2031-01-01
dossier work >/dev/null 2>&1
is "$(rows invoices)" '0 1 2 3 4 12 13 14' 'an invoice that was booked on somebody else since does not go by its key'
at 2032-01-01
dossier work >/dev/null 2>&1
is "$(rows invoices)" '0 1 2 3 4 12 14' 'one that is still theirs does'
sql shop -c "UPDATE shop.customers SET email = 'iemand@example.org', name = 'Iemand Anders' WHERE id = 2"
at 2033-01-01
dossier work >/dev/null 2>&1
is "$(rows invoices) | $(rows customers)" '0 1 2 3 4 12 14 | 1 2 5 9' 'a number that was given to another person takes neither them nor what is theirs'
is "$(sql dossier -c "SELECT counts -> 'sets' FROM found WHERE request_id = (SELECT max(request_id) FROM erasure) AND purpose = 'hold-ended' ORDER BY at DESC LIMIT 1" | json 'sorted([s["collection"], s["verdict"], s["n"]] for s in v)')" '[["customers", "keep", 1], ["invoices", "keep", 2]]' 'as is told'
is "$(dossier hold list "$REF" --json | json 'v')" '[]' 'at the end nothing is held of them'
done_testing
