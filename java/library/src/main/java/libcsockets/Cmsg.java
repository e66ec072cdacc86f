package libcsockets;

import static libcsockets.Layout.*;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.HexFormat;

/**
 * One control message as it was received: {@code struct cmsghdr} and its data.
 *
 * @param level {@code cmsg_level}: {@code SOL_SOCKET}, {@code IPPROTO_IP}, ...
 * @param type {@code cmsg_type}: {@code SCM_RIGHTS}, {@code IP_PKTINFO}, ...
 * @param data the data's bytes; as many as there are, if the message was cut short
 * @see <a href="https://man7.org/linux/man-pages/man3/cmsg.3.html">cmsg(3)</a>
 */
public record Cmsg(int level, int type, byte[] data) {
    /**
     * Whether the message is of this kind.
     *
     * @param level {@code cmsg_level}
     * @param type {@code cmsg_type}
     * @return true if both are the same
     */
    public boolean is(int level, int type) {
        return this.level == level && this.type == type;
    }

    private ByteBuffer bytes(int least) {
        if (data.length < least) {
            throw new IllegalStateException("control message (level " + level + ", type " + type + ") has "
                    + data.length + " data bytes, not " + least + " as this value needs");
        }
        return ByteBuffer.wrap(data).order(ByteOrder.nativeOrder());
    }

    /**
     * The data as one number: {@code IP_TTL}, {@code IPV6_HOPLIMIT}, {@code IPV6_TCLASS}, {@code UDP_GRO}, ...; a single
     * byte, as {@code IP_TOS} has, counts as one too.
     *
     * @return the first {@code int} of the data
     * @throws IllegalStateException if there are neither four bytes nor exactly one
     */
    public int asInt() {
        return data.length == 1 ? data[0] & 0xff : bytes(Integer.BYTES).getInt(0);
    }

    /**
     * {@code SCM_RIGHTS}: the descriptors that came with the message. They are open and belong to the receiver.
     *
     * @return the descriptors
     */
    public int[] asRights() {
        int[] fds = new int[data.length / Integer.BYTES];
        Optval.ints(data).get(fds);
        return fds;
    }

    /**
     * {@code SCM_CREDENTIALS}: who sent it.
     *
     * @return process, user and group
     * @throws IllegalStateException if there are too few bytes
     */
    public Ucred asCredentials() {
        return Ucred.decode(bytes(SIZEOF_UCRED));
    }

    /**
     * {@code SCM_TIMESTAMP} ({@code SO_TIMESTAMP}): when it arrived, in microseconds.
     *
     * @return seconds since 1970, and nanoseconds
     * @throws IllegalStateException if there are too few bytes
     */
    public Instant asTimeval() {
        ByteBuffer timeval = bytes(SIZEOF_TIMEVAL);
        return Instant.ofEpochSecond(
                timeval.getLong(OFFSETOF_TIMEVAL_TV_SEC), timeval.getLong(OFFSETOF_TIMEVAL_TV_USEC) * 1000);
    }

    /**
     * {@code SCM_TIMESTAMPNS} ({@code SO_TIMESTAMPNS}), and the first, the software's, of the three of
     * {@code SCM_TIMESTAMPING}.
     *
     * @return seconds since 1970, and nanoseconds
     * @throws IllegalStateException if there are too few bytes
     */
    public Instant asTimespec() {
        ByteBuffer timespec = bytes(SIZEOF_TIMESPEC);
        return Instant.ofEpochSecond(
                timespec.getLong(OFFSETOF_TIMESPEC_TV_SEC), timespec.getLong(OFFSETOF_TIMESPEC_TV_NSEC));
    }

    /**
     * {@code IP_PKTINFO} or {@code IPV6_PKTINFO}: on which interface and to which address a datagram came.
     *
     * @return interface and addresses
     * @throws IllegalStateException if there are too few bytes
     */
    public Pktinfo asPktinfo() {
        return level == Constants.IPPROTO_IPV6
                ? Pktinfo.decode6(bytes(SIZEOF_IN6_PKTINFO))
                : Pktinfo.decode(bytes(SIZEOF_IN_PKTINFO));
    }

    /**
     * {@code IP_RECVERR} or {@code IPV6_RECVERR}: an error from the error queue, and who reported it.
     *
     * @return the error
     * @throws IllegalStateException if there are too few bytes
     */
    public ExtendedError asExtendedError() {
        return ExtendedError.decode(bytes(SIZEOF_SOCK_EXTENDED_ERR));
    }

    @Override
    public String toString() {
        return "Cmsg[level=" + level + ", type=" + type + ", data="
                + HexFormat.of().formatHex(data) + "]";
    }
}
