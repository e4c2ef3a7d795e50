# SPDX-License-Identifier: Apache-2.0
# The fast path: what answers from the cache is linked with libc (and json-c
# for those that speak JSON), nothing else.  Told by the built programs.
. "$(dirname "$0")/tap.sh"

need readelf

# Under sanitizers their libraries come along, and what those need.
if [ "$FC_SANITIZERS" = yes ]; then
	note "built with sanitizers: their libraries are passed over"
	passed_over='lib(asan|ubsan|gcc_s|m|dl|rt|pthread|resolv|stdc\+\+)\.'
else
	passed_over='^$'
fi

needed()
{
	readelf -dW "$1" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' |
		grep -Ev '^(ld-linux.*|ld-musl.*)$' |
		grep -Ev "$passed_over" |
		sed -E 's/^libc\.(so\.6|musl-.*)$/libc/; s/\.so.*//' | sort |
		tr '\n' ' ' | sed 's/ $//'
}

# check PROGRAM LIBRARIES
check()
{
	for program in "$top_builddir/$1" "$FC_BIN/$1"; do
		if [ ! -e "$program" ]; then
			not_ok "$program is built"
			continue
		fi
		found=$(needed "$program")
		is "$found" "$2" "${program#"$top_builddir"/} needs: $2"
	done
}

check git-credential-foundry 'libc'
check keyring 'libc'
check foundry-credential 'libc libjson-c'
if grep -q '^docker-credential-foundry' "$top_srcdir/helpers/local.mk" ||
   [ -e "$top_builddir/docker-credential-foundry" ]; then
	check docker-credential-foundry 'libc libjson-c'
fi

# The one with a network is reached at its compiled-in path and nowhere else.
for program in "$top_builddir"/git-credential-foundry \
	       "$top_builddir"/docker-credential-foundry \
	       "$top_builddir"/foundry-credential \
	       "$top_builddir"/keyring; do
	count=$(strings -a "$program" | grep -c '^/.*/foundry-oauth$')
	is "$count" 1 "${program##*/} has one path of foundry-oauth"
done

done_testing
