#!/bin/sh
# Soak, only with BENCH_LARGE=1: archives that need ZIP64, by the size of an entry (plain and packed above 4 GiB) and by the
# number of entries (70,000). Needs 20 GB of disk and some minutes. Everything is read back by unzip, 7z and Python.
set -eu
[ -n "${BENCH_LARGE:-}" ] || { echo "archive_large: skipped, set BENCH_LARGE=1"; exit 0; }
. tests/lib.sh
needs unzip 7z python3 cc

bench=$TMP/archive_bench
# shellcheck disable=SC2046 # words are wanted
cc -std=gnu17 -O2 -D_GNU_SOURCE -Iinclude -o "$bench" tests/bench/archive_bench.c "$BUILD"/room/archive.a "$BUILD"/room/redact.a "$BUILD"/room/connector.a \
	"$BUILD"/room/net.a "$BUILD"/room/definition.a "$BUILD"/room/row.a "$BUILD"/room/vault.a "$BUILD"/room/law.a \
	"$BUILD"/room/base.a $(pkg-config --cflags --libs libpq jansson libzip libcurl libsodium libssl libcrypto hiredis libisal libseccomp glib-2.0) -lcsv -lm
mkdir -m 700 "$TMP/home"

for what in "4200 3" "1 70000"; do
	# shellcheck disable=SC2086 # two words
	answer=$("$bench" large "$TMP/home" "$TMP/large.zip" $what)
	echo "large $what: $answer"
	ok "$what: unzip -t" unzip -tqq "$TMP/large.zip"
	ok "$what: 7z t" 7z t "$TMP/large.zip"
	ok "$what: Python reads every entry, sums agree" python3 - "$TMP/large.zip" <<'P'
import hashlib, sys, zipfile
z = zipfile.ZipFile(sys.argv[1])
sums = dict(reversed(line.split("  ", 1)) for line in z.read("MANIFEST.sha256").decode().splitlines())
assert len(sums) == len(z.namelist()) - 2
for i in z.infolist():
    h = hashlib.sha256()
    with z.open(i) as f:
        while piece := f.read(1 << 20):
            h.update(piece)
    assert i.filename.startswith("MANIFEST") or sums[i.filename] == h.hexdigest(), i.filename
P
	rm -f "$TMP/large.zip"
done
done_testing
