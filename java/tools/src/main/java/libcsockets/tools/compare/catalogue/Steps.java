package libcsockets.tools.compare.catalogue;

/** Beginnings of libc sequences that many scenarios share. */
final class Steps {
    /** A TCP connection over 127.0.0.1: {@code c} has connected, {@code s} was accepted, {@code l} listens. */
    static final String CONNECTION = """
            l = listener(127.0.0.1:0)
            c = connect_to(l)
            s = accept(l,NULL,NULL)
            """;

    private Steps() {}
}
