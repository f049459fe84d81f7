#!/bin/sh
# Systems over TLS, each in its confined slot and by its name: an API, PostgreSQL and Redis are searched where certificate,
# name and authority are right, and say what is wrong where they are not. What a user has at home for libpq counts for nothing.
cd "$(dirname "$0")/../.." || exit 1
. tests/lib.sh
needs psql python3 openssl redis-server cc

# ---- two authorities; a certificate of the first for localhost, one of it that is over ----

tls=$TMP/tls
mkdir "$tls"
{
	new='-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes'
	# shellcheck disable=SC2086 # words of a command
	for ca in ca other; do
		openssl req -x509 $new -days 2 -subj "/CN=$ca" -keyout "$tls/$ca.key" -out "$tls/$ca.pem"
	done
	# shellcheck disable=SC2086
	openssl req $new -subj /CN=localhost -keyout "$tls/key.pem" -out "$tls/request.pem"
	echo 'subjectAltName=DNS:localhost' >"$tls/names"
	for days in 2 -1; do
		openssl x509 -req -in "$tls/request.pem" -CA "$tls/ca.pem" -CAkey "$tls/ca.key" -CAcreateserial -days $days \
			-extfile "$tls/names" -out "$tls/days$days.pem"
	done
} >"$tls/log" 2>&1 || sed 's/^/# /' "$tls/log"
mkdir "$TMP/pgtls"
install -m 600 "$tls/key.pem" "$TMP/pgtls/key.pem"
install -m 644 "$tls/days2.pem" "$TMP/pgtls/server.pem"
[ "$(id -u)" -ne 0 ] || chown postgres "$TMP/pgtls/key.pem"

# shellcheck disable=SC2046 # two numbers
set -- $(python3 -c 'import socket
s = [socket.socket() for _ in range(2)]
for x in s: x.bind(("127.0.0.1", 0))
print(*(x.getsockname()[1] for x in s))')
PGPORT=$1 redis_port=$2
pg_uri() {
	echo "postgresql:///$1?host=$PG&port=$PGPORT&user=test"
}

# ---- the servers ----

PG_SETTINGS="-c listen_addresses=127.0.0.1 -c port=$PGPORT -c ssl=on -c ssl_cert_file=$TMP/pgtls/server.pem -c ssl_key_file=$TMP/pgtls/key.pem"
pg_start
sql postgres -c 'CREATE DATABASE dossier' -c 'CREATE DATABASE app' -c "CREATE ROLE guarded LOGIN PASSWORD 'mouse'"
sql app -c "CREATE TABLE people AS SELECT 'p' || i || '@tls.example' AS email, 'Utrecht' AS city FROM generate_series(1, 9) i" \
	-c 'GRANT SELECT ON people TO guarded'
printf '%s\n' 'local all all trust' 'hostssl all guarded all scram-sha-256' 'hostssl all all all trust' >"$TMP/hba"
cat "$TMP/hba" >"$PG/data/pg_hba.conf"
pg_reload() {
	sql postgres -c 'SELECT pg_reload_conf()' >/dev/null
}
pg_reload

redis-server --port 0 --tls-port "$redis_port" --bind 127.0.0.1 --unixsocket "$TMP/redis.sock" --tls-cert-file "$tls/days2.pem" \
	--tls-key-file "$tls/key.pem" --tls-ca-cert-file "$tls/ca.pem" --tls-auth-clients no --save '' --daemonize yes \
	--dir "$TMP" --pidfile "$TMP/redis.pid" >"$TMP/redis.out" || skip_all 'redis-server has no TLS'
wait_until redis-cli -s "$TMP/redis.sock" ping
cat "$TMP/redis.pid" >>"$TMP/pids"
for i in 1 2 3 4 5 6 7 8 9; do
	echo "HSET cart:p$i@tls.example bread $i"
done | redis-cli -s "$TMP/redis.sock" >/dev/null

# An API: three ports, of which the last shows the certificate that is over.
cat >"$TMP/api.py" <<'P'
import http.server, json, os, ssl, sys, threading, urllib.parse
tls, ready = sys.argv[1:]
class API(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_GET(self):
        u = urllib.parse.urlparse(self.path)
        email = urllib.parse.parse_qs(u.query).get("email", [""])[0]
        body = json.dumps({"data": [{"id": 1, "email": email}] if u.path == "/c" else []}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def log_message(self, *a):
        pass
ports = []
for days in "2", "2", "-1":
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(f"{tls}/days{days}.pem", f"{tls}/key.pem")
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), API)
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    ports.append(str(server.server_address[1]))
    threading.Thread(target=server.serve_forever).start()
with open(ready + ".new", "w") as f:
    f.write(" ".join(ports))
os.rename(ready + ".new", ready)
P
python3 "$TMP/api.py" "$tls" "$TMP/ports" 2>"$TMP/api.err" &
echo $! >>"$TMP/pids"
wait_until test -s "$TMP/ports"
read -r port second expired <"$TMP/ports"

# ---- an installation that searches all three ----

installation_of_one "$(pg_uri dossier)" || exit 1
mkdir -p "$DOSSIER_HOME/templates/connectors"
cat >"$DOSSIER_HOME/templates/connectors/shop.json" <<'J'
{
  "format": "dossier-connector/1", "id": "shop", "name": "Shop",
  "vendor": { "role": "processor", "contact": { "channel": "email", "to": "a@shop.example", "lang": "nl" } },
  "params": { "url": { "default": "https://shop.example" } },
  "identities": { "email": { "normalise": ["trim"] } },
  "retry": { "tries": 1 },
  "servers": { "api": { "url": "{param.url}" } },
  "preflight": ["ping"],
  "ops": { "ping": { "method": "GET", "path": "/c" },
    "find": { "method": "GET", "path": "/c", "query": { "email": "{identity.email}" }, "timeout_s": 10,
    "rows": { "from": "data", "key": "id", "filter": { "at": "email", "eq_ci": "{identity.email}" } } },
    "orders": { "method": "GET", "path": "/o", "query": { "c": "{row.id}" },
    "rows": { "from": "data", "key": "id", "filter": { "at": "email", "eq_ci": "{identity.email}" } } } },
  "find": [{ "do": "find", "into": "customers" }],
  "actions": { "collect": { "coverage": "full", "steps": [{ "do": "orders", "each": "customers", "into": "orders" }] } }
}
J
edit tests/data/register_small.json "
def system(id, collection, **more):
    return dict({ 'id': id, 'name': { 'nl': id }, 'categories': ['BAK-C01'], 'needs': ['email'],
        'collections': [dict({ 'name': id, 'category': 'BAK-C01' }, **collection)] }, **more)
v['systems'] = [
    system('api', { 'rows': 'customers', 'fields': [{ 'name': 'id' }, { 'name': 'email' }] }, connector='http', definition='shop',
        recipient='BAK-R01', settings={ 'url': { 'secret': 'api' } }),
    system('base', { 'table': 'people', 'match': [{ 'column': 'email', 'identifier': 'email' }] }, connector='postgresql',
        settings={ 'dsn': { 'secret': 'base' } }),
    system('cache', { 'key': 'cart:{email}' }, connector='redis',
        settings={ 'url': { 'secret': 'cache' }, 'ca_file': { 'secret': 'authority' } })]
v['systems'][0]['collections'].append({ 'name': 'orders', 'category': 'BAK-C01', 'rows': 'orders', 'fields': [{ 'name': 'id' }] })
v['categories'] = v['categories'][:1]" >"$TMP/register.json"
dossier register load "$TMP/register.json" >"$TMP/out" 2>&1 || { sed 's/^/# /' "$TMP/out"; exit 1; }

dsn="dbname=app user=test port=$PGPORT sslmode=verify-full"
SSL_CERT_FILE=$tls/ca.pem
export SSL_CERT_FILE
usual() {
	secret bakker api "https://localhost:$port"
	secret bakker base "host=localhost $dsn sslrootcert=$tls/ca.pem"
	secret bakker cache "rediss://localhost:$redis_port"
	secret bakker authority "$tls/ca.pem"
}
usual

# says SYSTEM PATTERN TEXT: what connector check says of it.
says() {
	like "$(dossier connector check bakker "$1" --json 2>/dev/null | json 'v[0]["status"] + ": " + v[0]["detail"]')" "$2" "$3"
}
# found EMAIL: systems and how many rows each yielded.
found() {
	sql dossier -c "SELECT string_agg(t.system || ' ' || t.state || ' ' || (t.outcomes -> 0 ->> 'count'), ', ' ORDER BY t.system)
		FROM task t JOIN request r USING (organisation_id, request_id) WHERE r.reference = '$1'"
}

for system in api base cache; do
	says $system '^ok: ' "$system: certificate, name and authority are right"
done
ref=$(dossier log --org bakker --right access --email p1@tls.example --received 2026-03-05 2>/dev/null)
dossier work >"$TMP/out" 2>&1 || sed 's/^/# /' "$TMP/out"
is "$(found "$ref")" 'api done 1, base done 1, cache done 1' 'and each is searched'

# ---- what is wrong is said ----

secret bakker api "https://127.0.0.1:$port"
secret bakker base "host=127.0.0.1 $dsn sslrootcert=$tls/ca.pem"
secret bakker cache "rediss://127.0.0.1:$redis_port"
says api '^failed: .*the certificate of 127\.0\.0\.1 is not to be trusted: it is for another name$' 'api: another name'
says base '^failed: .*its certificate is for another name' 'base: another name'
says cache '^failed: .*the certificate of .* is not to be trusted: IP address mismatch' 'cache: another name'
usual

secret bakker base "host=localhost $dsn sslrootcert=$tls/other.pem"
secret bakker authority "$tls/other.pem"
unknown='^failed: .*the certificate of .* is not to be trusted: (unable to get local issuer certificate|self-signed certificate in certificate chain)$'
SSL_CERT_FILE=$tls/other.pem
says api "$unknown" 'api: an unknown authority'
says base '^failed: .*its certificate is over, or of an authority that sslrootcert does not hold' 'base: an unknown authority'
says cache "$unknown" 'cache: an unknown authority'
SSL_CERT_FILE=$tls/ca.pem
usual

secret bakker api "https://localhost:$expired"
cat "$tls/days-1.pem" >"$TMP/pgtls/server.pem"
pg_reload
redis-cli -s "$TMP/redis.sock" CONFIG SET tls-cert-file "$tls/days-1.pem" >/dev/null
over='^failed: .*the certificate of .* is not to be trusted: certificate has expired$'
says api "$over" 'api: a certificate that is over'
says base '^failed: .*its certificate is over, or ' 'base: a certificate that is over'
says cache "$over" 'cache: a certificate that is over'
ref=$(dossier log --org bakker --right access --email p2@tls.example --received 2026-03-05 2>/dev/null)
dossier work >"$TMP/out" 2>&1
is "$(sql dossier -c "SELECT DISTINCT t.state FROM task t JOIN request USING (organisation_id, request_id)
	WHERE reference = '$ref'")" failed 'and nothing is searched there: all wait for a person'
cat "$tls/days2.pem" >"$TMP/pgtls/server.pem"
pg_reload
redis-cli -s "$TMP/redis.sock" CONFIG SET tls-cert-file "$tls/days2.pem" >/dev/null
usual

# ---- a name server that leads here ----

# What the C library is told of a name of somebody else's: this very machine, by the address that is of
# itself alone and by one that it has in a network, if it is in one. In a library, as a slot's broker asks it.
cat >"$TMP/names.c" <<'C'
#define _GNU_SOURCE
#include <dlfcn.h>
#include <netdb.h>
#include <string.h>
int
getaddrinfo(const char *host, const char *port, const struct addrinfo *hints, struct addrinfo **ret)
{
	int (*next)(const char *, const char *, const struct addrinfo *, struct addrinfo **) = dlsym(RTLD_NEXT, "getaddrinfo");
	if (hints && hints->ai_flags & AI_NUMERICHOST)
		return next(host, port, hints, ret);
	return next(host && strcmp(host, "vendor.example") == 0 ? LEADS : host, port, hints, ret);
}
C
# leads ADDRESS
leads() {
	cc -shared -fPIC -DLEADS="\"$1\"" -o "$TMP/names.so" "$TMP/names.c"
}
leads 127.0.0.1
# misled SYSTEM PATTERN TEXT: says, by that name server.
misled() {
	like "$(LD_PRELOAD=$TMP/names.so dossier connector check bakker "$1" --json 2>/dev/null | json 'v[0]["status"] + ": " + v[0]["detail"]')" "$2" "$3"
}
for system in api base cache; do
	misled $system '^ok: ' "$system: localhost is this machine"
done
secret bakker api "https://vendor.example:$port"
secret bakker base "host=vendor.example $dsn sslrootcert=$tls/ca.pem"
secret bakker cache "rediss://vendor.example:$redis_port"
for own in 127.0.0.1 $(hostname -I 2>/dev/null); do
	leads "$own"
	misled api '^failed: .*cannot look up vendor.example: No address' "api: a name of others is not ($own)"
	misled base '^failed: .*could not translate host name' "base: a name of others is not ($own)"
	misled cache '^failed: .*cannot look up the host of redis: No address' "cache: a name of others is not ($own)"
done
usual

# ---- what libpq takes from a user's surroundings ----

mkdir -p "$TMP/user/.postgresql"
cp "$tls/ca.pem" "$TMP/user/.postgresql/root.crt"
echo '*:*:*:guarded:mouse' >"$TMP/user/.pgpass"
chmod 600 "$TMP/user/.pgpass"
# at_home COMMAND...: as that user, who has a password and an authority at home and in the environment
at_home() {
	env HOME="$TMP/user" PGSSLROOTCERT="$tls/ca.pem" PGPASSWORD=mouse PGSSLMODE=verify-full "$@"
}
ok 'psql logs in with what is at home' wait_until env HOME="$TMP/user" psql -qAtX -d "host=localhost dbname=app user=guarded port=$PGPORT sslmode=verify-full" -c 'SELECT 1'
home_says() {
	like "$(at_home dossier connector check bakker base --json 2>/dev/null | json 'v[0]["status"] + ": " + v[0]["detail"]')" "$1" "$2"
}
guarded="host=localhost dbname=app user=guarded port=$PGPORT sslmode=verify-full"
secret bakker base "$guarded sslrootcert=$tls/ca.pem"
home_says '^failed: .*it refuses the connection' 'no password of .pgpass or PGPASSWORD'
secret bakker base "$guarded password=mouse"
home_says '^failed: .*no authority to check its certificate by: .*sslrootcert=FILE' 'no authority of .postgresql or PGSSLROOTCERT'
secret bakker base "host=db.example dbname=app user=guarded password=mouse sslrootcert=$tls/ca.pem"
home_says '^failed: .*without verified TLS' 'no PGSSLMODE'
secret bakker base "$guarded password=mouse sslrootcert=$tls/ca.pem"
home_says '^ok: ' 'all of it in the dsn'
usual

# ---- another address, while the worker runs ----

dossier worker --slots 2 >/dev/null 2>"$TMP/worker.err" &
worker=$!
echo $worker >>"$TMP/pids"
done_with() {
	[ "$(found "$1")" = 'api done 1, base done 1, cache done 1' ]
}
ref=$(dossier log --org bakker --right access --email p3@tls.example --received 2026-03-05 2>/dev/null)
ok 'a worker searches all three' wait_until done_with "$ref"
secret bakker api "https://localhost:$second"
ref=$(dossier log --org bakker --right access --email p4@tls.example --received 2026-03-05 2>/dev/null)
ok 'a system that moved is searched where it is now' wait_until done_with "$ref" || { sed 's/^/# /' "$TMP/worker.err"; found "$ref"; }
kill $worker
wait $worker
is $? 0 'the worker ends as usual'
done_testing
