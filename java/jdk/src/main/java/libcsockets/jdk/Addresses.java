package libcsockets.jdk;

import static libcsockets.Constants.*;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.Objects;
import libcsockets.socket.LibcSocket;

/** Checks addresses as the JDK's channels do, and binds. */
final class Addresses {
    private Addresses() {}

    /** An address of IP that a socket's family can have. */
    static InetSocketAddress inet(SocketAddress address, LibcSocket socket) {
        Objects.requireNonNull(address);
        if (!(address instanceof InetSocketAddress inet)
                || socket.domain() == AF_INET
                        && inet.getAddress() != null
                        && !(inet.getAddress() instanceof Inet4Address)) {
            throw new UnsupportedAddressTypeException();
        }
        return inet;
    }

    /**
     * Binds a socket.
     *
     * @param address null for one that the system chooses
     * @return the address that it has got
     */
    static SocketAddress bind(LibcSocket socket, SocketAddress address) throws IOException {
        SocketAddress wanted;
        if (socket.domain() == AF_UNIX) {
            wanted = address == null ? UnixDomainSocketAddress.of("") : address;
            if (!(wanted instanceof UnixDomainSocketAddress)) {
                throw new UnsupportedAddressTypeException();
            }
        } else {
            InetSocketAddress inet = address == null ? new InetSocketAddress(0) : inet(address, socket);
            if (inet.isUnresolved()) {
                throw new UnresolvedAddressException();
            }
            wanted = inet;
        }
        return Failures.nio(() -> socket.bind(wanted).localAddress());
    }
}
