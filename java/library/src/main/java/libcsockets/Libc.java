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
 * The socket functions of libc. A method here is one call of the C function of the same name: same argument order, same
 * result, nothing behind it.
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
 * A method returns what C returns. On failure that is -1, and {@link #errno()} has the error number: each thread has
 * its own, a later failure replaces it, a success leaves it as it was. {@code ssize_t} results are {@code int}s, since
 * Linux moves at most 0x7ffff000 bytes in a call. No call is repeated on {@code EINTR}, and {@link #close} must never
 * be.
 *
 * <p>A Java exception is raised before the call where memory would be misused: an index outside a buffer ({@link
 * IndexOutOfBoundsException}), a read-only buffer that the call would write to, a count that does not fit its array.
 * Whatever the kernel judges itself (descriptors, flags, address lengths, option numbers) is passed as it stands, and
 * the errno is the answer.
 *
 * <h2>Pointers</h2>
 *
 * A structure is a small class over native memory ({@link Sockaddr}, {@link Msghdr}, {@link Pollfd}, ...); a pointer to
 * a single number is an {@link IntRef} or {@link LongRef}. {@code null} is C's {@code NULL} wherever C allows it; for a
 * buffer it is written {@link #NULL}, so that the compiler knows which form is meant. What a call writes back is all
 * visible in the objects that were passed.
 *
 * <p>The memory of a direct buffer must last as long as the call does. That is the garbage collector's care, except for a
 * buffer over a memory segment: its arena must be closed only after the call, since a thread that is blocked keeps the
 * kernel writing there. If it is closed already, the call throws {@link IllegalStateException}.
 *
 * <p>The forms with a {@code byte[]}, or a buffer that is not direct, copy the bytes through memory of the thread's own.
 * It grows to the largest array that was passed and stays with the thread until that ends. They do not take {@code null}
 * for an array ({@link NullPointerException}): {@link #NULL} does that.
 *
 * <h2>Threads, closing, signals</h2>
 *
 * All methods may be called by any number of threads; a structure or buffer belongs to one call at a time. As in C, a
 * descriptor closed while another thread is blocked on it wakes nobody, and its number may be another file's a moment
 * later. A blocked call holds its carrier if the thread is virtual, and {@link Thread#interrupt} does not reach it.
 * {@code SIGPIPE}, which ends a C program, does not end a JVM: the call gives {@code EPIPE}.
 *
 * <h2>Backends</h2>
 *
 * The Foreign Function &amp; Memory API on JDK 25 and later ("ffm"), JNI from JDK 17 on ("jni"). {@link #get()} takes the
 * first that works, in this order, unless {@code -Dlibcsockets.backend=ffm|jni} demands one; {@link #open(String)} opens
 * one by name, and both can be open at once.
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
     * The backend chosen for this JVM: the one that the system property {@code libcsockets.backend} names ({@code ffm},
     * {@code jni}), or under {@code auto}, the default, the first that works.
     *
     * @return always the same object
     * @throws BackendUnavailableException if there is none, or the one demanded does not work; the message says why
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
     * A backend by name. An explicit choice never falls back to the other one.
     *
     * @param backend {@code ffm}, {@code jni} or {@code auto}
     * @return the backend; the same object each time
     * @throws BackendUnavailableException if it does not work in this JVM; the message says why
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
     * The backends that were tried and cannot be used in this JVM.
     *
     * @return the name of each and the reason, in the order of trying
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
     * @return a text for people, for example the path of the JNI library
     */
    public String origin() {
        return calls.origin();
    }

    // ---- errno ----

    /**
     * {@code errno}: why the last call of this thread that failed did so.
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
     * {@code void perror(const char *s)}: prints the text, a colon, a blank and the errno's message to the standard
     * error stream.
     *
     * @param s the text; with null or an empty one, only the message is printed
     * @see <a href="https://man7.org/linux/man-pages/man3/perror.3.html">perror(3)</a>
     */
    public void perror(String s) {
        String message = strerror(errno());
        System.err.print(s == null || s.isEmpty() ? message + "\n" : s + ": " + message + "\n");
        System.err.flush();
    }

    /**
     * {@code char *strerror(int errnum)}: the message of an error number, in English, as a C program gets it that never
     * calls {@code setlocale}. (The JVM does call it, so the plain function would answer in the user's language; this is
     * {@code strerror_l} with the C locale.)
     *
     * @param errnum an error number; an unknown one gives {@code Unknown error N}
     * @return the message
     * @see <a href="https://man7.org/linux/man-pages/man3/strerror.3.html">strerror(3)</a>
     */
    public String strerror(int errnum) {
        return Errno.message(calls, errnum);
    }

    // ---- sockets ----

    /**
     * {@code int socket(int domain, int type, int protocol)}: makes a socket.
     *
     * @param domain {@code AF_} constant
     * @param type {@code SOCK_} constant, with {@code SOCK_NONBLOCK} and {@code SOCK_CLOEXEC} or-ed to it if wanted
     * @param protocol {@code IPPROTO_} or other constant of the domain; 0 for the usual one
     * @return the descriptor; -1 and {@link #errno()} on failure
     * @see <a href="https://man7.org/linux/man-pages/man2/socket.2.html">socket(2)</a>
     */
    public int socket(int domain, int type, int protocol) {
        return Errno.result(calls.socket(domain, type, protocol));
    }

    /**
     * {@code int socketpair(int domain, int type, int protocol, int sv[2])}: makes two connected sockets.
     *
     * @param domain {@code AF_UNIX} (or {@code AF_TIPC})
     * @param type as in {@link #socket}
     * @param protocol 0
     * @param sv receives the two descriptors; not changed on failure; null gives {@code EFAULT}
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
     * {@code int bind(int sockfd, const struct sockaddr *addr, socklen_t addrlen)}: gives the socket its local address.
     *
     * @param fd the socket
     * @param addr the address, or null
     * @param addrlen its length in bytes, usually {@link Sockaddr#length()}; any {@code int}, since libc is to judge it
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
     * {@code int listen(int sockfd, int backlog)}: lets the socket accept connections.
     *
     * @param fd the socket
     * @param backlog how many connections may wait to be accepted; the kernel cuts it, also a negative one, to
     *     net.core.somaxconn
     * @return 0; -1 and {@link #errno()} on failure
     * @see <a href="https://man7.org/linux/man-pages/man2/listen.2.html">listen(2)</a>
     */
    public int listen(int fd, int backlog) {
        return Errno.result(calls.listen(fd, backlog));
    }

    /**
     * {@code int accept(int sockfd, struct sockaddr *addr, socklen_t *addrlen)}: takes the next connection.
     *
     * @param fd the listening socket
     * @param addr receives the peer's address, or null
     * @param addrlen room at {@code addr} before, true length of the address after the call, or null
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
     * @param addrlen room at {@code addr} before, true length of the address after the call, or null
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
     * {@code int connect(int sockfd, const struct sockaddr *addr, socklen_t addrlen)}: connects the socket, or names the
     * peer of a datagram socket.
     *
     * @param fd the socket
     * @param addr the peer's address, or null
     * @param addrlen its length in bytes, usually {@link Sockaddr#length()}; any {@code int}, since libc is to judge it
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
     * @param addrlen room at {@code addr} before, true length of the address after the call, or null
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
     * @param addrlen room at {@code addr} before, true length of the address after the call, or null
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
     * {@code int close(int fd)}: gives the descriptor back. Wakes no thread that is blocked on it, and must not be
     * repeated, not even after {@code EINTR}: on Linux the descriptor is gone then too.
     *
     * @param fd the descriptor
     * @return 0; -1 and {@link #errno()} on failure
     * @see <a href="https://man7.org/linux/man-pages/man2/close.2.html">close(2)</a>
     */
    public int close(int fd) {
        return Errno.result(calls.close(fd));
    }

    /**
     * {@code int dup(int oldfd)}: a second descriptor for the same socket or file.
     *
     * @param oldfd the descriptor
     * @return the new descriptor; -1 and {@link #errno()} on failure
     * @see <a href="https://man7.org/linux/man-pages/man2/dup.2.html">dup(2)</a>
     */
    public int dup(int oldfd) {
        return Errno.result(calls.dup(oldfd));
    }

    /**
     * {@code int dup2(int oldfd, int newfd)}: {@link #dup} to a chosen number; what was open there is closed silently.
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
     * {@code int dup3(int oldfd, int newfd, int flags)}: {@link #dup2} with a flag; two equal numbers give
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
     * @param buf the bytes to send: a direct buffer crosses without a copy, any other is copied once; position and limit stay
     *     as they are; {@link #NULL} for C's {@code NULL}
     * @param off index of the first byte in {@code buf}
     * @param len number of bytes; they must lie below the buffer's limit
     * @param flags {@code MSG_} constants or-ed together; 0 for none. With {@code MSG_ZEROCOPY} the kernel reads the buffer
     *     after the call too, so it must be kept as it is until the error queue says that it is done
     * @return the number of bytes sent, which may be less than {@code len} on a stream; -1 and {@link #errno()} on failure
     * @throws IndexOutOfBoundsException if {@code off} and {@code len} do not lie within the buffer
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

    /**
     * {@link #send(int, ByteBuffer, int, int, int)} from the buffer's index 0 on.
     *
     * @param fd the descriptor
     * @param buf the bytes
     * @param len number of bytes
     * @param flags {@code MSG_} constants or-ed together; 0 for none
     * @return the number of bytes sent, which may be less than {@code len} on a stream; -1 and {@link #errno()} on failure
     */
    public int send(int fd, ByteBuffer buf, int len, int flags) {
        return send(fd, buf, 0, len, flags);
    }

    /**
     * {@link #send(int, ByteBuffer, int, int, int)} with an array, which is copied once.
     *
     * @param fd the descriptor
     * @param buf the array
     * @param len number of bytes
     * @param flags {@code MSG_} constants or-ed together; 0 for none
     * @return the number of bytes sent, which may be less than {@code len} on a stream; -1 and {@link #errno()} on failure
     */
    public int send(int fd, byte[] buf, int len, int flags) {
        return send(fd, buf, 0, len, flags);
    }

    /**
     * {@link #send(int, ByteBuffer, int, int, int)} with a part of an array, which is copied once.
     *
     * @param fd the descriptor
     * @param buf the array
     * @param off index of the first byte in {@code buf}
     * @param len number of bytes
     * @param flags {@code MSG_} constants or-ed together; 0 for none
     * @return the number of bytes sent, which may be less than {@code len} on a stream; -1 and {@link #errno()} on failure
     */
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
     * @param buf the bytes that receive the data: a direct buffer crosses without a copy, any other is copied once; position and limit stay
     *     as they are; {@link #NULL} for C's {@code NULL}
     * @param off index of the first byte in {@code buf}
     * @param len number of bytes; they must lie below the buffer's limit
     * @param flags {@code MSG_} constants or-ed together; 0 for none
     * @return the number of bytes received; 0 when the peer sends no more; with {@code MSG_TRUNC} on a datagram its real
     *     length; -1 and {@link #errno()} on failure
     * @throws IndexOutOfBoundsException if {@code off} and {@code len} do not lie within the buffer
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

    /**
     * {@link #recv(int, ByteBuffer, int, int, int)} from the buffer's index 0 on.
     *
     * @param fd the descriptor
     * @param buf the bytes
     * @param len number of bytes
     * @param flags {@code MSG_} constants or-ed together; 0 for none
     * @return the number of bytes received; 0 when the peer sends no more; with {@code MSG_TRUNC} on a datagram its real
     *     length; -1 and {@link #errno()} on failure
     */
    public int recv(int fd, ByteBuffer buf, int len, int flags) {
        return recv(fd, buf, 0, len, flags);
    }

    /**
     * {@link #recv(int, ByteBuffer, int, int, int)} with an array, which is copied once.
     *
     * @param fd the descriptor
     * @param buf the array
     * @param len number of bytes
     * @param flags {@code MSG_} constants or-ed together; 0 for none
     * @return the number of bytes received; 0 when the peer sends no more; with {@code MSG_TRUNC} on a datagram its real
     *     length; -1 and {@link #errno()} on failure
     */
    public int recv(int fd, byte[] buf, int len, int flags) {
        return recv(fd, buf, 0, len, flags);
    }

    /**
     * {@link #recv(int, ByteBuffer, int, int, int)} with a part of an array, which is copied once.
     *
     * @param fd the descriptor
     * @param buf the array
     * @param off index of the first byte in {@code buf}
     * @param len number of bytes
     * @param flags {@code MSG_} constants or-ed together; 0 for none
     * @return the number of bytes received; 0 when the peer sends no more; with {@code MSG_TRUNC} on a datagram its real
     *     length; -1 and {@link #errno()} on failure
     */
    public int recv(int fd, byte[] buf, int off, int len, int flags) {
        Objects.checkFromIndexSize(off, len, buf.length);
        ThreadState state = ThreadState.get();
        ByteBuffer scratch = receiving(state, buf, off, len, flags);
        int n = Errno.result(state, calls.recv(state, fd, null, state.scratchAddress(), len, flags));
        if (n > 0) {
            // With MSG_TRUNC the result is the real length, which may be more than there was room for.
            scratch.get(0, buf, off, Math.min(n, len));
        }
        return n;
    }

    /** The thread's memory for the bytes that a call receives, which are copied to the array then. */
    private static ByteBuffer receiving(ThreadState state, byte[] buf, int off, int len, int flags) {
        ByteBuffer scratch = state.scratch(len);
        if ((flags & Constants.MSG_TRUNC) != 0) {
            // TCP counts the bytes and writes none, so what is in the array must be what is copied back.
            scratch.put(0, buf, off, len);
        }
        return scratch;
    }

    private int recvCopied(int fd, ByteBuffer buf, int off, int len, int flags) {
        Objects.checkFromIndexSize(off, len, buf.limit());
        return recv(fd, buf.array(), buf.arrayOffset() + off, len, flags);
    }

    /**
     * {@code ssize_t sendto(int sockfd, const void *buf, size_t len, int flags, const struct sockaddr *dest_addr, socklen_t addrlen)}: sends a
     * datagram to an address.
     *
     * @param fd the descriptor
     * @param buf the bytes to send: a direct buffer crosses without a copy, any other is copied once; position and limit stay
     *     as they are; {@link #NULL} for C's {@code NULL}
     * @param off index of the first byte in {@code buf}
     * @param len number of bytes; they must lie below the buffer's limit
     * @param flags {@code MSG_} constants or-ed together; 0 for none
     * @param addr where to send it, or null
     * @param addrlen its length in bytes; any {@code int}
     * @return the number of bytes sent; -1 and {@link #errno()} on failure
     * @throws IndexOutOfBoundsException if {@code off} and {@code len} do not lie within the buffer
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
     * {@link #sendto(int, ByteBuffer, int, int, int, Sockaddr, int)} from the buffer's index 0 on.
     *
     * @param fd the descriptor
     * @param buf the bytes
     * @param len number of bytes
     * @param flags {@code MSG_} constants or-ed together; 0 for none
     * @param addr where to send it, or null
     * @param addrlen its length in bytes; any {@code int}
     * @return the number of bytes sent; -1 and {@link #errno()} on failure
     */
    public int sendto(int fd, ByteBuffer buf, int len, int flags, Sockaddr addr, int addrlen) {
        return sendto(fd, buf, 0, len, flags, addr, addrlen);
    }

    /**
     * {@link #sendto(int, ByteBuffer, int, int, int, Sockaddr, int)} with an array, which is copied once.
     *
     * @param fd the descriptor
     * @param buf the array
     * @param len number of bytes
     * @param flags {@code MSG_} constants or-ed together; 0 for none
     * @param addr where to send it, or null
     * @param addrlen its length in bytes; any {@code int}
     * @return the number of bytes sent; -1 and {@link #errno()} on failure
     */
    public int sendto(int fd, byte[] buf, int len, int flags, Sockaddr addr, int addrlen) {
        return sendto(fd, buf, 0, len, flags, addr, addrlen);
    }

    /**
     * {@link #sendto(int, ByteBuffer, int, int, int, Sockaddr, int)} with a part of an array, which is copied once.
     *
     * @param fd the descriptor
     * @param buf the array
     * @param off index of the first byte in {@code buf}
     * @param len number of bytes
     * @param flags {@code MSG_} constants or-ed together; 0 for none
     * @param addr where to send it, or null
     * @param addrlen its length in bytes; any {@code int}
     * @return the number of bytes sent; -1 and {@link #errno()} on failure
     */
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
     * {@code ssize_t recvfrom(int sockfd, void *buf, size_t len, int flags, struct sockaddr *src_addr, socklen_t *addrlen)}: receives, with
     * the address of the sender.
     *
     * @param fd the descriptor
     * @param buf the bytes that receive the data: a direct buffer crosses without a copy, any other is copied once; position and limit stay
     *     as they are; {@link #NULL} for C's {@code NULL}
     * @param off index of the first byte in {@code buf}
     * @param len number of bytes; they must lie below the buffer's limit
     * @param flags {@code MSG_} constants or-ed together; 0 for none
     * @param addr receives the sender's address, or null
     * @param addrlen room at {@code addr} before, true length of the address after the call, or null
     * @return the number of bytes received; with {@code MSG_TRUNC} on a datagram its real length; -1 and {@link #errno()} on failure
     * @throws IndexOutOfBoundsException if {@code off} and {@code len} do not lie within the buffer
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
     * {@link #recvfrom(int, ByteBuffer, int, int, int, Sockaddr, IntRef)} from the buffer's index 0 on.
     *
     * @param fd the descriptor
     * @param buf the bytes
     * @param len number of bytes
     * @param flags {@code MSG_} constants or-ed together; 0 for none
     * @param addr receives the sender's address, or null
     * @param addrlen room at {@code addr} before, true length of the address after the call, or null
     * @return the number of bytes received; with {@code MSG_TRUNC} on a datagram its real length; -1 and {@link #errno()} on failure
     */
    public int recvfrom(int fd, ByteBuffer buf, int len, int flags, Sockaddr addr, IntRef addrlen) {
        return recvfrom(fd, buf, 0, len, flags, addr, addrlen);
    }

    /**
     * {@link #recvfrom(int, ByteBuffer, int, int, int, Sockaddr, IntRef)} with an array, which is copied once.
     *
     * @param fd the descriptor
     * @param buf the array
     * @param len number of bytes
     * @param flags {@code MSG_} constants or-ed together; 0 for none
     * @param addr receives the sender's address, or null
     * @param addrlen room at {@code addr} before, true length of the address after the call, or null
     * @return the number of bytes received; with {@code MSG_TRUNC} on a datagram its real length; -1 and {@link #errno()} on failure
     */
    public int recvfrom(int fd, byte[] buf, int len, int flags, Sockaddr addr, IntRef addrlen) {
        return recvfrom(fd, buf, 0, len, flags, addr, addrlen);
    }

    /**
     * {@link #recvfrom(int, ByteBuffer, int, int, int, Sockaddr, IntRef)} with a part of an array, which is copied once.
     *
     * @param fd the descriptor
     * @param buf the array
     * @param off index of the first byte in {@code buf}
     * @param len number of bytes
     * @param flags {@code MSG_} constants or-ed together; 0 for none
     * @param addr receives the sender's address, or null
     * @param addrlen room at {@code addr} before, true length of the address after the call, or null
     * @return the number of bytes received; with {@code MSG_TRUNC} on a datagram its real length; -1 and {@link #errno()} on failure
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
                // With MSG_TRUNC the result is the real length, which may be more than there was room for.
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
     * {@code ssize_t read(int fd, void *buf, size_t count)}: reads from any descriptor.
     *
     * @param fd the descriptor
     * @param buf the bytes that receive the data: a direct buffer crosses without a copy, any other is copied once; position and limit stay
     *     as they are; {@link #NULL} for C's {@code NULL}
     * @param off index of the first byte in {@code buf}
     * @param len number of bytes; they must lie below the buffer's limit
     * @return the number of bytes read; 0 at the end; -1 and {@link #errno()} on failure
     * @throws IndexOutOfBoundsException if {@code off} and {@code len} do not lie within the buffer
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

    /**
     * {@link #read(int, ByteBuffer, int, int)} from the buffer's index 0 on.
     *
     * @param fd the descriptor
     * @param buf the bytes
     * @param len number of bytes
     * @return the number of bytes read; 0 at the end; -1 and {@link #errno()} on failure
     */
    public int read(int fd, ByteBuffer buf, int len) {
        return read(fd, buf, 0, len);
    }

    /**
     * {@link #read(int, ByteBuffer, int, int)} with an array, which is copied once.
     *
     * @param fd the descriptor
     * @param buf the array
     * @param len number of bytes
     * @return the number of bytes read; 0 at the end; -1 and {@link #errno()} on failure
     */
    public int read(int fd, byte[] buf, int len) {
        return read(fd, buf, 0, len);
    }

    /**
     * {@link #read(int, ByteBuffer, int, int)} with a part of an array, which is copied once.
     *
     * @param fd the descriptor
     * @param buf the array
     * @param off index of the first byte in {@code buf}
     * @param len number of bytes
     * @return the number of bytes read; 0 at the end; -1 and {@link #errno()} on failure
     */
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
     * {@code ssize_t write(int fd, const void *buf, size_t count)}: writes to any descriptor. On a socket it is
     * {@link #send(int, ByteBuffer, int, int, int) send} with flags 0.
     *
     * @param fd the descriptor
     * @param buf the bytes to send: a direct buffer crosses without a copy, any other is copied once; position and limit stay
     *     as they are; {@link #NULL} for C's {@code NULL}
     * @param off index of the first byte in {@code buf}
     * @param len number of bytes; they must lie below the buffer's limit
     * @return the number of bytes written; -1 and {@link #errno()} on failure
     * @throws IndexOutOfBoundsException if {@code off} and {@code len} do not lie within the buffer
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

    /**
     * {@link #write(int, ByteBuffer, int, int)} from the buffer's index 0 on.
     *
     * @param fd the descriptor
     * @param buf the bytes
     * @param len number of bytes
     * @return the number of bytes written; -1 and {@link #errno()} on failure
     */
    public int write(int fd, ByteBuffer buf, int len) {
        return write(fd, buf, 0, len);
    }

    /**
     * {@link #write(int, ByteBuffer, int, int)} with an array, which is copied once.
     *
     * @param fd the descriptor
     * @param buf the array
     * @param len number of bytes
     * @return the number of bytes written; -1 and {@link #errno()} on failure
     */
    public int write(int fd, byte[] buf, int len) {
        return write(fd, buf, 0, len);
    }

    /**
     * {@link #write(int, ByteBuffer, int, int)} with a part of an array, which is copied once.
     *
     * @param fd the descriptor
     * @param buf the array
     * @param off index of the first byte in {@code buf}
     * @param len number of bytes
     * @return the number of bytes written; -1 and {@link #errno()} on failure
     */
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
     * {@code ssize_t readv(int fd, const struct iovec *iov, int iovcnt)}: reads into several buffers in turn.
     *
     * @param fd the descriptor
     * @param iov the buffers, or null
     * @param iovcnt how many of them; above the array's size only where the kernel refuses it ({@code IOV_MAX}, 1024)
     * @return the number of bytes read, 0 at the end; -1 and {@link #errno()} on failure
     * @throws IndexOutOfBoundsException if {@code iovcnt} is above the array's size
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
     * {@code ssize_t writev(int fd, const struct iovec *iov, int iovcnt)}: writes several buffers in turn.
     *
     * @param fd the descriptor
     * @param iov the buffers, or null
     * @param iovcnt how many of them; above the array's size only where the kernel refuses it ({@code IOV_MAX}, 1024)
     * @return the number of bytes written; -1 and {@link #errno()} on failure
     * @throws IndexOutOfBoundsException if {@code iovcnt} is above the array's size
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
     * {@code ssize_t sendmsg(int sockfd, const struct msghdr *msg, int flags)}: sends with address, several buffers and
     * control messages.
     *
     * @param fd the socket
     * @param msg the message, or null
     * @param flags {@code MSG_} constants or-ed together; 0 for none
     * @return the number of bytes sent; -1 and {@link #errno()} on failure
     * @throws IndexOutOfBoundsException if a count or length in {@code msg} is above what its array or buffer has
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
     * {@code ssize_t recvmsg(int sockfd, struct msghdr *msg, int flags)}: receives with address, into several buffers,
     * and with control messages.
     *
     * @param fd the socket
     * @param msg the message; its lengths and {@code msg_flags} are written back; or null
     * @param flags {@code MSG_} constants or-ed together; 0 for none
     * @return the number of bytes received; -1 and {@link #errno()} on failure
     * @throws IndexOutOfBoundsException if a count or length in {@code msg} is above what its array or buffer has
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
     * {@code int sendmmsg(int sockfd, struct mmsghdr *msgvec, unsigned int vlen, int flags)}: {@link #sendmsg} for several
     * messages in one system call (since Linux 3.0).
     *
     * @param fd the socket
     * @param msgvec the messages; {@code msg_len} of each that was sent is written back; or null
     * @param vlen how many of them; the kernel takes at most 1024 of them at once
     * @param flags {@code MSG_} constants or-ed together; 0 for none
     * @return the number of messages sent; -1 and {@link #errno()} if not one was
     * @throws IndexOutOfBoundsException if {@code vlen} is above the array's size
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
     * @param msgvec receives the messages, the length of each in {@code msg_len}; or null
     * @param vlen how many of them
     * @param flags {@code MSG_} constants or-ed together, {@code MSG_WAITFORONE} among them; 0 for none
     * @param timeout looked at only after each message, as the manual page warns; null for none
     * @return the number of messages received; -1 and {@link #errno()} on failure
     * @throws IndexOutOfBoundsException if {@code vlen} is above the array's size
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
     * @param out where to write, for example a socket
     * @param in what to read: a file that can be mapped
     * @param offset where to begin; the next offset is written back; null: the file's own position, which moves
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
     * {@code ssize_t splice(int fd_in, off_t *off_in, int fd_out, off_t *off_out, size_t len, unsigned int flags)}: moves
     * data between a pipe and another descriptor within the kernel.
     *
     * @param in what to read
     * @param offIn where to begin in it, or null; must be null for a pipe or socket
     * @param out where to write
     * @param offOut where to begin in it, or null; must be null for a pipe or socket
     * @param len number of bytes at most
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
     * {@link libcsockets.option.Optval#fprog} is the safe form of one that has some.
     *
     * @param fd the socket
     * @param level {@code SOL_} or {@code IPPROTO_} constant
     * @param optname the option's constant
     * @param optval its value from index 0 on ({@link libcsockets.option.Optval} makes them), or {@link #NULL}
     * @param optlen the value's length in bytes; a negative one is passed on
     * @return 0; -1 and {@link #errno()} on failure
     * @throws IndexOutOfBoundsException if {@code optlen} is above the buffer's limit
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
     * @param optval receives the value from index 0 on ({@link libcsockets.option.Optval} reads them), or {@link #NULL}
     * @param optlen room at {@code optval} before, length of the value after the call, or null; a negative one is passed
     *     on. {@code SO_GET_FILTER} counts instructions by it, of 8 bytes each
     * @return 0; -1 and {@link #errno()} on failure
     * @throws IndexOutOfBoundsException if what the option may write is above the buffer's limit: {@code optlen} bytes,
     *     but 8 times as many for {@code SO_GET_FILTER}, and for {@code IP_MSFILTER} and {@code MCAST_MSFILTER} as many
     *     entries as the count within the value says
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
     * How many bytes the kernel may write. Mostly that is the length given, but some options count something else by it,
     * or go by a number within the value, and none of them knows where the buffer ends.
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
                    "TCP_AO_GET_KEYS writes an array whose size is not the length that is passed; it cannot be used");
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
     * @param value receives the value; null gives {@code EFAULT}
     * @return 0; -1 and {@link #errno()} on failure
     * @throws IllegalArgumentException if the option may write more than an {@code int}, as {@code SO_GET_FILTER}
     */
    public int getsockopt(int fd, int level, int optname, IntRef value) {
        if (value != null && level == Constants.SOL_SOCKET && optname == Constants.SO_GET_FILTER) {
            throw new IllegalArgumentException("SO_GET_FILTER gives instructions; an int has no room for them");
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
     * {@code int fcntl(int fd, int cmd)}: a command without argument.
     *
     * @param fd the descriptor
     * @param cmd {@code F_} constant, for example {@code F_GETFL}
     * @return what the command gives; -1 and {@link #errno()} on failure
     * @see <a href="https://man7.org/linux/man-pages/man2/fcntl.2.html">fcntl(2)</a>
     */
    public int fcntl(int fd, int cmd) {
        return fcntl(fd, cmd, 0);
    }

    /**
     * {@code int fcntl(int fd, int cmd, long arg)}: a command with an integer argument.
     *
     * @param fd the descriptor
     * @param cmd {@code F_} constant, for example {@code F_SETFL}
     * @param arg its argument
     * @return what the command gives; -1 and {@link #errno()} on failure
     * @throws IllegalArgumentException if the command is none that is known to take an integer, and the argument is not
     *     below 65536, where never any memory is: it would be taken for a pointer ({@code F_GETLK} and its like)
     * @see <a href="https://man7.org/linux/man-pages/man2/fcntl.2.html">fcntl(2)</a>
     */
    public int fcntl(int fd, int cmd, long arg) {
        if ((arg < 0 || arg >= LOWEST_ADDRESS) && !takesInteger(cmd)) {
            throw new IllegalArgumentException("fcntl command " + cmd + " may take a pointer to a structure;"
                    + " only commands with an integer argument, or none, can be used");
        }
        return Errno.result(calls.fcntl(fd, cmd, arg));
    }

    /** Linux maps nothing below it (vm.mmap_min_addr), so what takes a smaller number for a pointer gives EFAULT. */
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
     * {@code int ioctl(int fd, unsigned long request, int *arg)}: a request whose argument is a pointer to an {@code int},
     * such as {@code FIONREAD}, {@code FIONBIO}, {@code SIOCATMARK} and {@code SIOCOUTQ}.
     *
     * @param fd the descriptor
     * @param request the request's constant; one that takes more than an {@code int} must not be used here
     * @param arg the variable that the request reads or writes, or null
     * @return what the request gives, mostly 0; -1 and {@link #errno()} on failure
     * @see <a href="https://man7.org/linux/man-pages/man2/ioctl.2.html">ioctl(2)</a>
     */
    public int ioctl(int fd, long request, IntRef arg) {
        return ioctl(fd, request, arg == null ? NULL : arg.memory);
    }

    /**
     * {@code int ioctl(int fd, unsigned long request, struct ifreq *arg)}: a request about one network interface, such as
     * {@code SIOCGIFINDEX}, {@code SIOCGIFFLAGS} and {@code SIOCGIFMTU}.
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
     * {@code ioctl(fd, SIOCGIFCONF, struct ifconf *)}: the network interfaces that have an IPv4 address.
     *
     * @param fd any socket
     * @param request {@code SIOCGIFCONF}
     * @param arg receives the list, or null
     * @return 0; -1 and {@link #errno()} on failure
     * @throws IllegalArgumentException if {@code ifc_len} was set to more than {@code arg} has room for
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
     * {@code int ioctl(int fd, unsigned long request, void *arg)}: a request whose argument is a structure, such as
     * {@code SIOCGIFINDEX} with a {@code struct ifreq}.
     *
     * <p>The kernel does not know the buffer's size. So that it cannot write past its end, the call works on a copy with
     * room for every socket request, zero behind the buffer's bytes, and as much of it as the buffer holds is copied
     * back. Pointers within the structure are the caller's responsibility, as in C; {@link Ifconf} is the safe form of
     * one that has some.
     *
     * @param fd the descriptor
     * @param request the request's constant
     * @param arg the structure from index 0 to the limit, or {@link #NULL}
     * @return what the request gives, mostly 0; -1 and {@link #errno()} on failure
     * @throws ReadOnlyBufferException if the buffer is read-only
     * @throws IllegalArgumentException if the request is one of the file systems' (types {@code 'f'} and 0x94), whose
     *     answers have no size that is known before
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
                    + " is a file system's; only requests whose argument has a known size can be used");
        }
        int size = arg.limit();
        // Sockets' requests and terminals' have small structures, and numbers that do not tell the size. Others may
        // have one that needs all the bits which a number has for it.
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

    /** {@code _IOC_TYPE}: whose request it is. */
    private static int ioctlType(long request) {
        return (int) (request >>> Constants._IOC_TYPESHIFT) & Constants._IOC_TYPEMASK;
    }

    /**
     * {@code int sockatmark(int sockfd)}: whether the next byte to be read is behind the urgent mark.
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
     * @param nfds how many of them; the kernel looks at the low 32 bits, unsigned. Above 0x7fffffff, which no limit on
     *     descriptors allows, it gives {@code EINVAL}
     * @param timeout milliseconds; negative to wait without limit
     * @return the number of entries with {@code revents} not 0, 0 at the time-out; -1 and {@link #errno()} on failure
     * @throws IndexOutOfBoundsException if {@code nfds}, as the kernel sees it, is above the array's size and not above
     *     0x7fffffff
     * @see <a href="https://man7.org/linux/man-pages/man2/poll.2.html">poll(2)</a>
     */
    public int poll(Pollfd fds, long nfds, int timeout) {
        // A negative int is a count that the kernel refuses before it looks at the array.
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
     * {@code int epoll_create(int size)}: an epoll instance; the size only has to be positive (since
     * Linux 2.6).
     *
     * @param size any number above 0
     * @return its descriptor; -1 and {@link #errno()} on failure
     * @see <a href="https://man7.org/linux/man-pages/man2/epoll_create.2.html">epoll_create(2)</a>
     */
    public int epoll_create(int size) {
        return Errno.result(calls.epoll_create(size));
    }

    /**
     * {@code int epoll_create1(int flags)}: an epoll instance (since Linux 2.6.27).
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
     * @param event the events to wait for and the data to hand back, or null
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
     * {@code int epoll_wait(int epfd, struct epoll_event *events, int maxevents, int timeout)}: waits until a descriptor
     * is ready (since Linux 2.6).
     *
     * @param epfd the epoll instance
     * @param events receives the events, or null
     * @param maxevents how many at most; 0 and less gives {@code EINVAL}
     * @param timeout milliseconds; negative to wait without limit
     * @return the number of events, 0 at the time-out; -1 and {@link #errno()} on failure
     * @throws IndexOutOfBoundsException if {@code maxevents} is above the array's size, unless it is above what the
     *     kernel takes and gives {@code EINVAL}
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
     * {@code int eventfd(unsigned int initval, int flags)}: a counter as a descriptor, to wake a {@link #poll} with
     * (since Linux 2.6.22; flags since 2.6.27).
     *
     * @param initval its first value, unsigned
     * @param flags {@code EFD_} constants or-ed together; 0 for none
     * @return the descriptor; -1 and {@link #errno()} on failure
     * @see <a href="https://man7.org/linux/man-pages/man2/eventfd.2.html">eventfd(2)</a>
     */
    public int eventfd(int initval, int flags) {
        return Errno.result(calls.eventfd(initval, flags));
    }

    /**
     * {@code int pipe(int pipefd[2])}: a pipe.
     *
     * @param pipefd receives the end to read and the end to write; null gives {@code EFAULT}
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
     * {@code int pipe2(int pipefd[2], int flags)}: a pipe, with flags (since Linux 2.6.27).
     *
     * @param pipefd receives the end to read and the end to write; null gives {@code EFAULT}
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
     * {@code int open(const char *pathname, int flags, mode_t mode)}: opens a file, for {@link #sendfile}, {@link #splice}
     * or to be passed with {@code SCM_RIGHTS}.
     *
     * @param pathname the path
     * @param flags {@code O_} constants or-ed together
     * @param mode permissions of a file that is made, for example {@code 0600}
     * @return the descriptor; -1 and {@link #errno()} on failure
     * @see <a href="https://man7.org/linux/man-pages/man2/open.2.html">open(2)</a>
     */
    public int open(String pathname, int flags, int mode) {
        return Errno.result(calls.open(CStrings.scratch(pathname), flags, mode));
    }

    /**
     * {@code int open(const char *pathname, int flags)}: {@link #open(String, int, int)} of a file that is there.
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
     * {@code int mkfifo(const char *pathname, mode_t mode)}: makes a named pipe.
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
     * {@code int memfd_create(const char *name, unsigned int flags)}: memory as a file, to be shared with
     * {@code SCM_RIGHTS} (since Linux 3.17).
     *
     * @param name a name for people
     * @param flags {@code MFD_} constants or-ed together; 0 for none
     * @return the descriptor; -1 and {@link #errno()} on failure
     * @see <a href="https://man7.org/linux/man-pages/man2/memfd_create.2.html">memfd_create(2)</a>
     */
    public int memfd_create(String name, int flags) {
        return Errno.result(calls.memfd_create(CStrings.scratch(name), flags));
    }

    /**
     * {@code int timerfd_create(int clockid, int flags)}: a timer as a descriptor, for {@link #poll} and epoll
     * (since Linux 2.6.25; flags since 2.6.27).
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
     * {@code int signalfd(int fd, const sigset_t *mask, int flags)}: signals as a descriptor, for {@link #poll} and epoll
     * (since Linux 2.6.22; flags since 2.6.27).
     *
     * @param fd -1 for a new one, or a signal descriptor to change
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
     * {@code int inotify_init1(int flags)}: a descriptor that tells of changes of files, for {@link #poll} and epoll
     * (since Linux 2.6.27).
     *
     * @param flags {@code IN_NONBLOCK}, {@code IN_CLOEXEC} or-ed together; 0 for none
     * @return the descriptor; -1 and {@link #errno()} on failure
     * @see <a href="https://man7.org/linux/man-pages/man2/inotify_init.2.html">inotify_init1(2)</a>
     */
    public int inotify_init1(int flags) {
        return Errno.result(calls.inotify_init1(flags));
    }

    /**
     * {@code int pidfd_open(pid_t pid, unsigned int flags)}: a process as a descriptor (since Linux 5.3).
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
     * {@code pid_t getpid(void)}: this process.
     *
     * @return its number
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
     * {@code int seteuid(uid_t euid)}: changes the effective user of the whole process, all its threads, for example
     * after a privileged port was bound.
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
     * {@code int gethostname(char *name, size_t len)}: the name of this host, as {@code uname -n} prints it. Safe on any
     * number of threads; each host name namespace (UTS) has its own.
     *
     * @param name receives the name with a NUL behind it, from index 0 on
     * @param len room in {@code name}, in bytes; {@code HOST_NAME_MAX + 1} is enough
     * @return 0; -1 and {@link #errno()} if there is no room for the name and its NUL ({@code ENAMETOOLONG}): {@code name}
     *     then has the first {@code len} bytes
     * @throws IndexOutOfBoundsException if {@code len} is negative or above the length of {@code name}
     * @throws NullPointerException if {@code name} is null: glibc writes to it itself
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
     * {@code int sethostname(const char *name, size_t len)}: names this host, for every process of its host name
     * namespace (UTS).
     *
     * @param name the name in its first {@code len} bytes, without a NUL
     * @param len their number, at most {@code HOST_NAME_MAX}
     * @return 0; -1 and {@link #errno()} on failure: {@code EPERM} without {@code CAP_SYS_ADMIN}, {@code EINVAL} for a name
     *     that is too long
     * @throws IndexOutOfBoundsException if {@code len} is negative or above the length of {@code name}
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
     * {@code struct hostent *gethostbyname(const char *name)}: looks up the IPv4 addresses and the aliases of a host, in
     * /etc/hosts, then in DNS, or as nsswitch.conf says. {@link #getaddrinfo} is its successor; only this one returns the
     * aliases.
     *
     * <p>C's function returns memory that the next call overwrites. This is {@code gethostbyname_r}, so that any number of
     * threads may call it.
     *
     * @param name a host name, or an IPv4 address as text
     * @return a copy of the structure; null and {@link #h_errno()} if there is no such host or the look-up failed; with
     *     {@code NETDB_INTERNAL} {@link #errno()} says more
     * @throws NullPointerException if the name is null: glibc reads it itself
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
     * {@code h_errno}: why the last {@link #gethostbyname} of this thread that failed did so.
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
     * /etc/services or as nsswitch.conf says. This is {@code getservbyname_r}, so that any number of threads may call it.
     *
     * @param name the service's name or one of its aliases
     * @param proto the protocol's name, {@code tcp} or {@code udp}; null for any
     * @return a copy of the structure; null if there is no such service, and {@link #errno()} is 0, or on failure, and it is
     *     the error
     * @throws NullPointerException if the name is null: glibc reads it itself
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
     * {@code struct servent *getservbyport(int port, const char *proto)}: looks up the name of a port, as {@link
     * #getservbyname}. This is {@code getservbyport_r}, so that any number of threads may call it.
     *
     * @param port the port in network order, as in C: {@link #htons} of its number
     * @param proto the protocol's name, {@code tcp} or {@code udp}; null for any
     * @return a copy of the structure; null if there is no such service, and {@link #errno()} is 0, or on failure, and it is
     *     the error
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
     * {@code struct protoent *getprotobyname(const char *name)}: looks up the number of a protocol, in /etc/protocols or as
     * nsswitch.conf says. This is {@code getprotobyname_r}, so that any number of threads may call it.
     *
     * @param name the protocol's name or one of its aliases, for example {@code icmp} or {@code ICMP}
     * @return a copy of the structure; null if there is no such protocol, and {@link #errno()} is 0, or on failure, and it
     *     is the error
     * @throws NullPointerException if the name is null: glibc reads it itself
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
     * {@code struct protoent *getprotobynumber(int proto)}: looks up the name of a protocol, as {@link #getprotobyname}. This
     * is {@code getprotobynumber_r}, so that any number of threads may call it.
     *
     * @param proto the number: an {@code IPPROTO_} constant
     * @return a copy of the structure; null if there is no such protocol, and {@link #errno()} is 0, or on failure, and it
     *     is the error
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
     * {@code int getaddrinfo(const char *node, const char *service, const struct addrinfo *hints, struct addrinfo **res)}:
     * looks up addresses. The C list is copied into {@code res} and freed with {@code freeaddrinfo}.
     *
     * @param node a host name or numeric address, or null
     * @param service a service name or port number, or null
     * @param hints flags ({@code AI_}), family, type and protocol wanted, or null
     * @param res receives the results in C's order; cleared first
     * @return 0, or an {@code EAI_} constant; with {@code EAI_SYSTEM} {@link #errno()} says more
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
     * socklen_t servlen, int flags)}: the names of an address.
     *
     * @param addr the address, or null
     * @param addrlen its length in bytes
     * @param host receives the host's name with a NUL behind it, or {@link #NULL}
     * @param hostlen room in it
     * @param serv receives the service's name with a NUL behind it, or {@link #NULL}
     * @param servlen room in it
     * @param flags {@code NI_} constants or-ed together; 0 for none
     * @return 0, or an {@code EAI_} constant; with {@code EAI_SYSTEM} {@link #errno()} says more
     * @throws IndexOutOfBoundsException if a length is above its buffer's limit, or {@code addrlen} above 128
     * @throws ReadOnlyBufferException if a buffer is read-only
     * @see #gai_strerror(int)
     * @see <a href="https://man7.org/linux/man-pages/man3/getnameinfo.3.html">getnameinfo(3)</a>
     */
    public int getnameinfo(
            Sockaddr addr, int addrlen, ByteBuffer host, int hostlen, ByteBuffer serv, int servlen, int flags) {
        if (addr != null) {
            // Not the kernel but glibc reads this one, without a look at the upper bound.
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

    /** The buffer, or if it is not direct a copy of its first bytes, for a call that writes there. */
    private static ByteBuffer directRoom(ByteBuffer buf, int len) {
        checkWritable(buf);
        checkPart(buf, 0, len);
        return buf == null || buf.isDirect()
                ? buf
                : ByteBuffer.allocateDirect(len).put(0, buf, 0, len);
    }

    /** The primitives of the resolver return the EAI_ code in the low and errno in the high half. */
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
     * @return the number; 0 and {@link #errno()} if there is none
     * @throws NullPointerException if the name is null: glibc reads it itself
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
     * @return the name; null and {@link #errno()} if there is none
     * @see <a href="https://man7.org/linux/man-pages/man3/if_indextoname.3.html">if_indextoname(3)</a>
     */
    public String if_indextoname(int ifindex) {
        ByteBuffer name = if_indextoname(ifindex, ByteBuffer.allocate(Constants.IF_NAMESIZE));
        return name == null ? null : CStrings.text(name);
    }

    /**
     * {@link #if_indextoname(int)} in C's form.
     *
     * @param ifindex the interface's number
     * @param ifname receives the name with a NUL behind it, in {@code IF_NAMESIZE} bytes from index 0 on
     * @return {@code ifname}; null and {@link #errno()} if there is no such interface
     * @throws IndexOutOfBoundsException if the buffer's limit is below {@code IF_NAMESIZE}
     * @throws NullPointerException if the buffer is null: glibc writes to it itself
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
     * {@code struct if_nameindex *if_nameindex(void)}: all network interfaces of this network namespace, also those that
     * are down or have no address. The C array is copied and freed with {@code if_freenameindex}. Safe on any number of
     * threads.
     *
     * @return a new list in C's order; null and {@link #errno()} on failure: {@code ENOBUFS} if there is no memory, or an
     *     errno of {@link #socket}, since glibc asks the kernel over one
     * @see <a href="https://man7.org/linux/man-pages/man3/if_nameindex.3.html">if_nameindex(3)</a>
     */
    public List<IfNameindex> if_nameindex() {
        long array = Errno.result(calls.if_nameindex());
        if (array <= 0) {
            return null;
        }
        try {
            List<IfNameindex> interfaces = new ArrayList<>();
            // The entry behind the last one has no name.
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
     * {@code int inet_pton(int af, const char *src, void *dst)}: an address from its text.
     *
     * @param af {@code AF_INET} or {@code AF_INET6}
     * @param src the text
     * @param dst receives 4 or 16 bytes at index 0, in network order; {@link Sockaddr#sin_addr()} is one. For any other
     *     family it is not looked at
     * @return 1; 0 if the text is no address of this family; -1 and {@link #errno()} if the family is neither
     * @throws IndexOutOfBoundsException if {@code dst} is too small
     * @throws NullPointerException if {@code src} or, for one of the two families, {@code dst} is null: glibc uses them
     *     itself
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
     * {@code const char *inet_ntop(int af, const void *src, char *dst, socklen_t size)}: the text of an address.
     *
     * @param af {@code AF_INET} or {@code AF_INET6}
     * @param src 4 or 16 bytes at index 0, in network order; for any other family it is not looked at
     * @return the text; null and {@link #errno()} if the family is neither
     * @throws IndexOutOfBoundsException if {@code src} is too small
     * @throws NullPointerException if {@code src} is null, for one of the two families: glibc reads it itself
     * @see <a href="https://man7.org/linux/man-pages/man3/inet_ntop.3.html">inet_ntop(3)</a>
     */
    public String inet_ntop(int af, ByteBuffer src) {
        long text = inet_ntopText(af, src, Constants.INET6_ADDRSTRLEN);
        return text == 0 ? null : calls.string(text);
    }

    /**
     * {@link #inet_ntop(int, ByteBuffer)} in C's form.
     *
     * @param af {@code AF_INET} or {@code AF_INET6}
     * @param src 4 or 16 bytes at index 0, in network order; for any other family it is not looked at
     * @param dst receives the text with a NUL behind it, from index 0 on
     * @param size room at {@code dst}; {@code INET_ADDRSTRLEN} or {@code INET6_ADDRSTRLEN} is enough
     * @return {@code dst}; null and {@link #errno()} if the family is neither, or there is no room ({@code ENOSPC})
     * @throws IndexOutOfBoundsException if {@code src} is too small, or {@code size} negative or above {@code dst}'s limit
     * @throws NullPointerException if {@code dst} or, for one of the two families, {@code src} is null: glibc uses them
     *     itself
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
     * {@code char *inet_ntoa(struct in_addr in)}: the text of an IPv4 address.
     *
     * @param in its 4 bytes at index 0, in network order; {@link Sockaddr#sin_addr()} is one
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
     * {@code int inet_aton(const char *cp, struct in_addr *inp)}: an IPv4 address from its text, in dotted decimal or one
     * of the old forms with fewer parts, octal or hexadecimal.
     *
     * @param cp the text
     * @param inp receives 4 bytes at index 0, in network order
     * @return 1; 0 if the text is no address
     * @throws IndexOutOfBoundsException if the buffer is too small
     * @throws NullPointerException if the text is null: glibc reads it itself
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
     * {@code uint32_t htonl(uint32_t hostlong)}: from the machine's byte order to the network's.
     *
     * @param hostlong a 32-bit number
     * @return the number whose bytes in memory are in network order
     * @see <a href="https://man7.org/linux/man-pages/man3/byteorder.3.html">byteorder(3)</a>
     */
    public static int htonl(int hostlong) {
        return ByteOrders.swap(hostlong);
    }

    /**
     * {@code uint16_t htons(uint16_t hostshort)}: from the machine's byte order to the network's.
     *
     * @param hostshort a 16-bit number; higher bits are dropped, as in C
     * @return the number whose bytes in memory are in network order, 0 to 65535
     * @see <a href="https://man7.org/linux/man-pages/man3/byteorder.3.html">byteorder(3)</a>
     */
    public static int htons(int hostshort) {
        return ByteOrders.swap((short) hostshort) & 0xffff;
    }

    /**
     * {@code uint32_t ntohl(uint32_t netlong)}: from the network's byte order to the machine's.
     *
     * @param netlong a 32-bit number in network order
     * @return the number
     * @see <a href="https://man7.org/linux/man-pages/man3/byteorder.3.html">byteorder(3)</a>
     */
    public static int ntohl(int netlong) {
        return htonl(netlong);
    }

    /**
     * {@code uint16_t ntohs(uint16_t netshort)}: from the network's byte order to the machine's.
     *
     * @param netshort a 16-bit number in network order; higher bits are dropped, as in C
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

    /** An address that a call wrote has the length that it wrote beside it. */
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

    /** NULL has no parts but the one at offset 0, of whatever length: the kernel finds out. */
    private static void checkPart(ByteBuffer buf, int off, int len) {
        if (buf == null) {
            Objects.checkFromIndexSize(off, 0, 0);
        } else {
            Objects.checkFromIndexSize(off, len, buf.limit());
            if (len > 0) {
                // Memory of an arena that is closed throws here. The kernel would write to whatever is there now.
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
