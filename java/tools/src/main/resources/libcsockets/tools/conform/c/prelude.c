//:begin
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/errqueue.h>
#include <linux/if_packet.h>
#include <linux/netlink.h>
#include <linux/sockios.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <netinet/tcp.h>
#include <netinet/udp.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
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
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

//:errno_name
/* "ECONNREFUSED" */
static const char *errno_name(int number)
{
    const char *name = strerrorname_np(number);
    return number == 0 ? "0" : name ? name : "?";
}

//:clean directory
static char directory[] = "/tmp/lc.XXXXXX";
static void clean(void)
{
    char command[64];
    snprintf(command, sizeof command, "rm -rf %s", directory);
    if (system(command) != 0)
        perror(command);
}

//:directory
//:must errno_name
/* A step that the rest is built on. */
static long must(long result, const char *step)
{
    if (result < 0) {
        printf("%s: %s\n", step, errno_name(errno));
        exit(1);
    }
    return result;
}

//:may errno_name
/* A step without which there is nothing to see. */
static long may(long result, const char *step)
{
    if (result < 0) {
        printf("skipped: %s: %s\n", step, errno_name(errno));
        exit(0);
    }
    return result;
}

//:expect errno_name
/* A step that must give one of "ok", "fail", "ok:N", "errno:NAME". */
static long expect(long result, const char *alternatives, const char *step)
{
    char got[64], list[400];
    int error = errno;
    if (result < 0)
        snprintf(got, sizeof got, "errno:%s", errno_name(error));
    else
        snprintf(got, sizeof got, "ok:%ld", result);
    snprintf(list, sizeof list, "%s", alternatives);
    for (char *rest, *one = strtok_r(list, "| ", &rest); one; one = strtok_r(0, "| ", &rest))
        if (!strcmp(one, got) || !strcmp(one, result < 0 ? "fail" : "ok") || (result >= 0 && !strcmp(one, "ok:fd")) ||
            (result >= 0 && !strncmp(one, "ok:>=", 5) && result >= atol(one + 5)))
            return result;
    printf("%s: %s\n", step, got);
    exit(1);
}

//:check
static void check(int good, const char *step)
{
    if (!good) {
        printf("%s: no\n", step);
        exit(1);
    }
}

//:phase errno_name
/* Begins the line of a phase; what failed needs no more than the name of its errno. */
static int phase(const char *name, long result)
{
    int error = errno;
    printf("%s: ", name);
    if (result < 0)
        puts(errno_name(error));
    return result >= 0;
}

//:quoted
static void quoted(const void *bytes, long count)
{
    putchar('"');
    for (long i = 0; i < count && i < 48; i++) {
        int c = ((const unsigned char *)bytes)[i];
        if (c == '"' || c == '\\')
            printf("\\%c", c);
        else if (c > ' ' && c <= '~')
            putchar(c);
        else
            printf("\\x%02x", c);
    }
    putchar('"');
    if (count > 48)
        printf("...(%ld)", count);
}

//:number_in
/* The number that an option of that length is. */
static long number_in(const void *bytes, socklen_t length)
{
    int number = 0;
    short two = 0;
    if (length >= sizeof number)
        return memcpy(&number, bytes, sizeof number), number;
    if (length == sizeof two)
        return memcpy(&two, bytes, sizeof two), two;
    return length == 1 ? *(const unsigned char *)bytes : 0;
}

//:number_at
/* The number of so many bytes at an offset. */
static long number_at(const void *bytes, long offset, size_t size)
{
    int four = 0;
    uint16_t two = 0;
    const unsigned char *at = (const unsigned char *)bytes + offset;
    if (size == sizeof four)
        return memcpy(&four, at, sizeof four), four;
    if (size == sizeof two)
        return memcpy(&two, at, sizeof two), two;
    return *at;
}

//:place
/* A socket address with the length to pass. */
union address {
    struct sockaddr sa;
    struct sockaddr_storage ss;
    struct sockaddr_in in;
    struct sockaddr_in6 in6;
    struct sockaddr_un un;
    struct sockaddr_ll ll;
};
struct place {
    union address a;
    socklen_t n;
};

//:inet4 place
static struct place inet4(const char *host, int port)
{
    struct place p = { .n = sizeof p.a.in };
    p.a.in.sin_family = AF_INET;
    p.a.in.sin_port = htons((uint16_t)port);
    inet_pton(AF_INET, host, &p.a.in.sin_addr);
    return p;
}

//:inet6 place
static struct place inet6(const char *host, int port)
{
    struct place p = { .n = sizeof p.a.in6 };
    p.a.in6.sin6_family = AF_INET6;
    p.a.in6.sin6_port = htons((uint16_t)port);
    inet_pton(AF_INET6, host, &p.a.in6.sin6_addr);
    return p;
}

//:local place must
/* The address that a socket is bound to; loopback in place of any. */
static struct place local(int fd)
{
    struct place p = { .n = sizeof p.a };
    must(getsockname(fd, &p.a.sa, &p.n), "getsockname");
    if (p.a.ss.ss_family == AF_INET && p.a.in.sin_addr.s_addr == htonl(INADDR_ANY))
        p.a.in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (p.a.ss.ss_family == AF_INET6 && IN6_IS_ADDR_UNSPECIFIED(&p.a.in6.sin6_addr))
        p.a.in6.sin6_addr = in6addr_loopback;
    return p;
}

//:port_in place
static int port_in(const void *address)
{
    union address a;
    memcpy(&a, address, sizeof a);
    return a.ss.ss_family == AF_INET ? ntohs(a.in.sin_port) : a.ss.ss_family == AF_INET6 ? ntohs(a.in6.sin6_port) : -1;
}

//:port_of local port_in
static int port_of(int fd)
{
    struct place p = local(fd);
    return port_in(&p.a);
}

//:unused_port inet4 port_of
static int unused_port(int type)
{
    struct place p = inet4("127.0.0.1", 0);
    int fd = (int)must(socket(AF_INET, type, 0), "socket");
    must(bind(fd, &p.a.sa, p.n), "bind");
    int port = port_of(fd);
    close(fd);
    return port;
}

//:unix_name place
/* A name of AF_UNIX, which may be longer than there is room for it, to see what the kernel says. */
static struct place unix_name(const char *name, int abstract, size_t pad)
{
    struct place p = { .n = offsetof(struct sockaddr_un, sun_path) };
    unsigned char *path = (unsigned char *)&p.a + p.n + abstract;
    size_t n = strlen(name);
    p.a.un.sun_family = AF_UNIX;
    memcpy(path, name, n);
    for (; n < pad; n++)
        path[n] = 'h';
    p.n += (socklen_t)(abstract ? n + 1 : n ? n + (n < sizeof p.a.un.sun_path) : 0);
    return p;
}

//:unix_path unix_name directory
static struct place unix_path(const char *name, size_t pad)
{
    char path[120];
    snprintf(path, sizeof path, "%s/%s", directory, name);
    return unix_name(path, 0, pad);
}

//:unix_abstract unix_name
static struct place unix_abstract(const char *name, size_t pad)
{
    char unique[120];
    snprintf(unique, sizeof unique, "lc%d.%s", (int)getpid(), name);
    return unix_name(unique, 1, pad);
}

//:packet place
static struct place packet(const char *interface, int protocol)
{
    struct place p = { .n = sizeof p.a.ll };
    p.a.ll.sll_family = AF_PACKET;
    p.a.ll.sll_ifindex = (int)if_nametoindex(interface);
    p.a.ll.sll_protocol = htons((uint16_t)protocol);
    return p;
}

//:print_address place
static void print_address(const void *address, long length)
{
    union address a;
    char text[INET6_ADDRSTRLEN] = "-";
    memcpy(&a, address, sizeof a);
    if (length > (long)sizeof a.ss.ss_family) {
        const char *path = a.un.sun_path, *slash = strrchr(path, '/');
        if (a.ss.ss_family == AF_INET)
            inet_ntop(AF_INET, &a.in.sin_addr, text, sizeof text);
        else if (a.ss.ss_family == AF_INET6)
            inet_ntop(AF_INET6, &a.in6.sin6_addr, text, sizeof text);
        else if (a.ss.ss_family == AF_UNIX)
            snprintf(text, sizeof text, "%.40s", *path ? slash ? slash + 1 : path : "@");
    }
    fputs(text, stdout);
}

//:listener place
static int listener(struct place p, int backlog)
{
    int fd = socket(p.a.ss.ss_family, SOCK_STREAM, 0);
    return fd < 0 || bind(fd, &p.a.sa, p.n) < 0 || listen(fd, backlog) < 0 ? -1 : fd;
}

//:udp place
static int udp(struct place p)
{
    int fd = socket(p.a.ss.ss_family, SOCK_DGRAM, 0);
    return fd < 0 || bind(fd, &p.a.sa, p.n) < 0 ? -1 : fd;
}

//:connect_to local
/* A socket of the same kind, connected to that one. */
static int connect_to(int other)
{
    int domain = 0, type = 0, protocol = 0;
    socklen_t n = sizeof(int);
    getsockopt(other, SOL_SOCKET, SO_DOMAIN, &domain, &n);
    getsockopt(other, SOL_SOCKET, SO_TYPE, &type, &n);
    getsockopt(other, SOL_SOCKET, SO_PROTOCOL, &protocol, &n);
    struct place p = local(other);
    int fd = socket(domain, type, protocol);
    return fd < 0 || connect(fd, &p.a.sa, p.n) < 0 ? -1 : fd;
}

//:wait_for
static int wait_for(int fd, int events, int milliseconds, struct pollfd *p)
{
    p->fd = fd;
    p->events = (short)events;
    int ready = poll(p, 1, milliseconds);
    if (ready == 0)
        errno = ETIMEDOUT;
    return ready == 0 ? -1 : ready;
}

//:send_full
/* Sends until for 100 ms not one byte more goes in. */
static long send_full(int fd, size_t chunk)
{
    char *zeros = calloc(1, chunk);
    long total = 0;
    for (int quiet = 0; zeros && quiet < 4;) {
        ssize_t sent = send(fd, zeros, chunk, MSG_DONTWAIT | MSG_NOSIGNAL);
        if (sent < 0 && errno == EAGAIN && chunk > 1)
            sent = send(fd, zeros, 1, MSG_DONTWAIT | MSG_NOSIGNAL);
        if (sent < 0 && errno != EAGAIN)
            return -1;
        quiet = sent < 0 ? quiet + 1 : 0;
        total += sent < 0 ? 0 : sent;
        if (sent < 0)
            usleep(25000);
    }
    free(zeros);
    return total;
}

//:bytes
/* Bytes followed by zeros. */
static const void *bytes(const char *content, size_t count, size_t room)
{
    char *memory = calloc(1, room > count ? room : count + 1);
    return memory ? memcpy(memory, content, count) : 0;
}

//:fill
/* "abc...zabc..." */
static const void *fill(size_t count, size_t room)
{
    char *memory = calloc(1, room > count ? room : count + 1);
    for (size_t i = 0; memory && i < count; i++)
        memory[i] = (char)('a' + i % 26);
    return memory;
}

//:bad_page
/* An address that nobody may touch. */
static void *bad_page(void)
{
    return mmap(0, 65536, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

//:put_control
/* Adds a control message. */
static size_t put_control(void *control, size_t at, int level, int type, const void *content, size_t count, long length)
{
    struct cmsghdr *c = (void *)((char *)control + at);
    c->cmsg_level = level;
    c->cmsg_type = type;
    c->cmsg_len = length < 0 ? CMSG_LEN(count) : (size_t)length;
    memcpy(CMSG_DATA(c), content, count);
    return at + CMSG_SPACE(count);
}

//:control_of
/* What a received message has beside its data. */
struct control {
    long messages, rights, level, type, number;
    int fds[256];
};
static struct control control_of(struct msghdr *m)
{
    struct control all = { 0 };
    for (struct cmsghdr *c = CMSG_FIRSTHDR(m); c; c = CMSG_NXTHDR(m, c)) {
        size_t n = c->cmsg_len - CMSG_LEN(0);
        if (!all.messages++) {
            int number = 0;
            all.level = c->cmsg_level;
            all.type = c->cmsg_type;
            if (n >= sizeof number)
                memcpy(&number, CMSG_DATA(c), sizeof number);
            all.number = number;
        }
        if (c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_RIGHTS)
            for (size_t i = 0; i < n / sizeof(int) && all.rights < 256; i++)
                memcpy(&all.fds[all.rights++], CMSG_DATA(c) + i * sizeof(int), sizeof(int));
    }
    return all;
}

//:in_directory directory
static const char *in_directory(const char *name)
{
    static char path[4][512];
    static int next;
    char *p = path[next++ % 4];
    snprintf(p, sizeof path[0], "%s/%s", directory, name);
    return p;
}

//:touch in_directory
static int touch(const char *name)
{
    int fd = open(in_directory(name), O_CREAT | O_RDWR, 0600);
    return fd < 0 ? -1 : close(fd);
}

//:drop_user
static int drop_user(void)
{
    return geteuid() == 0 && (setegid(65534) || seteuid(65534)) ? -1 : 0;
}

//:privileged
static int privileged(int port)
{
    int first = 1024;
    FILE *f = fopen("/proc/sys/net/ipv4/ip_unprivileged_port_start", "r");
    if (f) {
        if (fscanf(f, "%d", &first) != 1)
            first = 1024;
        fclose(f);
    }
    errno = EPERM;
    return port < first ? 0 : -1;
}

//:open_signalfd
static int open_signalfd(void)
{
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGUSR1);
    return signalfd(-1, &signals, 0);
}

//:open_fifo in_directory
static int open_fifo(void)
{
    mkfifo(in_directory("fifo"), 0600);
    return open(in_directory("fifo"), O_RDWR);
}

//:background
/* One call in a thread of its own. */
static struct {
    pthread_t thread;
    volatile int id, done;
    long result;
    int error;
} background;
static void background_ended(long result)
{
    background.result = result;
    background.error = errno;
    __atomic_store_n(&background.done, 1, __ATOMIC_RELEASE);
}
static int background_done(int milliseconds)
{
    for (; !__atomic_load_n(&background.done, __ATOMIC_ACQUIRE) && milliseconds > 0; milliseconds -= 5)
        usleep(5000);
    return __atomic_load_n(&background.done, __ATOMIC_ACQUIRE);
}
/* Returns when the thread has ended or sleeps in its call. */
static int start(void *(*body)(void *))
{
    background.done = background.id = 0;
    if ((errno = pthread_create(&background.thread, 0, body, 0)))
        return -1;
    for (int asleep = 0, waited = 0; asleep < 6 && waited < 3000 && !background_done(0); waited += 5) {
        char path[64], text[512];
        usleep(5000);
        snprintf(path, sizeof path, "/proc/self/task/%d/stat", background.id);
        FILE *f = fopen(path, "r");
        size_t n = f ? fread(text, 1, sizeof text - 1, f) : 0;
        if (f)
            fclose(f);
        text[n] = 0;
        char *state = strrchr(text, ')');
        asleep = state && state[1] && state[2] == 'S' ? asleep + 1 : 0;
    }
    return 0;
}

//:running background
static int running(int milliseconds)
{
    return !background_done(milliseconds);
}

//:join background
static long join(void)
{
    if (!background_done(3000)) {
        errno = ETIMEDOUT;
        return -1;
    }
    pthread_join(background.thread, 0);
    errno = background.error;
    return background.result;
}

