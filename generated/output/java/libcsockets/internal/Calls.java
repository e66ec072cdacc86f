// Generated from jextract's descriptors by generated/generate.sh. Do not edit: change the inputs instead.
package libcsockets.internal;

import java.nio.ByteBuffer;

/**
 * The functions of libc, as both backends have them: each method makes one call of the function of its
 * name.
 *
 * <p><b>Results.</b> A signed number is the number, or {@code -errno} where C returns a negative one; what
 * C returns as a {@code ssize_t} is an {@code int}, except where one call may move more bytes than an
 * {@code int} counts. A pointer is its address, or {@code -errno} for {@code NULL}. Other results are
 * described where they are.
 *
 * <p><b>Arguments.</b> A pointer is its address, 0 for {@code NULL}. An optional argument ({@code fcntl},
 * {@code ioctl}, {@code open}) is always passed.
 *
 * <p>The six functions that a program calls for each piece of data get the thread's state, and where there
 * is a direct buffer, the buffer itself as {@code base}: looking these up shows beside a call of 300 ns.
 * The pointer is then an index in the buffer; without a {@code base} it is an address.
 */
public abstract class Calls extends Backend {
    Calls() {}

    /** {@code int socket(int domain, int type, int protocol)} */
    public abstract int socket(int domain, int type, int protocol);

    /** {@code int socketpair(int domain, int type, int protocol, int fds[2])} */
    public abstract int socketpair(int domain, int type, int protocol, long fds);

    /** {@code int bind(int fd, const struct sockaddr *addr, socklen_t len)} */
    public abstract int bind(int fd, long addr, int len);

    /** {@code int connect(int fd, const struct sockaddr *addr, socklen_t len)} */
    public abstract int connect(int fd, long addr, int len);

    /** {@code int listen(int fd, int n)} */
    public abstract int listen(int fd, int n);

    /** {@code int accept(int fd, struct sockaddr *addr, socklen_t *addr_len)} */
    public abstract int accept(int fd, long addr, long addr_len);

    /** {@code int accept4(int sockfd, struct sockaddr *addr, socklen_t *addrlen, int flags)} */
    public abstract int accept4(int sockfd, long addr, long addrlen, int flags);

    /** {@code int getsockname(int fd, struct sockaddr *addr, socklen_t *len)} */
    public abstract int getsockname(int fd, long addr, long len);

    /** {@code int getpeername(int fd, struct sockaddr *addr, socklen_t *len)} */
    public abstract int getpeername(int fd, long addr, long len);

    /** {@code int setsockopt(int fd, int level, int optname, const void *optval, socklen_t optlen)} */
    public abstract int setsockopt(int fd, int level, int optname, long optval, int optlen);

    /** {@code int getsockopt(int fd, int level, int optname, void *optval, socklen_t *optlen)} */
    public abstract int getsockopt(int fd, int level, int optname, long optval, long optlen);

    /** {@code int shutdown(int fd, int how)} */
    public abstract int shutdown(int fd, int how);

    /** {@code int sockatmark(int fd)} */
    public abstract int sockatmark(int fd);

    /** {@code ssize_t send(int fd, const void *buf, size_t n, int flags)} */
    public abstract int send(ThreadState state, int fd, ByteBuffer base, long buf, long n, int flags);

    /** {@code ssize_t recv(int fd, void *buf, size_t n, int flags)} */
    public abstract int recv(ThreadState state, int fd, ByteBuffer base, long buf, long n, int flags);

    /**
     * {@code ssize_t sendto(int fd, const void *buf, size_t n, int flags, const struct sockaddr *addr, socklen_t
     * addr_len)}
     */
    public abstract int sendto(
            ThreadState state, int fd, ByteBuffer base, long buf, long n, int flags, long addr, int addr_len);

    /** {@code ssize_t recvfrom(int fd, void *buf, size_t n, int flags, struct sockaddr *addr, socklen_t *addr_len)} */
    public abstract int recvfrom(
            ThreadState state, int fd, ByteBuffer base, long buf, long n, int flags, long addr, long addr_len);

    /** {@code ssize_t sendmsg(int fd, const struct msghdr *message, int flags)} */
    public abstract int sendmsg(int fd, long message, int flags);

    /** {@code ssize_t recvmsg(int fd, struct msghdr *message, int flags)} */
    public abstract int recvmsg(int fd, long message, int flags);

    /** {@code int sendmmsg(int sockfd, struct mmsghdr *msgvec, unsigned int vlen, int flags)} */
    public abstract int sendmmsg(int sockfd, long msgvec, int vlen, int flags);

    /**
     * {@code int recvmmsg(int sockfd, struct mmsghdr *msgvec, unsigned int vlen, int flags, struct timespec *timeout)}
     */
    public abstract int recvmmsg(int sockfd, long msgvec, int vlen, int flags, long timeout);

    /** {@code ssize_t read(int fd, void *buf, size_t nbytes)} */
    public abstract int read(ThreadState state, int fd, ByteBuffer base, long buf, long nbytes);

    /** {@code ssize_t write(int fd, const void *buf, size_t n)} */
    public abstract int write(ThreadState state, int fd, ByteBuffer base, long buf, long n);

    /** {@code ssize_t readv(int fd, const struct iovec *iovec, int count)} */
    public abstract int readv(int fd, long iovec, int count);

    /** {@code ssize_t writev(int fd, const struct iovec *iovec, int count)} */
    public abstract int writev(int fd, long iovec, int count);

    /** {@code ssize_t sendfile(int out_fd, int in_fd, off_t *offset, size_t count)} */
    public abstract long sendfile(int out_fd, int in_fd, long offset, long count);

    /** {@code ssize_t splice(int fd_in, off_t *off_in, int fd_out, off_t *off_out, size_t len, unsigned int flags)} */
    public abstract long splice(int fd_in, long off_in, int fd_out, long off_out, long len, int flags);

    /** {@code int open(const char *file, int oflag, ...)} */
    public abstract int open(long file, int oflag, int mode);

    /** {@code int close(int fd)} */
    public abstract int close(int fd);

    /** {@code int dup(int fd)} */
    public abstract int dup(int fd);

    /** {@code int dup2(int fd, int fd2)} */
    public abstract int dup2(int fd, int fd2);

    /** {@code int dup3(int oldfd, int newfd, int flags)} */
    public abstract int dup3(int oldfd, int newfd, int flags);

    /** {@code int fcntl(int fd, int cmd, ...)} */
    public abstract int fcntl(int fd, int cmd, long arg);

    /** {@code int ioctl(int fd, unsigned long request, ...)} */
    public abstract int ioctl(int fd, long request, long arg);

    /** {@code int pipe(int pipedes[2])} */
    public abstract int pipe(long pipedes);

    /** {@code int pipe2(int pipefd[2], int flags)} */
    public abstract int pipe2(long pipefd, int flags);

    /** {@code int mkfifo(const char *path, mode_t mode)} */
    public abstract int mkfifo(long path, int mode);

    /** {@code int memfd_create(const char *name, unsigned int flags)} */
    public abstract int memfd_create(long name, int flags);

    /** {@code int eventfd(unsigned int count, int flags)} */
    public abstract int eventfd(int count, int flags);

    /** {@code int timerfd_create(clockid_t clock_id, int flags)} */
    public abstract int timerfd_create(int clock_id, int flags);

    /** {@code int signalfd(int fd, const sigset_t *mask, int flags)} */
    public abstract int signalfd(int fd, long mask, int flags);

    /** {@code int inotify_init1(int flags)} */
    public abstract int inotify_init1(int flags);

    /** {@code int pidfd_open(pid_t pid, unsigned int flags)} */
    public abstract int pidfd_open(int pid, int flags);

    /** {@code int poll(struct pollfd *fds, nfds_t nfds, int timeout)} */
    public abstract int poll(long fds, long nfds, int timeout);

    /** {@code int epoll_create(int size)} */
    public abstract int epoll_create(int size);

    /** {@code int epoll_create1(int flags)} */
    public abstract int epoll_create1(int flags);

    /** {@code int epoll_ctl(int epfd, int op, int fd, struct epoll_event *event)} */
    public abstract int epoll_ctl(int epfd, int op, int fd, long event);

    /** {@code int epoll_wait(int epfd, struct epoll_event *events, int maxevents, int timeout)} */
    public abstract int epoll_wait(int epfd, long events, int maxevents, int timeout);

    /**
     * {@code int getaddrinfo(const char *name, const char *service, const struct addrinfo *req, struct addrinfo
     * **pai)}: the {@code EAI_} code in the low half, errno in the high half
     */
    public abstract long getaddrinfo(long name, long service, long req, long pai);

    /** {@code void freeaddrinfo(struct addrinfo *ai)} */
    public abstract void freeaddrinfo(long ai);

    /**
     * {@code int getnameinfo(const struct sockaddr *sa, socklen_t salen, char *host, socklen_t hostlen, char *serv,
     * socklen_t servlen, int flags)}: the {@code EAI_} code in the low half, errno in the high half
     */
    public abstract long getnameinfo(long sa, int salen, long host, int hostlen, long serv, int servlen, int flags);

    /** {@code const char *gai_strerror(int ecode)} */
    public abstract long gai_strerror(int ecode);

    /**
     * {@code int gethostbyname_r(const char *name, struct hostent *result_buf, char *buf, size_t buflen, struct hostent
     * **result, int *h_errnop)}
     */
    public abstract int gethostbyname_r(long name, long result_buf, long buf, long buflen, long result, long h_errnop);

    /**
     * {@code int getservbyname_r(const char *name, const char *proto, struct servent *result_buf, char *buf, size_t
     * buflen, struct servent **result)}
     */
    public abstract int getservbyname_r(long name, long proto, long result_buf, long buf, long buflen, long result);

    /**
     * {@code int getservbyport_r(int port, const char *proto, struct servent *result_buf, char *buf, size_t buflen,
     * struct servent **result)}
     */
    public abstract int getservbyport_r(int port, long proto, long result_buf, long buf, long buflen, long result);

    /**
     * {@code int getprotobyname_r(const char *name, struct protoent *result_buf, char *buf, size_t buflen, struct
     * protoent **result)}
     */
    public abstract int getprotobyname_r(long name, long result_buf, long buf, long buflen, long result);

    /**
     * {@code int getprotobynumber_r(int proto, struct protoent *result_buf, char *buf, size_t buflen, struct protoent
     * **result)}
     */
    public abstract int getprotobynumber_r(int proto, long result_buf, long buf, long buflen, long result);

    /** {@code unsigned int if_nametoindex(const char *ifname)}: the result is never 0, but {@code -errno} instead */
    public abstract int if_nametoindex(long ifname);

    /** {@code char *if_indextoname(unsigned int ifindex, char ifname[16])} */
    public abstract long if_indextoname(int ifindex, long ifname);

    /** {@code struct if_nameindex *if_nameindex()} */
    public abstract long if_nameindex();

    /** {@code void if_freenameindex(struct if_nameindex *ptr)} */
    public abstract void if_freenameindex(long ptr);

    /** {@code int inet_pton(int af, const char *cp, void *buf)} */
    public abstract int inet_pton(int af, long cp, long buf);

    /** {@code const char *inet_ntop(int af, const void *cp, char *buf, socklen_t len)} */
    public abstract long inet_ntop(int af, long cp, long buf, int len);

    /** {@code char *inet_ntoa(struct in_addr in)} */
    public abstract long inet_ntoa(int in);

    /** {@code int inet_aton(const char *cp, struct in_addr *inp)} */
    public abstract int inet_aton(long cp, long inp);

    /** {@code int seteuid(uid_t uid)} */
    public abstract int seteuid(int uid);

    /** {@code int setegid(gid_t gid)} */
    public abstract int setegid(int gid);

    /** {@code uid_t geteuid()}: cannot fail */
    public abstract int geteuid();

    /** {@code pid_t getpid()}: cannot fail */
    public abstract int getpid();

    /** {@code int gethostname(char *name, size_t len)} */
    public abstract int gethostname(long name, long len);

    /** {@code int sethostname(const char *name, size_t len)} */
    public abstract int sethostname(long name, long len);

    /** {@code locale_t newlocale(int category_mask, const char *locale, locale_t base)} */
    public abstract long newlocale(int category_mask, long locale, long base);

    /** {@code char *strerror_l(int errnum, locale_t l)} */
    public abstract long strerror_l(int errnum, long l);

    /** {@code const char *gnu_get_libc_version()} */
    public abstract long gnu_get_libc_version();
}
