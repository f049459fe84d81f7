#!/bin/sh
# The review of what leaves: what the data look like decides what a person reads; rules leave out and black out; an answer waits
# for the rest. What was said is kept, taken back, and holds for what is collected again and is the same.
cd "$(dirname "$0")/../.." || exit 1
. tests/lib.sh
needs python3 psql unzip

pg_start
sql postgres -c 'CREATE DATABASE dossier'
installation_of_one "$(pg_uri dossier)" || exit 1
mkdir "$TMP/leads"
secret bakker leads-directory "$TMP/leads"
leads() { # NOTE: of the third of five rows
	python3 -IS - "$TMP/leads/leads-1.csv" "$1" <<-'PY'
		import csv, sys
		rows = [(f"stad {i}", "anna@example.org", ["", "gebeld", sys.argv[2], "mail van bob@elders.example", "intern"][i], ["klant", "klant", "klant", "klant", "staf"][i]) for i in range(5)]
		with open(sys.argv[1], "w", newline="") as f:
		    w = csv.writer(f)
		    w.writerow(("city", "mail", "note", "kind"))
		    w.writerows(rows)
	PY
}
leads 'Jan Jansen belde over zijn taart'
edit tests/data/register_small.json '
v["systems"] = [s for s in v["systems"] if s["id"] in ("leads", "letters", "cabinet")]
c = v["systems"][0]["collections"][0]
c["fields"] = [{"name": "city"}, {"name": "mail", "provided": True}, {"name": "note"}, {"name": "kind"}]' >"$TMP/bakker.json"
ok 'a register' dossier register load "$TMP/bakker.json"

# items EXPRESSION: v: what `review list` says; of(NAME): the item of that name
items() {
	dossier review list "$REF" --json | json "(lambda of: $1)(lambda name: [i for i in v['items'] if i['name'] == name][0])"
}
number() { # NAME: of its item
	items "of('$1')['item']"
}
state() {
	query dossier "SELECT (SELECT count(*) FROM event WHERE body NOT LIKE '%\"kind\":\"view.%'), (SELECT count(*) FROM review), (SELECT sum(changes) FROM request)"
}
request() { # prints its reference
	one=$(dossier log --again --org bakker --right access --email anna@example.org --received 2026-03-05 2>/dev/null)
	known "$one"
	no_customer "$one"
	dossier task skip "$one" letters --ground 'niets bekend' >/dev/null 2>&1
}

# ---- what a person reads ----

REF=$(request)
printf 'From: bob@elders.example\r\nTo: anna@example.org\r\nSubject: taart\r\n\r\nJan Jansen zegt ja.\r\nGroet, Bob\r\n' >"$TMP/brief.eml"
dossier task 'done' "$REF" cabinet --file "$TMP/brief.eml" >/dev/null 2>&1
ok 'what was collected is listed' dossier review list "$REF" --json
is "$(items "[of('leads')['state'], of('leads')['columns'], of('leads')['rows'], of('brief.eml')['state'], of('brief.eml')['kind'], v['open']]")" \
	'["to-review", ["note"], 5, "to-review", "file", 2]' 'a column with the address of somebody else is read, and every file'
mv "$DOSSIER_HOME/blobs" "$TMP/blobs"
is "$(items "v['open']")" 2 'without opening a blob: there is none'
rm -rf "$DOSSIER_HOME/blobs"
mv "$TMP/blobs" "$DOSSIER_HOME/blobs"
LEADS=$(number leads) MAIL=$(number brief.eml)
is "$(dossier review read "$REF" --item "$LEADS" --rows 3..3 --json | json '[(r["row"], r["values"]["note"]) for r in v["rows"]], v["more"]')" \
	"([(3, 'Jan Jansen belde over zijn taart')], True)" 'a row of a table is read'
is "$(dossier review read "$REF" --item "$MAIL" --json | json '[(r["heading"] is not None, "Groet, Bob" in r["text"]) for r in v["rows"]][-1], v["more"]')" '((True, True), False)' 'and a mail, by its sections'
like "$(dossier --lang nl review read "$REF" --item "$MAIL" 2>/dev/null)" '^== tekst$' 'which are named in the language of who reads'
like "$(dossier review read "$REF" --item "$LEADS" --rows 3..3 2>/dev/null)" '\* note: Jan Jansen' 'what is to be read is marked'
is "$(dossier audit list --request "$REF" --json | json '[e["kind"] for e in v if e["kind"].startswith("view.")][-2:]')" '["view.item", "view.item"]' 'who looked is in the log'

for shape in review review-read review-said review-grounds; do
	case $shape in
	review) dossier review list "$REF" --json ;;
	review-read) dossier review read "$REF" --item "$MAIL" --json ;;
	review-said) dossier review pass "$REF" --item "$MAIL" --dry-run --json ;;
	*) dossier review grounds --json ;;
	esac >"$TMP/$shape.json" 2>/dev/null
	ok "in the shape that is promised: $shape" schema_check "docs/json/$shape.schema.json" "$TMP/$shape.json"
done

# ---- what waits for it ----

informed "$REF"
is "$(dossier next "$REF" --json | json 'v["code"], v["command"]')" "('review', ['dossier', 'review', 'list', '$REF'])" 'it is what is next'
is "$(dossier today --json | json '[r["code"] for r in v if r["reference"] == "'"$REF"'"]')" '["review"]' 'today says the same'
ok 'a draft is built meanwhile' dossier archive build "$REF"
like "$(dossier archive get "$REF" "$TMP/CONCEPT-one.zip" 2>&1; unzip -p "$TMP/CONCEPT-one.zip" CONCEPT.html)" '<li>wat er meegaat: nog niet bekeken' 'which says what is open'
rejects 4 "2 of 2 items that leave with the copy have to be looked at yet .*dossier review list $REF" 'nothing is answered' dossier answer "$REF" --confirm "$REF"

# ---- what cannot be said ----

rejects 3 'has no item 999' 'an item of another request' dossier review pass "$REF" --item 999
rejects 2 'has 5 rows, and no row 6' 'a row that is none' dossier review pass "$REF" --item "$LEADS" --rows 4..6
rejects 2 'begins with its lower number' 'rows that run back' dossier review pass "$REF" --item "$LEADS" --rows 4..2
rejects 2 'neither rows nor columns' 'a row of a file' dossier review pass "$REF" --item "$MAIL" --rows 1..2
rejects 2 'no column of the name' 'a column that is none' dossier review withhold "$REF" --item "$LEADS" --column town --ground security
rejects 2 'rests on a ground' 'no ground' dossier review withhold "$REF" --item "$MAIL"
rejects 3 'no ground of leaving out "shame": expected one of third-party' 'a ground that is none' dossier review withhold "$REF" --item "$MAIL" --ground shame
rejects 4 'fits no copy that it asks for' 'a ground of a right that is not asked' dossier review withhold "$REF" --item "$MAIL" --ground not-provided
rejects 4 'others-rights needs what shows that it applies' 'a ground without its facts' dossier review withhold "$REF" --item "$MAIL" --ground others-rights
rejects 2 'no POSIX extended regular expression' 'a pattern that does not compile' dossier review redact "$REF" --item "$LEADS" --pattern 'a(b' --ground third-party
rejects 2 'meet everything' 'a pattern that matches the empty text' dossier review redact "$REF" --item "$LEADS" --pattern 'a*' --ground third-party
rejects 2 'at most 1000 times' 'one that is written out before it is compiled' dossier review redact "$REF" --item "$LEADS" --pattern '((a{1,255}){1,255}){1,255}' --ground third-party
rejects 2 'more than 500 bytes' 'a pattern that is too long' dossier review redact "$REF" --item "$LEADS" --pattern "$(printf '%0501d' 1)" --ground third-party
rejects 4 'nothing can be taken out' 'pages of what has none' dossier review redact "$REF" --item "$MAIL" --pages 1 --ground third-party
rejects 2 'one of these' 'a redaction of nothing' dossier review redact "$REF" --item "$LEADS" --ground third-party
rejects 2 'which item' 'of no item' dossier review redact "$REF" --text Jan --ground third-party
rejects 2 'which item' 'nothing is passed that is not named' dossier review pass "$REF"

truncate -s 65M "$TMP/groot.bin"
printf 'JFIF\0\001' >"$TMP/foto.jpg"
dossier task reopen "$REF" cabinet >/dev/null 2>&1
dossier task 'done' "$REF" cabinet --file "$TMP/brief.eml" --file "$TMP/groot.bin" --file "$TMP/foto.jpg" >/dev/null 2>&1
rejects 3 "has no item $MAIL: .*was collected again" 'an item that was collected again' dossier review pass "$REF" --item "$MAIL"
MAIL=$(number brief.eml) LARGE=$(number groot.bin)
rejects 4 'too large to look into' 'a large file is not shown' dossier review read "$REF" --item "$LARGE"
rejects 4 'too large to be redacted .*pass it or withhold it whole' 'nor is anything taken out of it' dossier review redact "$REF" --item "$LARGE" --text Jan --ground third-party
rejects 4 'it is no text' 'a picture is to be seen' dossier review read "$REF" --item "$(number foto.jpg)"
dossier review withhold "$REF" --item "$LARGE" --ground security >/dev/null 2>&1
dossier review pass "$REF" --item "$(number foto.jpg)" >/dev/null 2>&1
is "$(items "[of('groot.bin')['state'], of('foto.jpg')['state'], v['open']]")" '["withheld", "reviewed", 2]' 'but left out or passed whole'

# ---- what is said ----

dossier review read "$REF" --item "$LEADS" --rows 1..2 >/dev/null 2>&1
opened() { # PASS OPTION...: what it says that nobody opened, in JSON and in words
	dossier review pass "$REF" --item "$LEADS" "$@" --dry-run --json 2>/dev/null | json '[u["rows"] for u in v["unopened"] if u["item"] == '"$LEADS"']'
	dossier review pass "$REF" --item "$LEADS" "$@" --dry-run 2>&1 | grep 'nobody opened'
}
is "$(opened)" "[[4, 5]]
passed, and nobody opened it here: item $LEADS rows 4..5" 'who passes what nobody opened is told which rows'
is "$(opened --rows 1..3)" '[]' 'and nothing of those that somebody opened, at once or not'
ok 'some of its rows' dossier review pass "$REF" --item "$LEADS" --rows 1..2
is "$(items "[of('leads')['state'], of('leads')['seen']]")" '["partly", 2]' 'are not all of it'
ok 'and the others' dossier review pass "$REF" --item "$LEADS" --rows 3..5
is "$(items "[of('leads')['state'], v['open']]")" '["reviewed", 1]' 'are'
rejects 4 'nobody has to look at it' 'nothing is said twice' dossier review pass "$REF" --item "$LEADS"
ok 'a file is left out' sh -c "printf 'over zijn moeder\n' | dossier review withhold $REF --item $MAIL --ground others-rights --facts -"
is "$(items "[of('brief.eml')['state'], v['open']]")" '["withheld", 0]' 'and needs nobody any more'
SAID=$(items "[s['said'] for s in v['said'] if s['kind'] == 'withhold'][-1]")
like "$(dossier undo "$REF" --json)" "dossier review undo $REF --said $SAID" 'undo names how it is taken back'
rejects 3 'nothing was said by the number 999' 'what was not said is not taken back' dossier review undo "$REF" --said 999
ok 'it is taken back' dossier review undo "$REF" --said "$SAID"
rejects 4 'taken back already' 'once' dossier review undo "$REF" --said "$SAID"
is "$(dossier undo "$REF" --json | grep -c -- "--said $SAID\"")" 0 'which undo then names no more'
is "$(items "[of('brief.eml')['state'], v['open']]")" '["to-review", 1]' 'and somebody has to look'
ok 'a column may be left out instead' dossier review withhold "$REF" --item "$LEADS" --column note --ground third-party
is "$(items "of('leads')['state']")" passed-by-rule 'then the rest of the table needs nobody'
is "$(sql dossier -c "SELECT count(*) FROM event WHERE body ~ 'moeder|note|Jansen|bob@'")/$(sql dossier -c "SELECT count(*) FROM review WHERE sealed ~ 'moeder|note'")" 0/0 'neither the log nor the database tells of what'
is "$(log_of "$REF" | json '[e["kind"] for e in v if e["kind"].startswith("review.")]')" \
	'["review.withheld", "review.passed", "review.passed", "review.passed", "review.withheld", "review.taken-back", "review.withheld"]' 'that something was said does the log'

# ---- what was passed while something was left out ----

REF_KEPT=$REF
REF=$(request)
dossier task 'done' "$REF" cabinet --file "$TMP/brief.eml" >/dev/null 2>&1
informed "$REF"
said() { # VERB OPTION...: prints its number
	verb=$1
	shift
	dossier review "$verb" "$REF" "$@" --json 2>/dev/null | json 'v["said"][0]'
}
LEADS=$(number leads) MAIL=$(number brief.eml)
ALL=$(said redact --everywhere --text 'Jan Jansen' --ground third-party)
ONE=$(said redact --item "$LEADS" --text gebeld --ground third-party)
PASS=$(said pass --item "$LEADS")
dossier review pass "$REF" --item "$MAIL" >/dev/null 2>&1
is "$(items "v['open']")" 0 'all was passed, without a name'
ok 'one text may stay after all' dossier review undo "$REF" --said "$ONE"
like "$(cat "$TMP/err")" 'does not count any more either: 1, to be looked at again' 'so what was passed without it is to be looked at again, as undo says'
is "$(items "[of('leads')['state'], of('brief.eml')['state'], v['open']]")" '["to-review", "reviewed", 1]' 'of that item, and of no other'
is "$(dossier undo "$REF" --json | grep -c -- "--said $PASS\"")" 0 'nor is the pass there to be taken back'
rejects 4 'taken back already' 'as it was' dossier review undo "$REF" --said "$PASS"
dossier review pass "$REF" --item "$LEADS" >/dev/null 2>&1
is "$(items "v['open']")" 0 'what is passed after that'
dossier review undo "$REF" --said "$ALL" --json >"$TMP/undone" 2>/dev/null
is "$(json '[v["passes"], v["open"]]' <"$TMP/undone")/$(items "[of('leads')['state'], of('brief.eml')['state']]")" \
	'[2, 2]/["to-review", "to-review"]' 'counts no more either, once a text that was gone from everywhere stays'
dossier archive build "$REF" --json >"$TMP/out" 2>/dev/null
is "$(json 'v["draft"]' <"$TMP/out")" true 'and nothing of it leaves'
HELD=$(said withhold --item "$LEADS" --column note --ground third-party)
dossier review undo "$REF" --said "$HELD" >/dev/null 2>&1
dossier review pass "$REF" --item "$LEADS" >/dev/null 2>&1
is "$(items "of('leads')['state']")" reviewed 'what is passed after something was taken back counts'
REF=$REF_KEPT LEADS=$(number leads) MAIL=$(number brief.eml)

# ---- collected again ----

dossier review pass "$REF" --item "$MAIL" >/dev/null 2>&1
again() { # ADDRESS: one more is known, and what was searched is searched by it too
	dossier plan "$REF" --add "email=$1" >/dev/null 2>&1
	dossier work >/dev/null 2>&1
}
again anna@elders.example
is "$(items "[of('leads')['item'] != $LEADS, of('leads')['state'], v['open']]")" '[true, "passed-by-rule", 0]' 'what is the same keeps its review'
leads 'Jan Jansen belde nog eens'
again anna@nog.example
is "$(items "[of('leads')['state'], v['open']]")" '["to-review", 1]' 'what is another has none'

# ---- what it does ----

rm "$TMP/leads/leads-1.csv"
leads 'Jan Jansen belde over zijn taart, JAN  JANSEN dus'
edit "$TMP/bakker.json" '
c = v["systems"][0]["collections"][0]
c["fields"][2]["free_text"] = True
c["review"] = [{"withhold": {"where": {"kind": "staf"}}, "ground": "third-party"},
	{"redact": {"pattern": "[a-z]+@elders[.]example", "column": "note"}, "ground": "third-party"},
	{"withhold": {"where": {"kind": "spook"}}, "ground": "security"}]
v["categories"][0]["review"] = [{"third_parties": True}]' >"$TMP/rules.json"
ok 'a register with rules' dossier register load "$TMP/rules.json"
edit "$TMP/rules.json" 'v["systems"][0]["collections"][0]["review"][0]["ground"] = "shame"' >"$TMP/bad.json"
refuses 1 'bad.json:[0-9]+:[0-9]+: no ground of leaving out "shame"' 'one on no ground does not load' dossier register load "$TMP/bad.json"
edit "$TMP/rules.json" 'v["systems"][0]["collections"][0]["review"][0]["ground"] = "others-rights"' >"$TMP/bad.json"
refuses 1 'others-rights needs what shows that it applies, each time' 'nor one that is weighed each time' dossier register load "$TMP/bad.json"
REF=$(request)
printf 'From: "Elders, Bob" <bob@elders.example>\r\nTo: Anna <anna@example.org>, info@dezon.example\r\nCc: Carla <carla@verweg.example>\r\nSubject: taart\r\n\r\nJan Jansen zegt ja. Antwoord aan bob@elders.example.\r\nGroet, Bob Elders\r\n' >"$TMP/brief.eml"
cp "$TMP/brief.eml" "$TMP/kopie.eml"
dossier task 'done' "$REF" cabinet --file "$TMP/brief.eml" --file "$TMP/kopie.eml" >/dev/null 2>&1
informed "$REF"
is "$(dossier review read "$REF" --item "$(number brief.eml)" --json | json 'sorted((p["value"], p["name"]) for p in v["people"])')" \
	'[["anna@example.org", "Anna"], ["bob@elders.example", ""], ["bob@elders.example", "Elders, Bob"], ["carla@verweg.example", "Carla"], ["info@dezon.example", ""]]' 'a mail shows who stands in it'
is "$(items "[[r['rule'], r['count'], r['doubt']] for r in v['rules']]")" \
	'[["BAK-C01/0", null, null], ["BAK-C01/leads/0", null, null], ["BAK-C01/leads/1", null, null], ["BAK-C01/leads/2", null, null]]' 'rules about something that was found are listed'
LEADS=$(number leads)
rejects 4 'it meets nothing \(0 matches\)' 'a text that stands nowhere' dossier review redact "$REF" --item "$LEADS" --text 'Piet Pietersen' --ground third-party
rejects 4 'it meets nothing' 'a pattern that matches nothing' dossier review redact "$REF" --item "$LEADS" --pattern 'q{7}' --ground third-party
rejects 2 'what would take its place' 'one that matches everything' dossier review redact "$REF" --item "$LEADS" --pattern '.' --ground third-party
rejects 4 "it meets everything \(5 matches\): with .--confirm $REF" 'rows that are all of them' dossier review withhold "$REF" --item "$LEADS" --where mail --is anna@example.org --ground third-party
ok 'unless that is meant' dossier review withhold "$REF" --item "$LEADS" --where mail --is anna@example.org --ground third-party --confirm "$REF" --dry-run
rejects 4 'it meets nothing' 'rows that are none' dossier review withhold "$REF" --item "$LEADS" --where kind --is baas --ground third-party
ok 'a name' sh -c "printf 'Jan Jansen\n' | dossier review redact $REF --item $LEADS --text - --ground third-party"
is "$(items "[s['count'] for s in v['said']]")" '[2]' 'that is counted, however it is written'
looked_at "$REF" >/dev/null
refuses 4 "still holds what was redacted in .*dossier review redact $REF --everywhere" 'what stands elsewhere too does not leave' dossier archive build "$REF"
is "$(grep -ci jansen "$TMP/err")" 0 'and is not told'
ok 'it goes from everywhere' sh -c "printf 'Jan Jansen\n' | dossier review redact $REF --everywhere --text - --ground third-party"
ok 'then the archive is built' dossier archive build "$REF" --json
CITY=$(sh -c "printf 'stad 3\n' | dossier review redact $REF --item $LEADS --text - --ground third-party" >/dev/null 2>&1; items "v['said'][-1]['said']")
like "$(dossier archive get "$REF" "$TMP/old.zip" 2>&1)" 'built before the last change' 'one that was built before something was said is only to look at'
dossier review undo "$REF" --said "$CITY" >/dev/null 2>&1
ok 'so it is built again' dossier archive build "$REF" --json
is "$(json 'v["draft"]' <"$TMP/out")" false 'and is no draft'
ok 'and taken out' dossier archive get "$REF" "$TMP/two.zip"
unread() { # STREAM COMMAND...: which is a pipe that nobody reads
	python3 -IS -c 'import os, subprocess, sys
r, w = os.pipe()
os.close(r)
sys.exit(subprocess.call(sys.argv[2:], **{sys.argv[1]: w}))' "$@"
}
ok 'where nobody reads what is said' unread stderr dossier archive get "$REF" "$TMP/unsaid.zip"
ok 'or printed' unread stdout dossier archive get "$REF" "$TMP/unread.zip" --json
is "$(cmp "$TMP/unsaid.zip" "$TMP/two.zip" && cmp "$TMP/unread.zip" "$TMP/two.zip" && echo whole)" whole 'it stands there as well'
unzip -q "$TMP/two.zip" -d "$TMP/two"
is "$(grep -rlEi 'jan *jansen|bob|carla|staf|elders' "$TMP/two" | sed "s#$TMP/two/##")" '' 'nothing of it is in any entry'
is "$(json '[[r["city"], r["note"]] for r in v]' <"$TMP/two/data/BAK-C01/leads.json")" \
	'[["stad 0", null], ["stad 1", "gebeld"], ["stad 2", "[weggelaten] belde over zijn taart, [weggelaten] dus"], ["stad 3", "mail van [weggelaten]"]]' 'all else is'
is "$(grep -c 'anna@example.org' "$TMP/two/files/BAK-C01/brief.eml")" 1 'a mail keeps the person'
is "$(grep -ohE '\[persoon [0-9]\]' "$TMP"/two/files/BAK-C01/*.eml | sort -u | tr '\n' ' ')" '[persoon 1] [persoon 2] ' 'and others are two, the same in both'
is "$(json 'sorted([o["collection"] or "", o["field"] or "", o["article"].split()[1], o["count"]] for o in v if o["category"])' <"$TMP/two/omitted.json")" \
	'[["", "", "15(4)", 4], ["leads", "", "15(4)", 1], ["leads", "", "15(4)", 3], ["leads", "note", "15(4)", 1]]' 'omitted.json says so, with ground and count, once of what looks the same' || cat "$TMP/two/omitted.json"
is "$(items "[[r['rule'], r['count'], r['doubt']] for r in v['rules'] if r['doubt']]")" '[["BAK-C01/leads/2", 0, "nothing"]]' 'a rule that met nothing is told'
like "$(dossier review list "$REF" 2>/dev/null)" 'rule BAK-C01/leads/2 met nothing' 'in words'

# ---- a part left out is a refusal of that part (art. 12(4)) ----

like "$(tr -d '\n' <"$TMP/two/letter.html")" 'inzage \(art. 15 AVG\)</strong>: deels toegewezen' 'the letter says that it is granted in part'
like "$(cat "$TMP/two/completeness.html")" 'Die heeft ook recht op privacy. Daarom laten wij het weg \(artikel 15, lid 4, AVG\)' 'and the page why, in words to them'
ok 'and the answer leaves' dossier answer "$REF" --confirm "$REF" --by post
is "$(dossier show "$REF" --json | json '[(d["right"], d["state"], d["decision"]) for d in v["decisions"]]')" '[["access", "answered", "partly"]]' 'so says show'
is "$(dossier show "$REF" --decisions --json | json 'sorted({(r["category"], r["decision"], r["ground"], r["article"]) for r in v if r["category"] == "BAK-C01"})')" \
	'[["BAK-C01", "partly", "third-party", "GDPR 15(4)"]]' 'and of the category on which ground'
like "$(dossier show "$REF" 2>/dev/null)" 'access was answered; a part of its copy was left out' 'as the history does'
ok 'which follows from the log' dossier audit verify
rejects 4 'is answered already' 'after which nothing is said' dossier review withhold "$REF" --item "$(number brief.eml)" --ground third-party

# ---- leaving out does not end in giving nothing (recital 63) ----

printf 'city,mail,note,kind\n' >"$TMP/leads/leads-1.csv"
REF=$(request)
dossier task 'done' "$REF" cabinet --file "$TMP/brief.eml" >/dev/null 2>&1
dossier review withhold "$REF" --item "$(number brief.eml)" --ground third-party --confirm "$REF" >/dev/null 2>&1
informed "$REF"
dossier archive build "$REF" >/dev/null 2>&1
is "$(items "[i['state'] for i in v['items'] if i['kind'] == 'file' or i['rows'] > 0]")" '["withheld"]' 'all that was found is left out'
rejects 4 "does not end in giving nothing .*dossier review redact $REF.*--confirm $REF" 'which is no answer' dossier answer "$REF" --by post
dossier archive get "$REF" "$TMP/none.zip" >/dev/null 2>&1
is "$(unzip -p "$TMP/none.zip" letter.html | grep -cE 'op een andere manier gegeven|bevat een kopie')" 0 'the letter does not say that it is given, here or another way'
ok 'unless that is meant' dossier answer "$REF" --by post --confirm "$REF"

# ---- left out of what is portable alone (20(1)) ----

REF=$(known "$(dossier log --again --org bakker --right access --right portability --email anna@example.org --received 2026-03-05 2>/dev/null)")
no_customer "$REF"
dossier task skip "$REF" letters --ground 'niets bekend' >/dev/null 2>&1
printf 'Wij vonden haar aardig.\n' >"$TMP/oordeel.txt"
dossier task 'done' "$REF" cabinet --file "$TMP/oordeel.txt" >/dev/null 2>&1
looked_at "$REF" >/dev/null
ok 'what she did not provide' dossier review withhold "$REF" --item "$(number oordeel.txt)" --ground not-provided
informed "$REF"
ok 'an archive without that' dossier archive build "$REF" --json
dossier archive get "$REF" "$TMP/20.zip" >/dev/null 2>&1
is "$(unzip -Z1 "$TMP/20.zip" | grep oordeel)" 'files/BAK-C01/oordeel.txt' 'has it in the copy, and not in portability/'
is "$(unzip -p "$TMP/20.zip" omitted.json | json '[(o["category"], o.get("copy"), o["count"]) for o in v if o["code"] == "ground"]')" '[["BAK-C01", "portability", 1]]' 'and says of which copy it was left out' || unzip -p "$TMP/20.zip" omitted.json
like "$(unzip -p "$TMP/20.zip" completeness.html)" 'alleen weggelaten bij: overdracht van gegevens' 'on the page too'
LETTER=$(unzip -p "$TMP/20.zip" letter.html | tr '\n' ' ')
like "$LETTER" 'Niet alles wat wij geven, zit ook in het deel om mee te nemen' 'and in the letter'
is "$(echo "$LETTER" | grep -c 'Een deel hebben wij niet meegegeven')" 0 'which does not say that it was not given'

# ---- what was decided of each category is that of the copy which left ----

edit "$TMP/bakker.json" '
v["categories"] = [v["categories"][0], {**v["categories"][0], "id": "BAK-C08"}, {**v["categories"][0], "id": "BAK-C09"}]
v["systems"] = [{**s, "categories": [c["id"] for c in v["categories"]]} for s in v["systems"] if s["id"] == "cabinet"]' >"$TMP/three.json"
ok 'a register of one cabinet and three categories' dossier register load "$TMP/three.json"
REF=$(known "$(dossier log --again --org bakker --right access --right portability --email anna@example.org --received 2026-03-05 2>/dev/null)")
no_customer "$REF"
printf 'Geen enkele taart.\n' >"$TMP/taart.txt"
printf 'Jan Jansen belde.\n' >"$TMP/belde.txt"
ok 'two hold something' dossier task 'done' "$REF" cabinet --category BAK-C01 --file "$TMP/belde.txt" --category BAK-C08 --file "$TMP/taart.txt" --category BAK-C09 --nothing
looked_at "$REF" >/dev/null
ok 'a name goes from everywhere' dossier review redact "$REF" --everywhere --text 'Jan Jansen' --ground third-party
SAID=$(items "v['said'][-1]['said']")
informed "$REF"
dossier archive build "$REF" >/dev/null 2>&1
ok 'access is answered' dossier answer "$REF" --right access --by post --confirm "$REF"
of_access() {
	dossier show "$REF" --decisions --json | json '[[r["category"], r["decision"]] for r in v if r["right"] == "access"]'
}
is "$(of_access)" '[["BAK-C01", "partly"], ["BAK-C08", "granted"], ["BAK-C09", "nothing"]]' 'partly where it stood, and nothing where nothing was found'
dossier review undo "$REF" --said "$SAID" >/dev/null 2>&1
ok 'another archive is built for the rest' dossier archive build "$REF" --json
is "$(of_access)" '[["BAK-C01", "partly"], ["BAK-C08", "granted"], ["BAK-C09", "nothing"]]' 'which changes nothing of what was answered'
done_testing
