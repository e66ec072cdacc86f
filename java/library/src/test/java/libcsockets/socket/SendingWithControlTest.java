package libcsockets.socket;

import static libcsockets.Constants.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import libcsockets.Cmsg;
import libcsockets.Control;
import libcsockets.ErrnoException;
import libcsockets.Libc;
import libcsockets.option.Sockopt;
import libcsockets.option.Sockopts;
import libcsockets.testing.OnEachBackend;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Control messages change one datagram, and the receiver sees how. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SendingWithControlTest {
    private static final int SEGMENT = 1000;
    private static final int SEGMENTS = 32;

    private static LibcSocket udp(Libc libc, String address) throws IOException {
        InetSocketAddress local = new InetSocketAddress(address, 0);
        try {
            LibcSocket socket = LibcSocket.open(libc, address.contains(":") ? AF_INET6 : AF_INET, SOCK_DGRAM, 0);
            return socket.receiveTimeout(Duration.ofSeconds(20)).bind(local);
        } catch (ErrnoException e) {
            boolean none = e.errno() == EAFNOSUPPORT || e.errno() == EADDRNOTAVAIL;
            Assumptions.assumeFalse(none, "there is no " + address + " here");
            throw e;
        }
    }

    /** The receiver's view of a datagram that was sent with these messages. */
    private static int received(
            Libc libc, String address, Sockopt<Boolean> option, int level, int type, Control control)
            throws IOException {
        try (LibcSocket sender = udp(libc, address);
                LibcSocket receiver = udp(libc, address).setOption(option, true)) {
            sender.sendMessage(ByteBuffer.allocate(1), receiver.localAddress(), control, 0);
            Received received = receiver.receiveMessage(ByteBuffer.allocate(1), 64, 0);
            Cmsg cmsg = received.control(level, type);
            assertNotNull(cmsg, received::toString);
            return cmsg.asInt();
        }
    }

    private static int refused(Libc libc, String address, Control control) throws IOException {
        try (LibcSocket sender = udp(libc, address);
                LibcSocket receiver = udp(libc, address)) {
            ByteBuffer one = ByteBuffer.allocate(1);
            return assertThrows(
                            ErrnoException.class, () -> sender.sendMessage(one, receiver.localAddress(), control, 0))
                    .errno();
        }
    }

    @OnEachBackend
    void timeToLiveIsSentAsControl(Libc libc) throws IOException {
        Control control = new Control(Control.space(4));
        assertEquals(7, received(libc, "127.0.0.1", Sockopts.IP_RECVTTL, IPPROTO_IP, IP_TTL, control.addTtl(7)));
        assertEquals(EINVAL, refused(libc, "127.0.0.1", control.clear().addTtl(256)));
    }

    @OnEachBackend
    void typeOfServiceIsSentAsControl(Libc libc) throws IOException {
        Control control = new Control(Control.space(4));
        assertEquals(
                IPTOS_LOWDELAY,
                received(libc, "127.0.0.1", Sockopts.IP_RECVTOS, IPPROTO_IP, IP_TOS, control.addTos(IPTOS_LOWDELAY)));
        assertEquals(EINVAL, refused(libc, "127.0.0.1", control.clear().addTos(256)));
    }

    @OnEachBackend
    void hopLimitIsSentAsControl(Libc libc) throws IOException {
        Control control = new Control(Control.space(4));
        assertEquals(
                9,
                received(libc, "::1", Sockopts.IPV6_RECVHOPLIMIT, IPPROTO_IPV6, IPV6_HOPLIMIT, control.addHopLimit(9)));
        assertEquals(EINVAL, refused(libc, "::1", control.clear().addHopLimit(256)));
    }

    @OnEachBackend
    void trafficClassIsSentAsControl(Libc libc) throws IOException {
        Control control = new Control(Control.space(4));
        assertEquals(
                0xb8,
                received(
                        libc,
                        "::1",
                        Sockopts.IPV6_RECVTCLASS,
                        IPPROTO_IPV6,
                        IPV6_TCLASS,
                        control.addTrafficClass(0xb8)));
        assertEquals(EINVAL, refused(libc, "::1", control.clear().addTrafficClass(256)));
    }

    @OnEachBackend
    void theSourceOfADatagramIsSentAsControl(Libc libc) throws IOException {
        int lo = libc.if_nametoindex("lo");
        InetAddress source = InetAddress.getByName("127.0.0.2");
        Control control = new Control(Control.space(SIZEOF_IN_PKTINFO)).addPktinfo(lo, source);
        try (LibcSocket sender = udp(libc, "0.0.0.0");
                LibcSocket receiver = udp(libc, "127.0.0.1").setOption(Sockopts.IP_PKTINFO, true)) {
            sender.sendMessage(ByteBuffer.allocate(1), receiver.localAddress(), control, 0);
            Received received = receiver.receiveMessage(ByteBuffer.allocate(1), 64, 0);
            int port = ((InetSocketAddress) sender.localAddress()).getPort();
            assertEquals(new InetSocketAddress(source, port), received.address());
            assertEquals(
                    lo, received.control(IPPROTO_IP, IP_PKTINFO).asPktinfo().ifindex());
        }
        control.clear().addPktinfo(0, InetAddress.getByName("224.0.0.1"));
        assertEquals(EINVAL, refused(libc, "127.0.0.1", control));
    }

    @OnEachBackend
    void theSourceOfAnIpv6DatagramIsSentAsControl(Libc libc) throws IOException {
        int lo = libc.if_nametoindex("lo");
        Control control = new Control(Control.space(SIZEOF_IN6_PKTINFO));
        try (LibcSocket sender = udp(libc, "::");
                LibcSocket receiver = udp(libc, "::1")) {
            control.addPktinfo(lo, InetAddress.getByName("::1"));
            sender.sendMessage(ByteBuffer.allocate(1), receiver.localAddress(), control, 0);
            int port = ((InetSocketAddress) sender.localAddress()).getPort();
            assertEquals(
                    new InetSocketAddress("::1", port),
                    receiver.receiveFrom(ByteBuffer.allocate(1), 0).address());
        }
        assertEquals(
                EINVAL, refused(libc, "::1", control.clear().addPktinfo(lo, InetAddress.getByName("2001:db8::1"))));
        assertEquals(ENODEV, refused(libc, "::1", control.clear().addPktinfo(1 << 30, InetAddress.getByName("::1"))));
    }

    // ---- segments ----

    private static ByteBuffer numbered(ByteBuffer buffer) {
        for (int i = 0; i < SEGMENTS * SEGMENT; i++) {
            buffer.put((byte) (i / SEGMENT));
        }
        return buffer.flip();
    }

    private static LibcSocket merging(Libc libc) throws IOException {
        LibcSocket socket = udp(libc, "127.0.0.1");
        try {
            return socket.setOption(Sockopts.UDP_GRO, true);
        } catch (ErrnoException e) {
            Assumptions.assumeFalse(e.errno() == ENOPROTOOPT, "UDP_GRO needs Linux 5.0");
            throw e;
        }
    }

    @OnEachBackend
    void oneMessageIsSentAsManyDatagrams(Libc libc) throws IOException {
        try (LibcSocket sender = udp(libc, "127.0.0.1");
                LibcSocket receiver = udp(libc, "127.0.0.1");
                LibcSocket merging = merging(libc)) {
            Control control = new Control(Control.space(2)).addSegmentSize(SEGMENT);
            ByteBuffer data = numbered(ByteBuffer.allocateDirect(SEGMENTS * SEGMENT));
            assertEquals(data.limit(), sender.sendMessage(data, receiver.localAddress(), control, 0));
            byte[] one = new byte[2 * SEGMENT];
            for (int i = 0; i < SEGMENTS; i++) {
                assertEquals(SEGMENT, receiver.receive(one));
                assertEquals(i, one[0]);
                assertEquals(i, one[SEGMENT - 1]);
            }
            sender.sendMessage(data.rewind(), merging.localAddress(), control, 0);
            Received received = merging.receiveMessage(ByteBuffer.allocateDirect(1 << 16), Control.space(4), 0);
            assertEquals(SEGMENTS * SEGMENT, received.length());
            assertEquals(SEGMENT, received.control(IPPROTO_UDP, UDP_GRO).asSegmentSize());
        }
    }

    /** There and back again in one message each way. */
    @OnEachBackend
    void aBatchCarriesSegmentsBothWays(Libc libc) throws IOException {
        try (LibcSocket client = merging(libc);
                LibcSocket server = merging(libc)) {
            Batch out = new Batch(2, 1 << 16, Control.space(4));
            numbered(out.buffer(0));
            out.address(0, server.localAddress()).segmentSize(0, SEGMENT);
            assertEquals(SEGMENT, out.segmentSize(0));
            assertEquals(SEGMENTS, out.segments(0));
            out.buffer(1).put((byte) 1).flip();
            out.address(1, server.localAddress());
            assertEquals(2, client.sendBatch(out, 2, 0));

            Batch echo = new Batch(2, 1 << 16, Control.space(4));
            int n = server.receiveBatch(echo, 0);
            for (int i = 0; i < n; i++) {
                echo.segmentSize(i, echo.segmentSize(i));
            }
            assertEquals(SEGMENT, echo.segmentSize(0));
            assertEquals(n, server.sendBatch(echo, n, 0));

            Batch in = new Batch(2, 1 << 16, Control.space(4));
            client.receiveBatch(in, 0);
            assertEquals(SEGMENTS * SEGMENT, in.realLength(0));
            assertEquals(SEGMENT, in.segmentSize(0));
            assertEquals(SEGMENTS, in.segments(0));
            assertEquals(numbered(ByteBuffer.allocate(1 << 16)), in.buffer(0));
            assertEquals(server.localAddress(), in.address(0));
        }
    }

    @OnEachBackend
    void aRefusalOfTheKernelIsAnErrno(Libc libc) throws IOException {
        try (LibcSocket sender = udp(libc, "127.0.0.1");
                LibcSocket receiver = udp(libc, "127.0.0.1")) {
            Batch batch = new Batch(1, 1 << 16, Control.space(2));
            batch.address(0, receiver.localAddress());
            batch.buffer(0).position(65508).flip();
            assertEquals(EMSGSIZE, refused(sender, batch.segmentSize(0, SEGMENT)));
            batch.buffer(0).limit(SEGMENTS * SEGMENT);
            assertEquals(EINVAL, refused(sender, batch.segmentSize(0, 1)));
            assertEquals(1, sender.sendBatch(batch.segmentSize(0, SEGMENT), 1, 0));
        }
    }

    private static int refused(LibcSocket sender, Batch batch) {
        return assertThrows(ErrnoException.class, () -> sender.sendBatch(batch, 1, 0))
                .errno();
    }

    @Test
    void aSizeIsOneOfSeveralControlMessages() {
        Batch batch = new Batch(1, 10, Control.space(4) + Control.space(2));
        batch.control(0).addTtl(7);
        batch.segmentSize(0, 5).segmentSize(0, 65535);
        assertEquals(65535, batch.segmentSize(0));
        List<Cmsg> messages = batch.control(0).messages(batch.control(0).length());
        assertEquals(2, messages.size());
        assertTrue(messages.get(0).is(IPPROTO_IP, IP_TTL));
        assertEquals(0, batch.segmentSize(0, 0).segmentSize(0));
        assertEquals(Control.space(4), batch.control(0).length());
        assertEquals(1, batch.segments(0));
        for (int wrong : new int[] {-1, 65536}) {
            IllegalArgumentException e =
                    assertThrows(IllegalArgumentException.class, () -> batch.segmentSize(0, wrong));
            assertEquals("a segment must have 0 to 65535 bytes, not " + wrong, e.getMessage());
        }
        Batch bare = new Batch(1, 10);
        assertEquals(0, bare.segmentSize(0));
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> bare.segmentSize(0, 5));
        assertTrue(e.getMessage().contains("Control.space(2)"), e.getMessage());
    }
}
