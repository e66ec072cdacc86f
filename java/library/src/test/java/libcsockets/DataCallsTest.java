package libcsockets;

import static libcsockets.Constants.*;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import libcsockets.testing.OnEachBackend;
import org.junit.jupiter.api.io.TempDir;

/** Bytes: send, recv and their relatives, read, write, sendfile and splice. */
class DataCallsTest extends RawCalls {
    @TempDir
    Path directory;

    @OnEachBackend
    void everyKindOfBufferCarriesTheSameBytes(Libc libc) {
        this.libc = libc;
        int[] pair = unixPair(SOCK_STREAM);
        ByteBuffer whole = ByteBuffer.allocateDirect(8).put(0, bytes("..ab...."));
        ByteBuffer sliced = whole.slice(2, 4);
        sliced.position(1);
        ByteBuffer heap = ByteBuffer.wrap(bytes("..cd"), 2, 2).slice();
        assertEquals(2, libc.send(pair[0], sliced, 2, 0));
        assertEquals(2, libc.send(pair[0], heap, 2, 0));
        assertEquals(2, libc.send(pair[0], heap.asReadOnlyBuffer(), 0, 2, 0));
        assertEquals(2, libc.send(pair[0], bytes("..ef"), 2, 2, 0));
        assertEquals(1, libc.write(pair[0], whole.asReadOnlyBuffer(), 3, 1));
        assertEquals(1, sliced.position());

        ByteBuffer in = ByteBuffer.allocateDirect(16);
        in.position(5);
        assertEquals(3, libc.recv(pair[1], in, 4, 3, 0));
        assertEquals(5, in.position());
        assertEquals("abc", text(in.slice(4, 3), 3));
        byte[] array = new byte[8];
        assertEquals(3, libc.recv(pair[1], array, 2, 3, 0));
        assertArrayEquals(bytes("\0\0dcd\0\0\0"), array);
        ByteBuffer onHeap = ByteBuffer.allocate(6).position(1).slice();
        assertEquals(3, libc.read(pair[1], onHeap, 1, 4));
        assertArrayEquals(bytes("\0\0efb\0"), onHeap.array());
    }

    @OnEachBackend
    void aLargeArrayIsSentAsOneMessage(Libc libc) {
        this.libc = libc;
        int[] pair = unixPair(SOCK_SEQPACKET);
        int size = 150_000;
        libc.setsockopt(pair[0], SOL_SOCKET, SO_SNDBUF, 4 * size);
        byte[] message = new byte[size];
        for (int i = 0; i < size; i++) {
            message[i] = (byte) (i * 31);
        }
        assertEquals(size, libc.send(pair[0], message, size, 0));
        byte[] received = new byte[size + 1];
        assertEquals(size, libc.recv(pair[1], received, received.length, 0));
        assertArrayEquals(message, Arrays.copyOf(received, size));
    }

    @OnEachBackend
    void sendAndRecvTakeTheFlagsOfTheTutorial(Libc libc) {
        this.libc = libc;
        int[] pair = tcpPair();
        byte[] buf = new byte[4];
        fails(EAGAIN, libc.recv(pair[1], buf, 4, MSG_DONTWAIT));
        assertEquals(2, libc.send(pair[0], bytes("ab"), 2, MSG_DONTROUTE));
        assertEquals(2, libc.recv(pair[1], buf, 4, MSG_PEEK));
        assertEquals(2, libc.send(pair[0], bytes("cd"), 2, 0));
        assertEquals(4, libc.recv(pair[1], buf, 4, MSG_WAITALL));
        assertArrayEquals(bytes("abcd"), buf);
        assertEquals(3, libc.send(pair[0], bytes("xy!"), 3, MSG_OOB));
        assertEquals(1, libc.poll(Pollfd.of(pair[1], POLLPRI), 1, 5000));
        assertEquals(1, libc.recv(pair[1], buf, 4, MSG_OOB));
        assertEquals('!', buf[0]);
        assertEquals(2, libc.recv(pair[1], buf, 4, 0));
        assertEquals(1, libc.sockatmark(pair[1]));
        fails(EINVAL, libc.recv(pair[1], buf, 4, MSG_OOB));
    }

    @OnEachBackend
    void aDatagramCarriesTheAddressOfItsSender(Libc libc) {
        this.libc = libc;
        Sockaddr here = Sockaddr.inet("127.0.0.1", 0);
        int receiver = made(libc.socket(AF_INET, SOCK_DGRAM, 0));
        ok(libc.bind(receiver, here, here.length()));
        ok(libc.getsockname(receiver, here, new IntRef(SIZEOF_SOCKADDR_IN)));
        int sender = made(libc.socket(AF_INET, SOCK_DGRAM, 0));
        assertEquals(5, libc.sendto(sender, bytes("hello"), 5, 0, here, here.length()));
        assertEquals(0, libc.sendto(sender, direct(""), 0, 0, here, here.length()));
        assertEquals(3, libc.sendto(sender, direct("abc"), 0, 3, 0, here, here.length()));
        Sockaddr from = new Sockaddr();
        IntRef fromlen = new IntRef(SIZEOF_SOCKADDR_STORAGE);
        byte[] buf = new byte[2];
        assertEquals(5, libc.recvfrom(receiver, buf, 2, MSG_TRUNC, from, fromlen));
        assertArrayEquals(bytes("he"), buf);
        assertEquals(SIZEOF_SOCKADDR_IN, fromlen.get());
        Sockaddr name = new Sockaddr();
        ok(libc.getsockname(sender, name, new IntRef(SIZEOF_SOCKADDR_IN)));
        assertEquals(name.sin_port(), from.sin_port());
        assertEquals(0, libc.recvfrom(receiver, buf, 2, 0, null, null));
        ByteBuffer room = ByteBuffer.allocateDirect(8);
        assertEquals(3, libc.recvfrom(receiver, room, 8, 0, from, fromlen));
        assertEquals("abc", text(room, 3));
        fails(EDESTADDRREQ, libc.sendto(sender, bytes("x"), 1, 0, null, 0));
    }

    @OnEachBackend
    void writevGathersAndReadvScatters(Libc libc) {
        this.libc = libc;
        int[] pair = unixPair(SOCK_STREAM);
        Iovec out = Iovec.of(direct("ab"), direct(""), direct("cde"));
        assertEquals(5, libc.writev(pair[0], out, 3));
        ByteBuffer first = ByteBuffer.allocateDirect(1);
        ByteBuffer second = ByteBuffer.allocateDirect(9);
        assertEquals(5, libc.readv(pair[1], new Iovec(2).set(0, first).set(1, second, 2, 7), 2));
        assertEquals("a", text(first, 1));
        assertEquals("bcde", text(second.slice(2, 4), 4));
        fails(EINVAL, libc.writev(pair[0], out, -1));
        fails(EINVAL, libc.writev(pair[0], out, UIO_MAXIOV + 1));
    }

    @OnEachBackend
    void sendfileAndSpliceCopyWithinTheKernel(Libc libc) throws IOException {
        this.libc = libc;
        Path path = Files.writeString(directory.resolve("file"), "0123456789");
        int file = made(libc.open(path.toString(), O_RDONLY, 0));
        int[] pair = unixPair(SOCK_STREAM);
        LongRef offset = new LongRef(4);
        assertEquals(3, libc.sendfile(pair[0], file, offset, 3));
        assertEquals(7, offset.get());
        assertEquals(2, libc.sendfile(pair[0], file, null, 2));
        int[] pipe = new int[2];
        ok(libc.pipe2(pipe, O_CLOEXEC));
        made(pipe[0]);
        made(pipe[1]);
        assertEquals(4, libc.splice(file, new LongRef(6), pipe[1], null, 4, 0));
        assertEquals(4, libc.splice(pipe[0], null, pair[0], null, 4, 0));
        byte[] buf = new byte[16];
        assertEquals(9, libc.recv(pair[1], buf, 16, 0));
        assertEquals("456016789", new String(buf, 0, 9, StandardCharsets.US_ASCII));
    }

    /** With MSG_TRUNC TCP takes the bytes and writes none: an array stays as it was, as a direct buffer does. */
    @OnEachBackend
    void bytesDiscardedByTcpLeaveTheArrayUnchanged(Libc libc) {
        this.libc = libc;
        int[] connection = tcpPair();
        byte[] dots = bytes("........");
        for (int form = 0; form < 4; form++) {
            assertEquals(5, libc.send(connection[0], bytes("hello"), 5, 0));
            assertEquals(1, libc.poll(Pollfd.of(connection[1], POLLIN), 1, 5000));
            libc.send(unixPair(SOCK_STREAM)[0], bytes("SECRETS!"), 8, 0);
            byte[] array = dots.clone();
            ByteBuffer direct = ByteBuffer.allocateDirect(8).put(0, dots);
            int n = form == 0
                    ? libc.recv(connection[1], array, 8, MSG_TRUNC)
                    : form == 1
                            ? libc.recv(connection[1], ByteBuffer.wrap(array), 8, MSG_TRUNC)
                            : form == 2
                                    ? libc.recvfrom(connection[1], array, 8, MSG_TRUNC, null, null)
                                    : libc.recv(connection[1], direct, 8, MSG_TRUNC);
            assertEquals(5, n);
            assertArrayEquals(dots, array);
            assertEquals(ByteBuffer.wrap(dots), direct);
        }
    }

    /** The kernel would read the thread's memory while the next call writes there. */
    @OnEachBackend
    void zeroCopyNeedsADirectBuffer(Libc libc) {
        this.libc = libc;
        int fd = tcpPair()[0];
        ok(libc.setsockopt(fd, SOL_SOCKET, SO_ZEROCOPY, 1));
        ByteBuffer heap = ByteBuffer.allocate(4);
        assertThrows(IllegalArgumentException.class, () -> libc.send(fd, heap, 4, MSG_ZEROCOPY));
        assertThrows(IllegalArgumentException.class, () -> libc.send(fd, heap.array(), 4, MSG_ZEROCOPY | MSG_MORE));
        assertThrows(IllegalArgumentException.class, () -> libc.sendto(fd, heap, 4, MSG_ZEROCOPY, null, 0));
        assertThrows(IllegalArgumentException.class, () -> libc.sendto(fd, heap.array(), 4, MSG_ZEROCOPY, null, 0));
        assertEquals(4, libc.send(fd, ByteBuffer.allocateDirect(4), 4, MSG_ZEROCOPY));
    }
}
