#!/bin/sh
# A shared installation: its daemon runs as a user of its own, two others work in it under their own names, and whoever
# would be somebody else, or reach more than a command, gets nowhere.
cd "$(dirname "$0")/../.." || exit 1
. tests/lib.sh
needs python3 psql gcc runuser useradd unshare setpriv script
[ "$(id -u)" -eq 0 ] || skip_all 'only root can act as several users'

SERVICE=$(unix_user service) ANNA=$(unix_user anna) BRAM=$(unix_user bram)
cp "$BUILD/dossier" "$TMP/dossier"
cp tests/integration/daemon.py "$TMP/daemon.py"
pg_start
sql postgres -c 'CREATE DATABASE dossier' -c 'CREATE DATABASE own'
DOSSIER_HOME=$TMP/home DOSSIER_NOW=2026-03-09T10:00:00+01:00
export DOSSIER_HOME DOSSIER_NOW
# a directory of each user's own
for user in "$SERVICE" "$ANNA" "$BRAM"; do
	install -d -m 700 -o "$user" "$TMP/of-$user"
done
OF_ANNA=$TMP/of-$ANNA
# as USER COMMAND...
as() {
	user=$1
	shift
	(cd / && exec runuser -u "$user" -- "$@")
}
service() { as "$SERVICE" "$TMP/dossier" "$@"; }
anna() { as "$ANNA" "$TMP/dossier" "$@"; }
bram() { as "$BRAM" "$TMP/dossier" "$@"; }
raw() { raw_of "$BRAM" "$@"; }
raw_of() {
	user=$1
	shift
	as "$user" python3 "$TMP/daemon.py" "$DOSSIER_HOME/door/socket" "$@"
}
# serve [USER]: until one of them is served.
serve() {
	(cd / && exec setpriv --reuid "$SERVICE" --regid "$SERVICE" --clear-groups "$TMP/dossier" --home "$DOSSIER_HOME" daemon) <&- >&- 2>>"$TMP/daemon.err" &
	DAEMON=$!
	echo "$DAEMON" >>"$TMP/pids"
	wait_until "${1:-anna}" list
}
stop() {
	kill "$DAEMON" && wait "$DAEMON"
}

# ---- making one ----

refuses 2 'go together' 'a shared one has an admin' dossier init --shared
refuses 2 'go together' 'an admin is of a shared one' dossier init --admin "$ANNA"
refuses 3 'no user nope' 'who is a user of this machine' dossier init --shared --admin nope
install -d -m 700 -o "$SERVICE" "$DOSSIER_HOME"
ok 'the service makes it' service init --rehearsal --shared --admin "$ANNA" --database "$(pg_uri dossier)"
like "$(cat "$TMP/err")" "it is shared: .*; $ANNA is its admin and officer" 'and is told what it is'
refuses 4 "user $SERVICE's own alone; if it is shared, that user starts .dossier daemon" 'before there is a door it is closed' anna list
refuses 4 'a directory above .*/inside is closed to you' 'nor is it found where nobody may look' anna --home "$TMP/of-$BRAM/inside" list
serve
is "$(find "$DOSSIER_HOME" -maxdepth 1 -perm /077 -printf '%f %m\n' | sort | tr '\n' ' ')" 'door 711 home 711 ' 'others pass the door, and nothing else'
refuses 4 'serves the installation in .* already' 'a second daemon' service daemon
kill -9 "$DAEMON"
wait "$DAEMON" 2>/dev/null
refuses 75 'nobody serves the installation in .*dossier daemon' 'it died' anna list
serve
ok 'another takes its place' anna list

# ---- two users, four eyes ----

cp templates/registers/jbsync.json "$OF_ANNA/register.json"
chown "$ANNA" "$OF_ANNA/register.json"
chmod 600 "$OF_ANNA/register.json"
refuses 1 'Permission denied' 'the service can not read it' as "$SERVICE" cat "$OF_ANNA/register.json"
ok 'a file of her own is read' anna register load "$OF_ANNA/register.json"
refuses 4 "$BRAM may not do this" 'a stranger is nobody here' bram list
ok 'the admin lets him in' anna user add "$BRAM"
ok 'as a handler' anna user role "$BRAM" handler
is "$(anna audit list --json | json '[(e["body"]["body"]["user"], e["body"]["body"]["role"]) for e in v if e["kind"] == "user.held"]')" \
	"[[\"$ANNA\", \"admin\"], [\"$ANNA\", \"officer\"]]" 'a log begins with the roles there were before it'
refuses 3 'this machine has no user n0b0dy' 'somebody the machine does not know' anna user add n0b0dy
refuses 4 'may be anybody' 'user nobody is let in by nobody' anna user add nobody
refuses 4 "$SERVICE holds this installation" 'nor whose installation it is' anna user add "$SERVICE"
REF=$(bram log --org jbsync --right access --email a@b.nl --received 2026-03-05 2>/dev/null)
bram log --org jbsync --right access --email c@d.nl --received 2026-03-05 >/dev/full 2>"$TMP/err"
is "$? $(tail -n 1 "$TMP/err")" '1 dossier: done, but not printed: cannot write the output: No space left on device' 'who logs onto a full disk is not told to do it twice'
bram list >/dev/full 2>/dev/null
is $? 75 'who lists may try again'
touch "$DOSSIER_HOME/spool/notice.json"
anna doctor --now 2026-03-09T10:20:00+01:00 >"$TMP/out" 2>&1
like "$(cat "$TMP/out")" "worker +2 requests of jbsync wait to be planned for more than ten minutes: no worker runs +start .dossier worker., as user $SERVICE" 'doctor sees that no worker runs'
like "$(cat "$TMP/out")" "spool +1 notices to colleagues lie in .*mail each, and remove it, as user $SERVICE" 'and that nobody mails what the ladder tells'
like "$(cat "$TMP/out")" "put it in .*/secrets/jbsync/.* \(mode 0600\), as user $SERVICE" 'and whose a secret is'
rm "$DOSSIER_HOME/spool/notice.json"
secret jbsync app-dsn 'dbname=x'
anna connector check jbsync app >"$TMP/out" 2>&1
like "$(cat "$TMP/out")" "failed.*: run, as root, cd $DOSSIER_HOME && chown -R $SERVICE secrets && chmod -R u=rwX,go= secrets" 'one that root kept for itself is told with what makes it readable'
rm -r "$DOSSIER_HOME/secrets/jbsync"
is "$(anna doctor | grep -c 'to be planned')" 0 'a request that was just logged waits for nobody'
ok 'she keeps a checkpoint' anna audit checkpoint --org jbsync --out "$OF_ANNA/kept"
is "$(stat -c '%U %a' "$OF_ANNA/kept")" "$ANNA 600" 'in a file of her own'
ok 'and holds the log against it' anna audit verify --checkpoint "$OF_ANNA/kept"
rm "$OF_ANNA/kept"
ok 'he notes' bram note "$REF" 'belde eerst'
printf 'van invoer\n' >"$TMP/typed"
ok 'from standard input' bram note "$REF" - <"$TMP/typed"
(cd / && exec setpriv --reuid "$SERVICE" --regid "$SERVICE" --clear-groups "$TMP/dossier" worker) >/dev/null 2>"$TMP/worker.err" &
worker=$!
collected() { test "$(anna show "$REF" --json | json 'v["status"]')" != logged; }
ok 'the worker of the service works, without a role' wait_until collected
kill $worker
wait $worker
is "$? $(cat "$TMP/worker.err")" '0 ' 'and had nothing to complain of'
ok 'she works' anna work
bars() { as "$ANNA" env "$1" script -qec "'$TMP/dossier' work" /dev/null </dev/null | grep -c "$(printf '\033\[K')"; }
is "$(bars TERM=xterm | sed 's/[1-9][0-9]*/some/')" some 'her terminal shows how far it is'
is "$(bars TERM=dumb)" 0 'unless it can not'
ok 'and establishes who asks' anna verify "$REF" --method login --result passed
for system in $(anna task list --json | json '" ".join(t["system"] for t in v)'); do
	anna task 'done' "$REF" "$system" --nothing >/dev/null 2>&1 || anna task skip "$REF" "$system" --ground 'geen gegevens' >/dev/null 2>&1
done
ok 'an archive' anna archive build "$REF"
ok 'is taken' anna archive get "$REF" "$OF_ANNA/a.zip"
is "$(stat -c '%U %a' "$OF_ANNA/a.zip")" "$ANNA 600" 'the file is hers alone'
ok 'and stands there where nobody reads what is said' as "$ANNA" python3 -IS -c 'import os, subprocess, sys
r, w = os.pipe()
os.close(r)
sys.exit(subprocess.call(sys.argv[1:], stderr=w))' "$TMP/dossier" archive get "$REF" "$OF_ANNA/unsaid.zip"
ok 'whole' cmp "$OF_ANNA/unsaid.zip" "$OF_ANNA/a.zip"
rm -f "$OF_ANNA/unsaid.zip"
refuses 4 'is there already' 'and is not overwritten' anna archive get "$REF" "$OF_ANNA/a.zip"
refuses 1 'cannot write to /nowhere|cannot write' 'nowhere' anna archive get "$REF" /nowhere/a.zip
refuses 1 'Permission denied' 'his file is written by him, not by the service' bram archive get "$REF" "$OF_ANNA/b.zip"
refuses 3 'no request|mistyped' 'what fails' anna archive get JBS-2026-AAAAA2 "$OF_ANNA/c.zip"
is "$(ls -A "$OF_ANNA")" 'a.zip
register.json' 'leaves nothing behind'
ok 'she answers' anna answer "$REF"
is "$(anna audit list --request "$REF" --json | json '{k: [e["actor"] for e in v if e["kind"] == k][0] for k in ("request.logged", "request.noted", "request.answered")}')" \
	"{\"request.logged\": \"$BRAM\", \"request.noted\": \"$BRAM\", \"request.answered\": \"$ANNA\"}" 'the log names who logged and who answered'
is "$(anna audit list --request "$REF" --json | json 'sorted({e["actor"] for e in v} - {"'"$ANNA"'", "'"$BRAM"'", "'"$SERVICE"'"})')" '[]' 'and nobody else but the service'

# ---- who would be somebody else ----

state() { # but for who looked
	sql dossier -c "SELECT count(*), max(event_id) FROM event WHERE body NOT LIKE '%\"kind\":\"view.%'"
}
last_actor() { sql dossier -c "SELECT body::json->>'actor' FROM event ORDER BY event_id DESC LIMIT 1"; }
cat >"$TMP/lie.c" <<-EOF
	#include <pwd.h>
	#include <unistd.h>
	static struct passwd lie = { "$ANNA", "x", 0, 0, "", "/", "/bin/sh" };
	struct passwd *getpwuid(uid_t u) { (void)u; return &lie; }
	#ifndef NAME_ALONE
	uid_t geteuid(void) { return $(id -u "$ANNA"); }
	uid_t getuid(void) { return $(id -u "$ANNA"); }
	#endif
EOF
ok 'a library that lies' gcc -shared -fPIC -o "$TMP/lie.so" "$TMP/lie.c"
is "$(as "$BRAM" env LD_PRELOAD="$TMP/lie.so" id -un 2>&1)" "$ANNA" 'a library makes id say what it likes'
ok 'the command runs under it' as "$BRAM" env LD_PRELOAD="$TMP/lie.so" "$TMP/dossier" note "$REF" 'onder een andere naam'
is "$(last_actor)" "$BRAM" 'and the log names who did it'
if as "$BRAM" unshare -U true 2>/dev/null; then
	ok 'a user namespace: he is root in it' as "$BRAM" unshare -U -r "$TMP/dossier" note "$REF" 'als root'
	is "$(last_actor)" "$BRAM" 'and the log names who did it'
	ok 'one that maps nobody' as "$BRAM" unshare -U "$TMP/dossier" note "$REF" 'als niemand'
	is "$(last_actor)" "$BRAM" 'likewise'
else
	echo '# SKIP user namespaces: this machine has none for ordinary users'
fi
is "$(as "$BRAM" env PGHOST=/nowhere PGUSER=postgres PGDATABASE=postgres LD_LIBRARY_PATH=/nowhere "$TMP/dossier" list --state all --json | json 'len(v)')" 2 'his environment leads nowhere'
rejects 4 'nobody may be anybody' 'user 65534' setpriv --reuid 65534 --regid 65534 --clear-groups "$TMP/dossier" list
rejects 4 'has no name on this machine' 'a number without a name' setpriv --reuid 54321 --regid 54321 --clear-groups "$TMP/dossier" list

# ---- more than a command ----

KEY=$(find "$DOSSIER_HOME/keys" -type f | head -1)
rejects 1 'Permission denied' 'a key for options' anna list --from "$KEY"
rejects 1 'Permission denied' 'a key for a register' anna register check "$KEY"
rejects 1 'Permission denied' 'the configuration for a checkpoint' anna audit verify --checkpoint "$DOSSIER_HOME/dossier.conf"
for command in worker daemon 'db stop' 'db start' 'db status' 'db upgrade' init; do
	# shellcheck disable=SC2086 # a command of two words
	rejects 4 "is for user $SERVICE" "not for her: $command" anna $command
	is "$(raw ask "$command" 2>/dev/null)" 4 "nor over the socket: $command"
done
is "$(raw ask list --home=/etc 2>"$TMP/err")" 4 'no other directory over the socket'
is "$(raw ask list --from=/etc/passwd 2>"$TMP/err")" 2 'no file of options over the socket'
is "$(raw ask 'no such' 2>"$TMP/err")" 2 'no such command'
is "$(raw ask 'register check' /etc/passwd 2>"$TMP/err")" 2 'no path over the socket'
like "$(cat "$TMP/err")" 'a file that nobody opened' 'it says so'
is "$(raw files 1 list 2>"$TMP/err")" 2 'no descriptor too many'
is "$(raw files 1 'register check' x 2>"$TMP/err")" 1 'a device for a register'
like "$(raw set LD_PRELOAD=/x)" '^75 the daemon did not understand' 'no setting but those of a terminal'
is "$(raw set TERM=xterm 2>/dev/null >"$TMP/list"; tail -n 1 "$TMP/list")" 0 'one of a terminal'
before=$(state)
is "$(raw nonsense 2>/dev/null | tail -n 1)" 214 'nonsense of all kinds is answered'
is "$(state)" "$before" 'and changed nothing'
ok 'the daemon lives' anna list
raw crowd 300 4 >"$TMP/crowd" &
crowd=$!
sleep 1
ok 'three hundred connections that say nothing: others are served' anna list
wait $crowd
is "$(cat "$TMP/crowd")" refused 'and they are not all let in'

# ---- users without a role or a name, who would keep everybody out ----

# all_served: she is, ten times.
all_served() {
	for _ in 1 2 3 4 5 6 7 8 9 10; do anna list || return 1; done
}
STRANGERS=
for i in 1 2 3 4 5; do STRANGERS="$STRANGERS $(unix_user "stranger$i")"; done
crowds=
for i in 1 2 3 4 5 6; do
	(cd / && exec setpriv --reuid $((54320 + i)) --regid 54321 --clear-groups python3 "$TMP/daemon.py" "$DOSSIER_HOME/door/socket" crowd 32 8) >/dev/null &
	crowds="$crowds $!"
done
sleep 1
ok 'six users without a name say nothing: others are served' all_served
# shellcheck disable=SC2086 # a list of numbers
wait $crowds
crowds=
for user in $STRANGERS; do
	raw_of "$user" crowd 32 8 >/dev/null &
	crowds="$crowds $!"
done
sleep 1
ok 'five users with one say nothing: others are served' all_served
# shellcheck disable=SC2086
wait $crowds
stuck=
for user in $STRANGERS; do
	raw_of "$user" stuck 32 list >"$TMP/stuck-$user" &
	stuck="$stuck $!"
done
sleep 1
ok 'five users without a role read nothing: others are served' all_served
cp "$OF_ANNA/register.json" "$TMP/theirs.json"
chmod 644 "$TMP/theirs.json"
refuses 4 'may not do this' 'a file of theirs is not read' as "${STRANGERS##* }" "$TMP/dossier" register check "$TMP/theirs.json"
ok 'of who has a role it is' anna register check "$OF_ANNA/register.json"
ok 'streams that are closed' sh -c "cd / && setpriv --reuid $ANNA --regid $ANNA --clear-groups '$TMP/dossier' list <&- 2>&-"
head -c 300000 /dev/zero | tr '\0' x >"$OF_ANNA/long"
chown "$ANNA" "$OF_ANNA/long"
rejects 1 'a line of more than' 'a line too long' anna log --org jbsync --from "$OF_ANNA/long"
for _ in 1 2 3 4 5; do printf 'email: %s@b.nl\n' "$(head -c 60000 /dev/zero | tr '\0' x)"; done >"$OF_ANNA/long"
rejects 2 'too much at once' 'a request too large' anna log --org jbsync --from "$OF_ANNA/long"

# shellcheck disable=SC2086
wait $stuck
is "$(cat "$TMP"/stuck-* | cut -c 1-20 | sort -u | tr '\n' ',')" '75 it took too long ,75 too many commands,' 'and after a minute each of theirs is ended'

# ---- a client that goes away ----

# block: whoever writes a note waits, until unblock.
block() {
	mkfifo "$TMP/hold"
	psql -qAtX -d "$(pg_uri dossier)" <"$TMP/hold" >/dev/null 2>&1 &
	HOLD=$!
	exec 9>"$TMP/hold"
	echo 'BEGIN; LOCK TABLE event IN ACCESS EXCLUSIVE MODE;' >&9
	wait_until locked
}
unblock() {
	exec 9>&-
	wait $HOLD
	rm "$TMP/hold"
}
locked() { test "$(sql dossier -c "SELECT count(*) FROM pg_locks WHERE mode = 'AccessExclusiveLock' AND granted AND relation = 'event'::regclass")" -gt 0; }
waiting() { test "$(sql dossier -c "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")" -gt 0; }
idle() { test "$(sql dossier -c "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' OR state LIKE 'idle in%'")" -eq 0; }
children() { pgrep -c -P "$DAEMON"; }
notes() { sql dossier -c "SELECT count(*) FROM event WHERE body LIKE '%request.noted%'"; }
notes=$(notes) holder=$(children)
block
(cd / && exec setpriv --reuid "$ANNA" --regid "$ANNA" --clear-groups "$TMP/dossier" note "$REF" 'komt er nooit') >/dev/null 2>&1 9>&- &
client=$!
wait_until waiting
is "$(children)" $((holder + 1)) 'a command waits, in a child of the daemon'
gone() { test "$(children)" -le "$holder"; }
kill -TERM $client # as Ctrl-C does, which a shell keeps from what it runs aside
ok 'its client ends: the child is gone, which still waited' wait_until gone
wait $client
unblock
ok 'nothing is left of it in the database' wait_until idle
is "$(notes)" "$notes" 'and what it had begun is rolled back'

# ---- a command without end; a daemon that stops ----

stop
is "$? $(grep -v refused "$TMP/daemon.err")" '0 ' 'it stops, and had nothing to complain of'
is "$(grep -c "^dossier: refused user $(id -u "$BRAM"): list: no role for that\$" "$TMP/daemon.err")" 1 'but tells who was not let in, and to what'
is "$(grep -xE "dossier: refused user (65534: it may be anybody|54321: it has no name here)" "$TMP/daemon.err" | sort -u | wc -l)" 2 'nobody, and who has no name, too'
sed -i 's/^command_s.*/command_s = 1/' "$DOSSIER_HOME/dossier.conf"
serve
block
refuses 75 'took longer than a command may' 'past its time a command is ended' anna note "$REF" 'te laat'
unblock
stop
sed -i 's/^command_s.*/command_s = 3600/' "$DOSSIER_HOME/dossier.conf"
serve
block
anna note "$REF" 'onderbroken' >/dev/null 2>"$TMP/stopped" 9>&- &
client=$!
wait_until waiting
kill "$DAEMON"
wait $client
like "$? $(cat "$TMP/stopped")" '^75 dossier: the daemon stopped before it was done' 'a daemon that stops says so'
unblock
wait "$DAEMON"
ok 'nothing is left of it either' wait_until idle
is "$(notes)" "$notes" 'and nothing of both is there'

# ---- who sits in its place ----

# squats MODE PATTERN TEXT: another user listens in the door, which has this mode; a client says nothing to them.
squats() {
	: >"$TMP/heard"
	chown "$BRAM" "$TMP/heard"
	chmod 777 "$DOSSIER_HOME/door"
	rm -f "$DOSSIER_HOME/door/socket"
	(cd / && exec setpriv --reuid "$BRAM" --regid "$BRAM" --clear-groups python3 "$TMP/daemon.py" "$DOSSIER_HOME/door/socket" squat "$TMP/heard") &
	squatter=$!
	wait_until test -S "$DOSSIER_HOME/door/socket"
	chmod "$1" "$DOSSIER_HOME/door"
	refuses 4 "$2" "$3" anna note "$REF" 'een geheim'
	kill $squatter
	wait $squatter
	is "$(grep -c geheim "$TMP/heard")" 0 'and nothing was said to them'
	rm -f "$DOSSIER_HOME/door/socket"
}
squats 711 'is not its owner: nothing was said' 'somebody else listens at the door'
chown "$BRAM" "$DOSSIER_HOME/door"
squats 711 'not its owner.s alone: nothing was said' 'the door is somebody else'\''s'
refuses 4 'not a directory of our own' 'the daemon does not listen there either' service daemon
chown "$SERVICE" "$DOSSIER_HOME/door"
squats 777 'not its owner.s alone' 'everybody can write there'
chmod 711 "$DOSSIER_HOME/door"
chmod 777 "$DOSSIER_HOME"
refuses 4 'others can write in' 'everybody can write around it' anna list
refuses 4 'others can write in' 'the daemon says so too' service daemon
chmod 711 "$DOSSIER_HOME"
chmod 777 "$TMP"
refuses 4 "others can write in $TMP, above" 'everybody can write above it' anna list
chmod 1777 "$TMP"
refuses 75 'nobody serves' 'but for what is another'\''s' anna list
chmod 755 "$TMP"
chown "$BRAM" "$TMP"
refuses 4 "others can write in $TMP, above" 'what is above it is another'\''s' anna list
refuses 4 "others can write in $TMP, above" 'the daemon says so too' service daemon
chown root "$TMP"
install -d -m 755 -o "$BRAM" "$TMP/links"
ln -s "$DOSSIER_HOME" "$TMP/links/home"
refuses 4 "others can write in $TMP/links, above" 'so is a link to it' anna --home "$TMP/links/home" list
mv "$DOSSIER_HOME/door" "$DOSSIER_HOME/door.real"
ln -s "$TMP/of-$BRAM" "$DOSSIER_HOME/door"
refuses 75 'nobody serves' 'a link in its place is not followed' anna list
refuses 4 'not a directory of our own' 'nor by the daemon' service daemon
rm "$DOSSIER_HOME/door"

# ---- one that was made for one ----

DOSSIER_HOME=$TMP/own
install -d -m 700 -o "$SERVICE" "$DOSSIER_HOME"
refuses 4 'serve another installation, in the database dossier: whoever may enter one' 'on a server whose roles serve another it is refused' service init -q --rehearsal --database "$(pg_uri own)"
ok 'an installation of one' service init --rehearsal --beside --database "$(pg_uri own)"
like "$(cat "$TMP/err")" 'an installation of one: all that is done is done by its owner, and nobody else can approve' 'init says what that means'
service doctor >"$TMP/doctor"
like "$(cat "$TMP/doctor")" "warning +who acts +$SERVICE" 'doctor too'
like "$(cat "$TMP/doctor")" 'warning +server +its roles have tables in another database too \(dossier\)' 'and that two share the roles of the server'
refuses 4 'set mode = shared in .*/own/dossier.conf and run .dossier daemon' 'nobody else can work here' service user add "$ANNA"
refuses 4 'installation of one' 'nothing serves it' service daemon
refuses 4 "user $SERVICE's own alone" 'it is closed to others' anna list
cp templates/registers/maila.json "$TMP/maila.json"
chmod 644 "$TMP/maila.json"
gcc -shared -fPIC -DNAME_ALONE -o "$TMP/name.so" "$TMP/lie.c"
ok 'its owner works, whatever the process says of itself' as "$SERVICE" env LD_PRELOAD="$TMP/name.so" "$TMP/dossier" register load "$TMP/maila.json"
is "$(sql own -c "SELECT DISTINCT body::json->>'actor' FROM event")" "$SERVICE" 'and is named'
like "$(service report 2026-03)" 'Everything here was done by one person: nobody else approved' 'the report says what that means'
like "$(service report 2026-03 --format html --lang nl)" 'Alles hierin is door één persoon gedaan' 'in Dutch and HTML too'
sed -i 's/^mode.*/mode = shared/' "$DOSSIER_HOME/dossier.conf"
serve service
is "$(service report 2026-03 --json 2>/dev/null | json 'v["of_one"]')" false 'made shared, that is over'
ok 'made shared, its owner lets others in' service user add "$ANNA"
ok 'with a role' service user role "$ANNA" officer
ok 'and they work here' anna list
like "$(service doctor)" 'ok +who acts +each user' 'doctor says so'
stop

# ---- a backup: the whole of HOME, with a server of its own ----

DOSSIER_HOME=$TMP/backed
install -d -m 700 -o "$SERVICE" "$DOSSIER_HOME"
ok 'one with a server of its own' service init --rehearsal --shared --admin "$ANNA"
serve
ok 'a register' anna register load "$TMP/maila.json"
REF=$(anna log --org maila --right access --email a@b.nl --received 2026-03-05 --note 'bewaard' 2>/dev/null)
stop
service db stop --json >"$TMP/stopped"
ok 'its server stops' schema_check docs/json/running.schema.json "$TMP/stopped"
tar -C "$TMP" -cf "$TMP/backup.tar" backed && rm -rf "$DOSSIER_HOME"
tar -C "$TMP" -xpf "$TMP/backup.tar"
serve
is "$(anna show "$REF" --json | json 'v["notes"][0]["text"]')" bewaard 'put back, it opens what was sealed'
ok 'and its log is whole' anna audit verify
stop
ok 'its server stops again' service db stop

# ---- a private database ----

DOSSIER_HOME=$TMP/private
install -d -m 700 -o "$SERVICE" "$DOSSIER_HOME"
hash=$(python3 -c 'import sys
h = 0xcbf29ce484222325
for c in sys.argv[1].encode():
    h = (h ^ c) * 0x100000001b3 % 2 ** 64
print("%012x" % (h >> 16))' "$DOSSIER_HOME")
sat=/tmp/dossier-$(id -u "$SERVICE")-$hash
as "$BRAM" mkdir "$sat"
ok 'somebody else made a directory in /tmp first: it starts' service init --rehearsal
is "$(stat -c '%U %a' "$DOSSIER_HOME/sock")" "$SERVICE 700" 'its socket is where nobody else can write'
ok 'it stops' service db stop
is "$(service __complete -- show '' 2>&1; service db status | head -n 1)" 'the private PostgreSQL is not running; any command that needs it starts it' \
	'completion does not start it'
rmdir "$sat"
done_testing
