package libcsockets.tools.compare.catalogue;

/** The signal by which the JDK wakes its threads from system calls, as {@code sun.nio.ch.NativeThread} sends it. */
final class WakeUp {
    private static final String SENDER = "sun.nio.ch.NativeThread";

    private WakeUp() {}

    /** The platform thread that asks. */
    static long current() throws ReflectiveOperationException {
        return (long) Class.forName(SENDER).getMethod("current").invoke(null);
    }

    /** Sends it to such a thread. */
    static void send(long thread) throws ReflectiveOperationException {
        Class.forName(SENDER).getMethod("signal", long.class).invoke(null, thread);
    }
}
