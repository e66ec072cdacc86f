/*
 * The JNI backend: one function for each libc call, all of one form.
 *
 * A pointer comes as a jlong, 0 for NULL. The result is what the C function returned, or -errno; it is taken in the
 * expression right behind the call, so that nothing can change errno in between. Nothing here checks an argument or
 * throws an exception: that is the Java side's. The calls for data take a direct buffer as it is, and ask the JVM where its
 * memory lies before they make the call.
 *
 * The prototypes come from the header that javac makes of JniLibc.java, so a signature that changes on one side only
 * does not compile.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <gnu/libc-version.h>
#include <locale.h>
#include <net/if.h>
#include <netdb.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <sys/uio.h>
#include <unistd.h>

#include "libcsockets_JniLibc.h"

#define NATIVE(type, name) JNIEXPORT type JNICALL Java_libcsockets_JniLibc_##name

#define P(address) (uintptr_t) (address)

/* What the call returned, or -errno. A ssize_t fits a jint: Linux moves at most 0x7ffff000 bytes in a call. */
#define RESULT(type, call)                             \
    (void) env;                                        \
    (void) self;                                       \
    type result = (type) (call);                       \
    return result >= 0 ? result : (type) -errno

/* A call that does not set errno, or whose result has a form of its own. */
#define PLAIN()  \
    (void) env;  \
    (void) self

/*
 * The memory of a direct buffer, as GetDirectBufferAddress gives it. Reading the field that it reads is some 15 ns faster, and
 * is done where the JDK has the field.
 */
static jfieldID buffer_address;

JNIEXPORT jint JNICALL JNI_OnLoad(JavaVM *vm, void *reserved)
{
    (void) reserved;
    JNIEnv *env;
    if ((*vm)->GetEnv(vm, (void **) &env, JNI_VERSION_1_8) != JNI_OK)
        return JNI_ERR;
    jclass buffer = (*env)->FindClass(env, "java/nio/Buffer");
    if (buffer != NULL)
        buffer_address = (*env)->GetFieldID(env, buffer, "address", "J");
    (*env)->ExceptionClear(env);
    return JNI_VERSION_1_8;
}

static jlong address_of(JNIEnv *env, jobject direct)
{
    return buffer_address != NULL ? (*env)->GetLongField(env, direct, buffer_address)
                                  : (jlong) (uintptr_t) (*env)->GetDirectBufferAddress(env, direct);
}

/* An address, or an offset in a direct buffer. */
static void *at(JNIEnv *env, jobject base, jlong buf)
{
    return (void *) P(base == NULL ? buf : address_of(env, base) + buf);
}

/* ---- sockets ---- */

NATIVE(jint, socket0)(JNIEnv *env, jobject self, jint domain, jint type, jint protocol)
{
    RESULT(jint, socket(domain, type, protocol));
}

NATIVE(jint, socketpair0)(JNIEnv *env, jobject self, jint domain, jint type, jint protocol, jlong sv)
{
    RESULT(jint, socketpair(domain, type, protocol, (int *) P(sv)));
}

NATIVE(jint, bind0)(JNIEnv *env, jobject self, jint fd, jlong addr, jint addrlen)
{
    RESULT(jint, bind(fd, (const struct sockaddr *) P(addr), (socklen_t) addrlen));
}

NATIVE(jint, listen0)(JNIEnv *env, jobject self, jint fd, jint backlog)
{
    RESULT(jint, listen(fd, backlog));
}

NATIVE(jint, accept0)(JNIEnv *env, jobject self, jint fd, jlong addr, jlong addrlen)
{
    RESULT(jint, accept(fd, (struct sockaddr *) P(addr), (socklen_t *) P(addrlen)));
}

NATIVE(jint, accept4_10)(JNIEnv *env, jobject self, jint fd, jlong addr, jlong addrlen, jint flags)
{
    RESULT(jint, accept4(fd, (struct sockaddr *) P(addr), (socklen_t *) P(addrlen), flags));
}

NATIVE(jint, connect0)(JNIEnv *env, jobject self, jint fd, jlong addr, jint addrlen)
{
    RESULT(jint, connect(fd, (const struct sockaddr *) P(addr), (socklen_t) addrlen));
}

NATIVE(jint, getsockname0)(JNIEnv *env, jobject self, jint fd, jlong addr, jlong addrlen)
{
    RESULT(jint, getsockname(fd, (struct sockaddr *) P(addr), (socklen_t *) P(addrlen)));
}

NATIVE(jint, getpeername0)(JNIEnv *env, jobject self, jint fd, jlong addr, jlong addrlen)
{
    RESULT(jint, getpeername(fd, (struct sockaddr *) P(addr), (socklen_t *) P(addrlen)));
}

NATIVE(jint, shutdown0)(JNIEnv *env, jobject self, jint fd, jint how)
{
    RESULT(jint, shutdown(fd, how));
}

NATIVE(jint, close0)(JNIEnv *env, jobject self, jint fd)
{
    RESULT(jint, close(fd));
}

NATIVE(jint, dup0)(JNIEnv *env, jobject self, jint oldfd)
{
    RESULT(jint, dup(oldfd));
}

NATIVE(jint, dup2_10)(JNIEnv *env, jobject self, jint oldfd, jint newfd)
{
    RESULT(jint, dup2(oldfd, newfd));
}

NATIVE(jint, dup3_10)(JNIEnv *env, jobject self, jint oldfd, jint newfd, jint flags)
{
    RESULT(jint, dup3(oldfd, newfd, flags));
}

/* ---- data ---- */

NATIVE(jint, send0)(JNIEnv *env, jclass self, jint fd, jobject base, jlong buf, jlong len, jint flags)
{
    RESULT(jint, send(fd, at(env, base, buf), (size_t) len, flags));
}

NATIVE(jint, recv0)(JNIEnv *env, jclass self, jint fd, jobject base, jlong buf, jlong len, jint flags)
{
    RESULT(jint, recv(fd, at(env, base, buf), (size_t) len, flags));
}

NATIVE(jint, sendto0)(JNIEnv *env, jclass self, jint fd, jobject base, jlong buf, jlong len, jint flags, jlong addr, jint addrlen)
{
    RESULT(jint, sendto(fd, at(env, base, buf), (size_t) len, flags, (const struct sockaddr *) P(addr), (socklen_t) addrlen));
}

NATIVE(jint, recvfrom0)(JNIEnv *env, jclass self, jint fd, jobject base, jlong buf, jlong len, jint flags, jlong addr, jlong addrlen)
{
    RESULT(jint, recvfrom(fd, at(env, base, buf), (size_t) len, flags, (struct sockaddr *) P(addr), (socklen_t *) P(addrlen)));
}

NATIVE(jint, read0)(JNIEnv *env, jclass self, jint fd, jobject base, jlong buf, jlong len)
{
    RESULT(jint, read(fd, at(env, base, buf), (size_t) len));
}

NATIVE(jint, write0)(JNIEnv *env, jclass self, jint fd, jobject base, jlong buf, jlong len)
{
    RESULT(jint, write(fd, at(env, base, buf), (size_t) len));
}

NATIVE(jint, readv0)(JNIEnv *env, jobject self, jint fd, jlong iov, jint iovcnt)
{
    RESULT(jint, readv(fd, (const struct iovec *) P(iov), iovcnt));
}

NATIVE(jint, writev0)(JNIEnv *env, jobject self, jint fd, jlong iov, jint iovcnt)
{
    RESULT(jint, writev(fd, (const struct iovec *) P(iov), iovcnt));
}

NATIVE(jint, sendmsg0)(JNIEnv *env, jobject self, jint fd, jlong msg, jint flags)
{
    RESULT(jint, sendmsg(fd, (const struct msghdr *) P(msg), flags));
}

NATIVE(jint, recvmsg0)(JNIEnv *env, jobject self, jint fd, jlong msg, jint flags)
{
    RESULT(jint, recvmsg(fd, (struct msghdr *) P(msg), flags));
}

NATIVE(jint, sendmmsg0)(JNIEnv *env, jobject self, jint fd, jlong msgvec, jint vlen, jint flags)
{
    RESULT(jint, sendmmsg(fd, (struct mmsghdr *) P(msgvec), (unsigned int) vlen, flags));
}

NATIVE(jint, recvmmsg0)(JNIEnv *env, jobject self, jint fd, jlong msgvec, jint vlen, jint flags, jlong timeout)
{
    RESULT(jint, recvmmsg(fd, (struct mmsghdr *) P(msgvec), (unsigned int) vlen, flags, (struct timespec *) P(timeout)));
}

NATIVE(jlong, sendfile0)(JNIEnv *env, jobject self, jint out, jint in, jlong offset, jlong count)
{
    RESULT(jlong, sendfile(out, in, (off_t *) P(offset), (size_t) count));
}

NATIVE(jlong, splice0)(JNIEnv *env, jobject self, jint in, jlong offIn, jint out, jlong offOut, jlong len, jint flags)
{
    RESULT(jlong, splice(in, (off_t *) P(offIn), out, (off_t *) P(offOut), (size_t) len, (unsigned int) flags));
}

/* ---- options and control ---- */

NATIVE(jint, setsockopt0)(JNIEnv *env, jobject self, jint fd, jint level, jint optname, jlong optval, jint optlen)
{
    RESULT(jint, setsockopt(fd, level, optname, (const void *) P(optval), (socklen_t) optlen));
}

NATIVE(jint, getsockopt0)(JNIEnv *env, jobject self, jint fd, jint level, jint optname, jlong optval, jlong optlen)
{
    RESULT(jint, getsockopt(fd, level, optname, (void *) P(optval), (socklen_t *) P(optlen)));
}

NATIVE(jint, fcntl0)(JNIEnv *env, jobject self, jint fd, jint cmd, jlong arg)
{
    RESULT(jint, fcntl(fd, cmd, (long) arg));
}

NATIVE(jint, ioctl0)(JNIEnv *env, jobject self, jint fd, jlong request, jlong arg)
{
    RESULT(jint, ioctl(fd, (unsigned long) request, (void *) P(arg)));
}

NATIVE(jint, sockatmark0)(JNIEnv *env, jobject self, jint fd)
{
    RESULT(jint, sockatmark(fd));
}

/* ---- readiness ---- */

NATIVE(jint, poll0)(JNIEnv *env, jobject self, jlong fds, jlong nfds, jint timeout)
{
    RESULT(jint, poll((struct pollfd *) P(fds), (nfds_t) nfds, timeout));
}

NATIVE(jint, epoll_1create0)(JNIEnv *env, jobject self, jint size)
{
    RESULT(jint, epoll_create(size));
}

NATIVE(jint, epoll_1create1_10)(JNIEnv *env, jobject self, jint flags)
{
    RESULT(jint, epoll_create1(flags));
}

NATIVE(jint, epoll_1ctl0)(JNIEnv *env, jobject self, jint epfd, jint op, jint fd, jlong event)
{
    RESULT(jint, epoll_ctl(epfd, op, fd, (struct epoll_event *) P(event)));
}

NATIVE(jint, epoll_1wait0)(JNIEnv *env, jobject self, jint epfd, jlong events, jint maxevents, jint timeout)
{
    RESULT(jint, epoll_wait(epfd, (struct epoll_event *) P(events), maxevents, timeout));
}

/* ---- other descriptors ---- */

NATIVE(jint, eventfd0)(JNIEnv *env, jobject self, jint initval, jint flags)
{
    RESULT(jint, eventfd((unsigned int) initval, flags));
}

NATIVE(jint, pipe0)(JNIEnv *env, jobject self, jlong pipefd)
{
    RESULT(jint, pipe((int *) P(pipefd)));
}

NATIVE(jint, pipe2_10)(JNIEnv *env, jobject self, jlong pipefd, jint flags)
{
    RESULT(jint, pipe2((int *) P(pipefd), flags));
}

NATIVE(jint, open0)(JNIEnv *env, jobject self, jlong pathname, jint flags, jint mode)
{
    RESULT(jint, open((const char *) P(pathname), flags, (mode_t) mode));
}

NATIVE(jint, mkfifo0)(JNIEnv *env, jobject self, jlong pathname, jint mode)
{
    RESULT(jint, mkfifo((const char *) P(pathname), (mode_t) mode));
}

NATIVE(jint, memfd_1create0)(JNIEnv *env, jobject self, jlong name, jint flags)
{
    RESULT(jint, memfd_create((const char *) P(name), (unsigned int) flags));
}

NATIVE(jint, timerfd_1create0)(JNIEnv *env, jobject self, jint clockid, jint flags)
{
    RESULT(jint, timerfd_create(clockid, flags));
}

NATIVE(jint, signalfd0)(JNIEnv *env, jobject self, jint fd, jlong mask, jint flags)
{
    RESULT(jint, signalfd(fd, (const sigset_t *) P(mask), flags));
}

NATIVE(jint, inotify_1init1_10)(JNIEnv *env, jobject self, jint flags)
{
    RESULT(jint, inotify_init1(flags));
}

NATIVE(jint, pidfd_1open0)(JNIEnv *env, jobject self, jint pid, jint flags)
{
    /* glibc has a function for it only since 2.36. */
    RESULT(jint, syscall(SYS_pidfd_open, pid, (unsigned int) flags));
}

/* ---- the process ---- */

NATIVE(jint, seteuid0)(JNIEnv *env, jobject self, jint euid)
{
    RESULT(jint, seteuid((uid_t) euid));
}

NATIVE(jint, setegid0)(JNIEnv *env, jobject self, jint egid)
{
    RESULT(jint, setegid((gid_t) egid));
}

/* ---- names and addresses ---- */

NATIVE(jint, inet_1pton0)(JNIEnv *env, jobject self, jint af, jlong src, jlong dst)
{
    RESULT(jint, inet_pton(af, (const char *) P(src), (void *) P(dst)));
}

/* ---- results of another form ---- */

NATIVE(jint, getpid0)(JNIEnv *env, jobject self)
{
    PLAIN();
    return (jint) getpid();
}

NATIVE(jint, geteuid0)(JNIEnv *env, jobject self)
{
    PLAIN();
    return (jint) geteuid();
}

/* The resolver's functions return an EAI_ code, and set errno besides if it is EAI_SYSTEM: both in one number. */
static jlong gai_result(int code)
{
    return (jlong) ((uint64_t) (uint32_t) errno << 32 | (uint32_t) code);
}

NATIVE(jlong, getaddrinfo0)(JNIEnv *env, jobject self, jlong node, jlong service, jlong hints, jlong res)
{
    PLAIN();
    return gai_result(getaddrinfo((const char *) P(node), (const char *) P(service),
                                  (const struct addrinfo *) P(hints), (struct addrinfo **) P(res)));
}

NATIVE(void, freeaddrinfo0)(JNIEnv *env, jobject self, jlong res)
{
    PLAIN();
    freeaddrinfo((struct addrinfo *) P(res));
}

NATIVE(jlong, getnameinfo0)(JNIEnv *env, jobject self, jlong addr, jint addrlen, jlong host, jint hostlen, jlong serv,
                            jint servlen, jint flags)
{
    PLAIN();
    return gai_result(getnameinfo((const struct sockaddr *) P(addr), (socklen_t) addrlen, (char *) P(host),
                                  (socklen_t) hostlen, (char *) P(serv), (socklen_t) servlen, flags));
}

NATIVE(jlong, gai_1strerror0)(JNIEnv *env, jobject self, jint errcode)
{
    PLAIN();
    return (jlong) (uintptr_t) gai_strerror(errcode);
}

NATIVE(jint, if_1nametoindex0)(JNIEnv *env, jobject self, jlong ifname)
{
    PLAIN();
    unsigned int index = if_nametoindex((const char *) P(ifname));
    return index > 0 ? (jint) index : -errno;
}

NATIVE(jint, if_1indextoname0)(JNIEnv *env, jobject self, jint ifindex, jlong ifname)
{
    PLAIN();
    return if_indextoname((unsigned int) ifindex, (char *) P(ifname)) != NULL ? 0 : -errno;
}

NATIVE(jint, inet_1ntop0)(JNIEnv *env, jobject self, jint af, jlong src, jlong dst, jint size)
{
    PLAIN();
    return inet_ntop(af, (const void *) P(src), (char *) P(dst), (socklen_t) size) != NULL ? 0 : -errno;
}

NATIVE(jlong, inet_1ntoa0)(JNIEnv *env, jobject self, jint in)
{
    PLAIN();
    struct in_addr address = {.s_addr = (in_addr_t) in};
    return (jlong) (uintptr_t) inet_ntoa(address);
}

NATIVE(jint, inet_1aton0)(JNIEnv *env, jobject self, jlong cp, jlong inp)
{
    PLAIN();
    return inet_aton((const char *) P(cp), (struct in_addr *) P(inp));
}

NATIVE(jlong, gnu_1get_1libc_1version0)(JNIEnv *env, jobject self)
{
    PLAIN();
    return (jlong) (uintptr_t) gnu_get_libc_version();
}

NATIVE(jlong, strerror_1l0)(JNIEnv *env, jobject self, jint errnum)
{
    PLAIN();
    /* glibc makes no new object for the C locale, so this costs nothing and needs not be freed. */
    locale_t c_locale = newlocale(LC_ALL_MASK, "C", (locale_t) 0);
    return (jlong) (uintptr_t) strerror_l(errnum, c_locale);
}

/* ---- native memory ---- */

NATIVE(jbyteArray, bytes0)(JNIEnv *env, jobject self, jlong address)
{
    (void) self;
    const char *text = (const char *) P(address);
    jsize length = (jsize) strlen(text);
    jbyteArray bytes = (*env)->NewByteArray(env, length);
    if (bytes != NULL)
        (*env)->SetByteArrayRegion(env, bytes, 0, length, (const jbyte *) text);
    return bytes;
}

NATIVE(jobject, buffer0)(JNIEnv *env, jobject self, jlong address, jint size)
{
    (void) self;
    return (*env)->NewDirectByteBuffer(env, (void *) P(address), size);
}

NATIVE(jlong, address0)(JNIEnv *env, jobject self, jobject direct)
{
    (void) self;
    return address_of(env, direct);
}
