#!/bin/sh
# A field of 60 MiB in a table, in a CSV and a JSON file and in the answer of an API: all of it is in the archive, byte
# for byte, and no process of ours ever holds more than 64 MiB.
cd "$(dirname "$0")/../.." || exit 1
. tests/lib.sh
needs python3 psql unzip sha256sum

LETTERS=62914500 # 60 MiB, in whole units of a hundred bytes
LIMIT_KB=65536
email=sanne.devries@bakkerij-zonnehoek.example

# text FORM: all of it, as text, or as it is written in CSV or JSON.
text() {
	python3 -c 'import json, sys
unit = "é\"\\\n" + "x" * 95
out = {"text": unit, "csv": unit.replace("\"", "\"\""), "json": json.dumps(unit)[1:-1]}[sys.argv[1]].encode()
n = int(sys.argv[2]) // 100
while n > 0:
    sys.stdout.buffer.write(out * min(n, 10000))
    n -= 10000' "$1" "$LETTERS"
}

pg_start
sql postgres -c 'CREATE DATABASE dossier'
sql postgres -c 'CREATE DATABASE app'
sql app -c "CREATE TABLE note (email text, body text);
INSERT INTO note SELECT '$email', repeat(E'é\"\\\\\\n' || repeat('x', 95), $LETTERS / 100)"
installation "$(pg_uri dossier)" || exit 1
secret bakker app-dsn "$(pg_uri app)"
mkdir "$TMP/drops"
{ printf 'mail,body\n%s,"' "$email" && text csv && printf '"\n'; } >"$TMP/drops/notes.csv"
{ printf '[{"mail":"%s","body":"' "$email" && text json && printf '"}]'; } >"$TMP/drops/notes.json"
python3 tests/vendors/mailbox.py $LETTERS >"$TMP/mailbox.url" 2>"$TMP/mailbox.err" &
echo $! >>"$TMP/pids"
wait_until test -s "$TMP/mailbox.url"
secret bakker mail-url "$(cat "$TMP/mailbox.url")"
secret bakker mail-secret simulated-secret
mkdir -p "$DOSSIER_HOME/templates/connectors"
cp tests/data/connector_mailbox.json "$DOSSIER_HOME/templates/connectors/mailbox.json"

edit tests/data/register_small.json '
field = lambda *names: [{"name": n} for n in names]
system = lambda sid, kind, settings, *collections, **more: dict(
    id=sid, name={"nl": sid}, connector=kind, categories=["BAK-C01"], needs=["email"], settings=settings, collections=list(collections), **more)
drop = lambda form: {"name": form, "category": "BAK-C01", "file": "*." + form, "format": form,
                     "match": [{"field": "mail", "identifier": "email"}], "fields": field("mail", "body")}
v["systems"] = [
    system("shop", "postgresql", {"dsn": {"secret": "app-dsn"}}, {"name": "note", "category": "BAK-C01", "table": "note",
           "match": [{"column": "email", "identifier": "email"}]}),
    system("leads", "files", {"directory": {"secret": "drops"}}, drop("csv"), drop("json")),
    system("mail", "http", {"url": {"secret": "mail-url"}, "client_secret": {"secret": "mail-secret"}},
           {"name": "mail", "category": "BAK-C01", "rows": "messages", "fields": field("id", "text")}, definition="mailbox")]' >"$TMP/register.json"
secret bakker drops "$TMP/drops"
ok 'the register is checked by the installation'\''s own connector file' dossier register check "$TMP/register.json"
ok 'the register loads' dossier register load "$TMP/register.json"
dossier log --org bakker --right access --email $email --received 2026-03-05 >"$TMP/ref" 2>"$TMP/err" || sed 's/^/# /' "$TMP/err"
REF=$(cat "$TMP/ref")

# watch COMMAND...: run it; the most memory a process of ours ever held meanwhile, in KiB, on standard output. The kernel
# keeps the high-water mark of each, so looking now and then misses nothing but what a process does after the last look.
watch() {
	python3 - "$BUILD/dossier" "$@" <<'PY'
import glob, os, subprocess, sys, time
program, command, most, seen = os.path.realpath(sys.argv[1]), sys.argv[2:], 0, set()
child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=sys.stderr)
while True:
    done = child.poll() is not None
    for path in glob.glob("/proc/[0-9]*/status"):
        try:
            if os.path.realpath(os.path.dirname(path) + "/exe") != program:
                continue
            for line in open(path):
                if line.startswith("VmHWM:"):
                    most = max(most, int(line.split()[1]))
                    seen.add(path)
        except OSError:
            pass
    if done:
        break
    time.sleep(0.02)
print(most, len(seen), child.returncode)
PY
}
watch dossier work >"$TMP/work"
read -r most seen status <"$TMP/work"
is "$status" 0 'the systems are searched'
[ "$seen" -ge 2 ] && [ "$most" -le $LIMIT_KB ]
result "$seen processes, none above 64 MiB while searching" || echo "# $most KiB"
echo "# searching: $most KiB at most"
is "$(dossier show "$REF" --json | json 'sorted(t["system"] for t in v["tasks"] if t["state"] == "done")')" '["leads", "mail", "shop"]' 'all three are done'

watch dossier archive build "$REF" >"$TMP/build"
read -r most seen status <"$TMP/build"
is "$status" 0 'the archive is built'
[ "$seen" -ge 1 ] && [ "$most" -le $LIMIT_KB ]
result 'nor while it is built' || echo "# $most KiB"
echo "# building: $most KiB at most"

known "$REF" >/dev/null
ok 'and got' dossier archive get "$REF" "$TMP/CONCEPT-a.zip"
want=$(text text | sha256sum)
unzip -Z1 "$TMP/CONCEPT-a.zip" | grep '^files/BAK-C01/.*\.txt$' >"$TMP/names"
is "$(wc -l <"$TMP/names")" 4 'each long text is a file'
while read -r name; do
	is "$(unzip -p "$TMP/CONCEPT-a.zip" "$name" | sha256sum)" "$want" "$name, byte for byte"
done <"$TMP/names"
for collection in note csv json mail; do
	mark=$(unzip -p "$TMP/CONCEPT-a.zip" "data/BAK-C01/$collection.json" | json '[x for r in v for x in r.values() if str(x).startswith("[file ")][0]')
	like "$(cat "$TMP/names")" "/$(printf '%s' "$mark" | sed 's/^\[file //; s/\]$//')\$" "the mark in $collection names its file"
done
done_testing
