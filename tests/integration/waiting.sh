#!/bin/sh
# Whoever types a command at a terminal sees at once that it works, whatever it waits for: here the database, all tables of which
# somebody else holds.
cd "$(dirname "$0")/../.." || exit 1
. tests/lib.sh
needs python3 psql

pg_start
sql postgres -c 'CREATE DATABASE dossier' -c 'CREATE DATABASE other'
installation_of_one "$(pg_uri dossier)" || exit 1
dossier register load templates/registers/jcc.json >/dev/null 2>&1
REF=$(dossier log --org jcc --right access --email anna@example.org 2>/dev/null)
dossier help --json >"$TMP/table"
cat >"$TMP/hold.sql" <<'EOF'
BEGIN;
SELECT format('LOCK TABLE %I', relname) FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace \gexec
\! touch held
EOF
(cd "$TMP" && { cat hold.sql && wait_until test -e let_go && echo 'COMMIT;'; } | psql -qAtX -d "$(pg_uri dossier)" >/dev/null) &
wait_until test -e "$TMP/held"

# each command at a terminal of its own, a few at a time; then one is let go on
cat >"$TMP/each.py" <<'EOF'
import json, os, pathlib, pty, select, signal, sys, time
tmp, ref, other = pathlib.Path(sys.argv[1]), sys.argv[2], sys.argv[3]
WORD = {"REF": ref, "ORG": "jcc", "SYSTEM": "portal", "FILE": "templates/registers/jcc.json", "USER": "daemon", "NO": "1", "PERIOD": "2026-03"}
os.environ.update(TERM="xterm", PAGER="cat")


def start(words):
    pid, terminal = pty.fork()
    if pid == 0:
        os.execvp("dossier", ["dossier", *words])
    return pid, terminal


def until(terminal, done):
    """What it shows, until that is enough or it ends."""
    seen, end = b"", time.monotonic() + 20
    while not done(seen) and time.monotonic() < end:
        if not select.select([terminal], [], [], 0.1)[0]:
            continue
        try:
            piece = os.read(terminal, 4096)
        except OSError:
            piece = b""
        if not piece:
            break
        seen += piece
    return seen


lines = [["init", "--home", str(tmp / "new"), "--database", other]]
for c in json.load(open(tmp / "table")):
    words = [w for w in (c["noun"], c["verb"]) if w]
    words += [str(tmp / f"out.{c['noun']}.{c['verb']}") if w.startswith("NEW") else WORD.get(w.split("|")[0], "x") for w in (c["arguments"] or "").split() if w[0] != "["]
    if c["noun"] in ("refuse", "cause"):
        words += [ref, f"--{'ground' if c['noun'] == 'refuse' else 'cause'}", "x"]
    if c["roles"] and words != ["db", "stop"] or words[:2] == ["db", "upgrade"]:
        lines.append(words)
for some in [lines[i:i + 8] for i in range(0, len(lines), 8)]:
    for words, (pid, terminal) in [(words, start(words)) for words in some]:
        seen = until(terminal, lambda seen: b"working" in seen or b"making" in seen)
        if b"working" not in seen and b"making" not in seen:
            print(" ".join(words), seen)
        os.kill(pid, signal.SIGKILL)
        os.close(terminal)
        os.waitpid(pid, 0)
pid, terminal = start(["assign", ref, "nobody"])
until(terminal, lambda seen: b"working" in seen)
os.kill(pid, signal.SIGINT)
print(until(terminal, lambda seen: False), os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
pid, terminal = start(["assign", ref, "nobody"])
seen = until(terminal, lambda seen: b"working" in seen)
(tmp / "let_go").touch()
seen += until(terminal, lambda seen: False)
print(len(lines) > 50, seen.decode().rpartition("\r\x1b[K")[2].strip(), os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
EOF
python3 "$TMP/each.py" "$TMP" "$REF" "$(pg_uri other)" >"$TMP/out"
sed 's/^/# /' "$TMP/out"
is "$(sed '$d' "$TMP/out" | sed '$d')" '' 'each command says something while it works'
is "$(tail -n 2 "$TMP/out" | head -n 1)" "b'\\r\\x1b[Kdossier: interrupted\\r\\n' -2" 'whoever interrupts it sees that alone'
like "$(tail -n 1 "$TMP/out")" '^True dossier: .*nobody.* [34]$' 'and nothing of that is left when it ends'
wait
done_testing
