#!/bin/sh
# What the person must be told is a finished letter that waits to be sent: in their language, exact, whole or not at all.
cd "$(dirname "$0")/../.." || exit 1
. tests/lib.sh
needs python3 psql pg_dump

installation pg || exit 1
dossier register load templates/registers/jbsync.json >/dev/null 2>&1
dossier register load templates/registers/jcc.json >/dev/null 2>&1

log() {
	dossier log --again --org "${ORG:-jbsync}" --right access --received 2026-03-05 "$@" 2>/dev/null
}
SEPARATOR=$(printf '\036')
# letter NAME EXPRESSION [WORDS...]: Python over `m`, the message as its email package reads it, `t`, its text, and `words`.
letter() {
	mail "$1" >"$TMP/mail"
	shift
	"$BUILD/evaluate" "$TMP/evaluate" mail "$(IFS=$SEPARATOR && printf '%s' "$*")" <"$TMP/mail"
}
# says FILE TEXT...: the letter says all of that.
says() {
	file=$1
	shift
	unsaid=$(letter "$file" '[w for w in words if w not in t]' "$@")
	[ "$unsaid" = '[]' ] || { echo "does not say: $unsaid"; letter "$file" t; return 1; } >&2
}
lacks() {
	! says "$@" 2>/dev/null
}
events() {
	dossier audit list --request "$1" --limit 10000 --json | json "len([e for e in v if e['kind'] == '$2'])"
}

# ---- the notice of an extension, in Dutch ----

at 2026-03-09
REF=$(log --right portability --email anna@example.org --name 'Anna de Vries')
WRITTEN=$(dossier extend "$REF" --ground complexity --reason 'Uw gegevens staan in zeven systemen.' --json | json 'v["written"]')
NOTICE=$REF.person.extension-1.eml
is "$WRITTEN" "{\"kind\": \"extension\", \"letter\": $(dossier letter list "$REF" --json | json 'v[0]["id"]'), \"file\": \"$NOTICE\", \"message_id\": \"$REF.person.extension-1@jbsync.com\", \"to\": \"email\"}" \
	'a decision says which letter it left'
is "$(find "$DOSSIER_HOME" -name "*$REF*")" '' 'and no file of it lies anywhere'
is "$(letter "$NOTICE" '(m["To"], m["From"], m["Message-ID"], m["Content-Language"], defects)')" \
	"('Anna de Vries <anna@example.org>', '\"JBSync B.V.\" <info@jbsync.com>', '<$REF.person.extension-1@jbsync.com>', 'nl', [])" \
	'from the organisation, to the person'
like "$(letter "$NOTICE" 'm["Subject"]')" "^OEFENING: Uw verzoek $REF: wij hebben meer tijd nodig" 'its subject holds the reference and nothing of the person'
ok 'it says why, until when and on which article' says "$NOTICE" 'Beste Anna de Vries,' 'Uw verzoek is ingewikkeld.' 'Uw gegevens staan in zeven systemen.' \
	'uiterlijk op 5 juni 2026' 'artikel 12, lid 3, AVG' 'Op 5 maart 2026' 'inzage (artikel 15 AVG) en overdracht van gegevens (artikel 20 AVG)' \
	'Autoriteit Persoonsgegevens' "kenmerk $REF" 'JBSync B.V.' 'Nicolaas Tulplaan 140G' 'info@jbsync.com'
ok 'and that this is a rehearsal' says "$NOTICE" 'OEFENING'
ok 'one ground, not the other' lacks "$NOTICE" 'veel verzoeken'
ok 'no tag is left' lacks "$NOTICE" '{{'
is "$(events "$REF" letter.written)" 1 'the log says that it was written'
ok 'who sends it says so the same day' dossier extend "$REF" --notice-sent 2026-03-09
is "$(dossier deadline --explain "$REF" --json | json 'v["extension"]')" in-force 'and the extension is in force'
ok 'when it comes back' dossier extend "$REF" --bounced 2026-03-09
refuses 2 'came back on 2026-03-09.*proof' 'that it left again needs its proof' dossier extend "$REF" --notice-sent 2026-03-09
ok 'another proof does' dossier extend "$REF" --notice-sent 2026-03-09 --proof 'aangetekend 3SABC'

# ---- the refusal, in English ----

EN=$(log --right erasure --right portability --email john@example.org --lang en)
GROUND=erasure-17-3-b
SAID=$(dossier refuse "$EN" --right erasure --ground $GROUND --category JBS-C01 --facts 'Invoices are kept for seven years.' \
	--law 'article 52 AWR' --until 2033-12-31 --necessity n --proportionality p --json)
is "$(printf "%s" "$SAID" | json 'v["written"]["file"]')" "$EN.person.refusal-1.eml" 'refuse says which letter it left'
is "$(printf "%s" "$SAID" | json 'v["letter"]')" "$(letter "$EN.person.refusal-1.eml" 't.rstrip()')" 'and prints its words'
ok 'of a part it says which, on which ground and article, and the remedies' says "$EN.person.refusal-1.eml" 'Dear Sir or Madam,' \
	'We do not do everything you ask.' '- Account data' 'erasure of data (article 17 GDPR)' 'article 17(3)(b) GDPR' 'Invoices are kept for seven years.' \
	'This is the law: article 52 AWR.' 'We keep these data until the end of 31 December 2033.' 'lodge a complaint with the Autoriteit Persoonsgegevens' 'rechtbank' 'within six weeks' 'access (article 15 GDPR); portability of data (article 20 GDPR)' 'by 7 April 2026' 'the rest of your request'
ok 'what was recorded of necessity is for the file' lacks "$EN.person.refusal-1.eml" 'necessity'
refuses 4 'a ground for a part only.*--category' 'a duty to keep is no ground against all of it' dossier refuse "$(log --right erasure --email piet@example.org)" --right erasure --ground $GROUND --facts 'Invoices.' \
	--law 'article 52 AWR' --until 2033-12-31 --necessity n --proportionality p
ok 'the rest of it' dossier refuse "$EN" --right erasure --ground no-ground-17-1 --facts 'The contract runs.'
ok 'is another letter, of the whole' says "$EN.person.refusal-2.eml" 'We do not do what you ask.'
at 2026-04-08
no_customer "$EN"
ok 'a late one' dossier refuse "$EN" --right access --right portability --ground unfounded-12-5 --facts 'The same every day.'
ok 'says so, and names both rights' says "$EN.person.refusal-3.eml" 'should have had this message by 7 April 2026' \
	'access (article 15 GDPR); portability of data (article 20 GDPR)' 'article 12(5)(b) GDPR'
ok 'nothing is open still' lacks "$EN.person.refusal-3.eml" 'Your request is also about'
at 2026-03-09

# another kind of organisation, another country
edit templates/registers/jbsync.json 'v["organisation"].update(slug="gemeente", code="GEM", kind="public")' >"$TMP/public.json"
edit templates/registers/jbsync.json 'v["organisation"].update(slug="brussel", code="BRU", country="BE", calendar="be", zone="Europe/Brussels", authorities=["BE-GBA"])' >"$TMP/be.json"
dossier register load "$TMP/public.json" >/dev/null 2>&1
dossier register load "$TMP/be.json" >/dev/null 2>&1
for org in gemeente brussel; do
	R=$(ORG=$org log --email anna@example.org)
	dossier verify "$R" --doubt 'Wij kennen dit adres niet.' --method login >/dev/null 2>&1
	dossier letter sent "$R" "$(dossier letter list "$R" --json | json 'v[0]["id"]')" >/dev/null 2>&1
	at 2026-03-23
	dossier refuse "$R" --ground not-identifiable-11-2 --facts 'Geen gegeven past.' >/dev/null 2>&1
	at 2026-03-09
	eval "$org=$R.person.refusal-1.eml"
done
# shellcheck disable=SC2154
ok 'a public body: bezwaar' says "$gemeente" 'bezwaar binnen zes weken' 'artikel 11, lid 2, AVG en artikel 12, lid 2, AVG'
# shellcheck disable=SC2154
ok 'in Belgium: its authority and its court' says "$brussel" 'Gegevensbeschermingsautoriteit' 'eerste aanleg'

is "$(store 'SELECT count(DISTINCT organisation_id) || count(*)::text FROM sealing_key WHERE num_nonnulls(request_id, run_id) = 0')" 44 'each organisation has the keys of what belongs to no request'

# ---- questions ----

REF=$(log --email anna@example.org)
ok 'who are you?' dossier verify "$REF" --doubt 'Het adres waarmee u schrijft, kennen wij niet.' --method code-to-address
NO=$(dossier letter list "$REF" --json | json 'v[-1]["id"]')
like "$(dossier plan "$REF" 2>&1)" "the question about it has not left: .dossier letter get $REF $NO., send it, then .dossier letter sent $REF $NO." 'what is next is that it leaves'
is "$(dossier letter list "$REF" | head -1 | grep -o '[A-Z]*$') $(dossier letter show "$REF" "$NO" | grep '^file\|^name')" "NAME name         $REF.person.question-identity-1.eml" 'a letter has a name, and is no file'
ok 'the doubt, how to answer, no copy of an ID, and the legal date' says "$REF.person.question-identity-1.eml" 'Het adres waarmee u schrijft, kennen wij niet.' \
	'Kennen wij al een e-mailadres van u, dan' 'geen kopie van uw paspoort' 'verandert niets aan de wettelijke termijn' 'tot en met 7 april 2026' 'artikel 12, lid 6, AVG'
ok 'one way to answer' lacks "$REF.person.question-identity-1.eml" 'apart per post'
ok 'and no code is promised: none is made' lacks "$REF.person.question-identity-1.eml" 'krijgt een code'
ok 'another doubt' dossier verify "$REF" --doubt 'De code kwam van een ander adres.' --method counter
ok 'is another letter' says "$REF.person.question-identity-2.eml" 'van een ander adres' 'Kom bij ons langs'
ok 'what do you mean?' dossier clarify "$REF" --doubt 'Welke periode bedoelt u?' --large-quantity
ok 'asks that, and lets them answer: all' says "$REF.person.question-clarification-1.eml" 'Welke periode bedoelt u?' 'overweging 63 AVG' 'Bedoelt u alles' 'tot en met 7 april 2026'
is "$(dossier clarify "$REF" --doubt 'Welk account?' --on 2026-03-06 --proof '<1@example.org>' --json 2>&1 | json 'v["written"]')" null 'a question recorded afterwards was asked already: no letter'

# ---- what became of them ----

# no EXPRESSION: the number of a letter of $REF
no() {
	dossier letter list "${2:-$REF}" --json | json "[l['id'] for l in v if $1][-1]"
}
like "$(dossier letter list "$REF")" 'question-identity +person +- +written' 'the letters of a request are listed'
NO=$(no "l['kind'] == 'question-identity'")
is "$(dossier letter show "$REF" "$NO" --json | json '[v["to"], v["text"].count("van een ander adres"), v["subject"].count(v["file"][:15]), v["message"]]')" \
	'["anna@example.org", 1, 1, null]' 'one is read, with its addressee'
like "$(dossier letter show "$REF" "$NO")" 'Kom bij ons langs' 'in words'
is "$(events "$REF" letter.read)" 3 'and the log tells who read it'
before=$(events "$REF" letter.taken)
dossier letter get "$REF" "$NO" >"$TMP/once" 2>"$TMP/said"
is "$(cat "$TMP/said")" "when it has left: \`dossier letter sent $REF $NO\`" 'one is taken out, and what comes then is said'
dossier letter get "$REF" "$NO" >"$TMP/twice" 2>/dev/null
ok 'it is taken out, each time the same' cmp "$TMP/once" "$TMP/twice"
like "$(cat "$TMP/once")" "^Message-ID: <$REF.person.question-identity-2@" 'with the same Message-ID'
is "$(dossier letter get "$REF" "$NO" --json | json 'v["message"]' | tr -d '\r')" "$(tr -d '\r' <"$TMP/once")" 'for programs too'
is "$(events "$REF" letter.taken)" $((before + 3)) 'which the log tells'
is "$(dossier letter list "$REF" --json | json "[l['state'] for l in v if l['id'] == $NO]")" '["written"]' 'and is no proof that it left'
refuses 3 'no letter 987654' 'none is taken out that is not there' dossier letter get "$REF" 987654
refuses 3 'no letter 987654' 'one there is not' dossier letter show "$REF" 987654
refuses 2 'named by its number' 'no number' dossier letter show "$REF" x
refuses 2 'YYYY-MM-DD' 'no day' dossier letter sent "$REF" "$NO" --on ooit
refuses 4 'has not left, and cannot come back' 'what did not leave cannot come back' dossier letter bounced "$REF" "$NO"
refuses 4 'is of 2026-03-09 and cannot have left on 2026-03-08' 'before it was written' dossier letter sent "$REF" "$NO" --on 2026-03-08 --proof x
refuses 4 'future' 'tomorrow' dossier letter sent "$REF" "$NO" --on 2026-03-10
ok 'it left' dossier letter sent "$REF" "$NO"
refuses 4 'left already' 'once' dossier letter sent "$REF" "$NO"
at 2026-03-12
refuses 2 'came back on 2026-03-11 is recorded when that day was over: say with --proof' 'that it came back is shown too' dossier letter bounced "$REF" "$NO" --on 2026-03-11
ok 'it came back' dossier letter bounced "$REF" "$NO" --on 2026-03-11 --proof 'melding 4.4.7 MERULA'
is "$(dossier letter show "$REF" "$NO" --json | json 'v["bounce_proof"]') $(store "SELECT count(*) FROM letter WHERE bounce_proof LIKE '%MERULA%'")" 'melding 4.4.7 MERULA 0' 'its proof is kept, sealed'
refuses 4 'come back already' 'once' dossier letter bounced "$REF" "$NO"
refuses 4 'came back on 2026-03-11: that it had left on 2026-03-10 does not mend' 'what left before it came back' dossier letter sent "$REF" "$NO" --on 2026-03-10 --proof x
refuses 2 'came back on 2026-03-11: say with --proof' 'again, without proof' dossier letter sent "$REF" "$NO"
ok 'another way' dossier letter sent "$REF" "$NO" --proof 'aangetekend 3SGRUTTO'
is "$(dossier letter show "$REF" "$NO" --json | json '[v["state"], v["sent"], v["bounced"], v["proof"]]')" '["sent", "2026-03-12", null, "aangetekend 3SGRUTTO"]' 'with its proof'
is "$(store "SELECT count(*) FROM letter WHERE proof LIKE '%GRUTTO%'")" 0 'which is sealed'
is "$(dossier show "$REF" --json | json '[(f["on"], f["late"], f["text"]) for f in v["facts"] if f["fact"] in ("question-sent", "question-bounced") and f["on"] > "2026-03-06"]')" \
	'[["2026-03-09", false, "the question left (identity)"], ["2026-03-11", true, "the question came back (identity); recorded afterwards"], ["2026-03-12", false, "the question left (identity)"]]' \
	'its history has each, and what was recorded afterwards says so'
OTHER=$(no "l['kind'] == 'question-clarification'")
refuses 2 'recorded when that day was over: say with --proof' 'a day gone by needs proof from outside' dossier letter sent "$REF" "$OTHER" --on 2026-03-09
ok 'with it' dossier letter sent "$REF" "$OTHER" --on 2026-03-09 --proof 'verzonden volgens de mailserver'
is "$(dossier show "$REF" --json | json '[f["late"] for f in v["facts"] if f["fact"] == "question-sent"][-1]')" true 'and is flagged'
REF=$(log --email anna@example.org)
dossier extend "$REF" --ground number --reason 'Het zijn er veel.' >/dev/null 2>&1
NO=$(no True)
ok 'the notice of an extension left' dossier letter sent "$REF" "$NO"
is "$(dossier deadline --explain "$REF" --json | json 'v["extension"]')" in-force 'which puts it in force'
is "$(dossier letter list "$REF" --json | json 'v[0]["state"]')" sent 'said of the letter or of the extension: it is the same'
ok 'it came back' dossier extend "$REF" --bounced 2026-03-12
is "$(dossier letter list "$REF" --json | json 'v[0]["state"]') $(dossier deadline --explain "$REF" --json | json 'v["extension"]')" 'bounced bounced' 'both again'
role() {
	store "UPDATE user_role r SET role = '$2' FROM app_user u WHERE u.user_id = r.user_id AND u.name = '$(id -un)' AND r.role = '$1'"
}
role officer auditor
ok 'an auditor reads letters' dossier letter show "$REF" "$NO"
refuses 4 'needs one of the roles officer,handler \(' 'and releases none' dossier letter sent "$REF" "$NO" --proof x
role auditor officer
at 2026-03-09
REF=$(log --email anna@example.org)
# that it lies there asks nobody, and nothing follows from its silence
printed() {
	log --answer-by "$1" --name 'Anna de Vries' --email anna@example.org
}
for by in email post; do
	REF=$(printed $by)
	ok "a question by $by" dossier verify "$REF" --doubt 'Het adres waarmee u schrijft, kennen wij niet.' --method code-to-address
	term() {
		dossier deadline --explain "$REF" --json | json "$1"
	}
	is "$(term '[v["suspended_now"], v["suspended"]]')" '[false, null]' 'that only lies there suspends nothing'
	like "$(term '[s["rule"] for s in v["steps"]]')" 'suspends nothing: its letter has not left' 'as the derivation says'
	refuses 4 'has not left \(art. 12\(6\)\)' 'nor is the person unknown by it' dossier close "$REF" --ground not-identified --facts x --letter
	refuses 4 'has not left \(art. 12\(6\)\)' 'nor to be refused' dossier refuse "$REF" --right access --ground not-identifiable-11-2 --facts x
	ok 'it leaves' dossier letter sent "$REF" "$(no True)"
	is "$(term '[v["suspended_now"], [(f["fact"], f["article"]) for f in v["facts"]][-1]]')" '[true, ["question-sent", "art. 12(6)"]]' 'and counts from then on'
	ok 'it comes back' dossier letter bounced "$REF" "$(no True)"
	is "$(term '[v["suspended_now"], v["facts"][-1]["fact"]]')" '[false, "question-bounced"]' 'and asked nobody'
	refuses 4 'came back and asked nobody' 'so that nothing follows' dossier close "$REF" --ground not-identified --facts x --letter
	ok 'it leaves another way' dossier letter sent "$REF" "$(no True)" --proof 'aangetekend 3SABC'
done
ok 'a question that never left' dossier verify "$REF" --doubt 'Een ander adres.' --method login
is "$(term 'v["suspended_now"]')" true 'takes nothing from the one that did'
REF=$(log --email anna@example.org)
dossier verify "$REF" --doubt 'Het adres waarmee u schrijft, kennen wij niet.' --method code-to-address >/dev/null 2>&1
dossier letter sent "$REF" "$(no True)" >/dev/null 2>&1

# ---- which rights a letter is about ----

at 2026-03-09
REF=$(log --right erasure --right objection --marketing --email anna@example.org)
dossier refuse "$REF" --right erasure --ground no-ground-17-1 --facts 'Het contract loopt.' >/dev/null 2>&1
dossier extend "$REF" --ground number --reason 'Het zijn er veel.' >/dev/null 2>&1
dossier extend "$REF" --notice-sent 2026-03-09 >/dev/null 2>&1
dossier verify "$REF" --doubt 'Wij kennen dit adres niet.' --method login >/dev/null 2>&1
ok 'extended or not, a refusal is told by the first deadline' says "$REF.person.question-identity-1.eml" 'tot en met 5 juni 2026' 'uiterlijk op 7 april 2026 uit'
dossier clarify "$REF" --doubt 'Welke periode?' >/dev/null 2>&1
dossier fee "$REF" --warn --amount 5 --ground excessive-12-5 --facts 'Elke dag.' --costs 'Een uur.' --until 2026-03-23 >/dev/null 2>&1
for kind in extension question-identity question-clarification fee; do
	ok "$kind: the right that waits" says "$REF.person.$kind-1.eml" 'uw verzoek: inzage (artikel 15 AVG).'
	ok '  not what stops at once' lacks "$REF.person.$kind-1.eml" 'artikel 21'
	ok '  nor what was refused' lacks "$REF.person.$kind-1.eml" 'artikel 17'
done
ok 'a request that is misdirected is so whole' dossier close "$REF" --ground misdirected --facts 'Het account is van JBSoft.' --letter
ok 'as far as it is open' says "$REF.person.close-misdirected-1.eml" 'inzage (artikel 15 AVG) en bezwaar'
ok 'and no more' lacks "$REF.person.close-misdirected-1.eml" 'artikel 17'
REF=$(dossier log --org jbsync --right objection --purpose security --email anna@example.org --received 2026-03-05 --again 2>/dev/null)
dossier verify "$REF" --doubt 'Wij kennen dit adres niet.' --method login >/dev/null 2>&1
ok 'where none waits, what is open' says "$REF.person.question-identity-1.eml" 'bezwaar'

# ---- what lies there ----

at 2026-03-09
REF=$(log --email anna@example.org)
dossier extend "$REF" --ground number --reason 'Het zijn er veel.' >/dev/null 2>&1
unsent() {
	dossier show "$REF" --json | json '[(l["kind"], l["for"], l["since"], l["bounced"]) for l in v["unsent"]]'
}
listed() {
	dossier due --within 0 --json | json "[l['id'] for r in v if r['reference'] == '$REF' for l in r['unsent']]"
}
is "$(unsent) $(listed)" '[] []' 'of a letter of today nobody is reminded'
at 2026-03-11
is "$(unsent)" '[["extension", "person", "2026-03-09", null]]' 'of one that lies there for a day everybody is'
is "$(listed)" "[$(no True)]" 'though nothing of its request is due'
for command in "due --within 0" "show $REF"; do
	# shellcheck disable=SC2086
	dossier $command >/dev/null 2>"$TMP/err"
	like "$(cat "$TMP/err")" "warning: $REF: letter $(no True) \(extension\) waits since 2026-03-09: send it \(.dossier letter get $REF $(no True).\), then .dossier letter sent $REF $(no True)" "${command%% *} says so, with the command"
done
ok 'once it left' dossier letter sent "$REF" "$(no True)"
is "$(cat "$TMP/err")" "warning: nothing shows that letter $(no True) was taken out to be sent: \`dossier letter get $REF $(no True)\`
recorded" 'of one that nobody took out it is said that nothing shows it'
is "$(unsent) $(listed)" '[] []' 'nobody is'
is "$(dossier due --within 99 --json | json "[r['in_force'] == r['extended'] for r in v if r['reference'] == '$REF']")" '[true]' 'and the last day of the law is the extended one'
ok 'when it came back' dossier letter bounced "$REF" "$(no True)"
is "$(unsent)" '[["extension", "person", "2026-03-11", "2026-03-11"]]' 'at once'
dossier due --within 0 >/dev/null 2>"$TMP/err"
like "$(cat "$TMP/err")" "letter $(no True) \(extension\) came back on 2026-03-11: send it another way, then .dossier letter sent $REF $(no True) --proof TEXT" 'with what it needs'
dossier letter get "$REF" "$(no True)" >/dev/null 2>&1
is "$(dossier letter sent "$REF" "$(no True)" --proof 'aangetekend' 2>&1)" recorded 'of one that was taken out it is not'
dossier letter bounced "$REF" "$(no True)" >/dev/null 2>&1
no_customer "$REF"
ok 'the end of the request' dossier refuse "$REF" --right access --ground unfounded-12-5 --facts 'Elke dag hetzelfde.'
is "$(unsent)" '[]' 'ends that'
at 2026-03-13
is "$(unsent)" '[["refusal", "person", "2026-03-11", null]]' 'but the refusal itself is still to leave'
# late: what `due` and `show` say of it: its days left, whether a cause is recorded
late() {
	dossier due --within 0 --json 2>/dev/null >"$TMP/due"
	echo "$(json "[(r['days_left'], r['explained']) for r in v if r['reference'] == '$REF']" <"$TMP/due") $(dossier show "$REF" --json | json 'v["days_left"]')"
}
due=$(dossier show "$REF" --json | json 'v["due"]')
at "$due"
is "$(late)" '[[0, null]] 0' 'on the day it was due that is still in time'
at "$(date -d "$due + 1 day" +%F)"
is "$(late)" '[[-1, false]] -1' 'the day after it is late: nobody was told (art. 12(4))'
dossier cause "$REF" --cause volume >/dev/null 2>&1
dossier letter sent "$REF" "$(no "l['kind'] == 'refusal'")" >/dev/null 2>&1
is "$(late)" '[] null' 'until it left'
dossier letter bounced "$REF" "$(no "l['kind'] == 'refusal'")" >/dev/null 2>&1
is "$(late)" '[[-1, true]] -1' 'and did not come back'
dossier letter sent "$REF" "$(no "l['kind'] == 'refusal'")" --proof 'aangetekend' >/dev/null 2>&1
at 2026-03-13
at 2026-03-09
REF=$(log --email anna@example.org)
dossier verify "$REF" --doubt 'Wij kennen dit adres niet.' --method login >/dev/null 2>&1
at 2026-03-11
is "$(unsent)" '[["question-identity", "person", "2026-03-09", null]]' 'a question that lies there is named'
ok 'who is checked meanwhile' dossier verify "$REF" --method counter --result passed
is "$(unsent) $(listed)" '[] []' 'need not be asked any more'
at 2026-03-12
dossier verify "$REF" --doubt 'Aan de balie kwam iemand anders.' --method login >/dev/null 2>&1
at 2026-03-14
is "$(unsent)" '[["question-identity", "person", "2026-03-12", null]]' 'but for a doubt that came after it'
edit templates/registers/jbsync.json '
for r in v["recipients"]:
    r["contact"] = {"email": "privacy@example.org"}' >"$TMP/contacts.json"
at 2026-03-09
dossier register load "$TMP/contacts.json" >/dev/null 2>&1
REF=$(log --email anna@example.org)
dossier work >/dev/null 2>"$TMP/said"
WROTE=$(letters "$REF.%" | wc -l)
is "$((WROTE > 1)) $(grep -c "^wrote $WROTE letters: instruction: .dossier letter list $REF" "$TMP/said")" '1 1' 'work says which letters it wrote, and where they are'
like "$(cat "$TMP/said")" "^$(dossier today --json | json 'sum(r.get("letters", 0) for r in v)') letters lie there and wait to be sent: .dossier today" 'and how many lie there with them'
dossier work >"$TMP/out" 2>"$TMP/said"
is "$(grep -c '^wrote' "$TMP/said") $(grep -c 'letters lie there' "$TMP/said")" '0 1' 'a run that wrote none says only that'
is "$(dossier work --json | json 'v["letters"]')" '[]' 'nor does it tell a program'
at 2026-03-11
asked() {
	dossier show "$REF" --json | json 'len([l for l in v["unsent"] if l["kind"] == "instruction"])'
}
SYSTEM=$(dossier show "$REF" --json | json '[t["system"] for t in v["tasks"] if t["state"] == "asked" and t["connector"] == "written"][0]')
BEFORE=$(asked)
like "$BEFORE" '^[1-9]' 'an instruction that lies there is named too'
dossier task 'done' "$REF" "$SYSTEM" --nothing >/dev/null 2>&1
is "$(asked)" "$((BEFORE - 1))" 'unless who it asks has answered'
dossier register load templates/registers/jbsync.json >/dev/null 2>&1
at 2026-03-09
REF=$(log --email anna@example.org)
dossier verify "$REF" --doubt 'Het adres waarmee u schrijft, kennen wij niet.' --method code-to-address >/dev/null 2>&1
dossier letter sent "$REF" "$(no True)" >/dev/null 2>&1

# ---- a fee ----

FEE=$(log --email anna@example.org)
ok 'a fee is warned of' dossier fee "$FEE" --warn --amount 12.50 --ground excessive-12-5 --facts 'Dit is de twaalfde keer in een maand.' --costs 'Een half uur werk.' --until 2026-03-23
ok 'amount, ground, facts, until when to withdraw, remedies' says "$FEE.person.fee-1.eml" '€ 12,50' 'buitensporig' 'artikel 12, lid 5, onder a, AVG' \
	'Dit is de twaalfde keer in een maand.' 'uiterlijk op 23 maart 2026' 'Autoriteit Persoonsgegevens' 'rechtbank' 'nu nog niets'
ok 'one ground, not the others' lacks "$FEE.person.fee-1.eml" 'extra kopie'
refuses 4 'warned of this fee already' 'the same again tells nothing' dossier fee "$FEE" --warn --amount 12.50 --ground excessive-12-5 --facts 'Dit is de twaalfde keer in een maand.' --costs 'Een half uur werk.' --until 2026-03-23
ok 'another amount' dossier fee "$FEE" --warn --amount 10 --ground excessive-12-5 --facts 'Dit is de twaalfde keer in een maand.' --costs 'Een half uur werk.' --until 2026-03-23
ok 'takes the place of the letter that lies there' says "$FEE.person.fee-1.eml" '€ 10,00'
is "$(letters "$FEE.%" | wc -l)" 1 'so that there is one letter'
dossier letter sent "$FEE" "$(no True "$FEE")" >/dev/null 2>&1
ok 'once that left' dossier fee "$FEE" --warn --amount 5 --ground excessive-12-5 --facts 'Dit is de twaalfde keer in een maand.' --costs 'Een half uur werk.' --until 2026-03-23
ok 'it is another letter' says "$FEE.person.fee-2.eml" '€ 5,00'
# as if that one had been answered, which the log would not have; put back when it has served
FIRST=$FEE
access_is() { # STATE DAY
	store "UPDATE request_right SET state = '$1', decided = $2 WHERE name = 'access' AND request_id = (SELECT request_id FROM request WHERE reference = '$FIRST')" >/dev/null
}
access_is answered "'2026-03-08'"
FEE=$(log --email anna@example.org --lang en)
dossier fee "$FEE" --warn --amount 4 --ground further-copy --facts 'Een tweede kopie.' --costs 'Negen vellen.' --until 2026-03-23 >/dev/null 2>"$TMP/err"
like "$(cat "$TMP/err")" 'warning: the letter is in another language \(en\)' 'who types Dutch into an English letter is told'
is "$(dossier fee "$FEE" --warn --amount 5 --ground further-copy --facts 'A second copy.' --costs 'Nine sheets.' --until 2026-03-23 --json | json 'v["written"]["to"]')" email 'in English'
ok 'a further copy' says "$FEE.person.fee-1.eml" '€5.00' 'article 15(3) GDPR' 'by 23 March 2026 at the latest'
FEE=$(log --email anna@example.org)
is "$(dossier fee "$FEE" --warn --amount 5 --ground further-copy --facts 'Een tweede kopie.' --costs 'Negen vellen.' --until 2026-03-23 --on 2026-03-07 --json | json 'v["written"]')" null \
	'a warning recorded afterwards was given already: no letter'

# ---- closing ----

refuses 4 'the question left less than 14 days ago \(art. 12\(2\), 12\(6\)\)' 'who was asked today is not closed today' dossier close "$REF" --ground not-identified --facts x --letter
at 2026-03-22
refuses 4 'less than 14 days ago' 'nor is the day before the last' dossier close "$REF" --ground not-identified --facts x --letter
refuses 4 'less than 14 days ago' 'nor refused' dossier refuse "$REF" --right access --ground not-identifiable-11-2 --facts x
at 2026-03-23
refuses 4 'not told: write the letter' 'not identified is told first' dossier close "$REF" --ground not-identified --facts 'De code kwam niet terug.'
refuses 2 'no letter of its own tells it' 'others have no letter' dossier close "$REF" --ground duplicate --duplicate-of "$REF" --letter
refuses 4 'no letter tells.*write it first' 'what was not written did not leave' dossier close "$REF" --ground not-identified --facts 'De code kwam niet terug.' --letter-sent
ok 'its letter' dossier close "$REF" --ground not-identified --facts 'De code kwam niet terug.' --letter
CLOSE=$REF.person.close-not-identified-1.eml
ok 'the articles, the facts, the remedies' says "$CLOSE" 'artikel 11, lid 2, en artikel 12, lid 2, AVG' 'De code kwam niet terug.' 'rechtbank' 'Autoriteit Persoonsgegevens'
is "$(dossier show "$REF" --json | json 'v["status"]')" logged 'closes nothing'
ID=$(letter "$CLOSE" 'm["Message-ID"]')
ok 'written again' dossier close "$REF" --ground not-identified --facts 'De code kwam niet terug, ook niet na een week.' --letter
is "$(letter "$CLOSE" 'm["Message-ID"]') $(letters "$REF.person.close%" | wc -l)" "$ID 1" 'is the same letter in the same file'
is "$(store "SELECT count(*) FROM letter WHERE file = '$CLOSE'")" 1 'which is listed once'
ok 'and says the new words' says "$CLOSE" 'ook niet na een week'
ok 'once it left: closed, on the same facts' dossier close "$REF" --ground not-identified --letter-sent
is "$(dossier letter list "$REF" --json | json '[(l["state"], l["sent"]) for l in v if l["kind"] == "close-not-identified"]')" '[["sent", "2026-03-23"]]' 'its letter is known as sent'
is "$(unsent)" '[]' 'and is to leave no more'
CLOSED=$(no "l['kind'] == 'close-not-identified'")
dossier letter bounced "$REF" "$CLOSED" >/dev/null 2>&1
is "$(unsent) $(listed)" "[[\"close-not-identified\", \"person\", \"2026-03-23\", \"2026-03-23\"]] [$CLOSED]" 'when it came back, it is: nobody was told'
is "$(dossier today --json | json "[r['what'] for r in v if r['reference'] == '$REF']")" '["letter"]' 'today names it once'
dossier letter sent "$REF" "$CLOSED" --proof 'aangetekend' >/dev/null 2>&1
ok 'reopened' dossier reopen "$REF" --reason 'De code kwam toch.'
refuses 4 'no letter tells.*write it first' 'the letter of the closing before tells nothing' dossier close "$REF" --ground not-identified --letter-sent
ok 'answered' dossier verify "$REF" --answered 2026-03-09
refuses 4 'what the check of that gave' 'an answer is checked first' dossier close "$REF" --ground not-identified --facts x --letter
ok 'checked' dossier verify "$REF" --method counter --result passed
refuses 4 'is known: go on' 'who is known is not closed as unknown' dossier close "$REF" --ground not-identified --facts x --letter
for ground in not-an-avg-request deceased; do
	ok "$ground: told by a letter" dossier close "$REF" --ground $ground --facts 'Een bestelling.' --letter
	ok 'with its facts and the remedies' says "$REF.person.close-$ground-2.eml" 'Een bestelling.' 'rechtbank' 'Autoriteit Persoonsgegevens'
done
ok 'told to another' dossier close "$REF" --ground misdirected --facts 'Het account is van JBSoft.' --letter
ok 'is another letter' says "$REF.person.close-misdirected-2.eml" 'Het account is van JBSoft.' 'andere organisatie'
at 2026-03-09
REF=$(log --email anna@example.org)
dossier verify "$REF" --doubt 'Het adres kennen wij niet.' --method login >/dev/null 2>&1
dossier letter sent "$REF" "$(no True)" >/dev/null 2>&1
at 2026-03-30
dossier verify "$REF" --doubt 'De naam kennen wij evenmin.' --method login >/dev/null 2>&1
refuses 4 'has not left' 'beside a newer question that lies there nobody is unknown' dossier close "$REF" --ground not-identified --facts x --letter
at 2026-03-09

# ---- what tells a decision that was undone ----

REF=$(log --email anna@example.org)
dossier verify "$REF" --doubt 'Het adres kennen wij niet.' --method login >/dev/null 2>&1
dossier letter sent "$REF" "$(no True)" >/dev/null 2>&1
at 2026-03-23
dossier close "$REF" --ground not-identified --facts 'Er kwam niets.' --letter >/dev/null 2>&1
at 2026-03-25
is "$(unsent)" '[["close-not-identified", "person", "2026-03-23", null]]' 'that nobody knows who asks is to leave'
ok 'who logs in meanwhile' dossier verify "$REF" --method login --result passed
is "$(unsent) $(listed)" '[] []' 'is not told so any more'
refuses 4 'it is known since who asks.*--proof' 'nor is it sent' dossier letter sent "$REF" "$(no True)"
ok 'but if it did leave, that is said with its proof' dossier letter sent "$REF" "$(no True)" --proof 'aangetekend 3SABC'
at 2026-03-09
REF=$(log --email anna@example.org)
no_customer "$REF"
dossier refuse "$REF" --right access --ground unfounded-12-5 --facts 'Elke dag hetzelfde.' >/dev/null 2>&1
at 2026-03-11
is "$(unsent)" '[["refusal", "person", "2026-03-09", null]]' 'a refusal is to leave'
OLD=$(no True)
ok 'reopened' dossier reopen "$REF" --reason 'Toch niet elke dag.'
is "$(unsent) $(listed)" '[] []' 'what was refused before is told no more'
dossier show "$REF" >/dev/null 2>"$TMP/err"
is "$(grep -c 'letter sent' "$TMP/err")" 0 'nor is anybody told to'
refuses 4 'reopened since.*--proof' 'nor is it sent' dossier letter sent "$REF" "$OLD"
is "$(dossier letter list "$REF" --json | json '[l["state"] for l in v]')" '["void"]' 'and the list says that it is void'
dossier refuse "$REF" --right access --ground unfounded-12-5 --facts 'Toch wel.' >/dev/null 2>&1
at 2026-03-13
is "$(listed)" "[$(no True)]" 'refused anew: that is to leave, and nothing else'
ok 'which it may' dossier letter sent "$REF" "$(no True)"
at 2026-03-09

# ---- no e-mail address, post, somebody else ----

REF=$(log --phone 0612345678)
ok 'no e-mail address known' dossier clarify "$REF" --doubt 'Welke gegevens?'
like "$(cat "$TMP/err")" 'without an address, as none of theirs is known: fill it in' 'the command says so'
is "$(letter "$REF.person.question-clarification-1.eml" '("To" in m, defects)')" '(False, [])' 'the letter has no To'
ok 'an address that a colleague adds' dossier plan "$REF" --add email=elders@example.org
is "$(dossier show "$REF" --json | json 'v["identifiers"][-1]["source"]')" added 'it is told apart from what came with the request'
ok 'another question' dossier clarify "$REF" --doubt 'Welke periode?'
is "$(letter "$REF.person.question-clarification-2.eml" '("To" in m, defects)')" '(False, [])' 'no letter goes to it'
REF=$(log --email anna@example.org --for 'Mr. J. Smith' --as lawyer --lang en)
ok 'for somebody else' dossier extend "$REF" --ground number --reason 'There were fourteen requests.'
is "$(letter "$REF.person.extension-1.eml" '("To" in m)')" False 'their own address is not known: the one given is not theirs'
ok 'it is for who asked' says "$REF.person.extension-1.eml" 'Dear Mr. J. Smith,' 'on behalf of somebody else' 'many requests'
REF=$(log --email anna@example.org --name 'Zoë Ångström' --answer-by post)
ok 'by post' dossier extend "$REF" --ground complexity --reason 'Daarin komen ook anderen voor, en dat moeten wij bekijken voor wij het u kunnen geven.'
like "$(cat "$TMP/err")" 'to be printed and posted' 'the command says so'
PAGE=$TMP/page
mail "$REF.person.extension-1.txt" >"$PAGE"
like "$(cat "$PAGE")" 'Aan: Zoë Ångström' 'is a text with its addressee'
like "$(cat "$PAGE")" 'Neem dan contact met ons op: info@jbsync.com' 'that says where to reach us'
is "$(awk 'length($0) > 76 && / /' "$PAGE" | grep -v http)" '' 'broken for paper'
is "$(letters "$REF%" | wc -l)" 1 'and no message'
ok 'that it was posted is said likewise' dossier extend "$REF" --notice-sent 2026-03-09 --proof 'PostNL 3SABC'
REF=$(log --email anna@example.org)
store "UPDATE request SET answer_by = NULL WHERE reference = '$REF'"
ok 'by e-mail where nobody said how' dossier extend "$REF" --ground number --reason 'Het zijn er veel.'
like "$(cat "$TMP/err")" 'addressed to an e-mail address of theirs' 'the command says so, too'
REF=$(ORG=jcc log --email anna@example.org)
ok 'an organisation without e-mail address' dossier extend "$REF" --ground number --reason 'Het zijn er veel.'
like "$(cat "$TMP/err")" 'no contact.email to write from' 'writes on paper, and says why'
REF=$(log --email 'ánna@example.org')
ok 'an address that no header can hold' dossier clarify "$REF" --doubt 'Welke gegevens?'
is "$(letter "$REF.person.question-clarification-1.eml" '("To" in m, defects)')" '(False, [])' 'is left to the officer'

# ---- hostile values ----

REF=$(log --email anna@example.org --name '"=?UTF-8?B?QmNj?=" <b@evil.example>, {{reference}}')
for evil in 'Eerste regel.\r\nBcc: b@evil.example' 'From\nniemand' '\033[31mrood' 'exe\342\200\256txt'; do
	# shellcheck disable=SC2059 # a format on purpose
	refuses 2 'reason holds a (line break|character that cannot be seen)' "no letter with $evil" dossier extend "$REF" --ground complexity --reason "$(printf "$evil")"
done
BAD='Bcc: b@evil.example From niemand {{{organisation.name}}} <b>&amp; txt'
ok 'hostile words' dossier extend "$REF" --ground complexity --reason "$BAD"
EVIL=$REF.person.extension-1.eml
is "$(letter "$EVIL" '([a.addr_spec for a in m["To"].addresses], "Bcc" in m, len(m.items()), defects)')" "(['anna@example.org'], False, 9, [])" 'begin no header'
ok 'stand there as words' says "$EVIL" 'Bcc: b@evil.example' '{{{organisation.name}}} <b>&amp; txt' 'From niemand' '{{reference}},'
ok 'nothing steers a terminal' sh -c "! grep -qP '[\\x00-\\x08\\x0e-\\x1f\\x7f]' '$TMP/mail'"
LONG=$(python3 -c 'print("é" * 120)')
REF=$(log --email anna@example.org --name "$LONG")
ok 'a long name' dossier clarify "$REF" --doubt "$(python3 -c 'print("waarom " * 1000)')"
is "$(letter "$REF.person.question-clarification-1.eml" '(m["To"].addresses[0].addr_spec, defects, max(len(l) for l in raw.split(b"\r\n")) <= 78)')" \
	"('anna@example.org', [], True)" 'is cut, and no line is too long'

# ---- an organisation's own words ----

mkdir -p "$DOSSIER_HOME/templates/letters/nl"
OWN=$DOSSIER_HOME/templates/letters/nl/extension.mustache
sed 's/U hoeft niets te doen/Wij doen ons best/' templates/letters/nl/extension.mustache >"$OWN"
REF=$(log --email anna@example.org)
ok 'its own template' dossier extend "$REF" --ground number --reason 'Het zijn er veel.'
ok 'goes first' says "$REF.person.extension-1.eml" 'Wij doen ons best'
REF=$(log --email anna@example.org)
BEFORE=$(written)
for wrong in 's/{{{reason}}}//' 's/^Subject.*//' 's/{{#number}}/{{#numbers}}/' 's/{{{extended}}}/{{{extend}}}/'; do
	sed "$wrong" templates/letters/nl/extension.mustache >"$OWN"
	refuses 1 'letters/nl/extension|the letter extension does not say' "one that does not say what it must: $wrong" dossier extend "$REF" --ground number --reason 'Het zijn er veel.'
done
is "$(written)" "$BEFORE" 'makes no letter and no decision'
rm "$OWN"

# ---- whole or not at all ----

REF=$(log --email anna@example.org)
BEFORE=$(written)
store "CREATE FUNCTION no() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''no''; END'" >/dev/null
store "CREATE CONSTRAINT TRIGGER no AFTER INSERT ON request_clock DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION no()"
status=0
dossier extend "$REF" --ground number --reason x >"$TMP/out" 2>"$TMP/err" || status=$?
is "$status $(wc -l <"$TMP/err")" '1 1' 'a commit that fails'
is "$(written)" "$BEFORE" 'leaves no letter, nor half of one'
store "CREATE OR REPLACE FUNCTION no() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS 'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END'" >/dev/null
refuses 75 '.' 'a server that goes away at the commit' dossier extend "$REF" --ground number --reason x
is "$(written)" "$BEFORE" 'leaves none either, when it is known that nothing was recorded'
store 'DROP TRIGGER no ON request_clock'
ok 'the same again' dossier extend "$REF" --ground number --reason 'Het zijn er veel.'
NAME=$REF.person.extension-1.eml
is "$(letter "$NAME" 'm["Message-ID"]')" "<$REF.person.extension-1@jbsync.com>" 'is the letter it would have been'

# ---- what the ladder tells ----

edit templates/registers/jcc.json 'v["organisation"]["escalation"] = {"superior": {"name": "Ria Baas", "email": "directie@jcc.example"}, "addresses": {"games": "games@jcc.example"}}
v["organisation"]["contact"]["email"] = "privacy@jcc.example"
for s in v["systems"]:
    if s["connector"] == "manual":
        s["contact"] = {"email": "balie@jcc.example"}' >"$TMP/jcc.json"
ok 'a register names the superior' dossier register load "$TMP/jcc.json"
for user in games bin sys daemon; do
	dossier user add "$user" >/dev/null 2>&1
done
dossier user role games --org jcc handler >/dev/null 2>&1
dossier user role daemon --org jcc handler >/dev/null 2>&1
dossier user role bin --org jcc officer >/dev/null 2>&1
dossier user role sys --org jbsync officer >/dev/null 2>&1
REF=$(ORG=jcc log --email quirine@vogelhuis.example --name 'Quirine Zwaluwstaart')
NOBODY=$(ORG=jcc log --email quirine@vogelhuis.example)
UNKNOWN=$(ORG=jcc log --email quirine@vogelhuis.example)
dossier assign "$REF" games >/dev/null
dossier assign "$UNKNOWN" daemon >/dev/null
# spool NAME EXPRESSION
spool() {
	json "$2" <"$(find "$DOSSIER_HOME/spool" -name "$1")"
}
at 2026-03-27
dossier work >/dev/null 2>&1
is "$(spool "$REF.2026-04-02.1.json" 'v["recipients"]')" '[{"role": "handler", "user": "games", "name": null, "email": "games@jcc.example"}]' 'a week before: its handler'
is "$(spool "$NOBODY.2026-04-02.1.json" '[(r["role"], r["user"]) for r in v["recipients"]]')" '[["officer", "bin"], ["officer", "'"$(id -un)"'"]]' 'nobody handles it: the officers of this organisation'
is "$(spool "$UNKNOWN.2026-04-02.1.json" '[(r["role"], r["user"]) for r in v["recipients"]]')" '[["handler", "daemon"], ["officer", "bin"], ["officer", "'"$(id -un)"'"]]' 'its handler has no address: the officers too'
dossier due >/dev/null 2>"$TMP/err"
like "$(cat "$TMP/err")" "warning: $(find "$DOSSIER_HOME/spool" -type f | wc -l) notices to colleagues lie in the spool, unsent" 'that nobody has mailed these is said'
like "$(spool "$UNKNOWN.2026-04-02.1.json" 'v["text"]["en"]')" 'daemon has no address in the register' 'and the text says why'
TASK=$(letters "$REF.%.task.eml" | head -1)
is "$(letter "${TASK:-none}" 'm["To"].addresses[0].addr_spec')" balie@jcc.example 'who searches by hand is told by a letter'
ok 'which says nothing of the person' lacks "$TASK" quirine
at 2026-04-03
dossier work >/dev/null 2>&1
is "$(spool "$REF.2026-04-02.5.json" '[(r["role"], r["user"], r["email"]) for r in v["recipients"]][0::2]')" \
	'[["handler", "games", "games@jcc.example"], ["officer", "'"$(id -un)"'", null]]' 'late: handler, officers'
is "$(spool "$REF.2026-04-02.5.json" 'v["recipients"][-1]')" '{"role": "superior", "user": null, "name": "Ria Baas", "email": "directie@jcc.example"}' 'and the superior, by name'
is "$(spool "$REF.2026-04-02.5.json" '[v["subject"]["nl"], v["subject"]["en"]]')" \
	"[\"OEFENING: TE LAAT: verzoek $REF moest op 2 april 2026 klaar zijn\", \"REHEARSAL: LATE: request $REF was due on 2 April 2026\"]" 'a subject in two languages'
like "$(spool "$REF.2026-04-02.5.json" 'v["text"]["en"]')" 'That was 1 day ago' 'and a text'
dossier letter sent "$REF" "$(no "l['kind'] == 'escalation'")" >/dev/null 2>"$TMP/err"
is "$(cat "$TMP/err")" recorded 'that one left'
is "$(cat "$DOSSIER_HOME"/spool/*.json | grep -ciE 'quirine|zwaluwstaart|vogelhuis')" 0 'which says nothing of the person'
like "$(spool "$REF.*.[a-z]*.json" 'v["text"]["nl"]' 2>/dev/null || for f in "$DOSSIER_HOME"/spool/"$REF".*.[a-z]*.json; do json 'v["text"]["nl"]' <"$f"; done)" 'nog geen antwoord' 'who was asked has not answered: told too'
is "$(dossier audit list --json | grep -c 'Ria Baas\|directie@')" 0 'the log names nobody'
at 2026-03-09

# ---- nothing of it elsewhere ----

REF=$(log --email quirine@vogelhuis.example --name 'Quirine Zwaluwstaart')
{
	dossier verify "$REF" --doubt 'koekoeksklok' --method login
	dossier letter sent "$REF" "$(no True)"
	dossier extend "$REF" --ground complexity --reason 'roodborstje'
	at 2026-03-23
	dossier close "$REF" --ground not-identified --facts 'winterkoning' --letter
} >"$TMP/said" 2>&1
ok 'it stands in the letters' says "$REF.person.close-not-identified-1.eml" winterkoning Quirine
{
	dossier audit list --json
	pg_dump -d "$(pg_uri postgres)" --schema=public
	find "$DOSSIER_HOME"
} >>"$TMP/said"
is "$(grep -ciE 'quirine|zwaluwstaart|vogelhuis|koekoeksklok|roodborstje|winterkoning' "$TMP/said")" 0 'and neither in the log, nor in clear in the database, nor on the terminal'
access_is open NULL
is "$(dossier audit verify --json | json 'all(o["good"] for o in v)')" true 'the log verifies'
done_testing
