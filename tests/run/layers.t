#!/bin/bash
# Layout of the source; headers stand alone; stages do not include each other; commands of the
# Makefile are all in its help.
make=${MAKE:-make}
echo 1..5
if out=$($make -s check-headers BUILD="${BUILD:-build}" DEV=1 2>&1); then
	echo "ok 1 - each header stands alone"
else
	echo "not ok 1 - each header stands alone"
	echo "${out//$'\n'/$'\n'# }" | sed '1s/^/# /'
fi
if out=$($make -s check-layers 2>&1); then
	echo "ok 2 - no stage includes another"
else
	echo "not ok 2 - no stage includes another"
	echo "${out//$'\n'/$'\n'# }" | sed '1s/^/# /'
fi
missing=$(comm -13 <($make -s help | awk '{ print $1 }' | sort) \
    <(printf '%s\n' all deps demo check asan format tidy clean | sort))
if [ -z "$missing" ]; then
	echo "ok 3 - make help names the targets"
else
	echo "not ok 3 - make help does not name" $missing
fi
if out=$($make -s format-check 2>&1); then
	echo "ok 4 - the layout of the source"
else
	echo "not ok 4 - the layout of the source"
	echo "${out//$'\n'/$'\n'# }" | sed '1s/^/# /'
fi
if out=$($make -s check-names BUILD="${BUILD:-build}" DEV=1 2>&1); then
	echo "ok 5 - no public name stands twice"
else
	echo "not ok 5 - no public name stands twice"
	echo "${out//$'\n'/$'\n'# }" | sed '1s/^/# /'
fi
