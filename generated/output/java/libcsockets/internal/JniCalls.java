// Generated from jextract's descriptors by generated/generate.sh. Do not edit: change the inputs instead.
package libcsockets.internal;

import java.nio.ByteBuffer;

/** The functions of libc over JNI: each native method is one C function. */
public abstract class JniCalls extends Calls {
    JniCalls() {}

    @Override
    public native int socket(int domain, int type, int protocol);

    @Override
    public native int socketpair(int domain, int type, int protocol, long fds);

    @Override
    public native int bind(int fd, long addr, int len);

    @Override
    public native int connect(int fd, long addr, int len);

    @Override
    public native int listen(int fd, int n);

    @Override
    public native int accept(int fd, long addr, long addr_len);

    @Override
    public native int accept4(int sockfd, long addr, long addrlen, int flags);

    @Override
    public native int getsockname(int fd, long addr, long len);

    @Override
    public native int getpeername(int fd, long addr, long len);

    @Override
    public native int setsockopt(int fd, int level, int optname, long optval, int optlen);

    @Override
    public native int getsockopt(int fd, int level, int optname, long optval, long optlen);

    @Override
    public native int shutdown(int fd, int how);

    @Override
    public native int sockatmark(int fd);

    @Override
    public int send(ThreadState state, int fd, ByteBuffer base, long buf, long n, int flags) {
        long known = base == null ? 0 : state.addressOf(base);
        return send(fd, known == 0 ? base : null, known + buf, n, flags);
    }

    private static native int send(int fd, ByteBuffer base, long buf, long n, int flags);

    @Override
    public int recv(ThreadState state, int fd, ByteBuffer base, long buf, long n, int flags) {
        long known = base == null ? 0 : state.addressOf(base);
        return recv(fd, known == 0 ? base : null, known + buf, n, flags);
    }

    private static native int recv(int fd, ByteBuffer base, long buf, long n, int flags);

    @Override
    public int sendto(
            ThreadState state, int fd, ByteBuffer base, long buf, long n, int flags, long addr, int addr_len) {
        long known = base == null ? 0 : state.addressOf(base);
        return sendto(fd, known == 0 ? base : null, known + buf, n, flags, addr, addr_len);
    }

    private static native int sendto(int fd, ByteBuffer base, long buf, long n, int flags, long addr, int addr_len);

    @Override
    public int recvfrom(
            ThreadState state, int fd, ByteBuffer base, long buf, long n, int flags, long addr, long addr_len) {
        long known = base == null ? 0 : state.addressOf(base);
        return recvfrom(fd, known == 0 ? base : null, known + buf, n, flags, addr, addr_len);
    }

    private static native int recvfrom(int fd, ByteBuffer base, long buf, long n, int flags, long addr, long addr_len);

    @Override
    public native int sendmsg(int fd, long message, int flags);

    @Override
    public native int recvmsg(int fd, long message, int flags);

    @Override
    public native int sendmmsg(int sockfd, long msgvec, int vlen, int flags);

    @Override
    public native int recvmmsg(int sockfd, long msgvec, int vlen, int flags, long timeout);

    @Override
    public int read(ThreadState state, int fd, ByteBuffer base, long buf, long nbytes) {
        long known = base == null ? 0 : state.addressOf(base);
        return read(fd, known == 0 ? base : null, known + buf, nbytes);
    }

    private static native int read(int fd, ByteBuffer base, long buf, long nbytes);

    @Override
    public int write(ThreadState state, int fd, ByteBuffer base, long buf, long n) {
        long known = base == null ? 0 : state.addressOf(base);
        return write(fd, known == 0 ? base : null, known + buf, n);
    }

    private static native int write(int fd, ByteBuffer base, long buf, long n);

    @Override
    public native int readv(int fd, long iovec, int count);

    @Override
    public native int writev(int fd, long iovec, int count);

    @Override
    public native long sendfile(int out_fd, int in_fd, long offset, long count);

    @Override
    public native long splice(int fd_in, long off_in, int fd_out, long off_out, long len, int flags);

    @Override
    public native int open(long file, int oflag, int mode);

    @Override
    public native int close(int fd);

    @Override
    public native int dup(int fd);

    @Override
    public native int dup2(int fd, int fd2);

    @Override
    public native int dup3(int oldfd, int newfd, int flags);

    @Override
    public native int fcntl(int fd, int cmd, long arg);

    @Override
    public native int ioctl(int fd, long request, long arg);

    @Override
    public native int pipe(long pipedes);

    @Override
    public native int pipe2(long pipefd, int flags);

    @Override
    public native int mkfifo(long path, int mode);

    @Override
    public native int memfd_create(long name, int flags);

    @Override
    public native int eventfd(int count, int flags);

    @Override
    public native int timerfd_create(int clock_id, int flags);

    @Override
    public native int signalfd(int fd, long mask, int flags);

    @Override
    public native int inotify_init1(int flags);

    @Override
    public native int pidfd_open(int pid, int flags);

    @Override
    public native int poll(long fds, long nfds, int timeout);

    @Override
    public native int epoll_create(int size);

    @Override
    public native int epoll_create1(int flags);

    @Override
    public native int epoll_ctl(int epfd, int op, int fd, long event);

    @Override
    public native int epoll_wait(int epfd, long events, int maxevents, int timeout);

    @Override
    public native long getaddrinfo(long name, long service, long req, long pai);

    @Override
    public native void freeaddrinfo(long ai);

    @Override
    public native long getnameinfo(long sa, int salen, long host, int hostlen, long serv, int servlen, int flags);

    @Override
    public native long gai_strerror(int ecode);

    @Override
    public native int gethostbyname_r(long name, long result_buf, long buf, long buflen, long result, long h_errnop);

    @Override
    public native int getservbyname_r(long name, long proto, long result_buf, long buf, long buflen, long result);

    @Override
    public native int getservbyport_r(int port, long proto, long result_buf, long buf, long buflen, long result);

    @Override
    public native int getprotobyname_r(long name, long result_buf, long buf, long buflen, long result);

    @Override
    public native int getprotobynumber_r(int proto, long result_buf, long buf, long buflen, long result);

    @Override
    public native int if_nametoindex(long ifname);

    @Override
    public native long if_indextoname(int ifindex, long ifname);

    @Override
    public native long if_nameindex();

    @Override
    public native void if_freenameindex(long ptr);

    @Override
    public native int inet_pton(int af, long cp, long buf);

    @Override
    public native long inet_ntop(int af, long cp, long buf, int len);

    @Override
    public native long inet_ntoa(int in);

    @Override
    public native int inet_aton(long cp, long inp);

    @Override
    public native int seteuid(int uid);

    @Override
    public native int setegid(int gid);

    @Override
    public native int geteuid();

    @Override
    public native int getpid();

    @Override
    public native int gethostname(long name, long len);

    @Override
    public native int sethostname(long name, long len);

    @Override
    public native long newlocale(int category_mask, long locale, long base);

    @Override
    public native long strerror_l(int errnum, long l);

    @Override
    public native long gnu_get_libc_version();
}
