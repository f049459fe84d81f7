#!/bin/sh
# The main job, as an officer does it: an e-mail address alone is logged, every system is asked, what one yields opens
# the next, the archive is complete and right and nobody else's, and nothing is answered before all is accounted for.
cd "$(dirname "$0")/../.." || exit 1
. tests/lib.sh
needs redis-server python3 psql unzip
SANNE=sanne.devries@bakkerij-zonnehoek.example

pg_start
installation private || exit 1
jbsync_database 300
jbsync_redis
jbsync_vendors
# She wrote from a private address once; nobody knows that it is hers until the officer says so.
sql jbsync -c "INSERT INTO app.support_tickets VALUES (999003, NULL, 'SanneDeVries88@postvak.example', 'Sollicitatie', 'e-mail', 'closed', 'normaal', '2026-01-02 10:00+01')"
edit templates/registers/jbsync.json '
for r in v["recipients"]:
    r["contact"] = {"email": "privacy@" + r["id"].lower() + ".example"}
v["controllers"] = [{"id": "acme", "name": "Acme Tandartsen B.V.", "contact": {"email": "avg@acme.example"}, "language": "nl"},
	{"id": "beter", "name": "Beter Fysio", "contact": {"email": "avg@beter.example"}}]' >"$TMP/register.json"
ok 'the register loads' dossier register load "$TMP/register.json"

# ---- log, plan, ask ----

REF=$(dossier log --org jbsync --right access --right portability --email $SANNE --received 2026-03-05 --channel email 2>/dev/null)
like "$REF" '^JBS-2026-[0-9A-Z]{6}$' 'log prints the reference alone'
is "$(dossier plan "$REF" --json | json '[t["waits_for"] for t in v["tasks"] if t["system"] == "twilio"][0]')" phone 'before anything is asked, Twilio waits for a phone number'
is "$(dossier plan "$REF" --json | json 'sorted({l["category"] for l in v["left_out"]})')" \
	"$(json 'sorted(c["id"] for c in v["categories"] if c["role"] == "processor")' <templates/registers/jbsync.json)" 'what is processed for customers is left out, and said so'
ok 'work' dossier work
dossier show "$REF" --json >"$TMP/show.json"
show() {
	json "$1" <"$TMP/show.json"
}
is "$(show 'v["status"]')" waiting 'every system was asked, somebody has to answer'
is "$(show 'v["deadline"]')" 2026-04-07 'Easter moves the deadline'
is "$(show '[i["source"].split("/")[0] in ("app", "auth", "stripe") and i["state"] for i in v["identifiers"] if i["value"] == "+31612345678"]')" '["usable"]' 'her phone number was found'
is "$(show '[o["count"] for t in v["tasks"] if t["system"] == "twilio" for o in t["outcomes"] if o["result"] == "found"]')" '[11, 133]' 'it opened Twilio'
is "$(show 'sorted(i["value"] for i in v["identifiers"] if i["state"] == "proposed")')" '["+31235550142", "sannedevries88@postvak.example"]' 'what may be somebody else'\''s waits for the officer'
is "$(show 'sorted({t["state"] for t in v["tasks"]})')" '["asked", "done"]' 'every task is done, or asked of somebody'

# ---- the archive ----

ok 'archive build' dossier archive build "$REF"
refuses 4 "before it is established who asks.*no check is recorded: .dossier verify $REF --method" 'which goes to nobody unchecked' \
	dossier archive get "$REF" "$TMP/one.zip"
ok 'she gave back a code that was sent to the address on file' dossier verify "$REF" --method code-to-address --result passed --proof 'Staat in het klantbestand.'
is "$(dossier plan "$REF" --json | json "[i['proof'] for i in v['identifiers'] if i['source'] == 'given']")" '["verification"]' 'which shows that it is hers'
refuses 4 "its archive is a CONCEPT.*archive get $REF CONCEPT-$REF.zip" 'which is not finished, and leaves under no other name' \
	dossier archive get "$REF" "$TMP/one.zip"
ok 'archive get' dossier archive get "$REF" "$TMP/CONCEPT-one.zip"
mv "$TMP/CONCEPT-one.zip" "$TMP/one.zip"
is "$(stat -c %a "$TMP/one.zip")" 600 'only its owner can read it'
unpacked() {
	rm -rf "${TMP:?}/$1"
	mkdir "$TMP/$1"
	unzip -q "$TMP/$1.zip" -d "$TMP/$1"
}
reads() {
	ok "$1: unzip -t" unzip -tq "$TMP/$1.zip"
	ok "$1: 7z t" 7z t "$TMP/$1.zip"
	ok "$1: Python's zipfile" python3 -c 'import sys, zipfile; sys.exit(zipfile.ZipFile(sys.argv[1]).testzip() is not None)' "$TMP/$1.zip"
	unpacked "$1"
	ok "$1: sha256sum -c" sh -c "cd '$TMP/$1' && sha256sum --quiet --strict -c MANIFEST.sha256"
	is "$(cd "$TMP/$1" && find . -type f ! -name 'MANIFEST*' | sort | sed 's/^..//')" "$(cut -c67- "$TMP/$1/MANIFEST.sha256" | sort)" "$1: the manifest names every file"
	ok "$1: minisign -V" minisign -V -q -p "$TMP/$1/minisign.pub" -m "$TMP/$1/MANIFEST.sha256"
}
needs 7z minisign
reads one
check() {
	text=$1
	shift
	ok "$text" python3 tests/integration/archive.py "$@"
}
check 'JSON rows = CSV rows = rows of the database, value by value' rows "$TMP/one" "$(pg_uri jbsync)"
check 'portability/ holds what she provided under consent or contract, all of it and no more' portability "$TMP/one" "$TMP/register.json"
is "$(find "$TMP/one" -name '*.html' -exec grep -L '<title>CONCEPT .*' {} +)" '' 'every page says that it is not finished'
like "$(cat "$TMP/one/CONCEPT.html")" '<li>Anthropic.*: antwoord nog niet binnen</li>.*' 'and what is open is listed'
like "$(grep 'Anthropic' "$TMP/one/completeness.html")" 'er is geen brief verstuurd</td>.*nog niet gevraagd' 'who was not written to was not asked'
is "$(grep -rhoE '>(auth|app)\)|NL-AWR52|antwoord volgt|sturen wij na|can not be searched' "$TMP/one" --include='*.html')" '' 'no id of a register, no note of a vendor, and no promise'
check 'no secret and nobody else in any file' strangers "$TMP/one" "$(pg_uri jbsync)"
check 'every recipient and system is accounted for' complete "$TMP/one" "$TMP/register.json"
is "$(dossier archive build "$REF" --json | json '[c["path"] for c in v["contents"] if "sanne" in c["path"].lower()]')" '[]' 'no entry is named after her'
# the plain ZIP exists only where it was asked for
is "$(grep -rlaF "$SANNE" "$DOSSIER_HOME" --exclude-dir=secrets)" '' 'nothing about her stands in clear in the installation'

# ---- written instructions ----

letter() {
	mail "$REF.$1.eml" >"$TMP/mail"
	python3 - "$TMP/mail" "$2" <<'PY'
import email, email.policy, sys
m = email.message_from_binary_file(open(sys.argv[1], "rb"), policy=email.policy.strict)
assert m["To"].addresses[0].addr_spec and m["From"].addresses[0].addr_spec == "info@jbsync.com" and m["Date"].datetime and m["Message-ID"], m.items()
print(eval(sys.argv[2], {"m": m, "body": m.get_body(("plain",)).get_content()}))
PY
}
is "$(letters %.eml | wc -l)" 8 'eight processors without an interface get a letter'
for system in anthropic deepgram openai elevenlabs meta google microsoft sentry; do
	like "$(letter $system.instruct-access 'm["Subject"]')" "$REF" "the letter to $system is a message, and names the reference"
done
is "$(letter anthropic.instruct-access '"K10042" in body, "sanne" in body.lower(), "+316" in body')" '(True, False, False)' 'who matches on a customer number gets that and nothing else'
is "$(letter meta.instruct-access '"+31612345678" in body, "sanne" in body.lower(), "K10042" in body')" '(True, False, False)' 'who matches on a phone number likewise'
is "$(letter meta.instruct-access '"+31235550142" in body')" False 'a number that waits for the officer is told to nobody'
is "$(letter anthropic.instruct-access 'm["To"].addresses[0].addr_spec')" privacy@jbs-r01.example 'it goes to the contact of the register'
NO=$(dossier letter list "$REF" --json | json '[l["id"] for l in v if "sentry" in l["file"]][0]')
ok 'one of them left' dossier letter sent "$REF" "$NO"
ok 'and is asked again' dossier task retry "$REF" sentry
ok 'which takes a letter' dossier work
is "$(letter sentry.instruct-access-2 '"komt in de plaats van" in " ".join(body.split()), m["Message-ID"].split("@")[0]')" "(True, '<$REF.sentry.instruct-access-2')" 'another one, which says so'
ok 'the first comes back' dossier letter bounced "$REF" "$NO"
refuses 4 "asks the same anew and took the place of letter $NO" 'and does not leave again' dossier letter sent "$REF" "$NO" --proof x
is "$(dossier show "$REF" --json | json "$NO in [l['id'] for l in v['unsent']]")" false 'nor is anybody told to send it'
ok 'the second leaves' dossier letter sent "$REF" "$(dossier letter list "$REF" --json | json '[l["id"] for l in v if "sentry" in l["file"]][1]')"

# ---- a doubtful match, decided ----

proposed() {
	dossier plan "$REF" --json | json "[i['id'] for i in v['identifiers'] if i['value'].startswith('$1')][0]"
}
refuses 4 'has not answered' 'no answer while somebody has not answered' dossier answer "$REF"
attempts=$(show '[t["attempts"] for t in v["tasks"] if t["system"] == "app"][0]')
ok 'the office number is others'\'' too' dossier plan "$REF" --shared "$(proposed +31235550142)"
is "$(dossier show "$REF" --json | json 'v["status"]')" waiting 'which asks nobody anything'
ok 'the private address is confirmed' dossier plan "$REF" --confirm "$(proposed sannedevries88)"
is "$(dossier show "$REF" --json | json 'v["status"]')" searching 'a confirmation searches again'
refuses 4 'searching' 'no archive meanwhile' dossier archive build "$REF"
ok 'work' dossier work
is "$(dossier show "$REF" --json | json "v['status'], [t['attempts'] > $attempts for t in v['tasks'] if t['system'] == 'app'], [o['count'] for t in v['tasks'] if t['system'] == 'app' for o in t['outcomes'] if o['category'] == 'JBS-C17']")" \
	"('waiting', [True], [2])" 'the app was asked once more'
is "$(letters %.eml | wc -l)" 9 'and no letter was written twice'
refuses 3 'no proposed identifier' 'a decision is taken once' dossier plan "$REF" --shared "$(proposed sannedevries88)"

# ---- what people do, and the answer ----

DOSSIER_NOW=2026-03-12T16:00:00+01:00
printf 'maart 2026: inlog 192.0.2.226\n' >"$TMP/vps log.txt"
printf 'nothing\n\n' | dossier task 'done' "$REF" vps --interactive >/dev/null 2>"$TMP/err"
WHY=$(dossier task show "$REF" vps --json | json 'v["outcomes"][0]["detail"]')
is "$(grep -cE '\(JBS-C0[14][,)]' "$TMP/err") $(grep -cF "$WHY" "$TMP/err") $(grep -c '^of each say' "$TMP/err")" '2 1 1' 'of two categories it says once what is asked, and how'
ok 'a colleague hands in a file' dossier task 'done' "$REF" vps --file "$TMP/vps log.txt" --category JBS-C04
like "$(cat "$TMP/err")" 'nothing was said yet of JBS-C01' 'of one category: the other is still open'
is "$(dossier show "$REF" --json | json '[[t["state"], [(o["category"], o["code"]) for o in t["outcomes"]]] for t in v["tasks"] if t["system"] == "vps"]')" \
	'[["asked", [["JBS-C01", "asked"], ["JBS-C04", "found"]]]]' 'which nobody said to be empty'
refuses 2 'before the first of several' 'what was found follows its category' dossier task 'done' "$REF" vps --nothing --category JBS-C01 --category JBS-C04
refuses 2 'what was found of JBS-C04' 'and each has something found of it' dossier task 'done' "$REF" vps --category JBS-C01 --nothing --category JBS-C04
printf 'dag;inlog\n2026-03-01;3\n2026-03-02;1\n' >"$TMP/Logins.csv"
printf 'count 2\nfile %s\n' "$TMP/Logins.csv" >"$TMP/answers"
dossier task 'done' "$REF" vps --interactive <"$TMP/answers" >"$TMP/out" 2>"$TMP/err"
is "$? $(tail -n 1 "$TMP/err")" '2 dossier: the answers end before every category was asked: nothing is recorded' 'half an interview records nothing'
printf 'count many\nfile %s\n\n' "$TMP/vps log.txt" >>"$TMP/answers"
ok 'the other too, when asked, with all that was found' sh -c "dossier task done $REF vps --interactive <'$TMP/answers'"
is "$(grep -cE '^[A-Z][^:]* \(JBS-C0[14][,)]|^say "nothing", "count N"|^of each say "nothing", "count N"' "$TMP/err")" 3 'of that one alone, and what makes no sense is asked again'
refuses 4 'is done: .*task reopen' 'a task is done once' dossier task 'done' "$REF" vps --nothing
ok 'but can be opened again' dossier task reopen "$REF" vps --category JBS-C04
ok 'and what was handed in is replaced' dossier task 'done' "$REF" vps --category JBS-C04 --file "$TMP/vps log.txt"
ok 'a colleague found nothing' dossier task 'done' "$REF" applicants --nothing
ok 'a recipient handed over records' dossier task 'done' "$REF" google --count 3
NO=$(dossier letter list "$REF" --json | json '[l["id"] for l in v if "google" in l["file"]][0]')
like "$(cat "$TMP/err")" "its instruction, letter $NO, has not left.*dossier letter sent $REF $NO" 'whose instruction nobody sent: it says so'
refuses 2 'ground' 'nobody is skipped without a ground' dossier task skip "$REF" microsoft
for system in anthropic deepgram openai elevenlabs meta microsoft sentry support-mailbox; do
	dossier task skip "$REF" $system --ground 'geen gegevens meer na opzegging' 2>>"$TMP/skip" || cat "$TMP/skip"
done
refuses 2 'controller' 'forwarding needs to know to whom' dossier task 'done' "$REF" forward
refuses 3 'controller' 'and to somebody of the register' dossier task 'done' "$REF" forward --to nobody
ok 'what we process for a customer is forwarded to it' dossier task 'done' "$REF" forward --to acme
is "$(letter to-acme.forward '"avg@acme.example" in m["To"], "sanne.devries@bakkerij-zonnehoek.example" in body, "K10042" in body')" '(True, True, False)' \
	'the customer is told what she gave us, not what we found'
is "$(letter to-acme.forward '"- inzage (artikel 15 AVG)" in body, "- overdracht van gegevens (artikel 20 AVG)" in body')" '(True, True)' 'and what she asks'
refuses 4 'forwarded to acme already' 'once' dossier task 'done' "$REF" forward --to acme
edit "$TMP/register.json" 'v["controllers"][1]["contact"] = {"email": "nieuw@beter.example"}' >"$TMP/corrected.json"
ok 'an address is corrected meanwhile' dossier register load "$TMP/corrected.json"
ok 'she is known to another customer too' dossier task 'done' "$REF" forward --to beter
is "$(letter to-beter.forward 'm["To"].addresses[0].addr_spec')" nieuw@beter.example 'who is reached where the newest register says'
forwards() {
	dossier letter list "$REF" --json | json '[l["id"] for l in v if l["kind"] == "forward" and l["recipient"] == "'"$1"'"][-1]'
}
ok 'one of them left' dossier letter sent "$REF" "$(forwards beter)"
ok 'and came back' dossier letter bounced "$REF" "$(forwards beter)"
like "$(cat "$TMP/err")" 'recorded: beter was not told by it' 'which says who does not know'
refuses 4 'forwards it to beter came back.*letter sent.*task done.*art. 28\(3\)\(e\)' 'which handed it to nobody' dossier answer "$REF"
ok 'it is forwarded anew' dossier task 'done' "$REF" forward --to beter
is "$(letter to-beter.forward-2 'm["To"].addresses[0].addr_spec')" nieuw@beter.example 'by another letter'
refuses 4 'forwarded to beter already' 'once' dossier task 'done' "$REF" forward --to beter
is "$(dossier show "$REF" --json | json '[l for l in v["unsent"] if l["kind"] == "forward" and l["bounced"]]')" '[]' 'the one that came back is to leave no more'
ok 'it left' dossier letter sent "$REF" "$(forwards beter)"
ok 'it came back too' dossier letter bounced "$REF" "$(forwards beter)"
refuses 4 'forwards it to beter came back' 'and handed it to nobody either' dossier answer "$REF"
ok 'it left another way' dossier letter sent "$REF" "$(forwards beter)" --proof 'aangetekend'
refuses 4 'blank: .*JBS-.*dossier inform .*dossier register load' 'no answer while something that goes with the copy is blank' dossier answer "$REF"
ok 'the officer says who the nameless host is' dossier inform "$REF" --recipient JBS-R06 --received yes --text 'Voorbeeld Hosting B.V.'
informed "$REF"
refuses 4 "[0-9]+ of [0-9]+ items that leave with the copy have to be looked at yet .*dossier review list $REF" 'no answer while nobody looked at free text and files' dossier answer "$REF"
is "$(dossier review list "$REF" --json | json 'sorted((i["category"], i["name"], *i["columns"]) for i in v["items"] if i["state"] == "to-review")')" \
	'[["JBS-C01", "vps log.txt"], ["JBS-C04", "twilio-calls", "other"], ["JBS-C04", "vps log.txt"], ["JBS-C05", "ticket-messages", "body"], ["JBS-C05", "twilio-messages", "other"], ["JBS-C05", "whatsapp-messages", "body"], ["JBS-C06", "outreach", "body"], ["JBS-C17", "interview-notes", "note"]]' 'which are these'
looked_at "$REF" >/dev/null
refuses 4 'archive' 'no answer with an archive that was built before the last search' dossier answer "$REF"
ok 'archive build' dossier archive build "$REF"
ok 'archive get' dossier archive get "$REF" "$TMP/two.zip"
reads two
is "$(grep -rl CONCEPT "$TMP/two")" '' 'once everything is accounted for it is finished'
like "$(cat "$TMP/two/processing/JBS-C01.html")" 'Voorbeeld Hosting B.V.' 'who the nameless host is stands with what it got'
is "$(json 'sum(t["requester_email"] == "SanneDeVries88@postvak.example" for t in v)' <"$TMP/two/data/JBS-C05/tickets.json")" 1 'what her private address found is in it'
is "$(cat "$TMP/two/files/JBS-C04/"*)" 'maart 2026: inlog 192.0.2.226' 'so is the colleague'\''s file'
is "$(json '[r["inlog"] for r in v]' <"$TMP/two/data/JBS-C01/logins.json")" '["3", "1"]' 'his table is rows like any other'
like "$(cat "$TMP/two/LEESMIJ.html")" '2 gevonden en op een andere manier aan u gegeven' 'what she got another way is said'
like "$(cat "$TMP/two/LEESMIJ.html")" 'Gevonden</dt><dd>[^<]*, in [0-9]+ soorten; andere gegevens gaven wij u op een andere manier' 'beside how many are in here'
like "$(cat "$TMP/two/letter.html")" 'Een deel hebben wij u op een andere manier gegeven' 'and that it is not in here'
like "$(cat "$TMP/two/completeness.html")" 'geen gegevens meer na opzegging' 'the page says on which ground somebody was not asked'
like "$(grep -A1 'Google' "$TMP/two/completeness.html")" 'er is geen brief verstuurd</td><td data-label="Gevraagd"></td>' 'that no letter left is no asking'
like "$(grep 'Sentry' "$TMP/two/completeness.html")" 'schriftelijk gevraagd</td><td data-label="Gevraagd">9 maart 2026</td>' 'one that left is, on its day'
like "$(cat "$TMP/two/completeness.html")" 'Acme Tandartsen B.V., Beter Fysio' 'and to whom it was forwarded'
like "$(tr -d '\n' <"$TMP/two/letter.html")" 'sturen uw verzoek door aan:</p><ul><li>Acme Tandartsen B.V.</li><li>Beter Fysio \(12 maart 2026\)</li></ul>' 'the letter names them, with the day where one is known'
ok 'the answer leaves' dossier answer "$REF" --by email
is "$(grep -c warning "$TMP/err")" 0 'which was taken out'
is "$(dossier show "$REF" --json | json 'v["status"], {d["state"] for d in v["decisions"]}')" "('answered', {'answered'})" 'the request is answered'
refuses 4 'answered' 'and is not answered twice' dossier answer "$REF"
is "$(dossier list --json | json "[r['next']['code'] for r in v if r['reference'] == '$REF'][0]") $(dossier next "$REF" --json | json 'v["code"]')" 'letter letter' \
	'its letter lies there, which a list knows at once'
like "$(dossier list)" "$REF .* the officer: letter" 'in words'
refuses 4 '' 'nothing is done to it afterwards' dossier task skip "$REF" app --ground 'te laat'
ok 'the log is whole' dossier audit verify
done_testing
