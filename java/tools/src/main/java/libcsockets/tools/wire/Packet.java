package libcsockets.tools.wire;

import static libcsockets.Constants.*;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A decoded packet: its fields, a description and its checksums. The RFCs are 791 (IPv4), 8200 (IPv6), 9293 (TCP), 768
 * (UDP), 792 (ICMP), 4443 (ICMPv6), 826 (ARP).
 */
public final class Packet {
    private final ByteBuffer b;
    private final Map<String, Object> fields = new LinkedHashMap<>();
    private final StringBuilder words = new StringBuilder();

    private Packet(byte[] bytes) {
        b = ByteBuffer.wrap(bytes).order(ByteOrder.BIG_ENDIAN);
    }

    /**
     * Decodes a packet from an AF_PACKET socket.
     *
     * @param bytes the packet
     * @param ethernet whether it starts with an Ethernet header (SOCK_RAW) or the network layer's header (SOCK_DGRAM)
     * @param protocol the kernel's ETH_P_ constant
     * @param pending whether the hardware has yet to compute the transport layer's checksum
     */
    public static Packet of(byte[] bytes, boolean ethernet, int protocol, boolean pending) {
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

    /** The description, in one line. */
    public String words() {
        return words.toString().trim();
    }

    public Map<String, Object> fields() {
        return fields;
    }

    /**
     * RFC 791: IHL, the lower half of the first byte (in C a bit-field, which has no offset), counts words of 32 bits.
     */
    public static int ipHeader(ByteBuffer b, int ip) {
        return (b.get(ip) & 0xf) * Integer.BYTES;
    }

    /**
     * RFC 9293: data offset, the upper half of the byte before the flags (in C a bit-field), counts words of 32 bits.
     */
    static int tcpHeader(ByteBuffer b, int tcp) {
        return (b.get(tcp + OFFSETOF_TCPHDR_TH_FLAGS - 1) >> 4 & 0xf) * Integer.BYTES;
    }

    private void put(String name, Object value) {
        fields.put(name, value);
    }

    private void ethernet() {
        String destination = mac(OFFSETOF_ETHHDR_H_DEST);
        String source = mac(OFFSETOF_ETHHDR_H_SOURCE);
        put("ethernetDestination", destination);
        put("ethernetSource", source);
        put("ethertype", String.format("0x%04x", u16(OFFSETOF_ETHHDR_H_PROTO)));
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
        int header = ipHeader(b, at);
        int total = u16(at + OFFSETOF_IPHDR_TOT_LEN);
        int ttl = b.get(at + OFFSETOF_IPHDR_TTL) & 0xff;
        int protocol = b.get(at + OFFSETOF_IPHDR_PROTOCOL) & 0xff;
        put("source", address(at + OFFSETOF_IPHDR_SADDR, SIZEOF_IN_ADDR));
        put("destination", address(at + OFFSETOF_IPHDR_DADDR, SIZEOF_IN_ADDR));
        put("ttl", ttl);
        put("ipChecksum", Checksum.of(b, at, header, 0) == 0 ? "right" : "wrong");
        boolean fragment = (u16(at + OFFSETOF_IPHDR_FRAG_OFF) & IP_OFFMASK) != 0;
        int pseudo = Checksum.sum(b, at + OFFSETOF_IPHDR_SADDR, 2 * SIZEOF_IN_ADDR) + protocol + total - header;
        if (fragment) {
            words.append("IPv4 ").append(fields.get("source")).append(" > ").append(fields.get("destination"));
            words.append(": a later fragment");
        } else {
            transport(at + header, total - header, protocol, pseudo, pending);
        }
        words.append(", ttl ").append(ttl).append(", IP checksum ").append(fields.get("ipChecksum"));
    }

    private void ipv6(int at, boolean pending) {
        int length = u16(at + OFFSETOF_IP6_HDR_IP6_PLEN);
        int protocol = b.get(at + OFFSETOF_IP6_HDR_IP6_NXT) & 0xff;
        int hops = b.get(at + OFFSETOF_IP6_HDR_IP6_HLIM) & 0xff;
        put("source", address(at + OFFSETOF_IP6_HDR_IP6_SRC, SIZEOF_IN6_ADDR));
        put("destination", address(at + OFFSETOF_IP6_HDR_IP6_DST, SIZEOF_IN6_ADDR));
        put("hopLimit", hops);
        int pseudo = Checksum.sum(b, at + OFFSETOF_IP6_HDR_IP6_SRC, 2 * SIZEOF_IN6_ADDR) + protocol + length;
        transport(at + SIZEOF_IP6_HDR, length, protocol, pseudo, pending);
        words.append(", hop limit ").append(hops);
    }

    private void transport(int at, int length, int protocol, int pseudo, boolean pending) {
        switch (protocol) {
            case IPPROTO_TCP:
                ports("TCP", at);
                Segment segment = new Segment(
                        null,
                        true,
                        u32(at + OFFSETOF_TCPHDR_TH_SEQ),
                        u32(at + OFFSETOF_TCPHDR_TH_ACK),
                        b.get(at + OFFSETOF_TCPHDR_TH_FLAGS) & 0xff,
                        u16(at + OFFSETOF_TCPHDR_TH_WIN),
                        0,
                        false,
                        null);
                int data = length - tcpHeader(b, at);
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
                put("length", length - SIZEOF_UDPHDR);
                words.append(" len=").append(length - SIZEOF_UDPHDR);
                checksum(at, length, pseudo, pending);
                break;
            case IPPROTO_ICMP:
            case IPPROTO_ICMPV6:
                boolean six = protocol == IPPROTO_ICMPV6;
                // ICMPv6 starts like ICMP.
                int type = b.get(at + OFFSETOF_ICMP_ICMP_TYPE) & 0xff;
                int code = b.get(at + OFFSETOF_ICMP_ICMP_CODE) & 0xff;
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

    /** The headers of TCP and UDP both start with the ports. */
    private void ports(String name, int at) {
        int source = u16(at + OFFSETOF_UDPHDR_UH_SPORT);
        int destination = u16(at + OFFSETOF_UDPHDR_UH_DPORT);
        put("protocol", name);
        put("sourcePort", source);
        put("destinationPort", destination);
        words.append(name).append(' ').append(fields.get("source")).append(':').append(source);
        words.append(" > ").append(fields.get("destination")).append(':').append(destination);
    }

    private void checksum(int at, int length, int pseudo, boolean pending) {
        String verdict = pending ? "not computed yet" : Checksum.of(b, at, length, pseudo) == 0 ? "right" : "wrong";
        put("checksum", verdict);
        words.append(", checksum ").append(verdict);
    }

    public static String icmp(boolean six, int type, int code) {
        if (type == (six ? ICMP6_ECHO_REQUEST : ICMP_ECHO)) {
            return "echo request";
        }
        if (type == (six ? ICMP6_ECHO_REPLY : ICMP_ECHOREPLY)) {
            return "echo reply";
        }
        return "type " + type + " code " + code;
    }

    private void arp(int at) {
        boolean request = u16(at + OFFSETOF_ETHER_ARP_ARP_OP) == ARPOP_REQUEST;
        put("protocol", "ARP");
        put("source", address(at + OFFSETOF_ETHER_ARP_ARP_SPA, SIZEOF_IN_ADDR));
        put("destination", address(at + OFFSETOF_ETHER_ARP_ARP_TPA, SIZEOF_IN_ADDR));
        words.append("ARP ").append(request ? "who has " : "answer to ").append(fields.get("destination"));
        words.append(", from ").append(fields.get("source"));
    }

    private String address(int at, int length) {
        byte[] bytes = new byte[length];
        b.get(at, bytes);
        try {
            return InetAddress.getByAddress(bytes).getHostAddress();
        } catch (UnknownHostException e) {
            // getByAddress does no look-up and rejects only a wrong number of bytes.
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
