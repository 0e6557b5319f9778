#!/bin/bash
# Golden cases: tests/golden/NAME/ holds one document, in.html or in.txt,
# the options of "nqtrack parse" in args (one line), the records it must give
# in expect.ndjson and, where something is to be said, the messages in
# expect.err. One folder, one behaviour, named for it.
#   golden.sh check          compare all, as TAP
#   golden.sh update [NAME]  take the present output as expected, show it
set -u
build=${BUILD:-build}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Runs case $1; output in $work.
run_case() {
	local -a args=()
	if [ -e "$1/args" ]; then
		eval "args=($(head -n 1 "$1/args"))"
	fi
	local in
	in=$(cd "$1" && ls in.*)
	# From inside the folder, so that no message holds a path.
	(cd "$1" && "$program" parse "$in" "${args[@]}") \
	    >"$work/raw" 2>"$work/err"
	echo $? >"$work/rc"
	# A case is about what is read, not by which version: a word more in
	# the catalogue must not change them all.
	sed -E -e 's/"program":"nqtrack [0-9.]+"/"program":"nqtrack"/' \
	    -e 's/"catalogue":"sha256:[0-9a-f]{64}"/"catalogue":"sha256:"/' \
	    "$work/raw" >"$work/out"
}

check() {
	local n=0 case name err
	for case in tests/golden/*/; do
		[ -d "$case" ] || continue
		n=$((n + 1))
		name=$(basename "$case")
		run_case "$case"
		err=$case/expect.err
		[ -e "$err" ] || err=/dev/null
		if [ ! -e "$case/expect.ndjson" ]; then
			echo "not ok $n - $name: no expect.ndjson"
			echo "# make golden-update CASE=$name, and read it"
		elif [ "$(cat "$work/rc")" -gt 1 ]; then
			echo "not ok $n - $name: exit status $(cat "$work/rc")"
			sed 's/^/# /' "$work/err"
		elif diff -uN "$case/expect.ndjson" "$work/out" >"$work/diff" &&
		    diff -uN "$err" "$work/err" >>"$work/diff"; then
			echo "ok $n - $name"
		else
			echo "not ok $n - $name"
			sed 's/^/# /' "$work/diff"
		fi
	done
	if [ "$n" = 0 ]; then
		n=1
		echo "not ok 1 - there are golden cases under tests/golden"
	fi
	echo "1..$n"
}

update() {
	local case
	for case in tests/golden/${1:-*}/; do
		if [ ! -d "$case" ]; then
			echo "there is no case $case" >&2
			exit 2
		fi
		run_case "$case"
		diff -uN "$case/expect.ndjson" "$work/out"
		cp "$work/out" "$case/expect.ndjson"
		if [ -s "$work/err" ]; then
			cp "$work/err" "$case/expect.err"
		else
			rm -f "$case/expect.err"
		fi
	done
}

program=$build/nqtrack
case $program in
/*) ;;
*) program=$PWD/$program ;;
esac
case ${1:-} in
check) check ;;
update) update "${2:-}" ;;
*) sed -n '2,8s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
esac
