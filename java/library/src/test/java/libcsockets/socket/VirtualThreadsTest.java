package libcsockets.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import libcsockets.Libc;
import libcsockets.testing.ChildJvm;
import libcsockets.testing.OnEachBackend;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Timeout;

/**
 * A blocked call on a virtual thread leaves its carrier free. There are two carriers, and the scheduler may not make up
 * for one that is held.
 */
@Timeout(value = 100, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class VirtualThreadsTest {

    private static String run(Libc libc, String scenario, int count) throws IOException, InterruptedException {
        Assumptions.assumeTrue(Runtime.version().feature() >= 21, "this JDK has no virtual threads");
        List<String> options = List.of(
                "-Djdk.virtualThreadScheduler.parallelism=2",
                "-Djdk.virtualThreadScheduler.maxPoolSize=2",
                "-Dlibcsockets.backend=" + libc.backend());
        String output =
                ChildJvm.run(ChildJvm.command(options, VirtualThreadsProgram.class, scenario, Integer.toString(count)));
        assertEquals("pinned: 0", lastLine(output), output);
        return output;
    }

    /** The number of descriptors a process may have, less those that a JVM needs. */
    private static int descriptors() throws IOException {
        String limits = Files.readString(Path.of("/proc/self/limits"));
        String soft = limits.lines()
                .filter(line -> line.startsWith("Max open files"))
                .findFirst()
                .orElseThrow()
                .split("\\s+")[3];
        return soft.equals("unlimited") ? Integer.MAX_VALUE : Integer.parseInt(soft) - 200;
    }

    @OnEachBackend
    void tenThousandBlockedThreadsLetTheNextOneRun(Libc libc) throws Exception {
        int count = Math.min(10_000, descriptors() & ~1);
        String output = run(libc, "blocked", count);
        assertTrue(output.contains("next ran: true\nreceived: " + count + "\n"), output);
        assertTrue(output.contains("closed: " + count / 2 + ", interrupted: " + count / 2 + ", wrong: 0\n"), output);
    }

    @OnEachBackend
    void everyBlockingCallParks(Libc libc) throws Exception {
        String output = run(libc, "every-call", 300);
        assertTrue(output.contains("next ran: true\nclosed: 1800, wrong: 0\n"), output);
    }

    @OnEachBackend
    void closeCompletesWhileOthersBeginToWait(Libc libc) throws Exception {
        String output = run(libc, "closing", 10_000);
        assertTrue(output.contains("closed: 10000, wrong: 0\n"), output);
    }

    @OnEachBackend
    void everyEchoArrives(Libc libc) throws Exception {
        String output = run(libc, "echo", 300);
        assertTrue(output.contains("good: 301, wrong: 0\n"), output);
    }

    @OnEachBackend
    void timeoutsEndParkedCalls(Libc libc) throws Exception {
        String output = run(libc, "timeouts", 1);
        assertTrue(output.endsWith("good: 5\npinned: 0\n"), output);
    }

    @OnEachBackend
    void dataBehindUrgentDataArrives(Libc libc) throws Exception {
        String output = run(libc, "urgent", 1);
        assertTrue(output.contains("before | behind\n"), output);
    }

    private static String lastLine(String output) {
        return output.strip().lines().reduce("", (before, line) -> line);
    }
}
