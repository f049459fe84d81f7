#!/bin/sh
# What the analysers of code, scripts and services find: nothing.
cd "$(dirname "$0")/.." || exit 1
: "${BUILD:=build}"
for tool in cppcheck shellcheck; do
	command -v $tool >/dev/null || { echo "1..0 # SKIP $tool is not installed"; exit 0; }
done
MAKEFLAGS='' make --no-print-directory -s BUILD="$BUILD" lint >"$BUILD/lint.log" 2>&1
status=$?
[ $status -eq 0 ] || { sed 's/^/# /' "$BUILD/lint.log"; printf 'not '; }
echo 'ok 1 - gcc, cppcheck and shellcheck find nothing'

# The services, with the program where it is.
command -v systemd-analyze >/dev/null || { echo 'ok 2 # SKIP systemd is not installed'; echo 1..2; exit $status; }
units=$BUILD/units
# what a slot and its broker lock themselves in with (src/net/sandbox.c)
own='capset setrlimit prlimit64 seccomp landlock_create_ruleset landlock_add_rule landlock_restrict_self'
mkdir -p "$units"
for unit in dossier-daemon dossier-worker; do
	sed "s,/usr/bin/dossier,$(realpath "$BUILD")/dossier," "templates/debian/$unit.service" >"$units/$unit.service"
done
if ! { systemd-analyze verify --man=no "$units"/*.service && systemd-analyze security --offline=true --threshold=15 "$units"/*.service; } \
	>"$units/log" 2>&1 || grep -q '^/.*: Unknown' "$units/log" || [ "$(grep -lx "SystemCallFilter=$own" "$units"/*.service | wc -l)" -ne 2 ]; then
	status=1
	sed 's/^/# /' "$units/log"
	printf 'not '
fi
echo 'ok 2 - the services are as systemd takes them, exposed 1.5 at most'
echo 1..2
exit $status
