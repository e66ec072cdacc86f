package libcsockets;

/**
 * No backend, or not the one asked for, can call libc in this JVM. The message says why and what to do; the reasons of
 * the backends that were tried are attached as suppressed exceptions.
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
