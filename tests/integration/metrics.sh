#!/bin/sh
# `metrics` in the text form that Prometheus reads: read by promtool where that is there and by a strict reader of our own
# always, and each number counted by hand.
cd "$(dirname "$0")/../.." || exit 1
. tests/lib.sh
needs python3

at() {
	DOSSIER_NOW=$1T10:00:00+01:00
	shift
	dossier "$@" >"$TMP/said" 2>"$TMP/err" || { echo "# dossier $*"; sed 's/^/# /' "$TMP/err"; false; }
}
# request DAY OPTION...: its reference is in $ref
request() {
	at "$@" --again --email greta.proefpersoon@voorbeeld.example
	ref=$(cat "$TMP/said")
}
# read_metrics: $TMP/m as JSON, {"NAME{label=value,...}": number}; what is no exposition text fails
read_metrics() {
	dossier metrics >"$TMP/m" && python3 - "$TMP/m" <<-'PY'
		import json, re, sys
		data = open(sys.argv[1], newline="").read()
		assert data.endswith("\n") and "\r" not in data and "\n\n" not in data, "lines"
		kinds, helped, values, last = {}, set(), {}, None
		for line in data.splitlines():
		    m = re.fullmatch(r"# HELP ([a-z_][a-z0-9_]*) (\S.*)", line)
		    if m:
		        assert m[1] not in helped, "helped twice: " + line
		        helped.add(m[1])
		        last = m[1]
		        continue
		    m = re.fullmatch(r"# TYPE ([a-z_][a-z0-9_]*) gauge", line)
		    if m:
		        assert m[1] == last and m[1] not in kinds, "a type apart from its help: " + line
		        kinds[m[1]] = "gauge"
		        continue
		    m = re.fullmatch(r'([a-z_][a-z0-9_]*)(?:\{([a-z_]+="[^"\\\n]*"(?:,[a-z_]+="[^"\\\n]*")*)\})? (\d+)', line)
		    assert m, "no sample: " + line
		    assert m[1] == last, "a sample outside its family: " + line
		    key = m[1] + "{" + (m[2] or "").replace('"', "") + "}"
		    assert key not in values, "twice: " + line
		    values[key] = int(m[3])
		print(json.dumps(values))
	PY
}
# value NAME ORGANISATION [RIGHT]
value() {
	json "v.get('dossier_$1{organisation=$2${3:+,right=$3}}')" <"$TMP/values"
}
# counts ORGANISATION RIGHT: open, due in seven days, late, days of the oldest
counts() {
	echo "$(value requests_open "$1" "$2") $(value requests_due_soon "$1" "$2") $(value requests_late "$1" "$2") $(value oldest_request_age_seconds "$1" "$2" | awk '{ print $1 / 86400 }')"
}

DOSSIER_NOW=2026-01-02T10:00:00+01:00
export DOSSIER_NOW
pg_start
sql postgres -c 'CREATE DATABASE metrics'
installation "$(pg_uri metrics)" || exit 1
read_metrics >"$TMP/values"
result "without an organisation there are metrics, of nothing" || sed 's/^/# /' "$TMP/m"
for org in jcc maila jouwbot; do
	dossier register load "templates/registers/$org.json" >/dev/null 2>&1
done

# jcc promises four weeks: its day is the promise's, not the law's
request 2026-01-05 log --org jcc --right access # promised for 2 February
request 2026-01-06 log --org jcc --right access --right erasure # 3 February
both=$ref
request 2026-01-13 log --org jcc --right erasure # 10 February
request 2026-01-14 log --org jcc --right access # 11 February
request 2026-01-05 log --org maila --right access # by law until 5 February
late=$ref
request 2026-01-05 log --org maila --right objection --purpose service
at 2026-01-06 withdraw "$ref" --how 'haar bericht'
at 2026-01-14 work

DOSSIER_NOW=2026-02-03T10:00:00+01:00
read_metrics >"$TMP/values" 2>"$TMP/err"
result "Prometheus' text form, strictly read" || sed 's/^/# /' "$TMP/err" "$TMP/m"
if command -v promtool >/dev/null; then
	promtool check metrics <"$TMP/m" >"$TMP/lint" 2>&1
	result "promtool has nothing against it" || sed 's/^/# /' "$TMP/lint"
else
	ok "promtool is not there # SKIP" true
fi
is "$(counts jcc access)" "3 1 1 29" "jcc, access: one is a day late, one due today; the one of 11 February is more than seven days off"
is "$(counts jcc erasure)" "2 2 0 28" "jcc, erasure: today, and the seventh day from now, are within seven days"
is "$(counts maila access)" "1 1 0 29" "maila, access: nothing is promised, the law counts"
is "$(value requests_open maila objection)" null "who withdrew is counted nowhere"
is "$(json '[k for k in v if "jouwbot" in k and "right" in k]' <"$TMP/values")" '[]' "an organisation without requests has no rights to count"
is "$(value queue_ready jcc) $(value queue_ready jouwbot)" "0 0" "and nothing waits to run"
at 2026-02-03 refuse "$both" --right erasure --ground no-ground-17-1 --facts 'De factuur moet blijven.'
at 2026-02-04 extend "$late" --ground complexity --reason 'Veel systemen.'
at 2026-02-04 extend "$late" --notice-sent 2026-02-04 --proof '<1@example.org>'
DOSSIER_NOW=2026-02-06T10:00:00+01:00
read_metrics >"$TMP/values"
is "$(counts jcc access)" "3 1 2 32" "three days later two are late"
is "$(counts jcc erasure)" "2 1 1 31" "a right that was refused is late like any, as long as nobody was told"
at 2026-02-06 letter sent "$both" "$(dossier letter list "$both" --json | json '[l["id"] for l in v if l["kind"] == "refusal"][0]')"
read_metrics >"$TMP/values"
is "$(counts jcc erasure)" "1 1 0 24" "and is open no more once it left; the other of its request is"
is "$(counts maila access)" "1 0 0 32" "an extension in force puts off the day"
request 2026-02-06 log --org jcc --right access
DOSSIER_NOW=2026-02-06T10:00:00+01:00
system=$(dossier show "$both" --json | json 'v["tasks"][0]["system"]')
at 2026-02-06 task retry "$both" "$system"
read_metrics >"$TMP/values"
is "$(value queue_ready jcc) $(value queue_ready maila)" "1 0" "a task that is to run again is ready"
age=$(value queue_age_seconds jcc)
[ "$age" -ge 0 ] && [ "$age" -le $((32 * 86400)) ]
result "and as old as its plan at most, by the clock of the requests" || echo "# $age"
! grep -qiE 'greta|voorbeeld|JCC-|MAI-' "$TMP/m"
result "nobody is in it, and no reference"
done_testing
