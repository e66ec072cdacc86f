// Generated from jextract's descriptors by generated/generate.sh. Do not edit: change the inputs instead.
package libcsockets.internal;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The functions of libc over the Foreign Function &amp; Memory API.
 *
 * <p><b>One shape.</b> Every method calls through one handle, {@code long f(long, long, long, long, long,
 * long)}, that gets the function's address at each call; an argument that a function does not take is 0.
 * Each further shape would cost as much time at start as everything else that the program does until then.
 * jextract's own handles cost more: they capture no errno, and touching one descriptor links one. So
 * jextract's descriptors are read when this file is generated, and each is checked to have nothing but
 * integers and pointers.
 *
 * <p>That is enough for the calling conventions of x86-64 (System V) and aarch64 (AAPCS64) on Linux. Both
 * put the first six such arguments into general registers of 64 bits one by one, whatever their widths: a
 * function reads the bits of its parameter, and never looks at registers beyond its parameters. A structure
 * of at most eight bytes of integers travels like an integer of its size. The upper bits of a result
 * narrower than 64 bits mean nothing: the methods cut them off. Variadic arguments go where fixed ones go
 * on both systems; x86-64 adds the number of vector registers in use, which the Java linker sets to 0 for
 * every call.
 *
 * <p>A function that this libc lacks is missed when it is called, not before. Every method has its own call
 * site, and every address is a constant of its own holder class, for the compiler's sake.
 */
@SuppressWarnings("restricted")
public abstract class FfmCalls extends Calls {
    private static final Linker LINKER = Linker.nativeLinker();
    private static final SymbolLookup LIBC = LINKER.defaultLookup();
    private static final MethodHandle CALL = link(6);

    FfmCalls() {}

    private static MethodHandle link(int arguments) {
        MemoryLayout[] longs = new MemoryLayout[arguments];
        Arrays.fill(longs, ValueLayout.JAVA_LONG);
        FunctionDescriptor descriptor = FunctionDescriptor.of(ValueLayout.JAVA_LONG, longs);
        return LINKER.downcallHandle(descriptor, Linker.Option.captureCallState("errno"));
    }

    /** For the functions of more arguments, a shape that is linked when one of them is called. */
    private static final class More {
        static final MethodHandle CALL = link(7);
    }

    private static MemorySegment find(String name) {
        return LIBC.find(name).orElse(MemorySegment.NULL);
    }

    /** To be thrown when the handle threw, which it does before the call if {@code address} is null. */
    private static RuntimeException failure(String name, MemorySegment address, Throwable thrown) {
        if (address.equals(MemorySegment.NULL)) {
            throw new UnsatisfiedLinkError("this system's libc is too old: it lacks " + name);
        }
        if (thrown instanceof RuntimeException exception) {
            return exception;
        }
        if (thrown instanceof Error error) {
            throw error;
        }
        throw new AssertionError("a downcall threw a checked exception", thrown);
    }

    private static MemorySegment errnoMemory() {
        return errnoMemory(ThreadState.get());
    }

    /**
     * Where a call leaves errno: memory of its own for each thread, since another thread's call would
     * overwrite one for all before it is read. A downcall cannot move a virtual thread to another carrier,
     * so the thread finds what its call left.
     */
    static MemorySegment errnoMemory(ThreadState state) {
        MemorySegment memory = (MemorySegment) state.backend;
        if (memory == null) {
            memory = Arena.ofAuto().allocate(Linker.Option.captureStateLayout());
            state.backend = memory;
        }
        return memory;
    }

    static int errno(MemorySegment captured) {
        return captured.get(ValueLayout.JAVA_INT, 0);
    }

    /** The address of an index in a direct buffer; without a buffer it is an address already. */
    private static long at(ThreadState state, ByteBuffer base, long index) {
        if (base == null) {
            return index;
        }
        long known = state.addressOf(base);
        return (known != 0 ? known : addressOf(base)) + index;
    }

    static long addressOf(ByteBuffer direct) {
        // A segment over a buffer begins at the buffer's position.
        return MemorySegment.ofBuffer(direct).address() - direct.position();
    }

    private static final class socket {
        static final MemorySegment ADDRESS = find("socket");
    }

    @Override
    public int socket(int domain, int type, int protocol) {
        MemorySegment errno = errnoMemory();
        int returned;
        try {
            returned = (int) (long) CALL.invokeExact(
                    socket.ADDRESS, errno, (long) domain, (long) type, (long) protocol, 0L, 0L, 0L);
        } catch (Throwable e) {
            throw failure("socket", socket.ADDRESS, e);
        }
        return returned >= 0 ? returned : -errno(errno);
    }

    private static final class socketpair {
        static final MemorySegment ADDRESS = find("socketpair");
    }

    @Override
    public int socketpair(int domain, int type, int protocol, long fds) {
        MemorySegment errno = errnoMemory();
        int returned;
        try {
            returned = (int) (long) CALL.invokeExact(
                    socketpair.ADDRESS, errno, (long) domain, (long) type, (long) protocol, fds, 0L, 0L);
        } catch (Throwable e) {
            throw failure("socketpair", socketpair.ADDRESS, e);
        }
        return returned >= 0 ? returned : -errno(errno);
    }

    private static final class bind {
        static final MemorySegment ADDRESS = find("bind");
    }

    @Override
    public int bind(int fd, long addr, int len) {
        MemorySegment errno = errnoMemory();
        int returned;
        try {
            returned = (int) (long) CALL.invokeExact(bind.ADDRESS, errno, (long) fd, addr, (long) len, 0L, 0L, 0L);
        } catch (Throwable e) {
            throw failure("bind", bind.ADDRESS, e);
        }
        return returned >= 0 ? returned : -errno(errno);
    }

    private static final class connect {
        static final MemorySegment ADDRESS = find("connect");
    }

    @Override
    public int connect(int fd, long addr, int len) {
        MemorySegment errno = errnoMemory();
        int returned;
        try {
            returned = (int) (long) CALL.invokeExact(connect.ADDRESS, errno, (long) fd, addr, (long) len, 0L, 0L, 0L);
        } catch (Throwable e) {
            throw failure("connect", connect.ADDRESS, e);
        }
        return returned >= 0 ? returned : -errno(errno);
    }

    private static final class listen {
        static final MemorySegment ADDRESS = find("listen");
    }

    @Override
    public int listen(int fd, int n) {
        MemorySegment errno = errnoMemory();
        int returned;
        try {
            returned = (int) (long) CALL.invokeExact(listen.ADDRESS, errno, (long) fd, (long) n, 0L, 0L, 0L, 0L);
        } catch (Throwable e) {
            throw failure("listen", listen.ADDRESS, e);
        }
        return returned >= 0 ? returned : -errno(errno);
    }

    private static final class accept {
        static final MemorySegment ADDRESS = find("accept");
    }

    @Override
    public int accept(int fd, long addr, long addr_len) {
        MemorySegment errno = errnoMemory();
        int returned;
        try {
            returned = (int) (long) CALL.invokeExact(accept.ADDRESS, errno, (long) fd, addr, addr_len, 0L, 0L, 0L);
        } catch (Throwable e) {
            throw failure("accept", accept.ADDRESS, e);
        }
        return returned >= 0 ? returned : -errno(errno);
    }

    private static final class accept4 {
        static final MemorySegment ADDRESS = find("accept4");
    }

    @Override
    public int accept4(int sockfd, long addr, long addrlen, int flags) {
        MemorySegment errno = errnoMemory();
        int returned;
        try {
            returned = (int) (long) CALL.invokeExact(
                    accept4.ADDRESS, errno, (long) sockfd, addr, addrlen, (long) flags, 0L, 0L);
        } catch (Throwable e) {
            throw failure("accept4", accept4.ADDRESS, e);
        }
        return returned >= 0 ? returned : -errno(errno);
    }

    private static final class getsockname {
        static final MemorySegment ADDRESS = find("getsockname");
    }

    @Override
    public int getsockname(int fd, long addr, long len) {
        MemorySegment errno = errnoMemory();
        int returned;
        try {
            returned = (int) (long) CALL.invokeExact(getsockname.ADDRESS, errno, (long) fd, addr, len, 0L, 0L, 0L);
        } catch (Throwable e) {
            throw failure("getsockname", getsockname.ADDRESS, e);
        }
        return returned >= 0 ? returned : -errno(errno);
    }

    private static final class getpeername {
        static final MemorySegment ADDRESS = find("getpeername");
    }

    @Override
    public int getpeername(int fd, long addr, long len) {
        MemorySegment errno = errnoMemory();
        int returned;
        try {
            returned = (int) (long) CALL.invokeExact(getpeername.ADDRESS, errno, (long) fd, addr, len, 0L, 0L, 0L);
        } catch (Throwable e) {
            throw failure("getpeername", getpeername.ADDRESS, e);
        }
        return returned >= 0 ? returned : -errno(errno);
    }

    private static final class setsockopt {
        static final MemorySegment ADDRESS = find("setsockopt");
    }

    @Override
    public int setsockopt(int fd, int level, int optname, long optval, int optlen) {
        MemorySegment errno = errnoMemory();
        int returned;
        try {
            returned = (int) (long) CALL.invokeExact(
                    setsockopt.ADDRESS, errno, (long) fd, (long) level, (long) optname, optval, (long) optlen, 0L);
        } catch (Throwable e) {
            throw failure("setsockopt", setsockopt.ADDRESS, e);
        }
        return returned >= 0 ? returned : -errno(errno);
    }

    private static final class getsockopt {
        static final MemorySegment ADDRESS = find("getsockopt");
    }

    @Override
    public int getsockopt(int fd, int level, int optname, long optval, long optlen) {
        MemorySegment errno = errnoMemory();
        int returned;
        try {
            returned = (int) (long) CALL.invokeExact(
                    getsockopt.ADDRESS, errno, (long) fd, (long) level, (long) optname, optval, optlen, 0L);
        } catch (Throwable e) {
            throw failure("getsockopt", getsockopt.ADDRESS, e);
        }
        return returned >= 0 ? returned : -errno(errno);
    }

    private static final class shutdown {
        static final MemorySegment ADDRESS = find("shutdown");
    }

    @Override
    public int shutdown(int fd, int how) {
        MemorySegment errno = errnoMemory();
        int returned;
        try {
            returned = (int) (long) CALL.invokeExact(shutdown.ADDRESS, errno, (long) fd, (long) how, 0L, 0L, 0L, 0L);
        } catch (Throwable e) {
            throw failure("shutdown", shutdown.ADDRESS, e);
        }
        return returned >= 0 ? returned : -errno(errno);
    }

    private static final class sockatmark {
        static final MemorySegment ADDRESS = find("sockatmark");
    }

    @Override
    public int sockatmark(int fd) {
        MemorySegment errno = errnoMemory();
        int returned;
        try {
            returned = (int) (long) CALL.invokeExact(sockatmark.ADDRESS, errno, (long) fd, 0L, 0L, 0L, 0L, 0L);
        } catch (Throwable e) {
            throw failure("sockatmark", sockatmark.ADDRESS, e);
        }
        return returned >= 0 ? returned : -errno(errno);
    }

    private static final class send {
        static final MemorySegment ADDRESS = find("send");
    }

    @Override
    public int send(ThreadState state, int fd, ByteBuffer base, long buf, long n, int flags) {
        MemorySegment errno = errnoMemory(state);
        int returned;
        try {
            returned = (int) (long) CALL.invokeExact(
                    send.ADDRESS, errno, (long) fd, at(state, base, buf), n, (long) flags, 0L, 0L);
        } catch (Throwable e) {
            throw failure("send", send.ADDRESS, e);
        }
        return returned >= 0 ? returned : -errno(errno);
    }

    private static final class recv {
        static final MemorySegment ADDRESS = find("recv");
    }

    @Override
    public int recv(ThreadState state, int fd, ByteBuffer base, long buf, long n, int flags) {
        MemorySegment errno = errnoMemory(state);
        int returned;
        try {
            returned = (int) (long) CALL.invokeExact(
                    recv.ADDRESS, errno, (long) fd, at(state, base, buf), n, (long) flags, 0L, 0L);
        } catch (Throwable e) {
            throw failure("recv", recv.ADDRESS, e);
        }
        return returned >= 0 ? returned : -errno(errno);
    }

    private static final class sendto {
        static final MemorySegment ADDRESS = find("sendto");
    }

    @Override
    public int sendto(
            ThreadState state, int fd, ByteBuffer base, long buf, long n, int flags, long addr, int addr_len) {
        MemorySegment errno = errnoMemory(state);
        int returned;
        try {
            returned = (int) (long) CALL.invokeExact(
                    sendto.ADDRESS, errno, (long) fd, at(state, base, buf), n, (long) flags, addr, (long) addr_len);
        } catch (Throwable e) {
            throw failure("sendto", sendto.ADDRESS, e);
        }
        return returned >= 0 ? returned : -errno(errno);
    }

    private static final class recvfrom {
        static final MemorySegment ADDRESS = find("recvfrom");
    }

    @Override
    public int recvfrom(
            ThreadState state, int fd, ByteBuffer base, long buf, long n, int flags, long addr, long addr_len) {
        MemorySegment errno = errnoMemory(state);
        int returned;
        try {
            returned = (int) (long) CALL.invokeExact(
                    recvfrom.ADDRESS, errno, (long) fd, at(state, base, buf), n, (long) flags, addr, addr_len);
        } catch (Throwable e) {
            throw failure("recvfrom", recvfrom.ADDRESS, e);
        }
        return returned >= 0 ? returned : -errno(errno);
    }

    private static final class sendmsg {
        static final MemorySegment ADDRESS = find("sendmsg");
    }

    @Override
    public int sendmsg(int fd, long message, int flags) {
        MemorySegment errno = errnoMemory();
        int returned;
        try {
            returned = (int) (long) CALL.invokeExact(
                    sendmsg.ADDRESS, errno, (long) fd, message, (long) flags, 0L, 0L, 0L);
        } catch (Throwable e) {
            throw failure("sendmsg", sendmsg.ADDRESS, e);
        }
        return returned >= 0 ? returned : -errno(errno);
    }

    private static final class recvmsg {
        static final MemorySegment ADDRESS = find("recvmsg");
    }

    @Override
    public int recvmsg(int fd, long message, int flags) {
        MemorySegment errno = errnoMemory();
        int returned;
        try {
            returned = (int) (long) CALL.invokeExact(
                    recvmsg.ADDRESS, errno, (long) fd, message, (long) flags, 0L, 0L, 0L);
        } catch (Throwable e) {
            throw failure("recvmsg", recvmsg.ADDRESS, e);
        }
        return returned >= 0 ? returned : -errno(errno);
    }

    private static final class sendmmsg {
        static final MemorySegment ADDRESS = find("sendmmsg");
    }

    @Override
    public int sendmmsg(int sockfd, long msgvec, int vlen, int flags) {
        MemorySegment errno = errnoMemory();
        int returned;
        try {
            returned = (int) (long) CALL.invokeExact(
                    sendmmsg.ADDRESS, errno, (long) sockfd, msgvec, (long) vlen, (long) flags, 0L, 0L);
        } catch (Throwable e) {
            throw failure("sendmmsg", sendmmsg.ADDRESS, e);
        }
        return returned >= 0 ? returned : -errno(errno);
    }

    private static final class recvmmsg {
        static final MemorySegment ADDRESS = find("recvmmsg");
    }

    @Override
    public int recvmmsg(int sockfd, long msgvec, int vlen, int flags, long timeout) {
        MemorySegment errno = errnoMemory();
        int returned;
        try {
            returned = (int) (long) CALL.invokeExact(
                    recvmmsg.ADDRESS, errno, (long) sockfd, msgvec, (long) vlen, (long) flags, timeout, 0L);
        } catch (Throwable e) {
            throw failure("recvmmsg", recvmmsg.ADDRESS, e);
        }
        return returned >= 0 ? returned : -errno(errno);
    }

    private static final class read {
        static final MemorySegment ADDRESS = find("read");
    }

    @Override
    public int read(ThreadState state, int fd, ByteBuffer base, long buf, long nbytes) {
        MemorySegment errno = errnoMemory(state);
        int returned;
        try {
            returned = (int) (long) CALL.invokeExact(
                    read.ADDRESS, errno, (long) fd, at(state, base, buf), nbytes, 0L, 0L, 0L);
        } catch (Throwable e) {
            throw failure("read", read.ADDRESS, e);
        }
        return returned >= 0 ? returned : -errno(errno);
    }

    private static final class write {
        static final MemorySegment ADDRESS = find("write");
    }

    @Override
    public int write(ThreadState state, int fd, ByteBuffer base, long buf, long n) {
        MemorySegment errno = errnoMemory(state);
        int returned;
        try {
            returned = (int) (long) CALL.invokeExact(
                    write.ADDRESS, errno, (long) fd, at(state, base, buf), n, 0L, 0L, 0L);
        } catch (Throwable e) {
            throw failure("write", write.ADDRESS, e);
        }
        return returned >= 0 ? returned : -errno(errno);
    }

    private static final class readv {
        static final MemorySegment ADDRESS = find("readv");
    }

    @Override
    public int readv(int fd, long iovec, int count) {
        MemorySegment errno = errnoMemory();
        int returned;
        try {
            returned = (int) (long) CALL.invokeExact(readv.ADDRESS, errno, (long) fd, iovec, (long) count, 0L, 0L, 0L);
        } catch (Throwable e) {
            throw failure("readv", readv.ADDRESS, e);
        }
        return returned >= 0 ? returned : -errno(errno);
    }

    private static final class writev {
        static final MemorySegment ADDRESS = find("writev");
    }

    @Override
    public int writev(int fd, long iovec, int count) {
        MemorySegment errno = errnoMemory();
        int returned;
        try {
            returned = (int) (long) CALL.invokeExact(writev.ADDRESS, errno, (long) fd, iovec, (long) count, 0L, 0L, 0L);
        } catch (Throwable e) {
            throw failure("writev", writev.ADDRESS, e);
        }
        return returned >= 0 ? returned : -errno(errno);
    }

    private static final class sendfile {
        static final MemorySegment ADDRESS = find("sendfile");
    }

    @Override
    public long sendfile(int out_fd, int in_fd, long offset, long count) {
        MemorySegment errno = errnoMemory();
        long returned;
        try {
            returned = (long) CALL.invokeExact(
                    sendfile.ADDRESS, errno, (long) out_fd, (long) in_fd, offset, count, 0L, 0L);
        } catch (Throwable e) {
            throw failure("sendfile", sendfile.ADDRESS, e);
        }
        return returned >= 0 ? returned : -errno(errno);
    }

    private static final class splice {
        static final MemorySegment ADDRESS = find("splice");
    }

    @Override
    public long splice(int fd_in, long off_in, int fd_out, long off_out, long len, int flags) {
        MemorySegment errno = errnoMemory();
        long returned;
        try {
            returned = (long) CALL.invokeExact(
                    splice.ADDRESS, errno, (long) fd_in, off_in, (long) fd_out, off_out, len, (long) flags);
        } catch (Throwable e) {
            throw failure("splice", splice.ADDRESS, e);
        }
        return returned >= 0 ? returned : -errno(errno);
    }

    private static final class open {
        static final MemorySegment ADDRESS = find("open");
    }

    @Override
    public int open(long file, int oflag, int mode) {
        MemorySegment errno = errnoMemory();
        int returned;
        try {
            returned = (int) (long) CALL.invokeExact(open.ADDRESS, errno, file, (long) oflag, (long) mode, 0L, 0L, 0L);
        } catch (Throwable e) {
            throw failure("open", open.ADDRESS, e);
        }
        return returned >= 0 ? returned : -errno(errno);
    }

    private static final class close {
        static final MemorySegment ADDRESS = find("close");
    }

    @Override
    public int close(int fd) {
        MemorySegment errno = errnoMemory();
        int returned;
        try {
            returned = (int) (long) CALL.invokeExact(close.ADDRESS, errno, (long) fd, 0L, 0L, 0L, 0L, 0L);
        } catch (Throwable e) {
            throw failure("close", close.ADDRESS, e);
        }
        return returned >= 0 ? returned : -errno(errno);
    }

    private static final class dup {
        static final MemorySegment ADDRESS = find("dup");
    }

    @Override
    public int dup(int fd) {
        MemorySegment errno = errnoMemory();
        int returned;
        try {
            returned = (int) (long) CALL.invokeExact(dup.ADDRESS, errno, (long) fd, 0L, 0L, 0L, 0L, 0L);
        } catch (Throwable e) {
            throw failure("dup", dup.ADDRESS, e);
        }
        return returned >= 0 ? returned : -errno(errno);
    }

    private static final class dup2 {
        static final MemorySegment ADDRESS = find("dup2");
    }

    @Override
    public int dup2(int fd, int fd2) {
        MemorySegment errno = errnoMemory();
        int returned;
        try {
            returned = (int) (long) CALL.invokeExact(dup2.ADDRESS, errno, (long) fd, (long) fd2, 0L, 0L, 0L, 0L);
        } catch (Throwable e) {
            throw failure("dup2", dup2.ADDRESS, e);
        }
        return returned >= 0 ? returned : -errno(errno);
    }

    private static final class dup3 {
        static final MemorySegment ADDRESS = find("dup3");
    }

    @Override
    public int dup3(int oldfd, int newfd, int flags) {
        MemorySegment errno = errnoMemory();
        int returned;
        try {
            returned = (int) (long) CALL.invokeExact(
                    dup3.ADDRESS, errno, (long) oldfd, (long) newfd, (long) flags, 0L, 0L, 0L);
        } catch (Throwable e) {
            throw failure("dup3", dup3.ADDRESS, e);
        }
        return returned >= 0 ? returned : -errno(errno);
    }

    private static final class fcntl {
        static final MemorySegment ADDRESS = find("fcntl");
    }

    @Override
    public int fcntl(int fd, int cmd, long arg) {
        MemorySegment errno = errnoMemory();
        int returned;
        try {
            returned = (int) (long) CALL.invokeExact(fcntl.ADDRESS, errno, (long) fd, (long) cmd, arg, 0L, 0L, 0L);
        } catch (Throwable e) {
            throw failure("fcntl", fcntl.ADDRESS, e);
        }
        return returned >= 0 ? returned : -errno(errno);
    }

    private static final class ioctl {
        static final MemorySegment ADDRESS = find("ioctl");
    }

    @Override
    public int ioctl(int fd, long request, long arg) {
        MemorySegment errno = errnoMemory();
        int returned;
        try {
            returned = (int) (long) CALL.invokeExact(ioctl.ADDRESS, errno, (long) fd, request, arg, 0L, 0L, 0L);
        } catch (Throwable e) {
            throw failure("ioctl", ioctl.ADDRESS, e);
        }
        return returned >= 0 ? returned : -errno(errno);
    }

    private static final class pipe {
        static final MemorySegment ADDRESS = find("pipe");
    }

    @Override
    public int pipe(long pipedes) {
        MemorySegment errno = errnoMemory();
        int returned;
        try {
            returned = (int) (long) CALL.invokeExact(pipe.ADDRESS, errno, pipedes, 0L, 0L, 0L, 0L, 0L);
        } catch (Throwable e) {
            throw failure("pipe", pipe.ADDRESS, e);
        }
        return returned >= 0 ? returned : -errno(errno);
    }

    private static final class pipe2 {
        static final MemorySegment ADDRESS = find("pipe2");
    }

    @Override
    public int pipe2(long pipefd, int flags) {
        MemorySegment errno = errnoMemory();
        int returned;
        try {
            returned = (int) (long) CALL.invokeExact(pipe2.ADDRESS, errno, pipefd, (long) flags, 0L, 0L, 0L, 0L);
        } catch (Throwable e) {
            throw failure("pipe2", pipe2.ADDRESS, e);
        }
        return returned >= 0 ? returned : -errno(errno);
    }

    private static final class mkfifo {
        static final MemorySegment ADDRESS = find("mkfifo");
    }

    @Override
    public int mkfifo(long path, int mode) {
        MemorySegment errno = errnoMemory();
        int returned;
        try {
            returned = (int) (long) CALL.invokeExact(mkfifo.ADDRESS, errno, path, (long) mode, 0L, 0L, 0L, 0L);
        } catch (Throwable e) {
            throw failure("mkfifo", mkfifo.ADDRESS, e);
        }
        return returned >= 0 ? returned : -errno(errno);
    }

    private static final class memfd_create {
        static final MemorySegment ADDRESS = find("syscall");
    }

    @Override
    public int memfd_create(long name, int flags) {
        MemorySegment errno = errnoMemory();
        int returned;
        try {
            returned = (int) (long) CALL.invokeExact(
                    memfd_create.ADDRESS, errno, (long) Layout.SYS_memfd_create, name, (long) flags, 0L, 0L, 0L);
        } catch (Throwable e) {
            throw failure("memfd_create", memfd_create.ADDRESS, e);
        }
        return returned >= 0 ? returned : -errno(errno);
    }

    private static final class eventfd {
        static final MemorySegment ADDRESS = find("eventfd");
    }

    @Override
    public int eventfd(int count, int flags) {
        MemorySegment errno = errnoMemory();
        int returned;
        try {
            returned = (int) (long) CALL.invokeExact(
                    eventfd.ADDRESS, errno, (long) count, (long) flags, 0L, 0L, 0L, 0L);
        } catch (Throwable e) {
            throw failure("eventfd", eventfd.ADDRESS, e);
        }
        return returned >= 0 ? returned : -errno(errno);
    }

    private static final class timerfd_create {
        static final MemorySegment ADDRESS = find("timerfd_create");
    }

    @Override
    public int timerfd_create(int clock_id, int flags) {
        MemorySegment errno = errnoMemory();
        int returned;
        try {
            returned = (int) (long) CALL.invokeExact(
                    timerfd_create.ADDRESS, errno, (long) clock_id, (long) flags, 0L, 0L, 0L, 0L);
        } catch (Throwable e) {
            throw failure("timerfd_create", timerfd_create.ADDRESS, e);
        }
        return returned >= 0 ? returned : -errno(errno);
    }

    private static final class signalfd {
        static final MemorySegment ADDRESS = find("signalfd");
    }

    @Override
    public int signalfd(int fd, long mask, int flags) {
        MemorySegment errno = errnoMemory();
        int returned;
        try {
            returned = (int) (long) CALL.invokeExact(
                    signalfd.ADDRESS, errno, (long) fd, mask, (long) flags, 0L, 0L, 0L);
        } catch (Throwable e) {
            throw failure("signalfd", signalfd.ADDRESS, e);
        }
        return returned >= 0 ? returned : -errno(errno);
    }

    private static final class inotify_init1 {
        static final MemorySegment ADDRESS = find("inotify_init1");
    }

    @Override
    public int inotify_init1(int flags) {
        MemorySegment errno = errnoMemory();
        int returned;
        try {
            returned = (int) (long) CALL.invokeExact(inotify_init1.ADDRESS, errno, (long) flags, 0L, 0L, 0L, 0L, 0L);
        } catch (Throwable e) {
            throw failure("inotify_init1", inotify_init1.ADDRESS, e);
        }
        return returned >= 0 ? returned : -errno(errno);
    }

    private static final class pidfd_open {
        static final MemorySegment ADDRESS = find("syscall");
    }

    @Override
    public int pidfd_open(int pid, int flags) {
        MemorySegment errno = errnoMemory();
        int returned;
        try {
            returned = (int) (long) CALL.invokeExact(
                    pidfd_open.ADDRESS, errno, (long) Layout.SYS_pidfd_open, (long) pid, (long) flags, 0L, 0L, 0L);
        } catch (Throwable e) {
            throw failure("pidfd_open", pidfd_open.ADDRESS, e);
        }
        return returned >= 0 ? returned : -errno(errno);
    }

    private static final class poll {
        static final MemorySegment ADDRESS = find("poll");
    }

    @Override
    public int poll(long fds, long nfds, int timeout) {
        MemorySegment errno = errnoMemory();
        int returned;
        try {
            returned = (int) (long) CALL.invokeExact(poll.ADDRESS, errno, fds, nfds, (long) timeout, 0L, 0L, 0L);
        } catch (Throwable e) {
            throw failure("poll", poll.ADDRESS, e);
        }
        return returned >= 0 ? returned : -errno(errno);
    }

    private static final class epoll_create {
        static final MemorySegment ADDRESS = find("epoll_create");
    }

    @Override
    public int epoll_create(int size) {
        MemorySegment errno = errnoMemory();
        int returned;
        try {
            returned = (int) (long) CALL.invokeExact(epoll_create.ADDRESS, errno, (long) size, 0L, 0L, 0L, 0L, 0L);
        } catch (Throwable e) {
            throw failure("epoll_create", epoll_create.ADDRESS, e);
        }
        return returned >= 0 ? returned : -errno(errno);
    }

    private static final class epoll_create1 {
        static final MemorySegment ADDRESS = find("epoll_create1");
    }

    @Override
    public int epoll_create1(int flags) {
        MemorySegment errno = errnoMemory();
        int returned;
        try {
            returned = (int) (long) CALL.invokeExact(epoll_create1.ADDRESS, errno, (long) flags, 0L, 0L, 0L, 0L, 0L);
        } catch (Throwable e) {
            throw failure("epoll_create1", epoll_create1.ADDRESS, e);
        }
        return returned >= 0 ? returned : -errno(errno);
    }

    private static final class epoll_ctl {
        static final MemorySegment ADDRESS = find("epoll_ctl");
    }

    @Override
    public int epoll_ctl(int epfd, int op, int fd, long event) {
        MemorySegment errno = errnoMemory();
        int returned;
        try {
            returned = (int) (long) CALL.invokeExact(
                    epoll_ctl.ADDRESS, errno, (long) epfd, (long) op, (long) fd, event, 0L, 0L);
        } catch (Throwable e) {
            throw failure("epoll_ctl", epoll_ctl.ADDRESS, e);
        }
        return returned >= 0 ? returned : -errno(errno);
    }

    private static final class epoll_wait {
        static final MemorySegment ADDRESS = find("epoll_wait");
    }

    @Override
    public int epoll_wait(int epfd, long events, int maxevents, int timeout) {
        MemorySegment errno = errnoMemory();
        int returned;
        try {
            returned = (int) (long) CALL.invokeExact(
                    epoll_wait.ADDRESS, errno, (long) epfd, events, (long) maxevents, (long) timeout, 0L, 0L);
        } catch (Throwable e) {
            throw failure("epoll_wait", epoll_wait.ADDRESS, e);
        }
        return returned >= 0 ? returned : -errno(errno);
    }

    private static final class getaddrinfo {
        static final MemorySegment ADDRESS = find("getaddrinfo");
    }

    @Override
    public long getaddrinfo(long name, long service, long req, long pai) {
        MemorySegment errno = errnoMemory();
        int code;
        try {
            code = (int) (long) CALL.invokeExact(getaddrinfo.ADDRESS, errno, name, service, req, pai, 0L, 0L);
        } catch (Throwable e) {
            throw failure("getaddrinfo", getaddrinfo.ADDRESS, e);
        }
        return (long) errno(errno) << 32 | Integer.toUnsignedLong(code);
    }

    private static final class freeaddrinfo {
        static final MemorySegment ADDRESS = find("freeaddrinfo");
    }

    @Override
    public void freeaddrinfo(long ai) {
        MemorySegment errno = errnoMemory();
        try {
            long ignored = (long) CALL.invokeExact(freeaddrinfo.ADDRESS, errno, ai, 0L, 0L, 0L, 0L, 0L);
        } catch (Throwable e) {
            throw failure("freeaddrinfo", freeaddrinfo.ADDRESS, e);
        }
    }

    private static final class getnameinfo {
        static final MemorySegment ADDRESS = find("getnameinfo");
    }

    @Override
    public long getnameinfo(long sa, int salen, long host, int hostlen, long serv, int servlen, int flags) {
        MemorySegment errno = errnoMemory();
        int code;
        try {
            code = (int) (long) More.CALL.invokeExact(
                    getnameinfo.ADDRESS, errno, sa, (long) salen, host, (long) hostlen, serv, (long) servlen,
                    (long) flags);
        } catch (Throwable e) {
            throw failure("getnameinfo", getnameinfo.ADDRESS, e);
        }
        return (long) errno(errno) << 32 | Integer.toUnsignedLong(code);
    }

    private static final class gai_strerror {
        static final MemorySegment ADDRESS = find("gai_strerror");
    }

    @Override
    public long gai_strerror(int ecode) {
        MemorySegment errno = errnoMemory();
        long returned;
        try {
            returned = (long) CALL.invokeExact(gai_strerror.ADDRESS, errno, (long) ecode, 0L, 0L, 0L, 0L, 0L);
        } catch (Throwable e) {
            throw failure("gai_strerror", gai_strerror.ADDRESS, e);
        }
        return returned != 0 ? returned : -errno(errno);
    }

    private static final class gethostbyname_r {
        static final MemorySegment ADDRESS = find("gethostbyname_r");
    }

    @Override
    public int gethostbyname_r(long name, long result_buf, long buf, long buflen, long result, long h_errnop) {
        MemorySegment errno = errnoMemory();
        int returned;
        try {
            returned = (int) (long) CALL.invokeExact(
                    gethostbyname_r.ADDRESS, errno, name, result_buf, buf, buflen, result, h_errnop);
        } catch (Throwable e) {
            throw failure("gethostbyname_r", gethostbyname_r.ADDRESS, e);
        }
        return returned >= 0 ? returned : -errno(errno);
    }

    private static final class getservbyname_r {
        static final MemorySegment ADDRESS = find("getservbyname_r");
    }

    @Override
    public int getservbyname_r(long name, long proto, long result_buf, long buf, long buflen, long result) {
        MemorySegment errno = errnoMemory();
        int returned;
        try {
            returned = (int) (long) CALL.invokeExact(
                    getservbyname_r.ADDRESS, errno, name, proto, result_buf, buf, buflen, result);
        } catch (Throwable e) {
            throw failure("getservbyname_r", getservbyname_r.ADDRESS, e);
        }
        return returned >= 0 ? returned : -errno(errno);
    }

    private static final class getservbyport_r {
        static final MemorySegment ADDRESS = find("getservbyport_r");
    }

    @Override
    public int getservbyport_r(int port, long proto, long result_buf, long buf, long buflen, long result) {
        MemorySegment errno = errnoMemory();
        int returned;
        try {
            returned = (int) (long) CALL.invokeExact(
                    getservbyport_r.ADDRESS, errno, (long) port, proto, result_buf, buf, buflen, result);
        } catch (Throwable e) {
            throw failure("getservbyport_r", getservbyport_r.ADDRESS, e);
        }
        return returned >= 0 ? returned : -errno(errno);
    }

    private static final class getprotobyname_r {
        static final MemorySegment ADDRESS = find("getprotobyname_r");
    }

    @Override
    public int getprotobyname_r(long name, long result_buf, long buf, long buflen, long result) {
        MemorySegment errno = errnoMemory();
        int returned;
        try {
            returned = (int) (long) CALL.invokeExact(
                    getprotobyname_r.ADDRESS, errno, name, result_buf, buf, buflen, result, 0L);
        } catch (Throwable e) {
            throw failure("getprotobyname_r", getprotobyname_r.ADDRESS, e);
        }
        return returned >= 0 ? returned : -errno(errno);
    }

    private static final class getprotobynumber_r {
        static final MemorySegment ADDRESS = find("getprotobynumber_r");
    }

    @Override
    public int getprotobynumber_r(int proto, long result_buf, long buf, long buflen, long result) {
        MemorySegment errno = errnoMemory();
        int returned;
        try {
            returned = (int) (long) CALL.invokeExact(
                    getprotobynumber_r.ADDRESS, errno, (long) proto, result_buf, buf, buflen, result, 0L);
        } catch (Throwable e) {
            throw failure("getprotobynumber_r", getprotobynumber_r.ADDRESS, e);
        }
        return returned >= 0 ? returned : -errno(errno);
    }

    private static final class if_nametoindex {
        static final MemorySegment ADDRESS = find("if_nametoindex");
    }

    @Override
    public int if_nametoindex(long ifname) {
        MemorySegment errno = errnoMemory();
        int returned;
        try {
            returned = (int) (long) CALL.invokeExact(if_nametoindex.ADDRESS, errno, ifname, 0L, 0L, 0L, 0L, 0L);
        } catch (Throwable e) {
            throw failure("if_nametoindex", if_nametoindex.ADDRESS, e);
        }
        return returned != 0 ? returned : -errno(errno);
    }

    private static final class if_indextoname {
        static final MemorySegment ADDRESS = find("if_indextoname");
    }

    @Override
    public long if_indextoname(int ifindex, long ifname) {
        MemorySegment errno = errnoMemory();
        long returned;
        try {
            returned = (long) CALL.invokeExact(if_indextoname.ADDRESS, errno, (long) ifindex, ifname, 0L, 0L, 0L, 0L);
        } catch (Throwable e) {
            throw failure("if_indextoname", if_indextoname.ADDRESS, e);
        }
        return returned != 0 ? returned : -errno(errno);
    }

    private static final class if_nameindex {
        static final MemorySegment ADDRESS = find("if_nameindex");
    }

    @Override
    public long if_nameindex() {
        MemorySegment errno = errnoMemory();
        long returned;
        try {
            returned = (long) CALL.invokeExact(if_nameindex.ADDRESS, errno, 0L, 0L, 0L, 0L, 0L, 0L);
        } catch (Throwable e) {
            throw failure("if_nameindex", if_nameindex.ADDRESS, e);
        }
        return returned != 0 ? returned : -errno(errno);
    }

    private static final class if_freenameindex {
        static final MemorySegment ADDRESS = find("if_freenameindex");
    }

    @Override
    public void if_freenameindex(long ptr) {
        MemorySegment errno = errnoMemory();
        try {
            long ignored = (long) CALL.invokeExact(if_freenameindex.ADDRESS, errno, ptr, 0L, 0L, 0L, 0L, 0L);
        } catch (Throwable e) {
            throw failure("if_freenameindex", if_freenameindex.ADDRESS, e);
        }
    }

    private static final class inet_pton {
        static final MemorySegment ADDRESS = find("inet_pton");
    }

    @Override
    public int inet_pton(int af, long cp, long buf) {
        MemorySegment errno = errnoMemory();
        int returned;
        try {
            returned = (int) (long) CALL.invokeExact(inet_pton.ADDRESS, errno, (long) af, cp, buf, 0L, 0L, 0L);
        } catch (Throwable e) {
            throw failure("inet_pton", inet_pton.ADDRESS, e);
        }
        return returned >= 0 ? returned : -errno(errno);
    }

    private static final class inet_ntop {
        static final MemorySegment ADDRESS = find("inet_ntop");
    }

    @Override
    public long inet_ntop(int af, long cp, long buf, int len) {
        MemorySegment errno = errnoMemory();
        long returned;
        try {
            returned = (long) CALL.invokeExact(inet_ntop.ADDRESS, errno, (long) af, cp, buf, (long) len, 0L, 0L);
        } catch (Throwable e) {
            throw failure("inet_ntop", inet_ntop.ADDRESS, e);
        }
        return returned != 0 ? returned : -errno(errno);
    }

    private static final class inet_ntoa {
        static final MemorySegment ADDRESS = find("inet_ntoa");
    }

    @Override
    public long inet_ntoa(int in) {
        MemorySegment errno = errnoMemory();
        long returned;
        try {
            returned = (long) CALL.invokeExact(inet_ntoa.ADDRESS, errno, (long) in, 0L, 0L, 0L, 0L, 0L);
        } catch (Throwable e) {
            throw failure("inet_ntoa", inet_ntoa.ADDRESS, e);
        }
        return returned != 0 ? returned : -errno(errno);
    }

    private static final class inet_aton {
        static final MemorySegment ADDRESS = find("inet_aton");
    }

    @Override
    public int inet_aton(long cp, long inp) {
        MemorySegment errno = errnoMemory();
        int returned;
        try {
            returned = (int) (long) CALL.invokeExact(inet_aton.ADDRESS, errno, cp, inp, 0L, 0L, 0L, 0L);
        } catch (Throwable e) {
            throw failure("inet_aton", inet_aton.ADDRESS, e);
        }
        return returned >= 0 ? returned : -errno(errno);
    }

    private static final class seteuid {
        static final MemorySegment ADDRESS = find("seteuid");
    }

    @Override
    public int seteuid(int uid) {
        MemorySegment errno = errnoMemory();
        int returned;
        try {
            returned = (int) (long) CALL.invokeExact(seteuid.ADDRESS, errno, (long) uid, 0L, 0L, 0L, 0L, 0L);
        } catch (Throwable e) {
            throw failure("seteuid", seteuid.ADDRESS, e);
        }
        return returned >= 0 ? returned : -errno(errno);
    }

    private static final class setegid {
        static final MemorySegment ADDRESS = find("setegid");
    }

    @Override
    public int setegid(int gid) {
        MemorySegment errno = errnoMemory();
        int returned;
        try {
            returned = (int) (long) CALL.invokeExact(setegid.ADDRESS, errno, (long) gid, 0L, 0L, 0L, 0L, 0L);
        } catch (Throwable e) {
            throw failure("setegid", setegid.ADDRESS, e);
        }
        return returned >= 0 ? returned : -errno(errno);
    }

    private static final class geteuid {
        static final MemorySegment ADDRESS = find("geteuid");
    }

    @Override
    public int geteuid() {
        MemorySegment errno = errnoMemory();
        int returned;
        try {
            returned = (int) (long) CALL.invokeExact(geteuid.ADDRESS, errno, 0L, 0L, 0L, 0L, 0L, 0L);
        } catch (Throwable e) {
            throw failure("geteuid", geteuid.ADDRESS, e);
        }
        return returned;
    }

    private static final class getpid {
        static final MemorySegment ADDRESS = find("getpid");
    }

    @Override
    public int getpid() {
        MemorySegment errno = errnoMemory();
        int returned;
        try {
            returned = (int) (long) CALL.invokeExact(getpid.ADDRESS, errno, 0L, 0L, 0L, 0L, 0L, 0L);
        } catch (Throwable e) {
            throw failure("getpid", getpid.ADDRESS, e);
        }
        return returned;
    }

    private static final class gethostname {
        static final MemorySegment ADDRESS = find("gethostname");
    }

    @Override
    public int gethostname(long name, long len) {
        MemorySegment errno = errnoMemory();
        int returned;
        try {
            returned = (int) (long) CALL.invokeExact(gethostname.ADDRESS, errno, name, len, 0L, 0L, 0L, 0L);
        } catch (Throwable e) {
            throw failure("gethostname", gethostname.ADDRESS, e);
        }
        return returned >= 0 ? returned : -errno(errno);
    }

    private static final class sethostname {
        static final MemorySegment ADDRESS = find("sethostname");
    }

    @Override
    public int sethostname(long name, long len) {
        MemorySegment errno = errnoMemory();
        int returned;
        try {
            returned = (int) (long) CALL.invokeExact(sethostname.ADDRESS, errno, name, len, 0L, 0L, 0L, 0L);
        } catch (Throwable e) {
            throw failure("sethostname", sethostname.ADDRESS, e);
        }
        return returned >= 0 ? returned : -errno(errno);
    }

    private static final class newlocale {
        static final MemorySegment ADDRESS = find("newlocale");
    }

    @Override
    public long newlocale(int category_mask, long locale, long base) {
        MemorySegment errno = errnoMemory();
        long returned;
        try {
            returned = (long) CALL.invokeExact(
                    newlocale.ADDRESS, errno, (long) category_mask, locale, base, 0L, 0L, 0L);
        } catch (Throwable e) {
            throw failure("newlocale", newlocale.ADDRESS, e);
        }
        return returned != 0 ? returned : -errno(errno);
    }

    private static final class strerror_l {
        static final MemorySegment ADDRESS = find("strerror_l");
    }

    @Override
    public long strerror_l(int errnum, long l) {
        MemorySegment errno = errnoMemory();
        long returned;
        try {
            returned = (long) CALL.invokeExact(strerror_l.ADDRESS, errno, (long) errnum, l, 0L, 0L, 0L, 0L);
        } catch (Throwable e) {
            throw failure("strerror_l", strerror_l.ADDRESS, e);
        }
        return returned != 0 ? returned : -errno(errno);
    }

    private static final class gnu_get_libc_version {
        static final MemorySegment ADDRESS = find("gnu_get_libc_version");
    }

    @Override
    public long gnu_get_libc_version() {
        MemorySegment errno = errnoMemory();
        long returned;
        try {
            returned = (long) CALL.invokeExact(gnu_get_libc_version.ADDRESS, errno, 0L, 0L, 0L, 0L, 0L, 0L);
        } catch (Throwable e) {
            throw failure("gnu_get_libc_version", gnu_get_libc_version.ADDRESS, e);
        }
        return returned != 0 ? returned : -errno(errno);
    }
}
