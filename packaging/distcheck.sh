#!/bin/sh
# Unpacks the tarball $TARBALL beside itself and does with it what whoever
# gets it would: builds (here a warning is an error), tests, installs,
# removes. Leaves the tree to be looked at when something failed.
set -eu
make=${MAKE:-make}
top=$(cd "$(dirname "$TARBALL")" && pwd)
dir=$top/check
name=$(basename "$TARBALL" .tar.gz)

rm -rf "$dir"
mkdir -p "$dir"
tar -xzf "$top/$name.tar.gz" -C "$dir"
cd "$dir/$name"
before=$(find . -type f | sort | xargs sha256sum)

$make --no-print-directory -s DEV=1 BUILD=build check-unit build/nqtrack
BUILD=build prove -e '' tests/run/golden.t tests/run/prose.t
$make --no-print-directory -s BUILD=build DESTDIR="$PWD/build/dest" install
"$PWD/build/dest/usr/local/bin/nqtrack" version
$make --no-print-directory -s BUILD=build DESTDIR="$PWD/build/dest" uninstall
left=$(find build/dest -type f)
[ -z "$left" ] || { echo "left behind: $left" >&2; exit 1; }

rm -rf build
after=$(find . -type f | sort | xargs sha256sum)
[ "$before" = "$after" ] || { echo "the tree was changed" >&2; exit 1; }
cd "$top"
rm -rf "$dir"
echo "$name.tar.gz is fit to be given away"
