package libcsockets.socket;

import static libcsockets.Constants.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import libcsockets.Libc;
import libcsockets.option.Sockopts;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The end is the end for every method that receives, whatever comes beside it. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EndOfStreamTest extends OpenedSockets {
    private interface Receiver {
        int receive(LibcSocket socket) throws IOException;
    }

    private static int length(Received received) {
        assertEquals(received.isEof(), received.length() == LibcSocket.EOF);
        return received.length();
    }

    /** Each gives the number of bytes or EOF. */
    private static Map<String, Receiver> receivers() {
        Map<String, Receiver> all = new LinkedHashMap<>();
        all.put("array", s -> s.receive(new byte[100], 0));
        all.put("large array", s -> s.receive(new byte[1 << 20], 0));
        all.put("direct buffer", s -> s.receive(ByteBuffer.allocateDirect(100), 0));
        all.put("MSG_WAITALL", s -> s.receive(new byte[100], MSG_WAITALL));
        all.put("receiveFrom", s -> length(s.receiveFrom(new byte[100], 0)));
        all.put("receiveMessage", s -> length(s.receiveMessage(ByteBuffer.allocate(100), 64, 0)));
        all.put("receiveMessage direct", s -> length(s.receiveMessage(ByteBuffer.allocateDirect(100), 64, 0)));
        all.put(
                "receiveMessage without room for control messages",
                s -> length(s.receiveMessage(ByteBuffer.allocate(100), 0, 0)));
        all.put("read", s -> s.read(ByteBuffer.allocate(100)));
        all.put("scattering read", s ->
                (int) s.read(new ByteBuffer[] {ByteBuffer.allocate(2), ByteBuffer.allocateDirect(98)}));
        all.put("receiveBatch", s -> batch(s, 0));
        all.put("receiveBatch with control messages", s -> batch(s, 64));
        all.put("InputStream", s -> s.inputStream().read(new byte[100]));
        all.put("without flags", s -> s.receive(new byte[100]));
        all.put("heap buffer", s -> s.receive(ByteBuffer.allocate(100)));
        return all;
    }

    private static int batch(LibcSocket socket, int controlCapacity) throws IOException {
        Batch batch = new Batch(4, 100, controlCapacity);
        int n = socket.receiveBatch(batch, 0);
        return n == LibcSocket.EOF ? n : batch.realLength(0);
    }

    private void endsAfterFiveBytes(Way way, String name, Receiver receiver, LibcSocket reader, LibcSocket writer)
            throws Exception {
        var results = way.run(() -> {
            int[] n = {receiver.receive(reader), receiver.receive(reader), receiver.receive(reader)};
            return n[0] + ", " + n[1] + ", " + n[2];
        });
        writer.send(new byte[5], 0);
        writer.close();
        assertEquals("5, -1, -1", Way.get(results), name);
    }

    @ParameterizedTest
    @MethodSource(WAYS)
    void theEndOfAUnixSocketThatPassesCredentialsIsFound(Libc libc, Way way) throws Exception {
        for (int type : new int[] {SOCK_STREAM, SOCK_SEQPACKET}) {
            for (boolean passes : new boolean[] {false, true}) {
                for (Map.Entry<String, Receiver> receiver : receivers().entrySet()) {
                    LibcSocket[] pair = pair(libc, type);
                    if (passes) {
                        pair[0].setOption(Sockopts.SO_PASSCRED, true);
                        int on = 1;
                        pair[0].apply((calls, fd) -> calls.setsockopt(fd, SOL_SOCKET, SO_PASSSEC, on));
                    }
                    String name = receiver.getKey() + ", type " + type + (passes ? ", SO_PASSCRED" : "");
                    endsAfterFiveBytes(way, name, receiver.getValue(), way.prepared(pair[0]), pair[1]);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource(WAYS)
    void theEndOfATcpConnectionWithControlMessagesIsFound(Libc libc, Way way) throws Exception {
        for (Map.Entry<String, Receiver> receiver : receivers().entrySet()) {
            LibcSocket[] ends = connection(libc);
            ends[0].setOption(Sockopts.SO_TIMESTAMP, true);
            ends[0].apply((calls, fd) -> calls.setsockopt(fd, IPPROTO_TCP, TCP_INQ, 1));
            endsAfterFiveBytes(way, receiver.getKey(), receiver.getValue(), way.prepared(ends[0]), ends[1]);
        }
    }

    @ParameterizedTest
    @MethodSource(WAYS)
    void aRecordWithoutDataIsNotTheEndIfSomethingCameWithIt(Libc libc, Way way) throws Exception {
        LibcSocket[] pair = pair(libc, SOCK_SEQPACKET);
        LibcSocket reader = way.prepared(pair[0]).setOption(Sockopts.SO_PASSCRED, true);
        pair[1].send(new byte[0], 0);
        pair[1].send(new byte[0], 0);
        Received received = Way.get(way.run(() -> reader.receiveMessage(ByteBuffer.allocate(10), 64, 0)));
        assertFalse(received.isEof());
        assertNotNull(received.control(SOL_SOCKET, SCM_CREDENTIALS));
        assertEquals(1, Way.get(way.run(() -> reader.receiveBatch(new Batch(1, 10, 64), 0))));
        pair[1].close();
        assertEquals(LibcSocket.EOF, Way.get(way.run(() -> reader.receiveBatch(new Batch(1, 10, 64), 0))));
    }

    /** A batch takes what came before the end, and then the end. */
    @ParameterizedTest
    @MethodSource(WAYS)
    void aBatchStopsBeforeTheEnd(Libc libc, Way way) throws Exception {
        LibcSocket[] pair = pair(libc, SOCK_SEQPACKET);
        LibcSocket reader = way.prepared(pair[0]).setOption(Sockopts.SO_PASSCRED, true);
        pair[1].send(new byte[3], 0);
        pair[1].send(new byte[4], 0);
        pair[1].close();
        Batch batch = new Batch(8, 10, 64);
        assertEquals(2, Way.get(way.run(() -> reader.receiveBatch(batch, 0))));
        assertEquals(3, batch.realLength(0));
        assertEquals(4, batch.realLength(1));
        assertEquals(LibcSocket.EOF, Way.get(way.run(() -> reader.receiveBatch(batch, 0))));
    }
}
