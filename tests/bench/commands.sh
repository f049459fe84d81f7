#!/bin/sh
# What a person waits for, over BENCH_REQUESTS (100,000) requests: every command that only reads, and completion, each BENCH_RUNS (20)
# whole runs of the program in turn and back, with `help` beside them, which needs no database. Prints the processor time of the program
# itself (`help` is what starting takes) and how long it took with the server's (wanted: 100 ms, and 150 for completion; what sums up
# all there is, or asks others, says how far it is instead). All requests are copies of the one.
set -eu
. tests/lib.sh
needs psql python3

n=${BENCH_REQUESTS:-100000}
PG_SETTINGS='-c shared_buffers=512MB -c max_wal_size=8GB -c autovacuum=off'
pg_start
createdb -h "$PG" -U test bench
installation_of_one "$(pg_uri bench)"
dossier register load templates/registers/maila.json >/dev/null 2>&1
ref=$(dossier log --org maila --right access --email anna@example.org 2>/dev/null)
dossier work >/dev/null 2>&1 || true # of the systems none is there
dossier extend "$ref" --ground number --reason x >/dev/null 2>&1 # a letter
sql bench >/dev/null <<END
SET session_replication_role = replica; -- no look-ups of foreign keys
SELECT format('INSERT INTO %I (request_id, %s) OVERRIDING SYSTEM VALUE SELECT r.request_id + n, %s FROM %1\$I r, generate_series(1, $n) AS n
	WHERE r.request_id = 1', table_name, string_agg(quote_ident(column_name), ', '),
	string_agg(CASE column_name WHEN 'reference' THEN quote_literal('MAI-B') || ' || n' ELSE 'r.' || quote_ident(column_name) END, ', '))
FROM information_schema.columns WHERE table_schema = 'public' AND column_name <> 'request_id'
	AND table_name IN ('request', 'request_right', 'request_clock', 'task', 'event') AND is_identity = 'NO' AND is_generated = 'NEVER'
GROUP BY table_name \gexec
END
sql bench -c "VACUUM ANALYZE" -c CHECKPOINT
echo "# $(sql bench -c "SELECT count(*) || ' requests, ' || pg_size_pretty(pg_relation_size('request')) FROM request"), $(sql bench -c "SELECT count(*) || ' tasks' FROM task"), $(sql bench -c "SELECT count(*) || ' events' FROM event")"
letter=$(dossier letter list "$ref" --json | json 'v[0]["id"]')
python3 - "$ref" "$letter" "${BENCH_RUNS:-20}" <<'P'
import statistics, subprocess, sys, time
from resource import RUSAGE_CHILDREN, getrusage
ref, letter, runs = sys.argv[1], sys.argv[2], int(sys.argv[3])
lines = """help|show REF|show REF --json|plan REF|next REF|deadline --explain REF|undo REF|mandate REF|refuse --list|letter list REF|letter show REF NO
task show REF service|audit list --request REF|list|list --state all --limit 1000|task list|due|today|user list|config show|db status
register show maila|register templates|register diff maila templates/registers/maila.json|register check templates/registers/maila.json
connector list|audit list|metrics|report 2026-03|__complete -- show MAI|__complete -- list --"""
commands = {line: line.replace("REF", ref).replace("NO", letter).split() for line in lines.replace("\n", "|").split("|")}
took = {name: [] for name in commands}
for i in range(runs + 1):
    for name in list(commands)[:: -1 if i % 2 else 1]:
        before, start = getrusage(RUSAGE_CHILDREN), time.time()
        done = subprocess.run(["dossier"] + commands[name], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        if done.returncode not in (0, 5):  # 5: something is late
            sys.exit("%s: %s" % (name, done.stderr))
        after = getrusage(RUSAGE_CHILDREN)
        own = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        if i:  # the first finds nothing in memory
            took[name].append((1000 * own, 1000 * (time.time() - start)))
for name, t in took.items():
    own, wall = zip(*t)
    print(f"{name}: {statistics.median(own):.0f} ms of our own [{min(own):.0f}..{max(own):.0f}], {statistics.median(wall):.0f} ms in all [{min(wall):.0f}..{max(wall):.0f}]")
print("# load " + open("/proc/loadavg").read().split()[0])
P
