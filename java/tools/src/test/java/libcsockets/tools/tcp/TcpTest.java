package libcsockets.tools.tcp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.awt.geom.Rectangle2D;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import libcsockets.tools.story.Lab;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** The command tcp, in a new network namespace, where it may capture and there is no other traffic. */
class TcpTest {
    private static final int FILE_HEADER = 24;
    private static final int PACKET_HEADER = 16;

    /** The scenes and the flags of their segments: C from the client, S from the server, x for dropped. */
    private static final Map<String, String> SCENES = Map.of(
            "client-first",
            "C SYN; S SYN,ACK; C ACK; C PSH,ACK; S ACK; C FIN,ACK; S ACK; S FIN,ACK; C ACK",
            "server-first",
            "C SYN; S SYN,ACK; C ACK; C PSH,ACK; S ACK; S FIN,ACK; C ACK; C FIN,ACK; S ACK",
            "half-close",
            "C SYN; S SYN,ACK; C ACK; C FIN,ACK; S ACK; S PSH,ACK; C ACK; S FIN,ACK; C ACK",
            "reset",
            "C SYN; S SYN,ACK; C ACK; C RST,ACK",
            "refused",
            "C SYN; S RST,ACK",
            "backlog",
            "C SYN x; C SYN; S SYN,ACK; C ACK");

    @TempDir
    private Path directory;

    static Stream<Arguments> scenes() {
        return Lab.backends().stream()
                .flatMap(backend -> SCENES.keySet().stream().map(scene -> Arguments.of(backend, scene)));
    }

    @ParameterizedTest
    @MethodSource("scenes")
    void segmentsAndStatesAreThoseOfTheRfc(String backend, String scene) throws Exception {
        Path svg = directory.resolve("scene.svg");
        JsonObject document = tcp(backend, scene, "--svg '" + svg + "'");
        List<String> segments = new ArrayList<>();
        for (JsonElement element : document.getAsJsonArray("segments")) {
            JsonObject segment = element.getAsJsonObject();
            segments.add((segment.get("from").getAsString().equals("client") ? "C " : "S ")
                    + segment.get("flags").getAsString()
                    + (segment.get("dropped").getAsBoolean() ? " x" : ""));
        }
        assertEquals(SCENES.get(scene), String.join("; ", segments));
        assertStatesAgree(document);
        assertReadable(svg);
    }

    @ParameterizedTest
    @MethodSource("libcsockets.tools.story.Lab#backends")
    void finsThatCrossLeadToClosing(String backend) throws Exception {
        Path svg = directory.resolve("scene.svg");
        JsonObject document = tcp(backend, "both-at-once", "--svg '" + svg + "'");
        String diagram = document.getAsJsonArray("diagram").toString();
        assertEquals(3, diagram.split("CLOSING", -1).length, diagram);
        assertEquals(3, diagram.split("TIME-WAIT", -1).length, diagram);
        assertEquals("both", document.getAsJsonObject("timeWait").get("who").getAsString());
        assertStatesAgree(document);
        assertReadable(svg);
    }

    @Test
    void tcpdumpCapturesTheSameSegments() throws IOException, InterruptedException {
        Lab.need("tcpdump");
        Path ours = directory.resolve("ours.pcap");
        Path theirs = directory.resolve("theirs.pcap");
        Path words = directory.resolve("words");
        Lab.Outcome outcome = Lab.inNamespace(
                "tcpdump -i lo -U --immediate-mode -Z root -w '" + theirs + "' tcp 2> '" + words + "' &\n"
                        + "tcpdump=$!\n"
                        + "tries=0\n"
                        + "until grep -q listening '" + words + "' || [ $tries -gt 200 ]; do\n"
                        + "    tries=$((tries + 1)); sleep 0.05\n"
                        + "done\n"
                        + Lab.launcher() + " tcp client-first --pcap '" + ours + "'\n"
                        // Wait while one of them may still write.
                        + "tries=0\n"
                        + "until [ $(stat -c %s '" + ours + "') -le $(stat -c %s '" + theirs
                        + "') ] || [ $tries -gt 100 ]; do\n"
                        + "    tries=$((tries + 1)); sleep 0.05\n"
                        + "done\n"
                        + "kill -INT $tcpdump; wait $tcpdump");
        assertEquals(0, outcome.exitCode(), outcome.stderr());
        List<byte[]> expected = packets(theirs);
        List<byte[]> actual = packets(ours);
        assertEquals(9, expected.size(), outcome.stdout());
        assertEquals(expected.size(), actual.size());
        for (int i = 0; i < expected.size(); i++) {
            assertArrayEquals(expected.get(i), actual.get(i), "packet " + i);
        }
    }

    @ParameterizedTest
    @MethodSource("libcsockets.tools.story.Lab#backends")
    void withoutTheCapabilityItShowsStatesAlone(String backend) throws IOException, InterruptedException {
        boolean root = Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
        Lab.Outcome outcome = Lab.shell("exec " + (root ? "setpriv --reuid 65534 --regid 65534 --clear-groups " : "")
                + Lab.launcher() + " tcp --backend " + backend);
        assertEquals(0, outcome.exitCode(), outcome.stderr());
        assertTrue(outcome.stdout().contains("CAP_NET_RAW (run it as root"), outcome.stdout());
        assertTrue(outcome.stdout().contains("  server recv(server) = 5"), outcome.stdout());
        assertTrue(outcome.stdout().contains("  server close(server)"), outcome.stdout());
        assertTrue(outcome.stdout().contains("TIME-WAIT"), outcome.stdout());
    }

    /** The sysctl that is often mistaken for its length does not change it. */
    @Test
    void timeWaitIsTheKernelsMinute() throws IOException, InterruptedException {
        JsonObject timeWait = Lab.inNamespace("echo 5 > /proc/sys/net/ipv4/tcp_fin_timeout\n" + "exec " + Lab.launcher()
                        + " tcp server-first --json")
                .json()
                .getAsJsonObject("timeWait");
        assertEquals("server", timeWait.get("who").getAsString());
        int left = timeWait.get("timerMillis").getAsInt();
        assertTrue(left > 5_000 && left <= 60_000, () -> left + " ms");
        assertEquals("5", timeWait.get("tcp_fin_timeout").getAsString());
    }

    @Test
    void withoutSegmentsNoFileIsWritten() throws IOException, InterruptedException {
        boolean root = Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
        Path theirs = Files.createDirectory(directory.resolve("theirs"));
        Files.setPosixFilePermissions(theirs, PosixFilePermissions.fromString("rwxrwxrwx"));
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        Lab.Outcome outcome = Lab.shell("cd '" + theirs + "'\nexec "
                + (root ? "setpriv --reuid 65534 --regid 65534 --clear-groups " : "") + Lab.launcher()
                + " tcp --json --svg x.svg --pcap x.pcap");
        assertEquals(1, outcome.exitCode(), outcome.stderr());
        assertTrue(outcome.stderr().startsWith("libc-sockets: No file was written:"), outcome.stderr());
        JsonObject document = JsonParser.parseString(outcome.stdout()).getAsJsonObject();
        assertTrue(document.get("missing").getAsString().contains("CAP_NET_RAW"));
        assertTrue(document.get("x").isJsonNull());
        try (Stream<Path> files = Files.list(theirs)) {
            assertEquals(List.of(), files.toList());
        }
    }

    @Test
    void aFileThatCannotBeWrittenIsRefusedBeforeTheWork() throws IOException, InterruptedException {
        Path file = Files.createFile(directory.resolve("file"));
        for (String option : List.of("--svg", "--pcap")) {
            Map<String, String> wrong = Map.of(
                    directory.toString(),
                    directory + " cannot be written: it is a directory.",
                    "",
                    "the name of the output file is empty.",
                    directory + "/none/x",
                    directory + "/none/x cannot be written: there is no such file or directory.",
                    file + "/x",
                    file + "/x cannot be written: Not a directory.");
            for (Map.Entry<String, String> entry : wrong.entrySet()) {
                Lab.Outcome outcome = Lab.run("tcp", "--time-wait", option, entry.getKey());
                assertEquals(2, outcome.exitCode(), outcome.stderr());
                assertEquals("", outcome.stdout());
                assertTrue(outcome.stderr().startsWith("libc-sockets: " + entry.getValue() + "\n"), outcome.stderr());
            }
        }
    }

    @Test
    void aFullDiskIsReported() throws IOException, InterruptedException {
        Lab.Outcome outcome = Lab.inNamespace("exec " + Lab.launcher() + " tcp refused --pcap /dev/full");
        assertEquals(1, outcome.exitCode());
        assertEquals("libc-sockets: /dev/full cannot be written: No space left on device.\n", outcome.stderr());
    }

    @Test
    void anUnknownSceneIsRefusedWithTheKnownOnes() throws IOException, InterruptedException {
        Lab.Outcome outcome = Lab.run("tcp", "nothing");
        assertEquals(2, outcome.exitCode());
        assertTrue(outcome.stderr().contains("SCENE must be one of client-first, server-first,"), outcome.stderr());
    }

    @Test
    void withoutANetworkItEnds() throws IOException, InterruptedException {
        // In a nested network namespace no interface is up, not even the loopback interface.
        Lab.Outcome outcome = Lab.inNamespace("exec unshare -n " + Lab.launcher() + " tcp backlog");
        assertEquals(1, outcome.exitCode());
        assertTrue(outcome.stderr().contains("connect(): ENETUNREACH"), outcome.stderr());
        outcome = Lab.inNamespace("exec unshare -n " + Lab.launcher() + " tcp half-close");
        assertEquals(1, outcome.exitCode());
        assertTrue(outcome.stderr().contains("connect(client) = -1 ENETUNREACH, not 0"), outcome.stderr());
    }

    private static JsonObject tcp(String backend, String scene, String more) throws IOException, InterruptedException {
        return Lab.inNamespace("exec " + Lab.launcher() + " tcp " + scene + " --json --backend " + backend + " " + more)
                .json();
    }

    /** The derived states equal the kernel's; for none in the kernel, the derived one is none, too. */
    private static void assertStatesAgree(JsonObject document) {
        for (JsonElement element : document.getAsJsonArray("states")) {
            JsonObject row = element.getAsJsonObject();
            for (String end : List.of("client", "server")) {
                String kernel = row.get(end + "Diag").getAsString();
                String rfc = row.get(end + "ByRfc").getAsString();
                if (kernel.equals("-")) {
                    assertTrue(rfc.equals("CLOSED") || rfc.equals("LISTEN"), row::toString);
                } else {
                    assertEquals(kernel, rfc, row::toString);
                }
            }
        }
    }

    /** Every text lies within the picture, and no two texts overlap. */
    private static void assertReadable(Path file) throws Exception {
        Element svg = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(file.toFile())
                .getDocumentElement();
        Rectangle2D all = new Rectangle2D.Double(0, 0, number(svg, "width"), number(svg, "height"));
        List<Rectangle2D> boxes = new ArrayList<>();
        NodeList texts = svg.getElementsByTagName("text");
        assertTrue(texts.getLength() > 6);
        for (int i = 0; i < texts.getLength(); i++) {
            Element text = (Element) texts.item(i);
            double size = text.getAttribute("class").equals("caption") ? 15 : 13;
            double width = text.getTextContent().length() * size * 0.602;
            double x = number(text, "x");
            String anchor = text.getAttribute("text-anchor");
            double left = anchor.equals("start") ? x : anchor.equals("end") ? x - width : x - width / 2;
            Rectangle2D box = new Rectangle2D.Double(left, number(text, "y") - size * 0.76, width, size);
            assertTrue(all.contains(box), text::getTextContent);
            for (Rectangle2D other : boxes) {
                assertFalse(other.intersects(box), text::getTextContent);
            }
            boxes.add(box);
        }
    }

    private static double number(Element element, String attribute) {
        return Double.parseDouble(element.getAttribute(attribute));
    }

    /** The packets in a pcap file. */
    private static List<byte[]> packets(Path file) throws IOException {
        ByteBuffer all = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.nativeOrder());
        List<byte[]> packets = new ArrayList<>();
        int at = FILE_HEADER;
        while (at < all.limit()) {
            byte[] packet = new byte[all.getInt(at + 8)];
            all.get(at + PACKET_HEADER, packet);
            packets.add(packet);
            at += PACKET_HEADER + packet.length;
        }
        return packets;
    }
}
