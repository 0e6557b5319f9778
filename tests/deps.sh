#!/bin/sh
# Installs the Debian packages of packages.txt that are missing, for the
# purposes named (packages.txt says which there are). Says which; does nothing
# when none are.
set -eu

want=$(while read -r purpose package; do
	for p in "$@"; do
		if [ "$p" = "$purpose" ]; then
			echo "$package"
		fi
	done
done <packages.txt)

if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
	echo "make deps knows Debian only; here, see that you have what these" \
	    "Debian packages contain:" $want >&2
	exit 0
fi

missing=
for package in $want; do
	state=$(dpkg-query -W -f '${db:Status-Status} ' "$package" \
	    2>/dev/null) || state=
	case " $state" in
	*" installed "*) ;;
	*) missing="$missing $package" ;;
	esac
done
if [ -z "$missing" ]; then
	exit 0
fi

echo "installing$missing"
if [ "$(id -u)" = 0 ]; then
	as_root=
elif command -v sudo >/dev/null; then
	as_root=sudo
else
	echo "packages are missing:$missing" >&2
	echo "install them as root; there is no sudo here" >&2
	exit 1
fi
export DEBIAN_FRONTEND=noninteractive
# The lists of a fresh machine are empty, those of an old one may name
# versions that are gone.
$as_root apt-get -qq update
$as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -y \
    --no-install-recommends install $missing </dev/null >/dev/null
echo "installed$missing"
