package libcsockets.socket;

import static libcsockets.internal.Layout.*;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.Reference;
import java.net.DatagramSocket;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ByteChannel;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.GatheringByteChannel;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.NetworkChannel;
import java.nio.channels.ScatteringByteChannel;
import java.nio.channels.UnsupportedAddressTypeException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import libcsockets.Cmsg;
import libcsockets.Constants;
import libcsockets.Control;
import libcsockets.Errno;
import libcsockets.ErrnoException;
import libcsockets.IntRef;
import libcsockets.Libc;
import libcsockets.LongRef;
import libcsockets.Msghdr;
import libcsockets.Names;
import libcsockets.Pollfd;
import libcsockets.Sockaddr;
import libcsockets.internal.BufferScopes;
import libcsockets.internal.CStrings;
import libcsockets.internal.Friends;
import libcsockets.internal.VirtualThreads;
import libcsockets.option.Sockopt;
import libcsockets.option.Sockopts;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A socket: everything that {@link Libc} can do with one, safe to close, to interrupt, to time out, and to use on
 * virtual threads.
 *
 * <pre>{@code
 * try (LibcSocket server = LibcSocket.tcp().bind(new InetSocketAddress("127.0.0.1", 0)).listen(128);
 *         LibcSocket client = LibcSocket.tcp()) {
 *     client.connect(server.localAddress());
 *     try (LibcSocket accepted = server.accept()) {
 *         client.send("hello".getBytes(), 0);
 *         byte[] buffer = new byte[100];
 *         int n = accepted.receive(buffer, 0);
 *     }
 * }
 * }</pre>
 *
 * <h2>Results</h2>
 *
 * An expected outcome is a result; an error is an {@link ErrnoException} with the errno. A call reports that it would
 * block only on a socket for which {@link #configureBlocking} was called with false, or with {@code MSG_DONTWAIT},
 * {@code MSG_ERRQUEUE} or (receiving) {@code MSG_OOB}, which never wait.
 *
 * <table>
 * <caption>Results of each call</caption>
 * <tr><th scope="col">call</th><th scope="col">done</th><th scope="col">end of stream</th>
 *     <th scope="col">would block</th><th scope="col">truncated datagram</th></tr>
 * <tr><th scope="row">{@code receive}</th><td>number of bytes, 0 for an empty datagram or an empty buffer on a
 * stream</td>
 *     <td>{@link #EOF} (-1), also for an empty record of a {@code SOCK_SEQPACKET} socket: the kernel returns 0 for
 *     both</td><td>{@link #WOULD_BLOCK} (-2)</td>
 *     <td>the datagram's real length, which is more than the buffer had room for</td></tr>
 * <tr><th scope="row">{@code receiveFrom}, {@code receiveMessage}</th><td>{@link Received}</td>
 *     <td>{@link Received#isEof()}</td><td>{@link Received#isWouldBlock()}</td>
 *     <td>{@link Received#isTruncated()}, {@link Received#realLength()}</td></tr>
 * <tr><th scope="row">{@code receiveFully}</th><td>number of bytes: all that there is room for</td>
 *     <td>less than there is room for</td><td>{@link IllegalBlockingModeException}</td><td>streams only</td></tr>
 * <tr><th scope="row">{@code receiveBatch}</th><td>number of datagrams</td><td>{@link #EOF}</td>
 *     <td>{@link #WOULD_BLOCK}</td><td>{@link Batch#flags}, {@link Batch#realLength}</td></tr>
 * <tr><th scope="row">{@code read}</th><td>number of bytes</td><td>-1, as in NIO</td><td>0, as in NIO</td>
 *     <td>cut without a sign, as in NIO</td></tr>
 * <tr><th scope="row">{@code send}, {@code sendTo}, {@code sendMessage}</th><td>number of bytes; on a stream it may be
 * less
 *     than all</td><td>{@code EPIPE}</td><td>{@link #WOULD_BLOCK}</td><td>{@code EMSGSIZE}</td></tr>
 * <tr><th scope="row">{@code sendBatch}</th><td>number of datagrams</td><td></td><td>{@link #WOULD_BLOCK}</td>
 *     <td>{@code EMSGSIZE} if the first one is too long</td></tr>
 * <tr><th scope="row">{@code sendFile}</th><td>number of bytes: all, or up to the end of the file</td>
 *     <td>{@code EPIPE}</td><td>the number of bytes so far</td><td></td></tr>
 * <tr><th scope="row">{@code write}</th><td>number of bytes</td><td>{@code EPIPE}</td><td>0, as in NIO</td>
 *     <td>{@code EMSGSIZE}</td></tr>
 * <tr><th scope="row">{@code accept}</th><td>the connection</td><td></td><td>null, as in NIO</td><td></td></tr>
 * <tr><th scope="row">{@code connect}</th><td>true</td><td></td><td>false, as in NIO: the attempt goes on; call it
 * again
 *     when the socket is writable</td><td></td></tr>
 * <tr><th scope="row">{@code InputStream.read}</th><td>number of bytes, never 0</td><td>-1</td>
 *     <td>{@link IllegalBlockingModeException}</td><td>cut without a sign</td></tr>
 * <tr><th scope="row">{@code sendAll}, {@code OutputStream.write}</th><td>all of it is sent</td><td>{@code EPIPE}</td>
 *     <td>{@link IllegalBlockingModeException}</td><td>{@code EMSGSIZE}</td></tr>
 * </table>
 *
 * <p>All of them throw {@link java.nio.channels.ClosedChannelException} on a closed socket, {@link
 * AsynchronousCloseException} if another thread closes it during the call, {@link ClosedByInterruptException} if the
 * thread is interrupted, which closes the socket, and {@link SocketTimeoutException} when the time is over. {@link
 * ErrnoException} compares the error numbers with the JDK's exception classes.
 *
 * <h2>Buffers</h2>
 *
 * The kernel uses the memory of a direct buffer itself. The bytes of any other buffer and of a {@code byte[]} are
 * copied once. So are those of a buffer of a shared arena, which another thread may close while the call is blocked:
 * the call then throws {@link IllegalStateException} if it has received something. Copied bytes cannot be sent with
 * {@code MSG_ZEROCOPY} ({@link IllegalArgumentException}): the kernel would go on reading memory that the next call
 * uses.
 *
 * <p>The copy is bounded. A stream copies at most {@code -Dlibcsockets.copy.limit=BYTES} (128 KiB; 4 KiB to 64 MiB) for
 * a call, and 64 KiB of several buffers; a thread keeps no more than that. A message is whole, and is copied up to
 * 16 MiB. A larger array, and from 32 KiB on one that a stream sends whole ({@link #sendAll},
 * {@link #outputStream()}), goes to the kernel as it stands, in calls that do not wait, at most 1 MiB of a stream's
 * array at a time. The garbage collector waits for such a call; so this is done only on {@code AF_UNIX}, on
 * UDP and MPTCP, and on TCP without {@code TCP_ULP} while the socket's number was not handed out ({@link #fd},
 * {@link #apply}, {@link #markShared()}). Elsewhere a larger array is copied too.
 *
 * <p>A call uses the bytes between position and limit, and moves the position behind what it transferred. Every call
 * that sends adds {@code MSG_NOSIGNAL}. Every descriptor made here has {@code FD_CLOEXEC}.
 *
 * <h2>IPv4 and IPv6</h2>
 *
 * A socket of {@code AF_INET6} ({@link #tcp6}, {@link #udp6}) has both families, as the JDK's channels do, unless
 * {@code IPV6_V6ONLY} is set. Java reads {@code ::ffff:127.0.0.1} as {@code 127.0.0.1}, and so does this class in both
 * directions.
 *
 * <table>
 * <caption>The meaning of an address to a socket of each family</caption>
 * <tr><th scope="col">call</th><th scope="col">address</th><th scope="col">{@code AF_INET}</th>
 *     <th scope="col">{@code AF_INET6}</th></tr>
 * <tr><th scope="row">{@code bind}</th><td>{@code 0.0.0.0}, as in {@code new InetSocketAddress(port)}</td>
 *     <td>IPv4; {@code localAddress} gives {@code 0.0.0.0}</td>
 *     <td>both families, or IPv6 alone; {@code localAddress} gives {@code ::}</td></tr>
 * <tr><th scope="row">{@code bind}</th><td>{@code ::}</td><td>{@code EAFNOSUPPORT}</td>
 *     <td>both families, or IPv6 alone; {@code localAddress} gives {@code ::}</td></tr>
 * <tr><th scope="row">{@code bind}</th><td>{@code 127.0.0.1}, {@code ::ffff:127.0.0.1}</td>
 *     <td>IPv4; {@code localAddress} gives {@code 127.0.0.1}</td>
 *     <td>IPv4; {@code localAddress} gives {@code 127.0.0.1}</td></tr>
 * <tr><th scope="row">{@code bind}</th><td>{@code ::1}</td><td>{@code EAFNOSUPPORT}</td>
 *     <td>IPv6; {@code localAddress} gives {@code ::1}</td></tr>
 * <tr><th scope="row">{@code connect}, {@code sendTo}</th><td>{@code 0.0.0.0}</td>
 *     <td>this host; {@code remoteAddress} gives {@code 127.0.0.1}</td>
 *     <td>this host over IPv4; {@code remoteAddress} gives {@code 127.0.0.1}</td></tr>
 * <tr><th scope="row">{@code connect}, {@code sendTo}</th><td>{@code ::}</td><td>{@code EAFNOSUPPORT}</td>
 *     <td>this host over IPv6; {@code remoteAddress} gives {@code ::1}</td></tr>
 * <tr><th scope="row">{@code connect}, {@code sendTo}</th><td>{@code 127.0.0.1}, {@code ::ffff:127.0.0.1}</td>
 *     <td>IPv4; {@code remoteAddress} gives {@code 127.0.0.1}</td>
 *     <td>IPv4; {@code remoteAddress} and the peer's give IPv4 addresses</td></tr>
 * <tr><th scope="row">{@code connect}, {@code sendTo}</th><td>{@code ::1}</td><td>{@code EAFNOSUPPORT}</td>
 *     <td>IPv6; {@code remoteAddress} gives {@code ::1}</td></tr>
 * </table>
 *
 * <p>The JDK's channels differ in two points: where this class gives {@code EAFNOSUPPORT} they throw {@link
 * java.nio.channels.UnsupportedAddressTypeException}, and they take a wildcard destination for the address of this
 * host's name.
 *
 * <h2>Close, interrupt, timeouts</h2>
 *
 * Any thread may close a socket at any time; a second close does nothing. If calls are blocked on the socket, {@code
 * close} wakes them at once, and the last of them to leave closes the descriptor, so that its number is never used for
 * another file. A close that meets no blocked call is a plain {@code close(2)}; one that does shuts the connection down
 * first, since Linux wakes blocked calls for nothing else.
 *
 * <p>A shutdown reaches every holder of the socket. So once a socket is shared ({@link #dup()}, {@link #adopt}, {@link
 * #listenFds()}, {@link #borrow(Socket)}, {@link #addRights}) its calls wait in {@code poll} instead, together with an
 * eventfd, and closing this descriptor leaves the connection of the others as it is. Call {@link #markShared()} before
 * handing the descriptor on in any other way. (Only a call that was blocked when the socket became shared still needs a
 * shutdown to wake it.)
 *
 * <p>With {@code SO_LINGER} and data that is not acknowledged, the close of a connection blocks its thread for up to
 * that time, and the carrier of a virtual thread with it, as in the JDK. If calls were blocked, it blocks the last one
 * to leave.
 *
 * <p>A timeout limits one call, is kept here and not in the kernel, and leaves the socket usable. A connection attempt
 * that timed out is given up, so that the socket can connect to another address. The socket's own {@code SO_RCVTIMEO}
 * and {@code SO_SNDTIMEO} limit every call that waits, however it waits; the shorter time counts.
 *
 * <p>At the limit of descriptors a call still gets its data: where the eventfd or the epoll that it would wait with
 * cannot be made, it looks again after pauses of up to 16 ms.
 *
 * <p>A socket that is dropped without {@code close} keeps its descriptor for as long as the process lives. With {@code
 * -Dlibcsockets.leak=warn}, the log names each one that was collected, with the stack trace of its creation.
 *
 * <h2>Threads</h2>
 *
 * Any number of threads may use a socket. On a platform thread, without a timeout, a call is exactly one system call,
 * unless the socket is shared. No shutdown wakes sockets other than IP and {@code AF_UNIX}, nor the sending of {@code
 * AF_UNIX} datagrams: they use {@code poll} when they have to wait, and so does a large array. The {@code connect} of
 * {@code AF_UNIX}, and any {@code connect} with a timeout, makes the descriptor non-blocking for the time of the call.
 * A descriptor stays non-blocking, for every holder of the socket, once it has accepted with a timeout or while it was
 * shared, or has accepted or connected on a virtual thread; it then polls when it has to wait. On a virtual thread (JDK
 * 21 and later) a call that would block parks the thread and leaves its carrier free.
 *
 * <p>The kernel does {@code MSG_WAITALL} only in a plain call. Where a call waits in another way, {@code receive} does
 * it here; with {@code MSG_PEEK}, and in {@code receiveMessage}, it returns what is there.
 */
public final class LibcSocket extends SocketCalls
        implements ByteChannel, GatheringByteChannel, NetworkChannel, ScatteringByteChannel {
    /** The result of receiving when the peer sends no more. */
    public static final int EOF = END;

    /** The result of a call that was not to wait and could do nothing. */
    public static final int WOULD_BLOCK = NOTHING;

    /** Held while a set of listeners is made, which is seldom. */
    private static final Object OPENING = new Object();

    private static final Logger LOG = LoggerFactory.getLogger(LibcSocket.class);
    private static final int TYPE_FLAGS = Constants.SOCK_NONBLOCK | Constants.SOCK_CLOEXEC;
    /** The kernel moves at most 0x7ffff000 bytes in a call. */
    private static final int LARGEST_PART = 1 << 30;

    /** The addresses of sockets that have none. */
    private static final Set<String> UNBOUND = Set.of("", "0.0.0.0:0", "[::]:0", "unix:(unnamed)");

    private static final int NEVER_WAIT = Constants.MSG_DONTWAIT | Constants.MSG_ERRQUEUE;

    private static final VarHandle KEPT;

    static {
        try {
            KEPT = MethodHandles.lookup().findVarHandle(LibcSocket.class, "kept", MessageBuffers.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Of the last message, for the next one. */
    private volatile MessageBuffers kept;

    private volatile Set<CloseListener> listeners;

    /** The address that accept gave; null of a socket that was not accepted. */
    private byte[] peer;

    private volatile boolean blocking = true;
    private volatile long receiveTimeout;
    private volatile long sendTimeout;

    LibcSocket(Libc libc, int fd, int domain, int type, int protocol, boolean shared) {
        super(libc, fd, domain, type, protocol);
        if (shared) {
            share();
        }
        if (LOG.isDebugEnabled()) {
            LOG.debug("opened {}", this);
        }
    }

    /** From now on the listener is notified of the closing. */
    void watch(CloseListener listener) throws ClosedChannelException {
        if (listeners == null) {
            synchronized (OPENING) {
                if (listeners == null) {
                    listeners = ConcurrentHashMap.newKeySet();
                }
            }
        }
        listeners.add(listener);
        if (isClosing()) {
            throw new ClosedChannelException();
        }
    }

    void unwatch(CloseListener listener) {
        Set<CloseListener> set = listeners;
        if (set != null) {
            set.remove(listener);
        }
    }

    @Override
    void closing() {
        Set<CloseListener> set = listeners;
        if (set != null) {
            set.forEach(listener -> listener.closing(this));
        }
    }

    @Override
    void released(int result) {
        if (result == -Constants.EBADF) {
            LOG.warn("{} was closed elsewhere: close gave EBADF, and may have met the number of another file", this);
        } else if (LOG.isDebugEnabled()) {
            LOG.debug("closed {}{}", this, result < 0 ? ": " + Errno.name(-result) : "");
        }
    }

    /** A socket that could not be set up is not left open. */
    private void closeAfter(IOException failure) {
        try {
            close();
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    // ---- opening ----

    /**
     * {@code socket(domain, type, protocol)}, with {@code SOCK_CLOEXEC}.
     *
     * @param domain {@code AF_} constant
     * @param type {@code SOCK_} constant; with {@code SOCK_NONBLOCK} or-ed to it as after {@link #configureBlocking}
     *     with false
     * @param protocol {@code IPPROTO_} or other constant of the domain; 0 for the usual one
     * @return the socket
     * @throws ErrnoException if it cannot be made: {@code EAFNOSUPPORT}, {@code EPROTONOSUPPORT}, {@code EPERM}, {@code
     *     EMFILE}, ...
     * @see <a href="https://man7.org/linux/man-pages/man2/socket.2.html">socket(2)</a>
     */
    public static LibcSocket open(int domain, int type, int protocol) throws ErrnoException {
        return open(Libc.get(), domain, type, protocol);
    }

    /**
     * {@link #open(int, int, int)} over a backend of your choice.
     *
     * @param libc the backend; sockets accepted from this one use it too
     * @param domain {@code AF_} constant
     * @param type {@code SOCK_} constant
     * @param protocol {@code IPPROTO_} or other constant of the domain
     * @return the socket
     * @throws ErrnoException if it cannot be made
     */
    public static LibcSocket open(Libc libc, int domain, int type, int protocol) throws ErrnoException {
        int fd = Friends.calls(libc).socket(domain, type | Constants.SOCK_CLOEXEC, protocol);
        if (fd < 0) {
            throw new ErrnoException("socket", -fd, domain, type | Constants.SOCK_CLOEXEC, protocol);
        }
        return made(libc, fd, domain, type, protocol);
    }

    private static LibcSocket made(Libc libc, int fd, int domain, int type, int protocol) throws ErrnoException {
        LibcSocket socket = new LibcSocket(libc, fd, domain, type & ~TYPE_FLAGS, protocol, false);
        if ((type & Constants.SOCK_NONBLOCK) != 0) {
            socket.blocking = false;
            try {
                socket.setNonBlocking(true, false);
            } catch (ErrnoException e) {
                socket.closeAfter(e);
                throw e;
            }
        }
        return socket;
    }

    /**
     * A TCP socket for IPv4.
     *
     * @return the socket
     * @throws ErrnoException if it cannot be made
     */
    public static LibcSocket tcp() throws ErrnoException {
        return open(Constants.AF_INET, Constants.SOCK_STREAM, Constants.IPPROTO_TCP);
    }

    /**
     * A TCP socket for IPv6, and for IPv4 through mapped addresses unless {@code IPV6_V6ONLY} is set.
     *
     * @return the socket
     * @throws ErrnoException if it cannot be made
     */
    public static LibcSocket tcp6() throws ErrnoException {
        return open(Constants.AF_INET6, Constants.SOCK_STREAM, Constants.IPPROTO_TCP);
    }

    /**
     * A TCP socket of the family that an address needs: IPv6 for an {@link java.net.Inet6Address}, else IPv4.
     *
     * @param address a resolved address of either family
     * @return the socket
     * @throws ErrnoException if it cannot be made
     * @throws java.nio.channels.UnresolvedAddressException if the address is not resolved
     */
    public static LibcSocket tcp(InetSocketAddress address) throws ErrnoException {
        return isIpv6(address) ? tcp6() : tcp();
    }

    /**
     * A UDP socket of the family that an address needs: IPv6 for an {@link java.net.Inet6Address}, else IPv4.
     *
     * @param address a resolved address of either family
     * @return the socket
     * @throws ErrnoException if it cannot be made
     * @throws java.nio.channels.UnresolvedAddressException if the address is not resolved
     */
    public static LibcSocket udp(InetSocketAddress address) throws ErrnoException {
        return isIpv6(address) ? udp6() : udp();
    }

    private static boolean isIpv6(InetSocketAddress address) {
        return LibcSocketAddress.resolved(address).getAddress() instanceof Inet6Address;
    }

    /**
     * A UDP socket for IPv4.
     *
     * @return the socket
     * @throws ErrnoException if it cannot be made
     */
    public static LibcSocket udp() throws ErrnoException {
        return open(Constants.AF_INET, Constants.SOCK_DGRAM, Constants.IPPROTO_UDP);
    }

    /**
     * A UDP socket for IPv6, and for IPv4 through mapped addresses unless {@code IPV6_V6ONLY} is set.
     *
     * @return the socket
     * @throws ErrnoException if it cannot be made
     */
    public static LibcSocket udp6() throws ErrnoException {
        return open(Constants.AF_INET6, Constants.SOCK_DGRAM, Constants.IPPROTO_UDP);
    }

    /**
     * An {@code AF_UNIX} stream socket.
     *
     * @return the socket
     * @throws ErrnoException if it cannot be made
     */
    public static LibcSocket unixStream() throws ErrnoException {
        return open(Constants.AF_UNIX, Constants.SOCK_STREAM, 0);
    }

    /**
     * An {@code AF_UNIX} datagram socket.
     *
     * @return the socket
     * @throws ErrnoException if it cannot be made
     */
    public static LibcSocket unixDatagram() throws ErrnoException {
        return open(Constants.AF_UNIX, Constants.SOCK_DGRAM, 0);
    }

    /**
     * An {@code AF_UNIX} socket with connections that keep message boundaries.
     *
     * @return the socket
     * @throws ErrnoException if it cannot be made
     */
    public static LibcSocket unixSeqpacket() throws ErrnoException {
        return open(Constants.AF_UNIX, Constants.SOCK_SEQPACKET, 0);
    }

    /**
     * {@code socketpair(AF_UNIX, type, 0)}: two connected sockets.
     *
     * @param type {@code SOCK_} constant, {@code SOCK_NONBLOCK} or-ed to it as for {@link #open(int, int, int)}
     * @return the two
     * @throws ErrnoException if they cannot be made
     * @see <a href="https://man7.org/linux/man-pages/man2/socketpair.2.html">socketpair(2)</a>
     */
    public static LibcSocket[] pair(int type) throws ErrnoException {
        return pair(Libc.get(), type);
    }

    /**
     * {@link #pair(int)} over a backend of your choice.
     *
     * @param libc the backend
     * @param type {@code SOCK_} constant
     * @return the two
     * @throws ErrnoException if they cannot be made
     */
    public static LibcSocket[] pair(Libc libc, int type) throws ErrnoException {
        return pair(libc, Constants.AF_UNIX, type, 0);
    }

    /**
     * {@code socketpair}: two connected sockets of any family that the kernel pairs. Those are {@code AF_UNIX} and
     * {@code AF_TIPC}; for any other, the errno says so.
     *
     * @param libc the backend
     * @param domain {@code AF_} constant
     * @param type {@code SOCK_} constant, {@code SOCK_NONBLOCK} or-ed to it as for {@link #open(int, int, int)}
     * @param protocol the protocol; 0 for the usual one
     * @return the two
     * @throws ErrnoException if they cannot be made: {@code EOPNOTSUPP}, {@code EAFNOSUPPORT}, {@code EMFILE}, ...
     */
    public static LibcSocket[] pair(Libc libc, int domain, int type, int protocol) throws ErrnoException {
        int[] sv = new int[2];
        int all = type | Constants.SOCK_CLOEXEC;
        if (libc.socketpair(domain, all, protocol, sv) < 0) {
            throw new ErrnoException("socketpair", libc.errno(), domain, all, protocol, "sv");
        }
        LibcSocket first;
        try {
            first = made(libc, sv[0], domain, type, protocol);
        } catch (ErrnoException e) {
            Friends.calls(libc).close(sv[1]);
            throw e;
        }
        try {
            return new LibcSocket[] {first, made(libc, sv[1], domain, type, protocol)};
        } catch (ErrnoException e) {
            first.closeAfter(e);
            throw e;
        }
    }

    /**
     * Another descriptor for the same socket ({@code F_DUPFD_CLOEXEC}). Both are shared from now on: closing one of
     * them leaves the connection to the other.
     *
     * @return a socket of its own, with the same timeouts and mode
     * @throws IOException if it cannot be made
     */
    public LibcSocket dup() throws IOException {
        int copy = inside((libc, fd) ->
                checked(calls.fcntl(fd, Constants.F_DUPFD_CLOEXEC, 0), "fcntl", fd, "F_DUPFD_CLOEXEC", 0));
        share();
        LibcSocket socket = new LibcSocket(libc, copy, domain, type, protocol, true);
        socket.receiveTimeout = receiveTimeout;
        socket.sendTimeout = sendTimeout;
        socket.blocking = blocking;
        socket.peer = peer;
        return socket;
    }

    /**
     * Declares that another holder has the socket too, or will have it: a process that was started with its descriptor,
     * a number that was given away by hand. From now on closing this one leaves it to the other holders.
     *
     * <p>It is to be called before the descriptor is handed on. {@link #addRights}, {@link #dup()},
     * {@link #adopt}, {@link #borrow(Socket)} and {@link #listenFds()} do it themselves.
     *
     * @return this
     */
    public LibcSocket markShared() {
        share();
        return this;
    }

    /**
     * Adds {@code SCM_RIGHTS} to control messages: sockets that the receiver gets descriptors of. Each is shared from
     * now on ({@link #markShared}): closing it leaves the receiver's as it is. It must stay open until the message is
     * sent.
     *
     * @param control where the message is added
     * @param sockets open sockets; the kernel takes at most 253
     * @return {@code control}
     * @throws ClosedChannelException if one of them is closed
     * @throws IllegalArgumentException if the message does not fit into the rest of the buffer
     * @see <a href="https://man7.org/linux/man-pages/man7/unix.7.html">unix(7)</a>
     */
    public static Control addRights(Control control, LibcSocket... sockets) throws ClosedChannelException {
        int[] fds = new int[sockets.length];
        for (int i = 0; i < fds.length; i++) {
            if (!sockets[i].isOpen()) {
                throw new ClosedChannelException();
            }
            fds[i] = sockets[i].markShared().fd();
        }
        return control.addRights(fds);
    }

    // ---- descriptors from elsewhere ----

    /**
     * Takes over a descriptor: closing the socket closes it. Others may hold the same socket, and closing this one
     * leaves theirs as it is.
     *
     * @param fd an open socket, for example one that came with {@code SCM_RIGHTS}
     * @return the socket
     * @throws ErrnoException if the number is not an open socket: {@code EBADF}, {@code ENOTSOCK}; it stays the
     *     caller's
     */
    public static LibcSocket adopt(int fd) throws ErrnoException {
        return adopt(Libc.get(), fd);
    }

    /**
     * {@link #adopt(int)} over a backend of your choice.
     *
     * @param libc the backend
     * @param fd an open socket
     * @return the socket
     * @throws ErrnoException if the number is not an open socket
     */
    public static LibcSocket adopt(Libc libc, int fd) throws ErrnoException {
        int domain = option(libc, fd, Constants.SO_DOMAIN, "SO_DOMAIN");
        int type = option(libc, fd, Constants.SO_TYPE, "SO_TYPE");
        int protocol = option(libc, fd, Constants.SO_PROTOCOL, "SO_PROTOCOL");
        return new LibcSocket(libc, fd, domain, type, protocol, true);
    }

    /**
     * The sockets that systemd has opened for this process ({@code sd_listen_fds}): {@code LISTEN_FDS} of them, from
     * descriptor 3 on, if {@code LISTEN_PID} is this process. They get {@code FD_CLOEXEC}. {@link #localAddress()}
     * shows which is which, and so do their names ({@link #listenFds(String)}).
     *
     * <p>Each has one owner: every call returns the same objects. A descriptor that is not a socket is left alone, with
     * a warning in the log.
     *
     * @return the sockets in systemd's order; none if there are none
     * @throws IOException if {@code LISTEN_FDS} is not a number
     * @see <a href="https://man7.org/linux/man-pages/man3/sd_listen_fds.3.html">sd_listen_fds(3)</a>
     */
    public static List<LibcSocket> listenFds() throws IOException {
        return ListenFds.get().sockets(null);
    }

    /**
     * Those of {@link #listenFds()} that have a name ({@code FileDescriptorName=} of the unit, in {@code
     * LISTEN_FDNAMES}).
     *
     * @param name the name; a unit without one uses its own, such as {@code echo.socket}
     * @return the sockets of that name; none if there are none
     * @throws IOException as {@link #listenFds()}
     */
    public static List<LibcSocket> listenFds(String name) throws IOException {
        return ListenFds.get().sockets(Objects.requireNonNull(name, "name"));
    }

    /**
     * Borrows the socket of the JDK's: to peek at it, read {@link TcpInfo} or an option, or set one.
     *
     * <p>The result has a descriptor of its own for the same socket ({@code F_DUPFD_CLOEXEC}), so that a number that
     * the JDK closes is never used. Closing it leaves the JDK's socket as it is, interrupts and timeouts too; but the
     * connection ends only when both are closed. Bytes received here are gone for the JDK, unless with {@code
     * MSG_PEEK}.
     *
     * @param socket a socket that is bound or connected
     * @return the borrowed one
     * @throws IllegalStateException if the JDK's modules are not open for this; the message names the flags
     * @throws ClosedChannelException if it is closed, or neither bound nor connected yet
     * @throws IOException if the descriptor cannot be found in this JDK, or not be copied
     */
    public static LibcSocket borrow(Socket socket) throws IOException {
        Libc libc = Libc.get();
        return borrowed(libc, JdkDescriptors.duplicate(Friends.calls(libc), socket));
    }

    /**
     * {@link #borrow(Socket)} for a listening socket.
     *
     * @param socket a socket that is bound
     * @return the borrowed one
     * @throws IllegalStateException if the JDK's modules are not open for this; the message names the flags
     * @throws IOException as {@link #borrow(Socket)}
     */
    public static LibcSocket borrow(ServerSocket socket) throws IOException {
        Libc libc = Libc.get();
        return borrowed(libc, JdkDescriptors.duplicate(Friends.calls(libc), socket));
    }

    /**
     * {@link #borrow(Socket)} for a datagram socket.
     *
     * @param socket a socket that is open
     * @return the borrowed one
     * @throws IllegalStateException if the JDK's modules are not open for this; the message names the flags
     * @throws IOException as {@link #borrow(Socket)}
     */
    public static LibcSocket borrow(DatagramSocket socket) throws IOException {
        Libc libc = Libc.get();
        return borrowed(libc, JdkDescriptors.duplicate(Friends.calls(libc), socket));
    }

    /**
     * {@link #borrow(Socket)} for a {@code SocketChannel}, {@code ServerSocketChannel} or {@code DatagramChannel}.
     *
     * @param channel a channel that is open
     * @return the borrowed one
     * @throws IllegalArgumentException if it is another channel
     * @throws IllegalStateException if the JDK's modules are not open for this; the message names the flags
     * @throws IOException as {@link #borrow(Socket)}
     */
    public static LibcSocket borrow(NetworkChannel channel) throws IOException {
        Libc libc = Libc.get();
        return borrowed(libc, JdkDescriptors.duplicate(Friends.calls(libc), channel));
    }

    private static LibcSocket borrowed(Libc libc, int copy) throws ErrnoException {
        try {
            return adopt(libc, copy);
        } catch (ErrnoException e) {
            Friends.calls(libc).close(copy);
            throw e;
        }
    }

    private static int option(Libc libc, int fd, int name, String text) throws ErrnoException {
        IntRef value = new IntRef();
        if (libc.getsockopt(fd, Constants.SOL_SOCKET, name, value) < 0) {
            throw new ErrnoException("getsockopt", libc.errno(), fd, "SOL_SOCKET", text);
        }
        return value.get();
    }

    // ---- what it is ----

    /**
     * The descriptor's number, for a raw call. It is good only as long as the socket is open; {@link #apply} makes sure
     * of that. Call {@link #markShared()} before handing it on.
     *
     * @return the number
     */
    public int fd() {
        expose();
        return fd;
    }

    /**
     * The domain.
     *
     * @return {@code AF_} constant
     */
    public int domain() {
        return domain;
    }

    /**
     * The type.
     *
     * @return {@code SOCK_} constant without flags
     */
    public int type() {
        return type;
    }

    /**
     * The protocol.
     *
     * @return the number that the socket was made with
     */
    public int protocol() {
        return protocol;
    }

    /**
     * Runs raw calls on the descriptor, which stays open meanwhile even if the socket is closed.
     *
     * @param <T> what they give
     * @param call the calls
     * @return what they gave
     * @throws IOException what they threw; {@link java.nio.channels.ClosedChannelException} if the socket is closed
     */
    public <T> T apply(RawCall<T> call) throws IOException {
        expose();
        return inside(call);
    }

    private <T> T inside(RawCall<T> call) throws IOException {
        enter();
        try {
            return call.call(libc, fd);
        } finally {
            leave();
        }
    }

    /**
     * {@code getsockopt} with an option of {@link Sockopts}.
     *
     * @param <T> the option's type
     * @param option which one
     * @return its value
     * @throws IOException if the call fails: {@code ENOPROTOOPT}, {@code EOPNOTSUPP}, ...
     */
    public <T> T getOption(Sockopt<T> option) throws IOException {
        enter();
        try {
            return Sockopts.get(libc, fd, option);
        } finally {
            leave();
        }
    }

    /**
     * {@code setsockopt} with an option of {@link Sockopts}.
     *
     * @param <T> the option's type
     * @param option which one
     * @param value its new value
     * @return this
     * @throws IOException if the call fails: {@code EPERM}, {@code EINVAL}, {@code ENOPROTOOPT}, ...
     */
    public <T> LibcSocket setOption(Sockopt<T> option, T value) throws IOException {
        return inside((libc, fd) -> {
            Sockopts.set(libc, fd, option, value);
            if (option == Sockopts.TCP_ULP) {
                hasRecords();
            } else if (option == Sockopts.SO_RCVTIMEO || option == Sockopts.SO_SNDTIMEO) {
                ownTimeoutChanged();
            }
            return this;
        });
    }

    /**
     * Sets an option of the JDK's: one of {@code java.net.StandardSocketOptions} or {@code
     * jdk.net.ExtendedSocketOptions}, with the value's type and the meaning that it has on the JDK's channels.
     *
     * <table>
     * <caption>Where the JDK's options differ from the kernel's</caption>
     * <tr><th scope="col">option</th><th scope="col">meaning</th></tr>
     * <tr><th scope="row">{@code SO_SNDBUF}, {@code SO_RCVBUF}</th><td>bytes; the kernel doubles them, and reading
     * returns
     *     half of that; a receive buffer has at least 1024</td></tr>
     * <tr><th scope="row">{@code SO_LINGER}</th><td>seconds, at most 65535; a negative number turns it off, and is read
     * as
     *     -1</td></tr>
     * <tr><th scope="row">{@code IP_TOS}, {@code IP_MULTICAST_TTL}, {@code IP_MULTICAST_LOOP}</th><td>on {@code
     * AF_INET6}
     *     {@code IPV6_TCLASS}, {@code IPV6_MULTICAST_HOPS}, {@code IPV6_MULTICAST_LOOP}, and the IPv4 option as well
     *     </td></tr>
     * <tr><th scope="row">{@code IP_MULTICAST_IF}</th><td>a {@code NetworkInterface}: on {@code AF_INET} its first IPv4
     *     address, on {@code AF_INET6} its number, and the address as well if it has one</td></tr>
     * <tr><th scope="row">{@code IP_DONTFRAGMENT}</th><td>{@code IP_MTU_DISCOVER} (and {@code IPV6_MTU_DISCOVER}): true
     *     is {@code IP_PMTUDISC_DO}, false {@code IP_PMTUDISC_DONT}</td></tr>
     * <tr><th scope="row">{@code SO_PEERCRED}</th><td>read only; user and group are named by their numbers</td></tr>
     * </table>
     *
     * @param <T> the option's type
     * @param option which one
     * @param value its new value
     * @return this
     * @throws UnsupportedOperationException if this socket does not have the option; the message has those that it has
     * @throws IllegalArgumentException if the option cannot have this value
     * @throws java.net.SocketException if the option can only be read
     * @throws IOException if the call fails, as {@link #setOption(Sockopt, Object)}; if the socket is closed
     */
    @Override
    public <T> LibcSocket setOption(SocketOption<T> option, T value) throws IOException {
        return inside((libc, fd) -> {
            JdkOptions.set(this, option, value);
            return this;
        });
    }

    /**
     * Reads an option of the JDK's, as {@link #setOption(SocketOption, Object)} describes them.
     *
     * @param <T> the option's type
     * @param option which one
     * @return its value; null for an {@code IP_MULTICAST_IF} that was not set
     * @throws UnsupportedOperationException if this socket does not have the option; the message has those that it has
     * @throws IOException if the call fails, as {@link #getOption(Sockopt)}; if the socket is closed
     */
    @Override
    public <T> T getOption(SocketOption<T> option) throws IOException {
        return inside((libc, fd) -> JdkOptions.get(this, option));
    }

    /**
     * The JDK's options that a socket of this domain and type has. {@link Sockopts} has many more.
     *
     * @return them, unmodifiable
     */
    @Override
    public Set<SocketOption<?>> supportedOptions() {
        return JdkOptions.supported(this);
    }

    private static int checked(int result, String call, Object... arguments) throws ErrnoException {
        if (result < 0) {
            throw new ErrnoException(call, -result, arguments);
        }
        return result;
    }

    /**
     * {@code getsockname}.
     *
     * @return the local address, of the JDK's type if it has one
     * @throws IOException if the call fails
     */
    public SocketAddress localAddress() throws IOException {
        return address(true);
    }

    /**
     * {@link #localAddress()}, as the JDK's channels return it.
     *
     * @return the local address; null if an Internet socket is not bound
     * @throws IOException if the call fails
     */
    @Override
    public SocketAddress getLocalAddress() throws IOException {
        SocketAddress address = localAddress();
        return address instanceof InetSocketAddress internet
                        && internet.getPort() == 0
                        && internet.getAddress().isAnyLocalAddress()
                ? null
                : address;
    }

    /**
     * {@code getpeername}.
     *
     * @return the peer's address, of the JDK's type if it has one
     * @throws IOException if the call fails: {@code ENOTCONN}, ...
     */
    public SocketAddress remoteAddress() throws IOException {
        return address(false);
    }

    private SocketAddress address(boolean local) throws IOException {
        AddressBuffers buffers = AddressBuffers.take();
        enter();
        try {
            int result = local
                    ? calls.getsockname(fd, buffers.nameAddress(), buffers.lengthAddress())
                    : calls.getpeername(fd, buffers.nameAddress(), buffers.lengthAddress());
            if (result == -Constants.ENOTCONN && !local && peer != null) {
                // The peer has reset the connection; the one that accept named it was.
                return LibcSocketAddress.decode(Sockaddr.of(peer), peer.length);
            }
            checked(result, local ? "getsockname" : "getpeername", fd, "addr", SIZEOF_SOCKADDR_STORAGE);
            return buffers.decode();
        } finally {
            leave();
            buffers.give();
        }
    }

    /**
     * The socket by names and addresses, asked of the kernel at this moment: {@code LibcSocket[AF_INET, SOCK_STREAM,
     * 127.0.0.1:8080 -> 127.0.0.1:40112, fd 8]}.
     *
     * @return the text; without addresses if it has none, or is closed
     */
    @Override
    public String toString() {
        boolean usual = type == Constants.SOCK_STREAM && protocol == Constants.IPPROTO_TCP
                || type == Constants.SOCK_DGRAM && protocol == Constants.IPPROTO_UDP;
        return "LibcSocket[" + Names.of("AF_", domain) + ", " + Names.type(type)
                + (protocol == 0 || usual ? "" : ", " + Names.protocol(domain, protocol))
                + addresses() + ", fd " + fd + (isOpen() ? "]" : ", closed]");
    }

    private String addresses() {
        if (!enter(CALL)) {
            return "";
        }
        AddressBuffers buffers = AddressBuffers.take();
        try {
            int result = calls.getsockname(fd, buffers.nameAddress(), buffers.lengthAddress());
            String local = result < 0 ? "" : Sockaddr.of(buffers.bytes()).toString();
            buffers.prepare();
            result = calls.getpeername(fd, buffers.nameAddress(), buffers.lengthAddress());
            if (result >= 0) {
                return ", " + local + " -> " + Sockaddr.of(buffers.bytes());
            }
            return UNBOUND.contains(local) ? "" : ", " + local;
        } finally {
            buffers.give();
            leave();
        }
    }

    /**
     * Gives the descriptor away: this object is closed, and the descriptor stays open. It blocks, unless {@link
     * #configureBlocking} was called with false or it was non-blocking when it came here.
     *
     * @return the descriptor, the caller's from now on
     * @throws ClosedChannelException if it is closed
     * @throws IllegalStateException if a call is in flight
     * @throws IOException if its mode cannot be changed
     */
    public int detach() throws IOException {
        detachDescriptor();
        return fd;
    }

    @Override
    void detaching() throws ErrnoException {
        if (blocking) {
            blockAgain();
        }
    }

    /**
     * Whether the peer of a connection has sent its end or has reset the connection, also while data that came before
     * is still to be received ({@code POLLRDHUP}). It is also true of a stream that was never connected, or that this
     * end has shut down for reading. False says nothing about a peer that vanished without a word.
     *
     * @return true if nothing more will come than what is there
     * @throws IOException if the socket is closed, or the call fails
     * @see <a href="https://man7.org/linux/man-pages/man2/poll.2.html">poll(2)</a>
     */
    public boolean isPeerClosed() throws IOException {
        Pollfd ends = Pollfd.of(fd, Constants.POLLRDHUP);
        int ready = inside((libc, fd) -> checked(calls.poll(Friends.address(ends), 1, 0), "poll", fd, "POLLRDHUP"));
        // Not POLLERR, which also reports messages on the error queue; a reset sets the other two.
        return ready > 0 && (ends.revents(0) & (Constants.POLLRDHUP | Constants.POLLHUP)) != 0;
    }

    // ---- modes ----

    /**
     * Whether calls wait. In the other mode they give the results that the table above has under would-block.
     *
     * @param block false to make the descriptor non-blocking ({@code O_NONBLOCK}), for every holder of the socket
     * @return this
     * @throws IOException if the mode cannot be changed, or the socket is closed
     */
    public LibcSocket configureBlocking(boolean block) throws IOException {
        enter();
        try {
            blocking = block;
            setNonBlocking(!block, false);
        } finally {
            leave();
        }
        return this;
    }

    /**
     * Whether calls wait.
     *
     * @return true unless {@link #configureBlocking} was called with false
     */
    public boolean isBlocking() {
        return blocking;
    }

    /**
     * How long a call waits that receives or accepts.
     *
     * @param timeout the time; null or 0 for no limit
     * @return this
     * @throws IllegalArgumentException if it is negative
     */
    public LibcSocket receiveTimeout(Duration timeout) {
        receiveTimeout = nanos(timeout);
        return this;
    }

    /**
     * How long a call waits that sends or connects.
     *
     * @param timeout the time; null or 0 for no limit
     * @return this
     * @throws IllegalArgumentException if it is negative
     */
    public LibcSocket sendTimeout(Duration timeout) {
        sendTimeout = nanos(timeout);
        return this;
    }

    static long nanos(Duration timeout) {
        if (timeout == null) {
            return 0;
        }
        if (timeout.isNegative()) {
            throw new IllegalArgumentException("a timeout is not negative, and this is " + timeout);
        }
        // Half of what a long can say: 146 years, and a deadline does not overflow.
        boolean forEver = timeout.compareTo(Duration.ofNanos(Long.MAX_VALUE / 2)) > 0;
        return forEver ? Long.MAX_VALUE / 2 : timeout.toNanos();
    }

    private boolean waits(int flags) {
        return blocking && (flags & NEVER_WAIT) == 0;
    }

    // ---- addresses and connections ----

    /**
     * {@code bind}.
     *
     * @param address the local address; on a socket of {@code AF_INET6} an IPv4 address becomes a mapped one; null for
     *     any free one: every address and a port of the kernel's choice, on {@code AF_UNIX} an abstract name of its
     *     choice
     * @return this
     * @throws IOException if the call fails: {@code EADDRINUSE}, {@code EADDRNOTAVAIL}, {@code EACCES}, ...
     * @throws java.nio.channels.UnresolvedAddressException if the address is not resolved
     * @see <a href="https://man7.org/linux/man-pages/man2/bind.2.html">bind(2)</a>
     */
    @Override
    public LibcSocket bind(SocketAddress address) throws IOException {
        if (address == null) {
            return bind(anyAddress());
        }
        AddressBuffers buffers = AddressBuffers.of(address, true, domain);
        try {
            return bind(buffers.name);
        } finally {
            buffers.give();
        }
    }

    private Sockaddr anyAddress() {
        return switch (domain) {
            case Constants.AF_INET -> Sockaddr.inet("0.0.0.0", 0);
            case Constants.AF_INET6 -> Sockaddr.inet6("::", 0);
            case Constants.AF_UNIX -> Sockaddr.unixUnnamed();
            default -> throw new UnsupportedAddressTypeException();
        };
    }

    /**
     * {@code bind} to an address in C's form.
     *
     * @param address the local address
     * @return this
     * @throws IOException if the call fails
     */
    public LibcSocket bind(Sockaddr address) throws IOException {
        inside((libc, fd) -> {
            int result = calls.bind(fd, Friends.address(address), address.length());
            Reference.reachabilityFence(address);
            return checked(result, "bind", fd, address, address.length());
        });
        return this;
    }

    /**
     * {@code listen}.
     *
     * @param backlog how many connections may wait to be accepted; the kernel cuts it to net.core.somaxconn
     * @return this
     * @throws IOException if the call fails: {@code EADDRINUSE}, {@code EOPNOTSUPP}, ...
     * @see <a href="https://man7.org/linux/man-pages/man2/listen.2.html">listen(2)</a>
     */
    public LibcSocket listen(int backlog) throws IOException {
        inside((libc, fd) -> checked(calls.listen(fd, backlog), "listen", fd, backlog));
        return this;
    }

    /**
     * {@code accept4}, with {@code SOCK_CLOEXEC}: waits for a connection, at most as long as {@link #receiveTimeout}
     * says. {@link #remoteAddress()} of the result is the peer. {@code ECONNABORTED} is the caller's to see, as in
     * C: try again.
     *
     * @return the connection, in blocking mode; null if there is none and the socket does not wait
     * @throws IOException if the call fails, the socket is closed, or the time is over
     * @see <a href="https://man7.org/linux/man-pages/man2/accept.2.html">accept4(2)</a>
     */
    public LibcSocket accept() throws IOException {
        return accept(receiveTimeout);
    }

    /**
     * {@link #accept()} with a timeout of its own.
     *
     * @param timeout the time; null or 0 for no limit
     * @return the connection; null if there is none and the socket does not wait
     * @throws IOException if the call fails, the socket is closed, or the time is over
     */
    public LibcSocket accept(Duration timeout) throws IOException {
        return accept(nanos(timeout));
    }

    private LibcSocket accept(long timeout) throws IOException {
        AddressBuffers buffers = AddressBuffers.take();
        Call call = Call.begin(Operation.ACCEPT, Constants.SOCK_CLOEXEC, timeout)
                .address(buffers.nameAddress(), buffers.lengthAddress());
        try {
            int result = perform(call, blocking);
            if (result == -Constants.EAGAIN) {
                return null;
            }
            checked(result, "accept4", fd, "addr", "addrlen", "SOCK_CLOEXEC");
            LibcSocket accepted = new LibcSocket(libc, result, domain, type, protocol, false);
            accepted.peer = buffers.bytes();
            return accepted;
        } finally {
            call.end();
            buffers.give();
        }
    }

    /**
     * {@code connect}: waits for the connection, at most as long as {@link #sendTimeout} says.
     *
     * @param address the peer's address; on a socket of {@code AF_INET6} an IPv4 address becomes a mapped one
     * @return true when connected; false if the socket does not wait and the attempt goes on: call it again once the
     *     socket can be written, and it says how the attempt ended
     * @throws IOException if the call fails ({@code ECONNREFUSED}, {@code ENETUNREACH}, ...; on {@code AF_UNIX}, if the
     *     socket does not wait, {@code EAGAIN} where the listener's queue is full: no attempt is made), the socket is
     *     closed, or the time is over; after a failure or a timeout the socket can be connected to another address
     * @throws java.nio.channels.UnresolvedAddressException if the address is not resolved
     * @see <a href="https://man7.org/linux/man-pages/man2/connect.2.html">connect(2)</a>
     */
    public boolean connect(SocketAddress address) throws IOException {
        return connect(address, sendTimeout);
    }

    /**
     * {@link #connect(SocketAddress)} with a timeout of its own.
     *
     * @param address the peer's address
     * @param timeout the time; null or 0 for no limit
     * @return true when connected
     * @throws IOException if the call fails, the socket is closed, or the time is over
     */
    public boolean connect(SocketAddress address, Duration timeout) throws IOException {
        return connect(address, nanos(timeout));
    }

    private boolean connect(SocketAddress address, long timeout) throws IOException {
        AddressBuffers buffers = AddressBuffers.of(address, false, domain);
        try {
            return connect(buffers.name, timeout);
        } finally {
            buffers.give();
        }
    }

    /**
     * {@link #connect(SocketAddress)} to an address in C's form.
     *
     * @param address the peer's address
     * @return true when connected; false if the attempt goes on
     * @throws IOException if the call fails, the socket is closed, or the time is over
     */
    public boolean connect(Sockaddr address) throws IOException {
        return connect(address, sendTimeout);
    }

    /**
     * {@link #connect(Sockaddr)} with a timeout of its own.
     *
     * @param address the peer's address
     * @param timeout the time; null or 0 for no limit
     * @return true when connected; false if the attempt goes on
     * @throws IOException if the call fails, the socket is closed, or the time is over
     */
    public boolean connect(Sockaddr address, Duration timeout) throws IOException {
        return connect(address, nanos(timeout));
    }

    private boolean connect(Sockaddr address, long timeout) throws IOException {
        Call call = Call.begin(Operation.CONNECT, 0, timeout).address(Friends.address(address), address.length());
        try {
            int result = perform(call, blocking);
            if ((result == -Constants.EINPROGRESS || result == -Constants.EALREADY) && !blocking) {
                return false;
            }
            checked(result, "connect", fd, address, address.length());
            return true;
        } catch (SocketTimeoutException e) {
            giveUpConnecting();
            throw e;
        } finally {
            call.end();
            Reference.reachabilityFence(address);
            afterBlocking();
        }
    }

    /**
     * {@link #connect(String, int, Duration)} within {@link #sendTimeout}, for each address.
     *
     * @param host a name or a numeric address
     * @param port the port
     * @return the address that answered
     * @throws IOException as {@link #connect(String, int, Duration)}
     */
    public SocketAddress connect(String host, int port) throws IOException {
        return connect(host, port, Duration.ofNanos(sendTimeout));
    }

    /**
     * Connects to the first address of a name that answers, in the order of {@code getaddrinfo} (RFC 6724): the IPv4
     * addresses on a socket of {@code AF_INET}, all of them on one of {@code AF_INET6}. The look-up itself holds the
     * thread, also a virtual one's carrier.
     *
     * @param host a name or a numeric address
     * @param port the port
     * @param timeout the time for each address; null or 0 for no limit
     * @return the address that answered
     * @throws UnknownHostException if there is no such name, or it has no address of the socket's family
     * @throws IOException if none answers: the last address's error, which names the host, with the others' suppressed;
     *     if the socket is closed
     * @throws IllegalArgumentException if the port is out of range
     * @throws IllegalBlockingModeException if this socket does not wait
     * @see <a href="https://man7.org/linux/man-pages/man3/getaddrinfo.3.html">getaddrinfo(3)</a>
     */
    public SocketAddress connect(String host, int port, Duration timeout) throws IOException {
        if (!blocking) {
            throw new IllegalBlockingModeException();
        }
        return new HostConnector(this, host, port).connect(address -> connect(address, timeout));
    }

    /** A platform thread's call may have made the descriptor non-blocking for its time. */
    private void afterBlocking() throws ErrnoException {
        if (!blocking || VirtualThreads.currentIsVirtual()) {
            return;
        }
        try {
            enter();
        } catch (ClosedChannelException e) {
            return;
        }
        try {
            blockAgain();
        } finally {
            leave();
        }
    }

    /** The kernel would go on, and the next connect, to whatever address, would give this attempt's result. */
    private void giveUpConnecting() throws IOException {
        if (domain == Constants.AF_INET || domain == Constants.AF_INET6) {
            inside((libc, fd) -> connectToNobody());
        }
    }

    /**
     * {@code connect} to {@code AF_UNSPEC}: dissolves the association. A datagram socket receives from anybody again;
     * it keeps its port, but not an address that connecting had chosen. A TCP connection is reset, and the socket can
     * be connected anew.
     *
     * @return this
     * @throws IOException if the call fails: {@code EINVAL} on {@code AF_UNIX} streams, {@code EADDRINUSE} in the rare
     *     case that another socket took the port meanwhile, ...
     * @see <a href="https://man7.org/linux/man-pages/man2/connect.2.html">connect(2)</a>
     */
    public LibcSocket disconnect() throws IOException {
        AddressBuffers buffers = AddressBuffers.take();
        enter();
        try {
            int port = hasPort() ? port(buffers) : 0;
            checked(connectToNobody(), "connect", fd, "AF_UNSPEC", SIZEOF_SOCKADDR);
            peer = null;
            if (port != 0 && port(buffers) == 0) {
                // The kernel takes back a port that it had chosen itself.
                buffers.name.sin_port(port);
                int result = calls.bind(fd, buffers.nameAddress(), buffers.length());
                checked(result, "bind", fd, buffers.name.toString(buffers.length()), buffers.length());
            }
        } finally {
            leave();
            buffers.give();
        }
        return this;
    }

    private boolean hasPort() {
        return type == Constants.SOCK_DGRAM && (domain == Constants.AF_INET || domain == Constants.AF_INET6);
    }

    /** In network byte order; 0 if it is not bound. The fields of both families are in the same place. */
    private int port(AddressBuffers buffers) throws ErrnoException {
        int result = calls.getsockname(fd, buffers.nameAddress(), buffers.lengthAddress());
        checked(result, "getsockname", fd, "addr", SIZEOF_SOCKADDR_STORAGE);
        return buffers.name.sin_port();
    }

    private int connectToNobody() {
        AddressBuffers buffers = AddressBuffers.take();
        try {
            // The family's two bytes are 0 for AF_UNSPEC, and the kernel wants a whole sockaddr.
            buffers.name.set(new byte[SIZEOF_SOCKADDR]);
            return calls.connect(fd, buffers.nameAddress(), SIZEOF_SOCKADDR);
        } finally {
            buffers.give();
        }
    }

    /**
     * {@code shutdown}: ends one or both directions of the connection, for every holder of the socket.
     *
     * @param how {@code SHUT_RD}, {@code SHUT_WR} or {@code SHUT_RDWR}
     * @return this
     * @throws IOException if the call fails: {@code ENOTCONN}, ...
     * @see <a href="https://man7.org/linux/man-pages/man2/shutdown.2.html">shutdown(2)</a>
     */
    public LibcSocket shutdown(int how) throws IOException {
        inside((libc, fd) -> checked(calls.shutdown(fd, how), "shutdown", fd, how));
        return this;
    }

    // ---- receiving ----

    /** Whether a result of 0 is the end: a stream's, or a connection's that keeps message boundaries. */
    private boolean hasEnd() {
        return type == Constants.SOCK_STREAM || type == Constants.SOCK_SEQPACKET;
    }

    /**
     * {@code recv} into a buffer. On sockets other than streams it is called with {@code MSG_TRUNC}, so that a datagram
     * that was too long shows in the result.
     *
     * @param buffer receives the bytes from its position to its limit; the position moves behind them
     * @param flags {@code MSG_} constants or-ed together; 0 for none
     * @return the number of bytes; more than there was room for if a datagram was truncated; {@link #EOF}; {@link
     *     #WOULD_BLOCK}
     * @throws IOException if the call fails ({@code ECONNRESET}, {@code ENOTCONN}, {@code ECONNREFUSED} on UDP, ...),
     *     the socket is closed, or the time is over
     * @see <a href="https://man7.org/linux/man-pages/man2/recv.2.html">recv(2)</a>
     */
    public int receive(ByteBuffer buffer, int flags) throws IOException {
        return receive(buffer, flags, type == Constants.SOCK_STREAM ? 0 : Constants.MSG_TRUNC);
    }

    /**
     * {@link #receive(ByteBuffer, int)} without flags.
     *
     * @param buffer receives the bytes from its position to its limit; the position moves behind them
     * @return as {@link #receive(ByteBuffer, int)}
     * @throws IOException as {@link #receive(ByteBuffer, int)}
     */
    public int receive(ByteBuffer buffer) throws IOException {
        return receive(buffer, 0);
    }

    /**
     * {@link #receive(ByteBuffer, int)} into an array, without flags.
     *
     * @param buffer receives the bytes
     * @return as {@link #receive(ByteBuffer, int)}
     * @throws IOException as {@link #receive(ByteBuffer, int)}
     */
    public int receive(byte[] buffer) throws IOException {
        return receive(buffer, 0);
    }

    private int receive(ByteBuffer buffer, int flags, int more) throws IOException {
        if (buffer.isReadOnly()) {
            throw new ReadOnlyBufferException();
        }
        int position = buffer.position();
        int room = buffer.remaining();
        int n = recv(buffer, position, room, flags | more);
        if (n > 0) {
            buffer.position(position + Math.min(n, room));
        }
        return n;
    }

    /**
     * {@link #receive(ByteBuffer, int)} into an array.
     *
     * @param buffer receives the bytes
     * @param flags {@code MSG_} constants or-ed together; 0 for none
     * @return as {@link #receive(ByteBuffer, int)}
     * @throws IOException as {@link #receive(ByteBuffer, int)}
     */
    public int receive(byte[] buffer, int flags) throws IOException {
        return receive(buffer, 0, buffer.length, flags);
    }

    /**
     * {@link #receive(ByteBuffer, int)} into a part of an array.
     *
     * @param buffer receives the bytes
     * @param offset index of the first one
     * @param length how many at most
     * @param flags {@code MSG_} constants or-ed together; 0 for none
     * @return as {@link #receive(ByteBuffer, int)}
     * @throws IOException as {@link #receive(ByteBuffer, int)}
     */
    public int receive(byte[] buffer, int offset, int length, int flags) throws IOException {
        Objects.checkFromIndexSize(offset, length, buffer.length);
        return recv(buffer, offset, length, type == Constants.SOCK_STREAM ? flags : flags | Constants.MSG_TRUNC);
    }

    private int recv(Object data, int at, int length, int flags) throws IOException {
        if (length == 0 && hasEnd() && isOpen()) {
            // The kernel would wait for data, and its 0 would look like the end.
            return 0;
        }
        boolean wait = waits(flags) && (flags & Constants.MSG_OOB) == 0;
        Call call = Call.begin(Operation.RECV, flags, receiveTimeout)
                .data(data, at, length)
                .bulk(CopyLimit.BYTES + 1);
        try {
            return received(perform(call, wait), length, flags);
        } finally {
            call.end();
        }
    }

    private int received(int n, int length, int flags) throws ErrnoException {
        if (n > 0) {
            return n;
        }
        if (n == 0) {
            return hasEnd() && (flags & Constants.MSG_ERRQUEUE) == 0 ? EOF : 0;
        }
        if (n == -Constants.EAGAIN) {
            return WOULD_BLOCK;
        }
        throw new ErrnoException("recv", -n, fd, "buf", length, flags);
    }

    /**
     * {@code recvmsg} with the sender's address.
     *
     * @param buffer receives the bytes from its position to its limit; the position moves behind them
     * @param flags {@code MSG_} constants or-ed together; 0 for none
     * @return bytes, flags and address
     * @throws IOException as {@link #receive(ByteBuffer, int)}
     */
    public Received receiveFrom(ByteBuffer buffer, int flags) throws IOException {
        return receiveMessage(new ByteBuffer[] {buffer}, 0, flags);
    }

    /**
     * {@link #receiveFrom(ByteBuffer, int)} into an array.
     *
     * @param buffer receives the bytes
     * @param flags {@code MSG_} constants or-ed together; 0 for none
     * @return as {@link #receiveFrom(ByteBuffer, int)}
     * @throws IOException as {@link #receive(ByteBuffer, int)}
     */
    public Received receiveFrom(byte[] buffer, int flags) throws IOException {
        return receiveFrom(buffer, 0, buffer.length, flags);
    }

    /**
     * {@link #receiveFrom(ByteBuffer, int)} into a part of an array.
     *
     * @param buffer receives the bytes
     * @param offset index of the first one
     * @param length how many at most
     * @param flags {@code MSG_} constants or-ed together; 0 for none
     * @return as {@link #receiveFrom(ByteBuffer, int)}
     * @throws IOException as {@link #receive(ByteBuffer, int)}
     */
    public Received receiveFrom(byte[] buffer, int offset, int length, int flags) throws IOException {
        return receiveFrom(ByteBuffer.wrap(buffer, offset, length), flags);
    }

    /**
     * {@code recvmsg} with the sender's address and control messages.
     *
     * @param buffer receives the bytes from its position to its limit; the position moves behind them
     * @param controlCapacity room for control messages: the sum of their {@link Control#space}
     * @param flags {@code MSG_} constants or-ed together; 0 for none; {@code MSG_CMSG_CLOEXEC} is added
     * @return bytes, flags, address and control messages
     * @throws IOException as {@link #receive(ByteBuffer, int)}
     * @see <a href="https://man7.org/linux/man-pages/man2/recv.2.html">recvmsg(2)</a>
     */
    public Received receiveMessage(ByteBuffer buffer, int controlCapacity, int flags) throws IOException {
        return receiveMessage(new ByteBuffer[] {buffer}, controlCapacity, flags);
    }

    /**
     * {@link #receiveMessage(ByteBuffer, int, int)} into several buffers in turn.
     *
     * @param buffers receive the bytes; at most 1024 of them count
     * @param controlCapacity room for control messages
     * @param flags {@code MSG_} constants or-ed together; 0 for none
     * @return bytes, flags, address and control messages
     * @throws IOException as {@link #receive(ByteBuffer, int)}
     */
    public Received receiveMessage(ByteBuffer[] buffers, int controlCapacity, int flags) throws IOException {
        MessageBuffers memory = take();
        try {
            memory.prepareName();
            memory.header.msg_name(memory.name).msg_namelen(SIZEOF_SOCKADDR_STORAGE);
            memory.prepareControl(controlCapacity);
            int real = receiveMessage(memory, buffers, 0, buffers.length, flags);
            if (real == WOULD_BLOCK) {
                return Received.NOTHING;
            }
            if (real == EOF) {
                return Received.AT_EOF;
            }
            return new Received(
                    (int) Math.min(real, memory.room()),
                    real,
                    MessageBuffers.receivedFlags(memory.header),
                    LibcSocketAddress.decode(memory.name, memory.header.msg_namelen()),
                    memory.controlMessages());
        } finally {
            memory.clear();
            give(memory);
        }
    }

    /** The real length; EOF; WOULD_BLOCK. */
    private int receiveMessage(MessageBuffers memory, ByteBuffer[] buffers, int offset, int length, int flags)
            throws IOException {
        ByteBuffer block = memory.gather(buffers, offset, length, true, discards(flags));
        Msghdr header = memory.header.msg_flags(0);
        long room = memory.room();
        int all = flags | Constants.MSG_CMSG_CLOEXEC | (type == Constants.SOCK_STREAM ? 0 : Constants.MSG_TRUNC);
        boolean wait = waits(flags) && (flags & Constants.MSG_OOB) == 0;
        int n;
        try {
            int most = (int) Math.min(room, Integer.MAX_VALUE);
            Call call = Call.begin(Operation.RECVMSG, all, receiveTimeout).data(header, Friends.address(header), most);
            try {
                n = perform(call, wait);
            } finally {
                call.end();
            }
            MessageBuffers.advance(buffers, offset, (int) Math.min(n, room), block, true);
        } catch (AsynchronousCloseException | RuntimeException e) {
            // It was closed, or the memory freed, as this came: the descriptors have no receiver.
            close(memory.controlMessages());
            throw e;
        }
        if (n == -Constants.EAGAIN) {
            return WOULD_BLOCK;
        }
        checked(n, "recvmsg", fd, "msg", all);
        if (n == 0 && room > 0 && isEnd(flags, header.msg_controllen())) {
            return EOF;
        }
        return n;
    }

    /**
     * Whether a message without data is the end. To that of a stream, {@code SO_PASSCRED} and others add control
     * messages; a record of {@code SOCK_SEQPACKET} may have no data, and then it is one if something came with it.
     */
    private boolean isEnd(int flags, long controllen) {
        return (flags & Constants.MSG_ERRQUEUE) == 0
                && (type == Constants.SOCK_STREAM || type == Constants.SOCK_SEQPACKET && controllen == 0);
    }

    private void close(List<Cmsg> messages) {
        for (Cmsg cmsg : messages) {
            if (cmsg.is(Constants.SOL_SOCKET, Constants.SCM_RIGHTS)
                    || cmsg.is(Constants.SOL_SOCKET, Constants.SCM_PIDFD)) {
                for (int descriptor : cmsg.asRights()) {
                    calls.close(descriptor);
                }
            }
        }
    }

    /**
     * {@code recvmmsg}: waits for a datagram, and takes what else is there, as many as the batch has room for, in one
     * system call (since Linux 2.6.33).
     *
     * @param batch receives the datagrams
     * @param flags {@code MSG_} constants or-ed together; 0 for none; {@code MSG_WAITFORONE}, {@code MSG_TRUNC} and
     *     {@code MSG_CMSG_CLOEXEC} are added
     * @return how many there are; {@link #WOULD_BLOCK}
     * @throws IOException as {@link #receive(ByteBuffer, int)}
     * @see <a href="https://man7.org/linux/man-pages/man2/recvmmsg.2.html">recvmmsg(2)</a>
     */
    public int receiveBatch(Batch batch, int flags) throws IOException {
        batch.prepareToReceive();
        int all = flags
                | Constants.MSG_WAITFORONE
                | Constants.MSG_CMSG_CLOEXEC
                | (type == Constants.SOCK_STREAM ? 0 : Constants.MSG_TRUNC);
        Call call = Call.begin(Operation.RECVMMSG, all, receiveTimeout)
                .data(batch, Friends.address(batch.messages), batch.capacity());
        int n;
        try {
            n = perform(call, waits(flags));
        } catch (AsynchronousCloseException e) {
            for (int i = 0; i < batch.capacity(); i++) {
                close(batch.received(i));
            }
            throw e;
        } finally {
            call.end();
            Reference.reachabilityFence(batch);
        }
        if (n == -Constants.EAGAIN) {
            return WOULD_BLOCK;
        }
        int received = ended(batch, checked(n, "recvmmsg", fd, "msgvec", batch.capacity(), all, "NULL"), flags);
        batch.setReceived(Math.max(received, 0));
        return received;
    }

    /** At the end of a stream the kernel fills the rest of a batch with messages of nothing. */
    private int ended(Batch batch, int count, int flags) {
        for (int i = 0; hasEnd() && i < count; i++) {
            if (batch.realLength(i) == 0
                    && isEnd(flags, batch.messages.msg_hdr(i).msg_controllen())) {
                return i == 0 ? EOF : i;
            }
        }
        return count;
    }

    // ---- sending ----

    /**
     * {@code send} from a buffer, with {@code MSG_NOSIGNAL}.
     *
     * @param buffer the bytes between its position and its limit; the position moves behind what was sent
     * @param flags {@code MSG_} constants or-ed together; 0 for none
     * @return the number of bytes, on a stream perhaps not all ({@link #sendAll} sends all); {@link #WOULD_BLOCK}
     * @throws IOException if the call fails ({@code EPIPE}, {@code ECONNRESET}, {@code EMSGSIZE}, ...), the socket is
     *     closed, or the time is over
     * @see <a href="https://man7.org/linux/man-pages/man2/send.2.html">send(2)</a>
     */
    public int send(ByteBuffer buffer, int flags) throws IOException {
        return send(buffer, flags, null);
    }

    /**
     * {@link #send(ByteBuffer, int)} from an array.
     *
     * @param buffer the bytes
     * @param flags {@code MSG_} constants or-ed together; 0 for none
     * @return as {@link #send(ByteBuffer, int)}
     * @throws IOException as {@link #send(ByteBuffer, int)}
     */
    public int send(byte[] buffer, int flags) throws IOException {
        return send(buffer, 0, buffer.length, flags);
    }

    /**
     * {@link #send(ByteBuffer, int)} from a part of an array.
     *
     * @param buffer the bytes
     * @param offset index of the first one
     * @param length how many
     * @param flags {@code MSG_} constants or-ed together; 0 for none
     * @return as {@link #send(ByteBuffer, int)}
     * @throws IOException as {@link #send(ByteBuffer, int)}
     */
    public int send(byte[] buffer, int offset, int length, int flags) throws IOException {
        Objects.checkFromIndexSize(offset, length, buffer.length);
        return send(Call.begin(Operation.SEND, flags, sendTimeout)
                .data(buffer, offset, length)
                .bulk(CopyLimit.BYTES + 1));
    }

    /**
     * {@link #send(ByteBuffer, int)} without flags.
     *
     * @param buffer the bytes between its position and its limit; the position moves behind what was sent
     * @return as {@link #send(ByteBuffer, int)}
     * @throws IOException as {@link #send(ByteBuffer, int)}
     */
    public int send(ByteBuffer buffer) throws IOException {
        return send(buffer, 0);
    }

    /**
     * {@link #send(ByteBuffer, int)} of an array, without flags.
     *
     * @param buffer the bytes
     * @return as {@link #send(ByteBuffer, int)}
     * @throws IOException as {@link #send(ByteBuffer, int)}
     */
    public int send(byte[] buffer) throws IOException {
        return send(buffer, 0);
    }

    /**
     * {@link #send(ByteBuffer, int)} until all is sent.
     *
     * @param buffer the bytes; the position shows how many were sent if an exception comes before the end
     * @param flags {@code MSG_} constants or-ed together; 0 for none
     * @throws IOException as {@link #send(ByteBuffer, int)}; a timeout counts anew with each part
     * @throws IllegalBlockingModeException if it would block and does not wait
     */
    public void sendAll(ByteBuffer buffer, int flags) throws IOException {
        do {
            int position = buffer.position();
            int n = send(Call.begin(Operation.SEND, flags, sendTimeout)
                    .data(buffer, position, buffer.remaining())
                    .bulk(CopyLimit.BULK));
            if (n == WOULD_BLOCK) {
                throw new IllegalBlockingModeException();
            }
            buffer.position(position + n);
        } while (buffer.hasRemaining());
    }

    /**
     * {@link #receive(ByteBuffer, int)} on a stream, until the buffer is full or the stream ends.
     *
     * @param buffer receives the bytes; the position shows how many if an exception comes before the end
     * @param flags {@code MSG_} constants or-ed together; 0 for none
     * @return the number of bytes; less than there was room for only at the end of the stream
     * @throws IOException as {@link #receive(ByteBuffer, int)}; a timeout counts anew with each part
     * @throws IllegalBlockingModeException if it would block and does not wait
     * @throws IllegalArgumentException with {@code MSG_PEEK}, which gives the same bytes again; to peek, call {@code
     *     receive}
     * @throws UnsupportedOperationException on a socket that is not a stream: it has messages, and one {@code receive}
     *     for each
     */
    public int receiveFully(ByteBuffer buffer, int flags) throws IOException {
        if (type != Constants.SOCK_STREAM) {
            throw new UnsupportedOperationException("receiveFully is for streams, and this is " + this);
        }
        if ((flags & Constants.MSG_PEEK) != 0) {
            throw new IllegalArgumentException(
                    "receiveFully with MSG_PEEK would receive the same bytes again and again");
        }
        int start = buffer.position();
        while (buffer.hasRemaining()) {
            int n = receive(buffer, flags);
            if (n == WOULD_BLOCK) {
                throw new IllegalBlockingModeException();
            }
            if (n == EOF) {
                break;
            }
        }
        return buffer.position() - start;
    }

    /**
     * {@code sendto} from a buffer, with {@code MSG_NOSIGNAL}.
     *
     * @param buffer the bytes between its position and its limit; the position moves behind what was sent
     * @param address where it goes; on a socket of {@code AF_INET6} an IPv4 address becomes a mapped one
     * @param flags {@code MSG_} constants or-ed together; 0 for none
     * @return as {@link #send(ByteBuffer, int)}
     * @throws IOException as {@link #send(ByteBuffer, int)}
     * @throws java.nio.channels.UnresolvedAddressException if the address is not resolved
     * @see <a href="https://man7.org/linux/man-pages/man2/send.2.html">sendto(2)</a>
     */
    public int sendTo(ByteBuffer buffer, SocketAddress address, int flags) throws IOException {
        MessageBuffers memory = take();
        try {
            memory.encode(address, domain);
            return sendTo(buffer, memory.name, flags);
        } finally {
            give(memory);
        }
    }

    /**
     * {@link #sendTo(ByteBuffer, SocketAddress, int)} from an array.
     *
     * @param buffer the bytes
     * @param address where it goes
     * @param flags {@code MSG_} constants or-ed together; 0 for none
     * @return as {@link #send(ByteBuffer, int)}
     * @throws IOException as {@link #send(ByteBuffer, int)}
     */
    public int sendTo(byte[] buffer, SocketAddress address, int flags) throws IOException {
        return sendTo(buffer, 0, buffer.length, address, flags);
    }

    /**
     * {@link #sendTo(ByteBuffer, SocketAddress, int)} from a part of an array.
     *
     * @param buffer the bytes
     * @param offset index of the first one
     * @param length how many
     * @param address where it goes
     * @param flags {@code MSG_} constants or-ed together; 0 for none
     * @return as {@link #send(ByteBuffer, int)}
     * @throws IOException as {@link #send(ByteBuffer, int)}
     */
    public int sendTo(byte[] buffer, int offset, int length, SocketAddress address, int flags) throws IOException {
        return sendTo(ByteBuffer.wrap(buffer, offset, length), address, flags);
    }

    /**
     * {@link #sendTo(ByteBuffer, SocketAddress, int)} to an address in C's form.
     *
     * @param buffer the bytes
     * @param address where it goes
     * @param flags {@code MSG_} constants or-ed together; 0 for none
     * @return as {@link #send(ByteBuffer, int)}
     * @throws IOException as {@link #send(ByteBuffer, int)}
     */
    public int sendTo(ByteBuffer buffer, Sockaddr address, int flags) throws IOException {
        return send(buffer, flags, Objects.requireNonNull(address, "address"));
    }

    private int send(ByteBuffer buffer, int flags, Sockaddr address) throws IOException {
        int position = buffer.position();
        Call call = Call.begin(address == null ? Operation.SEND : Operation.SENDTO, flags, sendTimeout)
                .data(buffer, position, buffer.remaining());
        if (address == null) {
            call.bulk(CopyLimit.BYTES + 1);
        } else {
            call.address(Friends.address(address), address.length());
        }
        int n = send(call);
        Reference.reachabilityFence(address);
        if (n > 0) {
            buffer.position(position + n);
        }
        return n;
    }

    private int send(Call call) throws IOException {
        Operation op = call.operation;
        int length = call.count;
        int flags = call.flags;
        int n;
        try {
            call.flags |= Constants.MSG_NOSIGNAL;
            n = perform(call, waits(flags));
        } finally {
            call.end();
        }
        if (n >= 0) {
            return n;
        }
        if (n == -Constants.EAGAIN) {
            return WOULD_BLOCK;
        }
        throw new ErrnoException(op.function, -n, fd, "buf", length, flags | Constants.MSG_NOSIGNAL);
    }

    /**
     * {@code sendfile}: sends a part of a file without copying it through this process. It ends at the file's end, or
     * if this socket does not wait and the kernel takes no more.
     *
     * @param file the file
     * @param offset where the part begins
     * @param count how many bytes at most
     * @return how many were sent
     * @throws IOException if a call fails, the socket is closed, or the time is over ({@link #sendTimeout}, counted
     *     anew with each part that the kernel takes); a {@link SocketTimeoutException} has the number of bytes that
     *     were sent
     * @throws IllegalArgumentException if offset or count is negative
     * @throws java.nio.file.ProviderMismatchException if the file is in a file system of Java's own, such as an archive
     * @see <a href="https://man7.org/linux/man-pages/man2/sendfile.2.html">sendfile(2)</a>
     */
    public long sendFile(Path file, long offset, long count) throws IOException {
        ByteBuffer path = CStrings.allocate(PathBytes.of(file));
        int opened = calls.open(calls.address(path), Constants.O_RDONLY | Constants.O_CLOEXEC, 0);
        Reference.reachabilityFence(path);
        checked(opened, "open", file, "O_RDONLY|O_CLOEXEC");
        try {
            return sendFile(opened, offset, count);
        } finally {
            calls.close(opened);
        }
    }

    /**
     * {@link #sendFile(Path, long, long)} from a descriptor.
     *
     * @param file an open file, which {@code mmap} must be able to map: not a socket
     * @param offset where the part begins; the descriptor's own position is neither used nor moved
     * @param count how many bytes at most
     * @return how many were sent
     * @throws IOException as {@link #sendFile(Path, long, long)}
     */
    public long sendFile(int file, long offset, long count) throws IOException {
        if (offset < 0 || count < 0) {
            throw new IllegalArgumentException(
                    "offset and count are not negative, and these are " + offset + ", " + count);
        }
        LongRef at = new LongRef(offset);
        long sent = 0;
        try {
            while (sent < count) {
                int n = sendFile(file, at, (int) Math.min(count - sent, LARGEST_PART));
                if (n <= 0) {
                    break;
                }
                sent += n;
            }
            return sent;
        } catch (SocketTimeoutException e) {
            e.bytesTransferred = (int) Math.min(sent, Integer.MAX_VALUE);
            throw e;
        } finally {
            afterBlocking();
        }
    }

    private int sendFile(int file, LongRef at, int count) throws IOException {
        Call call = Call.begin(Operation.SENDFILE, 0, sendTimeout)
                .data(at, 0, count)
                .address(Friends.address(at), file);
        try {
            int n = perform(call, blocking);
            return n == -Constants.EAGAIN ? WOULD_BLOCK : checked(n, "sendfile", fd, file, "offset", count);
        } finally {
            call.end();
        }
    }

    /**
     * {@code sendmsg}: data with an address and control messages, with {@code MSG_NOSIGNAL}.
     *
     * @param buffer the bytes between its position and its limit; the position moves behind what was sent
     * @param address where it goes; null on a connected socket
     * @param control the control messages; null for none
     * @param flags {@code MSG_} constants or-ed together; 0 for none
     * @return as {@link #send(ByteBuffer, int)}
     * @throws IOException as {@link #send(ByteBuffer, int)}
     * @see <a href="https://man7.org/linux/man-pages/man2/send.2.html">sendmsg(2)</a>
     */
    public int sendMessage(ByteBuffer buffer, SocketAddress address, Control control, int flags) throws IOException {
        return sendMessage(new ByteBuffer[] {buffer}, address, control, flags);
    }

    /**
     * {@link #sendMessage(ByteBuffer, SocketAddress, Control, int)} from several buffers in turn.
     *
     * @param buffers the bytes; at most 1024 buffers count
     * @param address where it goes; null on a connected socket
     * @param control the control messages; null for none
     * @param flags {@code MSG_} constants or-ed together; 0 for none
     * @return as {@link #send(ByteBuffer, int)}
     * @throws IOException as {@link #send(ByteBuffer, int)}
     */
    public int sendMessage(ByteBuffer[] buffers, SocketAddress address, Control control, int flags) throws IOException {
        return sendMessage(buffers, 0, buffers.length, address, control, flags);
    }

    private int sendMessage(
            ByteBuffer[] buffers, int offset, int length, SocketAddress address, Control control, int flags)
            throws IOException {
        int all = flags | Constants.MSG_NOSIGNAL;
        MessageBuffers memory = take();
        try {
            if (address == null) {
                memory.header.msg_name(null);
            } else {
                memory.encode(address, domain);
                memory.header.msg_name(memory.name);
            }
            ByteBuffer block = memory.gather(buffers, offset, length, false, true);
            if (block != null) {
                BufferScopes.checkCopied((flags & Constants.MSG_ZEROCOPY) != 0);
            }
            memory.header.msg_control(control == null || control.length() == 0 ? null : control);
            int n = sendMessage(memory.header, all, waits(flags));
            if (n == -Constants.EAGAIN) {
                return WOULD_BLOCK;
            }
            checked(n, "sendmsg", fd, "msg", all);
            MessageBuffers.advance(buffers, offset, n, block, false);
            return n;
        } finally {
            memory.clear();
            give(memory);
        }
    }

    private int sendMessage(Msghdr header, int flags, boolean wait) throws IOException {
        Call call = Call.begin(Operation.SENDMSG, flags, sendTimeout).data(header, Friends.address(header), 1);
        try {
            return perform(call, wait);
        } finally {
            call.end();
        }
    }

    /**
     * {@code sendmmsg}: sends datagrams in one system call (since Linux 3.0), with {@code MSG_NOSIGNAL}.
     *
     * <p>A stream of UDP datagrams of equal size costs least as few large messages with {@link Batch#segmentSize(int,
     * int)}: each goes through the kernel once, whatever the number of its datagrams. The best case is a receiver with
     * {@code UDP_GRO} on the same host: loopback never cuts the messages, so that they arrive as they were sent. To
     * another host they are cut by the network card, or by the kernel just before it, and are put together again as far
     * as the receiver's side can; its buffers need 65535 bytes then.
     *
     * @param batch the datagrams: its first ones
     * @param count how many of them
     * @param flags {@code MSG_} constants or-ed together; 0 for none
     * @return how many were sent, at least one; {@link #WOULD_BLOCK}
     * @throws IOException if the first one cannot be sent, as {@link #send(ByteBuffer, int)}; an error of a later one
     *     is lost, as in C: send the rest, and it comes again
     * @see <a href="https://man7.org/linux/man-pages/man2/sendmmsg.2.html">sendmmsg(2)</a>
     */
    public int sendBatch(Batch batch, int count, int flags) throws IOException {
        return sendBatch(batch, 0, count, flags);
    }

    /**
     * {@link #sendBatch(Batch, int, int)} from a later datagram on.
     *
     * @param batch the datagrams
     * @param first index of the first one to send
     * @param count how many
     * @param flags {@code MSG_} constants or-ed together; 0 for none
     * @return how many were sent
     * @throws IOException as {@link #sendBatch(Batch, int, int)}
     */
    public int sendBatch(Batch batch, int first, int count, int flags) throws IOException {
        Objects.checkFromIndexSize(first, count, batch.capacity());
        batch.prepareToSend(first, count, domain);
        int all = flags | Constants.MSG_NOSIGNAL;
        long at = Friends.address(batch.messages) + (long) first * SIZEOF_MMSGHDR;
        Call call = Call.begin(Operation.SENDMMSG, all, sendTimeout).data(batch, at, count);
        int n;
        try {
            n = perform(call, waits(flags));
        } finally {
            call.end();
            Reference.reachabilityFence(batch);
        }
        return n == -Constants.EAGAIN ? WOULD_BLOCK : checked(n, "sendmmsg", fd, "msgvec", count, all);
    }

    // ---- as a channel of NIO ----

    /** {@link #receive(ByteBuffer, int)} with the results of NIO: -1 at the end, 0 if it would block. */
    @Override
    public int read(ByteBuffer buffer) throws IOException {
        int n = receive(buffer, 0, 0);
        return n == WOULD_BLOCK ? 0 : n;
    }

    @Override
    public long read(ByteBuffer[] buffers) throws IOException {
        return read(buffers, 0, buffers.length);
    }

    @Override
    public long read(ByteBuffer[] buffers, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, buffers.length);
        MessageBuffers memory = take();
        try {
            memory.header.msg_name(null).msg_control(null);
            long before = remaining(buffers, offset, length);
            if (before == 0 && hasEnd()) {
                return 0;
            }
            int real = receiveMessage(memory, buffers, offset, length, 0);
            return real == EOF ? EOF : before - remaining(buffers, offset, length);
        } finally {
            memory.clear();
            give(memory);
        }
    }

    private static long remaining(ByteBuffer[] buffers, int offset, int length) {
        long sum = 0;
        for (int i = offset; i < offset + length; i++) {
            sum += buffers[i].remaining();
        }
        return sum;
    }

    /** {@link #send(ByteBuffer, int)} with the result of NIO: 0 if it would block. */
    @Override
    public int write(ByteBuffer buffer) throws IOException {
        int n = send(buffer, 0);
        return n == WOULD_BLOCK ? 0 : n;
    }

    @Override
    public long write(ByteBuffer[] buffers) throws IOException {
        return write(buffers, 0, buffers.length);
    }

    @Override
    public long write(ByteBuffer[] buffers, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, buffers.length);
        int n = sendMessage(buffers, offset, length, null, null, 0);
        return n == WOULD_BLOCK ? 0 : n;
    }

    // ---- as streams ----

    /**
     * A stream that reads from this socket. Closing it closes the socket.
     *
     * @return the stream
     */
    public InputStream inputStream() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                Objects.checkFromIndexSize(offset, length, buffer.length);
                if (length == 0) {
                    return 0;
                }
                int n;
                do {
                    n = recv(buffer, offset, length, 0);
                    if (n == WOULD_BLOCK) {
                        throw new IllegalBlockingModeException();
                    }
                    // An empty datagram has no byte for a stream.
                } while (n == 0);
                return n;
            }

            @Override
            public int available() throws IOException {
                IntRef count = new IntRef();
                return inside((libc, fd) -> {
                    int result = calls.ioctl(fd, Constants.FIONREAD, Friends.address(count));
                    checked(result, "ioctl", fd, "FIONREAD");
                    return count.get();
                });
            }

            @Override
            public void close() throws IOException {
                LibcSocket.this.close();
            }
        };
    }

    /**
     * A stream that writes to this socket, all of what it is given. Closing it closes the socket.
     *
     * @return the stream
     */
    public OutputStream outputStream() {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] buffer, int offset, int length) throws IOException {
                Objects.checkFromIndexSize(offset, length, buffer.length);
                int sent = 0;
                while (sent < length) {
                    int n = send(Call.begin(Operation.SEND, 0, sendTimeout)
                            .data(buffer, offset + sent, length - sent)
                            .bulk(CopyLimit.BULK));
                    if (n == WOULD_BLOCK) {
                        throw new IllegalBlockingModeException();
                    }
                    sent += n;
                }
            }

            @Override
            public void close() throws IOException {
                LibcSocket.this.close();
            }
        };
    }

    // ---- structures ----

    private MessageBuffers take() {
        MessageBuffers memory = (MessageBuffers) KEPT.getAndSet(this, null);
        return memory != null ? memory : new MessageBuffers(type == Constants.SOCK_STREAM);
    }

    private void give(MessageBuffers memory) {
        kept = memory;
    }
}
