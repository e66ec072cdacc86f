package libcsockets;

import static libcsockets.Constants.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import libcsockets.option.Optval;
import libcsockets.testing.OnEachBackend;
import org.junit.jupiter.api.Test;

/** Options: setsockopt, getsockopt and ioctl. */
class OptionCallsTest extends RawCalls {
    @OnEachBackend
    void optionsAreSetAndRead(Libc libc) {
        this.libc = libc;
        int fd = made(libc.socket(AF_INET, SOCK_STREAM, 0));
        ok(libc.setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, 1));
        IntRef value = new IntRef();
        ok(libc.getsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, value));
        assertEquals(1, value.get());

        ByteBuffer timeout = Optval.timeval(2, 500_000);
        ok(libc.setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, timeout, timeout.limit()));
        ByteBuffer heap = ByteBuffer.allocate(16).order(ByteOrder.nativeOrder());
        IntRef length = new IntRef(16);
        ok(libc.getsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, heap, length));
        assertEquals(2500, Optval.toTimeval(heap).toMillis());
        assertEquals(16, length.get());

        ByteBuffer linger = ByteBuffer.wrap(new byte[8]).put(0, Optval.linger(1, 3), 0, 8);
        ok(libc.setsockopt(fd, SOL_SOCKET, SO_LINGER, linger, 8));
        ByteBuffer back = Optval.allocate(64);
        length.set(64);
        ok(libc.getsockopt(fd, SOL_SOCKET, SO_LINGER, back, length));
        assertEquals(3, Optval.toLinger(back));
        assertEquals(8, length.get());

        ByteBuffer name = Optval.allocate(16);
        length.set(16);
        ok(libc.getsockopt(fd, IPPROTO_TCP, TCP_CONGESTION, name, length));
        assertTrue(Optval.toName(name).matches("[a-z0-9_]+"), Optval.toName(name));
        fails(ENOPROTOOPT, libc.setsockopt(fd, SOL_SOCKET, 9999, 1));
        fails(EINVAL, libc.setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, Optval.of(1), -1));
        fails(EINVAL, libc.setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, Optval.of(1), 3));
    }

    /** A filter of one instruction that lets the first byte of each datagram through. */
    @OnEachBackend
    void aSocketFilterTruncatesDatagrams(Libc libc) {
        this.libc = libc;
        int[] pair = unixPair(SOCK_DGRAM);
        ByteBuffer program = Optval.fprog(new Optval.SockFilter(BPF_RET | BPF_K, 0, 0, 1));
        ok(libc.setsockopt(pair[1], SOL_SOCKET, SO_ATTACH_FILTER, program, SIZEOF_SOCK_FPROG));
        assertEquals(3, libc.send(pair[0], bytes("abc"), 3, 0));
        assertEquals(1, libc.recv(pair[1], new byte[3], 3, 0));
    }

    @OnEachBackend
    void ioctlReportsUnreadBytesAndInterfaces(Libc libc) {
        this.libc = libc;
        int[] pair = unixPair(SOCK_STREAM);
        libc.send(pair[0], bytes("abc"), 3, 0);
        IntRef n = new IntRef();
        ok(libc.ioctl(pair[1], FIONREAD, n));
        assertEquals(3, n.get());
        int udp = made(libc.socket(AF_INET, SOCK_DGRAM, 0));
        Ifreq lo = new Ifreq("lo");
        ok(libc.ioctl(udp, SIOCGIFINDEX, lo));
        assertEquals(libc.if_nametoindex("lo"), lo.ifr_ifindex());
        ok(libc.ioctl(udp, SIOCGIFFLAGS, lo));
        assertEquals(IFF_LOOPBACK, lo.ifr_flags() & IFF_LOOPBACK);
        Ifconf list = new Ifconf(64 * SIZEOF_IFREQ);
        ok(libc.ioctl(udp, SIOCGIFCONF, list));
        assertTrue(list.ifc_req().stream()
                .anyMatch(i ->
                        i.ifr_name().equals("lo") && i.ifr_addr().toString().equals("127.0.0.1:0")));
        fails(ENOTTY, libc.ioctl(udp, 0x7777, n));
        fails(ENODEV, libc.ioctl(udp, SIOCGIFINDEX, new Ifreq("nosuchif")));
    }

    @Test
    void ifreqFieldsAreReadBack() {
        Ifreq ifreq = new Ifreq("lo").ifr_mtu(1500);
        assertEquals(1500, ifreq.ifr_mtu());
        assertEquals(7, ifreq.ifr_qlen(7).ifr_qlen());
        assertEquals(8, ifreq.ifr_metric(8).ifr_metric());
        assertEquals(9, ifreq.ifr_ifindex(9).ifr_ifindex());
        assertEquals(
                "192.0.2.1:0",
                ifreq.ifr_addr(Sockaddr.inet("192.0.2.1", 0)).ifr_addr().toString());
        assertEquals("lo", ifreq.ifr_name());
    }
}
