#!/bin/sh
# Twenty ways in which others were given a person's data, a row each, and what is done here instead. What another test asserts is named
# with it, which must still be there; a row that says "later" has nothing yet that could be attacked.
cd "$(dirname "$0")/../.." || exit 1
. tests/lib.sh
needs python3 unzip

installation_of_one private || exit 1
edit templates/registers/jcc.json 'v["organisation"]["contact"]["email"] = "privacy@jcc.example"' >"$TMP/register.json"
ok 'the register loads' dossier register load "$TMP/register.json"
at 2026-11-10
: >"$TMP/wrong"
wrong() { # NO TEXT
	echo "$1 $2: $(cat "$TMP/out" "$TMP/err")" >>"$TMP/wrong"
}
# refused NO STATUS PATTERN COMMAND...
refused() {
	no=$1 want=$2 pattern=$3
	shift 3
	status=0
	"$@" >"$TMP/out" 2>"$TMP/err" || status=$?
	{ [ "$status" -eq "$want" ] && grep -qE -- "$pattern" "$TMP/err"; } || wrong "$no" "$* ended with $status"
}
log() {
	dossier log --again --org jcc --received 2026-11-02 "$@" 2>/dev/null
}
# collected REF: a colleague found one thing at the office, and nothing elsewhere.
collected() {
	dossier work >/dev/null 2>&1
	echo 'canary-7Q4 of Anna de Wit' >"$TMP/found.txt"
	dossier task 'done' "$1" administration --category JCC-C01 --file "$TMP/found.txt" >/dev/null 2>&1
	for system in administration portal marketing analytics; do
		dossier task 'done' "$1" "$system" --nothing >/dev/null 2>&1
	done
	informed "$1"
	looked_at "$1" >/dev/null
	dossier archive build "$1" >/dev/null 2>&1
}
# leaves_nothing NO REF: neither a copy nor an answer leaves.
leaves_nothing() {
	refused "$1" 4 'before it is established who asks' dossier archive get "$2" "$TMP/no.zip"
	refused "$1" 4 'identity|established' dossier answer "$2" --by post
	[ ! -e "$TMP/no.zip" ] || wrong "$1" 'a copy lies there'
	[ "$(store "SELECT count(*) FROM release r JOIN request q USING (request_id) WHERE q.reference = '$2'")" = 1 ] || wrong "$1" 'no archive was there to take'
}

# 1, 2: name, day of birth and street are right, the address is new; whatever a From says, it is no more than given
REF=$(log --right access --email a.dewit@nieuw.example --name 'Anna de Wit' --born 1980-02-03 --channel email)
collected "$REF"
leaves_nothing 1 "$REF"
[ "$(dossier show "$REF" --json | json '[u["right"] for u in v["unidentified"]]')" = '["access"]' ] || wrong 2 'it counts as checked'
for letter in $(letters "$REF%"); do
	! mail "$letter" | grep -qiE 'canary|1980|03-02|in onze administratie' || wrong 1 "$letter tells what is held"
done

# 4: no picture of a document is a check, of itself or by what a handler types
refused 4 4 'masked copy' dossier verify "$REF" --doubt 'Nieuw adres.' --method masked-copy
refused 4 4 'is not asked for .*5.1..c. GDPR' dossier verify "$REF" --method id-copy --result passed
# 5: nor what the person knows
for way in knowledge birth-date last-order; do
	refused 5 2 'expected one of' dossier verify "$REF" --method $way --result passed
done

# 6: whoever presses gets the same days
due() {
	dossier show "$1" --json | json 'v["due"]'
}
before=$(due "$REF")
echo 'Binnen 24 uur, anders staat morgen mijn advocaat voor de deur!' | dossier note "$REF" - >"$TMP/out" 2>"$TMP/err" || wrong 6 'the note'
[ "$(due "$REF")" = "$before" ] || wrong 6 'the deadline moved'
leaves_nothing 6 "$REF"

# 3: "I have moved" comes with the request: the new address is not where it goes
REF=$(log --right access --right rectification --email anna@example.org)
dossier plan "$REF" --add email=a.dewit@verhuisd.example >"$TMP/out" 2>"$TMP/err" || wrong 3 'the new address'
collected "$REF"
leaves_nothing 3 "$REF"
number() {
	dossier plan "$REF" --json | json "[i['id'] for i in v['identifiers'] if i['value'] == '$1'][0]"
}
refused 3 4 'merely given' dossier verify "$REF" --method code-to-address --to "$(number a.dewit@verhuisd.example)" --result passed
dossier verify "$REF" --method code-to-address --to "$(number anna@example.org)" --result passed --proof 'Staat sinds 2019 in de map.' >"$TMP/out" 2>"$TMP/err" ||
	wrong 3 'the old address'
dossier plan "$REF" --json | json '"\n".join("3 the new address counts as theirs" for i in v["identifiers"] if i["value"].startswith("a.dewit") and i["proof"])' |
	grep . >>"$TMP/wrong"
refused 3 4 "nothing shows that identifier $(number a.dewit@verhuisd.example) .email. is theirs" dossier answer "$REF" --right access --by email

# 7: who asked for a copy is not erased
refused 7 3 'does not ask for erasure' dossier decide "$REF" --right erasure --done --proof 'Uitdraai'
# 18: of all that these letters say nothing leads anywhere
for letter in $(letters %); do
	! mail "$letter" | grep -qF '://' || wrong 18 "$letter has a link"
done
sed 's/^/# /' "$TMP/wrong"

# NO | what | FILE: a test of it there; or nothing: here; or "later"
cat >"$TMP/rows" <<'END'
1|a right name, day of birth and street from a new address give nothing|
2|nor does a From show who writes|
3|an address that comes with the request is no place to send to|
4|a picture of a document is no check|
5|nor is what somebody knows|
6|who presses gets the same days|
7|who asked for a copy is not erased|
8|who has the same name, house or mailbox is not the same person|integration/homonyms.sh: who looks sees the two of a mailbox side by side
10|who asks for another is seen to be allowed to|integration/mandate.sh: that his identity is known is not enough to answer
11|a known and an unknown address get the same bytes|later
12|a code that was used, ended or is another organisation's is none|later
13|a scanner of mail that follows a link changes nothing|later
14|a code is not guessed|later
15|whoever looks is in the log|integration/privacy.sh: which names who worked here, with the second, and the reference
16|who asks ten thousand times does not keep others waiting|later
17|what was asked twice is one case, from the first day|integration/mandate.sh: the earliest receipt counts, also where the duplicate came first after all
18|no letter has a link|
19|of a child and of the dead, each their own way|integration/mandate.sh: of who died it is no AVG
20|two machines that answer each other do not go on|later
END
while IFS='|' read -r no what where; do
	file=${where%%: *} title=${where#*: }
	[ "$where" = later ] || [ -z "$where" ] || grep -qF -- "$title" "tests/$file" || echo "$no tests/$file has no test: $title" >>"$TMP/wrong"
	if [ "$where" = later ]; then
		echo "# $no: $what: there is no portal and no mailbox yet"
	else
		is "$(grep "^$no " "$TMP/wrong")" '' "$no: $what"
	fi
done <"$TMP/rows"
done_testing
