#!/bin/sh
# The month's report over a table of BENCH_REQUESTS requests of five years (5,000,000: minutes to make), each with its rights and clock facts,
# those of the last two months with three tasks too. In each of BENCH_PAIRS rounds (5), in turn and back: a sequential scan
# of the requests; the naive query (percentile_disc per month, from the columns of the request); the report when the month
# was never asked for; asked again after a fact that changes no figure, so that its day is summed up anew; and asked again
# when nothing happened. Ours are whole runs of the program. First of all the very first report, which sums up the twelve
# months of its trend, as the daily sweep would have. The numbers of the naive query and those of a report counted without
# any sums are compared with ours; if they differ, it fails.
set -eu
. tests/lib.sh
needs psql python3

n=${BENCH_REQUESTS:-5000000} pairs=${BENCH_PAIRS:-5}
PG_SETTINGS='-c shared_buffers=512MB -c max_wal_size=8GB -c autovacuum=off'
pg_start
createdb -h "$PG" -U test bench
export DOSSIER_NOW=2021-01-02T10:00:00+01:00
installation_of_one "$(pg_uri bench)"
dossier register load templates/registers/jbsync.json >/dev/null 2>&1
DOSSIER_NOW=2026-04-08T10:00:00+02:00
sql bench >/dev/null <<END
SELECT setseed(0.7);
CREATE TEMPORARY TABLE made AS
SELECT n, received, received + answer AS answered, kind FROM (
	SELECT n, DATE '2021-04-01' + (n::bigint * 1826 / $n)::integer AS received, CASE
			WHEN random() < 0.9 THEN 1 + floor(random() * 30)::integer
			WHEN random() < 0.8 THEN 20 + floor(random() * 90)::integer END AS answer,
		floor(random() * 20)::integer AS kind
	FROM generate_series(0, $n - 1) AS n) x;
UPDATE made SET answered = NULL WHERE answered > DATE '2026-04-07';
INSERT INTO request (organisation_id, reference, state, channel, language, subject_relation, instructed_by, received_at, received,
	deadline, extended, due, calendar, calendar_version, register_version, logged_at, answered_at)
SELECT 1, 'JBS-' || n, CASE WHEN answered IS NULL THEN 'searching' ELSE 'answered' END, 'email', 'nl', 'self',
	CASE kind WHEN 7 THEN 'acme' END, received + TIME '09:00', received, (received + interval '1 month')::date,
	(received + interval '3 months')::date, (received + interval '1 month')::date, 'nl', 'x', 1, received + TIME '09:00', answered + TIME '12:00'
FROM made ORDER BY n;
CREATE TEMPORARY TABLE keyed AS
SELECT r.request_id, m.* FROM made m JOIN request r ON r.organisation_id = 1 AND r.reference = 'JBS-' || m.n;
INSERT INTO request_right SELECT 1, request_id, right_name, CASE WHEN answered IS NULL THEN 'open' ELSE 'answered' END, answered
FROM keyed, LATERAL unnest(CASE WHEN kind < 8 THEN ARRAY['access'] WHEN kind < 14 THEN ARRAY['erasure']
	WHEN kind < 17 THEN ARRAY['access', 'erasure'] ELSE ARRAY['objection'] END) AS right_name ORDER BY request_id;
INSERT INTO request_clock (organisation_id, request_id, fact, day, at, by, recorded_at, ground, right_name, sealed)
SELECT 1, request_id, fact, day, day + TIME '12:00', 'x', day + TIME '12:00', ground, right_name, sealed FROM (
	SELECT request_id, 'received' AS fact, received AS day, NULL AS ground, NULL AS right_name, NULL AS sealed FROM keyed
	UNION ALL SELECT request_id, 'answered', answered, NULL, NULL, NULL FROM keyed WHERE answered IS NOT NULL
	UNION ALL SELECT request_id, 'extension-decided', received + 9, 'number', NULL, 'x' FROM keyed
		WHERE n % 25 = 0 AND coalesce(answered > received + 10, true)
	UNION ALL SELECT request_id, 'extension-notice-sent', received + 10, NULL, NULL, 'x' FROM keyed
		WHERE n % 25 = 0 AND coalesce(answered > received + 10, true)
	UNION ALL SELECT request_id, 'refused', answered, 'erasure-17-3-b', 'erasure', 'x'
		FROM keyed WHERE kind = 15 AND answered IS NOT NULL
	UNION ALL SELECT request_id, 'question-asked', received + 1, 'identity', NULL, 'x' FROM keyed
		WHERE n % 40 = 0 AND coalesce(answered > received + 5, true)
	UNION ALL SELECT request_id, 'question-sent', received + 2, 'identity', NULL, 'x' FROM keyed
		WHERE n % 40 = 0 AND coalesce(answered > received + 5, true)
	UNION ALL SELECT request_id, 'question-answered', received + 5, NULL, NULL, NULL FROM keyed
		WHERE n % 40 = 0 AND coalesce(answered > received + 5, true)) f
WHERE day <= '2026-04-07' ORDER BY day, request_id, fact DESC;
INSERT INTO task (organisation_id, request_id, system, action, connector, state, needs, categories, due, created_at, finished_at)
SELECT 1, request_id, system, 'collect', 'http', CASE WHEN finished <= '2026-04-07' THEN 'done' ELSE 'asked' END, '["email"]',
	'["JBS-C01", "JBS-C02"]', received + 30, received + TIME '10:00', CASE WHEN finished <= '2026-04-07' THEN finished END
FROM keyed, unnest(ARRAY['app', 'stripe', 'sendgrid']) AS system,
	LATERAL (SELECT received + TIME '10:00' + (n * 7 + length(system)) % 30 * interval '1 day' AS finished) f
WHERE received >= '2026-02-01';
END
sql bench -c "VACUUM ANALYZE" -c CHECKPOINT
echo "# $(sql bench -c "SELECT count(*) || ' requests, ' || pg_size_pretty(pg_relation_size('request')) FROM request"),$(sql bench -c "SELECT ' ' || count(*) || ' facts, ' || pg_size_pretty(pg_relation_size('request_clock')) FROM request_clock"), $(sql bench -c "SELECT count(*) || ' received in the month' FROM request WHERE received >= '2026-03-01' AND received < '2026-04-01'")"

scan="SET max_parallel_workers_per_gather = 0; SET enable_indexscan = off; SET enable_indexonlyscan = off; SET enable_bitmapscan = off;
	SELECT count(received), min(received), max(answered_at), count(*) FILTER (WHERE state = 'answered') FROM request"
naive="SET work_mem = '256MB'; SELECT to_char(received, 'YYYY-MM'), count(*),
	percentile_disc(0.5) WITHIN GROUP (ORDER BY (answered_at AT TIME ZONE 'Europe/Amsterdam')::date - received),
	percentile_disc(0.9) WITHIN GROUP (ORDER BY (answered_at AT TIME ZONE 'Europe/Amsterdam')::date - received)
	FROM request WHERE instructed_by IS NULL GROUP BY 1 ORDER BY 1"
timed() {
	start=$(date +%s.%N)
	"$@" >"$TMP/out" 2>"$TMP/err" || { sed 's/^/# /' "$TMP/err"; exit 1; }
	echo "$(date +%s.%N) $start" | awk '{ printf "%.4f", $1 - $2 }'
}
report() { dossier report 2026-03 --org jbsync --json; }
forget() { sql bench -c "DELETE FROM report_day WHERE received >= '2026-03-01' AND received < '2026-04-01'"; }

news() {
	sql bench -c "INSERT INTO request_clock (organisation_id, request_id, fact, day, at, by, recorded_at)
		SELECT 1, request_id, 'verified', now(), now(), 'x', now() FROM request WHERE received = '2026-03-09' LIMIT 1"
}
very_first=$(timed report)
sql bench -c "VACUUM ANALYZE report_case, report_day, report_task"
cp "$TMP/out" "$TMP/ours"
echo "# the very first report, with its twelve months: $very_first s; $(sql bench -c "SELECT count(*) || ' sums, ' || pg_size_pretty(pg_relation_size('report_case')) FROM report_case")"

# equal to the naive query, month by month
sql bench -c "$naive" >"$TMP/naive"
python3 - "$TMP/ours" "$TMP/naive" <<'P'
import json, sys
ours = {m["month"]: m for m in json.load(open(sys.argv[1]))["organisations"][0]["trend"]}
naive = {l.split("|")[0]: l.strip().split("|")[1:] for l in open(sys.argv[2])}
assert len(ours) == 12
for month, m in ours.items():
    got, want = [m["received"], m["median_days"], m["p90_days"]], [int(x) for x in naive[month]]
    assert got == want, (month, got, want)
P
# and to a report counted from the requests themselves, without sums
dossier report 2026-03 --org jbsync --as-of 2026-04-07 --json >"$TMP/counted"
DOSSIER_NOW=2026-04-07T23:00:00+02:00 dossier report 2026-03 --org jbsync --json >"$TMP/summed"
python3 - "$TMP/counted" "$TMP/summed" <<'P'
import json, sys
a, b = [json.load(open(f))["organisations"][0] for f in sys.argv[1:]]
for member in a:
    # the made-up due dates know no holidays, so the hundred most urgent are others
    assert member in ("risk", "risk_more") or a[member] == b[member], member
P
echo "# equal to the naive query and to a count without sums"

i=0
: >"$TMP/rounds"
while [ "$i" -lt "$pairs" ]; do
	if [ $((i % 2)) -eq 0 ]; then order='scan naive first news again'; else order='news again first naive scan'; fi
	for leg in $order; do
		case $leg in
		scan) scan_s=$(timed sql bench -c "$scan") ;;
		naive) naive_s=$(timed sql bench -c "$naive") ;;
		first) forget && first_s=$(timed report) && cmp "$TMP/out" "$TMP/ours" ;;
		news) news && news_s=$(timed report) && cmp "$TMP/out" "$TMP/ours" ;;
		again) again_s=$(timed report) && cmp "$TMP/out" "$TMP/ours" ;;
		esac
	done
	i=$((i + 1))
	echo "$scan_s $naive_s $first_s $again_s $news_s" | tee -a "$TMP/rounds" |
		awk -v i="$i" -v load="$(cut -d' ' -f1 /proc/loadavg)" '{ printf "pair %d: scan %.3f s, naive %.3f s, the month first %.3f s (%.2f scans), again %.3f s (naive is %.1f times that), after news %.3f s; load %s\n",
			i, $1, $2, $3, $3 / $1, $4, $2 / $4, $5, load }'
done
python3 - "$TMP/rounds" <<'P'
import statistics, sys
rounds = [[float(x) for x in l.split()] for l in open(sys.argv[1])]
first = [r[2] / r[0] for r in rounds]
again = [r[1] / r[3] for r in rounds]
news = [r[1] / r[4] for r in rounds]
print(f"report: first {statistics.median(first):.2f} scans [{min(first):.2f}..{max(first):.2f}] (wanted: at most 3); "
      f"again {statistics.median(again):.1f} times faster than naive [{min(again):.1f}..{max(again):.1f}] (wanted: 20); "
      f"after news {statistics.median(news):.1f} times [{min(news):.1f}..{max(news):.1f}]")
P
