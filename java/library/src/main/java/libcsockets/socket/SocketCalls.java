package libcsockets.socket;

import static libcsockets.internal.Layout.*;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.Reference;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import libcsockets.Constants;
import libcsockets.ErrnoException;
import libcsockets.Libc;
import libcsockets.internal.BufferScopes;
import libcsockets.internal.Memory;
import libcsockets.internal.ThreadState;
import libcsockets.internal.ThreadStates;
import libcsockets.internal.VirtualThreads;

/**
 * The calls of a socket that can wait.
 *
 * <p>There are three ways to make one:
 *
 * <ul>
 *   <li><b>plain</b>: one blocking system call, on a platform thread without a timeout. {@code shutdown} wakes it.
 *   <li><b>polled</b>: tried without waiting, then {@code poll} and again. For a timeout; for a socket that other
 *     holders
 *       share, whom a {@code shutdown} would reach; and for what {@code shutdown} does not wake, which is (measured on
 *       Linux 6.18) netlink and packet sockets, and on {@code AF_UNIX} the sending of datagrams and the connecting. In
 *       the last two cases an eventfd is polled as well. {@code SO_RCVTIMEO} and {@code SO_SNDTIMEO} would save the
 *       poll, but belong to the socket and not to the call: every other holder of the socket would time out too.
 *   <li><b>parked</b>: on a virtual thread, which never enters a call that blocks. Tried without waiting, then the
 *     thread
 *       parks until {@link Poller} reports that the descriptor changed. After a {@code recv} that took all there was,
 *       the next one is not even tried before that.
 * </ul>
 */
abstract class SocketCalls extends OpenDescriptor {
    private static final VarHandle CONNECTING;
    private static final VarHandle WAKE_FD;
    private static final VarHandle LATE_ERROR;
    private static final VarHandle OWN_TIMEOUT_CHANGES;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            CONNECTING = lookup.findVarHandle(SocketCalls.class, "connecting", int.class);
            WAKE_FD = lookup.findVarHandle(SocketCalls.class, "wakeFd", int.class);
            LATE_ERROR = lookup.findVarHandle(SocketCalls.class, "lateError", int.class);
            OWN_TIMEOUT_CHANGES = lookup.findVarHandle(SocketCalls.class, "ownTimeoutChanges", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** The result of receiving at the end, and of a call that would block. */
    static final int END = -1;

    static final int NOTHING = -2;

    private static final long UNKNOWN = -1;

    /** Some thirty years; a longer time is not a limit. */
    private static final long LONGEST_SECONDS = 1_000_000_000;

    final int domain;
    final int type;
    final int protocol;

    /** Plain connects that may not have reached the kernel yet. */
    private volatile int connecting;

    /** Whether another descriptor, here or in another process, may refer to the same socket. */
    private volatile boolean shared;

    /**
     * O_NONBLOCK as it was seen last. It belongs to the socket, so other holders of a shared one may have changed it.
     */
    private volatile boolean nonBlocking;

    /** O_NONBLOCK was set for a call that waits, and is to be taken back where that can be. */
    private volatile boolean nonBlockingForNow;

    /**
     * -errno of a part that MSG_WAITALL asked for, after others had come: the next call that receives gives it, as in
     * C.
     */
    private volatile int lateError;

    /**
     * Whether a {@code recv} that gave less than there was room for has taken all that there was to report. True of
     * TCP, but for what {@code TCP_ULP} puts on top, and until more than data comes: the end or an error, reported in
     * one event with the last bytes; or urgent data, whose mark ends a {@code recv} too.
     */
    private volatile boolean shortIsAll;

    /**
     * Whether an array may go to the kernel as it stands. The garbage collector waits for such a call, so nothing may
     * make it wait: TCP, MPTCP, UDP and {@code AF_UNIX} give up every lock while they wait, and look at
     * {@code MSG_DONTWAIT}. Netlink does its work in the call, under locks that others hold for long. TLS in the kernel
     * ({@code TCP_ULP}) waits for memory with a lock that a second sender needs, {@code MSG_DONTWAIT} or not.
     */
    private volatile boolean lendsArrays;

    private volatile int wakeFd = -1;

    // SO_RCVTIMEO and SO_SNDTIMEO in nanoseconds, as they were read last.
    private volatile long ownReceiveTimeout = UNKNOWN;
    private volatile long ownSendTimeout = UNKNOWN;
    private volatile int ownTimeoutChanges;

    /** Others may set options of the socket: they have its number, or another descriptor of it. */
    private volatile boolean exposed;

    SocketCalls(Libc libc, int fd, int domain, int type, int protocol) {
        super(libc, fd);
        this.domain = domain;
        this.type = type;
        this.protocol = protocol;
        boolean tcp =
                isInternet() && type == Constants.SOCK_STREAM && (protocol == 0 || protocol == Constants.IPPROTO_TCP);
        shortIsAll = tcp;
        lendsArrays = tcp
                || domain == Constants.AF_UNIX
                || isInternet() && (protocol == Constants.IPPROTO_MPTCP || type == Constants.SOCK_DGRAM);
    }

    /** From now on another descriptor may refer to the same socket. */
    final void share() {
        shared = true;
        expose();
    }

    /** From now on options may be set without this object. */
    final void expose() {
        if (!exposed) {
            exposed = true;
            if (shortIsAll) {
                // TCP_ULP may be among them.
                hasRecords();
            }
        }
    }

    /** A time-out of the socket's own was set. */
    final void ownTimeoutChanged() {
        OWN_TIMEOUT_CHANGES.getAndAdd(this, 1);
        ownReceiveTimeout = UNKNOWN;
        ownSendTimeout = UNKNOWN;
    }

    /** From now on a {@code recv} may also end where a record does, and a call wait for another one's. */
    final void hasRecords() {
        shortIsAll = false;
        lendsArrays = false;
    }

    // ---- closing ----

    @Override
    final void wake(boolean byShutdown) {
        int eventFd = wakeFd;
        if (eventFd >= 0) {
            writeOne(eventFd);
        }
        if (byShutdown) {
            int result = calls.shutdown(fd, Constants.SHUT_RDWR);
            // A shutdown lasts, except on a socket that begins to connect afterwards.
            while (result == -Constants.ENOTCONN && connecting > 0) {
                LockSupport.parkNanos(this, TimeUnit.MICROSECONDS.toNanos(50));
                result = calls.shutdown(fd, Constants.SHUT_RDWR);
            }
        }
    }

    @Override
    final void releasing() {
        int eventFd = wakeFd;
        if (eventFd >= 0) {
            calls.close(eventFd);
        }
    }

    // ---- calls ----

    /**
     * Makes a call in the way that the thread and the socket need.
     *
     * @param wait false for one try, whose answer may be that it would block
     * @return n, or -errno; -EAGAIN only if it is not to wait
     * @throws ClosedChannelException or a subclass of it that names by whom it was closed in the meantime
     * @throws SocketTimeoutException if the time is over
     */
    final int perform(Call call, boolean wait) throws IOException {
        if (lateError != 0 && call.operation.flags && call.operation.in) {
            int late = (int) LATE_ERROR.getAndSet(this, 0);
            if (late != 0) {
                return late;
            }
        }
        Object event = RECORDING ? FlightEvents.begin(call.operation) : null;
        if (event != null) {
            return recorded(event, call, wait);
        }
        return wait ? waited(call) : tried(call);
    }

    private int recorded(Object event, Call call, boolean wait) throws IOException {
        int result = -Constants.ECANCELED;
        try {
            result = wait ? waited(call) : tried(call);
        } catch (SocketTimeoutException e) {
            result = -Constants.ETIMEDOUT;
            throw e;
        } finally {
            FlightEvents.end(event, fd, call, result);
        }
        return result;
    }

    private int tried(Call call) throws IOException {
        Operation op = call.operation;
        enter();
        try {
            if (!op.flags) {
                setNonBlocking(true, false);
            }
            int result = attempt(call, withoutWaiting(call));
            // A connection that goes on is another answer than one that cannot begin.
            return pending(op, result) && op != Operation.CONNECT ? -Constants.EAGAIN : result;
        } finally {
            leave();
        }
    }

    private int waited(Call call) throws IOException {
        if (!isOpen()) {
            throw new ClosedChannelException();
        }
        if (VirtualThreads.currentIsVirtual()) {
            return repeated(call, true);
        }
        Operation op = call.operation;
        if (call.timeout == 0 && !call.bulk && !shared && !nonBlocking && shutdownWakes(op)) {
            int result = -Constants.EAGAIN;
            begin();
            try {
                result = plain(call);
            } finally {
                end(op, result);
            }
            if (!pending(op, result)) {
                return result;
            }
        }
        return repeated(call, false);
    }

    /** A connection that was accepted at the moment of an interrupt has no owner. */
    private void end(Operation op, int result) throws AsynchronousCloseException {
        try {
            end(isCompleted(op, result));
        } catch (AsynchronousCloseException e) {
            if (op == Operation.ACCEPT && result >= 0) {
                calls.close(result);
            }
            throw e;
        }
    }

    private boolean isCompleted(Operation op, int result) {
        // A shutdown makes recvmmsg find empty messages.
        return op.flags ? result > 0 && (op != Operation.RECVMMSG || !isClosing()) : result >= 0;
    }

    private int plain(Call call) throws IOException {
        Operation op = call.operation;
        int connects = op == Operation.CONNECT ? 1 : 0;
        // Before the call is counted in: whoever closes then sees it in either case.
        connecting(connects);
        if (!enter(SHUTDOWN_CALL)) {
            connecting(-connects);
            throw new AsynchronousCloseException();
        }
        try {
            for (; ; ) {
                int result = attempt(call, call.flags);
                if (isPart(call, result) && result == call.asked) {
                    // The copy was cut, and not what came.
                    call.done += result;
                    continue;
                }
                if (!pending(op, result) || isClosing() || readNonBlocking()) {
                    return finished(call, result);
                }
                long own = readTimeout(op.in);
                if (own > 0) {
                    call.limitToOwn(own);
                    return timedOut(call);
                }
                // Another call had made the descriptor non-blocking for its time.
            }
        } finally {
            connecting(-connects);
            leave(SHUTDOWN_CALL);
        }
    }

    private void connecting(int more) {
        if (more != 0) {
            CONNECTING.getAndAdd(this, more);
        }
    }

    /**
     * Tries without waiting until the call is done: polls between two tries, or parks.
     *
     * <p>A call that need not wait is a single system call: an interrupt has to find it only once it waits.
     */
    private int repeated(Call call, boolean parks) throws IOException {
        Operation op = call.operation;
        int result = -Constants.EAGAIN;
        boolean begun = Thread.currentThread().isInterrupted();
        if (begun) {
            begin();
        }
        try {
            boolean byEvent = !parks && needsEvent(op);
            long weight = parks || byEvent ? CALL : SHUTDOWN_CALL;
            if (!enter(weight)) {
                throw new AsynchronousCloseException();
            }
            try {
                ParkedThreads parked = parks ? parkedThreads(op) : null;
                boolean reported = readinessIsReported(op);
                boolean limited = false;
                int once = withoutWaiting(call);
                long deadline = call.timeout == 0 ? 0 : System.nanoTime() + call.timeout;
                for (int tries = 1; ; tries++) {
                    if (!op.flags) {
                        setNonBlocking(true, true);
                    }
                    long seen = parks ? parked.epoch() : 0;
                    boolean drained = parks && op == Operation.RECV && tries == 1 && parked.isDrained(seen);
                    if (!drained || isClosing()) {
                        result = attempt(call, once);
                        if (isClosing() || !pending(op, result)) {
                            if (isPart(call, result)) {
                                call.done += result;
                                continue;
                            }
                            if (parks && tookAll(call, result)) {
                                parked.drained(seen);
                            }
                            result = finished(call, connected(op, result, tries));
                            return result;
                        }
                    }
                    if (!limited) {
                        limited = true;
                        long own = ownTimeout(op.in);
                        if (own > 0 && (call.timeout == 0 || own < call.timeout)) {
                            call.limitToOwn(own);
                            deadline = System.nanoTime() + own;
                        }
                    }
                    long rest = call.timeout == 0 ? Long.MAX_VALUE : deadline - System.nanoTime();
                    if (rest <= 0) {
                        result = timedOut(call);
                        return result;
                    }
                    if (result == -Constants.EINPROGRESS) {
                        once &= ~Constants.MSG_FASTOPEN;
                    }
                    if (!begun) {
                        begun = true;
                        begin();
                    }
                    if (parks) {
                        call.releaseState();
                        parked.await(seen, addToPoller() && reported ? rest : pause(tries, rest));
                    } else {
                        boolean self = reported || tries == 1;
                        int events = poll(op.in, self, byEvent, self ? rest : pause(tries, rest));
                        // It reports an error for as long as the queue of errors is not read.
                        reported &= (events & ~(Constants.POLLIN | Constants.POLLOUT)) == 0;
                    }
                }
            } finally {
                leave(weight);
            }
        } finally {
            if (begun) {
                end(op, result);
            } else if (!isCompleted(op, result) && !isOpen()) {
                throw new AsynchronousCloseException();
            }
        }
    }

    /** Where a call may not block, or its data are copied in parts, the kernel does not do {@code MSG_WAITALL}. */
    private boolean isPart(Call call, int result) {
        return call.operation == Operation.RECV
                && (call.flags & (Constants.MSG_WAITALL | Constants.MSG_PEEK)) == Constants.MSG_WAITALL
                && type == Constants.SOCK_STREAM
                && 0 < result
                && result < call.count - call.done;
    }

    private boolean tookAll(Call call, int result) {
        return call.operation == Operation.RECV
                && call.flags == 0
                && 0 < result
                && result < call.asked
                && shortIsAll
                && !readiness().hasMore();
    }

    /** The result of a call whose earlier parts may have moved bytes already. */
    private int finished(Call call, int result) {
        if (call.done == 0) {
            return result;
        }
        if (result < 0 && !pending(call.operation, result)) {
            lateError = result;
        }
        return call.done + Math.max(result, 0);
    }

    private static int timedOut(Call call) throws SocketTimeoutException {
        if (call.done > 0) {
            return call.done;
        }
        String function = call.operation.function;
        if (call.own) {
            throw new SocketTimeoutException(function + " timed out after the socket's own "
                    + (call.operation.in ? "SO_RCVTIMEO" : "SO_SNDTIMEO"));
        }
        long milliseconds = TimeUnit.NANOSECONDS.toMillis(call.timeout);
        throw new SocketTimeoutException(
                function + " timed out after " + (milliseconds > 0 ? milliseconds + " ms" : call.timeout + " ns"));
    }

    private static int connected(Operation op, int result, int tries) {
        return result == -Constants.EISCONN && op == Operation.CONNECT && tries > 1 ? 0 : result;
    }

    private ParkedThreads parkedThreads(Operation op) {
        return op.in ? readiness().readers : readiness().writers;
    }

    /** How long to wait where nothing reports when it is time to try again. */
    private static long pause(int tries, long rest) {
        return Math.min(rest, TimeUnit.MILLISECONDS.toNanos(Math.min(tries, 16)));
    }

    // ---- system calls ----

    /** One system call, n or -errno; again if a signal interrupted it. */
    private int attempt(Call call, int flags) {
        int result;
        do {
            result = call.operation.buffer ? transfer(call, flags) : call(call, flags);
        } while (result == -Constants.EINTR && !isClosing());
        return result;
    }

    private int call(Call call, int flags) {
        switch (call.operation) {
            case RECVMSG:
                return calls.recvmsg(fd, call.at, flags);
            case RECVMMSG:
                return calls.recvmmsg(fd, call.at, call.count, flags, 0);
            case SENDMSG:
                return calls.sendmsg(fd, call.at, flags);
            case SENDMMSG:
                return calls.sendmmsg(fd, call.at, call.count, flags);
            case SENDFILE:
                return (int) calls.sendfile(fd, (int) call.addrlen, call.address, call.count);
            case ACCEPT:
                return calls.accept4(fd, call.address, call.addrlen, flags);
            case CONNECT:
                return calls.connect(fd, call.address, (int) call.addrlen);
            default:
                throw new AssertionError(call.operation);
        }
    }

    private int transfer(Call call, int flags) {
        int at = (int) call.at + call.done;
        int count = call.count - call.done;
        if (call.data instanceof ByteBuffer buffer) {
            if (count > 0) {
                // Memory of an arena that is closed, or that is another thread's, throws here.
                buffer.get(at);
            }
            if (call.state().outlivesCall(buffer)) {
                try {
                    return transfer(call, buffer, at, count, flags);
                } finally {
                    Reference.reachabilityFence(buffer);
                }
            }
        }
        if (!call.operation.in) {
            BufferScopes.checkCopied((flags & Constants.MSG_ZEROCOPY) != 0);
        }
        return call.bulk && lendsArrays
                ? transferArray(call, at, count, flags)
                : transferCopied(call, at, count, flags);
    }

    /** From or into the array itself: the call does not wait, so the garbage collector does not have to. */
    private int transferArray(Call call, int at, int count, int flags) {
        byte[] array;
        int offset = at;
        if (call.data instanceof ByteBuffer buffer) {
            array = buffer.array();
            offset += buffer.arrayOffset();
        } else {
            array = (byte[]) call.data;
        }
        // A peer that reads or writes meanwhile must not make the call a long one.
        call.asked = type == Constants.SOCK_STREAM ? Math.min(count, CopyLimit.LENT) : count;
        int once = flags | Constants.MSG_DONTWAIT;
        return call.operation.in
                ? calls.recvArray(call.state(), fd, array, offset, call.asked, once)
                : calls.sendArray(call.state(), fd, array, offset, call.asked, once);
    }

    private int transferCopied(Call call, int at, int length, int flags) {
        // A stream takes a part; a message is whole, and the kernel judges its size.
        boolean stream = type == Constants.SOCK_STREAM;
        boolean receives = call.operation.in;
        if (!stream && !receives && length > CopyLimit.LARGEST_MESSAGE) {
            return -Constants.EMSGSIZE;
        }
        int count = Math.min(length, stream ? CopyLimit.BYTES : CopyLimit.LARGEST_MESSAGE);
        ThreadState state = call.state();
        ByteBuffer memory;
        long address;
        if (count <= CopyLimit.BYTES) {
            memory = state.scratch(count);
            address = state.scratchAddress();
        } else {
            memory = Memory.allocate(count);
            address = calls.address(memory);
        }
        if (!receives || discards(flags)) {
            copyFrom(call.data, at, memory, count);
        }
        int n = transfer(call, null, address, count, flags);
        if (receives && n > 0) {
            // With MSG_TRUNC the result is the real length, which may be more than there was room for.
            copyTo(call.data, at, memory, Math.min(n, count));
        }
        Reference.reachabilityFence(memory);
        return n;
    }

    private static void copyFrom(Object data, int at, ByteBuffer memory, int count) {
        if (data instanceof byte[] array) {
            memory.put(0, array, at, count);
        } else {
            memory.put(0, (ByteBuffer) data, at, count);
        }
    }

    private static void copyTo(Object data, int at, ByteBuffer memory, int count) {
        if (data instanceof byte[] array) {
            memory.get(0, array, at, count);
        } else {
            ((ByteBuffer) data).put(at, memory, 0, count);
        }
    }

    private int transfer(Call call, ByteBuffer base, long at, int count, int flags) {
        ThreadState state = call.state();
        call.asked = count;
        switch (call.operation) {
            case RECV:
                return calls.recv(state, fd, base, at, count, flags);
            case SEND:
                return calls.send(state, fd, base, at, count, flags);
            default:
                return calls.sendto(state, fd, base, at, count, flags, call.address, (int) call.addrlen);
        }
    }

    /** Whether a stream counts bytes and perhaps writes none: what is copied back must be what was there. */
    final boolean discards(int flags) {
        return type == Constants.SOCK_STREAM && (flags & Constants.MSG_TRUNC) != 0;
    }

    // ---- what the kernel does ----

    private boolean isInternet() {
        return domain == Constants.AF_INET || domain == Constants.AF_INET6;
    }

    /** Whether a close has to wake this call by an eventfd, which is polled beside the socket. */
    private boolean needsEvent(Operation op) {
        return shared || !shutdownWakes(op);
    }

    /** Whether shutdown ends this call when it is blocked. */
    private boolean shutdownWakes(Operation op) {
        return isInternet() || domain == Constants.AF_UNIX && readinessIsReported(op);
    }

    /** Whether poll waits for what this call waits for, and does not report at once that it is ready. */
    private boolean readinessIsReported(Operation op) {
        if (isInternet() || op.in) {
            return true;
        }
        return domain == Constants.AF_UNIX && type == Constants.SOCK_STREAM && op != Operation.CONNECT;
    }

    /** Whether the answer means: not yet. */
    private boolean pending(Operation op, int result) {
        if (op == Operation.CONNECT) {
            return result == -Constants.EINPROGRESS
                    || result == -Constants.EALREADY
                    || result == -Constants.EAGAIN && domain == Constants.AF_UNIX;
        }
        // In the latter case MSG_FASTOPEN has begun a connection without the data.
        return result == -Constants.EAGAIN || result == -Constants.EINPROGRESS;
    }

    private static int withoutWaiting(Call call) {
        return call.operation.flags ? call.flags | Constants.MSG_DONTWAIT : call.flags;
    }

    // ---- the socket's own time-outs ----

    /**
     * The limit that the kernel would set if the call waited in it: nanoseconds, 0 for no limit. An
     * accepted socket has what the listening one had.
     */
    private long ownTimeout(boolean in) {
        long known = in ? ownReceiveTimeout : ownSendTimeout;
        if (known != UNKNOWN && !exposed) {
            return known;
        }
        int changes = ownTimeoutChanges;
        long read = readTimeout(in);
        remember(in, read);
        if (changes != ownTimeoutChanges) {
            // It may have been set after it was read, and forgotten before it was remembered.
            remember(in, UNKNOWN);
        }
        return read;
    }

    private void remember(boolean in, long timeout) {
        if (in) {
            ownReceiveTimeout = timeout;
        } else {
            ownSendTimeout = timeout;
        }
    }

    private long readTimeout(boolean in) {
        ThreadState state = ThreadStates.borrow();
        try {
            int at = SIZEOF_TIMEVAL;
            ByteBuffer timeval = state.scratch(SIZEOF_TIMEVAL + Integer.BYTES).putInt(at, SIZEOF_TIMEVAL);
            long address = state.scratchAddress();
            int name = in ? Constants.SO_RCVTIMEO : Constants.SO_SNDTIMEO;
            int result = calls.getsockopt(fd, Constants.SOL_SOCKET, name, address, address + at);
            long seconds = timeval.getLong(OFFSETOF_TIMEVAL_TV_SEC);
            if (result < 0 || seconds > LONGEST_SECONDS) {
                return 0;
            }
            return TimeUnit.SECONDS.toNanos(seconds)
                    + TimeUnit.MICROSECONDS.toNanos(timeval.getLong(OFFSETOF_TIMEVAL_TV_USEC));
        } finally {
            ThreadStates.release(state);
        }
    }

    // ---- waiting ----

    /** The events that the descriptor itself is ready for; 0 if it is not. */
    private int poll(boolean in, boolean self, boolean event, long nanos) throws ErrnoException {
        ThreadState thread = ThreadState.get();
        int eventFd = event ? wakeFd() : -1;
        long most = event && eventFd < 0 ? Math.min(nanos, UNSIGNALLED) : nanos;
        ByteBuffer fds = thread.scratch(2 * SIZEOF_POLLFD);
        // A negative number is passed over.
        put(fds, 0, self ? fd : -1, in ? Constants.POLLIN : Constants.POLLOUT);
        put(fds, SIZEOF_POLLFD, eventFd, Constants.POLLIN);
        if (isClosing()) {
            return 0;
        }
        int result = calls.poll(thread.scratchAddress(), 2, milliseconds(most));
        if (result < 0 && result != -Constants.EINTR) {
            throw new ErrnoException("poll", -result, fd, eventFd);
        }
        return result <= 0 ? 0 : fds.getShort(OFFSETOF_POLLFD_REVENTS);
    }

    private static void put(ByteBuffer fds, int at, int fd, int events) {
        fds.putInt(at + OFFSETOF_POLLFD_FD, fd);
        fds.putShort(at + OFFSETOF_POLLFD_EVENTS, (short) events);
        fds.putShort(at + OFFSETOF_POLLFD_REVENTS, (short) 0);
    }

    /** -1 if the system has no more descriptors. The failure is not one of the caller's own call. */
    private int wakeFd() {
        if (wakeFd < 0) {
            int made = calls.eventfd(0, Constants.EFD_CLOEXEC | Constants.EFD_NONBLOCK);
            if (made >= 0 && !WAKE_FD.compareAndSet(this, -1, made)) {
                calls.close(made);
            }
        }
        return wakeFd;
    }

    // ---- O_NONBLOCK ----

    /**
     * Between {@link #enter} and {@link #leave}.
     *
     * @param forNow because a call has to wait in another way, and not because the user wants it
     */
    final void setNonBlocking(boolean on, boolean forNow) throws ErrnoException {
        if (nonBlocking == on && !shared) {
            return;
        }
        int flags = calls.fcntl(fd, Constants.F_GETFL, 0);
        int wanted = on ? flags | Constants.O_NONBLOCK : flags & ~Constants.O_NONBLOCK;
        int result = flags < 0 || wanted == flags ? flags : calls.fcntl(fd, Constants.F_SETFL, wanted);
        if (result < 0) {
            throw new ErrnoException("fcntl", -result, fd, flags < 0 ? Constants.F_GETFL : Constants.F_SETFL, wanted);
        }
        nonBlocking = on;
        if (wanted != flags) {
            nonBlockingForNow = on && forNow;
        }
    }

    /** A platform thread's next call is a plain one again, unless the descriptor had been non-blocking before. */
    final void blockAgain() throws ErrnoException {
        if (nonBlockingForNow) {
            setNonBlocking(false, true);
        }
    }

    /** Looks whether another holder has set it. */
    private boolean readNonBlocking() {
        int flags = calls.fcntl(fd, Constants.F_GETFL, 0);
        boolean on = flags >= 0 && (flags & Constants.O_NONBLOCK) != 0;
        nonBlocking = on;
        return on;
    }
}
