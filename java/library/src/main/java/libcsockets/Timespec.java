package libcsockets;

import static libcsockets.internal.Layout.*;

/**
 * {@code struct timespec}: the timeout of {@link Libc#recvmmsg}, which writes the remaining time back.
 *
 * @see <a href="https://man7.org/linux/man-pages/man3/timespec.3type.html">timespec(3type)</a>
 */
public final class Timespec extends Struct {
    /**
     * Creates a time.
     *
     * @param seconds {@code tv_sec}, any number
     * @param nanoseconds {@code tv_nsec}, any number; the kernel accepts 0 to 999999999
     */
    public Timespec(long seconds, long nanoseconds) {
        super(SIZEOF_TIMESPEC);
        memory.putLong(OFFSETOF_TIMESPEC_TV_SEC, seconds);
        memory.putLong(OFFSETOF_TIMESPEC_TV_NSEC, nanoseconds);
    }

    /**
     * {@code tv_sec}.
     *
     * @return seconds
     */
    public long tv_sec() {
        return memory.getLong(OFFSETOF_TIMESPEC_TV_SEC);
    }

    /**
     * {@code tv_nsec}.
     *
     * @return nanoseconds
     */
    public long tv_nsec() {
        return memory.getLong(OFFSETOF_TIMESPEC_TV_NSEC);
    }

    /** The two numbers, for example {@code Timespec[1 s, 500 ns]}. */
    @Override
    public String toString() {
        return "Timespec[" + tv_sec() + " s, " + tv_nsec() + " ns]";
    }
}
