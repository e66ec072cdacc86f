#!/bin/sh
# make-caches.sh JAVA_HOME...: records a start-up cache of this distribution for each of these JDKs. The launchers find
# it by the JDK's feature version and use it as long as the JDK and the jar are the ones it was made with. One that
# cannot be recorded is not a failure: programs then start without it.
dist=$(dirname "$(readlink -f "$0")")
class=libcsockets.tools.echo.Training
self=$dist/bin/$class
libc_sockets_record=yes
for JAVA_HOME in "$@"; do
    feature=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$JAVA_HOME/release" 2>/dev/null)
    if [ -z "$feature" ]; then
        echo "There is no JDK in $JAVA_HOME to record a start-up cache with." >&2
        continue
    fi
    cache=$dist/lib/libc-sockets-$feature
    rm -f "$cache".*
    # The JVM starts another one to write the cache, and announces it: nothing to see unless it goes wrong.
    said=$(set -- && . "$dist/lib/launch.sh" 2>&1 >/dev/null)
    # Under its name only once it is whole: the JVM trusts what it finds.
    if [ -f "$cache.aot.new" ]; then
        mv "$cache.aot.new" "$cache.aot"
    elif [ -f "$cache.jsa.new" ]; then
        mv "$cache.jsa.new" "$cache.jsa"
    else
        echo "No start-up cache could be recorded with $JAVA_HOME. $said" >&2
    fi
done
