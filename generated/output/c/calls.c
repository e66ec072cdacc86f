// Generated from jextract's descriptors by generated/generate.sh. Do not edit: change the inputs instead.
/* The calls of the JNI backend. libcsockets.h has the forms of their results. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <gnu/libc-version.h>
#include <locale.h>
#include <net/if.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/sendfile.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>
#include <sys/syscall.h>

#include "libcsockets.h"
#include "libcsockets_internal_JniCalls.h"

#define CALL(type, name) JNIEXPORT type JNICALL Java_libcsockets_internal_JniCalls_##name

CALL(jint, socket)(JNIEnv *env, jobject self, jint domain, jint type, jint protocol)
{
    NUMBER(socket(domain, type, protocol));
}

CALL(jint, socketpair)(JNIEnv *env, jobject self, jint domain, jint type, jint protocol, jlong fds)
{
    NUMBER(socketpair(domain, type, protocol, (int *)P(fds)));
}

CALL(jint, bind)(JNIEnv *env, jobject self, jint fd, jlong addr, jint len)
{
    NUMBER(bind(fd, (const struct sockaddr *)P(addr), (socklen_t)len));
}

CALL(jint, connect)(JNIEnv *env, jobject self, jint fd, jlong addr, jint len)
{
    NUMBER(connect(fd, (const struct sockaddr *)P(addr), (socklen_t)len));
}

CALL(jint, listen)(JNIEnv *env, jobject self, jint fd, jint n)
{
    NUMBER(listen(fd, n));
}

CALL(jint, accept)(JNIEnv *env, jobject self, jint fd, jlong addr, jlong addr_len)
{
    NUMBER(accept(fd, (struct sockaddr *)P(addr), (socklen_t *)P(addr_len)));
}

CALL(jint, accept4)(JNIEnv *env, jobject self, jint sockfd, jlong addr, jlong addrlen, jint flags)
{
    NUMBER(accept4(sockfd, (struct sockaddr *)P(addr), (socklen_t *)P(addrlen), flags));
}

CALL(jint, getsockname)(JNIEnv *env, jobject self, jint fd, jlong addr, jlong len)
{
    NUMBER(getsockname(fd, (struct sockaddr *)P(addr), (socklen_t *)P(len)));
}

CALL(jint, getpeername)(JNIEnv *env, jobject self, jint fd, jlong addr, jlong len)
{
    NUMBER(getpeername(fd, (struct sockaddr *)P(addr), (socklen_t *)P(len)));
}

CALL(jint, setsockopt)(JNIEnv *env, jobject self, jint fd, jint level, jint optname, jlong optval, jint optlen)
{
    NUMBER(setsockopt(fd, level, optname, (const void *)P(optval), (socklen_t)optlen));
}

CALL(jint, getsockopt)(JNIEnv *env, jobject self, jint fd, jint level, jint optname, jlong optval, jlong optlen)
{
    NUMBER(getsockopt(fd, level, optname, (void *)P(optval), (socklen_t *)P(optlen)));
}

CALL(jint, shutdown)(JNIEnv *env, jobject self, jint fd, jint how)
{
    NUMBER(shutdown(fd, how));
}

CALL(jint, sockatmark)(JNIEnv *env, jobject self, jint fd)
{
    NUMBER(sockatmark(fd));
}

CALL(jint, send)(JNIEnv *env, jclass self, jint fd, jobject base, jlong buf, jlong n, jint flags)
{
    NUMBER(send(fd, at(env, base, buf), (size_t)n, flags));
}

CALL(jint, recv)(JNIEnv *env, jclass self, jint fd, jobject base, jlong buf, jlong n, jint flags)
{
    NUMBER(recv(fd, at(env, base, buf), (size_t)n, flags));
}

CALL(jint, sendto)(
        JNIEnv *env, jclass self, jint fd, jobject base, jlong buf, jlong n, jint flags, jlong addr, jint addr_len)
{
    NUMBER(sendto(fd, at(env, base, buf), (size_t)n, flags, (const struct sockaddr *)P(addr), (socklen_t)addr_len));
}

CALL(jint, recvfrom)(
        JNIEnv *env, jclass self, jint fd, jobject base, jlong buf, jlong n, jint flags, jlong addr, jlong addr_len)
{
    NUMBER(recvfrom(fd, at(env, base, buf), (size_t)n, flags, (struct sockaddr *)P(addr), (socklen_t *)P(addr_len)));
}

CALL(jint, sendmsg)(JNIEnv *env, jobject self, jint fd, jlong message, jint flags)
{
    NUMBER(sendmsg(fd, (const struct msghdr *)P(message), flags));
}

CALL(jint, recvmsg)(JNIEnv *env, jobject self, jint fd, jlong message, jint flags)
{
    NUMBER(recvmsg(fd, (struct msghdr *)P(message), flags));
}

CALL(jint, sendmmsg)(JNIEnv *env, jobject self, jint sockfd, jlong msgvec, jint vlen, jint flags)
{
    NUMBER(sendmmsg(sockfd, (struct mmsghdr *)P(msgvec), (unsigned int)vlen, flags));
}

CALL(jint, recvmmsg)(JNIEnv *env, jobject self, jint sockfd, jlong msgvec, jint vlen, jint flags, jlong timeout)
{
    NUMBER(recvmmsg(sockfd, (struct mmsghdr *)P(msgvec), (unsigned int)vlen, flags, (struct timespec *)P(timeout)));
}

CALL(jint, read)(JNIEnv *env, jclass self, jint fd, jobject base, jlong buf, jlong nbytes)
{
    NUMBER(read(fd, at(env, base, buf), (size_t)nbytes));
}

CALL(jint, write)(JNIEnv *env, jclass self, jint fd, jobject base, jlong buf, jlong n)
{
    NUMBER(write(fd, at(env, base, buf), (size_t)n));
}

CALL(jint, readv)(JNIEnv *env, jobject self, jint fd, jlong iovec, jint count)
{
    NUMBER(readv(fd, (const struct iovec *)P(iovec), count));
}

CALL(jint, writev)(JNIEnv *env, jobject self, jint fd, jlong iovec, jint count)
{
    NUMBER(writev(fd, (const struct iovec *)P(iovec), count));
}

CALL(jlong, sendfile)(JNIEnv *env, jobject self, jint out_fd, jint in_fd, jlong offset, jlong count)
{
    LONG_NUMBER(sendfile(out_fd, in_fd, (off_t *)P(offset), (size_t)count));
}

CALL(jlong, splice)(
        JNIEnv *env, jobject self, jint fd_in, jlong off_in, jint fd_out, jlong off_out, jlong len, jint flags)
{
    LONG_NUMBER(splice(fd_in, (off_t *)P(off_in), fd_out, (off_t *)P(off_out), (size_t)len, (unsigned int)flags));
}

CALL(jint, open)(JNIEnv *env, jobject self, jlong file, jint oflag, jint mode)
{
    NUMBER(open((const char *)P(file), oflag, (mode_t)mode));
}

CALL(jint, close)(JNIEnv *env, jobject self, jint fd)
{
    NUMBER(close(fd));
}

CALL(jint, dup)(JNIEnv *env, jobject self, jint fd)
{
    NUMBER(dup(fd));
}

CALL(jint, dup2)(JNIEnv *env, jobject self, jint fd, jint fd2)
{
    NUMBER(dup2(fd, fd2));
}

CALL(jint, dup3)(JNIEnv *env, jobject self, jint oldfd, jint newfd, jint flags)
{
    NUMBER(dup3(oldfd, newfd, flags));
}

CALL(jint, fcntl)(JNIEnv *env, jobject self, jint fd, jint cmd, jlong arg)
{
    NUMBER(fcntl(fd, cmd, arg));
}

CALL(jint, ioctl)(JNIEnv *env, jobject self, jint fd, jlong request, jlong arg)
{
    NUMBER(ioctl(fd, (unsigned long)request, (void *)P(arg)));
}

CALL(jint, pipe)(JNIEnv *env, jobject self, jlong pipedes)
{
    NUMBER(pipe((int *)P(pipedes)));
}

CALL(jint, pipe2)(JNIEnv *env, jobject self, jlong pipefd, jint flags)
{
    NUMBER(pipe2((int *)P(pipefd), flags));
}

CALL(jint, mkfifo)(JNIEnv *env, jobject self, jlong path, jint mode)
{
    NUMBER(mkfifo((const char *)P(path), (mode_t)mode));
}

CALL(jint, memfd_1create)(JNIEnv *env, jobject self, jlong name, jint flags)
{
    NUMBER(syscall(SYS_memfd_create, (const char *)P(name), (unsigned int)flags));
}

CALL(jint, eventfd)(JNIEnv *env, jobject self, jint count, jint flags)
{
    NUMBER(eventfd((unsigned int)count, flags));
}

CALL(jint, timerfd_1create)(JNIEnv *env, jobject self, jint clock_id, jint flags)
{
    NUMBER(timerfd_create((clockid_t)clock_id, flags));
}

CALL(jint, signalfd)(JNIEnv *env, jobject self, jint fd, jlong mask, jint flags)
{
    NUMBER(signalfd(fd, (const sigset_t *)P(mask), flags));
}

CALL(jint, inotify_1init1)(JNIEnv *env, jobject self, jint flags)
{
    NUMBER(inotify_init1(flags));
}

CALL(jint, pidfd_1open)(JNIEnv *env, jobject self, jint pid, jint flags)
{
    NUMBER(syscall(SYS_pidfd_open, (pid_t)pid, (unsigned int)flags));
}

CALL(jint, poll)(JNIEnv *env, jobject self, jlong fds, jlong nfds, jint timeout)
{
    NUMBER(poll((struct pollfd *)P(fds), (nfds_t)nfds, timeout));
}

CALL(jint, epoll_1create)(JNIEnv *env, jobject self, jint size)
{
    NUMBER(epoll_create(size));
}

CALL(jint, epoll_1create1)(JNIEnv *env, jobject self, jint flags)
{
    NUMBER(epoll_create1(flags));
}

CALL(jint, epoll_1ctl)(JNIEnv *env, jobject self, jint epfd, jint op, jint fd, jlong event)
{
    NUMBER(epoll_ctl(epfd, op, fd, (struct epoll_event *)P(event)));
}

CALL(jint, epoll_1wait)(JNIEnv *env, jobject self, jint epfd, jlong events, jint maxevents, jint timeout)
{
    NUMBER(epoll_wait(epfd, (struct epoll_event *)P(events), maxevents, timeout));
}

CALL(jlong, getaddrinfo)(JNIEnv *env, jobject self, jlong name, jlong service, jlong req, jlong pai)
{
    RESOLVER(getaddrinfo(
            (const char *)P(name), (const char *)P(service), (const struct addrinfo *)P(req),
            (struct addrinfo **)P(pai)));
}

CALL(void, freeaddrinfo)(JNIEnv *env, jobject self, jlong ai)
{
    NOTHING(freeaddrinfo((struct addrinfo *)P(ai)));
}

CALL(jlong, getnameinfo)(
        JNIEnv *env, jobject self, jlong sa, jint salen, jlong host, jint hostlen, jlong serv, jint servlen, jint flags)
{
    RESOLVER(getnameinfo(
            (const struct sockaddr *)P(sa), (socklen_t)salen, (char *)P(host), (socklen_t)hostlen, (char *)P(serv),
            (socklen_t)servlen, flags));
}

CALL(jlong, gai_1strerror)(JNIEnv *env, jobject self, jint ecode)
{
    POINTER(gai_strerror(ecode));
}

CALL(jint, gethostbyname_1r)(
        JNIEnv *env, jobject self, jlong name, jlong result_buf, jlong buf, jlong buflen, jlong result, jlong h_errnop)
{
    NUMBER(gethostbyname_r(
            (const char *)P(name), (struct hostent *)P(result_buf), (char *)P(buf), (size_t)buflen,
            (struct hostent **)P(result), (int *)P(h_errnop)));
}

CALL(jint, getservbyname_1r)(
        JNIEnv *env, jobject self, jlong name, jlong proto, jlong result_buf, jlong buf, jlong buflen, jlong result)
{
    NUMBER(getservbyname_r(
            (const char *)P(name), (const char *)P(proto), (struct servent *)P(result_buf), (char *)P(buf),
            (size_t)buflen, (struct servent **)P(result)));
}

CALL(jint, getservbyport_1r)(
        JNIEnv *env, jobject self, jint port, jlong proto, jlong result_buf, jlong buf, jlong buflen, jlong result)
{
    NUMBER(getservbyport_r(
            port, (const char *)P(proto), (struct servent *)P(result_buf), (char *)P(buf), (size_t)buflen,
            (struct servent **)P(result)));
}

CALL(jint, getprotobyname_1r)(
        JNIEnv *env, jobject self, jlong name, jlong result_buf, jlong buf, jlong buflen, jlong result)
{
    NUMBER(getprotobyname_r(
            (const char *)P(name), (struct protoent *)P(result_buf), (char *)P(buf), (size_t)buflen,
            (struct protoent **)P(result)));
}

CALL(jint, getprotobynumber_1r)(
        JNIEnv *env, jobject self, jint proto, jlong result_buf, jlong buf, jlong buflen, jlong result)
{
    NUMBER(getprotobynumber_r(
            proto, (struct protoent *)P(result_buf), (char *)P(buf), (size_t)buflen, (struct protoent **)P(result)));
}

CALL(jint, if_1nametoindex)(JNIEnv *env, jobject self, jlong ifname)
{
    NOT_ZERO(if_nametoindex((const char *)P(ifname)));
}

CALL(jlong, if_1indextoname)(JNIEnv *env, jobject self, jint ifindex, jlong ifname)
{
    POINTER(if_indextoname((unsigned int)ifindex, (char *)P(ifname)));
}

CALL(jlong, if_1nameindex)(JNIEnv *env, jobject self)
{
    POINTER(if_nameindex());
}

CALL(void, if_1freenameindex)(JNIEnv *env, jobject self, jlong ptr)
{
    NOTHING(if_freenameindex((struct if_nameindex *)P(ptr)));
}

CALL(jint, inet_1pton)(JNIEnv *env, jobject self, jint af, jlong cp, jlong buf)
{
    NUMBER(inet_pton(af, (const char *)P(cp), (void *)P(buf)));
}

CALL(jlong, inet_1ntop)(JNIEnv *env, jobject self, jint af, jlong cp, jlong buf, jint len)
{
    POINTER(inet_ntop(af, (const void *)P(cp), (char *)P(buf), (socklen_t)len));
}

CALL(jlong, inet_1ntoa)(JNIEnv *env, jobject self, jint in)
{
    POINTER(inet_ntoa((struct in_addr){in}));
}

CALL(jint, inet_1aton)(JNIEnv *env, jobject self, jlong cp, jlong inp)
{
    NUMBER(inet_aton((const char *)P(cp), (struct in_addr *)P(inp)));
}

CALL(jint, seteuid)(JNIEnv *env, jobject self, jint uid)
{
    NUMBER(seteuid((uid_t)uid));
}

CALL(jint, setegid)(JNIEnv *env, jobject self, jint gid)
{
    NUMBER(setegid((gid_t)gid));
}

CALL(jint, geteuid)(JNIEnv *env, jobject self)
{
    PLAIN(geteuid());
}

CALL(jint, getpid)(JNIEnv *env, jobject self)
{
    PLAIN(getpid());
}

CALL(jint, gethostname)(JNIEnv *env, jobject self, jlong name, jlong len)
{
    NUMBER(gethostname((char *)P(name), (size_t)len));
}

CALL(jint, sethostname)(JNIEnv *env, jobject self, jlong name, jlong len)
{
    NUMBER(sethostname((const char *)P(name), (size_t)len));
}

CALL(jlong, newlocale)(JNIEnv *env, jobject self, jint category_mask, jlong locale, jlong base)
{
    POINTER(newlocale(category_mask, (const char *)P(locale), (locale_t)P(base)));
}

CALL(jlong, strerror_1l)(JNIEnv *env, jobject self, jint errnum, jlong l)
{
    POINTER(strerror_l(errnum, (locale_t)P(l)));
}

CALL(jlong, gnu_1get_1libc_1version)(JNIEnv *env, jobject self)
{
    POINTER(gnu_get_libc_version());
}
