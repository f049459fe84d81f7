#!/bin/sh
# One function has anything destroyed, and one destroys it: `make layers` refuses a second of either. What it refuses is tried on
# copies of the lists it reads.
cd "$(dirname "$0")/../.." || exit 1
TMP=$(mktemp -d)
trap 'rm -rf "$TMP"' EXIT
n=0 failed=0
# refuses TEXT WORDS FILE...: with these files, or lists, it complains in these words.
refuses() {
	text=$1 words=$2
	shift 2
	n=$((n + 1))
	if awk -f tests/layers.awk -v obj=build/obj -v uses='connector: ; change: ; ' "$@" 2>"$TMP/err" || ! grep -q "$words" "$TMP/err"; then
		failed=1
		sed 's/^/# /' "$TMP/err"
		printf 'not '
	fi
	echo "ok $n - $text"
}
mkdir -p "$TMP/src/connector/postgresql" "$TMP/src/connector/http"
cp tests/layers.awk "$TMP/layers.awk"
cd "$TMP" || exit 1
mkdir tests && mv layers.awk tests/
cat >src/connector/postgresql/second.c <<'CODE'
static const char text[] = "DELETE FROM %s WHERE id = ANY ($1)";
CODE
refuses 'a second file that deletes at a system' 'second.c:1: a system is changed by src/connector/postgresql/erase.c alone' src/connector/postgresql/second.c
cat >src/connector/postgresql/second.c <<'CODE'
static const char text[] = "UPDATE app.users SET name = NULL";
CODE
refuses 'or alters' 'second.c:1: a system is changed by' src/connector/postgresql/second.c
cat >src/connector/http/second.c <<'CODE'
	.act = { [ACTION_ERASE] = another_erase },
CODE
refuses 'a second function that erases at one' 'second.c:1: a system is erased by pg_erase() alone' src/connector/http/second.c
echo 'build/obj/change/sweep.o:                 U erasure_insert' >second.nm
refuses 'a second one that has anything destroyed' 'src/change/sweep.c: change_start() alone has anything destroyed' second.nm
echo "1..$n"
exit $failed
