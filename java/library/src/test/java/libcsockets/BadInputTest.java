package libcsockets;

import static libcsockets.Constants.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ReadOnlyBufferException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import libcsockets.option.Optval;
import libcsockets.testing.OnEachBackend;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Arguments that would misuse memory are refused before the call; libc checks the others itself. */
class BadInputTest {

    private Libc libc;
    private final int[] pair = {-1, -1};

    private void open(Libc libc) {
        this.libc = libc;
        assertEquals(0, libc.socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
    }

    @AfterEach
    void close() {
        if (libc != null) {
            libc.close(pair[0]);
            libc.close(pair[1]);
        }
    }

    private static void outOfBounds(Executable call) {
        assertThrows(IndexOutOfBoundsException.class, call);
    }

    @OnEachBackend
    void partsOutsideABufferAreRefused(Libc libc) {
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

    @OnEachBackend
    void receivingIntoAReadOnlyBufferIsRefused(Libc libc) {
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

    @OnEachBackend
    void countsBeyondAnArrayAreRefused(Libc libc) {
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

    /** A message within a larger structure is checked like any other. */
    @OnEachBackend
    void messagesWithinABatchAreChecked(Libc libc) {
        open(libc);
        Mmsghdr batch = new Mmsghdr(2);
        batch.msg_hdr(1).msg_iov(Iovec.of(ByteBuffer.allocateDirect(1))).msg_iovlen(3);
        outOfBounds(() -> libc.sendmmsg(pair[0], batch, 2, 0));
        outOfBounds(() -> libc.recvmmsg(pair[0], batch, 2, MSG_DONTWAIT, null));
    }

    @OnEachBackend
    void fcntlCommandsThatTakeAPointerAreRefused(Libc libc) {
        open(libc);
        int getOwnerUids = 17;
        for (int command : new int[] {F_GETLK, F_OFD_SETLKW, F_GETOWN_EX, F_SET_RW_HINT, getOwnerUids}) {
            for (long argument : new long[] {65536, -1, Long.MIN_VALUE, 0x7fff_0000_0000L}) {
                IllegalArgumentException e =
                        assertThrows(IllegalArgumentException.class, () -> libc.fcntl(pair[0], command, argument));
                assertEquals(
                        "fcntl command " + command + " may take a pointer to a structure; only commands with an integer"
                                + " argument, or none, can be used",
                        e.getMessage());
            }
        }
        for (long argument : new long[] {0, 4096, 65535}) {
            assertEquals(-1, libc.fcntl(pair[0], F_GETLK, argument));
            assertEquals(EFAULT, libc.errno());
        }
        assertEquals(-1, libc.fcntl(pair[0], F_DUPFD, 1 << 30));
        assertEquals(EINVAL, libc.errno());
    }

    /** {@code SO_GET_FILTER} counts instructions, not bytes, and writes eight bytes for each. */
    @OnEachBackend
    void aFilterNeedsEightBytesForEachInstruction(Libc libc) {
        open(libc);
        Optval.SockFilter[] program = new Optval.SockFilter[8];
        Arrays.fill(program, new Optval.SockFilter(BPF_RET | BPF_K, 0, 0, 0x41414141));
        assertEquals(
                0, libc.setsockopt(pair[0], SOL_SOCKET, SO_ATTACH_FILTER, Optval.fprog(program), SIZEOF_SOCK_FPROG));
        for (ByteBuffer buf : new ByteBuffer[] {ByteBuffer.allocateDirect(64), ByteBuffer.allocate(64)}) {
            IntRef count = new IntRef(8);
            assertEquals(0, libc.getsockopt(pair[0], SOL_SOCKET, SO_GET_FILTER, buf, count));
            assertEquals(8, count.get());
            assertEquals(0x41414141, Optval.toFilter(buf)[7].k());
            ByteBuffer tooSmall = buf.slice(0, 63);
            outOfBounds(() -> libc.getsockopt(pair[0], SOL_SOCKET, SO_GET_FILTER, tooSmall, new IntRef(8)));
        }
        IntRef none = new IntRef(0);
        assertEquals(0, libc.getsockopt(pair[0], SOL_SOCKET, SO_GET_FILTER, Libc.NULL, none));
        assertEquals(8, none.get());
        assertThrows(
                IllegalArgumentException.class,
                () -> libc.getsockopt(pair[0], SOL_SOCKET, SO_GET_FILTER, new IntRef()));
    }

    /** The length of a source list is the number within the value, whatever length is passed beside it. */
    @OnEachBackend
    void aSourceListNeedsRoomForItsCount(Libc libc) throws Exception {
        open(libc);
        int udp = libc.socket(AF_INET, SOCK_DGRAM, 0);
        InetAddress group = InetAddress.getByName("232.1.1.1");
        InetAddress lo = InetAddress.getByName("127.0.0.1");
        for (String source : new String[] {"192.0.2.1", "192.0.2.2"}) {
            ByteBuffer join = Optval.allocate(12)
                    .put(0, group.getAddress())
                    .put(4, lo.getAddress())
                    .put(8, InetAddress.getByName(source).getAddress());
            assertEquals(0, libc.setsockopt(udp, IPPROTO_IP, IP_ADD_SOURCE_MEMBERSHIP, join, join.limit()));
        }
        for (ByteBuffer filter : new ByteBuffer[] {Optval.allocate(24), ByteBuffer.allocate(24)}) {
            filter.order(ByteOrder.nativeOrder()).put(0, group.getAddress()).put(4, lo.getAddress());
            filter.putInt(8, MCAST_INCLUDE).putInt(12, 2);
            assertEquals(0, libc.getsockopt(udp, IPPROTO_IP, IP_MSFILTER, filter, new IntRef(16)));
            assertEquals(1 + 2, filter.get(19) + filter.get(23));
            for (int sources : new int[] {3, 100, -1}) {
                filter.putInt(12, sources);
                outOfBounds(() -> libc.getsockopt(udp, IPPROTO_IP, IP_MSFILTER, filter, new IntRef(24)));
            }
            assertEquals(-1, libc.getsockopt(udp, IPPROTO_IP, IP_MSFILTER, filter, new IntRef(15)));
            assertEquals(EINVAL, libc.errno());
        }
        int udp6 = libc.socket(AF_INET6, SOCK_DGRAM, 0);
        ByteBuffer filter = Optval.allocate(144).putInt(140, 100);
        outOfBounds(() -> libc.getsockopt(udp6, IPPROTO_IPV6, MCAST_MSFILTER, filter, new IntRef(144)));
        outOfBounds(() -> libc.getsockopt(udp, IPPROTO_IP, MCAST_MSFILTER, filter, new IntRef(144)));
        assertThrows(
                IllegalArgumentException.class,
                () -> libc.getsockopt(udp, IPPROTO_TCP, TCP_AO_GET_KEYS, filter, new IntRef(144)));
        libc.close(udp);
        libc.close(udp6);
    }

    /** The kernel writes the value to NULL, as in C, and reports the error. */
    @OnEachBackend
    void readingAnOptionIntoNullSetsEfault(Libc libc) {
        open(libc);
        assertEquals(-1, libc.getsockopt(pair[0], SOL_SOCKET, SO_TYPE, (IntRef) null));
        assertEquals(EFAULT, libc.errno());
    }

    /** The kernel reads poll's count as an unsigned int and ignores the upper half. */
    @OnEachBackend
    void pollTakesItsCountAsAnUnsignedInt(Libc libc) {
        open(libc);
        Pollfd one = Pollfd.of(-1, POLLIN);
        outOfBounds(() -> libc.poll(one, Long.MIN_VALUE | 2, 0));
        outOfBounds(() -> libc.poll(one, 0x1_0000_0002L, 0));
        outOfBounds(() -> libc.poll(one, Integer.MAX_VALUE, 0));
        assertEquals(0, libc.poll(one, 0x1_0000_0001L, 0));
        for (long refused : new long[] {-1, Integer.MIN_VALUE, 0xffff_ffffL}) {
            assertEquals(-1, libc.poll(one, refused, 0));
            assertEquals(EINVAL, libc.errno());
        }
    }

    /** glibc reads these texts itself and would crash on NULL. */
    @OnEachBackend
    void nullTextsAreRefused(Libc libc) {
        open(libc);
        ByteBuffer four = ByteBuffer.allocate(4);
        assertEquals(
                "ifname",
                assertThrows(NullPointerException.class, () -> libc.if_nametoindex(null))
                        .getMessage());
        assertEquals(
                "src",
                assertThrows(NullPointerException.class, () -> libc.inet_pton(AF_INET, null, four))
                        .getMessage());
        assertEquals(
                "cp",
                assertThrows(NullPointerException.class, () -> libc.inet_aton(null, four))
                        .getMessage());
    }

    /** Behind the caller's bytes the kernel reads zeros, not the data of an earlier call. */
    @OnEachBackend
    void anIoctlReadsNothingOfEarlierCalls(Libc libc) {
        open(libc);
        int udp = libc.socket(AF_INET, SOCK_DGRAM, 0);
        ByteBuffer victim = ByteBuffer.allocateDirect(400);
        ByteBuffer left = ByteBuffer.allocate(64).order(ByteOrder.nativeOrder());
        libc.ioctl(udp, FIONREAD, new IntRef());
        assertEquals(64, libc.send(pair[0], left.putLong(8, Struct.address(victim)), 64, 0));
        libc.ioctl(udp, SIOCGIFCONF, new IntRef(400));
        assertEquals(ByteBuffer.allocate(400), victim);
        libc.close(udp);
    }

    /** The answer to such a request is as long as a number within it says. */
    @OnEachBackend
    void ioctlRequestsForFilesAreRefused(Libc libc) {
        open(libc);
        for (long request : new long[] {0xc020660bL, 0xffff_ffff_c020_660bL, 0xc0189436L}) {
            IllegalArgumentException e = assertThrows(
                    IllegalArgumentException.class, () -> libc.ioctl(pair[0], request, ByteBuffer.allocate(32)));
            assertTrue(e.getMessage().contains("file system"), e.getMessage());
        }
    }

    /** Only the setters write pointers, since they keep the memory behind them. */
    @Test
    void pointersInStructuresAreReadOnly() {
        for (Struct structure : new Struct[] {new Iovec(1), new Msghdr(), new Mmsghdr(1), new Ifconf(40)}) {
            assertTrue(structure.memory().isReadOnly());
            assertTrue(structure.memory().isDirect());
        }
        Sockaddr address = new Sockaddr();
        address.memory().putShort(0, (short) AF_INET);
        assertEquals(AF_INET, address.sa_family());
        assertEquals(128, address.memory().capacity());
    }

    /** A path that fills the structure has no NUL in it, and getnameinfo looks for one. */
    @OnEachBackend
    void aPathWithoutNulEndsWithTheAddress(Libc libc) {
        open(libc);
        byte[] raw = new byte[128];
        Arrays.fill(raw, (byte) 'x');
        ByteBuffer.wrap(raw).order(ByteOrder.nativeOrder()).putShort(0, (short) AF_UNIX);
        ByteBuffer service = ByteBuffer.allocateDirect(4096);
        int longest = 0;
        List<Sockaddr> addresses = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            Sockaddr address = Sockaddr.of(raw);
            addresses.add(address);
            assertEquals(0, libc.getnameinfo(address, 110, Libc.NULL, 0, service, 4096, NI_NUMERICSERV));
            longest = Math.max(longest, Optval.toName(service).length());
        }
        assertEquals(126, longest);
    }

    @OnEachBackend
    void textsWithANulAreRefused(Libc libc) {
        open(libc);
        assertThrows(IllegalArgumentException.class, () -> libc.open("/dev/null\0x", O_RDONLY, 0));
        assertThrows(IllegalArgumentException.class, () -> libc.if_nametoindex("lo\0"));
        assertThrows(IllegalArgumentException.class, () -> new Ifreq("a-name-that-is-too-long"));
    }

    /** glibc reads the address and trusts the length, so the library checks it. */
    @OnEachBackend
    void getnameinfoReadsNothingBeyondTheAddress(Libc libc) {
        open(libc);
        Sockaddr address = Sockaddr.inet("127.0.0.1", 1);
        ByteBuffer host = ByteBuffer.allocateDirect(8);
        outOfBounds(() -> libc.getnameinfo(address, 129, host, 8, Libc.NULL, 0, NI_NUMERICHOST));
        outOfBounds(() -> libc.getnameinfo(address, 16, host, 9, Libc.NULL, 0, NI_NUMERICHOST));
        outOfBounds(() -> libc.getnameinfo(address, 16, ByteBuffer.allocate(8), 9, Libc.NULL, 0, NI_NUMERICHOST));
    }

    /** No address length makes the kernel touch memory beyond the 128 bytes. */
    @OnEachBackend
    void theKernelChecksAddressLengths(Libc libc) {
        open(libc);
        Sockaddr address = Sockaddr.inet("127.0.0.1", 0);
        for (int length : new int[] {-1, 129, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
            assertEquals(-1, libc.bind(pair[0], address, length));
            assertEquals(EINVAL, libc.errno());
        }
        assertEquals(0, libc.getsockname(pair[0], new Sockaddr(), new IntRef(Integer.MAX_VALUE)));
    }
}
