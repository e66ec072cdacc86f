package libcsockets.internal;

import java.nio.ByteBuffer;

/** The functions of libc over JNI. */
abstract class JniCalls extends Calls {
    @Override
    public native int socket(int domain, int type, int protocol);

    @Override
    public native int socketpair(int domain, int type, int protocol, long sv);

    @Override
    public native int bind(int fd, long addr, int addrlen);

    @Override
    public native int listen(int fd, int backlog);

    @Override
    public native int accept(int fd, long addr, long addrlen);

    @Override
    public native int accept4(int fd, long addr, long addrlen, int flags);

    @Override
    public native int connect(int fd, long addr, int addrlen);

    @Override
    public native int getsockname(int fd, long addr, long addrlen);

    @Override
    public native int getpeername(int fd, long addr, long addrlen);

    @Override
    public native int shutdown(int fd, int how);

    @Override
    public native int close(int fd);

    @Override
    public native int dup(int oldfd);

    @Override
    public native int dup2(int oldfd, int newfd);

    @Override
    public native int dup3(int oldfd, int newfd, int flags);

    @Override
    public int send(ThreadState state, int fd, ByteBuffer base, long buf, long len, int flags) {
        return send(fd, base, buf, len, flags);
    }

    private static native int send(int fd, ByteBuffer base, long buf, long len, int flags);

    @Override
    public int recv(ThreadState state, int fd, ByteBuffer base, long buf, long len, int flags) {
        return recv(fd, base, buf, len, flags);
    }

    private static native int recv(int fd, ByteBuffer base, long buf, long len, int flags);

    @Override
    public int sendto(
            ThreadState state, int fd, ByteBuffer base, long buf, long len, int flags, long addr, int addrlen) {
        return sendto(fd, base, buf, len, flags, addr, addrlen);
    }

    private static native int sendto(int fd, ByteBuffer base, long buf, long len, int flags, long addr, int addrlen);

    @Override
    public int recvfrom(
            ThreadState state, int fd, ByteBuffer base, long buf, long len, int flags, long addr, long addrlen) {
        return recvfrom(fd, base, buf, len, flags, addr, addrlen);
    }

    private static native int recvfrom(int fd, ByteBuffer base, long buf, long len, int flags, long addr, long addrlen);

    @Override
    public int read(ThreadState state, int fd, ByteBuffer base, long buf, long len) {
        return read(fd, base, buf, len);
    }

    private static native int read(int fd, ByteBuffer base, long buf, long len);

    @Override
    public int write(ThreadState state, int fd, ByteBuffer base, long buf, long len) {
        return write(fd, base, buf, len);
    }

    private static native int write(int fd, ByteBuffer base, long buf, long len);

    @Override
    public native int readv(int fd, long iov, int iovcnt);

    @Override
    public native int writev(int fd, long iov, int iovcnt);

    @Override
    public native int sendmsg(int fd, long msg, int flags);

    @Override
    public native int recvmsg(int fd, long msg, int flags);

    @Override
    public native int sendmmsg(int fd, long msgvec, int vlen, int flags);

    @Override
    public native int recvmmsg(int fd, long msgvec, int vlen, int flags, long timeout);

    @Override
    public native long sendfile(int out, int in, long offset, long count);

    @Override
    public native long splice(int in, long offIn, int out, long offOut, long len, int flags);

    @Override
    public native int setsockopt(int fd, int level, int optname, long optval, int optlen);

    @Override
    public native int getsockopt(int fd, int level, int optname, long optval, long optlen);

    @Override
    public native int fcntl(int fd, int cmd, long arg);

    @Override
    public native int ioctl(int fd, long request, long arg);

    @Override
    public native int sockatmark(int fd);

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
    public native int eventfd(int initval, int flags);

    @Override
    public native int pipe(long pipefd);

    @Override
    public native int pipe2(long pipefd, int flags);

    @Override
    public native int open(long pathname, int flags, int mode);

    @Override
    public native int mkfifo(long pathname, int mode);

    @Override
    public native int memfd_create(long name, int flags);

    @Override
    public native int timerfd_create(int clockid, int flags);

    @Override
    public native int signalfd(int fd, long mask, int flags);

    @Override
    public native int inotify_init1(int flags);

    @Override
    public native int pidfd_open(int pid, int flags);

    @Override
    public native int getpid();

    @Override
    public native int geteuid();

    @Override
    public native int seteuid(int euid);

    @Override
    public native int setegid(int egid);

    @Override
    public native long getaddrinfo(long node, long service, long hints, long res);

    @Override
    public native void freeaddrinfo(long res);

    @Override
    public native long getnameinfo(long addr, int addrlen, long host, int hostlen, long serv, int servlen, int flags);

    @Override
    public native long gai_strerror(int errcode);

    @Override
    public native int if_nametoindex(long ifname);

    @Override
    public native int if_indextoname(int ifindex, long ifname);

    @Override
    public native int inet_pton(int af, long src, long dst);

    @Override
    public native int inet_ntop(int af, long src, long dst, int size);

    @Override
    public native long inet_ntoa(int in);

    @Override
    public native int inet_aton(long cp, long inp);

    @Override
    public native long gnu_get_libc_version();
}
