package libcsockets;

import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import libcsockets.generated.Calls;

/**
 * The backend over the Foreign Function &amp; Memory API: the only class that knows the generated code.
 *
 * <p>{@link Calls} has the shape, the address and the errno of each call; here they get the names that {@link Libc} wants,
 * and the memory that errno is captured in.
 */
@SuppressWarnings("restricted")
final class FfmLibc extends Libc {
    /** Called by its name, from {@link Backends}. */
    FfmLibc() {
        if (Linker.nativeLinker().defaultLookup().find("gnu_get_libc_version").isEmpty()) {
            throw new BackendUnavailableException("the C library of this system is not glibc");
        }
    }

    private static MemorySegment errnoMemory() {
        return errnoMemory(CallState.get());
    }

    /**
     * Where a call leaves errno: memory of its own for each thread. One for all would be overwritten by another thread's
     * call before it is read. A downcall cannot move a virtual thread to another carrier, so it finds what it left.
     */
    private static MemorySegment errnoMemory(CallState state) {
        MemorySegment memory = (MemorySegment) state.backend;
        if (memory == null) {
            memory = Arena.ofAuto().allocate(Linker.Option.captureStateLayout());
            state.backend = memory;
        }
        return memory;
    }

    private static long at(ByteBuffer base, long offset) {
        // A segment over a buffer begins at the buffer's position.
        return base == null ? offset : MemorySegment.ofBuffer(base).address() - base.position() + offset;
    }

    private static int capturedErrno(MemorySegment errno) {
        return errno.get(ValueLayout.JAVA_INT, 0);
    }

    @Override
    public String backend() {
        return "ffm";
    }

    @Override
    public String origin() {
        return "the C library of the process";
    }

    @Override
    int socket0(int domain, int type, int protocol) {
        return Calls.socket(errnoMemory(), domain, type, protocol);
    }

    @Override
    int socketpair0(int domain, int type, int protocol, long sv) {
        return Calls.socketpair(errnoMemory(), domain, type, protocol, sv);
    }

    @Override
    int bind0(int fd, long addr, int addrlen) {
        return Calls.bind(errnoMemory(), fd, addr, addrlen);
    }

    @Override
    int listen0(int fd, int backlog) {
        return Calls.listen(errnoMemory(), fd, backlog);
    }

    @Override
    int accept0(int fd, long addr, long addrlen) {
        return Calls.accept(errnoMemory(), fd, addr, addrlen);
    }

    @Override
    int accept4_0(int fd, long addr, long addrlen, int flags) {
        return Calls.accept4(errnoMemory(), fd, addr, addrlen, flags);
    }

    @Override
    int connect0(int fd, long addr, int addrlen) {
        return Calls.connect(errnoMemory(), fd, addr, addrlen);
    }

    @Override
    int getsockname0(int fd, long addr, long addrlen) {
        return Calls.getsockname(errnoMemory(), fd, addr, addrlen);
    }

    @Override
    int getpeername0(int fd, long addr, long addrlen) {
        return Calls.getpeername(errnoMemory(), fd, addr, addrlen);
    }

    @Override
    int shutdown0(int fd, int how) {
        return Calls.shutdown(errnoMemory(), fd, how);
    }

    @Override
    int close0(int fd) {
        return Calls.close(errnoMemory(), fd);
    }

    @Override
    int dup0(int oldfd) {
        return Calls.dup(errnoMemory(), oldfd);
    }

    @Override
    int dup2_0(int oldfd, int newfd) {
        return Calls.dup2(errnoMemory(), oldfd, newfd);
    }

    @Override
    int dup3_0(int oldfd, int newfd, int flags) {
        return Calls.dup3(errnoMemory(), oldfd, newfd, flags);
    }

    @Override
    int send0(CallState state, int fd, ByteBuffer base, long buf, long len, int flags) {
        return (int) Calls.send(errnoMemory(state), fd, at(base, buf), len, flags);
    }

    @Override
    int recv0(CallState state, int fd, ByteBuffer base, long buf, long len, int flags) {
        return (int) Calls.recv(errnoMemory(state), fd, at(base, buf), len, flags);
    }

    @Override
    int sendto0(CallState state, int fd, ByteBuffer base, long buf, long len, int flags, long addr, int addrlen) {
        return (int) Calls.sendto(errnoMemory(state), fd, at(base, buf), len, flags, addr, addrlen);
    }

    @Override
    int recvfrom0(CallState state, int fd, ByteBuffer base, long buf, long len, int flags, long addr, long addrlen) {
        return (int) Calls.recvfrom(errnoMemory(state), fd, at(base, buf), len, flags, addr, addrlen);
    }

    @Override
    int read0(CallState state, int fd, ByteBuffer base, long buf, long len) {
        return (int) Calls.read(errnoMemory(state), fd, at(base, buf), len);
    }

    @Override
    int write0(CallState state, int fd, ByteBuffer base, long buf, long len) {
        return (int) Calls.write(errnoMemory(state), fd, at(base, buf), len);
    }

    @Override
    int readv0(int fd, long iov, int iovcnt) {
        return (int) Calls.readv(errnoMemory(), fd, iov, iovcnt);
    }

    @Override
    int writev0(int fd, long iov, int iovcnt) {
        return (int) Calls.writev(errnoMemory(), fd, iov, iovcnt);
    }

    @Override
    int sendmsg0(int fd, long msg, int flags) {
        return (int) Calls.sendmsg(errnoMemory(), fd, msg, flags);
    }

    @Override
    int recvmsg0(int fd, long msg, int flags) {
        return (int) Calls.recvmsg(errnoMemory(), fd, msg, flags);
    }

    @Override
    int sendmmsg0(int fd, long msgvec, int vlen, int flags) {
        return Calls.sendmmsg(errnoMemory(), fd, msgvec, vlen, flags);
    }

    @Override
    int recvmmsg0(int fd, long msgvec, int vlen, int flags, long timeout) {
        return Calls.recvmmsg(errnoMemory(), fd, msgvec, vlen, flags, timeout);
    }

    @Override
    long sendfile0(int out, int in, long offset, long count) {
        return Calls.sendfile(errnoMemory(), out, in, offset, count);
    }

    @Override
    long splice0(int in, long offIn, int out, long offOut, long len, int flags) {
        return Calls.splice(errnoMemory(), in, offIn, out, offOut, len, flags);
    }

    @Override
    int setsockopt0(int fd, int level, int optname, long optval, int optlen) {
        return Calls.setsockopt(errnoMemory(), fd, level, optname, optval, optlen);
    }

    @Override
    int getsockopt0(int fd, int level, int optname, long optval, long optlen) {
        return Calls.getsockopt(errnoMemory(), fd, level, optname, optval, optlen);
    }

    @Override
    int fcntl0(int fd, int cmd, long arg) {
        return Calls.fcntl(errnoMemory(), fd, cmd, arg);
    }

    @Override
    int ioctl0(int fd, long request, long arg) {
        return Calls.ioctl(errnoMemory(), fd, request, arg);
    }

    @Override
    int sockatmark0(int fd) {
        return Calls.sockatmark(errnoMemory(), fd);
    }

    @Override
    int poll0(long fds, long nfds, int timeout) {
        return Calls.poll(errnoMemory(), fds, nfds, timeout);
    }

    @Override
    int epoll_create0(int size) {
        return Calls.epoll_create(errnoMemory(), size);
    }

    @Override
    int epoll_create1_0(int flags) {
        return Calls.epoll_create1(errnoMemory(), flags);
    }

    @Override
    int epoll_ctl0(int epfd, int op, int fd, long event) {
        return Calls.epoll_ctl(errnoMemory(), epfd, op, fd, event);
    }

    @Override
    int epoll_wait0(int epfd, long events, int maxevents, int timeout) {
        return Calls.epoll_wait(errnoMemory(), epfd, events, maxevents, timeout);
    }

    @Override
    int eventfd0(int initval, int flags) {
        return Calls.eventfd(errnoMemory(), initval, flags);
    }

    @Override
    int pipe0(long pipefd) {
        return Calls.pipe(errnoMemory(), pipefd);
    }

    @Override
    int pipe2_0(long pipefd, int flags) {
        return Calls.pipe2(errnoMemory(), pipefd, flags);
    }

    @Override
    int open0(long pathname, int flags, int mode) {
        return Calls.open(errnoMemory(), pathname, flags, mode);
    }

    @Override
    int mkfifo0(long pathname, int mode) {
        return Calls.mkfifo(errnoMemory(), pathname, mode);
    }

    @Override
    int memfd_create0(long name, int flags) {
        return Calls.memfd_create(errnoMemory(), name, flags);
    }

    @Override
    int timerfd_create0(int clockid, int flags) {
        return Calls.timerfd_create(errnoMemory(), clockid, flags);
    }

    @Override
    int signalfd0(int fd, long mask, int flags) {
        return Calls.signalfd(errnoMemory(), fd, mask, flags);
    }

    @Override
    int inotify_init1_0(int flags) {
        return Calls.inotify_init1(errnoMemory(), flags);
    }

    @Override
    int pidfd_open0(int pid, int flags) {
        try {
            return Calls.pidfd_open(errnoMemory(), pid, flags);
        } catch (UnsatisfiedLinkError e) {
            // glibc has a function for it only since 2.36.
            return -Constants.ENOSYS;
        }
    }

    @Override
    int getpid0() {
        return Calls.getpid(errnoMemory());
    }

    @Override
    int geteuid0() {
        return Calls.geteuid(errnoMemory());
    }

    @Override
    int seteuid0(int euid) {
        return Calls.seteuid(errnoMemory(), euid);
    }

    @Override
    int setegid0(int egid) {
        return Calls.setegid(errnoMemory(), egid);
    }

    @Override
    void freeaddrinfo0(long res) {
        Calls.freeaddrinfo(errnoMemory(), res);
    }

    @Override
    long gai_strerror0(int errcode) {
        return Calls.gai_strerror(errnoMemory(), errcode);
    }

    @Override
    int inet_pton0(int af, long src, long dst) {
        return Calls.inet_pton(errnoMemory(), af, src, dst);
    }

    @Override
    long inet_ntoa0(int in) {
        return Calls.inet_ntoa(errnoMemory(), in);
    }

    @Override
    int inet_aton0(long cp, long inp) {
        return Calls.inet_aton(errnoMemory(), cp, inp);
    }

    @Override
    long gnu_get_libc_version0() {
        return Calls.gnu_get_libc_version(errnoMemory());
    }

    // ---- results of another form ----

    @Override
    long getaddrinfo0(long node, long service, long hints, long res) {
        MemorySegment errno = errnoMemory();
        return codeAndErrno(Calls.getaddrinfo(errno, node, service, hints, res), errno);
    }

    @Override
    long getnameinfo0(long addr, int addrlen, long host, int hostlen, long serv, int servlen, int flags) {
        MemorySegment errno = errnoMemory();
        return codeAndErrno(Calls.getnameinfo(errno, addr, addrlen, host, hostlen, serv, servlen, flags), errno);
    }

    private static long codeAndErrno(int code, MemorySegment errno) {
        return (long) capturedErrno(errno) << 32 | Integer.toUnsignedLong(code);
    }

    @Override
    int if_nametoindex0(long ifname) {
        MemorySegment errno = errnoMemory();
        int index = Calls.if_nametoindex(errno, ifname);
        return index > 0 ? index : -capturedErrno(errno);
    }

    @Override
    int if_indextoname0(int ifindex, long ifname) {
        MemorySegment errno = errnoMemory();
        return Calls.if_indextoname(errno, ifindex, ifname) != 0 ? 0 : -capturedErrno(errno);
    }

    @Override
    int inet_ntop0(int af, long src, long dst, int size) {
        MemorySegment errno = errnoMemory();
        return Calls.inet_ntop(errno, af, src, dst, size) != 0 ? 0 : -capturedErrno(errno);
    }

    @Override
    String strerror0(int errnum) {
        return string0(Calls.strerror_l(errnoMemory(), errnum, CLocale.ADDRESS));
    }

    /** The C locale, made when a message is first asked for. */
    private static final class CLocale {
        static final long ADDRESS;

        static {
            try (Arena arena = Arena.ofConfined()) {
                ADDRESS = Calls.newlocale(
                        errnoMemory(),
                        Constants.LC_ALL_MASK,
                        arena.allocateFrom("C").address(),
                        0);
            }
        }
    }

    // ---- native memory ----

    @Override
    String string0(long address) {
        return MemorySegment.ofAddress(address).reinterpret(Long.MAX_VALUE).getString(0);
    }

    @Override
    ByteBuffer memory0(long address, int size) {
        return MemorySegment.ofAddress(address).reinterpret(size).asByteBuffer().order(ByteOrder.nativeOrder());
    }

    @Override
    long address0(ByteBuffer direct) {
        return at(direct, 0);
    }
}
