#!/bin/sh
# A corrected calendar recomputes what somebody is deciding about: neither undoes what the other wrote.
cd "$(dirname "$0")/../.." || exit 1
. tests/lib.sh
needs python3 psql

installation private || exit 1
URI=$(dossier db status --json | json 'v["uri"]')
DOSSIER_NOW=2026-03-09T10:00:00+01:00
export DOSSIER_NOW
dossier register load templates/registers/jbsync.json >/dev/null 2>&1
REF=$(dossier log --org jbsync --right access --received 2026-03-05 --email anna@example.org 2>/dev/null)
dossier work >/dev/null 2>&1
query() {
	psql -qAtX -d "$URI" -c "$1"
}
waiting() {
	query "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query NOT LIKE '%pg_stat_activity%'"
}

mkdir -p "$DOSSIER_HOME/templates/law"
python3 - "$DOSSIER_HOME/templates/law/calendar-nl.json" <<'END'
import json, sys
calendar = json.load(open("templates/law/calendar-nl.json"))
calendar["rules"].append({"kind": "date", "name": "proef", "date": "2026-04-07", "source": "een proef"})
json.dump(calendar, open(sys.argv[1], "w"))
END

# ---- an extension, half written ----

mkfifo "$TMP/go"
psql -qAtX -d "$URI" <"$TMP/go" >"$TMP/psql" 2>&1 &
exec 9>"$TMP/go"
cat >&9 <<END
BEGIN;
SELECT FROM request WHERE reference = '$REF' FOR NO KEY UPDATE;
INSERT INTO request_clock (organisation_id, request_id, fact, day, at, recorded_at, ground, sealed, by)
SELECT organisation_id, request_id, f.fact, '2026-03-09', '2026-03-09T09:00Z', '2026-03-09T09:00Z', f.ground, 'x', 'tester'
FROM request, (VALUES ('extension-decided', 'complexity'), ('extension-notice-sent', NULL)) AS f (fact, ground)
WHERE reference = '$REF';
\echo written
END
for _ in $(seq 100); do grep -q written "$TMP/psql" && break; sleep 0.1; done
dossier work >/dev/null 2>&1 &
for _ in $(seq 100); do [ "$(waiting)" -gt 0 ] && break; sleep 0.1; done
is "$(waiting)" 1 "who recomputes waits for who decides"
echo "COMMIT;" >&9
exec 9>&-
wait
is "$(query "SELECT is_extended, extended, due FROM request WHERE reference = '$REF'")" "t|2026-06-05|2026-06-05" "and reads what was decided"
is "$(dossier audit list --request "$REF" --json | json "len([e for e in v if e['kind'] == 'request.recomputed'])")" 1 "by the corrected calendar, once"

done_testing
