package libcsockets;

import static libcsockets.Constants.*;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import libcsockets.internal.JniBackend;
import libcsockets.option.Optval;
import libcsockets.testing.OnEachBackend;
import org.junit.jupiter.api.Test;

/** Names and addresses: their texts, their resolution, byte order and interfaces. */
class NameCallsTest extends RawCalls {
    @OnEachBackend
    void addressesAreParsedAndPrinted(Libc libc) {
        this.libc = libc;
        ByteBuffer four = ByteBuffer.allocate(4);
        assertEquals(1, libc.inet_pton(AF_INET, "192.0.2.1", four));
        assertArrayEquals(new byte[] {(byte) 192, 0, 2, 1}, four.array());
        assertEquals("192.0.2.1", libc.inet_ntoa(four));
        assertEquals("192.0.2.1", libc.inet_ntop(AF_INET, four));
        assertEquals(0, libc.inet_pton(AF_INET, "192.0.2", four));
        assertEquals(1, libc.inet_aton("0x7f.1", four));
        assertEquals("127.0.0.1", libc.inet_ntoa(four));
        assertEquals(0, libc.inet_aton("nonsense", four));
        ByteBuffer sixteen = ByteBuffer.allocateDirect(16);
        assertEquals(1, libc.inet_pton(AF_INET6, "2001:db8::1", sixteen));
        assertEquals("2001:db8::1", libc.inet_ntop(AF_INET6, sixteen));
        fails(EAFNOSUPPORT, libc.inet_pton(AF_UNIX, "x", sixteen));
        assertNull(libc.inet_ntop(AF_UNIX, sixteen));
        assertEquals(EAFNOSUPPORT, libc.errno());
    }

    @OnEachBackend
    void textsAreWrittenIntoAGivenBuffer(Libc libc) {
        this.libc = libc;
        ByteBuffer four = ByteBuffer.wrap(new byte[] {127, 0, 0, 1});
        for (ByteBuffer text : new ByteBuffer[] {ByteBuffer.allocate(46), ByteBuffer.allocateDirect(46)}) {
            assertSame(text, libc.inet_ntop(AF_INET, four, text, 46));
            assertEquals("127.0.0.1", Optval.toName(text));
            assertSame(text, libc.inet_ntop(AF_INET, four, text, 10));
            assertNull(libc.inet_ntop(AF_INET, four, text, 9));
            assertEquals(ENOSPC, libc.errno());
            assertNull(libc.inet_ntop(AF_UNIX, Libc.NULL, text, 9));
            assertEquals(EAFNOSUPPORT, libc.errno());
            assertThrows(IndexOutOfBoundsException.class, () -> libc.inet_ntop(AF_INET, four, text, 47));
            assertSame(text, libc.if_indextoname(libc.if_nametoindex("lo"), text));
            assertEquals("lo", Optval.toName(text));
            assertNull(libc.if_indextoname(0x7fffffff, text));
            assertThrows(
                    IndexOutOfBoundsException.class,
                    () -> libc.if_indextoname(1, ByteBuffer.allocate(IF_NAMESIZE - 1)));
        }
        assertNull(libc.inet_ntop(AF_UNIX, Libc.NULL));
        fails(EAFNOSUPPORT, libc.inet_pton(AF_UNIX, "x", Libc.NULL));
        assertThrows(NullPointerException.class, () -> libc.inet_pton(AF_INET, "x", Libc.NULL));
        ByteBuffer host = ByteBuffer.allocate(64);
        assertEquals(
                0,
                libc.getnameinfo(
                        Sockaddr.inet("127.0.0.1", 1), 16, host, 64, ByteBuffer.allocate(8), 8, NI_NUMERICHOST));
        assertEquals("127.0.0.1", Optval.toName(host));
    }

    @OnEachBackend
    void namesAreResolved(Libc libc) {
        this.libc = libc;
        List<Addrinfo> found = new ArrayList<>();
        Addrinfo hints = new Addrinfo(AI_NUMERICHOST | AI_CANONNAME, AF_INET, SOCK_STREAM, 0);
        assertEquals(0, libc.getaddrinfo("127.0.0.1", "80", hints, found));
        assertEquals(1, found.size());
        assertEquals("127.0.0.1:80", found.get(0).ai_addr().toString());
        assertEquals(SIZEOF_SOCKADDR_IN, found.get(0).ai_addr().length());
        assertEquals(IPPROTO_TCP, found.get(0).ai_protocol());
        assertEquals("127.0.0.1", found.get(0).ai_canonname());
        assertEquals(EAI_NONAME, libc.getaddrinfo("no host", null, hints, found));
        assertEquals(List.of(), found);
        assertEquals("Name or service not known", libc.gai_strerror(EAI_NONAME));

        ByteBuffer host = ByteBuffer.allocateDirect(64);
        ByteBuffer service = ByteBuffer.allocateDirect(8);
        Sockaddr address = Sockaddr.inet6("::1", 443);
        int flags = NI_NUMERICHOST | NI_NUMERICSERV;
        assertEquals(0, libc.getnameinfo(address, address.length(), host, 64, service, 8, flags));
        assertEquals("::1", Optval.toName(host));
        assertEquals("443", Optval.toName(service));
        assertEquals(EAI_OVERFLOW, libc.getnameinfo(address, address.length(), host, 1, Libc.NULL, 0, flags));
        assertEquals(EAI_FAMILY, libc.getnameinfo(address, 1, host, 64, Libc.NULL, 0, flags));
    }

    @OnEachBackend
    void interfaceNamesAndIndexesAreConverted(Libc libc) {
        this.libc = libc;
        int lo = libc.if_nametoindex("lo");
        assertTrue(lo > 0);
        assertEquals("lo", libc.if_indextoname(lo));
        assertEquals(0, libc.if_nametoindex("nosuchif"));
        assertEquals(ENODEV, libc.errno());
        assertNull(libc.if_indextoname(0x7fffffff));
        assertEquals(ENXIO, libc.errno());
    }

    @OnEachBackend
    void allInterfacesAreListed(Libc libc) throws SocketException {
        this.libc = libc;
        List<IfNameindex> interfaces = libc.if_nameindex();
        int lo = NetworkInterface.getByName("lo").getIndex();
        assertTrue(interfaces.contains(new IfNameindex(lo, "lo")), interfaces::toString);
        int udp = made(libc.socket(AF_INET, SOCK_DGRAM, 0));
        for (IfNameindex each : interfaces) {
            Ifreq request = new Ifreq(each.if_name());
            // Other programs may remove one meanwhile.
            if (libc.ioctl(udp, SIOCGIFINDEX, request) == 0) {
                assertEquals(request.ifr_ifindex(), each.if_index());
            } else {
                assertEquals(ENODEV, libc.errno());
            }
        }
    }

    @Test
    void theArrayOfInterfacesIsFreed() {
        AtomicLong allocated = new AtomicLong();
        libc = TestLibc.over(new JniBackend(Libc.open("jni").origin()) {
            @Override
            public long if_nameindex() {
                allocated.set(super.if_nameindex());
                return allocated.get();
            }

            @Override
            public void if_freenameindex(long array) {
                allocated.compareAndSet(array, 0);
                super.if_freenameindex(array);
            }
        });
        assertFalse(libc.if_nameindex().isEmpty());
        assertEquals(0, allocated.get());
    }

    @OnEachBackend
    void gethostnameReportsTheNameOfTheHost(Libc libc) throws IOException {
        this.libc = libc;
        String expected = Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        byte[] name = new byte[HOST_NAME_MAX + 1];
        ok(libc.gethostname(name, name.length));
        assertEquals(expected, Optval.toName(ByteBuffer.wrap(name)));
        byte[] first = {0, 'x'};
        fails(ENAMETOOLONG, libc.gethostname(first, 1));
        assertArrayEquals(new byte[] {(byte) expected.charAt(0), 'x'}, first);
        assertThrows(IndexOutOfBoundsException.class, () -> libc.gethostname(first, 3));
        assertThrows(IndexOutOfBoundsException.class, () -> libc.gethostname(first, -1));
        assertThrows(NullPointerException.class, () -> libc.gethostname(null, 1));
    }

    @Test
    void numbersAreConvertedToNetworkByteOrder() {
        assertEquals(0x1234, Libc.ntohs(Libc.htons(0x1234)));
        assertEquals(0x12345678, Libc.ntohl(Libc.htonl(0x12345678)));
        ByteBuffer memory = ByteBuffer.allocate(4).order(ByteOrder.nativeOrder());
        memory.putInt(0, Libc.htonl(0x01020304));
        assertArrayEquals(new byte[] {1, 2, 3, 4}, memory.array());
        memory.putShort(0, (short) Libc.htons(0xfffe));
        assertArrayEquals(new byte[] {(byte) 0xff, (byte) 0xfe, 3, 4}, memory.array());
    }
}
