package libcsockets.tools.conform.run;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;

/** The kernel's view of this process's threads: Java calls a thread runnable that is blocked in a system call. */
public final class KernelThreads {
    /** The kernel's name of a thread has 15 characters. */
    private static final int RANDOM_NAMES = 1_000_000_000;

    private KernelThreads() {}

    /** A name for a thread that no other has, and that the kernel does not cut. */
    public static String newName() {
        return "step" + ThreadLocalRandom.current().nextInt(RANDOM_NAMES);
    }

    /** Whether the kernel has a thread of that name asleep. */
    public static boolean isAsleep(String name) {
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
            for (Path one : threads) {
                String stat = stat(one);
                if (stat.contains("(" + name + ")")) {
                    return stat.charAt(stat.lastIndexOf(')') + 2) == 'S';
                }
            }
            return false;
        } catch (IOException e) {
            throw new IllegalStateException("the threads of this process cannot be looked at", e);
        }
    }

    private static String stat(Path thread) {
        try {
            return Files.readString(thread.resolve("stat"));
        } catch (IOException e) {
            // It has ended meanwhile.
            return "";
        }
    }
}
