package libcsockets.netlink;

import static libcsockets.internal.Layout.*;

import java.nio.ByteBuffer;
import java.util.Map;
import libcsockets.Constants;
import libcsockets.internal.Memory;

/**
 * {@code struct ifinfomsg} and its attributes: a network interface, from {@code NETLINK_ROUTE}.
 *
 * @param family {@code AF_UNSPEC}
 * @param type {@code ARPHRD_} constant
 * @param index the interface's number
 * @param flags {@code IFF_} constants
 * @param attributes values by {@code IFLA_} constants
 * @see <a href="https://man7.org/linux/man-pages/man7/rtnetlink.7.html">rtnetlink(7)</a>
 */
public record Ifinfomsg(int family, int type, int index, int flags, Map<Integer, ByteBuffer> attributes) {
    /**
     * Encodes a request for all interfaces: {@code RTM_GETLINK}.
     *
     * @param seq a number that the replies will carry
     * @return the request; send it from index 0 to its limit
     */
    public static ByteBuffer request(int seq) {
        return Nlmsg.encode(
                Constants.RTM_GETLINK,
                Constants.NLM_F_REQUEST | Constants.NLM_F_DUMP,
                seq,
                Memory.allocate(SIZEOF_IFINFOMSG));
    }

    /**
     * Decodes a reply of type {@code RTM_NEWLINK}.
     *
     * @param message the message
     * @return the interface
     * @throws IllegalArgumentException if the message is too short
     */
    public static Ifinfomsg decode(Nlmsg message) {
        ByteBuffer ifi = Memory.whole(message.payload(), SIZEOF_IFINFOMSG, "struct ifinfomsg");
        return new Ifinfomsg(
                ifi.get(OFFSETOF_IFINFOMSG_IFI_FAMILY) & 0xff,
                ifi.getShort(OFFSETOF_IFINFOMSG_IFI_TYPE) & 0xffff,
                ifi.getInt(OFFSETOF_IFINFOMSG_IFI_INDEX),
                ifi.getInt(OFFSETOF_IFINFOMSG_IFI_FLAGS),
                Nlmsg.attributes(ifi, SIZEOF_IFINFOMSG));
    }
}
