package libcsockets;

import static libcsockets.internal.Layout.*;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.HexFormat;
import libcsockets.internal.Memory;

/**
 * A received control message: {@code struct cmsghdr} and its data.
 *
 * @param level {@code cmsg_level}: {@code SOL_SOCKET}, {@code IPPROTO_IP}, ...
 * @param type {@code cmsg_type}: {@code SCM_RIGHTS}, {@code IP_PKTINFO}, ...
 * @param data the data's bytes; if the message was truncated, those that arrived
 * @see <a href="https://man7.org/linux/man-pages/man3/cmsg.3.html">cmsg(3)</a>
 */
public record Cmsg(int level, int type, byte[] data) {
    /**
     * Whether the message has this level and type.
     *
     * @param level {@code cmsg_level}
     * @param type {@code cmsg_type}
     * @return true if both are equal
     */
    public boolean is(int level, int type) {
        return this.level == level && this.type == type;
    }

    private ByteBuffer bytes(int least) {
        if (data.length < least) {
            throw new IllegalStateException("control message (" + name() + ") has " + data.length
                    + " data bytes, but this value needs " + least);
        }
        return ByteBuffer.wrap(data).order(ByteOrder.nativeOrder());
    }

    /**
     * The data as one number: {@code IP_TTL}, {@code IPV6_HOPLIMIT}, {@code IPV6_TCLASS}, ...; data of
     * a single byte, as of {@code IP_TOS}, is a number, too.
     *
     * @return the first {@code int} of the data, or its only byte
     * @throws IllegalStateException if the data has neither at least four bytes nor exactly one
     */
    public int asInt() {
        return data.length == 1 ? data[0] & 0xff : bytes(Integer.BYTES).getInt(0);
    }

    /**
     * {@code UDP_GRO}: the size of the datagrams that were received as one message; or {@code UDP_SEGMENT}: the size of
     * the datagrams to send.
     *
     * @return the size in bytes
     * @throws IllegalStateException if there are fewer than two bytes
     */
    public int asSegmentSize() {
        // An int in a received message, a short in a message to send.
        return data.length < Integer.BYTES ? bytes(Short.BYTES).getShort(0) & 0xffff : asInt();
    }

    /**
     * {@code SCM_RIGHTS}: the descriptors in the message. They are open and belong to the receiver.
     *
     * @return the descriptors
     */
    public int[] asRights() {
        int[] fds = new int[data.length / Integer.BYTES];
        Memory.ints(data).get(fds);
        return fds;
    }

    /**
     * {@code SCM_CREDENTIALS}: the sender's credentials.
     *
     * @return the process, user and group
     * @throws IllegalStateException if there are too few bytes
     */
    public Ucred asCredentials() {
        return Ucred.decode(bytes(SIZEOF_UCRED));
    }

    /**
     * {@code SCM_TIMESTAMP} ({@code SO_TIMESTAMP}): the arrival time, to the microsecond.
     *
     * @return seconds since 1970, and nanoseconds
     * @throws IllegalStateException if there are too few bytes, or they are not a valid time
     */
    public Instant asTimeval() {
        ByteBuffer timeval = bytes(SIZEOF_TIMEVAL);
        return instant(timeval.getLong(OFFSETOF_TIMEVAL_TV_SEC), timeval.getLong(OFFSETOF_TIMEVAL_TV_USEC), 1000);
    }

    /**
     * Rejects a fraction of a second that is out of range, which C does not accept either, and seconds that an
     * {@link Instant} cannot hold.
     */
    private Instant instant(long seconds, long part, int nanos) {
        if (part < 0
                || part >= 1_000_000_000 / nanos
                || seconds < Instant.MIN.getEpochSecond()
                || seconds > Instant.MAX.getEpochSecond()) {
            throw new IllegalStateException(
                    "control message (" + name() + ") does not contain a valid time: " + seconds + " and " + part);
        }
        return Instant.ofEpochSecond(seconds, part * nanos);
    }

    /**
     * {@code SCM_TIMESTAMPNS} ({@code SO_TIMESTAMPNS}): the arrival time, to the nanosecond.
     *
     * @return seconds since 1970, and nanoseconds
     * @throws IllegalStateException if there are too few bytes, or they are not a valid time
     */
    public Instant asTimespec() {
        ByteBuffer timespec = bytes(SIZEOF_TIMESPEC);
        return instant(timespec.getLong(OFFSETOF_TIMESPEC_TV_SEC), timespec.getLong(OFFSETOF_TIMESPEC_TV_NSEC), 1);
    }

    /**
     * {@code SCM_TIMESTAMPING} ({@code SO_TIMESTAMPING}): the time of arrival or departure, by up to three clocks.
     *
     * @return the three times
     * @throws IllegalStateException if there are too few bytes, or one of the three is not a valid time
     */
    public Timestamping asTimestamping() {
        ByteBuffer three = bytes(SIZEOF_SCM_TIMESTAMPING);
        return new Timestamping(
                timestamp(three, 0), timestamp(three, SIZEOF_TIMESPEC), timestamp(three, 2 * SIZEOF_TIMESPEC));
    }

    private Instant timestamp(ByteBuffer three, int at) {
        long seconds = three.getLong(OFFSETOF_SCM_TIMESTAMPING_TS + at + OFFSETOF_TIMESPEC_TV_SEC);
        long nanos = three.getLong(OFFSETOF_SCM_TIMESTAMPING_TS + at + OFFSETOF_TIMESPEC_TV_NSEC);
        return seconds == 0 && nanos == 0 ? null : instant(seconds, nanos, 1);
    }

    /**
     * {@code struct scm_timestamping}.
     *
     * @param software the kernel's time; null if absent
     * @param converted the hardware's time converted to the kernel's, which new drivers do not provide; null if absent
     * @param hardware the hardware's time, unconverted; null if absent
     * @see <a href="https://docs.kernel.org/networking/timestamping.html">Timestamping</a>
     */
    public record Timestamping(Instant software, Instant converted, Instant hardware) {}

    /**
     * {@code IP_PKTINFO} or {@code IPV6_PKTINFO}: the interface and destination address of a datagram.
     *
     * @return the interface and the addresses
     * @throws IllegalStateException if there are too few bytes
     */
    public Pktinfo asPktinfo() {
        return level == Constants.IPPROTO_IPV6
                ? Pktinfo.decode6(bytes(SIZEOF_IN6_PKTINFO))
                : Pktinfo.decode(bytes(SIZEOF_IN_PKTINFO));
    }

    /**
     * {@code IP_RECVERR} or {@code IPV6_RECVERR}: an error from the error queue, and the address that reported it.
     *
     * @return the error
     * @throws IllegalStateException if there are too few bytes
     */
    public ExtendedError asExtendedError() {
        return ExtendedError.decode(bytes(SIZEOF_SOCK_EXTENDED_ERR));
    }

    /** The names of level and type. */
    private String name() {
        return Names.level(level) + ", " + Names.controlType(level, type);
    }

    /** For example {@code Cmsg[SOL_SOCKET, SCM_RIGHTS, 07000000]}. */
    @Override
    public String toString() {
        return "Cmsg[" + name() + ", " + HexFormat.of().formatHex(data) + "]";
    }
}
