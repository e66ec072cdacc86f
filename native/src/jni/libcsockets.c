/*
 * The JNI backend: one function for each libc call, all of one form.
 *
 * A pointer comes as a jlong, 0 for NULL. The result is what the C function returned, or -errno; it is taken in the
 * expression right behind the call, so that nothing can change errno in between. Nothing here checks an argument or
 * throws an exception: that is the Java side's. The calls for data take a direct buffer as it is, and ask the JVM where its
 * memory lies before they make the call.
 *
 * The prototypes come from the header that javac makes of JniCalls.java and JniBackend.java, so a signature that changes on one side only
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

#include "libcsockets_internal_JniBackend.h"
#include "libcsockets_internal_JniCalls.h"

#define CALL(type, name) JNIEXPORT type JNICALL Java_libcsockets_internal_JniCalls_##name
#define BACKEND(type, name) JNIEXPORT type JNICALL Java_libcsockets_internal_JniBackend_##name

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

CALL(jint, socket)(JNIEnv *env, jobject self, jint domain, jint type, jint protocol)
{
    RESULT(jint, socket(domain, type, protocol));
}

CALL(jint, socketpair)(JNIEnv *env, jobject self, jint domain, jint type, jint protocol, jlong sv)
{
    RESULT(jint, socketpair(domain, type, protocol, (int *) P(sv)));
}

CALL(jint, bind)(JNIEnv *env, jobject self, jint fd, jlong addr, jint addrlen)
{
    RESULT(jint, bind(fd, (const struct sockaddr *) P(addr), (socklen_t) addrlen));
}

CALL(jint, listen)(JNIEnv *env, jobject self, jint fd, jint backlog)
{
    RESULT(jint, listen(fd, backlog));
}

CALL(jint, accept)(JNIEnv *env, jobject self, jint fd, jlong addr, jlong addrlen)
{
    RESULT(jint, accept(fd, (struct sockaddr *) P(addr), (socklen_t *) P(addrlen)));
}

CALL(jint, accept4)(JNIEnv *env, jobject self, jint fd, jlong addr, jlong addrlen, jint flags)
{
    RESULT(jint, accept4(fd, (struct sockaddr *) P(addr), (socklen_t *) P(addrlen), flags));
}

CALL(jint, connect)(JNIEnv *env, jobject self, jint fd, jlong addr, jint addrlen)
{
    RESULT(jint, connect(fd, (const struct sockaddr *) P(addr), (socklen_t) addrlen));
}

CALL(jint, getsockname)(JNIEnv *env, jobject self, jint fd, jlong addr, jlong addrlen)
{
    RESULT(jint, getsockname(fd, (struct sockaddr *) P(addr), (socklen_t *) P(addrlen)));
}

CALL(jint, getpeername)(JNIEnv *env, jobject self, jint fd, jlong addr, jlong addrlen)
{
    RESULT(jint, getpeername(fd, (struct sockaddr *) P(addr), (socklen_t *) P(addrlen)));
}

CALL(jint, shutdown)(JNIEnv *env, jobject self, jint fd, jint how)
{
    RESULT(jint, shutdown(fd, how));
}

CALL(jint, close)(JNIEnv *env, jobject self, jint fd)
{
    RESULT(jint, close(fd));
}

CALL(jint, dup)(JNIEnv *env, jobject self, jint oldfd)
{
    RESULT(jint, dup(oldfd));
}

CALL(jint, dup2)(JNIEnv *env, jobject self, jint oldfd, jint newfd)
{
    RESULT(jint, dup2(oldfd, newfd));
}

CALL(jint, dup3)(JNIEnv *env, jobject self, jint oldfd, jint newfd, jint flags)
{
    RESULT(jint, dup3(oldfd, newfd, flags));
}

/* ---- data ---- */

CALL(jint, send)(JNIEnv *env, jclass self, jint fd, jobject base, jlong buf, jlong len, jint flags)
{
    RESULT(jint, send(fd, at(env, base, buf), (size_t) len, flags));
}

CALL(jint, recv)(JNIEnv *env, jclass self, jint fd, jobject base, jlong buf, jlong len, jint flags)
{
    RESULT(jint, recv(fd, at(env, base, buf), (size_t) len, flags));
}

CALL(jint, sendto)(JNIEnv *env, jclass self, jint fd, jobject base, jlong buf, jlong len, jint flags, jlong addr, jint addrlen)
{
    RESULT(jint, sendto(fd, at(env, base, buf), (size_t) len, flags, (const struct sockaddr *) P(addr), (socklen_t) addrlen));
}

CALL(jint, recvfrom)(JNIEnv *env, jclass self, jint fd, jobject base, jlong buf, jlong len, jint flags, jlong addr, jlong addrlen)
{
    RESULT(jint, recvfrom(fd, at(env, base, buf), (size_t) len, flags, (struct sockaddr *) P(addr), (socklen_t *) P(addrlen)));
}

CALL(jint, read)(JNIEnv *env, jclass self, jint fd, jobject base, jlong buf, jlong len)
{
    RESULT(jint, read(fd, at(env, base, buf), (size_t) len));
}

CALL(jint, write)(JNIEnv *env, jclass self, jint fd, jobject base, jlong buf, jlong len)
{
    RESULT(jint, write(fd, at(env, base, buf), (size_t) len));
}

CALL(jint, readv)(JNIEnv *env, jobject self, jint fd, jlong iov, jint iovcnt)
{
    RESULT(jint, readv(fd, (const struct iovec *) P(iov), iovcnt));
}

CALL(jint, writev)(JNIEnv *env, jobject self, jint fd, jlong iov, jint iovcnt)
{
    RESULT(jint, writev(fd, (const struct iovec *) P(iov), iovcnt));
}

CALL(jint, sendmsg)(JNIEnv *env, jobject self, jint fd, jlong msg, jint flags)
{
    RESULT(jint, sendmsg(fd, (const struct msghdr *) P(msg), flags));
}

CALL(jint, recvmsg)(JNIEnv *env, jobject self, jint fd, jlong msg, jint flags)
{
    RESULT(jint, recvmsg(fd, (struct msghdr *) P(msg), flags));
}

CALL(jint, sendmmsg)(JNIEnv *env, jobject self, jint fd, jlong msgvec, jint vlen, jint flags)
{
    RESULT(jint, sendmmsg(fd, (struct mmsghdr *) P(msgvec), (unsigned int) vlen, flags));
}

CALL(jint, recvmmsg)(JNIEnv *env, jobject self, jint fd, jlong msgvec, jint vlen, jint flags, jlong timeout)
{
    RESULT(jint, recvmmsg(fd, (struct mmsghdr *) P(msgvec), (unsigned int) vlen, flags, (struct timespec *) P(timeout)));
}

CALL(jlong, sendfile)(JNIEnv *env, jobject self, jint out, jint in, jlong offset, jlong count)
{
    RESULT(jlong, sendfile(out, in, (off_t *) P(offset), (size_t) count));
}

CALL(jlong, splice)(JNIEnv *env, jobject self, jint in, jlong offIn, jint out, jlong offOut, jlong len, jint flags)
{
    RESULT(jlong, splice(in, (off_t *) P(offIn), out, (off_t *) P(offOut), (size_t) len, (unsigned int) flags));
}

/* ---- options and control ---- */

CALL(jint, setsockopt)(JNIEnv *env, jobject self, jint fd, jint level, jint optname, jlong optval, jint optlen)
{
    RESULT(jint, setsockopt(fd, level, optname, (const void *) P(optval), (socklen_t) optlen));
}

CALL(jint, getsockopt)(JNIEnv *env, jobject self, jint fd, jint level, jint optname, jlong optval, jlong optlen)
{
    RESULT(jint, getsockopt(fd, level, optname, (void *) P(optval), (socklen_t *) P(optlen)));
}

CALL(jint, fcntl)(JNIEnv *env, jobject self, jint fd, jint cmd, jlong arg)
{
    RESULT(jint, fcntl(fd, cmd, (long) arg));
}

CALL(jint, ioctl)(JNIEnv *env, jobject self, jint fd, jlong request, jlong arg)
{
    RESULT(jint, ioctl(fd, (unsigned long) request, (void *) P(arg)));
}

CALL(jint, sockatmark)(JNIEnv *env, jobject self, jint fd)
{
    RESULT(jint, sockatmark(fd));
}

/* ---- readiness ---- */

CALL(jint, poll)(JNIEnv *env, jobject self, jlong fds, jlong nfds, jint timeout)
{
    RESULT(jint, poll((struct pollfd *) P(fds), (nfds_t) nfds, timeout));
}

CALL(jint, epoll_1create)(JNIEnv *env, jobject self, jint size)
{
    RESULT(jint, epoll_create(size));
}

CALL(jint, epoll_1create1)(JNIEnv *env, jobject self, jint flags)
{
    RESULT(jint, epoll_create1(flags));
}

CALL(jint, epoll_1ctl)(JNIEnv *env, jobject self, jint epfd, jint op, jint fd, jlong event)
{
    RESULT(jint, epoll_ctl(epfd, op, fd, (struct epoll_event *) P(event)));
}

CALL(jint, epoll_1wait)(JNIEnv *env, jobject self, jint epfd, jlong events, jint maxevents, jint timeout)
{
    RESULT(jint, epoll_wait(epfd, (struct epoll_event *) P(events), maxevents, timeout));
}

/* ---- other descriptors ---- */

CALL(jint, eventfd)(JNIEnv *env, jobject self, jint initval, jint flags)
{
    RESULT(jint, eventfd((unsigned int) initval, flags));
}

CALL(jint, pipe)(JNIEnv *env, jobject self, jlong pipefd)
{
    RESULT(jint, pipe((int *) P(pipefd)));
}

CALL(jint, pipe2)(JNIEnv *env, jobject self, jlong pipefd, jint flags)
{
    RESULT(jint, pipe2((int *) P(pipefd), flags));
}

CALL(jint, open)(JNIEnv *env, jobject self, jlong pathname, jint flags, jint mode)
{
    RESULT(jint, open((const char *) P(pathname), flags, (mode_t) mode));
}

CALL(jint, mkfifo)(JNIEnv *env, jobject self, jlong pathname, jint mode)
{
    RESULT(jint, mkfifo((const char *) P(pathname), (mode_t) mode));
}

CALL(jint, memfd_1create)(JNIEnv *env, jobject self, jlong name, jint flags)
{
    RESULT(jint, memfd_create((const char *) P(name), (unsigned int) flags));
}

CALL(jint, timerfd_1create)(JNIEnv *env, jobject self, jint clockid, jint flags)
{
    RESULT(jint, timerfd_create(clockid, flags));
}

CALL(jint, signalfd)(JNIEnv *env, jobject self, jint fd, jlong mask, jint flags)
{
    RESULT(jint, signalfd(fd, (const sigset_t *) P(mask), flags));
}

CALL(jint, inotify_1init1)(JNIEnv *env, jobject self, jint flags)
{
    RESULT(jint, inotify_init1(flags));
}

CALL(jint, pidfd_1open)(JNIEnv *env, jobject self, jint pid, jint flags)
{
    /* glibc has a function for it only since 2.36. */
    RESULT(jint, syscall(SYS_pidfd_open, pid, (unsigned int) flags));
}

/* ---- the process ---- */

CALL(jint, seteuid)(JNIEnv *env, jobject self, jint euid)
{
    RESULT(jint, seteuid((uid_t) euid));
}

CALL(jint, setegid)(JNIEnv *env, jobject self, jint egid)
{
    RESULT(jint, setegid((gid_t) egid));
}

/* ---- names and addresses ---- */

CALL(jint, inet_1pton)(JNIEnv *env, jobject self, jint af, jlong src, jlong dst)
{
    RESULT(jint, inet_pton(af, (const char *) P(src), (void *) P(dst)));
}

/* ---- results of another form ---- */

CALL(jint, getpid)(JNIEnv *env, jobject self)
{
    PLAIN();
    return (jint) getpid();
}

CALL(jint, geteuid)(JNIEnv *env, jobject self)
{
    PLAIN();
    return (jint) geteuid();
}

/* The resolver's functions return an EAI_ code, and set errno besides if it is EAI_SYSTEM: both in one number. */
static jlong gai_result(int code)
{
    return (jlong) ((uint64_t) (uint32_t) errno << 32 | (uint32_t) code);
}

CALL(jlong, getaddrinfo)(JNIEnv *env, jobject self, jlong node, jlong service, jlong hints, jlong res)
{
    PLAIN();
    return gai_result(getaddrinfo((const char *) P(node), (const char *) P(service),
                                  (const struct addrinfo *) P(hints), (struct addrinfo **) P(res)));
}

CALL(void, freeaddrinfo)(JNIEnv *env, jobject self, jlong res)
{
    PLAIN();
    freeaddrinfo((struct addrinfo *) P(res));
}

CALL(jlong, getnameinfo)(JNIEnv *env, jobject self, jlong addr, jint addrlen, jlong host, jint hostlen, jlong serv,
                            jint servlen, jint flags)
{
    PLAIN();
    return gai_result(getnameinfo((const struct sockaddr *) P(addr), (socklen_t) addrlen, (char *) P(host),
                                  (socklen_t) hostlen, (char *) P(serv), (socklen_t) servlen, flags));
}

CALL(jlong, gai_1strerror)(JNIEnv *env, jobject self, jint errcode)
{
    PLAIN();
    return (jlong) (uintptr_t) gai_strerror(errcode);
}

CALL(jint, if_1nametoindex)(JNIEnv *env, jobject self, jlong ifname)
{
    PLAIN();
    unsigned int index = if_nametoindex((const char *) P(ifname));
    return index > 0 ? (jint) index : -errno;
}

CALL(jint, if_1indextoname)(JNIEnv *env, jobject self, jint ifindex, jlong ifname)
{
    PLAIN();
    return if_indextoname((unsigned int) ifindex, (char *) P(ifname)) != NULL ? 0 : -errno;
}

CALL(jint, inet_1ntop)(JNIEnv *env, jobject self, jint af, jlong src, jlong dst, jint size)
{
    PLAIN();
    return inet_ntop(af, (const void *) P(src), (char *) P(dst), (socklen_t) size) != NULL ? 0 : -errno;
}

CALL(jlong, inet_1ntoa)(JNIEnv *env, jobject self, jint in)
{
    PLAIN();
    struct in_addr address = {.s_addr = (in_addr_t) in};
    return (jlong) (uintptr_t) inet_ntoa(address);
}

CALL(jint, inet_1aton)(JNIEnv *env, jobject self, jlong cp, jlong inp)
{
    PLAIN();
    return inet_aton((const char *) P(cp), (struct in_addr *) P(inp));
}

CALL(jlong, gnu_1get_1libc_1version)(JNIEnv *env, jobject self)
{
    PLAIN();
    return (jlong) (uintptr_t) gnu_get_libc_version();
}

BACKEND(jlong, strerror_1l)(JNIEnv *env, jobject self, jint errnum)
{
    PLAIN();
    /* glibc makes no new object for the C locale, so this costs nothing and needs not be freed. */
    locale_t c_locale = newlocale(LC_ALL_MASK, "C", (locale_t) 0);
    return (jlong) (uintptr_t) strerror_l(errnum, c_locale);
}

/* ---- native memory ---- */

BACKEND(jbyteArray, bytes)(JNIEnv *env, jobject self, jlong address)
{
    (void) self;
    const char *text = (const char *) P(address);
    jsize length = (jsize) strlen(text);
    jbyteArray bytes = (*env)->NewByteArray(env, length);
    if (bytes != NULL)
        (*env)->SetByteArrayRegion(env, bytes, 0, length, (const jbyte *) text);
    return bytes;
}

BACKEND(jobject, buffer)(JNIEnv *env, jobject self, jlong address, jint size)
{
    (void) self;
    return (*env)->NewDirectByteBuffer(env, (void *) P(address), size);
}

BACKEND(jlong, address)(JNIEnv *env, jobject self, jobject direct)
{
    (void) self;
    return address_of(env, direct);
}

/* ---- arrays ---- */

/*
 * The flags have MSG_DONTWAIT: between the two calls into the JVM, the garbage collector may have to wait for this thread.
 * What has been received is there also where the JVM made a copy: it is copied back.
 */

BACKEND(jint, sendArray)(JNIEnv *env, jclass self, jint fd, jbyteArray array, jint offset, jint length, jint flags)
{
    (void) self;
    jbyte *bytes = (*env)->GetPrimitiveArrayCritical(env, array, NULL);
    if (bytes == NULL)
        return -ENOMEM;
    jint result = (jint) send(fd, bytes + offset, (size_t) length, flags | MSG_DONTWAIT);
    if (result < 0)
        result = -errno;
    (*env)->ReleasePrimitiveArrayCritical(env, array, bytes, JNI_ABORT);
    return result;
}

BACKEND(jint, recvArray)(JNIEnv *env, jclass self, jint fd, jbyteArray array, jint offset, jint length, jint flags)
{
    (void) self;
    jbyte *bytes = (*env)->GetPrimitiveArrayCritical(env, array, NULL);
    if (bytes == NULL)
        return -ENOMEM;
    jint result = (jint) recv(fd, bytes + offset, (size_t) length, flags | MSG_DONTWAIT);
    if (result < 0)
        result = -errno;
    (*env)->ReleasePrimitiveArrayCritical(env, array, bytes, result > 0 ? 0 : JNI_ABORT);
    return result;
}
