package libcsockets.tools.compare.catalogue;

/** The signal that wakes the JDK's threads from system calls, sent through {@code sun.nio.ch.NativeThread}. */
final class WakeUp {
    private static final String SENDER = "sun.nio.ch.NativeThread";

    private WakeUp() {}

    /** The calling platform thread. */
    static long current() throws ReflectiveOperationException {
        return (long) Class.forName(SENDER).getMethod("current").invoke(null);
    }

    /** Signals a platform thread. */
    static void send(long thread) throws ReflectiveOperationException {
        Class.forName(SENDER).getMethod("signal", long.class).invoke(null, thread);
    }
}
