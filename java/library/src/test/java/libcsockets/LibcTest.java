package libcsockets;

import static libcsockets.Constants.*;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import libcsockets.internal.JniBackend;
import libcsockets.option.Optval;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What each call does, on every backend. The details of each errno are the conformance cases' work. */
class LibcTest {
    private static final String ALL = "libcsockets.testing.BackendsUnderTest#all";

    @TempDir
    Path directory;

    private final List<Integer> opened = new ArrayList<>();
    private Libc libc;

    @AfterEach
    void closeAll() {
        opened.forEach(fd -> libc.close(fd));
    }

    private int made(int fd) {
        assertTrue(fd >= 0, () -> Errno.name(libc.errno()));
        opened.add(fd);
        return fd;
    }

    private void ok(int result) {
        assertEquals(0, result, () -> Errno.name(libc.errno()));
    }

    private void fails(int errno, long result) {
        assertEquals(-1, result);
        assertEquals(Errno.name(errno), Errno.name(libc.errno()));
    }

    private int listener(Sockaddr local) {
        int fd = made(libc.socket(AF_INET, SOCK_STREAM, 0));
        ok(libc.bind(fd, local, local.length()));
        ok(libc.listen(fd, SOMAXCONN));
        IntRef length = new IntRef(SIZEOF_SOCKADDR_STORAGE);
        ok(libc.getsockname(fd, local, length));
        assertEquals(SIZEOF_SOCKADDR_IN, length.get());
        return fd;
    }

    /** Two connected TCP sockets. */
    private int[] tcpPair() {
        Sockaddr local = Sockaddr.inet("127.0.0.1", 0);
        int listener = listener(local);
        int client = made(libc.socket(AF_INET, SOCK_STREAM, 0));
        ok(libc.connect(client, local, local.length()));
        return new int[] {client, made(libc.accept(listener, null, null))};
    }

    private int[] unixPair(int type) {
        int[] sv = new int[2];
        ok(libc.socketpair(AF_UNIX, type, 0, sv));
        made(sv[0]);
        made(sv[1]);
        return sv;
    }

    private static byte[] bytes(String s) {
        return s.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static ByteBuffer direct(String s) {
        byte[] b = bytes(s);
        return ByteBuffer.allocateDirect(b.length).put(0, b);
    }

    private static String text(ByteBuffer buf, int n) {
        byte[] b = new byte[n];
        buf.get(0, b);
        return new String(b, StandardCharsets.ISO_8859_1);
    }

    // ---- sockets ----

    @ParameterizedTest
    @MethodSource(ALL)
    void aConnectionIsAcceptedWithThePeersAddress(Libc libc) {
        this.libc = libc;
        Sockaddr local = Sockaddr.inet("127.0.0.1", 0);
        int listener = listener(local);
        int client = made(libc.socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, IPPROTO_TCP));
        ok(libc.connect(client, local, local.length()));
        Sockaddr peer = new Sockaddr();
        IntRef peerlen = new IntRef(SIZEOF_SOCKADDR_IN);
        int server = made(libc.accept4(listener, peer, peerlen, SOCK_NONBLOCK));
        assertEquals(SIZEOF_SOCKADDR_IN, peerlen.get());
        Sockaddr name = new Sockaddr();
        ok(libc.getsockname(client, name, new IntRef(SIZEOF_SOCKADDR_IN)));
        assertEquals(name.toString(), peer.toString());
        ok(libc.getpeername(client, name, new IntRef(SIZEOF_SOCKADDR_IN)));
        assertEquals(local.toString(), name.toString());
        assertEquals(O_NONBLOCK, libc.fcntl(server, F_GETFL) & O_NONBLOCK);
        assertEquals(FD_CLOEXEC, libc.fcntl(client, F_GETFD));
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void aRefusedConnectionIsErrnoAndNotAnException(Libc libc) {
        this.libc = libc;
        Sockaddr nobody = Sockaddr.inet("127.0.0.1", 0);
        int fd = made(libc.socket(AF_INET, SOCK_STREAM, 0));
        ok(libc.bind(fd, nobody, nobody.length()));
        ok(libc.getsockname(fd, nobody, new IntRef(SIZEOF_SOCKADDR_IN)));
        int client = made(libc.socket(AF_INET, SOCK_STREAM, 0));
        fails(ECONNREFUSED, libc.connect(client, nobody, nobody.length()));
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void aTooShortRoomForAnAddressIsToldByItsTrueLength(Libc libc) {
        this.libc = libc;
        int fd = made(libc.socket(AF_INET, SOCK_STREAM, 0));
        Sockaddr name = new Sockaddr();
        IntRef length = new IntRef(3);
        ok(libc.getsockname(fd, name, length));
        assertEquals(SIZEOF_SOCKADDR_IN, length.get());
        assertEquals(AF_INET, name.sa_family());
        fails(EINVAL, libc.getsockname(fd, name, new IntRef(-1)));
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void nullIsCsNull(Libc libc) {
        this.libc = libc;
        int fd = made(libc.socket(AF_INET, SOCK_STREAM, 0));
        fails(EFAULT, libc.bind(fd, null, SIZEOF_SOCKADDR_IN));
        fails(EFAULT, libc.getsockname(fd, null, null));
        fails(EFAULT, libc.socketpair(AF_UNIX, SOCK_STREAM, 0, null));
        fails(EFAULT, libc.pipe(null));
        fails(EFAULT, libc.setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, Libc.NULL, 4));
        fails(EFAULT, libc.poll(null, 1, 0));
        assertEquals(0, libc.poll(null, 0, 0));
        int[] pair = unixPair(SOCK_STREAM);
        fails(EFAULT, libc.send(pair[0], Libc.NULL, 1, 0));
        assertEquals(0, libc.send(pair[0], Libc.NULL, 0, 0));
        libc.send(pair[0], bytes("x"), 1, 0);
        fails(EFAULT, libc.recv(pair[1], Libc.NULL, 1, 0));
        fails(EFAULT, libc.sendmsg(pair[0], null, 0));
        fails(EFAULT, libc.recvmsg(pair[0], null, 0));
        fails(EFAULT, libc.readv(pair[1], null, 1));
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void shutdownEndsOneDirection(Libc libc) {
        this.libc = libc;
        int[] pair = tcpPair();
        ok(libc.shutdown(pair[0], SHUT_WR));
        assertEquals(0, libc.recv(pair[1], new byte[1], 1, 0));
        assertEquals(1, libc.send(pair[1], bytes("a"), 1, 0));
        assertEquals(1, libc.recv(pair[0], new byte[1], 1, 0));
        fails(EPIPE, libc.send(pair[0], bytes("a"), 1, MSG_NOSIGNAL));
    }

    /** Without MSG_NOSIGNAL a C program would be gone now. */
    @ParameterizedTest
    @MethodSource(ALL)
    void sigpipeDoesNotEndTheJvm(Libc libc) {
        this.libc = libc;
        int[] pair = unixPair(SOCK_STREAM);
        ok(libc.close(opened.remove(1)));
        fails(EPIPE, libc.send(pair[0], bytes("a"), 1, 0));
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void closedDescriptorsAreBad(Libc libc) {
        this.libc = libc;
        int fd = libc.socket(AF_INET, SOCK_DGRAM, 0);
        ok(libc.close(fd));
        fails(EBADF, libc.close(-1));
        fails(EBADF, libc.recv(1_000_000, new byte[1], 1, 0));
        fails(EBADF, libc.fcntl(1_000_000, F_GETFD));
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void dupMakesSecondDescriptors(Libc libc) {
        this.libc = libc;
        int[] pair = unixPair(SOCK_STREAM);
        int second = made(libc.dup(pair[0]));
        assertNotEquals(pair[0], second);
        int third = made(libc.fcntl(pair[0], F_DUPFD_CLOEXEC, 100));
        assertTrue(third >= 100);
        assertEquals(third, libc.dup2(pair[1], third));
        assertEquals(third, libc.dup3(pair[0], third, O_CLOEXEC));
        assertEquals(FD_CLOEXEC, libc.fcntl(third, F_GETFD));
        fails(EINVAL, libc.dup3(third, third, 0));
        assertEquals(2, libc.write(third, bytes("hi"), 2));
        assertEquals(2, libc.read(pair[1], new byte[4], 4));
    }

    // ---- data ----

    @ParameterizedTest
    @MethodSource(ALL)
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

    @ParameterizedTest
    @MethodSource(ALL)
    void anArrayOfManyBytesGoesAsOne(Libc libc) {
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

    @ParameterizedTest
    @MethodSource(ALL)
    void flagsOfTheTutorial(Libc libc) {
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

    @ParameterizedTest
    @MethodSource(ALL)
    void datagramsCarryTheirSendersAddress(Libc libc) {
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

    @ParameterizedTest
    @MethodSource(ALL)
    void gatherAndScatter(Libc libc) {
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

    @ParameterizedTest
    @MethodSource(ALL)
    void messagesCarryDescriptors(Libc libc) throws IOException {
        this.libc = libc;
        int[] pair = unixPair(SOCK_DGRAM);
        Path file = Files.writeString(directory.resolve("passed"), "content");
        int fd = made(libc.open(file.toString(), O_RDONLY | O_CLOEXEC, 0));
        Msghdr out =
                new Msghdr().msg_iov(Iovec.of(direct("hi"))).msg_control(new Control(Control.space(4)).addRights(fd));
        assertEquals(2, libc.sendmsg(pair[0], out, 0));
        ByteBuffer data = ByteBuffer.allocateDirect(8);
        Msghdr in = new Msghdr()
                .msg_name(new Sockaddr())
                .msg_iov(Iovec.of(data))
                .msg_control(new Control(Control.space(4) + Control.space(12)));
        assertEquals(2, libc.recvmsg(pair[1], in, MSG_CMSG_CLOEXEC));
        assertEquals(MSG_CMSG_CLOEXEC, in.msg_flags());
        List<Cmsg> messages = in.msg_control().messages(in.msg_controllen());
        assertEquals(1, messages.size());
        assertTrue(messages.get(0).is(SOL_SOCKET, SCM_RIGHTS));
        int passed = made(messages.get(0).asRights()[0]);
        byte[] content = new byte[16];
        assertEquals(7, libc.read(passed, content, 16));
        assertEquals("content", new String(content, 0, 7, StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void messagesCarryCredentialsAndPacketInfo(Libc libc) {
        this.libc = libc;
        int[] pair = unixPair(SOCK_DGRAM);
        ok(libc.setsockopt(pair[1], SOL_SOCKET, SO_PASSCRED, 1));
        assertEquals(1, libc.send(pair[0], bytes("x"), 1, 0));
        Msghdr in = new Msghdr().msg_iov(Iovec.of(ByteBuffer.allocateDirect(1))).msg_control(new Control(64));
        assertEquals(1, libc.recvmsg(pair[1], in, 0));
        Ucred sender = in.msg_control().messages(in.msg_controllen()).get(0).asCredentials();
        assertEquals(new Ucred(libc.getpid(), libc.geteuid(), sender.gid()), sender);

        Sockaddr here = Sockaddr.inet("127.0.0.1", 0);
        int udp = made(libc.socket(AF_INET, SOCK_DGRAM, 0));
        ok(libc.bind(udp, here, here.length()));
        ok(libc.getsockname(udp, here, new IntRef(SIZEOF_SOCKADDR_IN)));
        ok(libc.setsockopt(udp, IPPROTO_IP, IP_PKTINFO, 1));
        ok(libc.setsockopt(udp, IPPROTO_IP, IP_RECVTTL, 1));
        ok(libc.setsockopt(udp, SOL_SOCKET, SO_TIMESTAMPNS, 1));
        assertEquals(1, libc.sendto(udp, bytes("x"), 1, 0, here, here.length()));
        in = new Msghdr().msg_iov(Iovec.of(ByteBuffer.allocateDirect(1))).msg_control(new Control(256));
        assertEquals(1, libc.recvmsg(udp, in, 0));
        List<Cmsg> messages = in.msg_control().messages(in.msg_controllen());
        Pktinfo info = find(messages, IPPROTO_IP, IP_PKTINFO).asPktinfo();
        assertEquals("127.0.0.1", info.addr().getHostAddress());
        assertEquals(libc.if_nametoindex("lo"), info.ifindex());
        assertEquals(64, find(messages, IPPROTO_IP, IP_TTL).asInt());
        long age = System.currentTimeMillis()
                - find(messages, SOL_SOCKET, SCM_TIMESTAMPNS).asTimespec().toEpochMilli();
        assertTrue(Math.abs(age) < 60_000, "received " + age + " ms ago");
    }

    private static Cmsg find(List<Cmsg> messages, int level, int type) {
        return messages.stream()
                .filter(m -> m.is(level, type))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no message " + level + "/" + type + " in " + messages));
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void theErrorQueueTellsWhoRefused(Libc libc) {
        this.libc = libc;
        Sockaddr nobody = Sockaddr.inet("127.0.0.1", 0);
        int reserved = made(libc.socket(AF_INET, SOCK_DGRAM, 0));
        ok(libc.bind(reserved, nobody, nobody.length()));
        ok(libc.getsockname(reserved, nobody, new IntRef(SIZEOF_SOCKADDR_IN)));
        ok(libc.close(opened.remove(0)));
        int udp = made(libc.socket(AF_INET, SOCK_DGRAM, 0));
        ok(libc.setsockopt(udp, IPPROTO_IP, IP_RECVERR, 1));
        assertEquals(1, libc.sendto(udp, bytes("x"), 1, 0, nobody, nobody.length()));
        assertEquals(1, libc.poll(Pollfd.of(udp, 0), 1, 5000));
        Msghdr in = new Msghdr().msg_iov(Iovec.of(ByteBuffer.allocateDirect(8))).msg_control(new Control(256));
        assertEquals(1, libc.recvmsg(udp, in, MSG_ERRQUEUE));
        assertEquals(MSG_ERRQUEUE, in.msg_flags() & MSG_ERRQUEUE);
        ExtendedError error = find(in.msg_control().messages(in.msg_controllen()), IPPROTO_IP, IP_RECVERR)
                .asExtendedError();
        assertEquals(ECONNREFUSED, error.errno());
        assertEquals(SO_EE_ORIGIN_ICMP, error.origin());
        assertEquals(3, error.type());
        assertEquals(3, error.code());
        assertEquals("127.0.0.1", error.offender().getAddress().getHostAddress());
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void batches(Libc libc) {
        this.libc = libc;
        int[] pair = unixPair(SOCK_DGRAM);
        Mmsghdr out = new Mmsghdr(3);
        for (int i = 0; i < 3; i++) {
            out.msg_hdr(i).msg_iov(Iovec.of(direct("abc".substring(0, i + 1))));
        }
        assertEquals(3, libc.sendmmsg(pair[0], out, 3, 0));
        assertEquals(3, out.msg_len(2));
        Mmsghdr in = new Mmsghdr(4);
        for (int i = 0; i < 4; i++) {
            in.msg_hdr(i).msg_iov(Iovec.of(ByteBuffer.allocateDirect(2)));
        }
        assertEquals(3, libc.recvmmsg(pair[1], in, 4, MSG_DONTWAIT, null));
        assertEquals(1, in.msg_len(0));
        assertEquals(2, in.msg_len(2));
        assertEquals(MSG_TRUNC, in.msg_hdr(2).msg_flags());
        fails(EAGAIN, libc.recvmmsg(pair[1], in, 4, MSG_DONTWAIT, new Timespec(0, 1)));
        fails(EINVAL, libc.recvmmsg(pair[1], in, 4, 0, new Timespec(0, 1_000_000_000)));
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void filesGoIntoSocketsWithinTheKernel(Libc libc) throws IOException {
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

    // ---- options and control ----

    @ParameterizedTest
    @MethodSource(ALL)
    void optionsGoBothWays(Libc libc) {
        this.libc = libc;
        int fd = made(libc.socket(AF_INET, SOCK_STREAM, 0));
        ok(libc.setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, 1));
        IntRef value = new IntRef();
        ok(libc.getsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, value));
        assertEquals(1, value.get());

        ByteBuffer timeout = Optval.timeval(2, 500_000);
        ok(libc.setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, timeout, timeout.limit()));
        ByteBuffer heap = ByteBuffer.allocate(16).order(ByteOrder.nativeOrder());
        IntRef length = new IntRef(16);
        ok(libc.getsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, heap, length));
        assertEquals(2500, Optval.toTimeval(heap).toMillis());
        assertEquals(16, length.get());

        ByteBuffer linger = ByteBuffer.wrap(new byte[8]).put(0, Optval.linger(1, 3), 0, 8);
        ok(libc.setsockopt(fd, SOL_SOCKET, SO_LINGER, linger, 8));
        ByteBuffer back = Optval.allocate(64);
        length.set(64);
        ok(libc.getsockopt(fd, SOL_SOCKET, SO_LINGER, back, length));
        assertEquals(3, Optval.toLinger(back));
        assertEquals(8, length.get());

        ByteBuffer name = Optval.allocate(16);
        length.set(16);
        ok(libc.getsockopt(fd, IPPROTO_TCP, TCP_CONGESTION, name, length));
        assertTrue(Optval.toName(name).matches("[a-z0-9_]+"), Optval.toName(name));
        fails(ENOPROTOOPT, libc.setsockopt(fd, SOL_SOCKET, 9999, 1));
        fails(EINVAL, libc.setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, Optval.of(1), -1));
        fails(EINVAL, libc.setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, Optval.of(1), 3));
    }

    /** A filter of one instruction that lets the first byte of each datagram through. */
    @ParameterizedTest
    @MethodSource(ALL)
    void aSocketFilterCuts(Libc libc) {
        this.libc = libc;
        int[] pair = unixPair(SOCK_DGRAM);
        ByteBuffer program = Optval.fprog(new Optval.SockFilter(BPF_RET | BPF_K, 0, 0, 1));
        ok(libc.setsockopt(pair[1], SOL_SOCKET, SO_ATTACH_FILTER, program, SIZEOF_SOCK_FPROG));
        assertEquals(3, libc.send(pair[0], bytes("abc"), 3, 0));
        assertEquals(1, libc.recv(pair[1], new byte[3], 3, 0));
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void ioctlCountsAndNamesInterfaces(Libc libc) {
        this.libc = libc;
        int[] pair = unixPair(SOCK_STREAM);
        libc.send(pair[0], bytes("abc"), 3, 0);
        IntRef n = new IntRef();
        ok(libc.ioctl(pair[1], FIONREAD, n));
        assertEquals(3, n.get());
        int udp = made(libc.socket(AF_INET, SOCK_DGRAM, 0));
        Ifreq lo = new Ifreq("lo");
        ok(libc.ioctl(udp, SIOCGIFINDEX, lo));
        assertEquals(libc.if_nametoindex("lo"), lo.ifr_ifindex());
        ok(libc.ioctl(udp, SIOCGIFFLAGS, lo));
        assertEquals(IFF_LOOPBACK, lo.ifr_flags() & IFF_LOOPBACK);
        Ifconf list = new Ifconf(64 * SIZEOF_IFREQ);
        ok(libc.ioctl(udp, SIOCGIFCONF, list));
        assertTrue(list.ifc_req().stream()
                .anyMatch(i ->
                        i.ifr_name().equals("lo") && i.ifr_addr().toString().equals("127.0.0.1:0")));
        fails(ENOTTY, libc.ioctl(udp, 0x7777, n));
        fails(ENODEV, libc.ioctl(udp, SIOCGIFINDEX, new Ifreq("nosuchif")));
    }

    // ---- readiness and other descriptors ----

    @ParameterizedTest
    @MethodSource(ALL)
    void pollAndEpollTellWhatIsReady(Libc libc) {
        this.libc = libc;
        int[] pair = unixPair(SOCK_STREAM);
        int event = made(libc.eventfd(0, EFD_CLOEXEC));
        Pollfd fds =
                new Pollfd(3).set(0, pair[0], POLLIN).set(1, pair[1], POLLOUT).set(2, -1, POLLIN);
        assertEquals(1, libc.poll(fds, 3, 0));
        assertEquals(0, fds.revents(0));
        assertEquals(POLLOUT, fds.revents(1));

        int epoll = made(libc.epoll_create1(EPOLL_CLOEXEC));
        ok(libc.epoll_ctl(epoll, EPOLL_CTL_ADD, event, EpollEvent.of(EPOLLIN, 0x1234_5678_9abcL)));
        EpollEvent events = new EpollEvent(4);
        assertEquals(0, libc.epoll_wait(epoll, events, 4, 0));
        ByteBuffer one =
                ByteBuffer.allocateDirect(8).order(ByteOrder.nativeOrder()).putLong(0, 1);
        assertEquals(8, libc.write(event, one, 8));
        assertEquals(1, libc.epoll_wait(epoll, events, 4, 5000));
        assertEquals(EPOLLIN, events.events(0));
        assertEquals(0x1234_5678_9abcL, events.data(0));
        ok(libc.epoll_ctl(epoll, EPOLL_CTL_MOD, event, EpollEvent.of(EPOLLIN, event)));
        assertEquals(1, libc.epoll_wait(epoll, events, 1, 5000));
        assertEquals(event, events.fd(0));
        ok(libc.epoll_ctl(epoll, EPOLL_CTL_DEL, event, null));
        fails(ENOENT, libc.epoll_ctl(epoll, EPOLL_CTL_DEL, event, null));
        fails(EINVAL, libc.epoll_wait(epoll, events, 0, 0));
        fails(EINVAL, libc.epoll_wait(epoll, events, Integer.MAX_VALUE, 0));
        fails(EINVAL, libc.epoll_create(0));
        made(libc.epoll_create(1));
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void otherDescriptors(Libc libc) {
        this.libc = libc;
        int memory = made(libc.memfd_create("test", MFD_CLOEXEC));
        assertEquals(3, libc.write(memory, bytes("abc"), 3));
        made(libc.timerfd_create(CLOCK_MONOTONIC, 0));
        made(libc.signalfd(-1, 1L << (SIGUSR2 - 1), SFD_CLOEXEC));
        made(libc.inotify_init1(0));
        made(libc.pidfd_open(libc.getpid(), 0));
        String fifo = directory.resolve("fifo").toString();
        ok(libc.mkfifo(fifo, 0600));
        fails(EEXIST, libc.mkfifo(fifo, 0600));
        made(libc.open(fifo, O_RDWR, 0));
        fails(ENOENT, libc.open(directory + "/none", O_RDONLY, 0));
        assertEquals(ProcessHandle.current().pid(), libc.getpid());
    }

    // ---- names and addresses ----

    @ParameterizedTest
    @MethodSource(ALL)
    void addressesAndTheirTexts(Libc libc) {
        this.libc = libc;
        ByteBuffer four = ByteBuffer.allocate(4);
        assertEquals(1, libc.inet_pton(AF_INET, "192.0.2.1", four));
        assertArrayEquals(new byte[] {(byte) 192, 0, 2, 1}, four.array());
        assertEquals("192.0.2.1", libc.inet_ntoa(four));
        assertEquals("192.0.2.1", libc.inet_ntop(AF_INET, four));
        assertEquals(0, libc.inet_pton(AF_INET, "192.0.2", four));
        assertEquals(1, libc.inet_aton("0x7f.1", four));
        assertEquals("127.0.0.1", libc.inet_ntoa(four));
        assertEquals(0, libc.inet_aton("nonsense", four));
        ByteBuffer sixteen = ByteBuffer.allocateDirect(16);
        assertEquals(1, libc.inet_pton(AF_INET6, "2001:db8::1", sixteen));
        assertEquals("2001:db8::1", libc.inet_ntop(AF_INET6, sixteen));
        fails(EAFNOSUPPORT, libc.inet_pton(AF_UNIX, "x", sixteen));
        assertNull(libc.inet_ntop(AF_UNIX, sixteen));
        assertEquals(EAFNOSUPPORT, libc.errno());
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void namesAreResolved(Libc libc) {
        this.libc = libc;
        List<Addrinfo> found = new ArrayList<>();
        Addrinfo hints = new Addrinfo(AI_NUMERICHOST | AI_CANONNAME, AF_INET, SOCK_STREAM, 0);
        assertEquals(0, libc.getaddrinfo("127.0.0.1", "80", hints, found));
        assertEquals(1, found.size());
        assertEquals("127.0.0.1:80", found.get(0).ai_addr().toString());
        assertEquals(SIZEOF_SOCKADDR_IN, found.get(0).ai_addr().length());
        assertEquals(IPPROTO_TCP, found.get(0).ai_protocol());
        assertEquals("127.0.0.1", found.get(0).ai_canonname());
        assertEquals(EAI_NONAME, libc.getaddrinfo("no host", null, hints, found));
        assertEquals(List.of(), found);
        assertEquals("Name or service not known", libc.gai_strerror(EAI_NONAME));

        ByteBuffer host = ByteBuffer.allocateDirect(64);
        ByteBuffer service = ByteBuffer.allocateDirect(8);
        Sockaddr address = Sockaddr.inet6("::1", 443);
        int flags = NI_NUMERICHOST | NI_NUMERICSERV;
        assertEquals(0, libc.getnameinfo(address, address.length(), host, 64, service, 8, flags));
        assertEquals("::1", Optval.toName(host));
        assertEquals("443", Optval.toName(service));
        assertEquals(EAI_OVERFLOW, libc.getnameinfo(address, address.length(), host, 1, Libc.NULL, 0, flags));
        assertEquals(EAI_FAMILY, libc.getnameinfo(address, 1, host, 64, Libc.NULL, 0, flags));
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void interfacesHaveNamesAndNumbers(Libc libc) {
        this.libc = libc;
        int lo = libc.if_nametoindex("lo");
        assertTrue(lo > 0);
        assertEquals("lo", libc.if_indextoname(lo));
        assertEquals(0, libc.if_nametoindex("nosuchif"));
        assertEquals(ENODEV, libc.errno());
        assertNull(libc.if_indextoname(0x7fffffff));
        assertEquals(ENXIO, libc.errno());
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void allInterfacesAreListed(Libc libc) throws SocketException {
        this.libc = libc;
        List<IfNameindex> interfaces = libc.if_nameindex();
        int lo = NetworkInterface.getByName("lo").getIndex();
        assertTrue(interfaces.contains(new IfNameindex(lo, "lo")), interfaces::toString);
        int udp = made(libc.socket(AF_INET, SOCK_DGRAM, 0));
        for (IfNameindex each : interfaces) {
            Ifreq request = new Ifreq(each.if_name());
            // Other programs may remove one meanwhile.
            if (libc.ioctl(udp, SIOCGIFINDEX, request) == 0) {
                assertEquals(request.ifr_ifindex(), each.if_index());
            } else {
                assertEquals(ENODEV, libc.errno());
            }
        }
    }

    @Test
    void theArrayOfInterfacesIsFreed() {
        AtomicLong allocated = new AtomicLong();
        libc = TestLibc.over(new JniBackend(Libc.open("jni").origin()) {
            @Override
            public long if_nameindex() {
                allocated.set(super.if_nameindex());
                return allocated.get();
            }

            @Override
            public void if_freenameindex(long array) {
                allocated.compareAndSet(array, 0);
                super.if_freenameindex(array);
            }
        });
        assertFalse(libc.if_nameindex().isEmpty());
        assertEquals(0, allocated.get());
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void theHostHasAName(Libc libc) throws IOException {
        this.libc = libc;
        String expected = Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        byte[] name = new byte[HOST_NAME_MAX + 1];
        ok(libc.gethostname(name, name.length));
        assertEquals(expected, Optval.toName(ByteBuffer.wrap(name)));
        byte[] first = {0, 'x'};
        fails(ENAMETOOLONG, libc.gethostname(first, 1));
        assertArrayEquals(new byte[] {(byte) expected.charAt(0), 'x'}, first);
        assertThrows(IndexOutOfBoundsException.class, () -> libc.gethostname(first, 3));
        assertThrows(IndexOutOfBoundsException.class, () -> libc.gethostname(first, -1));
        assertThrows(NullPointerException.class, () -> libc.gethostname(null, 1));
    }

    @Test
    void byteOrder() {
        assertEquals(0x1234, Libc.ntohs(Libc.htons(0x1234)));
        assertEquals(0x12345678, Libc.ntohl(Libc.htonl(0x12345678)));
        ByteBuffer memory = ByteBuffer.allocate(4).order(ByteOrder.nativeOrder());
        memory.putInt(0, Libc.htonl(0x01020304));
        assertArrayEquals(new byte[] {1, 2, 3, 4}, memory.array());
        memory.putShort(0, (short) Libc.htons(0xfffe));
        assertArrayEquals(new byte[] {(byte) 0xff, (byte) 0xfe, 3, 4}, memory.array());
    }

    // ---- what comes back ----

    /** TCP takes the bytes and writes none with MSG_TRUNC: an array stays as it was, as a direct buffer does. */
    @ParameterizedTest
    @MethodSource(ALL)
    void bytesThatTcpDropsLeaveTheArrayAlone(Libc libc) {
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
    @ParameterizedTest
    @MethodSource(ALL)
    void zeroCopyIsForDirectBuffers(Libc libc) {
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

    /** A sender is answered with the address as it came, whichever call wrote it. */
    @ParameterizedTest
    @MethodSource(ALL)
    void anAddressThatACallWroteHasItsLength(Libc libc) {
        this.libc = libc;
        Sockaddr[] own = new Sockaddr[2];
        int[] fds = new int[2];
        for (int i = 0; i < 2; i++) {
            fds[i] = made(libc.socket(AF_UNIX, SOCK_DGRAM, 0));
            // Bound to no name, each gets an abstract one from the kernel: six bytes.
            ok(libc.bind(fds[i], Sockaddr.unixUnnamed(), 2));
            own[i] = new Sockaddr();
            ok(libc.getsockname(fds[i], own[i], new IntRef(128)));
            assertEquals(8, own[i].length());
            assertTrue(own[i].toString().matches("unix:@[0-9a-f]{5}"), own[i].toString());
        }
        byte[] one = new byte[1];
        for (int form = 0; form < 4; form++) {
            assertEquals(1, libc.sendto(fds[0], one, 1, 0, own[1], own[1].length()));
            Sockaddr from = new Sockaddr();
            Msghdr msg = new Msghdr().msg_name(from);
            Mmsghdr batch = new Mmsghdr(1);
            batch.msg_hdr(0).msg_name(from);
            int n = form == 0
                    ? libc.recvfrom(fds[1], one, 1, 0, from, new IntRef(128))
                    : form == 1
                            ? libc.recvfrom(fds[1], ByteBuffer.allocateDirect(1), 1, 0, from, new IntRef(128))
                            : form == 2 ? libc.recvmsg(fds[1], msg, 0) : libc.recvmmsg(fds[1], batch, 1, 0, null);
            assertTrue(n >= 0);
            assertEquals(8, from.length());
            assertEquals(1, libc.sendto(fds[1], one, 1, 0, from, from.length()));
            assertEquals(1, libc.recv(fds[0], one, 1, 0));
        }
        Sockaddr reused = Sockaddr.inet("127.0.0.1", 1);
        int udp6 = made(libc.socket(AF_INET6, SOCK_DGRAM, 0));
        ok(libc.getsockname(udp6, reused, new IntRef(128)));
        assertEquals("[::]:0", reused.toString());
        assertEquals(SIZEOF_SOCKADDR_IN6, reused.length());
        // Field by field it is another address again.
        assertEquals(SIZEOF_SOCKADDR_IN, reused.sin_family(AF_INET).length());
        int listening = listener(Sockaddr.inet("127.0.0.1", 0));
        Sockaddr peer = Sockaddr.unix("/a/path");
        assertEquals(-1, libc.getpeername(listening, peer, new IntRef(128)));
        assertEquals(10, peer.length());
        ok(libc.getpeername(tcpPair()[0], peer, new IntRef(128)));
        assertEquals(SIZEOF_SOCKADDR_IN, peer.length());
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void textsInTheFormOfC(Libc libc) {
        this.libc = libc;
        ByteBuffer four = ByteBuffer.wrap(new byte[] {127, 0, 0, 1});
        for (ByteBuffer text : new ByteBuffer[] {ByteBuffer.allocate(46), ByteBuffer.allocateDirect(46)}) {
            assertSame(text, libc.inet_ntop(AF_INET, four, text, 46));
            assertEquals("127.0.0.1", Optval.toName(text));
            assertSame(text, libc.inet_ntop(AF_INET, four, text, 10));
            assertNull(libc.inet_ntop(AF_INET, four, text, 9));
            assertEquals(ENOSPC, libc.errno());
            assertNull(libc.inet_ntop(AF_UNIX, Libc.NULL, text, 9));
            assertEquals(EAFNOSUPPORT, libc.errno());
            assertThrows(IndexOutOfBoundsException.class, () -> libc.inet_ntop(AF_INET, four, text, 47));
            assertSame(text, libc.if_indextoname(libc.if_nametoindex("lo"), text));
            assertEquals("lo", Optval.toName(text));
            assertNull(libc.if_indextoname(0x7fffffff, text));
            assertThrows(
                    IndexOutOfBoundsException.class,
                    () -> libc.if_indextoname(1, ByteBuffer.allocate(IF_NAMESIZE - 1)));
        }
        assertNull(libc.inet_ntop(AF_UNIX, Libc.NULL));
        fails(EAFNOSUPPORT, libc.inet_pton(AF_UNIX, "x", Libc.NULL));
        assertThrows(NullPointerException.class, () -> libc.inet_pton(AF_INET, "x", Libc.NULL));
        ByteBuffer host = ByteBuffer.allocate(64);
        assertEquals(
                0,
                libc.getnameinfo(
                        Sockaddr.inet("127.0.0.1", 1), 16, host, 64, ByteBuffer.allocate(8), 8, NI_NUMERICHOST));
        assertEquals("127.0.0.1", Optval.toName(host));
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void aPipeHasTwoEnds(Libc libc) {
        this.libc = libc;
        int[] ends = new int[2];
        ok(libc.pipe(ends));
        made(ends[0]);
        made(ends[1]);
        assertEquals(0, libc.fcntl(ends[0], F_GETFD));
        assertEquals(1, libc.write(ends[1], bytes("x"), 1));
        assertEquals(1, libc.read(ends[0], new byte[8], 8));
        fails(EFAULT, libc.pipe(null));
        made(libc.open("/dev/null", O_RDWR));
    }

    @Test
    void anInterfacesFields() {
        Ifreq ifreq = new Ifreq("lo").ifr_mtu(1500);
        assertEquals(1500, ifreq.ifr_mtu());
        assertEquals(7, ifreq.ifr_qlen(7).ifr_qlen());
        assertEquals(8, ifreq.ifr_metric(8).ifr_metric());
        assertEquals(9, ifreq.ifr_ifindex(9).ifr_ifindex());
        assertEquals(
                "192.0.2.1:0",
                ifreq.ifr_addr(Sockaddr.inet("192.0.2.1", 0)).ifr_addr().toString());
        assertEquals("lo", ifreq.ifr_name());
    }

    // ---- errno ----

    @ParameterizedTest
    @MethodSource(ALL)
    void perrorPrintsWhatCPrints(Libc libc) {
        this.libc = libc;
        PrintStream before = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            libc.errno(ECONNREFUSED);
            libc.perror("connect_sockfd error");
            libc.perror("");
            libc.perror(null);
        } finally {
            System.setErr(before);
        }
        assertEquals(
                "connect_sockfd error: Connection refused\nConnection refused\nConnection refused\n",
                printed.toString(StandardCharsets.UTF_8));
        assertEquals("Unknown error 12345", libc.strerror(12345));
        assertEquals("Success", libc.strerror(0));
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void aSuccessLeavesErrnoAlone(Libc libc) {
        this.libc = libc;
        fails(EBADF, libc.close(-1));
        made(libc.socket(AF_INET, SOCK_DGRAM, 0));
        assertEquals(EBADF, libc.errno());
        libc.errno(0);
        assertEquals(0, libc.errno());
    }
}
