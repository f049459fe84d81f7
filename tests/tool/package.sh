#!/bin/sh
# The Debian package on this machine: installed, upgraded with what people asked in it, removed, purged. For root, where no
# other Dossier is; part of `make soak`.
cd "$(dirname "$0")/../.." || exit 1
. tests/lib.sh
needs dpkg-deb lintian python3
[ "$(id -u)" -eq 0 ] || skip_all 'packages are installed by root'
kept=/var/lib/dossier-org
if dpkg-query -W dossier >/dev/null 2>&1 || [ -e $kept ] || getent passwd dossier >/dev/null; then skip_all 'there is a Dossier on this machine'; fi
unset DOSSIER_HOME DOSSIER_NOW
PATH=/usr/sbin:/usr/bin:/sbin:$PGBIN
gone() {
	[ -z "${served:-}" ] || kill "$served" 2>/dev/null
	dpkg -P dossier >/dev/null 2>&1
	rm -rf $kept
	getent passwd dossier >/dev/null && deluser --quiet --system dossier
}
trap 'status=$?; gone; rm -rf "$TMP"; exit $status' EXIT

# built SOURCE BUILD VERSION: its file
built() {
	make --no-print-directory -s -j2 -C "$1" BUILD="$2" CC="${CC:-gcc}" DEB_VERSION="$3" deb >"$TMP/built" 2>&1 || sed 's/^/# /' "$TMP/built"
	echo "$2/dossier_$3_$(dpkg --print-architecture).deb"
}
# before: the source as it was when the schema had a step less.
before() {
	for step in sql/migrations/*.sql; do :; done
	mkdir "$TMP/source"
	git archive "$(git log --diff-filter=A -1 --format=%h -- "$step")^" | tar -xC "$TMP/source"
}
as_dossier() {
	(cd / && exec runuser -u dossier -- env DOSSIER_HOME=$kept /usr/bin/dossier "$@")
}
serve() {
	as_dossier daemon >"$TMP/daemon" 2>&1 &
	wait_until test -S $kept/door/socket
	served=$(pgrep -u dossier -xo dossier)
}
ask() {
	dossier --home $kept "$@"
}
NEW=$(built . "$BUILD" 0.9.1)
sum=$(sha256sum <"$NEW")
is "$(sha256sum <"$(built . "$BUILD" 0.9.1)")" "$sum" 'built again it is the same to the byte'
is "$(lintian "$NEW" 2>/dev/null)" '' 'lintian finds nothing'
ok 'there is a source with a schema before' before
OLD=$(built "$TMP/source" "$TMP/source/build" 0.9.0~old)
ok 'it is installed' dpkg -i "$OLD"
for file in /usr/bin/dossier /usr/share/man/man1/dossier.1.gz /usr/share/man/man1/dossier-log.1.gz /lib/systemd/system/dossier-daemon.service \
	/lib/systemd/system/dossier-worker.service /usr/lib/tmpfiles.d/dossier.conf /etc/dossier/environment; do
	[ -f $file ] || echo $file
done >"$TMP/lacks"
is "$(cat "$TMP/lacks")" '' 'with all that belongs to it'
is "$(stat -c '%U %a' $kept)" 'dossier 700' 'and a place for the installation, closed to others'
ok 'which the user makes' as_dossier init --rehearsal --shared --admin "$(id -un)"
like "$(ls /etc/systemd/system/multi-user.target.wants 2>/dev/null)" 'dossier-worker.service' 'the services start with the machine'
ok 'it is served' serve
dossier register new jcc "$TMP/mine.json" 2>/dev/null
ok 'a register comes out of the program' ask register load "$TMP/mine.json"
REF=$(ask log --org jcc --right access --email anna@example.org --received 2026-03-05 --now 2026-03-09 2>/dev/null)
like "$(ask show "$REF" 2>&1)" "$REF" 'a request is logged'
is "$(stat -c %a $kept)" 711 'the daemon lets others pass'
kill "$served"
wait_until sh -c '! pgrep -u dossier -x dossier'

ok 'a newer one takes its place' dpkg -i "$NEW"
like "$(cat "$TMP/err" "$TMP/out")" 'the schema went 1 step\(s\) forward' 'and brings the schema up to date'
is "$(pgrep -u dossier -c postgres)" 0 'it leaves no server behind'
is "$(stat -c %a $kept)" 711 'nor closes the door'
ok 'it is served again' serve
is "$(ask show "$REF" --json | json 'v["reference"]')" "$REF" 'the request is there'
ok 'and its log is whole' ask audit verify
kill "$served"
wait_until sh -c '! pgrep -u dossier -x dossier'
served=

ok 'removed' dpkg -r dossier
is "$(pgrep -u dossier -c .) $(find /usr/bin -name dossier)" '0 ' 'nothing of it runs, and the program is gone'
ok 'the data is not' test -f $kept/keys/blind.key -a -d $kept/pg -a -f /etc/dossier/environment
dpkg -P dossier >"$TMP/purged" 2>&1
like "$(cat "$TMP/purged")" "$kept stays, with the user dossier: .*rm -r $kept" 'a purge says that the data stays, and how it goes'
ok 'and it stays' test -f $kept/keys/blind.key -a -d $kept/pg
ok 'the configuration is gone' test ! -e /etc/dossier
rm -r $kept
ok 'installed where there is no data' dpkg -i "$OLD"
ok 'and purged' dpkg -P dossier
is "$(getent passwd dossier)$(find $kept -maxdepth 0 2>/dev/null)" '' 'nothing is left'
done_testing
