/*
 * The half of constants.list that comes from the kernel's headers, of which several (linux/tcp.h, linux/if_arp.h,
 * linux/if_packet.h) redefine what libc's headers define, and know more. The headers of libc that come first are those
 * to which the kernel's give way or which they need.
 */
#include "constants.h"

#include <sys/socket.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <time.h>

#include <linux/bpf_common.h>
#include <linux/can.h>
#include <linux/can/bcm.h>
#include <linux/can/isotp.h>
#include <linux/can/j1939.h>
#include <linux/can/raw.h>
#include <linux/capability.h>
#include <linux/dccp.h>
#include <linux/errqueue.h>
#include <linux/filter.h>
#include <linux/fs.h>
#include <linux/genetlink.h>
#include <linux/icmp.h>
#include <linux/icmpv6.h>
#include <linux/if.h>
#include <linux/if_addr.h>
#include <linux/if_alg.h>
#include <linux/if_arp.h>
#include <linux/if_ether.h>
#include <linux/if_link.h>
#include <linux/if_packet.h>
#include <linux/if_tun.h>
#include <linux/if_xdp.h>
#include <linux/igmp.h>
#include <linux/in6.h>
#include <linux/inet_diag.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/kcm.h>
#include <linux/mptcp.h>
#include <linux/neighbour.h>
#include <linux/net.h>
#include <linux/net_tstamp.h>
#include <linux/netfilter_ipv4.h>
#include <linux/netfilter_ipv6/ip6_tables.h>
#include <linux/netlink.h>
#include <linux/netlink_diag.h>
#include <linux/packet_diag.h>
#include <linux/param.h>
#include <linux/pkt_sched.h>
#include <linux/rds.h>
#include <linux/rtnetlink.h>
#include <linux/sctp.h>
#include <linux/sock_diag.h>
#include <linux/socket.h>
#include <linux/tcp.h>
#include <linux/tipc.h>
#include <linux/tls.h>
#include <linux/udp.h>
#include <linux/unix_diag.h>
#include <linux/vm_sockets.h>
#include <linux/xdp_diag.h>

void print_linux_constants(void)
{
#define LINUX_HEADERS
#include "constants.list"
}
