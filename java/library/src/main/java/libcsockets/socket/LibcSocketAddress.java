package libcsockets.socket;

import static libcsockets.internal.Layout.*;

import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.util.Arrays;
import libcsockets.Constants;
import libcsockets.Sockaddr;

/**
 * A socket address that the JDK has no type for: an abstract {@code AF_UNIX} name, an IPv6 address with a flow label,
 * {@code AF_NETLINK}, {@code AF_PACKET}, {@code AF_VSOCK}, any other family.
 *
 * <p>It is what a {@link Sockaddr} says at one moment, and unlike that never changes, so that it can be a key of a map.
 */
public final class LibcSocketAddress extends SocketAddress {
    private static final long serialVersionUID = 1L;

    /** @serial the bytes of the C structure */
    private final byte[] bytes;

    private LibcSocketAddress(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Copies the structure as it is now.
     *
     * @param sockaddr an address; {@link Sockaddr#length()} bytes of it count
     * @return the address
     */
    public static LibcSocketAddress of(Sockaddr sockaddr) {
        return of(sockaddr, sockaddr.length());
    }

    private static LibcSocketAddress of(Sockaddr sockaddr, int length) {
        byte[] bytes = new byte[length];
        sockaddr.memory().get(0, bytes);
        return new LibcSocketAddress(bytes);
    }

    /**
     * An abstract {@code AF_UNIX} name: no file is made, and it ends with the socket.
     *
     * @param name the name, in UTF-8 at most 107 bytes
     * @return the address
     * @throws IllegalArgumentException if the name is too long
     */
    public static LibcSocketAddress unixAbstract(String name) {
        return of(Sockaddr.unixAbstract(name));
    }

    /**
     * The address as a structure.
     *
     * @return a new structure with the same bytes
     */
    public Sockaddr toSockaddr() {
        return Sockaddr.of(bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LibcSocketAddress address && Arrays.equals(bytes, address.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** The address as {@link Sockaddr#toString()} has it. */
    @Override
    public String toString() {
        return toSockaddr().toString();
    }

    // ---- from and to the JDK's types ----

    /** Where a socket is bound: the wildcard of IPv4 is that of both families where the socket has both. */
    static void encodeLocal(SocketAddress address, int domain, Sockaddr into) {
        if (address instanceof InetSocketAddress inet) {
            into.set(resolved(inet), domain);
        } else {
            encode(address, domain, into);
        }
    }

    /**
     * Writes an address of any type, where a socket connects or sends to, into a structure.
     *
     * @param domain the socket's; {@code AF_INET6} takes IPv4 addresses too
     */
    static void encode(SocketAddress address, int domain, Sockaddr into) {
        if (address instanceof InetSocketAddress inet && domain == Constants.AF_INET6 && isIpv4Wildcard(inet)) {
            // For the kernel :: is this host over IPv6, where a listener of IPv4 alone does not hear.
            into.set(of(Sockaddr.inet6("::ffff:0.0.0.0", inet.getPort())).bytes);
        } else if (address instanceof InetSocketAddress inet) {
            into.set(resolved(inet), domain);
        } else if (address instanceof UnixDomainSocketAddress unix) {
            byte[] path = PathBytes.of(unix.getPath());
            into.set(of(path.length == 0 ? Sockaddr.unixUnnamed() : Sockaddr.unix(path)).bytes);
        } else if (address instanceof LibcSocketAddress libc) {
            into.set(libc.bytes);
        } else {
            throw new UnsupportedAddressTypeException();
        }
    }

    private static boolean isIpv4Wildcard(InetSocketAddress address) {
        return address.getAddress() instanceof Inet4Address ipv4 && ipv4.isAnyLocalAddress();
    }

    /** The JDK's exception names no host, and its reader would like to know which. */
    static InetSocketAddress resolved(InetSocketAddress address) {
        if (address.isUnresolved()) {
            UnresolvedAddressException e = new UnresolvedAddressException();
            e.initCause(new UnknownHostException(address.getHostString()));
            throw e;
        }
        return address;
    }

    /** The address that the kernel wrote; null if it wrote none. */
    static SocketAddress decode(Sockaddr sockaddr, int length) {
        if (length < OFFSETOF_SOCKADDR_SA_DATA) {
            return null;
        }
        int family = sockaddr.sa_family();
        if (family == Constants.AF_INET || family == Constants.AF_INET6 && sockaddr.sin6_flowinfo() == 0) {
            return sockaddr.toInetSocketAddress();
        }
        if (family == Constants.AF_UNIX) {
            byte[] name = sockaddr.unixName(length);
            if (name.length == 0) {
                return UnixDomainSocketAddress.of("");
            }
            if (name[0] != 0) {
                UnixDomainSocketAddress unix = unix(name);
                if (unix != null) {
                    return unix;
                }
            }
        }
        return of(sockaddr, Math.min(length, SIZEOF_SOCKADDR_STORAGE));
    }

    /** Null if Java's file system cannot name these bytes: in the JVM's locale they may not be text. */
    private static UnixDomainSocketAddress unix(byte[] name) {
        try {
            UnixDomainSocketAddress unix = UnixDomainSocketAddress.of(new String(name, StandardCharsets.UTF_8));
            return Arrays.equals(name, PathBytes.of(unix.getPath())) ? unix : null;
        } catch (InvalidPathException e) {
            return null;
        }
    }
}
