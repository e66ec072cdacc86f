package libcsockets.tools.lab;

import static libcsockets.Constants.*;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A packet in words, and its checksums. The places of the fields are those of the RFCs: 791 (IPv4), 8200 (IPv6), 9293
 * (TCP), 768 (UDP), 792 (ICMP), 4443 (ICMPv6), 826 (ARP).
 */
final class Packet {
    private static final int IPV6_HEADER = 40;
    private static final int UDP_HEADER = 8;
    private static final int ETHERTYPE = 12;

    private final ByteBuffer b;
    private final Map<String, Object> fields = new LinkedHashMap<>();
    private final StringBuilder words = new StringBuilder();

    private Packet(byte[] bytes) {
        b = ByteBuffer.wrap(bytes).order(ByteOrder.BIG_ENDIAN);
    }

    /**
     * A packet as AF_PACKET gives it.
     *
     * @param bytes the packet
     * @param ethernet whether it begins with an Ethernet header (SOCK_RAW) or with the network layer's (SOCK_DGRAM)
     * @param protocol ETH_P_ constant that the kernel gave
     * @param pending whether the transport layer's checksum is still to be computed by the hardware
     */
    static Packet of(byte[] bytes, boolean ethernet, int protocol, boolean pending) {
        Packet packet = new Packet(bytes);
        try {
            int at = 0;
            if (ethernet && bytes.length >= ETH_HLEN) {
                packet.ethernet();
                at = ETH_HLEN;
            }
            packet.network(at, protocol, pending);
        } catch (IndexOutOfBoundsException e) {
            packet.words.append(" (cut off)");
        }
        return packet;
    }

    /** In one line. */
    String words() {
        return words.toString().trim();
    }

    Map<String, Object> fields() {
        return fields;
    }

    private void put(String name, Object value) {
        fields.put(name, value);
    }

    private void ethernet() {
        String destination = mac(0);
        String source = mac(ETH_ALEN);
        put("ethernetDestination", destination);
        put("ethernetSource", source);
        put("ethertype", String.format("0x%04x", u16(ETHERTYPE)));
        words.append(source).append(" > ").append(destination).append(' ');
    }

    private String mac(int at) {
        StringBuilder mac = new StringBuilder();
        for (int i = 0; i < ETH_ALEN; i++) {
            mac.append(i > 0 ? ":" : "").append(String.format("%02x", b.get(at + i)));
        }
        return mac.toString();
    }

    private void network(int at, int protocol, boolean pending) {
        if (protocol == ETH_P_IP) {
            ipv4(at, pending);
        } else if (protocol == ETH_P_IPV6) {
            ipv6(at, pending);
        } else if (protocol == ETH_P_ARP) {
            arp(at);
        } else {
            put("protocol", protocol);
            words.append(String.format("protocol 0x%04x, %d bytes", protocol, b.limit() - at));
        }
    }

    private void ipv4(int at, boolean pending) {
        int header = (b.get(at) & 0xf) * 4;
        int total = u16(at + 2);
        int ttl = b.get(at + 8) & 0xff;
        int protocol = b.get(at + 9) & 0xff;
        put("source", address(at + 12, 4));
        put("destination", address(at + 16, 4));
        put("ttl", ttl);
        put("ipChecksum", Checksum.of(b, at, header, 0) == 0 ? "right" : "wrong");
        boolean fragment = (u16(at + 6) & 0x1fff) != 0;
        int pseudo = Checksum.sum(b, at + 12, 8) + protocol + total - header;
        if (fragment) {
            words.append("IPv4 ").append(fields.get("source")).append(" > ").append(fields.get("destination"));
            words.append(": a later fragment");
        } else {
            transport(at + header, total - header, protocol, pseudo, pending);
        }
        words.append(", ttl ").append(ttl).append(", IP checksum ").append(fields.get("ipChecksum"));
    }

    private void ipv6(int at, boolean pending) {
        int length = u16(at + 4);
        int protocol = b.get(at + 6) & 0xff;
        int hops = b.get(at + 7) & 0xff;
        put("source", address(at + 8, 16));
        put("destination", address(at + 24, 16));
        put("hopLimit", hops);
        int pseudo = Checksum.sum(b, at + 8, 32) + protocol + length;
        transport(at + IPV6_HEADER, length, protocol, pseudo, pending);
        words.append(", hop limit ").append(hops);
    }

    private void transport(int at, int length, int protocol, int pseudo, boolean pending) {
        switch (protocol) {
            case IPPROTO_TCP:
                ports("TCP", at);
                Segment segment = new Segment(
                        null, true, u32(at + 4), u32(at + 8), b.get(at + 13) & 0xff, u16(at + 14), 0, false, null);
                int data = length - (b.get(at + 12) >> 4 & 0xf) * 4;
                put("flags", segment.flagNames());
                put("seq", segment.seq());
                put("ack", segment.ack());
                put("length", data);
                words.append(' ').append(segment.flagNames()).append(" seq=").append(segment.seq());
                words.append(" ack=").append(segment.ack()).append(" len=").append(data);
                checksum(at, length, pseudo, pending);
                break;
            case IPPROTO_UDP:
                ports("UDP", at);
                put("length", length - UDP_HEADER);
                words.append(" len=").append(length - UDP_HEADER);
                checksum(at, length, pseudo, pending);
                break;
            case IPPROTO_ICMP:
            case IPPROTO_ICMPV6:
                boolean six = protocol == IPPROTO_ICMPV6;
                int type = b.get(at) & 0xff;
                int code = b.get(at + 1) & 0xff;
                put("protocol", six ? "ICMPv6" : "ICMP");
                put("type", type);
                put("code", code);
                words.append(six ? "ICMPv6 " : "ICMP ")
                        .append(fields.get("source"))
                        .append(" > ");
                words.append(fields.get("destination")).append(' ').append(icmp(six, type, code));
                checksum(at, length, six ? pseudo : 0, pending);
                break;
            default:
                put("protocol", protocol);
                words.append("IP protocol ").append(protocol).append(' ').append(fields.get("source"));
                words.append(" > ")
                        .append(fields.get("destination"))
                        .append(", ")
                        .append(length)
                        .append(" bytes");
        }
    }

    private void ports(String name, int at) {
        put("protocol", name);
        put("sourcePort", u16(at));
        put("destinationPort", u16(at + 2));
        words.append(name).append(' ').append(fields.get("source")).append(':').append(u16(at));
        words.append(" > ").append(fields.get("destination")).append(':').append(u16(at + 2));
    }

    private void checksum(int at, int length, int pseudo, boolean pending) {
        String verdict = pending ? "not computed yet" : Checksum.of(b, at, length, pseudo) == 0 ? "right" : "wrong";
        put("checksum", verdict);
        words.append(", checksum ").append(verdict);
    }

    static String icmp(boolean six, int type, int code) {
        if (type == (six ? ICMP6_ECHO_REQUEST : ICMP_ECHO)) {
            return "echo request";
        }
        if (type == (six ? ICMP6_ECHO_REPLY : ICMP_ECHOREPLY)) {
            return "echo reply";
        }
        return "type " + type + " code " + code;
    }

    private void arp(int at) {
        boolean request = u16(at + 6) == 1;
        put("protocol", "ARP");
        put("source", address(at + 14, 4));
        put("destination", address(at + 24, 4));
        words.append("ARP ").append(request ? "who has " : "answer to ").append(fields.get("destination"));
        words.append(", from ").append(fields.get("source"));
    }

    private String address(int at, int length) {
        byte[] bytes = new byte[length];
        b.get(at, bytes);
        try {
            return InetAddress.getByAddress(bytes).getHostAddress();
        } catch (UnknownHostException e) {
            // getByAddress looks nothing up; it objects only to a wrong number of bytes.
            throw new AssertionError(e);
        }
    }

    private int u16(int at) {
        return b.getShort(at) & 0xffff;
    }

    private long u32(int at) {
        return b.getInt(at) & 0xffffffffL;
    }
}
