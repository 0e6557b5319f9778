# Completion of nqtrack's command line in bash. Every word comes from the
# program that is being typed ("nqtrack help", the named queries, the
# warehouse), so nothing here has to follow it.

# The value of option $1 on the line so far, or else $2.
_nqtrack_given() {
	local i given=$2
	for ((i = 2; i < COMP_CWORD; i++)); do
		[[ ${COMP_WORDS[i]} == "$1" ]] || continue
		given=${COMP_WORDS[i + 1]}
		[[ $given != = ]] || given=${COMP_WORDS[i + 2]}
	done
	printf '%s' "${given/#\~/$HOME}"
}

# Runs the program over the data and configuration of the line.
_nqtrack_ask() {
	local data config
	data=$(_nqtrack_given --data "${NQTRACK_DATA-}")
	config=$(_nqtrack_given --config "${NQTRACK_CONFIG-}")
	NQTRACK_DATA=$data NQTRACK_CONFIG=$config \
	    "${COMP_WORDS[0]/#\~/$HOME}" "$@" 2>/dev/null </dev/null
}

# The first column of a query, without its heading.
_nqtrack_column() {
	_nqtrack_ask sql --format csv "$1" | tail -n +2 | tr -d '"\r'
}

# Sources are asked for before there is a warehouse: the file has them then.
_nqtrack_sources() {
	local file
	file=$(_nqtrack_given --config "${NQTRACK_CONFIG-/etc/nqtrack}")
	grep -so '"id"[[:space:]]*:[[:space:]]*"[^"]*"' \
	    "$file/sources.json" | cut -d '"' -f 4
	_nqtrack_column 'SELECT code FROM source'
}

_nqtrack_indicators() {
	_nqtrack_column 'SELECT code FROM indicator'
}

# What may stand for the placeholder $1 of a help text.
_nqtrack_value() {
	case $1 in
	*\|*) [[ $1 == *[A-Z]* ]] || tr '|' '\n' <<<"$1" ;;
	esac
	case $1:$2 in
	ID:--source) _nqtrack_sources ;;
	ID:--backfill)
		_nqtrack_ask help extract |
		    sed -n 's/^  --backfill ID *//p' | grep -o '[a-z]*-[a-z]*' ;;
	CODE:--area)
		_nqtrack_column 'SELECT code FROM area' ;;
	CODE:--breakdown)
		_nqtrack_column 'SELECT DISTINCT code FROM breakdown' ;;
	CODE:--transformation)
		_nqtrack_column 'SELECT DISTINCT transformation
			FROM observation' ;;
	CODE:--price-base)
		_nqtrack_column 'SELECT DISTINCT price_base
			FROM observation' ;;
	INDICATOR:*) _nqtrack_indicators ;;
	ID\|INDICATOR:*)
		_nqtrack_column 'SELECT code FROM target'
		_nqtrack_indicators ;;
	QUERY:*)
		_nqtrack_ask sql --list --format ndjson |
		    grep -o '"query":"[^"]*"' | cut -d '"' -f 4 ;;
	esac
}

# Adds the lines of standard input that begin with $1.
_nqtrack_take() {
	local line
	while IFS= read -r line; do
		[[ -z $line || $line != "$1"* ]] || COMPREPLY+=("$line")
	done < <(sort -u)
}

_nqtrack_paths() {
	compopt -o filenames 2>/dev/null
	mapfile -t COMPREPLY < <(compgen "$1" -- "$2")
}

_nqtrack() {
	local cur=${COMP_WORDS[COMP_CWORD]} option= name help what
	COMPREPLY=()

	if ((COMP_CWORD == 1)); then
		_nqtrack_take "$cur" < <(echo help; echo version
		    _nqtrack_ask help | sed -n 's/^  nqtrack \([a-z]*\).*/\1/p')
		return
	fi
	name=${COMP_WORDS[1]}
	if [[ $name == help ]]; then
		_nqtrack_take "$cur" < <(_nqtrack_ask help |
		    sed -n 's/^  nqtrack \([a-z]*\).*/\1/p')
		return
	fi
	help=$(_nqtrack_ask help "$name") || return

	# "--format csv" and "--format=csv", which bash takes for three words.
	if [[ $cur == = ]]; then
		cur= option=${COMP_WORDS[COMP_CWORD - 1]}
	elif [[ ${COMP_WORDS[COMP_CWORD - 1]} == = ]]; then
		option=${COMP_WORDS[COMP_CWORD - 2]}
	elif [[ ${COMP_WORDS[COMP_CWORD - 1]} == --* ]]; then
		option=${COMP_WORDS[COMP_CWORD - 1]}
	fi
	# What the option takes; one that takes nothing has no placeholder.
	what=
	[[ -z $option ]] || what=$(sed -n "s/^  $option \([^ ].*\)/\1/p" \
	    <<<"$help" | cut -d ' ' -f 1)
	if [[ -n $what ]]; then
		case $what in
		DIR) _nqtrack_paths -d "$cur" ;;
		FILE|PATH) _nqtrack_paths -f "$cur" ;;
		*) _nqtrack_take "$cur" < <(_nqtrack_value "$what" "$option") ;;
		esac
	elif [[ $cur == -* ]]; then
		_nqtrack_take "$cur" < <(
		    sed -n 's/^  \(--[a-z-]*\).*/\1/p' <<<"$help")
	else
		what=$(sed -n "1s/^nqtrack $name \([^[ ]*\).*/\1/p" <<<"$help")
		if [[ $what == FILE || $option == --import ]]; then
			_nqtrack_paths -f "$cur"
		else
			_nqtrack_take "$cur" < <(_nqtrack_value "$what" -)
		fi
	fi
}

complete -F _nqtrack nqtrack
