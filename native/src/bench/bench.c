/*
 * The C side of the measurements: what the Java variants are compared with, and what they talk to.
 *
 * A process plays one role and reads from its standard input what to do, a line each: "open ROLE NUMBER SIZE" prepares
 * it, where SIZE is what the row varies, the bytes of a message or the number of connections; "run N" does the role's
 * work N times. The answers are "ok NUMBER" (the port, where the role has one), the nanoseconds that the work took, or
 * "error TEXT". It ends with its standard input.
 *
 * Each process has a second thread, because no JVM is without threads, and in a process that has some the kernel counts
 * references when it looks up a descriptor.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <netinet/udp.h>
#include <pthread.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MESSAGE 64
#define MEBIBYTE (1 << 20)
#define WINDOW 32
#define EVENTS 1000

static char buffer[MEBIBYTE];
static int fd;
static int arg;
static int size;

static void fail(const char *what)
{
    printf("error %s: %s\n", what, strerror(errno));
    fflush(stdout);
    _exit(1);
}

static long check(long result, const char *what)
{
    if (result < 0)
        fail(what);
    return result;
}

/* ---- set-up ---- */

static struct sockaddr_in loopback(int port)
{
    struct sockaddr_in addr = {.sin_family = AF_INET, .sin_port = htons((in_port_t)port)};
    addr.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return addr;
}

static void no_delay(int socket)
{
    int on = 1;
    check(setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on)), "TCP_NODELAY");
}

/* Closing sends a reset. It is the peers that do so, after what is measured has closed: nothing stays in TIME_WAIT. */
static void reset_on_close(int socket)
{
    struct linger none = {.l_onoff = 1, .l_linger = 0};
    check(setsockopt(socket, SOL_SOCKET, SO_LINGER, &none, sizeof(none)), "SO_LINGER");
}

static int connected(int type, int port)
{
    int socket_fd = (int)check(socket(AF_INET, type, 0), "socket");
    struct sockaddr_in addr = loopback(port);
    check(connect(socket_fd, (struct sockaddr *)&addr, sizeof(addr)), "connect");
    return socket_fd;
}

/* A socket of its own port on the loopback interface. */
static int bound(int type)
{
    int socket_fd = (int)check(socket(AF_INET, type, 0), "socket");
    struct sockaddr_in addr = loopback(0);
    check(bind(socket_fd, (struct sockaddr *)&addr, sizeof(addr)), "bind");
    return socket_fd;
}

static int port_of(int socket_fd)
{
    struct sockaddr_in addr;
    socklen_t addrlen = sizeof(addr);
    check(getsockname(socket_fd, (struct sockaddr *)&addr, &addrlen), "getsockname");
    return ntohs(addr.sin_port);
}

static int listening(void)
{
    int listen_fd = bound(SOCK_STREAM);
    check(listen(listen_fd, SOMAXCONN), "listen");
    return listen_fd;
}

static void start(void *(*routine)(void *), void *argument)
{
    pthread_t thread;
    errno = pthread_create(&thread, NULL, routine, argument);
    if (errno != 0)
        fail("pthread_create");
    pthread_detach(thread);
}

static void *allocated(int count, size_t each)
{
    void *memory = calloc((size_t)count, each);
    if (memory == NULL)
        fail("calloc");
    return memory;
}

static void *sleep_for_ever(void *unused)
{
    (void)unused;
    for (;;)
        pause();
    return NULL;
}

static int send_all(int to, const char *bytes, int count)
{
    for (int done = 0; done < count;) {
        ssize_t n = send(to, bytes + done, (size_t)(count - done), MSG_NOSIGNAL);
        if (n < 0)
            return -1;
        done += (int)n;
    }
    return count;
}

/* Less than asked for only at the end of the stream. */
static int recv_all(int from, char *bytes, int count)
{
    int done = 0;
    while (done < count) {
        ssize_t n = recv(from, bytes + done, (size_t)(count - done), 0);
        if (n < 0)
            return -1;
        if (n == 0)
            break;
        done += (int)n;
    }
    return done;
}

/* ---- measured: clients ---- */

static int open_tcp(void)
{
    fd = connected(SOCK_STREAM, arg);
    no_delay(fd);
    return 0;
}

static int open_udp(void)
{
    fd = connected(SOCK_DGRAM, arg);
    return 0;
}

static void run_eagain(long count)
{
    for (long i = 0; i < count; i++) {
        if (recv(fd, buffer, MESSAGE, MSG_DONTWAIT) >= 0 || errno != EAGAIN)
            fail("recv");
    }
}

/* Connected sockets in one process: only what the calls cost is measured, and nobody has to be woken. */
static int far_end;

static int open_unix(void)
{
    int pair[2];
    check(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), "socketpair");
    fd = pair[0];
    far_end = pair[1];
    return 0;
}

static void run_unix(long count)
{
    for (long i = 0; i < count; i++) {
        check(send(fd, buffer, 1, 0), "send");
        check(recv(far_end, buffer, 1, 0), "recv");
    }
}

static void run_getsockopt(long count)
{
    for (long i = 0; i < count; i++) {
        int bytes;
        socklen_t length = sizeof(bytes);
        check(getsockopt(fd, SOL_SOCKET, SO_RCVBUF, &bytes, &length), "getsockopt");
    }
}

/* The peer sends a message back when it is there in full. */
static void run_ping_pong(long count)
{
    for (long i = 0; i < count; i++) {
        for (int done = 0; done < size;)
            done += (int)check(send(fd, buffer + done, (size_t)(size - done), 0), "send");
        for (int done = 0; done < size;)
            done += (int)check(recv(fd, buffer + done, (size_t)(size - done), 0), "recv");
    }
}

static void run_stream(long count)
{
    for (long i = 0; i < count; i++) {
        check(send_all(fd, buffer, MEBIBYTE), "send");
        check(recv_all(fd, buffer, MEBIBYTE), "recv");
    }
}

/* With the copies that an array of Java costs: the calls see memory that does not move. */
static void run_stream_copy(long count)
{
    static char array[MEBIBYTE];
    for (long i = 0; i < count; i++) {
        memcpy(buffer, array, MEBIBYTE);
        check(send_all(fd, buffer, MEBIBYTE), "send");
        for (int done = 0; done < MEBIBYTE;) {
            int n = (int)check(recv(fd, buffer, (size_t)(MEBIBYTE - done), 0), "recv");
            memcpy(array + done, buffer, (size_t)n);
            done += n;
        }
    }
}

static int keep_port(void)
{
    return 0;
}

static void run_connect(long count)
{
    struct sockaddr_in addr = loopback(arg);
    for (long i = 0; i < count; i++) {
        int socket_fd = (int)check(socket(AF_INET, SOCK_STREAM, 0), "socket");
        check(connect(socket_fd, (struct sockaddr *)&addr, sizeof(addr)), "connect");
        check(send(socket_fd, buffer, MESSAGE, 0), "send");
        check(recv(socket_fd, buffer, MESSAGE, 0), "recv");
        close(socket_fd);
    }
}

static void run_udp_window(long count)
{
    for (long done = 0; done < count; done += WINDOW) {
        for (int i = 0; i < WINDOW; i++)
            check(send(fd, buffer, MESSAGE, 0), "send");
        for (int i = 0; i < WINDOW; i++)
            check(recv(fd, buffer, MESSAGE, 0), "recv");
    }
}

static struct mmsghdr messages[WINDOW];
static struct iovec pieces[WINDOW];
static struct sockaddr_in addresses[WINDOW];

static void prepare_messages(int with_addresses)
{
    for (int i = 0; i < WINDOW; i++) {
        pieces[i] = (struct iovec){.iov_base = buffer + i * MESSAGE, .iov_len = MESSAGE};
        messages[i].msg_hdr = (struct msghdr){.msg_iov = &pieces[i], .msg_iovlen = 1};
        if (with_addresses) {
            messages[i].msg_hdr.msg_name = &addresses[i];
            messages[i].msg_hdr.msg_namelen = sizeof(addresses[i]);
        }
    }
}

static int open_udp_batch(void)
{
    prepare_messages(0);
    return open_udp();
}

static void run_udp_batch(long count)
{
    for (long done = 0; done < count; done += WINDOW) {
        check(sendmmsg(fd, messages, WINDOW, 0), "sendmmsg");
        for (int got = 0; got < WINDOW;)
            got += (int)check(recvmmsg(fd, messages, (unsigned)(WINDOW - got), MSG_WAITFORONE, NULL), "recvmmsg");
    }
}

/* The system splits what is sent into datagrams of a message each, and joins those that come: segmentation offload. */
static int open_udp_segments(void)
{
    int on = 1;
    int segment = MESSAGE;
    open_udp();
    check(setsockopt(fd, IPPROTO_UDP, UDP_SEGMENT, &segment, sizeof(segment)), "UDP_SEGMENT");
    check(setsockopt(fd, IPPROTO_UDP, UDP_GRO, &on, sizeof(on)), "UDP_GRO");
    return 0;
}

union segment_control {
    char bytes[CMSG_SPACE(sizeof(int))];
    struct cmsghdr aligned;
};

/* The bytes that came, and how many each datagram of them has; 0 where there was only one. */
static int recv_segments(struct msghdr *message, union segment_control *control, int *segment)
{
    message->msg_control = control;
    message->msg_controllen = sizeof(*control);
    int n = (int)check(recvmsg(fd, message, 0), "recvmsg");
    struct cmsghdr *cmsg = CMSG_FIRSTHDR(message);
    *segment = 0;
    if (cmsg != NULL && cmsg->cmsg_level == IPPROTO_UDP && cmsg->cmsg_type == UDP_GRO)
        memcpy(segment, CMSG_DATA(cmsg), sizeof(*segment));
    return n;
}

static void run_udp_segments(long count)
{
    struct iovec piece = {.iov_base = buffer, .iov_len = WINDOW * MESSAGE};
    struct msghdr message = {.msg_iov = &piece, .msg_iovlen = 1};
    union segment_control control;
    for (long done = 0; done < count; done += WINDOW) {
        check(send(fd, buffer, WINDOW * MESSAGE, 0), "send");
        for (int n = 0; n < WINDOW * MESSAGE;) {
            int segment;
            n += recv_segments(&message, &control, &segment);
            if (segment != 0 && segment != MESSAGE)
                fail("segments of another size");
        }
    }
}

/* ---- measured: servers ---- */

static void *accept_echo_close(void *unused)
{
    (void)unused;
    for (;;) {
        struct sockaddr_in peer;
        socklen_t peerlen = sizeof(peer);
        int connection = (int)check(accept(fd, (struct sockaddr *)&peer, &peerlen), "accept");
        ssize_t n = check(recv(connection, buffer, sizeof(buffer), 0), "recv");
        check(send(connection, buffer, (size_t)n, 0), "send");
        close(connection);
    }
    return NULL;
}

static int open_accept_server(void)
{
    fd = listening();
    start(accept_echo_close, NULL);
    return port_of(fd);
}

static void *epoll_echo(void *unused)
{
    (void)unused;
    int epfd = (int)check(epoll_create1(0), "epoll_create1");
    struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};
    check(epoll_ctl(epfd, EPOLL_CTL_ADD, fd, &event), "epoll_ctl");
    static struct epoll_event events[EVENTS];
    for (;;) {
        int ready = (int)check(epoll_wait(epfd, events, EVENTS, -1), "epoll_wait");
        for (int i = 0; i < ready; i++) {
            int ready_fd = events[i].data.fd;
            if (ready_fd == fd) {
                event.data.fd = (int)check(accept4(fd, NULL, NULL, SOCK_NONBLOCK), "accept4");
                check(epoll_ctl(epfd, EPOLL_CTL_ADD, event.data.fd, &event), "epoll_ctl");
                continue;
            }
            ssize_t n = recv(ready_fd, buffer, sizeof(buffer), 0);
            if (n <= 0)
                close(ready_fd);
            else
                check(send(ready_fd, buffer, (size_t)n, 0), "send");
        }
    }
    return NULL;
}

static int open_epoll_server(void)
{
    fd = listening();
    start(epoll_echo, NULL);
    return port_of(fd);
}

/* ---- the other ends: of clients ---- */

/* Sends back each piece of so many bytes when it is there in full. */
static void *echo_pieces(void *connection)
{
    int connection_fd = (int)(intptr_t)connection;
    char *piece = allocated(1, (size_t)size);
    while (recv_all(connection_fd, piece, size) == size && send_all(connection_fd, piece, size) == size)
        continue;
    free(piece);
    close(connection_fd);
    return NULL;
}

static void *accept_echo_pieces(void *unused)
{
    (void)unused;
    for (;;) {
        int connection = (int)check(accept(fd, NULL, NULL), "accept");
        no_delay(connection);
        start(echo_pieces, (void *)(intptr_t)connection);
    }
    return NULL;
}

static int open_echo_peer(void)
{
    fd = listening();
    start(accept_echo_pieces, NULL);
    return port_of(fd);
}

/* One connection after the other; the client is the first to close. */
static void *echo_until_closed(void *unused)
{
    (void)unused;
    for (;;) {
        int connection = (int)check(accept(fd, NULL, NULL), "accept");
        ssize_t n;
        while ((n = recv(connection, buffer, sizeof(buffer), 0)) > 0)
            send_all(connection, buffer, (int)n);
        close(connection);
    }
    return NULL;
}

static int open_connect_peer(void)
{
    fd = listening();
    reset_on_close(fd);
    start(echo_until_closed, NULL);
    return port_of(fd);
}

static void *echo_datagrams(void *unused)
{
    (void)unused;
    for (;;) {
        struct sockaddr_in peer;
        socklen_t peerlen = sizeof(peer);
        ssize_t n = check(recvfrom(fd, buffer, sizeof(buffer), 0, (struct sockaddr *)&peer, &peerlen), "recvfrom");
        check(sendto(fd, buffer, (size_t)n, 0, (struct sockaddr *)&peer, peerlen), "sendto");
    }
    return NULL;
}

static int open_udp_peer(void)
{
    fd = bound(SOCK_DGRAM);
    start(echo_datagrams, NULL);
    return port_of(fd);
}

static void *echo_datagram_batches(void *unused)
{
    (void)unused;
    for (;;) {
        prepare_messages(1);
        int n = (int)check(recvmmsg(fd, messages, WINDOW, MSG_WAITFORONE, NULL), "recvmmsg");
        check(sendmmsg(fd, messages, (unsigned)n, 0), "sendmmsg");
    }
    return NULL;
}

static int open_udp_batch_peer(void)
{
    fd = bound(SOCK_DGRAM);
    start(echo_datagram_batches, NULL);
    return port_of(fd);
}

/* Sends back what was joined as it came. */
static void *echo_segments(void *unused)
{
    (void)unused;
    struct sockaddr_in peer;
    struct iovec piece = {.iov_base = buffer};
    struct msghdr message = {.msg_iov = &piece, .msg_iovlen = 1, .msg_name = &peer};
    union segment_control control;
    for (;;) {
        int segment;
        piece.iov_len = sizeof(buffer);
        message.msg_namelen = sizeof(peer);
        piece.iov_len = (size_t)recv_segments(&message, &control, &segment);
        message.msg_control = NULL;
        message.msg_controllen = 0;
        if (segment != 0) {
            uint16_t each = (uint16_t)segment;
            message.msg_control = &control;
            message.msg_controllen = CMSG_SPACE(sizeof(each));
            struct cmsghdr *cmsg = CMSG_FIRSTHDR(&message);
            cmsg->cmsg_level = IPPROTO_UDP;
            cmsg->cmsg_type = UDP_SEGMENT;
            cmsg->cmsg_len = CMSG_LEN(sizeof(each));
            memcpy(CMSG_DATA(cmsg), &each, sizeof(each));
        }
        check(sendmsg(fd, &message, 0), "sendmsg");
    }
    return NULL;
}

static int open_udp_segments_peer(void)
{
    int on = 1;
    fd = bound(SOCK_DGRAM);
    check(setsockopt(fd, IPPROTO_UDP, UDP_GRO, &on, sizeof(on)), "UDP_GRO");
    start(echo_segments, NULL);
    return port_of(fd);
}

/* Accepts and does nothing more. */
static void *accept_and_keep(void *unused)
{
    (void)unused;
    for (;;)
        check(accept(fd, NULL, NULL), "accept");
    return NULL;
}

static int open_keeping_peer(void)
{
    fd = listening();
    start(accept_and_keep, NULL);
    return port_of(fd);
}

/* ---- the other ends: of servers ---- */

static void run_connect_load(long count)
{
    for (long i = 0; i < count; i++) {
        int socket_fd = connected(SOCK_STREAM, arg);
        check(send(socket_fd, buffer, MESSAGE, 0), "send");
        check(recv_all(socket_fd, buffer, MESSAGE), "recv");
        /* The server is the first to close. */
        check(recv(socket_fd, buffer, MESSAGE, 0), "recv");
        reset_on_close(socket_fd);
        close(socket_fd);
    }
}

static int *connections;

static int open_epoll_load(void)
{
    fd = (int)check(epoll_create1(0), "epoll_create1");
    connections = allocated(size, sizeof(connections[0]));
    for (int i = 0; i < size; i++) {
        connections[i] = connected(SOCK_STREAM, arg);
        no_delay(connections[i]);
        reset_on_close(connections[i]);
        struct epoll_event event = {.events = EPOLLIN, .data.fd = connections[i]};
        check(epoll_ctl(fd, EPOLL_CTL_ADD, connections[i], &event), "epoll_ctl");
    }
    return 0;
}

/* Each connection has one message on the way at a time, all of them together as many as asked for. */
static void run_epoll_load(long count)
{
    static struct epoll_event events[EVENTS];
    long sent = 0;
    for (; sent < size && sent < count; sent++)
        check(send(connections[sent], buffer, MESSAGE, 0), "send");
    for (long received = 0; received < count;) {
        int ready = (int)check(epoll_wait(fd, events, EVENTS, -1), "epoll_wait");
        for (int i = 0; i < ready; i++) {
            if (check(recv(events[i].data.fd, buffer, MESSAGE, 0), "recv") != MESSAGE)
                fail("not all of the message came back");
            received++;
            if (sent < count) {
                check(send(events[i].data.fd, buffer, MESSAGE, 0), "send");
                sent++;
            }
        }
    }
}

/* ---- whole processes ---- */

static char **command;
static posix_spawn_file_actions_t quiet;

static int open_spawn(void)
{
    if ((errno = posix_spawn_file_actions_init(&quiet)) != 0 ||
        (errno = posix_spawn_file_actions_addopen(&quiet, STDIN_FILENO, "/dev/null", O_RDONLY, 0)) != 0 ||
        (errno = posix_spawn_file_actions_addopen(&quiet, STDOUT_FILENO, "/dev/null", O_WRONLY, 0)) != 0)
        fail("posix_spawn_file_actions");
    return 0;
}

static void run_spawn(long count)
{
    for (long i = 0; i < count; i++) {
        pid_t pid;
        int status;
        errno = posix_spawn(&pid, command[0], &quiet, NULL, command, environ);
        if (errno != 0)
            fail(command[0]);
        check(waitpid(pid, &status, 0), "waitpid");
        if (status != 0) {
            printf("error %s ended with status %#x\n", command[0], (unsigned)status);
            fflush(stdout);
            _exit(1);
        }
    }
}

/* ---- */

static const struct role {
    const char *name;
    int (*open)(void);
    void (*run)(long count);
} ROLES[] = {
    {"eagain", open_tcp, run_eagain},
    {"eagain-unix", open_unix, run_eagain},
    {"unix", open_unix, run_unix},
    {"getsockopt", open_tcp, run_getsockopt},
    {"ping-pong", open_tcp, run_ping_pong},
    {"stream", open_tcp, run_stream},
    {"stream-copy", open_tcp, run_stream_copy},
    {"connect", keep_port, run_connect},
    {"udp", open_udp, run_ping_pong},
    {"udp-window", open_udp, run_udp_window},
    {"udp-batch", open_udp_batch, run_udp_batch},
    {"udp-segments", open_udp_segments, run_udp_segments},
    {"accept-server", open_accept_server, NULL},
    {"epoll-server", open_epoll_server, NULL},
    {"echo-peer", open_echo_peer, NULL},
    {"connect-peer", open_connect_peer, NULL},
    {"udp-peer", open_udp_peer, NULL},
    {"udp-batch-peer", open_udp_batch_peer, NULL},
    {"udp-segments-peer", open_udp_segments_peer, NULL},
    {"keeping-peer", open_keeping_peer, NULL},
    {"connect-load", keep_port, run_connect_load},
    {"epoll-load", open_epoll_load, run_epoll_load},
    {"spawn", open_spawn, run_spawn},
};

static int64_t now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * INT64_C(1000000000) + time.tv_nsec;
}

int main(int argc, char *argv[])
{
    (void)argc;
    command = argv + 1;
    setvbuf(stdout, NULL, _IOLBF, 0);
    start(sleep_for_ever, NULL);
    struct rlimit descriptors;
    check(getrlimit(RLIMIT_NOFILE, &descriptors), "getrlimit");
    descriptors.rlim_cur = descriptors.rlim_max;
    check(setrlimit(RLIMIT_NOFILE, &descriptors), "setrlimit");

    const struct role *role = NULL;
    char line[128];
    while (fgets(line, sizeof(line), stdin) != NULL) {
        char name[32];
        long count;
        if (sscanf(line, "open %31s %d %d", name, &arg, &size) == 3) {
            for (size_t i = 0; i < sizeof(ROLES) / sizeof(ROLES[0]); i++) {
                if (strcmp(ROLES[i].name, name) == 0)
                    role = &ROLES[i];
            }
            if (role == NULL) {
                printf("error there is no role %s\n", name);
                return 1;
            }
            printf("ok %d\n", role->open());
        } else if (sscanf(line, "run %ld", &count) == 1 && role != NULL && role->run != NULL) {
            int64_t begin = now();
            role->run(count);
            printf("%lld\n", (long long)(now() - begin));
        } else {
            printf("error not understood: %s", line);
            return 1;
        }
    }
    return 0;
}
