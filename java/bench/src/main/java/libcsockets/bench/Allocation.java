package libcsockets.bench;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Method;

/** The bytes that all threads have allocated in the Java heap, virtual ones by their carriers. */
final class Allocation {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** Of JDK 21 and later; it counts the threads that have ended, too. */
    private static final Method TOTAL = total();

    /** More than a young generation has. */
    private static final int GARBAGE_MEBIBYTES = 64;

    static volatile byte[] garbage;

    private Allocation() {}

    private static Method total() {
        try {
            return ThreadMXBean.class.getMethod("getTotalThreadAllocatedBytes");
        } catch (NoSuchMethodException e) {
            return null;
        }
    }

    static long bytes() throws ReflectiveOperationException {
        if (TOTAL != null) {
            return (Long) TOTAL.invoke(THREADS);
        }
        long sum = 0;
        for (long bytes : THREADS.getThreadAllocatedBytes(THREADS.getAllThreadIds())) {
            sum += Math.max(0, bytes);
        }
        return sum;
    }

    /** The bytes of the heap that are in use. */
    static long heap() {
        for (int i = 0; i < GARBAGE_MEBIBYTES; i++) {
            garbage = new byte[Work.MEBIBYTE];
        }
        garbage = null;
        // The second one collects the objects that reference objects kept.
        System.gc();
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
