#!/bin/sh
# All of an installation in one sealed file: of one with a private server, and of a shared one with a server of its
# administrator; altered, cut off, checked, restored. What is restored does nothing before it is replayed.
cd "$(dirname "$0")/../.." || exit 1
. tests/lib.sh
needs psql pg_dump python3 age age-keygen tar

installation_of_one private || exit 1
pg_start
dossier register load templates/registers/jbsync.json >/dev/null 2>&1
jbsync_database 20
REF=$(known "$(dossier log --org jbsync --right access --email sanne.devries@bakkerij-zonnehoek.example --received 2026-03-05 2>/dev/null)")
dossier work >/dev/null 2>&1
nothing_found "$REF" 'geen gegevens'
skip_tasks "$REF" 'niet van toepassing'
informed "$REF"
dossier archive build "$REF" >/dev/null 2>&1
dossier audit checkpoint --org jbsync >/dev/null
age-keygen -o "$TMP/key" 2>/dev/null
KEY=$(age-keygen -y "$TMP/key")
printf 'een heel lang wachtwoord\n' >"$TMP/words"
# blobs HOME: those that something names, with what is in them
store 'SELECT blob FROM part UNION SELECT blob FROM release' | LC_ALL=C sort | sed 's,^..,&/&,' >"$TMP/names"
blobs() {
	(cd "$1/blobs" && xargs -r sha256sum <"$TMP/names")
}
blobs "$DOSSIER_HOME" >"$TMP/blobs"
[ -s "$TMP/blobs" ]
result 'something was collected'

# ---- made ----

B=$TMP/backup.age
refuses 2 'one of --recipient KEY and --passphrase FILE is needed' 'never unsealed' dossier backup make "$B"
refuses 1 'not an age recipient' 'a recipient that is none' dossier backup make "$B" --recipient "${KEY%?}x"
[ ! -e "$B" ]
result 'nothing is left of that'
ok 'made' dossier backup make "$B" --recipient "$KEY" --json
is "$(json '[v["missing"], v["blobs"]]' <"$TMP/out")" "[0, $(wc -l <"$TMP/blobs")]" 'with every file that the database names'
is "$(stat -c %a "$B")" 600 'for its owner alone'
refuses 4 'is there already' 'it overwrites nothing' dossier backup make "$B" --recipient "$KEY"
mkdir "$TMP/dir"
ok 'in a directory' dossier backup make "$TMP/dir" --recipient "$KEY"
like "$(ls "$TMP/dir")" '^dossier-20.*Z\.age$' 'by the instant'
grep -aqE 'JBS-2026|keys/|signing' "$B" && false
is $? 1 'nothing of it can be read'
is "$(dossier audit list --org jbsync --json | json 'sorted(set(e["body"]["body"]["to"] for e in v if e["kind"] == "backup.made")) == ["'"$KEY"'"]')" true 'the log tells that it was made, and for whom'
like "$(dossier doctor --json | json '[c["status"] for c in v if c["check"] == "backup"]')" ok 'doctor knows when'
# shellcheck disable=SC2016 # of the shell within
ok 'a stranger opens it with the key: age, tar, sha256sum' sh -c 'mkdir "$1/plain" && age -d -i "$1/key" "$1/backup.age" | tar -xf - -C "$1/plain" &&
	cd "$1/plain" && cat manifest/*.sha256 | sha256sum -c --quiet' sh "$TMP"
ok 'and the database with pg_restore' sh -c "cat '$TMP'/plain/database/*.part | pg_restore -l"

# ---- checked ----

ok 'checked' dossier backup check "$B" --identity "$TMP/key" --json
is "$(json '[v["deep"], v["missing"], v["organisations"][0]["requests"], v["organisations"][0]["found"]]' <"$TMP/out")" '[true, 0, 1, 0]' 'its database lives, and its log holds'
[ -z "$(find "${TMPDIR:-/tmp}" -maxdepth 1 -name 'dossier-check.*' -newer "$B")" ]
result 'nothing of that is left'
ok 'every byte' dossier backup check "$B" --identity "$TMP/key" --quick
age-keygen -o "$TMP/other" 2>/dev/null
refuses 1 'not sealed to this key' 'another key' dossier backup check "$B" --identity "$TMP/other" --quick
refuses 1 'holds no age identity' 'no key' dossier backup check "$B" --identity "$TMP/words" --quick
refuses 1 'not sealed to a passphrase' 'a passphrase for what has none' dossier backup check "$B" --passphrase "$TMP/words" --quick
refuses 1 'not an age file' 'what is no backup' dossier backup check tests/lib.sh --identity "$TMP/key" --quick
age -r "$KEY" -o "$TMP/not.age" tests/lib.sh
refuses 1 'no backup of Dossier' 'another sealed file' dossier backup check "$TMP/not.age" --identity "$TMP/key" --quick
# flipped AT: a copy in which a byte is another
flipped() {
	python3 -IS -c 'import sys
b = bytearray(open(sys.argv[1], "rb").read())
b[int(float(sys.argv[2]) * (len(b) - 1))] ^= 1
open(sys.argv[3], "wb").write(b)' "$B" "$1" "$TMP/flipped"
}
for at in 0.001 0.3 0.7 1; do
	flipped $at
	refuses 1 'altered' "a flipped byte, at $at" dossier backup check "$TMP/flipped" --identity "$TMP/key" --quick
done
refuses 1 'altered|cut off' 'nor is it restored' dossier backup restore "$TMP/flipped" --identity "$TMP/key" --home "$TMP/bad"
[ ! -e "$TMP/bad" ]
result 'and nothing is made of it'
for bytes in 0 100 65536 -1; do
	head -c "$bytes" "$B" >"$TMP/cut"
	refuses 1 'altered|cut off|not an age file' "cut off, at $bytes" dossier backup check "$TMP/cut" --identity "$TMP/key" --quick
done
# a member that its manifest does not have, though the age file is whole
(cd "$TMP/plain" && echo x >>dossier.conf && tar --format=ustar -cf "$TMP/other.tar" about.json dossier.conf keys database manifest)
age -r "$KEY" -o "$TMP/other.age" "$TMP/other.tar"
refuses 1 'altered|no backup' 'made by somebody else of its parts' dossier backup check "$TMP/other.age" --identity "$TMP/key" --quick

# ---- restored ----

refuses 2 'home DIR says where' 'nowhere' dossier backup restore "$B" --identity "$TMP/key"
refuses 4 'is there already' 'over an installation' dossier backup restore "$B" --identity "$TMP/key" --home "$DOSSIER_HOME"
refuses 4 'is there already' 'over a directory' dossier backup restore "$B" --identity "$TMP/key" --home "$TMP/dir"
ok 'restored' dossier backup restore "$B" --identity "$TMP/key" --home "$TMP/again"
first=$DOSSIER_HOME
DOSSIER_HOME=$TMP/again
blobs "$DOSSIER_HOME" | diff - "$TMP/blobs" >"$TMP/out"
is "$? $(find "$DOSSIER_HOME/blobs" -type f | wc -l)" "0 $(wc -l <"$TMP/names")" 'every file that is named is there, and no other'
diff -r "$first/keys" "$DOSSIER_HOME/keys" && diff -r "$first/secrets" "$DOSSIER_HOME/secrets" && diff -r "$first/checkpoints" "$DOSSIER_HOME/checkpoints"
result 'keys, credentials and checkpoints too'
is "$(find "$DOSSIER_HOME" -type f -perm /077 ! -name pg.path | head -1)" '' 'and nobody else reads any'
for command in list "show $REF" "archive get $REF $TMP/no.zip" work "log --org jbsync --right access --email b@example.org" today 'register show jbsync' 'report 2026-03'; do
	# shellcheck disable=SC2086 # words
	refuses 4 'restored: it came from a backup.*dossier replay' "it does nothing: $command" dossier $command
done
ok 'but verify its log' dossier audit verify
dossier doctor --json >"$TMP/doctor"
like "$(json '[c["status"] for c in v if c["check"] == "restored"]' <"$TMP/doctor")" failed 'and say so (doctor)'
ok 'and help' dossier help
ok 'and be backed up' dossier backup make "$TMP/second.age" --passphrase "$TMP/words"
ok 'which opens with the passphrase' dossier backup check "$TMP/second.age" --passphrase "$TMP/words" --quick
refuses 1 'does not open with this passphrase' 'and no other' dossier backup check "$TMP/second.age" --passphrase "$TMP/key" --quick
dossier db stop >/dev/null 2>&1
[ ! -f "$DOSSIER_HOME/pg.path" ] || rm -rf "$(cat "$DOSSIER_HOME/pg.path")"
DOSSIER_HOME=$first
ok 'the first one goes on' dossier list

# ---- of several, with a server of its administrator ----

sql postgres -c 'CREATE DATABASE dossier' -c 'CREATE DATABASE empty'
dossier db stop >/dev/null 2>&1
installation_at=$TMP/shared
DOSSIER_HOME=$installation_at
export DOSSIER_HOME
dossier init --rehearsal --shared --admin "$(id -un)" --database "$(pg_uri dossier)" >/dev/null 2>&1
here dossier register load templates/registers/jbsync.json >/dev/null 2>&1
ok 'a shared one: made by its own user, as dossier_backup' dossier backup make "$TMP/shared.age" --recipient "$KEY"
is "$(here dossier audit list --org jbsync --json | json '[e["actor"] for e in v if e["kind"] == "backup.made"]')" "[\"$(id -un)\"]" 'which its log tells'
ok 'checked' dossier backup check "$TMP/shared.age" --identity "$TMP/key"
refuses 4 'tables of ours in that' 'not over the tables of one that lives' dossier backup restore "$TMP/shared.age" --identity "$TMP/key" --home "$TMP/third" --database "$(pg_uri dossier)"
ok 'restored into an empty database' dossier backup restore "$TMP/shared.age" --identity "$TMP/key" --home "$TMP/third" --database "$(pg_uri empty)"
DOSSIER_HOME=$TMP/third
refuses 4 'restored' 'it knows' here dossier list
sql empty -c 'DELETE FROM restored'
is "$(here dossier list --json)" '[]' 'and has what the other had'
is "$(psql -qAtX -d "$(pg_uri empty)" -f tests/tool/privileges.sql | diff - tests/data/privileges.txt)" '' 'each role may there what it may'
DOSSIER_HOME=$first
done_testing
