#!/bin/sh
# Puts nqtrack into a system, and takes it out again; "make install" and "make
# uninstall" run this with BUILD, DESTDIR, PREFIX, SYSCONFDIR and UNITDIR set.
# One list serves both, so that nothing is left behind.
set -eu
: "${BUILD:?}" "${PREFIX:?}" "${SYSCONFDIR:?}" "${UNITDIR:?}" "${DESTDIR=}"

share=$PREFIX/share
bin=$PREFIX/bin
doc=$share/doc/nqtrack
lib=$PREFIX/lib/nqtrack
conf=$SYSCONFDIR/nqtrack
schemas=$share/nqtrack/schemas

# Mode, source, destination. "text": paths in it become those of this system.
files() {
	echo "755 $BUILD/nqtrack $bin/nqtrack"
	echo "text packaging/nqtrack.bash" \
	    "$share/bash-completion/completions/nqtrack"
	for page in docs/man/*.[15]; do
		[ ! -e "$page" ] ||
		    echo "text $page $share/man/man${page##*.}/${page##*/}"
	done
	for page in README.md SECURITY.md LICENSE docs/*.md; do
		echo "644 $page $doc/$page"
	done
	for unit in cron/*.service cron/*.timer; do
		echo "text $unit $UNITDIR/${unit##*/}"
	done
	echo "exec cron/failure-mail $lib/failure-mail"
	echo "text cron/nqtrack.cron $doc/examples/nqtrack.cron"
	echo "text cron/logrotate $doc/examples/logrotate"
	echo "text packaging/nqtrack.sysusers" \
	    "$PREFIX/lib/sysusers.d/nqtrack.conf"
	echo "text packaging/nqtrack.tmpfiles" \
	    "$PREFIX/lib/tmpfiles.d/nqtrack.conf"
}

# What an administrator edits: source, destination.
edited() {
	echo "schemas/sources.json $conf/sources.json"
	echo "packaging/README.etc $conf/README"
}

# Paths of the source become those of this system: $1 to $2.
render() {
	sed -e "s,/usr/local/,$PREFIX/,g" -e "s,/etc/nqtrack,$conf,g" \
	    "$1" >"$2"
}

put() {
	mode=$1 from=$2 to=$DESTDIR$3
	install -d "${to%/*}"
	case $mode in
	text|exec)
		render "$from" "$to.part"
		[ "$mode" = exec ] && mode=755 || mode=644
		chmod "$mode" "$to.part"
		mv "$to.part" "$to"
		;;
	*)
		install -m "$mode" "$from" "$to"
		;;
	esac
}

# The shipped knowledge is replaced as a whole: a file that is no longer
# shipped must not stay.
put_schemas() {
	to=$DESTDIR$schemas
	rm -rf "$to.new" "$to.old"
	install -d "$to.new"
	find schemas -type f | while read -r f; do
		install -D -m 644 "$f" "$to.new/${f#schemas/}"
	done
	[ ! -e "$to" ] || mv "$to" "$to.old"
	mv "$to.new" "$to"
	rm -rf "$to.old"
}

# $1: the new file; $2: where it goes; $3: a copy of what was shipped last. A
# file that differs from what was shipped was edited, and stays.
put_edited() {
	to=$DESTDIR$2
	if [ ! -e "$to" ] || cmp -s "$to" "$3"; then
		install -D -m 644 "$1" "$to"
		rm -f "$to.new"
	elif cmp -s "$to" "$1"; then
		rm -f "$to.new"
	elif ! cmp -s "$1" "$3"; then
		install -m 644 "$1" "$to.new"
		echo "kept $2, which was edited; the new one is $2.new"
	fi
}

do_install() {
	shipped=$DESTDIR$share/nqtrack/etc
	edited | while read -r from to; do
		new=$shipped/${to##*/}.new
		install -d "$shipped"
		render "$from" "$new"
		chmod 644 "$new"
		put_edited "$new" "$to" "$shipped/${to##*/}"
		mv "$new" "$shipped/${to##*/}"
	done
	put_schemas
	files | while read -r mode from to; do
		put "$mode" "$from" "$to"
	done
	[ -n "$DESTDIR" ] || cat <<-END
	nqtrack is installed. Next:
	    systemd-sysusers && systemd-tmpfiles --create
	    edit $conf/sources.json (see $conf/README), then
	    systemctl daemon-reload && systemctl enable --now nqtrack.timer
	END
}

do_uninstall() {
	shipped=$DESTDIR$share/nqtrack/etc
	edited | while read -r from to; do
		if cmp -s "$DESTDIR$to" "$shipped/${to##*/}"; then
			rm -f "$DESTDIR$to"
		elif [ -e "$DESTDIR$to" ]; then
			echo "kept $to, which was edited"
		fi
		rm -f "$DESTDIR$to.new"
	done
	files | while read -r mode from to; do
		rm -f "$DESTDIR$to"
	done
	rm -rf "$DESTDIR$share/nqtrack" "$DESTDIR$doc"
	# Folders of our own alone: the others are the system's.
	for dir in "$lib" "$conf"; do
		[ ! -d "$DESTDIR$dir" ] ||
		    rmdir --ignore-fail-on-non-empty "$DESTDIR$dir"
	done
}

case ${1-} in
install) do_install ;;
uninstall) do_uninstall ;;
*) echo "usage: packaging/install.sh install|uninstall" >&2; exit 2 ;;
esac
