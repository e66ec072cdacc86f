package libcsockets.tools.conform;

/** A fault of a case that shows only while it runs: the result is {@code syntax:} and this message. */
final class SyntaxFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SyntaxFault(String message) {
        super(message);
    }
}
