#!/bin/sh
# Optional: holds our calls and the simulators' answers against the vendors' own API descriptions, with Prism
# (npm @stoplight/prism-cli) between the connector and the simulators. Needs npx and the descriptions; without
# them it says so and passes. Not part of `make check`.
#
#   tests/vendors/prism.sh BUILD/unit/connector_http_vendors
set -eu
cd "$(dirname "$0")/../.."
TEST=${1:-build/unit/connector_http_vendors}
APIS=${APIS:-../shared/reference/openapi}
PRISM=${PRISM:-npx -y @stoplight/prism-cli@5.14.2}
if [ ! -d "$APIS" ] || ! command -v npx >/dev/null; then
	echo "1..0 # SKIP no API descriptions in $APIS, or no npx"
	exit 0
fi
LAB=$(mktemp -d)
PIDS=
# shellcheck disable=SC2064,SC2086
trap 'kill $PIDS 2>/dev/null || true; rm -rf "$LAB"' EXIT

python3 tests/vendors/run.py --secrets "$LAB" --pidfile "$LAB/pid" >"$LAB/log" &
PIDS=$!
until [ -s "$LAB/pid" ]; do sleep 0.05; done

# SendGrid's descriptions are one file an area.
python3 - "$APIS" "$LAB" <<'PY'
import json, sys
apis, lab = sys.argv[1:]
whole = None
for name in ("mc_contacts", "suppressions", "email_activity"):
    part = json.load(open("%s/sendgrid-%s.json" % (apis, name)))
    if whole is None:
        whole = part
        continue
    whole["paths"].update(part["paths"])
    for kind, members in part.get("components", {}).items():
        whole["components"].setdefault(kind, {}).update(members)
json.dump(whole, open(lab + "/sendgrid.json", "w"))
PY
cp "$APIS/twilio.json" "$LAB/twilio.json"
cp "$APIS/supabase-auth.json" "$LAB/supabase-auth.json"

PORT=4310
for vendor in twilio sendgrid supabase-auth; do
	$PRISM proxy --errors -p $PORT "$LAB/$vendor.json" "$(cat "$LAB/$vendor-url")" >"$LAB/$vendor.prism" 2>&1 &
	PIDS="$PIDS $!"
	i=0
	until grep -qs "Prism is listening" "$LAB/$vendor.prism"; do
		i=$((i + 1))
		[ $i -lt 600 ] || { cat "$LAB/$vendor.prism"; exit 1; }
		sleep 0.1
	done
	printf 'http://127.0.0.1:%d\n' $PORT >"$LAB/$vendor-url"
	PORT=$((PORT + 1))
done
status=0
HTTP_LAB=$LAB CMOCKA_MESSAGE_OUTPUT=tap "$TEST" || status=$?
grep -h -i 'violation\|error' "$LAB"/*.prism | sort | uniq -c | sort -rn | head -20 || true
exit $status
