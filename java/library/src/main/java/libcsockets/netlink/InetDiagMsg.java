package libcsockets.netlink;

import static libcsockets.internal.Layout.*;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Map;
import libcsockets.Constants;
import libcsockets.Libc;
import libcsockets.internal.Memory;

/**
 * {@code struct inet_diag_msg} and its attributes: the kernel's record of an internet socket, from
 * {@code NETLINK_SOCK_DIAG}. Reading it requires no privilege, and the kernel also has records of connections whose
 * sockets are closed already.
 *
 * @param family {@code AF_INET} or {@code AF_INET6}
 * @param state a TCP state: {@code TCP_ESTABLISHED}, ...
 * @param timer the running timer: 0 none, 1 retransmission, 2 another such as keep-alive, 3 TIME-WAIT, 4 zero-window
 *     probe
 * @param retrans the number of retransmissions
 * @param src the local address
 * @param dst the peer's address
 * @param expires the time until the timer expires, in milliseconds
 * @param rqueue unread bytes; for a listening socket, connections to accept
 * @param wqueue unacknowledged bytes; for a listening socket, the backlog
 * @param uid the owner's user ID
 * @param inode the socket's inode number, as in {@code /proc/PID/fd}; 0 if no process has the socket open any more
 * @param attributes values by {@code INET_DIAG_} constants
 * @see <a href="https://man7.org/linux/man-pages/man7/sock_diag.7.html">sock_diag(7)</a>
 */
public record InetDiagMsg(
        int family,
        int state,
        int timer,
        int retrans,
        InetSocketAddress src,
        InetSocketAddress dst,
        int expires,
        int rqueue,
        int wqueue,
        int uid,
        int inode,
        Map<Integer, ByteBuffer> attributes) {
    /**
     * Encodes a request for one socket by its addresses: {@code SOCK_DIAG_BY_FAMILY}. If there is no such connection,
     * the reply is the socket that listens on {@code src}; if there is no such socket either, the reply is
     * {@code NLMSG_ERROR} with {@code ENOENT}.
     *
     * @param seq a number that the reply will carry
     * @param protocol {@code IPPROTO_TCP}, {@code IPPROTO_UDP}, ...
     * @param src the local address
     * @param dst the peer's address, of the same family
     * @return the request; send it from index 0 to its limit
     */
    public static ByteBuffer request(int seq, int protocol, InetSocketAddress src, InetSocketAddress dst) {
        ByteBuffer req = Memory.allocate(SIZEOF_INET_DIAG_REQ_V2);
        boolean inet = src.getAddress().getAddress().length == SIZEOF_IN_ADDR;
        req.put(OFFSETOF_INET_DIAG_REQ_V2_SDIAG_FAMILY, (byte) (inet ? Constants.AF_INET : Constants.AF_INET6));
        req.put(OFFSETOF_INET_DIAG_REQ_V2_SDIAG_PROTOCOL, (byte) protocol);
        req.putInt(OFFSETOF_INET_DIAG_REQ_V2_IDIAG_STATES, -1);
        ByteBuffer id =
                req.slice(OFFSETOF_INET_DIAG_REQ_V2_ID, SIZEOF_INET_DIAG_SOCKID).order(ByteOrder.BIG_ENDIAN);
        id.putShort(OFFSETOF_INET_DIAG_SOCKID_IDIAG_SPORT, (short) src.getPort());
        id.putShort(OFFSETOF_INET_DIAG_SOCKID_IDIAG_DPORT, (short) dst.getPort());
        id.put(OFFSETOF_INET_DIAG_SOCKID_IDIAG_SRC, src.getAddress().getAddress());
        id.put(OFFSETOF_INET_DIAG_SOCKID_IDIAG_DST, dst.getAddress().getAddress());
        id.putInt(OFFSETOF_INET_DIAG_SOCKID_IDIAG_COOKIE, Constants.INET_DIAG_NOCOOKIE);
        id.putInt(OFFSETOF_INET_DIAG_SOCKID_IDIAG_COOKIE + Integer.BYTES, Constants.INET_DIAG_NOCOOKIE);
        return Nlmsg.encode(Constants.SOCK_DIAG_BY_FAMILY, Constants.NLM_F_REQUEST, seq, req);
    }

    /**
     * Decodes a reply of type {@code SOCK_DIAG_BY_FAMILY}.
     *
     * @param message the message
     * @return the socket
     * @throws IllegalArgumentException if the message is too short
     */
    public static InetDiagMsg decode(Nlmsg message) {
        ByteBuffer msg = Memory.whole(message.payload(), SIZEOF_INET_DIAG_MSG, "struct inet_diag_msg");
        int family = msg.get(OFFSETOF_INET_DIAG_MSG_IDIAG_FAMILY) & 0xff;
        int id = OFFSETOF_INET_DIAG_MSG_ID;
        return new InetDiagMsg(
                family,
                msg.get(OFFSETOF_INET_DIAG_MSG_IDIAG_STATE) & 0xff,
                msg.get(OFFSETOF_INET_DIAG_MSG_IDIAG_TIMER) & 0xff,
                msg.get(OFFSETOF_INET_DIAG_MSG_IDIAG_RETRANS) & 0xff,
                address(
                        family,
                        msg,
                        id + OFFSETOF_INET_DIAG_SOCKID_IDIAG_SRC,
                        id + OFFSETOF_INET_DIAG_SOCKID_IDIAG_SPORT),
                address(
                        family,
                        msg,
                        id + OFFSETOF_INET_DIAG_SOCKID_IDIAG_DST,
                        id + OFFSETOF_INET_DIAG_SOCKID_IDIAG_DPORT),
                msg.getInt(OFFSETOF_INET_DIAG_MSG_IDIAG_EXPIRES),
                msg.getInt(OFFSETOF_INET_DIAG_MSG_IDIAG_RQUEUE),
                msg.getInt(OFFSETOF_INET_DIAG_MSG_IDIAG_WQUEUE),
                msg.getInt(OFFSETOF_INET_DIAG_MSG_IDIAG_UID),
                msg.getInt(OFFSETOF_INET_DIAG_MSG_IDIAG_INODE),
                Nlmsg.attributes(msg, SIZEOF_INET_DIAG_MSG));
    }

    private static InetSocketAddress address(int family, ByteBuffer msg, int address, int port) {
        byte[] bytes = new byte[SIZEOF_IN6_ADDR];
        msg.get(address, bytes);
        try {
            InetAddress host = InetAddress.getByAddress(
                    family == Constants.AF_INET ? Arrays.copyOf(bytes, SIZEOF_IN_ADDR) : bytes);
            return new InetSocketAddress(host, Libc.ntohs(msg.getShort(port) & 0xffff));
        } catch (UnknownHostException e) {
            // getByAddress makes no lookup; it rejects only a wrong number of bytes.
            throw new AssertionError(e);
        }
    }
}
