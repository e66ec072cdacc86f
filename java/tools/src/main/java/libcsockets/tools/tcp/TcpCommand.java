package libcsockets.tools.tcp;

import static libcsockets.Constants.NETLINK_SOCK_DIAG;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import libcsockets.Libc;
import libcsockets.tools.cli.OutputFile;
import libcsockets.tools.cli.Text;
import libcsockets.tools.netlink.Netlink;
import libcsockets.tools.story.LabOptions;
import libcsockets.tools.story.Narrator;
import libcsockets.tools.wire.Pcap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code libc-sockets tcp}: shows a connection's segments and states, from the handshake to TIME-WAIT. */
@Command(
        name = "tcp",
        description =
                "Open a real TCP connection over the loopback interface and draw its segments and the states of both "
                        + "ends.",
        footerHeading = "%nNotes:%n",
        footer = "An AF_PACKET socket captures the segments, which needs CAP_NET_RAW; the kernel reports the states "
                + "(sock_diag, TCP_INFO), which needs no privilege.")
public final class TcpCommand implements Callable<Integer> {
    private static final int WIDTH = 100;

    @Parameters(
            arity = "0..1",
            paramLabel = "SCENE",
            defaultValue = "client-first",
            completionCandidates = Scenes.class,
            description = "Play this scene: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private String name;

    @Option(names = "--svg", paramLabel = "FILE", description = "Also write the diagram as an SVG file.")
    private Path svg;

    @Option(names = "--pcap", paramLabel = "FILE", description = "Also write the segments for Wireshark or tcpdump.")
    private Path pcap;

    @Option(
            names = "--time-wait",
            description = "Wait for the end of TIME-WAIT, a minute on Linux, and report how long it took.")
    private boolean timeWait;

    @Mixin
    private LabOptions options;

    private Narrator n;

    /** The names of the scenes, for the help and for completion. */
    static final class Scenes implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return TcpScene.names().iterator();
        }
    }

    @Override
    public Integer call() throws IOException {
        if (!TcpScene.names().contains(name)) {
            throw options.refused("SCENE must be one of " + String.join(", ", TcpScene.names()) + ".");
        }
        for (Path file : Stream.of(svg, pcap).filter(Objects::nonNull).toList()) {
            String refusal = OutputFile.refusal(file);
            if (refusal != null) {
                throw options.refused(refusal + ".");
            }
        }
        Libc libc = options.libc();
        n = options.narrator(libc);
        try (Netlink netlink = new Netlink(libc, NETLINK_SOCK_DIAG, null);
                TcpScene scene = new TcpScene(name, libc, n, netlink)) {
            n.fact("scene", name);
            scene.play();
            show(scene);
            show(TimeWaitEnd.of(netlink, scene.talk()));
            n.end();
            if (scene.missing() != null && (svg != null || pcap != null)) {
                throw new IOException("No file was written: capturing the segments needs CAP_NET_RAW.");
            }
        }
        return 0;
    }

    // ---- the output ----

    private void show(TcpScene scene) throws IOException {
        Conversation talk = scene.talk();
        Diagram diagram = new Diagram(talk);
        List<String> lines = new ArrayList<>();
        lines.add("");
        if (scene.missing() != null) {
            lines.addAll(Text.wrap(scene.missing(), WIDTH));
            lines.add("");
        } else {
            lines.addAll(diagram.text());
            lines.add("");
            addSegments(lines, talk);
            lines.add("");
        }
        addStates(lines, talk);
        n.lines(lines);
        n.fact("missing", scene.missing());
        n.fact("client", Diagram.address(talk.clientAddress()));
        n.fact("server", Diagram.address(talk.serverAddress()));
        n.fact("x", talk.x() == 0 ? null : talk.x());
        n.fact("y", talk.y() == 0 ? null : talk.y());
        n.fact("segments", talk.seen());
        n.fact("states", talk.observed());
        n.fact("diagram", scene.missing() == null ? diagram.text() : List.of());
        if (svg != null && scene.missing() == null) {
            OutputFile.write(svg, diagram.svg(name, TcpScene.title(name)).getBytes(StandardCharsets.UTF_8));
        }
        if (pcap != null && scene.missing() == null) {
            Pcap.write(pcap, talk.segments());
        }
    }

    private static void addSegments(List<String> lines, Conversation talk) {
        lines.add("x = " + talk.x() + (talk.y() == 0 ? "" : ", y = " + talk.y())
                + ": the first sequence numbers, which each end chose at random");
        lines.add(String.format(
                "%8s  %-16s %-12s %10s %10s %5s %6s", "ms", "from", "flags", "seq", "ack", "len", "window"));
        for (Map<String, Object> row : talk.seen()) {
            lines.add(String.format(
                    "%8.3f  %-16s %-12s %10d %10s %5d %6d",
                    row.get("millis"),
                    row.get("from"),
                    row.get("flags"),
                    row.get("seq"),
                    row.get("ack") == null ? "-" : row.get("ack"),
                    row.get("length"),
                    row.get("window")));
        }
    }

    private static void addStates(List<String> lines, Conversation talk) {
        lines.add("The states that the kernel reports after each call:");
        String format = "  %-40s %-12s %-12s %-12s %-12s";
        lines.add(String.format(format, "", "client", "client", "server", "server")
                .stripTrailing());
        lines.add(String.format(format, "", "sock_diag", "TCP_INFO", "sock_diag", "TCP_INFO")
                .stripTrailing());
        for (Map<String, Object> row : talk.observed()) {
            lines.add(String.format(
                            format,
                            row.get("after"),
                            row.get("clientDiag"),
                            row.get("clientInfo"),
                            row.get("serverDiag"),
                            row.get("serverInfo"))
                    .stripTrailing());
        }
    }

    /** The length of TIME-WAIT by the kernel's own timer, and with --time-wait by the clock. */
    private void show(TimeWaitEnd end) throws IOException {
        if (end == null) {
            return;
        }
        List<String> lines = new ArrayList<>(Text.wrap(end.words(), WIDTH));
        lines.add(0, "");
        n.lines(lines);
        n.fact("timeWait", end.fact());
        if (timeWait) {
            double seconds = end.awaitEnd();
            Map<String, Object> fact = end.fact();
            fact.put("measuredSeconds", seconds);
            n.fact("timeWait", fact);
            n.lines(List.of("", String.format("TIME-WAIT ended after %.2f s.", seconds)));
        }
    }
}
