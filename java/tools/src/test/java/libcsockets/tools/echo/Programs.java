package libcsockets.tools.echo;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.File;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** The echo programs as processes: none outlives {@link #end}. */
final class Programs {
    static final String C = "C";
    /** Far more than any step takes: a program that still waits then is stuck. */
    static final int PATIENCE_SECONDS = 20;

    /** A JVM may take much longer to start: under strace, on a busy machine. */
    private static final int START_SECONDS = 60;

    private static final Path DIST = Path.of(required("libcsockets.dist"));
    private static final Path NATIVE = Path.of(required("libcsockets.native"));

    private final List<Process> started = new ArrayList<>();

    /** The outcome of a program. Texts are its bytes, one char each; the peers' ports are all called PORT. */
    record Outcome(String stdout, String stderr, int exitCode) {}

    static String required(String property) {
        String value = System.getProperty(property);
        assertTrue(value != null, () -> "the tests of the echo programs need -D" + property);
        return value;
    }

    /** The backends that this JDK must have. */
    static List<String> backends() {
        return List.of(required("libcsockets.backends").split(","));
    }

    /** C and the backends. */
    static List<String> implementations() {
        List<String> all = new ArrayList<>(List.of(C));
        all.addAll(backends());
        return all;
    }

    /** A test with a server on a port. */
    interface OnPort<T, E extends Exception> {
        T play(int port) throws IOException, InterruptedException, E;
    }

    /** Plays on a free port, and on another one if another program takes it before the server. */
    static <T, E extends Exception> T onFreePort(OnPort<T, E> scene) throws IOException, InterruptedException, E {
        for (int tries = 1; ; tries++) {
            try {
                return scene.play(freePort());
            } catch (BindException e) {
                if (tries == 3) {
                    throw e;
                }
            }
        }
    }

    /** A free port outside the kernel's range of ports for clients. */
    static int freePort() throws IOException {
        InetAddress any = InetAddress.getByName("0.0.0.0");
        for (int tries = 0; ; tries++) {
            int port = ThreadLocalRandom.current().nextInt(10_000, 32_000);
            try (ServerSocket tcp = new ServerSocket();
                    DatagramSocket udp = new DatagramSocket(null)) {
                tcp.setReuseAddress(false);
                tcp.bind(new InetSocketAddress(any, port));
                udp.bind(new InetSocketAddress(any, port));
                return port;
            } catch (IOException e) {
                if (tries == 100) {
                    throw e;
                }
            }
        }
    }

    /** Starts {@code ./program} in the directory of the implementation, so that all have the same name. */
    Process start(String implementation, int port, String program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("./" + program));
        command.addAll(List.of(arguments));
        return start(implementation, Integer.toString(port), Map.of(), command);
    }

    Process start(String implementation, String port, Map<String, String> environment, List<String> command)
            throws IOException {
        File directory =
                implementation.equals(C) ? NATIVE.toFile() : DIST.resolve("bin").toFile();
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory);
        builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("LIBC_SOCKETS_BACKEND", implementation.equals(C) ? "" : implementation);
        builder.environment().put("LIBC_SOCKETS_PORT", port);
        builder.environment().putAll(environment);
        Process process = builder.start();
        started.add(process);
        return process;
    }

    /** Starts the server of a protocol and waits until it has its port. */
    Process startServer(String implementation, int port, String program) throws IOException, InterruptedException {
        Process server = start(implementation, port, program);
        awaitServer(server, program, port);
        return server;
    }

    static void awaitServer(Process server, String program, int port) throws IOException, InterruptedException {
        Path protocol = program.startsWith("tcp") ? Ports.TCP : Ports.UDP;
        if (!Ports.awaitServer(protocol, port, server::isAlive, START_SECONDS)) {
            kill(server);
            String said = text(server.getErrorStream().readAllBytes());
            if (said.contains("Address already in use")) {
                throw new BindException(said);
            }
            fail("the server did not start: " + said);
        }
    }

    /** Waits for the program's end and collects its output, which fits in a pipe. */
    static Outcome outcome(Process process) throws IOException, InterruptedException {
        boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (!ended) {
            kill(process);
        }
        String stdout = text(process.getInputStream().readAllBytes());
        String stderr = text(process.getErrorStream().readAllBytes());
        assertTrue(ended, () -> process.info() + " did not end; it printed " + stdout + stderr);
        return new Outcome(
                stdout.replaceAll("\\(127\\.0\\.0\\.1:[1-9][0-9]*\\)", "(127.0.0.1:PORT)"),
                stderr,
                process.exitValue());
    }

    /** Runs a program to its end. */
    Outcome run(String implementation, int port, String program, String... arguments)
            throws IOException, InterruptedException {
        return outcome(start(implementation, port, program, arguments));
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Also kills the programs that it runs. Process.destroyForcibly would also discard the output. */
    static void kill(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.toHandle().destroyForcibly();
    }

    void end() throws InterruptedException {
        started.forEach(Programs::kill);
        for (Process process : started) {
            assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), "a program outlived its test");
        }
    }
}
