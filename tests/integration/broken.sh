#!/bin/sh
# An installation that is damaged, or not this program's: one line that says what to do, and nothing changed. Its own
# templates: what they lack is built in.
cd "$(dirname "$0")/../.." || exit 1
. tests/lib.sh
needs psql python3

pg_start
sql postgres -c 'CREATE DATABASE dossier'
installation_of_one "$(pg_uri dossier)" || exit 1
dossier register load tests/data/register_small.json >/dev/null 2>&1
sql postgres -c 'CREATE DATABASE good TEMPLATE dossier'

mend() {
	sql postgres -c 'DROP DATABASE dossier' -c 'CREATE DATABASE dossier TEMPLATE good'
}
# state: a digest of every row, the columns there are, and every file of the installation.
state() {
	sql dossier -c "SELECT md5(string_agg(table_to_xml(c.oid::regclass, true, false, '')::text, '' ORDER BY relname)),
		(SELECT count(*) FROM information_schema.columns WHERE table_schema = 'public')
		FROM pg_class c WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
	(cd "$DOSSIER_HOME" && find . -type f -exec md5sum {} + | LC_ALL=C sort)
}
# broken STATUS PATTERN TEXT: so it is with commands that read, mend and write.
broken() {
	for command in list 'db upgrade' 'log --org bakker --right access --email a@b.nl'; do
		# shellcheck disable=SC2086 # words of a command
		rejects "$1" "^dossier: .*$2" "$3: $command" dossier $command
	done
}
# damage SQL STATUS PATTERN TEXT
damage() {
	sql dossier -c "$1" 2>/dev/null
	broken "$2" "$3" "$4"
	mend
}

ok 'the installation works' dossier doctor
damage "UPDATE schema_migration SET sha256 = sha256('x')" 4 'made with another version of [0-9]+_[a-z_]+: use the program' 'a migration that is another'
damage "INSERT INTO schema_migration (name, sha256) VALUES ('9999_later', sha256('x'))" 4 'newer than this program: it has had 9999_later; install' 'a newer database'
damage "INSERT INTO schema_migration (name, sha256) VALUES ('0000_other', sha256('x'))" 4 'another program.s: it has had 0000_other' 'a migration that is not ours'
damage 'DELETE FROM schema_migration' 3 'no schema of ours: restore it from its backup' 'no record of migrations'
damage 'DROP TABLE schema_migration' 3 'no schema of ours: restore it' 'no table of migrations'
damage 'DROP TABLE installation CASCADE' 1 'relation "installation" does not exist .*; restore the database' 'no installation table'
sql postgres -c 'DROP DATABASE dossier' -c 'CREATE DATABASE dossier'
broken 3 'no schema of ours: restore it' 'an empty database'
mend

# A table that no command of these needs at once: the upgrade and doctor look for it.
sql dossier -c 'DROP TABLE escalation CASCADE' 2>/dev/null
rejects 1 '^dossier: query .* relation "escalation" does not exist .*; restore the database' 'a lost table: db upgrade' dossier db upgrade
like "$(dossier doctor 2>/dev/null)" '^failed +schema .*relation "escalation" does not exist.*; restore the database' 'a lost table: doctor tells'
mend
sql dossier -c 'ALTER TABLE request DROP COLUMN due CASCADE' 2>/dev/null
rejects 1 '^dossier: .*column .*due does not exist .*; restore the database' 'a lost column: db upgrade' dossier db upgrade
like "$(dossier doctor 2>/dev/null)" '^failed +schema .*column .*due does not exist' 'a lost column: doctor tells'
mend
sql dossier -c 'DELETE FROM installation'
rejects 3 '^dossier: the database holds no installation: restore it' 'no installation in it' dossier list
mend

# -- the directory

conf() {
	cp "$DOSSIER_HOME/dossier.conf" "$TMP/conf"
	printf '%b' "$1" >"$DOSSIER_HOME/dossier.conf"
	broken "$2" "$3" "$4"
	cp "$TMP/conf" "$DOSSIER_HOME/dossier.conf"
}
conf 'garbage' 1 'dossier\.conf:1: expected "key = value"' 'a configuration that is none'
conf '\0000\0377\0001' 1 'dossier\.conf: not a text' 'a configuration of bytes'
conf '# all as usual\n' 3 'there is no database in .*: restore it from its backup' 'a configuration that lost its database'
conf 'slots = 2\nslots = 3\n' 1 'dossier\.conf:2: slots is there twice' 'a key twice'

# key FILE: it is away, then damaged. `db upgrade` needs no keys.
key() {
	mv "$DOSSIER_HOME/keys/$1" "$TMP/key"
	rejects 3 "^dossier: .*$2.*; restore it from the backup of the keys|no installation key" "no $1" dossier list
	echo damaged >"$DOSSIER_HOME/keys/$1"
	chmod 600 "$DOSSIER_HOME/keys/$1"
	rejects 1 "^dossier: the key file keys/$1 is damaged.*; restore it from the backup of the keys" "a damaged $1" dossier list
	mv "$TMP/key" "$DOSSIER_HOME/keys/$1"
}
key blind.key keys/blind.key
key signing.key keys/signing.key
key "$(cd "$DOSSIER_HOME/keys" && ls 2*.key)" 'no installation key'
mv "$DOSSIER_HOME/keys" "$TMP/keys"
rejects 3 '^dossier: cannot open the keys in .*; restore them from the backup' 'no keys at all' dossier list
mv "$TMP/keys" "$DOSSIER_HOME/keys"
ok 'and mended it works again' dossier doctor

# -- templates of its own

own() {
	mkdir -p "$DOSSIER_HOME/templates/$(dirname "$1")"
	printf '%s\n' "$2" >"$DOSSIER_HOME/templates/$1"
}
# lacking FILE WHAT TEXT COMMAND...: it works with what is built in, and says so in one line; doctor does too.
lacking() {
	file=$1 what=$2 text=$3
	shift 3
	ok "$text" "$@"
	is "$(wc -l <"$TMP/err")" 1 "$text: one line"
	like "$(cat "$TMP/err")" "^dossier: warning: .*/templates/$file lacks .*$what.*: taken from the built-in file" "$text: it says so"
	like "$(dossier doctor 2>/dev/null)" "^warning +templates .*/$file lacks .*$what" "$text: doctor says so"
}
own report/words.json '{"nl": {}}'
lacking report/words.json nl/ 'words that are lacking' dossier report 2026-03 --lang nl
rm "$DOSSIER_HOME/templates/report/words.json"
cause='{"id": "moon", "name": {"nl": "volle maan", "en": "full moon"}}'
own law/late-causes.json '{"format": "dossier-late-causes/1", "title": "x", "causes": ['"$cause]}"
lacking law/late-causes.json causes/ 'codes that are lacking' dossier cause --list
like "$(cat "$TMP/out")" '^moon' 'its own code is there'
like "$(cat "$TMP/out")" '^recipient-silent' 'and a built-in one'
own law/late-causes.json '{"format": "dossier-late-causes/1", "title": "x", "causes": ['"$cause,
$cause]}"
rejects 1 '^dossier: .*/templates/law/late-causes\.json:2:8: moon is there twice' 'a code twice' dossier cause --list
like "$(dossier doctor 2>/dev/null)" '^failed +templates .*late-causes\.json:2:8: moon is there twice' 'a code twice: doctor says so'
rm "$DOSSIER_HOME/templates/law/late-causes.json"
edit templates/law/calendar-nl.json 'v["last_year"] = 2020
v["rules"] = [r for r in v["rules"] if r["kind"] != "date"]' >"$DOSSIER_HOME/templates/law/calendar-nl.json"
like "$(dossier deadline 2026-03-02 2>&1)" 2020 'a date without a request is by its own calendar too'
rm "$DOSSIER_HOME/templates/law/calendar-nl.json"
like "$(dossier doctor)" '^ok +templates' 'without them all is well'
done_testing
