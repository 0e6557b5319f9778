#!/bin/bash
# The whole job on this machine: the sample portal is served on a loopback
# port, read over HTTP, and the status of each target is printed. Run again,
# it finds nothing new. $BUILD holds the programs; the data stay in
# $BUILD/demo.
set -eu
build=${BUILD:-build}
demo=$build/demo
data=$demo/data
config=$demo/config
mkdir -p "$data" "$config"

portal=
stop() {
	if [ -n "$portal" ]; then
		kill "$portal" 2>/dev/null || true
		wait "$portal" 2>/dev/null || true
		portal=
	fi
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# $1: the port, 0 for any free one. Fails where the portal does not come up.
start() {
	rm -f "$demo/port.new"
	"$build/tests/portal/portal" --root tests/portal --port "$1" \
	    --port-file "$demo/port.new" >"$demo/portal.log" 2>&1 &
	portal=$!
	for _ in $(seq 100); do
		if [ -s "$demo/port.new" ]; then
			mv "$demo/port.new" "$demo/port"
			return 0
		fi
		if ! kill -0 "$portal" 2>/dev/null; then
			break
		fi
		sleep 0.1
	done
	stop
	return 1
}

# The port of last time, so that the addresses are those of last time.
last=$(cat "$demo/port" 2>/dev/null || echo 0)
if ! start "$last" && ! start 0; then
	echo "the sample portal did not start:" >&2
	cat "$demo/portal.log" >&2
	exit 1
fi
port=$(cat "$demo/port")
sed "s/@PORT@/$port/g" tests/portal/config/sources.json.in \
    >"$config/sources.json"

documents() {
	if [ -e "$data/warehouse.db" ]; then
		"$build/nqtrack" sql --data "$data" --format csv \
		    "SELECT count(*) FROM document" | tail -n 1
	else
		echo 0
	fi
}

echo "the sample portal answers at http://127.0.0.1:$port/"
before=$(documents)
rc=0
"$build/nqtrack" run --data "$data" --config "$config" || rc=$?
stop
if [ "$rc" -ne 0 ]; then
	echo "nqtrack run ended with exit status $rc" >&2
	exit "$rc"
fi
new=$(($(documents) - before))
if [ "$new" -eq 0 ]; then
	echo "nothing new: the $before documents of the portal are known"
else
	echo "$new new documents"
fi
echo
"$build/nqtrack" status --data "$data" --config "$config"
echo
echo "The data lie in $data: archive/ (WARC), records/ (JSON lines)," \
    "warehouse.db (SQLite)."
echo "Ask them: $build/nqtrack why nq29-iip --data $data"
report=$("$build/nqtrack" report --quiet --data "$data" --config "$config" \
    --output "$demo/report")
echo "The report for the monthly review: $report"
