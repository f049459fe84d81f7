#!/bin/sh
# What the analysers of code and scripts find: nothing.
cd "$(dirname "$0")/.." || exit 1
: "${BUILD:=build}"
for tool in cppcheck shellcheck; do
	command -v $tool >/dev/null || { echo "1..0 # SKIP $tool is not installed"; exit 0; }
done
MAKEFLAGS='' make --no-print-directory -s BUILD="$BUILD" lint >"$BUILD/lint.log" 2>&1
status=$?
[ $status -eq 0 ] || { sed 's/^/# /' "$BUILD/lint.log"; printf 'not '; }
echo 'ok 1 - gcc, cppcheck and shellcheck find nothing'
echo 1..1
exit $status
