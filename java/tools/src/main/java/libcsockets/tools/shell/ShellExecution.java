package libcsockets.tools.shell;

import java.lang.reflect.Method;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import jdk.jshell.execution.LocalExecutionControl;
import jdk.jshell.spi.ExecutionControl;
import jdk.jshell.spi.ExecutionControlProvider;
import jdk.jshell.spi.ExecutionEnv;

/**
 * Executes snippets in this JVM, like JShell's own "local" execution, which cannot stop a call that waits in the
 * kernel. In that case a Ctrl-C ends the whole shell here, as it would end a C program. JShell finds this class by its
 * name.
 */
public final class ShellExecution implements ExecutionControlProvider {
    static final String NAME = "shell";

    private static final int PATIENCE_MILLIS = 500;
    private static final int INTERRUPTED = 130;

    /** For JShell. */
    public ShellExecution() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public ExecutionControl generate(ExecutionEnv env, Map<String, String> parameters) {
        return new Control();
    }

    private static final class Control extends LocalExecutionControl {
        private volatile Method running;

        @Override
        protected String invoke(Method snippet) throws Exception {
            running = snippet;
            try {
                return super.invoke(snippet);
            } finally {
                running = null;
            }
        }

        @Override
        public void stop() throws EngineTerminationException, InternalException {
            super.stop();
            Method stopped = running;
            Thread watcher = new Thread(() -> endIfStill(stopped));
            watcher.setDaemon(true);
            watcher.start();
        }

        private void endIfStill(Method stopped) {
            try {
                TimeUnit.MILLISECONDS.sleep(PATIENCE_MILLIS);
            } catch (InterruptedException e) {
                return;
            }
            if (stopped != null && running == stopped) {
                System.out.println("The call still waits in the kernel, and Java cannot end it, so the shell ends. Use "
                        + "MSG_DONTWAIT for a call that does not wait.");
                System.exit(INTERRUPTED);
            }
        }
    }
}
