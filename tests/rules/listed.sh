# SPDX-License-Identifier: Apache-2.0
# A test that is in no list does not run, and a file that is in none is not
# in the tarball: all are told here.
. "$(dirname "$0")/tap.sh"

cd "$top_srcdir" || exit 1

# listed MAKEFILE FILE...: those that the makefile does not name
listed()
{
	makefile=$1
	shift
	for file in "$@"; do
		[ -e "$file" ] || continue
		name=${file#"${makefile%/*}/"}
		grep -Eq "%D%/${name%.c}(\.c)?( |\$)" "$makefile" ||
			echo "$file"
	done
}

none "$(listed tests/local.mk tests/unit/test-*.c tests/rules/*.py \
	tests/rules/*.sh tests/rules/*.c tests/system/*.py \
	tests/contract/*.py tests/fault/*.py tests/fault/*.c \
	tests/simulator/*.py \
	tests/simulator/simulator/*.py)" "tests/local.mk knows every test"
for folder in src/* tests/bench tests/fuzz tests/git tests/soak; do
	none "$(listed "$folder"/local.mk "$folder"/*.[ch] "$folder"/*.py)" \
		"$folder/local.mk knows every file"
done
# shellcheck disable=SC2046 # no file of ours has a blank in its name
none "$(listed helpers/local.mk $(find helpers -name '*.[ch]'))" \
	"helpers/local.mk knows every file"
none "$(listed docs/local.mk docs/*.md docs/man/*)" \
	"docs/local.mk knows every page"
done_testing
