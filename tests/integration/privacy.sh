#!/bin/sh
# Two hundred things that tell who somebody is go through a whole run, with errors forced on the way. None of them may
# stand in clear where nobody needs it: database, logs, audit log, standard error, names of files, blobs, command lines,
# environments, metrics, what doctor and the report say.
cd "$(dirname "$0")/../.." || exit 1
. tests/lib.sh
needs python3 psql pg_dump redis-server

pg_start
installation private || exit 1
cat >"$TMP/canaries" <<'EOF'
quirine.zwaluwstaart@vogelhuis.example
Quirine.Zwaluwstaart@Vogelhuis.example
quirine.geheim@vogelhuis.example
Zwaluwstaart
612998877
235557788
K99Z77
1971-11-23
Wipneus
Kwikstaart
zwanger sinds maart
belt alleen 's avonds
koekoeksklok
NL66ZWAL0417164300
Spechtenlaan 7
zwaluw-cv
verkeerd#vogelhuis.example
0698xx7766
Roodborstje
winterkoning
Draaihals
EOF
python3 tests/integration/planted.py list 179 >>"$TMP/canaries"
planted() { # FIRST LAST: those lines
	sed -n "$1,$2p" "$TMP/canaries"
}

# ---- JBSync's application, and Redis, in which she is a customer ----

secret jbsync app-dsn to-come
jbsync_redis
sql postgres -c 'CREATE DATABASE jbsync'
sed -E 's/WHEN 42 THEN (30000|6000|2500)/WHEN 42 THEN 20/; s/generate_series\(1, (400|300)\)/generate_series(1, 60)/' tests/demo/jbsync.sql |
	sed '/^UPDATE app.customers SET mobile = .+31 23/d; /^INSERT INTO app.prospects VALUES (900/,/;/d' | sql jbsync >/dev/null 2>&1 ||
	sql jbsync -f tests/demo/jbsync.sql >/dev/null
secret jbsync app-dsn "$(pg_uri jbsync)"
sql jbsync <<'EOF'
UPDATE app.companies SET street = 'Spechtenlaan 7', name = 'Koekoeksklok' WHERE id = 7;
UPDATE app.customers SET email = 'Quirine.Zwaluwstaart@Vogelhuis.example', mobile = '+31612998877', office_phone = '+31235557788',
	first_name = 'Quirine', last_name = 'Zwaluwstaart', customer_number = 'K99Z77' WHERE id = 7;
INSERT INTO app.support_tickets VALUES (990001, 7, 'quirine.zwaluwstaart@vogelhuis.example', 'zwanger sinds maart', 'e-mail', 'open', 'hoog', '2026-03-01 10:00+01');
INSERT INTO app.support_messages VALUES (9900011, 990001, 'customer', 'IBAN NL66ZWAL0417164300, groet Roodborstje', '2026-03-01 10:00+01');
INSERT INTO app.job_applicants VALUES (990, 'Quirine', 'Zwaluwstaart', 'quirine.geheim@vogelhuis.example', '+31612998877', 'x', 'winterkoning', NULL, '2026-01-01', 'afgewezen');
EOF
planted 22 141 | python3 tests/integration/planted.py sql 9900100 | sql jbsync
planted 142 165 | python3 tests/integration/planted.py redis session:quirine.zwaluwstaart@vogelhuis.example | redis-cli -s "$TMP/redis.sock" >/dev/null
redis-cli -s "$TMP/redis.sock" HSET session:quirine.zwaluwstaart@vogelhuis.example device Roodborstje customer_id K99Z77 >/dev/null
jbsync_vendors
edit templates/registers/jbsync.json '
for r in v["recipients"]:
    r["contact"] = {"email": "privacy@" + r["id"].lower() + ".example"}' >"$TMP/register.json"
dossier register load "$TMP/register.json" >/dev/null 2>&1

# ---- a whole run ----

said=$TMP/stderr
try() {
	dossier "$@" >/dev/null 2>>"$said"
	:
}
REF=$(dossier log --org jbsync --right access --right portability --email quirine.zwaluwstaart@vogelhuis.example --name 'Quirine Zwaluwstaart' \
	--id customer_id=K99Z77 --born 1971-11-23 --for 'Wipneus Kwikstaart' --as lawyer --note "belt alleen 's avonds" --received 2026-03-05 2>>"$said")
try note "$REF" 'koekoeksklok'
planted 166 172 | tr '\n' ' ' | try note "$REF" -
OTHER=$(dossier log --org jbsync --right access --name "$(planted 190 190)" --phone "$(planted 186 186)" --id "customer_id=$(planted 183 183)" \
	--for "$(planted 198 198)" --note "$(planted 191 191), $(planted 192 192)" --email "$(planted 185 185)" --received 2026-03-06 2>>"$said")
try withdraw "$OTHER" --how "$(planted 193 193), $(planted 195 195)"
for no in 184 187 188 189 194 196 197 199 200; do
	try show "$(planted $no $no)"
	try task skip "$REF" app --ground "$(planted $no $no)" --category x
	try register show "$(planted $no $no)"
done
# what is wrong must not be repeated
try log --org jbsync --right access --email verkeerd#vogelhuis.example
try log --org jbsync --right access --phone 0698xx7766
try log --org jbsync --right access --email 'Roodborstje <winterkoning>' --note 'Zwaluwstaart'
try log --org jbsync --right access --id 'Roodborstje'
try log --org jbsync --right access --born 'Kwikstaart'
try show 'Zwaluwstaart'
try list --person verkeerd#vogelhuis.example
try list --after Roodborstje
try plan "$REF" --confirm 0698xx7766
try plan "$REF" --add phone=0698xx7766
try plan "$REF" --add 'Roodborstje'
try plan "$REF" --add roodborstje=Kwikstaart
try plan "$REF" --add customer_id=K99Z77
# corrections, an approval and what can be taken back; what is wrong with any of them
try correct "$REF" --received 2026-03-04 --note "$(planted 22 24 | tr '\n' ' ')"
try correct "$REF" --language en --note "$(planted 25 26 | tr '\n' ' ')"
try correct "$REF" --language nl --note "$(planted 27 27)"
try correct "$OTHER" --add-right erasure --note "$(planted 28 30 | tr '\n' ' ')"
for no in 22 24 25 26 28 29; do
	one=$(planted $no $no)
	try correct "$REF" --received "$one" --note x
	try correct "$REF" --language "$one" --note x
	try correct "$REF" --add-right "$one" --note x
	try correct "$REF" --not-asked "$one" --note x
	try correct "$one" --received 2026-03-04 --note x
	try approve "$REF" --confirm "$one"
	try approve "$REF" --confirm "$REF" --digest "$one"
	try approve "$one"
	try undo "$one"
done
# a batch, some of whose lines are wrong: its results name neither what they hold nor what they are called
python3 - "$TMP/canaries" <<'EOF' >"$TMP/batch.jsonl"
import json, sys
lines = open(sys.argv[1]).read().split("\n")[:-1]
for i, one in enumerate(lines[21:], 22):
    usual = {"org": "jbsync", "right": "access", "received": "2026-03-06"}
    more = [{"name": one, "email": "p%d@planted.example" % i}, {"email": one}, {"phone": one}, {"id": "customer_id=" + one}, {"id": one},
            {"born": one}, {one: "x"}, {"right": one}, {"note": one, "email": "q%d@planted.example" % i}, {"org": one}, {"received": one},
            {"for": one, "as": one}, {"lang": one}][i % 13]
    line = json.dumps({**usual, **more}, ensure_ascii=False)
    print(line[:-1] if i % 17 == 0 else line if i % 19 else one)
EOF
dossier log --input "$TMP/batch.jsonl" >"$TMP/batch.out" 2>>"$said"
is "$(wc -l <"$TMP/batch.out") $(($(grep -c '"reference": *"JBS' "$TMP/batch.out") > 20)) $(($(grep -c '"error"' "$TMP/batch.out") > 50))" '179 1 1' 'a batch, of which some lines are taken and others not'
planted 31 60 | python3 -c 'import json, sys
for i, line in enumerate(sys.stdin): print(json.dumps({"ref": sys.argv[1], "text": line.strip(), **({line.strip(): 1} if i % 7 == 0 else {})}))' "$REF" >"$TMP/notes.jsonl"
dossier note --input "$TMP/notes.jsonl" >>"$TMP/batch.out" 2>>"$said"
dossier note --input "$TMP/notes.jsonl" --dry-run >>"$TMP/batch.out" 2>>"$said"
# a system whose errors repeat what it holds, and vendors that answer nonsense with it
sql jbsync <<'EOF'
ALTER TABLE app.interview_notes RENAME TO interview_notes_real;
CREATE FUNCTION app.burst(t text) RETURNS text LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'cannot read Zwaluwstaart, %', t
	USING DETAIL = 'Roodborstje', HINT = 'winterkoning'; END $$;
CREATE VIEW app.interview_notes AS SELECT id, applicant_id, at, interviewer, app.burst(note || 'koekoeksklok') AS note FROM app.interview_notes_real;
INSERT INTO app.interview_notes_real VALUES (990, 990, '2026-01-09', 'x', 'zwanger sinds maart');
EOF
vendor stripe fault "{\"kind\": \"500\", \"times\": 1, \"say\": \"$(planted 173 175 | tr '\n' ' ')\"}"
vendor twilio fault "{\"kind\": \"403\", \"times\": 1, \"say\": \"$(planted 176 179 | tr '\n' ' ')\"}"
vendor sendgrid fault "{\"kind\": \"401\", \"times\": 1, \"say\": \"$(planted 180 182 | tr '\n' ' ')\"}"
vendor stripe fault '{"kind": "garbage", "times": -1}'
vendor sendgrid fault '{"kind": "shape", "times": -1}'
dossier worker >"$TMP/worker.out" 2>>"$said" &
worker=$!
: >"$TMP/cmdlines"
waits() {
	for pid in $worker $(pgrep -P $worker) $(cat "$TMP/pids"); do
		tr '\0' ' ' <"/proc/$pid/cmdline" >>"$TMP/cmdlines"
		tr '\0' '\n' <"/proc/$pid/environ" >>"$TMP/cmdlines"
	done 2>/dev/null
	dossier task show "$REF" app --json | grep -q '"error": "'
}
wait_until waits
result 'the application failed on the way' || dossier show "$REF"
kill $worker
wait $worker
result 'the worker ends'
like "$(dossier task show "$REF" app --json | json 'v["error"]')" 'interview-notes|interview_notes|P0001' 'its error says where'
like "$(dossier task list --state "$(dossier task show "$REF" app --json | json 'v["state"]')" --json | json '[t["error"] for t in v if t["system"] == "app"]')" 'interview-notes|interview_notes|P0001' 'so does the list'
is "$(store "SELECT bool_and(error !~ ' ') FROM task WHERE error IS NOT NULL")" t 'and it is sealed where it stands'
sql jbsync -c 'DROP VIEW app.interview_notes' -c 'ALTER TABLE app.interview_notes_real RENAME TO interview_notes'
vendor stripe reset ''
vendor sendgrid reset ''
vendor twilio reset ''
try task retry "$REF" app
for system in stripe sendgrid twilio; do
	try task retry "$REF" $system
done
psql -qAtX "$(dossier db status --json | json 'v["uri"]')" -c 'UPDATE task SET not_before = now() WHERE not_before IS NOT NULL'
try work
# the number in the profile is what was typed there: the officer looks
for id in $(dossier plan "$REF" --json | json '" ".join(str(i["id"]) for i in v["identifiers"] if i["state"] == "proposed" and i["kind"] == "phone")'); do
	try plan "$REF" --confirm "$id"
done
try work
is "$(dossier show "$REF" --json | json '{t["state"] for t in v["tasks"]} - {"done", "asked"}, [o["count"] for t in v["tasks"] if t["system"] == "app" for o in t["outcomes"] if o["category"] == "JBS-C17"]')" \
	'(set(), [2])' 'in the end all is found'
cp /etc/hostname "$TMP/zwaluw-cv Quirine.pdf"
try task 'done' "$REF" applicants --file "$TMP/zwaluw-cv Quirine.pdf"
for system in $(dossier task list --json | json '" ".join(t["system"] for t in v)'); do
	try task skip "$REF" "$system" --ground 'volgens Draaihals niet nodig'
done
for id in $(dossier plan "$REF" --json | json '" ".join(str(i["id"]) for i in v["identifiers"] if i["state"] == "proposed")'); do
	try plan "$REF" --shared "$id"
done
like "$(dossier show "$REF")" 'Draaihals' 'why a system was skipped is told to who may open the dossier'
try inform "$REF" --recipient JBS-R06 --received yes --text 'Draaihals Hosting'
informed "$REF"
looked_at "$REF" >/dev/null
try archive build "$REF"
try verify "$REF" --method login --result passed --to email --proof "Draaihals zag het"
try mandate "$REF" --seen lawyers-word --what 'Draaihals zag het' --deliver-to kwikstaart@vogelhuis.example
for id in $(dossier plan "$REF" --json | json '" ".join(str(i["id"]) for i in v["identifiers"] if i["source"] == "given" and i["kind"] == "customer_id" and not i["proof"])'); do
	try plan "$REF" --confirm "$id"
done
try answer "$REF" --confirm "$REF"
try archive get "$REF" "$TMP/nowhere/a.zip"
is "$(dossier show "$REF" --json | json 'v["status"]')" answered 'the request is answered'
dossier archive get "$REF" "$TMP/a.zip" 2>/dev/null

# ---- and nowhere in clear ----

# clean TEXT FILE...: none of the canaries, in no writing, is in these files.
clean() {
	text=$1
	shift
	python3 - "$TMP/canaries" "$@" <<'EOF' >"$TMP/found" 2>&1
import base64, os, sys
words = [w for w in open(sys.argv[1]).read().lower().split("\n") if w]
bad = 0
for path in sys.argv[2:]:
    data = open(path, "rb").read()
    low = data.lower()
    for w in words:
        plain = w.encode()
        forms = {"plain": plain, "hex": plain.hex().encode(), "wide": plain.decode().encode("utf-16le")}
        forms.update({"base64/%d" % k: base64.b64encode(b"x" * k + plain)[4 if k else 0:-4] for k in range(3)})
        for how, form in forms.items():
            if len(form) > 5 and (form in (low if how in ("plain", "hex") else data)):
                print("%s: canary %d (%s)" % (os.path.basename(path), words.index(w) + 1, how))
                bad = 1
sys.exit(bad)
EOF
	result "$text" || sed 's/^/# /' "$TMP/found" | sort | uniq -c | sort -rn | head -20
}
unzip -qqo "$TMP/a.zip" -d "$TMP/archive"
find "$TMP/archive" -type f -exec cat {} + >"$TMP/whole"
like "$(clean 'the check itself' "$TMP/whole")" '^not ok' 'the check finds them where they belong, in the archive'
is "$(planted 22 141 | while read -r line; do grep -qF "$line" "$TMP/whole" && echo; done | wc -l)" 120 'and those of the application all of them'
uri=$(dossier db status --json | json 'v["uri"]')
pg_dump -d "$uri" >"$TMP/dump.sql"
dossier audit list --json --limit 100000 >"$TMP/audit.json"
find "$DOSSIER_HOME" >"$TMP/names"
like "$(wc -c <"$TMP/dump.sql" | sed 's/.....*/plenty/')" plenty 'the dump is not empty'
clean 'not in the database' "$TMP/dump.sql"
clean 'not in the log of its server' "$DOSSIER_HOME/pg.log"
clean 'not in audit list' "$TMP/audit.json"
is "$(json '[e["actor"] for e in v if e["kind"] == "view.show" and e["reference"] == "'"$REF"'" and len(e["at"]) >= 20][:1]' <"$TMP/audit.json")" "[\"$(id -un)\"]" \
	'which names who worked here, with the second, and the reference'
like "$(cat "$said")" 'JBS|dossier' 'something was said on standard error'
clean 'not on standard error' "$said" "$TMP/worker.out" "$TMP/daemon.err"
clean 'not in the results of a batch' "$TMP/batch.out"
clean 'not in names of files' "$TMP/names"
find "$DOSSIER_HOME/blobs" -type f >"$TMP/blobs"
like "$(wc -l <"$TMP/blobs")" '[0-9][0-9]' 'there are blobs'
xargs cat <"$TMP/blobs" >"$TMP/all-blobs"
clean 'not in blobs' "$TMP/all-blobs"
like "$(cat "$TMP/cmdlines")" 'dossier worker' 'the workers were seen'
clean 'not in command lines and environments of workers' "$TMP/cmdlines"
{
	dossier metrics
	dossier doctor --json
	dossier report 2026-03 --format json
} >"$TMP/told" 2>>"$said"
clean 'not in metrics, doctor and report' "$TMP/told"
find "$DOSSIER_HOME" -type f ! -path '*/pg/*' ! -path '*/blobs/*' -exec cat {} + >"$TMP/home-files"
clean 'not in any other file of the installation' "$TMP/home-files"
is "$(find "$DOSSIER_HOME" . -maxdepth 1 -name 'core*' | wc -l)" 0 'and nothing left a core'
clean 'not in the configuration' "$DOSSIER_HOME/dossier.conf"
ok 'the log is whole' dossier audit verify
done_testing
