package libcsockets.socket;

import static libcsockets.Constants.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import libcsockets.ErrnoException;
import libcsockets.Libc;
import libcsockets.internal.Layout;
import libcsockets.internal.Memory;
import libcsockets.testing.OnEachBackend;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Ways to observe a socket: TCP_INFO and the Flight Recorder's events. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ObserveTest {
    private static final InetSocketAddress LOOPBACK = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private static LibcSocket tcp(Libc libc) throws IOException {
        return LibcSocket.open(libc, AF_INET, SOCK_STREAM, IPPROTO_TCP);
    }

    @OnEachBackend
    void tcpInfoReportsWhatTheKernelGave(Libc libc) throws IOException {
        try (LibcSocket server = tcp(libc).bind(LOOPBACK).listen(1);
                LibcSocket client = tcp(libc)) {
            assertEquals(TCP_LISTEN, TcpInfo.of(server).state());
            client.connect(server.localAddress());
            try (LibcSocket accepted = server.accept()) {
                client.send(new byte[1000], 0);
                assertEquals(1000, accepted.receive(new byte[1000], MSG_WAITALL));
                TcpInfo info = TcpInfo.of(accepted);
                assertEquals(TCP_ESTABLISHED, info.state());
                assertEquals(OptionalLong.of(1000), info.field("tcpi_bytes_received"));
                assertTrue(info.rtt().toNanos() > 0);
                assertTrue(info.congestionWindow() > 0);
                assertEquals(0, info.totalRetransmissions());
                // Four bits each, in one byte.
                long scale = info.field("tcpi_snd_wscale").getAsLong();
                assertEquals(TcpInfo.of(client).field("tcpi_rcv_wscale").getAsLong(), scale);
                assertThrows(IllegalArgumentException.class, () -> info.field("tcpi_none"));
            }
        }
        try (LibcSocket udp = LibcSocket.open(libc, AF_INET, SOCK_DGRAM, 0)) {
            assertEquals(
                    EOPNOTSUPP,
                    assertThrows(ErrnoException.class, () -> TcpInfo.of(udp)).errno());
        }
    }

    @OnEachBackend
    void aShorterAnswerHasFewerFields(Libc libc) {
        ByteBuffer memory = Memory.allocate(Layout.TcpInfo.SIZE);
        memory.put(0, (byte) TCP_CLOSE).put(6, (byte) 0x7a);
        TcpInfo all = TcpInfo.decode(memory, Layout.TcpInfo.SIZE);
        assertEquals(List.of(Layout.TcpInfo.NAMES), List.copyOf(all.fields().keySet()));
        assertEquals(OptionalLong.of(0xa), all.field("tcpi_snd_wscale"));
        assertEquals(OptionalLong.of(7), all.field("tcpi_rcv_wscale"));
        assertEquals(TcpInfo.decode(memory, Layout.TcpInfo.SIZE), all);
        assertThrows(UnsupportedOperationException.class, () -> all.fields().put("tcpi_state", 1L));
        TcpInfo old = TcpInfo.decode(memory, 104);
        assertNotEquals(old, all);
        assertEquals(TCP_CLOSE, old.state());
        assertTrue(old.field("tcpi_total_retrans").isPresent());
        assertEquals(OptionalLong.empty(), old.field("tcpi_pacing_rate"));
        assertEquals(
                "tcpi_total_retrans",
                new ArrayList<>(old.fields().keySet()).get(old.fields().size() - 1));
    }

    @OnEachBackend
    void theFlightRecorderRecordsTheCalls(Libc libc, @TempDir Path directory) throws IOException {
        Path file = directory.resolve("calls.jfr");
        int connection;
        int client;
        try (jdk.jfr.Recording recording = new jdk.jfr.Recording()) {
            for (String name : List.of("Connect", "Accept", "Send", "Receive", "Close")) {
                recording.enable("libcsockets." + name).withoutThreshold();
            }
            recording.start();
            try (LibcSocket server = tcp(libc).bind(LOOPBACK).listen(1);
                    LibcSocket socket = tcp(libc)) {
                assertThrows(SocketTimeoutException.class, () -> server.accept(Duration.ofNanos(1)));
                client = socket.fd();
                socket.connect(server.localAddress());
                try (LibcSocket accepted = server.accept()) {
                    connection = accepted.fd();
                    accepted.send(new byte[10], 0);
                    assertEquals(7, socket.receive(new byte[7], 0));
                    assertEquals(LibcSocket.WOULD_BLOCK, accepted.receive(new byte[7], MSG_DONTWAIT));
                }
            }
            LibcSocket[] pair = LibcSocket.pair(libc, SOCK_DGRAM);
            try (LibcSocket a = pair[0];
                    LibcSocket b = pair[1]) {
                Batch batch = new Batch(4, 100);
                batch.buffer(1).limit(11);
                batch.buffer(2).limit(12);
                assertEquals(2, a.sendBatch(batch, 1, 2, 0));
                assertEquals(2, b.receiveBatch(new Batch(4, 5), 0));
                a.send(new byte[20], 0);
                a.sendMessage(ByteBuffer.allocate(21), null, null, 0);
                assertEquals(20, b.receive(new byte[3], 0));
                assertEquals(4, b.receiveFrom(ByteBuffer.allocate(4), 0).length());
            }
            recording.stop();
            recording.dump(file);
        }
        List<String> seen = new ArrayList<>();
        for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
            String name = event.getEventType().getName().replace("libcsockets.", "");
            if (event.hasField("bytes")) {
                name += " " + event.getLong("bytes") + " in " + event.getInt("messages");
            }
            if (event.getString("errno") != null) {
                name += " " + event.getString("errno");
            }
            seen.add(name);
            assertFalse(event.getDuration().isNegative());
            // Even the shortest call takes some time.
            assertFalse(event.getDuration().isZero(), name);
            if (event.hasField("connection")) {
                assertEquals(name.equals("Accept") ? connection : -1, event.getInt("connection"));
            }
            if (name.equals("Connect")) {
                assertEquals(client, event.getInt("fd"));
            }
        }
        seen.sort(null);
        assertEquals(
                List.of(
                        "Accept",
                        "Accept ETIMEDOUT",
                        "Close",
                        "Close",
                        "Close",
                        "Close",
                        "Close",
                        "Connect",
                        "Receive 0 in 0 EAGAIN",
                        "Receive 10 in 2",
                        "Receive 3 in 1",
                        "Receive 4 in 1",
                        "Receive 7 in 1",
                        "Send 10 in 1",
                        "Send 20 in 1",
                        "Send 21 in 1",
                        "Send 23 in 2"),
                seen);
    }
}
