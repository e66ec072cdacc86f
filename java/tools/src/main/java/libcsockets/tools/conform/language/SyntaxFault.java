package libcsockets.tools.conform.language;

/** A fault of a case that shows only while it runs: the result is {@code syntax:} and this message. */
public final class SyntaxFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public SyntaxFault(String message) {
        super(message);
    }
}
