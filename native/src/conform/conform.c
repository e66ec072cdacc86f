/*
 * conform: runs conformance cases (java/docs/conformance.md has the language) over the C library, straight from C. Its
 * results are the reference for other ways of calling the library on the same machine.
 *
 * Every case runs in a process of its own and prints a line:   id<TAB>call<TAB>result[<TAB>mark]
 *
 *   result   ok:<ret> | ok:fd | errno:<NAME> | skip:<why> | setup-failed | timeout | signal:<n> | syntax:<what>
 *   mark     only when something is wrong: "MISMATCH expected=<matcher>", "CHECK step <n> ...", "SETUP ...", "SYNTAX"
 *
 * Usage:  conform [options] FILE
 *    -i ID     only this id (repeatable)          -t TAG  only cases with TAG (repeatable)
 *    -x TAG    leave out cases with TAG           -c CALL only this call
 *    -q        no summary on stderr               -m      print only marked lines
 *    -k FILE   add constants, "NAME value" on each line
 *    -s        print every step as it ends: id<TAB>#number<TAB>verb<TAB>result<TAB>fields
 *    -S        the same, and mark every step for strace: access("/libc-sockets/number") before it, "-" after it
 * Exit status: 0 no marks, 1 some marks, 2 when the command line or the file is wrong or the results cannot be written.
 */
#include "helpers.h"
#include <ctype.h>
#include <stdarg.h>
#include <sys/prctl.h>
#include <sys/wait.h>

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

#define CASE_TIMEOUT_MS 8000
#define MOST_ARGUMENTS 16
#define MOST_RESULTS 16 /* the names r0, r1, ... */

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
    K(BADFD),
    { "INT_MAX", 0x7fffffffL }, { "INT_MIN", -0x7fffffffL - 1 },
    { "IPT_SO_SET_REPLACE", 64 },
    { "NETLINK_ROUTE", 0 },
    { 0, 0 }
};
/* clang-format on */
/* The constants of -k. */
static struct konst *more;
static int nmore;

/* ---------------------------------------------------------- child state -- */
static struct {
    char name[LONGEST_NAME + 1];
    int fd;
} vars[MOST_NAMES + MOST_RESULTS];
static int nvars;

struct outcome {
    const char *verb;
    long ret;
    int err;
    int isfd;                  /* ret is a descriptor */
    int fds[MOST_NAMES], nfds; /* descriptors the call produced, in order */
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

static void fail(const char *step)
{
    bad("%s: %s", step, errno_name(errno));
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
        if (i == MOST_NAMES + MOST_RESULTS || strlen(n) >= sizeof vars[i].name)
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
    char *b = copy(s), *p[MOST_JOINED];
    int n = split(b, "|", p, MOST_JOINED);
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
        bad("a number of bytes must be 0 to %d, not %ld", MOST_BYTES, n);
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

/* Replace a text by the bytes that it stands for, and return their number. */
static size_t hexadecimal(char *text)
{
    size_t n = 0;
    for (char *t = text; *t; t += 2)
        text[n++] = hexbyte(t);
    return n;
}
static size_t string(char *text)
{
    size_t n = 0;
    char *t = text + 1;
    for (; *t && *t != '"'; t++) {
        if (*t != '\\') {
            text[n++] = *t;
            continue;
        }
        switch (*++t) {
        case 'n': text[n++] = '\n'; break;
        case 'r': text[n++] = '\r'; break;
        case 't': text[n++] = '\t'; break;
        case '0': text[n++] = 0; break;
        case 'x':
            text[n++] = hexbyte(t + 1);
            t += 2;
            break;
        case 0: bad("string");
        default: text[n++] = *t;
        }
    }
    if (*t != '"')
        bad("string");
    return n;
}

/* bytes: NULL BAD PTR:n "text" fill:n zeros:n hex:... with /len= /pad=; zeros follow up to the length passed */
struct blob {
    void *p;
    size_t n;
};
static struct blob blob_of(const char *tok)
{
    struct blob b = {0, 0};
    char *t = trim(copy(tok)), *v;
    int haslen = mod(t, "len", &v);
    long len = haslen ? I(v) : 0;
    size_t pad = mod(t, "pad", &v) ? size_of(v) : 0;
    size_t room = haslen ? (len < 0 || len > MOST_MOVED ? MOST_MOVED : (size_t)len) : 0;
    t = trim(t);
    int pointer = is_pointer(t);
    if (room < pad)
        room = pad;
    if (pointer) {
        b.p = *t == 'N' ? 0 : *t == 'B' ? bad_page() : (void *)I(t + 4);
    } else if (!strncmp(t, "fill:", 5)) {
        b.n = size_of(t + 5);
        b.p = fill(b.n, room);
    } else if (!strncmp(t, "zeros:", 6)) {
        b.n = size_of(t + 6);
        b.p = reserve(b.n > room ? b.n : room);
    } else if (!strncmp(t, "hex:", 4)) {
        b.n = hexadecimal(t + 4);
        b.p = bytes(t + 4, b.n, room);
    } else if (*t == '"') {
        b.n = string(t);
        b.p = bytes(t, b.n, room);
    } else
        bad("bytes '%s'", t);
    if (!pointer && b.n < pad)
        b.n = pad;
    if (haslen)
        b.n = (size_t)len;
    return b;
}

/* ------------------------------------------------------------ addresses -- */
/* An address, and the pointer to pass: to it, or one that stands in its place. */
struct target {
    struct place at;
    struct sockaddr *p;
};

static int port_token(const char *p)
{
    if (!strcmp(p, "unused"))
        return unused_port(SOCK_STREAM);
    if (!strcmp(p, "unusedudp"))
        return unused_port(SOCK_DGRAM);
    return *p == '@' ? port_of((int)I(p + 1)) : (int)I(p);
}
static struct place packet_token(char *s)
{
    char *p[3];
    int n = split(s, ":", p, 3);
    return packet(n > 0 ? p[0] : "", n > 1 ? (int)I(p[1]) : 0);
}
/* host:port or [host]:port */
static struct place inet_token(char *s)
{
    int six = *s == '[';
    char *end = strchr(s, six ? ']' : ':');
    if (!end || (six && end[1] != ':'))
        bad("address '%s'", s);
    *end = 0;
    int port = port_token(end + 1 + six);
    struct place p = six ? inet6(s + 1, port) : inet4(s, port);
    if (!p.n)
        bad("address '%s'", s);
    return p;
}
static void A(const char *tok, struct target *to)
{
    char *s = trim(copy(tok)), *v;
    memset(to, 0, sizeof *to);
    to->p = &to->at.a.sa;
    int haslen = mod(s, "len", &v);
    long len = haslen ? I(v) : 0;
    int hasfam = mod(s, "family", &v);
    long fam = hasfam ? I(v) : 0;
    long pad = mod(s, "pad", &v) ? I(v) : 0;
    s = trim(s);
    if (pad >= LONGEST_PATH)
        bad("pad too large");
    if (is_pointer(s))
        to->p = blob_of(s).p;
    else if (!strcmp(s, "unspec"))
        to->at.n = sizeof(struct sockaddr);
    else if (*s == '&')
        to->at = local((int)I(s + 1));
    else if (!strcmp(s, "unix:"))
        to->at = unix_name("", 0, pad);
    else if (!strncmp(s, "unix:", 5))
        to->at = unix_path(s + 5, pad);
    else if (!strncmp(s, "rawunix:", 8))
        to->at = unix_name(s + 8, 0, pad);
    else if (!strncmp(s, "abstract:", 9))
        to->at = unix_abstract(s + 9, pad);
    else if (!strncmp(s, "packet:", 7))
        to->at = packet_token(s + 7);
    else
        to->at = inet_token(s);
    if (!to->at.n && !is_pointer(s))
        bad("name too long");
    if (hasfam && !is_pointer(s))
        to->at.a.ss.ss_family = (sa_family_t)fam;
    if (haslen)
        to->at.n = (socklen_t)len;
}

/* result-address arguments: (BUF|NULL|BAD|PTR:n, INT|NULL|BAD|PTR:n) */
static __thread unsigned char *abuf; /* RESULT_SIZE bytes, and much more behind them */
struct outaddr {
    void *p;
    socklen_t len, *lp;
    int own;
};
static void OA(const char *bt, const char *lt, struct outaddr *o)
{
    memset(abuf, 0xEE, RESULT_SIZE);
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
    if (O.nfds < MOST_NAMES)
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
    struct target x;
    A(a[1], &x);
    R(bind((int)I(a[0]), x.p, x.at.n));
}
V(connect)
{
    struct target x;
    A(a[1], &x);
    R(connect((int)I(a[0]), x.p, x.at.n));
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
    struct target x;
    A(a[3], &x);
    R(sendto((int)I(a[0]), b.p, b.n, (int)I(a[2]), x.p, x.at.n));
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
    struct iovec v[MOST_PARTS], *p;
    size_t n;
};
static void IOV(const char *tok, struct iovs *x, int out)
{
    char *v, *e[MOST_PARTS], *s = trim(copy(tok));
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
    x->n = (size_t)split(inside(trim(s), '[', ']'), ",", e, MOST_PARTS);
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
static struct blob rights_of(char **e, int n)
{
    int *fds = reserve(MOST_CONTROL);
    struct blob b = {fds, 0};
    for (int i = 0; i < n; i++) {
        char *star = strchr(e[i], '*');
        if (star)
            *star = 0;
        long times = star ? I(star + 1) : 1;
        for (int fd = (int)I(e[i]); times > 0; times--, b.n += sizeof fd) {
            if (CMSG_SPACE(b.n + sizeof fd) > MOST_CONTROL)
                bad("too many descriptors");
            fds[b.n / sizeof fd] = fd;
        }
    }
    return b;
}
static void CTL(const char *tok, void **p, size_t *len)
{
    char *v, *it[MOST_CONTROL_MESSAGES], *s = trim(copy(tok));
    int hasctl = mod(s, "ctllen", &v);
    long ctl = hasctl ? I(v) : 0;
    s = trim(s);
    memset(cbuf, 0, 1 << 16);
    if (strncmp(s, "rights(", 7) && strncmp(s, "cmsg(", 5) && *s != '[') {
        struct blob b = blob_of(s);
        *p = b.p;
        if (!is_pointer(s)) {
            if (b.n > MOST_CONTROL)
                bad("too much control data");
            *p = memcpy(cbuf, b.p, b.n);
        }
        *len = hasctl ? (size_t)ctl : b.n;
        return;
    }
    int ni = 1;
    it[0] = s;
    if (*s == '[')
        ni = split(inside(s, '[', ']'), ",", it, MOST_CONTROL_MESSAGES);
    size_t off = 0;
    for (int i = 0; i < ni; i++) {
        int hascl = mod(it[i], "cmsglen", &v);
        long cl = hascl ? I(v) : 0;
        int level = SOL_SOCKET, type = SCM_RIGHTS, number;
        char *e[MOST_RIGHTS];
        int rights = *it[i] == 'r';
        int ne = split(inside(trim(it[i]), '(', ')'), ",", e, MOST_RIGHTS);
        struct blob b = {"", 0};
        if (rights) {
            b = rights_of(e, ne);
        } else {
            if (ne != 2 && ne != 3)
                bad("control '%s'", it[i]);
            level = (int)I(e[0]);
            type = (int)I(e[1]);
            if (ne > 2 && is_number(e[2])) {
                number = (int)I(e[2]);
                b = (struct blob){&number, sizeof number};
            } else if (ne > 2)
                b = blob_of(e[2]);
        }
        if (b.n > MOST_CONTROL || off + CMSG_SPACE(b.n) > MOST_CONTROL || !b.p)
            bad("control data");
        off = put_control(cbuf, off, level, type, b.p, b.n, hascl ? (size_t)cl : CMSG_LEN(b.n));
    }
    *p = cbuf;
    *len = hasctl ? (size_t)ctl : off;
}
static __thread struct iovs iovx;
V(sendmsg)
{
    struct msghdr m;
    struct target x;
    memset(&m, 0, sizeof m);
    if (n == 3) {
        R(sendmsg((int)I(a[0]), blob_of(a[1]).p, (int)I(a[2])));
        return;
    }
    if (n != 5)
        bad("sendmsg takes 3 or 5 arguments");
    A(a[1], &x);
    m.msg_name = x.p;
    m.msg_namelen = x.at.n;
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
    for (size_t i = 0; x->p == x->v && i < x->n && left && i < MOST_PARTS; i++) {
        size_t k = x->v[i].iov_len < left ? x->v[i].iov_len : left;
        left -= k;
        if (x->v[i].iov_base && k) {
            memcpy(databuf + O.dlen, x->v[i].iov_base, k);
            O.dlen += k;
        }
    }
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
    memset(abuf, 0xEE, RESULT_SIZE);
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
    struct control all = control_of(&m);
    O.ncmsg = all.messages;
    O.nrights = all.rights;
    O.clevel = all.level;
    O.ctype = all.type;
    O.cint = all.number;
    for (int i = 0; i < all.rights; i++)
        add_fd(all.fds[i]);
}
/* sendmmsg(fd,[[..],[..]],flags) or sendmmsg(fd,BAD/len=1,flags) */
V(sendmmsg)
{
    static struct mmsghdr mm[MOST_MESSAGES];
    static struct iovs iv[MOST_MESSAGES];
    memset(mm, 0, sizeof mm);
    if (*a[1] != '[') {
        struct blob b = blob_of(a[1]);
        R(sendmmsg((int)I(a[0]), b.p, (unsigned)b.n, (int)I(a[2])));
        return;
    }
    char *e[MOST_MESSAGES];
    int k = split(inside(a[1], '[', ']'), ",", e, MOST_MESSAGES);
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
    static struct mmsghdr mm[MOST_MESSAGES];
    static struct iovec iv[MOST_MESSAGES];
    struct timespec ts, *tp = &ts;
    char *e[MOST_MESSAGES];
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
    int k = split(inside(a[1], '[', ']'), ",", e, MOST_MESSAGES);
    int own[MOST_MESSAGES];
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
        memset(abuf, 0, RESULT_SIZE);
    R(getsockopt((int)I(a[0]), (int)I(a[1]), (int)I(a[2]), o.p, o.lp));
    if (o.lp == &o.len)
        O.optlen = (int)o.len;
    if (O.ret == 0 && o.p == abuf) {
        O.val = number_in(abuf, o.len);
        O.dlen = o.len < RESULT_SIZE ? o.len : RESULT_SIZE;
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
    char *e[MOST_PARTS], *v;
    if (*a[0] != '[') {
        struct blob b = blob_of(a[0]);
        R(poll(b.p, b.n, (int)I(a[1])));
        return;
    }
    struct pollfd *pf = reserve(sizeof *pf << 20);
    int hascnt = mod(a[0], "cnt", &v);
    long cnt = hascnt ? I(v) : 0;
    int k = split(inside(a[0], '[', ']'), ",", e, MOST_PARTS);
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
    struct target x;
    A(a[0], &x);
    R(listener(x.at, n > 1 ? (int)I(a[1]) : 5));
    rfd();
}
V(udp)
{
    struct target x;
    A(a[0], &x);
    R(udp(x.at));
    rfd();
}
V(connect_to)
{
    R(connect_to((int)I(a[0])));
    rfd();
}
V(wait)
{
    struct pollfd pf;
    R(wait_for((int)I(a[0]), (int)I(a[1]), n > 2 ? (int)I(a[2]) : 2000, &pf));
    O.revents = pf.revents;
}
V(sleep)
{
    usleep((useconds_t)I(a[0]) * 1000);
    O.ret = 0;
}
V(sendfull)
{
    size_t chunk = size_of(a[1]);
    if (!chunk)
        bad("sendfull needs a chunk of at least one byte");
    R(send_full((int)I(a[0]), chunk));
}
V(touch)
{
    R(touch(a[0]));
}
V(mkdir)
{
    R(mkdir(in_directory(a[0]), 0777));
}
V(unlink)
{
    R(unlink(in_directory(a[0])));
}
V(exists)
{
    R(access(in_directory(a[0]), F_OK));
}
V(symlink)
{
    R(symlink(a[0], in_directory(a[1])));
}
V(chmod)
{
    R(chmod(in_directory(a[0]), (mode_t)I(a[1])));
}
V(dropuser)
{
    R(drop_user());
    die_with_parent();
}
V(privport)
{
    R(needs_privilege(I(a[0])));
}
V(fd)
{
    const char *k = a[0];
    if (!strcmp(k, "file"))
        R(open(in_directory("fdfile"), O_RDWR | O_CREAT, 0600));
    else if (!strcmp(k, "dir"))
        R(open(directory, O_RDONLY | O_DIRECTORY));
    else if (!strcmp(k, "devnull"))
        R(open("/dev/null", O_WRONLY));
    else if (!strcmp(k, "devzero"))
        R(open("/dev/zero", O_RDONLY));
    else if (!strcmp(k, "procmaps"))
        R(open("/proc/self/maps", O_RDONLY));
    else if (!strcmp(k, "path"))
        R(open(directory, O_PATH));
    else if (!strcmp(k, "eventfd"))
        R(eventfd(0, 0));
    else if (!strcmp(k, "signalfd"))
        R(open_signalfd());
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
    else if (!strcmp(k, "fifo"))
        R(open_fifo());
    else
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
        return port_in(&O.addr);
    bad("field '%s'", f);
}
static char why[300];
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
        struct target x;
        A(a[2], &x);
        ok = O.has_addr && same_address(&x.at, &O.addr, O.alen);
        if (!strcmp(a[1], "ne"))
            ok = !ok;
        snprintf(why, sizeof why, "addr family %d port %d alen %ld", O.addr.ss.ss_family, port_in(&O.addr), O.alen);
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
        snprintf(b, n, "errno:%s", errno_name(O.err));
}
static int matches(const char *pat, const char *res)
{
    char *p[MOST_JOINED];
    int n = split(copy(pat), "|", p, MOST_JOINED);
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
    char *a[MOST_ARGUMENTS];
    if (!v)
        bad("verb '%s'", verb);
    int n = split(args, ",", a, MOST_ARGUMENTS);
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
static struct {
    int used;
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
static long call_in_background(void)
{
    reserve_buffers();
    invoke(bg.verb, bg.args);
    bg.o = O;
    return O.ret;
}
static void v_start(char **a, int n)
{
    struct step st;
    (void)n;
    if (bg.used)
        bad("there is a background step already");
    parse_step(copy(a[0]), &st);
    bg.used = 1;
    bg.verb = st.verb;
    bg.args = copy(st.args);
    R(start(call_in_background));
}
V(running)
{
    O.ret = bg.used && !background_done(I(a[0]));
}
V(join)
{
    if (!bg.used)
        bad("there is no background step");
    if (!background_done(JOIN_MS)) {
        O.ret = -1;
        O.err = ETIMEDOUT;
        return;
    }
    pthread_join(background.thread, 0);
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
    char *line = 0;
    size_t size = 0, shown = O.dlen < MOST_TRACED ? O.dlen : MOST_TRACED;
    FILE *f = open_memstream(&line, &size);
    fprintf(f, "%s\t#%d\t%s\t%s", case_id, number, verb, res);
    if (O.dlen) {
        fprintf(f, "\tdlen=%zu\tdata=", O.dlen);
        for (size_t i = 0; i < shown; i++)
            fprintf(f, "%02x", O.data[i]);
    }
    if (O.has_addr) {
        fprintf(f, "\tfamily=%d\tport=%d\taddr=%s", O.addr.ss.ss_family, port_in(&O.addr),
                address_text(&O.addr, O.alen));
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
    char *s[MOST_PARTS], res[64];
    *skip = 0;
    if (!strcmp(text, "-"))
        return 0;
    int n = split(text, ";", s, MOST_PARTS);
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
                snprintf(msg, mlen, "skip:%s:%s", st.verb, O.ret < 0 ? errno_name(O.err) : res);
                *skip = 1;
                return -1;
            }
            snprintf(msg, mlen, "%s step %d %s: got %s", what, i + 1, src, res);
            return -1;
        }
        if (st.names) {
            char *nm[MOST_NAMES];
            int k = split(st.names, ",", nm, MOST_NAMES);
            if (O.ret >= 0 && k != O.nfds)
                bad("step %d binds %d names, call made %d descriptors", i + 1, k, O.nfds);
            for (int j = 0; j < k; j++)
                set_var(nm[j], O.ret >= 0 ? O.fds[j] : BADFD);
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
static void end_if_signalled(void)
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
    /* the standard output of a case does not belong to the results */
    if (!trace)
        close(fileno(results));
    int null = open("/dev/null", O_WRONLY);
    if (null != 1) {
        dup2(null, 1);
        close(null);
    }
    umask(0);
    reserve_buffers();
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
    for (int i = 0; i < O.nfds && i < MOST_RESULTS; i++) {
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
static void run_case(struct kase *k, char *res, size_t rl, char *mark, size_t ml)
{
    int pp[2];
    char buf[4000];
    if (make_directory() || pipe(pp)) {
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
    remove_directory();
    end_if_signalled();
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
        fprintf(stderr, "conform: %s: not a list of constants\n", file);
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
    /* the reader of a closed pipe has read enough */
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
