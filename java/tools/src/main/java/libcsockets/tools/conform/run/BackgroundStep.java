package libcsockets.tools.conform.run;

import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** A step that runs in a thread of its own beside those that follow it. */
final class BackgroundStep {
    /** How long {@code join} waits. */
    static final long JOIN_MILLIS = 3000;

    private static final long LOOK_MILLIS = 5;

    /** A thread that was asleep so many times in a row is in its call, not in the machinery before it. */
    private static final int ASLEEP = 6;

    private final Thread thread;
    private volatile Outcome outcome;
    private volatile Throwable failure;

    BackgroundStep(Supplier<Outcome> step) {
        thread = new Thread(
                () -> {
                    try {
                        outcome = step.get();
                    } catch (RuntimeException | Error e) {
                        failure = e;
                    }
                },
                KernelThreads.newName());
        // A call that never returns must not keep the JVM alive.
        thread.setDaemon(true);
    }

    /** Begins, and waits until the step has ended or sleeps in its call. */
    void start() {
        thread.start();
        long limit = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(JOIN_MILLIS);
        for (int asleep = 0; asleep < ASLEEP && !isDone(LOOK_MILLIS) && System.nanoTime() < limit; ) {
            asleep = KernelThreads.isAsleep(thread.getName()) ? asleep + 1 : 0;
        }
    }

    /** Whether it ends within so many milliseconds. */
    boolean isDone(long millis) {
        try {
            thread.join(Math.max(1, millis));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return !thread.isAlive();
    }

    /** The outcome of a step that has ended. */
    Outcome outcome() {
        if (failure instanceof Error error) {
            throw error;
        }
        if (failure instanceof RuntimeException exception) {
            throw exception;
        }
        return outcome;
    }
}
