#!/bin/sh
# Are there known vulnerabilities in the libraries that the program loads, and in the server it starts? Those that are
# mended are a newer version in Debian's security archive: each is named, and the exit status is 1. With debsecan, and the
# network to ask Debian's list, those not mended yet are named too; they are no failure, as nobody here can mend them.
# Needs fresh package lists (apt-get update).
set -eu
: "${1:?the program, and what it starts}"
loaded=$(ldd "$@" | awk '$3 ~ /^\// { print $3 }')
packages=$(for file in $loaded; do
	dpkg -S "$file" 2>/dev/null || dpkg -S "/usr$file" 2>/dev/null || dpkg -S "$(readlink -f "$file")" 2>/dev/null ||
		echo "unowned: $file" >&2
done | sed 's/:.*//' | sort -u)
# shellcheck disable=SC2046,SC2086 # words are wanted
set -- $packages $(dpkg-query -W -f='${Package}\n' 'postgresql-[0-9]*' 2>/dev/null | grep -E '^postgresql-[0-9]+$')
echo "# $# packages: $*"
if command -v debsecan >/dev/null && list=$(debsecan --suite "$(sed -n s/^VERSION_CODENAME=//p /etc/os-release)" 2>/dev/null); then
	names=$(printf '%s|' "$@")
	echo "$list" | grep -E "^[^ ]+ (${names%|})( |\$)" || true
else
	echo "# not asked: what is known and not yet mended (debsecan is not here, or cannot reach Debian's list)"
fi
newer=$(apt-get -s --only-upgrade install "$@" 2>/dev/null | grep '^Inst .*-Security' || true)
test -z "$newer" || { echo "$newer"; echo "# Debian has mended these: apt-get upgrade"; exit 1; }
