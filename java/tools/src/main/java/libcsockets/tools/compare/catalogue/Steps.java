package libcsockets.tools.compare.catalogue;

/** Beginnings of libc sequences that many scenarios share. */
final class Steps {
    /** A TCP connection over 127.0.0.1: {@code c} has connected, {@code s} was accepted, {@code l} listens. */
    static final String CONNECTION = """
            l = listener(127.0.0.1:0)
            c = connect_to(l)
            s = accept(l,NULL,NULL)
            """;

    /**
     * Another number for a descriptor, for a scenario that goes on to use it when it is closed: the lowest free one would be
     * the next file's of the process, whoever opens it.
     *
     * @param high the variable for it
     * @param descriptor the variable of the descriptor
     * @return a line
     */
    static String high(String high, String descriptor) {
        return high + " = fcntl(" + descriptor + ",F_DUPFD,500)\n";
    }

    private Steps() {}
}
