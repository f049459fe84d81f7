#!/bin/sh
# A disk that fails to keep what was written: the sync before a commit fails, and then no row may name what it was to make durable.
cd "$(dirname "$0")/../.." || exit 1
. tests/lib.sh
needs psql cc

pg_start
sql postgres -c 'CREATE DATABASE dossier'
installation_of_one "$(pg_uri dossier)" || exit 1
sed -i 's/^lease_s.*/lease_s = 5/' "$DOSSIER_HOME/dossier.conf"
mkdir "$TMP/leads"
printf 'mail,city\nsanne@dezon.example,Utrecht\n' >"$TMP/leads/leads-1.csv"
edit tests/data/register_small.json "
v['systems'] = [s for s in v['systems'] if s['id'] in ('leads', 'cabinet')]" >"$TMP/register.json"
secret bakker leads-directory "$TMP/leads"
ok 'the register loads' dossier register load "$TMP/register.json"
reference=$(dossier log --org bakker --right access --email sanne@dezon.example --received 2026-03-05 2>/dev/null)

cat >"$TMP/bad.c" <<'C'
#include <errno.h>
int syncfs(int fd) { (void)fd; errno = EIO; return -1; }
C
cc -shared -fPIC -o "$TMP/bad.so" "$TMP/bad.c"
bad() { LD_PRELOAD=$TMP/bad.so "$@"; }
parts() { sql dossier -c "SELECT count(*) FROM $1"; }

refuses 1 'cannot make the blob store durable: .*look at the disk' 'a worker ends when the disk does not keep what was collected' bad dossier work
is "$(parts part)" 0 'and no row names it'
is "$(sql dossier -c "SELECT state FROM task WHERE system = 'leads'")" ready 'its task is still to be done'
ok 'with a better disk it is' timeout 60 dossier work
[ "$(parts part)" -gt 0 ]
result 'and the rows are there' || sql dossier -c "SELECT '# ' || row_to_json(t) FROM task t"

echo "from the cabinet" >"$TMP/found"
refuses 1 'cannot make the blob store durable' 'nor does a file that a colleague found count' \
	bad dossier task 'done' "$reference" cabinet --file "$TMP/found"
is "$(sql dossier -c "SELECT state FROM task WHERE system = 'cabinet'")" asked 'its task is still asked'
ok 'it counts when the disk keeps it' dossier task 'done' "$reference" cabinet --file "$TMP/found"
refuses 1 'cannot make the blob store durable' 'nor an archive' bad dossier archive build "$reference"
is "$(parts release)" 0 'and no row names that'
ok 'it is built when the disk keeps it' dossier archive build "$reference"
known "$reference" >/dev/null
# shellcheck disable=SC2016
refuses 1 "^dossier: $TMP/CONCEPT-full.zip: cannot write the archive: File too large" 'an archive that is not written whole is named' \
	sh -c 'ulimit -f 8; trap "" XFSZ; dossier archive get "$0" "$1"' "$reference" "$TMP/CONCEPT-full.zip"
ok 'and nothing of it is left' test ! -e "$TMP/CONCEPT-full.zip"

# ---- below 1 GiB nothing is collected ----

blobs=$DOSSIER_HOME/blobs
if [ "$(id -u)" -ne 0 ] || ! mount -t tmpfs -o size=1040m,mode=700 dossier-test "$blobs" 2>/dev/null; then
	echo '# not root, or nothing may be mounted: a small disk is not tried'
	done_testing
	exit
fi
trap 'umount -l "$blobs"; cleanup' EXIT
head -c 30M /dev/zero >"$blobs/filler"
second=$(dossier log --again --org bakker --right access --email sanne@dezon.example --received 2026-03-05 2>/dev/null)
state_of() {
	sql dossier -c "SELECT t.state FROM task t JOIN request r USING (organisation_id, request_id) WHERE r.reference = '$second' AND t.system = '$1'"
}
refuses 75 'less than 1 GiB is free in .*: nothing is collected' 'a small disk is told' timeout 60 dossier work
is "$(state_of leads) $(state_of cabinet)" 'ready asked' 'nothing is collected, and people are asked all the same'
like "$(dossier doctor 2>/dev/null)" '^warning +disk .* MiB free .*below 1024 MiB nothing is collected' 'doctor tells'
[ "$(dossier metrics | sed -n 's/^dossier_disk_free_mebibytes //p')" -lt 1024 ]
result 'and metrics'
dossier worker >"$TMP/worker.out" 2>"$TMP/worker.err" &
worker=$!
told() {
	grep -q "$1" "$TMP/worker.err"
}
ok 'a worker tells' wait_until told 'less than 1 GiB'
sleep 3
is "$(grep -c 'less than 1 GiB' "$TMP/worker.err") $(state_of leads)" '1 ready' 'once, and waits'
rm "$blobs/filler"
collected() {
	[ "$(state_of leads)" = 'done' ]
}
ok 'and goes on when there is room' wait_until collected
ok 'and says so' told 'collecting goes on'
kill $worker
wait $worker
done_testing
