#!/bin/sh
# Makes the Debian package of the tarball $TARBALL in deb/ of the build folder,
# and has lintian look at it: an error there is one here.
set -eu
# The package is built as by anybody, whatever this make was told.
unset MAKEFLAGS MAKEOVERRIDES MAKELEVEL BUILD DESTDIR DEV || :
dir=$(dirname "$TARBALL")/../deb
name=$(basename "$TARBALL" .tar.gz)

rm -rf "$dir"
mkdir -p "$dir"
cp "$TARBALL" "$dir/$(echo "$name" | tr - _).orig.tar.gz"
tar -xzf "$TARBALL" -C "$dir"
cp -R "$dir/$name/packaging/debian" "$dir/$name/debian"
cd "$dir/$name"
dpkg-buildpackage --no-sign --jobs="${JOBS:-auto}" >../build.log 2>&1 || {
	tail -n 40 ../build.log >&2
	exit 1
}
cd ..
lintian --allow-root --fail-on error --display-info ./*.changes
ls ./*.deb ./*.dsc
