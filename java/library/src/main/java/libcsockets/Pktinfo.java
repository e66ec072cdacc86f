package libcsockets;

import static libcsockets.internal.Layout.*;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/**
 * {@code struct in_pktinfo} or {@code struct in6_pktinfo}: the interface and local address that received a datagram.
 *
 * @param ifindex the interface's number
 * @param specDst the local address that received the packet, from which to reply; for IPv6, which has no such field,
 *     the same as {@code addr}
 * @param addr the destination address in the packet
 * @see <a href="https://man7.org/linux/man-pages/man7/ip.7.html">ip(7)</a>
 * @see <a href="https://man7.org/linux/man-pages/man7/ipv6.7.html">ipv6(7)</a>
 */
public record Pktinfo(int ifindex, InetAddress specDst, InetAddress addr) {
    static Pktinfo decode(ByteBuffer info) {
        return new Pktinfo(
                info.getInt(OFFSETOF_IN_PKTINFO_IPI_IFINDEX),
                address(info, OFFSETOF_IN_PKTINFO_IPI_SPEC_DST, SIZEOF_IN_ADDR),
                address(info, OFFSETOF_IN_PKTINFO_IPI_ADDR, SIZEOF_IN_ADDR));
    }

    static Pktinfo decode6(ByteBuffer info) {
        InetAddress addr = address(info, OFFSETOF_IN6_PKTINFO_IPI6_ADDR, SIZEOF_IN6_ADDR);
        return new Pktinfo(info.getInt(OFFSETOF_IN6_PKTINFO_IPI6_IFINDEX), addr, addr);
    }

    private static InetAddress address(ByteBuffer info, int offset, int size) {
        byte[] bytes = new byte[size];
        info.get(offset, bytes);
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            // getByAddress makes no lookup; it rejects only a wrong number of bytes.
            throw new AssertionError(e);
        }
    }
}
