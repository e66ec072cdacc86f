package libcsockets.netlink;

import static libcsockets.internal.Layout.*;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import libcsockets.Constants;

/**
 * {@code struct rtnexthop} and its attributes: one next hop of a multipath route, from {@code RTA_MULTIPATH}.
 *
 * @param flags {@code RTNH_F_} constants
 * @param hops the weight of this hop, minus 1
 * @param ifindex the interface's number
 * @param attributes values by {@code RTA_} constants
 * @see <a href="https://man7.org/linux/man-pages/man7/rtnetlink.7.html">rtnetlink(7)</a>
 */
public record Rtnexthop(int flags, int hops, int ifindex, Map<Integer, ByteBuffer> attributes) {
    /**
     * Decodes the next hops of a route.
     *
     * @param multipath the value of {@code RTA_MULTIPATH}, from index 0 to the limit
     * @return the hops in order, without a truncated last one
     */
    public static List<Rtnexthop> decode(ByteBuffer multipath) {
        ByteBuffer all = multipath.duplicate().order(ByteOrder.nativeOrder());
        List<Rtnexthop> ways = new ArrayList<>();
        int at = 0;
        while (all.limit() - at >= SIZEOF_RTNEXTHOP) {
            int size = all.getShort(at + OFFSETOF_RTNEXTHOP_RTNH_LEN) & 0xffff;
            if (size < SIZEOF_RTNEXTHOP || size > all.limit() - at) {
                break;
            }
            ways.add(new Rtnexthop(
                    all.get(at + OFFSETOF_RTNEXTHOP_RTNH_FLAGS) & 0xff,
                    all.get(at + OFFSETOF_RTNEXTHOP_RTNH_HOPS) & 0xff,
                    all.getInt(at + OFFSETOF_RTNEXTHOP_RTNH_IFINDEX),
                    Nlmsg.attributes(Nlmsg.slice(all, at, size), SIZEOF_RTNEXTHOP)));
            at += Nlmsg.align(size, Constants.RTNH_ALIGNTO);
        }
        return ways;
    }
}
