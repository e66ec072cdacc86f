package libcsockets;

import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ReadOnlyBufferException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import libcsockets.internal.BufferScopes;
import libcsockets.internal.ByteOrders;
import libcsockets.internal.CStrings;
import libcsockets.internal.Calls;
import libcsockets.internal.CallsHolder;
import libcsockets.internal.Layout;
import libcsockets.internal.ThreadState;

/**
 * The socket functions of libc. Each method makes one call of the C function of the same name, with the same argument
 * order and the same result, and does nothing else.
 *
 * <pre>{@code
 * import static libcsockets.Constants.*;
 *
 * Libc libc = Libc.get();
 * int fd = libc.socket(AF_INET, SOCK_STREAM, 0);
 * Sockaddr addr = Sockaddr.inet("127.0.0.1", 8080);
 * if (libc.connect(fd, addr, addr.length()) < 0) {
 *     libc.perror("connect");
 * }
 * }</pre>
 *
 * <h2>Results and errors</h2>
 *
 * A method returns the result that C returns. On failure it returns -1 and {@link #errno()} has the error number. Each
 * thread has its own errno: a failed call replaces it, a successful call leaves it unchanged. {@code ssize_t} results
 * are {@code int}s, because Linux moves at most 0x7ffff000 bytes in one call. The library never repeats a call on
 * {@code EINTR}; a program must never repeat {@link #close}.
 *
 * <p>A method throws a Java exception before the call if the call would misuse memory: an index outside a buffer
 * ({@link IndexOutOfBoundsException}), a read-only buffer that the call would write to, a count that exceeds its array.
 * Arguments that the kernel checks itself (descriptors, flags, address lengths, option numbers) are passed unchanged,
 * and a wrong one is reported in errno.
 *
 * <h2>Pointers</h2>
 *
 * A structure is a small class over native memory ({@link Sockaddr}, {@link Msghdr}, {@link Pollfd}, ...); a pointer to
 * a single number is an {@link IntRef} or {@link LongRef}. {@code null} is C's {@code NULL} wherever C allows it; for a
 * buffer write {@link #NULL}, so that the compiler can choose the overload. The objects that were passed show
 * everything that a call writes back.
 *
 * <p>The memory of a direct buffer must outlive the call. The garbage collector ensures this, except for a buffer over
 * a memory segment: close its arena only after the call, because the kernel may write to the memory as long as a thread
 * is blocked in the call. If the arena is closed already, the call throws {@link IllegalStateException}.
 *
 * <p>The overloads with a {@code byte[]}, or with a buffer that is not direct, copy the bytes through memory that
 * belongs to the thread. This memory grows to the size of the largest array passed and is freed when the thread ends. A
 * {@code null} array throws {@link NullPointerException}; pass {@link #NULL} instead.
 *
 * <h2>Threads, closing, signals</h2>
 *
 * Any number of threads may call all methods; a structure or buffer belongs to one call at a time. As in C, closing a
 * descriptor does not wake a thread that is blocked on it, and its number may belong to another file a moment later. A
 * blocked call pins its carrier if the thread is virtual, and {@link Thread#interrupt} does not reach it.
 * {@code SIGPIPE}, which ends a C program, does not end a JVM: the call fails with {@code EPIPE}.
 *
 * <h2>Backends</h2>
 *
 * There are two backends: the Foreign Function &amp; Memory API on JDK 25 and later ("ffm"), and JNI on JDK 17 and
 * later ("jni"). {@link #get()} returns the first that works, in this order, unless
 * {@code -Dlibcsockets.backend=ffm|jni} selects one; {@link #open(String)} opens one by name, and both can be open at
 * once.
 */
@SuppressWarnings("exports")
public final class Libc extends CallsHolder {
    /** C's {@code NULL} where a buffer is expected. */
    public static final ByteBuffer NULL = null;

    private static Libc ffm;
    private static Libc jni;
    private static volatile Libc chosen;

    private final Calls calls;

    Libc(Calls calls) {
        super(calls);
        this.calls = calls;
    }

    // ---- backends ----

    /**
     * The backend of this JVM: the one that the system property {@code libcsockets.backend} names ({@code ffm} or
     * {@code jni}), or with {@code auto}, the default, the first that works.
     *
     * @return always the same object
     * @throws BackendUnavailableException if no backend works, or the selected one does not; the message gives the
     *     reason
     * @throws IllegalArgumentException if the property has another value
     */
    public static Libc get() {
        Libc libc = chosen;
        return libc != null ? libc : choose();
    }

    private static synchronized Libc choose() {
        if (chosen == null) {
            chosen = of(BackendLoader.chosen());
        }
        return chosen;
    }

    /**
     * Opens a backend by name. An explicit choice never falls back to the other backend.
     *
     * @param backend {@code ffm}, {@code jni} or {@code auto}
     * @return the backend; the same object each time
     * @throws BackendUnavailableException if it does not work in this JVM; the message gives the reason
     * @throws IllegalArgumentException if there is no such backend
     */
    public static Libc open(String backend) {
        return of(BackendLoader.open(backend));
    }

    private static synchronized Libc of(Calls calls) {
        if (calls.name().equals(BackendLoader.FFM)) {
            if (ffm == null) {
                ffm = new Libc(calls);
            }
            return ffm;
        }
        if (jni == null) {
            jni = new Libc(calls);
        }
        return jni;
    }

    /**
     * The backends that were tried and do not work in this JVM.
     *
     * @return the name and the reason of each, in the order in which they were tried
     */
    public static Map<String, String> rejected() {
        return BackendLoader.rejected();
    }

    /**
     * This backend's name.
     *
     * @return {@code ffm} or {@code jni}
     */
    public String backend() {
        return calls.name();
    }

    /**
     * Where this backend's native code comes from.
     *
     * @return a human-readable text, for example the path of the JNI library
     */
    public String origin() {
        return calls.origin();
    }

    // ---- errno ----

    /**
     * {@code errno}: the error of this thread's last failed call.
     *
     * @return the error number; {@link Errno#name(int)} has its name
     * @see <a href="https://man7.org/linux/man-pages/man3/errno.3.html">errno(3)</a>
     */
    public int errno() {
        return Errno.get();
    }

    /**
     * {@code errno = value}.
     *
     * @param value the number that {@link #errno()} returns on this thread until a call fails
     */
    public void errno(int value) {
        Errno.set(value);
    }

    /**
     * {@code void perror(const char *s)}: prints the text, a colon, a space and the message of {@link #errno()} to the
     * standard error stream.
     *
     * @param s the text; if null or empty, only the message is printed
     * @see <a href="https://man7.org/linux/man-pages/man3/perror.3.html">perror(3)</a>
     */
    public void perror(String s) {
        String message = strerror(errno());
        System.err.print(s == null || s.isEmpty() ? message + "\n" : s + ": " + message + "\n");
        System.err.flush();
    }

    /**
     * {@code char *strerror(int errnum)}: the message of an error number, in English, as in a C program that never
     * calls {@code setlocale}. (The JVM calls it, so {@code strerror} itself would return the message in the user's
     * language; this is {@code strerror_l} with the C locale.)
     *
     * @param errnum an error number; the message of an unknown one is {@code Unknown error N}
     * @return the message
     * @see <a href="https://man7.org/linux/man-pages/man3/strerror.3.html">strerror(3)</a>
     */
    public String strerror(int errnum) {
        return Errno.message(calls, errnum);
    }

    // ---- sockets ----

    /**
     * {@code int socket(int domain, int type, int protocol)}: creates a socket.
     *
     * @param domain {@code AF_} constant
     * @param type {@code SOCK_} constant, optionally or-ed with {@code SOCK_NONBLOCK} and {@code SOCK_CLOEXEC}
     * @param protocol {@code IPPROTO_} or other constant of the domain; 0 for the default one
     * @return the descriptor; -1 and {@link #errno()} on failure
     * @see <a href="https://man7.org/linux/man-pages/man2/socket.2.html">socket(2)</a>
     */
    public int socket(int domain, int type, int protocol) {
        return Errno.result(calls.socket(domain, type, protocol));
    }

    /**
     * {@code int socketpair(int domain, int type, int protocol, int sv[2])}: creates two connected sockets.
     *
     * @param domain {@code AF_UNIX} (or {@code AF_TIPC})
     * @param type as in {@link #socket}
     * @param protocol 0
     * @param sv receives the two descriptors; unchanged on failure; null fails with {@code EFAULT}
     * @return 0; -1 and {@link #errno()} on failure
     * @throws IllegalArgumentException if {@code sv} has fewer than two elements
     * @see <a href="https://man7.org/linux/man-pages/man2/socketpair.2.html">socketpair(2)</a>
     */
    public int socketpair(int domain, int type, int protocol, int[] sv) {
        if (sv == null) {
            return Errno.result(calls.socketpair(domain, type, protocol, 0));
        }
        ByteBuffer two = twoInts(sv);
        return takeTwo(
                sv,
                two,
                calls.socketpair(domain, type, protocol, ThreadState.get().scratchAddress()));
    }

    private static ByteBuffer twoInts(int[] fds) {
        if (fds.length < 2) {
            throw new IllegalArgumentException("the array for the descriptors has " + fds.length + " elements, not 2");
        }
        return ThreadState.get().scratch(2 * Integer.BYTES);
    }

    private static int takeTwo(int[] fds, ByteBuffer two, int result) {
        if (result >= 0) {
            fds[0] = two.getInt(0);
            fds[1] = two.getInt(Integer.BYTES);
        }
        return Errno.result(result);
    }

    /**
     * {@code int bind(int sockfd, const struct sockaddr *addr, socklen_t addrlen)}: assigns a local address to the
     * socket.
     *
     * @param fd the socket
     * @param addr the address, or null
     * @param addrlen its length in bytes, usually {@link Sockaddr#length()}; any {@code int} is passed on
     * @return 0; -1 and {@link #errno()} on failure
     * @see <a href="https://man7.org/linux/man-pages/man2/bind.2.html">bind(2)</a>
     */
    public int bind(int fd, Sockaddr addr, int addrlen) {
        try {
            return Errno.result(calls.bind(fd, Struct.pointer(addr), addrlen));
        } finally {
            Reference.reachabilityFence(addr);
        }
    }

    /**
     * {@code int listen(int sockfd, int backlog)}: marks the socket as one that accepts connections.
     *
     * @param fd the socket
     * @param backlog how many connections may wait to be accepted; the kernel limits it to net.core.somaxconn, which
     *     also replaces a negative value
     * @return 0; -1 and {@link #errno()} on failure
     * @see <a href="https://man7.org/linux/man-pages/man2/listen.2.html">listen(2)</a>
     */
    public int listen(int fd, int backlog) {
        return Errno.result(calls.listen(fd, backlog));
    }

    /**
     * {@code int accept(int sockfd, struct sockaddr *addr, socklen_t *addrlen)}: accepts the next connection.
     *
     * @param fd the listening socket
     * @param addr receives the peer's address, or null
     * @param addrlen before the call the room at {@code addr}, after it the true length of the address; or null
     * @return the connection's descriptor; -1 and {@link #errno()} on failure
     * @see <a href="https://man7.org/linux/man-pages/man2/accept.2.html">accept(2)</a>
     */
    public int accept(int fd, Sockaddr addr, IntRef addrlen) {
        try {
            return filled(addr, addrlen, Errno.result(calls.accept(fd, Struct.pointer(addr), Struct.pointer(addrlen))));
        } finally {
            Reference.reachabilityFence(addr);
            Reference.reachabilityFence(addrlen);
        }
    }

    /**
     * {@code int accept4(int sockfd, struct sockaddr *addr, socklen_t *addrlen, int flags)}: {@link #accept} with flags
     * for the new descriptor (since Linux 2.6.28).
     *
     * @param fd the listening socket
     * @param addr receives the peer's address, or null
     * @param addrlen before the call the room at {@code addr}, after it the true length of the address; or null
     * @param flags {@code SOCK_NONBLOCK}, {@code SOCK_CLOEXEC} or both or-ed together
     * @return the connection's descriptor; -1 and {@link #errno()} on failure
     * @see <a href="https://man7.org/linux/man-pages/man2/accept.2.html">accept4(2)</a>
     */
    public int accept4(int fd, Sockaddr addr, IntRef addrlen, int flags) {
        try {
            return filled(
                    addr,
                    addrlen,
                    Errno.result(calls.accept4(fd, Struct.pointer(addr), Struct.pointer(addrlen), flags)));
        } finally {
            Reference.reachabilityFence(addr);
            Reference.reachabilityFence(addrlen);
        }
    }

    /**
     * {@code int connect(int sockfd, const struct sockaddr *addr, socklen_t addrlen)}: connects the socket, or sets the
     * peer of a datagram socket.
     *
     * @param fd the socket
     * @param addr the peer's address, or null
     * @param addrlen its length in bytes, usually {@link Sockaddr#length()}; any {@code int} is passed on
     * @return 0; -1 and {@link #errno()} on failure
     * @see <a href="https://man7.org/linux/man-pages/man2/connect.2.html">connect(2)</a>
     */
    public int connect(int fd, Sockaddr addr, int addrlen) {
        try {
            return Errno.result(calls.connect(fd, Struct.pointer(addr), addrlen));
        } finally {
            Reference.reachabilityFence(addr);
        }
    }

    /**
     * {@code int getsockname(int sockfd, struct sockaddr *addr, socklen_t *addrlen)}: the socket's local address.
     *
     * @param fd the socket
     * @param addr receives the address, or null
     * @param addrlen before the call the room at {@code addr}, after it the true length of the address; or null
     * @return 0; -1 and {@link #errno()} on failure
     * @see <a href="https://man7.org/linux/man-pages/man2/getsockname.2.html">getsockname(2)</a>
     */
    public int getsockname(int fd, Sockaddr addr, IntRef addrlen) {
        try {
            return filled(
                    addr, addrlen, Errno.result(calls.getsockname(fd, Struct.pointer(addr), Struct.pointer(addrlen))));
        } finally {
            Reference.reachabilityFence(addr);
            Reference.reachabilityFence(addrlen);
        }
    }

    /**
     * {@code int getpeername(int sockfd, struct sockaddr *addr, socklen_t *addrlen)}: the peer's address.
     *
     * @param fd the socket
     * @param addr receives the address, or null
     * @param addrlen before the call the room at {@code addr}, after it the true length of the address; or null
     * @return 0; -1 and {@link #errno()} on failure
     * @see <a href="https://man7.org/linux/man-pages/man2/getpeername.2.html">getpeername(2)</a>
     */
    public int getpeername(int fd, Sockaddr addr, IntRef addrlen) {
        try {
            return filled(
                    addr, addrlen, Errno.result(calls.getpeername(fd, Struct.pointer(addr), Struct.pointer(addrlen))));
        } finally {
            Reference.reachabilityFence(addr);
            Reference.reachabilityFence(addrlen);
        }
    }

    /**
     * {@code int shutdown(int sockfd, int how)}: ends one or both directions of a connection, for every process that
     * holds the socket. The descriptor stays open.
     *
     * @param fd the socket
     * @param how {@code SHUT_RD}, {@code SHUT_WR} or {@code SHUT_RDWR}
     * @return 0; -1 and {@link #errno()} on failure
     * @see <a href="https://man7.org/linux/man-pages/man2/shutdown.2.html">shutdown(2)</a>
     */
    public int shutdown(int fd, int how) {
        return Errno.result(calls.shutdown(fd, how));
    }

    /**
     * {@code int close(int fd)}: closes the descriptor. It does not wake a thread that is blocked on the descriptor.
     * Never repeat it, not even after {@code EINTR}: on Linux the descriptor is closed then, too.
     *
     * @param fd the descriptor
     * @return 0; -1 and {@link #errno()} on failure
     * @see <a href="https://man7.org/linux/man-pages/man2/close.2.html">close(2)</a>
     */
    public int close(int fd) {
        return Errno.result(calls.close(fd));
    }

    /**
     * {@code int dup(int oldfd)}: opens a second descriptor for the same socket or file.
     *
     * @param oldfd the descriptor
     * @return the new descriptor; -1 and {@link #errno()} on failure
     * @see <a href="https://man7.org/linux/man-pages/man2/dup.2.html">dup(2)</a>
     */
    public int dup(int oldfd) {
        return Errno.result(calls.dup(oldfd));
    }

    /**
     * {@code int dup2(int oldfd, int newfd)}: {@link #dup} to a chosen number; a file that was open there is closed
     * silently.
     *
     * @param oldfd the descriptor
     * @param newfd the number for the new one
     * @return {@code newfd}; -1 and {@link #errno()} on failure
     * @see <a href="https://man7.org/linux/man-pages/man2/dup.2.html">dup2(2)</a>
     */
    public int dup2(int oldfd, int newfd) {
        return Errno.result(calls.dup2(oldfd, newfd));
    }

    /**
     * {@code int dup3(int oldfd, int newfd, int flags)}: {@link #dup2} with a flag; two equal numbers fail with
     * {@code EINVAL} (since Linux 2.6.27).
     *
     * @param oldfd the descriptor
     * @param newfd the number for the new one
     * @param flags {@code O_CLOEXEC} or 0
     * @return {@code newfd}; -1 and {@link #errno()} on failure
     * @see <a href="https://man7.org/linux/man-pages/man2/dup.2.html">dup3(2)</a>
     */
    public int dup3(int oldfd, int newfd, int flags) {
        return Errno.result(calls.dup3(oldfd, newfd, flags));
    }

    // ---- data ----

    /**
     * {@code ssize_t send(int sockfd, const void *buf, size_t len, int flags)}: sends on a connected socket.
     *
     * @param fd the descriptor
     * @param buf the bytes to send: a direct buffer is passed without a copy, any other is copied once; position and
     *     limit do not change; {@link #NULL} for C's {@code NULL}
     * @param off index of the first byte in {@code buf}
     * @param len number of bytes; they must end at or before the buffer's limit
     * @param flags {@code MSG_} constants or-ed together; 0 for none. With {@code MSG_ZEROCOPY} the kernel reads the
     *     buffer after the call, too: leave it unchanged until the error queue reports completion
     * @return the number of bytes sent, which may be less than {@code len} on a stream; -1 and {@link #errno()} on
     *     failure
     * @throws IndexOutOfBoundsException if {@code off} and {@code len} are not within the buffer
     * @throws IllegalArgumentException if {@code MSG_ZEROCOPY} is among the flags and the buffer is not direct
     * @see <a href="https://man7.org/linux/man-pages/man2/send.2.html">send(2)</a>
     */
    public int send(int fd, ByteBuffer buf, int off, int len, int flags) {
        if (buf != null && !buf.isDirect()) {
            return sendCopied(fd, buf, off, len, flags);
        }
        checkPart(buf, off, len);
        ThreadState state = ThreadState.get();
        try {
            return Errno.result(state, calls.send(state, fd, buf, off, len, flags));
        } finally {
            Reference.reachabilityFence(buf);
        }
    }

    /** {@link #send(int, ByteBuffer, int, int, int)} with the first {@code len} bytes of the buffer. */
    public int send(int fd, ByteBuffer buf, int len, int flags) {
        return send(fd, buf, 0, len, flags);
    }

    /**
     * {@link #send(int, ByteBuffer, int, int, int)} with the first {@code len} bytes of an array, which is copied once.
     */
    public int send(int fd, byte[] buf, int len, int flags) {
        return send(fd, buf, 0, len, flags);
    }

    /** {@link #send(int, ByteBuffer, int, int, int)} with part of an array, which is copied once. */
    public int send(int fd, byte[] buf, int off, int len, int flags) {
        return sendCopied(fd, ByteBuffer.wrap(buf), off, len, flags);
    }

    private int sendCopied(int fd, ByteBuffer buf, int off, int len, int flags) {
        BufferScopes.checkCopied((flags & Constants.MSG_ZEROCOPY) != 0);
        Objects.checkFromIndexSize(off, len, buf.limit());
        ThreadState state = ThreadState.get();
        state.scratch(len).put(0, buf, off, len);
        return Errno.result(state, calls.send(state, fd, null, state.scratchAddress(), len, flags));
    }

    /**
     * {@code ssize_t recv(int sockfd, void *buf, size_t len, int flags)}: receives from a socket.
     *
     * @param fd the descriptor
     * @param buf the bytes that receive the data: a direct buffer is passed without a copy, any other is copied once;
     *     position and limit do not change; {@link #NULL} for C's {@code NULL}
     * @param off index of the first byte in {@code buf}
     * @param len number of bytes; they must end at or before the buffer's limit
     * @param flags {@code MSG_} constants or-ed together; 0 for none
     * @return the number of bytes received; 0 when the peer has finished sending; with {@code MSG_TRUNC} the real
     *     length of a datagram; -1 and {@link #errno()} on failure
     * @throws IndexOutOfBoundsException if {@code off} and {@code len} are not within the buffer
     * @throws java.nio.ReadOnlyBufferException if the buffer is read-only
     * @see <a href="https://man7.org/linux/man-pages/man2/recv.2.html">recv(2)</a>
     */
    public int recv(int fd, ByteBuffer buf, int off, int len, int flags) {
        checkWritable(buf);
        if (buf != null && !buf.isDirect()) {
            return recvCopied(fd, buf, off, len, flags);
        }
        checkPart(buf, off, len);
        ThreadState state = ThreadState.get();
        try {
            return Errno.result(state, calls.recv(state, fd, buf, off, len, flags));
        } finally {
            Reference.reachabilityFence(buf);
        }
    }

    /** {@link #recv(int, ByteBuffer, int, int, int)} into the first {@code len} bytes of the buffer. */
    public int recv(int fd, ByteBuffer buf, int len, int flags) {
        return recv(fd, buf, 0, len, flags);
    }

    /**
     * {@link #recv(int, ByteBuffer, int, int, int)} into the first {@code len} bytes of an array, which is copied once.
     */
    public int recv(int fd, byte[] buf, int len, int flags) {
        return recv(fd, buf, 0, len, flags);
    }

    /** {@link #recv(int, ByteBuffer, int, int, int)} into part of an array, which is copied once. */
    public int recv(int fd, byte[] buf, int off, int len, int flags) {
        Objects.checkFromIndexSize(off, len, buf.length);
        ThreadState state = ThreadState.get();
        ByteBuffer scratch = receiving(state, buf, off, len, flags);
        int n = Errno.result(state, calls.recv(state, fd, null, state.scratchAddress(), len, flags));
        if (n > 0) {
            // With MSG_TRUNC the result is the real length, which may exceed the room.
            scratch.get(0, buf, off, Math.min(n, len));
        }
        return n;
    }

    /** The thread's memory for the bytes that a call receives; they are copied to the array afterwards. */
    private static ByteBuffer receiving(ThreadState state, byte[] buf, int off, int len, int flags) {
        ByteBuffer scratch = state.scratch(len);
        if ((flags & Constants.MSG_TRUNC) != 0) {
            // TCP counts the bytes but does not write them, so the copy back must find the array's own bytes here.
            scratch.put(0, buf, off, len);
        }
        return scratch;
    }

    private int recvCopied(int fd, ByteBuffer buf, int off, int len, int flags) {
        Objects.checkFromIndexSize(off, len, buf.limit());
        return recv(fd, buf.array(), buf.arrayOffset() + off, len, flags);
    }

    /**
     * {@code ssize_t sendto(int sockfd, const void *buf, size_t len, int flags, const struct sockaddr *dest_addr,
     * socklen_t addrlen)}: sends a datagram to an address.
     *
     * @param fd the descriptor
     * @param buf the bytes to send: a direct buffer is passed without a copy, any other is copied once; position and
     *     limit do not change; {@link #NULL} for C's {@code NULL}
     * @param off index of the first byte in {@code buf}
     * @param len number of bytes; they must end at or before the buffer's limit
     * @param flags {@code MSG_} constants or-ed together; 0 for none
     * @param addr the destination, or null
     * @param addrlen its length in bytes; any {@code int} is passed on
     * @return the number of bytes sent; -1 and {@link #errno()} on failure
     * @throws IndexOutOfBoundsException if {@code off} and {@code len} are not within the buffer
     * @throws IllegalArgumentException if {@code MSG_ZEROCOPY} is among the flags and the buffer is not direct, as in
     *     {@link #send(int, ByteBuffer, int, int, int) send}
     * @see <a href="https://man7.org/linux/man-pages/man2/sendto.2.html">sendto(2)</a>
     */
    public int sendto(int fd, ByteBuffer buf, int off, int len, int flags, Sockaddr addr, int addrlen) {
        if (buf != null && !buf.isDirect()) {
            return sendtoCopied(fd, buf, off, len, flags, addr, addrlen);
        }
        checkPart(buf, off, len);
        ThreadState state = ThreadState.get();
        try {
            return Errno.result(state, calls.sendto(state, fd, buf, off, len, flags, Struct.pointer(addr), addrlen));
        } finally {
            Reference.reachabilityFence(buf);
            Reference.reachabilityFence(addr);
        }
    }

    /**
     * {@link #sendto(int, ByteBuffer, int, int, int, Sockaddr, int)} with the first {@code len} bytes of the buffer.
     */
    public int sendto(int fd, ByteBuffer buf, int len, int flags, Sockaddr addr, int addrlen) {
        return sendto(fd, buf, 0, len, flags, addr, addrlen);
    }

    /**
     * {@link #sendto(int, ByteBuffer, int, int, int, Sockaddr, int)} with the first {@code len} bytes of an array,
     * which is copied once.
     */
    public int sendto(int fd, byte[] buf, int len, int flags, Sockaddr addr, int addrlen) {
        return sendto(fd, buf, 0, len, flags, addr, addrlen);
    }

    /** {@link #sendto(int, ByteBuffer, int, int, int, Sockaddr, int)} with part of an array, which is copied once. */
    public int sendto(int fd, byte[] buf, int off, int len, int flags, Sockaddr addr, int addrlen) {
        return sendtoCopied(fd, ByteBuffer.wrap(buf), off, len, flags, addr, addrlen);
    }

    private int sendtoCopied(int fd, ByteBuffer buf, int off, int len, int flags, Sockaddr addr, int addrlen) {
        BufferScopes.checkCopied((flags & Constants.MSG_ZEROCOPY) != 0);
        Objects.checkFromIndexSize(off, len, buf.limit());
        ThreadState state = ThreadState.get();
        state.scratch(len).put(0, buf, off, len);
        try {
            return Errno.result(
                    state,
                    calls.sendto(state, fd, null, state.scratchAddress(), len, flags, Struct.pointer(addr), addrlen));
        } finally {
            Reference.reachabilityFence(addr);
        }
    }

    /**
     * {@code ssize_t recvfrom(int sockfd, void *buf, size_t len, int flags, struct sockaddr *src_addr, socklen_t
     * *addrlen)}: receives data and the sender's address.
     *
     * @param fd the descriptor
     * @param buf the bytes that receive the data: a direct buffer is passed without a copy, any other is copied once;
     *     position and limit do not change; {@link #NULL} for C's {@code NULL}
     * @param off index of the first byte in {@code buf}
     * @param len number of bytes; they must end at or before the buffer's limit
     * @param flags {@code MSG_} constants or-ed together; 0 for none
     * @param addr receives the sender's address, or null
     * @param addrlen before the call the room at {@code addr}, after it the true length of the address; or null
     * @return the number of bytes received; with {@code MSG_TRUNC} the real length of a datagram; -1 and
     *     {@link #errno()} on failure
     * @throws IndexOutOfBoundsException if {@code off} and {@code len} are not within the buffer
     * @throws java.nio.ReadOnlyBufferException if the buffer is read-only
     * @see <a href="https://man7.org/linux/man-pages/man2/recvfrom.2.html">recvfrom(2)</a>
     */
    public int recvfrom(int fd, ByteBuffer buf, int off, int len, int flags, Sockaddr addr, IntRef addrlen) {
        checkWritable(buf);
        if (buf != null && !buf.isDirect()) {
            return recvfromCopied(fd, buf, off, len, flags, addr, addrlen);
        }
        checkPart(buf, off, len);
        ThreadState state = ThreadState.get();
        try {
            int n = Errno.result(
                    state,
                    calls.recvfrom(state, fd, buf, off, len, flags, Struct.pointer(addr), Struct.pointer(addrlen)));
            return filled(addr, addrlen, n);
        } finally {
            Reference.reachabilityFence(buf);
            Reference.reachabilityFence(addr);
            Reference.reachabilityFence(addrlen);
        }
    }

    /**
     * {@link #recvfrom(int, ByteBuffer, int, int, int, Sockaddr, IntRef)} into the first {@code len} bytes of the
     * buffer.
     */
    public int recvfrom(int fd, ByteBuffer buf, int len, int flags, Sockaddr addr, IntRef addrlen) {
        return recvfrom(fd, buf, 0, len, flags, addr, addrlen);
    }

    /**
     * {@link #recvfrom(int, ByteBuffer, int, int, int, Sockaddr, IntRef)} into the first {@code len} bytes of an array,
     * which is copied once.
     */
    public int recvfrom(int fd, byte[] buf, int len, int flags, Sockaddr addr, IntRef addrlen) {
        return recvfrom(fd, buf, 0, len, flags, addr, addrlen);
    }

    /**
     * {@link #recvfrom(int, ByteBuffer, int, int, int, Sockaddr, IntRef)} into part of an array, which is copied once.
     */
    public int recvfrom(int fd, byte[] buf, int off, int len, int flags, Sockaddr addr, IntRef addrlen) {
        Objects.checkFromIndexSize(off, len, buf.length);
        ThreadState state = ThreadState.get();
        ByteBuffer scratch = receiving(state, buf, off, len, flags);
        try {
            int n = Errno.result(
                    state,
                    calls.recvfrom(
                            state,
                            fd,
                            null,
                            state.scratchAddress(),
                            len,
                            flags,
                            Struct.pointer(addr),
                            Struct.pointer(addrlen)));
            if (n > 0) {
                // With MSG_TRUNC the result is the real length, which may exceed the room.
                scratch.get(0, buf, off, Math.min(n, len));
            }
            return filled(addr, addrlen, n);
        } finally {
            Reference.reachabilityFence(addr);
            Reference.reachabilityFence(addrlen);
        }
    }

    private int recvfromCopied(int fd, ByteBuffer buf, int off, int len, int flags, Sockaddr addr, IntRef addrlen) {
        Objects.checkFromIndexSize(off, len, buf.limit());
        return recvfrom(fd, buf.array(), buf.arrayOffset() + off, len, flags, addr, addrlen);
    }

    /**
     * {@code ssize_t read(int fd, void *buf, size_t count)}: reads from a descriptor of any kind.
     *
     * @param fd the descriptor
     * @param buf the bytes that receive the data: a direct buffer is passed without a copy, any other is copied once;
     *     position and limit do not change; {@link #NULL} for C's {@code NULL}
     * @param off index of the first byte in {@code buf}
     * @param len number of bytes; they must end at or before the buffer's limit
     * @return the number of bytes read; 0 at the end; -1 and {@link #errno()} on failure
     * @throws IndexOutOfBoundsException if {@code off} and {@code len} are not within the buffer
     * @throws java.nio.ReadOnlyBufferException if the buffer is read-only
     * @see <a href="https://man7.org/linux/man-pages/man2/read.2.html">read(2)</a>
     */
    public int read(int fd, ByteBuffer buf, int off, int len) {
        checkWritable(buf);
        if (buf != null && !buf.isDirect()) {
            return readCopied(fd, buf, off, len);
        }
        checkPart(buf, off, len);
        ThreadState state = ThreadState.get();
        try {
            return Errno.result(state, calls.read(state, fd, buf, off, len));
        } finally {
            Reference.reachabilityFence(buf);
        }
    }

    /** {@link #read(int, ByteBuffer, int, int)} into the first {@code len} bytes of the buffer. */
    public int read(int fd, ByteBuffer buf, int len) {
        return read(fd, buf, 0, len);
    }

    /** {@link #read(int, ByteBuffer, int, int)} into the first {@code len} bytes of an array, which is copied once. */
    public int read(int fd, byte[] buf, int len) {
        return read(fd, buf, 0, len);
    }

    /** {@link #read(int, ByteBuffer, int, int)} into part of an array, which is copied once. */
    public int read(int fd, byte[] buf, int off, int len) {
        Objects.checkFromIndexSize(off, len, buf.length);
        ThreadState state = ThreadState.get();
        ByteBuffer scratch = state.scratch(len);
        int n = Errno.result(state, calls.read(state, fd, null, state.scratchAddress(), len));
        if (n > 0) {
            scratch.get(0, buf, off, n);
        }
        return n;
    }

    private int readCopied(int fd, ByteBuffer buf, int off, int len) {
        Objects.checkFromIndexSize(off, len, buf.limit());
        return read(fd, buf.array(), buf.arrayOffset() + off, len);
    }

    /**
     * {@code ssize_t write(int fd, const void *buf, size_t count)}: writes to a descriptor of any kind. On a socket it
     * is {@link #send(int, ByteBuffer, int, int, int) send} with flags 0.
     *
     * @param fd the descriptor
     * @param buf the bytes to send: a direct buffer is passed without a copy, any other is copied once; position and
     *     limit do not change; {@link #NULL} for C's {@code NULL}
     * @param off index of the first byte in {@code buf}
     * @param len number of bytes; they must end at or before the buffer's limit
     * @return the number of bytes written; -1 and {@link #errno()} on failure
     * @throws IndexOutOfBoundsException if {@code off} and {@code len} are not within the buffer
     * @see <a href="https://man7.org/linux/man-pages/man2/write.2.html">write(2)</a>
     */
    public int write(int fd, ByteBuffer buf, int off, int len) {
        if (buf != null && !buf.isDirect()) {
            return writeCopied(fd, buf, off, len);
        }
        checkPart(buf, off, len);
        ThreadState state = ThreadState.get();
        try {
            return Errno.result(state, calls.write(state, fd, buf, off, len));
        } finally {
            Reference.reachabilityFence(buf);
        }
    }

    /** {@link #write(int, ByteBuffer, int, int)} with the first {@code len} bytes of the buffer. */
    public int write(int fd, ByteBuffer buf, int len) {
        return write(fd, buf, 0, len);
    }

    /** {@link #write(int, ByteBuffer, int, int)} with the first {@code len} bytes of an array, which is copied once. */
    public int write(int fd, byte[] buf, int len) {
        return write(fd, buf, 0, len);
    }

    /** {@link #write(int, ByteBuffer, int, int)} with part of an array, which is copied once. */
    public int write(int fd, byte[] buf, int off, int len) {
        return writeCopied(fd, ByteBuffer.wrap(buf), off, len);
    }

    private int writeCopied(int fd, ByteBuffer buf, int off, int len) {
        Objects.checkFromIndexSize(off, len, buf.limit());
        ThreadState state = ThreadState.get();
        state.scratch(len).put(0, buf, off, len);
        return Errno.result(state, calls.write(state, fd, null, state.scratchAddress(), len));
    }

    /**
     * {@code ssize_t readv(int fd, const struct iovec *iov, int iovcnt)}: reads into several buffers in order.
     *
     * @param fd the descriptor
     * @param iov the buffers, or null
     * @param iovcnt how many of them; it may exceed the array's size only if it exceeds {@code IOV_MAX} (1024), which
     *     the kernel rejects
     * @return the number of bytes read, 0 at the end; -1 and {@link #errno()} on failure
     * @throws IndexOutOfBoundsException if {@code iovcnt} exceeds the array's size
     * @throws ReadOnlyBufferException if one of the buffers is read-only
     * @see <a href="https://man7.org/linux/man-pages/man2/readv.2.html">readv(2)</a>
     */
    public int readv(int fd, Iovec iov, int iovcnt) {
        Iovec.check(iov, iovcnt, true);
        try {
            return Errno.result(calls.readv(fd, Struct.pointer(iov), iovcnt));
        } finally {
            Reference.reachabilityFence(iov);
        }
    }

    /**
     * {@code ssize_t writev(int fd, const struct iovec *iov, int iovcnt)}: writes several buffers in order.
     *
     * @param fd the descriptor
     * @param iov the buffers, or null
     * @param iovcnt how many of them; it may exceed the array's size only if it exceeds {@code IOV_MAX} (1024), which
     *     the kernel rejects
     * @return the number of bytes written; -1 and {@link #errno()} on failure
     * @throws IndexOutOfBoundsException if {@code iovcnt} exceeds the array's size
     * @see <a href="https://man7.org/linux/man-pages/man2/readv.2.html">writev(2)</a>
     */
    public int writev(int fd, Iovec iov, int iovcnt) {
        Iovec.check(iov, iovcnt, false);
        try {
            return Errno.result(calls.writev(fd, Struct.pointer(iov), iovcnt));
        } finally {
            Reference.reachabilityFence(iov);
        }
    }

    /**
     * {@code ssize_t sendmsg(int sockfd, const struct msghdr *msg, int flags)}: sends from several buffers, with an
     * address and control messages.
     *
     * @param fd the socket
     * @param msg the message, or null
     * @param flags {@code MSG_} constants or-ed together; 0 for none
     * @return the number of bytes sent; -1 and {@link #errno()} on failure
     * @throws IndexOutOfBoundsException if a count or length in {@code msg} exceeds its array or buffer
     * @see <a href="https://man7.org/linux/man-pages/man2/send.2.html">sendmsg(2)</a>
     */
    public int sendmsg(int fd, Msghdr msg, int flags) {
        Msghdr.check(msg, false);
        try {
            return Errno.result(calls.sendmsg(fd, Struct.pointer(msg), flags));
        } finally {
            Reference.reachabilityFence(msg);
        }
    }

    /**
     * {@code ssize_t recvmsg(int sockfd, struct msghdr *msg, int flags)}: receives into several buffers, with an
     * address and control messages.
     *
     * @param fd the socket
     * @param msg the message; its lengths and {@code msg_flags} are written back; or null
     * @param flags {@code MSG_} constants or-ed together; 0 for none
     * @return the number of bytes received; -1 and {@link #errno()} on failure
     * @throws IndexOutOfBoundsException if a count or length in {@code msg} exceeds its array or buffer
     * @throws ReadOnlyBufferException if one of the buffers is read-only
     * @see <a href="https://man7.org/linux/man-pages/man2/recv.2.html">recvmsg(2)</a>
     */
    public int recvmsg(int fd, Msghdr msg, int flags) {
        Msghdr.check(msg, true);
        try {
            int n = Errno.result(calls.recvmsg(fd, Struct.pointer(msg), flags));
            if (n >= 0 && msg != null) {
                msg.received();
            }
            return n;
        } finally {
            Reference.reachabilityFence(msg);
        }
    }

    /**
     * {@code int sendmmsg(int sockfd, struct mmsghdr *msgvec, unsigned int vlen, int flags)}: {@link #sendmsg} for
     * several messages in one system call (since Linux 3.0).
     *
     * @param fd the socket
     * @param msgvec the messages; {@code msg_len} of each message sent is written back; or null
     * @param vlen how many of them; the kernel sends at most 1024 in one call
     * @param flags {@code MSG_} constants or-ed together; 0 for none
     * @return the number of messages sent; -1 and {@link #errno()} if none was sent
     * @throws IndexOutOfBoundsException if {@code vlen} exceeds the array's size
     * @see <a href="https://man7.org/linux/man-pages/man2/sendmmsg.2.html">sendmmsg(2)</a>
     */
    public int sendmmsg(int fd, Mmsghdr msgvec, int vlen, int flags) {
        Mmsghdr.check(msgvec, vlen, false);
        try {
            return Errno.result(calls.sendmmsg(fd, Struct.pointer(msgvec), vlen, flags));
        } finally {
            Reference.reachabilityFence(msgvec);
        }
    }

    /**
     * {@code int recvmmsg(int sockfd, struct mmsghdr *msgvec, unsigned int vlen, int flags, struct timespec *timeout)}:
     * {@link #recvmsg} for several messages in one system call (since Linux 2.6.33).
     *
     * @param fd the socket
     * @param msgvec receives the messages, with the length of each in {@code msg_len}; or null
     * @param vlen how many of them
     * @param flags {@code MSG_} constants or-ed together, {@code MSG_WAITFORONE} among them; 0 for none
     * @param timeout the time limit, which the kernel checks only after each message, as the manual page warns; null
     *     for none
     * @return the number of messages received; -1 and {@link #errno()} on failure
     * @throws IndexOutOfBoundsException if {@code vlen} exceeds the array's size
     * @throws ReadOnlyBufferException if one of the buffers is read-only
     * @see <a href="https://man7.org/linux/man-pages/man2/recvmmsg.2.html">recvmmsg(2)</a>
     */
    public int recvmmsg(int fd, Mmsghdr msgvec, int vlen, int flags, Timespec timeout) {
        Mmsghdr.check(msgvec, vlen, true);
        try {
            int n = Errno.result(calls.recvmmsg(fd, Struct.pointer(msgvec), vlen, flags, Struct.pointer(timeout)));
            for (int i = 0; i < n; i++) {
                msgvec.msg_hdr(i).received();
            }
            return n;
        } finally {
            Reference.reachabilityFence(msgvec);
            Reference.reachabilityFence(timeout);
        }
    }

    /**
     * {@code ssize_t sendfile(int out_fd, int in_fd, off_t *offset, size_t count)}: copies from a file to a descriptor
     * within the kernel.
     *
     * @param out the descriptor to write to, for example a socket
     * @param in the descriptor to read from: a file that supports {@code mmap}
     * @param offset the offset to start at; the next offset is written back; null to use and move the file's own
     *     position
     * @param count number of bytes
     * @return the number of bytes written; -1 and {@link #errno()} on failure
     * @see <a href="https://man7.org/linux/man-pages/man2/sendfile.2.html">sendfile(2)</a>
     */
    public long sendfile(int out, int in, LongRef offset, long count) {
        try {
            return Errno.result(calls.sendfile(out, in, Struct.pointer(offset), count));
        } finally {
            Reference.reachabilityFence(offset);
        }
    }

    /**
     * {@code ssize_t splice(int fd_in, off_t *off_in, int fd_out, off_t *off_out, size_t len, unsigned int flags)}:
     * moves data between a pipe and another descriptor within the kernel.
     *
     * @param in the descriptor to read from
     * @param offIn the offset to start at in it, or null; must be null for a pipe or socket
     * @param out the descriptor to write to
     * @param offOut the offset to start at in it, or null; must be null for a pipe or socket
     * @param len the maximum number of bytes
     * @param flags {@code SPLICE_F_} constants or-ed together; 0 for none
     * @return the number of bytes moved, 0 at the end; -1 and {@link #errno()} on failure
     * @see <a href="https://man7.org/linux/man-pages/man2/splice.2.html">splice(2)</a>
     */
    public long splice(int in, LongRef offIn, int out, LongRef offOut, long len, int flags) {
        try {
            return Errno.result(calls.splice(in, Struct.pointer(offIn), out, Struct.pointer(offOut), len, flags));
        } finally {
            Reference.reachabilityFence(offIn);
            Reference.reachabilityFence(offOut);
        }
    }

    // ---- options and control ----

    /**
     * {@code int setsockopt(int sockfd, int level, int optname, const void *optval, socklen_t optlen)}: sets an option.
     *
     * <p>Pointers within a value, as in {@code XDP_UMEM_REG}, are the caller's responsibility, as in C;
     * {@link libcsockets.option.Optval#fprog} is the safe way to pass one such value.
     *
     * @param fd the socket
     * @param level {@code SOL_} or {@code IPPROTO_} constant
     * @param optname the option's constant
     * @param optval its value from index 0 on ({@link libcsockets.option.Optval} encodes it), or {@link #NULL}
     * @param optlen the value's length in bytes; a negative length is passed on
     * @return 0; -1 and {@link #errno()} on failure
     * @throws IndexOutOfBoundsException if {@code optlen} exceeds the buffer's limit
     * @see <a href="https://man7.org/linux/man-pages/man2/setsockopt.2.html">setsockopt(2)</a>
     */
    public int setsockopt(int fd, int level, int optname, ByteBuffer optval, int optlen) {
        ByteBuffer direct = optval;
        if (optval != null) {
            Objects.checkFromIndexSize(0, Math.max(optlen, 0), optval.limit());
            if (!optval.isDirect()) {
                direct = ThreadState.get().scratch(Math.max(optlen, 0)).put(0, optval, 0, Math.max(optlen, 0));
            }
        }
        try {
            return Errno.result(calls.setsockopt(fd, level, optname, address(direct, optlen), optlen));
        } finally {
            Reference.reachabilityFence(direct);
        }
    }

    /**
     * {@link #setsockopt(int, int, int, ByteBuffer, int)} for the many options whose value is one {@code int}:
     * {@code setsockopt(fd, level, optname, &value, sizeof(int))}.
     *
     * @param fd the socket
     * @param level {@code SOL_} or {@code IPPROTO_} constant
     * @param optname the option's constant
     * @param value its value
     * @return 0; -1 and {@link #errno()} on failure
     */
    public int setsockopt(int fd, int level, int optname, int value) {
        ThreadState state = ThreadState.get();
        ByteBuffer scratch = state.scratch(Integer.BYTES).putInt(0, value);
        return Errno.result(calls.setsockopt(fd, level, optname, state.scratchAddress(), Integer.BYTES));
    }

    /**
     * {@code int getsockopt(int sockfd, int level, int optname, void *optval, socklen_t *optlen)}: reads an option.
     *
     * <p>Pointers within a value, as in {@code TCP_ZEROCOPY_RECEIVE}, are the caller's responsibility, as in C.
     *
     * @param fd the socket
     * @param level {@code SOL_} or {@code IPPROTO_} constant
     * @param optname the option's constant
     * @param optval receives the value from index 0 on ({@link libcsockets.option.Optval} decodes it), or {@link #NULL}
     * @param optlen before the call the room at {@code optval}, after it the length of the value; or null; a negative
     *     length is passed on. For {@code SO_GET_FILTER} it is a number of instructions, of 8 bytes each
     * @return 0; -1 and {@link #errno()} on failure
     * @throws IndexOutOfBoundsException if the option may write beyond the buffer's limit: it may write {@code optlen}
     *     bytes, but 8 times as many for {@code SO_GET_FILTER}, and for {@code IP_MSFILTER} and {@code MCAST_MSFILTER}
     *     as many entries as the count within the value states
     * @throws IllegalArgumentException if the option is {@code TCP_AO_GET_KEYS}
     * @throws ReadOnlyBufferException if the buffer is read-only
     * @see <a href="https://man7.org/linux/man-pages/man2/getsockopt.2.html">getsockopt(2)</a>
     */
    public int getsockopt(int fd, int level, int optname, ByteBuffer optval, IntRef optlen) {
        checkWritable(optval);
        int length = optlen == null ? 0 : Math.max(optlen.get(), 0);
        ByteBuffer direct = optval;
        int room = 0;
        if (optval != null) {
            room = checkRoom(level, optname, optval, length);
            if (!optval.isDirect()) {
                direct = ThreadState.get().scratch(room).put(0, optval, 0, room);
            }
        }
        try {
            int result = calls.getsockopt(fd, level, optname, address(direct, room), Struct.pointer(optlen));
            if (direct != optval) {
                optval.put(0, direct, 0, room);
            }
            return Errno.result(result);
        } finally {
            Reference.reachabilityFence(direct);
            Reference.reachabilityFence(optlen);
        }
    }

    /**
     * How many bytes the kernel may write. For most options this is the given length, but some use it to count
     * something else or use a number within the value, and none of them knows where the buffer ends.
     */
    private static int checkRoom(int level, int optname, ByteBuffer optval, int length) {
        Objects.checkFromIndexSize(0, length, optval.limit());
        long room = length;
        if (level == Constants.SOL_SOCKET && optname == Constants.SO_GET_FILTER) {
            room = (long) length * Layout.SIZEOF_SOCK_FILTER;
        } else if (level == Constants.IPPROTO_IP && optname == Constants.IP_MSFILTER) {
            // struct ip_msfilter: group and interface as in struct ip_mreq, mode, count, addresses.
            room = listRoom(optval, length, Layout.SIZEOF_IP_MREQ, Layout.SIZEOF_IN_ADDR);
        } else if ((level == Constants.IPPROTO_IP || level == Constants.IPPROTO_IPV6)
                && optname == Constants.MCAST_MSFILTER) {
            // struct group_filter: interface and group as in struct group_req, mode, count, addresses.
            room = listRoom(optval, length, Layout.SIZEOF_GROUP_REQ, Layout.SIZEOF_SOCKADDR_STORAGE);
        } else if (level == Constants.IPPROTO_TCP && optname == Constants.TCP_AO_GET_KEYS) {
            throw new IllegalArgumentException(
                    "TCP_AO_GET_KEYS is not supported: it writes an array whose size is not the length that is passed");
        }
        if (room > optval.limit()) {
            throw new IndexOutOfBoundsException(
                    "this option may write " + room + " bytes, but the buffer has " + optval.limit());
        }
        return (int) room;
    }

    private static long listRoom(ByteBuffer optval, int length, int mode, int entry) {
        int count = mode + Integer.BYTES;
        int list = count + Integer.BYTES;
        if (length < list) {
            return length;
        }
        long entries = Integer.toUnsignedLong(
                optval.duplicate().order(ByteOrder.nativeOrder()).getInt(count));
        return Math.max(length, list + entries * entry);
    }

    /**
     * {@link #getsockopt(int, int, int, ByteBuffer, IntRef)} for the many options whose value is one {@code int}:
     * {@code socklen_t len = sizeof(int); getsockopt(fd, level, optname, &value, &len)}.
     *
     * @param fd the socket
     * @param level {@code SOL_} or {@code IPPROTO_} constant
     * @param optname the option's constant
     * @param value receives the value; null fails with {@code EFAULT}
     * @return 0; -1 and {@link #errno()} on failure
     * @throws IllegalArgumentException if the option is {@code SO_GET_FILTER}, which may write more than an {@code int}
     */
    public int getsockopt(int fd, int level, int optname, IntRef value) {
        if (value != null && level == Constants.SOL_SOCKET && optname == Constants.SO_GET_FILTER) {
            throw new IllegalArgumentException("SO_GET_FILTER returns instructions, which do not fit in an int");
        }
        ThreadState state = ThreadState.get();
        state.scratch(Integer.BYTES).putInt(0, Integer.BYTES);
        try {
            return Errno.result(calls.getsockopt(fd, level, optname, Struct.pointer(value), state.scratchAddress()));
        } finally {
            Reference.reachabilityFence(value);
        }
    }

    /**
     * {@code int fcntl(int fd, int cmd)}: runs a command without an argument.
     *
     * @param fd the descriptor
     * @param cmd {@code F_} constant, for example {@code F_GETFL}
     * @return the command's result; -1 and {@link #errno()} on failure
     * @see <a href="https://man7.org/linux/man-pages/man2/fcntl.2.html">fcntl(2)</a>
     */
    public int fcntl(int fd, int cmd) {
        return fcntl(fd, cmd, 0);
    }

    /**
     * {@code int fcntl(int fd, int cmd, long arg)}: runs a command with an integer argument.
     *
     * @param fd the descriptor
     * @param cmd {@code F_} constant, for example {@code F_SETFL}
     * @param arg its argument
     * @return the command's result; -1 and {@link #errno()} on failure
     * @throws IllegalArgumentException if the command is not known to take an integer and the argument is negative or
     *     at least 65536: a command such as {@code F_GETLK} would use it as a pointer. Memory is never mapped below
     *     65536
     * @see <a href="https://man7.org/linux/man-pages/man2/fcntl.2.html">fcntl(2)</a>
     */
    public int fcntl(int fd, int cmd, long arg) {
        if ((arg < 0 || arg >= LOWEST_ADDRESS) && !takesInteger(cmd)) {
            throw new IllegalArgumentException("fcntl command " + cmd + " may take a pointer to a structure;"
                    + " only commands with an integer argument, or none, can be used");
        }
        return Errno.result(calls.fcntl(fd, cmd, arg));
    }

    /**
     * Linux maps nothing below it (vm.mmap_min_addr), so a command that uses a smaller number as a pointer fails with
     * EFAULT.
     */
    private static final long LOWEST_ADDRESS = 65536;

    private static boolean takesInteger(int cmd) {
        switch (cmd) {
            case Constants.F_DUPFD:
            case Constants.F_DUPFD_CLOEXEC:
            case Constants.F_GETFD:
            case Constants.F_SETFD:
            case Constants.F_GETFL:
            case Constants.F_SETFL:
            case Constants.F_GETOWN:
            case Constants.F_SETOWN:
            case Constants.F_GETSIG:
            case Constants.F_SETSIG:
            case Constants.F_GETLEASE:
            case Constants.F_SETLEASE:
            case Constants.F_NOTIFY:
            case Constants.F_GETPIPE_SZ:
            case Constants.F_SETPIPE_SZ:
            case Constants.F_GET_SEALS:
            case Constants.F_ADD_SEALS:
            case Constants.F_DUPFD_QUERY:
            case Constants.F_CREATED_QUERY:
                return true;
            default:
                return false;
        }
    }

    /**
     * {@code int ioctl(int fd, unsigned long request, int *arg)}: makes a request whose argument is a pointer to an
     * {@code int}, such as {@code FIONREAD}, {@code FIONBIO}, {@code SIOCATMARK} and {@code SIOCOUTQ}.
     *
     * @param fd the descriptor
     * @param request the request's constant; do not use one that takes more than an {@code int}
     * @param arg the variable that the request reads or writes, or null
     * @return the request's result, usually 0; -1 and {@link #errno()} on failure
     * @see <a href="https://man7.org/linux/man-pages/man2/ioctl.2.html">ioctl(2)</a>
     */
    public int ioctl(int fd, long request, IntRef arg) {
        return ioctl(fd, request, arg == null ? NULL : arg.memory);
    }

    /**
     * {@code int ioctl(int fd, unsigned long request, struct ifreq *arg)}: makes a request about one network interface,
     * such as {@code SIOCGIFINDEX}, {@code SIOCGIFFLAGS} and {@code SIOCGIFMTU}.
     *
     * @param fd any socket
     * @param request the request's constant
     * @param arg the interface and the value that the request reads or writes, or null
     * @return 0; -1 and {@link #errno()} on failure
     * @see <a href="https://man7.org/linux/man-pages/man7/netdevice.7.html">netdevice(7)</a>
     */
    public int ioctl(int fd, long request, Ifreq arg) {
        return ioctl(fd, request, arg == null ? NULL : arg.memory);
    }

    /**
     * {@code ioctl(fd, SIOCGIFCONF, struct ifconf *)}: lists the network interfaces that have an IPv4 address.
     *
     * @param fd any socket
     * @param request {@code SIOCGIFCONF}
     * @param arg receives the list, or null
     * @return 0; -1 and {@link #errno()} on failure
     * @throws IllegalArgumentException if {@code ifc_len} was set to more than the room in {@code arg}
     * @see <a href="https://man7.org/linux/man-pages/man7/netdevice.7.html">netdevice(7)</a>
     */
    public int ioctl(int fd, long request, Ifconf arg) {
        Ifconf.check(arg);
        try {
            return ioctl(fd, request, arg == null ? NULL : arg.memory);
        } finally {
            Reference.reachabilityFence(arg);
        }
    }

    /**
     * {@code int ioctl(int fd, unsigned long request, void *arg)}: makes a request whose argument is a structure, such
     * as {@code SIOCGIFINDEX} with a {@code struct ifreq}.
     *
     * <p>The kernel does not know the buffer's size. To keep it from writing past the buffer's end, the call works on a
     * copy that has room for every socket request and is zero after the buffer's bytes; the bytes that fit are copied
     * back. Pointers within the structure are the caller's responsibility, as in C; {@link Ifconf} is the safe way to
     * pass one such structure.
     *
     * @param fd the descriptor
     * @param request the request's constant
     * @param arg the structure from index 0 to the limit, or {@link #NULL}
     * @return the request's result, usually 0; -1 and {@link #errno()} on failure
     * @throws ReadOnlyBufferException if the buffer is read-only
     * @throws IllegalArgumentException if the request belongs to file systems (types {@code 'f'} and 0x94): the size of
     *     their answers is not known in advance
     * @see <a href="https://man7.org/linux/man-pages/man2/ioctl.2.html">ioctl(2)</a>
     */
    public int ioctl(int fd, long request, ByteBuffer arg) {
        checkWritable(arg);
        if (arg == null) {
            return Errno.result(calls.ioctl(fd, request, 0));
        }
        int type = ioctlType(request);
        if (type == ioctlType(Constants.FS_IOC_GETFLAGS) || type == ioctlType(Constants.FICLONE)) {
            throw new IllegalArgumentException("ioctl request 0x" + Long.toHexString(request)
                    + " belongs to file systems; only requests whose argument has a known size are supported");
        }
        int size = arg.limit();
        // Socket and terminal requests have small structures, and their numbers do not contain the size. Other requests
        // may have a structure of any size that the number's size bits can express.
        boolean small = type == Constants.SOCK_IOC_TYPE || type == ioctlType(Constants.TIOCOUTQ);
        int room = Math.max(size, small ? 256 : 1 << Constants._IOC_SIZEBITS);
        ThreadState state = ThreadState.get();
        ByteBuffer copy = state.scratch(room).put(0, arg, 0, size);
        for (int i = size; i < room; i++) {
            copy.put(i, (byte) 0);
        }
        int result = calls.ioctl(fd, request, state.scratchAddress());
        arg.put(0, copy, 0, size);
        return Errno.result(result);
    }

    /** {@code _IOC_TYPE}: the subsystem that the request belongs to. */
    private static int ioctlType(long request) {
        return (int) (request >>> Constants._IOC_TYPESHIFT) & Constants._IOC_TYPEMASK;
    }

    /**
     * {@code int sockatmark(int sockfd)}: checks whether the next byte to read is at the urgent mark.
     *
     * @param fd the socket
     * @return 1 at the mark, 0 if not; -1 and {@link #errno()} on failure
     * @see <a href="https://man7.org/linux/man-pages/man3/sockatmark.3.html">sockatmark(3)</a>
     */
    public int sockatmark(int fd) {
        return Errno.result(calls.sockatmark(fd));
    }

    // ---- readiness ----

    /**
     * {@code int poll(struct pollfd *fds, nfds_t nfds, int timeout)}: waits until a descriptor is ready.
     *
     * @param fds the descriptors and events; {@code revents} is written back; or null
     * @param nfds how many of them; the kernel reads the low 32 bits, unsigned. It rejects a count above 0x7fffffff
     *     with {@code EINVAL}, because no limit on descriptors allows it
     * @param timeout milliseconds; negative to wait indefinitely
     * @return the number of entries with {@code revents} not 0; 0 on timeout; -1 and {@link #errno()} on failure
     * @throws IndexOutOfBoundsException if {@code nfds}, as the kernel reads it, exceeds the array's size but not
     *     0x7fffffff
     * @see <a href="https://man7.org/linux/man-pages/man2/poll.2.html">poll(2)</a>
     */
    public int poll(Pollfd fds, long nfds, int timeout) {
        // A negative int is a count that the kernel rejects before it reads the array.
        if (fds != null && (int) nfds > fds.length()) {
            throw new IndexOutOfBoundsException("nfds is " + nfds + ", but the array has " + fds.length() + " entries");
        }
        try {
            return Errno.result(calls.poll(Struct.pointer(fds), nfds, timeout));
        } finally {
            Reference.reachabilityFence(fds);
        }
    }

    /**
     * {@code int epoll_create(int size)}: creates an epoll instance; the size only has to be positive (since Linux
     * 2.6).
     *
     * @param size any number above 0
     * @return its descriptor; -1 and {@link #errno()} on failure
     * @see <a href="https://man7.org/linux/man-pages/man2/epoll_create.2.html">epoll_create(2)</a>
     */
    public int epoll_create(int size) {
        return Errno.result(calls.epoll_create(size));
    }

    /**
     * {@code int epoll_create1(int flags)}: creates an epoll instance (since Linux 2.6.27).
     *
     * @param flags {@code EPOLL_CLOEXEC} or 0
     * @return its descriptor; -1 and {@link #errno()} on failure
     * @see <a href="https://man7.org/linux/man-pages/man2/epoll_create.2.html">epoll_create1(2)</a>
     */
    public int epoll_create1(int flags) {
        return Errno.result(calls.epoll_create1(flags));
    }

    /**
     * {@code int epoll_ctl(int epfd, int op, int fd, struct epoll_event *event)}: adds, changes or removes a descriptor
     * (since Linux 2.6).
     *
     * @param epfd the epoll instance
     * @param op {@code EPOLL_CTL_ADD}, {@code EPOLL_CTL_MOD} or {@code EPOLL_CTL_DEL}
     * @param fd the descriptor
     * @param event the events to wait for and the data to return with them, or null
     * @return 0; -1 and {@link #errno()} on failure
     * @see <a href="https://man7.org/linux/man-pages/man2/epoll_ctl.2.html">epoll_ctl(2)</a>
     */
    public int epoll_ctl(int epfd, int op, int fd, EpollEvent event) {
        try {
            return Errno.result(calls.epoll_ctl(epfd, op, fd, Struct.pointer(event)));
        } finally {
            Reference.reachabilityFence(event);
        }
    }

    /**
     * {@code int epoll_wait(int epfd, struct epoll_event *events, int maxevents, int timeout)}: waits until a
     * descriptor is ready (since Linux 2.6).
     *
     * @param epfd the epoll instance
     * @param events receives the events, or null
     * @param maxevents the maximum number of events; 0 or less fails with {@code EINVAL}
     * @param timeout milliseconds; negative to wait indefinitely
     * @return the number of events; 0 on timeout; -1 and {@link #errno()} on failure
     * @throws IndexOutOfBoundsException if {@code maxevents} exceeds the array's size but not the kernel's limit, above
     *     which the call fails with {@code EINVAL}
     * @see <a href="https://man7.org/linux/man-pages/man2/epoll_wait.2.html">epoll_wait(2)</a>
     */
    public int epoll_wait(int epfd, EpollEvent events, int maxevents, int timeout) {
        EpollEvent.check(events, maxevents);
        try {
            return Errno.result(calls.epoll_wait(epfd, Struct.pointer(events), maxevents, timeout));
        } finally {
            Reference.reachabilityFence(events);
        }
    }

    // ---- other descriptors ----

    /**
     * {@code int eventfd(unsigned int initval, int flags)}: creates a counter with a descriptor, which can wake
     * {@link #poll} (since Linux 2.6.22; flags since 2.6.27).
     *
     * @param initval its initial value, unsigned
     * @param flags {@code EFD_} constants or-ed together; 0 for none
     * @return the descriptor; -1 and {@link #errno()} on failure
     * @see <a href="https://man7.org/linux/man-pages/man2/eventfd.2.html">eventfd(2)</a>
     */
    public int eventfd(int initval, int flags) {
        return Errno.result(calls.eventfd(initval, flags));
    }

    /**
     * {@code int pipe(int pipefd[2])}: creates a pipe.
     *
     * @param pipefd receives the read end and the write end; null fails with {@code EFAULT}
     * @return 0; -1 and {@link #errno()} on failure
     * @throws IllegalArgumentException if the array has fewer than two elements
     * @see <a href="https://man7.org/linux/man-pages/man2/pipe.2.html">pipe(2)</a>
     */
    public int pipe(int[] pipefd) {
        if (pipefd == null) {
            return Errno.result(calls.pipe(0));
        }
        ByteBuffer two = twoInts(pipefd);
        return takeTwo(pipefd, two, calls.pipe(ThreadState.get().scratchAddress()));
    }

    /**
     * {@code int pipe2(int pipefd[2], int flags)}: {@link #pipe} with flags (since Linux 2.6.27).
     *
     * @param pipefd receives the read end and the write end; null fails with {@code EFAULT}
     * @param flags {@code O_CLOEXEC}, {@code O_NONBLOCK}, {@code O_DIRECT} or-ed together; 0 for none
     * @return 0; -1 and {@link #errno()} on failure
     * @throws IllegalArgumentException if the array has fewer than two elements
     * @see <a href="https://man7.org/linux/man-pages/man2/pipe.2.html">pipe2(2)</a>
     */
    public int pipe2(int[] pipefd, int flags) {
        if (pipefd == null) {
            return Errno.result(calls.pipe2(0, flags));
        }
        ByteBuffer two = twoInts(pipefd);
        return takeTwo(pipefd, two, calls.pipe2(ThreadState.get().scratchAddress(), flags));
    }

    /**
     * {@code int open(const char *pathname, int flags, mode_t mode)}: opens a file, to use it with {@link #sendfile} or
     * {@link #splice}, or to pass it with {@code SCM_RIGHTS}.
     *
     * @param pathname the path
     * @param flags {@code O_} constants or-ed together
     * @param mode permissions of a new file, for example {@code 0600}
     * @return the descriptor; -1 and {@link #errno()} on failure
     * @see <a href="https://man7.org/linux/man-pages/man2/open.2.html">open(2)</a>
     */
    public int open(String pathname, int flags, int mode) {
        return Errno.result(calls.open(CStrings.scratch(pathname), flags, mode));
    }

    /**
     * {@code int open(const char *pathname, int flags)}: {@link #open(String, int, int)} for an existing file.
     *
     * @param pathname the path
     * @param flags {@code O_} constants or-ed together, without {@code O_CREAT}
     * @return the descriptor; -1 and {@link #errno()} on failure
     * @see <a href="https://man7.org/linux/man-pages/man2/open.2.html">open(2)</a>
     */
    public int open(String pathname, int flags) {
        return open(pathname, flags, 0);
    }

    /**
     * {@code int mkfifo(const char *pathname, mode_t mode)}: creates a named pipe.
     *
     * @param pathname the path
     * @param mode permissions, less the process's umask
     * @return 0; -1 and {@link #errno()} on failure
     * @see <a href="https://man7.org/linux/man-pages/man3/mkfifo.3.html">mkfifo(3)</a>
     */
    public int mkfifo(String pathname, int mode) {
        return Errno.result(calls.mkfifo(CStrings.scratch(pathname), mode));
    }

    /**
     * {@code int memfd_create(const char *name, unsigned int flags)}: creates a file in memory, to share it with
     * {@code SCM_RIGHTS} (since Linux 3.17).
     *
     * @param name a name for debugging, which need not be unique
     * @param flags {@code MFD_} constants or-ed together; 0 for none
     * @return the descriptor; -1 and {@link #errno()} on failure
     * @see <a href="https://man7.org/linux/man-pages/man2/memfd_create.2.html">memfd_create(2)</a>
     */
    public int memfd_create(String name, int flags) {
        return Errno.result(calls.memfd_create(CStrings.scratch(name), flags));
    }

    /**
     * {@code int timerfd_create(int clockid, int flags)}: creates a timer with a descriptor, for {@link #poll} and
     * epoll (since Linux 2.6.25; flags since 2.6.27).
     *
     * @param clockid {@code CLOCK_} constant
     * @param flags {@code TFD_} constants or-ed together; 0 for none
     * @return the descriptor; -1 and {@link #errno()} on failure
     * @see <a href="https://man7.org/linux/man-pages/man2/timerfd_create.2.html">timerfd_create(2)</a>
     */
    public int timerfd_create(int clockid, int flags) {
        return Errno.result(calls.timerfd_create(clockid, flags));
    }

    /**
     * {@code int signalfd(int fd, const sigset_t *mask, int flags)}: creates a descriptor that receives signals, for
     * {@link #poll} and epoll (since Linux 2.6.22; flags since 2.6.27).
     *
     * @param fd -1 for a new descriptor, or the signal descriptor to change
     * @param mask the signals: bit n-1 for signal n
     * @param flags {@code SFD_} constants or-ed together; 0 for none
     * @return the descriptor; -1 and {@link #errno()} on failure
     * @see <a href="https://man7.org/linux/man-pages/man2/signalfd.2.html">signalfd(2)</a>
     */
    public int signalfd(int fd, long mask, int flags) {
        ThreadState state = ThreadState.get();
        // glibc's sigset_t has 1024 bits, of which the kernel reads the first 64.
        ByteBuffer sigset = state.scratch(Constants.SIZEOF_SIGSET_T);
        for (int i = 0; i < Constants.SIZEOF_SIGSET_T; i += Long.BYTES) {
            sigset.putLong(i, i == 0 ? mask : 0);
        }
        return Errno.result(calls.signalfd(fd, state.scratchAddress(), flags));
    }

    /**
     * {@code int inotify_init1(int flags)}: creates a descriptor that reports changes to files, for {@link #poll} and
     * epoll (since Linux 2.6.27).
     *
     * @param flags {@code IN_NONBLOCK}, {@code IN_CLOEXEC} or-ed together; 0 for none
     * @return the descriptor; -1 and {@link #errno()} on failure
     * @see <a href="https://man7.org/linux/man-pages/man2/inotify_init.2.html">inotify_init1(2)</a>
     */
    public int inotify_init1(int flags) {
        return Errno.result(calls.inotify_init1(flags));
    }

    /**
     * {@code int pidfd_open(pid_t pid, unsigned int flags)}: opens a descriptor for a process (since Linux 5.3).
     *
     * @param pid the process
     * @param flags 0
     * @return the descriptor; -1 and {@link #errno()} on failure
     * @see <a href="https://man7.org/linux/man-pages/man2/pidfd_open.2.html">pidfd_open(2)</a>
     */
    public int pidfd_open(int pid, int flags) {
        return Errno.result(calls.pidfd_open(pid, flags));
    }

    // ---- the process ----

    /**
     * {@code pid_t getpid(void)}: the number of this process.
     *
     * @return the process ID
     * @see <a href="https://man7.org/linux/man-pages/man2/getpid.2.html">getpid(2)</a>
     */
    public int getpid() {
        return calls.getpid();
    }

    /**
     * {@code uid_t geteuid(void)}: the effective user.
     *
     * @return its number, unsigned
     * @see <a href="https://man7.org/linux/man-pages/man2/getuid.2.html">geteuid(2)</a>
     */
    public int geteuid() {
        return calls.geteuid();
    }

    /**
     * {@code int seteuid(uid_t euid)}: changes the effective user of the whole process with all its threads, for
     * example after binding a privileged port.
     *
     * @param euid the user's number, unsigned
     * @return 0; -1 and {@link #errno()} on failure
     * @see <a href="https://man7.org/linux/man-pages/man2/seteuid.2.html">seteuid(2)</a>
     */
    public int seteuid(int euid) {
        return Errno.result(calls.seteuid(euid));
    }

    /**
     * {@code int setegid(gid_t egid)}: changes the effective group of the whole process.
     *
     * @param egid the group's number, unsigned
     * @return 0; -1 and {@link #errno()} on failure
     * @see <a href="https://man7.org/linux/man-pages/man2/seteuid.2.html">setegid(2)</a>
     */
    public int setegid(int egid) {
        return Errno.result(calls.setegid(egid));
    }

    /**
     * {@code int gethostname(char *name, size_t len)}: reads the name of this host, as {@code uname -n} prints it. Each
     * UTS namespace has its own host name.
     *
     * @param name receives the name and a NUL, from index 0 on
     * @param len the room in {@code name}, in bytes; {@code HOST_NAME_MAX + 1} is enough
     * @return 0; -1 and {@link #errno()} if the name and its NUL do not fit ({@code ENAMETOOLONG}): {@code name} then
     *     has the first {@code len} bytes
     * @throws IndexOutOfBoundsException if {@code len} is negative or exceeds the length of {@code name}
     * @throws NullPointerException if {@code name} is null, because glibc dereferences it
     * @see <a href="https://man7.org/linux/man-pages/man2/gethostname.2.html">gethostname(2)</a>
     */
    public int gethostname(byte[] name, int len) {
        Objects.checkFromIndexSize(0, len, name.length);
        ThreadState state = ThreadState.get();
        ByteBuffer scratch = state.scratch(len).put(0, name, 0, len);
        int result = calls.gethostname(state.scratchAddress(), len);
        scratch.get(0, name, 0, len);
        return Errno.result(state, result);
    }

    /**
     * {@code int sethostname(const char *name, size_t len)}: sets the host name of this UTS namespace, for all its
     * processes.
     *
     * @param name the name in its first {@code len} bytes, without a NUL
     * @param len the number of bytes, at most {@code HOST_NAME_MAX}
     * @return 0; -1 and {@link #errno()} on failure: {@code EPERM} without {@code CAP_SYS_ADMIN}, {@code EINVAL} if the
     *     name is too long
     * @throws IndexOutOfBoundsException if {@code len} is negative or exceeds the length of {@code name}
     * @throws NullPointerException if {@code name} is null
     * @see <a href="https://man7.org/linux/man-pages/man2/gethostname.2.html">sethostname(2)</a>
     */
    public int sethostname(byte[] name, int len) {
        Objects.checkFromIndexSize(0, len, name.length);
        ThreadState state = ThreadState.get();
        state.scratch(len).put(0, name, 0, len);
        return Errno.result(state, calls.sethostname(state.scratchAddress(), len));
    }

    // ---- names and addresses ----

    /**
     * {@code struct hostent *gethostbyname(const char *name)}: looks up the IPv4 addresses and the aliases of a host,
     * in /etc/hosts, then in DNS, or in the order of nsswitch.conf. {@link #getaddrinfo} is its successor, but does not
     * return the aliases.
     *
     * <p>C's function returns memory that the next call overwrites. This method calls {@code gethostbyname_r} instead,
     * so any number of threads may call it.
     *
     * @param name a host name, or an IPv4 address as text
     * @return a copy of the structure; null and {@link #h_errno()} if there is no such host or the look-up failed; with
     *     {@code NETDB_INTERNAL}, {@link #errno()} has the error number
     * @throws NullPointerException if the name is null, because glibc dereferences it
     * @see <a href="https://man7.org/linux/man-pages/man3/gethostbyname.3.html">gethostbyname(3)</a>
     */
    public Hostent gethostbyname(String name) {
        ByteBuffer nameZ = CStrings.allocate(Objects.requireNonNull(name, "name"));
        Netdb netdb = new Netdb(calls);
        try {
            return netdb.hostent((structure, buffer, size, result) -> calls.gethostbyname_r(
                    calls.address(nameZ), structure, buffer, size, result, netdb.hErrnoAddress()));
        } finally {
            Reference.reachabilityFence(nameZ);
        }
    }

    /**
     * {@code h_errno}: the error of this thread's last failed {@link #gethostbyname}.
     *
     * @return {@code HOST_NOT_FOUND}, {@code TRY_AGAIN}, {@code NO_RECOVERY}, {@code NO_DATA} (a host without an IPv4
     *     address) or {@code NETDB_INTERNAL}
     * @see <a href="https://man7.org/linux/man-pages/man3/gethostbyname.3.html">gethostbyname(3)</a>
     */
    public int h_errno() {
        return ThreadState.get().hErrno;
    }

    /**
     * {@code struct servent *getservbyname(const char *name, const char *proto)}: looks up the port of a service, in
     * /etc/services or in the order of nsswitch.conf. The method calls {@code getservbyname_r}, so any number of
     * threads may call it.
     *
     * @param name the service's name or one of its aliases
     * @param proto the protocol's name, {@code tcp} or {@code udp}; null for any
     * @return a copy of the structure; null if there is no such service, with {@link #errno()} 0, or on failure, with
     *     the error number in it
     * @throws NullPointerException if the name is null, because glibc dereferences it
     * @see <a href="https://man7.org/linux/man-pages/man3/getservent.3.html">getservbyname(3)</a>
     */
    public Servent getservbyname(String name, String proto) {
        ByteBuffer nameZ = CStrings.allocate(Objects.requireNonNull(name, "name"));
        ByteBuffer protoZ = CStrings.allocate(proto);
        try {
            return new Netdb(calls)
                    .servent((structure, buffer, size, result) -> calls.getservbyname_r(
                            calls.address(nameZ), addressOrNull(protoZ), structure, buffer, size, result));
        } finally {
            Reference.reachabilityFence(nameZ);
            Reference.reachabilityFence(protoZ);
        }
    }

    /**
     * {@code struct servent *getservbyport(int port, const char *proto)}: looks up the name of a port, like
     * {@link #getservbyname}. The method calls {@code getservbyport_r}, so any number of threads may call it.
     *
     * @param port the port in network byte order, as in C: {@link #htons} of its number
     * @param proto the protocol's name, {@code tcp} or {@code udp}; null for any
     * @return a copy of the structure; null if there is no such service, with {@link #errno()} 0, or on failure, with
     *     the error number in it
     * @see <a href="https://man7.org/linux/man-pages/man3/getservent.3.html">getservbyport(3)</a>
     */
    public Servent getservbyport(int port, String proto) {
        ByteBuffer protoZ = CStrings.allocate(proto);
        try {
            return new Netdb(calls)
                    .servent((structure, buffer, size, result) ->
                            calls.getservbyport_r(port, addressOrNull(protoZ), structure, buffer, size, result));
        } finally {
            Reference.reachabilityFence(protoZ);
        }
    }

    /**
     * {@code struct protoent *getprotobyname(const char *name)}: looks up the number of a protocol, in /etc/protocols
     * or in the order of nsswitch.conf. The method calls {@code getprotobyname_r}, so any number of threads may call
     * it.
     *
     * @param name the protocol's name or one of its aliases, for example {@code icmp} or {@code ICMP}
     * @return a copy of the structure; null if there is no such protocol, with {@link #errno()} 0, or on failure, with
     *     the error number in it
     * @throws NullPointerException if the name is null, because glibc dereferences it
     * @see <a href="https://man7.org/linux/man-pages/man3/getprotoent.3.html">getprotobyname(3)</a>
     */
    public Protoent getprotobyname(String name) {
        ByteBuffer nameZ = CStrings.allocate(Objects.requireNonNull(name, "name"));
        try {
            return new Netdb(calls)
                    .protoent((structure, buffer, size, result) ->
                            calls.getprotobyname_r(calls.address(nameZ), structure, buffer, size, result));
        } finally {
            Reference.reachabilityFence(nameZ);
        }
    }

    /**
     * {@code struct protoent *getprotobynumber(int proto)}: looks up the name of a protocol, like
     * {@link #getprotobyname}. The method calls {@code getprotobynumber_r}, so any number of threads may call it.
     *
     * @param proto the number: an {@code IPPROTO_} constant
     * @return a copy of the structure; null if there is no such protocol, with {@link #errno()} 0, or on failure, with
     *     the error number in it
     * @see <a href="https://man7.org/linux/man-pages/man3/getprotoent.3.html">getprotobynumber(3)</a>
     */
    public Protoent getprotobynumber(int proto) {
        return new Netdb(calls)
                .protoent((structure, buffer, size, result) ->
                        calls.getprotobynumber_r(proto, structure, buffer, size, result));
    }

    private long addressOrNull(ByteBuffer text) {
        return text == null ? 0 : calls.address(text);
    }

    /**
     * {@code int getaddrinfo(const char *node, const char *service, const struct addrinfo *hints, struct addrinfo
     * **res)}: looks up addresses. The method copies the C list into {@code res} and frees it with
     * {@code freeaddrinfo}.
     *
     * @param node a host name or numeric address, or null
     * @param service a service name or port number, or null
     * @param hints flags ({@code AI_}) and the family, type and protocol to look for, or null
     * @param res receives the results in C's order; cleared first
     * @return 0, or an {@code EAI_} constant; with {@code EAI_SYSTEM}, {@link #errno()} has the error number
     * @see #gai_strerror(int)
     * @see <a href="https://man7.org/linux/man-pages/man3/getaddrinfo.3.html">getaddrinfo(3)</a>
     */
    public int getaddrinfo(String node, String service, Addrinfo hints, List<Addrinfo> res) {
        res.clear();
        LongRef list = new LongRef();
        ByteBuffer nodeZ = CStrings.allocate(node);
        ByteBuffer serviceZ = CStrings.allocate(service);
        try {
            int code = gaiResult(calls.getaddrinfo(
                    addressOrNull(nodeZ), addressOrNull(serviceZ), Struct.pointer(hints), list.address));
            if (code == 0) {
                try {
                    Addrinfo.copy(calls, list.get(), res);
                } finally {
                    calls.freeaddrinfo(list.get());
                }
            }
            return code;
        } finally {
            Reference.reachabilityFence(nodeZ);
            Reference.reachabilityFence(serviceZ);
            Reference.reachabilityFence(hints);
        }
    }

    /**
     * {@code int getnameinfo(const struct sockaddr *addr, socklen_t addrlen, char *host, socklen_t hostlen, char *serv,
     * socklen_t servlen, int flags)}: looks up the names of an address.
     *
     * @param addr the address, or null
     * @param addrlen its length in bytes
     * @param host receives the host's name and a NUL, or {@link #NULL}
     * @param hostlen room in it
     * @param serv receives the service's name and a NUL, or {@link #NULL}
     * @param servlen room in it
     * @param flags {@code NI_} constants or-ed together; 0 for none
     * @return 0, or an {@code EAI_} constant; with {@code EAI_SYSTEM}, {@link #errno()} has the error number
     * @throws IndexOutOfBoundsException if a length exceeds its buffer's limit, or {@code addrlen} exceeds 128
     * @throws ReadOnlyBufferException if a buffer is read-only
     * @see #gai_strerror(int)
     * @see <a href="https://man7.org/linux/man-pages/man3/getnameinfo.3.html">getnameinfo(3)</a>
     */
    public int getnameinfo(
            Sockaddr addr, int addrlen, ByteBuffer host, int hostlen, ByteBuffer serv, int servlen, int flags) {
        if (addr != null) {
            // glibc reads this memory, not the kernel, and does not check the upper bound.
            Objects.checkFromIndexSize(0, addrlen, addr.memory.capacity());
        }
        ByteBuffer directHost = directRoom(host, hostlen);
        ByteBuffer directServ = directRoom(serv, servlen);
        try {
            int code = gaiResult(calls.getnameinfo(
                    Struct.pointer(addr),
                    addr == null ? 0 : addrlen,
                    address(directHost, hostlen),
                    host == null ? 0 : hostlen,
                    address(directServ, servlen),
                    serv == null ? 0 : servlen,
                    flags));
            if (directHost != host) {
                host.put(0, directHost, 0, hostlen);
            }
            if (directServ != serv) {
                serv.put(0, directServ, 0, servlen);
            }
            return code;
        } finally {
            Reference.reachabilityFence(addr);
            Reference.reachabilityFence(directHost);
            Reference.reachabilityFence(directServ);
        }
    }

    /** The buffer itself if it is direct, else a direct copy of its first bytes, for a call that writes to it. */
    private static ByteBuffer directRoom(ByteBuffer buf, int len) {
        checkWritable(buf);
        checkPart(buf, 0, len);
        return buf == null || buf.isDirect()
                ? buf
                : ByteBuffer.allocateDirect(len).put(0, buf, 0, len);
    }

    /** The resolver's primitives return the EAI_ code in the low half and errno in the high half. */
    private static int gaiResult(long codeAndErrno) {
        int code = (int) codeAndErrno;
        if (code == Constants.EAI_SYSTEM) {
            Errno.set((int) (codeAndErrno >>> 32));
        }
        return code;
    }

    /**
     * {@code const char *gai_strerror(int errcode)}: the message of an {@code EAI_} constant.
     *
     * @param errcode the constant
     * @return the message
     * @see <a href="https://man7.org/linux/man-pages/man3/gai_strerror.3.html">gai_strerror(3)</a>
     */
    public String gai_strerror(int errcode) {
        return calls.string(calls.gai_strerror(errcode));
    }

    /**
     * {@code unsigned int if_nametoindex(const char *ifname)}: the number of a network interface.
     *
     * @param ifname its name
     * @return the number; 0 and {@link #errno()} if there is no such interface
     * @throws NullPointerException if the name is null, because glibc dereferences it
     * @see <a href="https://man7.org/linux/man-pages/man3/if_nametoindex.3.html">if_nametoindex(3)</a>
     */
    public int if_nametoindex(String ifname) {
        return Math.max(
                0, Errno.result(calls.if_nametoindex(CStrings.scratch(Objects.requireNonNull(ifname, "ifname")))));
    }

    /**
     * {@code char *if_indextoname(unsigned int ifindex, char *ifname)}: the name of a network interface.
     *
     * @param ifindex its number
     * @return the name; null and {@link #errno()} if there is no such interface
     * @see <a href="https://man7.org/linux/man-pages/man3/if_indextoname.3.html">if_indextoname(3)</a>
     */
    public String if_indextoname(int ifindex) {
        ByteBuffer name = if_indextoname(ifindex, ByteBuffer.allocate(Constants.IF_NAMESIZE));
        return name == null ? null : CStrings.text(name);
    }

    /**
     * {@link #if_indextoname(int)} with C's arguments.
     *
     * @param ifindex the interface's number
     * @param ifname receives the name and a NUL, in {@code IF_NAMESIZE} bytes from index 0 on
     * @return {@code ifname}; null and {@link #errno()} if there is no such interface
     * @throws IndexOutOfBoundsException if the buffer's limit is below {@code IF_NAMESIZE}
     * @throws NullPointerException if the buffer is null, because glibc dereferences it
     * @throws ReadOnlyBufferException if the buffer is read-only
     * @see <a href="https://man7.org/linux/man-pages/man3/if_indextoname.3.html">if_indextoname(3)</a>
     */
    public ByteBuffer if_indextoname(int ifindex, ByteBuffer ifname) {
        checkWritable(ifname);
        int size = Constants.IF_NAMESIZE;
        Objects.checkFromIndexSize(
                0, size, Objects.requireNonNull(ifname, "ifname").limit());
        ThreadState state = ThreadState.get();
        ByteBuffer scratch = state.scratch(size).put(0, ifname, 0, size);
        long result = Errno.result(calls.if_indextoname(ifindex, state.scratchAddress()));
        return result < 0 ? null : ifname.put(0, scratch, 0, size);
    }

    /**
     * {@code struct if_nameindex *if_nameindex(void)}: lists all network interfaces of this network namespace,
     * including those that are down or have no address. The method copies the C array and frees it with
     * {@code if_freenameindex}.
     *
     * @return a new list in C's order; null and {@link #errno()} on failure: {@code ENOBUFS} if there is no memory, or
     *     an errno of {@link #socket}, because glibc asks the kernel through a socket
     * @see <a href="https://man7.org/linux/man-pages/man3/if_nameindex.3.html">if_nameindex(3)</a>
     */
    public List<IfNameindex> if_nameindex() {
        long array = Errno.result(calls.if_nameindex());
        if (array <= 0) {
            return null;
        }
        try {
            List<IfNameindex> interfaces = new ArrayList<>();
            // The entry after the last one has no name.
            for (long entry = array; ; entry += Layout.SIZEOF_IF_NAMEINDEX) {
                ByteBuffer fields = calls.memory(entry, Layout.SIZEOF_IF_NAMEINDEX);
                long name = fields.getLong(Layout.OFFSETOF_IF_NAMEINDEX_IF_NAME);
                if (name == 0) {
                    return interfaces;
                }
                int index = fields.getInt(Layout.OFFSETOF_IF_NAMEINDEX_IF_INDEX);
                interfaces.add(new IfNameindex(index, calls.string(name)));
            }
        } finally {
            calls.if_freenameindex(array);
        }
    }

    /**
     * {@code int inet_pton(int af, const char *src, void *dst)}: parses the text of an address.
     *
     * @param af {@code AF_INET} or {@code AF_INET6}
     * @param src the text
     * @param dst receives 4 or 16 bytes at index 0, in network byte order; {@link Sockaddr#sin_addr()} is such a
     *     buffer. It is ignored for any other family
     * @return 1; 0 if the text is not an address of this family; -1 and {@link #errno()} if the family is neither of
     *     the two
     * @throws IndexOutOfBoundsException if {@code dst} is too small
     * @throws NullPointerException if {@code src} is null, or {@code dst} is null for one of the two families, because
     *     glibc dereferences them
     * @see <a href="https://man7.org/linux/man-pages/man3/inet_pton.3.html">inet_pton(3)</a>
     */
    public int inet_pton(int af, String src, ByteBuffer dst) {
        checkWritable(dst);
        int size = AddressText.size(af);
        if (size > 0) {
            Objects.checkFromIndexSize(
                    0, size, Objects.requireNonNull(dst, "dst").limit());
        }
        return Errno.result(AddressText.parse(calls, af, Objects.requireNonNull(src, "src"), dst));
    }

    /**
     * {@code const char *inet_ntop(int af, const void *src, char *dst, socklen_t size)}: formats an address as text.
     *
     * @param af {@code AF_INET} or {@code AF_INET6}
     * @param src 4 or 16 bytes at index 0, in network byte order; ignored for any other family
     * @return the text; null and {@link #errno()} if the family is neither of the two
     * @throws IndexOutOfBoundsException if {@code src} is too small
     * @throws NullPointerException if {@code src} is null for one of the two families, because glibc dereferences it
     * @see <a href="https://man7.org/linux/man-pages/man3/inet_ntop.3.html">inet_ntop(3)</a>
     */
    public String inet_ntop(int af, ByteBuffer src) {
        long text = inet_ntopText(af, src, Constants.INET6_ADDRSTRLEN);
        return text == 0 ? null : calls.string(text);
    }

    /**
     * {@link #inet_ntop(int, ByteBuffer)} with C's arguments.
     *
     * @param af {@code AF_INET} or {@code AF_INET6}
     * @param src 4 or 16 bytes at index 0, in network byte order; ignored for any other family
     * @param dst receives the text and a NUL, from index 0 on
     * @param size the room at {@code dst}; {@code INET_ADDRSTRLEN} or {@code INET6_ADDRSTRLEN} is enough
     * @return {@code dst}; null and {@link #errno()} if the family is neither of the two or the room too small
     *     ({@code ENOSPC})
     * @throws IndexOutOfBoundsException if {@code src} is too small, or {@code size} is negative or exceeds
     *     {@code dst}'s limit
     * @throws NullPointerException if {@code dst} is null, or {@code src} is null for one of the two families, because
     *     glibc dereferences them
     * @throws ReadOnlyBufferException if {@code dst} is read-only
     * @see <a href="https://man7.org/linux/man-pages/man3/inet_ntop.3.html">inet_ntop(3)</a>
     */
    public ByteBuffer inet_ntop(int af, ByteBuffer src, ByteBuffer dst, int size) {
        checkWritable(dst);
        Objects.checkFromIndexSize(0, size, Objects.requireNonNull(dst, "dst").limit());
        long text = inet_ntopText(af, src, Math.min(size, Constants.INET6_ADDRSTRLEN));
        return text == 0 ? null : putText(dst, text);
    }

    private long inet_ntopText(int af, ByteBuffer src, int size) {
        return Math.max(0, Errno.result(AddressText.format(calls, af, src, size)));
    }

    private ByteBuffer putText(ByteBuffer dst, long text) {
        byte[] bytes = calls.string(text).getBytes(StandardCharsets.UTF_8);
        return dst.put(0, bytes).put(bytes.length, (byte) 0);
    }

    /**
     * {@code char *inet_ntoa(struct in_addr in)}: formats an IPv4 address as text.
     *
     * @param in its 4 bytes at index 0, in network byte order; {@link Sockaddr#sin_addr()} is such a buffer
     * @return the text in dotted decimal
     * @throws IndexOutOfBoundsException if the buffer is too small
     * @see <a href="https://man7.org/linux/man-pages/man3/inet_ntoa.3.html">inet_ntoa(3)</a>
     */
    public String inet_ntoa(ByteBuffer in) {
        return calls.string(calls.inet_ntoa(ThreadState.get()
                .scratch(Constants.SIZEOF_IN_ADDR)
                .put(0, in, 0, Constants.SIZEOF_IN_ADDR)
                .getInt(0)));
    }

    /**
     * {@code int inet_aton(const char *cp, struct in_addr *inp)}: parses an IPv4 address in dotted decimal or in one of
     * the old forms: fewer parts, octal or hexadecimal.
     *
     * @param cp the text
     * @param inp receives 4 bytes at index 0, in network byte order
     * @return 1; 0 if the text is not an address
     * @throws IndexOutOfBoundsException if the buffer is too small
     * @throws NullPointerException if the text is null, because glibc dereferences it
     * @see <a href="https://man7.org/linux/man-pages/man3/inet_aton.3.html">inet_aton(3)</a>
     */
    public int inet_aton(String cp, ByteBuffer inp) {
        checkWritable(inp);
        Objects.checkFromIndexSize(0, Constants.SIZEOF_IN_ADDR, inp.limit());
        ByteBuffer text = CStrings.allocate(Objects.requireNonNull(cp, "cp"));
        ThreadState state = ThreadState.get();
        ByteBuffer scratch = state.scratch(Constants.SIZEOF_IN_ADDR);
        int result = calls.inet_aton(calls.address(text), state.scratchAddress());
        Reference.reachabilityFence(text);
        if (result != 0) {
            inp.put(0, scratch, 0, Constants.SIZEOF_IN_ADDR);
        }
        return result;
    }

    // ---- byte order ----

    /**
     * {@code uint32_t htonl(uint32_t hostlong)}: converts from host to network byte order.
     *
     * @param hostlong a 32-bit number
     * @return the number whose bytes in memory are in network byte order
     * @see <a href="https://man7.org/linux/man-pages/man3/byteorder.3.html">byteorder(3)</a>
     */
    public static int htonl(int hostlong) {
        return ByteOrders.swap(hostlong);
    }

    /**
     * {@code uint16_t htons(uint16_t hostshort)}: converts from host to network byte order.
     *
     * @param hostshort a 16-bit number; higher bits are dropped, as in C
     * @return the number whose bytes in memory are in network byte order, 0 to 65535
     * @see <a href="https://man7.org/linux/man-pages/man3/byteorder.3.html">byteorder(3)</a>
     */
    public static int htons(int hostshort) {
        return ByteOrders.swap((short) hostshort) & 0xffff;
    }

    /**
     * {@code uint32_t ntohl(uint32_t netlong)}: converts from network to host byte order.
     *
     * @param netlong a 32-bit number in network byte order
     * @return the number
     * @see <a href="https://man7.org/linux/man-pages/man3/byteorder.3.html">byteorder(3)</a>
     */
    public static int ntohl(int netlong) {
        return htonl(netlong);
    }

    /**
     * {@code uint16_t ntohs(uint16_t netshort)}: converts from network to host byte order.
     *
     * @param netshort a 16-bit number in network byte order; higher bits are dropped, as in C
     * @return the number, 0 to 65535
     * @see <a href="https://man7.org/linux/man-pages/man3/byteorder.3.html">byteorder(3)</a>
     */
    public static int ntohs(int netshort) {
        return htons(netshort);
    }

    // ---- the library ----

    /**
     * {@code const char *gnu_get_libc_version(void)}: the version of the C library.
     *
     * @return for example {@code 2.36}
     * @see <a href="https://man7.org/linux/man-pages/man3/gnu_get_libc_version.3.html">gnu_get_libc_version(3)</a>
     */
    public String gnu_get_libc_version() {
        return calls.string(calls.gnu_get_libc_version());
    }

    // ---- arguments ----

    /** Gives an address that a call wrote the length that the call returned with it. */
    private static int filled(Sockaddr addr, IntRef addrlen, int result) {
        if (result >= 0 && addr != null && addrlen != null) {
            addr.filled(addrlen.get());
        }
        return result;
    }

    private static void checkWritable(ByteBuffer buf) {
        if (buf != null && buf.isReadOnly()) {
            throw new ReadOnlyBufferException();
        }
    }

    /** NULL takes only offset 0, with any length, which the kernel checks. */
    private static void checkPart(ByteBuffer buf, int off, int len) {
        if (buf == null) {
            Objects.checkFromIndexSize(off, 0, 0);
        } else {
            Objects.checkFromIndexSize(off, len, buf.limit());
            if (len > 0) {
                // Memory of a closed arena throws here; the kernel would write to the memory's next owner.
                buf.get(off);
            }
        }
    }

    /** The address of a direct buffer whose first bytes are used. */
    private long address(ByteBuffer direct, int len) {
        if (direct == null) {
            return 0;
        }
        if (len > 0) {
            direct.get(0);
        }
        return calls.address(direct);
    }

    /** The name of the backend, for example {@code Libc[ffm]}. */
    @Override
    public String toString() {
        return "Libc[" + backend() + "]";
    }
}
