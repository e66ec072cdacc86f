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
import java.nio.channels.spi.AbstractInterruptibleChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import libcsockets.Constants;
import libcsockets.ErrnoException;
import libcsockets.Libc;
import libcsockets.LongRef;
import libcsockets.internal.Backend;
import libcsockets.internal.BufferScopes;
import libcsockets.internal.Calls;
import libcsockets.internal.Memory;
import libcsockets.internal.ThreadState;
import libcsockets.internal.ThreadStates;
import libcsockets.internal.VirtualThreads;
import libcsockets.option.Sockopt;
import libcsockets.option.Sockopts;

/**
 * A descriptor that can be closed while calls are blocked on it.
 *
 * <p>Closing a descriptor in Linux wakes nobody, and its number may be another file's a moment later. So every call is
 * counted in before it uses the number and out afterwards; {@code close} lets no more in, wakes those inside, and the last
 * one out closes the descriptor.
 *
 * <p>There are three ways to make a call:
 *
 * <ul>
 *   <li><b>plain</b>: one blocking system call, on a platform thread without a timeout. {@code shutdown} wakes it.
 *   <li><b>polled</b>: tried without waiting, then {@code poll} and again. For a timeout; for a socket that other holders
 *       share, whom a {@code shutdown} would reach; and for what {@code shutdown} does not wake, which is (measured on Linux
 *       6.18) netlink and packet sockets, and on {@code AF_UNIX} the sending of datagrams and the connecting. In the last
 *       two cases an eventfd is polled as well. {@code SO_RCVTIMEO} and {@code SO_SNDTIMEO} would save the poll, but belong
 *       to the socket and not to the call: every other holder of the socket would time out too.
 *   <li><b>parked</b>: on a virtual thread, which never enters a call that blocks. Tried without waiting, then the thread
 *       parks until {@link Poller} says that the descriptor changed. After a {@code recv} that took all there was, the next
 *       one is not even tried before that.
 * </ul>
 */
abstract class OpenDescriptor extends AbstractInterruptibleChannel {
    // What is called. From ACCEPT on there is no MSG_DONTWAIT, and the descriptor itself must not block.
    static final int RECV = 0;
    static final int RECVMSG = 1;
    static final int RECVMMSG = 2;
    static final int SEND = 3;
    static final int SENDTO = 4;
    static final int SENDMSG = 5;
    static final int SENDMMSG = 6;
    static final int ACCEPT = 7;
    static final int CONNECT = 8;
    private static final String[] NAMES = {
        "recv", "recvmsg", "recvmmsg", "send", "sendto", "sendmsg", "sendmmsg", "accept4", "connect"
    };

    /** The word's highest bit; below it the calls that only a shutdown wakes, and all calls, in 31 bits each. */
    private static final long CLOSING = Long.MIN_VALUE;

    private static final long CALL = 1;
    private static final long SHUTDOWN_CALL = (1L << 31) + CALL;

    // For eventfds. Made beforehand: a close must also work when there is no memory left to wake the others up with.
    private static final LongRef ONE = new LongRef(1);
    /** Nobody looks at it. */
    private static final LongRef COUNT = new LongRef();

    private static final VarHandle STATE;
    private static final VarHandle CONNECTING;
    private static final VarHandle LATE_ERROR;

    /** A constant, so that nothing of it is left where there is no Flight Recorder. */
    private static final boolean RECORDING =
            ModuleLayer.boot().findModule("jdk.jfr").isPresent();

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            STATE = lookup.findVarHandle(OpenDescriptor.class, "state", long.class);
            CONNECTING = lookup.findVarHandle(OpenDescriptor.class, "connecting", int.class);
            LATE_ERROR = lookup.findVarHandle(OpenDescriptor.class, "lateError", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    final Libc libc;
    final Calls calls;
    final int fd;
    final int domain;
    final int type;
    final int protocol;

    private volatile long state;

    /** Plain connects that may not have reached the kernel yet. */
    private volatile int connecting;

    /** Whether another descriptor, here or in another process, may refer to the same socket. */
    private volatile boolean shared;

    /** O_NONBLOCK as it was seen last. It belongs to the socket, so other holders of a shared one may have changed it. */
    private volatile boolean nonBlocking;

    /** O_NONBLOCK was set for a call that waits, and is to be taken back where that can be. */
    private volatile boolean nonBlockingForNow;

    /** -errno of a part that MSG_WAITALL asked for, after others had come: the next call that receives gives it, as in C. */
    private volatile int lateError;

    /**
     * Whether a {@code recv} that gave less than there was room for has taken all that there was to tell. True of TCP until
     * more than data comes: the end or an error, told in one event with the last bytes; the mark of urgent data, which ends a
     * {@code recv} too; and so does a record of what {@code TCP_ULP} puts on top.
     */
    private volatile boolean shortIsAll;

    private volatile boolean polled;
    private volatile int wakeFd = -1;
    private final ParkedThreads readers = new ParkedThreads();
    private final ParkedThreads writers = new ParkedThreads();

    OpenDescriptor(Libc libc, int fd, int domain, int type, int protocol, boolean shared) {
        this.libc = libc;
        calls = Backend.of(libc);
        this.fd = fd;
        this.domain = domain;
        this.type = type;
        this.protocol = protocol;
        this.shared = shared;
        shortIsAll = !shared
                && (domain == Constants.AF_INET || domain == Constants.AF_INET6)
                && type == Constants.SOCK_STREAM
                && (protocol == 0 || protocol == Constants.IPPROTO_TCP);
    }

    final void share() {
        shared = true;
    }

    /** From now on a {@code recv} may also end where a record does. */
    final void hasRecords() {
        shortIsAll = false;
    }

    // ---- in and out ----

    private boolean enter(long weight) {
        long s;
        do {
            s = state;
            if (s < 0) {
                return false;
            }
        } while (!STATE.compareAndSet(this, s, s + weight));
        return true;
    }

    private void leave(long weight) {
        if ((long) STATE.getAndAdd(this, -weight) == CLOSING + weight) {
            release();
        }
    }

    /** For a call that does not block: the descriptor stays open until {@link #leave()}. */
    final void enter() throws ClosedChannelException {
        if (!enter(CALL)) {
            throw new ClosedChannelException();
        }
    }

    final void leave() {
        leave(CALL);
    }

    final boolean isClosing() {
        return state < 0;
    }

    /** Called once, by close or by an interrupt, on whatever thread does it. */
    @Override
    protected final void implCloseChannel() {
        long s;
        do {
            s = state;
            // The waking is counted in like a call: it uses the number too.
        } while (!STATE.compareAndSet(this, s, (s | CLOSING) + CALL));
        try {
            closing();
            if (s != 0) {
                wake(s >> 31 != 0);
            }
        } finally {
            leave(CALL);
        }
    }

    /** No more calls come in; the number is still ours. */
    void closing() {}

    private void wake(boolean byShutdown) {
        readers.signal();
        writers.signal();
        int eventFd = wakeFd;
        if (eventFd >= 0) {
            writeOne(eventFd);
        }
        if (byShutdown) {
            int result = calls.shutdown(fd, Constants.SHUT_RDWR);
            // What shutdown does to a socket it does for good, except to one that begins to connect afterwards.
            while (result == -Constants.ENOTCONN && connecting > 0) {
                LockSupport.parkNanos(this, TimeUnit.MICROSECONDS.toNanos(50));
                result = calls.shutdown(fd, Constants.SHUT_RDWR);
            }
        }
        wakeMore();
    }

    final void writeOne(int eventFd) {
        ThreadState state = ThreadStates.borrow();
        calls.write(state, eventFd, null, Memory.address(ONE), Long.BYTES);
        ThreadStates.release(state);
    }

    final void readCount(int eventFd) {
        ThreadState state = ThreadStates.borrow();
        calls.read(state, eventFd, null, Memory.address(COUNT), Long.BYTES);
        ThreadStates.release(state);
    }

    /** For what a subclass waits for itself. */
    void wakeMore() {}

    private void release() {
        if (polled) {
            pollerOf().remove(fd);
        }
        int eventFd = wakeFd;
        if (eventFd >= 0) {
            calls.close(eventFd);
        }
        Object event = RECORDING ? FlightEvents.beginClose() : null;
        int result = calls.close(fd);
        if (event != null) {
            FlightEvents.end(event, fd, null, 0, 0, result);
        }
        released(result);
    }

    /** The descriptor is closed; -errno if close complained. */
    abstract void released(int result);

    private static Poller pollerOf() {
        try {
            return Poller.get();
        } catch (ErrnoException e) {
            throw new AssertionError("the poller exists once something was added to it", e);
        }
    }

    // ---- calls ----

    /**
     * Makes a call in the way that the thread and the socket need.
     *
     * @param op which one
     * @param data the array or buffer that {@code memory} is an index into; if it is an address, the batch that it points into
     *     or null
     * @param count bytes that there is room for, or messages of a batch
     * @param wait false for one try, whose answer may be that it would block
     * @param timeout nanoseconds; 0 for none
     * @return n, or -errno; -EAGAIN only if it is not to wait
     * @throws ClosedChannelException or a subclass of it that says by whom it was closed in the meantime
     * @throws SocketTimeoutException if the time is over
     */
    final int perform(
            int op,
            Object data,
            long memory,
            int count,
            int flags,
            long address,
            long addrlen,
            boolean wait,
            long timeout)
            throws IOException {
        if (op <= RECVMMSG && lateError != 0) {
            int late = (int) LATE_ERROR.getAndSet(this, 0);
            if (late != 0) {
                return late;
            }
        }
        Object event = RECORDING ? FlightEvents.begin(op) : null;
        if (event == null) {
            return wait
                    ? waited(op, data, memory, count, flags, address, addrlen, timeout)
                    : tried(op, data, memory, count, flags, address, addrlen);
        }
        int result = -Constants.ECANCELED;
        try {
            result = wait
                    ? waited(op, data, memory, count, flags, address, addrlen, timeout)
                    : tried(op, data, memory, count, flags, address, addrlen);
        } catch (SocketTimeoutException e) {
            result = -Constants.ETIMEDOUT;
            throw e;
        } finally {
            FlightEvents.end(event, fd, data, memory, count, result);
        }
        return result;
    }

    private int waited(int op, Object data, long memory, int count, int flags, long address, long addrlen, long timeout)
            throws IOException {
        if (!isOpen()) {
            throw new ClosedChannelException();
        }
        if (VirtualThreads.currentIsVirtual()) {
            return parked(op, data, memory, count, flags, address, addrlen, timeout);
        }
        int result = -Constants.EAGAIN;
        begin();
        try {
            boolean plain = timeout == 0 && !shared && !nonBlocking && shutdownWakes(op);
            if (plain) {
                result = plain(op, data, memory, count, flags, address, addrlen);
            }
            if (!plain || pending(op, result)) {
                result = polled(op, data, memory, count, flags, address, addrlen, timeout);
            }
        } finally {
            end(op, result);
        }
        return result;
    }

    /** A connection that was accepted in the moment of an interrupt belongs to nobody. */
    private void end(int op, int result) throws AsynchronousCloseException {
        try {
            end(isCompleted(op, result));
        } catch (AsynchronousCloseException e) {
            if (op == ACCEPT && result >= 0) {
                calls.close(result);
            }
            throw e;
        }
    }

    private boolean isCompleted(int op, int result) {
        // A shutdown makes recvmmsg find empty messages.
        return op >= ACCEPT ? result >= 0 : result > 0 && (op != RECVMMSG || !isClosing());
    }

    private int tried(int op, Object data, long memory, int count, int flags, long address, long addrlen)
            throws IOException {
        enter();
        try {
            if (op >= ACCEPT) {
                setNonBlocking(true, false);
            }
            int result = attempt(op, data, memory, count, withoutWaiting(op, flags), address, addrlen);
            // A connection that goes on is another answer than one that cannot begin.
            return pending(op, result) && op != CONNECT ? -Constants.EAGAIN : result;
        } finally {
            leave();
        }
    }

    private int plain(int op, Object data, long memory, int count, int flags, long address, long addrlen)
            throws IOException {
        int connects = op == CONNECT ? 1 : 0;
        // Before the call is counted in: whoever closes then sees it in either case.
        connecting(connects);
        if (!enter(SHUTDOWN_CALL)) {
            connecting(-connects);
            throw new AsynchronousCloseException();
        }
        try {
            for (; ; ) {
                int result = attempt(op, data, memory, count, flags, address, addrlen);
                if (!pending(op, result) || isClosing() || readNonBlocking()) {
                    return result;
                }
                Sockopt<Duration> own = receives(op) ? Sockopts.SO_RCVTIMEO : Sockopts.SO_SNDTIMEO;
                if (!Sockopts.get(libc, fd, own).isZero()) {
                    throw new SocketTimeoutException(NAMES[op] + " timed out after the socket's own " + own.name());
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

    private int polled(int op, Object data, long memory, int count, int flags, long address, long addrlen, long timeout)
            throws IOException {
        boolean needsEvent = shared || !shutdownWakes(op);
        long weight = needsEvent ? CALL : SHUTDOWN_CALL;
        if (!enter(weight)) {
            throw new AsynchronousCloseException();
        }
        try {
            boolean told = readinessIsTold(op);
            int once = withoutWaiting(op, flags);
            int done = 0;
            long deadline = System.nanoTime() + timeout;
            for (int tries = 1; ; tries++) {
                if (op >= ACCEPT) {
                    setNonBlocking(true, true);
                }
                int result = attempt(op, data, memory + done, count - done, once, address, addrlen);
                if (isClosing() || !pending(op, result)) {
                    if (isPart(op, flags, result, count - done)) {
                        done += result;
                        continue;
                    }
                    return finished(op, done, connected(op, result, tries));
                }
                long rest = rest(timeout, deadline);
                if (rest <= 0) {
                    return timedOut(op, done, timeout);
                }
                if (result == -Constants.EINPROGRESS) {
                    once &= ~Constants.MSG_FASTOPEN;
                }
                boolean self = told || tries == 1;
                int events = poll(receives(op), self, needsEvent, self ? rest : untold(tries, rest));
                if ((events & ~(Constants.POLLIN | Constants.POLLOUT)) != 0) {
                    // It may say so for ever: an error queue that nobody reads.
                    told = false;
                }
            }
        } finally {
            leave(weight);
        }
    }

    /** A call that has not to wait is that call and no more: what an interrupt needs to find comes before the parking. */
    private int parked(int op, Object data, long memory, int count, int flags, long address, long addrlen, long timeout)
            throws IOException {
        int result = -Constants.EAGAIN;
        boolean begun = Thread.currentThread().isInterrupted();
        if (begun) {
            begin();
        }
        try {
            if (!enter(CALL)) {
                throw new AsynchronousCloseException();
            }
            try {
                ParkedThreads waiters = receives(op) ? readers : writers;
                int once = withoutWaiting(op, flags);
                int done = 0;
                long deadline = timeout == 0 ? 0 : System.nanoTime() + timeout;
                for (int tries = 1; ; tries++) {
                    if (op >= ACCEPT) {
                        setNonBlocking(true, true);
                    }
                    long seen = waiters.epoch();
                    if (op != RECV || tries > 1 || isClosing() || !waiters.isDrained(seen)) {
                        result = attempt(op, data, memory + done, count - done, once, address, addrlen);
                        if (isClosing() || !pending(op, result)) {
                            if (isPart(op, flags, result, count - done)) {
                                done += result;
                                continue;
                            }
                            if (op == RECV && flags == 0 && 0 < result && result < count && shortIsAll) {
                                waiters.drained(seen);
                            }
                            result = finished(op, done, connected(op, result, tries));
                            return result;
                        }
                    }
                    long rest = rest(timeout, deadline);
                    if (rest <= 0) {
                        result = timedOut(op, done, timeout);
                        return result;
                    }
                    if (result == -Constants.EINPROGRESS) {
                        once &= ~Constants.MSG_FASTOPEN;
                    }
                    if (!begun) {
                        begun = true;
                        begin();
                    }
                    addToPoller();
                    waiters.await(seen, readinessIsTold(op) ? rest : untold(tries, rest));
                }
            } finally {
                leave(CALL);
            }
        } finally {
            if (begun) {
                end(op, result);
            } else if (!isCompleted(op, result) && !isOpen()) {
                throw new AsynchronousCloseException();
            }
        }
    }

    /** Where a call may not block, the kernel does not do {@code MSG_WAITALL}. */
    private boolean isPart(int op, int flags, int result, int left) {
        return op == RECV
                && (flags & (Constants.MSG_WAITALL | Constants.MSG_PEEK)) == Constants.MSG_WAITALL
                && type == Constants.SOCK_STREAM
                && 0 < result
                && result < left;
    }

    /** The result of a call whose parts before the last one gave so many bytes. */
    private int finished(int op, int done, int result) {
        if (done == 0) {
            return result;
        }
        if (result < 0 && !pending(op, result)) {
            lateError = result;
        }
        return done + Math.max(result, 0);
    }

    private static int timedOut(int op, int done, long timeout) throws SocketTimeoutException {
        if (done > 0) {
            return done;
        }
        long milliseconds = TimeUnit.NANOSECONDS.toMillis(timeout);
        throw new SocketTimeoutException(
                NAMES[op] + " timed out after " + (milliseconds > 0 ? milliseconds + " ms" : timeout + " ns"));
    }

    private static int connected(int op, int result, int tries) {
        return result == -Constants.EISCONN && op == CONNECT && tries > 1 ? 0 : result;
    }

    private static long rest(long timeout, long deadline) {
        return timeout == 0 ? Long.MAX_VALUE : deadline - System.nanoTime();
    }

    /** How long to wait where nobody tells when it is time to try again. */
    private static long untold(int tries, long rest) {
        return Math.min(rest, TimeUnit.MILLISECONDS.toNanos(Math.min(tries, 16)));
    }

    /** One system call, n or -errno; again if a signal came, which was for somebody else. */
    private int attempt(int op, Object data, long memory, int count, int flags, long address, long addrlen) {
        int result;
        do {
            result = call(op, data, memory, count, flags, address, addrlen);
        } while (result == -Constants.EINTR && !isClosing());
        return result;
    }

    private int call(int op, Object data, long memory, int count, int flags, long address, long addrlen) {
        switch (op) {
            case RECV:
            case SEND:
            case SENDTO:
                return transfer(op, data, memory, count, flags, address, (int) addrlen);
            case RECVMSG:
                return calls.recvmsg(fd, memory, flags);
            case RECVMMSG:
                return calls.recvmmsg(fd, memory, count, flags, 0);
            case SENDMSG:
                return calls.sendmsg(fd, memory, flags);
            case SENDMMSG:
                return calls.sendmmsg(fd, memory, count, flags);
            case ACCEPT:
                return calls.accept4(fd, address, addrlen, flags);
            case CONNECT:
                return calls.connect(fd, address, (int) addrlen);
            default:
                throw new AssertionError(op);
        }
    }

    private int transfer(int op, Object data, long memory, int count, int flags, long address, int addrlen) {
        ByteBuffer buffer = data instanceof ByteBuffer given ? given : ByteBuffer.wrap((byte[]) data);
        if (count > 0) {
            // Memory of an arena that is closed, or that is another thread's, throws here.
            buffer.get((int) memory);
        }
        ThreadState state = ThreadStates.borrow();
        try {
            if (BufferScopes.outlivesCall(buffer)) {
                return transfer(state, op, buffer, memory, count, flags, address, addrlen);
            }
            ByteBuffer scratch = state.scratch(count);
            if (op != RECV) {
                BufferScopes.checkCopied((flags & Constants.MSG_ZEROCOPY) != 0);
            }
            if (op != RECV || discards(flags)) {
                scratch.put(0, buffer, (int) memory, count);
            }
            int n = transfer(state, op, null, state.scratchAddress(), count, flags, address, addrlen);
            if (op == RECV && n > 0) {
                // With MSG_TRUNC the result is the real length, which may be more than there was room for.
                buffer.put((int) memory, scratch, 0, Math.min(n, count));
            }
            return n;
        } finally {
            ThreadStates.release(state);
            Reference.reachabilityFence(data);
        }
    }

    /** Whether a stream counts bytes and perhaps writes none: what is copied back must be what was there. */
    final boolean discards(int flags) {
        return type == Constants.SOCK_STREAM && (flags & Constants.MSG_TRUNC) != 0;
    }

    private int transfer(
            ThreadState state, int op, ByteBuffer base, long memory, int count, int flags, long address, int addrlen) {
        if (op == RECV) {
            return calls.recv(state, fd, base, memory, count, flags);
        }
        return op == SEND
                ? calls.send(state, fd, base, memory, count, flags)
                : calls.sendto(state, fd, base, memory, count, flags, address, addrlen);
    }

    // ---- what the kernel does ----

    /** Whether shutdown ends this call when it is blocked. */
    private boolean shutdownWakes(int op) {
        if (domain == Constants.AF_INET || domain == Constants.AF_INET6) {
            return true;
        }
        return domain == Constants.AF_UNIX && readinessIsTold(op);
    }

    /** Whether poll waits for what this call waits for, and does not say at once that it is ready. */
    private boolean readinessIsTold(int op) {
        if (domain == Constants.AF_INET || domain == Constants.AF_INET6 || receives(op)) {
            return true;
        }
        return domain == Constants.AF_UNIX && type == Constants.SOCK_STREAM && op != CONNECT;
    }

    /** Whether the answer means: not yet. */
    private boolean pending(int op, int result) {
        if (op == CONNECT) {
            return result == -Constants.EINPROGRESS
                    || result == -Constants.EALREADY
                    || result == -Constants.EAGAIN && domain == Constants.AF_UNIX;
        }
        // In the latter case MSG_FASTOPEN has begun a connection without the data.
        return result == -Constants.EAGAIN || result == -Constants.EINPROGRESS;
    }

    private static boolean receives(int op) {
        return op <= RECVMMSG || op == ACCEPT;
    }

    private static int withoutWaiting(int op, int flags) {
        return op >= ACCEPT ? flags : flags | Constants.MSG_DONTWAIT;
    }

    // ---- waiting ----

    private void addToPoller() throws ErrnoException {
        if (!polled) {
            synchronized (readers) {
                if (!polled) {
                    Poller.get().add(this, fd);
                    polled = true;
                }
            }
        }
    }

    /** The poller's message. */
    final void ready(boolean in, boolean out, boolean more) {
        if (more) {
            shortIsAll = false;
        }
        if (in) {
            readers.signal();
        }
        if (out) {
            writers.signal();
        }
    }

    /** What the descriptor itself is ready for; 0 if it is not. */
    private int poll(boolean in, boolean self, boolean event, long nanos) throws ErrnoException {
        ThreadState thread = ThreadState.get();
        int eventFd = event ? wakeFd() : -1;
        ByteBuffer fds = thread.scratch(2 * SIZEOF_POLLFD);
        // A negative number is passed over.
        put(fds, 0, self ? fd : -1, in ? Constants.POLLIN : Constants.POLLOUT);
        put(fds, SIZEOF_POLLFD, eventFd, Constants.POLLIN);
        if (isClosing()) {
            return 0;
        }
        int result = calls.poll(thread.scratchAddress(), 2, milliseconds(nanos));
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

    /** For poll and epoll_wait: rounded up, so that no time is left when it returns. */
    static int milliseconds(long nanos) {
        if (nanos == Long.MAX_VALUE) {
            return -1;
        }
        long milliseconds = nanos / 1_000_000 + (nanos % 1_000_000 > 0 ? 1 : 0);
        return (int) Math.min(milliseconds, Integer.MAX_VALUE);
    }

    private int wakeFd() throws ErrnoException {
        if (wakeFd < 0) {
            synchronized (writers) {
                if (wakeFd < 0) {
                    int result = calls.eventfd(0, Constants.EFD_CLOEXEC | Constants.EFD_NONBLOCK);
                    if (result < 0) {
                        throw new ErrnoException("eventfd", -result, 0, "EFD_CLOEXEC|EFD_NONBLOCK");
                    }
                    wakeFd = result;
                }
            }
        }
        return wakeFd;
    }

    /** Parks the virtual thread until the descriptor can be read, the epoch is another one, or the time is over. */
    final void awaitReadable(long seen, long nanos) throws ErrnoException {
        addToPoller();
        readers.await(seen, nanos);
    }

    final long readEpoch() {
        return readers.epoch();
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
            throw new ErrnoException("fcntl", -result, fd, flags < 0 ? "F_GETFL" : "F_SETFL", wanted);
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

    /** Looks whether somebody else has set it. */
    private boolean readNonBlocking() {
        int flags = calls.fcntl(fd, Constants.F_GETFL, 0);
        boolean on = flags >= 0 && (flags & Constants.O_NONBLOCK) != 0;
        nonBlocking = on;
        return on;
    }
}
