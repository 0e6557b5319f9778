#!/bin/sh
# Runs targets under libFuzzer for some seconds each, from the inputs that
# are kept; new ones go to build/fuzz/new/NAME. Arguments: seconds, names.
# Ends with the first input that breaks a target; it is left in build/fuzz.
set -eu

seconds=$1
shift
for name; do
	limits=$(awk -v n="$name" '$1 == n {
		print "-max_len=" $2, "-rss_limit_mb=" $3, "-timeout=" $4
	}' tests/fuzz/options)
	if [ -z "$limits" ]; then
		echo "tests/fuzz/options has no line for \"$name\"" >&2
		exit 1
	fi
	new=build/fuzz/new/$name
	mkdir -p "$new"
	dict=
	if [ -e "tests/fuzz/$name.dict" ]; then
		dict=-dict=tests/fuzz/$name.dict
	fi
	echo "$name: $seconds s; $limits"
	build/fuzz/tests/fuzz/"$name" $limits $dict -print_final_stats=1 \
	    -max_total_time="$seconds" -artifact_prefix="build/fuzz/$name-" \
	    "$new" "tests/fuzz/corpus/$name" \
	    $(find "tests/fuzz/found/$name" -maxdepth 0 2>/dev/null) \
	    >"build/fuzz/$name.log" 2>&1 </dev/null || {
		tail -30 "build/fuzz/$name.log"
		exit 1
	}
	grep -E 'DONE|stat::(number_of_executed_units|new_units_added|peak)' \
	    "build/fuzz/$name.log"
done
