#!/bin/sh
# Archives as they are read: what stands on their pages, and, where Chromium and axe-core are (`make deps-pages`), how
# they fare with who sees, hears or prints them. PAGES=all: of each register in both languages, JBSync's large one too;
# PAGES_DIR: they stay there, to be looked at.
cd "$(dirname "$0")/../.." || exit 1
. tests/lib.sh
needs python3 psql unzip

pg_start
sql postgres -c 'CREATE DATABASE dossier'
installation_of_one "$(pg_uri dossier)" || exit 1
PAGES_DIR=${PAGES_DIR:-$TMP/pages}
mkdir -p "$PAGES_DIR"

# What a colleague hands in: a record, and many.
cat >"$TMP/card.csv" <<'END'
naam,email,geboortedatum,aangemaakt op,opmerking
Anna Bakker,anna@example.org,1980-05-17,2024-06-12T09:30:00+02:00,"=belt ""liever"" na zessen"
END
{
	echo 'id,subject,created_at,status,body'
	i=0
	while [ $((i += 1)) -le 40 ]; do
		printf '%d,Vraag %d,2025-%02d-03 14:05:09,closed,"Beste helpdesk, dit is mijn vraag nummer %d. Kunt u mij bellen?"\n' $i $i $((i % 12 + 1)) $i
	done
} >"$TMP/table.csv"

# request ORG LANG: one that was searched; prints the reference.
request() {
	dossier register load "templates/registers/$1.json" >/dev/null 2>&1
	REF=$(dossier log --again --org "$1" --right access --right portability --email anna@example.org --received 2026-03-05 --lang "$2" 2>/dev/null)
	dossier work >/dev/null 2>&1
	known "$REF"
}
# unpack REF NAME: build its archive, and lay its files there.
unpack() {
	dossier archive build "$1" >/dev/null 2>&1 && dossier archive get "$1" "$TMP/CONCEPT-$2.zip" >/dev/null 2>&1
	mkdir -p "$PAGES_DIR/$2" && unzip -qo "$TMP/CONCEPT-$2.zip" -d "$PAGES_DIR/$2"
	result "an archive: $2"
}
# account REF: a card and a table of the first system, so many of the second, nothing of the rest; who was written to did not answer.
account() {
	found=0
	dossier show "$1" --json | json '"\n".join(" ".join([t["system"], t["connector"], *t["categories"]]) for t in v["tasks"])' >"$TMP/tasks"
	while read -r system kind one other _; do
		case $kind$found in
		manual0) dossier task 'done' "$1" "$system" --category "$one" --file "$TMP/card.csv" --file "$TMP/table.csv" --file README.md && found=1 ;;
		manual1) dossier task 'done' "$1" "$system" --category "$one" --count 3 && found=2 ;;
		esac
		[ -z "$other" ] || [ "$kind" != manual ] || dossier task 'done' "$1" "$system" --nothing
		[ "$kind$found$other" != manual2 ] || dossier task 'done' "$1" "$system" --nothing
		[ "$kind" = manual ] || dossier task skip "$1" "$system" --ground 'geen antwoord gekregen'
	done <"$TMP/tasks" >"$TMP/out" 2>&1
}

REF=$(request jcc nl)
unpack "$REF" jcc-concept
account "$REF"
unpack "$REF" jcc
if [ "${PAGES:-}" = all ]; then
	for each in jouwbot:nl maila:nl zivver:nl jcc:en maila:en zivver:en; do
		REF=$(request "${each%:*}" "${each#*:}")
		account "$REF"
		unpack "$REF" "$(echo "$each" | tr : -)"
	done
	jbsync_database all
	jbsync_redis
	jbsync_vendors
	for lang in nl en; do
		dossier register load templates/registers/jbsync.json >/dev/null 2>&1
		REF=$(dossier log --again --org jbsync --right access --email sanne.devries@bakkerij-zonnehoek.example --received 2026-03-05 --lang $lang 2>/dev/null)
		dossier work >/dev/null 2>&1
		known "$REF" >/dev/null
		unpack "$REF" jbsync-$lang
	done
fi

# ---- what stands there ----

find "$PAGES_DIR" -name '*.html' | LC_ALL=C sort >"$TMP/pages.list"
python3 tests/integration/pages.py "$PAGES_DIR" >"$TMP/told"
is "$(cat "$TMP/told")" '' 'no word of a program, no identifier of a register, no other language'
card=$(find "$PAGES_DIR/jcc/data" -name 'card.html') table=$(find "$PAGES_DIR/jcc/data" -name 'table.html')
like "$(cat "$card")" '<dt>Aangemaakt op</dt><dd>12 juni 2024, 9\.30 uur</dd>' 'one record is a card, and a day is written out'
is "$(grep -c '<table>' "$card") $(grep -c '^<tr><td' "$table")" '0 40' 'many are a table'
like "$(cat "$table")" '3 april 2025, 14\.05 uur' 'in which days are too'

# ---- by axe ----

# of a small set one of each kind; each archive has two start pages
if [ "${PAGES:-}" = all ]; then
	cp "$TMP/pages.list" "$TMP/read"
else
	{
		for page in LEESMIJ README letter completeness processing/index; do
			echo "$PAGES_DIR/jcc/$page.html"
		done
		echo "$PAGES_DIR/jcc-concept/CONCEPT.html"
		find "$PAGES_DIR/jcc/processing" -name 'JCC-C01.html'
		echo "$card"
		echo "$table"
	} >"$TMP/read"
fi
xargs python3 tests/accessible.py ${PAGES_SHOTS:+--shots "$PAGES_SHOTS"} <"$TMP/read" >"$TMP/axe"
status=$?
if grep -q '^1\.\.0' "$TMP/axe"; then
	count=$((count + 1))
	echo "ok $count - axe # SKIP ${PAGES:-few} pages: $(sed 's/.*# SKIP //' "$TMP/axe")"
else
	grep -A20 '^not ok' "$TMP/axe" | sed 's/^/# /'
	[ $status -eq 0 ]
	result "axe finds nothing in $(grep -c '^ok' "$TMP/axe") pages, light, dark, in print and on a telephone"
fi
done_testing
