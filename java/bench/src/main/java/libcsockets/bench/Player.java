package libcsockets.bench;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** A process that does a part of the work when it is told to. */
final class Player implements Closeable {
    private static final int PATIENCE_SECONDS = 30;

    private static final ScheduledExecutorService WATCHDOG = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        return thread;
    });

    private final Process process;
    private final OutputStream commands;
    private final BufferedReader answers;

    Player(List<String> command, Map<String, String> environment) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(environment);
        process = builder.start();
        commands = process.getOutputStream();
        answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** Prepares it for a role; gives the port, where the role has one. */
    int open(String role, int argument, int size) throws IOException {
        String answer = ask("open " + role + " " + argument + " " + size);
        if (!answer.startsWith("ok ")) {
            throw new IOException(role + ": " + answer);
        }
        return Integer.parseInt(answer.substring(3));
    }

    /** The cost of a run; C allocates nothing in a Java heap. */
    record Slice(long nanos, long bytes) {}

    /** Does the work so often. */
    Slice run(int count) throws IOException {
        String answer = ask("run " + count);
        try {
            String[] numbers = answer.split(" ");
            return new Slice(Long.parseLong(numbers[0]), numbers.length > 1 ? Long.parseLong(numbers[1]) : 0);
        } catch (NumberFormatException e) {
            throw new IOException(answer, e);
        }
    }

    /** The bytes that a Java process has allocated up to now. */
    long allocated() throws IOException {
        return Long.parseLong(ask("allocated"));
    }

    /** The bytes that a Java process has in use. */
    long heap() throws IOException {
        return Long.parseLong(ask("heap"));
    }

    private String ask(String command) throws IOException {
        commands.write((command + "\n").getBytes(StandardCharsets.US_ASCII));
        commands.flush();
        Future<?> end = WATCHDOG.schedule(process::destroyForcibly, PATIENCE_SECONDS, TimeUnit.SECONDS);
        try {
            String answer = answers.readLine();
            if (answer == null) {
                throw new IOException("the process ended or was stopped after " + PATIENCE_SECONDS + " s: " + command);
            }
            return answer;
        } finally {
            end.cancel(false);
        }
    }

    /** The nanoseconds of processor time that its threads have had up to now. */
    long cpu() throws IOException {
        long sum = 0;
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(proc().resolve("task"))) {
            for (Path thread : threads) {
                try {
                    sum += Long.parseLong(
                            Files.readString(thread.resolve("schedstat")).split(" ")[0]);
                } catch (NoSuchFileException e) {
                    // The thread ended.
                }
            }
        }
        return sum;
    }

    /** The bytes of memory that it occupies. */
    long rss() throws IOException {
        for (String line : Files.readAllLines(proc().resolve("smaps_rollup"))) {
            if (line.startsWith("Rss:")) {
                return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
            }
        }
        throw new IOException("the kernel does not report the memory of a process");
    }

    private Path proc() {
        return Path.of("/proc/" + process.pid());
    }

    /** It ends when its standard input does. */
    @Override
    public void close() throws IOException {
        commands.close();
        try {
            if (!process.waitFor(2, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
