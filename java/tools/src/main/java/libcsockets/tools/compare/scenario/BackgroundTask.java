package libcsockets.tools.compare.scenario;

import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import libcsockets.tools.conform.run.KernelThreads;

/** A task that a scenario runs in another thread. */
public final class BackgroundTask {
    private static final long JOIN_MILLIS = 3000;
    private static final long LOOK_MILLIS = 5;

    /** A thread found asleep this many times in a row has reached its call. */
    private static final int ASLEEP = 6;

    private final Thread thread;
    private final boolean virtual;
    private final CountDownLatch done = new CountDownLatch(1);
    private volatile Object value;
    private volatile Exception exception;

    private BackgroundTask(Callable<?> task, boolean virtual) throws Exception {
        this.virtual = virtual;
        Runnable body = () -> {
            try {
                value = task.call();
            } catch (Exception e) {
                exception = e;
            } finally {
                done.countDown();
            }
        };
        if (virtual) {
            thread = startVirtual(body);
        } else {
            thread = new Thread(body, KernelThreads.newName());
            thread.setDaemon(true);
            thread.start();
        }
        awaitBlocked();
    }

    static BackgroundTask start(Callable<?> task, boolean virtual) throws Exception {
        return new BackgroundTask(task, virtual);
    }

    /** {@code Thread.startVirtualThread}, which this program's oldest JDK lacks. */
    private static Thread startVirtual(Runnable body) throws Exception {
        try {
            return (Thread)
                    Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, body);
        } catch (InvocationTargetException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    private void awaitBlocked() throws InterruptedException {
        long limit = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(JOIN_MILLIS);
        for (int asleep = 0;
                asleep < ASLEEP && !done.await(LOOK_MILLIS, TimeUnit.MILLISECONDS) && System.nanoTime() < limit; ) {
            asleep = isAsleep() ? asleep + 1 : 0;
        }
    }

    private boolean isAsleep() {
        Thread.State state = thread.getState();
        return state == Thread.State.WAITING
                || state == Thread.State.TIMED_WAITING
                || !virtual && KernelThreads.isAsleep(thread.getName());
    }

    /** Whether it is still running after so many milliseconds. */
    public boolean running(int millis) throws InterruptedException {
        return !done.await(millis, TimeUnit.MILLISECONDS);
    }

    /** {@link Thread#interrupt}. */
    public void interrupt() {
        thread.interrupt();
    }

    /**
     * Waits for the result: returns or throws what the task did, or a TimeoutException after 3 seconds.
     *
     * @return its value
     */
    public Object get() throws Exception {
        if (running((int) JOIN_MILLIS)) {
            throw new TimeoutException("still running after " + JOIN_MILLIS + " ms");
        }
        if (exception != null) {
            throw exception;
        }
        return value;
    }
}
