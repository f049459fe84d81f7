#!/bin/sh
# mutants.sh [NAME...]: each fault of tests/data/mutants, put into a copy of the tree, must make tests fail that pass without it.
# A patch begins with "what: ..." and a line "kill: COMMAND" for each command of which one must fail, tried in their order, and
# "build: build/TARGET" for what they need beside build/change. Its lines may have moved; without its context it applies no more.
set -u
: "${BUILD:=build}"
here=$(pwd)
copy=$(mktemp -d "${TMPDIR:-/tmp}/dossier-mutants.XXXXXX")
trap 'rm -rf "$copy"' EXIT
trap 'exit 130' INT TERM
export BUILD CASES="${MUTANT_CASES:-200}" MOST=1
lived=0 n=0

# of PATCH MEMBER
of() { sed -n "s,^$2: build/,$2: $BUILD/,;s/^$2: //p" "$1"; }
# chosen NAME...: the patches asked for.
chosen() {
	for patch in "$here"/tests/data/mutants/*.patch; do
		name=$(basename "$patch" .patch)
		case " ${*:-$name} " in *" $name "*) echo "$patch" ;; esac
	done
}
build() {
	# a fault may leave something unused, of which the compiler warns
	for target in $(of "$1" build) "$BUILD/change"; do
		make -s -j2 WARN=-w "$target" >make.log 2>&1 || return 1
	done
}
# survives PATCH: no command fails; else $by is the one that does.
survives() {
	of "$1" kill >kills
	while read -r by; do
		sh -c "$by" >kill.log 2>&1 </dev/null || return 1
	done <kills
}
tell() {
	result=$1
	shift
	n=$((n + 1))
	echo "$result $n - $*"
	[ "$result" = ok ] || lived=$((lived + 1))
}
try() {
	what="$(basename "$1" .patch): $(of "$1" what)"
	if ! patch -s -p1 -F2 --dry-run <"$1" >patch.log 2>&1; then
		tell 'not ok' "$what: applies no more"
		return
	fi
	patch -s -p1 -F2 --no-backup-if-mismatch <"$1"
	if ! build "$1"; then
		tell 'not ok' "$what: does not compile"
		sed 's/^/# /' make.log
	elif survives "$1"; then
		tell 'not ok' "$what: it lived"
	else
		tell ok "$what: killed by $by"
	fi
	patch -s -p1 -F2 -R --no-backup-if-mismatch <"$1"
}

# What was built comes along, so that only what a fault touches is built again.
tar -cf - --exclude=.git --exclude="./$BUILD/san" --exclude="./$BUILD/fuzz" . | tar -xf - -C "$copy" || exit 1
cd "$copy" || exit 1
patches=$(chosen "$@")
# Without a fault all of them pass, or to fail would tell nothing.
for patch in $patches; do
	build "$patch" || { sed 's/^/# /' make.log; exit 1; }
	of "$patch" kill
done | sort -u >all
while read -r command; do
	sh -c "$command" >kill.log 2>&1 </dev/null || tell 'not ok' "without a fault: $command fails"
done <all
for patch in $patches; do
	try "$patch"
done
echo "1..$n"
[ "$lived" -eq 0 ]
