package libcsockets.testing;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Waits until a thread is blocked in a system call: the kernel reports which call it is in. */
public final class BlockedThreads {
    private static final String FUTEX = System.getProperty("os.arch").equals("amd64") ? "202" : "98";

    private BlockedThreads() {}

    public static void awaitBlocked(Thread thread) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!isBlocked(thread.getName())) {
            assertTrue(System.nanoTime() < deadline, thread.getName() + " does not block");
            Thread.onSpinWait();
        }
    }

    public static boolean isBlocked(String name) throws IOException {
        if (name.length() > 15) {
            throw new IllegalArgumentException("the kernel has no name as long as " + name);
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
                    // A thread that ended meanwhile.
                }
            }
            return found > 0 && blocked == found;
        }
    }

    /** A thread that sleeps in a futex waits for the JVM: for a lock, a class, or a collection. */
    private static boolean isInCall(Path task) throws IOException {
        String stat = Files.readString(task.resolve("stat"));
        String call = Files.readString(task.resolve("syscall"));
        return stat.charAt(stat.lastIndexOf(')') + 2) == 'S'
                && Character.isDigit(call.charAt(0))
                && !call.startsWith(FUTEX + " ");
    }
}
