/*
 * conform: runs conformance cases (java/docs/conformance.md has the language) over the C library, straight from C, and
 * so says what other ways of calling it have to give on the same machine.
 *
 * Every case runs in a process of its own. For each a line is printed:   id<TAB>call<TAB>result[<TAB>mark]
 *
 *   result   ok:<ret> | ok:fd | errno:<NAME> | skip:<why> | setup-failed | timeout | signal:<n> | syntax:<what>
 *   mark     only when something is off: "MISMATCH expected=<matcher>", "CHECK step <n> ...", "SETUP ...", "SYNTAX"
 *
 * Usage:  conform [options] FILE
 *    -i ID     only this id (repeatable)          -t TAG  only cases with TAG (repeatable)
 *    -x TAG    leave out cases with TAG           -c CALL only this call
 *    -q        no summary on stderr               -m      print only marked lines
 *    -k FILE   more constants, "NAME value" on each line
 *    -s        print every step as it ends: id<TAB>#number<TAB>verb<TAB>result<TAB>fields
 *    -S        the same, and mark every step for strace: access("/libc-sockets/number") before it, "-" after it
 * Exit status: 0 no marks, 1 some marks, 2 when the command line or the file is wrong or the results cannot be written.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <netinet/tcp.h>
#include <netinet/udp.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <linux/sockios.h>
#include <linux/errqueue.h>
#include <time.h>
#include <unistd.h>

#ifndef IPPROTO_MPTCP
#define IPPROTO_MPTCP 262
#endif
#ifndef MSG_ZEROCOPY
#define MSG_ZEROCOPY 0x4000000
#endif
#ifndef EPOLLEXCLUSIVE
#define EPOLLEXCLUSIVE (1u << 28)
#endif
#ifndef SO_ZEROCOPY
#define SO_ZEROCOPY 60
#endif
#ifndef TCP_INQ
#define TCP_INQ 36
#endif
#ifndef IP_BIND_ADDRESS_NO_PORT
#define IP_BIND_ADDRESS_NO_PORT 24
#endif
#ifndef IPV6_ADDRFORM
#define IPV6_ADDRFORM 1
#endif
#ifndef AF_RDS
#define AF_RDS 21
#endif

#define BAD_FD 400 /* the token BADFD: a number that is not open */
#define CASE_TIMEOUT_MS 8000
#define MAXARG 16
#define MAXFD 300     /* names, and descriptors of one call */
#define MAXRESULTS 16 /* the names r0, r1, ... */
#define MAXPART 1100  /* of a list, or steps of a column; Parser.java keeps to these limits, too */
#define MAXJOINED 64  /* numbers or alternatives joined with a bar */
#define MAXCONTROL 64 /* control messages sent at once */
#define MAXRIGHTS 300 /* items of one rights() */
#define MAXMSG 64
#define MOST_BYTES (64L << 20)  /* the most that a case may write out */
#define MOST_CONTROL (1L << 24) /* the largest buffer for control data */
#define MOST_MOVED 0x7ffff000L  /* the most that Linux moves in one call */
#define LONGEST_NAME 120        /* of a path or an abstract name: more than sun_path, since a case may try it */
#define RESULT_BUF 512          /* the size of BUF */
#define MOST_TRACED 4096        /* bytes of data that a step prints */

/* ------------------------------------------------------------ constants -- */
struct konst {
    const char *n;
    long v;
};
/* clang-format off */
#define K(x) { #x, (long)(x) }
static const struct konst konsts[] = {
    K(AF_UNSPEC), K(AF_UNIX), K(AF_INET), K(AF_INET6), K(AF_NETLINK), K(AF_PACKET),
    K(AF_RDS), K(AF_VSOCK),
    K(SOCK_STREAM), K(SOCK_DGRAM), K(SOCK_RAW), K(SOCK_RDM), K(SOCK_SEQPACKET),
    K(SOCK_CLOEXEC), K(SOCK_NONBLOCK),
    K(IPPROTO_IP), K(IPPROTO_ICMP), K(IPPROTO_TCP), K(IPPROTO_UDP), K(IPPROTO_IPV6),
    K(IPPROTO_ICMPV6), K(IPPROTO_SCTP), K(IPPROTO_UDPLITE), K(IPPROTO_RAW), K(IPPROTO_MPTCP),
    K(SOL_SOCKET), K(SOL_PACKET), K(SOL_UDP),
    K(SO_DEBUG), K(SO_REUSEADDR), K(SO_TYPE), K(SO_ERROR), K(SO_DONTROUTE), K(SO_BROADCAST),
    K(SO_SNDBUF), K(SO_RCVBUF), K(SO_KEEPALIVE), K(SO_OOBINLINE), K(SO_PRIORITY), K(SO_LINGER),
    K(SO_REUSEPORT), K(SO_PASSCRED), K(SO_PEERCRED), K(SO_RCVLOWAT), K(SO_SNDLOWAT),
    K(SO_RCVTIMEO), K(SO_SNDTIMEO), K(SO_BINDTODEVICE), K(SO_TIMESTAMP), K(SO_ACCEPTCONN),
    K(SO_SNDBUFFORCE), K(SO_RCVBUFFORCE), K(SO_PROTOCOL), K(SO_DOMAIN), K(SO_ZEROCOPY),
    K(SO_MARK), K(SO_PEEK_OFF), K(SO_NO_CHECK), K(SO_INCOMING_CPU),
    K(IP_TOS), K(IP_TTL), K(IP_HDRINCL), K(IP_PKTINFO), K(IP_RECVERR), K(IP_RECVTTL), K(IP_RECVTOS),
    K(IP_MULTICAST_TTL), K(IP_MULTICAST_LOOP), K(IP_MULTICAST_IF), K(IP_ADD_MEMBERSHIP),
    K(IP_DROP_MEMBERSHIP), K(IP_BIND_ADDRESS_NO_PORT), K(IP_MTU), K(IP_MTU_DISCOVER),
    K(MCAST_JOIN_GROUP), K(MCAST_LEAVE_GROUP),
    K(IPV6_V6ONLY), K(IPV6_ADDRFORM), K(IPV6_UNICAST_HOPS), K(IPV6_RECVPKTINFO), K(IPV6_PKTINFO),
    K(IPV6_RECVHOPLIMIT), K(IPV6_HOPLIMIT), K(IPV6_TCLASS), K(IPV6_RECVTCLASS),
    K(TCP_NODELAY), K(TCP_MAXSEG), K(TCP_CORK), K(TCP_KEEPIDLE), K(TCP_KEEPINTVL), K(TCP_KEEPCNT),
    K(TCP_SYNCNT), K(TCP_LINGER2), K(TCP_DEFER_ACCEPT), K(TCP_INFO), K(TCP_QUICKACK),
    K(TCP_CONGESTION), K(TCP_USER_TIMEOUT), K(TCP_ULP), K(TCP_FASTOPEN), K(TCP_FASTOPEN_CONNECT),
    K(TCP_INQ), K(UDP_CORK),
    K(MSG_OOB), K(MSG_PEEK), K(MSG_DONTROUTE), K(MSG_CTRUNC), K(MSG_TRUNC), K(MSG_DONTWAIT),
    K(MSG_EOR), K(MSG_WAITALL), K(MSG_CONFIRM), K(MSG_ERRQUEUE), K(MSG_NOSIGNAL), K(MSG_MORE),
    K(MSG_WAITFORONE), K(MSG_FASTOPEN), K(MSG_CMSG_CLOEXEC), K(MSG_ZEROCOPY),
    K(SCM_RIGHTS), K(SCM_CREDENTIALS), K(SO_TIMESTAMP),
    K(SHUT_RD), K(SHUT_WR), K(SHUT_RDWR), K(SOMAXCONN),
    K(F_DUPFD), K(F_DUPFD_CLOEXEC), K(F_GETFD), K(F_SETFD), K(F_GETFL), K(F_SETFL), K(FD_CLOEXEC),
    K(F_SETOWN), K(F_GETOWN),
    K(O_NONBLOCK), K(O_RDWR), K(O_RDONLY), K(O_WRONLY), K(O_APPEND),
    K(FIONREAD), K(FIONBIO), K(SIOCINQ), K(SIOCOUTQ), K(SIOCATMARK), K(SIOCGIFCONF), K(SIOCGIFFLAGS),
    K(SIOCSIFFLAGS), K(SIOCGIFINDEX),
    K(POLLIN), K(POLLPRI), K(POLLOUT), K(POLLERR), K(POLLHUP), K(POLLNVAL), K(POLLRDHUP),
    K(EPOLLIN), K(EPOLLPRI), K(EPOLLOUT), K(EPOLLERR), K(EPOLLHUP), K(EPOLLRDHUP), K(EPOLLET),
    K(EPOLLONESHOT), K(EPOLLEXCLUSIVE), K(EPOLL_CLOEXEC),
    K(EPOLL_CTL_ADD), K(EPOLL_CTL_MOD), K(EPOLL_CTL_DEL),
    K(PACKET_VERSION), K(PACKET_RX_RING), K(PACKET_RESERVE), K(TPACKET_V1), K(TPACKET_V2), K(TPACKET_V3),
    K(ETH_P_ALL),
    /* errno numbers, so that SO_ERROR can be compared by name */
    K(ECONNREFUSED), K(ECONNRESET), K(EPIPE), K(ETIMEDOUT), K(ENETUNREACH), K(EINPROGRESS),
    { "BADFD", BAD_FD },
    { "INT_MAX", 0x7fffffffL }, { "INT_MIN", -0x7fffffffL - 1 },
    { "IPT_SO_SET_REPLACE", 64 },
    { "NETLINK_ROUTE", 0 },
    { 0, 0 }
};
#define E(x) { #x, x }
static const struct konst errnos[] = {
    E(EPERM), E(ENOENT), E(ESRCH), E(EINTR), E(EIO), E(ENXIO), E(E2BIG), E(ENOEXEC), E(EBADF), E(ECHILD),
    E(EAGAIN), E(ENOMEM), E(EACCES), E(EFAULT), E(ENOTBLK), E(EBUSY), E(EEXIST), E(EXDEV), E(ENODEV),
    E(ENOTDIR), E(EISDIR), E(EINVAL), E(ENFILE), E(EMFILE), E(ENOTTY), E(ETXTBSY), E(EFBIG), E(ENOSPC),
    E(ESPIPE), E(EROFS), E(EMLINK), E(EPIPE), E(EDOM), E(ERANGE), E(EDEADLK), E(ENAMETOOLONG), E(ENOLCK),
    E(ENOSYS), E(ENOTEMPTY), E(ELOOP), E(ENOMSG), E(EIDRM), E(ECHRNG), E(EL2NSYNC), E(EL3HLT), E(EL3RST),
    E(ELNRNG), E(EUNATCH), E(ENOCSI), E(EL2HLT), E(EBADE), E(EBADR), E(EXFULL), E(ENOANO), E(EBADRQC),
    E(EBADSLT), E(EBFONT), E(ENOSTR), E(ENODATA), E(ETIME), E(ENOSR), E(ENONET), E(ENOPKG), E(EREMOTE),
    E(ENOLINK), E(EADV), E(ESRMNT), E(ECOMM), E(EPROTO), E(EMULTIHOP), E(EDOTDOT), E(EBADMSG), E(EOVERFLOW),
    E(ENOTUNIQ), E(EBADFD), E(EREMCHG), E(ELIBACC), E(ELIBBAD), E(ELIBSCN), E(ELIBMAX), E(ELIBEXEC),
    E(EILSEQ), E(ERESTART), E(ESTRPIPE), E(EUSERS), E(ENOTSOCK), E(EDESTADDRREQ), E(EMSGSIZE), E(EPROTOTYPE),
    E(ENOPROTOOPT), E(EPROTONOSUPPORT), E(ESOCKTNOSUPPORT), E(EOPNOTSUPP), E(EPFNOSUPPORT), E(EAFNOSUPPORT),
    E(EADDRINUSE), E(EADDRNOTAVAIL), E(ENETDOWN), E(ENETUNREACH), E(ENETRESET), E(ECONNABORTED),
    E(ECONNRESET), E(ENOBUFS), E(EISCONN), E(ENOTCONN), E(ESHUTDOWN), E(ETOOMANYREFS), E(ETIMEDOUT),
    E(ECONNREFUSED), E(EHOSTDOWN), E(EHOSTUNREACH), E(EALREADY), E(EINPROGRESS), E(ESTALE), E(EUCLEAN),
    E(ENOTNAM), E(ENAVAIL), E(EISNAM), E(EREMOTEIO), E(EDQUOT), E(ENOMEDIUM), E(EMEDIUMTYPE), E(ECANCELED),
    E(ENOKEY), E(EKEYEXPIRED), E(EKEYREVOKED), E(EKEYREJECTED), E(EOWNERDEAD), E(ENOTRECOVERABLE), E(ERFKILL),
    E(EHWPOISON),
    { 0, 0 }
};
/* clang-format on */
static const char *errname(int e)
{
    static char b[16];
    for (const struct konst *k = errnos; k->n; k++)
        if (k->v == e)
            return k->n;
    snprintf(b, sizeof b, "%d", e);
    return b;
}

/* The constants of -k. */
static struct konst *more;
static int nmore;

/* ---------------------------------------------------------- child state -- */
static struct {
    char name[32];
    int fd;
} vars[MAXFD + MAXRESULTS];
static int nvars;
static char tmpdir[64];
static char casepid[16];
static void *bad_page;

/* A socket address of any family, and room for a name longer than sun_path. */
union address {
    struct sockaddr sa;
    struct sockaddr_storage ss;
    struct sockaddr_in in;
    struct sockaddr_in6 in6;
    struct sockaddr_un un;
    struct sockaddr_ll ll;
};

struct outcome {
    const char *verb;
    long ret;
    int err;
    int isfd;             /* ret is a descriptor */
    int fds[MAXFD], nfds; /* descriptors the call produced, in order */
    unsigned char *data;
    size_t dlen;
    union address addr;
    long alen;
    int has_addr;
    long val, optlen, mflags, clen, nrights, ncmsg, clevel, ctype, cint;
    long revents, revents1, evfd, nmsg, len0, len1;
};
/* A background step has an outcome and buffers of its own. */
static __thread struct outcome O;
static __thread unsigned char *databuf;

static int report_fd = -1;

/* A case ends with the program. The kernel forgets this when the effective user changes. */
static void die_with_parent(void)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
}
static void finish(const char *res, const char *mark) __attribute__((noreturn));
static void finish(const char *res, const char *mark)
{
    char b[3200];
    int n = snprintf(b, sizeof b, "%.500s\n%.2500s", res, mark ? mark : "");
    if (write(report_fd, b, (size_t)n) < 0)
        _exit(3);
    _exit(0);
}
static void bad(const char *fmt, ...) __attribute__((noreturn, format(printf, 1, 2)));
static void bad(const char *fmt, ...)
{
    char b[400] = "syntax:";
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(b + 7, sizeof b - 7, fmt, ap);
    va_end(ap);
    finish(b, "SYNTAX");
}

static void *allocated(void *p)
{
    if (!p)
        bad("out of memory");
    return p;
}
static char *copy(const char *s)
{
    return allocated(strdup(s));
}
/* Zeros that take no memory until they are touched. Nothing is given back: the process ends with its case. */
static void *reserve(size_t n)
{
    void *p = mmap(0, n ? n : 1, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    return p == MAP_FAILED ? allocated(0) : p;
}

/* --------------------------------------------------------------- lexing -- */
static char *trim(char *s)
{
    while (isspace((unsigned char)*s))
        s++;
    size_t n = strlen(s);
    while (n && isspace((unsigned char)s[n - 1]))
        s[--n] = 0;
    return s;
}
/* next top-level position of `pat`, honouring quotes and () [] */
static char *top(char *s, const char *pat)
{
    int depth = 0;
    size_t pl = strlen(pat);
    for (; *s; s++) {
        if (*s == '"') {
            for (s++; *s && *s != '"'; s++)
                if (*s == '\\' && s[1])
                    s++;
            if (!*s)
                return 0;
            continue;
        }
        if (depth == 0 && strncmp(s, pat, pl) == 0)
            return s;
        if (*s == '(' || *s == '[')
            depth++;
        else if (*s == ')' || *s == ']')
            depth--;
    }
    return 0;
}
static int split(char *s, const char *sep, char **out, int max)
{
    int n = 0;
    s = trim(s);
    if (!*s)
        return 0;
    for (;;) {
        char *p = top(s, sep);
        if (p)
            *p = 0;
        if (n == max)
            bad("too many parts");
        out[n++] = trim(s);
        if (!p)
            return n;
        s = p + strlen(sep);
    }
}
/* what stands in the brackets that end the token */
static char *inside(char *s, char open, char close)
{
    char *o = strchr(s, open);
    size_t n = strlen(s);
    if (!o || n < 2 || s[n - 1] != close || o == s + n - 1)
        bad("brackets '%s'", s);
    s[n - 1] = 0;
    return o + 1;
}
static long I(const char *s);
/* cut "/key=VAL" off a token */
static int mod(char *t, const char *key, char **val)
{
    char pat[24];
    snprintf(pat, sizeof pat, "/%s=", key);
    char *p = top(t, pat);
    if (!p)
        return 0;
    char *v = p + strlen(pat), *e = v;
    while (*e && *e != '/')
        e++;
    *val = allocated(strndup(v, (size_t)(e - v)));
    memmove(p, e, strlen(e) + 1);
    return 1;
}
static int find_var(const char *n)
{
    for (int i = nvars - 1; i >= 0; i--)
        if (!strcmp(vars[i].name, n))
            return i;
    return -1;
}
static void set_var(const char *n, int fd)
{
    if (!*n || !islower((unsigned char)*n))
        bad("bad name '%s'", n);
    int i = find_var(n);
    if (i < 0) {
        i = nvars++;
        if (i == MAXFD + MAXRESULTS || strlen(n) >= sizeof vars[i].name)
            bad("too many or too long names");
        snprintf(vars[i].name, sizeof vars[i].name, "%s", n);
    }
    vars[i].fd = fd;
}
static long I1(char *t)
{
    t = trim(t);
    if (*t == '-' || isdigit((unsigned char)*t)) {
        char *e;
        errno = 0;
        long v = strtol(t, &e, 0);
        if (*e)
            bad("number '%s'", t);
        return v;
    }
    if (!strncmp(t, "ns:", 3))
        return htons((uint16_t)I(t + 3));
    if (islower((unsigned char)*t)) {
        int i = find_var(t);
        if (i < 0)
            bad("unbound name '%s'", t);
        return vars[i].fd;
    }
    for (const struct konst *k = konsts; k->n; k++)
        if (!strcmp(k->n, t))
            return k->v;
    for (int i = 0; i < nmore; i++)
        if (!strcmp(more[i].n, t))
            return more[i].v;
    bad("constant '%s'", t);
}
static long I(const char *s)
{
    char *b = copy(s), *p[MAXJOINED];
    int n = split(b, "|", p, MAXJOINED);
    if (!n)
        bad("empty integer");
    long v = 0;
    for (int i = 0; i < n; i++)
        v |= I1(p[i]);
    free(b);
    return v;
}
/* two hexadecimal digits */
static char hexbyte(const char *t)
{
    if (!isxdigit((unsigned char)t[0]) || !isxdigit((unsigned char)t[1]))
        bad("hexadecimal '%s'", t);
    char two[3] = {t[0], t[1], 0};
    return (char)strtol(two, 0, 16);
}
static size_t size_of(const char *t)
{
    long n = I(t);
    if (n < 0 || n > MOST_BYTES)
        bad("a number of bytes must be 0 to %ld, not %ld", MOST_BYTES, n);
    return (size_t)n;
}
static int is_word(const char *t, const char *word)
{
    size_t n = strlen(word);
    return !strncmp(t, word, n) && (!t[n] || t[n] == '/' || isspace((unsigned char)t[n]));
}
static int is_pointer(const char *t)
{
    return is_word(t, "NULL") || is_word(t, "BAD") || !strncmp(t, "PTR:", 4);
}
/* whether what may be a number or bytes is a number */
static int is_number(const char *t)
{
    return *t != '"' && strncmp(t, "fill:", 5) && strncmp(t, "zeros:", 6) && strncmp(t, "hex:", 4) && !is_pointer(t);
}

/* bytes: NULL BAD PTR:n "text" fill:n zeros:n hex:... with /len= /pad=; zeros follow up to the length passed */
struct blob {
    void *p;
    size_t n;
};
static struct blob blob_of(const char *tok)
{
    struct blob b = {0, 0};
    char *t = trim(copy(tok)), *v, *o;
    int haslen = mod(t, "len", &v);
    long len = haslen ? I(v) : 0;
    int haspad = mod(t, "pad", &v);
    size_t pad = haspad ? size_of(v) : 0;
    size_t room = haslen ? (len < 0 || len > MOST_MOVED ? MOST_MOVED : (size_t)len) : 0;
    t = trim(t);
    if (is_pointer(t)) {
        b.p = *t == 'N' ? 0 : *t == 'B' ? bad_page : (void *)I(t + 4);
        b.n = haslen ? (size_t)len : 0;
        return b;
    }
    size_t most = strlen(t);
    if (!strncmp(t, "fill:", 5))
        most = size_of(t + 5);
    else if (!strncmp(t, "zeros:", 6))
        most = size_of(t + 6);
    if (most < pad)
        most = pad;
    b.p = o = reserve(most < room ? room : most);
    if (*t == '"') {
        for (t++; *t && *t != '"'; t++) {
            if (*t != '\\') {
                *o++ = *t;
                continue;
            }
            switch (*++t) {
            case 'n': *o++ = '\n'; break;
            case 'r': *o++ = '\r'; break;
            case 't': *o++ = '\t'; break;
            case '0': *o++ = 0; break;
            case 'x':
                *o++ = hexbyte(t + 1);
                t += 2;
                break;
            case 0: bad("string");
            default: *o++ = *t;
            }
        }
        if (*t != '"')
            bad("string");
    } else if (!strncmp(t, "fill:", 5)) {
        for (size_t i = 0, n = size_of(t + 5); i < n; i++)
            *o++ = (char)('a' + i % 26);
    } else if (!strncmp(t, "zeros:", 6)) {
        o += size_of(t + 6);
    } else if (!strncmp(t, "hex:", 4)) {
        for (t += 4; *t; t += 2)
            *o++ = hexbyte(t);
    } else
        bad("bytes '%s'", t);
    b.n = (size_t)(o - (char *)b.p);
    if (b.n < pad)
        b.n = pad;
    if (haslen)
        b.n = (size_t)len;
    return b;
}

/* ------------------------------------------------------------ addresses -- */
struct adr {
    union address u;
    struct sockaddr *p;
    socklen_t len;
};

static socklen_t local_addr(int fd, union address *u)
{
    socklen_t l = sizeof *u;
    memset(u, 0, sizeof *u);
    if (getsockname(fd, &u->sa, &l) < 0)
        bad("&fd: getsockname: %s", errname(errno));
    if (u->ss.ss_family == AF_INET) {
        if (u->in.sin_addr.s_addr == htonl(INADDR_ANY))
            u->in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    } else if (u->ss.ss_family == AF_INET6) {
        if (IN6_IS_ADDR_UNSPECIFIED(&u->in6.sin6_addr))
            u->in6.sin6_addr = in6addr_loopback;
    }
    return l;
}
static int port_of(const union address *u)
{
    if (u->ss.ss_family == AF_INET)
        return ntohs(u->in.sin_port);
    if (u->ss.ss_family == AF_INET6)
        return ntohs(u->in6.sin6_port);
    return -1;
}
static int unused_port(int type)
{
    union address a = {.in = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}}};
    socklen_t l = sizeof a.in;
    int s = socket(AF_INET, type | SOCK_CLOEXEC, 0);
    if (s < 0 || bind(s, &a.sa, l) || getsockname(s, &a.sa, &l))
        bad("unused port: %s", errname(errno));
    close(s);
    return ntohs(a.in.sin_port);
}
static int port_token(const char *p)
{
    union address u;
    if (!strcmp(p, "unused"))
        return unused_port(SOCK_STREAM);
    if (!strcmp(p, "unusedudp"))
        return unused_port(SOCK_DGRAM);
    if (*p == '@') {
        local_addr((int)I(p + 1), &u);
        return port_of(&u);
    }
    return (int)I(p);
}
static void pad_name(char *name, size_t cap, long pad)
{
    size_t n = strlen(name);
    if (pad >= (long)cap)
        bad("pad too large");
    while ((long)n < pad)
        name[n++] = 'h';
    name[n] = 0;
}
static void A(const char *tok, struct adr *a)
{
    char *s = trim(copy(tok)), *v;
    memset(a, 0, sizeof *a);
    a->p = &a->u.sa;
    int haslen = mod(s, "len", &v);
    long len = haslen ? I(v) : 0;
    int hasfam = mod(s, "family", &v);
    long fam = hasfam ? I(v) : 0;
    int haspad = mod(s, "pad", &v);
    long pad = haspad ? I(v) : 0;
    s = trim(s);
    if (!strcmp(s, "NULL"))
        a->p = 0;
    else if (!strcmp(s, "BAD"))
        a->p = bad_page;
    else if (!strncmp(s, "PTR:", 4))
        a->p = (void *)I(s + 4);
    else if (!strcmp(s, "unspec")) {
        a->len = sizeof(struct sockaddr);
    } else if (*s == '&') {
        a->len = local_addr((int)I(s + 1), &a->u);
    } else if (!strncmp(s, "unix:", 5) || !strncmp(s, "rawunix:", 8) || !strncmp(s, "abstract:", 9)) {
        char name[200] = "";
        a->u.un.sun_family = AF_UNIX;
        if (*s == 'u' && s[5])
            snprintf(name, sizeof name, "%s/%s", tmpdir, s + 5);
        else if (*s == 'r')
            snprintf(name, sizeof name, "%s", s + 8);
        else if (*s == 'a')
            snprintf(name, sizeof name, "lc%s.%s", casepid, s + 9);
        if (haspad)
            pad_name(name, LONGEST_NAME, pad);
        size_t n = strlen(name), off = offsetof(struct sockaddr_un, sun_path);
        if (n > LONGEST_NAME)
            bad("name too long");
        char *path = (char *)&a->u + off;
        if (*s == 'a') {
            memcpy(path + 1, name, n);
            a->len = (socklen_t)(off + 1 + n);
        } else if (n) {
            memcpy(path, name, n);
            /* a full sun_path carries no terminator */
            a->len = (socklen_t)(off + n + (n < sizeof a->u.un.sun_path));
        } else
            a->len = (socklen_t)off; /* autobind */
    } else if (!strncmp(s, "packet:", 7)) {
        char *p[3];
        int n = split(s + 7, ":", p, 3);
        a->u.ll.sll_family = AF_PACKET;
        a->u.ll.sll_ifindex = n > 0 ? (int)if_nametoindex(p[0]) : 0;
        a->u.ll.sll_protocol = n > 1 ? htons((uint16_t)I(p[1])) : 0;
        a->len = sizeof a->u.ll;
    } else if (*s == '[') {
        char *e = strchr(s, ']');
        if (!e || e[1] != ':')
            bad("address '%s'", s);
        *e = 0;
        a->u.in6.sin6_family = AF_INET6;
        if (inet_pton(AF_INET6, s + 1, &a->u.in6.sin6_addr) != 1)
            bad("address '%s'", s);
        a->u.in6.sin6_port = htons((uint16_t)port_token(e + 2));
        a->len = sizeof a->u.in6;
    } else {
        char *c = strchr(s, ':');
        if (!c)
            bad("address '%s'", s);
        *c = 0;
        a->u.in.sin_family = AF_INET;
        if (inet_pton(AF_INET, s, &a->u.in.sin_addr) != 1)
            bad("address '%s'", s);
        a->u.in.sin_port = htons((uint16_t)port_token(c + 1));
        a->len = sizeof a->u.in;
    }
    if (hasfam)
        a->u.ss.ss_family = (sa_family_t)fam;
    if (haslen)
        a->len = (socklen_t)len;
}

/* result-address arguments: (BUF|NULL|BAD|PTR:n, INT|NULL|BAD|PTR:n) */
static __thread unsigned char *abuf; /* RESULT_BUF bytes, and much more behind them */
struct outaddr {
    void *p;
    socklen_t len, *lp;
    int own;
};
static void OA(const char *bt, const char *lt, struct outaddr *o)
{
    memset(abuf, 0xEE, RESULT_BUF);
    memset(o, 0, sizeof *o);
    if (!strcmp(bt, "BUF"))
        o->p = abuf;
    else
        o->p = blob_of(bt).p;
    if (!strcmp(lt, "NULL"))
        o->lp = 0;
    else if (!strcmp(lt, "BAD") || !strncmp(lt, "PTR:", 4))
        o->lp = blob_of(lt).p;
    else {
        o->len = (socklen_t)I(lt);
        o->lp = &o->len;
        o->own = o->p == abuf;
    }
}
static void OAdone(struct outaddr *o)
{
    if (o->lp != &o->len)
        return;
    O.alen = (int)o->len;
    if (o->own) {
        memcpy(&O.addr, abuf, sizeof O.addr);
        O.has_addr = 1;
    }
}

/* ---------------------------------------------------------------- verbs -- */
#define R(expr)               \
    do {                      \
        errno = 0;            \
        O.ret = (long)(expr); \
        O.err = errno;        \
    } while (0)
static void add_fd(int fd)
{
    if (O.nfds < MAXFD)
        O.fds[O.nfds++] = fd;
}
static void rfd(void)
{
    if (O.ret >= 0) {
        O.isfd = 1;
        add_fd((int)O.ret);
    }
}
static __thread int own_buf; /* the last rbuf() came from malloc: safe to read back */
static void got(const void *p, long cap)
{
    if (O.ret > 0 && own_buf) {
        size_t n = O.ret < cap ? O.ret : cap;
        memmove(databuf, p, n);
        O.dlen = n;
    }
}
typedef void verb_fn(char **a, int n);
#define V(name) static void v_##name(char **a __attribute__((unused)), int n __attribute__((unused)))

V(socket)
{
    R(socket((int)I(a[0]), (int)I(a[1]), (int)I(a[2])));
    rfd();
}
V(socketpair)
{
    int sv[2] = {-1, -1}, *p = sv;
    if (n == 4)
        p = blob_of(a[3]).p;
    R(socketpair((int)I(a[0]), (int)I(a[1]), (int)I(a[2]), p));
    if (O.ret == 0) {
        add_fd(sv[0]);
        add_fd(sv[1]);
    }
}
V(pipe)
{
    int p[2];
    R(pipe(p));
    if (O.ret == 0) {
        add_fd(p[0]);
        add_fd(p[1]);
    }
}
V(bind)
{
    struct adr x;
    A(a[1], &x);
    R(bind((int)I(a[0]), x.p, x.len));
}
V(connect)
{
    struct adr x;
    A(a[1], &x);
    R(connect((int)I(a[0]), x.p, x.len));
}
V(listen)
{
    R(listen((int)I(a[0]), (int)I(a[1])));
}
V(accept)
{
    struct outaddr o;
    OA(a[1], a[2], &o);
    R(accept((int)I(a[0]), o.p, o.lp));
    rfd();
    OAdone(&o);
}
V(accept4)
{
    struct outaddr o;
    OA(a[1], a[2], &o);
    R(accept4((int)I(a[0]), o.p, o.lp, (int)I(a[3])));
    rfd();
    OAdone(&o);
}
V(getsockname)
{
    struct outaddr o;
    OA(a[1], a[2], &o);
    R(getsockname((int)I(a[0]), o.p, o.lp));
    OAdone(&o);
}
V(getpeername)
{
    struct outaddr o;
    OA(a[1], a[2], &o);
    R(getpeername((int)I(a[0]), o.p, o.lp));
    OAdone(&o);
}
V(send)
{
    struct blob b = blob_of(a[1]);
    R(send((int)I(a[0]), b.p, b.n, (int)I(a[2])));
}
V(write)
{
    struct blob b = blob_of(a[1]);
    R(write((int)I(a[0]), b.p, b.n));
}
V(sendto)
{
    struct blob b = blob_of(a[1]);
    struct adr x;
    A(a[3], &x);
    R(sendto((int)I(a[0]), b.p, b.n, (int)I(a[2]), x.p, x.len));
}
static struct blob rbuf(const char *t)
{
    struct blob b;
    own_buf = is_number(t);
    if (own_buf) {
        long n = I(t);
        b.n = n < 0 || n > MOST_MOVED ? MOST_MOVED : (size_t)n;
        b.p = reserve(b.n);
        if (b.n <= MOST_BYTES)
            memset(b.p, 0xEE, b.n);
    } else
        b = blob_of(t);
    return b;
}
V(recv)
{
    struct blob b = rbuf(a[1]);
    R(recv((int)I(a[0]), b.p, b.n, (int)I(a[2])));
    got(b.p, (long)b.n);
}
V(read)
{
    struct blob b = rbuf(a[1]);
    R(read((int)I(a[0]), b.p, b.n));
    got(b.p, (long)b.n);
}
V(recvfrom)
{
    struct blob b = rbuf(a[1]);
    struct outaddr o;
    OA(a[3], a[4], &o);
    R(recvfrom((int)I(a[0]), b.p, b.n, (int)I(a[2]), o.p, o.lp));
    got(b.p, (long)b.n);
    OAdone(&o);
}
/* [tok,tok]/cnt=N, NULL/len=N, BAD/len=N */
struct iovs {
    struct iovec v[MAXPART], *p;
    size_t n;
};
static void IOV(const char *tok, struct iovs *x, int out)
{
    char *v, *e[MAXPART], *s = trim(copy(tok));
    memset(x, 0, sizeof *x);
    x->p = x->v;
    if (*s != '[') {
        struct blob b = blob_of(s);
        x->p = b.p;
        x->n = b.n;
        return;
    }
    int hascnt = mod(s, "cnt", &v);
    long cnt = hascnt ? I(v) : 0;
    x->n = (size_t)split(inside(trim(s), '[', ']'), ",", e, MAXPART);
    for (size_t i = 0; i < x->n; i++) {
        struct blob b = out ? blob_of(e[i]) : rbuf(e[i]);
        x->v[i].iov_base = b.p;
        x->v[i].iov_len = b.n;
    }
    if (hascnt)
        x->n = (size_t)cnt;
}
/* control: NULL | BAD/len=n | item | [item,item]  (+/ctllen=n)
 * item: rights(fd,..) rights(fd*n) cmsg(level,type,INT|bytes) (+/cmsglen=n) */
static __thread unsigned char *cbuf; /* MOST_CONTROL bytes, and much more behind them */
static void CTL(const char *tok, void **p, size_t *len)
{
    char *v, *it[MAXCONTROL], *s = trim(copy(tok));
    int hasctl = mod(s, "ctllen", &v);
    long ctl = hasctl ? I(v) : 0;
    s = trim(s);
    memset(cbuf, 0, 1 << 16);
    if (strncmp(s, "rights(", 7) && strncmp(s, "cmsg(", 5) && *s != '[') {
        struct blob b = blob_of(s);
        *p = b.p;
        if (!is_pointer(s)) {
            if (b.n > (size_t)MOST_CONTROL)
                bad("too much control data");
            *p = memcpy(cbuf, b.p, b.n);
        }
        *len = hasctl ? (size_t)ctl : b.n;
        return;
    }
    int ni = 1;
    it[0] = s;
    if (*s == '[')
        ni = split(inside(s, '[', ']'), ",", it, MAXCONTROL);
    size_t off = 0;
    for (int i = 0; i < ni; i++) {
        int hascl = mod(it[i], "cmsglen", &v);
        long cl = hascl ? I(v) : 0;
        struct cmsghdr *c = (void *)(cbuf + off);
        size_t dl = 0;
        char *e[MAXRIGHTS];
        int rights = *it[i] == 'r';
        int ne = split(inside(trim(it[i]), '(', ')'), ",", e, MAXRIGHTS);
        if (rights) {
            c->cmsg_level = SOL_SOCKET;
            c->cmsg_type = SCM_RIGHTS;
            for (int k = 0; k < ne; k++) {
                char *m = strchr(e[k], '*');
                long rep = 1;
                if (m) {
                    *m = 0;
                    rep = I(m + 1);
                }
                int fd = (int)I(e[k]);
                for (; rep > 0; rep--) {
                    if (off + CMSG_SPACE(dl + sizeof fd) > (size_t)MOST_CONTROL)
                        bad("too many descriptors");
                    memcpy(CMSG_DATA(c) + dl, &fd, sizeof fd);
                    dl += sizeof fd;
                }
            }
        } else {
            if (ne != 2 && ne != 3)
                bad("control '%s'", it[i]);
            c->cmsg_level = (int)I(e[0]);
            c->cmsg_type = (int)I(e[1]);
            if (ne > 2) {
                int x;
                struct blob b = {&x, sizeof x};
                if (is_number(e[2]))
                    x = (int)I(e[2]);
                else
                    b = blob_of(e[2]);
                if (b.n > (size_t)MOST_CONTROL || off + CMSG_SPACE(b.n) > (size_t)MOST_CONTROL || !b.p)
                    bad("control data");
                memcpy(CMSG_DATA(c), b.p, b.n);
                dl = b.n;
            }
        }
        c->cmsg_len = hascl ? (size_t)cl : CMSG_LEN(dl);
        off += CMSG_SPACE(dl);
    }
    *p = cbuf;
    *len = hasctl ? (size_t)ctl : off;
}
static __thread struct iovs iovx;
V(sendmsg)
{
    struct msghdr m;
    struct adr x;
    memset(&m, 0, sizeof m);
    if (n == 3) {
        R(sendmsg((int)I(a[0]), blob_of(a[1]).p, (int)I(a[2])));
        return;
    }
    if (n != 5)
        bad("sendmsg takes 3 or 5 arguments");
    A(a[1], &x);
    m.msg_name = x.p;
    m.msg_namelen = x.len;
    IOV(a[2], &iovx, 1);
    m.msg_iov = iovx.p;
    m.msg_iovlen = iovx.n;
    CTL(a[3], &m.msg_control, &m.msg_controllen);
    R(sendmsg((int)I(a[0]), &m, (int)I(a[4])));
}
static void take_iov(struct iovs *x)
{
    size_t left = O.ret > 0 ? O.ret : 0;
    O.dlen = 0;
    for (size_t i = 0; x->p == x->v && i < x->n && left && i < MAXPART; i++) {
        size_t k = x->v[i].iov_len < left ? x->v[i].iov_len : left;
        left -= k;
        if (x->v[i].iov_base && k) {
            memcpy(databuf + O.dlen, x->v[i].iov_base, k);
            O.dlen += k;
        }
    }
}
/*
 * The next control message, as CMSG_NXTHDR finds it in glibc before 2.37: a later message must be there with its
 * padding. Later releases count one without it too; the result must not depend on the release.
 */
static struct cmsghdr *next_message(const struct msghdr *m, struct cmsghdr *c)
{
    size_t left = (size_t)((unsigned char *)m->msg_control + m->msg_controllen - (unsigned char *)c);
    if (c->cmsg_len < sizeof *c || CMSG_ALIGN(c->cmsg_len) + sizeof *c > left)
        return 0;
    left -= CMSG_ALIGN(c->cmsg_len);
    c = (void *)((unsigned char *)c + CMSG_ALIGN(c->cmsg_len));
    return CMSG_ALIGN(c->cmsg_len) > left ? 0 : c;
}
V(recvmsg)
{
    struct msghdr m;
    memset(&m, 0, sizeof m);
    if (n == 3) {
        R(recvmsg((int)I(a[0]), blob_of(a[1]).p, (int)I(a[2])));
        return;
    }
    if (n != 5)
        bad("recvmsg takes 3 or 5 arguments");
    memset(abuf, 0xEE, RESULT_BUF);
    if (strcmp(a[1], "NULL")) {
        m.msg_name = abuf;
        m.msg_namelen = (socklen_t)I(a[1]);
    }
    IOV(a[2], &iovx, 0);
    m.msg_iov = iovx.p;
    m.msg_iovlen = iovx.n;
    void *rc = 0;
    if (is_number(a[3])) {
        long size = I(a[3]);
        size = size < 0 ? 0 : size > MOST_CONTROL ? MOST_CONTROL : size;
        m.msg_controllen = (size_t)size;
        m.msg_control = rc = size ? reserve((size_t)size) : 0;
    } else {
        struct blob b = blob_of(a[3]);
        m.msg_control = b.p;
        m.msg_controllen = b.n;
    }
    R(recvmsg((int)I(a[0]), &m, (int)I(a[4])));
    if (O.ret < 0)
        return;
    take_iov(&iovx);
    O.mflags = m.msg_flags;
    O.clen = (long)m.msg_controllen;
    if (m.msg_name) {
        O.alen = (int)m.msg_namelen;
        memcpy(&O.addr, abuf, sizeof O.addr);
        O.has_addr = 1;
    }
    if (!rc)
        return;
    for (struct cmsghdr *c = CMSG_FIRSTHDR(&m); c; c = next_message(&m, c)) {
        if (!O.ncmsg++) {
            O.clevel = c->cmsg_level;
            O.ctype = c->cmsg_type;
            if (c->cmsg_len >= CMSG_LEN(sizeof(int))) {
                int x;
                memcpy(&x, CMSG_DATA(c), sizeof x);
                O.cint = x;
            }
        }
        if (c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_RIGHTS && c->cmsg_len >= CMSG_LEN(0)) {
            size_t k = (c->cmsg_len - CMSG_LEN(0)) / sizeof(int);
            for (size_t i = 0; i < k; i++) {
                int fd;
                memcpy(&fd, CMSG_DATA(c) + i * sizeof fd, sizeof fd);
                add_fd(fd);
                O.nrights++;
            }
        }
    }
}
/* sendmmsg(fd,[[..],[..]],flags) or sendmmsg(fd,BAD/len=1,flags) */
V(sendmmsg)
{
    static struct mmsghdr mm[MAXMSG];
    static struct iovs iv[MAXMSG];
    memset(mm, 0, sizeof mm);
    if (*a[1] != '[') {
        struct blob b = blob_of(a[1]);
        R(sendmmsg((int)I(a[0]), b.p, (unsigned)b.n, (int)I(a[2])));
        return;
    }
    char *e[MAXMSG];
    int k = split(inside(a[1], '[', ']'), ",", e, MAXMSG);
    for (int i = 0; i < k; i++) {
        IOV(e[i], &iv[i], 1);
        mm[i].msg_hdr.msg_iov = iv[i].p;
        mm[i].msg_hdr.msg_iovlen = iv[i].n;
    }
    R(sendmmsg((int)I(a[0]), mm, (unsigned)k, (int)I(a[2])));
    O.nmsg = O.ret;
    O.len0 = mm[0].msg_len;
    O.len1 = mm[1].msg_len;
}
/* recvmmsg(fd,[n,n],flags,NULL|BAD|ts(sec,nsec)) */
V(recvmmsg)
{
    static struct mmsghdr mm[MAXMSG];
    static struct iovec iv[MAXMSG];
    struct timespec ts, *tp = &ts;
    char *e[MAXMSG];
    memset(mm, 0, sizeof mm);
    if (!strncmp(a[3], "ts(", 3)) {
        if (split(inside(a[3], '(', ')'), ",", e, 2) != 2)
            bad("ts()");
        ts.tv_sec = I(e[0]);
        ts.tv_nsec = I(e[1]);
    } else
        tp = blob_of(a[3]).p;
    if (*a[1] != '[') {
        struct blob b = blob_of(a[1]);
        R(recvmmsg((int)I(a[0]), b.p, (unsigned)b.n, (int)I(a[2]), tp));
        return;
    }
    int k = split(inside(a[1], '[', ']'), ",", e, MAXMSG);
    int own[MAXMSG];
    for (int i = 0; i < k; i++) {
        struct blob b = rbuf(e[i]);
        own[i] = own_buf;
        iv[i].iov_base = b.p;
        iv[i].iov_len = b.n;
        mm[i].msg_hdr.msg_iov = &iv[i];
        mm[i].msg_hdr.msg_iovlen = 1;
    }
    R(recvmmsg((int)I(a[0]), mm, (unsigned)k, (int)I(a[2]), tp));
    O.nmsg = O.ret;
    for (int i = 0; i < O.ret; i++) {
        size_t c = mm[i].msg_len < iv[i].iov_len ? mm[i].msg_len : iv[i].iov_len;
        if (own[i] && c) {
            memcpy(databuf + O.dlen, iv[i].iov_base, c);
            O.dlen += c;
        }
    }
    O.len0 = mm[0].msg_len;
    O.len1 = mm[1].msg_len;
    O.mflags = mm[0].msg_hdr.msg_flags;
}
V(shutdown)
{
    R(shutdown((int)I(a[0]), (int)I(a[1])));
}
V(close)
{
    R(close((int)I(a[0])));
}
V(dup)
{
    R(dup((int)I(a[0])));
    rfd();
}
V(fcntl)
{
    int cmd = (int)I(a[1]);
    R(fcntl((int)I(a[0]), cmd, n > 2 ? I(a[2]) : 0L));
    if (cmd == F_DUPFD || cmd == F_DUPFD_CLOEXEC)
        rfd();
}
/* option values */
static struct blob option_of(const char *tok)
{
    char *v, *e[4], *s = trim(copy(tok));
    int structure = !strncmp(s, "linger(", 7) || !strncmp(s, "timeval(", 8) || !strncmp(s, "mreq(", 5);
    if (!structure && !is_number(s))
        return blob_of(s);
    int haslen = mod(s, "len", &v);
    long len = haslen ? I(v) : 0;
    s = trim(s);
    union {
        int i;
        struct linger linger;
        struct timeval timeval;
        struct ip_mreq mreq;
    } x;
    memset(&x, 0, sizeof x);
    size_t n = sizeof x.i;
    if (!structure) {
        x.i = (int)I(s);
    } else {
        int kind = *s;
        int k = split(inside(s, '(', ')'), ",", e, 4);
        if (k != 2 && !(k == 1 && kind == 't'))
            bad("option '%s'", tok);
        if (kind == 'l') {
            x.linger.l_onoff = (int)I(e[0]);
            x.linger.l_linger = (int)I(e[1]);
            n = sizeof x.linger;
        } else if (kind == 't') {
            x.timeval.tv_sec = I(e[0]);
            x.timeval.tv_usec = k > 1 ? I(e[1]) : 0;
            n = sizeof x.timeval;
        } else {
            if (inet_pton(AF_INET, e[0], &x.mreq.imr_multiaddr) != 1 ||
                inet_pton(AF_INET, e[1], &x.mreq.imr_interface) != 1)
                bad("mreq");
            n = sizeof x.mreq;
        }
    }
    struct blob b = {0, haslen ? (size_t)len : n};
    b.p = memcpy(reserve(haslen && len > (long)sizeof x && len <= INT_MAX ? (size_t)len : sizeof x), &x, n);
    return b;
}
V(setsockopt)
{
    struct blob b = option_of(a[3]);
    R(setsockopt((int)I(a[0]), (int)I(a[1]), (int)I(a[2]), b.p, (socklen_t)b.n));
}
V(getsockopt)
{
    struct outaddr o;
    OA(a[3], a[4], &o);
    if (o.p == abuf)
        memset(abuf, 0, RESULT_BUF);
    R(getsockopt((int)I(a[0]), (int)I(a[1]), (int)I(a[2]), o.p, o.lp));
    if (o.lp == &o.len)
        O.optlen = (int)o.len;
    if (O.ret == 0 && o.p == abuf) {
        int x;
        uint16_t two;
        memcpy(&x, abuf, sizeof x);
        memcpy(&two, abuf, sizeof two);
        O.val = o.len >= 4 ? x : o.len == 2 ? two : o.len == 1 ? *abuf : 0;
        O.dlen = o.len < RESULT_BUF ? o.len : RESULT_BUF;
        memcpy(databuf, abuf, O.dlen);
    }
}
V(ioctl)
{
    static union {
        struct ifreq ifreq;
        struct ifconf ifconf;
        int i;
        unsigned char room[1 << 16];
    } x;
    memset(&x, 0, sizeof x);
    void *p = &x;
    enum { INT, IFREQ, IFCONF, OTHER } kind = OTHER;
    if (!strcmp(a[2], "INT"))
        kind = INT;
    else if (!strncmp(a[2], "ifreq:", 6)) {
        kind = IFREQ;
        snprintf(x.ifreq.ifr_name, IFNAMSIZ, "%s", a[2] + 6);
    } else if (!strncmp(a[2], "ifconf:", 7)) {
        kind = IFCONF;
        x.ifconf.ifc_len = (int)size_of(a[2] + 7);
        x.ifconf.ifc_buf = reserve((size_t)x.ifconf.ifc_len);
    } else if (!strncmp(a[2], "INT:", 4)) {
        kind = INT;
        x.i = (int)I(a[2] + 4);
    } else
        p = blob_of(a[2]).p;
    R(ioctl((int)I(a[0]), (unsigned long)I(a[1]), p));
    if (kind == INT)
        O.val = x.i;
    else if (kind == IFREQ)
        O.val = x.ifreq.ifr_flags;
    else if (kind == IFCONF)
        O.val = x.ifconf.ifc_len;
}
/* poll([fd:EVENTS,...],ms) or poll(BAD/len=1,ms) */
V(poll)
{
    char *e[MAXPART], *v;
    if (*a[0] != '[') {
        struct blob b = blob_of(a[0]);
        R(poll(b.p, b.n, (int)I(a[1])));
        return;
    }
    struct pollfd *pf = reserve(sizeof *pf << 20);
    int hascnt = mod(a[0], "cnt", &v);
    long cnt = hascnt ? I(v) : 0;
    int k = split(inside(a[0], '[', ']'), ",", e, MAXPART);
    for (int i = 0; i < k; i++) {
        char *c = strchr(e[i], ':');
        if (!c)
            bad("poll entry");
        *c = 0;
        pf[i].fd = (int)I(e[i]);
        pf[i].events = (short)I(c + 1);
    }
    R(poll(pf, hascnt ? (nfds_t)cnt : (nfds_t)k, (int)I(a[1])));
    O.revents = pf[0].revents;
    O.revents1 = pf[1].revents;
}
V(epoll_create)
{
    R(epoll_create((int)I(a[0])));
    rfd();
}
V(epoll_create1)
{
    R(epoll_create1((int)I(a[0])));
    rfd();
}
V(epoll_ctl)
{
    struct epoll_event ev, *p = &ev;
    memset(&ev, 0, sizeof ev);
    ev.data.u64 = 0;
    ev.data.fd = (int)I(a[2]);
    if (!strcmp(a[3], "NULL") || !strcmp(a[3], "BAD"))
        p = blob_of(a[3]).p;
    else
        ev.events = (uint32_t)I(a[3]);
    R(epoll_ctl((int)I(a[0]), (int)I(a[1]), (int)I(a[2]), p));
}
V(epoll_wait)
{
    /* as much as the kernel takes for the largest count */
    struct epoll_event *ev = reserve((size_t)1 << 31);
    void *p = ev;
    if (n == 4)
        p = blob_of(a[3]).p;
    R(epoll_wait((int)I(a[0]), p, (int)I(a[1]), (int)I(a[2])));
    O.revents = ev[0].events;
    O.evfd = ev[0].data.fd;
    O.revents1 = ev[1].events;
}
/* --- macros and fixtures --- */
V(listener)
{
    struct adr x;
    A(a[0], &x);
    int s = socket(x.u.ss.ss_family, SOCK_STREAM, 0);
    if (s < 0 || bind(s, x.p, x.len) < 0 || listen(s, n > 1 ? (int)I(a[1]) : 5) < 0) {
        O.ret = -1;
        O.err = errno;
        return;
    }
    O.ret = s;
    rfd();
}
V(udp)
{
    struct adr x;
    A(a[0], &x);
    int s = socket(x.u.ss.ss_family, SOCK_DGRAM, 0);
    if (s < 0 || bind(s, x.p, x.len) < 0) {
        O.ret = -1;
        O.err = errno;
        return;
    }
    O.ret = s;
    rfd();
}
V(connect_to)
{
    union address u;
    int l = (int)I(a[0]), d = 0, t = 0, p = 0, s;
    socklen_t z = sizeof(int);
    getsockopt(l, SOL_SOCKET, SO_DOMAIN, &d, &z);
    getsockopt(l, SOL_SOCKET, SO_TYPE, &t, &z);
    getsockopt(l, SOL_SOCKET, SO_PROTOCOL, &p, &z);
    z = local_addr(l, &u);
    s = socket(d, t, p);
    if (s < 0 || connect(s, &u.sa, z) < 0) {
        O.ret = -1;
        O.err = errno;
        return;
    }
    O.ret = s;
    rfd();
}
V(wait)
{
    struct pollfd pf = {(int)I(a[0]), (short)I(a[1]), 0};
    R(poll(&pf, 1, n > 2 ? (int)I(a[2]) : 2000));
    O.revents = pf.revents;
    if (O.ret == 0) {
        O.ret = -1;
        O.err = ETIMEDOUT;
    }
}
V(sleep)
{
    usleep((useconds_t)I(a[0]) * 1000);
    O.ret = 0;
}
V(sendfull)
{
    /* send until nothing more goes in, not even one byte, for 100 ms */
    int fd = (int)I(a[0]), quiet = 0;
    size_t k = size_of(a[1]);
    if (!k)
        bad("sendfull needs a chunk of at least one byte");
    char *b = reserve(k);
    long total = 0;
    while (quiet < 4) {
        ssize_t r = send(fd, b, k, MSG_DONTWAIT | MSG_NOSIGNAL);
        if (r < 0 && errno == EAGAIN && k > 1)
            r = send(fd, b, 1, MSG_DONTWAIT | MSG_NOSIGNAL);
        if (r >= 0) {
            quiet = 0;
            if ((total += r) > MOST_BYTES) {
                O.ret = -1;
                O.err = EFBIG;
                return;
            }
        } else if (errno == EAGAIN) {
            quiet++;
            usleep(25000);
        } else {
            O.ret = -1;
            O.err = errno;
            return;
        }
    }
    O.ret = total;
}
/* a file of the case's directory */
static const char *in_tmp(const char *name)
{
    size_t n = strlen(tmpdir) + strlen(name) + 2;
    char *p = allocated(malloc(n));
    snprintf(p, n, "%s/%s", tmpdir, name);
    return p;
}
V(touch)
{
    int f;
    R(f = open(in_tmp(a[0]), O_CREAT | O_RDWR, 0600));
    if (f >= 0) {
        close(f);
        O.ret = 0;
    }
}
V(mkdir)
{
    R(mkdir(in_tmp(a[0]), 0777));
}
V(unlink)
{
    R(unlink(in_tmp(a[0])));
}
V(exists)
{
    R(access(in_tmp(a[0]), F_OK));
}
V(symlink)
{
    R(symlink(a[0], in_tmp(a[1])));
}
V(chmod)
{
    R(chmod(in_tmp(a[0]), (mode_t)I(a[1])));
}
V(dropuser)
{
    O.ret = 0;
    if (geteuid() == 0) {
        if (setegid(65534) || seteuid(65534)) {
            O.ret = -1;
            O.err = errno;
        }
        die_with_parent();
    }
}
/* succeeds when `port` needs privilege on this machine */
V(privport)
{
    int v = 1024;
    FILE *f = fopen("/proc/sys/net/ipv4/ip_unprivileged_port_start", "r");
    if (f) {
        if (fscanf(f, "%d", &v) != 1)
            v = 1024;
        fclose(f);
    }
    O.ret = I(a[0]) < v ? 0 : -1;
    O.err = O.ret ? EPERM : 0;
}
V(fd)
{
    sigset_t ss;
    sigemptyset(&ss);
    sigaddset(&ss, SIGUSR1);
    const char *k = a[0];
    if (!strcmp(k, "file"))
        R(open(in_tmp("fdfile"), O_RDWR | O_CREAT, 0600));
    else if (!strcmp(k, "dir"))
        R(open(tmpdir, O_RDONLY | O_DIRECTORY));
    else if (!strcmp(k, "devnull"))
        R(open("/dev/null", O_WRONLY));
    else if (!strcmp(k, "devzero"))
        R(open("/dev/zero", O_RDONLY));
    else if (!strcmp(k, "procmaps"))
        R(open("/proc/self/maps", O_RDONLY));
    else if (!strcmp(k, "path"))
        R(open(tmpdir, O_PATH));
    else if (!strcmp(k, "eventfd"))
        R(eventfd(0, 0));
    else if (!strcmp(k, "signalfd"))
        R(signalfd(-1, &ss, 0));
    else if (!strcmp(k, "timerfd"))
        R(timerfd_create(CLOCK_REALTIME, 0));
    else if (!strcmp(k, "inotify"))
        R(inotify_init1(0));
    else if (!strcmp(k, "pidfd"))
        R(syscall(SYS_pidfd_open, getpid(), 0));
    else if (!strcmp(k, "memfd"))
        R(memfd_create("conform", 0));
    else if (!strcmp(k, "epoll"))
        R(epoll_create1(0));
    else if (!strcmp(k, "fifo")) {
        mkfifo(in_tmp("fifo"), 0600);
        R(open(in_tmp("fifo"), O_RDWR));
    } else
        bad("fd kind '%s'", k);
    rfd();
}

/* assert(field,op,value) */
static long field(const char *f)
{
#define F(x)            \
    if (!strcmp(f, #x)) \
    return O.x
    F(ret);
    F(alen);
    F(val);
    F(optlen);
    F(clen);
    F(nrights);
    F(ncmsg);
    F(clevel);
    F(ctype);
    F(cint);
    F(revents);
    F(revents1);
    F(evfd);
    F(nmsg);
    F(len0);
    F(len1);
    if (!strcmp(f, "flags"))
        return O.mflags;
    if (!strcmp(f, "dlen"))
        return (long)O.dlen;
    if (!strcmp(f, "family"))
        return O.addr.ss.ss_family;
    if (!strcmp(f, "port"))
        return port_of(&O.addr);
    bad("field '%s'", f);
}
static char why[300];
static int addr_eq(const char *tok)
{
    struct adr x;
    A(tok, &x);
    if (!O.has_addr)
        return 0;
    union address *p = &x.u, *q = &O.addr;
    if (p->ss.ss_family != q->ss.ss_family)
        return 0;
    if (p->ss.ss_family == AF_INET)
        return p->in.sin_port == q->in.sin_port && p->in.sin_addr.s_addr == q->in.sin_addr.s_addr;
    if (p->ss.ss_family == AF_INET6)
        return p->in6.sin6_port == q->in6.sin6_port && !memcmp(&p->in6.sin6_addr, &q->in6.sin6_addr, 16);
    if (p->ss.ss_family == AF_UNIX) {
        if (p->un.sun_path[0])
            return !strncmp(p->un.sun_path, q->un.sun_path, sizeof p->un.sun_path);
        return O.alen == (long)x.len && !memcmp(p, q, x.len < sizeof *p ? x.len : sizeof *p);
    }
    return 0;
}
static void v_assert(char **a, int n)
{
    if (n != 3)
        bad("assert needs 3 arguments");
    int ok;
    if (!strcmp(a[0], "data")) {
        struct blob b = blob_of(a[2]);
        if (!b.p)
            bad("data are compared with bytes");
        ok = b.n == O.dlen && !memcmp(b.p, O.data, b.n);
        if (!strcmp(a[1], "ne"))
            ok = !ok;
        char shown[41] = "";
        for (size_t i = 0; i < O.dlen && i < 40; i++)
            shown[i] = O.data[i] < 32 || O.data[i] > 126 ? '.' : (char)O.data[i];
        snprintf(why, sizeof why, "data is %zu bytes '%.*s'", O.dlen, (int)(O.dlen > 40 ? 40 : O.dlen), shown);
    } else if (!strcmp(a[0], "addr")) {
        ok = addr_eq(a[2]);
        if (!strcmp(a[1], "ne"))
            ok = !ok;
        snprintf(why, sizeof why, "addr family %d port %d alen %ld", O.addr.ss.ss_family, port_of(&O.addr), O.alen);
    } else {
        long x = field(a[0]), y = I(a[2]);
        if (!strcmp(a[1], "eq"))
            ok = x == y;
        else if (!strcmp(a[1], "ne"))
            ok = x != y;
        else if (!strcmp(a[1], "ge"))
            ok = x >= y;
        else if (!strcmp(a[1], "le"))
            ok = x <= y;
        else if (!strcmp(a[1], "has"))
            ok = (x & y) == y;
        else if (!strcmp(a[1], "lacks"))
            ok = (x & y) == 0;
        else
            bad("op '%s'", a[1]);
        snprintf(why, sizeof why, "%s is %ld (0x%lx)", a[0], x, x);
    }
    O.ret = ok ? 0 : -1;
    O.err = 0;
}

V(start);
V(running);
V(join);

struct verb {
    const char *n;
    verb_fn *f;
    int lo, hi;
};
/* clang-format off */
static const struct verb verbs[] = {
#define W(x, lo, hi) { #x, v_##x, lo, hi }
    W(socket, 3, 3), W(socketpair, 3, 4), W(bind, 2, 2), W(listen, 2, 2), W(connect, 2, 2),
    W(accept, 3, 3), W(accept4, 4, 4), W(send, 3, 3), W(recv, 3, 3), W(sendto, 4, 4),
    W(recvfrom, 5, 5), W(shutdown, 2, 2), W(close, 1, 1), W(setsockopt, 4, 4),
    W(getsockopt, 5, 5), W(getsockname, 3, 3), W(getpeername, 3, 3), W(fcntl, 2, 3),
    W(dup, 1, 1), W(sleep, 1, 1), W(wait, 2, 3), W(assert, 3, 3),
    W(listener, 1, 2), W(udp, 1, 1), W(connect_to, 1, 1), W(sendfull, 2, 2),
    W(read, 2, 2), W(write, 2, 2), W(sendmsg, 3, 5), W(recvmsg, 3, 5), W(sendmmsg, 3, 3),
    W(recvmmsg, 4, 4), W(ioctl, 3, 3), W(poll, 2, 2), W(epoll_create, 1, 1),
    W(epoll_create1, 1, 1), W(epoll_ctl, 4, 4), W(epoll_wait, 3, 4), W(pipe, 0, 0),
    W(touch, 1, 1), W(mkdir, 1, 1), W(unlink, 1, 1), W(exists, 1, 1), W(symlink, 2, 2),
    W(chmod, 2, 2), W(dropuser, 0, 0), W(privport, 1, 1), W(fd, 1, 1),
    W(start, 1, 1), W(running, 1, 1), W(join, 0, 0),
    { 0, 0, 0, 0 }
};
/* clang-format on */
static const struct verb *find_verb(const char *n)
{
    for (const struct verb *v = verbs; v->n; v++)
        if (!strcmp(v->n, n))
            return v;
    return 0;
}

/* ------------------------------------------------------------- matching -- */
static void result_text(char *b, size_t n)
{
    if (O.ret >= 0 && O.isfd)
        snprintf(b, n, "ok:fd");
    else if (O.ret >= 0)
        snprintf(b, n, "ok:%ld", O.ret);
    else
        snprintf(b, n, "errno:%s", errname(O.err));
}
static int matches(const char *pat, const char *res)
{
    char *p[MAXJOINED];
    int n = split(copy(pat), "|", p, MAXJOINED);
    for (int i = 0; i < n; i++) {
        if (!strcmp(p[i], res))
            return 1;
        if (!strcmp(p[i], "ok") && !strncmp(res, "ok:", 3))
            return 1;
        if (!strcmp(p[i], "fail") && !strncmp(res, "errno:", 6))
            return 1;
        if (!strncmp(p[i], "ok:>=", 5) && !strncmp(res, "ok:", 3) && isdigit((unsigned char)res[3]) &&
            atol(res + 3) >= I(p[i] + 5))
            return 1;
    }
    return 0;
}
static void invoke(const char *verb, char *args)
{
    const struct verb *v = find_verb(verb);
    char *a[MAXARG];
    if (!v)
        bad("verb '%s'", verb);
    int n = split(args, ",", a, MAXARG);
    if (n < v->lo || n > v->hi)
        bad("%s takes %d..%d arguments, got %d", verb, v->lo, v->hi, n);
    if (v->f != v_assert) {
        memset(&O, 0, sizeof O);
        O.data = databuf;
    }
    struct outcome keep = O;
    O.verb = v->n;
    v->f(a, n);
    if (v->f == v_assert) { /* an assertion does not disturb the fields */
        long r = O.ret;
        O = keep;
        if (r < 0)
            O.verb = "!";
        else
            O.verb = "=";
    }
}
/* parse "[?][names=]verb(args)[ -> match]" in place */
struct step {
    int opt;
    char *names, *verb, *args, *match;
};
static void parse_step(char *s, struct step *st)
{
    memset(st, 0, sizeof *st);
    s = trim(s);
    if (*s == '?') {
        st->opt = 1;
        s = trim(s + 1);
    }
    char *arrow = top(s, "->");
    if (arrow) {
        *arrow = 0;
        st->match = trim(arrow + 2);
        s = trim(s);
    }
    char *o = strchr(s, '(');
    size_t n = strlen(s);
    if (!o || s[n - 1] != ')')
        bad("step '%s'", s);
    s[n - 1] = 0;
    *o = 0;
    st->args = o + 1;
    char *eq = strrchr(s, '=');
    if (eq) {
        *eq = 0;
        st->names = trim(s);
        st->verb = trim(eq + 1);
    } else
        st->verb = trim(s);
}
/* ----------------------------------------------------- background steps -- */
#define JOIN_MS 3000
static struct {
    pthread_t thread;
    int used;
    volatile int tid, done;
    const char *verb;
    char *args;
    struct outcome o;
} bg;
static void reserve_buffers(void)
{
    databuf = reserve((size_t)1 << 31);
    abuf = reserve((size_t)1 << 31);
    cbuf = reserve((size_t)1 << 31);
}
static void *background(void *unused)
{
    bg.tid = (int)syscall(SYS_gettid);
    reserve_buffers();
    invoke(bg.verb, bg.args);
    bg.o = O;
    __atomic_store_n(&bg.done, 1, __ATOMIC_RELEASE);
    return unused;
}
/* whether the background thread has ended within so many milliseconds */
static int bg_done(long ms)
{
    for (; !__atomic_load_n(&bg.done, __ATOMIC_ACQUIRE) && ms > 0; ms -= 5)
        usleep(5000);
    return __atomic_load_n(&bg.done, __ATOMIC_ACQUIRE);
}
static char bg_state(void)
{
    char path[64], text[512];
    snprintf(path, sizeof path, "/proc/self/task/%d/stat", bg.tid);
    FILE *f = fopen(path, "r");
    size_t n = f ? fread(text, 1, sizeof text - 1, f) : 0;
    if (f)
        fclose(f);
    text[n] = 0;
    char *end = strrchr(text, ')');
    return end && end[1] ? end[2] : 0;
}
/* Begins a step in a thread and waits until it has ended or sleeps in its call: seen asleep six times in 30 ms. */
static void v_start(char **a, int n)
{
    struct step st;
    (void)n;
    if (bg.used)
        bad("there is a background step already");
    parse_step(copy(a[0]), &st);
    bg.used = 1;
    bg.tid = bg.done = 0;
    bg.verb = st.verb;
    bg.args = copy(st.args);
    if ((O.err = pthread_create(&bg.thread, 0, background, 0))) {
        O.ret = -1;
        return;
    }
    for (int asleep = 0, waited = 0; asleep < 6 && waited < JOIN_MS && !bg_done(0); waited += 5) {
        usleep(5000);
        asleep = bg_state() == 'S' ? asleep + 1 : 0;
    }
}
V(running)
{
    O.ret = bg.used && !bg_done(I(a[0]));
}
V(join)
{
    if (!bg.used)
        bad("there is no background step");
    if (!bg_done(JOIN_MS)) {
        O.ret = -1;
        O.err = ETIMEDOUT;
        return;
    }
    pthread_join(bg.thread, 0);
    bg.used = 0;
    O = bg.o;
}

/* ----------------------------------------------------------------- trace -- */
static int trace; /* 1: every step is printed; 2: and marked for strace */
static const char *case_id;
static FILE *results; /* a duplicate of the standard output, which the cases may write to */
static void mark_step(int number)
{
    char path[64];
    snprintf(path, sizeof path, "/libc-sockets/%d", number);
    if (trace > 1 && access(number ? path : "/libc-sockets/-", F_OK) == 0)
        bad("%s must not exist", path);
}
/* what two runs have in common: the last part of a path, "@" for any abstract name */
static void unix_name(char *text, size_t size)
{
    const char *path = O.addr.un.sun_path, *slash = strrchr(path, '/');
    snprintf(text, size, "%.40s", *path ? slash ? slash + 1 : path : "@");
}
static void print_step(int number, const char *verb, const char *res)
{
    const struct {
        const char *n;
        long v;
    } fields[] = {
        {"alen", O.alen},       {"val", O.val},           {"optlen", O.optlen}, {"flags", O.mflags}, {"clen", O.clen},
        {"ncmsg", O.ncmsg},     {"nrights", O.nrights},   {"clevel", O.clevel}, {"ctype", O.ctype},  {"cint", O.cint},
        {"revents", O.revents}, {"revents1", O.revents1}, {"nmsg", O.nmsg},     {"len0", O.len0},    {"len1", O.len1},
    };
    char *line = 0, text[INET6_ADDRSTRLEN] = "";
    size_t size = 0, shown = O.dlen < MOST_TRACED ? O.dlen : MOST_TRACED;
    FILE *f = open_memstream(&line, &size);
    fprintf(f, "%s\t#%d\t%s\t%s", case_id, number, verb, res);
    if (O.dlen) {
        fprintf(f, "\tdlen=%zu\tdata=", O.dlen);
        for (size_t i = 0; i < shown; i++)
            fprintf(f, "%02x", O.data[i]);
    }
    if (O.has_addr) {
        int family = O.addr.ss.ss_family;
        if (family == AF_INET)
            inet_ntop(family, &O.addr.in.sin_addr, text, sizeof text);
        else if (family == AF_INET6)
            inet_ntop(family, &O.addr.in6.sin6_addr, text, sizeof text);
        else if (family == AF_UNIX && O.alen > (long)sizeof O.addr.un.sun_family)
            unix_name(text, sizeof text);
        fprintf(f, "\tfamily=%d\tport=%d\taddr=%s", family, port_of(&O.addr), text);
    }
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        if (fields[i].v)
            fprintf(f, "\t%s=%ld", fields[i].n, fields[i].v);
    fputc('\n', f);
    fclose(f);
    if (write(fileno(results), line, size) < 0)
        _exit(3);
    free(line);
}
/* 0 ok; otherwise fills `msg` */
static int run_steps(char *text, const char *what, char *msg, size_t mlen, int *skip)
{
    char *s[MAXPART], res[64];
    *skip = 0;
    if (!strcmp(text, "-"))
        return 0;
    int n = split(text, ";", s, MAXPART);
    for (int i = 0; i < n; i++) {
        struct step st;
        char src[500];
        if (!*s[i])
            continue;
        snprintf(src, sizeof src, "%s", s[i]);
        parse_step(s[i], &st);
        mark_step(i + 1);
        invoke(st.verb, st.args);
        mark_step(0);
        if (!strcmp(st.verb, "assert")) {
            if (O.verb[0] == '!') {
                snprintf(msg, mlen, "%s step %d %s: %s", what, i + 1, src, why);
                return -1;
            }
            continue;
        }
        result_text(res, sizeof res);
        if (trace)
            print_step(i + 1, st.verb, res);
        if (st.match ? !matches(st.match, res) : O.ret < 0) {
            if (st.opt) {
                snprintf(msg, mlen, "skip:%s:%s", st.verb, O.ret < 0 ? errname(O.err) : res);
                *skip = 1;
                return -1;
            }
            snprintf(msg, mlen, "%s step %d %s: got %s", what, i + 1, src, res);
            return -1;
        }
        if (st.names) {
            char *nm[MAXFD];
            int k = split(st.names, ",", nm, MAXFD);
            if (O.ret >= 0 && k != O.nfds)
                bad("step %d binds %d names, call made %d descriptors", i + 1, k, O.nfds);
            for (int j = 0; j < k; j++)
                set_var(nm[j], O.ret >= 0 ? O.fds[j] : BAD_FD);
        }
    }
    return 0;
}

/* ---------------------------------------------------------------- cases -- */
enum { C_ID, C_TAGS, C_SETUP, C_CALL, C_ARGS, C_EXP, C_CHECK, C_SRC, C_NOTE, NCOL };
struct kase {
    char *c[NCOL];
};

static int has_tag(const char *tags, const char *t)
{
    size_t n = strlen(t);
    for (const char *p = tags; (p = strstr(p, t)); p += n)
        if ((p == tags || p[-1] == ',') && (p[n] == 0 || p[n] == ','))
            return 1;
    return 0;
}

/* Signals that end the program wait until it listens: while a case runs, and after it. */
static const int endings[] = {SIGINT, SIGTERM, SIGHUP};
static int ignored[sizeof endings / sizeof *endings];
static volatile sig_atomic_t ending;
static sigset_t unblocked;
static pid_t parent;
static FILE *results;

static void end(int sig)
{
    ending = sig;
}
static void catch_endings(void)
{
    sigset_t blocked;
    struct sigaction act, old;
    memset(&act, 0, sizeof act);
    act.sa_handler = end;
    sigemptyset(&blocked);
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        sigaction(endings[i], 0, &old);
        ignored[i] = old.sa_handler == SIG_IGN;
        if (!ignored[i]) {
            sigaction(endings[i], &act, 0);
            sigaddset(&blocked, endings[i]);
        }
    }
    sigprocmask(SIG_BLOCK, &blocked, &unblocked);
}
/* ends as if the signal had not been caught */
static void end_if_told(void)
{
    sigset_t blocked;
    sigprocmask(SIG_SETMASK, &unblocked, &blocked);
    if (ending) {
        signal(ending, SIG_DFL);
        raise(ending);
    }
    sigprocmask(SIG_SETMASK, &blocked, 0);
}
static void child(struct kase *k)
{
    char msg[1200], res[64], mark[2400] = "";
    int skip;
    die_with_parent();
    if (getppid() != parent)
        _exit(0);
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        if (!ignored[i])
            signal(endings[i], SIG_DFL);
    sigprocmask(SIG_SETMASK, &unblocked, 0);
    signal(SIGPIPE, SIG_IGN);
    /* what a case writes to the standard output is no result */
    if (!trace)
        close(fileno(results));
    int null = open("/dev/null", O_WRONLY);
    if (null != 1) {
        dup2(null, 1);
        close(null);
    }
    umask(0);
    snprintf(casepid, sizeof casepid, "%d", (int)getpid());
    reserve_buffers();
    bad_page = mmap(0, 65536, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    memset(&O, 0, sizeof O);
    O.data = databuf;
    if (has_tag(k->c[C_TAGS], "needs-root") && geteuid() != 0)
        finish("skip:needs-root", 0);
    case_id = k->c[C_ID];
    if (run_steps(k->c[C_SETUP], "setup", msg, sizeof msg, &skip)) {
        if (skip)
            finish(msg, 0);
        snprintf(mark, sizeof mark, "SETUP %s", msg);
        finish("setup-failed", mark);
    }
    char *args = copy(strcmp(k->c[C_ARGS], "-") ? k->c[C_ARGS] : "");
    invoke(k->c[C_CALL], args);
    result_text(res, sizeof res);
    for (int i = 0; i < O.nfds && i < MAXRESULTS; i++) {
        char nm[8];
        snprintf(nm, sizeof nm, "r%d", i);
        set_var(nm, O.fds[i]);
    }
    if (!matches(k->c[C_EXP], res)) {
        snprintf(mark, sizeof mark, "MISMATCH expected=%s", k->c[C_EXP]);
        finish(res, mark);
    }
    /* checks describe the expected success; with alternatives, only the first is checked */
    char *first = copy(k->c[C_EXP]);
    first[strcspn(first, "|")] = 0;
    if (matches(first, res) && run_steps(k->c[C_CHECK], "CHECK", msg, sizeof msg, &skip))
        finish(res, msg);
    finish(res, 0);
}
/* a case may have taken away the right to change a directory */
static int allow1(const char *p, const struct stat *s, int f, struct FTW *w)
{
    (void)s;
    (void)w;
    return f == FTW_D || f == FTW_DNR ? chmod(p, 0700) && errno != ENOENT : 0;
}
static int rm1(const char *p, const struct stat *s, int f, struct FTW *w)
{
    (void)s;
    (void)f;
    (void)w;
    return remove(p);
}
static void run_case(struct kase *k, char *res, size_t rl, char *mark, size_t ml)
{
    int pp[2];
    char buf[4000];
    snprintf(tmpdir, sizeof tmpdir, "/tmp/lc.XXXXXX");
    if (!mkdtemp(tmpdir) || chmod(tmpdir, 0777) || pipe(pp)) {
        snprintf(res, rl, "setup-failed");
        snprintf(mark, ml, "cannot make tmp dir");
        return;
    }
    pid_t pid = fork();
    if (pid == 0) {
        close(pp[0]);
        /* park the report descriptor high, close-on-exec, out of the cases' way */
        report_fd = fcntl(pp[1], F_DUPFD_CLOEXEC, 200);
        close(pp[1]);
        child(k);
    }
    close(pp[1]);
    size_t n = 0;
    struct pollfd pf = {pp[0], POLLIN, 0};
    int late = 0;
    for (;;) {
        struct timespec limit = {CASE_TIMEOUT_MS / 1000, 0};
        int r = ppoll(&pf, 1, &limit, &unblocked);
        if (r <= 0) {
            late = 1;
            break;
        }
        ssize_t g = read(pp[0], buf + n, sizeof buf - 1 - n);
        if (g <= 0)
            break;
        n += g;
    }
    close(pp[0]);
    buf[n] = 0;
    if (late)
        kill(pid, SIGKILL);
    int st;
    waitpid(pid, &st, 0);
    nftw(tmpdir, allow1, 8, FTW_PHYS);
    nftw(tmpdir, rm1, 8, FTW_DEPTH | FTW_PHYS);
    end_if_told();
    if (late) {
        snprintf(res, rl, "timeout");
        snprintf(mark, ml, "MISMATCH expected=%s", k->c[C_EXP]);
    } else if (!n) {
        if (WIFSIGNALED(st))
            snprintf(res, rl, "signal:%d", WTERMSIG(st));
        else
            snprintf(res, rl, "exit:%d", WEXITSTATUS(st));
        snprintf(mark, ml, "MISMATCH expected=%s", k->c[C_EXP]);
    } else {
        char *nl = strchr(buf, '\n');
        *nl = 0;
        snprintf(res, rl, "%.*s", (int)rl - 1, buf);
        snprintf(mark, ml, "%.*s", (int)ml - 1, nl + 1);
    }
}

/* "NAME value" lines */
static void read_constants(const char *file)
{
    FILE *f = fopen(file, "r");
    char name[64];
    long value;
    if (!f) {
        fprintf(stderr, "conform: %s: %s\n", file, strerror(errno));
        exit(2);
    }
    while (fscanf(f, "%63s %ld", name, &value) == 2) {
        more = allocated(realloc(more, sizeof *more * (size_t)(nmore + 1)));
        more[nmore].n = copy(name);
        more[nmore++].v = value;
    }
    if (!feof(f)) {
        fprintf(stderr, "conform: %s: this is no list of constants\n", file);
        exit(2);
    }
    fclose(f);
}
static struct kase *read_cases(const char *file, int *count)
{
    FILE *f = fopen(file, "r");
    struct kase *ks = 0;
    char *line = 0;
    size_t cap = 0;
    ssize_t len;
    int nk = 0, lno = 0;
    if (!f) {
        fprintf(stderr, "conform: %s: %s\n", file, strerror(errno));
        exit(2);
    }
    while ((len = getline(&line, &cap, f)) > 0) {
        lno++;
        if (line[len - 1] == '\n')
            line[--len] = 0;
        if (!len || *line == '#' || !strncmp(line, "id\t", 3))
            continue;
        ks = allocated(realloc(ks, sizeof *ks * (size_t)(nk + 1)));
        struct kase *k = &ks[nk];
        char *p = copy(line);
        for (int c = 0; c < NCOL; c++) {
            k->c[c] = p ? p : copy("");
            if (p && (p = strchr(p, '\t')))
                *p++ = 0;
        }
        if (!*k->c[C_EXP]) {
            fprintf(stderr, "conform: %s:%d: too few columns\n", file, lno);
            exit(2);
        }
        if (!*k->c[C_CHECK])
            k->c[C_CHECK] = copy("-");
        for (int j = 0; j < nk; j++)
            if (!strcmp(ks[j].c[C_ID], k->c[C_ID])) {
                fprintf(stderr, "conform: %s:%d: the id %s is there twice\n", file, lno, k->c[C_ID]);
                exit(2);
            }
        nk++;
    }
    if (ferror(f)) {
        fprintf(stderr, "conform: %s: %s\n", file, strerror(errno));
        exit(2);
    }
    if (!nk) {
        fprintf(stderr, "conform: %s: there is no case in it\n", file);
        exit(2);
    }
    free(line);
    fclose(f);
    *count = nk;
    return ks;
}
static void usage(void) __attribute__((noreturn));
static void usage(void)
{
    fprintf(stderr, "usage: conform [-i ID] [-t TAG] [-x TAG] [-c CALL] [-m] [-q] [-k FILE] [-s | -S] FILE\n");
    exit(2);
}
static int unwritten(void)
{
    /* who closes a pipe has read enough */
    if (errno != EPIPE)
        fprintf(stderr, "conform: the results cannot be written: %s\n", strerror(errno));
    return 2;
}
int main(int ac, char **av)
{
    int nk = 0, quiet = 0, onlymarked = 0;
    const char **ids = allocated(calloc((size_t)ac, sizeof *ids)), **tin = allocated(calloc((size_t)ac, sizeof *tin));
    const char **tex = allocated(calloc((size_t)ac, sizeof *tex)), *call = 0, *file = 0;
    int nid = 0, ntin = 0, ntex = 0;
    report_fd = 2;
    for (int i = 1; i < ac; i++) {
        int value = i + 1 < ac;
        if (!strcmp(av[i], "-i") && value)
            ids[nid++] = av[++i];
        else if (!strcmp(av[i], "-t") && value)
            tin[ntin++] = av[++i];
        else if (!strcmp(av[i], "-x") && value)
            tex[ntex++] = av[++i];
        else if (!strcmp(av[i], "-c") && value)
            call = av[++i];
        else if (!strcmp(av[i], "-k") && value)
            read_constants(av[++i]);
        else if (!strcmp(av[i], "-s"))
            trace = 1;
        else if (!strcmp(av[i], "-S"))
            trace = 2;
        else if (!strcmp(av[i], "-q"))
            quiet = 1;
        else if (!strcmp(av[i], "-m"))
            onlymarked = 1;
        else if (av[i][0] != '-' && !file)
            file = av[i];
        else
            usage();
    }
    if (!file)
        usage();
    signal(SIGPIPE, SIG_IGN);
    struct kase *ks = read_cases(file, &nk);
    for (int j = 0; j < nid; j++) {
        int known = 0;
        for (int i = 0; i < nk; i++)
            known |= !strcmp(ids[j], ks[i].c[C_ID]);
        if (!known) {
            fprintf(stderr, "conform: %s: there is no case with the id %s\n", file, ids[j]);
            return 2;
        }
    }
    int out = fcntl(1, F_DUPFD_CLOEXEC, 201);
    results = out < 0 ? 0 : fdopen(out, "w");
    if (!results)
        return unwritten();
    parent = getpid();
    catch_endings();
    int run = 0, marked = 0, skipped = 0;
    for (int i = 0; i < nk; i++) {
        struct kase *k = &ks[i];
        int want = !nid;
        for (int j = 0; j < nid; j++)
            want |= !strcmp(ids[j], k->c[C_ID]);
        for (int j = 0; j < ntin; j++)
            want &= has_tag(k->c[C_TAGS], tin[j]);
        for (int j = 0; j < ntex; j++)
            want &= !has_tag(k->c[C_TAGS], tex[j]);
        if (call)
            want &= !strcmp(call, k->c[C_CALL]);
        if (!want)
            continue;
        char res[520], mark[2600];
        run_case(k, res, sizeof res, mark, sizeof mark);
        run++;
        skipped += !strncmp(res, "skip:", 5);
        marked += !!*mark;
        if (!onlymarked || *mark)
            fprintf(results, "%s\t%s\t%s%s%s\n", k->c[C_ID], k->c[C_CALL], res, *mark ? "\t" : "", mark);
        /* at once, so that no case inherits a line */
        if (fflush(results))
            return unwritten();
    }
    if (!run) {
        fprintf(stderr, "conform: no case is left by -i, -t, -x and -c together\n");
        return 2;
    }
    if (!quiet)
        fprintf(stderr, "%d cases run, %d skipped, %d marked\n", run, skipped, marked);
    return marked ? 1 : 0;
}
