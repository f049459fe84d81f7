#!/bin/sh
# build.sh ROOT BUILD: the package of what `make install` put below ROOT, as BUILD/dossier_VERSION_ARCH.deb.
set -eu
root=$1 build=$2 from=${0%/*}
arch=$(dpkg --print-architecture)
maintainer="Dossier maintainers <$(git log -1 --format=%ae 2>/dev/null || echo maintainers@dossier.invalid)>"
umask 022
LC_ALL=C TZ=UTC0
export LC_ALL TZ

strip --strip-unneeded --remove-section=.comment --remove-section=.note "$root/usr/bin/dossier"
gzip -9n "$root"/usr/share/man/man1/*.1
for unit in daemon worker; do
	install -D -m 644 "$from/dossier-$unit.service" "$root/lib/systemd/system/dossier-$unit.service"
done
install -D -m 644 "$from/tmpfiles.conf" "$root/usr/lib/tmpfiles.d/dossier.conf"
install -D -m 644 "$from/environment" "$root/etc/dossier/environment"
doc=$root/usr/share/doc/dossier
install -D -m 644 "$from/copyright" "$doc/copyright"
mkdir -p "$doc/json"
cp README.md docs/*.md "$doc/"
cp docs/json/* "$doc/json/"
cp templates/registers/register.schema.json "$doc/"
printf 'dossier (%s) unstable; urgency=medium\n\n  * See the log of the source.\n\n -- %s  %s\n' "$VERSION" "$maintainer" \
	"$(date -R -d "@$SOURCE_DATE_EPOCH")" | gzip -9n >"$doc/changelog.gz"
find "$root" -type d -exec chmod 755 {} +
find "$doc" -type f -exec chmod 644 {} +

mkdir -p "$root/DEBIAN" "$build/deb/debian"
for script in postinst prerm postrm; do
	install -m 755 "$from/$script" "$root/DEBIAN/$script"
done
echo /etc/dossier/environment >"$root/DEBIAN/conffiles"
(cd "$root" && find etc lib usr -type f -print0 | sort -z | xargs -0 md5sum) | grep -v ' etc/' >"$root/DEBIAN/md5sums"
printf 'Source: dossier\n\nPackage: dossier\nArchitecture: any\n' >"$build/deb/debian/control"
binary=$(realpath "$root/usr/bin/dossier")
reader=$(realpath "$build/gen/reader") # lies in it
depends=$(cd "$build/deb" && dpkg-shlibdeps -O "$binary" "$reader" | sed -n 's/^shlibs:Depends=//p')
sed "s/@VERSION@/$VERSION/; s/@ARCH@/$arch/; s/@MAINTAINER@/$maintainer/; s/@DEPENDS@/$depends/
	s/@SIZE@/$(du -sk --apparent-size "$root" | cut -f1)/" "$from/control" >"$root/DEBIAN/control"
find "$root" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
dpkg-deb --root-owner-group --build "$root" "$build/dossier_${VERSION}_$arch.deb"
