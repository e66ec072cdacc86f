package libcsockets.tools.compare.run;

import com.google.gson.Gson;
import com.google.gson.JsonSyntaxException;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import libcsockets.tools.compare.scenario.Descriptors;
import libcsockets.tools.compare.scenario.Scenario;
import libcsockets.tools.compare.scenario.Subject;
import libcsockets.tools.compare.scenario.Trace;

/** A {@link ScenarioWorker} and the pipe to it. */
final class WorkerProcess implements AutoCloseable {
    /** The time that a JVM may take beyond a scenario's own limit. */
    private static final int GRACE_SECONDS = 20;

    private static final int OLDEST_WITH_NATIVE_ACCESS = 22;

    private final Process process;
    private final BufferedReader answers;
    private final StringBuffer complaints = new StringBuffer();
    private final Thread complaintsReader;
    private boolean usable = true;
    private final ExecutorService reader = Executors.newSingleThreadExecutor(body -> {
        Thread thread = new Thread(body, "answers");
        thread.setDaemon(true);
        return thread;
    });

    /**
     * @param program options and main class of the JVM, which runs a {@link ScenarioWorker}
     * @param prefix the words before the command
     * @param calls the file for its system calls; null if not requested
     */
    WorkerProcess(Jdk jdk, List<String> program, List<String> prefix, Path calls) throws IOException {
        List<String> command = new ArrayList<>(prefix);
        if (calls != null) {
            command.addAll(Strace.prefix(calls));
        }
        command.addAll(command(jdk));
        command.addAll(program);
        if (calls != null) {
            command.add(ScenarioWorker.MARKS);
        }
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(Path.of("/").toFile());
        builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"));
        process = builder.start();
        answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        complaintsReader = new Thread(this::readComplaints, "complaints");
        complaintsReader.setDaemon(true);
        complaintsReader.start();
    }

    private static List<String> command(Jdk jdk) {
        List<String> command = new ArrayList<>(List.of(jdk.java().toString()));
        command.addAll(List.of(Descriptors.OPTIONS));
        if (jdk.release() >= OLDEST_WITH_NATIVE_ACCESS) {
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:-UsePerfData", "-Xmx256m"));
        for (String property : List.of("libcsockets.library.path", "libcsockets.conform.c")) {
            String value = System.getProperty(property);
            if (value != null) {
                command.add("-D" + property + "=" + Path.of(value).toAbsolutePath());
            }
        }
        command.addAll(List.of("-cp", String.join(File.pathSeparator, Surroundings.classPath())));
        return command;
    }

    private void readComplaints() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                complaints.append(line).append(' ');
            }
        } catch (IOException e) {
            complaints.append(e);
        }
    }

    /** Whether it takes another task. A JVM that is about to end still looks alive, so a failed task is its last. */
    boolean isUsable() {
        return usable && process.isAlive();
    }

    /** Runs a scenario for a subject. */
    Trace play(Scenario scenario, Subject subject) {
        Trace trace = ask(scenario, subject);
        usable = trace.status() != Trace.Status.FAILED;
        return trace;
    }

    private Trace ask(Scenario scenario, Subject subject) {
        try {
            OutputStream tasks = process.getOutputStream();
            tasks.write((subject.id() + " " + scenario.name() + "\n").getBytes(StandardCharsets.UTF_8));
            tasks.flush();
            String line = reader.submit(answers::readLine)
                    .get((long) scenario.limitSeconds() + GRACE_SECONDS, TimeUnit.SECONDS);
            if (line == null) {
                return died();
            }
            return new Gson().fromJson(line, Trace.class);
        } catch (TimeoutException e) {
            process.destroyForcibly();
            return Trace.failed(List.of(), "its JVM did not answer");
        } catch (IOException | ExecutionException e) {
            return died();
        } catch (JsonSyntaxException e) {
            process.destroyForcibly();
            return Trace.failed(List.of(), "its JVM's answer was not JSON");
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            return Trace.failed(List.of(), "interrupted");
        }
    }

    private Trace died() {
        process.destroyForcibly();
        try {
            complaintsReader.join(TimeUnit.SECONDS.toMillis(1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Trace.failed(List.of(), "its JVM ended: " + complaints.toString().strip());
    }

    @Override
    public void close() {
        try {
            process.getOutputStream().close();
            if (!process.waitFor(1, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        reader.shutdownNow();
    }

    /** Ends the process at once. */
    void kill() {
        process.destroyForcibly();
    }
}
