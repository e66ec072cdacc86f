package libcsockets.socket;

import static libcsockets.Constants.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.IllegalBlockingModeException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import libcsockets.Libc;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A stream has the bytes that were sent, and no other. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StreamsTest extends OpenedSockets {
    @ParameterizedTest
    @MethodSource(WAYS)
    void anEmptyDatagramHasNoByte(Libc libc, Way way) throws Exception {
        LibcSocket[] unix = pair(libc, SOCK_DGRAM);
        LibcSocket[] udp = {udp(libc), udp(libc)};
        udp[1].connect(udp[0].localAddress());
        for (LibcSocket[] ends : new LibcSocket[][] {unix, udp}) {
            InputStream in = way.prepared(ends[0]).inputStream();
            CompletableFuture<String> read = way.start(() -> in.read() + ", " + in.read(new byte[10]));
            for (int i = 0; i < 3; i++) {
                ends[1].send(new byte[0], 0);
            }
            ends[1].send(new byte[] {7}, 0);
            ends[1].send(new byte[0], 0);
            ends[1].send(new byte[2], 0);
            assertEquals("7, 2", Way.get(read));
        }
    }

    @ParameterizedTest
    @MethodSource(WAYS)
    void repeatedWaitsEndAsElsewhere(Libc libc, Way way) throws Exception {
        LibcSocket[] pair = pair(libc, SOCK_DGRAM);
        LibcSocket reader = way.prepared(pair[0]);
        InputStream in = reader.inputStream();
        assertEquals(0, in.read(new byte[0]));
        pair[1].send(new byte[0], 0);
        CompletableFuture<Integer> waiting = way.start(in::read);
        reader.close();
        assertThrows(AsynchronousCloseException.class, () -> Way.get(waiting));

        LibcSocket timed = pair(libc, SOCK_DGRAM)[0].receiveTimeout(Duration.ofMillis(5));
        assertThrows(SocketTimeoutException.class, () -> Way.get(way.run(timed.inputStream()::read)));

        LibcSocket[] never = pair(libc, SOCK_DGRAM);
        never[0].configureBlocking(false);
        never[1].send(new byte[0], 0);
        assertThrows(IllegalBlockingModeException.class, () -> Way.get(way.run(never[0].inputStream()::read)));
    }
}
