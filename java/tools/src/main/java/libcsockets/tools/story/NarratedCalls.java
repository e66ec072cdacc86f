package libcsockets.tools.story;

import static libcsockets.Constants.*;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import libcsockets.Cmsg;
import libcsockets.Constants;
import libcsockets.Control;
import libcsockets.ErrnoException;
import libcsockets.IntRef;
import libcsockets.Iovec;
import libcsockets.Libc;
import libcsockets.Msghdr;
import libcsockets.Pollfd;
import libcsockets.Sockaddr;
import libcsockets.option.Optval;
import libcsockets.tools.wire.Capture;

/**
 * The calls of a story: each method makes the C call of its name and narrates it. {@link #close()} closes every
 * descriptor opened here. It is not narrated, and neither are the methods below "quietly", which set a scene.
 */
public final class NarratedCalls implements AutoCloseable {
    private static final int LOOPBACK_PATIENCE_MILLIS = 10_000;

    private final Libc libc;
    private final Narrator narrator;
    private final List<Fd> open = new ArrayList<>();
    private Capture capture;

    /** The outcome of a receiving call. */
    public record Received(int result, int errno, byte[] data, int flags, List<Cmsg> control) {
        public String text() {
            return new String(data, StandardCharsets.ISO_8859_1);
        }
    }

    /** Two sockets, connected to each other. */
    public record Pair(Fd a, Fd b) {}

    public NarratedCalls(Libc libc, Narrator narrator) {
        this.libc = libc;
        this.narrator = narrator;
    }

    public Libc libc() {
        return libc;
    }

    private int narrate(String call, int result) {
        narrator.call(null, call, result, libc.errno());
        return result;
    }

    private Fd narrateFd(String name, String call, int result) {
        narrate(name + " = " + call, result);
        return keep(name, result);
    }

    private synchronized Fd keep(String name, int number) {
        Fd fd = new Fd(name, number);
        if (number >= 0) {
            open.add(fd);
        }
        return fd;
    }

    // ---- narrated ----

    public Fd socket(String name, int domain, int type, int protocol) {
        String protocolName = protocol == 0
                ? "0"
                : type == SOCK_PACKET
                        ? "htons(" + Names.one(Libc.ntohs(protocol), "ETH_P_IP") + ")"
                        : Names.one(protocol, "IPPROTO_ICMP", "IPPROTO_ICMPV6");
        String call = "socket(" + Names.domain(domain) + ", " + Names.type(type) + ", " + protocolName + ")";
        return narrateFd(name, call, libc.socket(domain, type, protocol));
    }

    public Fd dup(String name, Fd fd) {
        return narrateFd(name, "dup(" + fd.name() + ")", libc.dup(fd.number()));
    }

    public int connect(Fd fd, Sockaddr addr) {
        return narrate("connect(" + fd.name() + ", " + addr + ")", libc.connect(fd.number(), addr, addr.length()));
    }

    public int bind(Fd fd, Sockaddr addr) {
        return narrate("bind(" + fd.name() + ", " + addr + ")", libc.bind(fd.number(), addr, addr.length()));
    }

    public int listen(Fd fd, int backlog) {
        return narrate("listen(" + fd.name() + ", " + backlog + ")", libc.listen(fd.number(), backlog));
    }

    public Fd accept(String name, Fd fd) {
        return narrateFd(name, "accept(" + fd.name() + ", NULL, NULL)", libc.accept(fd.number(), null, null));
    }

    public int send(Fd fd, String text, int flags) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        int result = libc.send(fd.number(), bytes, bytes.length, flags);
        return narrate(
                "send(" + fd.name() + ", " + Names.text(bytes, bytes.length) + ", " + bytes.length + ", "
                        + Names.msg(flags) + ")",
                result);
    }

    public int sendto(Fd fd, String text, int flags, Sockaddr addr) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        int result = libc.sendto(fd.number(), bytes, bytes.length, flags, addr, addr.length());
        return narrate(
                "sendto(" + fd.name() + ", " + Names.text(bytes, bytes.length) + ", " + bytes.length + ", "
                        + Names.msg(flags) + ", " + addr + ")",
                result);
    }

    public Received recv(Fd fd, int length, int flags) {
        return narrateRecv(null, fd, length, flags, recvQuietly(fd, length, flags));
    }

    /** Narrates a recv that was made before, perhaps by another thread. */
    public Received narrateRecv(String who, Fd fd, int length, int flags, Received received) {
        String shown = received.data.length > 0 ? Names.text(received.data, received.data.length) : "buf";
        narrator.call(
                who,
                "recv(" + fd.name() + ", " + shown + ", " + length + ", " + Names.msg(flags) + ")",
                received.result,
                received.errno);
        return received;
    }

    public Received recvmsg(Fd fd, int length, int flags) {
        ByteBuffer buf = Optval.allocate(length);
        Sockaddr name = new Sockaddr();
        Msghdr msg = new Msghdr().msg_iov(Iovec.of(buf)).msg_name(name).msg_control(new Control(512));
        int result = libc.recvmsg(fd.number(), msg, flags);
        int errno = libc.errno();
        int filled = Math.max(0, Math.min(result, length));
        byte[] data = new byte[filled];
        buf.get(0, data);
        String shown = result >= 0
                ? "{msg_iov=" + Names.text(data, filled) + ", msg_flags=" + Names.msg(msg.msg_flags()) + "}"
                : "&msg";
        narrator.call(null, "recvmsg(" + fd.name() + ", " + shown + ", " + Names.msg(flags) + ")", result, errno);
        List<Cmsg> control = result >= 0 ? msg.msg_control().messages(msg.msg_controllen()) : List.of();
        return new Received(result, errno, data, msg.msg_flags(), control);
    }

    /** Sends one byte with a descriptor. */
    int sendRights(Fd fd, Fd sent) {
        Msghdr msg = new Msghdr()
                .msg_iov(Iovec.of(Optval.allocate(1).put(0, (byte) '.')))
                .msg_control(new Control(64).addRights(sent.number()));
        return narrate(
                "sendmsg(" + fd.name() + ", {msg_control={SOL_SOCKET, SCM_RIGHTS, [" + sent.name() + "]}}, 0)",
                libc.sendmsg(fd.number(), msg, 0));
    }

    public int shutdown(Fd fd, int how) {
        return narrate("shutdown(" + fd.name() + ", " + Names.how(how) + ")", libc.shutdown(fd.number(), how));
    }

    public int close(Fd fd) {
        forget(fd);
        return narrate("close(" + fd.name() + ")", libc.close(fd.number()));
    }

    public int setsockopt(Fd fd, String level, String name, int value) {
        return narrate(
                "setsockopt(" + fd.name() + ", " + level + ", " + name + ", " + value + ")",
                libc.setsockopt(fd.number(), constant(level), constant(name), value));
    }

    public int linger(Fd fd, int onoff, int seconds) {
        ByteBuffer value = Optval.linger(onoff, seconds);
        return narrate(
                "setsockopt(" + fd.name() + ", SOL_SOCKET, SO_LINGER, {" + onoff + ", " + seconds + "})",
                libc.setsockopt(fd.number(), SOL_SOCKET, SO_LINGER, value, value.limit()));
    }

    /** The number of bytes to receive; of datagrams, in the next one. */
    public int fionread(Fd fd) {
        IntRef count = new IntRef();
        int result = libc.ioctl(fd.number(), FIONREAD, count);
        narrator.call(
                null,
                "ioctl(" + fd.name() + ", FIONREAD, " + (result < 0 ? "&n" : "&n -> " + count) + ")",
                result,
                libc.errno());
        return result < 0 ? result : count.get();
    }

    public int sockatmark(Fd fd) {
        return narrate("sockatmark(" + fd.name() + ")", libc.sockatmark(fd.number()));
    }

    /** Waits for one of the events on a descriptor. */
    public int poll(Fd fd, int events, int timeoutMillis) {
        Pollfd pollfd = Pollfd.of(fd.number(), events);
        int result = libc.poll(pollfd, 1, timeoutMillis);
        String revents = result > 0 ? " -> " + Names.poll(pollfd.revents(0)) : "";
        narrate("poll({" + fd.name() + ", " + Names.poll(events) + revents + "}, 1, " + timeoutMillis + ")", result);
        return result > 0 ? pollfd.revents(0) : 0;
    }

    public boolean nonBlocking(Fd fd) {
        int flags = libc.fcntl(fd.number(), F_GETFL);
        boolean set = (flags & O_NONBLOCK) != 0;
        narrator.call(
                null,
                "fcntl(" + fd.name() + ", F_GETFL) & O_NONBLOCK",
                flags < 0 ? flags : set ? O_NONBLOCK : 0,
                libc.errno());
        return set;
    }

    // ---- quietly ----

    public Received recvQuietly(Fd fd, int length, int flags) {
        byte[] buf = new byte[length];
        int result = libc.recv(fd.number(), buf, length, flags);
        int errno = libc.errno();
        // With MSG_TRUNC the result may exceed the buffer, and TCP leaves the buffer unchanged.
        int filled = Math.max(0, Math.min(result, length));
        boolean untouched = (flags & MSG_TRUNC) != 0 && Arrays.equals(buf, new byte[length]);
        return new Received(result, errno, Arrays.copyOf(buf, untouched ? 0 : filled), 0, List.of());
    }

    /** Whether there is data to receive, or some arrives in time. */
    public boolean arrives(Fd fd, int millis) throws ErrnoException {
        return must("poll", libc.poll(Pollfd.of(fd.number(), POLLIN), 1, millis)) > 0;
    }

    static int constant(String name) {
        return Math.toIntExact(Constants.value(name));
    }

    public int must(String call, int result) throws ErrnoException {
        if (result < 0) {
            throw new ErrnoException(call, libc.errno());
        }
        return result;
    }

    public Sockaddr nameOf(Fd fd) throws ErrnoException {
        Sockaddr name = new Sockaddr();
        IntRef length = new IntRef(SIZEOF_SOCKADDR_STORAGE);
        must("getsockname", libc.getsockname(fd.number(), name, length));
        byte[] bytes = new byte[length.get()];
        name.memory().get(0, bytes);
        return Sockaddr.of(bytes);
    }

    /** A socket bound to 127.0.0.1 and a port of the kernel's choice; a stream socket listens. */
    public Fd bound(String name, int type) throws ErrnoException {
        Fd fd = keep(name, must("socket", libc.socket(AF_INET, type | SOCK_CLOEXEC, 0)));
        Sockaddr any = Sockaddr.inet("127.0.0.1", 0);
        must("bind", libc.bind(fd.number(), any, any.length()));
        if (type == SOCK_STREAM) {
            must("listen", libc.listen(fd.number(), SOMAXCONN));
        }
        return fd;
    }

    /** A TCP connection over the loopback interface. */
    public Pair tcp(String client, String server) throws ErrnoException {
        Fd listener = bound("listener", SOCK_STREAM);
        Sockaddr addr = nameOf(listener);
        Fd a = keep(client, must("socket", libc.socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)));
        must("connect", libc.connect(a.number(), addr, addr.length()));
        Fd b = keep(server, must("accept", libc.accept4(listener.number(), null, null, SOCK_CLOEXEC)));
        closeQuietly(listener);
        return new Pair(a, b);
    }

    /** Two UDP sockets, connected to each other. */
    public Pair udp(String first, String second) throws ErrnoException {
        Fd a = bound(first, SOCK_DGRAM);
        Fd b = bound(second, SOCK_DGRAM);
        Sockaddr nameOfA = nameOf(a);
        Sockaddr nameOfB = nameOf(b);
        must("connect", libc.connect(a.number(), nameOfB, nameOfB.length()));
        must("connect", libc.connect(b.number(), nameOfA, nameOfA.length()));
        return new Pair(a, b);
    }

    /** A pair of AF_UNIX sockets. */
    public Pair unix(int type, String first, String second) throws ErrnoException {
        int[] sv = new int[2];
        must("socketpair", libc.socketpair(AF_UNIX, type | SOCK_CLOEXEC, 0, sv));
        return new Pair(keep(first, sv[0]), keep(second, sv[1]));
    }

    /** Whether no interface reaches the address directly. Connecting a UDP socket sends nothing. */
    public boolean unreachableWithoutGateway(Sockaddr addr) throws ErrnoException {
        Fd probe = keep("probe", must("socket", libc.socket(addr.sa_family(), SOCK_DGRAM | SOCK_CLOEXEC, 0)));
        must("setsockopt", libc.setsockopt(probe.number(), SOL_SOCKET, SO_DONTROUTE, 1));
        boolean unreachable = libc.connect(probe.number(), addr, addr.length()) < 0 && libc.errno() == ENETUNREACH;
        closeQuietly(probe);
        return unreachable;
    }

    /** Waits until this many bytes have arrived, so that the next call does not depend on the machine's speed. */
    public void awaitQueued(Fd fd, int bytes) throws ErrnoException {
        await(() -> queued(fd) >= bytes);
    }

    public int queued(Fd fd) {
        IntRef count = new IntRef();
        return libc.ioctl(fd.number(), FIONREAD, count) < 0 ? -1 : count.get();
    }

    /** Waits for an event that is certain to come. */
    public void awaitEvent(Fd fd, int events) throws ErrnoException {
        must("poll", libc.poll(Pollfd.of(fd.number(), events), 1, LOOPBACK_PATIENCE_MILLIS));
    }

    /** Polls a condition until it holds, for at most ten seconds. */
    public static void await(BooleanSupplier happened) {
        long deadline = System.nanoTime() + LOOPBACK_PATIENCE_MILLIS * 1_000_000L;
        while (!happened.getAsBoolean() && System.nanoTime() - deadline < 0) {
            Thread.onSpinWait();
            Thread.yield();
        }
    }

    public void closeQuietly(Fd fd) {
        forget(fd);
        libc.close(fd.number());
    }

    private synchronized void forget(Fd fd) {
        open.remove(fd);
    }

    /** Closes a capture with the rest. */
    public void onClose(Capture capture) {
        this.capture = capture;
    }

    @Override
    public synchronized void close() {
        if (capture != null) {
            capture.close();
        }
        open.forEach(fd -> libc.close(fd.number()));
        open.clear();
    }
}
