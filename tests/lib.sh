# What the shell tests share: TAP, a private PostgreSQL, an installation. Source it from the top of the tree.
# shellcheck shell=sh

: "${BUILD:=build}"
BUILD=$(cd "$BUILD" && pwd)
export BUILD
# whoever runs it, it speaks English, unless a test says otherwise
unset LC_ALL LC_MESSAGES
export LANG=C.UTF-8
# The programs themselves, and the system's first: what a PATH calls psql or python3 may be a wrapper ten times as slow.
for bin in /usr/lib/postgresql/*/bin; do
	[ -x "$bin/initdb" ] && PGBIN=$bin
done
: "${PGBIN:=$(pg_config --bindir 2>/dev/null)}"
PATH=$BUILD:$PGBIN:/usr/bin:$PATH

# ---- TAP ----

count=0 failed=0
# result TEXT: the status of the command before it is the result.
result() {
	if [ $? -eq 0 ]; then passed=ok; else passed='not ok' failed=$((failed + 1)); fi
	count=$((count + 1))
	printf '%s %d - %s\n' "$passed" "$count" "$1"
	[ "$passed" = ok ]
}
# ok TEXT COMMAND...: the command succeeds.
ok() {
	text=$1
	shift
	"$@" >"$TMP/out" 2>"$TMP/err"
	result "$text" || sed 's/^/# /' "$TMP/out" "$TMP/err"
}
# refuses STATUS PATTERN TEXT COMMAND...: it exits so, with one line on standard error that matches, and prints nothing.
refuses() {
	want=$1 pattern=$2 text=$3
	shift 3
	status=0
	"$@" >"$TMP/out" 2>"$TMP/err" || status=$?
	[ "$status" -eq "$want" ] && grep -qE "$pattern" "$TMP/err" && [ "$(wc -l <"$TMP/err")" -eq 1 ] && [ ! -s "$TMP/out" ]
	result "$text" || { echo "# status $status, wanted $want, /$pattern/"; sed 's/^/# /' "$TMP/err" "$TMP/out"; }
}
# rejects STATUS PATTERN TEXT COMMAND...: refuses, and what the test's own state() prints is as it was.
rejects() {
	before=$(state)
	refuses "$@"
	[ "$(state)" = "$before" ] || { echo "# but something changed"; false; } || result "$3: nothing changed"
}
# is GOT WANTED TEXT
is() {
	[ "$1" = "$2" ]
	result "$3" || printf '# got    %s\n# wanted %s\n' "$1" "$2"
}
# like GOT PATTERN TEXT
like() {
	printf '%s\n' "$1" | grep -qE "$2"
	result "$3" || printf '# got    %s\n# wanted /%s/\n' "$1" "$2"
}
done_testing() {
	echo null | json v >/dev/null || exit 1 # who was asked all along
	echo "1..$count"
	[ "$failed" -eq 0 ]
}
skip_all() {
	echo "1..0 # SKIP $*"
	exit 0
}
needs() {
	for tool; do
		command -v "$tool" >/dev/null || skip_all "$tool is not installed"
	done
}

# ---- a directory of the test's own, and what it started ----

TMP=$(mktemp -d "${TMPDIR:-/tmp}/dossier-test.XXXXXX")
chmod 755 "$TMP"
cleanup() {
	status=$?
	trap - EXIT
	set +e # what is gone already needs no stopping
	[ -f "$TMP/pids" ] && xargs kill <"$TMP/pids" 2>/dev/null
	if [ -n "${DOSSIER_HOME:-}" ] && [ -f "$DOSSIER_HOME/dossier.conf" ]; then
		sockets=$(dossier db status 2>/dev/null | sed -n 's/.*host=\([^&]*\)&.*/\1/p' | sed 's/%2F/\//g')
		dossier db stop >/dev/null 2>&1
		[ -z "$sockets" ] || rmdir "$sockets" 2>/dev/null
	fi
	# root's private server lies outside a directory that its user can not enter
	[ -f "$TMP/home/pg.path" ] && rm -rf "$(cat "$TMP/home/pg.path")"
	pg_stop
	[ -f "$TMP/users" ] && xargs -n 1 userdel <"$TMP/users"
	rm -rf "$TMP"
	exit $status
}
trap cleanup EXIT
trap 'exit 130' INT TERM

# ---- Python over JSON: one process a test answers it all ----

[ -x "$BUILD/evaluate" ] || MAKEFLAGS='' make -s --no-print-directory BUILD="$BUILD" "$BUILD/evaluate" >&2 || exit 1
# no child of ours, so that `wait` is for what a test itself began
(python3 -IS tests/tool/evaluate.py "$TMP/evaluate" $$ </dev/null >/dev/null 2>"$TMP/evaluate.err" & echo $! >>"$TMP/pids")
# json EXPRESSION: evaluate Python over `v`, the JSON on standard input.
json() {
	"$BUILD/evaluate" "$TMP/evaluate" eval "$1"
}
# edit FILE STATEMENTS: the JSON file after Python's statements over `v`, on standard output.
edit() {
	"$BUILD/evaluate" "$TMP/evaluate" 'exec' "$2" <"$1"
}
# query_at URI QUERY: what the database says to what changes nothing, in one session a test.
query_at() {
	"$BUILD/evaluate" "$TMP/evaluate" rows "$1
$2"
}

# ---- a PostgreSQL that stands for an organisation's own ----

pg_bin() {
	[ -x "$PGBIN/initdb" ] || skip_all "PostgreSQL is not installed"
	echo "$PGBIN"
}
pg_as() {
	if [ "$(id -u)" -eq 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi
}
# pg_cluster DIRECTORY: a new cluster there; a copy of the first that was made in this build.
pg_cluster() {
	made=${bin%/bin}
	made=$BUILD/pg-${made##*/}-$(id -u)
	if [ -d "$made" ]; then
		cp -a --reflink=auto "$made" "$1"
	else
		pg_as "$bin/initdb" -D "$1" -U test -A trust -E UTF8 --locale=C.UTF-8 --wal-segsize=1 --no-sync >"$PG/log" 2>&1
		cp -a "$1" "$made.$$"
		mv -T "$made.$$" "$made" 2>/dev/null || rm -rf "$made.$$" # another was first
	fi
}
# pg_start: with $PG_SETTINGS, -c NAME=VALUE each. Its memory comes as the private server's does (cluster_place.c).
pg_start() {
	PG=$TMP/pg
	mkdir -p "$PG"
	[ "$(id -u)" -ne 0 ] || chown postgres "$PG"
	bin=$(pg_bin)
	pg_cluster "$PG/data"
	pages=glibc.malloc.hugetlb=1:glibc.malloc.top_pad=8388608:glibc.malloc.mmap_threshold=33554432:glibc.malloc.trim_threshold=1073741824
	pg_as env GLIBC_TUNABLES=$pages "$bin/pg_ctl" -D "$PG/data" -w -s -l "$PG/server.log" \
		-o "-k $PG -c listen_addresses= -c fsync=off -c log_statement=none ${PG_SETTINGS:-}" start >/dev/null
}
pg_stop() {
	[ -z "${PG:-}" ] || pg_as "$(pg_bin)/pg_ctl" -D "$PG/data" -m immediate -s stop 2>/dev/null
	PG=
}
pg_uri() {
	echo "postgresql:///$1?host=$PG&user=test"
}
sql() {
	db=$1
	shift
	psql -qAtX -v ON_ERROR_STOP=1 -d "$(pg_uri "$db")" "$@"
}

# query DATABASE QUERY: the same of what changes nothing, in one session a test.
query() {
	query_at "$(pg_uri "$1")" "$2"
}

# ---- an installation, and the systems of JBSync ----

# known REF: the person was seen to have signed in; prints the reference.
known() {
	dossier verify "$1" --method login --result passed >/dev/null 2>&1
	echo "$1"
}

# others_too REF: what was found besides to search by, and is not proven theirs, is others' too: nobody is searched by it.
others_too() {
	dossier plan "$1" --json 2>/dev/null | json '"\n".join(str(i["id"]) for i in v["identifiers"] if i["state"] == "proposed")' >"$TMP/proposed"
	while read -r no; do
		[ -z "$no" ] || dossier plan "$1" --shared "$no" >/dev/null 2>&1 </dev/null
	done <"$TMP/proposed"
}

# looked_at REF: a person looked at what rules left to them, and passed it; prints the reference.
looked_at() {
	dossier review list "$1" --json 2>/dev/null |
		json '"\n".join("--item=%d" % i["item"] for i in v["items"] if i["state"] in ("to-review", "partly"))' |
		xargs -r dossier review pass "$1" >/dev/null 2>&1
	echo "$1"
}

# tasks_of REF MEMBERS [CONDITION]: a line for a batch of each of its tasks t that somebody was asked, or that failed.
tasks_of() {
	dossier show "$1" --json 2>/dev/null |
		json '"\n".join(json.dumps({"ref": v["reference"], "system": t["system"], "action": t["action"], '"$2"'}) for t in v["tasks"] if '"${3:-t[\"state\"] in (\"asked\", \"failed\")}"')'
}
# skip_tasks REF GROUND [CONDITION]: these are skipped, in one go; what settles one may settle another.
skip_tasks() {
	tasks_of "$1" "\"ground\": \"$2\"" "${3:-}" >"$TMP/tasks"
	dossier task skip --input "$TMP/tasks" >/dev/null 2>&1 || :
}
# nothing_found REF GROUND: by whom was asked, in one go; what is to go to customers is skipped.
nothing_found() {
	tasks_of "$1" '"nothing": True' >"$TMP/tasks"
	dossier task 'done' --input "$TMP/tasks" >/dev/null 2>&1
	skip_tasks "$@"
}

# informed REF: what goes with the copy and is blank is filled, in one go.
informed() {
	dossier inform "$1" --json 2>/dev/null | json '"\n".join(json.dumps(x) for x in
		[{"ref": v["reference"], "item": [i["item"]], "category": [i["category"]], "text": "Dit staat in ons antwoord."} for i in v["items"] if i["state"] == "blank"] +
		[{"ref": v["reference"], "recipient": [r["recipient"]], "received": "yes", "text": "Voorbeeld B.V."} for r in v["recipients"] if r["state"] == "blank"])' >"$TMP/blanks"
	[ ! -s "$TMP/blanks" ] || dossier inform --input "$TMP/blanks" >/dev/null 2>&1
}

# installation_of_one private|pg|URI [OPTION...]: a rehearsal in $TMP/home, with its own server, which takes longest to make,
# in that of pg_start, which is started when it was not, or in the database at URI.
installation_of_one() {
	DOSSIER_HOME=$TMP/home
	: "${DOSSIER_NOW:=2026-03-09T10:00:00+01:00}"
	export DOSSIER_HOME DOSSIER_NOW
	database=$1
	shift
	if [ "$database" = pg ]; then
		[ -n "${PG:-}" ] || pg_start
		database=$(pg_uri postgres)
	fi
	[ "$database" = private ] || set -- "$@" --database "$database"
	dossier init --rehearsal "$@" >"$TMP/init" 2>&1 || { sed 's/^/# /' "$TMP/init"; return 1; }
}
# installation private|pg|URI: the same, shared: every command goes through a daemon of ours.
installation() {
	installation_of_one "$1" --shared --admin "$(id -un)" && daemon_start
}
# It is no child of ours, so that `wait` is for what a test itself began.
daemon_start() {
	DAEMON=$(dossier daemon >/dev/null 2>>"$TMP/daemon.err" & echo $!)
	echo "$DAEMON" >>"$TMP/pids"
	wait_until test -S "$DOSSIER_HOME/door/socket"
}
# here COMMAND...: in the process that was asked, not by the daemon.
here() {
	sed -i 's/^mode = .*/mode = one/' "$DOSSIER_HOME/dossier.conf"
	"$@"
	here=$?
	sed -i 's/^mode = .*/mode = shared/' "$DOSSIER_HOME/dossier.conf"
	return $here
}
# unix_user NAME: a user of this machine, for as long as the test runs; prints what they are called.
unix_user() {
	useradd -r -M -d /nonexistent -s /usr/sbin/nologin "t$$-$1" >&2 && echo "t$$-$1" | tee -a "$TMP/users"
}
# daemon_stop: and no command of it is left.
daemon_stop() {
	kill "$DAEMON" && wait_until flock -n "$DOSSIER_HOME/door" true
}
# at DAY: from here on it is ten in the morning of that day.
at() {
	DOSSIER_NOW=$1T10:00:00+01:00
	export DOSSIER_NOW
}
# no_customer REF: it is planned, and known to no customer for whom something is processed.
no_customer() {
	dossier work >/dev/null 2>&1
	dossier task skip "$1" forward --ground 'bij geen klant bekend' >/dev/null 2>&1
}
# secret ORG NAME VALUE
secret() {
	mkdir -p "$DOSSIER_HOME/secrets/$1"
	chmod 700 "$DOSSIER_HOME/secrets/$1"
	printf '%s\n' "$3" >"$DOSSIER_HOME/secrets/$1/$2"
	chmod 600 "$DOSSIER_HOME/secrets/$1/$2"
}
# jbsync_database all|N: its application's database; with N, its busiest customer made so many calls, not thousands.
jbsync_database() {
	sql postgres -c 'CREATE DATABASE jbsync'
	calls=
	[ "$1" = all ] || calls="s/WHEN 42 THEN (30000|6000|2500)/WHEN 42 THEN $1/"
	sed -E "$calls" tests/demo/jbsync.sql | sql jbsync >/dev/null
	secret jbsync app-dsn "$(pg_uri jbsync)"
}
# jbsync_changes: two more ways in, for what an erasure does there: one that may change the rows of the application and
# nothing else, and one that may vacuum its tables, which in this version only their owner may.
jbsync_changes() {
	sql jbsync >/dev/null <<'EOF'
CREATE ROLE jbsync_change LOGIN;
CREATE ROLE jbsync_owner;
CREATE ROLE jbsync_maintain LOGIN IN ROLE jbsync_owner;
GRANT USAGE ON SCHEMA app TO jbsync_change, jbsync_owner;
GRANT SELECT, UPDATE, DELETE ON ALL TABLES IN SCHEMA app TO jbsync_change;
DO $$ DECLARE t regclass; BEGIN
	FOR t IN SELECT oid FROM pg_class WHERE relnamespace = 'app'::regnamespace AND relkind = 'r' LOOP
		EXECUTE format('ALTER TABLE %s OWNER TO jbsync_owner', t);
	END LOOP;
END $$;
EOF
	for way in change maintain; do
		secret jbsync "app-dsn-$way" "postgresql:///jbsync?host=$PG&user=jbsync_$way"
	done
}
jbsync_redis() {
	redis-server --port 0 --unixsocket "$TMP/redis.sock" --unixsocketperm 700 --save '' --daemonize yes --dir "$TMP" \
		--pidfile "$TMP/redis.pid" >/dev/null
	wait_until redis-cli -s "$TMP/redis.sock" ping
	cat "$TMP/redis.pid" >>"$TMP/pids"
	redis-cli -s "$TMP/redis.sock" <tests/demo/redis.txt >/dev/null
	secret jbsync redis-url "unix://$TMP/redis.sock"
}
# jbsync_vendors: simulators of Stripe, SendGrid, Twilio and Supabase Auth.
jbsync_vendors() {
	secret jbsync stripe-url to-come
	python3 tests/vendors/run.py --secrets "$DOSSIER_HOME/secrets/jbsync" --pidfile "$TMP/vendors.pid" >"$TMP/vendors.log" 2>&1 &
	wait_until test -s "$TMP/vendors.pid" || sed 's/^/# /' "$TMP/vendors.log"
	cat "$TMP/vendors.pid" >>"$TMP/pids"
}
# vendor NAME CONTROL JSON: tell a simulator what to do; see tests/vendors/sim.py.
vendor() {
	python3 -IS -c 'import sys, urllib.request
u = open(sys.argv[1]).read().split("/2010")[0].strip().rstrip("/")
print(urllib.request.urlopen(u.split("/auth")[0] + "/_sim/" + sys.argv[2], sys.argv[3].encode() if sys.argv[3] else None).read().decode())' \
		"$DOSSIER_HOME/secrets/jbsync/$1-url" "$2" "$3" >/dev/null
}
# log_of REF: what the log says of it, but for who looked at it.
log_of() {
	dossier audit list --request "$1" --limit 10000 --json | json '[e for e in v if not e["kind"].startswith("view.")]'
}
# store_at: where our own database is; it is asked once, also by what runs in a subshell.
store_at() {
	store_uri=$(cat "$DOSSIER_HOME.uri" 2>/dev/null) || store_uri=$(sed -n 's/^database = //p' "$DOSSIER_HOME/dossier.conf")
	[ "$store_uri" != private ] || store_uri=$(dossier db status --json | json 'v["uri"]')
	echo "$store_uri" >"$DOSSIER_HOME.uri"
}
# store SQL: what it says.
store() {
	store_at
	psql -qAtX -v ON_ERROR_STOP=1 -d "$store_uri" -c "$1"
}
# written: what all that our own database holds comes down to.
written() {
	store_at
	query_at "$store_uri" "SELECT md5(string_agg(table_to_xml(oid::regclass, true, false, '')::text, '' ORDER BY relname))
		FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
}
# letters PATTERN: the names of the letters to be sent that are LIKE it.
letters() {
	store "SELECT file FROM letter WHERE kind <> 'escalation' AND file LIKE '$1' ORDER BY letter_id"
}
# mail NAME: that letter, as it is sent.
mail() {
	dossier letter get "${1%%.*}" "$(store "SELECT letter_id FROM letter WHERE file = '$1'")" 2>/dev/null
}
# wait_until COMMAND...: it succeeds within twenty seconds.
wait_until() {
	tries=400
	until "$@" >/dev/null 2>&1; do
		tries=$((tries - 1))
		[ $tries -gt 0 ] || return 1
		sleep 0.05
	done
}
