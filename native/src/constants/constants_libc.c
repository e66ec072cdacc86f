/*
 * The half of constants.list that comes from libc's headers. _GNU_SOURCE shows everything that glibc has.
 */
#define _GNU_SOURCE
#include "constants.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/sockios.h>
#include <locale.h>
#include <net/if.h>
#include <netdb.h>
#include <netinet/icmp6.h>
#include <netinet/if_ether.h>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <netinet/ip6.h>
#include <netinet/ip_icmp.h>
#include <netinet/tcp.h>
#include <netinet/udp.h>
#include <poll.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <time.h>
#if __has_include(<sys/pidfd.h>)
#include <sys/pidfd.h>
#endif

void print_libc_constants(void)
{
#define LIBC_HEADERS
#include "constants.list"
}
