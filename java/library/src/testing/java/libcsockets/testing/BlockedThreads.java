package libcsockets.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Waits until a platform thread is blocked in a system call: the kernel reports which call it is in. */
public final class BlockedThreads {
    private static final String FUTEX = System.getProperty("os.arch").equals("amd64") ? "202" : "98";

    private BlockedThreads() {}

    public static void awaitBlocked(Thread thread) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!isBlocked(thread.getName())) {
            // Child JVMs use this class too, and have no JUnit.
            if (!thread.isAlive() || System.nanoTime() > deadline) {
                throw new AssertionError(thread.getName() + (thread.isAlive() ? " does not block" : " has ended"));
            }
            Thread.onSpinWait();
        }
    }

    /** Whether all threads of this name are blocked, and there are any. */
    public static boolean isBlocked(String name) throws IOException {
        if (name.length() > 15) {
            throw new IllegalArgumentException("the kernel cuts a name as long as " + name);
        }
        try (var tasks = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
            int blocked = 0;
            int found = 0;
            for (Path task : tasks) {
                try {
                    if (Files.readString(task.resolve("comm")).trim().equals(name)) {
                        found++;
                        if (isInCall(task)) {
                            blocked++;
                        }
                    }
                } catch (IOException gone) {
                    // The thread has ended meanwhile.
                }
            }
            return found > 0 && blocked == found;
        }
    }

    /**
     * A thread that sleeps in a futex waits for the JVM: for a lock, a class, or a collection. The call is read twice,
     * since the thread may have gone from one wait to another between two looks.
     */
    private static boolean isInCall(Path task) throws IOException {
        String call = Files.readString(task.resolve("syscall"));
        return Character.isDigit(call.charAt(0))
                && !call.startsWith(FUTEX + " ")
                && isAsleep(task)
                && call.equals(Files.readString(task.resolve("syscall")));
    }

    private static boolean isAsleep(Path task) throws IOException {
        String stat = Files.readString(task.resolve("stat"));
        return stat.charAt(stat.lastIndexOf(')') + 2) == 'S';
    }
}
