package libcsockets.socket;

import static libcsockets.Constants.*;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import libcsockets.ErrnoException;
import libcsockets.Libc;
import libcsockets.testing.OnEachBackend;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A file is sent without a copy, and the call waits, times out and ends as every other one. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SendFileTest extends OpenedSockets {
    /** More than any socket buffers. */
    private static final int SIZE = 32 << 20;

    @TempDir
    Path directory;

    private byte[] content;
    private Path file;

    @BeforeEach
    void write() throws IOException {
        content = new byte[100_000];
        new Random(1).nextBytes(content);
        file = Files.write(directory.resolve("file"), content);
    }

    private Path large() throws IOException {
        Path sparse = directory.resolve("sparse");
        try (var channel = Files.newByteChannel(
                sparse, java.nio.file.StandardOpenOption.CREATE_NEW, java.nio.file.StandardOpenOption.WRITE)) {
            channel.position(SIZE - 1).write(ByteBuffer.allocate(1));
        }
        return sparse;
    }

    @ParameterizedTest
    @MethodSource(WAYS)
    void theRequestedPartArrives(Libc libc, Way way) throws Exception {
        for (LibcSocket[] ends : new LibcSocket[][] {connection(libc), pair(libc, SOCK_STREAM)}) {
            LibcSocket sender = way.prepared(ends[0]);
            CompletableFuture<Long> sent = way.run(() -> {
                long all = sender.sendFile(file, 0, Long.MAX_VALUE);
                long part = sender.sendFile(file, 99_000, 500);
                long rest = sender.sendFile(file, 99_900, 500);
                long none = sender.sendFile(file, 100_000, 500) + sender.sendFile(file, 0, 0);
                sender.shutdown(SHUT_WR);
                return all * 1_000_000 + part * 1000 + rest + none;
            });
            byte[] received = ends[1].inputStream().readAllBytes();
            assertEquals(100_000_500_100L, Way.get(sent));
            assertArrayEquals(content, Arrays.copyOf(received, content.length));
            assertArrayEquals(
                    Arrays.copyOfRange(content, 99_000, 99_500), Arrays.copyOfRange(received, 100_000, 100_500));
            assertEquals(100_600, received.length);
        }
    }

    @OnEachBackend
    void thePositionOfAnOpenFileStays(Libc libc) throws Exception {
        LibcSocket[] pair = pair(libc, SOCK_STREAM);
        int fd = libc.memfd_create("file", 0);
        assertEquals(5, libc.write(fd, "hello".getBytes(), 5));
        assertEquals(3, pair[0].sendFile(fd, 1, 3));
        byte[] part = new byte[10];
        assertEquals(3, pair[1].receive(part));
        assertEquals("ell", new String(part, 0, 3));
        assertEquals(1, libc.write(fd, "!".getBytes(), 1));
        assertEquals(6, pair[0].sendFile(fd, 0, 100));
        libc.close(fd);
        assertEquals(
                EBADF,
                assertThrows(ErrnoException.class, () -> pair[0].sendFile(fd, 0, 1))
                        .errno());
    }

    @ParameterizedTest
    @MethodSource(WAYS)
    void aTimeoutReportsHowMuchWasSent(Libc libc, Way way) throws Exception {
        Path large = large();
        for (LibcSocket[] ends : new LibcSocket[][] {connection(libc), pair(libc, SOCK_STREAM)}) {
            LibcSocket sender = way.prepared(ends[0]).sendTimeout(Duration.ofMillis(30));
            SocketTimeoutException e = assertThrows(
                    SocketTimeoutException.class, () -> Way.get(way.run(() -> sender.sendFile(large, 0, SIZE))));
            sender.shutdown(SHUT_WR);
            long received = ends[1].inputStream().transferTo(java.io.OutputStream.nullOutputStream());
            assertTrue(e.bytesTransferred > 0);
            assertEquals(received, e.bytesTransferred);
        }
    }

    @ParameterizedTest
    @MethodSource(WAYS)
    void aCloseEndsSendFile(Libc libc, Way way) throws Exception {
        Path large = large();
        for (LibcSocket[] ends : new LibcSocket[][] {connection(libc), pair(libc, SOCK_STREAM)}) {
            LibcSocket sender = way.prepared(ends[0]);
            CompletableFuture<Long> sent = way.start(() -> sender.sendFile(large, 0, SIZE));
            sender.close();
            assertThrows(ClosedChannelException.class, () -> Way.get(sent));
        }
    }

    @ParameterizedTest
    @MethodSource(WAYS)
    void anInterruptEndsSendFile(Libc libc, Way way) throws Exception {
        Path large = large();
        LibcSocket sender = way.prepared(connection(libc)[0]);
        Thread[] thread = new Thread[1];
        CompletableFuture<Long> sent = way.start(() -> {
            thread[0] = Thread.currentThread();
            return sender.sendFile(large, 0, SIZE);
        });
        thread[0].interrupt();
        assertThrows(ClosedByInterruptException.class, () -> Way.get(sent));
    }

    @OnEachBackend
    void aNonBlockingSocketTakesAPart(Libc libc) throws Exception {
        LibcSocket[] ends = connection(libc);
        long sent = ends[0].configureBlocking(false).sendFile(large(), 0, SIZE);
        assertTrue(0 < sent && sent < SIZE, sent + " bytes");
        ends[1].close();
        assertEquals(
                ECONNRESET,
                assertThrows(ErrnoException.class, () -> {
                            for (; ; ) {
                                ends[0].sendFile(file, 0, 100);
                            }
                        })
                        .errno());
    }

    @OnEachBackend
    void filesThatCannotBeSentAreNamed(Libc libc) throws Exception {
        LibcSocket socket = pair(libc, SOCK_STREAM)[0];
        ErrnoException e = assertThrows(ErrnoException.class, () -> socket.sendFile(directory.resolve("none"), 0, 1));
        assertEquals(ENOENT, e.errno());
        assertEquals("open", e.call());
        assertThrows(ErrnoException.class, () -> socket.sendFile(directory, 0, 1));
        assertThrows(IllegalArgumentException.class, () -> socket.sendFile(file, -1, 1));
        assertThrows(IllegalArgumentException.class, () -> socket.sendFile(file, 0, -1));
        try (FileSystem zip = FileSystems.newFileSystem(directory.resolve("zip"), Map.of("create", "true"))) {
            // There is one in the system, too.
            assertThrows(ProviderMismatchException.class, () -> socket.sendFile(zip.getPath("/etc/passwd"), 0, 1));
        }
        socket.close();
        assertThrows(ClosedChannelException.class, () -> socket.sendFile(file, 0, 1));
    }
}
