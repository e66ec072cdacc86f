package libcsockets.bench;

import java.io.Closeable;
import java.io.IOException;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Measures the rows: all variants of a row are processes that live at the same time, and one after the other does a slice
 * of the work while the others wait. What is printed of a variant is the median of the ratios of its slices to the base's
 * slice in the same round, so that what changes on the machine meanwhile changes both.
 */
final class Bench {
    /** How much is done of everything. */
    private enum Effort {
        NORMAL(1500, 10, 100, 25),
        QUICK(500, 6, 30, 8),
        SMOKE(0, 1, 1, 1);

        final long warmUpNanos;
        final long sliceNanos;
        final int rounds;
        final int starts;

        Effort(long warmUpMillis, long sliceMillis, int rounds, int starts) {
            warmUpNanos = warmUpMillis * 1_000_000;
            sliceNanos = sliceMillis * 1_000_000;
            this.rounds = rounds;
            this.starts = starts;
        }
    }

    private final Path root = Path.of(System.getProperty("bench.root"));
    private final Map<Row.Runtime, Path> homes = new EnumMap<>(Row.Runtime.class);
    private final Effort effort;
    /** In a smoke test one process of each JDK does everything: what takes the time is to start them. */
    private final Map<Row.Runtime, Player> shared = new EnumMap<>(Row.Runtime.class);

    private boolean failed;

    private Bench(Effort effort) {
        this.effort = effort;
        homes.put(Row.Runtime.JDK_25, Path.of(System.getProperty("bench.jdk25")));
        homes.put(Row.Runtime.JDK_17, Path.of(System.getProperty("bench.jdk17")));
    }

    public static void main(String[] args) throws IOException {
        Effort effort = Effort.NORMAL;
        List<String> wanted = new ArrayList<>();
        List<String> known = new ArrayList<>();
        for (Row row : Row.all()) {
            known.add(row.id);
        }
        for (String arg : args) {
            if (arg.equals("--quick")) {
                effort = Effort.QUICK;
            } else if (arg.equals("--smoke")) {
                effort = Effort.SMOKE;
            } else if (known.contains(arg)) {
                wanted.add(arg);
            } else {
                System.err.println("usage: run [--quick|--smoke] [ROW...]\nrows: " + String.join(" ", known));
                System.exit(2);
            }
        }
        Bench bench = new Bench(effort);
        bench.run(wanted);
        System.exit(bench.failed ? 1 : 0);
    }

    private void run(List<String> wanted) throws IOException {
        if (effort != Effort.SMOKE) {
            System.out.print(machine());
        }
        for (Row row : Row.all()) {
            if (wanted.isEmpty() || wanted.contains(row.id)) {
                measure(row);
            }
        }
        for (Player player : shared.values()) {
            player.close();
        }
    }

    // ---- one row ----

    /** A variant at work. */
    private static final class Entrant {
        final Row.Variant variant;
        /** Whose processor time counts. */
        Player player;
        /** Who is told to run, and takes the time: the player itself, or the one who loads it. */
        Player timed;

        final double[] nanos;
        long cpu;
        String failure;

        Entrant(Row.Variant variant, int rounds) {
            this.variant = variant;
            nanos = new double[rounds];
        }
    }

    private void measure(Row row) throws IOException {
        int rounds = row.oneShot ? effort.starts : effort.rounds;
        List<Entrant> entrants = new ArrayList<>();
        for (Row.Variant variant : row.variants) {
            entrants.add(new Entrant(variant, rounds));
        }
        if (effort == Effort.SMOKE) {
            play(row, entrants, 0, 1);
            reportMissing(row, entrants);
            return;
        }
        for (int generation = 0; generation < row.generations; generation++) {
            play(row, entrants, rounds * generation / row.generations, rounds * (generation + 1) / row.generations);
        }
        report(row, entrants);
    }

    /** Starts the processes for some of the rounds, and ends them. */
    private void play(Row row, List<Entrant> entrants, int firstRound, int endRound) throws IOException {
        List<Closeable> opened = new ArrayList<>();
        try {
            int peerPort = 0;
            if (row.oneShot) {
                peerPort = echoServer(opened);
            } else if (row.peer != null) {
                Player peer = opened(opened, c(List.of(), Map.of()));
                peerPort = peer.open(row.peer, row.peerArgument);
            }
            for (Entrant entrant : entrants) {
                try {
                    enter(row, entrant, peerPort, opened);
                    if (effort == Effort.SMOKE) {
                        // The process may be another variant's next.
                        entrant.nanos[0] = slice(row, entrant, row.unit);
                    }
                } catch (IOException e) {
                    entrant.failure = e.getMessage();
                }
            }
            if (effort != Effort.SMOKE) {
                race(row, entrants, firstRound, endRound);
            }
        } finally {
            for (Closeable process : opened) {
                process.close();
            }
        }
    }

    private static Player opened(List<Closeable> opened, Player player) {
        opened.add(player);
        return player;
    }

    private void enter(Row row, Entrant entrant, int peerPort, List<Closeable> opened) throws IOException {
        if (row.oneShot) {
            entrant.player = opened(opened, starter(entrant.variant, peerPort));
            entrant.timed = entrant.player;
            entrant.timed.open("spawn", 0);
            return;
        }
        entrant.player = player(entrant.variant, opened);
        int port = entrant.player.open(entrant.variant.role(), peerPort);
        if (row.load == null) {
            entrant.timed = entrant.player;
        } else {
            entrant.timed = opened(opened, c(List.of(), Map.of()));
            entrant.timed.open(row.load, port);
        }
    }

    private void race(Row row, List<Entrant> entrants, int firstRound, int endRound) {
        int count = 1;
        for (Entrant entrant : entrants) {
            double perOperation = warmUp(row, entrant);
            // Everybody's slice has the size that takes C the time of one.
            if (entrant == entrants.get(0) && !row.oneShot) {
                count = Math.max(1, (int) (effort.sliceNanos / perOperation / row.unit)) * row.unit;
            }
        }
        // One round more than is counted: after the waiting everything is cold again.
        for (int round = firstRound - 1; round < endRound; round++) {
            for (int i = 0; i < entrants.size(); i++) {
                // Each time another one is the first.
                Entrant entrant = entrants.get((i + round + 1) % entrants.size());
                if (entrant.failure != null) {
                    continue;
                }
                try {
                    if (round == firstRound) {
                        entrant.cpu -= entrant.player.cpu();
                    }
                    double nanos = slice(row, entrant, count);
                    if (round >= firstRound) {
                        entrant.nanos[round] = nanos;
                    }
                    if (round == endRound - 1) {
                        entrant.cpu += entrant.player.cpu();
                    }
                } catch (IOException e) {
                    entrant.failure = e.getMessage();
                }
            }
        }
    }

    /** Nanoseconds for each operation. */
    private static double slice(Row row, Entrant entrant, int count) throws IOException {
        return (double) entrant.timed.run(count) / count;
    }

    /** Runs more and more at a time, until the compilers have had their time. C needs the caches only. */
    private double warmUp(Row row, Entrant entrant) {
        double nanos = 0;
        if (entrant.failure != null) {
            return 1;
        }
        try {
            if (row.oneShot) {
                return slice(row, entrant, 1);
            }
            long wanted = effort.warmUpNanos / row.generations;
            if (entrant.variant.runtime() == Row.Runtime.C) {
                wanted /= 8;
            }
            int count = row.unit;
            for (long spent = 0; spent < wanted; ) {
                nanos = slice(row, entrant, count);
                spent += (long) (nanos * count);
                if (nanos * count < effort.sliceNanos) {
                    count *= 2;
                }
            }
        } catch (IOException e) {
            entrant.failure = e.getMessage();
        }
        return nanos;
    }

    // ---- processes ----

    private Player player(Row.Variant variant, List<Closeable> opened) throws IOException {
        if (variant.runtime() == Row.Runtime.C) {
            return opened(opened, c(List.of(), Map.of()));
        }
        if (effort == Effort.SMOKE) {
            Player player = shared.get(variant.runtime());
            if (player == null) {
                player = new Player(java(variant.runtime(), "libcsockets.bench.Worker"), Map.of());
                shared.put(variant.runtime(), player);
            }
            return player;
        }
        return opened(opened, new Player(java(variant.runtime(), "libcsockets.bench.Worker"), Map.of()));
    }

    private Path nativeDirectory() {
        return root.resolve("native/target");
    }

    private Player c(List<String> arguments, Map<String, String> environment) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(nativeDirectory().resolve("bench").toString());
        command.addAll(arguments);
        return new Player(command, environment);
    }

    private List<String> java(Row.Runtime runtime, String main) {
        return List.of(
                homes.get(runtime).resolve("bin/java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Dlibcsockets.library.path=" + nativeDirectory(),
                "-cp",
                System.getProperty("java.class.path"),
                main);
    }

    /** The C server that the one-shot clients call. */
    private int echoServer(List<Closeable> opened) throws IOException {
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

    /** A C process that starts the client, so that what starting costs is the same for all of them. */
    private Player starter(Row.Variant variant, int port) throws IOException {
        List<String> command = new ArrayList<>();
        Map<String, String> environment = new HashMap<>();
        environment.put("LIBC_SOCKETS_PORT", Integer.toString(port));
        if (variant.runtime() == Row.Runtime.C) {
            command.add(nativeDirectory().resolve("tcp_echo_client").toString());
        } else if (variant.role().endsWith(":launcher")) {
            command.add(
                    root.resolve("java/tools/target/dist/bin/tcp_echo_client").toString());
            environment.put(
                    "LIBC_SOCKETS_BACKEND",
                    variant.role().substring(0, variant.role().indexOf(':')));
            environment.put("JAVA_HOME", homes.get(variant.runtime()).toString());
        } else {
            command.addAll(List.of(
                    homes.get(variant.runtime()).resolve("bin/java").toString(),
                    "-cp",
                    System.getProperty("bench.jar"),
                    variant.role()));
        }
        command.add("a message");
        return c(command, environment);
    }

    // ---- what is printed ----

    /** The numbers of a smoke test mean nothing: only those that are missing are worth a line. */
    private void reportMissing(Row row, List<Entrant> entrants) {
        for (Entrant entrant : entrants) {
            if (entrant.failure == null && !(entrant.nanos[0] > 0)) {
                entrant.failure = "it took no time";
            }
            if (entrant.failure != null) {
                System.out.printf("%s, %s: no number: %s%n", row.title, entrant.variant.name(), entrant.failure);
                failed = true;
            }
        }
    }

    private void report(Row row, List<Entrant> entrants) {
        Entrant c = entrants.get(0);
        Entrant base = entrants.get(row.base);
        boolean cpu = row.load != null;
        System.out.printf(
                Locale.ROOT,
                "%n%s (C: %s)%n    %-36s %6s   %-13s %7s %s%n",
                row.title,
                c.failure != null ? c.failure : time(quantile(c.nanos, 0.5)),
                "",
                "ratio",
                "quartiles",
                "target",
                cpu ? "   CPU  target" : "");
        for (Entrant entrant : entrants) {
            String name = entrant.variant.name();
            String failure = entrant.failure != null ? entrant.failure : base.failure;
            if (failure != null) {
                System.out.printf("    %-36s no number: %s%n", name, failure);
                failed = true;
                continue;
            }
            double[] ratios = new double[entrant.nanos.length];
            for (int i = 0; i < ratios.length; i++) {
                ratios[i] = entrant.nanos[i] / base.nanos[i];
            }
            double ratio = quantile(ratios, 0.5);
            double cpuRatio = (double) entrant.cpu / base.cpu;
            Row.Variant variant = entrant.variant;
            System.out.printf(
                    Locale.ROOT,
                    "    %-36s %6.2f   %.2f - %-6.2f %7s %s%s%n",
                    name,
                    ratio,
                    quantile(ratios, 0.25),
                    quantile(ratios, 0.75),
                    target(variant.target()),
                    cpu ? String.format(Locale.ROOT, "%6.2f %7s", cpuRatio, target(variant.cpuTarget())) : "",
                    variant.target() == 0
                            ? ""
                            : keeps(ratio, variant.target()) && keeps(cpuRatio, variant.cpuTarget())
                                    ? "  met"
                                    : "  missed");
        }
    }

    private static String target(double target) {
        return target == 0 ? "" : String.format(Locale.ROOT, "%.2f", target);
    }

    private static boolean keeps(double ratio, double target) {
        return target == 0 || Math.round(ratio * 100) <= Math.round(target * 100);
    }

    /** For example 0.5 for the median; between two values, the mean of them. */
    private static double quantile(double[] values, double part) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        double at = part * (sorted.length - 1);
        int below = (int) at;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
    }

    private static String time(double nanos) {
        return nanos < 10_000
                ? String.format(Locale.ROOT, "%.0f ns", nanos)
                : nanos < 10_000_000
                        ? String.format(Locale.ROOT, "%.1f us", nanos / 1e3)
                        : String.format(Locale.ROOT, "%.1f ms", nanos / 1e6);
    }

    private String machine() throws IOException {
        StringBuilder text = new StringBuilder("Measured on ")
                .append(Runtime.getRuntime().availableProcessors())
                .append(" cores");
        for (String line : Files.readAllLines(Path.of("/proc/cpuinfo"))) {
            if (line.startsWith("model name")) {
                text.append(" of ").append(line.substring(line.indexOf(':') + 1).trim());
                break;
            }
        }
        text.append(", Linux ").append(System.getProperty("os.version"));
        for (Path home : homes.values()) {
            text.append(", ").append(version(home));
        }
        text.append(", ")
                .append(Files.readString(Path.of("/proc/sys/net/ipv4/tcp_congestion_control"))
                        .trim())
                .append(";\nload before: ")
                .append(Files.readString(Path.of("/proc/loadavg")).split(" ")[0])
                .append(
                        ". Time as a ratio to C (first line of each row, with a second, sleeping thread) unless another line\n")
                .append("is 1.00: median of ")
                .append(effort.rounds)
                .append(" slices (one-shot: ")
                .append(effort.starts)
                .append("), quartiles beside it. Under 5 % (streams: 8 %) is noise even\n")
                .append("on an idle machine; where the quartiles lie further apart, so is more.\n");
        return text.toString();
    }

    private static String version(Path home) throws IOException {
        String vendor = "";
        String version = "";
        for (String line : Files.readAllLines(home.resolve("release"))) {
            String value = line.substring(line.indexOf('=') + 1).replace("\"", "");
            if (line.startsWith("IMPLEMENTOR=")) {
                vendor = value;
            } else if (line.startsWith("JAVA_RUNTIME_VERSION=")) {
                version = value;
            }
        }
        return "JDK " + version + " (" + vendor + ")";
    }
}
