/*
 * The input of jextract. _GNU_SOURCE must not be defined here: with it glibc makes the address parameter of bind,
 * connect, accept and their kin a transparent union of pointers, which jextract cannot express. Functions and
 * structures that only _GNU_SOURCE shows, or that older headers lack, are declared by hand below, as the manual pages
 * and glibc's headers have them. The C calls are compiled with the headers that are not the kernel's.
 */
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

#include <linux/errqueue.h>
#include <linux/filter.h>
#include <linux/if_packet.h>
#include <linux/net_tstamp.h>
#include <linux/netlink.h>
#include <linux/tcp.h>
#include <linux/udp.h>
#include <linux/vm_sockets.h>

struct mmsghdr {
    struct msghdr msg_hdr;
    unsigned int msg_len;
};

struct ucred {
    pid_t pid;
    uid_t uid;
    gid_t gid;
};

struct in6_pktinfo {
    struct in6_addr ipi6_addr;
    unsigned int ipi6_ifindex;
};

int accept4(int sockfd, struct sockaddr *addr, socklen_t *addrlen, int flags);
int dup3(int oldfd, int newfd, int flags);
int memfd_create(const char *name, unsigned int flags);
int pidfd_open(pid_t pid, unsigned int flags);
int pipe2(int pipefd[2], int flags);
int recvmmsg(int sockfd, struct mmsghdr *msgvec, unsigned int vlen, int flags, struct timespec *timeout);
int sendmmsg(int sockfd, struct mmsghdr *msgvec, unsigned int vlen, int flags);
ssize_t splice(int fd_in, off_t *off_in, int fd_out, off_t *off_out, size_t len, unsigned int flags);
