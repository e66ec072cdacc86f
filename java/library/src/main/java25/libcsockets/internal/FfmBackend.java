package libcsockets.internal;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import libcsockets.generated.Functions;

/**
 * The backend over the Foreign Function &amp; Memory API: the only class that knows the generated code.
 *
 * <p>{@link Functions} has the shape, the address and the errno of each call; here they get the names that {@link Calls} wants,
 * and the memory that errno is captured in.
 */
@SuppressWarnings("restricted")
public final class FfmBackend extends Calls {
    /** Called by its name, from {@code BackendLoader}. */
    public FfmBackend() {
        if (Linker.nativeLinker().defaultLookup().find("gnu_get_libc_version").isEmpty()) {
            throw new UnsupportedOperationException("the C library of this system is not glibc");
        }
    }

    private static MemorySegment errnoMemory() {
        return errnoMemory(ThreadState.get());
    }

    /**
     * Where a call leaves errno: memory of its own for each thread. One for all would be overwritten by another thread's
     * call before it is read. A downcall cannot move a virtual thread to another carrier, so it finds what it left.
     */
    private static MemorySegment errnoMemory(ThreadState state) {
        MemorySegment memory = (MemorySegment) state.backend;
        if (memory == null) {
            memory = Arena.ofAuto().allocate(Linker.Option.captureStateLayout());
            state.backend = memory;
        }
        return memory;
    }

    private static long at(ThreadState state, ByteBuffer base, long offset) {
        if (base == null) {
            return offset;
        }
        long known = state.addressOf(base);
        return (known != 0 ? known : addressOf(base)) + offset;
    }

    private static long addressOf(ByteBuffer direct) {
        // A segment over a buffer begins at the buffer's position.
        return MemorySegment.ofBuffer(direct).address() - direct.position();
    }

    private static int capturedErrno(MemorySegment errno) {
        return errno.get(ValueLayout.JAVA_INT, 0);
    }

    @Override
    public String name() {
        return "ffm";
    }

    @Override
    public String origin() {
        return "the C library of the process";
    }

    @Override
    public int socket(int domain, int type, int protocol) {
        return Functions.socket(errnoMemory(), domain, type, protocol);
    }

    @Override
    public int socketpair(int domain, int type, int protocol, long sv) {
        return Functions.socketpair(errnoMemory(), domain, type, protocol, sv);
    }

    @Override
    public int bind(int fd, long addr, int addrlen) {
        return Functions.bind(errnoMemory(), fd, addr, addrlen);
    }

    @Override
    public int listen(int fd, int backlog) {
        return Functions.listen(errnoMemory(), fd, backlog);
    }

    @Override
    public int accept(int fd, long addr, long addrlen) {
        return Functions.accept(errnoMemory(), fd, addr, addrlen);
    }

    @Override
    public int accept4(int fd, long addr, long addrlen, int flags) {
        return Functions.accept4(errnoMemory(), fd, addr, addrlen, flags);
    }

    @Override
    public int connect(int fd, long addr, int addrlen) {
        return Functions.connect(errnoMemory(), fd, addr, addrlen);
    }

    @Override
    public int getsockname(int fd, long addr, long addrlen) {
        return Functions.getsockname(errnoMemory(), fd, addr, addrlen);
    }

    @Override
    public int getpeername(int fd, long addr, long addrlen) {
        return Functions.getpeername(errnoMemory(), fd, addr, addrlen);
    }

    @Override
    public int shutdown(int fd, int how) {
        return Functions.shutdown(errnoMemory(), fd, how);
    }

    @Override
    public int close(int fd) {
        return Functions.close(errnoMemory(), fd);
    }

    @Override
    public int dup(int oldfd) {
        return Functions.dup(errnoMemory(), oldfd);
    }

    @Override
    public int dup2(int oldfd, int newfd) {
        return Functions.dup2(errnoMemory(), oldfd, newfd);
    }

    @Override
    public int dup3(int oldfd, int newfd, int flags) {
        return Functions.dup3(errnoMemory(), oldfd, newfd, flags);
    }

    @Override
    public int send(ThreadState state, int fd, ByteBuffer base, long buf, long len, int flags) {
        return (int) Functions.send(errnoMemory(state), fd, at(state, base, buf), len, flags);
    }

    @Override
    public int recv(ThreadState state, int fd, ByteBuffer base, long buf, long len, int flags) {
        return (int) Functions.recv(errnoMemory(state), fd, at(state, base, buf), len, flags);
    }

    @Override
    public int sendto(
            ThreadState state, int fd, ByteBuffer base, long buf, long len, int flags, long addr, int addrlen) {
        return (int) Functions.sendto(errnoMemory(state), fd, at(state, base, buf), len, flags, addr, addrlen);
    }

    @Override
    public int recvfrom(
            ThreadState state, int fd, ByteBuffer base, long buf, long len, int flags, long addr, long addrlen) {
        return (int) Functions.recvfrom(errnoMemory(state), fd, at(state, base, buf), len, flags, addr, addrlen);
    }

    @Override
    public int read(ThreadState state, int fd, ByteBuffer base, long buf, long len) {
        return (int) Functions.read(errnoMemory(state), fd, at(state, base, buf), len);
    }

    @Override
    public int write(ThreadState state, int fd, ByteBuffer base, long buf, long len) {
        return (int) Functions.write(errnoMemory(state), fd, at(state, base, buf), len);
    }

    @Override
    public int readv(int fd, long iov, int iovcnt) {
        return (int) Functions.readv(errnoMemory(), fd, iov, iovcnt);
    }

    @Override
    public int writev(int fd, long iov, int iovcnt) {
        return (int) Functions.writev(errnoMemory(), fd, iov, iovcnt);
    }

    @Override
    public int sendmsg(int fd, long msg, int flags) {
        return (int) Functions.sendmsg(errnoMemory(), fd, msg, flags);
    }

    @Override
    public int recvmsg(int fd, long msg, int flags) {
        return (int) Functions.recvmsg(errnoMemory(), fd, msg, flags);
    }

    @Override
    public int sendmmsg(int fd, long msgvec, int vlen, int flags) {
        return Functions.sendmmsg(errnoMemory(), fd, msgvec, vlen, flags);
    }

    @Override
    public int recvmmsg(int fd, long msgvec, int vlen, int flags, long timeout) {
        return Functions.recvmmsg(errnoMemory(), fd, msgvec, vlen, flags, timeout);
    }

    @Override
    public long sendfile(int out, int in, long offset, long count) {
        return Functions.sendfile(errnoMemory(), out, in, offset, count);
    }

    @Override
    public long splice(int in, long offIn, int out, long offOut, long len, int flags) {
        return Functions.splice(errnoMemory(), in, offIn, out, offOut, len, flags);
    }

    @Override
    public int setsockopt(int fd, int level, int optname, long optval, int optlen) {
        return Functions.setsockopt(errnoMemory(), fd, level, optname, optval, optlen);
    }

    @Override
    public int getsockopt(int fd, int level, int optname, long optval, long optlen) {
        return Functions.getsockopt(errnoMemory(), fd, level, optname, optval, optlen);
    }

    @Override
    public int fcntl(int fd, int cmd, long arg) {
        return Functions.fcntl(errnoMemory(), fd, cmd, arg);
    }

    @Override
    public int ioctl(int fd, long request, long arg) {
        return Functions.ioctl(errnoMemory(), fd, request, arg);
    }

    @Override
    public int sockatmark(int fd) {
        return Functions.sockatmark(errnoMemory(), fd);
    }

    @Override
    public int poll(long fds, long nfds, int timeout) {
        return Functions.poll(errnoMemory(), fds, nfds, timeout);
    }

    @Override
    public int epoll_create(int size) {
        return Functions.epoll_create(errnoMemory(), size);
    }

    @Override
    public int epoll_create1(int flags) {
        return Functions.epoll_create1(errnoMemory(), flags);
    }

    @Override
    public int epoll_ctl(int epfd, int op, int fd, long event) {
        return Functions.epoll_ctl(errnoMemory(), epfd, op, fd, event);
    }

    @Override
    public int epoll_wait(int epfd, long events, int maxevents, int timeout) {
        return Functions.epoll_wait(errnoMemory(), epfd, events, maxevents, timeout);
    }

    @Override
    public int eventfd(int initval, int flags) {
        return Functions.eventfd(errnoMemory(), initval, flags);
    }

    @Override
    public int pipe(long pipefd) {
        return Functions.pipe(errnoMemory(), pipefd);
    }

    @Override
    public int pipe2(long pipefd, int flags) {
        return Functions.pipe2(errnoMemory(), pipefd, flags);
    }

    @Override
    public int open(long pathname, int flags, int mode) {
        return Functions.open(errnoMemory(), pathname, flags, mode);
    }

    @Override
    public int mkfifo(long pathname, int mode) {
        return Functions.mkfifo(errnoMemory(), pathname, mode);
    }

    @Override
    public int memfd_create(long name, int flags) {
        return Functions.memfd_create(errnoMemory(), name, flags);
    }

    @Override
    public int timerfd_create(int clockid, int flags) {
        return Functions.timerfd_create(errnoMemory(), clockid, flags);
    }

    @Override
    public int signalfd(int fd, long mask, int flags) {
        return Functions.signalfd(errnoMemory(), fd, mask, flags);
    }

    @Override
    public int inotify_init1(int flags) {
        return Functions.inotify_init1(errnoMemory(), flags);
    }

    @Override
    public int pidfd_open(int pid, int flags) {
        return Functions.pidfd_open(errnoMemory(), pid, flags);
    }

    @Override
    public int getpid() {
        return Functions.getpid(errnoMemory());
    }

    @Override
    public int geteuid() {
        return Functions.geteuid(errnoMemory());
    }

    @Override
    public int seteuid(int euid) {
        return Functions.seteuid(errnoMemory(), euid);
    }

    @Override
    public int setegid(int egid) {
        return Functions.setegid(errnoMemory(), egid);
    }

    @Override
    public void freeaddrinfo(long res) {
        Functions.freeaddrinfo(errnoMemory(), res);
    }

    @Override
    public long gai_strerror(int errcode) {
        return Functions.gai_strerror(errnoMemory(), errcode);
    }

    @Override
    public int inet_pton(int af, long src, long dst) {
        return Functions.inet_pton(errnoMemory(), af, src, dst);
    }

    @Override
    public long inet_ntoa(int in) {
        return Functions.inet_ntoa(errnoMemory(), in);
    }

    @Override
    public int inet_aton(long cp, long inp) {
        return Functions.inet_aton(errnoMemory(), cp, inp);
    }

    @Override
    public long gnu_get_libc_version() {
        return Functions.gnu_get_libc_version(errnoMemory());
    }

    // ---- results of another form ----

    @Override
    public long getaddrinfo(long node, long service, long hints, long res) {
        MemorySegment errno = errnoMemory();
        return codeAndErrno(Functions.getaddrinfo(errno, node, service, hints, res), errno);
    }

    @Override
    public long getnameinfo(long addr, int addrlen, long host, int hostlen, long serv, int servlen, int flags) {
        MemorySegment errno = errnoMemory();
        return codeAndErrno(Functions.getnameinfo(errno, addr, addrlen, host, hostlen, serv, servlen, flags), errno);
    }

    private static long codeAndErrno(int code, MemorySegment errno) {
        return (long) capturedErrno(errno) << 32 | Integer.toUnsignedLong(code);
    }

    @Override
    public int if_nametoindex(long ifname) {
        MemorySegment errno = errnoMemory();
        int index = Functions.if_nametoindex(errno, ifname);
        return index > 0 ? index : -capturedErrno(errno);
    }

    @Override
    public int if_indextoname(int ifindex, long ifname) {
        MemorySegment errno = errnoMemory();
        return Functions.if_indextoname(errno, ifindex, ifname) != 0 ? 0 : -capturedErrno(errno);
    }

    @Override
    public int inet_ntop(int af, long src, long dst, int size) {
        MemorySegment errno = errnoMemory();
        return Functions.inet_ntop(errno, af, src, dst, size) != 0 ? 0 : -capturedErrno(errno);
    }

    @Override
    public String strerror(int errnum) {
        return string(Functions.strerror_l(errnoMemory(), errnum, CLocale.ADDRESS));
    }

    /** The C locale, made when a message is first asked for. */
    private static final class CLocale {
        static final long ADDRESS;

        static {
            try (Arena arena = Arena.ofConfined()) {
                ADDRESS = Functions.newlocale(
                        errnoMemory(),
                        0x1fbf /* replaced by the generator */,
                        arena.allocateFrom("C").address(),
                        0);
            }
        }
    }

    // ---- native memory ----

    @Override
    public String string(long address) {
        return MemorySegment.ofAddress(address).reinterpret(Long.MAX_VALUE).getString(0);
    }

    @Override
    public ByteBuffer memory(long address, int size) {
        return MemorySegment.ofAddress(address).reinterpret(size).asByteBuffer().order(ByteOrder.nativeOrder());
    }

    @Override
    public long address(ByteBuffer direct) {
        return addressOf(direct);
    }

    // ---- arrays ----

    /** Two shapes of their own, linked when an array is first used in this way. */
    private static final class Critical {
        static final MethodHandle SEND = link("send");
        static final MethodHandle RECV = link("recv");

        private static MethodHandle link(String name) {
            Linker linker = Linker.nativeLinker();
            FunctionDescriptor shape = FunctionDescriptor.of(
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_INT,
                    ValueLayout.ADDRESS,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_INT);
            return linker.downcallHandle(
                    linker.defaultLookup().findOrThrow(name),
                    shape,
                    Linker.Option.captureCallState("errno"),
                    Linker.Option.critical(true));
        }
    }

    @Override
    public int sendArray(ThreadState state, int fd, byte[] array, int offset, int length, int flags) {
        return critical(Critical.SEND, state, fd, MemorySegment.ofArray(array).asSlice(offset, length), flags);
    }

    @Override
    public int recvArray(ThreadState state, int fd, byte[] array, int offset, int length, int flags) {
        return critical(Critical.RECV, state, fd, MemorySegment.ofArray(array).asSlice(offset, length), flags);
    }

    private static int critical(MethodHandle call, ThreadState state, int fd, MemorySegment array, int flags) {
        MemorySegment errno = errnoMemory(state);
        long result;
        try {
            result = (long) call.invokeExact(errno, fd, array, array.byteSize(), flags);
        } catch (Throwable e) {
            throw new AssertionError("a downcall threw", e);
        }
        return result >= 0 ? (int) result : -capturedErrno(errno);
    }
}
