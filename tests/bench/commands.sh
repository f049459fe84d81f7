#!/bin/sh
# What a person waits for, over BENCH_REQUESTS (100,000) requests: `show` and `plan` of one, and `list`, each BENCH_RUNS (20)
# whole runs of the program in turn and back, with `help` beside them, which needs no database. Prints the processor time of the program
# itself (wanted: under 50 ms; `help` is what starting takes) and how long it took with the server's. The others are copies of the one.
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
python3 - "$ref" "${BENCH_RUNS:-20}" <<'P'
import statistics, subprocess, sys, time
from resource import RUSAGE_CHILDREN, getrusage
ref, runs = sys.argv[1], int(sys.argv[2])
commands = {"help": ["help"], "show": ["show", ref], "plan": ["plan", ref], "list": ["list"], "list of all": ["list", "--state", "all", "--limit", "1000"]}
took = {name: [] for name in commands}
for i in range(runs + 1):
    for name in list(commands)[:: -1 if i % 2 else 1]:
        before, start = getrusage(RUSAGE_CHILDREN), time.time()
        subprocess.run(["dossier"] + commands[name], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        after = getrusage(RUSAGE_CHILDREN)
        own = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        if i:  # the first finds nothing in memory
            took[name].append((1000 * own, 1000 * (time.time() - start)))
for name, t in took.items():
    own, wall = zip(*t)
    print(f"{name}: {statistics.median(own):.0f} ms of our own [{min(own):.0f}..{max(own):.0f}], {statistics.median(wall):.0f} ms in all [{min(wall):.0f}..{max(wall):.0f}]")
print("# load " + open("/proc/loadavg").read().split()[0])
P
