# SPDX-License-Identifier: Apache-2.0
# Every header compiles alone, twice, and has a guard of its own.
. "$(dirname "$0")/tap.sh"

need "${CC%% *}"
cd "$top_srcdir" || exit 1

# compile HEADER: says what the compiler says
compile()
{
	name=${1#src/}
	name=${name#helpers/}
	# shellcheck disable=SC2086 # several words each
	printf '#include "%s"\n#include "%s"\nextern int fc_not_empty;\n' \
		"$name" "$name" |
	$CC $FC_LIB_CFLAGS -std=c11 -D_GNU_SOURCE -Isrc -Ihelpers \
		-Itests -Wall -Wextra -Werror -fsyntax-only -x c - 2>&1
}

headers=$(find src helpers -name '*.h' | LC_ALL=C sort)
for header in $headers; do
	none "$(compile "$header")" "$header compiles alone"
done

# shellcheck disable=SC2086 # no file of ours has a blank in its name
guards=$(sed -n 's/^#ifndef \([A-Z0-9_]*_H\)$/\1/p' $headers)
is "$(echo "$guards" | wc -l)" "$(echo "$headers" | wc -l)" \
	"every header has a guard"
none "$(echo "$guards" | sort | uniq -d)" "no guard is used twice"

done_testing
