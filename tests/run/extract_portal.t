#!/bin/bash
# extract over the three families of the sample portal, as it grows and moves
BUILD=${BUILD:-build}
portal=$BUILD/tests/portal/portal
n=0 bad=0 pid=

is() {
	n=$((n + 1))
	if [ "$2" = "$3" ]; then
		echo "ok $n - $1"
	else
		echo "not ok $n - $1"
		echo "# got \"$2\", expected \"$3\""
		sed 's/^/# /' "$top/err"
		bad=1
	fi
}

start() {
	rm -f "$top/port"
	"$portal" --root tests/portal --port 0 --port-file "$top/port" "$@" \
	    >/dev/null &
	pid=$!
	for _ in $(seq 100); do
		[ -s "$top/port" ] && break
		sleep 0.05
	done
	sed "s/@PORT@/$(cat "$top/port")/" tests/portal/config/sources.json.in \
	    >"$top/conf/sources.json"
}

stop() {
	kill "$pid"
	wait "$pid" 2>/dev/null
	pid=
}

# Exit status, and "new=N failed=N" of the summary line.
extract() {
	"$BUILD/nqtrack" extract --data "$top/data" --config "$top/conf" \
	    2>"$top/err"
	echo "$? $(grep sources= "$top/err" |
	    grep -o 'new=[0-9]* failed=[0-9]*')"
}

rows() {
	python3 - "$top/data/archive/frontier.db" <<'PY'
import sqlite3, sys
print(sqlite3.connect(sys.argv[1]).execute("SELECT count(*) FROM page "
      "WHERE kind = 'release' AND state = 'done'").fetchone()[0])
PY
}

if [ ! -x "$portal" ]; then
	echo "1..0 # SKIP the sample portal is not built"
	exit 0
fi
top=$(mktemp -d)
mkdir "$top/conf"
trap '[ -n "$pid" ] && kill "$pid"; rm -rf "$top"' EXIT
all=$(cd tests/portal/releases && ls */*.html | wc -l)
some=$((all - 5))

start --hide-after "$some"
is "the releases of that day" "$(extract)" "0 new=$some failed=0"
is "nothing new" "$(extract)" "0 new=0 failed=0"
is "which is said" "$(grep -c 'nothing new' "$top/err")" 1
stop
start
is "the portal grew, on another port" "$(extract)" "0 new=5 failed=0"
is "each release stands once" "$(rows)" "$all"
stop
start --moving
is "counters on its pages make no release new" "$(extract)" \
    "0 new=0 failed=0"
stop
is "three archive files and no leftovers" \
    "$(ls "$top/data/archive" | grep -c 'warc.gz$')" 3
mkdir "$top/index"
mv "$top"/data/archive/*.cdxj "$top/index"
rm "$top"/data/archive/frontier.db*
start
is "a lost frontier is made from the archive" "$(extract)" "0 new=0 failed=0"
stop
is "and a lost index, byte for byte" "$(cd "$top/index" && for f in *; do
    cmp "$f" "$top/data/archive/$f" || echo "$f differs"; done 2>&1)" ""
echo "1..$n"
exit $bad
