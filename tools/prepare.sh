# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh
# What demo and check have in common: packages, a clean environment, a copy
# of the tree.  Sourced, with $top set to the top of the tree; $scratch is to
# be set before packages are asked for.
: "${top:?}"

name=${0##*/}

say()
{
	printf '%s\n' "$*"
}

fail()
{
	printf '%s: %s\n' "$name" "$*" >&2
	exit 1
}

# Is what this probe names there?
#   COMMAND          a program on PATH
#   header:FILE      a header that cc finds
#   lib:A,B          one of these modules, by pkg-config
#   sanitizers:CC    CC can link with its sanitizers
#   python:MODULE    Debian's python3 finds this module
has()
{
	probe_file=${scratch:?}/probe
	case $1 in
	header:*)
		echo "#include <${1#*:}>" | cc -E - >/dev/null 2>&1
		;;
	lib:*)
		for module in $(echo "${1#*:}" | tr , ' '); do
			pkg-config --exists "$module" 2>/dev/null && return 0
		done
		return 1
		;;
	sanitizers:*)
		echo 'int main(void) { return 0; }' >"$probe_file.c" &&
			"${1#*:}" -fsanitize=address,undefined \
				-o "$probe_file" "$probe_file.c" \
				>/dev/null 2>&1
		;;
	python:*)
		/usr/bin/python3 -c "import ${1#*:}" 2>/dev/null
		;;
	*)
		command -v "$1" >/dev/null 2>&1
		;;
	esac
}

# The packages of these sections that are not there, one a line.
missing()
{
	for wanted in "$@"; do
		while read -r section package probe _; do
			[ "$section" != "$wanted" ] || has "$probe" ||
				echo "$package"
		done <"$top/tools/packages"
	done
}

apt()
{
	env DEBIAN_FRONTEND=noninteractive apt-get -q "$@"
}

apt_as_root()
{
	sudo env DEBIAN_FRONTEND=noninteractive apt-get -q "$@"
}

# Install what these sections lack; without apt, say what that is and stop.
# The caller's environment counts here: it may name a proxy.
install_packages()
{
	packages=$(missing "$@" | paste -s -d ' ' -)
	[ -n "$packages" ] || return 0
	command -v apt-get >/dev/null ||
		fail "missing, by their Debian names (tools/packages): $packages"
	if [ "$(id -u)" -eq 0 ]; then
		get=apt
	elif command -v sudo >/dev/null; then
		get=apt_as_root
	else
		fail "run as root: apt-get install $packages"
	fi
	say "installing: $packages"
	# shellcheck disable=SC2086 # one word each
	if ! { $get update; $get install -y --no-install-recommends \
		$packages; } </dev/null >"$scratch/apt.log" 2>&1; then
		tail -n 20 "$scratch/apt.log" >&2
		fail "apt-get install $packages: failed"
	fi
	packages=$(missing "$@" | paste -s -d ' ' -)
	[ -z "$packages" ] || fail "installed, and yet not there: $packages"
}

# The same for programs that are only to be unpacked, and found on PATH.
unpack_packages()
{
	packages=$(missing "$@" | paste -s -d ' ' -)
	[ -n "$packages" ] || return 0
	command -v apt-get >/dev/null || fail "missing on PATH, \
by the Debian packages that have them (tools/packages): $packages"
	say "unpacking: $packages"
	mkdir "$scratch/unpacked"
	# shellcheck disable=SC2086 # one word each
	if ! (cd "$scratch/unpacked" && apt download $packages &&
		for package in *.deb; do
			dpkg -x "$package" . || exit 1
		done) </dev/null >"$scratch/apt.log" 2>&1; then
		tail -n 20 "$scratch/apt.log" >&2
		fail "apt-get download $packages: failed"
	fi
	PATH=$PATH:$scratch/unpacked/usr/bin
	export PATH
	packages=$(missing "$@" | paste -s -d ' ' -)
	[ -z "$packages" ] || fail "unpacked, and yet not there: $packages"
}

# Forget the caller's environment: proxies, CA files, git's and our own
# variables would change what is shown and tested.
clean_environment()
{
	for variable in $(env | sed -n 's/^\([A-Za-z_][A-Za-z0-9_]*\)=.*/\1/p')
	do
		case $variable in
		PATH | PKG_CONFIG_PATH | TERM | TMPDIR | PWD) continue ;;
		esac
		# Some shells have variables that cannot be unset.
		if (unset "$variable") 2>/dev/null; then
			unset "$variable"
		fi
	done
	LC_ALL=C
	export LC_ALL
	umask 022
}

# A new directory with this name and a few letters more.  Its path is one
# that make and $BROWSER can take; whoever asked for it removes it.
make_directory()
{
	case ${TMPDIR-} in
	*[!A-Za-z0-9/._-]*) TMPDIR=/tmp ;;
	esac
	mktemp -d "${TMPDIR:-/tmp}/$1.XXXXXX"
}

# What is tracked or new, as it stands now; of a tarball, all of it.
list_tree()
{
	git -c safe.directory='*' ls-files -co --exclude-standard |
		while IFS= read -r file; do
			[ ! -e "$file" ] || printf '%s\n' "$file"
		done
}

# Copy the tree to a directory: the checkout stays as it is, and may be
# read-only.
copy_tree()
{
	mkdir "$1" || return 1
	if [ -e "$top/.git" ]; then
		(cd "$top" && list_tree | tar -cf - -T -)
	else
		(cd "$top" && tar -cf - .)
	fi | tar -xf - -C "$1" && chmod -R u+w "$1" || return 1
	# A tarball in which somebody has built already.
	[ ! -e "$1/Makefile" ] || make -C "$1" distclean
}

processors()
{
	getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2
}
