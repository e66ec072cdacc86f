package libcsockets.internal;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/** Virtual threads on JDK 21 and later, accessed without a separate class for these releases. */
public final class VirtualThreads {
    /** {@code Thread::isVirtual}; null on a JDK without virtual threads. */
    private static final MethodHandle IS_VIRTUAL = isVirtual();

    private VirtualThreads() {}

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

    public static boolean currentIsVirtual() {
        if (IS_VIRTUAL == null) {
            return false;
        }
        try {
            return (boolean) IS_VIRTUAL.invokeExact(Thread.currentThread());
        } catch (Throwable e) {
            throw new AssertionError("Thread.isVirtual threw", e);
        }
    }

    /**
     * Starts a virtual thread, which inherits nothing from its creator. Call it only if {@link #currentIsVirtual()}
     * returned true.
     */
    public static Thread startVirtual(Runnable task) {
        Thread thread = unstartedVirtual(task);
        thread.setContextClassLoader(null);
        thread.start();
        return thread;
    }

    /** {@code Thread.ofVirtual().inheritInheritableThreadLocals(false).unstarted(task)}. */
    private static Thread unstartedVirtual(Runnable task) {
        try {
            MethodHandles.Lookup lookup = MethodHandles.publicLookup();
            Class<?> builder = Class.forName("java.lang.Thread$Builder$OfVirtual");
            MethodHandle ofVirtual = lookup.findStatic(Thread.class, "ofVirtual", MethodType.methodType(builder));
            MethodHandle inherit = lookup.findVirtual(
                    builder, "inheritInheritableThreadLocals", MethodType.methodType(builder, boolean.class));
            MethodHandle unstarted =
                    lookup.findVirtual(builder, "unstarted", MethodType.methodType(Thread.class, Runnable.class));
            return (Thread) unstarted.invoke(inherit.invoke(ofVirtual.invoke(), false), task);
        } catch (Throwable e) {
            throw new AssertionError("every JDK from 21 on has Thread.ofVirtual", e);
        }
    }

    /** A platform thread that does not keep the JVM alive. */
    public static Thread startDaemon(String name, Runnable task) {
        Thread thread = new Thread(null, task, name, 0, false);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
