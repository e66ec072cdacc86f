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
 * <p>A native call hands its result and its error back as one number, {@code n >= 0} or {@code -errno}, so that nothing
 * the JVM does between the call and the look at errno can change it. {@link Libc} turns that into what C does: {@code
 * -1}, and the number in {@link Libc#errno()}.
 *
 * @see <a href="https://man7.org/linux/man-pages/man3/errno.3.html">errno(3)</a>
 */
public final class Errno {
    private Errno() {}

    /** The number in this thread's errno. */
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

    /** {@link #result(int)} for those who have the thread's state at hand. */
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
     * The name of an error number as the C headers have it, for printing.
     *
     * @param errno an error number
     * @return its name, for example {@code EAGAIN} for 11; of two names for one number the usual one ({@code EAGAIN},
     *     not {@code EWOULDBLOCK}; {@code EOPNOTSUPP}, not {@code ENOTSUP}); the number in decimal if it has no name
     */
    public static String name(int errno) {
        String name = Layout.errnoName(errno);
        return name != null ? name : Integer.toString(errno);
    }

    /**
     * The number of an error name.
     *
     * @param name a name, for example {@code ECONNREFUSED}; second names such as {@code EWOULDBLOCK} count
     * @return its number
     * @throws IllegalArgumentException if the C headers have no such error name
     */
    public static int value(String name) {
        Long value = Constants.value(name);
        if (value == null || !(name.equals(name(value.intValue())) || isSecondName(name))) {
            throw new IllegalArgumentException(
                    "'" + name + "' is no error name; the names are those of errno(3), for example ECONNREFUSED");
        }
        return value.intValue();
    }

    private static boolean isSecondName(String name) {
        return name.equals("EWOULDBLOCK") || name.equals("ENOTSUP") || name.equals("EDEADLOCK");
    }
}
