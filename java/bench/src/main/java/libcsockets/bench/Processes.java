package libcsockets.bench;

import java.io.Closeable;
import java.io.IOException;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Starts what is measured, and what it talks to. */
final class Processes implements Closeable {
    private static final String MESSAGE = "a message";
    private static final int PATIENCE_SECONDS = 30;

    /** The heap is there from the beginning, so that what grows afterwards is something else. */
    private static final List<String> STEADY_MEMORY =
            List.of("-XX:+UseSerialGC", "-Xms512m", "-Xmx512m", "-XX:+AlwaysPreTouch", "-XX:-UsePerfData");

    private final Path root = Path.of(System.getProperty("bench.root"));
    private final Map<Row.Runtime, Path> homes = new EnumMap<>(Row.Runtime.class);
    private final Effort effort;
    private final Path scratch;

    /** In a smoke test one process of each JDK does everything: what takes the time is to start them. */
    private final Map<Row.Runtime, Player> shared = new EnumMap<>(Row.Runtime.class);

    Processes(Effort effort) throws IOException {
        this.effort = effort;
        homes.put(Row.Runtime.JDK_25, Path.of(System.getProperty("bench.jdk25")));
        homes.put(Row.Runtime.JDK_17, Path.of(System.getProperty("bench.jdk17")));
        scratch = Files.createTempDirectory("bench");
    }

    Map<Row.Runtime, Path> homes() {
        return homes;
    }

    @Override
    public void close() throws IOException {
        for (Player player : shared.values()) {
            player.close();
        }
        try (Stream<Path> files = Files.walk(scratch)) {
            for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(file);
            }
        }
    }

    private static <T extends Closeable> T opened(List<Closeable> opened, T process) {
        opened.add(process);
        return process;
    }

    private Path nativeDirectory() {
        return root.resolve("native/target");
    }

    private Path distribution() {
        return root.resolve("java/tools/target/dist");
    }

    private Path javaOf(Row.Runtime runtime) {
        return homes.get(runtime).resolve("bin/java");
    }

    // ---- processes that do what they read ----

    /** The C program. */
    Player c(List<Closeable> opened) throws IOException {
        return opened(opened, starter(List.of(), Map.of()));
    }

    /** The process of a variant. */
    Player player(Row row, Row.Variant variant, List<Closeable> opened) throws IOException {
        if (variant.runtime() == Row.Runtime.C) {
            return c(opened);
        }
        if (effort != Effort.SMOKE) {
            return opened(opened, worker(variant.runtime(), row.kind));
        }
        Player player = shared.get(variant.runtime());
        if (player == null) {
            player = worker(variant.runtime(), row.kind);
            shared.put(variant.runtime(), player);
        }
        return player;
    }

    private Player worker(Row.Runtime runtime, Row.Kind kind) throws IOException {
        List<String> command =
                new ArrayList<>(List.of(javaOf(runtime).toString(), "--enable-native-access=ALL-UNNAMED"));
        if (runtime == Row.Runtime.JDK_25) {
            // The peers use it, and the JVM would say so.
            command.add("--sun-misc-unsafe-memory-access=allow");
        }
        if (kind == Row.Kind.MEMORY) {
            command.addAll(STEADY_MEMORY);
        }
        command.addAll(List.of(
                "-Dlibcsockets.library.path=" + nativeDirectory(),
                "-cp",
                System.getProperty("java.class.path"),
                "libcsockets.bench.Worker"));
        return new Player(command, Map.of());
    }

    /** The C program, which can start another one. */
    private Player starter(List<String> arguments, Map<String, String> environment) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(nativeDirectory().resolve("bench").toString());
        command.addAll(arguments);
        return new Player(command, environment);
    }

    // ---- programs that are measured from start to end ----

    /** The C server that the clients call; gives its port. */
    int echoServer(List<Closeable> opened) throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        ProcessBuilder builder =
                new ProcessBuilder(nativeDirectory().resolve("tcp_echo_server").toString());
        builder.environment().put("LIBC_SOCKETS_PORT", Integer.toString(port));
        Process server = builder.redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        opened.add(server::destroy);
        while (!accepts(port)) {
            if (!server.isAlive()) {
                throw new IOException("tcp_echo_server did not start");
            }
            Thread.onSpinWait();
        }
        return port;
    }

    private static boolean accepts(int port) throws IOException {
        try (Socket connection = new Socket(SocketWork.loopback(), port)) {
            return connection.isConnected();
        } catch (ConnectException e) {
            return false;
        }
    }

    /** Why a variant cannot take part on this machine; null if it can. */
    String absence(Row.Variant variant) throws IOException {
        return variant.role().equals("python3") && python() == null ? "python3 is not installed" : null;
    }

    /** The interpreter itself: what is called python3 may be a script that looks for one. */
    private static String python() throws IOException {
        try {
            return output(List.of("python3", "-c", "import sys; print(sys.executable)"), Map.of())
                    .get(0);
        } catch (IOException e) {
            return null;
        }
    }

    /** A C process that starts the client, so that what starting costs is the same for all of them. */
    Player client(Row.Variant variant, int port, List<Closeable> opened) throws IOException {
        Map<String, String> environment = new HashMap<>();
        environment.put("LIBC_SOCKETS_PORT", Integer.toString(port));
        List<String> command = new ArrayList<>();
        int colon = variant.role().indexOf(':');
        String kind = colon < 0 ? variant.role() : variant.role().substring(0, colon);
        String argument = variant.role().substring(colon + 1);
        switch (kind) {
            case "program":
                command.add(nativeDirectory().resolve("tcp_echo_client").toString());
                break;
            case "python3":
                command.addAll(List.of(
                        python(),
                        root.resolve("java/bench/src/main/python/tcp_echo_client.py")
                                .toString()));
                break;
            case "launcher":
                command.add(launcher());
                environment.put("LIBC_SOCKETS_BACKEND", argument);
                environment.put("JAVA_HOME", homes.get(variant.runtime()).toString());
                break;
            case "plain":
                command.add(javaOf(variant.runtime()).toString());
                command.addAll(classPathAndMain(argument));
                break;
            case "cached":
                command.addAll(cached(variant.runtime(), argument, environment));
                break;
            default:
                command.addAll(launcherOptions(variant.runtime()));
                command.addAll(classPathAndMain(argument));
        }
        command.add(MESSAGE);
        return opened(opened, starter(command, environment));
    }

    private String launcher() {
        return distribution().resolve("bin/tcp_echo_client").toString();
    }

    private List<String> classPathAndMain(String main) {
        return List.of(
                "-Dlibcsockets.library.path=" + distribution().resolve("lib"),
                "-cp",
                System.getProperty("bench.jar") + ":" + distribution().resolve("lib/libc-sockets-tools.jar"),
                main);
    }

    /** The java and the options of the JVM that the launcher takes, without its cache, which has its own classes. */
    private List<String> launcherOptions(Row.Runtime runtime) throws IOException {
        List<String> options = new ArrayList<>(List.of(javaOf(runtime).toString()));
        for (String option : launcherArguments(runtime)) {
            boolean cache = option.startsWith("-XX:AOTCache=") || option.startsWith("-XX:SharedArchiveFile=");
            if (!cache && (option.startsWith("-X") || option.startsWith("--"))) {
                options.add(option);
            }
        }
        return options;
    }

    /** The options with which the launcher starts java: a java that prints its arguments is asked. */
    private List<String> launcherArguments(Row.Runtime runtime) throws IOException {
        Path home = scratch.resolve(runtime.name());
        if (!Files.exists(home)) {
            Files.createDirectories(home.resolve("bin"));
            Files.copy(homes.get(runtime).resolve("release"), home.resolve("release"));
            Path java = home.resolve("bin/java");
            Files.writeString(java, "#!/bin/sh\nprintf '%s\\n' \"$@\"\n");
            Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwx------"));
        }
        return output(List.of(launcher(), MESSAGE), Map.of("JAVA_HOME", home.toString()));
    }

    /** With a cache of classes that is recorded for this one, as the launcher has one. */
    private List<String> cached(Row.Runtime runtime, String main, Map<String, String> environment) throws IOException {
        boolean old = runtime == Row.Runtime.JDK_17;
        Path cache = scratch.resolve(main + "-" + runtime.name());
        if (!Files.exists(cache)) {
            List<String> recording = launcherOptions(runtime);
            recording.add((old ? "-XX:ArchiveClassesAtExit=" : "-XX:AOTCacheOutput=") + cache);
            recording.addAll(classPathAndMain(main));
            recording.add(MESSAGE);
            output(recording, environment);
            if (!Files.exists(cache)) {
                throw new IOException("no cache of classes was recorded for " + main);
            }
        }
        List<String> command = launcherOptions(runtime);
        command.add((old ? "-XX:SharedArchiveFile=" : "-XX:AOTCache=") + cache);
        command.addAll(classPathAndMain(main));
        return command;
    }

    private static List<String> output(List<String> command, Map<String, String> environment) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        List<String> lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IOException(command.get(0) + " failed");
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
        return lines;
    }
}
