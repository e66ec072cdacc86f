package libcsockets;

import static libcsockets.Constants.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What would misuse memory is refused before the call, and what libc judges is passed to it. */
class BadInputTest {
    private static final String ALL = "libcsockets.BackendsUnderTest#all";

    private Libc libc;
    private final int[] pair = {-1, -1};

    private void open(Libc libc) {
        this.libc = libc;
        assertEquals(0, libc.socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
    }

    @AfterEach
    void close() {
        libc.close(pair[0]);
        libc.close(pair[1]);
    }

    private static void outOfBounds(Executable call) {
        assertThrows(IndexOutOfBoundsException.class, call);
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void partsOutsideABuffer(Libc libc) {
        open(libc);
        int fd = pair[0];
        for (ByteBuffer buf : new ByteBuffer[] {ByteBuffer.allocateDirect(8), ByteBuffer.allocate(8)}) {
            buf.limit(4);
            outOfBounds(() -> libc.send(fd, buf, 5, 0));
            outOfBounds(() -> libc.send(fd, buf, -1, 0));
            outOfBounds(() -> libc.send(fd, buf, 3, 2, 0));
            outOfBounds(() -> libc.send(fd, buf, -1, 2, 0));
            outOfBounds(() -> libc.recv(fd, buf, 5, 0));
            outOfBounds(() -> libc.recv(fd, buf, 2, Integer.MAX_VALUE, 0));
            outOfBounds(() -> libc.read(fd, buf, 5));
            outOfBounds(() -> libc.write(fd, buf, 5));
            outOfBounds(() -> libc.sendto(fd, buf, 5, 0, null, 0));
            outOfBounds(() -> libc.recvfrom(fd, buf, 5, 0, null, null));
            outOfBounds(() -> libc.setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, buf, 5));
            outOfBounds(() -> libc.getsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, buf, new IntRef(5)));
        }
        outOfBounds(() -> libc.send(fd, new byte[4], 2, 3, 0));
        outOfBounds(() -> libc.recv(fd, new byte[4], 5, 0));
        outOfBounds(() -> libc.send(fd, Libc.NULL, 1, 2, 0));
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void buffersThatCannotBeWritten(Libc libc) {
        open(libc);
        ByteBuffer direct = ByteBuffer.allocateDirect(8).asReadOnlyBuffer();
        ByteBuffer heap = ByteBuffer.allocate(8).asReadOnlyBuffer();
        for (ByteBuffer buf : new ByteBuffer[] {direct, heap}) {
            assertThrows(ReadOnlyBufferException.class, () -> libc.recv(pair[0], buf, 8, 0));
            assertThrows(ReadOnlyBufferException.class, () -> libc.read(pair[0], buf, 8));
            assertThrows(ReadOnlyBufferException.class, () -> libc.recvfrom(pair[0], buf, 8, 0, null, null));
            assertThrows(
                    ReadOnlyBufferException.class,
                    () -> libc.getsockopt(pair[0], SOL_SOCKET, SO_TYPE, buf, new IntRef(4)));
            assertThrows(ReadOnlyBufferException.class, () -> libc.ioctl(pair[0], FIONREAD, buf));
            assertEquals(8, libc.send(pair[0], buf, 8, 0));
        }
        Iovec iov = Iovec.of(direct);
        assertThrows(ReadOnlyBufferException.class, () -> libc.readv(pair[0], iov, 1));
        assertThrows(ReadOnlyBufferException.class, () -> libc.recvmsg(pair[0], new Msghdr().msg_iov(iov), 0));
        assertEquals(8, libc.writev(pair[0], iov, 1));
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void countsBeyondAnArray(Libc libc) {
        open(libc);
        Iovec iov = Iovec.of(ByteBuffer.allocateDirect(1));
        outOfBounds(() -> libc.writev(pair[0], iov, 2));
        outOfBounds(() -> libc.readv(pair[0], iov, UIO_MAXIOV));
        outOfBounds(() -> libc.sendmsg(pair[0], new Msghdr().msg_iov(iov).msg_iovlen(2), 0));
        outOfBounds(() ->
                libc.recvmsg(pair[0], new Msghdr().msg_control(new Control(8)).msg_controllen(9), MSG_DONTWAIT));
        outOfBounds(() ->
                libc.recvmsg(pair[0], new Msghdr().msg_control(new Control(8)).msg_controllen(-1), MSG_DONTWAIT));
        outOfBounds(() -> libc.sendmmsg(pair[0], new Mmsghdr(1), 2, 0));
        outOfBounds(() -> libc.recvmmsg(pair[0], new Mmsghdr(1), -1, MSG_DONTWAIT, null));
        outOfBounds(() -> libc.poll(new Pollfd(1), 2, 0));
        outOfBounds(() -> libc.epoll_wait(pair[0], new EpollEvent(1), 2, 0));
        outOfBounds(() -> new Pollfd(1).set(1, 0, 0));
        outOfBounds(() -> new EpollEvent(1).data(-1));
        outOfBounds(() -> new Mmsghdr(1).msg_len(1));
        assertThrows(IllegalArgumentException.class, () -> new Iovec(-1));
        assertThrows(IllegalArgumentException.class, () -> Iovec.of(ByteBuffer.allocate(1)));
        assertThrows(IllegalArgumentException.class, () -> libc.socketpair(AF_UNIX, SOCK_STREAM, 0, new int[1]));
        assertThrows(
                IllegalArgumentException.class, () -> libc.ioctl(pair[0], SIOCGIFCONF, new Ifconf(40).ifc_len(41)));
    }

    /** A message whose parts lie in a larger one is checked like any other. */
    @ParameterizedTest
    @MethodSource(ALL)
    void messagesWithinABatchAreChecked(Libc libc) {
        open(libc);
        Mmsghdr batch = new Mmsghdr(2);
        batch.msg_hdr(1).msg_iov(Iovec.of(ByteBuffer.allocateDirect(1))).msg_iovlen(3);
        outOfBounds(() -> libc.sendmmsg(pair[0], batch, 2, 0));
        outOfBounds(() -> libc.recvmmsg(pair[0], batch, 2, MSG_DONTWAIT, null));
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void commandsThatTakeAPointer(Libc libc) {
        open(libc);
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> libc.fcntl(pair[0], F_GETLK, 4096));
        assertEquals(
                "fcntl command 5 takes a pointer to a structure; only commands with an integer argument, or none, can be"
                        + " used",
                e.getMessage());
        assertEquals(-1, libc.fcntl(pair[0], F_GETLK, 0));
        assertEquals(EFAULT, libc.errno());
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void textsWithANul(Libc libc) {
        open(libc);
        assertThrows(IllegalArgumentException.class, () -> libc.open("/dev/null\0x", O_RDONLY, 0));
        assertThrows(IllegalArgumentException.class, () -> libc.if_nametoindex("lo\0"));
        assertThrows(IllegalArgumentException.class, () -> new Ifreq("a-name-that-is-too-long"));
    }

    /** The address is read by glibc, which trusts the length: so it is checked here. */
    @ParameterizedTest
    @MethodSource(ALL)
    void getnameinfoReadsNoFurtherThanTheAddress(Libc libc) {
        open(libc);
        Sockaddr address = Sockaddr.inet("127.0.0.1", 1);
        ByteBuffer host = ByteBuffer.allocateDirect(8);
        outOfBounds(() -> libc.getnameinfo(address, 129, host, 8, Libc.NULL, 0, NI_NUMERICHOST));
        outOfBounds(() -> libc.getnameinfo(address, 16, host, 9, Libc.NULL, 0, NI_NUMERICHOST));
        assertThrows(
                IllegalArgumentException.class,
                () -> libc.getnameinfo(address, 16, ByteBuffer.allocate(8), 8, Libc.NULL, 0, NI_NUMERICHOST));
    }

    /** No address length makes the kernel touch memory beyond the 128 bytes. */
    @ParameterizedTest
    @MethodSource(ALL)
    void addressLengthsAreTheKernelsToJudge(Libc libc) {
        open(libc);
        Sockaddr address = Sockaddr.inet("127.0.0.1", 0);
        for (int length : new int[] {-1, 129, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
            assertEquals(-1, libc.bind(pair[0], address, length));
            assertEquals(EINVAL, libc.errno());
        }
        assertEquals(0, libc.getsockname(pair[0], new Sockaddr(), new IntRef(Integer.MAX_VALUE)));
    }
}
