package libcsockets;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** The backend over JNI: each native method is one C function in {@code native/src/jni/libcsockets.c}. */
class JniLibc extends Libc {
    private final String origin;

    /** For a library that is loaded already. */
    JniLibc(String origin) {
        this.origin = origin;
    }

    @Override
    public String backend() {
        return "jni";
    }

    @Override
    public String origin() {
        return origin;
    }

    @Override
    native int socket0(int domain, int type, int protocol);

    @Override
    native int socketpair0(int domain, int type, int protocol, long sv);

    @Override
    native int bind0(int fd, long addr, int addrlen);

    @Override
    native int listen0(int fd, int backlog);

    @Override
    native int accept0(int fd, long addr, long addrlen);

    @Override
    native int accept4_0(int fd, long addr, long addrlen, int flags);

    @Override
    native int connect0(int fd, long addr, int addrlen);

    @Override
    native int getsockname0(int fd, long addr, long addrlen);

    @Override
    native int getpeername0(int fd, long addr, long addrlen);

    @Override
    native int shutdown0(int fd, int how);

    @Override
    native int close0(int fd);

    @Override
    native int dup0(int oldfd);

    @Override
    native int dup2_0(int oldfd, int newfd);

    @Override
    native int dup3_0(int oldfd, int newfd, int flags);

    @Override
    int send0(CallState state, int fd, ByteBuffer base, long buf, long len, int flags) {
        return send0(fd, base, buf, len, flags);
    }

    private static native int send0(int fd, ByteBuffer base, long buf, long len, int flags);

    @Override
    int recv0(CallState state, int fd, ByteBuffer base, long buf, long len, int flags) {
        return recv0(fd, base, buf, len, flags);
    }

    private static native int recv0(int fd, ByteBuffer base, long buf, long len, int flags);

    @Override
    int sendto0(CallState state, int fd, ByteBuffer base, long buf, long len, int flags, long addr, int addrlen) {
        return sendto0(fd, base, buf, len, flags, addr, addrlen);
    }

    private static native int sendto0(int fd, ByteBuffer base, long buf, long len, int flags, long addr, int addrlen);

    @Override
    int recvfrom0(CallState state, int fd, ByteBuffer base, long buf, long len, int flags, long addr, long addrlen) {
        return recvfrom0(fd, base, buf, len, flags, addr, addrlen);
    }

    private static native int recvfrom0(
            int fd, ByteBuffer base, long buf, long len, int flags, long addr, long addrlen);

    @Override
    int read0(CallState state, int fd, ByteBuffer base, long buf, long len) {
        return read0(fd, base, buf, len);
    }

    private static native int read0(int fd, ByteBuffer base, long buf, long len);

    @Override
    int write0(CallState state, int fd, ByteBuffer base, long buf, long len) {
        return write0(fd, base, buf, len);
    }

    private static native int write0(int fd, ByteBuffer base, long buf, long len);

    @Override
    native int readv0(int fd, long iov, int iovcnt);

    @Override
    native int writev0(int fd, long iov, int iovcnt);

    @Override
    native int sendmsg0(int fd, long msg, int flags);

    @Override
    native int recvmsg0(int fd, long msg, int flags);

    @Override
    native int sendmmsg0(int fd, long msgvec, int vlen, int flags);

    @Override
    native int recvmmsg0(int fd, long msgvec, int vlen, int flags, long timeout);

    @Override
    native long sendfile0(int out, int in, long offset, long count);

    @Override
    native long splice0(int in, long offIn, int out, long offOut, long len, int flags);

    @Override
    native int setsockopt0(int fd, int level, int optname, long optval, int optlen);

    @Override
    native int getsockopt0(int fd, int level, int optname, long optval, long optlen);

    @Override
    native int fcntl0(int fd, int cmd, long arg);

    @Override
    native int ioctl0(int fd, long request, long arg);

    @Override
    native int sockatmark0(int fd);

    @Override
    native int poll0(long fds, long nfds, int timeout);

    @Override
    native int epoll_create0(int size);

    @Override
    native int epoll_create1_0(int flags);

    @Override
    native int epoll_ctl0(int epfd, int op, int fd, long event);

    @Override
    native int epoll_wait0(int epfd, long events, int maxevents, int timeout);

    @Override
    native int eventfd0(int initval, int flags);

    @Override
    native int pipe0(long pipefd);

    @Override
    native int pipe2_0(long pipefd, int flags);

    @Override
    native int open0(long pathname, int flags, int mode);

    @Override
    native int mkfifo0(long pathname, int mode);

    @Override
    native int memfd_create0(long name, int flags);

    @Override
    native int timerfd_create0(int clockid, int flags);

    @Override
    native int signalfd0(int fd, long mask, int flags);

    @Override
    native int inotify_init1_0(int flags);

    @Override
    native int pidfd_open0(int pid, int flags);

    @Override
    native int getpid0();

    @Override
    native int geteuid0();

    @Override
    native int seteuid0(int euid);

    @Override
    native int setegid0(int egid);

    @Override
    native long getaddrinfo0(long node, long service, long hints, long res);

    @Override
    native void freeaddrinfo0(long res);

    @Override
    native long getnameinfo0(long addr, int addrlen, long host, int hostlen, long serv, int servlen, int flags);

    @Override
    native long gai_strerror0(int errcode);

    @Override
    native int if_nametoindex0(long ifname);

    @Override
    native int if_indextoname0(int ifindex, long ifname);

    @Override
    native int inet_pton0(int af, long src, long dst);

    @Override
    native int inet_ntop0(int af, long src, long dst, int size);

    @Override
    native long inet_ntoa0(int in);

    @Override
    native int inet_aton0(long cp, long inp);

    @Override
    native long gnu_get_libc_version0();

    @Override
    String strerror0(int errnum) {
        return string0(strerror_l0(errnum));
    }

    private native long strerror_l0(int errnum);

    @Override
    String string0(long address) {
        return new String(bytes0(address), StandardCharsets.UTF_8);
    }

    /** The bytes of a C string. */
    private native byte[] bytes0(long address);

    @Override
    ByteBuffer memory0(long address, int size) {
        return buffer0(address, size).order(ByteOrder.nativeOrder());
    }

    private native ByteBuffer buffer0(long address, int size);

    @Override
    native long address0(ByteBuffer direct);
}
