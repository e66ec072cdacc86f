package libcsockets.netlink;

import static libcsockets.internal.Layout.*;

import java.nio.ByteBuffer;
import java.util.Map;
import libcsockets.Constants;
import libcsockets.internal.Memory;

/**
 * {@code struct rtmsg} and its attributes: a route, from {@code NETLINK_ROUTE}.
 *
 * @param family {@code AF_INET} or {@code AF_INET6}
 * @param dstLen prefix length of the destination in bits; 0 for a default route
 * @param srcLen prefix length of the source in bits
 * @param tos type of service
 * @param table {@code RT_TABLE_} constant; the attribute {@code RTA_TABLE} overrides it if present
 * @param protocol {@code RTPROT_} constant: the origin of the route
 * @param scope {@code RT_SCOPE_} constant: the distance to the destination
 * @param type {@code RTN_} constant
 * @param flags {@code RTM_F_} and {@code RTNH_F_} constants
 * @param attributes values by {@code RTA_} constants
 * @see <a href="https://man7.org/linux/man-pages/man7/rtnetlink.7.html">rtnetlink(7)</a>
 */
public record Rtmsg(
        int family,
        int dstLen,
        int srcLen,
        int tos,
        int table,
        int protocol,
        int scope,
        int type,
        int flags,
        Map<Integer, ByteBuffer> attributes) {
    /**
     * Encodes a request for all routes of a family: {@code RTM_GETROUTE}.
     *
     * @param seq a number that the replies will carry
     * @param family {@code AF_INET}, {@code AF_INET6}, or {@code AF_UNSPEC} for all
     * @return the request; send it from index 0 to its limit
     */
    public static ByteBuffer request(int seq, int family) {
        ByteBuffer rtm = Memory.allocate(SIZEOF_RTMSG);
        rtm.put(OFFSETOF_RTMSG_RTM_FAMILY, (byte) family);
        return Nlmsg.encode(Constants.RTM_GETROUTE, Constants.NLM_F_REQUEST | Constants.NLM_F_DUMP, seq, rtm);
    }

    /**
     * Decodes a reply of type {@code RTM_NEWROUTE}.
     *
     * @param message the message
     * @return the route
     * @throws IllegalArgumentException if the message is too short
     */
    public static Rtmsg decode(Nlmsg message) {
        ByteBuffer rtm = Memory.whole(message.payload(), SIZEOF_RTMSG, "struct rtmsg");
        return new Rtmsg(
                rtm.get(OFFSETOF_RTMSG_RTM_FAMILY) & 0xff,
                rtm.get(OFFSETOF_RTMSG_RTM_DST_LEN) & 0xff,
                rtm.get(OFFSETOF_RTMSG_RTM_SRC_LEN) & 0xff,
                rtm.get(OFFSETOF_RTMSG_RTM_TOS) & 0xff,
                rtm.get(OFFSETOF_RTMSG_RTM_TABLE) & 0xff,
                rtm.get(OFFSETOF_RTMSG_RTM_PROTOCOL) & 0xff,
                rtm.get(OFFSETOF_RTMSG_RTM_SCOPE) & 0xff,
                rtm.get(OFFSETOF_RTMSG_RTM_TYPE) & 0xff,
                rtm.getInt(OFFSETOF_RTMSG_RTM_FLAGS),
                Nlmsg.attributes(rtm, SIZEOF_RTMSG));
    }
}
