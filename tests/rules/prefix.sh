# SPDX-License-Identifier: Apache-2.0
# What src/ shows to a linker starts with fc_: an executable's symbol can
# take the place of one in a shared library.
. "$(dirname "$0")/tap.sh"

need nm
for archive in base config record vault request credential oauth \
	built installed; do
	file=$top_builddir/src/lib$archive.a
	none "$(nm -A --defined-only --extern-only "$file" 2>&1 |
		grep -v ':$' | grep -Ev ' (fc_|__asan_|__odr_asan)' |
		grep -E ' [A-Z] | no symbols' | grep -v 'no symbols' |
		sed "s|$top_builddir/||")" \
		"every external symbol of lib$archive.a starts with fc_"
done

# A static function needs none, and is not mistaken for one that does.
none "$(cd "$top_srcdir" && grep -nA1 '^static' src/*/*.c |
	grep -E '^[^:]*-[0-9]+-fc_[a-z_]+\(')" \
	"no static function has the prefix"
done_testing
