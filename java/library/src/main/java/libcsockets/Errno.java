package libcsockets;

import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import libcsockets.internal.CStrings;
import libcsockets.internal.Calls;
import libcsockets.internal.Layout;
import libcsockets.internal.ThreadState;

/**
 * The one place where an error number is interpreted.
 *
 * <p>A native call returns its result and its error as one number, {@code n >= 0} or {@code -errno}, so that the JVM
 * cannot change errno between the call and the read of errno. {@link Libc} turns this number into C's result:
 * {@code -1}, and the error number in {@link Libc#errno()}.
 *
 * @see <a href="https://man7.org/linux/man-pages/man3/errno.3.html">errno(3)</a>
 */
public final class Errno {
    private Errno() {}

    /** The value of this thread's errno. */
    static int get() {
        return ThreadState.get().errno;
    }

    static void set(int errno) {
        ThreadState.get().errno = errno;
    }

    /** Turns {@code n} or {@code -errno} into {@code n} or {@code -1} and errno. */
    static int result(int result) {
        if (result >= 0) {
            return result;
        }
        set(-result);
        return -1;
    }

    /** {@link #result(int)} for a caller that has the thread's state already. */
    static int result(ThreadState state, int result) {
        if (result >= 0) {
            return result;
        }
        state.errno = -result;
        return -1;
    }

    /** {@link #result(int)} for the calls that return 64 bits. */
    static long result(long result) {
        if (result >= 0) {
            return result;
        }
        set((int) -result);
        return -1;
    }

    /** {@code strerror_l} with the C locale. */
    static String message(Calls calls, int errno) {
        return calls.string(calls.strerror_l(errno, CLocale.ADDRESS));
    }

    /** The C locale, made when a message is first asked for. */
    private static final class CLocale {
        static final long ADDRESS = make(BackendLoader.any());

        private static long make(Calls calls) {
            ByteBuffer name = CStrings.allocate("C");
            try {
                return calls.newlocale(Constants.LC_ALL_MASK, calls.address(name), 0);
            } finally {
                Reference.reachabilityFence(name);
            }
        }
    }

    /**
     * The name of an error number in the C headers, for messages.
     *
     * @param errno an error number
     * @return its name, for example {@code EAGAIN} for 11; if the number has two names, the more common one
     *     ({@code EAGAIN}, not {@code EWOULDBLOCK}; {@code EOPNOTSUPP}, not {@code ENOTSUP}); if it has no name, the
     *     number in decimal
     */
    public static String name(int errno) {
        String name = Layout.errnoName(errno);
        return name != null ? name : Integer.toString(errno);
    }

    /**
     * The number of an error name.
     *
     * @param name a name, for example {@code ECONNREFUSED}; second names such as {@code EWOULDBLOCK} are accepted
     * @return its number
     * @throws IllegalArgumentException if the C headers have no such error name
     */
    public static int value(String name) {
        Long value = Constants.value(name);
        if (value == null || !(name.equals(name(value.intValue())) || isSecondName(name))) {
            throw new IllegalArgumentException(
                    "not an error name: '" + name + "'; errno(3) has the names, for example ECONNREFUSED");
        }
        return value.intValue();
    }

    private static boolean isSecondName(String name) {
        return name.equals("EWOULDBLOCK") || name.equals("ENOTSUP") || name.equals("EDEADLOCK");
    }
}
