#!/bin/sh
# make-caches.sh JAVA_HOME...: records a start-up cache of this distribution for each of these JDKs. The launchers find
# it by the JDK's feature version and use it while the JDK and the jar are unchanged. A cache that cannot be recorded is
# not a failure: programs then start without it.
dist=$(dirname "$(readlink -f "$0")")
class=libcsockets.tools.echo.Training
self=$dist/bin/$class
libc_sockets_record=yes
for JAVA_HOME in "$@"; do
    feature=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$JAVA_HOME/release" 2>/dev/null)
    if [ -z "$feature" ]; then
        echo "Not a JDK, so no start-up cache was recorded: $JAVA_HOME" >&2
        continue
    fi
    cache=$dist/lib/libc-sockets-$feature
    rm -f "$cache".*
    # The JVM announces that it starts another one to write the cache; show that only after a failure.
    output=$(set -- && . "$dist/lib/launch.sh" 2>&1 >/dev/null)
    # The cache gets its name only once it is complete, because the JVM trusts it.
    if [ -f "$cache.aot.new" ]; then
        mv "$cache.aot.new" "$cache.aot"
    elif [ -f "$cache.jsa.new" ]; then
        mv "$cache.jsa.new" "$cache.jsa"
    else
        echo "No start-up cache could be recorded with $JAVA_HOME. $output" >&2
    fi
done
