package libcsockets.internal;

import java.nio.ByteBuffer;

/** The functions of libc, as both backends have them. */
public abstract class Calls extends Backend {
    // ---- what a backend implements ----
    //
    // Results are n >= 0 or -errno; pointers are longs, 0 for NULL. Functions that do not set errno return what C
    // returns.
    //
    // The six that a program calls for each piece of data get more from here, since what it takes to look it up shows
    // beside a call of 300 ns: the thread's state, and where there is a direct buffer, the buffer itself as base. The
    // address is an offset in it then.

    public abstract int socket(int domain, int type, int protocol);

    public abstract int socketpair(int domain, int type, int protocol, long sv);

    public abstract int bind(int fd, long addr, int addrlen);

    public abstract int listen(int fd, int backlog);

    public abstract int accept(int fd, long addr, long addrlen);

    public abstract int accept4(int fd, long addr, long addrlen, int flags);

    public abstract int connect(int fd, long addr, int addrlen);

    public abstract int getsockname(int fd, long addr, long addrlen);

    public abstract int getpeername(int fd, long addr, long addrlen);

    public abstract int shutdown(int fd, int how);

    public abstract int close(int fd);

    public abstract int dup(int oldfd);

    public abstract int dup2(int oldfd, int newfd);

    public abstract int dup3(int oldfd, int newfd, int flags);

    public abstract int send(ThreadState state, int fd, ByteBuffer base, long buf, long len, int flags);

    public abstract int recv(ThreadState state, int fd, ByteBuffer base, long buf, long len, int flags);

    public abstract int sendto(
            ThreadState state, int fd, ByteBuffer base, long buf, long len, int flags, long addr, int addrlen);

    public abstract int recvfrom(
            ThreadState state, int fd, ByteBuffer base, long buf, long len, int flags, long addr, long addrlen);

    public abstract int read(ThreadState state, int fd, ByteBuffer base, long buf, long len);

    public abstract int write(ThreadState state, int fd, ByteBuffer base, long buf, long len);

    public abstract int readv(int fd, long iov, int iovcnt);

    public abstract int writev(int fd, long iov, int iovcnt);

    public abstract int sendmsg(int fd, long msg, int flags);

    public abstract int recvmsg(int fd, long msg, int flags);

    public abstract int sendmmsg(int fd, long msgvec, int vlen, int flags);

    public abstract int recvmmsg(int fd, long msgvec, int vlen, int flags, long timeout);

    public abstract long sendfile(int out, int in, long offset, long count);

    public abstract long splice(int in, long offIn, int out, long offOut, long len, int flags);

    public abstract int setsockopt(int fd, int level, int optname, long optval, int optlen);

    public abstract int getsockopt(int fd, int level, int optname, long optval, long optlen);

    public abstract int fcntl(int fd, int cmd, long arg);

    public abstract int ioctl(int fd, long request, long arg);

    public abstract int sockatmark(int fd);

    public abstract int poll(long fds, long nfds, int timeout);

    public abstract int epoll_create(int size);

    public abstract int epoll_create1(int flags);

    public abstract int epoll_ctl(int epfd, int op, int fd, long event);

    public abstract int epoll_wait(int epfd, long events, int maxevents, int timeout);

    public abstract int eventfd(int initval, int flags);

    public abstract int pipe(long pipefd);

    public abstract int pipe2(long pipefd, int flags);

    public abstract int open(long pathname, int flags, int mode);

    public abstract int mkfifo(long pathname, int mode);

    public abstract int memfd_create(long name, int flags);

    public abstract int timerfd_create(int clockid, int flags);

    public abstract int signalfd(int fd, long mask, int flags);

    public abstract int inotify_init1(int flags);

    public abstract int pidfd_open(int pid, int flags);

    public abstract int getpid();

    public abstract int geteuid();

    public abstract int seteuid(int euid);

    public abstract int setegid(int egid);

    /** The EAI_ code in the low half, errno in the high half. */
    public abstract long getaddrinfo(long node, long service, long hints, long res);

    public abstract void freeaddrinfo(long res);

    /** The EAI_ code in the low half, errno in the high half. */
    public abstract long getnameinfo(long addr, int addrlen, long host, int hostlen, long serv, int servlen, int flags);

    public abstract long gai_strerror(int errcode);

    /** The index, or -errno; never 0. */
    public abstract int if_nametoindex(long ifname);

    /** 0, or -errno. */
    public abstract int if_indextoname(int ifindex, long ifname);

    public abstract int inet_pton(int af, long src, long dst);

    /** 0, or -errno. */
    public abstract int inet_ntop(int af, long src, long dst, int size);

    public abstract long inet_ntoa(int in);

    public abstract int inet_aton(long cp, long inp);

    public abstract long gnu_get_libc_version();
}
