#!/bin/sh
# Who asks, and by what they are known: what a person may type into a profile proves nothing, two customer numbers of one
# system are a conflict for a person, and nothing is handed over or changed before it is recorded how they were checked.
cd "$(dirname "$0")/../.." || exit 1
. tests/lib.sh
needs python3 psql unzip

installation pg || exit 1
jbsync_database 10
edit templates/registers/jbsync.json '
for r in v["recipients"]:
    r["contact"] = {"email": "privacy@" + r["id"].lower() + ".example"}' >"$TMP/register.json"
ok 'the register loads' dossier register load "$TMP/register.json"

# ids REF EXPRESSION: of its identifiers, i each.
ids() {
	dossier plan "$1" --json | json "[$2 for i in v['identifiers']]"
}
number() { # REF VALUE
	dossier plan "$1" --json | json "[i['id'] for i in v['identifiers'] if i['value'] == '$2'][0]"
}
# settle REF: every task that waits for a person is accounted for.
settle() {
	skip_tasks "$1" 'niet gevraagd in deze proef' 't["state"] not in ("done", "skipped")'
}

# ---- the attack: customer 7 writes customer 42's mobile number into her own profile ----

SANNE=+31612345678
SEVEN=$(sql jbsync -c 'SELECT email FROM app.customers WHERE id = 7')
sql jbsync -c "UPDATE app.customers SET mobile = '$SANNE' WHERE id = 7"
REF=$(dossier log --org jbsync --right access --email "$SEVEN" --received 2026-03-05 --channel email 2>/dev/null)
ok 'she is searched for' dossier work
is "$(ids "$REF" '(i["state"], i["proof"])' | json "[x for x in v if x[0] == 'usable']")" '[["usable", null], ["usable", "row-key"]]' \
	'usable are what she gave, and the key of her own row'
is "$(dossier plan "$REF" --json | json "[i['state'] for i in v['identifiers'] if i['value'] == '$SANNE']")" '["proposed"]' 'the number she typed is only proposed'
is "$(dossier show "$REF" --json | json '"K10042" in str(v["identifiers"])')" false 'nothing of customer 42 was reached'
is "$(for l in $(letters %); do mail "$l"; done | grep -cF "$SANNE")" 0 'and nobody was told her number'
settle "$REF"
refuses 4 'waits for a person' 'the answer waits for a person' dossier answer "$REF"

# ---- somebody says yes to it nevertheless: two customer numbers of one system ----

ok 'an officer is taken in' dossier plan "$REF" --confirm "$(number "$REF" "$SANNE")"
ok 'and it is searched again' dossier work
is "$(dossier plan "$REF" --json | json "[(i['state'], i['proof'], len(i['conflicts'])) for i in v['identifiers'] if i['value'] == 'K10042']")" \
	'[["proposed", "row-key", 1]]' 'the second customer number is used by nobody'
like "$(dossier plan "$REF" 2>&1)" 'K10007.*K10042|K10042.*K10007' 'both stand side by side'
settle "$REF"
ok 'the office number is others'\'' too' dossier plan "$REF" --shared "$(dossier plan "$REF" --json | json "[i['id'] for i in v['identifiers'] if i['value'].startswith('+3123')][0]")"
refuses 4 'two customer_id of app.*--reject' 'which stops the answer until a person says whose they are' dossier answer "$REF"
ok 'the number is somebody else'\''s' dossier plan "$REF" --reject "$(number "$REF" "$SANNE")"
ok 'which is searched without it' dossier work
is "$(dossier plan "$REF" --json | json "[i['state'] for i in v['identifiers'] if i['value'] == 'K10042' and i['state'] == 'usable']")" '[]' 'the other customer is nowhere'

# ---- who asks is recorded, for each right, before anything leaves or changes ----

LOUISE=$(sql jbsync -c 'SELECT email FROM app.customers WHERE id = 8')
log() {
	dossier log --again --org jbsync "$@" --received 2026-03-05 2>/dev/null
}
REF=$(log --right access --right erasure --right consent-withdrawal --purpose invoicing --email "$LOUISE")
dossier work >/dev/null 2>&1
for id in $(dossier plan "$REF" --json | json '" ".join(str(i["id"]) for i in v["identifiers"] if i["state"] == "proposed")'); do
	dossier plan "$REF" --shared "$id" >/dev/null
done
settle "$REF"
is "$(dossier show "$REF" --json | json '[x["right"] for x in v["unidentified"]]')" '["access", "erasure"]' 'show says which rights wait for it'
like "$(dossier plan "$REF" 2>/dev/null)" "who asks     access waits.*no check is recorded: .dossier verify $REF --method" 'and plan, with the command'
is "$(dossier due --within 60 --json | json "[r['waits_for'] for r in v if r['reference'] == '$REF'][0]")" '["verification"]' 'and due'
like "$(dossier due --within 60 2>&1)" "$REF: who asks is not established yet: .dossier verify $REF" 'in words'
ok 'use on consent stops at once, and unproven' dossier decide "$REF" --right consent-withdrawal --done --proof 'Uitgezet'
refuses 4 "erasure recorded as done while who asks is not established \(art. 12\(2\), 12\(6\) GDPR\): no check is recorded: .dossier verify $REF --method" \
	'erasing what then lacks a basis is not' dossier decide "$REF" --right erasure --done --proof 'Uitdraai'
informed "$REF" && looked_at "$REF" >/dev/null
ok 'its archive is built, for the officer to look' dossier archive build "$REF"
refuses 4 "before it is established who asks.*dossier verify $REF" 'and handed to nobody' dossier archive get "$REF" "$TMP/no.zip"
refuses 2 'result is one of passed, failed' 'a check has its result' dossier verify "$REF" --method login --result maybe
refuses 2 'to and --right belong to --result' 'and what it was by belongs to it' dossier verify "$REF" --doubt x --method login --to email
refuses 2 'expected one of code-to-address, login, letter-code' 'nobody is asked to have been seen' dossier verify "$REF" --doubt x --method known-channel
ok 'for one right it is known' dossier verify "$REF" --method known-channel --result passed --right access --proof 'bericht uit de app'
is "$(dossier show "$REF" --json | json '[x["right"] for x in v["unidentified"]]')" '["erasure"]' 'which is known for that one'
ok 'it may be got' dossier archive get "$REF" "$TMP/yes.zip"
refuses 4 'erasure recorded as done while who asks' 'the other still waits' dossier decide "$REF" --right erasure --done --proof 'Uitdraai'
ok 'one line is enough' dossier verify "$REF" --method login --result passed
is "$(dossier plan "$REF" --json | json "[i['proof'] for i in v['identifiers'] if i['source'] == 'given']")" '["verification"]' 'by the address they gave'
is "$(dossier show "$REF" --json | json 'v["unidentified"]')" '[]' 'then they are known'
like "$(dossier show "$REF")" 'the person was checked by login: passed, by identifier' 'which is a fact'
ok 'the copy, which comes first, is not wanted any more' dossier withdraw "$REF" --right access --how 'bericht uit de app'
ok 'and it is done' dossier decide "$REF" --right erasure --done --proof 'Uitdraai' --untold 'Niemand.'
is "$(log_of "$REF" | json '["identifier" in str(e) for e in v if e["kind"] == "clock.verified"]')" '[true, true]' 'the log tells by which, and not what it is'

# ---- a check shows one of their contact data, no more ----

REF=$(log --right access --email "$LOUISE" --phone "$SANNE")
dossier work >/dev/null 2>&1
settle "$REF"
is "$(dossier plan "$REF" --json | json "sorted({i['kind'] for i in v['identifiers'] if i['conflicts']})")" '["customer_id"]' 'another'\''s number beside her own address: two customers'
dossier archive build "$REF" >/dev/null 2>&1
refuses 2 'which contact data.*--to.*may be by [0-9]+ \(email\), [0-9]+ \(phone\)' 'which of the two is to be said' dossier verify "$REF" --method login --result passed
refuses 2 'code-to-address may be by [0-9]+ \(email\)$' 'a code to an address is no telephone' dossier verify "$REF" --method code-to-address --to phone --result passed
PHONE=$(number "$REF" "$SANNE")
refuses 4 'merely given .*dossier lookup' 'an address that nobody looked for is merely given' dossier verify "$REF" --method code-to-address --to email --result passed
ok 'she has the address, which stood there' dossier verify "$REF" --method code-to-address --to email --result passed --proof 'Staat in de map van 2019.'
refuses 4 "nothing shows that identifier $PHONE \(phone\) is theirs: .dossier plan $REF --confirm $PHONE" 'which shows nothing of the number' dossier archive get "$REF" "$TMP/no.zip"
is "$(dossier list --json | json '["verification" in r["waits_for"] for r in v if r["reference"] == "'"$REF"'"]')" '[true]' 'a list knows it too, and names no answer yet'
ok 'it is not hers' dossier plan "$REF" --reject "$PHONE"
ADDRESS=$(number "$REF" "$LOUISE")
dossier plan "$REF" --reject "$ADDRESS" >/dev/null 2>&1
dossier work >/dev/null 2>&1
refuses 4 "identifier $ADDRESS, by which they were checked on 2026-03-09, is not theirs" 'nor is a check worth more than what it was by' \
	dossier archive get "$REF" "$TMP/no.zip"
dossier work >/dev/null 2>&1
is "$(dossier plan "$REF" --json | json "[i['value'] for i in v['identifiers'] if i['state'] == 'usable' and i['value'] == 'K10042']")" '[]' 'and nothing of the other is hers'

# ---- two contact data, nothing of which is known: the hints name one of them ----

REF=$(log --right access --email een@nergens.example --email twee@nergens.example)
dossier work >/dev/null 2>&1
settle "$REF"
NO=$(number "$REF" een@nergens.example)
for where in next today list; do
	is "$(case $where in next) dossier next "$REF" --json ;; *) dossier "$where" --json | json "[r for r in v if r['reference'] == '$REF'][0]" ;; esac |
		json "' '.join((v.get('next') or v)['command'])")" "dossier verify $REF --method - --result - --to $NO" "$where names one of two"
done
like "$(dossier show "$REF" 2>&1)" "no check is recorded: .dossier verify $REF --method login --to $NO --result passed" 'with a method that suffices'
like "$(dossier verify "$REF" 2>&1)" "once it was shown: dossier verify $REF --method [a-z-]+ --to [0-9]+ --result passed" 'and so does what is proposed'
ok 'which works' dossier verify "$REF" --method login --to "$NO" --result passed
NO=$(number "$REF" twee@nergens.example)
is "$(dossier next "$REF" --json | json "' '.join(v['command'])")" "dossier verify $REF --method - --result - --to $NO" 'then the other is named'

# ---- a stranger gives an address of his own, and a customer number of another ----

REF=$(log --right access --email vreemde@postvak.example --id customer_id=K10042)
dossier work >/dev/null 2>&1
for id in $(dossier plan "$REF" --json | json '" ".join(str(i["id"]) for i in v["identifiers"] if i["state"] == "proposed")'); do
	dossier plan "$REF" --shared "$id" >/dev/null
done
settle "$REF"
informed "$REF" && looked_at "$REF" >/dev/null
dossier archive build "$REF" >/dev/null 2>&1
ok 'he has the address' dossier verify "$REF" --method code-to-given --to email --result passed
NO=$(number "$REF" K10042)
is "$(dossier plan "$REF" --json | json "[i['proof'] for i in v['identifiers'] if i['id'] == $NO]")" '[null]' 'that the number is somebody'\''s does not make it his'
refuses 4 "nothing shows that identifier $NO \(customer_id\) is theirs" 'and he gets nothing' dossier archive get "$REF" "$TMP/no.zip"
refuses 4 "nothing shows that identifier $NO \(customer_id\) is theirs" 'nor an answer' dossier answer "$REF" --confirm "$REF"
ok 'it is not his' dossier plan "$REF" --reject "$NO"
dossier work >/dev/null 2>&1
settle "$REF"
dossier archive build "$REF" >/dev/null 2>&1
refuses 4 'code-to-given shows too little' 'who has an address is not yet who is known here' dossier archive get "$REF" "$TMP/no.zip"
dossier verify "$REF" --method login --to email --result passed >/dev/null 2>&1
ok 'the answer speaks of his address alone' dossier archive get "$REF" "$TMP/his.zip"
is "$(unzip -p "$TMP/his.zip" 2>/dev/null | grep -cF "$SANNE")" 0 'and nothing of hers is in it'

# ---- data goes to contact data that is shown to be theirs, the rest to where the request came from ----

to() { # NAME: the address it has
	mail "$1" | sed -n 's/^To: *//p'
}
REF=$(log --right access --email "$LOUISE")
dossier work >/dev/null 2>&1
ok 'a question' dossier verify "$REF" --doubt 'Een ander adres dan anders.' --method login
like "$(to "$REF.person.question-identity-1.eml")" "$LOUISE" 'goes to where the request came from'
ok 'what was refused' dossier refuse "$REF" --category JBS-C02 --ground others-15-4 --facts 'Facturen van een collega.' --necessity 'x' --proportionality 'y'
is "$(to "$REF.person.refusal-1.eml")" '' 'tells what we hold, and to nobody unchecked'
like "$(cat "$TMP/err")" 'nothing shows that the one they gave is theirs.*dossier verify' 'which the command says'
known "$REF" >/dev/null
ok 'once they are known' dossier refuse "$REF" --category JBS-C03 --ground others-15-4 --facts 'Van een collega.' --necessity 'x' --proportionality 'y'
like "$(to "$REF.person.refusal-2.eml")" "$LOUISE" 'it goes to their address'
sql jbsync -c "UPDATE app.job_applicants SET email = 'prive@louise.example', phone = '+31611111119' WHERE id = (SELECT min(id) FROM app.job_applicants)"
REF=$(log --right access --phone +31611111119)
dossier work >/dev/null 2>&1
settle "$REF"
NO=$(number "$REF" prive@louise.example)
dossier verify "$REF" --method phone-on-file --result passed --proof 'Staat in de sollicitatie.' >/dev/null 2>&1
dossier plan "$REF" --confirm "$NO" >/dev/null 2>&1
dossier work >/dev/null 2>&1
settle "$REF"
informed "$REF" && looked_at "$REF" >/dev/null
dossier archive build "$REF" >/dev/null 2>&1
refuses 4 "no e-mail address is shown to be theirs.*dossier verify $REF --method code-to-address --to NO" 'a copy goes to no address that nobody checked' \
	dossier answer "$REF" --confirm "$REF"
ok 'an officer chooses the address that stood there, and they have it' dossier verify "$REF" --method code-to-address --to "$NO" --result passed
ok 'then it leaves' dossier answer "$REF" --confirm "$REF"
like "$(cat "$TMP/err")" "its copy goes to identifier $NO of" 'to that address'

# ---- a code to an address on file ----

REF=$(log --right access --id customer_id=K10008)
sql jbsync -c "UPDATE app.customers SET mobile = '+31611111118' WHERE id = 8"
dossier work >/dev/null 2>&1
settle "$REF"
NO=$(number "$REF" +31611111118)
ok 'a code to a number that stood there, given back' dossier verify "$REF" --method phone-on-file --to "$NO" --result passed
is "$(dossier plan "$REF" --json | json "[(i['state'], i['proof']) for i in v['identifiers'] if i['id'] == $NO]")" '[["usable", "verification"]]' 'shows that it is theirs'
is "$(dossier show "$REF" --json | json 'v["status"]')" searching 'and it is searched by'
ok 'all of it follows from the log' dossier audit verify
done_testing
