# SPDX-License-Identifier: Apache-2.0
# Files of at most 400 lines, functions of at most 60, complexity at most 10.
. "$(dirname "$0")/tap.sh"

cd "$top_srcdir" || exit 1
sources=$(find src helpers -name '*.c')
none "$(for file in $sources $(find src helpers -name '*.h'); do
	lines=$(wc -l <"$file")
	[ "$lines" -le 400 ] || echo "$file: $lines lines"
done)" "no file of src/ and helpers/ is longer than 400 lines"

need pmccabe
# modified complexity, complexity, statements, first line, lines, place
# shellcheck disable=SC2086 # no file of ours has a blank in its name
measured=$(pmccabe $sources)
is "$(echo "$measured" | cut -f6 | sed 's/(.*//' | sort -u | wc -l)" \
	"$(for file in $sources; do
		! grep -q '^{' "$file" || echo "$file"
	done | wc -l)" "every file with a function was measured"
none "$(echo "$measured" |
	awk -F'\t' '$2 > 10 { print $6 ": complexity " $2 }')" \
	"no function's complexity is over 10"
none "$(echo "$measured" |
	awk -F'\t' '$5 > 60 { print $6 ": " $5 " lines" }')" \
	"no function is longer than 60 lines"
none "$(grep -rnE --include='*.[ch]' '^.{81,}$' src helpers)" \
	"no line is longer than 80 bytes"
done_testing
