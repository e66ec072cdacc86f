package libcsockets;

import static libcsockets.Constants.*;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Addresses as they lie in memory, and as they are read back. */
class SockaddrTest {
    private static byte[] raw(Sockaddr address) {
        byte[] raw = new byte[address.length()];
        address.memory().get(0, raw);
        return raw;
    }

    private static byte[] hex(String bytes) {
        return HexFormat.ofDelimiter(" ").parseHex(bytes);
    }

    /** As gcc lays it out on the two machines, which are both little-endian. */
    @Test
    void inetAddressesAreLaidOutAsInC() {
        assertArrayEquals(
                hex("02 00 1f 90 7f 00 00 01 00 00 00 00 00 00 00 00"), raw(Sockaddr.inet("127.0.0.1", 8080)));
        Sockaddr byField =
                new Sockaddr().sin_family(AF_INET).sin_port(Libc.htons(8080)).s_addr(Libc.htonl(INADDR_LOOPBACK));
        assertArrayEquals(raw(Sockaddr.inet("127.0.0.1", 8080)), raw(byField));
    }

    @Test
    void inet6AddressesAreLaidOutAsInC() {
        Sockaddr address = Sockaddr.inet6("fe80::1:2", 443, Libc.htonl(5), 7);
        assertArrayEquals(
                hex("0a 00 01 bb 00 00 00 05 fe 80 00 00 00 00 00 00 00 00 00 00 00 01 00 02 07 00 00 00"),
                raw(address));
        assertEquals("[fe80::1:2%7]:443", address.toString());
    }

    @Test
    void jdkAddressesAreConvertedBothWays() throws Exception {
        for (String host : new String[] {"127.0.0.1", "255.255.255.255", "::1", "2001:db8::7"}) {
            InetSocketAddress address = new InetSocketAddress(InetAddress.getByName(host), 65535);
            assertEquals(address, Sockaddr.of(address).toInetSocketAddress());
        }
        assertEquals(
                InetAddress.getByName("10.0.0.1"),
                Sockaddr.inet6("::ffff:10.0.0.1", 1).toInetSocketAddress().getAddress());
        assertNull(Sockaddr.unix("/x").toInetSocketAddress());
        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class, () -> Sockaddr.of(InetSocketAddress.createUnresolved("nowhere", 1)));
        assertEquals("the address nowhere/<unresolved>:1 is unresolved", e.getMessage());
    }

    @Test
    void unixPathsAreEncoded() {
        Sockaddr path = Sockaddr.unix("/tmp/s");
        assertArrayEquals(hex("01 00 2f 74 6d 70 2f 73 00"), raw(path));
        assertEquals("unix:/tmp/s", path.toString());
        byte[] longest = new byte[108];
        Arrays.fill(longest, (byte) 'p');
        assertEquals(110, Sockaddr.unix(longest).length());
        assertArrayEquals(longest, Sockaddr.unix(longest).unixName(110));
        assertEquals(
                "a path in an AF_UNIX address must have at most 108 bytes, not 109",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> Sockaddr.unix(new String(new char[109]).replace('\0', 'p')))
                        .getMessage());
        assertThrows(IllegalArgumentException.class, () -> Sockaddr.unix(""));
        assertThrows(IllegalArgumentException.class, () -> Sockaddr.unix("a\0b"));
        assertEquals(4, Sockaddr.unix("\u00e9").length() - 1, "two bytes of family, two of UTF-8");
    }

    @Test
    void abstractAndUnnamedAddressesAreEncoded() {
        Sockaddr name = Sockaddr.unixAbstract("a\0b");
        assertArrayEquals(hex("01 00 00 61 00 62"), raw(name));
        assertArrayEquals(hex("00 61 00 62"), name.unixName(name.length()));
        assertEquals("unix:@a\0b", name.toString());
        assertEquals(2, Sockaddr.unixUnnamed().length());
        assertEquals("unix:(unnamed)", Sockaddr.unixUnnamed().toString());
        assertEquals(110, Sockaddr.unixAbstract(new byte[107]).length());
        assertThrows(IllegalArgumentException.class, () -> Sockaddr.unixAbstract(new byte[108]));
    }

    @Test
    void addressesOfOtherFamiliesAreEncoded() {
        assertArrayEquals(hex("10 00 00 00 05 00 00 00 03 00 00 00"), raw(Sockaddr.netlink(5, 3)));
        assertEquals("netlink:pid=5,groups=0x3", Sockaddr.netlink(5, 3).toString());
        Sockaddr packet = Sockaddr.packet(2, Libc.htons(ETH_P_ARP)).sll_halen(6).sll_pkttype(PACKET_BROADCAST);
        assertArrayEquals(hex("11 00 08 06 02 00 00 00 00 00 01 06 00 00 00 00 00 00 00 00"), raw(packet));
        assertEquals("packet:ifindex=2,protocol=0x0806", packet.toString());
        assertArrayEquals(hex("28 00 00 00 00 04 00 00 02 00 00 00 00 00 00 00"), raw(Sockaddr.vsock(2, 1024)));
        assertEquals("vsock:2:1024", Sockaddr.vsock(2, 1024).toString());
        assertEquals(
                "vsock:4294967295:4294967295",
                Sockaddr.vsock(VMADDR_CID_ANY, VMADDR_PORT_ANY).toString());
        assertEquals("AF_CAN:0102", Sockaddr.of(hex("1d 00 01 02")).toString());
        assertEquals("(no address)", new Sockaddr().toString());
    }

    @Test
    void theMessageNamesBadInput() {
        assertEquals(
                "a port must be 0 to 65535, not 65536",
                assertThrows(IllegalArgumentException.class, () -> Sockaddr.inet("127.0.0.1", 65536))
                        .getMessage());
        assertThrows(IllegalArgumentException.class, () -> Sockaddr.inet("127.0.0.1", -1));
        assertEquals(
                "not an IPv4 address: 'localhost'; use dotted decimal, like 127.0.0.1",
                assertThrows(IllegalArgumentException.class, () -> Sockaddr.inet("localhost", 1))
                        .getMessage());
        assertThrows(IllegalArgumentException.class, () -> Sockaddr.inet("127.0.0.1\0x", 1));
        assertThrows(IllegalArgumentException.class, () -> Sockaddr.inet6("127.0.0.1", 1));
        assertEquals(
                "an address must have at most 128 bytes, not 129",
                assertThrows(IllegalArgumentException.class, () -> Sockaddr.of(new byte[129]))
                        .getMessage());
    }

    /** An address that is shorter than its family's structure is not read beyond its end. */
    @Test
    void aTruncatedAddressIsNotDecoded() {
        Sockaddr address = Sockaddr.inet("127.0.0.1", 80);
        assertEquals("AF_INET:00507f000001", address.toString(8));
        assertEquals("(no address)", address.toString(1));
        assertEquals("(no address)", address.toString(-1));
        assertEquals(0, Sockaddr.unix("/x").unixName(2).length);
        for (int negative : new int[] {-5, Integer.MIN_VALUE}) {
            assertThrows(
                    IllegalArgumentException.class, () -> Sockaddr.unix("/x").unixName(negative));
        }
    }
}
