/**
 * Messages of {@code AF_NETLINK} sockets, which report network interfaces, routes and sockets.
 *
 * <p>Start with {@link libcsockets.netlink.Nlmsg}, which encodes and decodes the messages. The other classes are their
 * payloads: {@link libcsockets.netlink.Ifinfomsg} for interfaces, {@link libcsockets.netlink.Rtmsg} and
 * {@link libcsockets.netlink.Rtnexthop} for routes, {@link libcsockets.netlink.InetDiagMsg} for sockets.
 *
 * <pre>{@code
 * int fd = libc.socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);
 * ByteBuffer request = Ifinfomsg.request(1);
 * libc.send(fd, request, request.limit(), 0);
 * int n = libc.recv(fd, buf, buf.capacity(), 0);
 * Ifinfomsg first = Ifinfomsg.decode(Nlmsg.decode(buf, n).get(0));
 * }</pre>
 *
 * <p>The package makes no calls; the program sends and receives the messages with {@link libcsockets.Libc} or
 * {@link libcsockets.socket.LibcSocket}.
 */
package libcsockets.netlink;
