package libcsockets.tools.packet;

import static libcsockets.Constants.*;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import libcsockets.Addrinfo;
import libcsockets.IntRef;
import libcsockets.Libc;
import libcsockets.Pollfd;
import libcsockets.Sockaddr;
import libcsockets.option.Optval;
import libcsockets.tools.story.Fd;
import libcsockets.tools.story.LabOptions;
import libcsockets.tools.story.NarratedCalls;
import libcsockets.tools.story.Narrator;
import libcsockets.tools.wire.Checksum;
import libcsockets.tools.wire.Packet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code libc-sockets ping}: sends ICMP echo requests over a raw socket or the kernel's ping socket. */
@Command(
        name = "ping",
        description = "Send ICMP echo requests to a host and wait for its answers.",
        footerHeading = "%nNotes:%n",
        footer = "A raw socket needs CAP_NET_RAW; a ping socket (SOCK_DGRAM) needs a group that the sysctl "
                + "net.ipv4.ping_group_range allows, for IPv6 too.")
public final class PingCommand implements Callable<Integer> {
    private static final int HEADER = ICMP_MINLEN;
    private static final int DATA = 56;
    private static final int ROOM = 65536;

    @Parameters(paramLabel = "HOST", description = "A host name, an IPv4 address or an IPv6 address.")
    private String host;

    @Option(
            names = {"-c", "--count"},
            paramLabel = "N",
            defaultValue = "3",
            description = "Send N requests. Default: ${DEFAULT-VALUE}.")
    private int count;

    @Option(
            names = {"-i", "--interval"},
            paramLabel = "MS",
            defaultValue = "1000",
            description = "Wait MS milliseconds between requests. Default: ${DEFAULT-VALUE}.")
    private int interval;

    @Option(
            names = {"-W", "--timeout"},
            paramLabel = "MS",
            defaultValue = "2000",
            description = "Wait MS milliseconds for an answer. Default: ${DEFAULT-VALUE}.")
    private int timeout;

    @Option(
            names = "--socket",
            paramLabel = "KIND",
            defaultValue = "auto",
            description =
                    "Use a raw socket or a ping socket; auto takes ping if raw is refused. Default: ${DEFAULT-VALUE}.")
    private String kind;

    @Mixin
    private LabOptions options;

    private Libc libc;
    private Narrator n;
    private boolean raw;
    private boolean six;
    private Sockaddr target;
    private final List<Double> times = Collections.synchronizedList(new ArrayList<>());
    private volatile int sent;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (count < 1 || interval < 0 || timeout < 0) {
            throw options.refused("--count must be 1 or more, --interval and --timeout 0 or more.");
        }
        if (!kind.equals("raw") && !kind.equals("ping") && !kind.equals("auto")) {
            throw options.refused("--socket must be raw, ping or auto.");
        }
        libc = options.libc();
        n = options.narrator(libc);
        resolve();
        n.chapter("ICMP echo to " + host + " (" + hostText() + ")");
        try (NarratedCalls calls = new NarratedCalls(libc, n)) {
            Fd fd = open(calls);
            if (fd == null) {
                n.end();
                return 1;
            }
            n.lastWords(this::summary);
            for (int seq = 1; seq <= count; seq++) {
                if (seq > 1) {
                    Thread.sleep(interval);
                }
                echo(fd, seq);
            }
            n.end();
            return times.isEmpty() ? 1 : 0;
        }
    }

    private void resolve() throws IOException {
        List<Addrinfo> found = new ArrayList<>();
        int error = libc.getaddrinfo(host, null, new Addrinfo(0, AF_UNSPEC, SOCK_DGRAM, 0), found);
        if (error != 0) {
            throw new IOException("Cannot resolve host '" + host + "': " + libc.gai_strerror(error) + ".");
        }
        target = found.get(0).ai_addr();
        six = target.sa_family() == AF_INET6;
    }

    private String hostText() {
        return six ? libc.inet_ntop(AF_INET6, target.sin6_addr()) : libc.inet_ntop(AF_INET, target.sin_addr());
    }

    /** Opens the socket; if it cannot, explains why and returns null. */
    private Fd open(NarratedCalls c) throws IOException {
        int domain = six ? AF_INET6 : AF_INET;
        int protocol = six ? IPPROTO_ICMPV6 : IPPROTO_ICMP;
        if (!kind.equals("ping")) {
            Fd fd = c.socket("fd", domain, SOCK_RAW, protocol);
            if (fd.number() >= 0) {
                raw = true;
                n.notice(
                        six
                                ? "A raw socket receives every incoming ICMPv6 message, without the IP header; the "
                                        + "kernel computes the checksum."
                                : "A raw socket receives every incoming ICMP message, with its IP header; the "
                                        + "program fills in checksum and identifier.");
                return fd;
            }
            n.notice("A raw socket needs the capability CAP_NET_RAW, which this process lacks.");
            if (kind.equals("raw")) {
                return null;
            }
        }
        Fd fd = c.socket("fd", domain, SOCK_DGRAM, protocol);
        if (fd.number() >= 0) {
            n.notice("A ping socket: the kernel fills in identifier and checksum, and delivers only our answers.");
            return fd;
        }
        List<String> range = Files.readAllLines(Path.of("/proc/sys/net/ipv4/ping_group_range"));
        n.notice("A ping socket needs a group ID within the sysctl net.ipv4.ping_group_range, which is \""
                + range.get(0).trim().replaceAll("\\s+", " ")
                + "\" here (\"1 0\" allows no group). As root: sysctl -w net.ipv4.ping_group_range='0 2147483647'.");
        return null;
    }

    /** Sends one request and waits for its answer. */
    private void echo(Fd fd, int seq) {
        int id = libc.getpid() & 0xffff;
        ByteBuffer request = message(id, seq);
        int length = request.limit();
        ByteBuffer reply = ByteBuffer.allocateDirect(ROOM).order(ByteOrder.BIG_ENDIAN);
        Sockaddr from = new Sockaddr();
        IntRef fromlen = new IntRef(SIZEOF_SOCKADDR_STORAGE);
        Pollfd pollfd = Pollfd.of(fd.number(), POLLIN);
        // Narrating between the two calls would add to the measured time.
        sent = seq;
        long start = System.nanoTime();
        int result = libc.sendto(fd.number(), request, length, 0, target, target.length());
        int sendErrno = libc.errno();
        int ready = 0;
        int received = 0;
        int errno = 0;
        int at = 0;
        long end = start;
        long deadline = start + timeout * 1_000_000L;
        while (result >= 0) {
            int wait = (int) Math.max(0, (deadline - System.nanoTime() + 999_999) / 1_000_000);
            ready = libc.poll(pollfd, 1, wait);
            if (ready <= 0) {
                break;
            }
            fromlen.set(SIZEOF_SOCKADDR_STORAGE);
            received = libc.recvfrom(fd.number(), reply, ROOM, 0, from, fromlen);
            end = System.nanoTime();
            errno = libc.errno();
            // Only a raw IPv4 socket delivers the IP header.
            at = raw && !six ? Packet.ipHeader(reply, 0) : 0;
            if (received < 0 || received >= at + HEADER && isAnswer(reply, at, id, seq)) {
                break;
            }
        }
        n.call(
                null,
                "sendto(fd, {" + describe(request, 0) + "}, " + length + ", 0, " + hostText() + ")",
                result,
                sendErrno);
        if (result < 0) {
            return;
        }
        if (ready <= 0) {
            n.notice("No answer within " + timeout + " ms.");
            return;
        }
        if (received < 0) {
            n.call(null, "recvfrom(fd, ...)", received, errno);
            n.notice("The network answered the request with an error: " + libc.strerror(errno) + ".");
            return;
        }
        double millis = (end - start) / 1e6;
        n.call(null, "recvfrom(fd, {" + describe(reply, at) + "})", received, errno);
        n.notice(String.format("time %.3f ms", millis)
                + (at > 0 ? ", ttl " + (reply.get(OFFSETOF_IPHDR_TTL) & 0xff) : "")
                + (six ? "" : ", checksum " + (Checksum.of(reply, at, received - at, 0) == 0 ? "right" : "wrong")));
        times.add(millis);
    }

    /**
     * Type, code, checksum, identifier, sequence number and data, which ICMPv6 (RFC 4443) and ICMP (RFC 792) have at
     * the same offsets.
     */
    private ByteBuffer message(int id, int seq) {
        ByteBuffer message = Optval.allocate(HEADER + DATA).order(ByteOrder.BIG_ENDIAN);
        message.put(OFFSETOF_ICMP_ICMP_TYPE, (byte) (six ? ICMP6_ECHO_REQUEST : ICMP_ECHO));
        message.putShort(OFFSETOF_ICMP_ICMP_ID, (short) id).putShort(OFFSETOF_ICMP_ICMP_SEQ, (short) seq);
        for (int i = 0; i < DATA; i++) {
            message.put(HEADER + i, (byte) ('a' + i % 26));
        }
        if (raw && !six) {
            message.putShort(OFFSETOF_ICMP_ICMP_CKSUM, (short) Checksum.of(message, 0, HEADER + DATA, 0));
        }
        return message;
    }

    private boolean isAnswer(ByteBuffer b, int at, int id, int seq) {
        return (b.get(at + OFFSETOF_ICMP_ICMP_TYPE) & 0xff) == (six ? ICMP6_ECHO_REPLY : ICMP_ECHOREPLY)
                && b.getShort(at + OFFSETOF_ICMP_ICMP_SEQ) == (short) seq
                && (!raw || (b.getShort(at + OFFSETOF_ICMP_ICMP_ID) & 0xffff) == id);
    }

    private String describe(ByteBuffer b, int at) {
        return Packet.icmp(six, b.get(at + OFFSETOF_ICMP_ICMP_TYPE) & 0xff, b.get(at + OFFSETOF_ICMP_ICMP_CODE) & 0xff)
                + ", id=" + (b.getShort(at + OFFSETOF_ICMP_ICMP_ID) & 0xffff)
                + ", seq=" + (b.getShort(at + OFFSETOF_ICMP_ICMP_SEQ) & 0xffff)
                + String.format(", checksum=0x%04x", b.getShort(at + OFFSETOF_ICMP_ICMP_CKSUM) & 0xffff);
    }

    /** The statistics so far: also printed after a Ctrl-C. */
    private void summary() {
        List<Double> times = List.copyOf(this.times);
        int sent = this.sent;
        int lost = sent == 0 ? 0 : (sent - times.size()) * 100 / sent;
        Map<String, Object> fact = new LinkedHashMap<>();
        fact.put("sent", sent);
        fact.put("received", times.size());
        fact.put("lostPercent", lost);
        fact.put("millis", times);
        n.fact("summary", fact);
        StringBuilder line = new StringBuilder("\n");
        line.append(sent)
                .append(" sent, ")
                .append(times.size())
                .append(" answered, ")
                .append(lost)
                .append(" % lost");
        if (!times.isEmpty()) {
            double min = times.stream().mapToDouble(Double::doubleValue).min().orElse(0);
            double max = times.stream().mapToDouble(Double::doubleValue).max().orElse(0);
            double mean =
                    times.stream().mapToDouble(Double::doubleValue).average().orElse(0);
            line.append(String.format("; min/avg/max %.3f/%.3f/%.3f ms", min, mean, max));
        }
        n.lines(List.of(line.toString()));
    }
}
