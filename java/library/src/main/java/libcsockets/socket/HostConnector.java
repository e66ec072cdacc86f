package libcsockets.socket;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import libcsockets.Addrinfo;
import libcsockets.Constants;
import libcsockets.Errno;
import libcsockets.ErrnoException;
import libcsockets.Libc;

/** Connects a socket to the first address of a name that answers. */
final class HostConnector {
    /** One attempt to connect the socket. */
    interface Attempt {
        void connect(SocketAddress address) throws IOException;
    }

    private final SocketCalls socket;
    private final String host;
    private final int port;

    HostConnector(SocketCalls socket, String host, int port) {
        if (port < 0 || port > 0xffff) {
            // getaddrinfo would cut it to 16 bits.
            throw new IllegalArgumentException("the port is " + port + ", but a port is a number from 0 to 65535");
        }
        this.socket = socket;
        this.host = Objects.requireNonNull(host, "host");
        this.port = port;
    }

    SocketAddress connect(Attempt attempt) throws IOException {
        List<IOException> failures = new ArrayList<>();
        StringBuilder attempts = new StringBuilder();
        for (InetSocketAddress address : lookUp()) {
            try {
                attempt.connect(address);
                return address;
            } catch (ClosedChannelException e) {
                throw e;
            } catch (ErrnoException | SocketTimeoutException e) {
                failures.add(e);
                attempts.append(attempts.length() == 0 ? "" : "; ")
                        .append(address)
                        .append(": ")
                        .append(reason(e));
            }
        }
        ConnectException none = new ConnectException(host + ":" + port + " does not answer: " + attempts);
        IOException last = failures.remove(failures.size() - 1);
        none.initCause(last);
        failures.forEach(none::addSuppressed);
        throw none;
    }

    private static String reason(IOException e) {
        return e instanceof ErrnoException failed ? failed.errnoName() : e.getMessage();
    }

    private List<InetSocketAddress> lookUp() throws IOException {
        Libc libc = socket.libc;
        int family = socket.domain == Constants.AF_INET6 ? Constants.AF_UNSPEC : socket.domain;
        List<Addrinfo> found = new ArrayList<>();
        int code = libc.getaddrinfo(host, Integer.toString(port), new Addrinfo(0, family, socket.type, 0), found);
        if (code != 0) {
            String why = code == Constants.EAI_SYSTEM ? Errno.name(libc.errno()) : libc.gai_strerror(code);
            throw new UnknownHostException(host + ": " + why);
        }
        List<InetSocketAddress> addresses = new ArrayList<>();
        for (Addrinfo info : found) {
            addresses.add(info.ai_addr().toInetSocketAddress());
        }
        return addresses;
    }
}
