# SPDX-License-Identifier: Apache-2.0
# Test Anything Protocol for the rule tests in sh; sourced by them.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
: "${top_builddir:=$PWD}"
: "${FC_BIN:=$top_builddir/tests/bin}"
: "${FC_SANITIZERS:=no}"
: "${CC:=cc}"
LC_ALL=C
export LC_ALL

tap_count=0
tap_failures=0

ok()
{
	tap_count=$((tap_count + 1))
	echo "ok $tap_count - $1"
}

# not_ok LABEL [REASONS]
not_ok()
{
	tap_count=$((tap_count + 1))
	tap_failures=$((tap_failures + 1))
	echo "not ok $tap_count - $1"
	[ -z "$2" ] || printf '%s\n' "$2" | sed 's/^/#  /'
}

# is GOT WANT LABEL
is()
{
	if [ "$1" = "$2" ]; then
		ok "$3"
	else
		not_ok "$3" " got: $1
want: $2"
	fi
}

# none VIOLATIONS LABEL: there are none
none()
{
	if [ -z "$1" ]; then
		ok "$2"
	else
		not_ok "$2" "$1"
	fi
}

note()
{
	echo "# $*"
}

# A tool that is missing is a failure that says how to get it.
need()
{
	for tool in "$@"; do
		command -v "$tool" >/dev/null && continue
		package=$(awk -v tool="$tool" '$3 == tool { print $2 }' \
			"$top_srcdir/tools/packages")
		not_ok "what is tested with is there" "$tool is not \
installed: apt-get install ${package:-$tool} (tools/packages)"
		done_testing
	done
}

done_testing()
{
	echo "1..$tap_count"
	[ "$tap_failures" -eq 0 ]
	exit
}
