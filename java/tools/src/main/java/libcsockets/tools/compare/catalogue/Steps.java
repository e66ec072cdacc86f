package libcsockets.tools.compare.catalogue;

/** First steps that many libc sequences share. */
final class Steps {
    /** A TCP connection over 127.0.0.1: {@code c} connected, {@code s} accepted, {@code l} listening. */
    static final String CONNECTION = """
            l = listener(127.0.0.1:0)
            c = connect_to(l)
            s = accept(l,NULL,NULL)
            """;

    /**
     * Duplicates a descriptor to a high number, for a scenario that uses the number after closing it: the lowest free
     * number would go to the next file that the process opens.
     *
     * @param high the variable for the duplicate
     * @param descriptor the descriptor's variable
     * @return one line of a libc sequence
     */
    static String high(String high, String descriptor) {
        return high + " = fcntl(" + descriptor + ",F_DUPFD,500)\n";
    }

    private Steps() {}
}
