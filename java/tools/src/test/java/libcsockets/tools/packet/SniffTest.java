package libcsockets.tools.packet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import libcsockets.tools.story.Lab;
import libcsockets.tools.wire.Packet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SniffTest {
    private static final int ETHERNET_IP_UDP_HELLO = 14 + 20 + 8 + 5;

    @TempDir
    private Path directory;

    @ParameterizedTest
    @MethodSource("libcsockets.tools.story.Lab#backends")
    void threeTypesOfSocketShowTheSameDatagram(String backend) throws IOException, InterruptedException {
        JsonObject document = Lab.inNamespace("exec " + Lab.launcher() + " sniff --json --backend " + backend)
                .json();
        Lab.assertSteps(
                document,
                "recvmsg(raw, ...) = " + ETHERNET_IP_UDP_HELLO,
                "recvmsg(dgram, ...) = " + (ETHERNET_IP_UDP_HELLO - 14),
                "recvmsg(old, ...) = " + ETHERNET_IP_UDP_HELLO);
        JsonObject raw = document.getAsJsonObject("raw");
        assertEquals("00:00:00:00:00:00", raw.get("ethernetSource").getAsString());
        assertEquals("UDP", raw.get("protocol").getAsString());
        assertEquals("right", raw.get("ipChecksum").getAsString());
        JsonObject dgram = document.getAsJsonObject("dgram");
        assertTrue(!dgram.has("ethernetSource"));
        assertEquals(raw.get("destinationPort"), dgram.get("destinationPort"));
    }

    @ParameterizedTest
    @MethodSource("libcsockets.tools.story.Lab#backends")
    void packetsArePrintedAsTheyArrive(String backend) throws IOException, InterruptedException {
        Path packets = directory.resolve("packets");
        // The socket listens once the kernel's list has it with its bound protocol (0003: all).
        Lab.Outcome outcome = Lab.inNamespace(Lab.launcher() + " sniff --count 4 --json --backend " + backend + " > '"
                + packets + "' &\n"
                + "tries=0\n"
                + "until grep -q ' 0003 ' /proc/self/net/packet || [ $tries -gt 400 ]; do\n"
                + "    tries=$((tries + 1)); sleep 0.05\n"
                + "done\n"
                + Lab.launcher() + " ping ::1 -c 1 > /dev/null\n"
                + "wait $!\n"
                + "cat '" + packets + "'");
        JsonArray seen = outcome.json().getAsJsonArray("packets");
        assertEquals(4, seen.size());
        String[] directions = {"PACKET_OUTGOING", "PACKET_HOST", "PACKET_OUTGOING", "PACKET_HOST"};
        for (int i = 0; i < 4; i++) {
            JsonObject packet = seen.get(i).getAsJsonObject();
            assertEquals(directions[i], packet.get("direction").getAsString());
            assertEquals("ICMPv6", packet.get("protocol").getAsString());
            assertEquals(i < 2 ? 128 : 129, packet.get("type").getAsInt());
            assertEquals("right", packet.get("checksum").getAsString(), outcome.stdout());
        }
    }

    @Test
    void theOptionsOfCountRequireIt() throws IOException, InterruptedException {
        for (String option : new String[] {"--type=dgram", "--interface=lo"}) {
            Lab.Outcome outcome = Lab.run("sniff", option);
            assertEquals(2, outcome.exitCode());
            assertTrue(outcome.stderr().contains(" requires --count."), outcome.stderr());
        }
    }

    @Test
    void aWrongChecksumIsDetected() {
        // A datagram with "hi" from 127.0.0.1:1 to 127.0.0.1:2; both checksums computed by hand.
        byte[] bytes = new byte[30];
        byte[] ip = {0x45, 0, 0, 30, 0, 0, 0, 0, 64, 17, 0, 0, 127, 0, 0, 1, 127, 0, 0, 1};
        System.arraycopy(ip, 0, bytes, 0, ip.length);
        byte[] udp = {0, 1, 0, 2, 0, 10, 0, 0};
        System.arraycopy(udp, 0, bytes, 20, udp.length);
        System.arraycopy("hi".getBytes(StandardCharsets.US_ASCII), 0, bytes, 28, 2);
        // IP: 4500+001e+4011+7f00+0001+7f00+0001 = 18331, folded 8332, complement 7ccd.
        bytes[10] = 0x7c;
        bytes[11] = (byte) 0xcd;
        // UDP: 7f00+0001+7f00+0001+0011+000a+0001+0002+000a+6869 = 16693, folded 6694, complement 996b.
        bytes[26] = (byte) 0x99;
        bytes[27] = 0x6b;
        Packet right = Packet.of(bytes, false, 0x0800, false);
        assertEquals("right", right.fields().get("ipChecksum"));
        assertEquals("right", right.fields().get("checksum"), right.words());
        bytes[29]++;
        assertEquals("wrong", Packet.of(bytes, false, 0x0800, false).fields().get("checksum"));
        assertTrue(Packet.of(new byte[] {0x45, 0}, false, 0x0800, false).words().contains("cut off"));
    }
}
