#!/bin/sh
# What an installation of today looks like, for tests/integration/upgrade.sh of every day to come: a small bakery with
# requests in several states, its database and its directory. `tests/tool/upgrade_dump.sh NAME` makes tests/data/upgrade/NAME,
# NAME being the last migration there is.
cd "$(dirname "$0")/../.." || exit 1
to=$PWD/tests/data/upgrade/${1:?a name}
. tests/lib.sh
set -e
pg_start
sql postgres -c 'CREATE DATABASE dossier'
installation_of_one "$(pg_uri dossier)" # whoever runs the tests is whose it is
edit tests/data/register_small.json '
v["systems"] = [s for s in v["systems"] if s["id"] in ("shop", "letters", "cabinet")]' >"$TMP/bakker.json"
dossier register load "$TMP/bakker.json" >/dev/null 2>&1
request() {
	dossier log --org bakker --received 2026-03-05 "$@" 2>/dev/null
}
# every task of it, by hand
by_hand() {
	dossier work >/dev/null 2>&1
	for system in $(dossier show "$1" --json | json '" ".join(t["system"] for t in v["tasks"])'); do
		dossier task 'done' "$1" "$system" --nothing >/dev/null 2>&1 || dossier task skip "$1" "$system" --ground 'geen gegevens' >/dev/null 2>&1 || :
	done
}
letters_leave() {
	for number in $(dossier letter list "$1" --json | json '" ".join(str(l["id"]) for l in v if l["state"] == "written")'); do
		dossier letter sent "$1" "$number" >/dev/null 2>&1 || :
	done
}
ANSWERED=$(request --right access --email anna@example.org --name 'Anna de Boer' --note 'belt liever')
request --right access --right portability --email bert@example.org --phone 0612345678 >/dev/null
ASKED=$(request --right access --email cor@example.org --lang en)
LATER=$(request --right erasure --email dirk@example.org)
GONE=$(request --right rectification --email eva@example.org)
request --right objection --purpose orders --email fien@example.org >/dev/null
by_hand "$ANSWERED"
dossier verify "$ASKED" --doubt 'een ander adres dan wij kennen' --method login >/dev/null 2>&1
letters_leave "$ASKED"
dossier extend "$LATER" --ground number --reason 'Het zijn er veel.' >/dev/null 2>&1
letters_leave "$LATER"
dossier withdraw "$GONE" --how 'per e-mail' >/dev/null 2>&1
dossier verify "$ANSWERED" --result passed --method login >/dev/null 2>&1
dossier archive build "$ANSWERED" >/dev/null
dossier answer "$ANSWERED" --confirm "$ANSWERED" >/dev/null 2>&1 || dossier answer "$ANSWERED" >/dev/null
letters_leave "$ANSWERED"
dossier list --json
mkdir -p "$to"
pg_dump --no-owner -d "$(pg_uri dossier)" | gzip -9n >"$to/dump.sql.gz"
# the place of the database is the test's own
sed -i '/^database/d' "$DOSSIER_HOME/dossier.conf"
tar --sort=name --owner=0 --group=0 --mtime=2026-03-09 -C "$DOSSIER_HOME" -czf "$to/home.tar.gz" .
sql dossier -c 'SELECT reference, state, due, received FROM request ORDER BY reference' >"$to/requests"
ls -l "$to"
