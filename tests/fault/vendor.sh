#!/bin/sh
# Vendors that answer 500, 429, garbage, nothing, or somebody else's row: the others are asked all the same, the one that
# fails is tried again and then waits for a person, is never reported as nothing found, and nobody else's row gets in.
cd "$(dirname "$0")/../.." || exit 1
. tests/lib.sh
needs python3 psql redis-server unzip

pg_start
sql postgres -c 'CREATE DATABASE dossier'
installation "$(pg_uri dossier)" || exit 1
jbsync_redis
jbsync_vendors
mkdir -p "$DOSSIER_HOME/templates/connectors"
for name in stripe sendgrid twilio supabase-auth; do # as shipped, but in more of a hurry
	edit templates/connectors/$name.json '
v["retry"].update(base_ms=20, tries=3, cap_s=1)
v.pop("limits", None)
for op in v["ops"].values():
    op["timeout_s"] = 2' >"$DOSSIER_HOME/templates/connectors/$name.json"
	ok "$name" dossier connector check "$DOSSIER_HOME/templates/connectors/$name.json"
done
edit templates/registers/jbsync.json '
v["systems"] = [s for s in v["systems"] if s["connector"] in ("http", "redis", "manual")]' >"$TMP/register.json"
ok 'the register loads' dossier register load "$TMP/register.json"
dossier worker --slots 4 >"$TMP/worker.out" 2>"$TMP/worker.err" &
worker=$!

request() {
	REF=$(dossier log --again --org jbsync --right access --right portability --email sanne.devries@bakkerij-zonnehoek.example --phone 0612345678 --received 2026-03-05 2>/dev/null)
}
# hers: she signed in, and the number she gave is hers.
hers() {
	dossier verify "$REF" --method login --to email --result passed >/dev/null 2>&1
	dossier plan "$REF" --confirm "$(dossier plan "$REF" --json | json '[i["id"] for i in v["identifiers"] if i["source"] == "given" and i["kind"] == "phone"][0]')" >/dev/null 2>&1
	dossier archive build "$REF" >/dev/null 2>&1
}
# task SYSTEM EXPRESSION: over `t`, the task of the newest request.
task() {
	dossier task show "$REF" "$1" --json 2>/dev/null | json "(lambda t: ($2))(v)"
}
tells() {
	[ "$(task "$1" "$2")" = True ] || [ "$(task "$1" "$2")" = true ]
}
counts() {
	task "$1" '[(o["category"], o["count"]) for o in t["outcomes"] if o["result"].startswith("found")]'
}
others_done() {
	dossier show "$REF" --json 2>/dev/null | json "v['tasks'] != [] and all(t['state'] in ('done', 'asked') for t in v['tasks'] if t['system'] not in '$1'.split())" | grep -qi true
}
# hurry: what waits for its next try is due now, and that try is the last.
hurry() {
	sql dossier -c "UPDATE task SET attempts = greatest(attempts, 7), not_before = now() WHERE not_before IS NOT NULL"
}

request
ok 'with everybody well, all are asked' wait_until others_done nobody
good=$(counts stripe)
like "$good" 'JBS-C02.*258' 'Stripe has its rows'
for system in stripe sendgrid auth twilio; do
	counts $system
done >"$TMP/good"

# ---- vendors that fail, each in its own way; the rest are tried in tests/unit/connector_http_vendors.c ----

vendor stripe fault '{"kind": "500", "times": -1}'
vendor sendgrid fault '{"kind": "429", "times": -1}'
vendor supabase-auth fault '{"kind": "silence", "times": -1}'
vendor twilio fault '{"kind": "garbage", "times": -1}'
request
wait_until others_done 'stripe sendgrid auth twilio'
result 'the others are asked all the same' || dossier show "$REF" | sed 's/^/# /'
for system in stripe sendgrid auth; do
	wait_until tells $system 't["error"] is not None'
	is "$(task $system 't["state"], t["outcomes"], bool(t["error"])')" "('failing', [], True)" "$system: tried again later"
done
refuses 4 'searching' 'no archive meanwhile' dossier archive build "$REF"
hurry
for system in stripe sendgrid auth twilio; do
	wait_until tells $system 't["state"] == "failed"'
	is "$(task $system 't["state"], sorted({o["result"] for o in t["outcomes"]}), bool(t["error"])')" "('failed', ['unreachable'], True)" \
		"$system: then it waits for a person, and is never reported as nothing"
done
refuses 4 'auth has not been searched' 'no answer without them' dossier answer "$REF"
hers
dossier archive get "$REF" "$TMP/CONCEPT-partial.zip" 2>/dev/null
like "$(unzip -p "$TMP/CONCEPT-partial.zip" completeness.html)" 'Stripe.*niet bereikbaar' 'the page says that they could not be reached'
for name in stripe sendgrid supabase-auth twilio; do
	vendor $name reset ''
done
for system in stripe sendgrid auth twilio; do
	dossier task retry "$REF" $system
done
wait_until others_done nobody
for system in stripe sendgrid auth twilio; do
	counts $system
done >"$TMP/again"
ok 'when they are well again, task retry mends it' diff "$TMP/good" "$TMP/again"

# ---- a moment's weakness mends itself ----

vendor stripe fault '{"kind": "500", "times": 1}'
vendor sendgrid fault '{"kind": "429", "times": 1}'
vendor twilio fault '{"kind": "503", "times": 1}'
vendor supabase-auth fault '{"kind": "cut", "times": 1}'
request
wait_until others_done nobody
result 'one failing call each: nobody has to do anything' || dossier show "$REF" | sed 's/^/# /'
is "$(counts stripe)" "$good" 'and nothing is missing'

# ---- somebody else's row ----

vendor supabase-auth fault '{"kind": "foreign", "times": -1, "match": "users$"}'
for name in stripe sendgrid twilio; do
	vendor $name fault '{"kind": "foreign", "times": -1}'
done
request
wait_until others_done nobody
result 'vendors that give somebody else'\''s rows too: all done' || dossier show "$REF" | sed 's/^/# /'
is "$(counts stripe)" "$good" 'Stripe: the same rows as ever'
is "$(counts auth; counts twilio)" "$(tail -2 "$TMP/good")" 'the others likewise'
# it gives another's contact in the place of hers
is "$(counts sendgrid)" '[["JBS-C04", 67]]' 'SendGrid: hers, without what it withheld'
hers
dossier archive get "$REF" "$TMP/CONCEPT-a.zip" 2>/dev/null
unzip -q "$TMP/CONCEPT-a.zip" -d "$TMP/archive"
is "$(grep -rliE '@voorbeeld\.example|\+3165[0-9]{7}' "$TMP/archive")" '' 'nobody else'\''s row is in the archive'
kill $worker
wait $worker
is "$? $(cat "$TMP/worker.err")" '0 ' 'the worker never complained'
ok 'the log is whole' dossier audit verify
done_testing
