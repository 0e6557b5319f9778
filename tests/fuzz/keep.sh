#!/bin/sh
# Takes what campaigns found (build/fuzz/new/NAME, or the folder NEW/NAME)
# into tests/fuzz/corpus: of all inputs, as few as reach the same code.
# Arguments: names. Refuses what is no longer small.
set -eu

most=200	# KB of a target
for name; do
	kept=tests/fuzz/corpus/$name
	least=build/fuzz/least/$name
	rm -rf "$least"
	mkdir -p "$least"
	build/fuzz/tests/fuzz/"$name" -set_cover_merge=1 -use_counters=0 \
	    -rss_limit_mb=2048 "$least" "$kept" \
	    "${NEW:-build/fuzz/new}/$name" \
	    >"build/fuzz/$name.log" 2>&1 </dev/null || {
		tail -20 "build/fuzz/$name.log"
		exit 1
	}
	size=$(cat "$least"/* | wc -c)
	if [ "$size" -gt $((most * 1000)) ]; then
		echo "$name: $size bytes are too much to keep; see $least" >&2
		exit 1
	fi
	rm -rf "$kept"
	mv "$least" "$kept"
	echo "$name: $(ls "$kept" | wc -l) inputs, $size bytes"
done
