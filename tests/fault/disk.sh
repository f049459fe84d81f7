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
done_testing
