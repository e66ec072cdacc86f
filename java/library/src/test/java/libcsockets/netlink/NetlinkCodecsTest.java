package libcsockets.netlink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import libcsockets.Constants;
import libcsockets.internal.Layout;
import libcsockets.option.Optval;
import org.junit.jupiter.api.Test;

/** The codecs of netlink messages, without a kernel; the tests of the tools compare its answers. */
class NetlinkCodecsTest {
    private static ByteBuffer payload(int... bytes) {
        ByteBuffer payload = Optval.allocate(bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            payload.put(i, (byte) bytes[i]);
        }
        return payload;
    }

    @Test
    void aMessageIsDecodedAsItWasEncoded() {
        ByteBuffer encoded = Nlmsg.encode(Constants.RTM_GETLINK, Constants.NLM_F_REQUEST, 7, payload(1, 2, 3));
        List<Nlmsg> messages = Nlmsg.decode(encoded, encoded.limit());
        assertEquals(1, messages.size());
        Nlmsg message = messages.get(0);
        assertEquals(Constants.RTM_GETLINK, message.type());
        assertEquals(Constants.NLM_F_REQUEST, message.flags());
        assertEquals(7, message.seq());
        assertEquals(payload(1, 2, 3), message.payload());
        assertThrows(IllegalStateException.class, message::error);
    }

    @Test
    void messagesAreAlignedAndATruncatedOneIsLeftOut() {
        ByteBuffer first = Nlmsg.encode(20, 0, 1, payload(9));
        ByteBuffer second = Nlmsg.encode(21, 0, 2, payload(8, 8));
        ByteBuffer both = Optval.allocate(64);
        both.put(0, first, 0, first.limit());
        both.put(20, second, 0, second.limit());
        assertEquals(2, Nlmsg.decode(both, 20 + second.limit()).size());
        assertEquals(1, Nlmsg.decode(both, 20 + second.limit() - 1).size());
        assertEquals(0, Nlmsg.decode(both, 0).size());
    }

    @Test
    void attributesFollowTheFixedPartAndLoseTheNestedFlag() {
        ByteBuffer name = ByteBuffer.wrap("lo\0".getBytes(StandardCharsets.US_ASCII));
        ByteBuffer all = Optval.allocate(16 + 8 + 5);
        all.putShort(16, (short) 7).putShort(18, (short) Constants.IFLA_IFNAME);
        all.put(20, name, 0, 3);
        all.putShort(24, (short) 5).putShort(26, (short) (Constants.IFLA_LINKINFO | Constants.NLA_F_NESTED));
        all.put(28, (byte) 1);
        Map<Integer, ByteBuffer> attributes = Nlmsg.attributes(all, 16);
        assertEquals(2, attributes.size());
        assertEquals(name, attributes.get(Constants.IFLA_IFNAME));
        assertEquals(1, attributes.get(Constants.IFLA_LINKINFO).get(0));
    }

    @Test
    void aLengthBeyondTheEndIsIgnored() {
        ByteBuffer all = Optval.allocate(8);
        all.putShort(0, (short) 200);
        assertTrue(Nlmsg.attributes(all, 0).isEmpty());
        all.putShort(0, (short) 0);
        assertTrue(Nlmsg.attributes(all, 0).isEmpty());
    }

    @Test
    void nextHopsHaveTheirOwnAttributesAndATruncatedOneIsLeftOut() {
        ByteBuffer ways = Optval.allocate(8 + 8 + 8);
        ways.putShort(0, (short) 16).put(2, (byte) Constants.RTNH_F_ONLINK).put(3, (byte) 255);
        ways.putInt(4, 7);
        ways.putShort(8, (short) 8).putShort(10, (short) Constants.RTA_GATEWAY).putInt(12, 0x01020304);
        ways.putShort(16, (short) 8).putInt(20, 9);
        List<Rtnexthop> decoded = Rtnexthop.decode(ways);
        assertEquals(2, decoded.size());
        Rtnexthop first = decoded.get(0);
        assertEquals(Constants.RTNH_F_ONLINK, first.flags());
        assertEquals(255, first.hops());
        assertEquals(7, first.ifindex());
        assertEquals(0x01020304, first.attributes().get(Constants.RTA_GATEWAY).getInt(0));
        assertEquals(new Rtnexthop(0, 0, 9, Map.of()), decoded.get(1));
        assertEquals(1, Rtnexthop.decode(ways.limit(23)).size());
        assertEquals(List.of(), Rtnexthop.decode(ways.limit(15)));
        ways.putShort(0, (short) 7);
        assertEquals(List.of(), Rtnexthop.decode(ways));
    }

    @Test
    void aSocketRequestIsInNetworkByteOrder() throws Exception {
        InetSocketAddress src = new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0x1234);
        InetSocketAddress dst = new InetSocketAddress(InetAddress.getByName("127.0.0.2"), 0x5678);
        ByteBuffer request = InetDiagMsg.request(3, Constants.IPPROTO_TCP, src, dst);
        Nlmsg message = Nlmsg.decode(request, request.limit()).get(0);
        assertEquals(Constants.SOCK_DIAG_BY_FAMILY, message.type());
        ByteBuffer id = message.payload().slice(Layout.OFFSETOF_INET_DIAG_REQ_V2_ID, Layout.SIZEOF_INET_DIAG_SOCKID);
        assertEquals(0x12345678, id.getInt(0));
        assertEquals(0x7f000001, id.getInt(Layout.OFFSETOF_INET_DIAG_SOCKID_IDIAG_SRC));
        assertEquals(0x7f000002, id.getInt(Layout.OFFSETOF_INET_DIAG_SOCKID_IDIAG_DST));
    }
}
