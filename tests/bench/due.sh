#!/bin/sh
# What is due, over a table of BENCH_REQUESTS requests of five years (500,000) with their rights, tasks and what the ladder told
# of them; those of the last month are open, and BENCH_DUE (100) are due to be told. In each of BENCH_PAIRS rounds (5), in turn
# and back: a sequential scan of the requests; `due`; `metrics`; a sweep (`work`) that finds nothing, and one that tells all that
# is due, each with its file and event. Ours are whole runs of the program. Then the same with a tenth of the requests: what
# grows with the table shows.
set -eu
. tests/lib.sh
needs psql python3

n=${BENCH_REQUESTS:-500000} pairs=${BENCH_PAIRS:-5} due=${BENCH_DUE:-100}
PG_SETTINGS='-c shared_buffers=512MB -c max_wal_size=8GB -c autovacuum=off'
pg_start

# fill DATABASE N: an installation over so many requests; the open ones were looked at when they came, as they would have been.
fill() {
	createdb -h "$PG" -U test "$1"
	DOSSIER_NOW=2021-01-02T10:00:00+01:00
	rm -rf "${TMP:?}/home"
	installation_of_one "$(pg_uri "$1")" --beside
	dossier register load templates/registers/jbsync.json >/dev/null 2>&1
	DOSSIER_NOW=2026-04-08T10:00:00+02:00
	version=$(sha256sum templates/law/calendar-nl.json | cut -c1-12)
	sql "$1" >/dev/null <<END
SET session_replication_role = replica; -- no look-ups of foreign keys
INSERT INTO request (organisation_id, reference, state, channel, language, subject_relation, received_at, received,
	deadline, extended, due, calendar, calendar_version, register_version, logged_at, answered_at, look_again)
SELECT 1, 'JBS-' || n, CASE WHEN is_open THEN 'collected' ELSE 'answered' END, 'email', 'nl', 'self', received + TIME '09:00', received,
	ends, (received + interval '3 months')::date, ends, 'nl', '$version', 1, received + TIME '09:00',
	CASE WHEN NOT is_open THEN received + 12 + TIME '12:00' END, CASE WHEN is_open THEN greatest(ends - 14, DATE '2026-04-10') END
FROM (SELECT n, DATE '2021-04-01' + (n::bigint * 1826 / $2)::integer AS received FROM generate_series(0, $2 - 1) AS n) x,
	LATERAL (SELECT received >= '2026-03-09' AS is_open, (received + interval '1 month')::date AS ends) y ORDER BY n;
INSERT INTO request_right SELECT 1, request_id, right_name, CASE WHEN state = 'answered' THEN state ELSE 'open' END,
	CASE WHEN state = 'answered' THEN received + 12 END
FROM request, unnest(ARRAY['access', 'portability']) AS right_name ORDER BY request_id;
INSERT INTO task (organisation_id, request_id, system, action, connector, state, needs, categories, due, created_at, finished_at,
	asked_at, look_again)
SELECT 1, request_id, system, 'collect', 'written', CASE WHEN state = 'answered' AND system = 'app' THEN 'done' ELSE 'asked' END,
	'["email"]', '["JBS-C01"]', received + 30, received + TIME '10:00', CASE WHEN state = 'answered' AND system = 'app' THEN received + TIME '11:00' END,
	received + TIME '10:00', CASE WHEN state = 'answered' THEN DATE '9999-12-31' ELSE DATE '2026-04-10' END
FROM request, unnest(ARRAY['app', 'vps']) AS system ORDER BY request_id;
INSERT INTO escalation (organisation_id, request_id, rung, name, roles, due, reached, told_at)
SELECT 1, request_id, 0, 'T-14', 'handler', due, due - 14, due - 14 FROM request WHERE due - 14 < '2026-04-08';
END
	sql "$1" -c "VACUUM ANALYZE" -c CHECKPOINT
	dossier work >"$TMP/out" 2>&1 # what only the first one does
	echo "# $(sql "$1" -c "SELECT count(*) || ' requests, ' || count(*) FILTER (WHERE state = 'collected') || ' open' FROM request"), $(sql "$1" -c "SELECT count(*) || ' tasks' FROM task")"
}
scan="SET max_parallel_workers_per_gather = 0; SET enable_indexscan = off; SET enable_indexonlyscan = off; SET enable_bitmapscan = off;
	SELECT count(received), min(received), max(answered_at), count(*) FILTER (WHERE state = 'answered') FROM request"
timed() {
	start=$(date +%s.%N)
	"$@" >"$TMP/out" 2>"$TMP/err" || [ $? -eq 5 ] || { sed 's/^/# /' "$TMP/err"; exit 1; }
	echo "$(date +%s.%N) $start" | awk '{ printf "%.4f", $1 - $2 }'
}
# forget DATABASE: what was told is due to be told again
forget() {
	sql "$1" -c "DELETE FROM escalation e USING (SELECT request_id FROM request WHERE state = 'collected' ORDER BY due, reference LIMIT $due) r WHERE e.request_id = r.request_id" \
		-c "UPDATE request SET look_again = NULL WHERE request_id IN (SELECT request_id FROM request WHERE state = 'collected' ORDER BY due, reference LIMIT $due)"
	rm -rf "$DOSSIER_HOME/spool"
}
measure() { # DATABASE
	i=0
	: >"$TMP/rounds"
	while [ "$i" -lt "$pairs" ]; do
		if [ $((i % 2)) -eq 0 ]; then order='scan due metrics idle tell'; else order='tell idle metrics due scan'; fi
		for leg in $order; do
			case $leg in
			scan) scan_s=$(timed sql "$1" -c "$scan") ;;
			due) due_s=$(timed dossier due --within 0 --json) ;;
			metrics) metrics_s=$(timed dossier metrics) ;;
			idle) idle_s=$(timed dossier work) ;;
			tell)
				forget "$1"
				tell_s=$(timed dossier work)
				[ "$(find "$DOSSIER_HOME/spool" -name '*.json' | wc -l)" -eq "$due" ] || { echo '# not all was told: BENCH_DUE is too many for so few requests'; exit 1; }
				;;
			esac
		done
		i=$((i + 1))
		echo "$scan_s $due_s $metrics_s $idle_s $tell_s" | tee -a "$TMP/rounds" |
			awk -v i="$i" -v load="$(cut -d' ' -f1 /proc/loadavg)" '{ printf "pair %d: scan %.3f s, due %.3f s, metrics %.3f s, sweep of nothing %.3f s, of what is due %.3f s; load %s\n",
				i, $1, $2, $3, $4, $5, load }'
	done
	python3 - "$TMP/rounds" "$due" <<'P'
import statistics, sys
rounds = [[float(x) for x in l.split()] for l in open(sys.argv[1])]
def ratio(k):
    r = [x[k] / x[0] for x in rounds]
    return f"{statistics.median(r):.2f} scans [{min(r):.2f}..{max(r):.2f}]"
print(f"due: {ratio(1)}; metrics: {ratio(2)}; a sweep of nothing: {ratio(3)}; of {sys.argv[2]} due: {ratio(4)}")
P
}
fill small $((n / 10))
measure small
fill large "$n"
measure large
