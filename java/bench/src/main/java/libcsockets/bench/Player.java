package libcsockets.bench;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
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
    int open(String role, int argument) throws IOException {
        String answer = ask("open " + role + " " + argument);
        if (!answer.startsWith("ok ")) {
            throw new IOException(role + ": " + answer);
        }
        return Integer.parseInt(answer.substring(3));
    }

    /** Does the work so often; gives the nanoseconds that it took. */
    long run(int count) throws IOException {
        String answer = ask("run " + count);
        try {
            return Long.parseLong(answer);
        } catch (NumberFormatException e) {
            throw new IOException(answer, e);
        }
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

    /** The processor time that it has had up to now, in the kernel's clock ticks. */
    long cpu() throws IOException {
        String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        // utime and stime, of which proc(5) counts 14 and 15; the state is 3.
        return Long.parseLong(fields[14 - 3]) + Long.parseLong(fields[15 - 3]);
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
