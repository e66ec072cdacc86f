package libcsockets;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/** What JDK 21 and later know of virtual threads, reached without a class of its own for them. */
final class Threads {
    /** {@code Thread::isVirtual}; null where there are none. */
    private static final MethodHandle IS_VIRTUAL = isVirtual();

    private Threads() {}

    private static MethodHandle isVirtual() {
        if (Runtime.version().feature() < 21) {
            return null;
        }
        try {
            return MethodHandles.publicLookup()
                    .findVirtual(Thread.class, "isVirtual", MethodType.methodType(boolean.class));
        } catch (ReflectiveOperationException e) {
            throw new AssertionError("every JDK from 21 on has Thread.isVirtual", e);
        }
    }

    static boolean currentIsVirtual() {
        if (IS_VIRTUAL == null) {
            return false;
        }
        try {
            return (boolean) IS_VIRTUAL.invokeExact(Thread.currentThread());
        } catch (Throwable e) {
            throw new AssertionError("Thread.isVirtual threw", e);
        }
    }

    /** Only where {@link #currentIsVirtual()} has answered true. */
    static Thread startVirtual(Runnable task) {
        try {
            return (Thread) MethodHandles.publicLookup()
                    .findStatic(Thread.class, "startVirtualThread", MethodType.methodType(Thread.class, Runnable.class))
                    .invokeExact(task);
        } catch (Throwable e) {
            throw new AssertionError("Thread.startVirtualThread failed", e);
        }
    }

    /** A platform thread that does not keep the JVM alive. */
    static Thread startDaemon(String name, Runnable task) {
        Thread thread = new Thread(null, task, name, 0, false);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
