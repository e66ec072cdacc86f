package libcsockets;

import static libcsockets.internal.Layout.*;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/**
 * {@code struct sock_extended_err}: an error from a socket's error queue ({@code MSG_ERRQUEUE}).
 *
 * @param errno the error number, for example {@code ECONNREFUSED}
 * @param origin {@code SO_EE_ORIGIN_} constant: local, ICMP, ICMPv6, time stamps, zero copy
 * @param type ICMP type, if the origin is ICMP
 * @param code ICMP code, if the origin is ICMP
 * @param info the path MTU for {@code EMSGSIZE}; the first number of a range for zero copy
 * @param data the last number of a range for zero copy
 * @param offender the address that reported the error ({@code SO_EE_OFFENDER}); null if the message does not contain an
 *     IP address
 * @see <a href="https://man7.org/linux/man-pages/man7/ip.7.html">ip(7), IP_RECVERR</a>
 */
public record ExtendedError(int errno, int origin, int type, int code, int info, int data, InetSocketAddress offender) {
    static ExtendedError decode(ByteBuffer error) {
        return new ExtendedError(
                error.getInt(OFFSETOF_SOCK_EXTENDED_ERR_EE_ERRNO),
                error.get(OFFSETOF_SOCK_EXTENDED_ERR_EE_ORIGIN) & 0xff,
                error.get(OFFSETOF_SOCK_EXTENDED_ERR_EE_TYPE) & 0xff,
                error.get(OFFSETOF_SOCK_EXTENDED_ERR_EE_CODE) & 0xff,
                error.getInt(OFFSETOF_SOCK_EXTENDED_ERR_EE_INFO),
                error.getInt(OFFSETOF_SOCK_EXTENDED_ERR_EE_DATA),
                offender(error));
    }

    /** The address directly follows the structure. */
    private static InetSocketAddress offender(ByteBuffer error) {
        int rest = error.limit() - SIZEOF_SOCK_EXTENDED_ERR;
        if (rest < SIZEOF_SOCKADDR_IN) {
            return null;
        }
        byte[] raw = new byte[Math.min(rest, SIZEOF_SOCKADDR_IN6)];
        error.get(SIZEOF_SOCK_EXTENDED_ERR, raw);
        Sockaddr address = Sockaddr.of(raw);
        boolean whole = address.sa_family() != Constants.AF_INET6 || rest >= SIZEOF_SOCKADDR_IN6;
        return whole ? address.toInetSocketAddress() : null;
    }

    /**
     * For example {@code ExtendedError[ECONNREFUSED, SO_EE_ORIGIN_ICMP, type 3, code 3, info 0, data 0, /127.0.0.1:0]}.
     */
    @Override
    public String toString() {
        return "ExtendedError[" + Errno.name(errno) + ", " + Names.of("SO_EE_ORIGIN_", origin) + ", type " + type
                + ", code " + code + ", info " + Integer.toUnsignedString(info) + ", data "
                + Integer.toUnsignedString(data) + (offender == null ? "]" : ", " + offender + "]");
    }
}
