package libcsockets.tools.conform.run;

import java.io.IOException;
import libcsockets.Libc;
import libcsockets.tools.conform.language.Case;

/** Runs cases over a backend, each on a thread of its own with a limit of time. */
public final class CaseRunner {
    private static final int LIMIT_MILLIS = 8000;

    private final Libc libc;
    private final StepListener listener;
    private final int limitMillis;

    public CaseRunner(Libc libc) {
        this(libc, StepListener.NONE, LIMIT_MILLIS);
    }

    CaseRunner(Libc libc, StepListener listener) {
        this(libc, listener, LIMIT_MILLIS);
    }

    CaseRunner(Libc libc, int limitMillis) {
        this(libc, StepListener.NONE, limitMillis);
    }

    private CaseRunner(Libc libc, StepListener listener, int limitMillis) {
        this.libc = libc;
        this.listener = listener;
        this.limitMillis = limitMillis;
    }

    public Result run(Case test) {
        if (test.wild()) {
            return result(test, Result.UNSUPPORTED, null);
        }
        try {
            Sandbox sandbox = Leftovers.make(() -> new Sandbox(libc), Sandbox::end);
            try {
                return run(test, sandbox);
            } finally {
                Leftovers.remove(sandbox);
            }
        } catch (IOException e) {
            return result(test, "setup-failed", "SETUP cannot make a directory: " + e.getMessage());
        }
    }

    private Result run(Case test, Sandbox sandbox) {
        Result[] result = new Result[1];
        Thread thread = sandbox.start("case " + test.id(), () -> result[0] = attempt(test, sandbox));
        try {
            thread.join(limitMillis);
            if (thread.isAlive()) {
                sandbox.abandon();
                thread.interrupt();
                return result(
                        test, "timeout", "MISMATCH expected=" + test.expected().text());
            }
        } catch (InterruptedException e) {
            sandbox.abandon();
            thread.interrupt();
            Thread.currentThread().interrupt();
            return result(
                    test, "interrupted", "MISMATCH expected=" + test.expected().text());
        }
        return result[0];
    }

    private Result attempt(Case test, Sandbox sandbox) {
        try {
            return new CaseRun(test, libc, sandbox, listener).run();
        } catch (Abandoned e) {
            // Nobody waits for the result any more.
            return null;
        } catch (RuntimeException | Error e) {
            return result(test, "exception:" + e.getClass().getSimpleName(), "MISMATCH " + e.getMessage());
        }
    }

    private static Result result(Case test, String text, String mark) {
        return new Result(test.id(), test.call().toString(), text, mark);
    }
}
