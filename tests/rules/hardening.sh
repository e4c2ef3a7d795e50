# SPDX-License-Identifier: Apache-2.0
# What the compiler and the linker were asked to do is in the built programs.
. "$(dirname "$0")/tap.sh"

need readelf

# has PROGRAM PATTERN TEXT LABEL
has()
{
	if printf '%s\n' "$3" | grep -Eq "$2"; then
		ok "$1 $4"
	else
		not_ok "$1 $4"
	fi
}

cd "$top_builddir" || exit 1
for program in git-credential-foundry docker-credential-foundry \
	       foundry-credential foundry-oauth keyring; do
	[ -e "$program" ] || continue
	header=$(readelf -hW "$program")
	segments=$(readelf -lW "$program")
	dynamic=$(readelf -dW "$program")
	symbols=$(readelf -sW --dyn-syms "$program")

	has "$program" 'Type: *DYN' "$header" "is position-independent"
	has "$program" 'FLAGS_1.*PIE' "$dynamic" "is an executable (PIE)"
	has "$program" 'GNU_RELRO' "$segments" "has RELRO"
	has "$program" 'BIND_NOW|FLAGS_1.*NOW' "$dynamic" \
		"binds at start (full RELRO)"
	has "$program" 'GNU_STACK.* RW ' "$segments" \
		"has no executable stack"
	none "$(printf '%s\n' "$segments" | grep 'LOAD.*RWE')" \
		"$program has nothing that is writable and executable"
	none "$(printf '%s\n' "$dynamic" | grep -E 'RPATH|RUNPATH|TEXTREL')" \
		"$program has no RPATH, RUNPATH or TEXTREL"
	has "$program" '__stack_chk_fail' "$symbols" \
		"has the stack protector"
	case "$FC_SANITIZERS:$FC_FORTIFY:$dynamic" in
	yes:*)
		note "not tested: $program has fortified calls: sanitizers" \
			"and _FORTIFY_SOURCE exclude each other"
		;;
	*FORTIFY_SOURCE=3*libc.so.6*)
		has "$program" '__(memcpy|vsnprintf|snprintf|read)_chk' \
			"$symbols" "has fortified calls"
		;;
	*)
		note "not tested: $program has fortified calls: not asked for," \
			"or not in this libc"
		;;
	esac
done
done_testing
