#!/bin/sh
# What goes with a copy (art. 15(1)(a)-(h), 15(2)): where the register is silent nothing is answered until somebody says it for the
# request, or why it cannot be told; and to whom this person's data went is said by name (C-154/21).
cd "$(dirname "$0")/../.." || exit 1
. tests/lib.sh
needs python3 unzip

installation_of_one pg || exit 1
edit templates/registers/jcc.json 'v["organisation"]["contact"]["email"] = "privacy@jcc.example"' >"$TMP/register.json"
ok 'the register loads' dossier register load "$TMP/register.json"

state() {
	written
}
# stands EXPRESSION: of what the command tells, `v`.
stands() {
	dossier inform "$REF" --json | json "$1"
}
# page EXPRESSION...: the text of a page of the archive
page() {
	unzip -p "$TMP/copy.zip" "$1" | sed '/<style>/,/<\/style>/d; s/<[^>]*>//g'
}
build() {
	dossier archive build "$REF" >/dev/null 2>&1
	rm -f "$TMP/copy.zip" "$TMP/CONCEPT.zip"
	dossier archive get "$REF" "$TMP/CONCEPT.zip" >/dev/null 2>&1
	mv "$TMP/CONCEPT.zip" "$TMP/copy.zip"
}

REF=$(dossier log --org jcc --right access --email anna@example.org --received 2026-03-05 2>/dev/null)
known "$REF" >/dev/null
dossier work >/dev/null 2>&1

# ---- nothing found, nothing to tell ----

is "$(stands '[v["blanks"], v["items"], v["recipients"]]')" '[0, [], []]' 'of what was not found nothing is told'
rejects 4 'no data of it were found' 'nor recorded' dossier inform "$REF" --item d --category JCC-C06 --text 'Een jaar.'

# ---- found: what the register does not say is blank ----

dossier task 'done' "$REF" administration --category JCC-C01 --count 1 >/dev/null 2>&1
dossier task 'done' "$REF" portal --category JCC-C06 --count 2 >/dev/null 2>&1
for system in administration portal marketing analytics; do
	dossier task 'done' "$REF" "$system" --nothing >/dev/null 2>&1
done
is "$(stands '[(i["category"], i["item"]) for i in v["items"] if i["state"] == "blank"]')" \
	'[["JCC-C01", "h"], ["JCC-C01", "15-2"], ["JCC-C06", "d"], ["JCC-C06", "h"], ["JCC-C06", "15-2"]]' 'what the register does not say is blank'
is "$(stands '[(r["recipient"], r["state"], r["categories"]) for r in v["recipients"]]')" '[["JCC-R03", "blank", ["JCC-C01", "JCC-C06"]]]' 'and whether third parties got it; staff are none, nor who works with other data'
rejects 4 "blank: whether decisions are automated, JCC-C01 \(art. 15\(1\)\(h\) GDPR\): .dossier inform $REF --category JCC-C01 --item h \[--impossible\] --text TEXT.; for later requests .dossier register load FILE.; 6 more" \
	'nothing is answered: category, item, article and both commands are named' dossier answer "$REF" --by post
is "$(dossier next "$REF" 2>/dev/null)" "dossier inform $REF" 'which is the next thing to do'
like "$(dossier show "$REF" 2>&1)" "dossier inform $REF.*JCC-C01 \(art. 15\(1\)\(h\)" 'as show says'
build
like "$(page CONCEPT.html)" 'hoe lang wij ze bewaren: nog niet ingevuld' 'an archive made meanwhile is a draft that lists it'
like "$(page processing/JCC-C06.html)" 'Hoe lang wij ze bewaren, staat niet in' 'and says so in its place'

# ---- bad input ----

rejects 2 'is one of a, b' 'an item that is none' dossier inform "$REF" --item z --text x
rejects 3 'has no category "JCC-C99"' 'a category that is none' dossier inform "$REF" --item d --category JCC-C99 --text x
rejects 2 'say in --text' 'an empty text' dossier inform "$REF" --item d --category JCC-C06 --text '  '
head -c 9000 /dev/zero | tr '\0' x >"$TMP/long"
rejects 2 'at most 8000 bytes' 'a text too long' dossier inform "$REF" --item d --category JCC-C06 --text - <"$TMP/long"
rejects 4 'how long it is kept of JCC-C01 is not impossible to tell.*told already' 'what the register tells is not impossible' dossier inform "$REF" --item d --category JCC-C01 --impossible --text x
rejects 4 'the source of JCC-C01 is not impossible to tell.*not asked' 'nor what is not asked' dossier inform "$REF" --item g --category JCC-C01 --impossible --text x
rejects 2 'blank of 2 categories: say of which' 'one sentence is said of each by name' dossier inform "$REF" --item 15-2 --text x
rejects 2 'received unknown' 'who got it is said of each' dossier inform "$REF" --item c --category JCC-C01 --impossible --text x
rejects 4 'people or programs of our own' 'staff are no recipients' dossier inform "$REF" --recipient JCC-R01 --received yes
rejects 3 'no recipient "JCC-R99"' 'a recipient that is none' dossier inform "$REF" --recipient JCC-R99 --received yes
rejects 4 'has no name in the register: say who it is' 'yes of one without a name says who it is' dossier inform "$REF" --recipient JCC-R03 --received yes
rejects 4 'unknown says why' 'and unknown why' dossier inform "$REF" --recipient JCC-R03 --received unknown
rejects 3 'nothing that stands was recorded as number 1' 'nothing to take back' dossier inform "$REF" --take-back 1
rejects 2 'one of --item, --recipient and --take-back' 'one thing at a time' dossier inform "$REF" --item d --text x --recipient JCC-R03 --received no

# ---- said, for this request ----

ok 'decisions, of all data together' dossier inform "$REF" --item h --text 'Over u beslist geen computer.'
ok 'one cannot be told' dossier inform "$REF" --item d --impossible --text 'Wij zoeken uit <hoe> lang.'
like "$(cat "$TMP/err")" 'warning: art. 15\(1\)\(d\) GDPR: where no period can be told, what determines it is' 'of a period what determines it is wanted then'
ok 'third parties got of one category' dossier inform "$REF" --recipient JCC-R03 --received yes --category JCC-C01 --text 'Drukkerij De Pers B.V.'
ok 'and of the other not' dossier inform "$REF" --recipient JCC-R03 --received no --category JCC-C06
is "$(stands '[(i["category"], i["item"]) for i in v["items"] if i["state"] == "blank"]')" '[["JCC-C01", "15-2"]]' 'safeguards are wanted where it went'
ok 'which are none that are needed' dossier inform "$REF" --item 15-2 --text 'De drukkerij staat in Nederland.'
is "$(stands 'v["blanks"]')" 0 'nothing is blank'
is "$(stands '[(r["state"], r["categories"], r["by"] is not None) for r in v["recipients"]]')" '[["yes", ["JCC-C01"], true], ["no", ["JCC-C06"], true]]' 'who said what stands there'
ok 'an item that the register tells gets more' dossier inform "$REF" --item d --category JCC-C01 --text 'Daarna vernietigen wij het papier.'
like "$(cat "$TMP/err")" 'what the register says of it stands' 'beside it'
like "$(dossier undo "$REF" 2>/dev/null)" "dossier inform $REF --take-back 6" 'which can be taken back'
ok 'and is' dossier inform "$REF" --take-back 6
rejects 3 'nothing that stands' 'once' dossier inform "$REF" --take-back 6
is "$(stands '[i["text"] for i in v["items"] if (i["category"], i["item"]) == ("JCC-C01", "d")]')" '[null]' 'it is not told'
is "$(log_of "$REF" | json '"Drukkerij" in str(v) or "computer" in str(v)')" false 'the log holds no words'
build
is "$(unzip -l "$TMP/copy.zip" | grep -c CONCEPT)" 0 'the archive is no draft'
like "$(page processing/JCC-C06.html)" 'Dit kunnen wij u niet zeggen. Wij zoeken uit &lt;hoe&gt; lang.' 'why it cannot be told is told as such'
is "$(page processing/JCC-C06.html | grep -c 'Niemand buiten')" 1 'nobody got that category'
like "$(page processing/JCC-C01.html)" 'Gegevens van u gingen|Hier gingen gegevens van u heen. Drukkerij De Pers B.V.' 'who got the other is told'
like "$(page processing/index.html)" 'Over u beslist geen computer' 'and of decisions'
is "$(unzip -p "$TMP/copy.zip" processing/processing.json | json '[(c["id"], c["recipients"]) for c in v["categories"] if c.get("told") and c["id"] in ("JCC-C01", "JCC-C06")]')" \
	'[["JCC-C01", ["JCC-R03"]], ["JCC-C06", []]]' 'programs read the same'
is "$(for f in $(unzip -Z1 "$TMP/copy.zip" 'processing/*.html'); do page "$f"; done | grep -cE 'staat niet in onze verklaring|zegt hier niets over|Hier staat niets over|staat bij ons niet apart|niet vermeld in onze')" 0 'no page says that our statement says nothing'
ok 'it is answered' dossier answer "$REF" --by post
rejects 4 'answered' 'and nothing is added then' dossier inform "$REF" --item d --category JCC-C01 --text x

# ---- of what is refused nothing is told, and nothing is blank ----

REF=$(dossier log --org jcc --right access --email bert@example.org --received 2026-03-05 2>/dev/null)
dossier work >/dev/null 2>&1
dossier task 'done' "$REF" portal --category JCC-C06 --count 1 >/dev/null 2>&1
is "$(stands '{i["category"] for i in v["items"]}')" "{'JCC-C06'}" 'it was found'
dossier refuse "$REF" --category JCC-C06 --ground uavg-41-i --facts 'Bedreigingen.' --necessity 'x' --proportionality 'y' >/dev/null 2>&1
is "$(stands '[v["blanks"], v["items"], v["recipients"]]')" '[0, [], []]' 'and refused'
done_testing
