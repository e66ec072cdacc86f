package libcsockets;

/**
 * Thrown when no backend, or not the selected one, can call libc in this JVM. The message gives the reason and the
 * remedy; the reason of each backend that was tried is a suppressed exception.
 */
public final class BackendUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BackendUnavailableException(String message) {
        super(message);
    }

    BackendUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
