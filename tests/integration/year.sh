#!/bin/sh
# A year of requests through the command line, beside a model of the law that shares nothing with the program.
# YEAR_REQUESTS (30; 500 take some minutes), YEAR_SEED (1) and YEAR_OF (2024, which has a leap day) make another year.
cd "$(dirname "$0")/../.." || exit 1
. tests/lib.sh
needs python3

DOSSIER_NOW=$((${YEAR_OF:-2024} - 1))-11-01T09:00:00+01:00
export DOSSIER_NOW
pg_start
sql postgres -c 'CREATE DATABASE year'
installation "$(pg_uri year)" || exit 1
# a public body in Belgium, processor for a customer, with a superior and a promise in months that is met by answering: none of the five
# has these
edit templates/registers/jouwbot.json 'v = json.loads(json.dumps(v).replace("JWB-", "BEL-"))
v["organisation"].update(slug="belbot", code="BEL", kind="public", country="BE", zone="Europe/Brussels", calendar="be",
    authorities=["BE-GBA"], promise={"within": "P1M", "measures": "answered", "text": "Binnen een maand.", "line": 1})
v["organisation"]["escalation"] = {"superior": {"name": "C. Baas", "email": "baas@belbot.example"}}
v["controllers"] = [{"id": "acme", "name": "Acme", "contact": {"email": "privacy@acme.example"}, "language": "nl"}]
v["systems"] = v["systems"][:2]' >"$TMP/belbot.json"
for f in templates/registers/jbsync.json templates/registers/jcc.json templates/registers/jouwbot.json templates/registers/maila.json \
	templates/registers/zivver.json "$TMP/belbot.json"; do
	dossier register load "$f" >/dev/null 2>"$TMP/err" || { cat "$TMP/err"; exit 1; }
done
PYTHONDONTWRITEBYTECODE=1 python3 tests/integration/year.py
