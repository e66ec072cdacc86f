package libcsockets.tools.packet;

import static libcsockets.Constants.*;
import static libcsockets.Libc.htons;
import static libcsockets.Libc.ntohs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import libcsockets.Cmsg;
import libcsockets.Control;
import libcsockets.Iovec;
import libcsockets.Libc;
import libcsockets.Msghdr;
import libcsockets.Pollfd;
import libcsockets.Sockaddr;
import libcsockets.option.Optval;
import libcsockets.option.Optval.SockFilter;
import libcsockets.tools.story.Fd;
import libcsockets.tools.story.LabOptions;
import libcsockets.tools.story.Names;
import libcsockets.tools.story.NarratedCalls;
import libcsockets.tools.story.Narrator;
import libcsockets.tools.wire.Packet;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code libc-sockets sniff}: shows packets through each type of AF_PACKET socket. */
@Command(
        name = "sniff",
        description = "Show one datagram on the loopback interface through SOCK_RAW, SOCK_DGRAM and SOCK_PACKET; with "
                + "--count, print the packets of an interface.",
        footerHeading = "%nNotes:%n",
        footer = "This command needs CAP_NET_RAW.")
public final class SniffCommand implements Callable<Integer> {
    private static final String LOOPBACK = "lo";
    private static final int SNAPLEN = 65536;
    private static final int PATIENCE_MILLIS = 5_000;

    @ArgGroup(exclusive = false)
    private Listening listening;

    @Mixin
    private LabOptions options;

    private Libc libc;
    private Narrator n;

    /** The packets to print, instead of the demonstration. */
    private static final class Listening {
        @Option(
                names = "--count",
                required = true,
                paramLabel = "N",
                description = "Stop after N packets; 0 runs until Ctrl-C.")
        private int count;

        @Option(
                names = "--interface",
                paramLabel = "NAME",
                defaultValue = LOOPBACK,
                description = "Listen on this interface. Default: ${DEFAULT-VALUE}.")
        private String interfaceName;

        @Option(
                names = "--type",
                paramLabel = "TYPE",
                defaultValue = "raw",
                description = "Use a socket of type raw or dgram. Default: ${DEFAULT-VALUE}.")
        private String type;
    }

    @Override
    public Integer call() throws IOException {
        libc = options.libc();
        if (listening != null) {
            check();
        }
        n = options.narrator(libc);
        int result;
        try (NarratedCalls calls = new NarratedCalls(libc, n)) {
            result = listening == null ? three(calls) : listen(calls);
        }
        n.end();
        return result;
    }

    // ---- an interface's packets ----

    private void check() {
        if (!listening.type.equals("raw") && !listening.type.equals("dgram")) {
            throw options.refused("--type must be raw or dgram.");
        }
        if (listening.count < 0) {
            throw options.refused("--count must be 0 or more.");
        }
        if (libc.if_nametoindex(listening.interfaceName) == 0) {
            throw options.refused("There is no interface '" + listening.interfaceName
                    + "'; 'libc-sockets links' lists the interfaces.");
        }
    }

    private int listen(NarratedCalls c) throws IOException {
        boolean ethernet = listening.type.equals("raw");
        n.chapter("Packets on " + listening.interfaceName);
        Fd fd = c.socket("fd", AF_PACKET, ethernet ? SOCK_RAW : SOCK_DGRAM, 0);
        if (refused(fd)) {
            return 1;
        }
        prepare(c, fd);
        c.bind(fd, Sockaddr.packet(libc.if_nametoindex(listening.interfaceName), htons(ETH_P_ALL)));
        List<Map<String, Object>> packets = new ArrayList<>();
        n.fact("packets", packets);
        for (int i = 0; listening.count == 0 || i < listening.count; i++) {
            Seen seen = receive(fd, -1);
            Packet packet = seen.packet(ethernet);
            String direction = seen.direction();
            n.lines(List.of("  " + direction + "  " + packet.words()));
            if (n.json()) {
                Map<String, Object> fields = new LinkedHashMap<>();
                fields.put("direction", direction);
                fields.putAll(packet.fields());
                n.addTo(packets, fields);
            }
        }
        return 0;
    }

    private boolean refused(Fd fd) {
        if (fd.number() < 0) {
            n.notice("AF_PACKET needs the capability CAP_NET_RAW, which this process lacks: run it as root, or in a "
                    + "new user and network namespace (unshare -rn), which also has a loopback interface.");
        }
        return fd.number() < 0;
    }

    private void prepare(NarratedCalls c, Fd fd) throws IOException {
        c.must("PACKET_AUXDATA", libc.setsockopt(fd.number(), SOL_PACKET, PACKET_AUXDATA, 1));
    }

    /** A received packet, with the address and the status that the kernel gave. */
    private record Seen(byte[] bytes, int length, Sockaddr from, int fromlen, int status) {
        Packet packet(boolean ethernet) {
            return Packet.of(bytes, ethernet, ntohs(from.sll_protocol()), (status & TP_STATUS_CSUMNOTREADY) != 0);
        }

        String direction() {
            return Names.one(
                    from.sll_pkttype(),
                    "PACKET_HOST",
                    "PACKET_BROADCAST",
                    "PACKET_MULTICAST",
                    "PACKET_OTHERHOST",
                    "PACKET_OUTGOING");
        }
    }

    private Seen receive(Fd fd, int timeoutMillis) throws IOException {
        if (libc.poll(Pollfd.of(fd.number(), POLLIN), 1, timeoutMillis) == 0) {
            throw new IOException("No packet arrived within " + timeoutMillis + " ms.");
        }
        ByteBuffer buf = Optval.allocate(SNAPLEN);
        Sockaddr from = new Sockaddr();
        Msghdr msg = new Msghdr().msg_iov(Iovec.of(buf)).msg_name(from).msg_control(new Control(128));
        int length = libc.recvmsg(fd.number(), msg, 0);
        if (length < 0) {
            throw new IOException("recvmsg: " + libc.strerror(libc.errno()));
        }
        byte[] bytes = new byte[length];
        buf.get(0, bytes);
        int status = 0;
        for (Cmsg cmsg : msg.msg_control().messages(msg.msg_controllen())) {
            if (cmsg.is(SOL_PACKET, PACKET_AUXDATA)) {
                status = ByteBuffer.wrap(cmsg.data())
                        .order(ByteOrder.nativeOrder())
                        .getInt(OFFSETOF_TPACKET_AUXDATA_TP_STATUS);
            }
        }
        return new Seen(bytes, length, from, msg.msg_namelen(), status);
    }

    // ---- one datagram, three sockets ----

    private int three(NarratedCalls c) throws IOException {
        Fd receiver = c.bound("receiver", SOCK_DGRAM);
        Sockaddr to = c.nameOf(receiver);
        int port = ntohs(to.sin_port());
        int lo = libc.if_nametoindex(LOOPBACK);

        n.chapter("SOCK_RAW: the packet with its link-layer header");
        Fd raw = c.socket("raw", AF_PACKET, SOCK_RAW, 0);
        if (refused(raw)) {
            return 1;
        }
        prepare(c, raw);
        filter(c, raw, ETH_HLEN, port);
        c.bind(raw, Sockaddr.packet(lo, htons(ETH_P_IP)));
        c.sendto(receiver, "hello", 0, to);
        Seen seen = receive(raw, PATIENCE_MILLIS);
        n.call(null, "recvmsg(raw, ...)", seen.length(), 0);
        n.notice(seen.packet(true).words());
        n.notice("14 bytes of Ethernet header (on the loopback interface all zeros), 20 of IP, 8 of UDP, 5 of data.");
        if ((seen.status() & TP_STATUS_CSUMNOTREADY) != 0) {
            n.notice("The kernel leaves the UDP checksum to the network card, and the loopback interface needs none: "
                    + "PACKET_AUXDATA reports TP_STATUS_CSUMNOTREADY.");
        }
        n.fact("raw", seen.packet(true).fields());

        n.chapter("SOCK_DGRAM: the packet without that header");
        Fd dgram = c.socket("dgram", AF_PACKET, SOCK_DGRAM, 0);
        prepare(c, dgram);
        filter(c, dgram, 0, port);
        c.bind(dgram, Sockaddr.packet(lo, htons(ETH_P_IP)));
        c.sendto(receiver, "hello", 0, to);
        seen = receive(dgram, PATIENCE_MILLIS);
        n.call(null, "recvmsg(dgram, ...)", seen.length(), 0);
        n.notice(seen.packet(false).words());
        n.notice("The address has the contents of the header: protocol "
                + String.format("0x%04x", ntohs(seen.from().sll_protocol())) + ", interface "
                + libc.if_indextoname(seen.from().sll_ifindex()) + ", type " + seen.direction() + ".");
        n.fact("dgram", seen.packet(false).fields());

        n.chapter("SOCK_PACKET: the interface before Linux 2.2");
        Fd old = c.socket("old", AF_INET, SOCK_PACKET, htons(ETH_P_IP));
        if (old.number() < 0) {
            n.notice("This kernel no longer supports it.");
            return 0;
        }
        filter(c, old, ETH_HLEN, port);
        Sockaddr name = oldName(LOOPBACK);
        n.call(
                null,
                "bind(old, {sa_family=AF_INET, sa_data=\"lo\"})",
                libc.bind(old.number(), name, name.length()),
                libc.errno());
        c.sendto(receiver, "hello", 0, to);
        Seen oldSeen;
        do {
            // The old type receives at once, so other packets may arrive before the filter is set.
            oldSeen = receive(old, PATIENCE_MILLIS);
        } while (!endsWithHello(oldSeen.bytes()));
        n.call(null, "recvmsg(old, ...)", oldSeen.length(), 0);
        n.notice("The same bytes as SOCK_RAW, but the address is a struct sockaddr_pkt: it has only the name of the "
                + "interface, \"" + deviceName(oldSeen.from()) + "\", and the protocol. packet(7) calls this "
                + "type deprecated and strongly discouraged: use AF_PACKET with SOCK_RAW or SOCK_DGRAM.");
        return 0;
    }

    /** Passes UDP over IPv4 to the port; the IP header starts at the offset. */
    private void filter(NarratedCalls c, Fd fd, int offset, int port) throws IOException {
        ByteBuffer program = Optval.fprog(
                new SockFilter(BPF_LD | BPF_B | BPF_ABS, 0, 0, offset + OFFSETOF_IPHDR_PROTOCOL),
                new SockFilter(BPF_JMP | BPF_JEQ | BPF_K, 0, 4, IPPROTO_UDP),
                // X becomes the length of the IP header.
                new SockFilter(BPF_LDX | BPF_B | BPF_MSH, 0, 0, offset),
                new SockFilter(BPF_LD | BPF_H | BPF_IND, 0, 0, offset + OFFSETOF_UDPHDR_UH_DPORT),
                new SockFilter(BPF_JMP | BPF_JEQ | BPF_K, 0, 1, port),
                new SockFilter(BPF_RET | BPF_K, 0, 0, SNAPLEN),
                new SockFilter(BPF_RET | BPF_K, 0, 0, 0));
        c.must(
                "SO_ATTACH_FILTER",
                libc.setsockopt(fd.number(), SOL_SOCKET, SO_ATTACH_FILTER, program, SIZEOF_SOCK_FPROG));
    }

    /** The address for binding SOCK_PACKET: a struct sockaddr with the interface's name as its data. */
    private static Sockaddr oldName(String name) {
        byte[] bytes = new byte[SIZEOF_SOCKADDR];
        byte[] text = name.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(text, 0, bytes, OFFSETOF_SOCKADDR_SA_DATA, text.length);
        Sockaddr addr = Sockaddr.of(bytes);
        addr.sa_family(AF_INET);
        return addr;
    }

    private static String deviceName(Sockaddr from) {
        StringBuilder name = new StringBuilder();
        ByteBuffer memory = from.memory();
        for (int i = OFFSETOF_SOCKADDR_SA_DATA; memory.get(i) != 0; i++) {
            name.append((char) memory.get(i));
        }
        return name.toString();
    }

    private static boolean endsWithHello(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1).endsWith("hello");
    }
}
