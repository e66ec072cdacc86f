#!/bin/sh
# Generates output/, and MANIFEST over it, from inputs/, generators/ and ../native/src/constants.
#
#     generate.sh            with the versions that MANIFEST names, no others
#     generate.sh --update   with the versions found, which MANIFEST then names
#     generate.sh --check    changes nothing; fails if the result would differ, and says so if it cannot be had here
#
# JEXTRACT         jextract (else the one on the PATH)
# JEXTRACT_COMMIT  with --update: the commit that it was built from, which it does not tell
# JAVA_HOME        a JDK 25 (else the java on the PATH)
# HEADERS          a directory with usr/include of libc and of Linux, for x86-64 and for aarch64 (else /)
# CC, AARCH64_CC, AARCH64_RUN
#                  the compilers, and what runs a program for aarch64 (else gcc, aarch64-linux-gnu-gcc,
#                  qemu-aarch64-static)
set -eu
export LC_ALL=C

mode=${1-}
case $mode in
'' | --update | --check) ;;
*)
    sed -n '2,/^set/{/^#/s/^# \{0,1\}//p}' "$0" >&2
    exit 2
    ;;
esac

cd "$(dirname "$0")/.."
root=$PWD
manifest=$root/generated/MANIFEST
jextract=${JEXTRACT:-jextract}
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
javac=${JAVA_HOME:+$JAVA_HOME/bin/}javac
headers=${HEADERS:-/}
headers=${headers%/}/usr/include
cc=${CC:-gcc}
aarch64_cc=${AARCH64_CC:-aarch64-linux-gnu-gcc}
aarch64_run=${AARCH64_RUN:-qemu-aarch64-static}

cannot() {
    if [ "$mode" = --check ]; then
        echo "generated-check: NOT CHECKED: $1" >&2
        exit 0
    fi
    echo "generate.sh: $1" >&2
    exit 1
}

[ "$(uname -m)" = x86_64 ] || cannot "jextract's layouts are those of the machine it runs on, which must be x86-64."
command -v "$jextract" >/dev/null ||
    cannot "There is no jextract ($jextract); set JEXTRACT. generated/README.md says where to get it."
for tool in "$cc" "$aarch64_cc" "$aarch64_run" "$java" "$javac"; do
    command -v "$tool" >/dev/null || cannot "There is no $tool."
done
case $("$javac" -version 2>&1) in
'javac 2'[5-9]* | 'javac '[3-9][0-9]*) ;;
*) cannot "JDK 25 is needed; set JAVA_HOME. This is $("$javac" -version 2>&1)." ;;
esac

# The facts that decide the output besides the files: one "name value" a line.
defined() {
    sed -n "s/^#define[[:space:]]*$2[[:space:]]*\([0-9]*\)\$/\1/p" "$headers/$1"
}
versions() {
    "$jextract" --version 2>&1 | sed -n 's/^jextract /jextract /p; s/^LibClang version /libclang /p'
    echo "jextract-commit ${JEXTRACT_COMMIT:-$(sed -n 's/^jextract-commit //p' "$manifest")}"
    linux() { defined linux/version.h "LINUX_VERSION_$1"; }
    echo "linux-headers $(linux MAJOR).$(linux PATCHLEVEL).$(linux SUBLEVEL)"
    echo "libc-headers $(defined features.h __GLIBC__).$(defined features.h __GLIBC_MINOR__)"
}
found=$(versions)
if [ "$mode" != --update ]; then
    wanted=$(sed -n '1,/^$/p' "$manifest")
    [ "$found" = "$wanted" ] ||
        cannot "The versions here are not those of generated/MANIFEST (HEADERS and JEXTRACT choose them).
here:
$found
MANIFEST:
$wanted"
fi

staging=$(mktemp -d "$root/generated/.staging.XXXXXX")
trap 'rm -rf "$staging"' EXIT
trap 'exit 1' HUP INT TERM
mkdir "$staging/work"

# The constants, as the two machines print them. Headers are taken from nowhere but $headers.
constants() {
    compiler=$1
    triplet=$2
    shift 2
    "$compiler" -std=c11 -Wall -Wextra -Werror -static -nostdinc -isystem "$("$compiler" -print-file-name=include)" \
        -isystem "$headers/$triplet" -isystem "$headers" -o "$staging/work/$triplet" native/src/constants/*.c
    "$@" "$staging/work/$triplet" >"$staging/work/$triplet.txt"
}
constants "$cc" x86_64-linux-gnu env
constants "$aarch64_cc" aarch64-linux-gnu "$aarch64_run"
"$java" generated/generators/ConstantsGenerator.java \
    "$staging/work/x86_64-linux-gnu.txt" "$staging/work/aarch64-linux-gnu.txt" "$staging/output/java/libcsockets"

# jextract reads compile_flags.txt from the directory it runs in.
echo -nostdinc >"$staging/work/compile_flags.txt"
(
    cd "$staging/work"
    "$jextract" -I "$headers/x86_64-linux-gnu" -I "$headers" @"$root/generated/inputs/symbols.txt" \
        --target-package libcsockets.generated --output "$staging/output/jextract" "$root/generated/inputs/sockets.h"
) 2>"$staging/work/messages" || {
    cat "$staging/work/messages" >&2
    exit 1
}
# Fields of tcp_info that are bit-fields are in Layout, from C.
if grep -v 'Skipping tcp_info\..*(bitfields are not supported)$' "$staging/work/messages" >&2; then
    echo "generate.sh: jextract complained" >&2
    exit 1
fi
bindings=$staging/output/jextract/libcsockets/generated
"$javac" -nowarn -d "$staging/work/classes" "$bindings"/*.java
"$java" --enable-native-access=ALL-UNNAMED -cp "$staging/work/classes" generated/generators/CallsGenerator.java \
    generated/inputs/symbols.txt generated/inputs/sockets.h "$bindings" "$staging/output"

# Hashes of the inputs and of the outputs, by their paths from the root.
{
    printf '%s\n\n' "$found"
    sha256sum generated/inputs/* generated/generators/* native/src/constants/*
    (cd "$staging" && find output -type f | sort | xargs sha256sum) | sed 's:  output/:  generated/output/:'
} >"$staging/MANIFEST"

if [ "$mode" = --check ]; then
    if ! diff -r generated/output "$staging/output" || ! diff "$manifest" "$staging/MANIFEST"; then
        echo "generated-check: what is committed is not what is generated (above: < committed, > generated)" >&2
        exit 1
    fi
    echo "generated-check: the same"
else
    [ ! -e generated/output ] || mv generated/output "$staging/old"
    mv "$staging/output" generated/output
    mv "$staging/MANIFEST" "$manifest"
fi
