# Replaces the shell with a JVM that runs a class of this distribution. The launchers in bin source this file with
# $class set to the class and $self to their own path; their arguments are the program's. It uses only builtins:
# starting a process would cost more than the shell itself.

dist=${self%/*}/..
case $dist in
    *:*)
        # A colon separates the entries of a class path.
        echo "libc-sockets: cannot run from a path with a colon in it: $dist" >&2
        exit 2
        ;;
esac

# Sets version to the feature version of the JDK in directory $1, from its file "release".
version_of() {
    version=0
    [ -x "$1/bin/java" ] && [ -r "$1/release" ] || return 1
    while IFS='="' read -r name _ value _; do
        [ "$name" != JAVA_VERSION ] || version=${value%%[!0-9]*}
    done <"$1/release"
    [ "${version:=0}" -ge 17 ]
}

if [ -n "${JAVA_HOME-}" ] && version_of "$JAVA_HOME"; then
    java=$JAVA_HOME/bin/java
    feature=$version
else
    java=
    feature=0
    for home in /usr/lib/jvm/*; do
        if version_of "$home" && [ "$version" -gt "$feature" ]; then
            java=$home/bin/java
            feature=$version
        fi
    done
fi
if [ -z "$java" ] && command -v java >/dev/null; then
    java=$(command -v java)
    home=$(readlink -f "$java")
    # A java that is a script has an unknown version: feature stays 0, and the script is tried.
    if version_of "${home%/bin/java}"; then feature=$version; elif [ "$version" -gt 0 ]; then java=; fi
fi
if [ -z "$java" ]; then
    echo "libc-sockets: Java 17 or newer is required: install it, or set JAVA_HOME to its directory." >&2
    exit 2
fi

set -- -cp "$dist/lib/libc-sockets-tools.jar" "$class" "$@"
set -- -Dlibcsockets.dist="$dist" -Dlibcsockets.library.path="$dist/lib" -Dlibcsockets.program="$0" "$@"
case ${LIBC_SOCKETS_BACKEND-} in
    '') ;;
    auto | ffm | jni) set -- -Dlibcsockets.backend="$LIBC_SOCKETS_BACKEND" "$@" ;;
    *)
        echo "libc-sockets: LIBC_SOCKETS_BACKEND must be auto, ffm or jni." >&2
        exit 2
        ;;
esac

# The start-up cache that make-caches.sh recorded for this JDK. The JVM checks that the cache fits and ignores it if
# not.
cache=$dist/lib/libc-sockets-$feature
if [ -n "${libc_sockets_record-}" ]; then
    if [ "$feature" -ge 25 ]; then
        set -- -XX:AOTCacheOutput="$cache.aot.new" "$@"
    else
        set -- -XX:ArchiveClassesAtExit="$cache.jsa.new" "$@"
    fi
elif [ -f "$cache.aot" ]; then
    set -- -XX:AOTCache="$cache.aot" "$@"
elif [ -f "$cache.jsa" ]; then
    set -- -XX:SharedArchiveFile="$cache.jsa" "$@"
fi

# These options suit short programs. Up to JDK 23 native access needs no permission, and the JDK's own start-up cache
# works with neither this option nor the serial collector.
if [ "$feature" -ge 24 ] || [ "$feature" -eq 0 ]; then
    set -- --enable-native-access=ALL-UNNAMED -XX:+UseSerialGC "$@"
fi
# Use the quick compiler only, write no statistics file, and keep the JVM's messages out of the program's output. A
# launcher may add an option in $libc_sockets_options.
exec "$java" -XX:TieredStopAtLevel=1 -XX:-UsePerfData -Xlog:disable ${libc_sockets_options-} "$@"
