package libcsockets.socket;

import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import libcsockets.Constants;
import libcsockets.ErrnoException;
import libcsockets.IntRef;
import libcsockets.Libc;
import libcsockets.internal.Layout;
import libcsockets.internal.Memory;
import libcsockets.option.Sockopts;

/**
 * {@code struct tcp_info}: what the kernel knows of a TCP connection, at one moment.
 *
 * <p>The structure grows with the kernel. A field is there if the kernel's answer reached so far; one that this library
 * does not know yet is not ({@link Sockopts#TCP_INFO} has the bytes). The fields have their C names; the methods are
 * for the most used ones.
 *
 * @param fields all fields that the kernel gave, C name and value, in the structure's order; a number of 64 bits is
 *     unsigned
 * @see <a href="https://man7.org/linux/man-pages/man7/tcp.7.html">tcp(7), TCP_INFO</a>
 */
public record TcpInfo(Map<String, Long> fields) {
    /**
     * The kernel's answer.
     *
     * @param fields C name and value; the record has a copy
     */
    public TcpInfo {
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }

    /**
     * {@code getsockopt(fd, IPPROTO_TCP, TCP_INFO)}.
     *
     * @param socket a TCP socket
     * @return what the kernel said
     * @throws IOException if the call fails: {@code EOPNOTSUPP} if it is none, ...
     */
    public static TcpInfo of(LibcSocket socket) throws IOException {
        return socket.apply(TcpInfo::of);
    }

    /**
     * {@link #of(LibcSocket)} for a plain descriptor.
     *
     * @param libc the functions
     * @param fd a TCP socket
     * @return what the kernel said
     * @throws ErrnoException if the call fails
     */
    public static TcpInfo of(Libc libc, int fd) throws ErrnoException {
        ByteBuffer memory = Memory.allocate(Layout.TcpInfo.SIZE);
        IntRef length = new IntRef(Layout.TcpInfo.SIZE);
        if (libc.getsockopt(fd, Constants.IPPROTO_TCP, Constants.TCP_INFO, memory, length) < 0) {
            throw new ErrnoException("getsockopt", libc.errno(), fd, "IPPROTO_TCP", "TCP_INFO");
        }
        TcpInfo info = decode(memory, length.get());
        Reference.reachabilityFence(memory);
        return info;
    }

    static TcpInfo decode(ByteBuffer memory, int length) {
        Map<String, Long> fields = new LinkedHashMap<>();
        for (int i = 0; i < Layout.TcpInfo.NAMES.length; i++) {
            int first = Layout.TcpInfo.FIRST_BIT[i];
            int bits = Layout.TcpInfo.BITS[i];
            if (first + bits <= length * Byte.SIZE) {
                fields.put(Layout.TcpInfo.NAMES[i], value(memory, first, bits));
            }
        }
        return new TcpInfo(fields);
    }

    private static long value(ByteBuffer memory, int first, int bits) {
        int at = first / Byte.SIZE;
        switch (bits) {
            case Long.SIZE:
                return memory.getLong(at);
            case Integer.SIZE:
                return Integer.toUnsignedLong(memory.getInt(at));
            case Short.SIZE:
                return Short.toUnsignedLong(memory.getShort(at));
            default:
                // A bit field; both machines fill a byte from its lowest bit on.
                return (memory.get(at) & 0xff) >> first % Byte.SIZE & (1 << bits) - 1;
        }
    }

    /**
     * One field.
     *
     * @param name its C name, for example {@code tcpi_bytes_acked}
     * @return its value; empty if the kernel did not give it
     * @throws IllegalArgumentException if there is no such field
     */
    public OptionalLong field(String name) {
        Long value = fields.get(name);
        if (value != null) {
            return OptionalLong.of(value);
        }
        for (String known : Layout.TcpInfo.NAMES) {
            if (known.equals(name)) {
                return OptionalLong.empty();
            }
        }
        throw new IllegalArgumentException("struct tcp_info has no field '" + name + "'");
    }

    private long first(String name) {
        return fields.getOrDefault(name, 0L);
    }

    /**
     * {@code tcpi_state}.
     *
     * @return {@code TCP_} constant: {@code TCP_ESTABLISHED}, ...
     */
    public int state() {
        return (int) first("tcpi_state");
    }

    /**
     * {@code tcpi_rtt}: the smoothed round-trip time.
     *
     * @return the time, in steps of a microsecond
     */
    public Duration rtt() {
        return Duration.ofNanos(first("tcpi_rtt") * 1000);
    }

    /**
     * {@code tcpi_rttvar}: how much the round-trip time varies.
     *
     * @return the time, in steps of a microsecond
     */
    public Duration rttVariance() {
        return Duration.ofNanos(first("tcpi_rttvar") * 1000);
    }

    /**
     * {@code tcpi_total_retrans}: segments sent again since the connection was made.
     *
     * @return the number
     */
    public long totalRetransmissions() {
        return first("tcpi_total_retrans");
    }

    /**
     * {@code tcpi_snd_cwnd}: the congestion window.
     *
     * @return the number of segments
     */
    public long congestionWindow() {
        return first("tcpi_snd_cwnd");
    }

    /**
     * {@code tcpi_unacked}: segments sent and not acknowledged; on a listening socket, connections that wait to be
     * accepted.
     *
     * @return the number
     */
    public long unacknowledged() {
        return first("tcpi_unacked");
    }
}
