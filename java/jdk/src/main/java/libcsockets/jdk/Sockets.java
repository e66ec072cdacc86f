package libcsockets.jdk;

import static libcsockets.Constants.*;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import libcsockets.option.Sockopts;
import libcsockets.socket.LibcSocket;

/** Opens sockets as the JDK does: of both families where the system has IPv6, with what the defaults ask for. */
final class Sockets {
    private static final boolean IPV4_ONLY =
            Boolean.getBoolean("java.net.preferIPv4Stack") || !Files.exists(Path.of("/proc/sys/net/ipv6"));

    private Sockets() {}

    static int defaultDomain() {
        return IPV4_ONLY ? AF_INET : AF_INET6;
    }

    static LibcSocket stream(int domain) throws IOException {
        return prepared(SocketDefaults.get().openStream(domain));
    }

    static LibcSocket datagram(int domain) throws IOException {
        return prepared(LibcSocket.open(domain, SOCK_DGRAM, 0));
    }

    private static LibcSocket prepared(LibcSocket socket) throws IOException {
        try {
            if (socket.domain() == AF_INET6) {
                socket.setOption(Sockopts.IPV6_V6ONLY, false);
            }
            SocketDefaults.get().apply(socket);
            return socket;
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }
}
